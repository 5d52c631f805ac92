//! The fold table: for every character the one character that stands for it in the index.
//!
//! Width and compatibility forms by NFKC, Traditional to Simplified by OpenCC's tables (crate hanconv), case by
//! Unicode; only where the result is a single character, so that positions in the folded text are positions in the
//! original.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

/// Characters outside these planes are left as they are.
const LAST: u32 = 0x3_3FFF;
const BMP: u32 = 0x1_0000;
const PAGE: usize = 256;
const FIRST_CJK: u32 = 0x2E80;

pub(crate) struct Table {
    map: BTreeMap<char, char>,
}

impl Table {
    pub(crate) fn build() -> Table {
        let mut map = BTreeMap::new();
        let simplified = Simplified::new();
        for c in (0..=LAST).filter_map(char::from_u32) {
            // Only the CJK part of the supplementary planes and the letters of the first one can change.
            let folded = settle(c, &simplified);
            // A character of the first plane stays in it: the table holds 16-bit differences.
            if folded != c && ((c as u32) >= BMP || (folded as u32) < BMP) {
                map.insert(c, folded);
            }
        }
        Table { map }
    }

    pub(crate) fn fold(&self, text: &str) -> String {
        text.chars().map(|c| self.map.get(&c).copied().unwrap_or(c)).collect()
    }

    /// Two levels: a page number for each 256 characters of the first plane, and the pages, which hold the difference
    /// to the folded character. Most pages are the same empty one. The few characters beyond are a sorted list.
    pub(crate) fn to_rust(&self) -> String {
        let mut pages: Vec<[u16; PAGE]> = vec![[0; PAGE]];
        let mut index = [0u8; PAGE];
        for (high, slot) in index.iter_mut().enumerate() {
            let mut page = [0u16; PAGE];
            for (low, cell) in page.iter_mut().enumerate() {
                let code = (high * PAGE + low) as u32;
                if let Some(folded) = char::from_u32(code).and_then(|c| self.map.get(&c)) {
                    *cell = (*folded as u32 as u16).wrapping_sub(code as u16);
                }
            }
            let at = pages.iter().position(|p| *p == page).unwrap_or_else(|| {
                pages.push(page);
                pages.len() - 1
            });
            *slot = u8::try_from(at).unwrap();
        }
        let beyond: Vec<(u32, u32)> =
            self.map.iter().filter(|(c, _)| (**c as u32) >= BMP).map(|(c, f)| (*c as u32, *f as u32)).collect();
        let mut out = String::new();
        writeln!(out, "static PAGE_OF: [u8; {PAGE}] = {index:?};").unwrap();
        writeln!(out, "static PAGES: [[u16; {PAGE}]; {}] = {pages:?};", pages.len()).unwrap();
        writeln!(out, "static BEYOND: [(u32, u32); {}] = {beyond:?};", beyond.len()).unwrap();
        out
    }
}

/// Folds until nothing changes, so that folding twice is folding once.
fn settle(c: char, simplified: &Simplified) -> char {
    let mut at = c;
    for _ in 0..4 {
        let next = step(at, simplified);
        if next == at {
            break;
        }
        at = next;
    }
    at
}

fn step(c: char, simplified: &Simplified) -> char {
    match c {
        // Quotation marks and dashes that keyboards and word processors exchange freely.
        '“' | '”' | '„' | '‟' | '″' | '＂' => return '"',
        '‘' | '’' | '‚' | '‛' | '′' => return '\'',
        '–' | '—' | '―' | '−' | '‐' | '‑' => return '-',
        '•' | '・' | '‧' | '∙' => return '·',
        // Zero-width characters are no text, but a position is a character: they fold to the blank they look like.
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => return ' ',
        _ if c.is_whitespace() || c.is_control() => return ' ',
        _ => {}
    }
    let c = single(std::iter::once(c).nfkc()).unwrap_or(c);
    let c = simplified.of(c);
    single(c.to_lowercase()).unwrap_or(c)
}

/// The Simplified form of single characters.
struct Simplified {
    /// Characters that others are simplified to. They are in use themselves and stay: 麼 becomes 么, and 么 does not go on
    /// to 幺, though it was once simplified to that.
    targets: BTreeSet<char>,
}

impl Simplified {
    fn new() -> Simplified {
        let cjk = (FIRST_CJK..=LAST).filter_map(char::from_u32);
        let targets = cjk.filter_map(|c| convert(c).filter(|simple| *simple != c)).collect();
        Simplified { targets }
    }

    fn of(&self, c: char) -> char {
        if self.targets.contains(&c) { c } else { convert(c).unwrap_or(c) }
    }
}

/// The first of OpenCC's conversions to mainland forms that changes the character into another single one.
fn convert(c: char) -> Option<char> {
    // Latin and the like have no script variants; asking only for the CJK blocks keeps the build quick.
    if (c as u32) < FIRST_CJK {
        return None;
    }
    let text = c.to_string();
    let forms = [hanconv::t2s(&text), hanconv::hk2s(&text), hanconv::tw2s(&text)];
    forms.iter().filter_map(|s| single(s.chars())).find(|s| *s != c)
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}
