//! JSON Schemas (draft 2020-12) of what a portal is asked, what it answers, and what it holds, made from the types
//! themselves (feature `schema`). They are checked in under `docs/schemas`.

use std::borrow::Cow;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Value, json};

use crate::catalog::{ColumnProfile, FormSheet, Item, Listed, Service, TopicRule, UnitProfile};
use crate::check::Report;
use crate::query::{Filters, SearchAnswer, SearchRequest};
use crate::related::{Graph, Related};
use crate::scene::Walk;
use crate::suggest::{SuggestAnswer, SuggestRequest};

/// How a day is written: `YYYY-MM-DD`.
pub(crate) struct Day;

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date"})
    }
}

/// What has something to it: a filter by blanks filters nothing.
pub(crate) const NOT_BLANK: &str = r"\S";
/// A document number as GB/T 9704 writes it. Other ways of writing are understood, too.
pub(crate) const DOC_NUMBER: &str = r"^[\u4E00-\u9FA5]{1,12}(〔(19|20)[0-9]{2}〕|令第)[1-9][0-9]{0,4}号$";
/// What an answer gives as `next_cursor`.
pub(crate) const CURSOR: &str = r"^[0-9a-f]{16}\.[0-9a-f]{16}\.[1-9][0-9]{4}\.[1-9][0-9]{0,15}$";

/// What a filter takes: one value or a list.
pub(crate) fn one_or_many(request: &mut Schema) {
    let Some(Value::Object(properties)) = request.get_mut("properties") else { return };
    for (name, property) in properties {
        let is_list = name == "facets" || (Filters::FIELDS.contains(&name.as_str()) && !name.starts_with("date_"));
        if let (true, Value::Object(list)) = (is_list, property) {
            let description = list.remove("description");
            let default = list.remove("default");
            let one = list.get("items").cloned().unwrap_or_default();
            let both = json!({"anyOf": [one, std::mem::take(list)]});
            *list = both.as_object().cloned().unwrap_or_default();
            list.extend(description.map(|text| ("description".to_owned(), text)));
            list.extend(default.map(|value| ("default".to_owned(), value)));
        }
    }
}

/// Descriptions are the types' own documentation, without the links that only Rust's has.
#[derive(Debug, Clone)]
struct PlainLinks;

impl Transform for PlainLinks {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace("[`", "`").replace("`]", "`");
        }
    }
}

/// Makes the descriptions of a schema plain text: the links of the types' documentation lead nowhere elsewhere.
pub fn without_links(schema: &mut Schema) {
    RecursiveTransform(PlainLinks).transform(schema);
}

/// A generator for what is read (`for_answers` off) or written, whose definitions stand at `definitions`.
#[must_use]
pub fn generator(definitions: &str, for_answers: bool) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = definitions.to_owned().into())
        .with_transform(RecursiveTransform(PlainLinks));
    let settings = if for_answers { settings.for_serialize() } else { settings.for_deserialize() };
    settings.into_generator()
}

/// Every schema, with the name of its file.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let (asked, answered) = (|| generator("/$defs", false), || generator("/$defs", true));
    vec![
        ("search-request", asked().into_root_schema_for::<SearchRequest>()),
        ("search-answer", answered().into_root_schema_for::<SearchAnswer>()),
        ("suggest-request", asked().into_root_schema_for::<SuggestRequest>()),
        ("suggest-answer", answered().into_root_schema_for::<SuggestAnswer>()),
        ("listed", answered().into_root_schema_for::<Listed>()),
        ("item", answered().into_root_schema_for::<Item>()),
        ("service", asked().into_root_schema_for::<Service>()),
        ("unit-profile", asked().into_root_schema_for::<UnitProfile>()),
        ("form-sheet", asked().into_root_schema_for::<FormSheet>()),
        ("column-profile", asked().into_root_schema_for::<ColumnProfile>()),
        ("topic-rule", asked().into_root_schema_for::<TopicRule>()),
        ("related", answered().into_root_schema_for::<Related>()),
        ("graph", answered().into_root_schema_for::<Graph>()),
        ("walk", answered().into_root_schema_for::<Walk>()),
        ("check-report", answered().into_root_schema_for::<Report>()),
    ]
}
