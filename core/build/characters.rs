//! The ideographs that general words use, the commonest first.

use std::collections::HashMap;

use crate::fold::Table;

/// Characters beyond this rank stand in names and rare words: nobody means one of them by another.
const MOST: usize = 5500;

/// Ranks the ideographs of the words in `general` (`word frequency tag` a line) by how often they are written.
pub(crate) fn rank(general: &str, fold: &Table) -> String {
    let mut frequencies: HashMap<char, u64> = HashMap::new();
    for line in general.lines() {
        let mut parts = line.split_ascii_whitespace();
        let (Some(word), Some(frequency)) = (parts.next(), parts.next()) else { continue };
        let frequency: u64 = frequency.parse().unwrap();
        for c in fold.fold(word).chars().filter(|c| ('\u{4e00}'..='\u{9fa5}').contains(c)) {
            *frequencies.entry(c).or_insert(0) += frequency;
        }
    }
    let mut ranked: Vec<(u64, char)> = frequencies.into_iter().map(|(c, frequency)| (frequency, c)).collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    ranked.iter().take(MOST).map(|(_, c)| c).collect()
}
