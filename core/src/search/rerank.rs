//! Weighing the best matches again: by their best passage, by rules, and by a site's own re-ranker.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId, Searcher};

use super::Source;
use super::boost::{Boost, Boosts};
use super::filter::Mask;
use super::passage::{Passage, passages};
use super::postings::Scores;
use super::ties::Ties;
use crate::catalog::{Kind, Validity};
use crate::error::Error;
use crate::index::HitRecord;
use crate::query::{Plan, SearchRequest, rank};

/// One of the best matches, as a site's own re-ranker sees it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Candidate {
    /// The item's id.
    pub id: String,
    /// Its title; the first words of the body where it has none.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The publishing unit.
    pub unit: Option<String>,
    /// Day of publication.
    pub date: Option<jiff::civil::Date>,
    /// Whether it is in force.
    pub validity: Validity,
    /// Its score so far: above 0, and comparable within one search only. What is set here decides its place.
    pub score: f32,
}

/// A site's own last word on the order of hits. The default ranking needs none.
///
/// ```
/// use menhu::{Candidate, Rerank};
///
/// /// Puts what the district's own units publish before what they pass on.
/// struct OwnFirst;
///
/// impl Rerank for OwnFirst {
///     fn rerank(&self, _query: &str, candidates: &mut [Candidate]) {
///         for candidate in candidates {
///             if candidate.unit.as_deref().is_some_and(|unit| unit.starts_with("示范区")) {
///                 candidate.score *= 1.2;
///             }
///         }
///     }
/// }
/// ```
pub trait Rerank: Send + Sync {
    /// Changes the scores of the best matches of `query`, which come best first. What is not finite, or below 0, is
    /// not taken over. Exact titles, document numbers and what editors placed come first whatever is set here.
    fn rerank(&self, query: &str, candidates: &mut [Candidate]);
}

/// Why a match stands where it does, beside its words: for those that were looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings {
    pub(super) passage: Passage,
    pub(super) boosts: Vec<Boost>,
    /// What the site's own re-ranker made of the score, as a factor.
    pub(super) own: Option<f32>,
}

/// A match: segment, place among the matches of the segment.
type Place = (usize, usize);

/// What matches the words of a query, for each segment.
pub(super) struct Matched<'a> {
    /// The items, in order.
    pub(super) docs: &'a [Vec<DocId>],
    /// Which filters each of them fails.
    pub(super) masks: &'a [Vec<Mask>],
    /// The score of each.
    pub(super) scores: &'a mut [Vec<f32>],
}

/// Weighs the best matches again; gives what was found of each.
pub(super) fn rerank(
    source: &Source<'_>,
    searcher: &Searcher,
    scores: &Scores,
    request: &SearchRequest,
    plan: &Plan,
    matched: Matched<'_>,
) -> Result<Vec<(Place, Findings)>, Error> {
    let Matched { docs, masks, scores: kept } = matched;
    let ties = Ties::new(searcher)?;
    let tie = |(a, x): Place, (b, y): Place| ties.compare((a, docs[a][x]), (b, docs[b][y]));
    let best = best_places(masks, kept, rank::PASSAGE_DEPTH, tie);
    let mut looked_at: Vec<Vec<usize>> = vec![Vec::new(); docs.len()];
    for (at, place) in best {
        looked_at[at].push(place);
    }
    let mut their_docs: Vec<Vec<DocId>> = Vec::with_capacity(docs.len());
    for (at, places) in looked_at.iter_mut().enumerate() {
        places.sort_unstable();
        their_docs.push(places.iter().map(|place| docs[at][*place]).collect());
    }
    let mut findings = Vec::new();
    for (at, found) in
        passages(searcher, &scores.text, source.weights, plan, &request.q, &their_docs)?.into_iter().enumerate()
    {
        for (place, passage) in looked_at[at].iter().zip(found) {
            kept[at][*place] *= passage.factor(source.weights);
            findings.push(((at, *place), Findings { passage, ..Findings::default() }));
        }
    }

    let boosts = Boosts::new(&request.q, source.weights, source.today);
    findings.sort_by(|(a, _), (b, _)| kept[b.0][b.1].total_cmp(&kept[a.0][a.1]).then_with(|| tie(*a, *b)));
    findings.truncate(rank::BOOST_DEPTH.max(request.limit.min(rank::PASSAGE_DEPTH)));
    let mut records: Vec<HitRecord> = Vec::with_capacity(findings.len());
    for ((at, place), findings) in &mut findings {
        let address = DocAddress::new(*at as u32, docs[*at][*place]);
        let record = source.reader.record(searcher, address)?;
        findings.boosts = boosts.of(&record);
        kept[*at][*place] *= findings.boosts.iter().map(Boost::factor).product::<f32>();
        records.push(record);
    }
    if let Some(own) = source.reranker {
        let scored = findings.iter().zip(records);
        let mut candidates: Vec<Candidate> =
            scored.map(|(((at, place), _), record)| candidate(record, kept[*at][*place])).collect();
        own.rerank(&request.q, &mut candidates);
        for (candidate, ((at, place), findings)) in candidates.into_iter().zip(&mut findings) {
            let before = kept[*at][*place];
            if candidate.score.is_finite() && candidate.score >= 0.0 && candidate.score != before {
                findings.own = Some(candidate.score / before);
                kept[*at][*place] = candidate.score.min(rank::OWN_DOC_NUMBER);
            }
        }
    }
    Ok(findings)
}

fn candidate(record: HitRecord, score: f32) -> Candidate {
    let HitRecord { id, title, kind, unit, date, validity, .. } = record;
    Candidate { id, title, kind, unit, date, validity, score }
}

/// The `most` matches with the best scores among those that pass all filters.
fn best_places(
    masks: &[Vec<Mask>],
    kept: &[Vec<f32>],
    most: usize,
    tie: impl Fn(Place, Place) -> Ordering,
) -> Vec<Place> {
    let mut all: Vec<(f32, usize, usize)> = Vec::new();
    for (at, (masks, kept)) in masks.iter().zip(kept).enumerate() {
        let passing = masks.iter().zip(kept).enumerate().filter(|(_, (mask, _))| **mask == 0);
        all.extend(passing.map(|(place, (_, score))| (*score, at, place)));
    }
    let order = |a: &(f32, usize, usize), b: &(f32, usize, usize)| {
        b.0.total_cmp(&a.0).then_with(|| tie((a.1, a.2), (b.1, b.2)))
    };
    if all.len() > most {
        all.select_nth_unstable_by(most, order);
        all.truncate(most);
    }
    all.into_iter().map(|(_, at, place)| (at, place)).collect()
}
