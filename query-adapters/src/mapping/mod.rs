//! From a provider's answer to a typed record: by paths, with units and tables of codes.
//!
//! What identifies a person is masked on the way: nothing behind this room knows a whole number or name.

mod fields;
mod source;
pub(crate) mod tree;

use serde_json::{Map, Value};

pub(crate) use fields::{Kind, Shape, shape};
pub(crate) use source::{Path, Source, Sources, Unit};

/// Entries of a list that are read.
const MOST: usize = 5000;

/// How a record is read.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) shape: &'static Shape,
    /// By the names of the shape's fields.
    pub(crate) fields: Vec<(&'static str, Kind, Sources)>,
    pub(crate) lists: Vec<ListPlan>,
}

/// How a list within a record is read.
#[derive(Debug, Clone)]
pub(crate) struct ListPlan {
    pub(crate) name: &'static str,
    pub(crate) each: Path,
    /// Whether an answer without the list has none, as XML without an element: otherwise it cannot be read.
    pub(crate) may_be_missing: bool,
    pub(crate) fields: Vec<(&'static str, Kind, Sources)>,
}

impl Plan {
    /// The record, as JSON of its type.
    ///
    /// # Errors
    /// Which field cannot be read, at which path; never what stands there.
    pub(crate) fn read(&self, answer: &Value) -> Result<Value, String> {
        let mut record = fields(answer, &self.fields)?;
        for field in self.shape.fields.iter().filter(|field| field.is_required) {
            if !record.contains_key(field.name) {
                return Err(format!("`{}` is missing", field.name));
            }
        }
        for list in &self.lists {
            let shape = self.shape.lists.iter().find(|shape| shape.name == list.name);
            if shape.is_some_and(|shape| shape.is_required) && !list.may_be_missing && !list.each.is_there(answer) {
                return Err(format!("`{}` is not there, not even empty, at {:?}", list.name, list.each));
            }
            let entries = list.each.all(answer);
            if entries.len() > MOST {
                return Err(format!("`{}` has more than {MOST} entries", list.name));
            }
            let mut read = Vec::with_capacity(entries.len());
            for entry in entries {
                // An empty element stands for no entry in XML.
                if entry.as_str().is_some_and(str::is_empty) {
                    continue;
                }
                let entry = fields(entry, &list.fields).map_err(|error| format!("`{}`: {error}", list.name))?;
                for field in shape.iter().flat_map(|shape| shape.fields).filter(|field| field.is_required) {
                    if !entry.contains_key(field.name) {
                        return Err(format!("`{}.{}` is missing", list.name, field.name));
                    }
                }
                read.push(Value::Object(entry));
            }
            newest_first(&mut read);
            record.insert(list.name.to_owned(), Value::Array(read));
        }
        // Everything is missing where everything was renamed.
        let is_empty = record.values().all(|value| value.as_array().is_some_and(Vec::is_empty));
        if is_empty && self.shape.lists.iter().all(|list| !list.is_required) {
            return Err("none of its fields is there".to_owned());
        }
        Ok(Value::Object(record))
    }
}

fn fields(answer: &Value, plan: &[(&'static str, Kind, Sources)]) -> Result<Map<String, Value>, String> {
    let mut read = Map::new();
    for (name, kind, sources) in plan {
        if let Some(value) = sources.read(answer, *kind).map_err(|error| format!("`{name}`: {error}"))? {
            read.insert((*name).to_owned(), value);
        }
    }
    Ok(read)
}

/// Sorts entries that have a time; times are written so that their texts sort as they do.
fn newest_first(entries: &mut [Value]) {
    let time = |entry: &Value| {
        let named = ["time", "date", "month"].iter().find_map(|name| entry.get(name)?.as_str());
        named.map(str::to_owned)
    };
    entries.sort_by_cached_key(|entry| std::cmp::Reverse(time(entry)));
}
