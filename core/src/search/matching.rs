//! Which items match, and how well.

use tantivy::{DocId, Searcher, Term};

use super::filter::{Filter, Mask};
use super::postings::{Scores, each_item};
use crate::error::Error;
use crate::index::{Reader, TitleKeys};
use crate::query::{Matcher, Plan, SearchRequest, Sort, rank};

/// Everything that matches, before hits are made of the best.
pub(crate) struct Matches {
    /// Items that match all filters.
    pub(crate) total: u64,
    /// Whether fewer than all words were required.
    pub(crate) relaxed: bool,
    /// The hits asked for, in order: segment, item, score.
    pub(crate) page: Vec<(usize, DocId, f32)>,
    /// For each segment the items that match the words, whatever the filters say, in order …
    pub(crate) docs: Vec<Vec<DocId>>,
    /// … and which filters each of them fails.
    pub(crate) masks: Vec<Vec<Mask>>,
}

/// What is known of an item of a segment while words are looked up.
struct Segment {
    /// Number of the query's words it holds.
    words: Vec<u16>,
    /// Sum of the scores of those words.
    score: Vec<f32>,
}

pub(crate) fn find(
    reader: &Reader,
    searcher: &Searcher,
    request: &SearchRequest,
    plan: &Plan,
    filter: &Filter,
) -> Result<Matches, Error> {
    let scores = Scores::new(searcher, &reader.fields)?;
    let mut masks = filter.masks(searcher)?;
    let mut segments: Vec<Segment> =
        masks.iter().map(|mask| Segment { words: vec![0; mask.len()], score: vec![0.0; mask.len()] }).collect();

    for word in &plan.words {
        scores.each(searcher, &word.matcher, word.weight, |at, doc, score| {
            let segment = &mut segments[at];
            segment.words[doc as usize] += 1;
            segment.score[doc as usize] += score;
        })?;
    }
    for word in &plan.strict {
        require(searcher, &scores, &word.matcher, word.weight, &mut segments)?;
    }
    for matcher in &plan.excluded {
        scores.each(searcher, matcher, 1.0, |at, doc, _| segments[at].words[doc as usize] = NEVER)?;
    }
    let exact = exact_titles(reader, searcher, request, plan)?;
    for (at, doc) in &exact {
        segments[*at].words[*doc as usize] = plan.words.len() as u16;
        masks[*at][*doc as usize] &= !filter.typed_bits();
    }

    let words = plan.words.len();
    let required = required(plan, &segments, &masks);
    let relaxed = required < words;
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
    if request.sort == Sort::Relevance {
        add_extra_scores(searcher, &scores, plan, &docs, &mut kept)?;
    }
    for (at, doc) in exact {
        if let Ok(place) = docs[at].binary_search(&doc) {
            kept[at][place] += rank::EXACT_TITLE;
        }
    }
    let total = masks.iter().flatten().filter(|mask| **mask == 0).count() as u64;
    let page = page(searcher, request, plan, &docs, &kept, &masks)?;
    Ok(Matches { total, relaxed, page, docs, masks })
}

/// Number of words of an item that holds what it may not hold, or lacks what it must.
const NEVER: u16 = u16::MAX;

/// Whatever the words are, only items that match count.
fn require(
    searcher: &Searcher,
    scores: &Scores,
    matcher: &Matcher,
    weight: f32,
    segments: &mut [Segment],
) -> Result<(), Error> {
    let mut found: Vec<Vec<bool>> = segments.iter().map(|segment| vec![false; segment.words.len()]).collect();
    scores.each(searcher, matcher, weight, |at, doc, score| {
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

/// How many of the words hits must hold.
fn required(plan: &Plan, segments: &[Segment], masks: &[Vec<Mask>]) -> usize {
    let words = plan.words.len();
    if words == 0 {
        // One word of none: nothing matches a query of symbols only, as long as it asks for nothing else.
        return usize::from(plan.unsearchable);
    }
    let mut histogram = vec![0usize; words + 1];
    for (segment, masks) in segments.iter().zip(masks) {
        for (held, _) in segment.words.iter().zip(masks).filter(|(held, mask)| **held > 0 && **mask == 0) {
            if let Some(count) = histogram.get_mut(*held as usize) {
                *count += 1;
            }
        }
    }
    rank::required_words(&histogram, words)
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
    let Some(keys) = TitleKeys::new(&request.q) else { return Ok(exact) };
    let loose = (!plan.has_conditions).then_some(&keys.loose);
    for key in [Some(&keys.literal), loose].into_iter().flatten() {
        let term = Term::from_field_text(reader.fields.title_key, key);
        each_item(searcher, &term, |at, doc| exact.push((at, doc)))?;
    }
    Ok(exact)
}

/// Adds what pairs, sub-words and titles say about the items that match.
fn add_extra_scores(
    searcher: &Searcher,
    scores: &Scores,
    plan: &Plan,
    docs: &[Vec<DocId>],
    kept: &mut [Vec<f32>],
) -> Result<(), Error> {
    let mut add = |field: &super::postings::FieldScore, text: &str, weight: f32| -> Result<(), Error> {
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
                add(&scores.title, text, weight * rank::TITLE_WEIGHT)?;
            }
            Matcher::Ideograph(c) => add(&scores.ideographs, &c.to_string(), *weight)?,
            _ => {}
        }
    }
    for word in &plan.words {
        if let Matcher::Term(text) = &word.matcher {
            add(&scores.title, text, word.weight * rank::TITLE_WEIGHT)?;
        }
    }
    Ok(())
}

/// The hits asked for: best first, or latest first; at equal rank in the order of the index.
fn page(
    searcher: &Searcher,
    request: &SearchRequest,
    plan: &Plan,
    docs: &[Vec<DocId>],
    kept: &[Vec<f32>],
    masks: &[Vec<Mask>],
) -> Result<Vec<(usize, DocId, f32)>, Error> {
    let by_date = request.sort == Sort::Date || (plan.words.is_empty() && plan.strict.is_empty());
    let mut all: Vec<(i64, f32, usize, DocId)> = Vec::new();
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        let dates = if by_date { Some(segment.fast_fields().i64("date")?) } else { None };
        for ((doc, score), _) in docs[at].iter().zip(&kept[at]).zip(&masks[at]).filter(|(_, mask)| **mask == 0) {
            let date = dates.as_ref().and_then(|dates| dates.first(*doc)).unwrap_or(0);
            all.push((date, *score, at, *doc));
        }
    }
    let order = |a: &(i64, f32, usize, DocId), b: &(i64, f32, usize, DocId)| {
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3)))
    };
    let wanted = request.offset + request.limit;
    if wanted < all.len() && wanted > 0 {
        all.select_nth_unstable_by(wanted - 1, order);
        all.truncate(wanted);
    }
    all.sort_unstable_by(order);
    Ok(all.into_iter().skip(request.offset).take(request.limit).map(|(_, score, at, doc)| (at, doc, score)).collect())
}
