//! All entries of one kind, laid out for looking up.

use std::ops::Range;

use super::alphabet::{Alphabet, CLASSES, NONE, RARE, SILENT, Sign};
use super::best::Found;
use super::keys::{KEY, Keys};
use super::lists::{Lists, Texts};
use super::typed::Typed;
use super::{Entry, SuggestionKind};
use crate::text::fold_char;

/// How many characters behind its first a place is sorted by.
const NEXT: usize = 4;
/// How many characters the places are sorted by: where so many agree, places are in the order of ranks.
pub(super) const SORTED: usize = NEXT + 1;

/// Most characters of one kind's entries, some millions of titles; the lightest entries beyond are left out. So the
/// lists of sounds can be counted: three neighbours of four readings each are in 64 of them.
const MOST_CHARACTERS: u32 = u32::MAX / 64;

/// What is asked of every group.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub(super) alphabet: &'a Alphabet,
    pub(super) typed: &'a Typed,
    pub(super) keys: &'a Keys,
    pub(super) limit: usize,
}

/// Entries of one kind by rank: the heavier first, the shorter among equals.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) kind: SuggestionKind,
    texts: Texts,
    ids: Texts,
    /// The word characters of all entries, in the order of ranks, [`NONE`] behind each entry.
    pub(super) signs: Vec<Sign>,
    /// Where each entry begins in `signs`, and the length of `signs` at the end.
    pub(super) starts: Vec<u32>,
    /// Entries, sorted by their characters.
    by_text: Lists,
    /// All places of characters, sorted by [`SORTED`] characters.
    places: Lists,
    /// First places of entries, by the classes of sound of [`KEY`] characters; ascending.
    sounds_at_start: Lists,
    /// All places of characters, likewise.
    sounds: Lists,
}

impl Group {
    /// Takes entries of one kind, each text once.
    pub(super) fn new(kind: SuggestionKind, mut entries: Vec<Entry>, alphabet: &Alphabet) -> Group {
        entries.sort_by(|a, b| {
            let length = |entry: &Entry| entry.text.len();
            b.weight.total_cmp(&a.weight).then_with(|| length(a).cmp(&length(b))).then_with(|| a.text.cmp(&b.text))
        });
        let (mut texts, mut ids) = (Texts::default(), Texts::default());
        let (mut signs, mut starts) = (Vec::new(), vec![0]);
        for entry in entries {
            let start = signs.len();
            let word_characters = entry.text.chars().map(fold_char).filter(|c| c.is_alphanumeric());
            signs.extend(word_characters.map(|c| alphabet.own_sign(c)));
            // What holds no word character cannot be typed.
            let end = u32::try_from(signs.len() + 1).ok();
            let Some(end) = end.filter(|end| signs.len() > start && *end <= MOST_CHARACTERS) else {
                signs.truncate(start);
                continue;
            };
            signs.push(NONE);
            starts.push(end);
            texts.push(&entry.text);
            ids.push(entry.id.as_deref().unwrap_or_default());
        }
        signs.shrink_to_fit();
        starts.shrink_to_fit();
        texts.shrink_to_fit();
        ids.shrink_to_fit();
        let by_text = entries_by_text(alphabet, &signs, &starts);
        let places = places_by_next(alphabet, &signs);
        let sounds_at_start = places_by_sound(alphabet, &signs, true);
        let sounds = places_by_sound(alphabet, &signs, false);
        Group { kind, texts, ids, signs, starts, by_text, places, sounds_at_start, sounds }
    }

    /// The entries in which `typed` stands, best first: the same text, what begins with it, what begins with it as
    /// pinyin, then what holds it elsewhere, in characters and in pinyin.
    pub(super) fn find(&self, question: &Question<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        self.literal_starts(question, &mut found);
        self.sound_starts(question, &mut found);
        self.literal_places(question, &mut found);
        self.sound_places(question, &mut found);
        found
    }

    pub(super) fn text(&self, entry: u32) -> &str {
        self.texts.get(entry as usize)
    }

    pub(super) fn id(&self, entry: u32) -> Option<&str> {
        Some(self.ids.get(entry as usize)).filter(|id| !id.is_empty())
    }

    /// The entry that a place is in.
    pub(super) fn entry_at(&self, place: u32) -> u32 {
        self.starts.partition_point(|start| *start <= place).saturating_sub(1) as u32
    }

    /// Entries that begin with a character, sorted by their characters.
    pub(super) fn entries_from(&self, sign: Sign) -> &[u32] {
        self.by_text.get(usize::from(sign))
    }

    /// Places of a character, sorted by the characters behind it.
    pub(super) fn places_of(&self, sign: Sign) -> &[u32] {
        self.places.get(usize::from(sign))
    }

    /// The shortest of the ways to all places where characters may have these classes of sound, at least two: how many
    /// characters to go back, and ascending lists of places.
    pub(super) fn sounds(&self, classes: &[u32], at_start: bool) -> (u32, Range<usize>) {
        let last = classes.len().saturating_sub(KEY);
        let keys = (0..=last).map(|back| (back as u32, lists_of(&classes[back..classes.len().min(back + KEY)])));
        let length = |(back, lists): &(u32, Range<usize>)| self.sounds_from(at_start && *back == 0).count(lists);
        keys.min_by_key(length).unwrap_or_default()
    }

    /// The lists that [`Group::sounds`] says.
    pub(super) fn sound_lists(&self, back: u32, lists: Range<usize>, at_start: bool) -> impl Iterator<Item = &[u32]> {
        let from = self.sounds_from(at_start && back == 0);
        lists.map(|list| from.get(list)).filter(|list| !list.is_empty())
    }

    fn sounds_from(&self, at_start: bool) -> &Lists {
        if at_start { &self.sounds_at_start } else { &self.sounds }
    }
}

/// The lists of places whose sound begins with these classes.
fn lists_of(classes: &[u32]) -> Range<usize> {
    let lists = CLASSES.pow(KEY.saturating_sub(classes.len()) as u32);
    let first = classes.iter().fold(0, |number, class| number * CLASSES + *class as usize) * lists;
    first..first + lists
}

fn entries_by_text(alphabet: &Alphabet, signs: &[Sign], starts: &[u32]) -> Lists {
    let text = |entry: u32| &signs[starts[entry as usize] as usize..starts[entry as usize + 1] as usize];
    let mut entries = Lists::new(alphabet.len(), |put| {
        for entry in 0..starts.len() as u32 - 1 {
            if text(entry)[0] != RARE {
                put(usize::from(text(entry)[0]), entry);
            }
        }
    });
    entries.sort_each(|list| list.sort_by(|a, b| text(*a).cmp(text(*b))));
    entries
}

fn places_by_next(alphabet: &Alphabet, signs: &[Sign]) -> Lists {
    let mut places = Lists::new(alphabet.len(), |put| {
        for (place, sign) in (0..).zip(signs).filter(|(_, sign)| **sign != NONE && **sign != RARE) {
            put(usize::from(*sign), place);
        }
    });
    // Each place is looked up once, not at every comparison.
    let mut keyed: Vec<(u64, u32)> = Vec::new();
    places.sort_each(|list| {
        keyed.clear();
        keyed.extend(list.iter().map(|place| (next_signs(&signs[*place as usize + 1..]), *place)));
        keyed.sort_unstable();
        for (slot, (_, place)) in list.iter_mut().zip(&keyed) {
            *slot = *place;
        }
    });
    places
}

fn places_by_sound(alphabet: &Alphabet, signs: &[Sign], only_starts: bool) -> Lists {
    Lists::new(CLASSES.pow(KEY as u32), |put| {
        let mut place = 0;
        for entry in signs.split(|sign| *sign == NONE).filter(|entry| !entry.is_empty()) {
            let wanted = if only_starts { 1 } else { entry.len() };
            for at in 0..wanted {
                each_key(alphabet, &entry[at..], |key| put(key, place + at as u32));
            }
            place += entry.len() as u32 + 1;
        }
    })
}

/// The next characters up to the end of their entry, as one number that sorts as they do.
pub(super) fn next_signs(next: &[Sign]) -> u64 {
    let end = next.iter().take(NEXT).position(|sign| *sign == NONE).unwrap_or(NEXT.min(next.len()));
    let number = next[..end].iter().fold(0, |number, sign| number << 16 | u64::from(*sign));
    if end == 0 { 0 } else { number << (16 * (NEXT - end)) }
}

/// Every key under which a text that begins like this may be looked up by its sound.
fn each_key(alphabet: &Alphabet, text: &[Sign], mut put: impl FnMut(usize)) {
    let sets: [u32; KEY] = std::array::from_fn(|at| text.get(at).map_or(SILENT, |sign| alphabet.classes(*sign)));
    each_class(sets[0], |first| {
        each_class(sets[1], |second| {
            each_class(sets[2], |third| put((first * CLASSES + second) * CLASSES + third));
        });
    });
}

fn each_class(mut set: u32, mut call: impl FnMut(usize)) {
    while set != 0 {
        call(set.trailing_zeros() as usize);
        set &= set - 1;
    }
}
