//! A month of a year (年月), as contributions are counted by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month of a year, `2026-05`. Years from 1900 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a month; write it as 2026-05")]
pub struct MonthError;

impl Month {
    /// A month, where there is one such.
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Month> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month)).then_some(Month { year, month })
    }
}

impl Month {
    /// So many months earlier.
    #[must_use]
    pub fn before(self, months: i32) -> Option<Month> {
        let count = i32::from(self.year) * 12 + i32::from(self.month) - 1 - months;
        let month = i8::try_from(count.rem_euclid(12) + 1).ok()?;
        Month::new(i16::try_from(count.div_euclid(12)).ok()?, month)
    }
}

/// `2026-05`; also without the hyphen, and with signs of Chinese dates: `202605`, `2026年5月`.
impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Month, MonthError> {
        let text = text.trim().trim_end_matches('月');
        let (year, month) = match text.split_once(['-', '/', '.', '年']) {
            Some(parts) => parts,
            None if text.len() == 6 && text.is_ascii() => text.split_at(4),
            None => return Err(MonthError),
        };
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i16>().ok()).flatten();
        let month = number(month).and_then(|month| i8::try_from(month).ok());
        number(year).zip(month).and_then(|(year, month)| Month::new(year, month)).ok_or(MonthError)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_providers_write_them() {
        for text in ["2026-05", "202605", "2026/5", "2026年5月", " 2026.05 "] {
            assert_eq!(text.parse(), Ok(Month { year: 2026, month: 5 }), "{text}");
        }
        for text in ["", "2026", "2026-13", "2026-00", "1899-01", "26-05", "2026-05-01", "2O2605", "+202-05"] {
            assert_eq!(text.parse::<Month>(), Err(MonthError), "{text}");
        }
        assert_eq!(Month::new(2026, 5).unwrap().to_string(), "2026-05");
        assert_eq!(Month::new(2026, 1).unwrap().before(1), Month::new(2025, 12));
        assert_eq!(Month::new(2026, 11).unwrap().before(23), Month::new(2024, 12));
        assert!(Month::new(2025, 12) < Month::new(2026, 1));
    }
}
