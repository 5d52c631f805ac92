//! Looking up what was typed as characters.

use super::alphabet::{NONE, Sign};
use super::best::{Best, Found};
use super::group::{Group, Question, SORTED, next_signs};

/// How many pieces of a long query are tried for the rarest.
const PIECES: usize = 8;

impl Group {
    /// Entries that are what was typed, then entries that begin with it.
    pub(super) fn literal_starts(&self, question: &Question<'_>, found: &mut Vec<Found>) {
        let signs = question.typed.signs.as_slice();
        let Some(first) = signs.first().filter(|_| signs.iter().all(|sign| *sign != NONE)) else { return };
        let list = self.entries_from(*first);
        let text = |entry: &u32| &self.signs[self.starts[*entry as usize] as usize..];
        let begins = |entry: &u32| text(entry).starts_with(signs);
        let from = list.partition_point(|entry| text(entry) < signs);
        let list = &list[from..];
        let list = &list[..list.partition_point(begins)];
        let (same, longer) = list.split_at(list.partition_point(|entry| text(entry).get(signs.len()) == Some(&NONE)));
        for entries in [same, longer] {
            let mut best = Best::new(question.limit, found);
            for entry in entries {
                let place = self.starts[*entry as usize];
                if place < best.bound() {
                    best.offer(Found { entry: *entry, place, length: signs.len() as u32 });
                }
            }
            let more = best.into_found();
            found.extend(more);
        }
    }

    /// Entries that hold what was typed.
    pub(super) fn literal_places(&self, question: &Question<'_>, found: &mut Vec<Found>) {
        let signs = question.typed.signs.as_slice();
        if found.len() >= question.limit || signs.contains(&NONE) {
            return;
        }
        let mut best = Best::new(question.limit, found);
        let offer = |best: &mut Best<'_>, place: u32| {
            best.offer(Found { entry: self.entry_at(place), place, length: signs.len() as u32 });
        };
        if signs.len() < SORTED {
            for place in self.range(signs) {
                if *place < best.bound() {
                    offer(&mut best, *place);
                }
            }
        } else {
            // Any piece leads to all places of the whole: the rarest of some that are spread over it.
            let last = signs.len() - SORTED;
            let step = last.div_ceil(PIECES).max(1);
            let pieces = (0..=last).step_by(step).map(|at| (at, self.range(&signs[at..at + SORTED])));
            let (at, range) = pieces.min_by_key(|(_, range)| range.len()).unwrap_or((0, &[]));
            for place in range {
                let Some(place) = place.checked_sub(at as u32) else { continue };
                if place >= best.bound() {
                    break;
                }
                if self.signs[place as usize..].starts_with(signs) {
                    offer(&mut best, place);
                }
            }
        }
        let more = best.into_found();
        found.extend(more);
    }

    /// The places of a piece of at most [`SORTED`] characters; in ascending order when it has exactly so many.
    fn range(&self, piece: &[Sign]) -> &[u32] {
        let Some((first, rest)) = piece.split_first() else { return &[] };
        let list = self.places_of(*first);
        let missing = 16 * (SORTED - 1 - rest.len()) as u32;
        let low = next_signs(rest);
        let high = low | 1u64.checked_shl(missing).map_or(u64::MAX, |above| above - 1);
        let key = |place: &u32| next_signs(&self.signs[*place as usize + 1..]);
        let from = list.partition_point(|place| key(place) < low);
        let length = list[from..].partition_point(|place| key(place) <= high);
        &list[from..from + length]
    }
}
