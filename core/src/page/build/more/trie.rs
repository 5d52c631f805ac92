//! Keys of suggestions: the classes of sound of neighbouring characters, as many of them as make the lists short.
//!
//! A key that few entries share is a leaf: its list is all of these, and whatever is typed beyond the key is found among
//! them. A key that many share is a knot: its list holds, for each way of typing exactly so many characters, the best
//! entries only, and longer queries go on to longer keys.

use std::collections::{BTreeMap, HashMap};

use super::super::super::format::Out;
use super::super::super::more::{DEEPEST, MOST_SUGGESTIONS, key_of, key_of_syllable};
use crate::suggest::{CLASSES, Entry, SuggestionKind, class_of_letter, classes_of, has_long_initial};
use crate::text::{Readings, common_readings, fold_char};

/// Bytes of entries of a leaf before packing.
const LEAF: usize = 14 << 10;

/// The word characters of entries.
#[derive(Debug, Default)]
pub(super) struct Texts {
    chars: Vec<Vec<char>>,
    sounds: HashMap<char, (Readings, u32)>,
    kinds: Vec<SuggestionKind>,
    bytes: Vec<usize>,
}

impl Texts {
    pub(super) fn new(entries: &[Entry]) -> Texts {
        let mut texts = Texts::default();
        for entry in entries {
            let chars: Vec<char> = entry.text.chars().map(fold_char).filter(|c| c.is_alphanumeric()).collect();
            for c in &chars {
                texts.sounds.entry(*c).or_insert_with(|| {
                    let read = common_readings(*c);
                    (read, classes_of(*c, &read))
                });
            }
            texts.chars.push(chars);
            texts.kinds.push(entry.kind);
            texts.bytes.push(entry.text.len() + entry.id.as_ref().map_or(0, String::len) + 3);
        }
        texts
    }

    pub(super) fn chars(&self, entry: u32) -> &[char] {
        &self.chars[entry as usize]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &char> {
        self.sounds.keys()
    }

    /// How a character is read with this initial.
    fn syllables(&self, c: char, class: u8) -> impl Iterator<Item = &'static str> {
        self.sounds[&c].0.as_slice().iter().copied().filter(move |syllable| is_of(syllable, class))
    }

    pub(super) fn bytes(&self, entry: u32) -> usize {
        self.bytes[entry as usize]
    }
}

/// The best entries for each of several questions.
#[derive(Debug, Default)]
pub(super) struct Answers {
    entries: Vec<u32>,
    /// By question: how many entries it has, and the last of them.
    counts: HashMap<u64, (usize, u32)>,
}

impl Answers {
    /// Takes an entry that answers a question if it is among the best: entries come in the order of their ranks. Of each
    /// kind as many are kept as are shown, of those that are it, begin with it, and hold it.
    pub(super) fn offer(&mut self, entry: u32, kind: SuggestionKind, at: usize, is_end: bool, question: u64) {
        let place = u64::from(at > 0) * 2 + u64::from(at == 0 && is_end);
        let count = self.counts.entry(mix(mix(question, kind as u64), place)).or_insert((0, u32::MAX));
        if count.1 != entry && count.0 < MOST_SUGGESTIONS {
            *count = (count.0 + 1, entry);
            if self.entries.last() != Some(&entry) {
                self.entries.push(entry);
            }
        }
    }

    pub(super) fn into_entries(self) -> Vec<u32> {
        self.entries
    }
}

fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash ^ value.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// Adds all keys of two and more classes to `lists`; gives the tree of knots as the guide holds it.
pub(super) fn grow(texts: &Texts, lists: &mut Vec<(String, Vec<u32>)>) -> Out {
    let places = (0..).zip(&texts.chars).flat_map(|(entry, chars)| (0..chars.len()).map(move |at| (entry, at as u32)));
    let places: Vec<(u32, u32)> = places.collect();
    knot(texts, &mut Vec::new(), places, lists)
}

fn knot(texts: &Texts, path: &mut Vec<u8>, places: Vec<(u32, u32)>, lists: &mut Vec<(String, Vec<u32>)>) -> Out {
    let mut out = Out::default();
    if path.len() == 2 {
        // What has no syllable is found where initials are.
        let of_initials = |way: &[Mode], has_syllable: bool| !has_syllable || !is_spelled(way[0]);
        lists.push((key_of(path), best(texts, path, &places, None, of_initials)));
        let mut by_syllable: BTreeMap<&str, Vec<(u32, u32)>> = BTreeMap::new();
        for (entry, at) in &places {
            for syllable in texts.syllables(texts.chars(*entry)[*at as usize], path[0]) {
                by_syllable.entry(syllable).or_default().push((*entry, *at));
            }
        }
        for (syllable, places) in by_syllable {
            let list = best(texts, path, &places, Some(syllable), |way, _| is_spelled(way[0]));
            lists.push((key_of_syllable(path, syllable), list));
        }
    } else if path.len() > 2 {
        lists.push((key_of(path), best(texts, path, &places, None, |_, _| true)));
    }
    if path.len() == DEEPEST {
        return out;
    }
    let mut parts: Vec<Vec<(u32, u32)>> = vec![Vec::new(); CLASSES];
    for (entry, at) in places {
        if let Some(c) = texts.chars(entry).get(at as usize + path.len()) {
            let mut set = texts.sounds[c].1;
            while set != 0 {
                parts[set.trailing_zeros() as usize].push((entry, at));
                set &= set - 1;
            }
        }
    }
    let (mut known, mut knots) = (0u32, 0u32);
    let mut below = Out::default();
    for (class, places) in (0u8..).zip(parts).filter(|(_, places)| !places.is_empty()) {
        known |= 1 << class;
        path.push(class);
        match leaf(texts, &places).filter(|_| path.len() >= 2) {
            Some(entries) => lists.push((key_of(path), entries)),
            None => {
                knots |= 1 << class;
                below.0.extend(knot(texts, path, places, lists).0);
            }
        }
        path.pop();
    }
    out.number(known);
    out.number(knots);
    out.0.extend(below.0);
    out
}

/// The entries of these places, if they are few.
fn leaf(texts: &Texts, places: &[(u32, u32)]) -> Option<Vec<u32>> {
    let mut entries: Vec<u32> = Vec::new();
    let mut bytes = 0;
    for (entry, _) in places {
        if entries.last() != Some(entry) {
            bytes += texts.bytes(*entry);
            if bytes > LEAF {
                return None;
            }
            entries.push(*entry);
        }
    }
    Some(entries)
}

/// How a character may be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Itself,
    Syllable,
    Initial,
    /// `zh`, `ch`, `sh`.
    LongInitial,
}

/// Whether the character is typed as itself or as a whole syllable.
fn is_spelled(mode: Mode) -> bool {
    matches!(mode, Mode::Itself | Mode::Syllable)
}

const MODES: [Mode; 4] = [Mode::Itself, Mode::Syllable, Mode::Initial, Mode::LongInitial];

/// The best entries for the wanted ways of typing as many characters as the path has. Whether one is wanted may depend
/// on whether the first character has a syllable, too; `spelled` says which one of several.
fn best(
    texts: &Texts,
    path: &[u8],
    places: &[(u32, u32)],
    spelled: Option<&str>,
    is_wanted: impl Fn(&[Mode], bool) -> bool,
) -> Vec<u32> {
    let ways = ways(path.len() - 1);
    let mut answers = Answers::default();
    let mut lasts: Vec<u64> = Vec::new();
    for (entry, at) in places {
        let (entry, at) = (*entry, *at as usize);
        let chars = texts.chars(entry);
        let Some(typed) = chars.get(at..at + path.len()) else { continue };
        let is_end = at + path.len() == chars.len();
        let Some((last, before)) = typed.split_last() else { continue };
        let class = path[path.len() - 1];
        lasts.clear();
        lasts.push(as_itself(*last));
        lasts.push(value("", u64::from(class)));
        for syllable in texts.sounds[last].0.as_slice().iter().filter(|syllable| is_of(syllable, class)) {
            lasts.extend((2..=syllable.len()).map(|to| value(&syllable[..to], 0)));
        }
        let has_syllable = texts.syllables(typed[0], path[0]).next().is_some();
        for way in ways.iter().filter(|way| is_wanted(way, has_syllable)) {
            let mut question = 0;
            let mut is_possible = true;
            for (nth, ((c, class), mode)) in before.iter().zip(path).zip(way).enumerate() {
                // Of several syllables with one initial it is the most usual one, mostly.
                let syllable = spelled.filter(|_| nth == 0).or_else(|| texts.syllables(*c, *class).next());
                question = mix(
                    question,
                    match (mode, syllable) {
                        (Mode::Initial, _) => value("", u64::from(*class)),
                        (Mode::Itself, _) | (_, None) => as_itself(*c),
                        (Mode::Syllable, Some(syllable)) => value(syllable, 0),
                        (Mode::LongInitial, Some(syllable)) if has_long_initial(syllable) => value(&syllable[..2], 0),
                        (Mode::LongInitial, Some(_)) => {
                            is_possible = false;
                            0
                        }
                    },
                );
            }
            if is_possible {
                for last in &lasts {
                    answers.offer(entry, texts.kinds[entry as usize], at, is_end, mix(question, *last));
                }
            }
        }
    }
    answers.into_entries()
}

/// Ways of typing so many characters: all mixtures of two, of more a run of one kind and a run of another.
fn ways(length: usize) -> Vec<Vec<Mode>> {
    let mut ways: Vec<Vec<Mode>> = Vec::new();
    for first in MODES {
        for second in MODES {
            for change in 1..=length {
                let way: Vec<Mode> = (0..length).map(|at| if at < change { first } else { second }).collect();
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
        }
    }
    ways
}

/// Whether the initial of a syllable has this class.
fn is_of(syllable: &str, class: u8) -> bool {
    syllable.bytes().next().is_some_and(|first| class_of_letter(first) == u32::from(class))
}

fn as_itself(c: char) -> u64 {
    mix(1, u64::from(u32::from(c)))
}

fn value(letters: &str, class: u64) -> u64 {
    letters.bytes().fold(mix(2, class), |hash, byte| mix(hash, u64::from(byte)))
}
