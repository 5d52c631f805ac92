//! The envelope that all items share.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Attachment, Kind, Openness, Origin, Validity};

/// What ids of scenes begin with, and no others.
pub const SCENE_PREFIX: &str = "scene-";

/// Longest id, in bytes.
pub const LONGEST_ID: usize = 512;

/// Longest values of fields that are shown or filtered by, in bytes. What a hit shows of an item must fit one column
/// entry of the index, of 64 KiB.
const LONGEST: [(&str, usize); 7] = [
    ("title", 4096),
    ("url", 2048),
    ("unit", 1024),
    ("column", 1024),
    ("doc_number", 1024),
    ("index_number", 1024),
    ("genre", 1024),
];

/// How many characters of the body stand in for a missing title.
const TITLE_FROM_BODY: usize = 40;

/// One thing that a portal publishes.
///
/// Its JSON form is an interchange line: empty fields are left out, dates are `YYYY-MM-DD`, and fields that Menhu does
/// not know are kept in [`Item::extra`] and given back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Item {
    /// The item's name in the portal: 1 to [`LONGEST_ID`] bytes without control characters.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// 名称. May be empty; see [`Item::display_title`].
    #[serde(default)]
    pub title: String,
    /// The text, in plain characters; paragraphs end with a line feed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// 内容概述.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// 发布机构: name of the unit that publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Path of the column, its levels separated by `/`. For an item of kind column: its own path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// 发布日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub date: Option<Date>,
    /// 生成日期, 成文日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub issued: Option<Date>,
    /// 文号, as published. [`crate::ids::DocNumber`] reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_number: Option<String>,
    /// 索引号, as published. [`crate::ids::IndexNumber`] reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_number: Option<String>,
    /// 主题分类: paths of one or two levels, separated by `\`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// 体裁: one of [`super::Genre`]'s names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
    /// 主题词.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// 专题: ids of topics it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// For whom it is: 个人, 企业 …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    /// 有效性.
    #[serde(default, skip_serializing_if = "is_default")]
    pub validity: Validity,
    /// 公开属性.
    #[serde(default, skip_serializing_if = "is_default")]
    pub openness: Openness,
    /// 附件.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Where the original is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// 来源: pages of other sites from which it was taken, the one that is shown first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
    /// The fields of the item's kind ([`Item::payload`] reads them), and those that Menhu does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Why an item cannot be taken into a portal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ItemError {
    /// The id is empty.
    #[error("field `id` is empty; give every item a name of its own")]
    EmptyId,
    /// The id is longer than [`LONGEST_ID`] bytes.
    #[error("field `id` has {0} bytes; at most {LONGEST_ID} are possible")]
    LongId(usize),
    /// The id holds a control character.
    #[error("field `id` holds a control character; use visible characters only")]
    ControlInId,
    /// The id belongs to a scene.
    #[error("field `id` begins with `scene-`, which is for scenes; give the item another name")]
    SceneId,
    /// A field that is shown or filtered by is too long.
    #[error("field `{field}` has {bytes} bytes; at most {most} are possible")]
    LongField {
        /// The field.
        field: &'static str,
        /// Its length.
        bytes: usize,
        /// The longest possible.
        most: usize,
    },
    /// A field of the item's kind is malformed.
    #[error("field `{field}`: {reason}")]
    Payload {
        /// The field, to the place in a list: `materials[1].name`.
        field: String,
        /// What is wrong and what is expected.
        reason: String,
    },
    /// An item has another index number already.
    #[error(
        "field `index_number` is `{now}`, and the item has `{was}`: an index number is assigned once and never \
             changes; leave it out to keep it, or remove the item first"
    )]
    IndexNumberChanged {
        /// The number it has.
        was: String,
        /// The number it was to get.
        now: String,
    },
    /// The column's path has an empty level.
    #[error("field `column` is `{0}`; a path is one or more names separated by `/`, none of them empty")]
    ColumnPath(String),
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Item {
    /// An open item in force, with everything else empty.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: Kind, title: impl Into<String>) -> Item {
        Item {
            id: id.into(),
            kind,
            title: title.into(),
            body: String::new(),
            summary: String::new(),
            unit: None,
            column: None,
            date: None,
            issued: None,
            doc_number: None,
            index_number: None,
            subjects: Vec::new(),
            genre: None,
            keywords: Vec::new(),
            topics: Vec::new(),
            audience: Vec::new(),
            validity: Validity::default(),
            openness: Openness::default(),
            attachments: Vec::new(),
            url: None,
            origins: Vec::new(),
            extra: Map::new(),
        }
    }

    /// Of a column: its path. One that names none stands below its unit, or at the top, under its title.
    #[must_use]
    pub fn column_path(&self) -> String {
        let own = || self.unit.iter().map(String::as_str).chain([self.title.trim()]).collect::<Vec<_>>().join("/");
        self.column.clone().unwrap_or_else(own)
    }

    /// Checks what a portal relies on. [`super::read_item`] has done so already.
    ///
    /// # Errors
    /// [`ItemError`] says which field and what to do.
    pub fn check(&self) -> Result<(), ItemError> {
        if self.id.trim().is_empty() {
            return Err(ItemError::EmptyId);
        }
        if self.id.len() > LONGEST_ID {
            return Err(ItemError::LongId(self.id.len()));
        }
        if self.id.chars().any(char::is_control) {
            return Err(ItemError::ControlInId);
        }
        if self.kind != Kind::Scene && self.id.starts_with(SCENE_PREFIX) {
            return Err(ItemError::SceneId);
        }
        for (field, most) in LONGEST {
            let bytes = match field {
                "title" => self.title.len(),
                "url" => self.url.as_ref().map_or(0, String::len),
                "unit" => self.unit.as_ref().map_or(0, String::len),
                "column" => self.column.as_ref().map_or(0, String::len),
                "doc_number" => self.doc_number.as_ref().map_or(0, String::len),
                "index_number" => self.index_number.as_ref().map_or(0, String::len),
                _ => self.genre.as_ref().map_or(0, String::len),
            };
            if bytes > most {
                return Err(ItemError::LongField { field, bytes, most });
            }
        }
        match &self.column {
            Some(path) if path.split('/').any(|level| level.trim().is_empty()) => {
                Err(ItemError::ColumnPath(path.clone()))
            }
            _ => {
                for (at, attachment) in self.attachments.iter().enumerate() {
                    if let Some((field, reason)) = attachment.fault() {
                        let field = format!("attachments[{at}].{field}");
                        return Err(ItemError::Payload { field, reason: reason.to_owned() });
                    }
                }
                self.check_payload()
            }
        }
    }

    /// The item without the texts of its attachments: what is shown of it, where they are not read but downloaded.
    #[must_use]
    pub fn without_attached_texts(mut self) -> Item {
        for attachment in &mut self.attachments {
            attachment.text = String::new();
        }
        self
    }

    /// The title, or the first words of the body where there is none, or the id.
    #[must_use]
    pub fn display_title(&self) -> String {
        let title = self.title.trim();
        if !title.is_empty() {
            return title.to_owned();
        }
        let first = self.body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or(&self.id);
        let mut chars = first.chars();
        let mut words: String = chars.by_ref().take(TITLE_FROM_BODY).collect();
        if chars.next().is_some() {
            words.push('…');
        }
        words
    }

    /// Whether everybody may find and read it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.openness == Openness::Open
    }
}
