//! Filters and facets.

use super::super::format::{FileKind, PageError};
use super::sort::sort_by;
use super::tables::Documents;
use super::{FacetValues, NEVER, Needs, PageIndex, PageRequest, day_of, tables};

/// Fields beyond this number share a bit, behind which no facet looks.
const MOST_BITS: usize = 31;
/// Values of a facet in an answer.
const MOST_VALUES: usize = 100;

/// One filter of a search: the documents that pass, and the bit of the others.
pub(super) enum Filter {
    Values { bit: u32, holders: Vec<bool>, excluded: bool },
    Days { from: u16, to: u16 },
}

impl Filter {
    pub(super) fn apply(&self, documents: &Documents, fails: &mut [u32]) {
        match self {
            Filter::Values { bit, holders, excluded } => {
                for (holds, fails) in holders.iter().zip(fails) {
                    if holds == excluded {
                        *fails |= bit;
                    }
                }
            }
            Filter::Days { from, to } => {
                for (day, fails) in documents.days.iter().zip(fails) {
                    if !(*from..=*to).contains(day) {
                        *fails |= NEVER;
                    }
                }
            }
        }
    }
}

/// A field whose values are counted.
pub(super) struct Facet<'a> {
    name: &'a str,
    bit: u32,
    values: Vec<(&'a str, Vec<u32>)>,
}

impl Facet<'_> {
    /// Counts as if the field's own filter were not set.
    pub(super) fn count(self, found: &[u32], fails: &[u32]) -> FacetValues {
        let mut counts = vec![false; fails.len()];
        found.iter().filter(|d| fails[**d as usize] & !self.bit == 0).for_each(|d| counts[*d as usize] = true);
        let mut values: Vec<(String, u32)> = Vec::new();
        for (value, holders) in self.values {
            let count = holders.iter().filter(|holder| counts[**holder as usize]).count() as u32;
            if count > 0 {
                values.push((value.to_owned(), count));
            }
        }
        sort_by(&mut values, |value| u64::MAX - u64::from(value.1));
        values.truncate(MOST_VALUES);
        FacetValues { field: self.name.to_owned(), values }
    }
}

impl PageIndex {
    /// The number of the field with this name.
    pub(super) fn field_named(&self, name: &str) -> Option<usize> {
        let fields = &self.manifest.fields;
        fields.iter().position(|field| field.name == name || field.aliases.iter().any(|alias| alias == name))
    }

    /// The filters of a request and those typed. They are complete only when nothing is needed.
    pub(super) fn filters(
        &self,
        request: &PageRequest,
        typed: Vec<(usize, String, bool)>,
        needs: &mut Needs,
    ) -> Result<Vec<Filter>, PageError> {
        let mut filters = Vec::new();
        let (mut from, mut to) = (0, u16::MAX);
        // Field, whether typed, excluded: the values of one such group are alternatives.
        let mut groups: Vec<((usize, bool, bool), Vec<String>)> = Vec::new();
        let mut add = |key: (usize, bool, bool), value: String| match groups.iter_mut().find(|group| group.0 == key) {
            Some(group) => group.1.push(value),
            None => groups.push((key, vec![value])),
        };
        for (name, value) in &request.filters {
            match name.as_str() {
                "date_from" => from = day_of(value).ok_or(PageError::UnknownField)?.max(1),
                "date_to" => to = day_of(value).ok_or(PageError::UnknownField)?,
                _ => add((self.field_named(name).ok_or(PageError::UnknownField)?, false, false), value.clone()),
            }
        }
        for (field, value, excluded) in typed {
            add((field, true, excluded), value);
        }
        if (from, to) != (0, u16::MAX) {
            filters.push(Filter::Days { from: from.max(1), to });
        }
        for ((field, _, excluded), wanted) in groups {
            let file = self.manifest.fields[field].file.file();
            let Some(payload) = self.file(&file, FileKind::Field, needs)? else { continue };
            let mut holders = vec![false; self.manifest.documents as usize];
            for (value, own) in tables::field(payload, self.manifest.documents)? {
                // A level of a path stands for what is below it.
                let below = |wanted: &String| {
                    value
                        .strip_prefix(wanted.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
                };
                if wanted.iter().any(below) {
                    own.into_iter().for_each(|holder| holders[holder as usize] = true);
                }
            }
            filters.push(Filter::Values { bit: if excluded { NEVER } else { bit(field) }, holders, excluded });
        }
        Ok(filters)
    }

    /// The fields to count. They are complete only when nothing is needed.
    pub(super) fn counted(&self, request: &PageRequest, needs: &mut Needs) -> Result<Vec<Facet<'_>>, PageError> {
        let mut facets = Vec::new();
        for name in &request.facets {
            let number = self.field_named(name).ok_or(PageError::UnknownField)?;
            let field = &self.manifest.fields[number];
            if let Some(payload) = self.file(&field.file.file(), FileKind::Field, needs)? {
                let values = tables::field(payload, self.manifest.documents)?;
                facets.push(Facet { name: &field.name, bit: bit(number), values });
            }
        }
        Ok(facets)
    }
}

fn bit(field: usize) -> u32 {
    if field < MOST_BITS { 1 << field } else { NEVER }
}
