//! What is related to an item, as it is answered.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalog::{Kind, Validity};

/// How two items belong together. Types of both directions have names of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkType {
    /// 编辑推荐: editors say so.
    Pinned,
    /// 替代本文: it replaces this item.
    SupersededBy,
    /// 被本文替代: this item replaces it.
    Supersedes,
    /// 解读: it explains this item.
    InterpretedBy,
    /// 解读对象: this item explains it.
    Interprets,
    /// 办理依据: what this service rests on.
    Basis,
    /// 据此办理的事项: a service that rests on this item.
    BasisOf,
    /// 申请表格: a form to fill in for this service.
    Form,
    /// 使用本表的事项: a service for which this form is filled in.
    FormOf,
    /// 场景服务: a scene of which this service is a part.
    Scene,
    /// 场景中的事项: a service that is a part of this scene.
    SceneItem,
    /// 引用的文件: this item mentions it.
    Cites,
    /// 被引用: it mentions this item.
    CitedBy,
    /// 同一栏目: what the same unit published in the same column.
    SameColumn,
    /// 内容相近: its text is like this item's.
    Similar,
}

impl LinkType {
    /// Every type, in the order in which groups are shown.
    pub const ALL: [LinkType; 15] = [
        LinkType::Pinned,
        LinkType::SupersededBy,
        LinkType::Supersedes,
        LinkType::InterpretedBy,
        LinkType::Interprets,
        LinkType::Basis,
        LinkType::BasisOf,
        LinkType::Form,
        LinkType::FormOf,
        LinkType::Scene,
        LinkType::SceneItem,
        LinkType::Cites,
        LinkType::CitedBy,
        LinkType::SameColumn,
        LinkType::Similar,
    ];

    /// The name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            LinkType::Pinned => "pinned",
            LinkType::SupersededBy => "superseded_by",
            LinkType::Supersedes => "supersedes",
            LinkType::InterpretedBy => "interpreted_by",
            LinkType::Interprets => "interprets",
            LinkType::Basis => "basis",
            LinkType::BasisOf => "basis_of",
            LinkType::Form => "form",
            LinkType::FormOf => "form_of",
            LinkType::Scene => "scene",
            LinkType::SceneItem => "scene_item",
            LinkType::Cites => "cites",
            LinkType::CitedBy => "cited_by",
            LinkType::SameColumn => "same_column",
            LinkType::Similar => "similar",
        }
    }

    /// The name that citizens read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            LinkType::Pinned => "编辑推荐",
            LinkType::SupersededBy => "已被以下文件替代",
            LinkType::Supersedes => "替代的文件",
            LinkType::InterpretedBy => "政策解读",
            LinkType::Interprets => "解读的文件",
            LinkType::Basis => "办理依据",
            LinkType::BasisOf => "据此办理的事项",
            LinkType::Form => "申请表格",
            LinkType::FormOf => "使用本表的事项",
            LinkType::Scene => "场景服务",
            LinkType::SceneItem => "场景中的事项",
            LinkType::Cites => "引用的文件",
            LinkType::CitedBy => "引用本文的内容",
            LinkType::SameColumn => "同一栏目",
            LinkType::Similar => "内容相近",
        }
    }
}

/// Whose text says that two items belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// This item's.
    Out,
    /// The other's.
    In,
    /// Nobody's: both are alike.
    Both,
}

/// What is related to an item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Related {
    /// Groups that have an item, in the order of [`LinkType::ALL`].
    pub groups: Vec<RelatedGroup>,
}

/// Items of one type of link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelatedGroup {
    /// The type.
    #[serde(rename = "type")]
    pub link: LinkType,
    /// Its name, for citizens.
    pub label: String,
    /// How many items there are, those that are not given included; of the same column and of what is alike, how many were
    /// looked for.
    pub total: u64,
    /// The first of them.
    pub items: Vec<RelatedItem>,
}

/// An item that is related.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RelatedItem {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The unit that publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub unit: Option<String>,
    /// The day of its publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<String>"))]
    pub date: Option<Date>,
    /// Whether it is in force.
    pub validity: Validity,
    /// Why it is here, in Chinese: 引用：第三条提到国发〔2019〕5号.
    pub reason: String,
    /// Whose text says so.
    pub direction: Direction,
    /// Where it is said, where it is said in a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub evidence: Option<Evidence>,
}

/// Where it is said that two items belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Evidence {
    /// Id of the item whose text it is.
    pub item: String,
    /// The field: `body`, `title`, `basis[0]`, `materials[2].form`.
    pub field: String,
    /// Where it begins in the field, in characters.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands there.
    pub quote: String,
    /// The article or heading below which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub place: Option<String>,
}
