//! A document as the browser finds it, and its parts.

use std::ops::Range;

use crate::catalog::Item;

/// One page that is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageDocument {
    /// Its name in the index; one document has one id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Text, paragraphs ending with a line feed.
    pub body: String,
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
    /// How much it weighs, in sixteenths: 16 is like all others.
    pub weight: u8,
}

impl PageDocument {
    /// An item of a portal. `None` of one that not everybody may read: it never enters an index.
    #[must_use]
    pub fn of(item: &Item) -> Option<PageDocument> {
        if !item.is_open() {
            return None;
        }
        let mut filters: Vec<(String, String)> = Vec::new();
        let mut add = |field: &str, value: &str| filters.push((field.to_owned(), value.to_owned()));
        for subject in &item.subjects {
            add("subject", subject);
        }
        for (field, value) in [("column", &item.column), ("genre", &item.genre)] {
            if let Some(value) = value {
                add(field, value);
            }
        }
        Some(PageDocument {
            id: item.id.clone(),
            title: item.display_title(),
            body: if item.summary.is_empty() { item.body.clone() } else { format!("{}\n{}", item.summary, item.body) },
            url: item.url.clone().unwrap_or_default(),
            date: item.date.map(|date| date.to_string()).unwrap_or_default(),
            unit: item.unit.clone().unwrap_or_default(),
            kind: item.kind.label().to_owned(),
            filters,
            weight: 16,
        })
    }
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
    use crate::catalog::{Kind, Openness};

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
