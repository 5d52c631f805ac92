//! A vocabulary that remembers what it was asked: every candidate asks for much the same terms.

use std::cell::RefCell;
use std::collections::HashMap;

use super::Vocabulary;

pub(super) struct Counts<'v, V> {
    vocabulary: &'v V,
    items: u64,
    pairs: RefCell<HashMap<(char, char), u64>>,
    words: RefCell<HashMap<String, u64>>,
    phrases: RefCell<HashMap<String, Option<u64>>>,
}

impl<'v, V: Vocabulary> Counts<'v, V> {
    pub(super) fn new(vocabulary: &'v V) -> Counts<'v, V> {
        let items = vocabulary.items().max(1);
        Counts { vocabulary, items, pairs: RefCell::default(), words: RefCell::default(), phrases: RefCell::default() }
    }

    pub(super) fn items(&self) -> u64 {
        self.items
    }

    /// Number of items that hold these two characters side by side.
    pub(super) fn pair(&self, a: char, b: char) -> u64 {
        *self.pairs.borrow_mut().entry((a, b)).or_insert_with(|| self.vocabulary.items_with(&String::from_iter([a, b])))
    }

    /// Number of items with this dictionary word, of two or more characters, or this run of letters.
    pub(super) fn word(&self, word: &[char]) -> u64 {
        if let [a, b] = word {
            return self.pair(*a, *b);
        }
        let word: String = word.iter().collect();
        if let Some(known) = self.words.borrow().get(&word) {
            return *known;
        }
        let count = self.vocabulary.items_with(&word);
        self.words.borrow_mut().insert(word, count);
        count
    }

    /// Number of titles with these two characters side by side.
    pub(super) fn pair_in_titles(&self, a: char, b: char) -> u64 {
        self.vocabulary.titles_with(&String::from_iter([a, b]))
    }

    /// Number of items that hold this string, where the vocabulary can say.
    pub(super) fn phrase(&self, text: &[char]) -> Option<u64> {
        let text: String = text.iter().collect();
        if let Some(known) = self.phrases.borrow().get(&text) {
            return *known;
        }
        let count = self.vocabulary.items_with_phrase(&text);
        self.phrases.borrow_mut().insert(text, count);
        count
    }

    /// Share of items, as a logarithm: 0 for all of them, well below zero for none.
    pub(super) fn log_share(&self, count: u64) -> f64 {
        ((count as f64 + 0.5) / (self.items as f64 + 1.0)).ln().min(0.0)
    }
}
