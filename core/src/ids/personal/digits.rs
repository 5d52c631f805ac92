//! Long numbers, and which of them are dates.

use super::PersonalKind;
use crate::ids::numeral;

/// A number of fewer digits points to nobody.
const LONG: usize = 7;
/// At most so many characters stand between two digits of one number; asterisks, which hide digits, count for nothing.
const WIDEST_GAP: usize = 3;

/// The kind of the first long number in a folded text.
pub(super) fn find(chars: &[char]) -> Option<PersonalKind> {
    let digits: Vec<Option<u8>> = chars.iter().map(|c| digit(*c)).collect();
    let mut at = 0;
    while let Some(start) = (at..chars.len()).find(|at| digits[*at].is_some()) {
        let group = group(chars, &digits, start);
        at = group.end;
        if let Some(kind) = group.kind() {
            return Some(kind);
        }
    }
    None
}

/// The value of a digit, Arabic or of a Chinese numeral without units.
fn digit(c: char) -> Option<u8> {
    match c {
        '幺' => Some(1),
        // Nobody spells a number out with these.
        '两' | '兩' | '◯' => None,
        _ => numeral::arabic(c).or_else(|| numeral::chinese(c)).map(|value| value as u8),
    }
}

/// Runs of digits that separators join: what may be one number.
struct Group {
    runs: Vec<Vec<u8>>,
    /// Whether X stands behind the last digit: the check character of an ID number.
    has_x: bool,
    end: usize,
}

fn group(chars: &[char], digits: &[Option<u8>], start: usize) -> Group {
    let mut runs: Vec<Vec<u8>> = Vec::new();
    let mut at = start;
    loop {
        let run: Vec<u8> = digits[at..].iter().map_while(|digit| *digit).collect();
        at += run.len();
        runs.push(run);
        let gap = chars[at..].iter().take_while(|c| is_separator(**c)).count();
        let shown = chars[at..at + gap].iter().filter(|c| **c != '*').count();
        if shown > WIDEST_GAP || digits.get(at + gap).copied().flatten().is_none() {
            break;
        }
        at += gap;
    }
    Group { runs, has_x: chars.get(at) == Some(&'x'), end: at }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '‐' | '‑' | '–' | '—' | '−' | '－' | '~' | '.' | '·' | '•' | '_' | '/' | '(' | ')' | '+' | '*'
        )
}

impl Group {
    fn kind(&self) -> Option<PersonalKind> {
        let all: Vec<u8> = self.runs.concat();
        let length = all.len() + usize::from(self.has_x);
        if all.len() < LONG || self.is_dates() {
            return None;
        }
        let mobile = |digits: &[u8]| digits.len() == 11 && digits[0] == 1;
        let is_phone = match length {
            7 | 8 => true,
            10 | 12 => all[0] == 0,
            11 => all[0] == 0 || mobile(&all),
            13 => all.starts_with(&[8, 6]) && mobile(&all[2..]),
            _ => false,
        };
        Some(match length {
            _ if is_phone => PersonalKind::Phone,
            15 | 17 | 18 => PersonalKind::IdNumber,
            12..=19 => PersonalKind::BankCard,
            _ => PersonalKind::LongNumber,
        })
    }

    /// Whether the whole of it is dates, months and years, such as 2020-2021 or 2024.03.01. An ID number that is typed in
    /// parts holds a date too, and more.
    fn is_dates(&self) -> bool {
        let mut runs = self.runs.as_slice();
        while let Some((first, rest)) = runs.split_first() {
            let within = |at: usize, most: u32| {
                rest.get(at).is_some_and(|run| run.len() <= 2 && (1..=most).contains(&number(run)))
            };
            runs = match first.len() {
                4 if is_year(first) && within(0, 12) && within(1, 31) => &rest[2..],
                4 if is_year(first) && within(0, 12) => &rest[1..],
                4 if is_year(first) => rest,
                6 if is_year(&first[..4]) && is_month(&first[4..]) => rest,
                8 if is_year(&first[..4]) && is_month(&first[4..6]) && (1..=31).contains(&number(&first[6..])) => rest,
                8 if is_year(&first[..4]) && is_year(&first[4..]) => rest,
                _ => return false,
            };
        }
        true
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit))
}

fn is_year(digits: &[u8]) -> bool {
    digits.starts_with(&[1, 9]) || digits.starts_with(&[2, 0])
}

fn is_month(digits: &[u8]) -> bool {
    (1..=12).contains(&number(digits))
}
