//! The kinds of items.

use serde::{Deserialize, Serialize};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// 政务公开文件: laws, policies, notices, announcements.
    Document,
    /// 新闻动态.
    News,
    /// 办事指南: a service item.
    Service,
    /// 政民互动: a citizen's letter, with its answer where there is one.
    Letter,
    /// 机构: a department or town.
    Unit,
    /// 栏目: a column of the portal or of a unit.
    Column,
    /// 场景式服务.
    Scene,
    /// 表格: a form to download.
    Form,
    /// 便民查询.
    Lookup,
    /// 专题.
    Topic,
}

impl Kind {
    /// Every kind, in the order in which a portal shows them.
    pub const ALL: [Kind; 10] = [
        Kind::Document,
        Kind::Service,
        Kind::News,
        Kind::Letter,
        Kind::Unit,
        Kind::Column,
        Kind::Scene,
        Kind::Form,
        Kind::Lookup,
        Kind::Topic,
    ];

    /// The name in requests, answers and interchange lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::News => "news",
            Kind::Service => "service",
            Kind::Letter => "letter",
            Kind::Unit => "unit",
            Kind::Column => "column",
            Kind::Scene => "scene",
            Kind::Form => "form",
            Kind::Lookup => "lookup",
            Kind::Topic => "topic",
        }
    }

    /// The name that citizens read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Kind::Document => "政策文件",
            Kind::News => "新闻动态",
            Kind::Service => "办事服务",
            Kind::Letter => "互动交流",
            Kind::Unit => "机构",
            Kind::Column => "栏目",
            Kind::Scene => "场景服务",
            Kind::Form => "表格下载",
            Kind::Lookup => "便民查询",
            Kind::Topic => "专题",
        }
    }

    /// Reads a name or a label.
    #[must_use]
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == text || kind.label() == text)
    }
}
