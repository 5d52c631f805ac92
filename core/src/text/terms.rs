//! The terms under which a text is found: what indexing writes and what queries ask for.
//!
//! A text is a chain of *units*: an ideograph, a run of letters and digits, a blank, a symbol. Its terms are
//!
//! - every pair of neighbouring units of which at least one is a word part (`公积`, `积金`, `金,`),
//! - every run of letters and digits (`covid19`),
//! - every dictionary word of three or more units, wherever it stands (`公积金`, `住房公积金`; a word of two units is a
//!   pair already), so that a word is found in every longer word that holds it,
//! - ordinals of provisions in one form (`第三十三条` and `第 33 条` are `第33条`), and document numbers in theirs.
//!
//! The position of a term is the index of its first character. Since the pairs form an unbroken chain, a phrase of
//! pairs at their offsets matches exactly where the folded text has that string, whatever the words are.

use super::class::{Class, class};
use super::dictionary::Dictionary;
use super::fold::Folded;
use super::ordinal;
use super::segment::{each_word, unit_end};
use crate::ids::{DocNumber, find_doc_numbers};

/// Longest ending of an issuing organ under which a mention of a document number is found.
const LONGEST_ORGAN_SUFFIX: usize = 24;

#[derive(Debug, Clone, Copy)]
struct Span {
    /// Byte range in the folded text, or in `extra`.
    from: u32,
    to: u32,
    position: u32,
    is_extra: bool,
}

/// The terms of one text. A buffer that can be filled again and again.
#[derive(Debug, Default, Clone)]
pub(crate) struct Terms {
    folded: Folded,
    classes: Vec<Class>,
    extra: String,
    spans: Vec<Span>,
}

impl Terms {
    /// Replaces the terms by those of `text`.
    pub(crate) fn fill(&mut self, dictionary: &Dictionary, text: &str) {
        self.folded.fill(text);
        self.classes.clear();
        self.classes.extend(self.folded.as_str().chars().map(class));
        self.extra.clear();
        self.spans.clear();
        self.add_units_and_pairs();
        self.add_words(dictionary);
        self.add_ordinals();
        self.add_doc_numbers();
    }

    /// Number of characters of the text: a position beyond it is in no term.
    pub(crate) fn characters(&self) -> usize {
        self.classes.len()
    }

    /// Term number `at` and its position.
    pub(crate) fn get(&self, at: usize) -> Option<(&str, usize)> {
        let span = self.spans.get(at)?;
        let text = if span.is_extra { &self.extra } else { self.folded.as_str() };
        Some((&text[span.from as usize..span.to as usize], span.position as usize))
    }

    fn push(&mut self, start: usize, end: usize) {
        self.spans.push(Span {
            from: self.folded.byte(start) as u32,
            to: self.folded.byte(end) as u32,
            position: start as u32,
            is_extra: false,
        });
    }

    fn push_extra(&mut self, term: &str, position: usize) {
        let from = self.extra.len() as u32;
        self.extra.push_str(term);
        self.spans.push(Span { from, to: self.extra.len() as u32, position: position as u32, is_extra: true });
    }

    fn add_units_and_pairs(&mut self) {
        let mut start = 0;
        while start < self.classes.len() {
            let end = unit_end(&self.classes, start);
            if self.classes[start] == Class::Alphanumeric {
                self.push(start, end);
            }
            if end < self.classes.len() && (self.classes[start].is_word_part() || self.classes[end].is_word_part()) {
                self.push(start, unit_end(&self.classes, end));
            }
            start = end;
        }
    }

    fn add_words(&mut self, dictionary: &Dictionary) {
        let mut start = 0;
        while start < self.classes.len() {
            if !self.classes[start].is_word_part() {
                start += 1;
                continue;
            }
            let end = start + self.classes[start..].iter().take_while(|c| c.is_word_part()).count();
            let (folded, classes, spans) = (&self.folded, &self.classes, &mut self.spans);
            each_word(dictionary, folded, start, end, |from, to| {
                // Two characters are a pair already.
                if to - from > 2 && units_in(classes, from, to).is_some_and(|units| units > 2) {
                    spans.push(Span {
                        from: folded.byte(from) as u32,
                        to: folded.byte(to) as u32,
                        position: from as u32,
                        is_extra: false,
                    });
                }
            });
            start = end;
        }
    }

    fn add_ordinals(&mut self) {
        let found = ordinal::find(self.folded.as_str());
        for (position, term) in found {
            self.push_extra(&term, position);
        }
    }

    fn add_doc_numbers(&mut self) {
        if !self.folded.as_str().contains('号') {
            return;
        }
        let chars: Vec<char> = self.folded.as_str().chars().collect();
        for mention in find_doc_numbers(&chars) {
            // The text does not say where the organ begins (根据国发〔2019〕5号): every ending of it is a term.
            for term in doc_number_endings(&mention.doc_number) {
                self.push_extra(&term, mention.start);
            }
        }
    }
}

/// A document number under every ending of its organ, the longest first: 根据国发〔2019〕5号, 据国发〔2019〕5号,
/// 国发〔2019〕5号 …
pub(crate) fn doc_number_endings(number: &DocNumber) -> Vec<String> {
    let text = number.to_string();
    let tail = text.strip_prefix(number.organ()).unwrap_or(&text);
    let organ: Vec<char> = number.organ().chars().collect();
    let first = organ.len().saturating_sub(LONGEST_ORGAN_SUFFIX);
    (first..=organ.len()).map(|from| organ[from..].iter().copied().chain(tail.chars()).collect()).collect()
}

/// Number of units in `from..to`, `None` when it begins or ends inside one.
fn units_in(classes: &[Class], from: usize, to: usize) -> Option<usize> {
    if from > 0 && classes[from] == Class::Alphanumeric && classes[from - 1] == Class::Alphanumeric {
        return None;
    }
    let (mut at, mut units) = (from, 0);
    while at < to {
        at = unit_end(classes, at);
        units += 1;
    }
    (at == to).then_some(units)
}

/// The pairs of neighbouring units that are both word parts, as ranges of characters.
pub(crate) fn pairs(folded: &Folded) -> Vec<(usize, usize)> {
    let classes: Vec<Class> = folded.as_str().chars().map(class).collect();
    let (mut found, mut start) = (Vec::new(), 0);
    while start < classes.len() {
        let end = unit_end(&classes, start);
        if end < classes.len() && classes[start].is_word_part() && classes[end].is_word_part() {
            found.push((start, unit_end(&classes, end)));
        }
        start = end;
    }
    found
}

/// The chain of pairs that stands for exactly the string `text`, with the offset of each: what a phrase query asks
/// for. A single unit has no pair and is its own chain.
pub(crate) fn phrase(text: &str) -> Vec<(usize, String)> {
    let folded = Folded::new(text);
    let classes: Vec<Class> = folded.as_str().chars().map(class).collect();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let (mut start, mut units) = (0, 0);
    while start < classes.len() {
        let end = unit_end(&classes, start);
        units += 1;
        if end < classes.len() && (classes[start].is_word_part() || classes[end].is_word_part()) {
            pairs.push((start, unit_end(&classes, end)));
        }
        start = end;
    }
    if units == 1 {
        return vec![(0, folded.as_str().to_owned())];
    }
    // Every second pair covers the string; one more where the cover would have a gap.
    let mut chain: Vec<(usize, String)> = Vec::new();
    let mut covered = 0;
    for (at, (start, end)) in pairs.iter().enumerate() {
        let next_start = pairs.get(at + 1).map_or(usize::MAX, |pair| pair.0);
        if *start >= covered || next_start > covered {
            chain.push((*start, folded.slice(*start, *end).to_owned()));
            covered = *end;
        }
    }
    chain
}

/// The ideographs of a text, folded, each once and with its first position: the terms of the field that answers words
/// of one character. How often a single character stands in a text says little, and costs as much as all words.
pub(crate) fn ideographs(text: &str, found: &mut Vec<(usize, char)>) {
    found.clear();
    let mut seen = std::collections::HashSet::new();
    for (position, c) in text.chars().map(super::fold_char).enumerate() {
        if class(c) == Class::Ideograph && seen.insert(c) {
            found.push((position, c));
        }
    }
}

#[cfg(all(test, feature = "dictionary"))]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(String, usize)> {
        let mut terms = Terms::default();
        terms.fill(&Dictionary::builtin(), text);
        (0..).map_while(|at| terms.get(at).map(|(term, position)| (term.to_owned(), position))).collect()
    }

    fn has(text: &str, term: &str, position: usize) -> bool {
        terms(text).contains(&(term.to_owned(), position))
    }

    #[test]
    fn pairs_words_and_runs_have_character_positions() {
        let text = "提取住房公積金，Covid19 疫情";
        assert!(has(text, "提取", 0) && has(text, "住房公积金", 2) && has(text, "公积金", 4) && has(text, "积金", 5));
        assert!(has(text, "covid19", 8) && has(text, "金,", 6) && has(text, "疫情", 16));
    }

    #[test]
    fn a_word_is_found_inside_longer_ones() {
        assert!(has("待处理", "处理", 1));
        assert!(has("中华人民共和国行政处罚法", "行政处罚", 7));
    }

    #[test]
    fn provisions_and_document_numbers_have_one_form() {
        assert!(has("合同法第五十二条", "第52条", 3) && has("合同法第 52 条", "第52条", 3));
        for text in ["根据国发〔2019〕5号文件", "根据国发[2019] 5 号文件", "根据国发（2019）第05号文件"]
        {
            assert!(terms(text).iter().any(|(term, _)| term == "国发〔2019〕5号"), "{text}: {:?}", terms(text));
        }
    }

    #[test]
    fn a_phrase_is_a_chain_of_pairs() {
        let chain = |text| phrase(text).into_iter().map(|(at, pair)| format!("{at}{pair}")).collect::<Vec<_>>();
        assert_eq!(chain("住房公积"), ["0住房", "2公积"]);
        assert_eq!(chain("公积金"), ["0公积", "1积金"]);
        assert_eq!(chain("税"), ["0税"]);
        assert_eq!(chain("税、费"), ["0税、", "1、费"]);
        assert_eq!(chain("A区"), ["0a区"]);
    }
}
