//! Resident identity numbers (公民身份号码, GB 11643-1999) and the residence permits that are numbered like them.
//!
//! Eighteen characters: division (6), birth date (8), sequence (3, odd for men), check (1). Numbers given out before
//! October 1999 have fifteen, without the century and without the check; they are read as the number they became.
//!
//! A number is somebody's for life and cannot be changed once it is known. So it is never printed, and an error says
//! where and what kind but never which character: not even the check digit that was expected, which would turn the
//! seventeen others into a whole number.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::ops::Range;

use jiff::civil::Date;

use super::private::Private;

/// 2^(18−i) mod 11 for the characters 1–17.
const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by Σ mod 11.
const CHECKS: [&str; 11] = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"];
/// Nobody living is older, and registers of the dead do not go back further: such a year is a slip.
const FIRST_YEAR: i16 = 1800;

/// Why a text is not a resident identity number. Holds nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResidentIdError {
    /// Neither 18 characters nor the 15 of the old form.
    #[error("resident id: {found} characters instead of 18; give the whole number")]
    Length {
        /// Number of characters found.
        found: usize,
    },
    /// A character that is no digit (nor X at the end of 18).
    #[error("resident id: character {position} is not allowed; give digits, and X only as the eighteenth")]
    Character {
        /// Place of the character, from 1.
        position: usize,
    },
    /// No province has the number of the first two digits.
    #[error("resident id: digits 1 and 2 are no province; look for a mistyped digit")]
    Division,
    /// The digits of the birth date are no day of the calendar, or none that can be.
    #[error("resident id: the digits of the birth date are no date; look for a mistyped digit")]
    BirthDate,
    /// The birth date is after the day of the question.
    #[error("resident id: the birth date lies in the future; look for a mistyped digit")]
    NotYetBorn,
    /// The last character does not fit the others.
    #[error("resident id: the last character does not fit the others; look for a mistyped digit")]
    CheckDigit,
}

impl ResidentIdError {
    /// What is wrong, for the citizen who typed it.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            ResidentIdError::Length { found: 0 } => "请填写身份证号码".to_owned(),
            ResidentIdError::Length { found } => format!("身份证号码应为18位，现为{found}位"),
            ResidentIdError::Character { position: 18 } => "身份证号码最后一位应为数字或字母X".to_owned(),
            ResidentIdError::Character { position } => format!("身份证号码第{position}位应为数字"),
            ResidentIdError::Division => "身份证号码前两位不是有效的地区代码，请核对是否输错".to_owned(),
            ResidentIdError::BirthDate => "身份证号码中的出生日期不正确，请核对是否输错".to_owned(),
            ResidentIdError::NotYetBorn => "身份证号码中的出生日期晚于今天，请核对是否输错".to_owned(),
            ResidentIdError::CheckDigit => "身份证号码最后一位校验码不正确，请核对是否输错".to_owned(),
        }
    }
}

/// The sex that a number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 女, an even sequence.
    Female,
    /// 男, an odd sequence.
    Male,
}

/// Resident identity number (公民身份号码): eighteen characters whose check fits.
///
/// Equal numbers are equal values, however they were written. `Debug` shows no digit, there is no `Display`, and the
/// memory is overwritten on drop; [`expose`](Self::expose) is the one way out.
///
/// ```
/// use menhu::ids::{ResidentId, ResidentIdError, Sex};
///
/// let id = ResidentId::parse("１１０１０５19491231002x")?;
/// assert_eq!((id.born().to_string().as_str(), id.sex()), ("1949-12-31", Sex::Female));
/// assert_eq!(format!("{id:?}"), "ResidentId(…)");
/// assert_eq!(ResidentId::parse("110105491231002")?, id, "the old form of the same number");
///
/// let error = ResidentId::parse("110105194912310021").unwrap_err();
/// assert_eq!(error, ResidentIdError::CheckDigit);
/// assert_eq!(error.chinese(), "身份证号码最后一位校验码不正确，请核对是否输错");
/// # Ok::<(), ResidentIdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResidentId(Private);

impl ResidentId {
    /// Reads a number: 18 characters, or the 15 digits of the old form. White space around it is ignored, full-width
    /// digits and a lower-case x are accepted.
    ///
    /// Whether the number has been given to anybody is not known here; nor is the day, see
    /// [`check_born_by`](Self::check_born_by).
    ///
    /// # Errors
    ///
    /// [`ResidentIdError`] names the first that does not hold: length, characters, province, birth date, check.
    pub fn parse(text: &str) -> Result<ResidentId, ResidentIdError> {
        let typed = Private::normalised(text);
        let found = typed.chars().count();
        if !matches!(found, 15 | 18) {
            return Err(ResidentIdError::Length { found });
        }
        let wrong = |(index, c): (usize, char)| !(c.is_ascii_digit() || c == 'X' && index == 17);
        if let Some(index) = typed.chars().enumerate().position(wrong) {
            return Err(ResidentIdError::Character { position: index + 1 });
        }
        // Every character is ASCII by now, so these byte positions are those of characters.
        let code = if found == 18 { typed } else { upgrade(&typed) };
        if !is_province(number(&code, 0..2)) {
            return Err(ResidentIdError::Division);
        }
        birth_date(&code).ok_or(ResidentIdError::BirthDate)?;
        if code.ends_with(check_character(&code)) { Ok(ResidentId(code)) } else { Err(ResidentIdError::CheckDigit) }
    }

    /// Whether the person was born on `today` at the latest.
    ///
    /// # Errors
    ///
    /// [`ResidentIdError::NotYetBorn`] otherwise.
    pub fn check_born_by(&self, today: Date) -> Result<(), ResidentIdError> {
        if self.born() <= today { Ok(()) } else { Err(ResidentIdError::NotYetBorn) }
    }

    /// The eighteen characters themselves, for the one who has to send them on. Not for a log, an error or a page:
    /// see [`mask_id_number`](super::mask_id_number).
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The division (GB/T 2260) where the number was given out: six digits. Divisions come and go, so beyond its
    /// first two digits it is not checked.
    #[must_use]
    pub fn division(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// The birth date.
    #[must_use]
    pub fn born(&self) -> Date {
        // Kept in the digits only, where it is overwritten with them; that it is a date, `parse` has seen.
        birth_date(&self.0).unwrap_or_default()
    }

    /// The sequence among those born on the same day in the same division: 0 to 999.
    #[must_use]
    pub fn sequence(&self) -> u16 {
        number(&self.0, 14..17)
    }

    /// The sex, by the seventeenth digit.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.sequence() % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Whether it is the number of a residence permit for people from Hong Kong, Macao or Taiwan (港澳台居民居住证).
    #[must_use]
    pub fn is_residence_permit(&self) -> bool {
        matches!(number(&self.0, 0..2), 81..=83)
    }
}

/// The old form with its century and its check.
fn upgrade(old: &str) -> Private {
    let (division, rest) = old.split_at_checked(6).unwrap_or_default();
    let body = Private::joined(&[division, "19", rest]);
    Private::joined(&[&body, check_character(&body)])
}

/// The check character that the first seventeen give.
fn check_character(code: &str) -> &'static str {
    let values = code.chars().map(|c| c.to_digit(10).map_or(0, |value| value as usize));
    let sum: usize = WEIGHTS.iter().zip(values).map(|(weight, value)| weight * value).sum();
    CHECKS.get(sum % 11).copied().unwrap_or_default()
}

/// The province codes of GB/T 2260, the residence permits of Hong Kong, Macao and Taiwan, and 91 for abroad.
fn is_province(code: u16) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

fn birth_date(code: &str) -> Option<Date> {
    let year = i16::try_from(number(code, 6..10)).ok().filter(|year| *year >= FIRST_YEAR)?;
    let month = i8::try_from(number(code, 10..12)).ok()?;
    let day = i8::try_from(number(code, 12..14)).ok()?;
    Date::new(year, month, day).ok()
}

/// The number that at most four digits of a code give.
fn number(code: &str, digits: Range<usize>) -> u16 {
    code.get(digits).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}
