//! Plain words and the standard terms they stand for (俗语 → 规范词): 社保 → 社会保险.
//!
//! This file knows which strings stand for which; where they are written down is the `config` room's affair, what they
//! weigh the `query` room's.

use std::collections::HashMap;

use super::fold;

/// Words that find other words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Folded word → what it finds besides itself, in the order given, folded.
    by_word: HashMap<String, Vec<String>>,
    /// Characters of the longest word.
    longest: usize,
}

impl Synonyms {
    /// Lets each of `words` find each of `terms` also. Words and terms may be in any script, width and case.
    pub fn add(&mut self, words: &[String], terms: &[String]) {
        for word in words.iter().map(|word| fold(word.trim())) {
            self.longest = self.longest.max(word.chars().count());
            let known = self.by_word.entry(word.clone()).or_default();
            for term in terms.iter().map(|term| fold(term.trim())) {
                if term != word && !known.contains(&term) {
                    known.push(term);
                }
            }
        }
    }

    /// What `word`, folded, finds besides itself.
    #[must_use]
    pub fn of(&self, word: &str) -> &[String] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// Every word that finds others, and what it finds, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.by_word.iter().map(|(word, terms)| (word.as_str(), terms.as_slice()))
    }

    /// Number of words that find others.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_word.len()
    }

    /// Whether no word finds another.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_word.is_empty()
    }

    /// Characters of the longest word that finds others.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_terms_in_one_direction() {
        let mut synonyms = Synonyms::default();
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        synonyms.add(&list(&["社保", "五險"]), &list(&["社会保险"]));
        synonyms.add(&list(&["社保"]), &list(&["社会保障", "社会保险", "社保"]));
        assert_eq!(synonyms.of("社保"), ["社会保险", "社会保障"]);
        assert_eq!(synonyms.of("五险"), ["社会保险"]);
        assert!(synonyms.of("社会保险").is_empty());
        assert_eq!((synonyms.len(), synonyms.longest()), (2, 2));
    }
}
