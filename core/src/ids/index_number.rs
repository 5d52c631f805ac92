//! Index numbers (索引号) of a disclosure catalogue.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::credit_code::{CodeError, credit, organisation, without_hyphen};
use super::width::normalise;

/// Index number (索引号) of an entry in the catalogue of disclosed government information
/// (政府信息公开目录): the code of the publishing body, a year and a serial number of five digits.
///
/// ```text
/// index number := front "/" year "-" serial        000014349/2017-00110
/// front        := organisation code (GB 11714, 9 characters, no hyphen)
///               | unified social credit code (GB 32100, 18 characters)
/// ```
///
/// An index number is assigned once and never changes. [`IndexNumber`] holds only numbers whose front
/// passes its check characters; it is displayed and serialised in the canonical form above.
///
/// ```
/// use menhu::ids::{FrontKind, IndexNumber};
///
/// let index_number = IndexNumber::parse("11441700007280420y／2021-00050")?;
/// assert_eq!(index_number.front(), "11441700007280420Y");
/// assert_eq!(index_number.front_kind(), FrontKind::CreditCode);
/// assert_eq!((index_number.year(), index_number.serial()), (2021, 50));
/// assert_eq!(index_number.to_string(), "11441700007280420Y/2021-00050");
/// # Ok::<(), menhu::ids::IndexNumberError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IndexNumber {
    front: String,
    front_kind: FrontKind,
    year: u16,
    serial: u32,
}

/// The code that an index number begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrontKind {
    /// 组织机构代码, GB 11714: 9 characters.
    OrganisationCode,
    /// 统一社会信用代码, GB 32100: 18 characters.
    CreditCode,
}

impl FrontKind {
    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FrontKind::OrganisationCode => "organisation_code",
            FrontKind::CreditCode => "credit_code",
        }
    }
}

/// Which part of a text keeps it from being an index number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexNumberError {
    /// The parts are not there: no `/`, or no `-` after it.
    #[error("not of the shape code/year-serial; write an index number as in 000014349/2017-00110")]
    Shape,
    /// The front has neither 9 nor 18 characters.
    #[error(
        "the front has {found} characters; give an organisation code (9) or a unified social \
         credit code (18) before the '/'"
    )]
    FrontLength {
        /// Number of characters before the `/`.
        found: usize,
    },
    /// The front has a wrong character or fails a check; the [`CodeError`] holds the check character that
    /// was expected and the one that was found.
    #[error("the front is not valid: {0}")]
    Front(#[from] CodeError),
    /// The year is not four digits from 1900 to 2099.
    #[error("the year is {found:?}; give four digits from 1900 to 2099 after the '/'")]
    Year {
        /// What stands between `/` and `-`.
        found: String,
    },
    /// The serial number is not five digits.
    #[error("the serial number is {found:?}; give exactly five digits after the '-', with leading zeros")]
    Serial {
        /// What stands after the `-`.
        found: String,
    },
}

impl IndexNumber {
    /// Reads a whole text as an index number.
    ///
    /// White space around it is ignored; full-width and lower-case characters are accepted, and so is the
    /// hyphen that GB 11714 prints inside an organisation code.
    ///
    /// # Errors
    ///
    /// [`IndexNumberError`] names the first part, from the left, that is wrong.
    pub fn parse(text: &str) -> Result<IndexNumber, IndexNumberError> {
        let text = normalise(text);
        let (front, rest) = text.split_once('/').ok_or(IndexNumberError::Shape)?;
        let (year, serial) = rest.split_once('-').ok_or(IndexNumberError::Shape)?;
        let front = without_hyphen(front);
        let front_kind = match front.chars().count() {
            9 => {
                organisation(&front)?;
                FrontKind::OrganisationCode
            }
            18 => {
                credit(&front)?;
                FrontKind::CreditCode
            }
            found => return Err(IndexNumberError::FrontLength { found }),
        };
        let year = digits(year, 4)
            .and_then(|value| u16::try_from(value).ok())
            .filter(|value| (1900..=2099).contains(value))
            .ok_or_else(|| IndexNumberError::Year { found: year.to_owned() })?;
        let serial = digits(serial, 5).ok_or_else(|| IndexNumberError::Serial { found: serial.to_owned() })?;
        Ok(IndexNumber { front, front_kind, year, serial })
    }

    /// The code of the publishing body: 9 or 18 digits and capital letters, no hyphen.
    #[must_use]
    pub fn front(&self) -> &str {
        &self.front
    }

    /// Which code [`front`](Self::front) is.
    #[must_use]
    pub fn front_kind(&self) -> FrontKind {
        self.front_kind
    }

    /// The year, 1900 to 2099.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The serial number, 0 to 99999.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

/// The value of `text` when it is exactly `count` ASCII digits.
fn digits(text: &str, count: usize) -> Option<u32> {
    // `parse` alone would also take a sign.
    let whole = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole { text.parse().ok() } else { None }
}

impl fmt::Display for IndexNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}-{:05}", self.front, self.year, self.serial)
    }
}

impl FromStr for IndexNumber {
    type Err = IndexNumberError;

    /// As [`IndexNumber::parse`].
    fn from_str(text: &str) -> Result<IndexNumber, IndexNumberError> {
        IndexNumber::parse(text)
    }
}

/// As the canonical string.
impl Serialize for IndexNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From any string that [`IndexNumber::parse`] takes.
impl<'de> Deserialize<'de> for IndexNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<IndexNumber, D::Error> {
        let text = String::deserialize(deserializer)?;
        IndexNumber::parse(&text).map_err(|error| de::Error::custom(format_args!("index number {text:?}: {error}")))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ids::CodeKind;
    use proptest::prelude::*;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, StrDeserializer};

    #[test]
    fn reads_real_numbers() {
        for (text, kind, year, serial) in [
            ("000014349/2017-00110", FrontKind::OrganisationCode, 2017, 110),
            ("114403006955506492/2021-00426", FrontKind::CreditCode, 2021, 426),
            ("11441700007280420Y/2021-00050", FrontKind::CreditCode, 2021, 50),
        ] {
            let number = IndexNumber::parse(text).unwrap();
            assert_eq!((number.front_kind(), number.year(), number.serial()), (kind, year, serial));
            assert_eq!(number.to_string(), text);
        }
    }

    #[test]
    fn variants_have_one_canonical_form() {
        for text in [
            " 000014349/2017-00110\n",
            "０0００１４３４９／２０１７－００１１０",
            "00001434-9/2017-00110",
            "\u{3000}000014349/2017-00110\u{FEFF}",
        ] {
            let canonical = IndexNumber::parse(text).map(|number| number.to_string());
            assert_eq!(canonical, Ok("000014349/2017-00110".to_owned()), "{text}");
        }
    }

    #[test]
    fn names_the_part_that_is_wrong() {
        use IndexNumberError::{Front, FrontLength, Serial, Shape, Year};
        let kind = CodeKind::Organisation;
        for (text, error) in [
            ("", Shape),
            ("000014349", Shape),
            ("000014349/2017", Shape),
            ("/2017-00110", FrontLength { found: 0 }),
            ("0000143499/2017-00110", FrontLength { found: 10 }),
            ("000014348/2017-00110", Front(CodeError::CheckCharacter { kind, expected: '9', found: '8' })),
            ("00001434号/2017-00110", Front(CodeError::Character { kind, position: 9, found: '号' })),
            ("000014349/217-00110", Year { found: "217".to_owned() }),
            ("000014349/1899-00110", Year { found: "1899".to_owned() }),
            ("000014349/+201-00110", Year { found: "+201".to_owned() }),
            ("000014349/2017-110", Serial { found: "110".to_owned() }),
            ("000014349/2017-001100", Serial { found: "001100".to_owned() }),
            ("000014349/2017-0011O", Serial { found: "0011O".to_owned() }),
        ] {
            assert_eq!(IndexNumber::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn serde_uses_the_canonical_string() {
        let from = |text: &str| {
            let text: StrDeserializer<'_, ValueError> = text.into_deserializer();
            IndexNumber::deserialize(text)
        };
        assert_eq!(from("000014349／2017-00110"), Ok(IndexNumber::parse("000014349/2017-00110").unwrap()));
        let message = from("000014349/2017-1").unwrap_err().to_string();
        assert!(message.starts_with("index number \"000014349/2017-1\": the serial"), "{message}");
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>(), near in "[0-9AXx/\\-－／ 号]{0,32}") {
            let _ = (IndexNumber::parse(&text), IndexNumber::parse(&near));
        }

        #[test]
        fn display_and_parse_are_inverse(year in 1900u16..=2099, serial in 0u32..=99_999) {
            let text = format!("114403006955506492/{year}-{serial:05}");
            let number = IndexNumber::parse(&text).unwrap();
            prop_assert_eq!((number.year(), number.serial()), (year, serial));
            prop_assert_eq!(IndexNumber::parse(&number.to_string()).unwrap(), number.clone());
            prop_assert_eq!(number.to_string(), text);
        }
    }
}
