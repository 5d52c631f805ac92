//! What each kind of evidence weighs.
//!
//! The weights are those of a conditional logit model: in a query with a mistake the right edit, in one without none,
//! should weigh most. They were fitted to sentences of official documents with marked mistakes, to titles of unseen
//! documents and to titles with made mistakes, against a vocabulary of 32,000 documents. A lead of 1 makes an edit
//! e times as probable as none. One was raised by hand: people leave out a character of a long word more often than the
//! made mistakes do.

use super::evidence::{KINDS, PHRASE_KINDS};

/// By pairs and words alone, and where it is also known which strings of three the portal holds.
#[rustfmt::skip]
const WEIGHTS: [(f64, f64); KINDS] = [
    (0.89, 1.43), // the same sound
    (-0.84, 0.07), // a near sound
    (0.93, 1.45), // a similar shape
    (-2.59, -2.01), // something missing
    (3.16, 4.77), // something doubled
    (-6.80, -4.36), // something additional
    (0.54, 0.80), // two swapped
    (-3.03, -3.15), // the same sound only by a rare reading
    (-1.42, -1.97), // two distinctions of sound at once
    (1.35, 1.25), // alike in sound and in shape
    (-2.09, -2.37), // two characters of one word exchanged
    (0.29, 0.23), // gain of the best cut into words
    (0.40, 0.28), // rarest pair that is made
    (0.18, 0.08), // its gain over the rarest that is broken
    (0.58, 0.19), // mean gain of the pairs
    (0.66, 0.50), // how much more usual the made pairs are in titles
    (-1.57, -0.89), // a word of two or more is made
    (0.97, 0.76), // a word of three or more
    (0.80, 0.40), // a word of four or more
    (0.18, 0.09), // how usual it is, of two
    (0.35, 0.10), // how usual it is, of three or more
    (-0.37, -0.46), // there was a word of two or more
    (-1.87, -1.28), // of three or more
    (-0.15, -0.14), // how usual it was
    (0.18, 0.34), // lone characters that join words
    (-0.60, -1.12), // at an end of the run
    (-0.72, -0.48), // how much rarer the characters were
    (0.64, 0.41), // no broken pair was usual
    (1.08, 1.07), // a broken pair was unknown
    (-0.87, -0.37), // the whole run was one word
    (0.26, 0.21), // the most usual pair that is broken
    (0.69, 0.85), // all broken pairs were unknown
    (-3.40, -1.64), // both halves of what is left out were words' own
    (1.81, 1.93), // what is replaced was a word
    (-2.38, -1.00), // numerals are touched
    (-0.86, -0.94), // a similar shape in a word of three or more
    (-0.40, -0.40), // something missing in a word of three or more
    (0.44, 0.65), // the same sound in a word of two
];

#[rustfmt::skip]
const PHRASE_WEIGHTS: [f64; PHRASE_KINDS] = [
    -0.05, // most usual string of three that is made
    0.76, // mean of those made
    -2.87, // share of those made that are unknown
    -0.47, // most usual string of three that is broken
    -0.66, // mean of those broken
    0.59, // no string of three is made
];

/// The lead of an edit over leaving the text as it is.
pub(super) fn score(evidence: &[f64; KINDS]) -> f64 {
    evidence.iter().zip(WEIGHTS).map(|(value, (weight, _))| value * weight).sum()
}

/// The same where strings of three are known.
pub(super) fn score_with_phrases(evidence: &[f64; KINDS], phrases: &[f64; PHRASE_KINDS]) -> f64 {
    let pairs: f64 = evidence.iter().zip(WEIGHTS).map(|(value, (_, weight))| value * weight).sum();
    pairs + phrases.iter().zip(PHRASE_WEIGHTS).map(|(value, weight)| value * weight).sum::<f64>()
}
