//! Mandarin readings of ideographs (汉语拼音 without tones), and what a person who types Latin letters may mean by them.

/// The readings of a character in plain letters, the most usual first, each once: `长` is `chang`, `zhang`. `ü` is
/// written `v` (`绿` is `lv`), as input methods do. Empty for what is no ideograph; without the feature `dictionary`, also
/// for ideographs outside of the common block.
pub(crate) fn readings(c: char) -> Readings {
    let code = u32::from(c);
    let block = TABLES.blocks.partition_point(|(_, end, _)| *end <= code);
    let set = match TABLES.blocks.get(block) {
        Some((start, _, first)) if *start <= code => {
            let at = first + (code - start) as usize;
            usize::from(TABLES.high[at]) << 8 | usize::from(TABLES.low[at])
        }
        _ => 0,
    };
    let mut known = Readings::default();
    for number in TABLES.sets[set] {
        if let Some(syllable) = TABLES.syllables.get(usize::from(number)) {
            known.spelled[known.count] = syllable;
            known.count += 1;
        }
    }
    known
}

/// The readings of a character as far as a page knows them: those of the common block of ideographs.
pub(crate) fn common_readings(c: char) -> Readings {
    if matches!(c, '〇' | '\u{4e00}'..='\u{9fff}') { readings(c) } else { Readings::default() }
}

/// Readings beyond this number are rare even for a reader of dictionaries.
const MOST: usize = 4;

/// What the build script makes of the crate `pinyin`: see `build/pinyin.rs`.
struct Tables {
    syllables: &'static [&'static str],
    /// Readings as numbers of syllables; a number beyond them is none.
    sets: &'static [[u16; MOST]],
    /// First character, one more than the last, place of the first in the columns.
    blocks: &'static [(u32, u32, usize)],
    low: &'static [u8],
    high: &'static [u8],
}

static TABLES: Tables = include!(concat!(env!("OUT_DIR"), "/readings.rs"));

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
        assert_eq!(readings('〇').as_slice()[0], "ling");
        for c in ['\0', '\u{4dff}', '\u{3006}', char::MAX] {
            assert!(readings(c).as_slice().is_empty(), "{c:?}");
        }
        for c in '\u{4e00}'..='\u{9fa5}' {
            assert!(readings(c).as_slice().iter().all(|s| s.bytes().all(|b| b.is_ascii_lowercase())), "{c}");
        }
    }
}
