//! Answers that a page gets and a server does not give so.

use serde::{Deserialize, Serialize};

use crate::query::DidYouMean;
use crate::related::{LinkType, Related, RelatedItem};

/// What a query may have meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Meant {
    /// The corrected query. It was not searched.
    pub did_you_mean: Option<DidYouMean>,
}

impl Meant {
    pub(super) fn of(text: Option<String>) -> Meant {
        Meant { did_you_mean: text.map(|text| DidYouMean { text, searched: false }) }
    }
}

/// What is related to a document, with addresses: a page has no item to ask for them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageRelated {
    /// Groups that have an item, in the order of [`LinkType::ALL`].
    pub groups: Vec<PageRelatedGroup>,
}

/// Items of one type of link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageRelatedGroup {
    /// The type.
    #[serde(rename = "type")]
    pub link: LinkType,
    /// Its name, for citizens.
    pub label: String,
    /// How many items there are, those that are not given included.
    pub total: u64,
    /// The first of them.
    pub items: Vec<PageRelatedItem>,
}

/// An item that is related, and where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PageRelatedItem {
    /// The item, as a server answers it.
    #[serde(flatten)]
    pub item: RelatedItem,
    /// Where it is, where that is known.
    pub url: Option<String>,
}

impl PageRelated {
    /// A server's answer, with addresses.
    pub fn of(related: Related, mut url: impl FnMut(&str) -> Option<String>) -> PageRelated {
        let mut with_url = |item: RelatedItem| PageRelatedItem { url: url(&item.id), item };
        let groups = related.groups.into_iter().map(|group| PageRelatedGroup {
            link: group.link,
            label: group.label,
            total: group.total,
            items: group.items.into_iter().map(&mut with_url).collect(),
        });
        PageRelated { groups: groups.collect() }
    }
}
