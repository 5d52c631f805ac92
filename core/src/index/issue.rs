//! 索引号: issued once, when a document of a unit with a credit code is put in, and kept ever after.
//!
//! The last serial number of each code and year stands in the catalog, so that the number of a document that has been
//! removed is never given to another.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::TopDocs;
use tantivy::error::DataCorruption;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, TantivyDocument, TantivyError, Term};

use super::document::to_item;
use super::schema::Fields;
use crate::catalog::{Catalog, Item, ItemError, Kind, Openness, UnitProfile};
use crate::ids::{FrontKind, IndexNumber};
use crate::text::fold;

/// The last serial number of a code and year: an index number has five digits for it.
const LAST_SERIAL: u32 = 99_999;

/// What a writer knows of index numbers.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The last serial number of each `code/year`.
    pub(super) last: BTreeMap<String, u32>,
    /// Credit codes of units, by their names …
    codes: HashMap<String, String>,
    /// … and the names of units that have one, by their ids.
    units: HashMap<String, String>,
    /// The numbers of items put and removed since the last commit.
    put: HashMap<String, Option<String>>,
    /// Numbers issued since the last commit.
    pub(super) issued: u64,
}

impl Numbers {
    /// Begins after a commit with its units.
    pub(super) fn new(catalog: &Catalog, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Numbers> {
        let mut numbers = Numbers { last: catalog.index_numbers.clone(), ..Numbers::default() };
        for unit in &catalog.units {
            if let Some(unit) = stored(searcher, fields, &unit.id)? {
                numbers.unit(&unit);
            }
        }
        Ok(numbers)
    }

    /// Forgets what happened before a commit that succeeded, whose counts are `last`.
    pub(super) fn begin(&mut self, last: &BTreeMap<String, u32>) {
        self.last.clone_from(last);
        self.put.clear();
        self.issued = 0;
    }

    /// Takes note of a unit's code, by which its documents are numbered from now on; or of what is no such unit any more.
    fn unit(&mut self, item: &Item) {
        self.no_unit(&item.id);
        let code = item.payload::<UnitProfile>().and_then(|unit| unit.credit_code);
        if let Some(code) = code.filter(|_| item.kind == Kind::Unit && item.is_open()).as_deref().and_then(front) {
            self.units.insert(item.id.clone(), item.display_title());
            self.codes.insert(item.display_title(), code);
        }
    }

    fn no_unit(&mut self, id: &str) {
        if let Some(name) = self.units.remove(id) {
            self.codes.remove(&name);
        }
    }

    /// The number that an item is to have, where it differs from the one that it brings. `stored`: the number that
    /// stands under its id in the last commit.
    pub(super) fn number(
        &self,
        item: &Item,
        stored: impl FnOnce() -> tantivy::Result<Option<String>>,
    ) -> tantivy::Result<Result<Option<String>, ItemError>> {
        let known = match self.put.get(&item.id) {
            Some(known) => known.clone(),
            // A portal that has never seen a number has none to keep.
            None if self.last.is_empty() => None,
            None => stored()?,
        };
        // What is malformed is no number: it may be corrected, and is, by `check`, asked to be.
        let known = known.and_then(|known| canonical(&known).map(|canonical| (known, canonical)));
        Ok(match (&item.index_number, known) {
            (Some(own), Some((known, kept))) if canonical(own).as_ref() != Some(&kept) => {
                Err(ItemError::IndexNumberChanged { was: known, now: own.clone() })
            }
            (None, Some((known, _))) => Ok(Some(known)),
            (None, None) => Ok(self.next(item)),
            (Some(_), _) => Ok(None),
        })
    }

    /// The number that is issued to an item, where it belongs into a catalog of disclosure.
    fn next(&self, item: &Item) -> Option<String> {
        let is_listed = item.kind == Kind::Document && matches!(item.openness, Openness::Open | Openness::OnRequest);
        let code = item.unit.as_ref().filter(|_| is_listed).and_then(|unit| self.codes.get(unit))?;
        let key = format!("{code}/{}", item.date.or(item.issued)?.year());
        let serial = self.last.get(&key).copied().unwrap_or(0) + 1;
        // Where a unit's numbers are used up, or the year is none, the document goes in without one, and `check` says so.
        (serial <= LAST_SERIAL).then(|| canonical(&format!("{key}-{serial:05}"))).flatten()
    }

    /// Whether a number has never been given before.
    pub(super) fn is_new(&self, number: &str) -> bool {
        let known = IndexNumber::parse(number).ok();
        known.is_some_and(|number| {
            let key = format!("{}/{}", number.front(), number.year());
            self.last.get(&key).copied().unwrap_or(0) < number.serial()
        })
    }

    /// Takes note of what is put in: no number is issued twice.
    pub(super) fn put(&mut self, item: &Item, is_issued: bool) {
        self.unit(item);
        self.issued += u64::from(is_issued);
        self.note(&item.id, item.index_number.as_deref());
    }

    /// Takes note of what is removed.
    pub(super) fn remove(&mut self, id: &str) {
        self.no_unit(id);
        self.note(id, None);
    }

    fn note(&mut self, id: &str, number: Option<&str>) {
        if let Some(known) = number.and_then(|number| IndexNumber::parse(&fold(number)).ok()) {
            let last = self.last.entry(format!("{}/{}", known.front(), known.year())).or_insert(0);
            *last = known.serial().max(*last);
        }
        if !self.last.is_empty() {
            self.put.insert(id.to_owned(), number.map(str::to_owned));
        }
    }
}

fn canonical(number: &str) -> Option<String> {
    IndexNumber::parse(&fold(number)).ok().map(|number| number.to_string())
}

/// A credit code as it begins index numbers, whatever its width and case.
fn front(code: &str) -> Option<String> {
    let number = IndexNumber::parse(&format!("{}/2000-00001", code.trim())).ok()?;
    (number.front_kind() == FrontKind::CreditCode).then(|| number.front().to_owned())
}

/// The item that is stored under an id.
pub(super) fn stored(searcher: &Searcher, fields: &Fields, id: &str) -> tantivy::Result<Option<Item>> {
    let query = TermQuery::new(Term::from_field_text(fields.id, id), IndexRecordOption::Basic);
    let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
    let Some((_, address)) = found.first() else { return Ok(None) };
    let document: TantivyDocument = searcher.doc(*address)?;
    // What cannot be read must not be taken for what is not there: its number would be lost.
    let unreadable =
        || TantivyError::DataCorruption(DataCorruption::comment_only(format!("item `{id}` cannot be read")));
    to_item(fields.stored(), &document).map(Some).ok_or_else(unreadable)
}
