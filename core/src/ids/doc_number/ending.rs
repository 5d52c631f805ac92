//! Numbers and years that end a piece of a document number.

use super::DocNumberError;
use crate::ids::numeral;

/// Reads the number that ends `text`: where it starts, and its value.
///
/// A number is either all Arabic or all Chinese, so that the digits of 〔2020〕 and the numerals of an organ
/// (安监总管三) are never joined with it.
pub(super) fn number_at_end(text: &[char]) -> Result<(usize, u32), DocNumberError> {
    let start = run_start(text, |c| numeral::arabic(c).is_some());
    if let Some(value) = text.get(start..).and_then(numeral::value) {
        return in_range(start, value);
    }
    let start = run_start(text, numeral::is_chinese);
    in_range(start, text.get(start..).and_then(numeral::value).ok_or(DocNumberError::MissingNumber)?)
}

fn in_range(start: usize, value: u32) -> Result<(usize, u32), DocNumberError> {
    if (1..=99_999).contains(&value) { Ok((start, value)) } else { Err(DocNumberError::NumberOutOfRange) }
}

/// Reads the year that ends `text`: four digits, Arabic or Chinese (二〇一九), from 1900 to 2099.
pub(super) fn year_at_end(text: &[char]) -> Result<(usize, u16), DocNumberError> {
    let start = text.len().checked_sub(4).ok_or(DocNumberError::Year)?;
    let mut year = 0;
    for c in text.get(start..).unwrap_or_default() {
        let digit = numeral::arabic(*c).or_else(|| numeral::chinese(*c)).or_else(|| numeral::letter_o(*c));
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
