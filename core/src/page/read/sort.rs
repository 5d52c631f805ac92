//! Sorting. The standard sorts are made anew for every type and way of comparing, two to three kilobytes each: here
//! everything is sorted by numbers, with one of them.

/// Sorts by a number of each thing, the smallest first; equals stay in their order.
pub(super) fn sort_by<T>(things: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    let mut order: Vec<(u64, u32)> = things.iter().enumerate().map(|(at, thing)| (key(thing), at as u32)).collect();
    sort(&mut order);
    let mut taken: Vec<Option<T>> = std::mem::take(things).into_iter().map(Some).collect();
    things.extend(order.into_iter().filter_map(|(_, at)| taken.get_mut(at as usize)?.take()));
}

/// Heap sort: no worst case, and small.
fn sort(order: &mut [(u64, u32)]) {
    let sink = |order: &mut [(u64, u32)], mut at: usize| loop {
        let mut child = at * 2 + 1;
        if child >= order.len() {
            return;
        }
        if order.get(child + 1).is_some_and(|right| *right > order[child]) {
            child += 1;
        }
        if order[at] >= order[child] {
            return;
        }
        order.swap(at, child);
        at = child;
    };
    for at in (0..order.len() / 2).rev() {
        sink(order, at);
    }
    for end in (1..order.len()).rev() {
        order.swap(0, end);
        sink(&mut order[..end], 0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(mut things in proptest::collection::vec((0u64..20, any::<u8>()), 0..60)) {
            let mut expected = things.clone();
            expected.sort_by_key(|thing| thing.0);
            sort_by(&mut things, |thing| thing.0);
            prop_assert_eq!(things, expected);
        }
    }
}
