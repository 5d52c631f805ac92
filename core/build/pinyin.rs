//! How characters are read, from the crate `pinyin`: its tables know tones and styles that nobody here asks for, and are
//! four times as large.

use std::collections::BTreeMap;
use std::fmt::Write;

use ::pinyin::{Pinyin, ToPinyinMulti};

/// Readings of one character beyond this number are rare even for a reader of dictionaries.
const MOST: usize = 4;
/// Characters without a reading between two with one, at most, that do not end a block.
const GAP: u32 = 64;

/// The tables as Rust: syllables; sets of at most [`MOST`] of them, as numbers; blocks of characters with the place of their
/// first in two columns, the low and the high bytes of sets. Set 0 is empty. Columns pack better than numbers.
///
/// `is_whole`: of all characters; otherwise only of those of the common block, which are a third of the size.
pub(crate) fn to_rust(is_whole: bool) -> String {
    let is_wanted = |c: &char| is_whole || matches!(c, '〇' | '\u{4e00}'..='\u{9fff}');
    let read: Vec<(u32, Vec<String>)> = ('\0'..=char::MAX)
        .filter(is_wanted)
        .map(|c| (u32::from(c), readings(c)))
        .filter(|(_, readings)| !readings.is_empty())
        .collect();
    let mut syllables: Vec<&String> = read.iter().flat_map(|(_, readings)| readings).collect();
    syllables.sort();
    syllables.dedup();
    // The most frequent sets have the smallest numbers.
    let mut counts: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    for (_, readings) in &read {
        *counts.entry(readings).or_default() += 1;
    }
    let mut sets: Vec<(&Vec<String>, usize)> = counts.into_iter().collect();
    sets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let numbers: BTreeMap<&Vec<String>, usize> = sets.iter().enumerate().map(|(at, (set, _))| (*set, at + 1)).collect();

    let (mut blocks, mut columns): (Vec<(u32, u32, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
    for (code, readings) in &read {
        match blocks.last_mut() {
            Some((_, end, _)) if code - *end <= GAP => {
                columns.resize(columns.len() + (code - *end) as usize, 0);
                *end = code + 1;
            }
            _ => blocks.push((*code, code + 1, columns.len())),
        }
        columns.push(numbers[readings]);
    }
    let mut rust = String::from("Tables {\n");
    writeln!(rust, "syllables: &{syllables:?},").unwrap();
    let none = syllables.len();
    let numbers_of = |set: &Vec<String>| {
        let mut numbers: Vec<usize> = set.iter().map(|one| syllables.binary_search(&one).unwrap()).collect();
        numbers.resize(MOST, none);
        format!("{numbers:?}")
    };
    let sets: Vec<String> = sets.iter().map(|(set, _)| numbers_of(set)).collect();
    writeln!(rust, "sets: &[[{none}; {MOST}], {}],", sets.join(", ")).unwrap();
    writeln!(rust, "blocks: &{blocks:?},").unwrap();
    writeln!(rust, "low: &{:?},", columns.iter().map(|set| set % 256).collect::<Vec<_>>()).unwrap();
    writeln!(rust, "high: &{:?},\n}}", columns.iter().map(|set| set / 256).collect::<Vec<_>>()).unwrap();
    rust
}

fn readings(c: char) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain) {
        // What no keyboard writes (ê) is left out; of what is written with ü only the few syllables that have it.
        let spelled = reading.replace('ü', "v");
        let is_spelled = reading.is_ascii() || ["lv", "nv", "lve", "nve"].contains(&spelled.as_str());
        if is_spelled && known.len() < MOST && !known.contains(&spelled) {
            known.push(spelled);
        }
    }
    known
}
