//! Pages of lists: units, columns, subjects, themes, groups, scenes, topics.

use askama::Template;
use menhu::catalog::{ListEntry, Listed, Listing};
use menhu::query::SearchRequest;

use super::link;
use super::view::Choice;

#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    pub(crate) q: String,
    pub(crate) title: &'static str,
    pub(crate) lists: Vec<Choice>,
    /// Parts of the list, each under its heading: a unit's columns, a class's subjects.
    pub(crate) parts: Vec<Part>,
}

/// A part of a list.
pub(crate) struct Part {
    pub(crate) heading: String,
    pub(crate) entries: Vec<Choice>,
}

/// Links to all lists.
pub(crate) fn links() -> Vec<Choice> {
    let link = |list: Listing| Choice {
        label: list.label().to_owned(),
        href: format!("/catalog/{}", list.name()),
        count: None,
        current: false,
    };
    Listing::ALL.into_iter().map(link).collect()
}

impl ListPage {
    pub(crate) fn new(listed: &Listed) -> ListPage {
        let mut parts: Vec<Part> = Vec::new();
        // The national lists have themes and groups for which a district offers nothing.
        let is_empty =
            |entry: &&ListEntry| entry.count == 0 && matches!(listed.list, Listing::Themes | Listing::Groups);
        for entry in listed.entries.iter().filter(|entry| !is_empty(entry)) {
            let heading = heading(listed.list, entry);
            match parts.iter_mut().find(|part| part.heading == heading) {
                Some(part) => part.entries.push(choice(entry)),
                None => parts.push(Part { heading, entries: vec![choice(entry)] }),
            }
        }
        let lists = links().into_iter().zip(Listing::ALL);
        let lists = lists.map(|(link, list)| Choice { current: list == listed.list, ..link }).collect();
        ListPage { q: String::new(), title: listed.list.label(), lists, parts }
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

/// A unit and a scene lead to their page; everything else to its items.
fn choice(entry: &ListEntry) -> Choice {
    let mut request = SearchRequest::new("");
    let filter = entry.filter.as_deref().unwrap_or_default();
    let is_found = request.filters.add(filter, &entry.value).is_ok();
    let href = match &entry.id {
        Some(id) if filter == "unit" || !is_found => link::to_item(id),
        _ => link::to_search(&request, 1),
    };
    Choice { label: entry.label.clone(), href, count: entry.filter.is_some().then_some(entry.count), current: false }
}
