//! Items found by a key: which of several that bear one name is meant.

use jiff::civil::Date;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Order, Searcher, TERMINATED, TantivyError, Term};

use super::keys;
use crate::catalog::Validity;
use crate::error::Error;
use crate::index::{HitRecord, Reader};

/// Most versions of a document that are told apart by their days.
const VERSIONS: usize = 50;

/// The items that have a term, in the order of the index.
pub(super) fn with_term(searcher: &Searcher, field: Field, text: &str) -> Result<Vec<DocAddress>, Error> {
    let term = Term::from_field_text(field, text);
    let mut found = Vec::new();
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let postings = index.read_postings(&term, IndexRecordOption::Basic).map_err(TantivyError::from)?;
        let Some(mut postings) = postings else { continue };
        let alive = segment.alive_bitset();
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                found.push(DocAddress::new(at as u32, doc));
            }
            postings.advance();
        }
    }
    Ok(found)
}

/// Days of publication, as numbers that sort like them; 0 of none.
pub(super) fn days(searcher: &Searcher, found: &[DocAddress]) -> Result<Vec<i64>, Error> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        columns.push(segment.fast_fields().i64("date").map_err(Error::from)?);
    }
    let day = |address: &DocAddress| columns.get(address.segment_ord as usize)?.first(address.doc_id);
    Ok(found.iter().map(|address| day(address).unwrap_or(0)).collect())
}

/// The newest items that have all of the terms.
pub(super) fn newest(searcher: &Searcher, terms: &[(Field, &str)], limit: usize) -> Result<Vec<DocAddress>, Error> {
    let query = |(field, text): &(Field, &str)| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(*field, text), IndexRecordOption::Basic))
    };
    let all = BooleanQuery::intersection(terms.iter().map(query).collect());
    let found = searcher.search(&all, &TopDocs::with_limit(limit).order_by_fast_field::<i64>("date", Order::Desc))?;
    Ok(found.into_iter().map(|(_, address)| address).collect())
}

/// A document that is meant by a key.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) address: DocAddress,
    pub(super) record: HitRecord,
    /// Whether it is the version that is in force now, where another was in force when it was mentioned.
    pub(super) is_later: bool,
}

/// The documents that a mention means: the version that was in force on its day, and, where that is another, the one that
/// is in force now.
pub(super) fn targets(
    reader: &Reader,
    searcher: &Searcher,
    keys: &[String],
    on: Option<Date>,
    but: Option<DocAddress>,
) -> Result<Vec<Target>, Error> {
    for key in keys {
        let mut found = with_term(searcher, reader.fields.own, key)?;
        found.retain(|address| Some(*address) != but);
        if found.is_empty() && key.starts_with("t:") {
            found = with_term(searcher, reader.fields.own, &keys::doubtful(key))?;
            found.retain(|address| Some(*address) != but);
        }
        found.truncate(VERSIONS);
        if found.is_empty() {
            continue;
        }
        let mut versions = Vec::new();
        for address in found {
            versions.push((address, reader.record(searcher, address)?));
        }
        // The latest first; of one day the one in force.
        versions.sort_by_key(|(_, record)| std::cmp::Reverse((record.date, record.validity == Validity::InForce)));
        let target = |at: usize, is_later| {
            let (address, record) = versions[at].clone();
            Target { address, record, is_later }
        };
        // A code and an id are no names that are handed on.
        if !key.starts_with(['t', 'n']) {
            return Ok((0..versions.len()).map(|at| target(at, false)).collect());
        }
        let then = on.and_then(|on| versions.iter().position(|(_, record)| record.date.is_some_and(|day| day <= on)));
        let now = versions.iter().position(|(_, record)| record.validity == Validity::InForce);
        let meant = then.or(now).unwrap_or(0);
        let is_superseded = versions[meant].1.validity != Validity::InForce;
        let mut targets = vec![target(meant, false)];
        if let Some(now) = now.filter(|now| *now != meant)
            && (is_superseded || versions[now].1.date > versions[meant].1.date)
        {
            targets.push(target(now, true));
        }
        return Ok(targets);
    }
    Ok(Vec::new())
}
