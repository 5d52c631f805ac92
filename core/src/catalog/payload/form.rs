//! 表格: a form to fill in, as its fields; a document is made from them when it is downloaded.

use serde::{Deserialize, Serialize};

use super::Payload;
use crate::catalog::Kind;

/// What is asked in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct FormSheet {
    /// The fields, in order.
    pub fields: Vec<FormField>,
    /// 填表说明.
    pub notes: Vec<String>,
}

/// A field of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FormField {
    /// What is asked.
    pub label: String,
    /// How to answer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Whether it must be answered.
    pub required: bool,
}

impl Payload for FormSheet {
    const KIND: Kind = Kind::Form;
    const FIELDS: &'static [&'static str] = &["fields", "notes"];
}
