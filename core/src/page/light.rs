//! Folding without the table: what is done by arithmetic. What the table does beyond that is shipped with the index, as
//! far as its characters occur there.

/// Behind an ideograph: the term of the documents that hold it anywhere.
pub(crate) const ANYWHERE: char = '\u{1}';

/// Longest word of a dictionary by which texts are cut, in characters.
pub(crate) const LONGEST_WORD: usize = 8;
/// Weights of words that are no frequencies: of a stop word, and of one that frames a question.
pub(crate) const STOP: u8 = 0;
pub(crate) const FRAME: u8 = 1;

/// Terms that one word stands for, at most.
pub(crate) const MOST_TERMS: usize = 32;
/// Bytes of the longest of them.
pub(crate) const LONGEST_TERM: usize = 96;

/// Case and width of ASCII; the ideographic blank.
pub(crate) fn light_fold(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    c.to_ascii_lowercase()
}

/// Length code of a text of `length` characters: eight steps for each doubling, as one byte holds.
pub(crate) fn length_code(length: u32) -> u8 {
    (((length + 1) as f32).log2() * 8.0).min(255.0) as u8
}

/// The length that a code stands for.
pub(crate) fn length_of(code: u8) -> u32 {
    (f32::from(code) / 8.0).exp2().min(4.0e9) as u32
}

/// Code of a count: small ones as they are, larger ones by ten steps for each doubling. 0 is none.
pub(crate) fn count_code(count: u32) -> u8 {
    if count <= SMALL {
        count as u8
    } else {
        (SMALL as f32 + (count as f32 / SMALL as f32).log2() * 10.0).round().min(255.0) as u8
    }
}

/// The count that a code stands for.
pub(crate) fn count_of(code: u8) -> u64 {
    let code = u32::from(code);
    if code <= SMALL { u64::from(code) } else { (((code - SMALL) as f32 / 10.0).exp2() * SMALL as f32).round() as u64 }
}

/// Counts up to this are exact.
const SMALL: u32 = 16;

/// Code of a word's frequency, given as its natural logarithm: twelve steps for each factor of e. 0 is no word.
pub(crate) fn frequency_code(log_frequency: Option<f64>) -> u8 {
    log_frequency.map_or(0, |log| (log * 12.0).round().clamp(0.0, 254.0) as u8 + 1)
}

/// The frequency that a code stands for, at least 1.
pub(crate) fn frequency_of(code: u8) -> u32 {
    (f64::from(code.saturating_sub(1)) / 12.0).exp().round().clamp(1.0, 4.0e9) as u32
}

/// The number of a day `YYYY-MM-DD`: 1 is the first of 1900; 0 stands for none. `None` of what is no such day.
pub(crate) fn day_of(date: &str) -> Option<u16> {
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1900..2079).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day)
    {
        return None;
    }
    // March is the first month, so that a leap day is a year's last.
    let (years, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (month * 153 + 2) / 5 + day;
    u16::try_from(days - DAYS_BEFORE_1900).ok()
}

/// What the formula gives for the last day of 1899.
const DAYS_BEFORE_1900: u32 = 693_901;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold_char;

    #[test]
    fn agrees_with_the_table_where_it_changes_something() {
        for c in '\0'..='\u{ffff}' {
            let light = light_fold(c);
            assert!(
                light == c || light == fold_char(c) || !light.is_alphanumeric(),
                "{c:?} {light:?} {:?}",
                fold_char(c)
            );
        }
    }

    #[test]
    fn days_are_counted_from_1900() {
        assert_eq!((day_of("1900-01-01"), day_of("1900-12-31"), day_of("1901-01-01")), (Some(1), Some(365), Some(366)));
        assert_eq!(day_of("2024-03-01"), day_of("2024-02-29").map(|day| day + 1));
        assert_eq!((day_of("2024-13-01"), day_of("去年"), day_of(""), day_of("2024-1")), (None, None, None, None));
    }

    #[test]
    fn counts_and_frequencies_come_back_nearly() {
        for count in (0..100).chain([1_000, 32_645, 1 << 24]) {
            let back = count_of(count_code(count));
            assert!(back.abs_diff(u64::from(count)) * 16 <= u64::from(count), "{count} {back}");
        }
        for frequency in [1u32, 2, 3, 100, 318_825, 10_000_000] {
            let back = f64::from(frequency_of(frequency_code(Some(f64::from(frequency).ln()))));
            assert!((back / f64::from(frequency)).ln().abs() < 0.06, "{frequency} {back}");
        }
        assert_eq!((frequency_code(None), frequency_of(0)), (0, 1));
    }

    #[test]
    fn lengths_keep_their_order() {
        assert!((1..20_000).all(|length| length_code(length) <= length_code(length + 1)));
        assert!((900..1100).contains(&length_of(length_code(1000))));
    }
}
