//! From what is typed to the files that hold every entry which agrees with it.
//!
//! Characters are taken apart as the suggester does it: each as itself, as a syllable, as an initial, the last as the
//! beginning of a syllable. Of all these ways those are followed that lead to keys of the guide.

use std::collections::{BTreeSet, HashMap};

use super::guide::{Guide, Next};
use super::{DEEPEST, SINGLE, key_of_syllable};
use crate::suggest::{LONGEST_SOUND, LONGEST_SYLLABLE, class_of_letter, classes_of, is_initial, letter};
use crate::text::{common_readings, fold_char};

/// What is typed, beyond this, makes no difference: it leads to few files long before.
const LONGEST: usize = 200;

/// What is typed, and the ways through it that were followed.
pub(super) struct Typed<'a> {
    guide: &'a Guide,
    chars: Vec<char>,
    /// For each character the letter that it is, and where its run of letters ends; a blank for what is none.
    letters: String,
    ends: Vec<usize>,
    /// For each place from which a later piece was followed, the files that hold all entries with it, if they do.
    pieces: HashMap<usize, Option<BTreeSet<usize>>>,
}

impl<'a> Typed<'a> {
    pub(super) fn new(guide: &'a Guide, text: &str) -> Typed<'a> {
        let mut typed =
            Typed { guide, chars: Vec::new(), letters: String::new(), ends: Vec::new(), pieces: HashMap::new() };
        let mut run = 0;
        for c in text.chars().map(fold_char) {
            let length = typed.chars.len();
            let letter = letter(c);
            if letter.is_none() {
                // What follows is a syllable of its own.
                typed.ends[run..].fill(length);
                run = length + usize::from(c.is_alphanumeric());
            }
            if c.is_alphanumeric() {
                typed.chars.push(c);
                typed.letters.push(letter.map_or(' ', char::from));
                typed.ends.push(length + 1);
            }
        }
        let length = typed.chars.len();
        if let Some(rest) = typed.ends.get_mut(run..) {
            rest.fill(length);
        }
        if length > LONGEST_SOUND {
            typed.letters = " ".repeat(length);
        }
        typed
    }

    /// The numbers of the files.
    pub(super) fn chunks(&mut self) -> BTreeSet<usize> {
        let mut chunks = BTreeSet::new();
        let length = self.chars.len();
        if length == 0 {
            return chunks;
        }
        if length == 1 || self.ends[0] == length && self.guide.begins_syllable(&self.letters) {
            self.add_single(&mut chunks);
        }
        self.follow(0, 0, &mut Vec::new(), true, &mut chunks);
        chunks
    }

    fn add_single(&self, chunks: &mut BTreeSet<usize>) {
        let typed = if self.letters.starts_with(' ') { self.chars.iter().collect() } else { self.letters.clone() };
        chunks.extend(self.guide.chunk(&format!("{SINGLE}{typed}")));
    }

    /// Follows all ways from `at`, where `path` has led to `knot`: for each part its class and its end. Whether the files
    /// found hold all entries that agree. `is_whole` says that the path begins where the query does: what is typed may
    /// then end at a knot, whose list is made for that.
    fn follow(
        &mut self,
        at: usize,
        knot: usize,
        path: &mut Vec<(u8, usize)>,
        is_whole: bool,
        chunks: &mut BTreeSet<usize>,
    ) -> bool {
        if at == self.chars.len() {
            if is_whole {
                chunks.extend(self.knot_of(path));
            }
            return is_whole;
        }
        let mut is_complete = true;
        for (class, end) in self.parts(at) {
            path.push((class, end));
            match self.guide.next(knot, class) {
                Next::Nothing => {}
                Next::Leaf => chunks.extend(self.chunk_of(path)),
                Next::Knot(Some(next)) => is_complete &= self.follow(end, next, path, is_whole, chunks),
                Next::Knot(None) if end == self.chars.len() && is_whole => chunks.extend(self.chunk_of(path)),
                // Too many entries begin so: any later piece leads to those that matter, if fewer have it.
                Next::Knot(None) => match self.piece(path[0].1) {
                    Some(found) => chunks.extend(found),
                    None => {
                        if is_whole {
                            chunks.extend(self.chunk_of(path));
                        }
                        is_complete = false;
                    }
                },
            }
            path.pop();
        }
        is_complete
    }

    /// The files with everything that holds what is typed from `at` on.
    fn piece(&mut self, at: usize) -> Option<BTreeSet<usize>> {
        if let Some(known) = self.pieces.get(&at) {
            return known.clone();
        }
        let mut chunks = BTreeSet::new();
        let is_complete = at <= LONGEST && self.follow(at, 0, &mut Vec::with_capacity(DEEPEST), false, &mut chunks);
        let found = is_complete.then_some(chunks);
        self.pieces.insert(at, found.clone());
        found
    }

    fn chunk_of(&self, path: &[(u8, usize)]) -> Option<usize> {
        let classes: Vec<u8> = path.iter().map(|part| part.0).collect();
        self.guide.chunk_of(&classes)
    }

    /// The file of a knot that is reached by all that was typed.
    fn knot_of(&self, path: &[(u8, usize)]) -> Option<usize> {
        match path {
            // A single character has a key of its own.
            [_] => None,
            [(first, end), (second, _)] => match self.syllable(*first, *end) {
                Some(syllable) => self.guide.chunk(&key_of_syllable(&[*first, *second], &syllable)),
                None => self.chunk_of(path),
            },
            _ => self.chunk_of(path),
        }
    }

    /// The syllable that the query begins with, up to `end`; none where it begins with an initial.
    fn syllable(&self, class: u8, end: usize) -> Option<String> {
        let part = &self.letters[..end];
        if part.starts_with(' ') {
            let read = common_readings(self.chars[0]);
            let of_class =
                |syllable: &&&str| syllable.bytes().next().is_some_and(|c| class_of_letter(c) == u32::from(class));
            return read.as_slice().iter().find(of_class).map(|syllable| (*syllable).to_owned());
        }
        (!is_initial(part)).then(|| part.to_owned())
    }

    /// What the character at `at` may be typed as: a class of sound, and where it ends.
    fn parts(&self, at: usize) -> Vec<(u8, usize)> {
        let run = &self.letters[at..self.ends[at].max(at + 1)];
        if run.starts_with(' ') {
            // Entries are filed under every reading of a character: one of them is enough.
            let c = self.chars[at];
            return vec![(classes_of(c, &common_readings(c)).trailing_zeros() as u8, at + 1)];
        }
        let class = run.bytes().next().map_or(0, class_of_letter) as u8;
        let is_part = |length: &usize| {
            let (part, is_last) = (&run[..*length], at + length == self.chars.len());
            is_initial(part) || self.guide.is_syllable(part) || is_last && self.guide.begins_syllable(part)
        };
        (1..=run.len().min(LONGEST_SYLLABLE)).filter(is_part).map(|length| (class, at + length)).collect()
    }
}
