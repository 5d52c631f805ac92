//! What an answer says about how the query was understood.

use serde::{Deserialize, Serialize};

/// A remark for the person who asked, such as that a quotation mark had no partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// What happened, for programs: `unbalanced_quote`, `unknown_filter_value`, `too_many_words`, `only_exclusions`,
    /// `no_words`, `relaxed`, `pinyin`.
    pub code: String,
    /// What happened, for citizens, in Chinese.
    pub message: String,
}

impl Note {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Note {
        Note { code: code.to_owned(), message: message.into() }
    }
}
