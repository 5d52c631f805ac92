//! Numbers and years inside document numbers, in Arabic digits of either width and in Chinese numerals.

use super::DocNumberError;
use crate::ids::width::half_width;

/// Reads the number that ends `text`: where it starts, and its value.
///
/// A number is either all Arabic or all Chinese, so that the digits of 〔2020〕 and the numerals of an organ
/// (安监总管三) are never joined with it.
pub(super) fn number_at_end(text: &[char]) -> Result<(usize, u32), DocNumberError> {
    let start = run_start(text, |c| arabic(c).is_some());
    if let Some(digits) = text.get(start..).filter(|digits| !digits.is_empty()) {
        return in_range(start, positional(digits, arabic));
    }
    let start = run_start(text, |c| chinese(c).is_some() || unit(c).is_some());
    match text.get(start..) {
        None | Some([]) => Err(DocNumberError::MissingNumber),
        Some(run) if run.iter().all(|c| chinese(*c).is_some()) => in_range(start, positional(run, chinese)),
        Some(run) => in_range(start, with_units(run).ok_or(DocNumberError::MissingNumber)?),
    }
}

fn in_range(start: usize, value: u32) -> Result<(usize, u32), DocNumberError> {
    if (1..=99_999).contains(&value) { Ok((start, value)) } else { Err(DocNumberError::NumberOutOfRange) }
}

/// Reads the year that ends `text`: four digits, Arabic or Chinese (二〇一九), from 1900 to 2099.
pub(super) fn year_at_end(text: &[char]) -> Result<(usize, u16), DocNumberError> {
    let start = text.len().checked_sub(4).ok_or(DocNumberError::Year)?;
    let mut year = 0;
    for c in text.get(start..).unwrap_or_default() {
        let digit = arabic(*c).or_else(|| chinese(*c)).or_else(|| letter_o(*c));
        year = year * 10 + digit.ok_or(DocNumberError::Year)?;
    }
    match u16::try_from(year) {
        Ok(year @ 1900..=2099) => Ok((start, year)),
        _ => Err(DocNumberError::Year),
    }
}

fn run_start(text: &[char], belongs: impl Fn(char) -> bool) -> usize {
    text.iter().rposition(|c| !belongs(*c)).map_or(0, |other| other + 1)
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

fn arabic(c: char) -> Option<u32> {
    half_width(c).to_digit(10)
}

/// Digits of Chinese numerals; the zero is also typed as one of the circles that look like it.
fn chinese(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' => 1,
        '二' => 2,
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
fn letter_o(c: char) -> Option<u32> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<(usize, u32), DocNumberError> {
        number_at_end(&text.chars().collect::<Vec<_>>())
    }

    fn year(text: &str) -> Result<(usize, u16), DocNumberError> {
        year_at_end(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn numbers() {
        for (text, expected) in [
            ("第7", (1, 7)),
            ("第０12", (1, 12)),
            ("三〕5", (2, 5)),
            ("第七十三", (1, 73)),
            ("第一三", (1, 13)),
            ("第〇〇五", (1, 5)),
            ("第二十八", (1, 28)),
            ("第十", (1, 10)),
            ("第十二", (1, 12)),
            ("第一百", (1, 100)),
            ("第一百零五", (1, 105)),
            ("第一百一十", (1, 110)),
            ("第一千零一十二", (1, 1012)),
            ("第一千二百三十四", (1, 1234)),
            ("第一万零一", (1, 10_001)),
            ("第九萬九千九百九十九", (1, 99_999)),
            ("令0099999", (1, 99_999)),
        ] {
            assert_eq!(number(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn no_numbers() {
        for text in ["", "第", "第二三十", "第百", "第十百", "第一百五", "第万", "第十万", "第一万万"]
        {
            assert_eq!(number(text), Err(DocNumberError::MissingNumber), "{text}");
        }
        for text in ["0", "第〇", "100000", "99999999999999999999", "九九九九九九"] {
            assert_eq!(number(text), Err(DocNumberError::NumberOutOfRange), "{text}");
        }
    }

    #[test]
    fn years() {
        for text in ["2019", "〔２０１９", "二〇一九", "二○一九", "二零一九", "二O一九", "二Ｏ一九", "12019"]
        {
            assert_eq!(year(text).map(|found| found.1), Ok(2019), "{text}");
        }
        for text in ["", "019", "1899", "2100", "20 9", "二十一九"] {
            assert_eq!(year(text), Err(DocNumberError::Year), "{text}");
        }
    }
}
