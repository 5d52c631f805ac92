//! Amounts and shares. They are whole numbers: a sum of fen has no rounding.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in fen (分).
///
/// Written as `{"fen": 123456, "yuan": "1234.56"}`: the number to reckon with, and the words to show.
///
/// ```
/// use menhu_lookups::lookup::Money;
///
/// let money = Money::from_yuan("1,234.5").unwrap();
/// assert_eq!((money.fen(), money.to_string().as_str()), (123_450, "1234.50"));
/// assert_eq!(Money::from_fen_text("123450"), Some(money));
/// assert_eq!(Money::from_yuan("1.005"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Money(i64);

impl Money {
    /// So many fen.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// A text in yuan, with two decimals at most (more only where they are zeros); `None` for anything else.
    #[must_use]
    pub fn from_yuan(text: &str) -> Option<Money> {
        decimal(text, 2).map(Money)
    }

    /// A text in fen: a whole number.
    #[must_use]
    pub fn from_fen_text(text: &str) -> Option<Money> {
        decimal(text, 0).map(Money)
    }

    /// The amount in fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum, as far as it can be written.
    #[must_use]
    pub const fn plus(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

/// Yuan with two decimals.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// What somebody owns or earns is not for logs.
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Money(..)")
    }
}

/// The share of a wage that is paid in, in hundredths of a percent.
///
/// Written as `{"basis_points": 1200, "percent": "12"}`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ratio(u32);

impl Ratio {
    /// A text in percent, with or without the sign, up to 100.
    #[must_use]
    pub fn from_percent(text: &str) -> Option<Ratio> {
        let text = text.trim().trim_end_matches(['%', '％']);
        decimal(text, 2).and_then(|hundredths| u32::try_from(hundredths).ok()).filter(|n| *n <= 10_000).map(Ratio)
    }

    /// A text as a fraction of one, such as `0.12`.
    #[must_use]
    pub fn from_fraction(text: &str) -> Option<Ratio> {
        decimal(text, 4).and_then(|parts| u32::try_from(parts).ok()).filter(|n| *n <= 10_000).map(Ratio)
    }

    /// Hundredths of a percent.
    #[must_use]
    pub const fn basis_points(self) -> u32 {
        self.0
    }
}

/// Percent, without the sign.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ratio(..)")
    }
}

/// A decimal number times ten to the power of `places`, where that is whole.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let text = text.trim();
    let text = if text.contains(',') { ungrouped(text)? } else { text.to_owned() };
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    let (kept, rest) = part.split_at(part.len().min(places));
    if rest.bytes().any(|b| b != b'0') {
        return None;
    }
    let number: i64 = format!("0{whole}{kept:0<places$}").parse().ok()?;
    Some(if is_negative { -number } else { number })
}

/// Without the commas between thousands, where they stand nowhere else.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let is_first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let are_thousands = groups.all(|group| group.len() == 3);
    (is_first && are_thousands && !part.contains(',')).then(|| text.replace(',', ""))
}

#[derive(Serialize, Deserialize)]
struct MoneyForm {
    fen: i64,
    yuan: String,
}

#[derive(Serialize, Deserialize)]
struct RatioForm {
    basis_points: u32,
    percent: String,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyForm { fen: self.0, yuan: self.to_string() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        MoneyForm::deserialize(deserializer).map(|form| Money(form.fen))
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RatioForm { basis_points: self.0, percent: self.to_string() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ratio, D::Error> {
        RatioForm::deserialize(deserializer).map(|form| Ratio(form.basis_points))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_exact_or_none() {
        let yuan = |text| Money::from_yuan(text).map(Money::fen);
        assert_eq!((yuan("0"), yuan("12"), yuan("12.3"), yuan(".5")), (Some(0), Some(1200), Some(1230), Some(50)));
        assert_eq!((yuan("-3.07"), yuan(" 1,000.00 "), yuan("5.")), (Some(-307), Some(100_000), Some(500)));
        assert_eq!((yuan("2.500"), yuan("2.505"), yuan("0.001")), (Some(250), None, None));
        for wrong in
            ["", ".", "-", "1e3", "0x10", "一百", "1.2.3", "12,34", "1,2,3", "1,000.0,0", "99999999999999999999"]
        {
            assert_eq!(yuan(wrong), None, "{wrong}");
        }
        assert_eq!(Money::from_fen_text("100.5"), None);
        assert_eq!(Money::from_fen(-5).to_string(), "-0.05");
        assert_eq!(format!("{:?}", Money::from_fen(12345)), "Money(..)");
    }

    #[test]
    fn shares_are_read_in_percent_and_in_parts_of_one() {
        let twelve = Ratio::from_percent("12").unwrap();
        for same in [Ratio::from_percent("12.00%"), Ratio::from_fraction("0.12"), Ratio::from_fraction("0.1200")] {
            assert_eq!(same, Some(twelve));
        }
        assert_eq!((twelve.to_string(), Ratio::from_percent("7.5").unwrap().to_string()), ("12".into(), "7.5".into()));
        assert_eq!(
            (Ratio::from_percent("101"), Ratio::from_percent("-1"), Ratio::from_fraction("12")),
            (None, None, None)
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(fen in -1_000_000_000_000_i64..1_000_000_000_000) {
            let money = Money::from_fen(fen);
            prop_assert_eq!(Money::from_yuan(&money.to_string()), Some(money));
            let written = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&written).unwrap(), money);
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,12}") {
            let _ = (Money::from_yuan(&text), Ratio::from_percent(&text), Ratio::from_fraction(&text));
        }
    }
}
