//! 附件: files that belong to an item.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A file that belongs to an item.
///
/// One that the portal keeps itself has [`Attachment::file`]; one that lies elsewhere has only an address. The text of
/// either is searched with the item, wherever it comes from: read out of the file, or handed in by a system that has
/// read it already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attachment {
    /// Name that readers see.
    pub name: String,
    /// Where it is; of a file that the portal keeps, where it was handed in from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// SHA-256 of the file that the portal keeps, in 64 small hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[0-9a-f]{64}$")))]
    pub file: Option<String>,
    /// Its size, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// What it is (RFC 6838), as it was told when it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What it says, as plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Why its text could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Fields that Menhu does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Attachment {
    /// What is wrong with it, and in which field.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let is_hash = |hash: &String| hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if self.name.trim().is_empty() {
            return Some(("name", "is empty; write the name that readers see"));
        }
        if self.file.as_ref().is_some_and(|hash| !is_hash(hash)) {
            return Some(("file", "is no SHA-256; expected 64 of the digits 0-9 and a-f"));
        }
        None
    }
}
