//! Cutting a query into words by the words of the index: no dictionary comes to the browser.

use super::manifest::Lexicon;
use crate::text::{Class, LONGEST_RUN, class};

/// Weights of the lexicon that are no frequencies: words never required, words that frame a question.
const STOP: u8 = 0;
const FRAME: u8 = 1;
/// What a character costs that is in no word: more than the rarest word.
const NO_WORD: u32 = 190;
/// Longest word of a lexicon.
const LONGEST: usize = 8;
/// Length of a string that may be one word though the lexicon has two.
const WHOLE: usize = 4;
/// Words of a query that are looked for.
pub(super) const MOST_WORDS: usize = 32;

/// How a piece of a query is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Find {
    /// A string of ideographs, or a run of letters and digits.
    Word(Vec<char>),
    /// A string that stands exactly so.
    Phrase(Vec<char>),
    /// Any of these words.
    Any(Vec<Vec<char>>),
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) find: Find,
    /// Whether it only frames a question.
    pub(super) is_frame: bool,
    /// The whole string of which it and the next `pieces - 1` words are the cut, where that may be one word: most terms
    /// of offices have four characters, and a dictionary lacks many of them (安全生产).
    pub(super) whole: Vec<char>,
    pub(super) pieces: usize,
}

impl Word {
    pub(super) fn new(text: Vec<char>, is_frame: bool) -> Word {
        Word::of(Find::Word(text), is_frame)
    }

    pub(super) fn of(find: Find, is_frame: bool) -> Word {
        Word { find, is_frame, whole: Vec::new(), pieces: 1 }
    }
}

/// The pieces of a folded text by which it is found: words, with what frames a question marked. Stop words are left
/// out, unless there is nothing else.
pub(super) fn words(lexicon: &Lexicon, folded: &[char], out: &mut Vec<Word>) {
    let before = out.len();
    let mut stop_words = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let kind = class(folded[at]);
        let mut end = at + folded[at..].iter().take_while(|c| class(**c) == kind).count();
        match kind {
            Class::Ideograph => {
                let from = out.len();
                cut(lexicon, &folded[at..end], out, &mut stop_words);
                if end - at == WHOLE && out.len() - from > 1 && !out[from..].iter().any(|word| word.is_frame) {
                    out[from].whole = folded[at..end].to_vec();
                    out[from].pieces = out.len() - from;
                }
            }
            Class::Alphanumeric => {
                end = end.min(at + LONGEST_RUN);
                out.push(Word::new(folded[at..end].to_vec(), false));
            }
            Class::Blank | Class::Symbol => {}
        }
        at = end;
    }
    if out.len() == before {
        out.append(&mut stop_words);
    }
    out.truncate(MOST_WORDS);
}

/// The cheapest way through a run of ideographs.
fn cut(lexicon: &Lexicon, run: &[char], out: &mut Vec<Word>, stop_words: &mut Vec<Word>) {
    // From the end: the cost of the rest, and where the first piece of it ends.
    let mut best = vec![(0u32, run.len()); run.len() + 1];
    let mut known = vec![None; run.len()];
    for at in (0..run.len()).rev() {
        best[at] = (best[at + 1].0 + NO_WORD, at + 1);
        for length in 1..=LONGEST.min(run.len() - at) {
            let Some(weight) = lexicon.find(&run[at..at + length]) else { continue };
            // A frequent word is cheap; a stop word is as dear as a word of middling frequency.
            let price = match weight {
                STOP if length == 1 => 100,
                STOP | FRAME => 90,
                weight => 176u32.saturating_sub(u32::from(weight)).max(20),
            };
            let cost = best[at + length].0 + price;
            if cost < best[at].0 || (cost == best[at].0 && length > 1) {
                best[at] = (cost, at + length);
                known[at] = Some(weight);
            }
        }
    }
    let mut at = 0;
    while at < run.len() {
        let mut end = best[at].1;
        let weight = known[at].filter(|_| end - at > 1 || known[at] == Some(STOP));
        if weight.is_none() {
            // Characters in a row that the lexicon does not join are looked for as one string.
            while end < run.len() && best[end].1 == end + 1 && known[end].is_none() {
                end = best[end].1;
            }
        }
        let (mut from, mut to) = (at, end);
        if weight.is_none() && to - from == 1 && run.len() > 1 {
            // One alone says little and costs all that begins with it: with its neighbour it is a pair.
            if from > 0 { from -= 1 } else { to += 1 }
        }
        let word = Word::new(run[from..to].to_vec(), weight == Some(FRAME));
        let list = if weight == Some(STOP) { &mut *stop_words } else { &mut *out };
        list.push(word);
        at = end;
    }
}

/// The chain of pairs that a string of ideographs is.
pub(super) fn pairs(word: &[char]) -> impl Iterator<Item = &[char]> {
    word.windows(2)
}

/// What the pieces of a phrase are, each with its place: strings of ideographs as pairs, runs of letters and digits, and
/// an ideograph between others, which is a term of its own unless something may follow it.
pub(super) fn chain(phrase: &[char]) -> Vec<(u32, Piece)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < phrase.len() {
        let kind = class(phrase[at]);
        let end = at + phrase[at..].iter().take_while(|c| class(**c) == kind).count();
        match kind {
            Class::Ideograph => {
                for start in at..end {
                    if start + 1 < end {
                        // Every second pair covers the string, and the last one where the cover would have a gap.
                        if (start - at) % 2 == 1 && start + 2 < end {
                            continue;
                        }
                        pieces.push((start as u32, Piece::Term(phrase[start..start + 2].to_vec())));
                    } else if end < phrase.len() {
                        pieces.push((start as u32, Piece::Term(phrase[start..end].to_vec())));
                    } else if end - at == 1 {
                        pieces.push((start as u32, Piece::Begins(phrase[start])));
                    }
                }
            }
            Class::Alphanumeric => {
                let runs = phrase[at..end].chunks(LONGEST_RUN);
                pieces.extend(
                    runs.enumerate().map(|(n, run)| ((at + n * LONGEST_RUN) as u32, Piece::Term(run.to_vec()))),
                );
            }
            Class::Blank | Class::Symbol => {}
        }
        at = end;
    }
    pieces
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Term(Vec<char>),
    /// Whatever begins with this ideograph.
    Begins(char),
}
