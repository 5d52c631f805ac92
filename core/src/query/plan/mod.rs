//! From a parsed query to what is looked up: which words must stand in a hit, and what every term weighs. The same
//! plan serves the engine and the page index.

mod builder;
mod expand;

use super::{Note, ParsedQuery, Part, Weights};
use crate::text::{Dictionary, Lexicon, Synonyms};
use builder::Builder;

/// Words of a query beyond this number are left out: nobody types so many, and a pasted page must not stop the server.
const MAX_WORDS: usize = 128;

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
    /// What stands for it: an item that holds one of them holds the word.
    pub(crate) alternatives: Vec<Alternative>,
}

impl Word {
    /// Every way in which an item can hold the word, with its factor: as typed first.
    pub(crate) fn ways(&self) -> impl Iterator<Item = (&Matcher, f32)> {
        let others = self.alternatives.iter().map(|other| (&other.matcher, other.weight));
        std::iter::once((&self.matcher, self.weight)).chain(others)
    }
}

/// Another string that stands for a word.
#[derive(Debug, Clone)]
pub(crate) struct Alternative {
    /// The string, folded.
    pub(crate) text: String,
    /// How it is found.
    pub(crate) matcher: Matcher,
    /// Factor of its score.
    pub(crate) weight: f32,
}

/// What a portal knows about words: what a plan is made with.
#[derive(Clone, Copy)]
pub(crate) struct Language<'a> {
    /// How texts are cut.
    pub(crate) dictionary: &'a Dictionary,
    /// Plain words and the standard terms they stand for.
    pub(crate) synonyms: &'a Synonyms,
    /// The portal's words by their sound, where Latin letters may mean them.
    pub(crate) lexicon: Option<&'a Lexicon>,
    /// What everything weighs.
    pub(crate) weights: &'a Weights,
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
    /// Whether hits hold all words, however few do.
    pub(crate) is_whole: bool,
    /// Whether the query has text, but nothing in it can be looked up.
    pub(crate) unsearchable: bool,
    /// Whether the query excludes or filters: then it is hardly a title.
    pub(crate) has_conditions: bool,
    /// The words that letters are taken for as pinyin.
    pub(crate) understood: Vec<String>,
    /// What is to be marked in a hit, folded.
    pub(crate) marks: Vec<String>,
    /// Remarks, those of the parser first.
    pub(crate) notes: Vec<Note>,
}

impl Plan {
    pub(crate) fn new(query: &ParsedQuery, language: Language<'_>) -> Plan {
        let mut builder = Builder::new(language, query);
        for part in &query.parts {
            match part {
                Part::Words(text) => builder.words(text),
                Part::Phrase(text) => builder.phrase(text),
                Part::DocNumber(number) => builder.doc_number(number),
            }
        }
        builder.exclude(&query.excluded);
        builder.finish()
    }
}
