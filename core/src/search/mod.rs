//! Executing a search: matching, scoring, relaxing, counting, and making hits.
//!
//! One pass over the postings of the query's words tells for every item how many of them it holds. From that come the
//! exact totals of every degree of relaxation, and so which to take; the ranking terms and the facets then look only
//! at the items that match.

mod facet;
mod filter;
mod hits;
mod matching;
mod postings;

use std::time::Instant;

use crate::error::Error;
use crate::index::Reader;
use crate::query::{Highlighter, Note, Plan, SearchAnswer, SearchRequest, parse};

/// Answers a request from the reader's newest commit.
pub(crate) fn search(reader: &Reader, request: &SearchRequest) -> Result<SearchAnswer, Error> {
    let started = Instant::now();
    let filters = request.checked()?;
    let query = parse(&request.q);
    let plan = Plan::new(&query, &reader.dictionary);
    let searcher = reader.searcher();
    let has_words = !plan.words.is_empty() || !plan.strict.is_empty();
    let filter = filter::Filter::new(&reader.fields, &filters, &query.filters, &query.excluded_filters, has_words);
    let matches = matching::find(reader, &searcher, request, &plan, &filter)?;

    let mut notes = plan.notes.clone();
    if matches.relaxed && matches.total > 0 {
        let message = "包含全部检索词的内容较少，以下同时列出包含部分检索词的内容";
        notes.push(Note::new("relaxed", message));
    }
    let highlighter = Highlighter::new(&plan.marks);
    let hits = hits::make(reader, &searcher, &matches, &highlighter)?;
    let facets = facet::count(&searcher, &matches, &filter, &request.facets)?;
    Ok(SearchAnswer {
        total: matches.total,
        hits,
        facets,
        relaxed: matches.relaxed && matches.total > 0,
        notes,
        took_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
    })
}
