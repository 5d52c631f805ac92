//! The kinds of suggestions.

use serde::{Deserialize, Serialize};

/// What a suggestion is. The order is that of the groups in an answer: what answers a need comes before words to search
/// for, and those before single publications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SuggestionKind {
    /// 办事服务: a service, a scene of services, a lookup.
    Service,
    /// 机构.
    Unit,
    /// 专题.
    Topic,
    /// 栏目.
    Column,
    /// 主题词: a word to search for.
    Term,
    /// What others have searched for.
    Query,
    /// The title of a publication.
    Title,
}

impl SuggestionKind {
    /// Every kind, in the order of an answer's groups.
    pub const ALL: [SuggestionKind; 7] = [
        SuggestionKind::Service,
        SuggestionKind::Unit,
        SuggestionKind::Topic,
        SuggestionKind::Column,
        SuggestionKind::Term,
        SuggestionKind::Query,
        SuggestionKind::Title,
    ];

    /// The name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SuggestionKind::Service => "service",
            SuggestionKind::Unit => "unit",
            SuggestionKind::Topic => "topic",
            SuggestionKind::Column => "column",
            SuggestionKind::Term => "term",
            SuggestionKind::Query => "query",
            SuggestionKind::Title => "title",
        }
    }

    /// The name that citizens read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            SuggestionKind::Service => "办事服务",
            SuggestionKind::Unit => "机构",
            SuggestionKind::Topic => "专题",
            SuggestionKind::Column => "栏目",
            SuggestionKind::Term => "主题词",
            SuggestionKind::Query => "大家在搜",
            SuggestionKind::Title => "相关内容",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_in_the_order_of_the_kinds() {
        assert!(SuggestionKind::ALL.is_sorted());
        for kind in SuggestionKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
