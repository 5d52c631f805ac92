//! The word list of jieba and the portal's own words compiled into the bytes of `text::dictionary`.

use std::collections::BTreeMap;

use crate::{fold::Table, format};

/// Frequency of the words that are ours: enough to be cut as one piece beside general words.
const PORTAL_FREQUENCY: u32 = 500;

/// `general`: one `word frequency tag` a line; `portal`: one word a line. Words are folded like the texts they are to be found in; two words that
/// fold to the same one keep the higher frequency.
pub(crate) fn compile(general: &str, portal: &str, fold: &Table) -> Vec<u8> {
    let mut frequencies: BTreeMap<String, u32> = BTreeMap::new();
    for word in portal.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        frequencies.insert(fold.fold(word), PORTAL_FREQUENCY);
    }
    for line in general.lines() {
        let mut parts = line.split_ascii_whitespace();
        let (Some(word), Some(frequency)) = (parts.next(), parts.next()) else { continue };
        let frequency: u32 = frequency.parse().unwrap();
        let kept = frequencies.entry(fold.fold(word)).or_insert(0);
        *kept = (*kept).max(frequency);
    }
    format::encode(&frequencies).unwrap()
}
