//! Titles as names: what two titles have in common that are the same to a reader.

use super::fold;

/// Longest title that is told apart, in characters: what agrees that far is the same title.
const LONGEST: usize = 300;

/// A title without blanks and symbols, folded; `None` of one that has nothing else.
pub(crate) fn loose_title(title: &str) -> Option<String> {
    let loose: String = fold(title.trim()).chars().filter(|c| c.is_alphanumeric()).take(LONGEST).collect();
    (!loose.is_empty()).then_some(loose)
}
