//! Interchange: one JSON object a line, read leniently where existing exports differ and strictly where something
//! would be lost.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{Item, ItemError, Kind, Validity};

/// Why an interchange line was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InterchangeError {
    /// The line is not JSON.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// A field has a value of another type or form.
    #[error("field `{field}`: {reason}")]
    Field {
        /// The field.
        field: String,
        /// What is wrong with its value and what is expected.
        reason: String,
    },
    /// A field that every item needs is missing.
    #[error("field `{0}` is missing; every item needs it")]
    Missing(&'static str),
    /// The fields are well-formed, but no item can be like that.
    #[error(transparent)]
    Item(#[from] ItemError),
}

/// Names under which other exports carry a field of ours.
const ALIASES: [(&str, &str); 3] = [("agency", "unit"), ("category", "column"), ("text", "body")];

/// Kinds of other exports, and ours.
const KINDS: [(&str, Kind); 9] = [
    ("policy", Kind::Document),
    ("law", Kind::Document),
    ("local_regulation", Kind::Document),
    ("regulation", Kind::Document),
    ("judicial", Kind::Document),
    ("case", Kind::Document),
    ("dept_rule", Kind::Document),
    ("covid_gov", Kind::Document),
    ("service_guide", Kind::Service),
];

/// Where a kind of another export is kept, so that nothing is lost.
const ORIGINAL_KIND: &str = "original_kind";

/// Where the status of another export is kept beside a validity.
const ORIGINAL_STATUS: &str = "original_status";

/// Reads one line.
///
/// `null` and empty strings count as absent. `agency`, `category`, `text` and `status` are read as `unit`, `column`,
/// `body` and `validity` where the line does not have those. Fields Menhu does not know are kept. A missing kind means
/// document; a missing title is accepted. A date may be followed by a time, which is dropped.
///
/// ```
/// let item = menhu::catalog::read_item(r#"{"id":"1","title":"通知","agency":"区政府","page":3}"#).unwrap();
/// assert_eq!(item.unit.as_deref(), Some("区政府"));
/// assert_eq!(item.extra["page"], 3);
/// let error = menhu::catalog::read_item(r#"{"id":"1","date":"last week"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("field `date`"));
/// ```
///
/// # Errors
/// [`InterchangeError`] names the field, what is wrong and what is expected.
pub fn read_item(line: &str) -> Result<Item, InterchangeError> {
    let mut fields: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| InterchangeError::Json(error.to_string()))?;
    fields.retain(|_, value| !value.is_null());
    for (alias, name) in ALIASES {
        if !is_present(fields.get(name))
            && fields.get(alias).is_some_and(Value::is_string)
            && let Some(value) = fields.remove(alias)
        {
            fields.insert(name.to_owned(), value);
        }
    }
    read_status(&mut fields);
    let kind = take_kind(&mut fields)?;
    // The reader takes the fields it knows out one by one; what stays is unknown and kept.
    let mut item = Item::new(take_id(&mut fields)?, kind, "");
    item.title = take_text(&mut fields, "title")?.unwrap_or_default();
    item.body = take_text(&mut fields, "body")?.unwrap_or_default();
    item.summary = take_text(&mut fields, "summary")?.unwrap_or_default();
    item.unit = take_name(&mut fields, "unit")?;
    item.column =
        take_name(&mut fields, "column")?.map(|path| path.split('/').map(str::trim).collect::<Vec<_>>().join("/"));
    item.date = take_date(&mut fields, "date")?;
    item.issued = take_date(&mut fields, "issued")?;
    item.doc_number = take_name(&mut fields, "doc_number")?;
    item.index_number = take_name(&mut fields, "index_number")?;
    item.subjects = take_list(&mut fields, "subjects")?;
    item.genre = take_name(&mut fields, "genre")?;
    item.keywords = take_list(&mut fields, "keywords")?;
    item.topics = take_list(&mut fields, "topics")?;
    item.audience = take_list(&mut fields, "audience")?;
    item.validity = take_state(&mut fields, "validity", "in_force, amended, repealed or expired")?;
    item.openness = take_state(&mut fields, "openness", "open, on_request, closed or draft")?;
    item.attachments =
        take_typed(&mut fields, "attachments", "a list of {name, url, file, bytes, text}")?.unwrap_or_default();
    item.url = take_name(&mut fields, "url")?;
    item.origins = take_typed(&mut fields, "origins", "a list of {url, unit, site, date, gone}")?.unwrap_or_default();
    item.extra = fields;
    item.check()?;
    Ok(item)
}

/// `status` says whether a document is in force in some exports, and something else in others, where it is kept.
fn read_status(fields: &mut Map<String, Value>) {
    let is_validity = |value: &Value| serde_json::from_value::<Validity>(value.clone()).is_ok();
    if fields.get("status").is_some_and(is_validity)
        && let Some(value) = fields.remove("status")
    {
        // Beside a validity it is kept under another name, so that it is not read as one when it comes back.
        let name = if is_present(fields.get("validity")) { ORIGINAL_STATUS } else { "validity" };
        fields.insert(name.to_owned(), value);
    }
}

fn is_present(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.as_str().is_none_or(|text| !text.trim().is_empty()))
}

fn bad(field: &str, reason: impl Into<String>) -> InterchangeError {
    InterchangeError::Field { field: field.to_owned(), reason: reason.into() }
}

fn take_typed<T: serde::de::DeserializeOwned>(
    fields: &mut Map<String, Value>,
    field: &str,
    expected: &str,
) -> Result<Option<T>, InterchangeError> {
    match fields.remove(field) {
        None => Ok(None),
        Some(value) => {
            serde_json::from_value(value).map(Some).map_err(|error| bad(field, format!("{error}; expected {expected}")))
        }
    }
}

fn take_text(fields: &mut Map<String, Value>, field: &str) -> Result<Option<String>, InterchangeError> {
    take_typed(fields, field, "a string")
}

/// A text that names something: trimmed, absent when empty.
fn take_name(fields: &mut Map<String, Value>, field: &str) -> Result<Option<String>, InterchangeError> {
    let text = take_text(fields, field)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

fn take_id(fields: &mut Map<String, Value>) -> Result<String, InterchangeError> {
    match fields.remove("id") {
        None => Err(InterchangeError::Missing("id")),
        Some(Value::String(id)) => Ok(id),
        Some(Value::Number(id)) if id.is_i64() || id.is_u64() => Ok(id.to_string()),
        // A longer number would be rounded, and two items would become one.
        Some(_) => {
            Err(bad("id", "expected a string, or a whole number of up to 19 digits; write longer ones as strings"))
        }
    }
}

fn take_kind(fields: &mut Map<String, Value>) -> Result<Kind, InterchangeError> {
    let Some(name) = take_name(fields, "kind")? else { return Ok(Kind::Document) };
    if let Some(kind) = Kind::parse(&name) {
        return Ok(kind);
    }
    let other = KINDS.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind);
    let kind = other.or_else(|| (name == "letter_reply").then_some(Kind::Letter)).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        bad("kind", format!("`{name}` is no kind of item; expected one of {}", known.join(", ")))
    })?;
    fields.entry(ORIGINAL_KIND).or_insert(Value::String(name));
    Ok(kind)
}

fn take_date(fields: &mut Map<String, Value>, field: &str) -> Result<Option<Date>, InterchangeError> {
    let Some(text) = take_name(fields, field)? else { return Ok(None) };
    let day = text.split(['T', ' ']).next().unwrap_or(&text);
    written_day(day)
        .map_or_else(|| day.parse(), Ok)
        .map(Some)
        .map_err(|_| bad(field, format!("`{text}` is no date; expected YYYY-MM-DD, a day that exists")))
}

/// A day as spreadsheets and letters write it: 2026/1/2, 2026.1.2, 2026-1-2, 2026年1月2日.
fn written_day(day: &str) -> Option<Date> {
    let parts: Vec<&str> = match day.strip_suffix('日') {
        Some(day) => day.split(['年', '月']).collect(),
        None => day.split(['/', '.', '-']).collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    (year.len() == 4).then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

/// Lists may be written as one string, separated by `,`, `;`, `、` and the like.
fn take_list(fields: &mut Map<String, Value>, field: &str) -> Result<Vec<String>, InterchangeError> {
    let list: Vec<String> = match fields.remove(field) {
        None => Vec::new(),
        Some(Value::String(text)) if field == "subjects" => vec![text],
        Some(Value::String(text)) => text.split([',', ';', '，', '；', '、']).map(str::to_owned).collect(),
        Some(value) => serde_json::from_value(value)
            .map_err(|error| bad(field, format!("{error}; expected a list of strings, or one string")))?,
    };
    Ok(list.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect())
}

fn take_state<T: serde::de::DeserializeOwned + Default>(
    fields: &mut Map<String, Value>,
    field: &str,
    expected: &str,
) -> Result<T, InterchangeError> {
    let Some(name) = take_name(fields, field)? else { return Ok(T::default()) };
    serde_json::from_value(Value::String(name.clone()))
        .map_err(|_| bad(field, format!("`{name}` is not known; expected {expected}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Openness;

    #[test]
    fn reads_the_forms_of_other_exports() {
        let line = r#"{"id":7,"kind":"law","title":"条例","text":"第一条","agency":"国务院","category":"法律/行政法",
            "date":"2019-01-27 10:30","status":"已废止","keywords":"土地；房屋","doc_number":null,"source_repo":"x"}"#;
        let item = read_item(line).unwrap();
        assert_eq!((item.id.as_str(), item.kind), ("7", Kind::Document));
        assert_eq!((item.body.as_str(), item.unit.as_deref()), ("第一条", Some("国务院")));
        assert_eq!(item.date.unwrap().to_string(), "2019-01-27");
        assert_eq!((item.validity, item.openness), (Validity::Repealed, Openness::Open));
        assert_eq!(item.keywords, ["土地", "房屋"]);
        assert_eq!((&item.extra["source_repo"], &item.extra["original_kind"]), (&"x".into(), &"law".into()));
    }

    #[test]
    fn what_was_read_once_is_read_the_same_again() {
        for line in [
            r#"{"id":"1","validity":"in_force","status":"已废止"}"#,
            r#"{"id":"1","unit":" ","agency":"区政府"}"#,
            r#"{"id":"1","unit":"区政府","agency":"另一个"}"#,
            r#"{"id":"1","status":"办理中","date":"2026/1/2","issued":"2026年1月2日"}"#,
        ] {
            let item = read_item(line).unwrap();
            assert_eq!(read_item(&serde_json::to_string(&item).unwrap()).unwrap(), item, "{line}");
        }
        assert_eq!(read_item(r#"{"id":"1","date":"2026/1/2"}"#).unwrap().date.unwrap().to_string(), "2026-01-02");
        assert!(read_item(r#"{"id":"1","date":"26/1/2"}"#).is_err());
    }

    #[test]
    fn refuses_what_it_cannot_keep() {
        let cases = [
            ("nonsense", "not a JSON object"),
            ("[1]", "not a JSON object"),
            (r#"{"title":"x"}"#, "field `id` is missing"),
            (r#"{"id":" "}"#, "field `id` is empty"),
            ("{\"id\":\"a\\nb\"}", "field `id` holds a control character"),
            (r#"{"id":"1","kind":"poem"}"#, "field `kind`: `poem`"),
            (r#"{"id":"1","title":5}"#, "field `title`"),
            (r#"{"id":"1","date":"2023-02-30"}"#, "field `date`"),
            (r#"{"id":"1","validity":"maybe"}"#, "field `validity`: `maybe`"),
            (r#"{"id":"1","openness":"secret"}"#, "field `openness`: `secret`"),
            (r#"{"id":"1","column":"a//b"}"#, "field `column`"),
            (r#"{"id":"1","subjects":[1]}"#, "field `subjects`"),
            (r#"{"id":11110000000138740710002014000001}"#, "field `id`"),
        ];
        let long = format!(r#"{{"id":"1","title":"{}"}}"#, "长".repeat(2000));
        let cases = cases.into_iter().chain([(long.as_str(), "field `title` has 6000 bytes")]);
        for (line, expected) in cases {
            let error = read_item(line).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{line}: {error}");
        }
    }

    #[test]
    fn numbers_of_unknown_fields_are_given_back_to_the_last_bit() {
        for number in
            ["111111111111111777777777777777777777777777711111111111111111", "0.1", "1e-7", "18446744073709551615"]
        {
            let item = read_item(&format!(r#"{{"id":"1","x":{number}}}"#)).unwrap();
            let again = read_item(&serde_json::to_string(&item).unwrap()).unwrap();
            assert_eq!(again, item, "{number}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(line in "\\PC{0,80}") {
            let _ = read_item(&line);
        }

        #[test]
        fn what_is_written_is_read_back(
            id in "[a-z0-9]{1,12}", title in "[^\\p{C}]{0,20}", body in "[^\\p{C}]{0,40}",
            kind in 0..Kind::ALL.len(), unit in proptest::option::of("[一-龥]{1,8}"),
            keywords in proptest::collection::vec("[一-龥]{1,4}", 0..3), extra in "[x-z]{1,4}", page in 0..99u32,
        ) {
            let mut item = Item::new(id, Kind::ALL[kind], title);
            item.body = body;
            item.unit = unit;
            item.keywords = keywords;
            item.extra.insert(extra, page.into());
            let line = serde_json::to_string(&item).unwrap();
            prop_assert_eq!(read_item(&line).unwrap(), item);
        }
    }
}
