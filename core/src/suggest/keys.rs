//! Where what was typed as pinyin is to be looked up.

use std::ops::RangeInclusive;

use super::alphabet::{Alphabet, CLASSES, NONE, Sign, class_of_letter};
use super::typed::{LONGEST_SYLLABLE, Typed, has_long_initial};

/// How many characters the index of sounds looks at.
pub(super) const KEY: usize = 3;
/// How many characters of a query are considered: any [`KEY`] neighbours of them lead to what agrees, and the rarest
/// are the quickest.
const DEPTH: usize = 6;
/// Most searches for a character and a run of next characters: where more are needed, lists of sounds are quicker.
const MOST_SEARCHES: usize = 600;

/// All ways of looking up a query: what agrees with it is found by at least one of them, and what is found must still
/// be compared, but for the first two.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Whether the query may be one syllable, or its beginning.
    pub(super) is_syllable: bool,
    /// Neighbours that are wholly what was typed.
    pub(super) pairs: Vec<Pairs>,
    /// Classes of sound of the first characters: two and more.
    pub(super) classes: Vec<Vec<u32>>,
}

/// Pairs of neighbouring characters.
#[derive(Debug)]
pub(super) struct Pairs {
    /// The first character is one of these.
    pub(super) firsts: Vec<Sign>,
    /// The second is in one of these.
    pub(super) seconds: Vec<RangeInclusive<Sign>>,
}

/// What one character of a text is typed as.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
    class: u32,
}

impl Keys {
    pub(super) fn new(alphabet: &Alphabet, typed: &Typed) -> Keys {
        let mut keys = Keys::default();
        if !typed.may_be_sound() {
            return keys;
        }
        keys.follow(alphabet, typed, 0, &mut Vec::with_capacity(DEPTH));
        keys.classes.sort();
        // What begins with the same classes is found by these.
        keys.classes.dedup_by(|next, kept| next.starts_with(kept));
        keys
    }

    fn follow(&mut self, alphabet: &Alphabet, typed: &Typed, start: usize, path: &mut Vec<Part>) {
        if start >= typed.signs.len() || path.len() == DEPTH {
            match path.as_slice() {
                [] => {}
                [_] => self.is_syllable = true,
                [first, second] if self.add_pairs(alphabet, typed, *first, *second) => {}
                _ => self.classes.push(path.iter().map(|part| part.class).collect()),
            }
            return;
        }
        if !typed.is_letter(start) {
            let sign = typed.signs[start];
            let classes = if sign == NONE { 0 } else { alphabet.classes(sign) };
            let end = start + 1;
            for class in (0..CLASSES as u32).filter(|class| classes >> class & 1 == 1) {
                path.push(Part { start, end, class });
                self.follow(alphabet, typed, end, path);
                path.pop();
            }
            return;
        }
        let run = typed.run(start);
        let class = run.bytes().next().map_or(0, class_of_letter);
        for length in 1..=run.len().min(LONGEST_SYLLABLE) {
            let (part, end) = (&run[..length], start + length);
            let is_last = end == typed.signs.len();
            if is_initial(part)
                || is_last && !alphabet.spoken(part).is_empty()
                || !alphabet.spoken_exactly(part).is_empty()
            {
                path.push(Part { start, end, class });
                self.follow(alphabet, typed, end, path);
                path.pop();
            }
        }
    }

    /// Adds pairs for a query of two characters, where they are few: the first one known, or a whole syllable.
    fn add_pairs(&mut self, alphabet: &Alphabet, typed: &Typed, first: Part, second: Part) -> bool {
        let firsts = if typed.is_letter(first.start) {
            let part = &typed.run(first.start)[..first.end - first.start];
            if is_initial(part) {
                return false;
            }
            alphabet.spoken_exactly(part).to_vec()
        } else {
            vec![typed.signs[first.start]]
        };
        let mut signs = vec![typed.signs[second.start]];
        if typed.is_letter(second.start) {
            if second.end - second.start > 1 {
                signs.clear();
            }
            signs.extend(alphabet.spoken(typed.run(second.start)));
        }
        signs.sort_unstable();
        let mut seconds: Vec<RangeInclusive<Sign>> = Vec::new();
        for sign in signs.into_iter().filter(|sign| *sign != NONE) {
            match seconds.last_mut() {
                Some(run) if sign <= run.end().saturating_add(1) => *run = *run.start()..=sign,
                _ => seconds.push(sign..=sign),
            }
        }
        let are_few = firsts.len() * seconds.len() <= MOST_SEARCHES;
        if are_few {
            self.pairs.push(Pairs { firsts, seconds });
        }
        are_few
    }
}

/// Whether this may be typed for a character whose reading begins so.
pub(crate) fn is_initial(part: &str) -> bool {
    part.len() == 1 || part.len() == 2 && has_long_initial(part)
}
