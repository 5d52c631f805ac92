//! Who is responsible for a lookup, as the catalog says: where citizens go when it is not answered.

use menhu::catalog::Kind;
use menhu::query::{Filters, SearchRequest};
use menhu::{Deadline, Portal};
use menhu_lookups::lookup::Operation;

use crate::web::link;

/// Items of kind lookup that are looked at.
const MOST: usize = 50;

/// The office of a lookup.
#[derive(Debug, Clone, Default)]
pub(super) struct Office {
    /// The page of the item that stands for the lookup.
    pub(super) href: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) phone: Option<String>,
}

impl Office {
    /// Of the item whose field `operation` names the lookup. Its phone is that of the item, or of its unit.
    pub(super) fn of(portal: &Portal, operation: Operation, deadline: Deadline) -> Result<Office, menhu::Error> {
        let filters = Filters { kind: vec![Kind::Lookup], ..Filters::default() };
        let request = SearchRequest { limit: MOST, filters, ..SearchRequest::default() };
        for hit in portal.search_until(&request, deadline)?.hits {
            let Some(item) = portal.item(&hit.id)?.filter(|item| super::of_item(item) == Some(operation)) else {
                continue;
            };
            let text = |item: &menhu::catalog::Item| Some(item.extra.get("phone")?.as_str()?.to_owned());
            let mut phone = text(&item);
            if phone.is_none()
                && let Some(unit) = portal.catalog().units.iter().find(|unit| Some(&unit.name) == item.unit.as_ref())
            {
                phone = portal.item(&unit.id)?.as_ref().and_then(text);
            }
            return Ok(Office { href: Some(link::to_item(&item.id)), unit: item.unit.clone(), phone });
        }
        Ok(Office::default())
    }
}
