//! The weights of the ranking formula. They were chosen on judged queries (docs/relevance.md), where the effect of
//! leaving one out is measured, too.

use serde::{Deserialize, Serialize};

/// The weights of the ranking formula; see the `rank` module for the formula.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Saturation of the term frequency.
    pub k1: f32,
    /// How much the length of a text matters, 0 to 1.
    pub b: f32,
    /// Power of the inverse document frequency: above 1 rare words count even more.
    pub idf_power: f32,
    /// Weight of a word that stands in the title, beside its weight in the combined field.
    pub title: f32,
    /// Weight of a dictionary word that lies across two words of the best path.
    pub across: f32,
    /// Weight of a pair of characters within a word.
    pub pair: f32,
    /// Weight of a pair of characters across two words.
    pub across_pair: f32,
    /// Weight of a character of a longer word: 欠钱 and 欠款 have one in common.
    pub character: f32,
    /// Weight of a character that is a word of its own.
    pub ideograph: f32,
    /// Weight of an ordinal: the number of an article says which one.
    pub ordinal: f32,
    /// Share of the weight that words framing a question have.
    pub frame_share: f32,
    /// Weight of a standard term that a plain word stands for, below the word typed.
    pub synonym: f32,
    /// Share of the weight that parts of a standard term have.
    pub synonym_part_share: f32,
    /// Queries of three words and more require all words only where this many items hold them …
    pub enough: f32,
    /// … and otherwise as many as this many items hold.
    pub enough_relaxed: f32,
    /// What the best passage adds at most, as a share of the score …
    pub passage: f32,
    /// … and the power of the share of the query it holds.
    pub passage_power: f32,
    /// Length of a passage, in characters.
    pub passage_length: f32,
    /// What the longest literal piece adds at most, as a share of the score …
    pub run: f32,
    /// … the power of the share of the query it makes up …
    pub run_power: f32,
    /// … and the fewest pairs that count as a whole query.
    pub shortest_run: f32,
    /// What a title adds of which every pair stands in the query, as a share of the score.
    pub title_coverage: f32,
    /// What a provision of a code (民法典, 刑法) adds, as a share of the score.
    pub law_rank: f32,
    /// Share of it that provisions of other laws get …
    pub law: f32,
    /// … and those of regulations.
    pub regulation: f32,
    /// Factor of services, lookups, units and scenes: people want to get something done.
    pub service: f32,
    /// Factor of official documents.
    pub document: f32,
    /// Factor of letters.
    pub letter: f32,
    /// Factor of what is repealed or expired.
    pub invalid: f32,
    /// What news of today add, as a share of the score; half of it a year ago.
    pub news: f32,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            k1: 1.3,
            b: 0.7,
            idf_power: 1.15,
            title: 0.1,
            across: 0.3,
            pair: 0.25,
            across_pair: 0.45,
            character: 0.7,
            ideograph: 1.0,
            ordinal: 1.0,
            frame_share: 0.2,
            synonym: 0.9,
            synonym_part_share: 0.05,
            enough: 10.0,
            enough_relaxed: 1000.0,
            passage: 0.8,
            passage_power: 3.0,
            passage_length: 90.0,
            run: 1.5,
            run_power: 3.0,
            shortest_run: 6.0,
            title_coverage: 0.25,
            law_rank: 0.4,
            law: 0.6,
            regulation: 0.2,
            service: 1.15,
            document: 1.1,
            letter: 0.95,
            invalid: 0.8,
            news: 0.1,
        }
    }
}
