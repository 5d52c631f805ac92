//! Text: folding, segmentation, and the terms under which a text is found. The same analysis serves indexing, queries
//! and highlighting, on the server and in the browser.
//!
//! This room knows characters and words; it knows nothing of items, queries or indexes.

mod class;
mod dictionary;
mod fingerprint;
mod fold;
mod lexicon;
mod ordinal;
mod pinyin;
mod segment;
mod sketch;
mod stop_words;
mod synonyms;
mod terms;
mod title;

pub use dictionary::{Dictionary, DictionaryError};
pub use fold::{Folded, fold, fold_char};
pub use segment::{Segment, SegmentKind, segment, sub_words};
pub use sketch::Sketch;
pub use synonyms::Synonyms;

pub(crate) use class::{Class, LONGEST_RUN, class, single_ideograph};
pub(crate) use dictionary::{Walk, WordList};
pub(crate) use fingerprint::{join as join_fingerprints, of as fingerprint_of};
pub(crate) use lexicon::{Lexicon, Reading};
pub(crate) use ordinal::find as find_ordinals;
pub(crate) use pinyin::{Readings, common_readings, readings};
pub(crate) use segment::{Cut, cut, each_word};
pub(crate) use stop_words::{is_frame_word, is_stop_word};
pub(crate) use terms::{Terms, doc_number_endings, ideographs, pairs, phrase};
pub(crate) use title::loose_title;

/// Version of the analysis: changes whenever the same text may give other terms, so that an index made by another
/// version is refused and not searched wrongly.
const ANALYSIS_VERSION: u64 = 2;

/// A number that changes whenever the same text may give other terms with this dictionary.
pub(crate) fn analysis_fingerprint(dictionary: &Dictionary) -> u64 {
    let table: u64 = include!(concat!(env!("OUT_DIR"), "/fold_fingerprint.rs"));
    join_fingerprints(join_fingerprints(ANALYSIS_VERSION, table), dictionary.fingerprint())
}
