//! What a search answers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FacetField, Note};
use crate::cards::Card;
use crate::catalog::{Kind, Validity};

/// The answer to a [`super::SearchRequest`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchAnswer {
    /// How many items match, exactly.
    pub total: u64,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
    /// Where the next hits are, if there are more: the `cursor` of the next request.
    #[serde(default)]
    pub next_cursor: Option<String>,
    /// For each facet asked for: how many items have each value, most frequent first (years: latest first), as
    /// [`super::SearchRequest::facet_scope`] says.
    pub facets: BTreeMap<FacetField, Vec<FacetCount>>,
    /// Ahead of the hits: the services, lookups or units that the query means. On the first page only.
    pub cards: Vec<Card>,
    /// What the query may have been meant to be, where it finds next to nothing as typed.
    pub did_you_mean: Option<DidYouMean>,
    /// Whether fewer words than asked for were required, since too few items hold all of them.
    pub relaxed: bool,
    /// How the query was understood, where that may surprise.
    pub notes: Vec<Note>,
    /// Time spent in the kernel, in microseconds.
    pub took_us: u64,
}

/// One item that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// The item's id.
    pub id: String,
    /// Its title in plain text; the first words of the body where it has none.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The publishing unit.
    pub unit: Option<String>,
    /// Day of publication.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub date: Option<Date>,
    /// Where the original is.
    pub url: Option<String>,
    /// Document number, as published.
    pub doc_number: Option<String>,
    /// Whether it is in force.
    pub validity: Validity,
    /// Relevance: comparable within one answer only.
    pub score: f32,
    /// Title and best passage as HTML, escaped, the words found in `<mark>`.
    pub highlight: Highlight,
    /// Why it stands where it does, where [`super::SearchRequest::explain`] asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explain: Vec<Reason>,
}

/// A correction of the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DidYouMean {
    /// The query, corrected.
    pub text: String,
    /// Whether the answer is that of the corrected query. The way back is to ask with
    /// [`super::SearchRequest::correct`] off.
    pub searched: bool,
}

/// One reason for the place of a hit, for editors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// What it is, for programs: `exact_title`, `best_bet`, `worst_bet`, `word`, `synonym`, `doc_number`, `missing`,
    /// `wording`, `passage`, `boost`, `own`.
    pub code: String,
    /// What it is, in Chinese.
    pub message: String,
    /// What it adds to the score, where it adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adds: Option<f32>,
    /// By what it multiplies the score, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<f32>,
}

impl Reason {
    pub(crate) fn new(code: &str, message: impl Into<String>, adds: Option<f32>) -> Reason {
        Reason { code: code.to_owned(), message: message.into(), adds, times: None }
    }

    pub(crate) fn times(code: &str, message: impl Into<String>, times: f32) -> Reason {
        Reason { code: code.to_owned(), message: message.into(), adds: None, times: Some(times) }
    }
}

/// Marked texts of a hit, in the text's own script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Highlight {
    /// The whole title.
    pub title: String,
    /// The passage of the body that shows best why the item matches.
    pub passage: String,
}

/// How many matching items have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FacetCount {
    /// The value, as the filter of the same name takes it.
    pub value: String,
    /// The value as citizens read it.
    pub label: String,
    /// Number of items.
    pub count: u64,
}
