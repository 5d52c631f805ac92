//! Looking up what was typed as pinyin, initials, or a mixture.

use super::alphabet::{NONE, Sign};
use super::best::{Best, Found};
use super::group::{Group, Question};
use super::keys::{Keys, Pairs};

/// Most places that are looked at for one query in one group: what is beyond is left out, so that no query is slow.
const MOST_PLACES: usize = 40_000;
/// How many more beginnings are looked at for one that is wholly what was typed, when enough begin with it.
const FOR_WHOLE: usize = 2_000;

impl Group {
    /// Entries that are what was typed, then entries that begin with it.
    pub(super) fn sound_starts(&self, question: &Question<'_>, found: &mut Vec<Found>) {
        let Question { alphabet, typed, keys, limit } = *question;
        if found.len() >= limit || !typed.may_be_sound() {
            return;
        }
        let mut whole = Best::new(limit, found);
        let mut longer = Best::new(limit, found);
        if keys.is_syllable {
            let spoken = alphabet.spoken(typed.syllable());
            for entry in spoken.iter().flat_map(|sign| self.entries_from(*sign)) {
                let place = self.starts[*entry as usize];
                let best = if self.is_end(place + 1) { &mut whole } else { &mut longer };
                if place < best.bound() {
                    best.offer(Found { entry: *entry, place, length: 1 });
                }
            }
        }
        for entry in keys.pairs.iter().flat_map(|pairs| self.entries_of(pairs)) {
            let place = self.starts[*entry as usize];
            let best = if self.is_end(place + 2) { &mut whole } else { &mut longer };
            if place < best.bound() {
                best.offer(Found { entry: *entry, place, length: 2 });
            }
        }
        let mut left = MOST_PLACES;
        self.each_list(keys, true, |back, list| {
            let mut for_whole = FOR_WHOLE;
            for place in list.iter().filter_map(|place| place.checked_sub(back)) {
                if place >= longer.bound() {
                    for_whole = for_whole.saturating_sub(1);
                }
                if left == 0 || for_whole == 0 || place >= whole.bound() {
                    break;
                }
                left -= 1;
                if back > 0 && place > 0 && !self.is_end(place - 1) {
                    continue;
                }
                if let Some(length) = typed.length_in(alphabet, self.from(place)) {
                    let length = length as u32;
                    let best = if self.is_end(place + length) { &mut whole } else { &mut longer };
                    if place < best.bound() {
                        best.offer(Found { entry: self.entry_at(place), place, length });
                    }
                }
            }
        });
        let (whole, longer) = (whole.into_found(), longer.into_found());
        for more in whole.into_iter().chain(longer) {
            // An entry with several readings may be wholly what was typed in one of them only.
            if found.len() < limit && found.iter().all(|known| known.entry != more.entry) {
                found.push(more);
            }
        }
    }

    /// Entries that hold what was typed.
    pub(super) fn sound_places(&self, question: &Question<'_>, found: &mut Vec<Found>) {
        let Question { alphabet, typed, keys, limit } = *question;
        if found.len() >= limit || !typed.may_be_sound() {
            return;
        }
        let mut best = Best::new(limit, found);
        if keys.is_syllable {
            for place in alphabet.spoken(typed.syllable()).iter().flat_map(|sign| self.places_of(*sign)) {
                if *place < best.bound() {
                    best.offer(Found { entry: self.entry_at(*place), place: *place, length: 1 });
                }
            }
        }
        for place in keys.pairs.iter().flat_map(|pairs| self.places_of_pairs(pairs)) {
            if *place < best.bound() {
                best.offer(Found { entry: self.entry_at(*place), place: *place, length: 2 });
            }
        }
        let mut left = MOST_PLACES;
        self.each_list(keys, false, |back, list| {
            for place in list.iter().filter_map(|place| place.checked_sub(back)) {
                if left == 0 || place >= best.bound() {
                    break;
                }
                left -= 1;
                if let Some(length) = typed.length_in(alphabet, self.from(place)) {
                    best.offer(Found { entry: self.entry_at(place), place, length: length as u32 });
                }
            }
        });
        let more = best.into_found();
        found.extend(more);
    }

    /// Calls for each list of places that the keys lead to, and how many characters to go back from there.
    fn each_list(&self, keys: &Keys, at_start: bool, mut call: impl FnMut(u32, &[u32])) {
        let mut ways: Vec<_> = keys.classes.iter().map(|classes| self.sounds(classes, at_start)).collect();
        ways.sort_by_key(|(back, lists)| (*back, lists.start, lists.end));
        ways.dedup();
        for (back, lists) in ways {
            self.sound_lists(back, lists, at_start).for_each(|list| call(back, list));
        }
    }

    fn entries_of<'a>(&'a self, pairs: &'a Pairs) -> impl Iterator<Item = &'a u32> {
        let second = |entry: &u32| self.signs[self.starts[*entry as usize] as usize + 1];
        pairs.firsts.iter().flat_map(move |first| with_next(self.entries_from(*first), pairs, second))
    }

    fn places_of_pairs<'a>(&'a self, pairs: &'a Pairs) -> impl Iterator<Item = &'a u32> {
        let second = |place: &u32| self.signs[*place as usize + 1];
        pairs.firsts.iter().flat_map(move |first| with_next(self.places_of(*first), pairs, second))
    }

    fn from(&self, place: u32) -> &[Sign] {
        &self.signs[place as usize..]
    }

    fn is_end(&self, place: u32) -> bool {
        self.signs.get(place as usize) == Some(&NONE)
    }
}

/// The items of a list sorted by their second characters that have one of the wanted.
fn with_next<'a>(
    list: &'a [u32],
    pairs: &'a Pairs,
    second: impl Fn(&u32) -> Sign + Copy + 'a,
) -> impl Iterator<Item = &'a u32> {
    let seconds = pairs.seconds.iter().filter(|_| !list.is_empty());
    seconds.flat_map(move |run| {
        let list = &list[list.partition_point(|item| second(item) < *run.start())..];
        &list[..list.partition_point(|item| second(item) <= *run.end())]
    })
}
