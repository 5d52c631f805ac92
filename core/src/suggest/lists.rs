//! Many strings in one, and many lists in one: one piece of memory instead of a hundred thousand.

use std::ops::Range;

/// Strings end to end.
#[derive(Debug, Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Gives back memory that was taken for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub(super) fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }
}

/// Lists of numbers end to end: list `n` is `items[heads[n]..heads[n + 1]]`.
#[derive(Debug, Default)]
pub(super) struct Lists {
    items: Vec<u32>,
    heads: Vec<u32>,
}

impl Lists {
    /// Distributes what `each` says, twice the same: pairs of a list and an item. Items keep their order.
    pub(super) fn new(lists: usize, each: impl Fn(&mut dyn FnMut(usize, u32))) -> Lists {
        let mut heads = vec![0u32; lists + 1];
        each(&mut |list, _| heads[list + 1] += 1);
        for list in 0..lists {
            heads[list + 1] += heads[list];
        }
        let mut items = vec![0; heads[lists] as usize];
        let mut next = heads.clone();
        each(&mut |list, item| {
            items[next[list] as usize] = item;
            next[list] += 1;
        });
        Lists { items, heads }
    }

    /// How many items lists that stand side by side have.
    pub(super) fn count(&self, lists: &Range<usize>) -> u32 {
        self.heads[lists.end] - self.heads[lists.start]
    }

    pub(super) fn get(&self, list: usize) -> &[u32] {
        match (self.heads.get(list), self.heads.get(list + 1)) {
            (Some(from), Some(to)) => &self.items[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// Sorts every list by itself.
    pub(super) fn sort_each(&mut self, mut sort: impl FnMut(&mut [u32])) {
        for head in 1..self.heads.len() {
            let list = &mut self.items[self.heads[head - 1] as usize..self.heads[head] as usize];
            if list.len() > 1 {
                sort(list);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_list_by_list() {
        let mut lists = Lists::new(4, |put| {
            for item in [5, 4, 3, 2] {
                put(item as usize % 3, item);
            }
        });
        assert_eq!([lists.get(0), lists.get(1), lists.get(2), lists.get(3)], [&[3][..], &[4], &[5, 2], &[]]);
        assert_eq!((lists.count(&(0..3)), lists.get(9)), (4, &[][..]));
        lists.sort_each(|list| list.sort_unstable());
        assert_eq!(lists.get(2), [2, 5]);
    }

    #[test]
    fn texts_come_back_one_by_one() {
        let mut texts = Texts::default();
        for text in ["公积金", "", "提取"] {
            texts.push(text);
        }
        assert_eq!([texts.get(0), texts.get(1), texts.get(2)], ["公积金", "", "提取"]);
    }
}
