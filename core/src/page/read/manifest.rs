//! The manifest, as it is read.

use super::super::format::{FileHash, FileKind, Groups, In, MOST_CHUNKS, PageError};
use crate::text::LONGEST_RUN;

/// More documents or parts are not believed: their tables would not fit a browser.
const MOST_PARTS: u32 = 1 << 24;

/// What the file with the fixed name says.
#[derive(Debug)]
pub(super) struct Manifest {
    pub(super) documents: u32,
    pub(super) parts: u32,
    pub(super) average: u32,
    /// The first part of each bucket, and the bucket's name.
    buckets: Vec<(u32, FileHash)>,
    pub(super) table: FileHash,
    pub(super) script: FileHash,
    pub(super) sounds: FileHash,
    pub(super) fields: Vec<FieldName>,
    characters: Vec<char>,
    /// Words that say little.
    pub(super) little: Lexicon,
    /// The first term of each chunk.
    firsts: Vec<Vec<char>>,
    terms: Groups,
    positions: Groups,
}

/// A field to filter by.
#[derive(Debug)]
pub(super) struct FieldName {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) file: FileHash,
}

/// Words with their weights, in order.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    chars: Vec<char>,
    ends: Vec<u32>,
    weights: Vec<u8>,
}

impl Lexicon {
    pub(super) fn read(input: &mut In<'_>) -> Result<Lexicon, PageError> {
        /// Longer words are none; a list of them could be made to fill the memory.
        const LONGEST: usize = 32;
        let count = input.count()?;
        let mut lexicon = Lexicon::default();
        let mut word = Vec::new();
        for at in 0..count {
            input.after(&mut word)?;
            if word.len() > LONGEST || (at > 0 && lexicon.word(at - 1) >= word.as_slice()) {
                return Err(PageError::Malformed);
            }
            lexicon.chars.extend_from_slice(&word);
            lexicon.ends.push(lexicon.chars.len() as u32);
        }
        lexicon.weights = input.bytes(count)?.to_vec();
        Ok(lexicon)
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn word(&self, at: usize) -> &[char] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.chars[start..self.ends[at] as usize]
    }

    pub(super) fn weight(&self, at: usize) -> u8 {
        self.weights[at]
    }

    pub(super) fn find(&self, word: &[char]) -> Option<u8> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            match self.word(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(self.weights[middle]),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

impl Manifest {
    pub(super) fn read(payload: &[u8]) -> Result<Manifest, PageError> {
        let mut input = In(payload);
        let (documents, parts, average) = (input.number()?, input.number()?, input.number()?);
        if documents > parts || parts > MOST_PARTS {
            return Err(PageError::Malformed);
        }
        // What else a page may ask for is another program's.
        input.maybe_hash()?;
        let mut buckets = Vec::new();
        let mut first = 0u32;
        for _ in 0..input.count()? {
            buckets.push((first, input.file_hash()?));
            first = first.checked_add(input.number()?).ok_or(PageError::Malformed)?;
        }
        if first != parts {
            return Err(PageError::Malformed);
        }
        let (table, script, sounds) = (input.file_hash()?, input.file_hash()?, input.file_hash()?);
        let mut fields = Vec::new();
        for _ in 0..input.count()? {
            let name = input.text()?.to_owned();
            let mut aliases = Vec::new();
            for _ in 0..input.count()? {
                aliases.push(input.text()?.to_owned());
            }
            fields.push(FieldName { name, aliases, file: input.file_hash()? });
        }
        let characters = sorted_characters(&mut input)?;
        let little = Lexicon::read(&mut input)?;
        let mut firsts: Vec<Vec<char>> = Vec::new();
        let mut text = Vec::new();
        for _ in 0..input.count()? {
            input.after(&mut text)?;
            let is_next = firsts.last().is_none_or(|last| *last < text);
            if text.len() > LONGEST_RUN || firsts.len() == MOST_CHUNKS || !is_next {
                return Err(PageError::Malformed);
            }
            firsts.push(text.clone());
        }
        let terms = Groups::read(firsts.len(), &mut input)?;
        let positions = Groups::read(firsts.len(), &mut input)?;
        if !input.is_empty() {
            return Err(PageError::Malformed);
        }
        Ok(Manifest {
            documents,
            parts,
            average,
            buckets,
            table,
            script,
            sounds,
            fields,
            characters,
            little,
            firsts,
            terms,
            positions,
        })
    }

    /// Whether a character occurs in a document.
    pub(super) fn has(&self, c: char) -> bool {
        self.characters.binary_search(&c).is_ok()
    }

    /// The chunk with this term, if there is such a term; and what stands beside its place.
    pub(super) fn chunk(&self, term: &[char]) -> Option<usize> {
        let behind = self.firsts.partition_point(|first| first.as_slice() <= term);
        (!self.firsts.is_empty()).then(|| behind.saturating_sub(1))
    }

    /// The chunks with the terms that begin with `c`.
    pub(super) fn chunks_of(&self, c: char) -> std::ops::Range<usize> {
        let to = self.firsts.partition_point(|first| first.first().is_some_and(|first| *first <= c));
        let from = self.firsts.partition_point(|first| first.as_slice() <= [c].as_slice());
        from.saturating_sub(1).min(to)..to
    }

    /// The files of all chunks, and of their positions.
    pub(super) fn chunk_files(&self) -> impl Iterator<Item = String> {
        let chunks = 0..self.firsts.len();
        chunks.flat_map(|at| [&self.terms, &self.positions].into_iter().filter_map(move |files| files.file(at)))
    }

    /// The file of a chunk, or of its positions.
    pub(super) fn chunk_file(&self, at: usize, kind: FileKind) -> Option<String> {
        if kind == FileKind::Terms { self.terms.file(at) } else { self.positions.file(at) }
    }

    /// The file of a part's text.
    pub(super) fn fragment(&self, part: u32) -> Option<String> {
        let at = self.buckets.partition_point(|(first, _)| *first <= part).checked_sub(1)?;
        let (first, bucket) = self.buckets[at];
        Some(bucket.member(part - first))
    }
}

/// A sorted list of characters, as the gaps between them.
pub(in crate::page) fn sorted_characters(input: &mut In<'_>) -> Result<Vec<char>, PageError> {
    let mut next = 0u32;
    let mut characters = Vec::new();
    for _ in 0..input.count()? {
        characters.push(next_character(input, &mut next)?);
    }
    Ok(characters)
}

pub(in crate::page) fn next_character(input: &mut In<'_>, next: &mut u32) -> Result<char, PageError> {
    let code = next.checked_add(input.number()?).ok_or(PageError::Malformed)?;
    *next = code.wrapping_add(1);
    char::from_u32(code).ok_or(PageError::Malformed)
}
