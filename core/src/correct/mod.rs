//! 您是不是要找: what a mistyped query may have meant, judged by the wording of the portal itself.
//!
//! A correction is a small edit (another character of the same or nearly the same sound or of a similar shape, one
//! character more or less, two neighbours swapped) that turns something the portal hardly ever writes into something
//! it writes often. `candidates` finds such edits, `evidence` weighs them, this file picks.
//!
//! This room knows characters, dictionary words and, through [`Vocabulary`], how many items hold a term. It knows
//! nothing of indexes, requests or answers.

mod candidates;
mod counts;
mod cutting;
mod evidence;
mod latin;
mod likeness;
mod protect;
mod syllable;
mod weights;
mod words;

#[cfg(all(test, feature = "dictionary"))]
mod tests;

use std::ops::Range;

use crate::text::{Class, Dictionary, class, fold_char};
use candidates::Candidate;
use counts::Counts;

pub(crate) use latin::LENGTHS as LATIN_LENGTHS;
pub(crate) use likeness::{alike, near_sounds, sound};

/// Longer queries are pasted text: they are searched as they are.
const LONGEST_QUERY: usize = 64;
/// One query hardly has more mistakes than this.
const MOST_CHANGES: usize = 3;
/// Lead that the best change must have over the next best in its place.
const LEAD: f64 = 0.3;
/// Lead that a change must have over leaving the text alone, in a text of [`SHORT`] characters …
const MARGIN: f64 = 0.0;
/// … and so much more for a text e times as long: the more places, the more chances to see what is not there.
const MARGIN_FOR_LENGTH: f64 = 0.8;
const SHORT: f64 = 8.0;

/// Of the changes that are weighed, so many are looked at more closely.
const MOST_COMPARED: usize = 6;

/// How often the portal writes something.
pub(crate) trait Vocabulary {
    /// Number of items that hold this string, folded, as a term: a pair of characters, a dictionary word of three or
    /// more, a run of letters and digits.
    fn items_with(&self, term: &str) -> u64;
    /// Number of items in whose title it stands.
    fn titles_with(&self, term: &str) -> u64;
    /// Number of items that hold this string of three characters literally; `None` where that takes too long to say.
    /// Asked some dozens of times for a query; what is certain becomes far more certain by it.
    fn items_with_phrase(&self, _text: &str) -> Option<u64> {
        None
    }
    /// Number of items.
    fn items(&self) -> u64;
}

/// What kind of mistake was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reason {
    /// 同音字.
    Homophone,
    /// 近音字: told apart by a distinction that many speakers do not make.
    NearSound,
    /// 形近字.
    Shape,
    /// 漏字.
    Missing,
    /// The same character twice.
    Doubled,
    /// 多字.
    Additional,
    /// 颠倒.
    Swapped,
    /// Letters: one of them wrong, missing, too many, or two of them swapped.
    Letters,
}

/// One change of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The characters of the query that are replaced; empty where something is missing.
    pub(crate) range: Range<usize>,
    /// What stands there.
    pub(crate) from: String,
    /// What should stand there.
    pub(crate) to: String,
    pub(crate) reason: Reason,
}

/// A query, corrected.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Correction {
    /// The whole corrected query.
    pub(crate) text: String,
    /// What was changed, from left to right, without overlap.
    pub(crate) changes: Vec<Change>,
    /// How sure it is: the least lead of any of the changes over leaving the query as it is. Always positive.
    pub(crate) score: f64,
}

/// What `query` may have meant, where the portal's wording says so clearly. To be asked when the query as typed finds
/// next to nothing; a query that texts of the portal hold literally is right as it is.
pub(crate) fn correct(query: &str, dictionary: &Dictionary, vocabulary: &impl Vocabulary) -> Option<Correction> {
    let original: Vec<char> = query.chars().take(LONGEST_QUERY + 1).collect();
    if original.len() > LONGEST_QUERY || vocabulary.items() == 0 {
        return None;
    }
    let folded: Vec<char> = original.iter().map(|c| fold_char(*c)).collect();
    let counts = Counts::new(vocabulary);
    let protected = protect::protected(&folded);
    let mut found: Vec<(Candidate, f64)> = Vec::new();
    let mut start = 0;
    while start < folded.len() {
        let kind = class(folded[start]);
        let end = start + folded[start..].iter().take_while(|c| class(**c) == kind).count();
        let range = start..end;
        start = end;
        if protected[range.clone()].contains(&true) {
            continue;
        }
        let run: String = folded[range.clone()].iter().collect();
        if kind == Class::Ideograph && range.len() == 2 && dictionary.contains(&run) {
            // A word that stands alone is what was meant, even where the portal has none of it: 景点 is not 经典. Longer
            // ones share most of their characters with what they become: 身分证 is 身份证.
            continue;
        }
        match kind {
            Class::Ideograph => correct_run(&folded, range, dictionary, &counts, &mut found),
            Class::Alphanumeric => found.extend(latin::correction(&folded[range.clone()], range.start, &counts)),
            Class::Blank | Class::Symbol => {}
        }
    }
    let mut found = apart(found);
    found.sort_by_key(|(candidate, _)| (candidate.range.start, candidate.range.end));
    let mut text = String::with_capacity(query.len() + 4);
    let (mut changes, mut at) = (Vec::new(), 0);
    for (candidate, _) in &found {
        text.extend(&original[at..candidate.range.start]);
        text.extend(&candidate.to);
        at = candidate.range.end;
        changes.push(Change {
            range: candidate.range.clone(),
            from: original[candidate.range.clone()].iter().collect(),
            to: candidate.to.iter().collect(),
            reason: candidate.reason,
        });
    }
    text.extend(&original[at..]);
    let score = found.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
    (!changes.is_empty() && text != query).then_some(Correction { text, changes, score })
}

/// The changes that touch no character that a surer one has changed: one beside a change may reach across it.
fn apart(found: Vec<(Candidate, f64)>) -> Vec<(Candidate, f64)> {
    let mut kept: Vec<(Candidate, f64)> = Vec::with_capacity(found.len());
    for (candidate, score) in found {
        let (start, end) = (candidate.range.start, candidate.range.end);
        if kept.iter().all(|(other, _)| end <= other.range.start || other.range.end <= start) {
            kept.push((candidate, score));
        }
    }
    kept
}

/// Corrects one run of ideographs, the surest change first: it is the context of the next.
fn correct_run<V: Vocabulary>(
    query: &[char],
    run: Range<usize>,
    dictionary: &Dictionary,
    counts: &Counts<'_, V>,
    found: &mut Vec<(Candidate, f64)>,
) {
    let mut chars = query[run.clone()].to_vec();
    // For every character where it stood in the query; what a change wrote has no place of its own.
    let mut places: Vec<Option<usize>> = run.clone().map(Some).collect();
    // What follows a number or a letter belongs to it: 5届, A3区.
    let is_counted = run.start > 0 && class(query[run.start - 1]) == Class::Alphanumeric;
    for _ in 0..MOST_CHANGES {
        let mut fixed: Vec<bool> = places.iter().map(Option::is_none).collect();
        if let Some(first) = fixed.first_mut() {
            *first |= is_counted;
        }
        let Some((mut candidate, score)) = best(&chars, &fixed, dictionary, counts) else { return };
        if score <= MARGIN + MARGIN_FOR_LENGTH * (query.len() as f64 / SHORT).ln().max(0.0) {
            return;
        }
        let range = candidate.range.clone();
        let start = places.get(range.start).copied().unwrap_or(Some(run.end));
        let Some(start) = start else { return };
        chars.splice(range.clone(), candidate.to.iter().copied());
        places.splice(range.clone(), candidate.to.iter().map(|_| None));
        candidate.range = start..start + range.len();
        found.push((candidate, score));
    }
}

/// The best change of a run, if it is clearly better than none and than any other.
fn best<V: Vocabulary>(
    chars: &[char],
    fixed: &[bool],
    dictionary: &Dictionary,
    counts: &Counts<'_, V>,
) -> Option<(Candidate, f64)> {
    let mut scored = weighed(chars, fixed, dictionary, counts);
    scored.sort_by(|(a, p), (b, q)| q.total_cmp(p).then_with(|| a.to.cmp(&b.to)));
    let (first, score) = scored.first()?;
    let next = scored.get(1).filter(|(other, _)| overlaps(first, other)).map_or(0.0, |(_, score)| *score);
    (score - next > LEAD).then(|| (first.clone(), *score))
}

fn overlaps(a: &Candidate, b: &Candidate) -> bool {
    a.range.start < b.range.end.max(b.range.start + 1) && b.range.start < a.range.end.max(a.range.start + 1)
}

/// Every change of a run that is worth a thought, with its lead over leaving the run as it is.
fn weighed<V: Vocabulary>(
    chars: &[char],
    fixed: &[bool],
    dictionary: &Dictionary,
    counts: &Counts<'_, V>,
) -> Vec<(Candidate, f64)> {
    let surroundings = evidence::Surroundings::new(chars, dictionary, counts);
    let candidates = candidates::find(chars, fixed, dictionary, counts, &surroundings);
    let mut weighed: Vec<_> = candidates
        .into_iter()
        .map(|candidate| {
            let evidence = surroundings.evidence(&candidate);
            (weights::score(&evidence), evidence, candidate)
        })
        .collect();
    weighed.sort_by(|(p, _, a), (q, _, b)| q.total_cmp(p).then_with(|| a.to.cmp(&b.to)));
    weighed.truncate(MOST_COMPARED);
    weighed
        .into_iter()
        .filter(|(_, _, candidate)| !surroundings.is_held(candidate))
        .map(|(score, evidence, candidate)| {
            let phrases = surroundings.phrases(&candidate);
            let score = phrases.map_or(score, |phrases| weights::score_with_phrases(&evidence, &phrases));
            (candidate, score)
        })
        .collect()
}
