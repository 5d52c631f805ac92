//! The lists by which a portal is entered without a query.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Portal;
use crate::catalog::{Kind, ListEntry, Listed, Listing, enterprise_themes, groups, person_themes};
use crate::deadline::Deadline;
use crate::error::Error;
use crate::query::{FacetCount, FacetField, MAX_FACET_LIMIT, MAX_LIMIT, SearchRequest, Sort};
use crate::scene::Scene;

impl Portal {
    /// The entries of a list, with the number of their open items.
    ///
    /// # Errors
    /// [`Error::Deadline`] when it was not ready in time.
    pub fn browse(&self, list: Listing, deadline: Deadline) -> Result<Listed, Error> {
        let count = |field| self.counts(field, deadline);
        let entries = match list {
            Listing::Units => {
                let counts = count(FacetField::Unit)?;
                let units = &self.catalog().units;
                let entry = |unit: &crate::catalog::UnitEntry| ListEntry {
                    id: Some(unit.id.clone()),
                    ..found("unit", &unit.name, &counts)
                };
                units.iter().map(entry).collect()
            }
            Listing::Columns => {
                let counts = count(FacetField::Column)?;
                let columns = &self.catalog().columns;
                let entry = |column: &crate::catalog::Column| ListEntry {
                    id: Some(column.id.clone()),
                    of: column.unit.clone(),
                    ..levelled("column", &column.path, '/', &counts)
                };
                columns.iter().map(entry).collect()
            }
            Listing::Subjects => {
                let counts = count(FacetField::Subject)?;
                let mut subjects: Vec<&String> = counts.keys().collect();
                // A class before its subclasses, the classes by use.
                let class = |path: &str| path.split('\\').next().unwrap_or(path).to_owned();
                subjects.sort_by_key(|path| {
                    let of_class = counts.get(&class(path)).copied().unwrap_or(0);
                    (
                        std::cmp::Reverse(of_class),
                        class(path),
                        path.matches('\\').count(),
                        std::cmp::Reverse(counts[*path]),
                    )
                });
                subjects.into_iter().map(|path| levelled("subject", path, '\\', &counts)).collect()
            }
            Listing::Genres => self.values(FacetField::Genre, deadline)?,
            Listing::Years => self.values(FacetField::Year, deadline)?,
            Listing::Themes => {
                let counts = count(FacetField::Theme)?;
                let of =
                    |whom: &str, theme: &str| ListEntry { of: Some(whom.to_owned()), ..found("theme", theme, &counts) };
                let person = person_themes().map(|theme| of("person", theme));
                person.chain(enterprise_themes().map(|theme| of("enterprise", theme))).collect()
            }
            Listing::Groups => {
                let counts = count(FacetField::Group)?;
                groups().map(|group| found("group", group, &counts)).collect()
            }
            Listing::Scenes => self.scene_entries(deadline)?,
            Listing::Topics => self.titles(Kind::Topic, Some(&count(FacetField::Topic)?), deadline)?,
        };
        Ok(Listed { list, entries })
    }

    /// Ids and days of everything that is open to the public, in the order of the index.
    ///
    /// # Errors
    /// [`Error::Deadline`] when it was not ready in time; [`Error::Damaged`] when a record cannot be read.
    pub fn open_ids(&self, deadline: Deadline) -> Result<Vec<(String, Option<Date>)>, Error> {
        crate::search::open_ids(&self.versions.newest().reader, deadline)
    }

    /// The values of a field, in the order in which a facet gives them.
    fn values(&self, field: FacetField, deadline: Deadline) -> Result<Vec<ListEntry>, Error> {
        let values = self.facet(field, deadline)?.into_iter();
        Ok(values
            .map(|FacetCount { value, label, count }| ListEntry {
                label,
                value,
                filter: Some(field.name().to_owned()),
                count,
                ..ListEntry::default()
            })
            .collect())
    }

    /// The scenes in force, and after them those that are only items.
    fn scene_entries(&self, deadline: Deadline) -> Result<Vec<ListEntry>, Error> {
        let scenes = self.scenes();
        let entry = |scene: &Arc<Scene>| ListEntry {
            label: scene.title.clone(),
            value: scene.id.clone(),
            id: Some(scene.id.clone()),
            count: 1,
            ..ListEntry::default()
        };
        let mut entries: Vec<ListEntry> = scenes.iter().map(entry).collect();
        // One that was put in of a file that is gone is gone with the next commit.
        let put = &self.versions.newest().reader.scenes;
        let is_known = |id: &str| scenes.get(id).is_some() || put.iter().any(|known| known == id);
        entries.extend(self.titles(Kind::Scene, None, deadline)?.into_iter().filter(|entry| !is_known(&entry.value)));
        Ok(entries)
    }

    /// How many open items have each value of a field.
    fn counts(&self, field: FacetField, deadline: Deadline) -> Result<HashMap<String, u64>, Error> {
        Ok(self.facet(field, deadline)?.into_iter().map(|value| (value.value, value.count)).collect())
    }

    fn facet(&self, field: FacetField, deadline: Deadline) -> Result<Vec<FacetCount>, Error> {
        let request =
            SearchRequest { limit: 0, facets: vec![field], facet_limit: MAX_FACET_LIMIT, ..SearchRequest::default() };
        let mut answer = self.search_until(&request, deadline)?;
        Ok(answer.facets.remove(&field).unwrap_or_default())
    }

    /// The items of a kind that are entries themselves.
    fn titles(
        &self,
        kind: Kind,
        members: Option<&HashMap<String, u64>>,
        deadline: Deadline,
    ) -> Result<Vec<ListEntry>, Error> {
        let mut request = SearchRequest { limit: MAX_LIMIT, sort: Sort::Date, ..SearchRequest::default() };
        request.filters.kind = vec![kind];
        let mut entries = Vec::new();
        loop {
            let answer = self.search_until(&request, deadline)?;
            entries.extend(answer.hits.into_iter().map(|hit| ListEntry {
                label: hit.title,
                count: members.map_or(1, |members| members.get(&hit.id).copied().unwrap_or(0)),
                filter: members.map(|_| "topic".to_owned()),
                value: hit.id.clone(),
                id: Some(hit.id),
                ..ListEntry::default()
            }));
            request.cursor = answer.next_cursor;
            if request.cursor.is_none() {
                return Ok(entries);
            }
        }
    }
}

fn found(filter: &str, value: &str, counts: &HashMap<String, u64>) -> ListEntry {
    ListEntry {
        label: value.to_owned(),
        value: value.to_owned(),
        filter: Some(filter.to_owned()),
        count: counts.get(value).copied().unwrap_or(0),
        ..ListEntry::default()
    }
}

/// An entry of a tree, whose value is the path to it.
fn levelled(filter: &str, path: &str, separator: char, counts: &HashMap<String, u64>) -> ListEntry {
    ListEntry {
        label: path.rsplit(separator).next().unwrap_or(path).to_owned(),
        level: path.matches(separator).count(),
        ..found(filter, path, counts)
    }
}
