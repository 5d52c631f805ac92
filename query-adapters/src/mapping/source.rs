//! Where a field of a record stands in a provider's answer, and how it is read there.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use menhu::ids;
use serde_json::Value;
use serde_json_path::JsonPath;

use super::fields::Kind;
use crate::lookup::{Money, Month, Ratio, in_china};

/// A path of RFC 9535, compiled.
#[derive(Clone)]
pub(crate) struct Path {
    path: JsonPath,
    /// Of a path to all elements of a list, the path to the list.
    list: Option<JsonPath>,
    text: String,
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Path {
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Path, String> {
        let path = JsonPath::parse(text)
            .map_err(|error| format!("`{text}` is no path (RFC 9535, such as $.data.list[*].name): {error}"))?;
        let list = text.trim().strip_suffix("[*]").and_then(|list| JsonPath::parse(list).ok());
        Ok(Path { path, list, text: text.to_owned() })
    }

    /// Everything it leads to. An array is opened: in XML one element and several look different, and mean the same.
    pub(crate) fn all<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let open = |node: &'v Value| match node {
            Value::Array(values) => values.iter().collect(),
            Value::Null => Vec::new(),
            other => vec![other],
        };
        self.path.query(value).all().into_iter().flat_map(open).collect()
    }

    /// Whether what it leads to is there at all, be it empty: a list without entries is, a list that was renamed is not.
    pub(crate) fn is_there(&self, value: &Value) -> bool {
        !self.list.as_ref().unwrap_or(&self.path).query(value).all().is_empty()
    }

    /// Whether it ends at all elements of a list.
    pub(crate) fn is_of_elements(&self) -> bool {
        self.list.is_some()
    }

    /// The text of the first thing that it leads to, where that is not empty.
    pub(crate) fn text(&self, value: &Value) -> Option<String> {
        self.all(value).into_iter().find_map(text_of)
    }
}

fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        // Numbers that a machine cannot hold have been rounded: another number is none.
        Value::Number(number) if number.is_f64() && number.as_f64().is_none_or(|n| n.abs() >= 9e15) => return None,
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        // The text of an XML element with attributes.
        Value::Object(fields) => return fields.get("#").and_then(text_of),
        Value::Null | Value::Array(_) => return None,
    };
    (!text.is_empty() && text != "null").then_some(text)
}

/// In what money is counted, and shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Yuan,
    Fen,
    Percent,
    Fraction,
}

/// One place where a field may stand.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) path: Path,
    pub(crate) unit: Option<Unit>,
    /// Of times, in the notation of `strptime`.
    pub(crate) format: Option<String>,
    /// What the provider's codes mean.
    pub(crate) codes: BTreeMap<String, String>,
    /// Only what stands before, or after, the first such text; where that is not there, nothing.
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Source {
    /// The text of the field, with codes put into words.
    pub(crate) fn text(&self, value: &Value) -> Option<String> {
        let mut text = self.path.text(value)?;
        if let Some(mark) = &self.before {
            text = text.split_once(mark.as_str())?.0.trim().to_owned();
        }
        if let Some(mark) = &self.after {
            text = text.split_once(mark.as_str())?.1.trim().to_owned();
        }
        Some(self.codes.get(&text).cloned().unwrap_or(text)).filter(|text| !text.is_empty())
    }

    /// The field as the record writes it.
    ///
    /// # Errors
    /// What was expected; never what is there.
    pub(crate) fn read(&self, text: &str, kind: Kind) -> Result<Value, &'static str> {
        let written = |value: Option<Value>, expected| value.ok_or(expected);
        match kind {
            Kind::Text => Ok(Value::String(text.to_owned())),
            Kind::Name => Ok(Value::String(ids::mask_name(text))),
            Kind::IdNumber => Ok(Value::String(ids::mask_id_number(text))),
            Kind::Account => Ok(Value::String(ids::mask_account(text))),
            Kind::Plate => Ok(Value::String(ids::mask_plate(text))),
            Kind::Money => {
                let money =
                    if self.unit == Some(Unit::Fen) { Money::from_fen_text(text) } else { Money::from_yuan(text) };
                written(money.and_then(|money| serde_json::to_value(money).ok()), "an amount of money")
            }
            Kind::Ratio => {
                let is_fraction = self.unit == Some(Unit::Fraction);
                let ratio = if is_fraction { Ratio::from_fraction(text) } else { Ratio::from_percent(text) };
                written(ratio.and_then(|ratio| serde_json::to_value(ratio).ok()), "a share up to 100 percent")
            }
            Kind::Month => {
                let month = match &self.format {
                    Some(format) => time(text, &[format]).and_then(|time| {
                        let (year, month) = (time.year()?, time.month()?);
                        Month::new(year, month)
                    }),
                    None => text.parse().ok(),
                };
                written(month.and_then(|month| serde_json::to_value(month).ok()), "a month")
            }
            Kind::Date => written(self.date(text).map(Value::String), "a date"),
            Kind::DateTime => written(self.date_time(text).map(Value::String), "a date with its time"),
            Kind::Points => {
                let number = text.trim_end_matches('分').trim();
                let number = number.strip_suffix(".0").unwrap_or(number);
                let points = number.parse::<u8>().ok().filter(|points| *points <= 12);
                written(points.map(Value::from), "points from 0 to 12")
            }
            Kind::Flag => {
                let flag = match text {
                    "1" | "true" | "是" | "已处理" | "Y" => Some(true),
                    "0" | "false" | "否" | "未处理" | "N" => Some(false),
                    _ => None,
                };
                written(flag.map(Value::Bool), "yes or no; say with `codes` which is `true` and which `false`")
            }
        }
    }

    /// What a text says of time, by the format of the file or else by those that are usual.
    fn read_time(&self, text: &str, usual: &[&str]) -> Option<BrokenDownTime> {
        match &self.format {
            Some(format) => time(text, &[format]),
            None => time(text, usual),
        }
    }

    fn date(&self, text: &str) -> Option<String> {
        let date = self.read_time(text, &DATES).and_then(|time| time.to_date().ok());
        date.or_else(|| self.time_of_day(text).map(|time| time.date())).map(|date| date.to_string())
    }

    fn date_time(&self, text: &str) -> Option<String> {
        self.time_of_day(text).map(|time| time.to_string())
    }

    fn time_of_day(&self, text: &str) -> Option<DateTime> {
        self.read_time(text, &TIMES).and_then(|time| time.to_datetime().ok()).or_else(|| with_offset(text))
    }

    /// Up to when data reach: a month, a date, or a date with its time to the minute.
    pub(crate) fn as_of(&self, text: &str) -> Option<String> {
        let time = self.read_time(text, &TIMES).filter(|time| time.hour().is_some());
        match time.and_then(|time| time.to_datetime().ok()).or_else(|| with_offset(text)) {
            Some(time) => Some(time.strftime("%Y-%m-%d %H:%M").to_string()),
            None => self.date(text).or_else(|| text.parse::<Month>().ok().map(|month| month.to_string())),
        }
    }
}

/// A time that says how far it is from UTC is that time in China.
fn with_offset(text: &str) -> Option<DateTime> {
    text.parse().ok().map(in_china)
}

/// How dates are written where a file says nothing.
const DATES: [&str; 4] = ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日"];
/// How times are.
const TIMES: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y%m%d%H%M%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
];

fn time(text: &str, formats: &[impl AsRef<str>]) -> Option<BrokenDownTime> {
    // Without marks between them, numbers that are too short would be taken for others.
    let is_whole = |format: &str| match format {
        "%Y%m%d" => text.len() == 8,
        "%Y%m%d%H%M%S" => text.len() == 14,
        _ => true,
    };
    let read = |format: &str| strtime::parse(format, text).ok();
    let of_now = |time: &BrokenDownTime| time.year().is_some_and(|year| year >= 1900);
    formats.iter().map(AsRef::as_ref).filter(|format| is_whole(format)).find_map(|format| read(format).filter(of_now))
}

/// The sources of a field, of which the first that is there counts.
#[derive(Debug, Clone)]
pub(crate) struct Sources(pub(crate) Vec<Source>);

impl Sources {
    /// The field; none where no source has it.
    ///
    /// # Errors
    /// What was expected, and at which path.
    pub(crate) fn read(&self, value: &Value, kind: Kind) -> Result<Option<Value>, String> {
        for source in &self.0 {
            if let Some(text) = source.text(value) {
                let read = source.read(&text, kind);
                return read.map(Some).map_err(|expected| format!("at {:?} there is not {expected}", source.path));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn source(path: &str) -> Source {
        Source {
            path: Path::parse(path).unwrap(),
            unit: None,
            format: None,
            codes: BTreeMap::new(),
            before: None,
            after: None,
        }
    }

    #[test]
    fn a_path_leads_to_texts_whatever_they_are_written_as() {
        let value = json!({"a": " x ", "n": 12.5, "b": true, "e": "", "z": null, "s": "null", "o": {"@k": "1", "#": "t"}, "l": [{"c": 1}, {"c": 2}]});
        let text = |path: &str| Path::parse(path).unwrap().text(&value);
        assert_eq!(
            (text("$.a"), text("$.n"), text("$.b")),
            (Some("x".into()), Some("12.5".into()), Some("true".into()))
        );
        assert_eq!((text("$.e"), text("$.z"), text("$.s"), text("$.missing")), (None, None, None, None));
        assert_eq!((text("$.o"), text("$.l[*].c")), (Some("t".into()), Some("1".into())));
        assert_eq!(Path::parse("$.l").unwrap().all(&value).len(), 2);
        let there = |path: &str| Path::parse(path).unwrap().is_there(&json!({"list": [], "null": null}));
        assert!(there("$.list[*]") && there("$.list") && there("$.null") && !there("$.other[*]") && !there("$.other"));
        assert!(Path::parse("l[").unwrap_err().contains("RFC 9535"));
    }

    #[test]
    fn a_code_in_front_of_a_text_is_found_there() {
        let value = json!({"code": "", "act": "16362 : 违反禁止标线指示"});
        let sources = Sources(vec![source("$.code"), Source { before: Some(":".into()), ..source("$.act") }]);
        assert_eq!(sources.read(&value, Kind::Text).unwrap(), Some(json!("16362")));
        let act = Source { after: Some(":".into()), ..source("$.act") };
        assert_eq!(act.text(&value).unwrap(), "违反禁止标线指示");
    }

    #[test]
    fn values_are_read_by_their_kind_and_errors_do_not_quote_them() {
        let read = |source: &Source, text: &str, kind| source.read(text, kind);
        let plain = source("$");
        let fen = Source { unit: Some(Unit::Fen), ..source("$") };
        assert_eq!(read(&fen, "150", Kind::Money).unwrap(), json!({"fen": 150, "yuan": "1.50"}));
        assert_eq!(read(&plain, "1.5", Kind::Money).unwrap(), json!({"fen": 150, "yuan": "1.50"}));
        assert_eq!(read(&plain, "202605", Kind::Month).unwrap(), json!("2026-05"));
        for text in ["20260501", "2026-05-01", "2026/05/01", "2026-05-01 10:00:00", "2026年05月01日"] {
            assert_eq!(read(&plain, text, Kind::Date).unwrap(), json!("2026-05-01"), "{text}");
        }
        assert_eq!(read(&plain, "20260501100203", Kind::DateTime).unwrap(), json!("2026-05-01T10:02:03"));
        for text in ["20261113000", "2026113", "26-05-01", "0026-05-01"] {
            assert!(read(&plain, text, Kind::Date).is_err(), "{text}");
        }
        assert_eq!(read(&plain, "2026-05-01 10:02:03.0", Kind::DateTime).unwrap(), json!("2026-05-01T10:02:03"));
        assert_eq!(read(&plain, "2026-05-01T20:00:00Z", Kind::DateTime).unwrap(), json!("2026-05-02T04:00:00"));
        assert_eq!(
            (read(&plain, "6分", Kind::Points), read(&plain, "6.0", Kind::Points)),
            (Ok(json!(6)), Ok(json!(6)))
        );
        assert_eq!(plain.as_of("2026-05").unwrap(), "2026-05");
        let american = Source { format: Some("%m/%d/%Y".into()), ..source("$") };
        assert_eq!(read(&american, "05/01/2026", Kind::Date).unwrap(), json!("2026-05-01"));
        assert_eq!(read(&plain, "未处理", Kind::Flag).unwrap(), json!(false));
        for (text, kind) in [("很多", Kind::Money), ("13", Kind::Points), ("明天", Kind::Date), ("也许", Kind::Flag)]
        {
            assert!(!read(&plain, text, kind).unwrap_err().contains(text));
        }
        assert_eq!(plain.as_of("2026-05-01 10:00:00").unwrap(), "2026-05-01 10:00");
        assert_eq!(plain.as_of("20260501").unwrap(), "2026-05-01");
        assert_eq!(american.as_of("05/01/2026").unwrap(), "2026-05-01");
    }
}
