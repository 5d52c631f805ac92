//! Cutting a run into words, weighing general language together with the portal's own.

use super::Vocabulary;
use super::counts::Counts;
use crate::text::Dictionary;

/// An item holds about so many words (as a logarithm): a word's share of items, less this, compares with its share of
/// running text.
const WORDS_IN_AN_ITEM: f64 = 6.0;
/// Words beyond this length are cut shorter.
const LONGEST_WORD: usize = 12;

/// A run, cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Cutting {
    /// Logarithm of the probability of the best path.
    pub(super) score: f64,
    /// Words of the best path: ranges of characters.
    pub(super) words: Vec<(usize, usize)>,
}

impl Cutting {
    /// The word that covers character `at`.
    pub(super) fn word_at(&self, at: usize) -> Option<(usize, usize)> {
        self.words.iter().copied().find(|(start, end)| (*start..*end).contains(&at))
    }
}

pub(super) fn cut<V: Vocabulary>(chars: &[char], dictionary: &Dictionary, counts: &Counts<'_, V>) -> Cutting {
    let log_total = dictionary.log_total();
    let mut best: Vec<(f64, usize)> = vec![(0.0, chars.len()); chars.len() + 1];
    for start in (0..chars.len()).rev() {
        let mut choice = (-log_total + best[start + 1].0, start + 1);
        let mut walk = dictionary.walk();
        for end in start + 1..=chars.len().min(start + LONGEST_WORD) {
            let Some(next) = dictionary.step(walk, chars[end - 1]) else { break };
            walk = next;
            let Some(log_frequency) = dictionary.word_at(walk) else { continue };
            let general = log_frequency - log_total;
            let own = if end - start == 1 {
                general
            } else {
                let share = counts.log_share(counts.word(&chars[start..end]));
                0.5 * general + 0.5 * (share - WORDS_IN_AN_ITEM)
            };
            let score = own + best[end].0;
            if score > choice.0 {
                choice = (score, end);
            }
        }
        best[start] = choice;
    }
    let (mut words, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        words.push((at, best[at].1));
        at = best[at].1;
    }
    Cutting { score: best[0].0, words }
}
