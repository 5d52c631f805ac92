//! The inverted index: from the words of names to the items that have those names.

use std::collections::HashMap;

use crate::text::{Dictionary, Folded, each_word};

/// Items by the characters and dictionary words of their names. Items are numbers in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Postings {
    lists: HashMap<Box<str>, Vec<u32>>,
}

impl Postings {
    pub(super) fn add(&mut self, dictionary: &Dictionary, item: u32, name: &str) {
        let folded = Folded::new(name);
        let mut put = |word: &str| match self.lists.get_mut(word) {
            Some(list) if list.last() == Some(&item) => {}
            Some(list) => list.push(item),
            None => {
                self.lists.insert(word.into(), vec![item]);
            }
        };
        for at in 0..folded.len() {
            put(folded.slice(at, at + 1));
        }
        each_word(dictionary, &folded, 0, folded.len(), |start, end| put(folded.slice(start, end)));
    }

    /// The items whose names may hold `word`, in order: exactly those where it is a word or one character, else those
    /// that hold all of its characters.
    pub(super) fn candidates(&self, word: &str) -> Vec<u32> {
        if let Some(list) = self.lists.get(word) {
            return list.clone();
        }
        let mut lists = Vec::new();
        for c in word.chars() {
            match self.lists.get(c.encode_utf8(&mut [0; 4]) as &str) {
                Some(list) => lists.push(list.as_slice()),
                None => return Vec::new(),
            }
        }
        lists.sort_by_key(|list| list.len());
        let Some((first, others)) = lists.split_first() else { return Vec::new() };
        let in_all = |item: &&u32| others.iter().all(|list| list.binary_search(item).is_ok());
        first.iter().filter(in_all).copied().collect()
    }
}

/// What is in both lists.
pub(super) fn both(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().filter(|item| long.binary_search(item).is_ok()).copied().collect()
}

/// What is in one of the lists.
pub(super) fn either(mut a: Vec<u32>, b: &[u32]) -> Vec<u32> {
    a.extend_from_slice(b);
    a.sort_unstable();
    a.dedup();
    a
}
