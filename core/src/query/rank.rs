//! The ranking formula: BM25 over one combined field, with what is added for titles and for coverage. The same numbers
//! serve the engine and the page index.

/// Saturation of the term frequency.
pub(crate) const K1: f32 = 1.0;
/// How much the length of a text matters, 0 to 1.
pub(crate) const B: f32 = 0.6;
/// Weight of a word that stands in the title, beside its weight in the combined field.
pub(crate) const TITLE_WEIGHT: f32 = 0.1;
/// What an item gets whose title is the query: more than any sum of terms.
pub(crate) const EXACT_TITLE: f32 = 1.0e6;
/// What an item gets whose own document number is asked for.
pub(crate) const OWN_DOC_NUMBER: f32 = 1.0e4;
/// A query of at most this many words is short: whoever types two words means both.
const SHORT_QUERY: usize = 2;
/// Longer queries require all words only where this many items hold them.
const ENOUGH: usize = 10;
/// A relaxed query requires as many words as this many items hold.
const ENOUGH_RELAXED: usize = 300;

/// Score factors of one field: the part of the formula that depends on a text's length, by the code that the index
/// keeps of it.
pub(crate) struct LengthNorm {
    by_code: [f32; 256],
}

impl LengthNorm {
    /// `length_of`: the length that a code stands for; `average`: mean length of the field's texts.
    pub(crate) fn new(average: f32, b: f32, length_of: impl Fn(u8) -> u32) -> LengthNorm {
        let average = average.max(1.0);
        let by_code = std::array::from_fn(|code| K1 * (1.0 - b + b * length_of(code as u8) as f32 / average));
        LengthNorm { by_code }
    }

    /// Saturated term frequency in a text whose length has this code: 0 to `K1 + 1`.
    pub(crate) fn frequency(&self, code: u8, frequency: u32) -> f32 {
        let frequency = frequency as f32;
        frequency * (K1 + 1.0) / (frequency + self.by_code[code as usize])
    }
}

/// How much a term says that `with` of `all` items hold.
pub(crate) fn idf(all: u64, with: u64) -> f32 {
    let (all, with) = (all.max(with) as f32, with as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// How many of the query's `words` an item must hold, given how many items hold each number of them (`histogram[n]`:
/// items with exactly `n` words). All of them, if enough items do: one for a short query, more for a question, where
/// the one item with every word is often there by accident. Otherwise the most that a good number of items hold, and
/// at least one.
pub(crate) fn required_words(histogram: &[usize], words: usize) -> usize {
    let holding = |count: usize| histogram.get(count).copied().unwrap_or(0);
    let enough = if words <= SHORT_QUERY { 1 } else { ENOUGH };
    if holding(words) >= enough {
        return words;
    }
    let mut found = 0;
    for required in (1..=words).rev() {
        found += holding(required);
        if found >= ENOUGH_RELAXED {
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
        assert_eq!(required_words(&[0, 90, 1], 2), 2);
        assert_eq!(required_words(&[0, 90, 30, 10], 3), 3);
        assert_eq!(required_words(&[0, 900, 350, 0], 3), 2);
        assert_eq!(required_words(&[0, 900, 90, 0], 3), 1);
        assert_eq!(required_words(&[0, 0, 0, 400, 9], 4), 3);
        assert_eq!(required_words(&[0, 2, 0, 0], 3), 1);
        assert_eq!(required_words(&[0], 0), 0);
    }

    #[test]
    fn rare_terms_and_short_texts_weigh_more() {
        assert!(idf(1000, 1) > idf(1000, 10) && idf(1000, 1000) > 0.0);
        let norm = LengthNorm::new(100.0, B, u32::from);
        assert!(norm.frequency(50, 1) > norm.frequency(200, 1) && norm.frequency(50, 2) > norm.frequency(50, 1));
    }
}
