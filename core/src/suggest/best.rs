//! The best few of many matches.

/// A match: which entry, and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Rank of the entry in its group.
    pub(super) entry: u32,
    /// The first matching character, as a place in the group's characters.
    pub(super) place: u32,
    /// How many characters match.
    pub(super) length: u32,
}

/// Gathers the matches with the smallest ranks, an entry once.
#[derive(Debug)]
pub(super) struct Best<'a> {
    limit: usize,
    /// What was found by a better rule, and is not wanted again.
    before: &'a [Found],
    found: Vec<Found>,
}

impl<'a> Best<'a> {
    pub(super) fn new(limit: usize, before: &'a [Found]) -> Best<'a> {
        Best { limit: limit.saturating_sub(before.len()), before, found: Vec::new() }
    }

    /// Matches at this place and behind it would not be taken: places follow the ranks of their entries.
    pub(super) fn bound(&self) -> u32 {
        match self.found.last() {
            Some(worst) if self.found.len() >= self.limit => worst.place,
            _ if self.limit == 0 => 0,
            _ => u32::MAX,
        }
    }

    /// Takes a match if it is among the best so far. Of two in one entry the first in the text stays.
    pub(super) fn offer(&mut self, new: Found) {
        if self.limit == 0 || self.before.iter().any(|known| known.entry == new.entry) {
            return;
        }
        match self.found.binary_search_by_key(&new.entry, |known| known.entry) {
            Ok(at) => {
                if new.place < self.found[at].place {
                    self.found[at] = new;
                }
            }
            Err(at) if at < self.limit => {
                if self.found.len() == self.limit {
                    self.found.pop();
                }
                self.found.insert(at, new);
            }
            Err(_) => {}
        }
    }

    pub(super) fn into_found(self) -> Vec<Found> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keeps_the_smallest_each_once(
            offers in proptest::collection::vec((0u32..40, 0u32..9), 0..80),
            before in 0u32..5,
            limit in 0usize..20,
        ) {
            let found = |entry, place| Found { entry, place: entry * 16 + place, length: 1 };
            let before: Vec<Found> = (0..before).map(|entry| found(entry * 3, 0)).collect();
            let mut best = Best::new(limit, &before);
            for (entry, place) in &offers {
                best.offer(found(*entry, *place));
            }
            let mut expected: Vec<(u32, u32)> = offers;
            expected.sort_unstable();
            expected.dedup_by_key(|offer| offer.0);
            expected.retain(|offer| before.iter().all(|known| known.entry != offer.0));
            expected.truncate(limit.saturating_sub(before.len()));
            let bound = best.bound();
            let kept: Vec<u32> = best.into_found().iter().map(|kept| kept.entry).collect();
            prop_assert_eq!(kept, expected.iter().map(|offer| offer.0).collect::<Vec<_>>());
            prop_assert!(expected.iter().all(|(entry, place)| entry * 16 + place <= bound));
        }
    }
}
