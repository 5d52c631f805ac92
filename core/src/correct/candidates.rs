//! Edits of a run of ideographs that make something the portal knows out of something it hardly knows.

use std::collections::HashMap;
use std::ops::Range;

use super::counts::Counts;
use super::evidence::Surroundings;
use super::likeness::{self, Likeness};
use super::{Reason, Vocabulary};
use crate::ids::numeral;
use crate::text::Dictionary;

/// Candidates of one run beyond this number are left out; nobody's query has so many.
const MOST: usize = 1000;
/// Of those, so many are weighed: the most promising.
const MOST_WEIGHED: usize = 32;

/// An edit of a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// What is replaced.
    pub(super) range: Range<usize>,
    pub(super) to: Vec<char>,
    pub(super) reason: Reason,
    /// How the characters are alike, where characters are exchanged: the first, and the last.
    pub(super) likeness: [Likeness; 2],
    /// Number of characters that are exchanged, added or left out.
    pub(super) changed: usize,
    /// Length of the longest dictionary word that the edit makes, 0 for none.
    pub(super) word_length: usize,
}

/// Where no characters are exchanged.
pub(super) const UNLIKE: Likeness = Likeness { sound: None, shape: false };

/// The candidates of a run. `fixed` characters were changed already and stay.
pub(super) fn find<V: Vocabulary>(
    chars: &[char],
    fixed: &[bool],
    dictionary: &Dictionary,
    counts: &Counts<'_, V>,
    surroundings: &Surroundings<'_, V>,
) -> Vec<Candidate> {
    let mut alike: Vec<Vec<(char, Likeness)>> = Vec::with_capacity(chars.len());
    for at in 0..chars.len() {
        alike.push(if fixed[at] { Vec::new() } else { likeness::alike(chars[at]) });
    }
    let mut finder =
        Finder { chars, fixed, dictionary, counts, surroundings, alike, found: Vec::new(), known: HashMap::new() };
    for start in 0..chars.len() {
        finder.words_from(start);
    }
    for at in 0..chars.len() {
        finder.pairs_at(at);
        finder.doubled_at(at);
        finder.swapped_at(at);
    }
    let mut found: Vec<(f64, Candidate)> =
        finder.found.into_iter().map(|candidate| (surroundings.promise(&candidate), candidate)).collect();
    found.sort_by(|(p, a), (q, b)| q.total_cmp(p).then_with(|| a.to.cmp(&b.to)));
    found.truncate(MOST_WEIGHED);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The search for the candidates of one run.
pub(super) struct Finder<'a, V> {
    pub(super) chars: &'a [char],
    pub(super) fixed: &'a [bool],
    pub(super) dictionary: &'a Dictionary,
    pub(super) counts: &'a Counts<'a, V>,
    pub(super) surroundings: &'a Surroundings<'a, V>,
    /// What may be meant by each character.
    pub(super) alike: Vec<Vec<(char, Likeness)>>,
    found: Vec<Candidate>,
    known: HashMap<(usize, usize, Vec<char>), usize>,
}

impl<V: Vocabulary> Finder<'_, V> {
    pub(super) fn push(&mut self, candidate: Candidate) {
        // Beside an earlier change nothing is added, and none is enclosed: every change keeps a place of its own.
        let Range { start, end } = candidate.range;
        let beside = if start == end { start.saturating_sub(1)..(end + 1).min(self.fixed.len()) } else { start..end };
        if self.fixed[beside].contains(&true) {
            return;
        }
        let key = (candidate.range.start, candidate.range.end, candidate.to.clone());
        if let Some(known) = self.known.get(&key) {
            // The longest word that it makes speaks for it.
            let known = &mut self.found[*known];
            known.word_length = known.word_length.max(candidate.word_length);
        } else if self.found.len() < MOST {
            self.known.insert(key, self.found.len());
            self.found.push(candidate);
        }
    }

    /// Whether the portal hardly has the pair that begins at `at`.
    pub(super) fn is_rare(&self, at: usize) -> bool {
        self.surroundings.is_rare(at)
    }

    /// Whether there is a numeral in `range`: numbers stay.
    pub(super) fn is_number(&self, range: &Range<usize>) -> bool {
        self.chars[range.clone()].iter().any(|c| numeral::is_chinese(*c))
    }

    /// Another character at `at` that the portal often writes between its neighbours, whatever the words.
    fn pairs_at(&mut self, at: usize) {
        if !self.surroundings.is_suspicious(at) || self.alike[at].is_empty() || numeral::is_chinese(self.chars[at]) {
            return;
        }
        let before = at.checked_sub(1).map(|before| self.chars[before]);
        let after = self.chars.get(at + 1).copied();
        let Some(least) = self.surroundings.least_pair(at..at + 1) else { return };
        for index in 0..self.alike[at].len() {
            let (c, like) = self.alike[at][index];
            let more = |count: u64| count > least.saturating_mul(4).max(2);
            if before.is_none_or(|before| more(self.counts.pair(before, c)))
                && after.is_none_or(|after| more(self.counts.pair(c, after)))
            {
                let reason = like.reason();
                self.push(Candidate {
                    range: at..at + 1,
                    to: vec![c],
                    reason,
                    likeness: [like; 2],
                    changed: 1,
                    word_length: 0,
                });
            }
        }
    }

    /// The same character twice.
    fn doubled_at(&mut self, at: usize) {
        if at == 0 || self.chars[at] != self.chars[at - 1] || self.fixed[at] {
            return;
        }
        self.push(Candidate {
            range: at..at + 1,
            to: Vec::new(),
            reason: Reason::Doubled,
            likeness: [UNLIKE; 2],
            changed: 1,
            word_length: 0,
        });
    }

    /// Two neighbours that the portal often writes the other way round between theirs, whatever the words.
    fn swapped_at(&mut self, at: usize) {
        let (Some(a), Some(b)) = (self.chars.get(at).copied(), self.chars.get(at + 1).copied()) else { return };
        if a == b || self.fixed[at] || self.fixed[at + 1] || numeral::is_chinese(a) || numeral::is_chinese(b) {
            return;
        }
        let before = at.checked_sub(1).map(|before| self.chars[before]);
        let after = self.chars.get(at + 2).copied();
        let Some(least) = self.surroundings.least_pair(at..at + 2) else { return };
        if !(self.is_rare(at) || self.is_rare(at + 1) || (at > 0 && self.is_rare(at - 1))) {
            return;
        }
        let more = |count: u64| count > least.saturating_mul(4).max(2);
        if more(self.counts.pair(b, a))
            && before.is_none_or(|before| more(self.counts.pair(before, b)))
            && after.is_none_or(|after| more(self.counts.pair(a, after)))
        {
            self.push(Candidate {
                range: at..at + 2,
                to: vec![b, a],
                reason: Reason::Swapped,
                likeness: [UNLIKE; 2],
                changed: 2,
                word_length: 0,
            });
        }
    }
}
