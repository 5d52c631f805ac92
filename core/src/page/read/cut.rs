//! Cutting a query into words by the words of the index: no dictionary comes to the browser, but the chunks of terms say
//! which of them are words.

use super::super::format::PageError;
use super::super::light::{ANYWHERE, FRAME, LONGEST_WORD, STOP};
use crate::query::Weights;
use crate::text::{Class, LONGEST_RUN, class};

/// What a character costs that is in no word: more than the rarest word.
const NO_WORD: u32 = 190;
/// Length of a string that may be one word though the index's words are shorter.
const WHOLE: usize = 4;
/// Words of a query that are looked for.
pub(super) const MOST_WORDS: usize = 32;
/// Terms that are looked for because words stand for them.
const MOST_OTHERS: usize = 64;
/// Pairs that are looked at, and as many characters.
pub(super) const MOST_PAIRS: usize = 48;

/// The words that begin at a place.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Their weights, by their lengths.
    pub(super) weights: [Option<u8>; LONGEST_WORD + 1],
    /// The lengths of plain words, and the terms that each of them stands for.
    pub(super) stands: Vec<(usize, Vec<Vec<char>>)>,
}

impl Known {
    /// Adds a word; of weight 0 it is none.
    pub(super) fn add(&mut self, length: usize, weight: u8) {
        if let Some(known) = self.weights.get_mut(length).filter(|_| weight > 0) {
            *known = Some(weight);
        }
    }
}

/// How a piece of a query is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Find {
    /// A string of ideographs, or a run of letters and digits.
    Word(Vec<char>),
    /// A string that stands exactly so.
    Phrase(Vec<char>),
    /// Any of these words.
    Any(Vec<Vec<char>>),
    /// The first of these words; or all others in one title: whoever looks for 户口迁移 means 迁移户口, too.
    Whole(Vec<Vec<char>>),
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) find: Find,
    /// Whether it only frames a question.
    pub(super) is_frame: bool,
    /// The character that no word has, where this is one with its neighbour.
    pub(super) spare: Option<char>,
    /// How often it was typed.
    pub(super) times: u8,
    /// The terms for which it stands, and among how many words of the query it does so.
    pub(super) others: Vec<(Vec<char>, u8)>,
    /// The whole string of which it and the next `pieces - 1` words are the cut, where that may be one word: most terms
    /// of offices have four characters, and a dictionary lacks many of them (安全生产).
    pub(super) whole: Vec<char>,
    pub(super) pieces: usize,
}

impl Word {
    pub(super) fn new(text: Vec<char>, is_frame: bool) -> Word {
        Word::of(Find::Word(text), is_frame)
    }

    /// The length of the text that it stands for, where that is not as typed.
    pub(super) fn length(&self) -> usize {
        match &self.find {
            Find::Any(words) => words.first().map_or(0, Vec::len),
            _ => 0,
        }
    }

    fn is(&self, text: &[char]) -> bool {
        matches!(&self.find, Find::Word(own) if own == text)
    }

    pub(super) fn of(find: Find, is_frame: bool) -> Word {
        Word { find, is_frame, spare: None, times: 1, others: Vec::new(), whole: Vec::new(), pieces: 1 }
    }
}

/// A pair of neighbouring ideographs of a query, not both of which say nothing: a document that holds more of the query's
/// wording comes first, and a title that says little else. Or an ideograph and [`ANYWHERE`]: 欠钱 and 欠款 have one in common.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub(super) text: [char; 2],
    /// Share of the weight of a word that it has; a pair that is a word has none besides.
    pub(super) share: f32,
    /// Whether it lies within one longer word.
    pub(super) is_within: bool,
}

/// What a query is cut into.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) words: Vec<Word>,
    pub(super) pairs: Vec<Pair>,
    /// Each an ideograph and [`ANYWHERE`].
    pub(super) characters: Vec<Pair>,
}

/// The pieces of a folded text by which it is found: words, with what frames a question marked. Stop words are left
/// out, unless there is nothing else. `known`: the words in a run of ideographs.
pub(super) fn words(
    folded: &[char],
    out: &mut Cut,
    mut known: impl FnMut(&[char]) -> Result<Vec<Known>, PageError>,
) -> Result<(), PageError> {
    let before = out.words.len();
    let mut stop_words = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let kind = class(folded[at]);
        let mut end = at + folded[at..].iter().take_while(|c| class(**c) == kind).count();
        match kind {
            Class::Ideograph => {
                let from = out.words.len();
                let run = &folded[at..end];
                cut(run, &known(run)?, out, &mut stop_words);
                let own = &mut out.words[from..];
                if end - at == WHOLE && own.len() > 1 && !own.iter().any(|word| word.is_frame) {
                    own[0].pieces = own.len();
                    own[0].whole = folded[at..end].to_vec();
                }
            }
            Class::Alphanumeric => {
                end = end.min(at + LONGEST_RUN);
                out.words.push(Word::new(folded[at..end].to_vec(), false));
            }
            Class::Blank | Class::Symbol => {}
        }
        at = end;
    }
    if out.words.len() == before {
        out.words.append(&mut stop_words);
    }
    Ok(())
}

/// The cheapest way through a run of ideographs.
fn cut(run: &[char], known: &[Known], out: &mut Cut, stop_words: &mut Vec<Word>) {
    // From the end: the cost of the rest, and where the first piece of it ends.
    let mut best = vec![(0u32, run.len()); run.len() + 1];
    let mut weights_at = vec![None; run.len()];
    for at in (0..run.len()).rev() {
        best[at] = (best[at + 1].0 + NO_WORD, at + 1);
        for length in 1..=LONGEST_WORD.min(run.len() - at) {
            let Some(weight) = known[at].weights[length] else { continue };
            // A frequent word is cheap; a stop word is as dear as a word of middling frequency.
            let price = match weight {
                STOP if length == 1 => 100,
                STOP | FRAME => 90,
                weight => 176u32.saturating_sub(u32::from(weight)).max(20),
            };
            let cost = best[at + length].0 + price;
            if cost < best[at].0 || (cost == best[at].0 && length > 1) {
                best[at] = (cost, at + length);
                weights_at[at] = Some(weight);
            }
        }
    }
    // Of each character: where its word begins, how long that is, and how much it says.
    let mut belongs = Vec::with_capacity(run.len());
    // Where each piece ends, and its number among the words that say something.
    let mut ends: Vec<(usize, Option<usize>)> = Vec::new();
    let weights = Weights::default();
    let mut at = 0;
    while at < run.len() {
        let mut end = best[at].1;
        let weight = weights_at[at].filter(|_| end - at > 1 || weights_at[at] == Some(STOP));
        if weight.is_none() {
            // Characters in a row that no word joins are looked for as one string.
            while end < run.len() && best[end].1 == end + 1 && weights_at[end].is_none() {
                end = best[end].1;
            }
        }
        let (mut from, mut to) = (at, end);
        let is_spare = weight.is_none() && to - from == 1 && run.len() > 1;
        if is_spare {
            // One alone says little and costs all that begins with it: with its neighbour it is a pair.
            if from > 0 { from -= 1 } else { to += 1 }
        }
        let word =
            Word { spare: is_spare.then_some(run[at]), ..Word::new(run[from..to].to_vec(), weight == Some(FRAME)) };
        ends.push((end, (weight != Some(STOP)).then_some(out.words.len())));
        let list = if weight == Some(STOP) { &mut *stop_words } else { &mut out.words };
        list.push(word);
        let says = match weight {
            Some(STOP) => 0.0,
            Some(FRAME) => weights.frame_share,
            _ => 1.0,
        };
        belongs.resize(end, (at, end - at, says));
        at = end;
    }
    stand(known, &ends, &mut out.words);
    for (c, (.., says)) in run.iter().zip(&belongs).filter(|(_, (.., says))| *says > 0.0) {
        out.characters.push(Pair { text: [*c, ANYWHERE], share: weights.character * says, is_within: false });
    }
    for (two, of) in run.windows(2).zip(belongs.windows(2)) {
        let (is_across, says) = (of[0].0 != of[1].0, f32::max(of[0].2, of[1].2));
        if says > 0.0 {
            let is_within = !is_across && of[0].1 > 2;
            let share = match (is_across, is_within) {
                (true, _) => weights.across_pair,
                (_, true) => weights.pair,
                _ => 0.0,
            };
            out.pairs.push(Pair { text: [two[0], two[1]], share: share * says, is_within });
        }
    }
}

/// Gives words what they stand for. A plain word may span several (身份证丢了): then each of them stands for it, with its
/// part of the weight.
fn stand(known: &[Known], ends: &[(usize, Option<usize>)], out: &mut [Word]) {
    let (mut at, mut start) = (0, 0);
    while at < ends.len() {
        let spans = |length: usize| ends[at..].iter().position(|(end, _)| *end == start + length);
        let longest =
            known[start].stands.iter().filter_map(|(length, terms)| Some((spans(*length)?, terms))).next_back();
        let (more, terms) = longest.map_or((0, &[][..]), |(more, terms)| (more, terms.as_slice()));
        let said = || ends[at..=at + more].iter().filter_map(|(_, word)| *word);
        let count = said().count().min(usize::from(u8::MAX)) as u8;
        for word in said() {
            out[word].others.extend(terms.iter().map(|term| (term.clone(), count)));
        }
        at += more + 1;
        start = ends[at - 1].0;
    }
}

/// What is looked for of a query's words and pairs. In a query of several words a character which no word has may stand
/// anywhere, and pairs within words count, since a hit need not hold every word; what was typed twice weighs twice.
/// `pieces`: a word, and whether it is a phrase.
pub(super) fn settle(pieces: &mut Vec<(bool, Word)>, pairs: &mut Vec<Pair>) {
    const SEVERAL: usize = 3;
    let plain = pieces.iter().filter(|(_, word)| !word.is_frame && word.spare.is_none()).count();
    for (_, word) in pieces.iter_mut().filter(|_| plain >= SEVERAL) {
        if let Some(c) = word.spare {
            word.find = Find::Word(vec![c, ANYWHERE]);
        }
    }
    pairs.retain(|pair| plain >= SEVERAL || !pair.is_within);
    for at in (1..pieces.len()).rev() {
        let typed = |word: &Word| match &word.find {
            Find::Word(text) => Some(text.clone()),
            _ => None,
        };
        let text = typed(&pieces[at].1);
        if text.is_some()
            && let Some(first) = pieces[..at].iter().position(|(_, word)| typed(word) == text)
        {
            let again = pieces.remove(at).1;
            let word = &mut pieces[first].1;
            word.times += again.times;
            let others = again.others.into_iter().filter(|other| !word.others.contains(other)).collect::<Vec<_>>();
            word.others.extend(others);
        }
    }
    let mut left = MOST_OTHERS;
    for (_, word) in pieces.iter_mut() {
        word.others.truncate(left);
        left -= word.others.len();
    }
    for at in (1..pairs.len()).rev() {
        if let Some(first) = pairs[..at].iter().position(|known| known.text == pairs[at].text) {
            let share = pairs.remove(at).share;
            pairs[first].share += share;
        }
    }
    pairs.retain(|pair| !pieces.iter().any(|(_, word)| word.is(&pair.text)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, spare: Option<char>) -> (bool, Word) {
        (false, Word { spare, ..Word::new(text.chars().collect(), false) })
    }

    fn pair(text: [char; 2], is_within: bool) -> Pair {
        Pair { text, share: 0.5, is_within }
    }

    #[test]
    fn a_longer_query_requires_less_and_weighs_more() {
        let shown = |pieces: &[(bool, Word)]| -> Vec<(String, u8)> {
            let text = |word: &Word| match &word.find {
                Find::Word(text) => text.iter().collect(),
                _ => String::new(),
            };
            pieces.iter().map(|(_, word)| (text(word), word.times)).collect()
        };
        let mut pieces = vec![word("公积金", None), word("金囤", Some('囤')), word("提取", None)];
        let mut pairs = vec![pair(['积', '金'], true), pair(['金', '囤'], false)];
        settle(&mut pieces, &mut pairs);
        assert_eq!(shown(&pieces), [("公积金".into(), 1), ("金囤".into(), 1), ("提取".into(), 1)]);
        assert_eq!(pairs, [], "what is a word counts once");

        pieces.extend([word("提取", None), word("材料", None)]);
        pairs.extend([pair(['积', '金'], true), pair(['金', '囤'], false)]);
        settle(&mut pieces, &mut pairs);
        assert_eq!(
            shown(&pieces),
            [("公积金".into(), 1), ("囤\u{1}".into(), 1), ("提取".into(), 2), ("材料".into(), 1)]
        );
        assert_eq!(pairs.iter().map(|pair| (pair.text[0], pair.share)).collect::<Vec<_>>(), [('积', 0.5), ('金', 0.5)]);
    }
}
