//! The words by which a query is cut in the browser: those that the documents hold most, and the little words that are
//! never required.

use std::collections::{BTreeMap, HashMap};

use super::super::format::Out;
use super::super::light::length_code;
use crate::text::{Dictionary, Folded, SegmentKind, cut, is_frame_word, is_stop_word};

/// Longest word, in characters: queries are cut by shorter ones.
const LONGEST: usize = 8;
/// What a word in a title counts for, in texts that hold it.
const TITLE: u32 = 8;
/// Weight of a stop word in the lexicon, and of one that frames a question; others are their frequency's code and this
/// much.
pub(super) const STOP: u8 = 0;
pub(super) const FRAME: u8 = 1;
pub(super) const FIRST: u8 = 2;

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
            if word.kind != SegmentKind::Word || length > LONGEST {
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

    /// The `most` most frequent words, and every stop word and frame word that occurs.
    pub(super) fn finish(self, most: usize) -> Lexicon {
        let mut words: Vec<(String, u32)> = self.counts.into_iter().map(|(word, (count, _))| (word, count)).collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let kept = words.into_iter().enumerate().filter_map(|(rank, (word, count))| {
            let weight = if is_stop_word(&word) {
                STOP
            } else if is_frame_word(&word) {
                FRAME
            } else if rank < most {
                FIRST.saturating_add(length_code(count))
            } else {
                return None;
            };
            Some((word, weight))
        });
        Lexicon { words: kept.collect() }
    }
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
