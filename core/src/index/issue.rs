//! 索引号: issued once, when a document of a unit with a credit code is put in, and kept ever after.
//!
//! The last serial number of each code and year stands in the catalog, so that the number of a document that has been
//! removed is never given to another.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, TantivyDocument, Term};

use super::document::to_item;
use super::schema::Fields;
use crate::catalog::{Item, ItemError, Kind, Openness, UnitProfile};
use crate::ids::{IndexNumber, check_credit_code};
use crate::text::fold;

/// The last serial number of a code and year: an index number has five digits for it.
const LAST_SERIAL: u32 = 99_999;

/// What a writer knows of index numbers.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The last serial number of each `code/year`.
    pub(super) last: BTreeMap<String, u32>,
    /// Credit codes of units, by their names.
    codes: HashMap<String, String>,
    /// The numbers of items put and removed since the last commit.
    put: HashMap<String, Option<String>>,
    /// Numbers issued since the last commit.
    pub(super) issued: u64,
}

impl Numbers {
    /// Forgets what happened since the last commit, whose counts are `last`.
    pub(super) fn begin(&mut self, last: &BTreeMap<String, u32>) {
        self.last.clone_from(last);
        self.put.clear();
        self.issued = 0;
    }

    /// Takes note of a unit's code, by which its documents are numbered from now on.
    pub(super) fn unit(&mut self, item: &Item) {
        if item.kind == Kind::Unit
            && item.is_open()
            && let Some(code) = item.payload::<UnitProfile>().and_then(|unit| unit.credit_code)
            && check_credit_code(&code).is_ok()
        {
            self.codes.insert(item.display_title(), code);
        }
    }

    /// The number that an item is to have, where it differs from the one that it brings. `stored`: the number that
    /// stands under its id in the last commit.
    pub(super) fn number(
        &mut self,
        item: &Item,
        stored: impl FnOnce() -> Result<Option<String>, tantivy::TantivyError>,
    ) -> Result<Result<Option<String>, ItemError>, tantivy::TantivyError> {
        let own = item.index_number.as_deref();
        let may_have_one = own.is_some() || item.kind == Kind::Document;
        if !may_have_one {
            return Ok(Ok(None));
        }
        let known = match self.put.get(&item.id) {
            Some(known) => known.clone(),
            // A portal that has never seen a number has none to keep.
            None if self.last.is_empty() => None,
            None => stored()?,
        };
        Ok(match (own.map(canonical), known) {
            // What is malformed was no number: it may be corrected, and is, by `check`, asked to be.
            (Some(Some(own)), Some(known)) if canonical(&known).is_some_and(|known| known != own) => {
                Err(ItemError::IndexNumberChanged { was: known, now: own })
            }
            (None, Some(known)) => Ok(Some(known)),
            (None, None) => self.issue(item),
            (Some(_), _) => Ok(None),
        })
    }

    fn issue(&mut self, item: &Item) -> Result<Option<String>, ItemError> {
        let is_listed = matches!(item.openness, Openness::Open | Openness::OnRequest);
        let code = item.unit.as_ref().and_then(|unit| self.codes.get(unit));
        let (Some(code), Some(date), true) = (code, item.date.or(item.issued), is_listed) else { return Ok(None) };
        let key = format!("{code}/{}", date.year());
        let serial = self.last.get(&key).copied().unwrap_or(0) + 1;
        if serial > LAST_SERIAL {
            return Err(ItemError::IndexNumbersUsedUp(key));
        }
        let number = format!("{key}-{serial:05}");
        // A year before 1900 is no year of an index number.
        Ok(canonical(&number).inspect(|_| self.issued += 1))
    }

    /// Takes note of what is put in under an id: no number is issued twice.
    pub(super) fn note(&mut self, id: &str, number: Option<&str>) {
        if let Some(known) = number.and_then(|number| IndexNumber::parse(&fold(number)).ok()) {
            let last = self.last.entry(format!("{}/{}", known.front(), known.year())).or_insert(0);
            *last = known.serial().max(*last);
        }
        if number.is_some() || self.put.contains_key(id) || !self.last.is_empty() {
            self.put.insert(id.to_owned(), number.map(str::to_owned));
        }
    }
}

fn canonical(number: &str) -> Option<String> {
    IndexNumber::parse(&fold(number)).ok().map(|number| number.to_string())
}

/// The item that is stored under an id.
pub(super) fn stored(searcher: &Searcher, fields: &Fields, id: &str) -> tantivy::Result<Option<Item>> {
    let query = TermQuery::new(Term::from_field_text(fields.id, id), IndexRecordOption::Basic);
    match searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?.first() {
        Some((_, address)) => {
            let document: TantivyDocument = searcher.doc(*address)?;
            Ok(to_item(fields.stored(), &document))
        }
        None => Ok(None),
    }
}
