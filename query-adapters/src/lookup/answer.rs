//! What is answered, and how old it is.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// From the provider, just now.
    Fresh,
    /// From the cache, and still fresh.
    Cached,
    /// From the cache, older than it should be: the provider is being asked, or fails.
    Stale,
}

impl Origin {
    /// `fresh`, `cached` or `stale`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Origin::Fresh => "fresh",
            Origin::Cached => "cached",
            Origin::Stale => "stale",
        }
    }
}

/// An answer.
///
/// As JSON: `{"provider", "outcome": "found"|"no_records", "record", "as_of", "source": "fresh"|"cached"|"stale", "age_s"}`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Answer<R> {
    /// Who answered, in Chinese.
    pub provider: String,
    /// Whether there is a record.
    pub outcome: Outcome,
    /// The record, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<R>,
    /// 数据截至: up to when the provider's data reach, as it says; where it does not, when it was asked.
    pub as_of: String,
    /// Where the answer comes from.
    pub source: Origin,
    /// Seconds since the provider was asked.
    pub age_s: u64,
}

impl<R> fmt::Debug for Answer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Answer { provider, outcome, source, age_s, .. } = self;
        write!(f, "Answer {{ provider: {provider:?}, outcome: {outcome:?}, source: {source:?}, age_s: {age_s}, .. }}")
    }
}

/// Whether there is a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There is.
    Found,
    /// The person or vehicle is known, and nothing is on record.
    NoRecords,
}

/// What a provider answered, as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stored<R> {
    pub(crate) record: Option<R>,
    pub(crate) as_of: Option<String>,
    pub(crate) asked: Timestamp,
}

impl<R> Stored<R> {
    pub(crate) fn outcome(&self) -> Outcome {
        if self.record.is_some() { Outcome::Found } else { Outcome::NoRecords }
    }
}

/// What is in it is nobody's to print.
impl<R> fmt::Debug for Stored<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stored(..)")
    }
}
