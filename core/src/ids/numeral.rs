//! Numbers as Chinese official texts write them: 三十三, 一百零五, 二〇一九, 33; in either width and either script.

use super::width::half_width;

/// Value of a whole numeral: all Arabic, or all Chinese. `None` when `run` is no number; saturated when it is too large.
///
/// Without units it is read digit by digit (二〇一九 is 2019), else by its units (一百零五 is 105, 十二 is 12).
pub(crate) fn value(run: &[char]) -> Option<u32> {
    if run.is_empty() {
        None
    } else if run.iter().all(|c| arabic(*c).is_some()) {
        Some(positional(run, arabic))
    } else if run.iter().all(|c| chinese(*c).is_some()) {
        Some(positional(run, chinese))
    } else {
        with_units(run)
    }
}

/// Whether `c` may stand in a Chinese numeral.
pub(crate) fn is_chinese(c: char) -> bool {
    chinese(c).is_some() || unit(c).is_some()
}

/// The value of a run of digits, leading zeros dropped; saturated, which is out of range anyway.
fn positional(digits: &[char], value: impl Fn(char) -> Option<u32>) -> u32 {
    digits.iter().filter_map(|c| value(*c)).fold(0u32, |sum, digit| sum.saturating_mul(10).saturating_add(digit))
}

/// The value of a Chinese numeral with units (七十三, 一百零五, 十二, 一万二千), `None` when units and digits
/// stand in no order of a number.
fn with_units(run: &[char]) -> Option<u32> {
    let (mut total, mut section) = (0u32, 0u32);
    // The unit to the left, which the next one must be smaller than, and the digit that waits for its unit.
    let (mut left, mut waiting) = (u32::MAX, None);
    let mut zero = false;
    for c in run {
        if let Some(digit) = chinese(*c) {
            if waiting.is_some() {
                return None;
            }
            zero |= digit == 0;
            waiting = (digit != 0).then_some(digit);
            continue;
        }
        let unit = unit(*c)?;
        if unit >= left {
            return None;
        }
        if unit == 10_000 {
            section += waiting.take().unwrap_or(0);
            if section == 0 || section > 9 {
                return None;
            }
            total = section * unit;
            section = 0;
        } else {
            // Only 十 stands without a digit: 十二.
            section += waiting.take().or((unit == 10).then_some(1))? * unit;
        }
        left = unit;
        zero = false;
    }
    // 一百五 is a spoken 150: no digit follows 百 without 零 or 十.
    if waiting.is_some() && left > 10 && left != u32::MAX && !zero {
        return None;
    }
    Some(total + section + waiting.unwrap_or(0))
}

/// Value of an Arabic digit.
pub(crate) fn arabic(c: char) -> Option<u32> {
    half_width(c).to_digit(10)
}

/// Digits of Chinese numerals; the zero is also typed as one of the circles that look like it.
pub(super) fn chinese(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' => 1,
        '二' | '两' | '兩' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The letter typed for 〇 in years (二O一九).
pub(super) fn letter_o(c: char) -> Option<u32> {
    matches!(half_width(c), 'O' | 'o').then_some(0)
}

fn unit(c: char) -> Option<u32> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' | '萬' => 10_000,
        _ => return None,
    })
}
