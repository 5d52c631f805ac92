//! Mandarin readings of ideographs (汉语拼音 without tones), and what a person who types Latin letters may mean by them.

use pinyin::{Pinyin, ToPinyinMulti};

/// The readings of a character in plain letters, the most usual first, each once: `长` is `chang`, `zhang`. `ü` is
/// written `v` (`绿` is `lv`), as input methods do. Empty for what is no ideograph.
pub(crate) fn readings(c: char) -> Readings {
    let mut known = Readings::default();
    for reading in c.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain) {
        // What no keyboard writes (ê) is left out.
        let spelled = if reading.is_ascii() { Some(reading) } else { with_v(reading) };
        if let Some(spelled) = spelled
            && known.count < MOST
            && !known.as_slice().contains(&spelled)
        {
            known.spelled[known.count] = spelled;
            known.count += 1;
        }
    }
    known
}

/// Readings beyond this number are rare even for a reader of dictionaries.
const MOST: usize = 4;

/// The readings of one character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Readings {
    spelled: [&'static str; MOST],
    count: usize,
}

impl Readings {
    pub(crate) fn as_slice(&self) -> &[&'static str] {
        &self.spelled[..self.count]
    }
}

/// The few syllables with `ü` that a keyboard writes with `v`.
fn with_v(reading: &str) -> Option<&'static str> {
    ["lv", "nv", "lve", "nve"].into_iter().find(|spelled| spelled.replace('v', "ü") == reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_plain_and_distinct() {
        assert_eq!(readings('公').as_slice(), ["gong"]);
        assert!(readings('长').as_slice().starts_with(&["zhang"]) || readings('长').as_slice().starts_with(&["chang"]));
        assert_eq!(readings('绿').as_slice()[0], "lv");
        assert_eq!(readings('略').as_slice()[0], "lve");
        assert!(readings('a').as_slice().is_empty() && readings('，').as_slice().is_empty());
        for c in '\u{4e00}'..='\u{9fa5}' {
            assert!(readings(c).as_slice().iter().all(|s| s.bytes().all(|b| b.is_ascii_lowercase())), "{c}");
        }
    }
}
