//! What a hit shows: read from its fragment, with the words marked.

use super::super::format::{In, PageError, push_number};
use super::super::light::light_fold;
use super::json::{push_count, push_field, push_text};
use super::{FacetValues, PageAnswer};
use crate::query::Highlighter;

/// A hit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[non_exhaustive]
pub struct PageHit {
    /// The document's id.
    pub id: String,
    /// Its title, plain.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Its date, `YYYY-MM-DD`, or empty.
    pub date: String,
    /// The publishing unit, or empty.
    pub unit: String,
    /// Its kind, or empty.
    pub kind: String,
    /// The title as HTML, with `<mark>`.
    #[cfg_attr(feature = "typescript", ts(rename = "highlight", type = "{ title: string, passage: string }"))]
    pub marked_title: String,
    /// The passage that shows best why it matches, as HTML, with `<mark>`.
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub passage: String,
}

impl PageHit {
    pub(super) fn read(payload: &[u8], marks: &Highlighter) -> Result<PageHit, PageError> {
        let mut input = In(payload);
        let (at, _) = (input.number()?, input.number()?);
        let mut text = || input.text();
        let (id, title, url, date, unit, kind, body) = (text()?, text()?, text()?, text()?, text()?, text()?, text()?);
        let mut table = Vec::new();
        for _ in 0..input.count()? {
            let mut character = || char::from_u32(input.number()?).ok_or(PageError::Malformed);
            table.push((character()?, character()?));
        }
        let fold = |text: &str| -> Vec<char> {
            let fold = |c: char| {
                table.iter().find(|(from, _)| *from == c).map_or_else(|| blank_as_one(light_fold(c)), |(_, to)| *to)
            };
            text.chars().map(fold).collect()
        };
        let mut passage = marks.passage_folded(body, &fold(body));
        if at > 0 && !passage.starts_with('…') {
            passage.insert(0, '…');
        }
        Ok(PageHit {
            marked_title: marks.mark_folded(title, &fold(title)),
            passage,
            id: id.to_owned(),
            title: title.to_owned(),
            url: url.to_owned(),
            date: date.to_owned(),
            unit: unit.to_owned(),
            kind: kind.to_owned(),
        })
    }

    fn push_json(&self, out: &mut String) {
        out.push('{');
        push_field(out, "id", &self.id);
        push_field(out, "title", &self.title);
        push_field(out, "url", &self.url);
        push_field(out, "date", &self.date);
        push_field(out, "unit", &self.unit);
        push_field(out, "kind", &self.kind);
        out.push_str(",\"highlight\":{");
        push_field(out, "title", &self.marked_title);
        push_field(out, "passage", &self.passage);
        out.push_str("}}");
    }
}

/// Line feeds are blanks, as in a folded text.
fn blank_as_one(c: char) -> char {
    if c.is_ascii_whitespace() { ' ' } else { c }
}

impl PageAnswer {
    /// Total and numbers of the documents as JSON.
    #[must_use]
    pub fn numbers_to_json(&self) -> String {
        let mut out = String::from("{");
        push_count(&mut out, "total", self.total);
        out.push_str(",\"numbers\":[");
        for (at, number) in self.numbers.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            push_number(&mut out, *number);
        }
        out.push_str("]}");
        out
    }

    /// The answer as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        push_count(&mut out, "total", self.total);
        for (name, value) in [("relaxed", self.is_relaxed), ("pinyin", self.is_pinyin)] {
            out.push(',');
            push_text(&mut out, name);
            out.push_str(if value { ":true" } else { ":false" });
        }
        out.push_str(",\"hits\":[");
        for (at, hit) in self.hits.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            hit.push_json(&mut out);
        }
        out.push_str("],\"facets\":{");
        for FacetValues { field, values } in &self.facets {
            if !out.ends_with('{') {
                out.push(',');
            }
            push_text(&mut out, field);
            out.push_str(":[");
            for (at, (value, count)) in values.iter().enumerate() {
                out.push_str(if at > 0 { ",{" } else { "{" });
                push_field(&mut out, "value", value);
                push_count(&mut out, "count", *count);
                out.push('}');
            }
            out.push(']');
        }
        out.push_str("}}");
        out
    }
}
