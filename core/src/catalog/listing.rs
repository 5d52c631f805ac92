//! Browsing: the lists by which a portal is entered without a query.

use serde::{Deserialize, Serialize};

/// A list of ways into what a portal publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Listing {
    /// 机构, in the order of the catalog.
    Units,
    /// 栏目, in the order of the catalog.
    Columns,
    /// 主题分类, both levels, most used first.
    Subjects,
    /// 体裁, most used first.
    Genres,
    /// 年份, latest first.
    Years,
    /// 办事主题, in the order of a life: those of persons, then those of enterprises.
    Themes,
    /// 绿色通道, the six groups of a district first.
    Groups,
    /// 场景服务.
    Scenes,
    /// 专题.
    Topics,
}

impl Listing {
    /// Every list.
    pub const ALL: [Listing; 9] = [
        Listing::Units,
        Listing::Columns,
        Listing::Subjects,
        Listing::Genres,
        Listing::Years,
        Listing::Themes,
        Listing::Groups,
        Listing::Scenes,
        Listing::Topics,
    ];

    /// The name in addresses and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Listing::Units => "units",
            Listing::Columns => "columns",
            Listing::Subjects => "subjects",
            Listing::Genres => "genres",
            Listing::Years => "years",
            Listing::Themes => "themes",
            Listing::Groups => "groups",
            Listing::Scenes => "scenes",
            Listing::Topics => "topics",
        }
    }

    /// The name that citizens read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Listing::Units => "机构",
            Listing::Columns => "栏目",
            Listing::Subjects => "主题分类",
            Listing::Genres => "体裁",
            Listing::Years => "年份",
            Listing::Themes => "办事主题",
            Listing::Groups => "绿色通道",
            Listing::Scenes => "场景服务",
            Listing::Topics => "专题",
        }
    }

    /// The filter that finds the items of its entries; none of scenes, which are entries themselves.
    #[must_use]
    pub fn filter(self) -> Option<&'static str> {
        match self {
            Listing::Units => Some("unit"),
            Listing::Columns => Some("column"),
            Listing::Subjects => Some("subject"),
            Listing::Genres => Some("genre"),
            Listing::Years => Some("year"),
            Listing::Themes => Some("theme"),
            Listing::Groups => Some("group"),
            Listing::Topics => Some("topic"),
            Listing::Scenes => None,
        }
    }

    /// The list of that name.
    ///
    /// ```
    /// use menhu::catalog::Listing;
    /// assert_eq!(Listing::parse("units"), Some(Listing::Units));
    /// assert_eq!(Listing::parse("unit"), None);
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Listing> {
        Listing::ALL.into_iter().find(|list| list.name() == name)
    }
}

/// What a portal has under a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Listed {
    /// Which list it is.
    pub list: Listing,
    /// Its entries, in the list's order. Themes and groups without an item are there too, with a count of 0.
    pub entries: Vec<ListEntry>,
}

/// An entry of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ListEntry {
    /// The name that citizens read; of a column and of a subject its last level.
    pub label: String,
    /// The value that the list's filter takes; of a scene its id.
    pub value: String,
    /// Name of the filter that finds its items; none of a scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub filter: Option<String>,
    /// Id of the item that it is, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub id: Option<String>,
    /// How deep it stands: 0 at the top.
    pub level: usize,
    /// Of a theme: for whom it is, `person` or `enterprise`. Of a column: its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub of: Option<String>,
    /// How many open items it has, those of the levels below it too.
    pub count: u64,
}
