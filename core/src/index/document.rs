//! From items to what is indexed and stored, and back.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};

use super::schema::{Fields, OPEN};
use crate::catalog::{Genre, Item, Kind, Service, Themes, Validity, column_prefixes};
use crate::ids::{DocNumber, DocNumberForm, IndexNumber};
use crate::related::{Refers, keys, mention::mentions};
use crate::text::{doc_number_endings, fold, loose_title};

/// Longest title key, in characters: what agrees that far is the same title.
const LONGEST_KEY: usize = 300;

/// What a hit shows without its item being read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct HitRecord {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) doc_number: Option<String>,
    pub(crate) validity: Validity,
}

/// The keys under which a title is found as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TitleKeys {
    /// The title without blanks and symbols, folded: two titles that agree in it are the same to a reader.
    pub(crate) loose: String,
    /// The same without the name of the state: laws are known by their short names (行政处罚法).
    pub(crate) short: Option<String>,
    /// The title to the letter, folded; marked so that it is never taken for a loose one.
    pub(crate) literal: String,
}

impl TitleKeys {
    /// `None` for a title of blanks and symbols only.
    pub(crate) fn new(title: &str) -> Option<TitleKeys> {
        let folded = fold(title.trim());
        let loose = loose_title(title)?;
        let literal = std::iter::once('=').chain(folded.chars().take(LONGEST_KEY)).collect();
        let short = loose.strip_prefix("中华人民共和国").filter(|name| !name.is_empty()).map(str::to_owned);
        Some(TitleKeys { loose, short, literal })
    }
}

/// A number made of an id (FNV-1a), the same in every index.
fn tie(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A day as a number that sorts like it.
pub(crate) fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// Builds the document of an item.
pub(crate) fn to_document(fields: &Fields, item: &Item) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.id, &item.id);
    let mut envelope = item.clone();
    envelope.body = String::new();
    // An item is made of strings, numbers and JSON values: writing it cannot fail.
    document.add_bytes(fields.item, &serde_json::to_vec(&envelope).unwrap_or_default());
    document.add_text(fields.body, &item.body);
    if item.is_open() {
        add_searchable(&mut document, fields, item);
    }
    document
}

fn add_searchable(document: &mut TantivyDocument, fields: &Fields, item: &Item) {
    let title = item.title.trim();
    document.add_text(fields.state, OPEN);
    document.add_u64(fields.tie, tie(&item.id));
    document.add_text(fields.text, title);
    document.add_text(fields.text, title);
    let text = item.full_text();
    document.add_text(fields.text, &text);
    document.add_text(fields.title, title);
    document.add_text(fields.ideographs, title);
    document.add_text(fields.ideographs, &text);
    for more in [&item.summary].into_iter().chain(&item.keywords).chain(&item.doc_number).chain(&item.index_number) {
        document.add_text(fields.text, more);
    }
    if let Some(keys) = TitleKeys::new(title) {
        document.add_text(fields.title_key, keys.loose);
        document.add_text(fields.title_key, keys.literal);
        if let Some(short) = keys.short {
            document.add_text(fields.title_key, short);
        }
    }
    // A unit is known by its short names as by its name (人社局).
    for name in item.keywords.iter().filter(|_| item.kind == Kind::Unit) {
        if let Some(keys) = TitleKeys::new(name) {
            document.add_text(fields.title_key, keys.loose);
            document.add_text(fields.title_key, keys.literal);
        }
    }
    let refers = Refers { own: keys::own(item), column: item.column.clone(), mentions: mentions(item) };
    for key in &refers.own {
        document.add_text(fields.own, key);
    }
    let terms = refers.mentions.iter().flat_map(|mention| mention.keys.iter().map(|key| mention.how.term(key)));
    for term in terms.collect::<BTreeSet<String>>() {
        document.add_text(fields.cites, term);
    }
    document.add_bytes(fields.refers, &serde_json::to_vec(&refers).unwrap_or_default());
    document.add_text(fields.kind, item.kind.name());
    document.add_text(fields.validity, item.validity.name());
    for (field, values) in [(fields.topic, &item.topics), (fields.audience, &item.audience)] {
        for value in values {
            document.add_text(field, value);
        }
    }
    if let Some(service) = item.payload::<Service>() {
        let Themes { person, enterprise } = &service.themes;
        // 社会保障 and others are themes of both; an item stands in a theme once.
        let themes: BTreeSet<&String> = person.iter().chain(enterprise).collect();
        for theme in themes {
            document.add_text(fields.theme, theme);
        }
        for group in &service.groups {
            document.add_text(fields.group, group);
        }
        for code in service.base_code.iter().chain(&service.implementation_code) {
            document.add_text(fields.code, code.trim());
        }
    }
    if let Some(number) = item.index_number.as_deref().and_then(|number| IndexNumber::parse(&fold(number)).ok()) {
        document.add_text(fields.code, number.to_string());
    }
    // What several units publish is each one's.
    for unit in
        item.unit.iter().chain(item.origins.iter().filter_map(|origin| origin.unit.as_ref())).collect::<BTreeSet<_>>()
    {
        document.add_text(fields.unit, unit);
        document.add_text(fields.text, unit);
    }
    // A column does not stand in itself.
    let column = item.column.iter().filter(|_| item.kind != Kind::Column);
    for path in column.flat_map(|path| column_prefixes(path)) {
        document.add_text(fields.column, path);
    }
    add_subjects(document, fields.subject, &item.subjects);
    let genre = item.genre.as_deref().map(|genre| Genre::parse(genre).map_or(genre, |known| known.name()));
    let of_title = || Genre::of_title(title).filter(|_| item.kind == Kind::Document).map(Genre::name);
    if let Some(genre) = genre.or_else(of_title) {
        document.add_text(fields.genre, genre);
    }
    if let Some(date) = item.date {
        document.add_i64(fields.date, day_number(date));
        document.add_text(fields.year, date.year().to_string());
    }
    if let Some(number) = item.doc_number.as_deref().and_then(|text| DocNumber::parse(&fold(text)).ok()) {
        document.add_text(fields.doc_number, number.to_string());
        if number.form() != DocNumberForm::Bracketed {
            // Orders and notices are cited by any part of the organ's full name: 国务院令第718号.
            const LEAST: usize = "国务院".len();
            let tail = number.to_string().len() - number.organ().len();
            let endings = doc_number_endings(&number).into_iter().skip(1);
            for ending in endings.filter(|ending| ending.len() >= LEAST + tail) {
                document.add_text(fields.doc_number, ending);
            }
        }
        document.add_text(fields.doc_organ, number.organ());
        document.add_text(fields.doc_serial, number.number().to_string());
        if let Some(year) = number.year() {
            document.add_text(fields.doc_year, year.to_string());
        }
    }
    let record = HitRecord {
        id: item.id.clone(),
        title: item.display_title(),
        kind: item.kind,
        unit: item.unit.clone(),
        date: item.date,
        url: item.url.clone(),
        doc_number: item.doc_number.clone(),
        validity: item.validity,
    };
    document.add_bytes(fields.hit, &serde_json::to_vec(&record).unwrap_or_default());
}

/// A subject and the subject above it, each once.
fn add_subjects(document: &mut TantivyDocument, field: Field, subjects: &[String]) {
    let mut levels: Vec<String> = Vec::new();
    for subject in subjects {
        let path = subject.replace('/', "\\");
        for level in path.match_indices('\\').map(|(at, _)| &path[..at]).chain([path.as_str()]) {
            if !levels.iter().any(|known| known == level) {
                levels.push(level.to_owned());
            }
        }
    }
    for level in &levels {
        document.add_text(field, level);
    }
}

/// The fields that hold items, of this version or of another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    /// The item without its body, as JSON.
    pub(crate) item: Field,
    /// The body.
    pub(crate) body: Field,
}

/// Reads an item back; `None` when the stored form cannot be understood.
pub(crate) fn to_item(stored: Stored, document: &TantivyDocument) -> Option<Item> {
    let mut item: Item = serde_json::from_slice(document.get_first(stored.item)?.as_bytes()?).ok()?;
    if let Some(body) = document.get_first(stored.body).and_then(|value| value.as_str()) {
        body.clone_into(&mut item.body);
    }
    Some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_with_other_symbols_and_script_have_one_key() {
        let keys = |title| TitleKeys::new(title).unwrap();
        let (one, other) = (keys("關於“放管服”改革 的通知（2024）"), keys("关于放管服改革的通知2024"));
        assert!(one.loose == other.loose && one.literal != other.literal);
        assert_eq!(TitleKeys::new("——"), None);
    }

    #[test]
    fn an_item_that_is_not_open_has_nothing_to_find() {
        let (_, fields) = super::super::schema::schema();
        let mut item = Item::new("a", Kind::Document, "机密通知");
        item.openness = crate::catalog::Openness::OnRequest;
        item.body = "内容".into();
        let document = to_document(&fields, &item);
        let indexed: Vec<Field> = document.field_values().map(|(field, _)| field).collect();
        assert_eq!(indexed, [fields.id, fields.item, fields.body]);
        assert_eq!(to_item(fields.stored(), &document).unwrap(), item);
    }
}
