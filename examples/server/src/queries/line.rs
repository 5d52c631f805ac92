//! A line of the log, and the form in which a query may stand in one.

use jiff::Timestamp;
use menhu::ids::looks_personal;
use menhu::text::{Dictionary, fold};
use serde::{Deserialize, Serialize};

/// Longest query that is recorded, in characters: what is longer is a text that somebody pasted.
const LONGEST: usize = 100;

/// One line of the file, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    /// A search that was answered.
    Search {
        time: Timestamp,
        query: String,
        hits: u64,
        /// Pseudonym of the session; `None` before the browser has given its cookie back.
        session: Option<String>,
        /// Whether filters were set, so that few hits say little about the query.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        filtered: bool,
    },
    /// A hit that was chosen.
    Click { time: Timestamp, query: String, id: String, rank: u64 },
    /// What has not been written since the last such line.
    Count { time: Timestamp, withheld: u64, dropped: u64 },
}

impl Line {
    pub(super) fn time(&self) -> Timestamp {
        match self {
            Line::Search { time, .. } | Line::Click { time, .. } | Line::Count { time, .. } => *time,
        }
    }

    /// The line of the file, with its end.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Texts, numbers and times have a JSON form, always.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// The time, to the minute: nobody is to be recognised by the second at which they searched.
pub(super) fn now() -> Timestamp {
    let seconds = Timestamp::now().as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap_or_default()
}

/// What becomes of a query that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It is recorded in this form: folded, trimmed, one blank between words.
    Query(String),
    /// It may point to a person: it is counted and not recorded.
    Withheld,
    /// It is no query to count: without letters and digits, or too long.
    Unfit,
}

/// Judges what was typed.
pub(crate) fn asked(text: &str, dictionary: &Dictionary) -> Asked {
    let mut query = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        length += word.chars().count() + 1;
        if length > LONGEST + 1 {
            return Asked::Unfit;
        }
        if !query.is_empty() {
            query.push(' ');
        }
        query.push_str(&fold(word));
    }
    if !query.chars().any(char::is_alphanumeric) {
        Asked::Unfit
    } else if looks_personal(&query, dictionary).is_some() {
        Asked::Withheld
    } else {
        Asked::Query(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_folded_trimmed_and_judged() {
        let words = Dictionary::builtin();
        let query = |text: &str| asked(text, &words);
        assert_eq!(query("  住房公積金　ＡＢ\n提取 "), Asked::Query("住房公积金 ab 提取".into()));
        assert_eq!(query("138 0013 8000"), Asked::Withheld);
        assert_eq!(query("公积金 １３８00138000"), Asked::Withheld);
        for text in ["", "  ", "？！", "\"-"] {
            assert_eq!(query(text), Asked::Unfit, "{text}");
        }
        assert_eq!(query(&"公".repeat(100)), Asked::Query("公".repeat(100)));
        assert_eq!(query(&"公".repeat(101)), Asked::Unfit);
        assert_eq!(query(&"公 ".repeat(51)), Asked::Unfit);
    }

    #[test]
    fn times_are_whole_minutes() {
        assert!(now().to_string().ends_with(":00Z"), "{}", now());
    }

    #[test]
    fn lines_are_written_and_read() {
        let time = now();
        for (line, fields) in [
            (
                Line::Search { time, query: "社保".into(), hits: 3, session: Some("ab".into()), filtered: false },
                vec!["time", "query", "hits", "session"],
            ),
            (Line::Click { time, query: "社保".into(), id: "1".into(), rank: 2 }, vec!["time", "query", "id", "rank"]),
            (Line::Count { time, withheld: 1, dropped: 0 }, vec!["time", "withheld", "dropped"]),
        ] {
            let bytes = line.to_bytes();
            assert_eq!(serde_json::from_slice::<Line>(&bytes).unwrap(), line);
            let value: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(value.len(), fields.len());
            assert!(fields.iter().all(|field| value.contains_key(*field)), "{value:?}");
        }
    }
}
