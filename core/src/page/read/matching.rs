//! Which documents match, and in which order: the server's formula, as far as the index carries what it needs.

use super::super::light::length_of;
use super::chunk::Posting;
use super::tables::Documents;
use crate::query::rank::{EXACT_TITLE, idf, required_words};
use crate::query::{LengthNorm, Weights};

/// How much a title that holds all of the query adds, as a share of the score; the rest of it for how little else the
/// title holds.
const TITLE: f32 = 1.2;
const TITLE_LENGTH: f32 = 0.8;

/// What a title adds of which every pair stands in the query, as a share of the score: more than on the server, which
/// knows the longest literal piece besides.
const TITLE_COVERAGE: f32 = 0.5;
/// The weight of a document that is neither raised nor lowered.
const PLAIN: f32 = 60.0;
/// The score of what does not hold a word.
const LACKS: f32 = -1.0;

/// A word of a query with the parts that hold it.
#[derive(Debug)]
pub(super) struct Weighed {
    /// Its parts as it was typed, and those of what it stands for; each with the share of its weight that it has.
    pub(super) ways: Vec<(Vec<Posting>, f32)>,
    pub(super) is_frame: bool,
    /// Phrases are never relaxed.
    pub(super) is_strict: bool,
    /// Whether it is an ideograph, wherever a document holds it: as typed it has documents, not parts.
    pub(super) of_documents: bool,
}

/// What was found of each document.
#[derive(Debug)]
pub(super) struct Matches {
    /// Documents that match, whatever filters say.
    pub(super) documents: Vec<u32>,
    /// Of every document.
    pub(super) scores: Vec<f32>,
    /// Of every part: how much of the query stands in it.
    parts: Vec<f32>,
    pub(super) is_relaxed: bool,
}

/// Matches and scores. `pairs`: what scores besides, and is not required. `passes`: whether a document may count. `length`: letters, digits and ideographs of the query.
pub(super) fn matching(
    words: &[Weighed],
    pairs: &[Weighed],
    documents: &Documents,
    average: u32,
    length: usize,
    passes: impl Fn(u32) -> bool,
) -> Matches {
    let weights = Weights::default();
    let count = documents.lengths.len();
    let ideographs = documents.ideographs.iter().map(|code| length_of(*code) as f32).sum::<f32>();
    let norm_of = |average: f32| LengthNorm::new(average, &weights, length_of);
    let (norm, ideograph_norm) = (norm_of(average as f32), norm_of(ideographs / count.max(1) as f32));
    let (mut scores, mut in_titles) = (vec![0f32; count], vec![0f32; count]);
    let (mut held, mut titles, mut strict) = (vec![0u8; count], vec![0u8; count], vec![0u8; count]);
    let mut parts = vec![0f32; documents.of_part.len()];
    let mut total = 0f32;
    let only_frames = words.iter().all(|word| word.is_frame);
    let is_required = |word: &Weighed| !word.is_strict && (only_frames || !word.is_frame);
    let mut covered = vec![0u8; count];
    for (at, word) in words.iter().chain(pairs).enumerate() {
        let is_word = at < words.len();
        // A document, and each of its parts, scores by the best way in which it holds the word.
        let mut best = vec![LACKS; count];
        let mut gained = vec![0f32; if word.ways.len() > 1 { parts.len() } else { 0 }];
        for (way, (list, share)) in word.ways.iter().enumerate() {
            let of_documents = word.of_documents && way == 0;
            let document_of =
                |posting: &Posting| if of_documents { posting.part } else { documents.of_part[posting.part as usize] };
            let same = || list.chunk_by(|a, b| document_of(a) == document_of(b));
            let frame_share = if is_word && word.is_frame && !only_frames { weights.frame_share } else { 1.0 };
            let weight = idf(count as u64, same().count() as u64, &weights) * frame_share * share;
            if way == 0 && !of_documents {
                total += weight;
            }
            for postings in same() {
                let document = document_of(&postings[0]) as usize;
                let in_title = postings.iter().any(|posting| posting.in_title);
                let sum =
                    postings.iter().fold(u32::from(in_title), |sum, posting| sum.saturating_add(posting.frequency));
                let (norm, length) = match of_documents {
                    true => (&ideograph_norm, documents.ideographs[document]),
                    false => (&norm, documents.lengths[document]),
                };
                let score = weight * norm.frequency(length, sum);
                if is_word && best[document] == LACKS {
                    held[document] += u8::from(is_required(word));
                    strict[document] += u8::from(word.is_strict);
                }
                scores[document] += (score - best[document].max(0.0)).max(0.0);
                best[document] = best[document].max(score);
                titles[document] += u8::from(is_word && in_title && way == 0);
                if of_documents {
                    continue;
                }
                if in_title && way == 0 {
                    if is_word {
                        in_titles[document] += weight;
                    } else {
                        covered[document] = covered[document].saturating_add(1);
                    }
                }
                for posting in postings {
                    let part = posting.part as usize;
                    let known = gained.get(part).copied().unwrap_or(0.0);
                    parts[part] += (weight - known).max(0.0);
                    if let Some(known) = gained.get_mut(part) {
                        *known = known.max(weight);
                    }
                }
            }
        }
    }
    let required = words.iter().filter(|word| is_required(word)).count();
    let strictly = words.iter().filter(|word| word.is_strict).count();
    let candidate = |document: u32| usize::from(strict[document as usize]) == strictly && passes(document);
    let all = 0..count as u32;
    let mut histogram = vec![0; required + 1];
    all.clone()
        .filter(|document| candidate(*document))
        .for_each(|d| histogram[usize::from(held[d as usize]).min(required)] += 1);
    let least = required_words(&histogram, required, &weights);
    let found: Vec<u32> = all
        .filter(|document| usize::from(strict[*document as usize]) == strictly)
        .filter(|document| usize::from(held[*document as usize]) >= least && (required == 0 || least > 0))
        .collect();
    for document in &found {
        let at = *document as usize;
        let best = parts[documents.first_part[at] as usize..documents.first_part[at + 1] as usize]
            .iter()
            .fold(0f32, |best, part| best.max(*part));
        let share = |part: f32| if total > 0.0 { (part / total).min(1.0) } else { 0.0 };
        let title = share(in_titles[at]);
        let shorter = (length as f32 / f32::from(documents.titles[at].max(1))).min(1.0);
        let coverage = f32::from(covered[at]) / f32::from(documents.titles[at].saturating_sub(1).max(1));
        let more = (1.0 + weights.passage * share(best).powi(3))
            * (1.0 + title * title * (TITLE + TITLE_LENGTH * shorter))
            * (1.0 + TITLE_COVERAGE * coverage.min(1.0));
        scores[at] *= more * f32::from(documents.weights[at]) / PLAIN;
        let is_title = usize::from(titles[at]) == words.len() && usize::from(documents.titles[at]) == length;
        if is_title && !words.is_empty() {
            scores[at] += EXACT_TITLE;
        }
    }
    Matches { documents: found, scores, parts, is_relaxed: least < required }
}

impl Matches {
    /// The part of a document with most of the query; the first of equals.
    pub(super) fn best_part(&self, documents: &Documents, document: u32) -> u32 {
        let (from, to) = (documents.first_part[document as usize], documents.first_part[document as usize + 1]);
        (from..to)
            .fold(from, |best, part| if self.parts[part as usize] > self.parts[best as usize] { part } else { best })
    }
}
