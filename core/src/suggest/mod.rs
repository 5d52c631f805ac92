//! Suggestions while typing: what a person may mean by the first characters, by pinyin, or by the initials of it.
//!
//! A [`Suggester`] is made from entries (titles, names, terms, past queries) and then only read. It finds what is typed
//! at the beginning and in the middle of entries, ranks within each kind of suggestion, and gives every kind its share
//! of the answer.
//!
//! How: texts are reduced to their word characters, folded, each as a number of two bytes, and laid end to end in the
//! order of their rank. Three kinds of sorted places lead into them: entries by text (what begins with …), places by
//! their next characters (what holds …), and places by the pinyin initials of three characters. A smaller place is a
//! better entry, so lists are walked forwards and left early.
//!
//! This room knows texts, readings and the catalog's items; it knows nothing of indexes, files, clocks or who asks.

mod alphabet;
mod answer;
mod best;
mod entry;
mod group;
mod keys;
mod kind;
mod lists;
mod literal;
mod request;
mod sound;
mod suggester;
mod typed;

pub use answer::{SuggestAnswer, Suggestion, merge};
pub use entry::{Entry, EntryCollector, entries_of};
pub use kind::SuggestionKind;
pub use request::SuggestRequest;
pub use suggester::Suggester;

// The page index files entries by these, so that what is looked up there is what is looked up here.
pub(crate) use alphabet::{CLASSES, class_of_letter, classes_of, letter};
pub(crate) use keys::is_initial;
pub(crate) use suggester::each_text_once;
pub(crate) use typed::{LONGEST_SOUND, LONGEST_SYLLABLE, has_long_initial};
