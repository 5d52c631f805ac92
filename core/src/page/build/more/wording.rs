//! Files of wording: how many documents write which characters side by side, and which words. What a mistyped query may
//! have meant is judged by it.
//!
//! Characters are filed by their sound without what dialects do not tell apart: what a character may be a mistake for is
//! mostly in the same file.

use std::collections::BTreeMap;

use super::super::super::format::{FileHash, FileKind, Out};
use super::super::super::light::{count_code, frequency_code};
use super::super::Built;
use crate::correct::{LATIN_LENGTHS, sound};
use crate::text::{Class, Dictionary, class};

/// Bytes of a file before packing, about.
const CHUNK: usize = 4 << 10;
/// Characters beside one another in fewer documents, that are no word, are as good as unknown: half of all pairs are of
/// this kind.
const LEAST: u32 = 2;

/// What the documents write.
#[derive(Debug, Default)]
pub(in super::super) struct Wording {
    documents: u32,
    log_total: f64,
    characters: BTreeMap<char, Character>,
    letters: BTreeMap<String, u32>,
}

/// What begins with a character.
#[derive(Debug, Default)]
struct Character {
    /// How frequent it is as a word; 0: it is none.
    alone: u8,
    /// By the next character: documents, titles, how frequent it is as a word.
    pairs: BTreeMap<char, (u8, u8, u8)>,
    /// Longer words, without the character: documents, how frequent it is.
    words: BTreeMap<String, (u8, u8)>,
}

impl Wording {
    pub(in super::super) fn new(dictionary: &Dictionary, documents: usize) -> Wording {
        let mut wording =
            Wording { documents: documents as u32, log_total: dictionary.log_total(), ..Wording::default() };
        // Words of two characters are right as they stand, even where no document has them.
        let root = dictionary.walk();
        let mut next = Vec::new();
        dictionary.each_next(root, |c, walk| next.push((c, walk)));
        for (c, walk) in next {
            let mut character = Character { alone: frequency_code(dictionary.word_at(walk)), ..Character::default() };
            dictionary.each_next(walk, |after, walk| {
                if let Some(frequency) = dictionary.word_at(walk) {
                    character.pairs.insert(after, (0, 0, frequency_code(Some(frequency))));
                }
            });
            wording.characters.insert(c, character);
        }
        wording
    }

    /// Takes in a term and the numbers of documents that hold it, and of titles.
    pub(in super::super) fn add(&mut self, dictionary: &Dictionary, term: &str, documents: u32, titles: u32) {
        let mut chars = term.chars();
        let (Some(first), rest) = (chars.next(), chars.as_str()) else { return };
        if class(first) != Class::Ideograph {
            if LATIN_LENGTHS.contains(&term.len()) && term.bytes().all(|byte| byte.is_ascii_lowercase()) {
                self.letters.insert(term.to_owned(), documents);
            }
            return;
        }
        let Some(next) = chars.next() else { return };
        let of_first = self.characters.entry(first).or_default();
        if chars.next().is_some() {
            let codes = (count_code(documents), frequency_code(dictionary.log_frequency(term)));
            of_first.words.insert(rest.to_owned(), codes);
        } else if documents >= LEAST || of_first.pairs.contains_key(&next) {
            let pair = of_first.pairs.entry(next).or_default();
            (pair.0, pair.1) = (count_code(documents), count_code(titles));
        }
    }

    /// Writes the files; gives the name of the guide to them.
    pub(super) fn write(&self, built: &mut Built) -> FileHash {
        let mut by_sound: BTreeMap<String, Vec<(&char, &Character)>> = BTreeMap::new();
        // A character that no document holds is never meant.
        for (c, character) in &self.characters {
            by_sound.entry(sound(*c)).or_default().push((c, character));
        }
        let mut files: Vec<(&str, Vec<(&char, &Character)>)> = Vec::new();
        let mut bytes = CHUNK;
        for (sound, characters) in &by_sound {
            if bytes >= CHUNK {
                files.push((sound, Vec::new()));
                bytes = 0;
            }
            bytes += characters.iter().map(|(_, character)| character.bytes()).sum::<usize>();
            if let Some((_, file)) = files.last_mut() {
                file.extend(characters);
            }
        }
        let mut guide = Out::default();
        guide.number(self.documents);
        guide.0.extend_from_slice(&(self.log_total as f32).to_le_bytes());
        guide.0.extend_from_slice(&self.write_letters(built).0);
        guide.number(files.len() as u32);
        let mut before = "";
        for (first, mut characters) in files {
            characters.sort_by_key(|(c, _)| **c);
            let mut out = Out::default();
            out.number(characters.len() as u32);
            let mut next = 0;
            for (c, character) in characters {
                gap(&mut out, &mut next, *c);
                character.write(&mut out);
            }
            guide.after(before, first);
            before = first;
            guide.0.extend_from_slice(&built.add(FileKind::Pairs, &out.0).0);
        }
        built.add(FileKind::Wording, &guide.0)
    }

    fn write_letters(&self, built: &mut Built) -> FileHash {
        let mut out = Out::default();
        out.number(self.letters.len() as u32);
        let mut before = "";
        for (word, documents) in &self.letters {
            out.after(before, word);
            out.0.push(count_code(*documents));
            before = word;
        }
        built.add(FileKind::Letters, &out.0)
    }
}

impl Character {
    fn bytes(&self) -> usize {
        self.pairs.len() * 4 + self.words.keys().map(|word| word.len() + 2).sum::<usize>()
    }

    fn write(&self, out: &mut Out) {
        out.0.push(self.alone);
        out.number(self.pairs.len() as u32);
        let mut next = 0;
        self.pairs.keys().for_each(|c| gap(out, &mut next, *c));
        out.0.extend(self.pairs.values().map(|codes| codes.0));
        out.0.extend(self.pairs.values().map(|codes| codes.1));
        out.0.extend(self.pairs.values().map(|codes| codes.2));
        out.number(self.words.len() as u32);
        let mut before = "";
        for word in self.words.keys() {
            out.after(before, word);
            before = word;
        }
        out.0.extend(self.words.values().map(|codes| codes.0));
        out.0.extend(self.words.values().map(|codes| codes.1));
    }
}

/// A character of a sorted list.
fn gap(out: &mut Out, next: &mut u32, c: char) {
    out.number(u32::from(c) - *next);
    *next = u32::from(c) + 1;
}
