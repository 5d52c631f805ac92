//! Reading the dictionary's tries character by character, with a choice at every step: how words that nearly agree
//! with a text are found without trying every variant of it.

use yada::unit::{UNIT_SIZE, Unit};

use super::{Dictionary, Table, float, format};

/// How far a word has been read: a node in each trie that still holds a word with this beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Walk {
    base: Option<u32>,
    user: Option<u32>,
}

impl Dictionary {
    /// The walk that has read nothing.
    pub(crate) fn walk(&self) -> Walk {
        Walk { base: self.base.root(), user: self.user.as_ref().and_then(Table::root) }
    }

    /// Reads one character more. `None` when no word goes on so.
    pub(crate) fn step(&self, walk: Walk, c: char) -> Option<Walk> {
        let mut buffer = [0; 4];
        let bytes = c.encode_utf8(&mut buffer).as_bytes();
        let along = |table: &Table, node: u32| bytes.iter().try_fold(node, |node, byte| table.child(node, *byte));
        let base = walk.base.and_then(|node| along(&self.base, node));
        let user = walk.user.and_then(|node| self.user.as_ref().and_then(|table| along(table, node)));
        (base.is_some() || user.is_some()).then_some(Walk { base, user })
    }

    /// Natural logarithm of the frequency of the word that ends here.
    pub(crate) fn word_at(&self, walk: Walk) -> Option<f64> {
        let user = walk.user.and_then(|node| self.user.as_ref().and_then(|table| table.value(node)));
        user.or_else(|| walk.base.and_then(|node| self.base.value(node)))
    }

    /// Calls `found` with every common ideograph (U+4E00 to U+9FFF) that goes on from here.
    pub(crate) fn each_next(&self, walk: Walk, mut found: impl FnMut(char, Walk)) {
        if let Some(node) = walk.base {
            self.base.each_ideograph(node, |c, next| {
                let user = walk.user.and_then(|_| self.step(Walk { base: None, ..walk }, c)).and_then(|w| w.user);
                found(c, Walk { base: Some(next), user });
            });
        }
        if let (Some(node), Some(table)) = (walk.user, &self.user) {
            table.each_ideograph(node, |c, next| {
                if walk.base.is_none() || self.step(Walk { user: None, ..walk }, c).is_none() {
                    found(c, Walk { base: None, user: Some(next) });
                }
            });
        }
    }
}

impl Table {
    pub(super) fn root(&self) -> Option<u32> {
        (self.trie != 0).then_some(0)
    }

    fn unit(&self, node: u32) -> Option<Unit> {
        let at = self.trie + node as usize * UNIT_SIZE;
        let bytes = self.bytes.get(at..at + UNIT_SIZE)?;
        Some(Unit::from_u32(u32::from_le_bytes(bytes.try_into().ok()?)))
    }

    pub(super) fn child(&self, node: u32, byte: u8) -> Option<u32> {
        let unit = self.unit(node)?;
        if unit.is_leaf() || byte == 0 {
            return None;
        }
        let next = unit.offset() ^ node ^ u32::from(byte);
        (self.unit(next)?.label() == u32::from(byte)).then_some(next)
    }

    fn value(&self, node: u32) -> Option<f64> {
        self.frequency(node).map(|number| float(&self.bytes, format::HEADER + number as usize * 8))
    }

    /// The number of the frequency of the word that ends here.
    pub(super) fn frequency(&self, node: u32) -> Option<u32> {
        let unit = self.unit(node)?;
        if unit.is_leaf() || !unit.has_leaf() {
            return None;
        }
        let leaf = self.unit(unit.offset() ^ node)?;
        leaf.is_leaf().then(|| leaf.value())
    }

    fn each_ideograph(&self, node: u32, mut found: impl FnMut(char, u32)) {
        for first in 0xe4..=0xe9u8 {
            let Some(one) = self.child(node, first) else { continue };
            for second in 0x80..=0xbfu8 {
                let Some(two) = self.child(one, second) else { continue };
                for third in 0x80..=0xbfu8 {
                    let Some(next) = self.child(two, third) else { continue };
                    if let Some(c) = std::str::from_utf8(&[first, second, third]).ok().and_then(|s| s.chars().next())
                        && ('\u{4e00}'..='\u{9fff}').contains(&c)
                    {
                        found(c, next);
                    }
                }
            }
        }
    }
}

#[cfg(all(test, feature = "dictionary"))]
mod tests {
    use super::*;

    fn walked(dictionary: &Dictionary, text: &str) -> Option<Walk> {
        text.chars().try_fold(dictionary.walk(), |walk, c| dictionary.step(walk, c))
    }

    #[test]
    fn walks_as_far_as_words_go() {
        let dictionary = Dictionary::builtin().with_words("青禾镇便民中心").unwrap();
        for word in ["公积金", "营业执照", "青禾镇便民中心"] {
            let walk = walked(&dictionary, word).unwrap();
            assert_eq!(dictionary.word_at(walk), dictionary.log_frequency(word), "{word}");
        }
        assert!(dictionary.word_at(walked(&dictionary, "营业执").unwrap()).is_none());
        assert!(walked(&dictionary, "营业执照公").is_none());
        assert!(walked(&Dictionary::empty(), "公").is_none());
    }

    #[test]
    fn what_goes_on_is_what_a_step_reaches() {
        let dictionary = Dictionary::builtin().with_words("营业中心").unwrap();
        let walk = walked(&dictionary, "营业").unwrap();
        let mut next = Vec::new();
        dictionary.each_next(walk, |c, to| {
            assert_eq!(dictionary.step(walk, c), Some(to));
            next.push(c);
        });
        assert!(next.contains(&'执') && next.contains(&'中'));
        let distinct: std::collections::HashSet<char> = next.iter().copied().collect();
        assert_eq!(distinct.len(), next.len());
    }
}
