//! What speaks for an edit, in numbers, and what each of them weighs.

use std::ops::Range;

use super::candidates::Candidate;
use super::counts::Counts;
use super::cutting::{self, Cutting};
use super::likeness::{Sound, rarity};
use super::{Reason, Vocabulary};
use crate::ids::numeral;
use crate::text::Dictionary;

/// A pair that one item in so many holds, or fewer, may be a mistake.
const RARE: u64 = 400;
/// Context on each side of an edit that is cut into words again.
const CONTEXT: usize = 7;

/// Number of kinds of evidence.
pub(super) const KINDS: usize = 38;

/// Number of kinds of evidence from strings of three.
pub(super) const PHRASE_KINDS: usize = 6;

/// A run as it stands: what the edits are compared with.
pub(super) struct Surroundings<'a, V> {
    chars: &'a [char],
    dictionary: &'a Dictionary,
    counts: &'a Counts<'a, V>,
    /// How often each pair of neighbours stands in the portal.
    pairs: Vec<u64>,
    cutting: Cutting,
    rare: Vec<bool>,
}

impl<'a, V: Vocabulary> Surroundings<'a, V> {
    pub(super) fn new(chars: &'a [char], dictionary: &'a Dictionary, counts: &'a Counts<'a, V>) -> Surroundings<'a, V> {
        let pairs: Vec<u64> = chars.windows(2).map(|pair| counts.pair(pair[0], pair[1])).collect();
        let cutting = cutting::cut(chars, dictionary, counts);
        let rare = pairs.iter().map(|count| *count <= counts.items() / RARE).collect();
        Surroundings { chars, dictionary, counts, pairs, cutting, rare }
    }

    /// Whether the portal hardly has the pair that begins at `at`.
    pub(super) fn is_rare(&self, at: usize) -> bool {
        self.rare.get(at).copied().unwrap_or(false)
    }

    /// Whether the character at `at` may be a mistake.
    pub(super) fn is_suspicious(&self, at: usize) -> bool {
        self.is_rare(at) || (at > 0 && self.is_rare(at - 1))
    }

    /// The rarest of the pairs that an edit of `range` breaks.
    pub(super) fn least_pair(&self, range: Range<usize>) -> Option<u64> {
        self.broken(range).iter().copied().min()
    }

    fn broken(&self, range: Range<usize>) -> &[u64] {
        let first = range.start.saturating_sub(1);
        let last = range.end.max(range.start).min(self.pairs.len());
        self.pairs.get(first..last).unwrap_or(&[])
    }

    /// What the strings of three characters around an edit say, where the vocabulary knows them.
    pub(super) fn phrases(&self, candidate: &Candidate) -> Option<[f64; PHRASE_KINDS]> {
        let Range { start, end } = candidate.range;
        let from = start.saturating_sub(2);
        let to = self.chars.len().min(end + 2);
        let mut edited: Vec<char> = self.chars[from..start].to_vec();
        edited.extend(&candidate.to);
        edited.extend(&self.chars[end..to]);
        let floor = self.counts.log_share(0);
        let known = |text: &[char]| -> Option<Vec<f64>> {
            text.windows(3)
                .map(|three| self.counts.phrase(three).map(|count| self.counts.log_share(count) - floor))
                .collect()
        };
        let (old, new) = (known(&self.chars[from..to])?, known(&edited)?);
        let most = |shares: &[f64]| shares.iter().copied().fold(0.0, f64::max);
        let mean = |shares: &[f64]| shares.iter().sum::<f64>() / shares.len().max(1) as f64;
        let unknown = new.iter().filter(|share| **share <= 0.0).count() as f64 / new.len().max(1) as f64;
        Some([most(&new), mean(&new), unknown, most(&old), mean(&old), if new.is_empty() { 1.0 } else { 0.0 }])
    }

    /// Whether the portal holds what an edit would change, together with what stands around it: then it is right.
    pub(super) fn is_held(&self, candidate: &Candidate) -> bool {
        let Range { start, end } = candidate.range;
        if self.chars.len() < 3 {
            return self.pairs.iter().all(|count| *count > 0);
        }
        let around = &self.chars[start.saturating_sub(2)..self.chars.len().min(end + 2)];
        around.len() >= 3 && around.windows(3).all(|three| self.counts.phrase(three).is_some_and(|count| count > 0))
    }

    /// A first guess, from the pairs alone, at what an edit is worth.
    pub(super) fn promise(&self, candidate: &Candidate) -> f64 {
        let Range { start, end } = candidate.range;
        let share = |a: char, b: char| self.counts.log_share(self.counts.pair(a, b));
        let (mut sum, mut pairs) = (0.0, 0);
        let edited = start.checked_sub(1).map(|at| self.chars[at]).into_iter();
        let edited = edited.chain(candidate.to.iter().copied()).chain(self.chars.get(end).copied());
        let mut last = None;
        for c in edited {
            if let Some(last) = last.replace(c) {
                sum += share(last, c);
                pairs += 1;
            }
        }
        let new = if pairs == 0 { self.counts.log_share(0) } else { sum / f64::from(pairs) };
        let broken = self.broken(start..end);
        let old = broken.iter().map(|count| self.counts.log_share(*count)).sum::<f64>() / broken.len().max(1) as f64;
        let cost = match candidate.reason {
            Reason::Homophone | Reason::Doubled => 0.0,
            Reason::NearSound | Reason::Shape | Reason::Swapped => 1.0,
            Reason::Missing | Reason::Additional | Reason::Letters => 3.0,
        };
        let changed = if candidate.reason == Reason::Swapped { 0 } else { candidate.changed.saturating_sub(1) };
        new - old + 0.7 * candidate.word_length as f64 - cost - changed as f64
    }

    pub(super) fn evidence(&self, candidate: &Candidate) -> [f64; KINDS] {
        let Range { start, end } = candidate.range;
        let from = start.saturating_sub(CONTEXT);
        let to = self.chars.len().min(end + CONTEXT);
        let mut edited: Vec<char> = self.chars[from..start].to_vec();
        edited.extend(&candidate.to);
        let edited_end = edited.len();
        edited.extend(&self.chars[end..to]);
        let before = cutting::cut(&self.chars[from..to], self.dictionary, self.counts);
        let after = cutting::cut(&edited, self.dictionary, self.counts);

        let share = |count: u64| self.counts.log_share(count);
        let old: Vec<f64> = self.broken(start..end).iter().map(|count| share(*count)).collect();
        let first = (start - from).saturating_sub(1);
        let last = (edited_end + 1).min(edited.len());
        let made: Vec<(char, char)> =
            edited.get(first..last).unwrap_or(&[]).windows(2).map(|pair| (pair[0], pair[1])).collect();
        let new: Vec<f64> = made.iter().map(|(a, b)| share(self.counts.pair(*a, *b))).collect();
        let titles: Vec<f64> = made.iter().map(|(a, b)| share(self.counts.pair_in_titles(*a, *b))).collect();
        let floor = share(0);
        let least = |shares: &[f64]| shares.iter().copied().reduce(f64::min).unwrap_or(floor);
        let mean = |shares: &[f64]| {
            if shares.is_empty() { floor } else { shares.iter().sum::<f64>() / shares.len() as f64 }
        };

        // The words that covered what is changed, and those that would.
        let covering = |cutting: &Cutting, at: usize, end: usize| {
            let mut words = cutting.words.iter().filter(|word| word.0 < end.max(at + 1) && at < word.1).copied();
            let first = words.next();
            words.fold(first, |longest, word| {
                if longest.is_none_or(|known| word.1 - word.0 > known.1 - known.0) { Some(word) } else { longest }
            })
        };
        let old_word = covering(&before, start - from, end - from);
        let new_word = covering(&after, start - from, edited_end);
        let length = |word: Option<(usize, usize)>| word.map_or(0, |(start, end)| end - start);
        let known = |chars: &[char], word: Option<(usize, usize)>| match word {
            Some((start, end)) if end - start >= 2 => share(self.counts.word(&chars[start..end])) - floor,
            _ => 0.0,
        };
        let old_known = known(&self.chars[from..to], old_word);
        let new_known = known(&edited, new_word);
        let singles = |cutting: &Cutting| cutting.words.iter().filter(|(start, end)| end - start == 1).count() as f64;
        let is = |condition: bool| if condition { 1.0 } else { 0.0 };
        let log_rarity = |chars: &[char]| {
            chars.iter().map(|c| f64::from(rarity(*c) + 30).ln()).sum::<f64>() / chars.len().max(1) as f64
        };
        let exchanged = matches!(candidate.reason, Reason::Homophone | Reason::NearSound | Reason::Shape);
        let sounds = candidate.likeness.map(|likeness| likeness.sound);
        let rarer = if exchanged { log_rarity(&self.chars[start..end]) - log_rarity(&candidate.to) } else { 0.0 };
        let most = |shares: &[f64]| shares.iter().copied().reduce(f64::max).unwrap_or(floor);

        // Whether each half of the edited place belonged to a word of its own: 支持|持续.
        let in_words =
            candidate.range.clone().all(|at| before.word_at(at - from).is_some_and(|word| word.1 - word.0 >= 2))
                && (start == 0 || before.word_at(start - 1 - from).is_some_and(|word| word.1 - word.0 >= 2));
        let is_removal = matches!(candidate.reason, Reason::Doubled | Reason::Additional);
        let is_whole_word = old_word == Some((start - from, end - from)) && end - start >= 2;
        let makes_number = |chars: &[char]| chars.iter().any(|c| numeral::is_chinese(*c));
        [
            is(candidate.reason == Reason::Homophone),
            is(candidate.reason == Reason::NearSound),
            is(candidate.reason == Reason::Shape),
            is(candidate.reason == Reason::Missing),
            is(candidate.reason == Reason::Doubled),
            is(candidate.reason == Reason::Additional),
            is(candidate.reason == Reason::Swapped),
            is(sounds.contains(&Some(Sound::SameRare))),
            is(sounds.iter().any(|sound| matches!(sound, Some(Sound::Near(2..))))),
            is(exchanged && candidate.likeness[0].sound.is_some() && candidate.likeness[0].shape),
            is(exchanged && candidate.changed > 1),
            after.score - before.score,
            least(&new),
            least(&new) - least(&old),
            mean(&new) - mean(&old),
            mean(&titles) - mean(&new),
            is(length(new_word) >= 2),
            is(length(new_word) >= 3),
            is(length(new_word) >= 4),
            new_known * is(length(new_word) == 2),
            new_known * is(length(new_word) >= 3),
            is(length(old_word) >= 2),
            is(length(old_word) >= 3),
            old_known,
            singles(&before) - singles(&after),
            is(made.len() < 2),
            rarer,
            is(most(&old) <= share(2)),
            is(least(&old) <= floor),
            is(self.cutting.words.len() == 1),
            most(&old),
            is(most(&old) <= floor),
            is(is_removal && in_words),
            is(is_whole_word),
            is(makes_number(&self.chars[start..end]) || makes_number(&candidate.to)),
            is(candidate.reason == Reason::Shape && length(new_word) >= 3),
            is(candidate.reason == Reason::Missing && length(new_word) >= 3),
            is(candidate.reason == Reason::Homophone && length(new_word) == 2),
        ]
    }
}
