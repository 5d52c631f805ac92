//! Executing a search: matching, scoring, relaxing, correcting, weighing again, counting, and making hits.
//!
//! One pass over the postings of the query's words tells for every item how many of them it holds. From that come the
//! exact totals of every degree of relaxation, and so which to take; the ranking terms and the facets then look only
//! at the items that match, and the rules only at the best of those.

mod boost;
mod digest;
mod explain;
mod facet;
mod filter;
mod hits;
mod matching;
mod passage;
mod postings;
mod rerank;
mod ties;
mod topics;
mod vocabulary;

use std::time::Instant;

use jiff::civil::Date;
use tantivy::Searcher;

use crate::config::{BestBets, Placement};
use crate::correct::correct;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::index::Reader;
use crate::query::{
    DidYouMean, FacetField, Filters, Highlighter, Language, Note, ParsedQuery, Part, Plan, SearchAnswer, SearchRequest,
    Sort, Weights, parse,
};
use crate::text::Synonyms;

pub(crate) use digest::{Digest, open_ids, words_and_entries};
pub use rerank::{Candidate, Rerank};

/// A query that at most this many items hold entirely finds next to nothing, and may have been mistyped.
const NEXT_TO_NOTHING: usize = 2;

/// Longer queries, in characters, are questions: that no item holds all of their words says nothing about typing.
const LONGEST_CORRECTED: usize = 16;

/// Everything a search is answered from.
pub(crate) struct Source<'a> {
    pub(crate) reader: &'a Reader,
    pub(crate) digest: &'a Digest,
    pub(crate) synonyms: &'a Synonyms,
    pub(crate) best_bets: &'a BestBets,
    pub(crate) reranker: Option<&'a dyn Rerank>,
    pub(crate) weights: &'a Weights,
    pub(crate) today: Date,
    pub(crate) deadline: Deadline,
}

/// Answers a request from the reader's newest commit.
pub(crate) fn search(source: &Source<'_>, request: &SearchRequest) -> Result<SearchAnswer, Error> {
    let started = Instant::now();
    let searcher = source.reader.searcher();
    let typed = Search::new(source, &searcher, request)?;
    let better = typed.correction()?.map(|q| SearchRequest { q, ..request.clone() });
    let corrected = better.as_ref().map(|better| Search::new(source, &searcher, better)).transpose()?;
    let mut answer = match corrected {
        Some(corrected) if corrected.matches.complete > typed.matches.complete => {
            let text = corrected.request.q.clone();
            SearchAnswer { did_you_mean: Some(DidYouMean { text, searched: true }), ..corrected.answer()? }
        }
        _ => typed.answer()?,
    };
    answer.took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok(answer)
}

/// One query, looked up.
struct Search<'a> {
    source: &'a Source<'a>,
    searcher: &'a Searcher,
    request: &'a SearchRequest,
    query: ParsedQuery,
    plan: Plan,
    filter: filter::Filter,
    /// What belongs to topics, where one is asked for.
    topics: Option<&'a topics::Topics>,
    matches: matching::Matches,
}

impl<'a> Search<'a> {
    fn new(source: &'a Source<'a>, searcher: &'a Searcher, request: &'a SearchRequest) -> Result<Search<'a>, Error> {
        let reader = source.reader;
        let filters = request.checked()?;
        let query = parse(&request.q);
        // Only Latin letters are pinyin; other queries do not wait for the words to be gathered.
        let lexicon = match query.may_be_pinyin() {
            true => Some(&source.digest.words(reader, searcher)?.lexicon),
            false => None,
        };
        let Source { synonyms, weights, .. } = source;
        let plan = Plan::new(&query, Language { dictionary: &reader.dictionary, synonyms, lexicon, weights });
        let has_words = !plan.words.is_empty() || !plan.strict.is_empty();
        let names_topic = |own: &Filters| !own.topic.is_empty();
        let is_of_topics = request.facets.contains(&FacetField::Topic)
            || [&filters, &query.filters].into_iter().chain(&query.excluded_filters).any(names_topic);
        let topics = match is_of_topics {
            true => Some(source.digest.topics(reader, searcher)?),
            false => None,
        };
        let filter =
            filter::Filter::new(&reader.fields, &filters, &query.filters, &query.excluded_filters, has_words, topics);
        let placement = match request.sort {
            // Whoever excludes or filters wants something else than what editors had in mind.
            Sort::Relevance if !plan.has_conditions => source.best_bets.placement(&request.q, source.today),
            _ => Placement::default(),
        };
        let matches = matching::find(source, searcher, request, &plan, &filter, &placement)?;
        Ok(Search { source, searcher, request, query, plan, filter, topics, matches })
    }

    /// What the query should perhaps have been, where it finds next to nothing as typed.
    fn correction(&self) -> Result<Option<String>, Error> {
        let request = self.request;
        let is_plain = self.query.parts.iter().all(|part| matches!(part, Part::Words(_)))
            && self.query.excluded.is_empty()
            && !self.query.parts.is_empty();
        let is_short = request.q.chars().filter(|c| c.is_alphanumeric()).count() <= LONGEST_CORRECTED;
        if !request.correct || !is_plain || !is_short || self.matches.complete > NEXT_TO_NOTHING {
            return Ok(None);
        }
        self.source.deadline.check()?;
        let vocabulary = vocabulary::IndexVocabulary::new(self.source.reader, self.searcher);
        Ok(correct(&request.q, &self.source.reader.dictionary, &vocabulary).map(|found| found.text))
    }

    fn answer(&self) -> Result<SearchAnswer, Error> {
        let (source, request, matches) = (self.source, self.request, &self.matches);
        let is_relaxed = matches.relaxed && matches.total > 0;
        let mut notes = self.plan.notes.clone();
        if is_relaxed {
            notes.push(Note::new("relaxed", "包含全部检索词的内容较少，以下同时列出包含部分检索词的内容"));
        }
        let read = &self.plan.understood;
        if !read.is_empty() {
            notes.push(Note::new("pinyin", format!("已按拼音理解为“{}”", read.join(" "))));
        }
        let highlighter = Highlighter::new(&self.plan.marks);
        let mut hits = hits::make(source.reader, self.searcher, matches, &highlighter)?;
        if request.explain {
            let reasons = explain::explain(source, self.searcher, &self.plan, matches)?;
            for (hit, reasons) in hits.iter_mut().zip(reasons) {
                hit.explain = reasons;
            }
        }
        let cards = match request.offset {
            0 if request.sort == Sort::Relevance && !self.plan.has_conditions => {
                let typed = || self.query.parts.iter().filter_map(Part::words).map(str::to_owned).collect();
                let words: Vec<String> = if read.is_empty() { typed() } else { read.clone() };
                let synonyms = |word: &str| source.synonyms.of(word).to_vec();
                let cards = source.digest.cards(source.reader, self.searcher)?;
                cards.find(&words.join(" "), &source.reader.dictionary, &synonyms)
            }
            _ => Vec::new(),
        };
        Ok(SearchAnswer {
            total: matches.total,
            hits,
            next_cursor: None,
            facets: facet::count(
                source.reader,
                self.searcher,
                matches,
                &self.filter,
                request,
                self.topics,
                source.deadline,
            )?,
            cards,
            did_you_mean: None,
            relaxed: is_relaxed,
            notes,
            took_us: 0,
        })
    }
}
