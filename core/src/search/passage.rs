//! The best passage of an item: how much of the query stands close together, and how long a piece of it literally.

use std::collections::HashMap;

use tantivy::{DocId, Searcher};

use super::postings::FieldScore;
use crate::error::Error;
use crate::query::{Matcher, Plan, Weights, rank};
use crate::text::{Folded, pairs};

/// What is known of an item's passages, both 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Passage {
    /// Share of the query's weight that the best window holds.
    pub(super) share: f32,
    /// Share of the query that the longest literal piece makes up.
    pub(super) run: f32,
}

impl Passage {
    /// By how much the passage raises the item's score, as a factor.
    pub(super) fn factor(self, weights: &Weights) -> f32 {
        (1.0 + weights.passage * self.share.powf(weights.passage_power))
            * (1.0 + weights.run * self.run.powf(weights.run_power))
    }
}

/// Where the terms of a query stand in an item: position, number of the term.
type Places = Vec<(u32, u16)>;

/// The passages of some items; `docs`: for each segment its items, in order. The answer is in the same order.
pub(super) fn passages(
    searcher: &Searcher,
    field: &FieldScore,
    formula: &Weights,
    plan: &Plan,
    query: &str,
    docs: &[Vec<DocId>],
) -> Result<Vec<Vec<Passage>>, Error> {
    let folded = Folded::new(query);
    let terms = Terms::new(plan, &folded);
    let mut places: Vec<Vec<Places>> = docs.iter().map(|docs| vec![Places::new(); docs.len()]).collect();
    let mut masses = Vec::with_capacity(terms.texts.len());
    for (number, (text, weight)) in terms.texts.iter().enumerate() {
        let term = field.term(text);
        let Some(idf) = field.idf(searcher, &term)? else {
            masses.push(0.0);
            continue;
        };
        masses.push(idf * weight);
        for (at, segment) in searcher.segment_readers().iter().enumerate().filter(|(at, _)| !docs[*at].is_empty()) {
            field.each_position(segment, &term, &docs[at], |place, positions| {
                places[at][place].extend(positions.iter().map(|position| (*position, number as u16)));
            })?;
        }
    }
    let mut look = |places: &mut Places| {
        places.sort_unstable();
        Passage {
            share: best_window(places, &masses, formula.passage_length as u32),
            run: longest_run(places, &terms, formula.shortest_run),
        }
    };
    Ok(places.iter_mut().map(|segment| segment.iter_mut().map(&mut look).collect()).collect())
}

/// The terms whose places are looked up.
struct Terms<'a> {
    /// Text and weight. Pairs that only make up literal pieces weigh nothing.
    texts: Vec<(&'a str, f32)>,
    /// By number of a term, where it stands in the query as a pair.
    in_query: HashMap<u16, Vec<u32>>,
    /// Number of pairs in the query.
    pairs: usize,
}

impl<'a> Terms<'a> {
    fn new(plan: &'a Plan, query: &'a Folded) -> Terms<'a> {
        let words = plan.words.iter().map(|word| (&word.matcher, word.weight));
        let extra = plan.extra.iter().map(|(matcher, weight)| (matcher, *weight));
        let mut texts: Vec<(&str, f32)> = Vec::new();
        let mut numbers: HashMap<&str, u16> = HashMap::new();
        for (matcher, weight) in words.chain(extra) {
            if let Matcher::Term(text) = matcher {
                numbers.insert(text, texts.len() as u16);
                texts.push((text, weight));
            }
        }
        let all_pairs = pairs(query);
        let mut in_query: HashMap<u16, Vec<u32>> = HashMap::new();
        // Of a query that is a whole page only the beginning is compared literally.
        for (start, end) in all_pairs.iter().take(rank::LONGEST_RUN) {
            let text = query.slice(*start, *end);
            let number = *numbers.entry(text).or_insert_with(|| {
                texts.push((text, 0.0));
                (texts.len() - 1) as u16
            });
            in_query.entry(number).or_default().push(*start as u32);
        }
        Terms { texts, in_query, pairs: all_pairs.len().min(rank::LONGEST_RUN) }
    }
}

/// Share of all weights that one window holds, each term counted once.
fn best_window(places: &[(u32, u16)], weights: &[f32], length: u32) -> f32 {
    let total: f32 = weights.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let mut held = vec![0u32; weights.len()];
    let (mut first, mut sum, mut best) = (0, 0.0f32, 0.0f32);
    for (position, number) in places {
        let count = &mut held[*number as usize];
        *count += 1;
        if *count == 1 {
            sum += weights[*number as usize];
        }
        while position - places[first].0 > length {
            let gone = places[first].1 as usize;
            held[gone] -= 1;
            if held[gone] == 0 {
                sum -= weights[gone];
            }
            first += 1;
        }
        best = best.max(sum);
    }
    (best / total).clamp(0.0, 1.0)
}

/// Share of the query that the longest piece makes up which stands in the text literally; one character may differ
/// between two pairs that do.
fn longest_run(places: &[(u32, u16)], terms: &Terms<'_>, shortest: f32) -> f32 {
    // Pieces lie on a diagonal: position in the text less position in the query stays the same.
    let mut diagonal: Vec<(i64, u32)> = Vec::new();
    for (position, number) in places {
        for start in terms.in_query.get(number).into_iter().flatten() {
            diagonal.push((i64::from(*position) - i64::from(*start), *start));
        }
    }
    diagonal.sort_unstable();
    let (mut run, mut longest) = (1, u32::from(!diagonal.is_empty()));
    for two in diagonal.windows(2) {
        let ((line, from), (next_line, to)) = (two[0], two[1]);
        run = if line == next_line && (1..=2).contains(&(to - from)) { run + to - from } else { 1 };
        longest = longest.max(run);
    }
    (longest as f32 / (terms.pairs as f32).max(shortest)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_counts_each_term_once() {
        let weights = [1.0, 2.0, 1.0];
        assert_eq!(best_window(&[(0, 0), (5, 0), (9, 1)], &weights, 60), 0.75);
        assert_eq!(best_window(&[(0, 0), (900, 1), (1800, 2)], &weights, 60), 0.5);
        assert_eq!(best_window(&[], &weights, 60), 0.0);
        assert_eq!(best_window(&[(1, 0)], &[0.0], 60), 0.0);
    }

    #[test]
    fn a_run_follows_the_query() {
        let terms = |pairs: usize| Terms {
            texts: Vec::new(),
            in_query: (0..pairs as u16).map(|number| (number, vec![u32::from(number)])).collect(),
            pairs,
        };
        let run = |places: &[(u32, u16)]| longest_run(places, &terms(10), 6.0);
        assert_eq!(run(&[(100, 0), (101, 1), (102, 2)]), 0.3);
        assert_eq!(run(&[(100, 0), (102, 2)]), 0.3, "one pair may be missing");
        assert_eq!(run(&[(100, 2), (101, 1), (102, 0)]), 0.1, "the order counts");
        assert_eq!(run(&[]), 0.0);
    }
}
