//! A document as the browser finds it, and its parts.

use std::ops::Range;

use std::collections::BTreeSet;

use crate::catalog::{Genre, Item, Kind, Service, column_prefixes};
use crate::ids::DocNumber;
use crate::query::{Weights, nature};
use crate::text::fold;

/// One page that is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageDocument {
    /// Its name in the index; one document has one id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Text, paragraphs ending with a line feed.
    pub body: String,
    /// Words by which it is found besides, and which are not shown.
    pub keywords: Vec<String>,
    /// Where it is.
    pub url: String,
    /// Date, `YYYY-MM-DD`, or empty.
    pub date: String,
    /// Publishing unit, or empty.
    pub unit: String,
    /// Kind, as readers read it, or empty.
    pub kind: String,
    /// Values by which it can be filtered: field, value. Date, unit, kind and year need not be among them.
    pub filters: Vec<(String, String)>,
    /// How much it weighs, in sixtieths: [`PageDocument::WEIGHT`] is like all others.
    pub weight: u8,
}

impl Default for PageDocument {
    fn default() -> PageDocument {
        PageDocument {
            id: String::new(),
            title: String::new(),
            body: String::new(),
            keywords: Vec::new(),
            url: String::new(),
            date: String::new(),
            unit: String::new(),
            kind: String::new(),
            filters: Vec::new(),
            weight: PageDocument::WEIGHT,
        }
    }
}

impl PageDocument {
    /// What a document weighs that is neither raised nor lowered.
    pub const WEIGHT: u8 = 60;

    /// An item of a portal, as its search knows it: the same text, the same fields to filter by, the weight of its kind and
    /// validity. `None` of one that not everybody may read: it never enters an index. Which topics gather it, only its
    /// portal knows.
    #[must_use]
    pub fn of(item: &Item) -> Option<PageDocument> {
        if !item.is_open() {
            return None;
        }
        let text = item.full_text();
        let numbers = item.doc_number.iter().chain(&item.index_number);
        let units: BTreeSet<&String> =
            item.unit.iter().chain(item.origins.iter().filter_map(|origin| origin.unit.as_ref())).collect();
        let factors = nature(&Weights::default(), item.kind, item.validity, &fold(&item.title));
        let weight = factors.fold(f32::from(PageDocument::WEIGHT), |weight, (factor, _)| weight * factor);
        Some(PageDocument {
            id: item.id.clone(),
            title: item.display_title(),
            body: if item.summary.is_empty() { text } else { format!("{}\n{text}", item.summary) },
            keywords: item.keywords.iter().chain(numbers).chain(units).cloned().collect(),
            url: item.url.clone().unwrap_or_default(),
            date: item.date.map(|date| date.to_string()).unwrap_or_default(),
            unit: item.unit.clone().unwrap_or_default(),
            kind: item.kind.label().to_owned(),
            filters: filters(item),
            weight: weight.round() as u8,
        })
    }
}

/// By what an item can be filtered besides: the fields of the server's facets, a path with all paths above it.
fn filters(item: &Item) -> Vec<(String, String)> {
    let mut filters: Vec<(String, String)> = Vec::new();
    let mut add = |field: &str, value: &str| filters.push((field.to_owned(), value.to_owned()));
    add("validity", item.validity.label());
    // A column does not stand in itself.
    let column = item.column.iter().filter(|_| item.kind != Kind::Column);
    column.flat_map(|path| column_prefixes(path)).for_each(|path| add("column", path));
    for subject in item.subjects.iter().map(|subject| subject.replace('/', "\\")) {
        let above = subject.match_indices('\\').map(|(at, _)| &subject[..at]);
        above.chain([subject.as_str()]).for_each(|level| add("subject", level));
    }
    let genre = item.genre.as_deref().map(|genre| Genre::parse(genre).map_or(genre, |known| known.name()));
    let of_title = || Genre::of_title(item.title.trim()).filter(|_| item.kind == Kind::Document).map(Genre::name);
    genre.or_else(of_title).into_iter().for_each(|genre| add("genre", genre));
    item.audience.iter().for_each(|value| add("audience", value));
    item.origins.iter().filter_map(|origin| origin.unit.as_ref()).for_each(|unit| add("unit", unit));
    if let Some(service) = item.payload::<Service>() {
        service.themes.person.iter().chain(&service.themes.enterprise).for_each(|theme| add("theme", theme));
        service.groups.iter().for_each(|group| add("group", group));
    }
    if let Some(number) = item.doc_number.as_deref().and_then(|text| DocNumber::parse(&fold(text)).ok()) {
        add("doc_organ", number.organ());
        add("doc_year", &number.year().map(|year| year.to_string()).unwrap_or_default());
    }
    filters
}

/// A part of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) at: usize,
    pub(super) of: usize,
    pub(super) text: &'a str,
}

/// Cuts a body into parts of about `length` characters, as byte ranges that cover it: at the end of a paragraph or a
/// sentence, so that no word is cut. A document without text has one part.
pub(super) fn parts(body: &str, length: usize) -> Vec<Range<usize>> {
    let total = body.chars().count();
    // Even parts: the last one is no crumb.
    let count = total.div_ceil(length.max(16)).max(1);
    let target = total.div_ceil(count);
    let mut ranges = Vec::new();
    let (mut from, mut held) = (0, 0);
    for (at, c) in body.char_indices() {
        held += 1;
        let end = at + c.len_utf8();
        let may_end = match c {
            '\n' => held * 8 >= target * 7,
            '。' | '！' | '？' | '；' => held >= target,
            _ => held >= target * 2 && !c.is_alphanumeric(),
        };
        if may_end && end < body.len() {
            ranges.push(from..end);
            (from, held) = (end, 0);
        }
    }
    ranges.push(from..body.len());
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Openness;

    #[test]
    fn what_is_not_open_is_no_page() {
        let mut item = Item::new("1", Kind::News, "标题");
        assert!(PageDocument::of(&item).is_some());
        item.openness = Openness::OnRequest;
        assert_eq!(PageDocument::of(&item), None);
    }

    proptest! {
        #[test]
        fn parts_cover_the_body(body in "([税务局法]{0,30}[。\n，]){0,40}", length in 1usize..80) {
            let mut at = 0;
            for range in parts(&body, length) {
                prop_assert_eq!(range.start, at);
                at = range.end;
            }
            prop_assert_eq!(at, body.len());
        }
    }
}
