//! The ranking formula. The same formula, with the same [`Weights`], serves the engine and the page index.
//!
//! 1. *Words*: BM25 over one combined field (title twice, body), a word or the best of what stands for it.
//! 2. *Wording*: pairs of characters, words across cuts and single characters add a little, by the same formula.
//! 3. The best [`PASSAGE_DEPTH`] are weighed again by their best *passage* (how much of the query stands within a
//!    window, and how long a piece of it stands there literally), the best [`BOOST_DEPTH`] by *boosts*: title,
//!    rank of a law, kind, validity, age.
//! 4. A title that is the query, and an item whose own number is asked for, come first whatever the sums say; before
//!    them only what editors placed there.

use super::Weights;

/// What an item gets that editors placed first.
pub(crate) const BEST_BET: f32 = 1.0e8;
/// What an item gets whose title is the query: more than any sum of terms.
pub(crate) const EXACT_TITLE: f32 = 1.0e6;
/// What an item gets whose own document number is asked for.
pub(crate) const OWN_DOC_NUMBER: f32 = 1.0e4;
/// How many of the best are looked at for their best passage.
pub(crate) const PASSAGE_DEPTH: usize = 100;
/// How many of the best are looked at for boosts, and handed to a site's own re-ranker.
pub(crate) const BOOST_DEPTH: usize = 50;
/// Pairs of a query that are compared literally.
pub(crate) const LONGEST_RUN: usize = 64;
/// Days in which what news add for being new falls by half.
pub(crate) const NEWS_HALF_LIFE: f32 = 365.0;
/// A query of at most this many words is short: whoever types two words means both.
const SHORT_QUERY: usize = 2;
/// Score factors of one field: the part of the formula that depends on a text's length, by the code that the index
/// keeps of it.
pub(crate) struct LengthNorm {
    by_code: [f32; 256],
    highest: f32,
}

impl LengthNorm {
    /// `length_of`: the length that a code stands for; `average`: mean length of the field's texts.
    pub(crate) fn new(average: f32, weights: &Weights, length_of: impl Fn(u8) -> u32) -> LengthNorm {
        let (k1, b) = (weights.k1, weights.b);
        let average = average.max(1.0);
        let by_code = std::array::from_fn(|code| k1 * (1.0 - b + b * length_of(code as u8) as f32 / average));
        LengthNorm { by_code, highest: k1 + 1.0 }
    }

    /// Saturated term frequency in a text whose length has this code: 0 to `k1 + 1`.
    pub(crate) fn frequency(&self, code: u8, frequency: u32) -> f32 {
        let frequency = frequency as f32;
        frequency * self.highest / (frequency + self.by_code[code as usize])
    }
}

/// How much a term says that `with` of `all` items hold.
pub(crate) fn idf(all: u64, with: u64, weights: &Weights) -> f32 {
    let (all, with) = (all.max(with) as f32, with as f32);
    // A power by way of logarithms: `powf` is a kilobyte and a half of what a browser loads.
    let says = (1.0 + (all - with + 0.5) / (with + 0.5)).ln().max(f32::MIN_POSITIVE);
    (says.ln() * std::f32::consts::LOG2_E * weights.idf_power).exp2()
}

/// How many of the query's `words` an item must hold, given how many items hold each number of them (`histogram[n]`:
/// items with exactly `n` words). All of them, if enough items do: one for a short query, more for a question, where
/// the one item with every word is often there by accident. Otherwise the most that a good number of items hold, and
/// at least one.
pub(crate) fn required_words(histogram: &[usize], words: usize, weights: &Weights) -> usize {
    let holding = |count: usize| histogram.get(count).copied().unwrap_or(0);
    let enough = if words <= SHORT_QUERY { 1 } else { weights.enough as usize };
    if holding(words) >= enough {
        return words;
    }
    let mut found = 0;
    for required in (1..=words).rev() {
        found += holding(required);
        if found >= weights.enough_relaxed as usize {
            return required;
        }
    }
    1.min(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relaxes_only_when_too_few_hold_all_words() {
        let weights = Weights { enough: 10.0, enough_relaxed: 300.0, ..Weights::default() };
        assert_eq!(required_words(&[0, 90, 1], 2, &weights), 2);
        assert_eq!(required_words(&[0, 90, 30, 10], 3, &weights), 3);
        assert_eq!(required_words(&[0, 900, 350, 0], 3, &weights), 2);
        assert_eq!(required_words(&[0, 900, 90, 0], 3, &weights), 1);
        assert_eq!(required_words(&[0, 0, 0, 400, 9], 4, &weights), 3);
        assert_eq!(required_words(&[0, 2, 0, 0], 3, &weights), 1);
        assert_eq!(required_words(&[0], 0, &weights), 0);
    }

    #[test]
    fn rare_terms_and_short_texts_weigh_more() {
        let weights = Weights::default();
        assert!(idf(1000, 1, &weights) > idf(1000, 10, &weights) && idf(1000, 1000, &weights) > 0.0);
        let norm = LengthNorm::new(100.0, &weights, u32::from);
        assert!(norm.frequency(50, 1) > norm.frequency(200, 1) && norm.frequency(50, 2) > norm.frequency(50, 1));
    }
}
