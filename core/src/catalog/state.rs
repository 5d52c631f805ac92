//! Whether an item is open to the public, and whether it is in force.

use serde::{Deserialize, Serialize};

/// 公开属性: to whom an item is open. Only what is [`Openness::Open`] ever enters an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Openness {
    /// 主动公开.
    #[default]
    #[serde(alias = "主动公开")]
    Open,
    /// 依申请公开: given to those who apply for it.
    #[serde(alias = "依申请公开")]
    OnRequest,
    /// 不予公开.
    #[serde(alias = "不予公开")]
    Closed,
    /// 草稿: not published yet.
    #[serde(alias = "草稿")]
    Draft,
}

impl Openness {
    /// The name in interchange lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Openness::Open => "open",
            Openness::OnRequest => "on_request",
            Openness::Closed => "closed",
            Openness::Draft => "draft",
        }
    }
}

/// 有效性: whether a document is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Validity {
    /// 有效.
    #[default]
    #[serde(alias = "有效", alias = "现行有效")]
    InForce,
    /// 已修改.
    #[serde(alias = "已修改", alias = "已修订")]
    Amended,
    /// 废止.
    #[serde(alias = "废止", alias = "已废止")]
    Repealed,
    /// 失效.
    #[serde(alias = "失效", alias = "已失效")]
    Expired,
}

impl Validity {
    /// Every state.
    pub const ALL: [Validity; 4] = [Validity::InForce, Validity::Amended, Validity::Repealed, Validity::Expired];

    /// The name in requests, answers and interchange lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Validity::InForce => "in_force",
            Validity::Amended => "amended",
            Validity::Repealed => "repealed",
            Validity::Expired => "expired",
        }
    }

    /// The name that citizens read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Validity::InForce => "有效",
            Validity::Amended => "已修改",
            Validity::Repealed => "废止",
            Validity::Expired => "失效",
        }
    }

    /// Reads a name or a label.
    #[must_use]
    pub fn parse(text: &str) -> Option<Validity> {
        Validity::ALL.into_iter().find(|v| v.name() == text || v.label() == text)
    }
}
