//! The words by which a query is cut in the browser: those of the dictionary that the documents hold.

use std::collections::{BTreeMap, HashMap};

use super::super::format::Out;
use super::super::light::{FRAME, LONGEST_WORD, STOP, length_code};
use crate::text::{Dictionary, Folded, SegmentKind, cut, is_frame_word, is_stop_word};

/// What a word in a title counts for, in texts that hold it.
const TITLE: u32 = 8;
/// Weights of words that say something are their frequency's code and this much. Of a term, 0 is no word.
const FIRST: u8 = 2;

/// How many documents hold each word, as the dictionary cuts them.
#[derive(Debug, Default)]
pub(super) struct WordCounts {
    counts: HashMap<String, (u32, u32)>,
    document: u32,
}

impl WordCounts {
    pub(super) fn add(&mut self, dictionary: &Dictionary, folded: &Folded, title: usize) {
        for word in cut(dictionary, folded) {
            let length = word.end - word.start;
            if word.kind != SegmentKind::Word || length > LONGEST_WORD {
                continue;
            }
            let text = folded.slice(word.start, word.end);
            if length < 2 && !is_stop_word(text) {
                continue;
            }
            let weight = if word.start < title { TITLE } else { 1 };
            if let Some((count, last)) = self.counts.get_mut(text) {
                if *last != self.document + 1 || weight == TITLE {
                    *count += weight;
                    *last = self.document + 1;
                }
            } else {
                self.counts.insert(text.to_owned(), (weight, self.document + 1));
            }
        }
    }

    pub(super) fn end_document(&mut self) {
        self.document += 1;
    }

    /// The words by their weight: those that say little, and the `most` most frequent others.
    pub(super) fn little_and_frequent(&self, most: usize) -> (Lexicon, Lexicon) {
        let (mut little, mut frequent) = (Lexicon::default(), Lexicon::default());
        let mut others: Vec<(&String, u32)> = Vec::new();
        for (word, (count, _)) in &self.counts {
            match (is_stop_word(word), is_frame_word(word)) {
                (true, _) => drop(little.words.insert(word.clone(), STOP)),
                (_, true) => drop(little.words.insert(word.clone(), FRAME)),
                _ => others.push((word, *count)),
            }
        }
        others.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        others.truncate(most);
        frequent.words.extend(others.into_iter().map(|(word, count)| (word.clone(), weight(count))));
        (little, frequent)
    }

    /// The weight of a term as a word; 0 for one that is none.
    pub(super) fn weight(&self, term: &str) -> u8 {
        self.counts.get(term).map_or(0, |(count, _)| weight(*count))
    }

    /// The same of a word that people use, and documents perhaps do not.
    pub(super) fn weight_in(&self, dictionary: &Dictionary, word: &str) -> u8 {
        if dictionary.contains(word) { self.weight(word).max(weight(1)) } else { self.weight(word) }
    }
}

fn weight(count: u32) -> u8 {
    FIRST.saturating_add(length_code(count))
}

/// Words in order, with their weights.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) words: BTreeMap<String, u8>,
}

impl Lexicon {
    pub(super) fn write(&self, out: &mut Out) {
        out.number(self.words.len() as u32);
        let mut before = "";
        for word in self.words.keys() {
            out.after(before, word);
            before = word;
        }
        out.0.extend(self.words.values());
    }
}
