//! Words that a run holds but for a small mistake: the dictionary is read along the run, with a change here and there.

use super::candidates::{Candidate, Finder, UNLIKE};
use super::likeness::{Likeness, Sound};
use super::{Reason, Vocabulary};
use crate::text::Walk;

/// Words beyond this length are not looked for.
const LONGEST_WORD: usize = 8;
/// A word of so many characters is hardly made by chance.
const LONG_WORD: usize = 4;
/// Of the characters alike, so many are tried for the second character of a word.
const MOST_SECONDS: usize = 60;

/// A word being read with changes.
#[derive(Clone)]
struct Path {
    walk: Walk,
    /// Where reading goes on.
    at: usize,
    /// What was read.
    word: Vec<char>,
    /// Changed so far: place in the run, length there, what is written instead.
    edits: Vec<(usize, usize, char)>,
    reason: Option<Reason>,
    likeness: [Likeness; 2],
}

impl<V: Vocabulary> Finder<'_, V> {
    /// Words that begin at `start`.
    pub(super) fn words_from(&mut self, start: usize) {
        let root = self.dictionary.walk();
        let path =
            Path { walk: root, at: start, word: Vec::new(), edits: Vec::new(), reason: None, likeness: [UNLIKE; 2] };
        self.read(start, &path);
        // The first character of a word is missing.
        if start > 0 && self.is_rare(start - 1) && !self.fixed[start] {
            let first = self.chars[start];
            let mut begun = Vec::new();
            self.dictionary.each_next(root, |c, next| {
                if let Some(walk) = self.dictionary.step(next, first) {
                    begun.push((c, walk));
                }
            });
            for (c, walk) in begun {
                let path = Path {
                    walk,
                    at: start + 1,
                    word: vec![c, first],
                    edits: vec![(start, 0, c)],
                    reason: Some(Reason::Missing),
                    likeness: [UNLIKE; 2],
                };
                self.read(start, &path);
            }
        }
    }

    /// Reads on from `path`, as it stands and with every change.
    fn read(&mut self, start: usize, path: &Path) {
        if !path.edits.is_empty() && path.word.len() >= 2 && self.dictionary.word_at(path.walk).is_some() {
            self.accept(path);
        }
        if path.word.len() >= LONGEST_WORD {
            return;
        }
        let at = path.at;
        let Some(c) = self.chars.get(at).copied() else {
            return;
        };
        if let Some(walk) = self.dictionary.step(path.walk, c) {
            self.read(start, &path.read(walk, c));
        }
        if self.fixed[at] {
            return;
        }
        self.read_exchanged(start, path);
        if path.edits.is_empty() {
            self.read_swapped(start, path);
            if !path.word.is_empty() && self.is_rare(at - 1) {
                self.read_missing(start, path, c);
                self.read_additional(start, path, c);
            }
        }
    }

    /// Something is missing before `c` at `path.at`.
    fn read_missing(&mut self, start: usize, path: &Path, c: char) {
        let at = path.at;
        {
            let mut next = Vec::new();
            let mut ended = Vec::new();
            self.dictionary.each_next(path.walk, |inserted, walk| {
                if self.dictionary.word_at(walk).is_some() {
                    ended.push((inserted, walk));
                }
                if let Some(walk) = self.dictionary.step(walk, c) {
                    next.push((inserted, walk));
                }
            });
            for (inserted, walk) in next {
                let mut longer = path.read(walk, c);
                longer.word.insert(path.word.len(), inserted);
                longer.edits.push((at, 0, inserted));
                longer.reason = Some(Reason::Missing);
                self.read(start, &longer);
            }
            for (inserted, walk) in ended {
                let mut longer = path.read(walk, inserted);
                longer.edits.push((at, 0, inserted));
                longer.reason = Some(Reason::Missing);
                self.accept(&longer);
            }
        }
    }

    /// `c` at `path.at` is too much.
    fn read_additional(&mut self, start: usize, path: &Path, c: char) {
        let at = path.at;
        {
            if let Some(after) = self.chars.get(at + 1).copied()
                && !self.fixed[at + 1]
                && self.is_rare(at)
                && let Some(walk) = self.dictionary.step(path.walk, after)
            {
                let mut shorter = path.read(walk, after);
                shorter.at = at + 2;
                shorter.edits.push((at, 1, '\0'));
                let doubled = c == after || self.chars[at - 1] == c;
                shorter.reason = Some(if doubled { Reason::Doubled } else { Reason::Additional });
                self.read(start, &shorter);
            }
        }
    }

    /// Another character was meant at `path.at`.
    fn read_exchanged(&mut self, start: usize, path: &Path) {
        let at = path.at;
        let is_second = match (path.edits.as_slice(), path.reason) {
            ([], _) => false,
            ([(first, 1, _)], Some(Reason::Homophone | Reason::NearSound)) if at - first <= 3 => true,
            _ => return,
        };
        // What the portal often writes is wrong only where a long word shows it: 劳动和同, 疫情防空.
        let is_suspicious = self.surroundings.is_suspicious(at);
        if is_second && !is_suspicious && !path.edits.iter().any(|(first, ..)| self.surroundings.is_suspicious(*first))
        {
            return;
        }
        let tried = if is_second { MOST_SECONDS } else { usize::MAX };
        for index in 0..self.alike[at].len().min(tried) {
            let (c, like) = self.alike[at][index];
            if (is_second || !is_suspicious) && !matches!(like.sound, Some(Sound::Same | Sound::Near(1))) {
                continue;
            }
            let Some(walk) = self.dictionary.step(path.walk, c) else { continue };
            let mut next = path.read(walk, c);
            next.edits.push((at, 1, c));
            next.likeness = if is_second { [path.likeness[0], like] } else { [like, like] };
            let reason = like.reason();
            next.reason = Some(match path.reason {
                Some(Reason::NearSound) => Reason::NearSound,
                _ => reason,
            });
            self.read(start, &next);
        }
    }

    /// The characters at `path.at` and after it were meant the other way round.
    fn read_swapped(&mut self, start: usize, path: &Path) {
        let at = path.at;
        let Some(next) = self.chars.get(at + 1).copied().filter(|next| *next != self.chars[at]) else { return };
        if self.fixed[at + 1] || !(self.is_rare(at) || (at > 0 && self.is_rare(at - 1)) || self.is_rare(at + 1)) {
            return;
        }
        let walk = self.dictionary.step(path.walk, next);
        if let Some(walk) = walk.and_then(|walk| self.dictionary.step(walk, self.chars[at])) {
            let mut swapped = path.read(walk, next);
            swapped.word.push(self.chars[at]);
            swapped.at = at + 2;
            swapped.edits = vec![(at, 1, next), (at + 1, 1, self.chars[at])];
            swapped.reason = Some(Reason::Swapped);
            self.read(start, &swapped);
        }
    }

    /// A word was made that the dictionary has.
    fn accept(&mut self, path: &Path) {
        // Something left out or added at an end is no part of the word.
        let (Some(first), Some(last), Some(reason)) = (path.edits.first(), path.edits.last(), path.reason) else {
            return;
        };
        if reason == Reason::Additional && path.word.len() < 3 {
            return;
        }
        if reason == Reason::Missing && !self.joins(first.0, first.2) {
            return;
        }
        if self.counts.word(&path.word) == 0 {
            return;
        }
        let range = first.0..last.0 + last.1;
        let mut to: Vec<char> = Vec::with_capacity(range.len() + 1);
        let mut at = range.start;
        for (place, length, c) in &path.edits {
            to.extend(&self.chars[at..*place]);
            if *c != '\0' {
                to.push(*c);
            }
            at = place + length;
        }
        let is_suspicious = range.clone().any(|at| self.surroundings.is_suspicious(at)) || range.is_empty();
        if !is_suspicious && path.word.len() < LONG_WORD {
            return;
        }
        if self.is_number(&range) && path.word.len() < 3 {
            return;
        }
        self.push(Candidate {
            range,
            to,
            reason,
            likeness: path.likeness,
            changed: path.edits.len(),
            word_length: path.word.len(),
        });
    }

    /// Whether the portal writes `c` between the characters before and at `at`.
    fn joins(&self, at: usize, c: char) -> bool {
        let least = |count: u64| count > 2 && count > self.counts.items() / 20_000;
        (at == 0 || least(self.counts.pair(self.chars[at - 1], c)))
            && self.chars.get(at).is_none_or(|next| least(self.counts.pair(c, *next)))
    }
}

impl Path {
    fn read(&self, walk: Walk, c: char) -> Path {
        let mut next = self.clone();
        next.walk = walk;
        next.word.push(c);
        next.at += 1;
        next
    }
}
