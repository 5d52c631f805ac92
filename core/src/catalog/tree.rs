//! The catalog file: in which order units and columns stand, and how columns hang together. What they are is in their
//! items.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Item, Kind};

/// Order and tree of a portal's units and columns, of one commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// Counts the commits that changed it.
    pub generation: u64,
    /// Units, in the order in which they were first put.
    pub units: Vec<UnitEntry>,
    /// Columns, in the order in which they were first put.
    pub columns: Vec<Column>,
    /// The last serial number (索引号) that has been given, for each credit code and year: `CODE/2026`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub index_numbers: BTreeMap<String, u32>,
}

/// A unit's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitEntry {
    /// Id of its item.
    pub id: String,
    /// Its name, by which items refer to it.
    pub name: String,
}

/// A column's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Id of its item.
    pub id: String,
    /// Its path: the names of the columns above it and its own, separated by `/`.
    pub path: String,
    /// The unit it belongs to, where it is not the district's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// A path and all paths above it: `a/b/c` gives `a`, `a/b`, `a/b/c`. An item stands in all of them.
pub fn column_prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain(std::iter::once(path))
}

/// A change to a catalog, gathered while items are put and removed and applied at the commit.
#[derive(Debug, Default, Clone)]
pub(crate) struct Changes {
    /// By item id: what it is now, `None` when it is no unit or column any more.
    entries: BTreeMap<String, (u64, Option<Entry>)>,
    count: u64,
}

#[derive(Debug, Clone)]
enum Entry {
    Unit(UnitEntry),
    Column(Column),
}

impl Changes {
    pub(crate) fn put(&mut self, item: &Item) {
        let entry = match item.kind {
            Kind::Unit if item.is_open() => {
                Some(Entry::Unit(UnitEntry { id: item.id.clone(), name: item.display_title() }))
            }
            Kind::Column if item.is_open() => {
                Some(Entry::Column(Column { id: item.id.clone(), path: item.column_path(), unit: item.unit.clone() }))
            }
            _ => None,
        };
        self.count += 1;
        self.entries.insert(item.id.clone(), (self.count, entry));
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.count += 1;
        self.entries.insert(id.to_owned(), (self.count, None));
    }

    /// The catalog after the changes: a known unit or column keeps its place, new ones come last. `None` when nothing
    /// changes.
    pub(crate) fn apply(&self, before: &Catalog) -> Option<Catalog> {
        let mut after = before.clone();
        let mut entries: Vec<(&String, &(u64, Option<Entry>))> = self.entries.iter().collect();
        entries.sort_by_key(|(_, (count, _))| *count);
        for (id, (_, entry)) in entries {
            let unit = after.units.iter().position(|unit| unit.id == *id);
            let column = after.columns.iter().position(|column| column.id == *id);
            if let (Some(at), false) = (unit, matches!(entry, Some(Entry::Unit(_)))) {
                after.units.remove(at);
            }
            if let (Some(at), false) = (column, matches!(entry, Some(Entry::Column(_)))) {
                after.columns.remove(at);
            }
            match (entry, unit, column) {
                (Some(Entry::Unit(new)), Some(at), _) => after.units[at] = new.clone(),
                (Some(Entry::Unit(new)), None, _) => after.units.push(new.clone()),
                (Some(Entry::Column(new)), _, Some(at)) => after.columns[at] = new.clone(),
                (Some(Entry::Column(new)), _, None) => after.columns.push(new.clone()),
                (None, _, _) => {}
            }
        }
        (after != *before).then(|| {
            after.generation = before.generation + 1;
            after
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_a_path() {
        assert_eq!(column_prefixes("a/b/c").collect::<Vec<_>>(), ["a", "a/b", "a/b/c"]);
        assert_eq!(column_prefixes("新闻").collect::<Vec<_>>(), ["新闻"]);
    }

    #[test]
    fn units_and_columns_keep_their_place() {
        let mut changes = Changes::default();
        changes.put(&Item::new("u1", Kind::Unit, "民政局"));
        changes.put(&Item::new("u2", Kind::Unit, "教育局"));
        let mut column = Item::new("c1", Kind::Column, "法规文件");
        column.unit = Some("民政局".into());
        changes.put(&column);
        let first = changes.apply(&Catalog::default()).unwrap();
        assert_eq!(first.columns[0].path, "民政局/法规文件");

        let mut changes = Changes::default();
        changes.put(&Item::new("u1", Kind::Unit, "民政和老龄局"));
        changes.remove("c1");
        changes.put(&Item::new("n1", Kind::News, "新闻"));
        let second = changes.apply(&first).unwrap();
        let names: Vec<&str> = second.units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!((names, second.columns.len(), second.generation), (vec!["民政和老龄局", "教育局"], 0, 2));
        assert!(Changes::default().apply(&second).is_none());
    }
}
