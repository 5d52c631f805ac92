//! What a provider is asked, what comes of it, and what it answers.

use axum::http::HeaderMap;
use encoding_rs::Encoding;
use jiff::Timestamp;
use jiff::tz::Offset;

use super::people::{Holding, Person};

/// How far a caller's clock may differ, in seconds.
pub(super) const SKEW: i64 = 300;

/// What comes of a request. Every provider has its own code for each, as far as it can happen there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Found,
    NoRecords,
    NotFound,
    Mismatch,
    /// The key, user or application is not known.
    Auth,
    /// The signature is wrong.
    Signature,
    /// The caller's clock differs too much.
    Time,
    /// The secret has expired.
    Expired,
    Quota,
    Captcha,
    Maintenance,
    /// The request cannot be read.
    Malformed,
}

/// How an answer's bytes differ from what it says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Lie {
    #[default]
    None,
    /// The bytes are of another charset: GBK where UTF-8 is said, UTF-8 where a Chinese charset is.
    Bytes,
    /// The bytes are as ever, but header and declaration say UTF-8.
    Declaration,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
    /// The provider's clock.
    pub(super) now: Timestamp,
    /// What is to come of it, whatever it is.
    pub(super) trouble: Option<Outcome>,
    pub(super) lie: Lie,
    /// An XML document that takes all memory stands in for the answer's.
    pub(super) bomb: bool,
}

/// An answer, always of status 200: these providers say everything in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

impl Asked<'_> {
    /// A header, if it is text.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// # Errors
    /// [`Outcome::Time`] when the caller's time, in milliseconds, is too far from the provider's.
    pub(super) fn check_time(&self, milliseconds: i64) -> Result<(), Outcome> {
        let apart = milliseconds.abs_diff(self.now.as_millisecond());
        if apart > SKEW.unsigned_abs() * 1_000 { Err(Outcome::Time) } else { Ok(()) }
    }

    /// What comes of it in spite of everything, or else of `answer`.
    pub(super) fn unless_trouble<T>(&self, answer: impl FnOnce() -> Result<T, Outcome>) -> Result<T, Outcome> {
        self.trouble.map_or_else(answer, Err)
    }
}

impl Lie {
    /// The charset to say, and the one to write, of a provider that writes UTF-8 or a Chinese charset.
    pub(super) fn charsets(self, own: &'static Encoding) -> (&'static Encoding, &'static Encoding) {
        use encoding_rs::{GBK, UTF_8};
        match self {
            Lie::None => (own, own),
            Lie::Declaration => (UTF_8, own),
            Lie::Bytes => (own, if own == UTF_8 { GBK } else { UTF_8 }),
        }
    }
}

/// Who has this number and this name.
///
/// # Errors
/// [`Outcome::NotFound`] and [`Outcome::Mismatch`], which providers tell apart; whoever asks them must not.
pub(super) fn identify(id_number: &str, name: &str) -> Result<Person, Outcome> {
    if id_number.is_empty() || name.is_empty() {
        return Err(Outcome::Malformed);
    }
    let person = Person::by_id(id_number.trim()).ok_or(Outcome::NotFound)?;
    if person.name == name.trim() { Ok(person) } else { Err(Outcome::Mismatch) }
}

/// # Errors
/// [`Outcome::NoRecords`] of who has nothing.
pub(super) fn hold(holding: Holding) -> Result<(), Outcome> {
    if holding == Holding::Nothing { Err(Outcome::NoRecords) } else { Ok(()) }
}

/// The time of China, which has no summer time.
pub(super) const CHINA: Offset = Offset::constant(8);

/// A civil time of China in this format, as milliseconds.
pub(super) fn read_time(format: &str, time: &str) -> Option<i64> {
    let time = jiff::civil::DateTime::strptime(format, time).ok()?;
    CHINA.to_timestamp(time).ok().map(Timestamp::as_millisecond)
}
