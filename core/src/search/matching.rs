//! Which items match, and how well.

use tantivy::{DocId, Searcher, Term};

use super::Source;
use super::filter::{Filter, Mask};
use super::postings::{FieldScore, Scores, each_item};
use super::rerank::{Findings, Matched, rerank};
use super::ties::Ties;
use crate::config::Placement;
use crate::error::Error;
use crate::index::{Reader, TitleKeys};
use crate::query::{Matcher, Plan, SearchRequest, Sort, Weights, Word, rank};

/// Everything that matches, before hits are made of the best.
pub(crate) struct Matches {
    /// Items that match all filters.
    pub(crate) total: u64,
    /// Whether fewer than all words were required.
    pub(crate) relaxed: bool,
    /// Items that hold every word, and match all filters.
    pub(crate) complete: usize,
    /// The hits asked for, in order.
    pub(crate) page: Vec<Match>,
    /// For each segment the items that match the words, whatever the filters say, in order …
    pub(crate) docs: Vec<Vec<DocId>>,
    /// … and which filters each of them fails.
    pub(crate) masks: Vec<Vec<Mask>>,
}

/// One of the hits asked for.
pub(crate) struct Match {
    /// Number of the segment.
    pub(crate) segment: usize,
    /// Number of the item in it.
    pub(crate) doc: DocId,
    pub(crate) score: f32,
    /// What was found beside the words, where the item was among the best.
    pub(super) findings: Option<Findings>,
    /// What decided the place whatever the words say.
    pub(super) placed: Placed,
}

/// What puts an item into its place whatever the sums say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Placed {
    /// Nothing.
    #[default]
    ByScore,
    /// Its title is the query.
    ExactTitle,
    /// Editors placed it first.
    First,
    /// Editors placed it last.
    Last,
}

/// What is known of an item of a segment while words are looked up.
struct Segment {
    /// Number of the query's words it holds.
    words: Vec<u16>,
    /// Sum of the scores of those words.
    score: Vec<f32>,
}

/// Number of words of an item that holds what it may not hold, or lacks what it must.
const NEVER: u16 = u16::MAX;

pub(crate) fn find(
    source: &Source<'_>,
    searcher: &Searcher,
    request: &SearchRequest,
    plan: &Plan,
    filter: &Filter,
    placement: &Placement<'_>,
) -> Result<Matches, Error> {
    let reader = source.reader;
    let scores = Scores::new(searcher, &reader.fields, source.weights, source.deadline)?;
    let mut masks = filter.masks(searcher, source.deadline)?;
    let mut segments: Vec<Segment> =
        masks.iter().map(|mask| Segment { words: vec![0; mask.len()], score: vec![0.0; mask.len()] }).collect();

    for word in &plan.words {
        each_with_word(searcher, &scores, word, &mut segments)?;
    }
    for word in &plan.strict {
        require(searcher, &scores, word, &mut segments)?;
    }
    for matcher in &plan.excluded {
        scores.each(searcher, matcher, 1.0, |at, doc, _| segments[at].words[doc as usize] = NEVER)?;
    }
    let exact = exact_titles(reader, searcher, request, plan)?;
    let first = places(reader, searcher, &placement.best)?;
    for (at, doc) in exact.iter().chain(&first) {
        segments[*at].words[*doc as usize] = plan.words.len() as u16;
        masks[*at][*doc as usize] &= !filter.typed_bits();
    }
    for (at, doc) in places(reader, searcher, &placement.hide)? {
        segments[at].words[doc as usize] = NEVER;
    }

    let histogram = histogram(plan, &segments, &masks);
    let required = required(plan, source.weights, &histogram);
    let mut docs: Vec<Vec<DocId>> = Vec::with_capacity(segments.len());
    let mut kept: Vec<Vec<f32>> = Vec::with_capacity(segments.len());
    for (segment, mask) in segments.iter().zip(&mut masks) {
        let matching: Vec<DocId> = (0..segment.words.len() as DocId)
            .filter(|doc| (required..NEVER as usize).contains(&(segment.words[*doc as usize] as usize)))
            .collect();
        kept.push(matching.iter().map(|doc| segment.score[*doc as usize]).collect());
        *mask = matching.iter().map(|doc| mask[*doc as usize]).collect();
        docs.push(matching);
    }
    drop(segments);
    let mut findings = Vec::new();
    if by_relevance(request, plan) {
        add_extra_scores(searcher, &scores, plan, source.weights, &docs, &mut kept)?;
        let matched = Matched { docs: &docs, masks: &masks, scores: &mut kept };
        findings = rerank(source, searcher, &scores, request, plan, matched)?;
    }
    let last = places(reader, searcher, &placement.worst)?;
    let placed = place(&docs, &mut kept, &[(Placed::Last, last), (Placed::ExactTitle, exact), (Placed::First, first)]);
    let total = masks.iter().flatten().filter(|mask| **mask == 0).count() as u64;
    let mut page = page(searcher, request, by_relevance(request, plan), &docs, &kept, &masks)?;
    for hit in &mut page {
        let place = docs[hit.segment].binary_search(&hit.doc).unwrap_or_default();
        let found = findings.iter_mut().find(|((at, known), _)| (*at, *known) == (hit.segment, place));
        hit.findings = found.map(|(_, findings)| std::mem::take(findings));
        let decided = placed.iter().rev().find(|(_, at, doc)| (*at, *doc) == (hit.segment, hit.doc));
        hit.placed = decided.map_or(Placed::ByScore, |(why, ..)| *why);
    }
    let complete = histogram.get(plan.words.len()).copied().unwrap_or(0);
    Ok(Matches { total, relaxed: required < plan.words.len(), complete, page, docs, masks })
}

/// Whether the order is by score, and there is something to score.
fn by_relevance(request: &SearchRequest, plan: &Plan) -> bool {
    request.sort == Sort::Relevance && !(plan.words.is_empty() && plan.strict.is_empty())
}

/// Counts the word for every item that holds it, or what stands for it, with the score of the best of them.
fn each_with_word(searcher: &Searcher, scores: &Scores, word: &Word, segments: &mut [Segment]) -> Result<(), Error> {
    if word.alternatives.is_empty() {
        return scores.each(searcher, &word.matcher, word.weight, |at, doc, score| segments[at].hold(doc, score));
    }
    const LACKS: f32 = -1.0;
    let mut best: Vec<Vec<f32>> = segments.iter().map(|segment| vec![LACKS; segment.words.len()]).collect();
    for (matcher, weight) in word.ways() {
        scores.each(searcher, matcher, weight, |at, doc, score| {
            let known = &mut best[at][doc as usize];
            *known = known.max(score);
        })?;
    }
    for (segment, best) in segments.iter_mut().zip(best) {
        for (doc, score) in best.into_iter().enumerate().filter(|(_, score)| *score != LACKS) {
            segment.hold(doc as DocId, score);
        }
    }
    Ok(())
}

impl Segment {
    fn hold(&mut self, doc: DocId, score: f32) {
        self.words[doc as usize] += 1;
        self.score[doc as usize] += score;
    }
}

/// Whatever the words are, only items that match count.
fn require(searcher: &Searcher, scores: &Scores, word: &Word, segments: &mut [Segment]) -> Result<(), Error> {
    let mut found: Vec<Vec<bool>> = segments.iter().map(|segment| vec![false; segment.words.len()]).collect();
    scores.each(searcher, &word.matcher, word.weight, |at, doc, score| {
        found[at][doc as usize] = true;
        segments[at].score[doc as usize] += score;
    })?;
    for (segment, found) in segments.iter_mut().zip(found) {
        for (words, _) in segment.words.iter_mut().zip(found).filter(|(_, found)| !found) {
            *words = NEVER;
        }
    }
    Ok(())
}

/// How many items that match all filters hold each number of words, from one word on.
fn histogram(plan: &Plan, segments: &[Segment], masks: &[Vec<Mask>]) -> Vec<usize> {
    let mut histogram = vec![0usize; plan.words.len() + 1];
    for (segment, masks) in segments.iter().zip(masks) {
        for (held, _) in segment.words.iter().zip(masks).filter(|(held, mask)| **held > 0 && **mask == 0) {
            if let Some(count) = histogram.get_mut(*held as usize) {
                *count += 1;
            }
        }
    }
    histogram
}

/// How many of the words hits must hold.
fn required(plan: &Plan, weights: &Weights, histogram: &[usize]) -> usize {
    if plan.words.is_empty() {
        // One word of none: nothing matches a query of symbols only, as long as it asks for nothing else.
        return usize::from(plan.unsearchable);
    }
    if plan.is_whole {
        return plan.words.len();
    }
    rank::required_words(histogram, plan.words.len(), weights)
}

/// The items whose title is the query: they match as if they held every word. A title that agrees to the letter is in
/// the list twice, and so comes before one that agrees but for symbols; and a query that excludes or filters is a title
/// only to the letter (`公积金 -贷款` is none of 公积金贷款).
fn exact_titles(
    reader: &Reader,
    searcher: &Searcher,
    request: &SearchRequest,
    plan: &Plan,
) -> Result<Vec<(usize, DocId)>, Error> {
    let mut exact = Vec::new();
    let read = (!plan.understood.is_empty()).then(|| plan.understood.concat());
    let Some(keys) = TitleKeys::new(read.as_deref().unwrap_or(&request.q)) else { return Ok(exact) };
    let loose = (!plan.has_conditions).then_some(&keys.loose);
    for key in [Some(&keys.literal), loose].into_iter().flatten() {
        let term = Term::from_field_text(reader.fields.title_key, key);
        each_item(searcher, &term, |at, doc| exact.push((at, doc)))?;
    }
    Ok(exact)
}

/// The open items with these ids, in their order. Ids that the portal does not have are left out: an editor's rule may
/// outlive an item.
fn places(reader: &Reader, searcher: &Searcher, ids: &[&str]) -> Result<Vec<(usize, DocId)>, Error> {
    let mut found = Vec::new();
    for id in ids {
        if let Some(address) = reader.find_open(searcher, id)? {
            found.push((address.segment_ord as usize, address.doc_id));
        }
    }
    Ok(found)
}

/// Puts items into their place whatever the sums say, in this order, so that the last list has the last word. Gives
/// what was placed, and why.
fn place(
    docs: &[Vec<DocId>],
    kept: &mut [Vec<f32>],
    lists: &[(Placed, Vec<(usize, DocId)>)],
) -> Vec<(Placed, usize, DocId)> {
    let mut placed = Vec::new();
    for (why, list) in lists {
        for (number, (at, doc)) in list.iter().enumerate() {
            let Ok(place) = docs[*at].binary_search(doc) else { continue };
            let score = &mut kept[*at][place];
            match why {
                Placed::ByScore => {}
                Placed::Last => *score = -1.0,
                Placed::ExactTitle => *score += rank::EXACT_TITLE,
                Placed::First => *score = rank::BEST_BET - number as f32 * rank::EXACT_TITLE,
            }
            placed.push((*why, *at, *doc));
        }
    }
    placed
}

/// Adds what pairs, sub-words and titles say about the items that match.
fn add_extra_scores(
    searcher: &Searcher,
    scores: &Scores,
    plan: &Plan,
    weights: &Weights,
    docs: &[Vec<DocId>],
    kept: &mut [Vec<f32>],
) -> Result<(), Error> {
    let mut add = |field: &FieldScore, text: &str, weight: f32| -> Result<(), Error> {
        let term = field.term(text);
        let Some(idf) = field.idf(searcher, &term)? else { return Ok(()) };
        for (at, segment) in searcher.segment_readers().iter().enumerate() {
            field.each_of(segment, &term, idf * weight, &docs[at], |place, score| kept[at][place] += score)?;
        }
        Ok(())
    };
    for (matcher, weight) in &plan.extra {
        match matcher {
            Matcher::Term(text) => {
                add(&scores.text, text, *weight)?;
                add(&scores.title, text, weight * weights.title)?;
            }
            Matcher::Ideograph(c) => add(&scores.ideographs, &c.to_string(), *weight)?,
            _ => {}
        }
    }
    for word in &plan.words {
        if let Matcher::Term(text) = &word.matcher {
            add(&scores.title, text, word.weight * weights.title)?;
        }
    }
    Ok(())
}

/// The hits asked for: best first, or latest first; at equal rank in an order of their own.
fn page(
    searcher: &Searcher,
    request: &SearchRequest,
    by_relevance: bool,
    docs: &[Vec<DocId>],
    kept: &[Vec<f32>],
    masks: &[Vec<Mask>],
) -> Result<Vec<Match>, Error> {
    let mut all: Vec<(i64, f32, usize, DocId)> = Vec::new();
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        let dates = if by_relevance { None } else { Some(segment.fast_fields().i64("date")?) };
        for ((doc, score), _) in docs[at].iter().zip(&kept[at]).zip(&masks[at]).filter(|(_, mask)| **mask == 0) {
            let date = dates.as_ref().and_then(|dates| dates.first(*doc)).unwrap_or(0);
            all.push((date, *score, at, *doc));
        }
    }
    let ties = Ties::new(searcher)?;
    let order = |a: &(i64, f32, usize, DocId), b: &(i64, f32, usize, DocId)| {
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then_with(|| ties.compare((a.2, a.3), (b.2, b.3)))
    };
    // Only the page is put in order, however deep it lies: first what comes before it is set apart, then what follows.
    if request.offset >= all.len() {
        return Ok(Vec::new());
    }
    if request.offset > 0 {
        all.select_nth_unstable_by(request.offset, order);
        all.drain(..request.offset);
    }
    if request.limit > 0 && request.limit < all.len() {
        all.select_nth_unstable_by(request.limit - 1, order);
    }
    all.truncate(request.limit);
    all.sort_unstable_by(order);
    let hits = all.into_iter();
    let hits =
        hits.map(|(_, score, segment, doc)| Match { segment, doc, score, findings: None, placed: Placed::ByScore });
    Ok(hits.collect())
}
