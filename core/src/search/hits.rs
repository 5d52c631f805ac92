//! From the best matches to hits: what is shown, with its marks.

use tantivy::{DocAddress, DocId, Searcher};

use super::matching::Matches;
use crate::error::Error;
use crate::index::{HitRecord, Reader};
use crate::query::{Highlight, Highlighter, Hit};

pub(crate) fn make(
    reader: &Reader,
    searcher: &Searcher,
    matches: &Matches,
    highlighter: &Highlighter,
) -> Result<Vec<Hit>, Error> {
    let mut hits = Vec::with_capacity(matches.page.len());
    for hit in &matches.page {
        let (at, doc) = (hit.segment, hit.doc);
        let record = record(reader, searcher, at, doc)?;
        let text = reader.item(searcher, DocAddress::new(at as u32, doc))?.full_text();
        let highlight = Highlight { title: highlighter.mark(&record.title), passage: highlighter.passage(&text) };
        hits.push(Hit {
            id: record.id,
            title: record.title,
            kind: record.kind,
            unit: record.unit,
            date: record.date,
            url: record.url,
            doc_number: record.doc_number,
            validity: record.validity,
            score: hit.score,
            highlight,
            explain: Vec::new(),
        });
    }
    Ok(hits)
}

/// What a hit shows of an item, from the column that holds it.
pub(super) fn record(reader: &Reader, searcher: &Searcher, at: usize, doc: DocId) -> Result<HitRecord, Error> {
    let damaged = || reader.damaged(format!("the record of item {at}:{doc} cannot be read"));
    let column = searcher.segment_reader(at as u32).fast_fields().bytes("hit")?.ok_or_else(damaged)?;
    let ord = column.ords().first(doc).ok_or_else(damaged)?;
    let mut bytes = Vec::new();
    column.ord_to_bytes(ord, &mut bytes).map_err(tantivy::TantivyError::from)?;
    serde_json::from_slice(&bytes).map_err(|_| damaged())
}
