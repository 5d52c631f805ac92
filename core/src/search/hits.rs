//! From the best matches to hits: what is shown, with its marks.

use tantivy::{DocAddress, Searcher};

use super::matching::Matches;
use crate::error::Error;
use crate::index::Reader;
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
        let address = DocAddress::new(at as u32, doc);
        let record = reader.record(searcher, address)?;
        let text = reader.item(searcher, address)?.full_text();
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
