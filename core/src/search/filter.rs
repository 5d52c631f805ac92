//! Filters over a segment: for every item, which of the filters set it fails.

use std::ops::Bound;

use tantivy::query::{EnableScoring, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, SegmentReader, TERMINATED, Term};

use crate::deadline::Deadline;
use crate::error::Error;
use crate::index::{Fields, OPEN, day_number};
use crate::query::{FacetField, Filters};

use super::topics::Topics;

/// One bit for each filter.
pub(crate) type Mask = u64;

/// The bit of what is not open to the public, or deleted: no facet looks behind it.
const HARD: Mask = 1;
/// The bit of what `-field:value` excludes.
const EXCLUDED: Mask = 2;

/// For each segment some of its items.
type Members = Vec<Vec<DocId>>;

/// All filters of a request.
pub(crate) struct Filter {
    /// What an item must match, and the bit it keeps when it does not.
    clauses: Vec<(Mask, Box<dyn Query>)>,
    /// Items of topics that gather: they pass the filter of the bit.
    members: Vec<(Mask, Members)>,
    /// What an item must not match: any of these.
    excluded: Vec<Box<dyn Query>>,
    /// Items of topics that are excluded.
    excluded_members: Vec<Members>,
    /// The bits of the filters that belong to a facet.
    facets: Vec<(FacetField, Mask)>,
    /// The bits of what was typed in the query, and not set beside it.
    typed: Mask,
}

impl Filter {
    /// An item must pass the filters set in the request and those typed in the query, and none of the excluded ones.
    ///
    /// `has_words`: whether the query asks for words too. What is not open has no word that could be found; only a
    /// query without words must be told what is open. `topics`: what belongs to topics, where one is asked for.
    pub(crate) fn new(
        fields: &Fields,
        set: &Filters,
        typed: &Filters,
        excluded: &[Filters],
        has_words: bool,
        topics: Option<&Topics>,
    ) -> Filter {
        let open: Box<dyn Query> =
            Box::new(TermQuery::new(Term::from_field_text(fields.state, OPEN), IndexRecordOption::Basic));
        let mut filter = Filter {
            clauses: if has_words { Vec::new() } else { vec![(HARD, open)] },
            members: Vec::new(),
            excluded: any_of(fields, excluded, topics),
            excluded_members: excluded.iter().flat_map(|filters| gathered(topics, filters)).collect(),
            facets: Vec::new(),
            typed: EXCLUDED,
        };
        for (filters, is_typed) in [(set, false), (typed, true)] {
            for (facet, query) in queries(fields, filters, topics) {
                let bit: Mask = 1 << (filter.clauses.len() + 2).min(63);
                if is_typed {
                    filter.typed |= bit;
                }
                if facet == Some(FacetField::Topic) {
                    filter.members.extend(gathered(topics, filters).map(|members| (bit, members)));
                }
                filter.clauses.push((bit, query));
                if let Some(facet) = facet {
                    filter.facets.push((facet, bit));
                }
            }
        }
        filter
    }

    /// The bits of what was typed in the query.
    pub(crate) fn typed_bits(&self) -> Mask {
        self.typed
    }

    /// The bits that the facet's own filters have.
    pub(crate) fn bits_of(&self, facet: FacetField) -> Mask {
        self.facets.iter().filter(|(own, _)| *own == facet).fold(0, |bits, (_, bit)| bits | bit)
    }

    /// For every item of every segment the bits of the filters it fails.
    pub(crate) fn masks(&self, searcher: &Searcher, deadline: Deadline) -> Result<Vec<Vec<Mask>>, Error> {
        let all = self.clauses.iter().fold(0, |bits, (bit, _)| bits | bit);
        let segments = searcher.segment_readers();
        let mut masks: Vec<Vec<Mask>> = segments.iter().map(|segment| vec![all; segment.max_doc() as usize]).collect();
        for (bit, query) in &self.clauses {
            deadline.check()?;
            each(searcher, query.as_ref(), |at, doc| masks[at][doc] &= !bit)?;
        }
        for (bit, members) in &self.members {
            each_member(members, |at, doc| masks[at][doc] &= !bit);
        }
        for members in &self.excluded_members {
            each_member(members, |at, doc| masks[at][doc] |= EXCLUDED);
        }
        for query in &self.excluded {
            deadline.check()?;
            each(searcher, query.as_ref(), |at, doc| masks[at][doc] |= EXCLUDED)?;
        }
        for (segment, masks) in segments.iter().zip(&mut masks) {
            fail_deleted(segment, masks);
        }
        Ok(masks)
    }
}

fn fail_deleted(segment: &SegmentReader, masks: &mut [Mask]) {
    if let Some(alive) = segment.alive_bitset() {
        for (doc, mask) in masks.iter_mut().enumerate() {
            if alive.is_deleted(doc as u32) {
                *mask |= HARD;
            }
        }
    }
}

pub(super) fn each(searcher: &Searcher, query: &dyn Query, mut found: impl FnMut(usize, usize)) -> Result<(), Error> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        let mut scorer = weight.scorer(segment, 1.0)?;
        while scorer.doc() != TERMINATED {
            found(at, scorer.doc() as usize);
            scorer.advance();
        }
    }
    Ok(())
}

/// The items of the topics of a filter that gather.
fn gathered<'a>(topics: Option<&'a Topics>, filters: &'a Filters) -> impl Iterator<Item = Members> + 'a {
    let topics = topics.into_iter().flat_map(|topics| filters.topic.iter().filter_map(|topic| topics.members(topic)));
    topics.map(<[Vec<DocId>]>::to_vec)
}

fn each_member(members: &Members, mut found: impl FnMut(usize, usize)) {
    for (at, docs) in members.iter().enumerate() {
        docs.iter().for_each(|doc| found(at, *doc as usize));
    }
}

/// The queries of all filters set, each with the facet it belongs to.
fn queries(fields: &Fields, filters: &Filters, topics: Option<&Topics>) -> Vec<(Option<FacetField>, Box<dyn Query>)> {
    let mut found: Vec<(Option<FacetField>, Box<dyn Query>)> = Vec::new();
    let mut terms = |facet, field: Field, values: Vec<String>| {
        if !values.is_empty() {
            let terms = values.iter().map(|value| Term::from_field_text(field, value));
            found.push((facet, Box::new(TermSetQuery::new(terms))));
        }
    };
    let numbers = |values: &[u32]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
    let doc_years: Vec<u32> = filters.doc_year.iter().copied().map(u32::from).collect();
    terms(Some(FacetField::Unit), fields.unit, filters.unit.clone());
    terms(Some(FacetField::Column), fields.column, filters.column.clone());
    terms(Some(FacetField::Kind), fields.kind, filters.kind.iter().map(|kind| kind.name().to_owned()).collect());
    terms(Some(FacetField::Subject), fields.subject, filters.subject.clone());
    terms(Some(FacetField::Genre), fields.genre, filters.genre.clone());
    terms(Some(FacetField::Year), fields.year, filters.year.iter().map(ToString::to_string).collect());
    let validity = filters.validity.iter().map(|validity| validity.name().to_owned()).collect();
    terms(Some(FacetField::Validity), fields.validity, validity);
    terms(Some(FacetField::Audience), fields.audience, filters.audience.clone());
    terms(Some(FacetField::Theme), fields.theme, filters.theme.clone());
    terms(Some(FacetField::Group), fields.group, filters.group.clone());
    terms(None, fields.doc_number, filters.doc_number.clone());
    terms(Some(FacetField::DocOrgan), fields.doc_organ, filters.doc_organ.clone());
    terms(Some(FacetField::DocYear), fields.doc_year, numbers(&doc_years));
    terms(None, fields.doc_serial, numbers(&filters.doc_serial));
    if !filters.topic.is_empty() {
        // What belongs to a topic with a rule is known: what an item says of itself does not decide there.
        let named = filters.topic.iter().filter(|topic| topics.is_none_or(|topics| topics.members(topic).is_none()));
        let terms = named.map(|topic| Term::from_field_text(fields.topic, topic));
        found.push((Some(FacetField::Topic), Box::new(TermSetQuery::new(terms))));
    }
    if filters.date_from.is_some() || filters.date_to.is_some() {
        let bound = |day: Option<jiff::civil::Date>| {
            day.map_or(Bound::Unbounded, |day| Bound::Included(Term::from_field_i64(fields.date, day_number(day))))
        };
        found.push((None, Box::new(RangeQuery::new(bound(filters.date_from), bound(filters.date_to)))));
    }
    found
}

/// Queries of which what is excluded matches one: values of one field are looked up together, however many were typed.
fn any_of(fields: &Fields, excluded: &[Filters], topics: Option<&Topics>) -> Vec<Box<dyn Query>> {
    let mut values = Filters::default();
    let mut ranges = Vec::new();
    for filters in excluded {
        let range = (filters.date_from, filters.date_to);
        if range != (None, None) && !ranges.contains(&range) {
            ranges.push(range);
        }
        values.extend(filters);
    }
    let ranges = ranges.into_iter().map(|(date_from, date_to)| Filters { date_from, date_to, ..Filters::default() });
    let all = std::iter::once(values).chain(ranges);
    all.flat_map(|filters| queries(fields, &filters, topics)).map(|(_, query)| query).collect()
}
