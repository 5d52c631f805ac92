//! Words in letters, against the portal's own: one letter wrong, missing, too many, or two swapped.

use super::candidates::Candidate;
use super::counts::Counts;
use super::likeness::Likeness;
use super::{Reason, Vocabulary};

/// Shorter words are codes and abbreviations, longer ones are addresses.
pub(crate) const LENGTHS: std::ops::RangeInclusive<usize> = 4..=16;
/// Items that a word must have before it is proposed, and how much more than any other word as near.
const LEAST_ITEMS: u64 = 3;
const TIMES_THE_NEXT: u64 = 3;

/// The word that is meant by `word`, which stands at `start` of the query.
pub(super) fn correction<V: Vocabulary>(
    word: &[char],
    start: usize,
    counts: &Counts<'_, V>,
) -> Option<(Candidate, f64)> {
    // Letters only: numbers stay.
    if !LENGTHS.contains(&word.len()) || !word.iter().all(char::is_ascii_lowercase) || counts.word(word) > 0 {
        return None;
    }
    let mut first: Option<(u64, Vec<char>)> = None;
    let mut second = 0;
    each_edit(word, |edited| {
        let count = counts.word(edited);
        if first.as_ref().is_some_and(|(_, known)| known == edited) {
            return;
        }
        match &first {
            Some((most, _)) if count <= *most => second = second.max(count),
            _ => {
                second = first.as_ref().map_or(0, |(most, _)| *most);
                first = Some((count, edited.to_vec()));
            }
        }
    });
    let (count, to) = first?;
    if count < LEAST_ITEMS || count < second.saturating_mul(TIMES_THE_NEXT) {
        return None;
    }
    let like = Likeness { sound: None, shape: false };
    let candidate = Candidate {
        range: start..start + word.len(),
        to,
        reason: Reason::Letters,
        likeness: [like; 2],
        changed: 1,
        word_length: 0,
    };
    Some((candidate, (count as f64).ln()))
}

fn each_edit(word: &[char], mut found: impl FnMut(&[char])) {
    let mut edited = Vec::with_capacity(word.len() + 1);
    for at in 0..=word.len() {
        for letter in 'a'..='z' {
            edited.clear();
            edited.extend(word);
            edited.insert(at, letter);
            found(&edited);
            if at < word.len() && word[at] != letter {
                edited.clear();
                edited.extend(word);
                edited[at] = letter;
                found(&edited);
            }
        }
        if at < word.len() {
            edited.clear();
            edited.extend(word);
            edited.remove(at);
            found(&edited);
        }
        if at + 1 < word.len() && word[at] != word[at + 1] {
            edited.clear();
            edited.extend(word);
            edited.swap(at, at + 1);
            found(&edited);
        }
    }
}
