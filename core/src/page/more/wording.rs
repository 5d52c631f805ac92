//! What a mistyped query may have meant, judged by the files of wording that its characters lead to.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::format::{FileHash, FileKind, In, PageError};
use super::super::light::{count_of, frequency_of};
use super::super::read::{next_character, sorted_characters};
use super::{MoreIndex, Needs};
use crate::correct::{LATIN_LENGTHS, Vocabulary, alike, correct, near_sounds};
use crate::text::{Class, Dictionary, class, fold_char};

/// Longest word, in characters; a list of longer ones could be made to fill the memory.
const LONGEST_WORD: usize = 32;

/// How often documents write what the loaded files know of, as far as it may matter to a query: of most of what they
/// hold no correction can be made.
#[derive(Debug, Default)]
struct Wording {
    documents: u64,
    /// The characters of the query, and those with all that may be meant by them.
    own: HashSet<char>,
    near: HashSet<char>,
    /// Documents and titles.
    pairs: HashMap<(char, char), (u64, u64)>,
    /// Words of three characters and more, and of letters.
    words: HashMap<String, u64>,
    /// Of all words how frequent they are.
    frequencies: BTreeMap<String, u32>,
}

impl Vocabulary for Wording {
    fn items_with(&self, term: &str) -> u64 {
        match pair(term) {
            Some(pair) => self.pairs.get(&pair).map_or(0, |counts| counts.0),
            None => self.words.get(term).copied().unwrap_or(0),
        }
    }

    fn titles_with(&self, term: &str) -> u64 {
        pair(term).and_then(|pair| self.pairs.get(&pair)).map_or(0, |counts| counts.1)
    }

    fn items(&self) -> u64 {
        self.documents
    }
}

/// Which files know of what.
pub(super) struct WordingGuide {
    documents: u64,
    log_total: f64,
    pub(super) letters: FileHash,
    /// First sound of a file, and its name.
    pub(super) files: Vec<(String, FileHash)>,
}

impl WordingGuide {
    pub(super) fn read(payload: &[u8]) -> Result<WordingGuide, PageError> {
        let mut input = In(payload);
        let documents = u64::from(input.number()?);
        let total = input.bytes(4)?;
        let log_total = f64::from(f32::from_le_bytes([total[0], total[1], total[2], total[3]]));
        let letters = input.file_hash()?;
        let mut files: Vec<(String, FileHash)> = Vec::new();
        let mut text = Vec::new();
        for _ in 0..input.count()? {
            input.after(&mut text)?;
            let first: String = text.iter().collect();
            if text.len() > LONGEST_WORD || files.last().is_some_and(|last| last.0 >= first) {
                return Err(PageError::Malformed);
            }
            files.push((first, input.file_hash()?));
        }
        if !input.is_empty() || !log_total.is_finite() {
            return Err(PageError::Malformed);
        }
        Ok(WordingGuide { documents, log_total, letters, files })
    }
}

fn pair(term: &str) -> Option<(char, char)> {
    let mut chars = term.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(a), Some(b), None) => Some((a, b)),
        _ => None,
    }
}

impl MoreIndex {
    /// The query corrected, if it should be, as far as the files are there.
    pub(super) fn corrected(
        &self,
        guide: FileHash,
        query: &str,
        needs: &mut Needs,
    ) -> Result<Option<Option<String>>, PageError> {
        let Some(payload) = self.file(guide.file(), FileKind::Wording, needs)? else { return Ok(None) };
        let WordingGuide { documents, log_total, letters, files } = WordingGuide::read(payload)?;
        let mut wording = Wording { documents, ..Wording::default() };

        let folded: Vec<char> = query.chars().map(fold_char).collect();
        let mut wanted: Vec<FileHash> = Vec::new();
        for run in folded.chunk_by(|a, b| class(*a) == class(*b)) {
            match class(run[0]) {
                // One character alone is no mistake.
                Class::Ideograph if run.len() > 1 => {
                    wording.own.extend(run);
                    wording
                        .near
                        .extend(run.iter().flat_map(|c| alike(*c)).map(|(other, _)| other).chain(run.iter().copied()));
                    for sound in run.iter().flat_map(|c| near_sounds(*c)) {
                        let at = files.partition_point(|(first, _)| *first <= sound);
                        wanted.extend(at.checked_sub(1).map(|at| files[at].1));
                    }
                }
                Class::Alphanumeric if LATIN_LENGTHS.contains(&run.len()) => {
                    if let Some(payload) = self.file(letters.file(), FileKind::Letters, needs)? {
                        wording.read_letters(payload)?;
                    }
                }
                _ => {}
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        for name in wanted {
            if let Some(payload) = self.file(name.file(), FileKind::Pairs, needs)? {
                wording.read(payload)?;
            }
        }
        if !needs.is_empty() {
            return Ok(None);
        }
        let dictionary = Dictionary::of_words(&wording.frequencies, log_total);
        Ok(Some(correct(query, &dictionary, &wording).map(|correction| correction.text)))
    }
}

impl Wording {
    fn read_letters(&mut self, payload: &[u8]) -> Result<(), PageError> {
        let mut input = In(payload);
        let mut text = Vec::new();
        for _ in 0..input.count()? {
            input.after(&mut text)?;
            if text.len() > LONGEST_WORD {
                return Err(PageError::Malformed);
            }
            self.words.insert(text.iter().collect(), count_of(input.byte()?));
        }
        if input.is_empty() { Ok(()) } else { Err(PageError::Malformed) }
    }

    fn read(&mut self, payload: &[u8]) -> Result<(), PageError> {
        let mut input = In(payload);
        let mut next = 0;
        for _ in 0..input.count()? {
            let first = next_character(&mut input, &mut next)?;
            let (is_own, is_near) = (self.own.contains(&first), self.near.contains(&first));
            let alone = input.byte()?;
            if is_near {
                self.note(String::from(first), alone);
            }
            let seconds = sorted_characters(&mut input)?;
            let documents = input.bytes(seconds.len())?;
            let titles = input.bytes(seconds.len())?;
            let frequencies = input.bytes(seconds.len())?;
            for (at, second) in seconds.into_iter().enumerate() {
                // What is left out or added stands beside a character of the query.
                let may_matter = is_own || self.own.contains(&second) || is_near && self.near.contains(&second);
                if !may_matter {
                    continue;
                }
                self.pairs.insert((first, second), (count_of(documents[at]), count_of(titles[at])));
                self.note(String::from_iter([first, second]), frequencies[at]);
            }
            let mut words: Vec<Option<String>> = Vec::new();
            let mut rest = Vec::new();
            for _ in 0..input.count()? {
                input.after(&mut rest)?;
                if rest.len() > LONGEST_WORD {
                    return Err(PageError::Malformed);
                }
                // One character of a word may be missing.
                let near = rest.iter().filter(|c| self.near.contains(c)).count() + usize::from(is_near);
                words.push((near >= rest.len()).then(|| std::iter::once(&first).chain(&rest).collect()));
            }
            let documents = input.bytes(words.len())?;
            let frequencies = input.bytes(words.len())?;
            for ((word, documents), frequency) in words.into_iter().zip(documents).zip(frequencies) {
                if let Some(word) = word {
                    self.note(word.clone(), *frequency);
                    self.words.insert(word, count_of(*documents));
                }
            }
        }
        if input.is_empty() { Ok(()) } else { Err(PageError::Malformed) }
    }

    /// Takes in how frequent a word is, if it is one.
    fn note(&mut self, word: String, code: u8) {
        if code > 0 {
            self.frequencies.insert(word, frequency_of(code));
        }
    }
}
