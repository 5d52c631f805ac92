//! One line of an audit, and its hash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::signing::{Encoding, sha256};

/// What the first line follows.
pub(super) const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What is said of one lookup. No field holds a value that was asked or answered.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Entry<'a> {
    /// Pseudonym of the requester.
    pub requester: &'a str,
    /// Why it was asked.
    pub purpose: &'a str,
    /// Id of the consent.
    pub consent: &'a str,
    /// Name of the provider's file.
    pub provider: &'a str,
    /// What was looked up.
    pub operation: &'a str,
    /// `found`, `no_records`, or the class of the failure.
    pub outcome: &'a str,
    /// `fresh`, `cached`, `stale`, or `none`.
    pub source: &'a str,
    /// Age of the answer, in seconds.
    pub age_s: u64,
}

impl Entry<'_> {
    /// Half a line was found, and taken away.
    pub(super) fn recovered() -> Entry<'static> {
        Entry {
            requester: "",
            purpose: "",
            consent: "",
            provider: "",
            operation: "audit",
            outcome: "recovered",
            source: "none",
            age_s: 0,
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    seq: u64,
    time: String,
    #[serde(flatten)]
    entry: &'a Entry<'a>,
    prev: &'a str,
}

/// What is read of a line to follow the chain.
#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) seq: u64,
    pub(super) prev: String,
    pub(super) hash: String,
}

/// Begins the field that is put in last.
const HASH: &str = ",\"hash\":\"";

impl Line {
    /// The text of a line, with its end, and its hash: SHA-256 of the line as it is without the field `hash`.
    pub(super) fn write(seq: u64, time: Timestamp, entry: &Entry<'_>, prev: &str) -> (String, String) {
        let written = Written { seq, time: format!("{time:.3}"), entry, prev };
        // Texts and numbers: nothing that cannot be written.
        let mut text = serde_json::to_string(&written).unwrap_or_default();
        let hash = hash_of(text.as_bytes());
        text.truncate(text.len().saturating_sub(1));
        text.push_str(HASH);
        text.push_str(&hash);
        text.push_str("\"}\n");
        (text, hash)
    }

    pub(super) fn read(text: &str) -> Option<Line> {
        serde_json::from_str(text).ok()
    }

    /// Whether the hash is that of the text it stands in.
    pub(super) fn fits(&self, text: &str) -> bool {
        let Some((before, after)) = text.rsplit_once(HASH) else { return false };
        let is_end = after.strip_suffix("\"}").is_some_and(|hash| hash == self.hash);
        is_end && hash_of(format!("{before}}}").as_bytes()) == self.hash
    }
}

fn hash_of(text: &[u8]) -> String {
    Encoding::Hex.encode(&sha256(text))
}
