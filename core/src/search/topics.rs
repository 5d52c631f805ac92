//! 专题: which items belong to a topic. Items name topics themselves; topics gather items by a query and by hand.
//!
//! What belongs to a topic changes with every commit, so it is looked up when first asked for, and kept with the commit.

use std::collections::BTreeMap;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Searcher, Term};

use super::Source;
use super::filter::{Filter, each};
use super::matching::{self, Matches};
use crate::catalog::{Gather, TopicRule};
use crate::config::Placement;
use crate::error::Error;
use crate::query::{Filters, Language, Plan, SearchRequest, Sort, parse};

/// The items of each topic that has a rule: for each segment, in order.
#[derive(Debug, Default)]
pub(crate) struct Topics(BTreeMap<String, Vec<Vec<DocId>>>);

impl Topics {
    /// The items of a topic; `None` when it has no rule, so that only items say what belongs to it.
    pub(crate) fn members(&self, topic: &str) -> Option<&[Vec<DocId>]> {
        self.0.get(topic).map(Vec::as_slice)
    }

    /// Every topic that has a rule, with its items.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Vec<Vec<DocId>>)> {
        self.0.iter()
    }

    /// Looks up what belongs to topics with their rules.
    pub(super) fn new(
        source: &Source<'_>,
        searcher: &Searcher,
        rules: &[(String, TopicRule)],
    ) -> Result<Topics, Error> {
        let mut topics = BTreeMap::new();
        for (id, rule) in rules {
            topics.insert(id.clone(), members(source, searcher, id, rule)?);
        }
        Ok(Topics(topics))
    }
}

fn members(source: &Source<'_>, searcher: &Searcher, id: &str, rule: &TopicRule) -> Result<Vec<Vec<DocId>>, Error> {
    let reader = source.reader;
    let mut docs: Vec<Vec<DocId>> = match &rule.gather {
        Some(gather) => gathered(source, searcher, gather)?,
        None => vec![Vec::new(); searcher.segment_readers().len()],
    };
    let term = Term::from_field_text(reader.fields.topic, id);
    let named = tantivy::query::TermQuery::new(term, IndexRecordOption::Basic);
    each(searcher, &named, |at, doc| docs[at].push(doc as DocId))?;
    for item in &rule.items {
        if let Some(DocAddress { segment_ord, doc_id }) = reader.find_open(searcher, item)? {
            docs[segment_ord as usize].push(doc_id);
        }
    }
    // A topic does not belong to itself.
    for item in rule.without.iter().map(String::as_str).chain([id]) {
        if let Some(DocAddress { segment_ord, doc_id }) = reader.find(searcher, item)? {
            docs[segment_ord as usize].retain(|doc| *doc != doc_id);
        }
    }
    for docs in &mut docs {
        docs.sort_unstable();
        docs.dedup();
    }
    Ok(docs)
}

/// Items that hold all words of a query and pass its filters.
fn gathered(source: &Source<'_>, searcher: &Searcher, gather: &Gather) -> Result<Vec<Vec<DocId>>, Error> {
    let request = request(gather);
    let filters = request.checked()?;
    let query = parse(&request.q);
    let reader = source.reader;
    let language =
        Language { dictionary: &reader.dictionary, synonyms: source.synonyms, lexicon: None, weights: source.weights };
    let plan = Plan { is_whole: true, ..Plan::new(&query, language) };
    let has_words = !plan.words.is_empty() || !plan.strict.is_empty();
    let filter = Filter::new(&reader.fields, &filters, &query.filters, &query.excluded_filters, has_words, None);
    let found = matching::find(source, searcher, &request, &plan, &filter, &Placement::default())?;
    let Matches { docs, masks, .. } = found;
    let passing = docs
        .into_iter()
        .zip(masks)
        .map(|(docs, masks)| docs.into_iter().zip(masks).filter(|(_, mask)| *mask == 0).map(|(doc, _)| doc).collect());
    Ok(passing.collect())
}

/// The search that a topic gathers by.
fn request(gather: &Gather) -> SearchRequest {
    let gather = gather.clone();
    SearchRequest {
        q: gather.q,
        limit: 0,
        // No order is wanted: nothing is scored twice.
        sort: Sort::Date,
        correct: false,
        filters: Filters {
            kind: gather.kind,
            unit: gather.unit,
            column: gather.column,
            subject: gather.subject,
            genre: gather.genre,
            year: gather.year,
            date_from: gather.date_from,
            date_to: gather.date_to,
            validity: gather.validity,
            audience: gather.audience,
            theme: gather.theme,
            group: gather.group,
            ..Filters::default()
        },
        ..SearchRequest::default()
    }
}
