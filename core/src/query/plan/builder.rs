//! Making a plan: cutting the query's texts, and weighing what they are cut into.

use std::collections::HashMap;

use super::{Alternative, Language, MAX_WORDS, Matcher, Plan, Word};
use crate::query::{Note, ParsedQuery};
use crate::text::{
    Cut, Folded, SegmentKind, cut, each_word, find_ordinals, is_frame_word, is_stop_word, pairs, phrase,
    single_ideograph,
};

/// A phrase is looked up by this many characters: what agrees so far is the same.
const LONGEST_PHRASE: usize = 512;
/// Terms that only score.
const MAX_EXTRA: usize = 192;
/// Words, and parts of words, that are marked in hits.
const MAX_MARKS: usize = 512;

pub(super) struct Builder<'a> {
    pub(super) language: Language<'a>,
    pub(super) plan: Plan,
    extra: HashMap<Matcher, f32>,
    /// Stop words, wanted when there is nothing else.
    stopped: Vec<Word>,
    /// Frame words: they only score a little, unless there is nothing else.
    framing: Vec<Word>,
    has_text: bool,
    /// Whether the query is of Latin letters only: then they may be pinyin.
    pub(super) may_be_pinyin: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(language: Language<'a>, query: &ParsedQuery) -> Builder<'a> {
        let mut plan = Plan { notes: query.notes.clone(), ..Plan::default() };
        plan.has_conditions =
            !(query.excluded.is_empty() && query.filters.is_empty() && query.excluded_filters.is_empty());
        Builder {
            language,
            plan,
            extra: HashMap::new(),
            stopped: Vec::new(),
            framing: Vec::new(),
            has_text: !query.parts.is_empty(),
            may_be_pinyin: query.may_be_pinyin(),
        }
    }

    pub(super) fn doc_number(&mut self, number: &str) {
        let matcher = Matcher::DocNumber(number.to_owned());
        self.add(Word {
            text: number.to_owned(),
            matcher,
            weight: self.language.weights.ordinal,
            alternatives: Vec::new(),
        });
    }

    pub(super) fn exclude(&mut self, texts: &[String]) {
        self.plan.excluded.extend(texts.iter().take(MAX_WORDS).map(|text| string_matcher(text)));
        if texts.len() > MAX_WORDS {
            self.note_too_many();
        }
    }

    pub(super) fn add(&mut self, word: Word) {
        self.plan.marks.push(word.text.clone());
        self.plan.marks.extend(word.alternatives.iter().map(|other| other.text.clone()));
        if let Some(known) = self.plan.words.iter_mut().find(|known| known.matcher == word.matcher) {
            known.weight += word.weight; // a word typed twice weighs twice
        } else if self.plan.words.len() < MAX_WORDS {
            self.plan.words.push(word);
        } else {
            self.note_too_many();
        }
    }

    fn asks_nothing(&self) -> bool {
        self.plan.words.is_empty() && self.plan.strict.is_empty()
    }

    fn note_too_many(&mut self) {
        if !self.plan.notes.iter().any(|note| note.code == "too_many_words") {
            let message = format!("检索词过多，只使用了前{MAX_WORDS}个");
            self.plan.notes.push(Note::new("too_many_words", message));
        }
    }

    pub(super) fn phrase(&mut self, text: &str) {
        let folded = Folded::new(text);
        if !folded.as_str().chars().any(char::is_alphanumeric) {
            return;
        }
        let text = folded.slice(0, LONGEST_PHRASE).to_owned();
        if text.len() < folded.as_str().len() {
            self.note_too_many();
        }
        self.plan.marks.push(text.clone());
        if self.plan.strict.len() < MAX_WORDS {
            self.plan.strict.push(Word { matcher: string_matcher(&text), text, weight: 1.0, alternatives: Vec::new() });
        } else {
            self.note_too_many();
        }
    }

    pub(super) fn words(&mut self, text: &str) {
        let folded = Folded::new(text);
        if self.spaced_pinyin(&folded) {
            return;
        }
        let cuts = cut(self.language.dictionary, &folded);
        let ordinals = ordinals(&folded, &cuts);
        let expansions = self.expansions(&folded, &cuts);
        let mut skip_to = 0;
        for (at, piece) in cuts.iter().enumerate() {
            if piece.start < skip_to {
                continue;
            }
            if let Some((_, term)) = ordinals.iter().find(|(position, _)| *position == piece.start) {
                skip_to = ordinal_end(&folded, piece.start);
                let matcher = Matcher::Term(term.clone());
                let weight = self.language.weights.ordinal;
                // Laws number the parts of an article （一）, and not 第一项: they cannot be required.
                if term.ends_with(['款', '项']) {
                    *self.extra.entry(matcher).or_insert(0.0) += weight;
                } else {
                    self.add(Word { text: term.clone(), matcher, weight, alternatives: Vec::new() });
                }
                self.plan.marks.push(folded.slice(piece.start, skip_to).to_owned());
                continue;
            }
            match piece.kind {
                SegmentKind::Blank | SegmentKind::Symbol => {}
                SegmentKind::Alphanumeric => self.letters(folded.slice(piece.start, piece.end), &expansions[at]),
                SegmentKind::Word => {
                    // Single characters in a row are a word that the dictionary lacks (a name, a place).
                    let end = unknown_run(&folded, &cuts[at..], &expansions[at..]);
                    if end > piece.end {
                        skip_to = end;
                        self.unknown(folded.slice(piece.start, end), &expansions[at]);
                    } else {
                        self.word(folded.slice(piece.start, piece.end), &expansions[at]);
                    }
                }
            }
        }
        self.score_terms(&folded, &cuts, 1.0);
    }

    pub(super) fn word(&mut self, text: &str, alternatives: &[Alternative]) {
        let matcher = single_ideograph(text).map_or_else(|| Matcher::Term(text.to_owned()), Matcher::Ideograph);
        let weight = if matches!(matcher, Matcher::Ideograph(_)) { self.language.weights.ideograph } else { 1.0 };
        let word = Word { text: text.to_owned(), matcher, weight, alternatives: alternatives.to_vec() };
        if is_stop_word(text) {
            self.stopped.push(word);
        } else if is_frame_word(text) {
            let share = self.extra.entry(word.matcher.clone()).or_insert(0.0);
            *share += word.weight * self.language.weights.frame_share;
            self.framing.push(word);
        } else {
            self.add(word);
        }
    }

    /// A word that the dictionary lacks is required as a whole; its pairs and characters score.
    fn unknown(&mut self, text: &str, alternatives: &[Alternative]) {
        for c in text.chars() {
            *self.extra.entry(Matcher::Ideograph(c)).or_insert(0.0) += self.language.weights.ideograph;
        }
        let alternatives = alternatives.to_vec();
        self.add(Word { text: text.to_owned(), matcher: string_matcher(text), weight: 0.0, alternatives });
    }

    /// Characters, pairs and words of every cut add to the score, so that a hit that holds more of the query's wording
    /// comes first. `share`: of their usual weight.
    pub(super) fn score_terms(&mut self, folded: &Folded, cuts: &[Cut], share: f32) {
        // The cut that each character belongs to (the cuts cover the text), and what it says there.
        let (mut cut_of, mut says) = (vec![0; folded.len()], vec![0.0; folded.len()]);
        for (at, piece) in cuts.iter().enumerate() {
            cut_of[piece.start..piece.end].fill(at);
            says[piece.start..piece.end].fill(emphasis(folded, piece, self.language.weights.frame_share));
        }
        let weights = self.language.weights;
        let mut add = |start: usize, end: usize, weight: f32| {
            let most = says[start..end].iter().copied().fold(0.0, f32::max);
            if most > 0.0 {
                let text = folded.slice(start, end);
                let matcher = single_ideograph(text).map_or_else(|| Matcher::Term(text.to_owned()), Matcher::Ideograph);
                *self.extra.entry(matcher).or_insert(0.0) += weight * most * share;
            }
        };
        let marks = &mut self.plan.marks;
        each_word(self.language.dictionary, folded, 0, folded.len(), |start, end| {
            let piece = &cuts[cut_of[start]];
            if end - start < 2 || (piece.start, piece.end) == (start, end) {
                return;
            }
            // Where a hit has only a part of a word, the part is marked; not what lies across two words.
            if end > piece.end {
                add(start, end, weights.across);
            } else if !is_stop_word(folded.slice(start, end)) {
                marks.push(folded.slice(start, end).to_owned());
            }
        });
        for (start, end) in pairs(folded) {
            let is_across = cut_of[start] != cut_of[end - 1];
            add(start, end, if is_across { weights.across_pair } else { weights.pair });
        }
        for at in 0..folded.len() {
            if single_ideograph(folded.slice(at, at + 1)).is_some() {
                add(at, at + 1, weights.character);
            }
        }
    }

    pub(super) fn finish(mut self) -> Plan {
        for mut spare in [std::mem::take(&mut self.framing), std::mem::take(&mut self.stopped)] {
            if self.asks_nothing() {
                spare.drain(..).for_each(|word| self.add(word));
            }
        }
        if self.asks_nothing() && self.has_text {
            self.plan.unsearchable = true;
            self.plan.notes.push(Note::new("no_words", "检索内容中没有可检索的词，请输入文字、字母或数字"));
        }
        for word in &self.plan.words {
            self.extra.remove(&word.matcher);
        }
        let mut extra: Vec<(Matcher, f32)> = self.extra.into_iter().collect();
        // A fixed order, so that equal queries add up to equal scores.
        extra.sort_by(|(a, _), (b, _)| a.cmp(b));
        extra.truncate(MAX_EXTRA);
        self.plan.extra = extra;
        self.plan.marks.sort_unstable();
        self.plan.marks.dedup();
        self.plan.marks.truncate(MAX_MARKS);
        self.plan
    }
}

/// Ordinals of provisions with their places; who asks for an article often leaves 第 out (刑法264条).
fn ordinals(folded: &Folded, cuts: &[Cut]) -> Vec<(usize, String)> {
    let mut found = find_ordinals(folded.as_str());
    for two in cuts.windows(2) {
        let (number, counted) = (folded.slice(two[0].start, two[0].end), folded.slice(two[1].start, two[1].end));
        let is_behind_ordinal = two[0].start > 0 && folded.slice(two[0].start - 1, two[0].start) == "第";
        if counted == "条" && number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()) && !is_behind_ordinal {
            found.push((two[0].start, format!("第{}条", number.trim_start_matches('0'))));
        }
    }
    found
}

/// How much a cut says: nothing, little or all.
fn emphasis(folded: &Folded, piece: &Cut, frame_share: f32) -> f32 {
    let text = folded.slice(piece.start, piece.end);
    if !matches!(piece.kind, SegmentKind::Word | SegmentKind::Alphanumeric) || is_stop_word(text) {
        0.0
    } else if is_frame_word(text) {
        frame_share
    } else {
        1.0
    }
}

/// How exactly this string is found.
pub(super) fn string_matcher(text: &str) -> Matcher {
    let mut chain = phrase(text);
    if chain.len() > 1 {
        return Matcher::Phrase(chain);
    }
    let term = chain.pop().map(|(_, term)| term).unwrap_or_default();
    single_ideograph(&term).map_or(Matcher::Term(term), Matcher::Ideograph)
}

/// End of the run of single characters, none of them a stop word, with which `cuts` begins. What stands for something
/// else (人社局) is a run of its own: 区人社局 are two.
fn unknown_run(folded: &Folded, cuts: &[Cut], expansions: &[Vec<Alternative>]) -> usize {
    let is_plain = |expansion: &Vec<Alternative>| expansion.is_empty();
    let same = expansions.iter().take_while(|expansion| is_plain(expansion) == is_plain(&expansions[0])).count();
    let run = cuts[..same].iter().take_while(|piece| {
        piece.kind == SegmentKind::Word
            && piece.end - piece.start == 1
            && !is_stop_word(folded.slice(piece.start, piece.end))
    });
    run.last().or(cuts.first()).map_or(0, |piece| piece.end)
}

/// Where the ordinal that begins at `start` ends.
fn ordinal_end(folded: &Folded, start: usize) -> usize {
    (start + 1..folded.len())
        .find(|at| folded.slice(*at, at + 1).starts_with(|c: char| "条款项章节编批届次期号".contains(c)))
        .map_or(folded.len(), |at| at + 1)
}
