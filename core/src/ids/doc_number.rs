//! Document numbers (发文字号, GB/T 9704-2012): the type, its canonical form, its reading.
//!
//! ```text
//! bracketed := organ open year close 第? number 号                国发〔2019〕5号
//! order     := organ? 命? 令 tail                                   国务院令第718号
//! notice    := organ (公告 | 通告) tail                             财政部公告2020年第8号
//! tail      := open? (year 年)? 第? number 号 close?                (公告（2020年第8号）, too)
//! organ     := 1 to 20 Han characters, or to 30 before 令, 公告 and 通告, which follow full names
//! open      := 〔 ﹝ [ ［ ( （ 【 〈 < ＜ { ｛                         close := any of their counterparts
//! ```
//!
//! White space may stand between any two parts. Numbers and years are Arabic digits of either width or
//! Chinese numerals. 號 is 号. The organ is left as written: 国发 and 國發 are two organs here, folding of
//! script is the room above.
//!
//! The grammar is read from the right, from 号: every part to the left of it is then known by its last
//! character, and running text needs a closer look only where a 号 follows a number (`grammar`). Where the
//! organ begins in running text is a question of its own (`organ`).

mod ending;
mod error;
mod find;
mod grammar;
mod organ;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::width::is_blank;
use grammar::{Kind, Tail};

pub use error::DocNumberError;
pub use find::{DocNumberMention, find_doc_numbers};

/// Document number (发文字号): issuing organ, year and number within the year, as GB/T 9704-2012 prints it on
/// every official document.
///
/// Equal numbers are equal values, however they were written; [`Display`](fmt::Display) and serde give the
/// one canonical form:
///
/// | [`form`](Self::form) | canonical | also read |
/// |---|---|---|
/// | [`Bracketed`](DocNumberForm::Bracketed) | `国发〔2019〕5号` | `国发[2019]5号`, `国发（2019） 第05号`, `国发【二〇一九】第五號` |
/// | [`Order`](DocNumberForm::Order) | `国务院令第718号`, `农业部令2011年第4号` | `国务院令 718 号`, `国务院令第七百一十八号` |
/// | [`Notice`](DocNumberForm::Notice) | `财政部公告2020年第8号`, `民政部公告第50号` | `财政部公告（2020年第8号）` |
///
/// ```
/// use menhu::ids::{DocNumber, DocNumberForm};
///
/// let number = DocNumber::parse("国发［２０１９］第０５號")?;
/// assert_eq!(number.to_string(), "国发〔2019〕5号");
/// assert_eq!((number.organ(), number.year(), number.number()), ("国发", Some(2019), 5));
/// assert_eq!(number.form(), DocNumberForm::Bracketed);
/// # Ok::<(), menhu::ids::DocNumberError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocNumber {
    organ: String,
    year: Option<u16>,
    number: u32,
    kind: Kind,
}

/// The forms of a document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocNumberForm {
    /// Organ, year in brackets, number: 国发〔2019〕5号.
    Bracketed,
    /// An order (令): 国务院令第718号. Its number often counts through the years, then there is no year.
    Order,
    /// A public notice (公告 or 通告): 财政部公告2020年第8号.
    Notice,
}

impl DocNumber {
    /// Reads a whole text as a document number; white space around it is accepted.
    ///
    /// Mentions inside longer texts are the task of [`find_doc_numbers`]: nothing is cut off here, so that
    /// everything before the bracket (or 令, 公告, 通告) is the organ.
    ///
    /// # Errors
    ///
    /// [`DocNumberError`] names the first part, from the right, that is wrong. Numbers of court cases
    /// (`（2020）京01民终123号`) have no place for an organ and are refused.
    pub fn parse(text: &str) -> Result<DocNumber, DocNumberError> {
        let chars: Vec<char> = text.trim_matches(is_blank).chars().collect();
        if chars.is_empty() {
            return Err(DocNumberError::Empty);
        }
        let (before, closed) = grammar::split_end(&chars).ok_or(DocNumberError::MissingEnd)?;
        let tail = grammar::tail(before)?;
        if closed && !tail.is_open {
            return Err(DocNumberError::MissingEnd);
        }
        let organ = grammar::trim_end(before.get(..tail.start).unwrap_or_default());
        DocNumber::new(organ, &tail)
    }

    /// Joins an organ and what follows it.
    fn new(organ: &[char], tail: &Tail) -> Result<DocNumber, DocNumberError> {
        organ::check(organ, tail.kind)?;
        let Tail { kind, year, number, .. } = *tail;
        Ok(DocNumber { organ: organ.iter().collect(), year, number, kind })
    }

    /// The code or name of the issuing organ as written: 国发, 国务院. Empty only for an order that names none
    /// (令第5号).
    #[must_use]
    pub fn organ(&self) -> &str {
        &self.organ
    }

    /// The year, 1900 to 2099. Bracketed numbers always have one.
    #[must_use]
    pub fn year(&self) -> Option<u16> {
        self.year
    }

    /// The number, 1 to 99999.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Which form the number has.
    #[must_use]
    pub fn form(&self) -> DocNumberForm {
        match self.kind {
            Kind::Bracketed => DocNumberForm::Bracketed,
            Kind::Order => DocNumberForm::Order,
            Kind::Announcement | Kind::Circular => DocNumberForm::Notice,
        }
    }
}

/// The canonical form.
impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (organ, word, number) = (&self.organ, self.kind.word(), self.number);
        match (self.kind, self.year) {
            (Kind::Bracketed, Some(year)) => write!(f, "{organ}〔{year}〕{number}号"),
            (_, Some(year)) => write!(f, "{organ}{word}{year}年第{number}号"),
            (_, None) => write!(f, "{organ}{word}第{number}号"),
        }
    }
}

impl FromStr for DocNumber {
    type Err = DocNumberError;

    /// As [`DocNumber::parse`].
    fn from_str(text: &str) -> Result<DocNumber, DocNumberError> {
        DocNumber::parse(text)
    }
}

/// As the canonical string.
impl Serialize for DocNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From any string that [`DocNumber::parse`] takes.
impl<'de> Deserialize<'de> for DocNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DocNumber, D::Error> {
        let text = String::deserialize(deserializer)?;
        DocNumber::parse(&text).map_err(|error| de::Error::custom(format_args!("document number {text:?}: {error}")))
    }
}
