//! 专题: what a topic gathers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Payload;
use crate::catalog::{Kind, Validity};

/// What belongs to a topic, beside items that name it in their own `topics`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct TopicRule {
    /// What is gathered by itself: every open item that fits, today's and tomorrow's.
    pub gather: Option<Gather>,
    /// Ids of items put in by hand; they come first, in this order.
    pub items: Vec<String>,
    /// Ids of items that do not belong to it, whatever else says so.
    pub without: Vec<String>,
}

/// A query that gathers: items that hold all of its words and pass its filters. Values of one filter are alternatives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Gather {
    /// Words, in the query language.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Kinds of items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<Kind>,
    /// Names of units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit: Vec<String>,
    /// Paths of columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub column: Vec<String>,
    /// 主题分类.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject: Vec<String>,
    /// 体裁.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genre: Vec<String>,
    /// Years of publication.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub year: Vec<i16>,
    /// First day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub date_from: Option<Date>,
    /// Last day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub date_to: Option<Date>,
    /// 有效性.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub validity: Vec<Validity>,
    /// 适用对象.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    /// 办事主题.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub theme: Vec<String>,
    /// 绿色通道.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<String>,
}

/// Longest query of a topic, in bytes.
const LONGEST_QUERY: usize = 4096;

impl Gather {
    /// Why nothing can be gathered by it: field and reason.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let names = [
            ("unit", &self.unit),
            ("column", &self.column),
            ("subject", &self.subject),
            ("genre", &self.genre),
            ("audience", &self.audience),
            ("theme", &self.theme),
            ("group", &self.group),
        ];
        if let Some((field, _)) = names.iter().find(|(_, values)| values.iter().any(|value| value.trim().is_empty())) {
            return Some((field, "holds an empty value; name what is to be gathered, or leave it out"));
        }
        if self.year.iter().any(|year| !(1..=9999).contains(year)) {
            return Some(("year", "is no year; write it with four digits"));
        }
        if self.q.len() > LONGEST_QUERY {
            return Some(("q", "is longer than 4096 bytes"));
        }
        (*self == Gather::default()
            || (self.q.trim().is_empty() && Gather { q: String::new(), ..self.clone() } == Gather::default()))
        .then_some(("q", "and all filters are empty, so that everything would be gathered; write words or a filter"))
    }
}

impl Payload for TopicRule {
    const KIND: Kind = Kind::Topic;
    const FIELDS: &'static [&'static str] = &["gather", "items", "without"];
}
