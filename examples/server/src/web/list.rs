//! Browsing: the lists by which the portal is entered without a query, and what stands under each of their entries.

use std::collections::BTreeMap;

use askama::Template;
use menhu::catalog::{
    ColumnProfile, Item, Kind, ListEntry, Listing, Service, column_prefixes, enterprise_themes, person_themes,
};
use menhu::query::{FacetField, Filters, SearchRequest, Sort};
use menhu::{Deadline, Portal};

use super::frame::Frame;
use super::view::{Choice, HitView, Turning};
use super::{item, link};

/// Items on a page of a list.
pub(crate) const PER_PAGE: usize = 20;
/// Services that a channel shows by theme.
const OF_CHANNEL: usize = 100;

#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    pub(crate) frame: Frame,
    pub(crate) title: &'static str,
    pub(crate) crumbs: Vec<Choice>,
    pub(crate) lists: Vec<Choice>,
    /// Parts of the list, each under its heading: a unit's columns, a class's subjects.
    pub(crate) parts: Vec<Part>,
}

/// A part of a list.
pub(crate) struct Part {
    pub(crate) heading: String,
    pub(crate) entries: Vec<Choice>,
}

/// What stands under an entry of a list.
#[derive(Template)]
#[template(path = "entry.html")]
pub(crate) struct EntryPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) crumbs: Vec<Choice>,
    /// Entries below it: columns of a column, subjects of a class.
    pub(crate) below: Vec<Choice>,
    /// Services of a channel, by theme.
    pub(crate) themes: Vec<(String, Vec<ServiceLine>)>,
    /// Whether they are everything that stands under it.
    pub(crate) is_whole: bool,
    pub(crate) total: u64,
    pub(crate) hits: Vec<HitView>,
    pub(crate) turning: Turning,
}

/// A service in a list: what it is and how long it takes.
pub(crate) struct ServiceLine {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) unit: String,
    pub(crate) limit: String,
}

/// The names of lists.
pub(crate) struct Listed;

impl Listed {
    /// A link to a list.
    pub(crate) fn of(list: &str, label: &str) -> Choice {
        Choice { label: label.to_owned(), href: format!("/catalog/{list}"), count: None, current: false }
    }
}

/// Links to all lists that have entries.
pub(crate) fn links(portal: &Portal, deadline: Deadline) -> Result<Vec<Choice>, menhu::Error> {
    let facet = |list: Listing| {
        list.filter().and_then(|filter| FacetField::ALL.into_iter().find(|facet| facet.name() == filter))
    };
    let facets = Listing::ALL.into_iter().filter_map(facet).chain([FacetField::Kind]).collect();
    let request = SearchRequest { limit: 0, facets, ..SearchRequest::default() };
    let counted = portal.search_until(&request, deadline)?.facets;
    let has = |facet| counted.get(&facet).is_some_and(|values| !values.is_empty());
    let has_scenes = counted.get(&FacetField::Kind).is_some_and(|kinds| kinds.iter().any(|kind| kind.value == "scene"));
    let is_used = |list: &Listing| facet(*list).map_or(has_scenes || !portal.scenes().is_empty(), has);
    Ok(Listing::ALL.into_iter().filter(is_used).map(|list| Listed::of(list.name(), list.label())).collect())
}

impl ListPage {
    pub(crate) fn new(portal: &Portal, list: Listing, deadline: Deadline) -> Result<ListPage, menhu::Error> {
        let listed = portal.browse(list, deadline)?;
        let mut parts: Vec<Part> = Vec::new();
        // The national lists have themes and groups for which a district offers nothing.
        let is_empty = |entry: &&ListEntry| entry.count == 0 && matches!(list, Listing::Themes | Listing::Groups);
        for entry in listed.entries.iter().filter(|entry| !is_empty(entry)) {
            let heading = heading(list, entry);
            match parts.iter_mut().find(|part| part.heading == heading) {
                Some(part) => part.entries.push(choice(portal, list, entry)),
                None => parts.push(Part { heading, entries: vec![choice(portal, list, entry)] }),
            }
        }
        let mut lists = links(portal, deadline)?;
        for link in &mut lists {
            link.current = link.href == format!("/catalog/{}", list.name());
        }
        let here = Choice { current: true, ..Listed::of(list.name(), list.label()) };
        let frame = Frame::of_list(portal, list.label(), "", &[], "目录");
        Ok(ListPage { frame, title: list.label(), crumbs: vec![here], lists, parts })
    }
}

/// Under which heading an entry stands; none of lists without parts.
fn heading(list: Listing, entry: &ListEntry) -> String {
    match list {
        Listing::Columns => entry.of.clone().unwrap_or_else(|| "区级栏目".to_owned()),
        Listing::Subjects => entry.value.split('\\').next().unwrap_or_default().to_owned(),
        Listing::Themes if entry.of.as_deref() == Some("person") => "个人办事：从出生到死亡".to_owned(),
        Listing::Themes => "企业办事：从开办到注销".to_owned(),
        _ => String::new(),
    }
}

/// A unit, a topic and a scene lead to their page; everything else to what stands under it.
pub(crate) fn choice(portal: &Portal, list: Listing, entry: &ListEntry) -> Choice {
    let href = match (list, &entry.id) {
        (Listing::Scenes, Some(id)) if portal.scenes().get(id).is_some() => link::to_scene(id),
        (Listing::Scenes | Listing::Units | Listing::Topics, Some(id)) => link::to_item(id),
        _ => link::to_entry(list.name(), &entry.value),
    };
    Choice { label: entry.label.clone(), href, count: list.filter().map(|_| entry.count), current: false }
}

impl EntryPage {
    /// The page `page` (from 1) of what stands under a value of a list; `None` when there is no such entry.
    pub(crate) fn new(
        portal: &Portal,
        list: Listing,
        value: &str,
        page: usize,
        deadline: Deadline,
    ) -> Result<Option<EntryPage>, menhu::Error> {
        let Some(filter) = list.filter() else { return Ok(None) };
        let entries = portal.browse(list, deadline)?.entries;
        let Some(entry) = entries.iter().find(|entry| entry.value == value) else { return Ok(None) };
        let own = entry.id.as_deref().map(|id| portal.item(id)).transpose()?.flatten();
        let mut filters = Filters::default();
        if filters.add(filter, value).is_err() {
            return Ok(None);
        }
        let themes = match list {
            Listing::Groups => services_by_theme(portal, &filters, deadline)?,
            _ => Vec::new(),
        };
        let request = SearchRequest {
            limit: PER_PAGE,
            offset: (page - 1) * PER_PAGE,
            sort: Sort::Date,
            filters: filters.clone(),
            ..SearchRequest::default()
        };
        let answer = portal.search_until(&request, deadline)?;
        let separator = if list == Listing::Subjects { '\\' } else { '/' };
        let is_below = |other: &&ListEntry| {
            let rest = other.value.strip_prefix(value).and_then(|rest| rest.strip_prefix(separator));
            matches!(list, Listing::Columns | Listing::Subjects) && rest.is_some_and(|rest| !rest.contains(separator))
        };
        let address = link::to_entry(list.name(), value);
        let turning = Turning::new(page, answer.total, PER_PAGE, |page| match page {
            1 => address.clone(),
            page => format!("{address}?page={page}"),
        });
        let kind = own.as_ref().map_or(list.label(), |item| item.kind.label());
        let about = own.as_ref().map(description).unwrap_or_default();
        let keywords = own.as_ref().map(|item| item.keywords.clone()).unwrap_or_default();
        let mut frame = Frame::of_list(portal, &entry.label, &about, &keywords, kind);
        frame.feed = Some(link::to_feed(&filters));
        let title = match list {
            Listing::Columns => entry.of.iter().map(|unit| format!("{unit} ")).chain([entry.label.clone()]).collect(),
            _ => entry.label.clone(),
        };
        Ok(Some(EntryPage {
            frame,
            title,
            about,
            crumbs: crumbs(portal, list, entry),
            below: entries.iter().filter(is_below).map(|entry| choice(portal, list, entry)).collect(),
            is_whole: themes.iter().map(|(_, services)| services.len() as u64).sum::<u64>() == answer.total,
            themes,
            total: answer.total,
            hits: answer.hits.iter().map(HitView::new).collect(),
            turning,
        }))
    }
}

/// What a column or topic says of itself.
fn description(item: &Item) -> String {
    let period = item.payload::<ColumnProfile>().and_then(|column| column.update_days).filter(|days| *days > 0);
    let period = period.map(|days| format!("（至少每{days}天更新）")).unwrap_or_default();
    let said = if item.summary.is_empty() { item.body.lines().next().unwrap_or_default() } else { &item.summary };
    format!("{said}{period}")
}

fn crumbs(portal: &Portal, list: Listing, entry: &ListEntry) -> Vec<Choice> {
    let mut crumbs = vec![Listed::of(list.name(), list.label())];
    match list {
        Listing::Columns => crumbs.extend(column_prefixes(&entry.value).map(|path| item::level(portal, path))),
        Listing::Subjects => {
            for (at, _) in entry.value.match_indices('\\') {
                let above = &entry.value[..at];
                let label = above.rsplit('\\').next().unwrap_or(above).to_owned();
                crumbs.push(Choice { label, href: link::to_entry(list.name(), above), count: None, current: false });
            }
            crumbs.push(choice(portal, list, entry));
        }
        _ => crumbs.push(choice(portal, list, entry)),
    }
    if let Some(last) = crumbs.last_mut() {
        last.current = true;
    }
    crumbs
}

/// The services of a group, under the first of their themes, in the order of a life.
fn services_by_theme(
    portal: &Portal,
    filters: &Filters,
    deadline: Deadline,
) -> Result<Vec<(String, Vec<ServiceLine>)>, menhu::Error> {
    let filters = Filters { kind: vec![Kind::Service], ..filters.clone() };
    let request = SearchRequest { limit: OF_CHANNEL, sort: Sort::Date, filters, ..SearchRequest::default() };
    let mut by_theme: BTreeMap<(usize, String), Vec<ServiceLine>> = BTreeMap::new();
    for hit in portal.search_until(&request, deadline)?.hits {
        let Some(service) = portal.item(&hit.id)?.and_then(|item| item.payload::<Service>()) else { continue };
        let theme = service.themes.person.first().or(service.themes.enterprise.first()).cloned();
        let theme = theme.unwrap_or_else(|| "其他".to_owned());
        let place = person_themes().chain(enterprise_themes()).position(|known| known == theme).unwrap_or(usize::MAX);
        let limit = service.limits().into_iter().next_back();
        let line = ServiceLine {
            title: hit.title,
            href: link::to_item(&hit.id),
            unit: hit.unit.unwrap_or_default(),
            limit: limit.map(|(name, limit)| format!("{name}{limit}")).unwrap_or_default(),
        };
        by_theme.entry((place, theme)).or_default().push(line);
    }
    Ok(by_theme.into_iter().map(|((_, theme), services)| (theme, services)).collect())
}
