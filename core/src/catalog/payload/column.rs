//! 栏目: how often a column is renewed.

use serde::{Deserialize, Serialize};

use super::Payload;
use crate::catalog::Kind;

/// What a column says of itself, beside the envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct ColumnProfile {
    /// Days in which something new must appear; 0 for what lasts, such as the duties of a unit. Without it the kind of
    /// what was published last decides: two weeks for news, six months for documents.
    pub update_days: Option<u32>,
}

impl Payload for ColumnProfile {
    const KIND: Kind = Kind::Column;
    const FIELDS: &'static [&'static str] = &["update_days"];
}
