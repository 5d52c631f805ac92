//! From a parsed query to what is looked up: which words must stand in a hit, and what every term weighs. The same
//! plan serves the engine and the page index.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Note, ParsedQuery, Part};
use crate::text::{
    Cut, Dictionary, Folded, SegmentKind, cut, each_word, find_ordinals, fold, pairs, phrase, single_ideograph,
};

/// Words of a query beyond this number are left out: nobody types so many, and a pasted page must not stop the server.
const MAX_WORDS: usize = 128;

/// A phrase is looked up by this many characters: what agrees so far is the same.
const LONGEST_PHRASE: usize = 512;
/// Words, and parts of words, that are marked in hits.
const MAX_MARKS: usize = 512;

/// Weight of a dictionary word that the best path does not take: part of a longer one, or across two.
const SUB_WORD_WEIGHT: f32 = 0.3;
/// Weight of a pair of characters.
const PAIR_WEIGHT: f32 = 0.35;
/// Weight of a character that stands alone.
const IDEOGRAPH_WEIGHT: f32 = 0.6;
/// Weight of an ordinal: the number of an article says which one.
const ORDINAL_WEIGHT: f32 = 2.0;

/// How a word is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Matcher {
    /// A term of the text.
    Term(String),
    /// One ideograph.
    Ideograph(char),
    /// Terms at their offsets.
    Phrase(Vec<(usize, String)>),
    /// A document number: of the item itself, or mentioned.
    DocNumber(String),
}

/// A word that hits should hold.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// The word, folded.
    pub(crate) text: String,
    /// How it is found.
    pub(crate) matcher: Matcher,
    /// Factor of its score.
    pub(crate) weight: f32,
}

/// What to look up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// Words of which hits hold all, or, relaxed, as many as possible.
    pub(crate) words: Vec<Word>,
    /// Phrases and the like that every hit holds, relaxed or not.
    pub(crate) strict: Vec<Word>,
    /// Terms that add to the score of a hit.
    pub(crate) extra: Vec<(Matcher, f32)>,
    /// Strings that no hit holds.
    pub(crate) excluded: Vec<Matcher>,
    /// Whether the query has text, but nothing in it can be looked up.
    pub(crate) unsearchable: bool,
    /// Whether the query excludes or filters: then it is hardly a title.
    pub(crate) has_conditions: bool,
    /// What is to be marked in a hit, folded.
    pub(crate) marks: Vec<String>,
    /// Remarks, those of the parser first.
    pub(crate) notes: Vec<Note>,
}

static STOP_WORDS: LazyLock<std::collections::HashSet<String>> = LazyLock::new(|| {
    include_str!("../../data/stop_words.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(fold)
        .collect()
});

impl Plan {
    pub(crate) fn new(query: &ParsedQuery, dictionary: &Dictionary) -> Plan {
        let has_text = !query.parts.is_empty();
        let plan = Plan::default();
        let mut builder = Builder { dictionary, plan, extra: HashMap::new(), stopped: Vec::new(), has_text };
        builder.plan.notes.clone_from(&query.notes);
        builder.plan.has_conditions =
            !(query.excluded.is_empty() && query.filters.is_empty() && query.excluded_filters.is_empty());
        for part in &query.parts {
            match part {
                Part::Words(text) => builder.words(text),
                Part::Phrase(text) => builder.phrase(text),
                Part::DocNumber(number) => builder.add(Word {
                    text: number.clone(),
                    matcher: Matcher::DocNumber(number.clone()),
                    weight: ORDINAL_WEIGHT,
                }),
            }
        }
        builder.plan.excluded.extend(query.excluded.iter().take(MAX_WORDS).map(|text| string_matcher(text)));
        if query.excluded.len() > MAX_WORDS {
            builder.note_too_many();
        }
        builder.finish()
    }
}

struct Builder<'a> {
    dictionary: &'a Dictionary,
    plan: Plan,
    extra: HashMap<Matcher, f32>,
    /// Stop words, wanted when there is nothing else.
    stopped: Vec<Word>,
    has_text: bool,
}

impl Builder<'_> {
    fn add(&mut self, word: Word) {
        self.plan.marks.push(word.text.clone());
        if let Some(known) = self.plan.words.iter_mut().find(|known| known.matcher == word.matcher) {
            known.weight += word.weight; // a word typed twice weighs twice
        } else if self.plan.words.len() < MAX_WORDS {
            self.plan.words.push(word);
        } else {
            self.note_too_many();
        }
    }

    fn note_too_many(&mut self) {
        if !self.plan.notes.iter().any(|note| note.code == "too_many_words") {
            let message = format!("检索词过多，只使用了前{MAX_WORDS}个");
            self.plan.notes.push(Note::new("too_many_words", message));
        }
    }

    fn phrase(&mut self, text: &str) {
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
            self.plan.strict.push(Word { matcher: string_matcher(&text), text, weight: 1.0 });
        } else {
            self.note_too_many();
        }
    }

    fn words(&mut self, text: &str) {
        let folded = Folded::new(text);
        let cuts = cut(self.dictionary, &folded);
        let ordinals = find_ordinals(folded.as_str());
        let mut skip_to = 0;
        for (at, piece) in cuts.iter().enumerate() {
            if piece.start < skip_to {
                continue;
            }
            if let Some((_, term)) = ordinals.iter().find(|(position, _)| *position == piece.start) {
                skip_to = ordinal_end(&folded, piece.start);
                self.add(Word { text: term.clone(), matcher: Matcher::Term(term.clone()), weight: ORDINAL_WEIGHT });
                self.plan.marks.push(folded.slice(piece.start, skip_to).to_owned());
                continue;
            }
            match piece.kind {
                SegmentKind::Blank | SegmentKind::Symbol => {}
                SegmentKind::Alphanumeric => self.word(folded.slice(piece.start, piece.end), 1.0),
                SegmentKind::Word => {
                    // Single characters in a row are a word that the dictionary lacks (a name, a place).
                    let end = unknown_run(&folded, &cuts[at..]);
                    if end > piece.end {
                        skip_to = end;
                        self.unknown(folded.slice(piece.start, end));
                    } else {
                        self.word(folded.slice(piece.start, piece.end), 1.0);
                    }
                }
            }
        }
        self.score_terms(&folded, &cuts);
    }

    fn word(&mut self, text: &str, weight: f32) {
        let matcher = single_ideograph(text).map_or_else(|| Matcher::Term(text.to_owned()), Matcher::Ideograph);
        let weight = if matches!(matcher, Matcher::Ideograph(_)) { IDEOGRAPH_WEIGHT } else { weight };
        let word = Word { text: text.to_owned(), matcher, weight };
        if STOP_WORDS.contains(text) {
            self.stopped.push(word);
        } else {
            self.add(word);
        }
    }

    /// A word that the dictionary lacks is required as a whole; its pairs and characters score.
    fn unknown(&mut self, text: &str) {
        for c in text.chars() {
            *self.extra.entry(Matcher::Ideograph(c)).or_insert(0.0) += IDEOGRAPH_WEIGHT;
        }
        self.add(Word { text: text.to_owned(), matcher: string_matcher(text), weight: 0.0 });
    }

    /// Pairs and words of every cut add to the score, so that a hit that holds more of the query's wording comes first.
    fn score_terms(&mut self, folded: &Folded, cuts: &[Cut]) {
        let is_stop = |start: usize, end: usize| STOP_WORDS.contains(folded.slice(start, end));
        // Terms of stop words only say nothing.
        let mut silent = vec![false; folded.len()];
        // The cut that each character belongs to: the cuts cover the text.
        let mut cut_of = vec![0; folded.len()];
        for (at, piece) in cuts.iter().enumerate() {
            cut_of[piece.start..piece.end].fill(at);
            if !matches!(piece.kind, SegmentKind::Word | SegmentKind::Alphanumeric) || is_stop(piece.start, piece.end) {
                silent[piece.start..piece.end].fill(true);
            }
        }
        let mut add = |start: usize, end: usize, weight: f32| {
            if silent[start..end].iter().any(|silent| !silent) {
                let matcher = Matcher::Term(folded.slice(start, end).to_owned());
                let sum = self.extra.entry(matcher).or_insert(0.0);
                *sum += weight;
            }
        };
        let marks = &mut self.plan.marks;
        each_word(self.dictionary, folded, 0, folded.len(), |start, end| {
            let piece = cuts[cut_of[start]];
            if end - start < 2 || (piece.start, piece.end) == (start, end) {
                return;
            }
            add(start, end, SUB_WORD_WEIGHT);
            // Where a hit has only a part of a word, the part is marked; not what lies across two words.
            if end <= piece.end && !is_stop(start, end) {
                marks.push(folded.slice(start, end).to_owned());
            }
        });
        for (start, end) in pairs(folded) {
            add(start, end, PAIR_WEIGHT);
        }
    }

    fn finish(mut self) -> Plan {
        if self.plan.words.is_empty() && self.plan.strict.is_empty() {
            for word in std::mem::take(&mut self.stopped) {
                self.add(word);
            }
        }
        if self.plan.words.is_empty() && self.plan.strict.is_empty() && self.has_text {
            self.plan.unsearchable = true;
            self.plan.notes.push(Note::new("no_words", "检索内容中没有可检索的词，请输入文字、字母或数字"));
        }
        for word in &self.plan.words {
            self.extra.remove(&word.matcher);
        }
        let mut extra: Vec<(Matcher, f32)> = self.extra.into_iter().collect();
        // A fixed order, so that equal queries add up to equal scores.
        extra.sort_by(|(a, _), (b, _)| a.cmp(b));
        extra.truncate(MAX_WORDS);
        self.plan.extra = extra;
        self.plan.marks.sort_unstable();
        self.plan.marks.dedup();
        self.plan.marks.truncate(MAX_MARKS);
        self.plan
    }
}

/// How exactly this string is found.
fn string_matcher(text: &str) -> Matcher {
    let mut chain = phrase(text);
    if chain.len() > 1 {
        return Matcher::Phrase(chain);
    }
    let term = chain.pop().map(|(_, term)| term).unwrap_or_default();
    single_ideograph(&term).map_or(Matcher::Term(term), Matcher::Ideograph)
}

/// End of the run of single characters, none of them a stop word, with which `cuts` begins.
fn unknown_run(folded: &Folded, cuts: &[Cut]) -> usize {
    let run = cuts.iter().take_while(|piece| {
        piece.kind == SegmentKind::Word
            && piece.end - piece.start == 1
            && !STOP_WORDS.contains(folded.slice(piece.start, piece.end))
    });
    run.last().or(cuts.first()).map_or(0, |piece| piece.end)
}

/// Where the ordinal that begins at `start` ends.
fn ordinal_end(folded: &Folded, start: usize) -> usize {
    (start + 1..folded.len())
        .find(|at| folded.slice(*at, at + 1).starts_with(|c: char| "条款项章节编批届次期号".contains(c)))
        .map_or(folded.len(), |at| at + 1)
}
