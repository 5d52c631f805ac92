//! The part `[record]` of a provider file: which field stands where.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::{Spanned, Value};

use crate::mapping::{Kind, ListPlan, Path, Plan, Shape, Source, Sources, Unit};

/// What stands at a field: a path, a table, or a list of either.
#[derive(Debug)]
pub(super) enum Entry {
    Path(String),
    Table(BTreeMap<String, Spanned<Value>>),
    Any(Vec<Value>),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entry, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path such as \"$.data.name\", a table with `path`, or a list of them")
            }

            fn visit_str<E>(self, path: &str) -> Result<Entry, E> {
                Ok(Entry::Path(path.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Entry, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = list.next_element()? {
                    entries.push(entry);
                }
                Ok(Entry::Any(entries))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Entry, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some((name, value)) = table.next_entry()? {
                    entries.insert(name, value);
                }
                Ok(Entry::Table(entries))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// Collects what is wrong, with the place of each.
pub(super) trait Faults {
    fn fault(&mut self, place: &Range<usize>, reason: String);

    /// A value, or its fault.
    fn take<T>(&mut self, place: &Range<usize>, result: Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.fault(place, reason)).ok()
    }
}

/// The plan of a record.
pub(super) fn plan(
    shape: &'static Shape,
    record: &Spanned<BTreeMap<String, Spanned<Entry>>>,
    faults: &mut impl Faults,
) -> Plan {
    let mut plan = Plan { shape, fields: Vec::new(), lists: Vec::new() };
    for (name, entry) in record.get_ref() {
        let place = entry.span();
        if let Some(field) = shape.fields.iter().find(|field| field.name == name) {
            let sources =
                faults.take(&place, sources(entry.get_ref(), field.kind).map_err(|e| format!("`{name}`: {e}")));
            plan.fields.extend(sources.map(|sources| (field.name, field.kind, sources)));
        } else if let Some(list) = shape.lists.iter().find(|list| list.name == name) {
            let Entry::Table(table) = entry.get_ref() else {
                faults.fault(&place, format!("`{name}` is a list: write [record.{name}] with `each` and its fields"));
                continue;
            };
            let each = match table.get("each") {
                Some(each) => match each.get_ref().as_str() {
                    Some(path) => faults.take(&each.span(), Path::parse(path)),
                    None => {
                        faults.take(&each.span(), Err(format!("`{name}.each` is a path to the entries, in quotes")))
                    }
                },
                None => faults.take(&place, Err(format!("`{name}` has no `each`: the path to its entries"))),
            };
            let mut fields = Vec::new();
            let may_be_missing =
                match table.get("may_be_missing").map(|value| (value.get_ref().as_bool(), value.span())) {
                    None => false,
                    Some((Some(flag), _)) => flag,
                    Some((None, place)) => {
                        faults.fault(&place, format!("`{name}.may_be_missing` is true or false"));
                        false
                    }
                };
            let is_field = |name: &str| !matches!(name, "each" | "may_be_missing");
            for (field_name, value) in table.iter().filter(|(field_name, _)| is_field(field_name)) {
                let known = list.fields.iter().find(|field| field.name == field_name);
                let Some(field) = known else {
                    let names = names(list.fields.iter().map(|field| field.name));
                    faults.fault(&value.span(), format!("`{name}` has no field `{field_name}`; it has {names}"));
                    continue;
                };
                let read = of_value(value.get_ref(), field.kind).map_err(|e| format!("`{name}.{field_name}`: {e}"));
                fields.extend(faults.take(&value.span(), read).map(|sources| (field.name, field.kind, sources)));
            }
            for field in list.fields.iter().filter(|field| field.is_required && !table.contains_key(field.name)) {
                faults.fault(&place, format!("`{name}` has no `{}`, without which an entry says nothing", field.name));
            }
            plan.lists.extend(each.map(|each| ListPlan { name: list.name, each, may_be_missing, fields }));
        } else {
            let known = shape.fields.iter().map(|field| field.name).chain(shape.lists.iter().map(|list| list.name));
            faults.fault(&place, format!("there is no field `{name}`; this record has {}", names(known)));
        }
    }
    let required = shape.fields.iter().filter(|field| field.is_required).map(|field| field.name);
    for name in required.chain(shape.lists.iter().filter(|list| list.is_required).map(|list| list.name)) {
        if !record.get_ref().contains_key(name) {
            faults.fault(&record.span(), format!("the record has no `{name}`, without which it says nothing"));
        }
    }
    plan
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The sources of a time up to which data reach.
pub(super) fn as_of(entry: &Entry) -> Result<Vec<Source>, String> {
    sources(entry, Kind::DateTime).map(|sources| sources.0)
}

fn sources(entry: &Entry, kind: Kind) -> Result<Sources, String> {
    match entry {
        Entry::Path(path) => Ok(Sources(vec![of_path(path)?])),
        Entry::Table(table) => {
            let table = table.iter().map(|(name, value)| (name.clone(), value.get_ref().clone())).collect();
            Ok(Sources(vec![of_table(&table, kind)?]))
        }
        Entry::Any(entries) => of_value(&Value::Array(entries.clone()), kind),
    }
}

fn of_value(value: &Value, kind: Kind) -> Result<Sources, String> {
    match value {
        Value::String(path) => Ok(Sources(vec![of_path(path)?])),
        Value::Table(table) => Ok(Sources(vec![of_table(table, kind)?])),
        Value::Array(entries) if !entries.is_empty() => {
            let mut sources = Vec::new();
            for entry in entries {
                sources.extend(of_value(entry, kind)?.0);
            }
            Ok(Sources(sources))
        }
        _ => Err("expected a path such as \"$.data.name\", a table with `path`, or a list of them".to_owned()),
    }
}

fn of_path(path: &str) -> Result<Source, String> {
    let path = Path::parse(path)?;
    Ok(Source { path, unit: None, format: None, codes: BTreeMap::new(), before: None, after: None })
}

fn of_table(table: &toml::Table, kind: Kind) -> Result<Source, String> {
    let text = |value: &Value, name: &str| {
        value.as_str().map(str::to_owned).ok_or_else(|| format!("`{name}` is a text, in quotes"))
    };
    let path = table.get("path").ok_or("has no `path`")?;
    let mut source = of_path(&text(path, "path")?)?;
    for (name, value) in table {
        match name.as_str() {
            "path" => {}
            "unit" => source.unit = Some(unit(&text(value, name)?, kind)?),
            "format" => {
                if !matches!(kind, Kind::Month | Kind::Date | Kind::DateTime) {
                    return Err("`format` is for months, dates and times".to_owned());
                }
                let format = text(value, name)?;
                // Tried on some day: what it does not know it says at once.
                let day = jiff::civil::date(2026, 1, 2).at(3, 4, 5, 0);
                if let Err(error) = jiff::fmt::strtime::format(&format, day) {
                    return Err(format!("`{format}` is no format of a time: {error}"));
                }
                source.format = Some(format);
            }
            "before" => source.before = Some(text(value, name)?).filter(|mark| !mark.is_empty()),
            "after" => source.after = Some(text(value, name)?).filter(|mark| !mark.is_empty()),
            "codes" => {
                let codes = value.as_table().ok_or("`codes` is a table: codes = { \"01\" = \"正常\" }")?;
                for (code, words) in codes {
                    source.codes.insert(code.clone(), text(words, code)?);
                }
            }
            _ => return Err(format!("`{name}` is unknown; known are path, unit, format, codes, before, after")),
        }
    }
    Ok(source)
}

fn unit(name: &str, kind: Kind) -> Result<Unit, String> {
    match (name, kind) {
        ("yuan", Kind::Money) => Ok(Unit::Yuan),
        ("fen", Kind::Money) => Ok(Unit::Fen),
        ("percent", Kind::Ratio) => Ok(Unit::Percent),
        ("fraction", Kind::Ratio) => Ok(Unit::Fraction),
        (_, Kind::Money) => Err(format!("`{name}` is no unit of money; write yuan or fen")),
        (_, Kind::Ratio) => Err(format!("`{name}` is no unit of a share; write percent or fraction")),
        _ => Err("`unit` is for money and shares".to_owned()),
    }
}
