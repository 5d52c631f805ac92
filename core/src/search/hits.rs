//! From the best matches to hits: what is shown, with its marks.

use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

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
    let mut bytes = Vec::new();
    let mut hits = Vec::with_capacity(matches.page.len());
    for (at, doc, score) in &matches.page {
        let damaged = |what: &str| reader.damaged(format!("{what} of item {at}:{doc} cannot be read"));
        let segment = searcher.segment_reader(*at as u32);
        let column = segment.fast_fields().bytes("hit")?.ok_or_else(|| damaged("the column"))?;
        let ord = column.ords().first(*doc).ok_or_else(|| damaged("the record"))?;
        bytes.clear();
        column.ord_to_bytes(ord, &mut bytes).map_err(tantivy::TantivyError::from)?;
        let record: HitRecord = serde_json::from_slice(&bytes).map_err(|_| damaged("the record"))?;
        let document: TantivyDocument = searcher.doc(DocAddress::new(*at as u32, *doc))?;
        let body = document.get_first(reader.fields.body).and_then(|value| value.as_str()).unwrap_or_default();
        let highlight = Highlight { title: highlighter.mark(&record.title), passage: highlighter.passage(body) };
        hits.push(Hit {
            id: record.id,
            title: record.title,
            kind: record.kind,
            unit: record.unit,
            date: record.date,
            url: record.url,
            doc_number: record.doc_number,
            validity: record.validity,
            score: *score,
            highlight,
        });
    }
    Ok(hits)
}
