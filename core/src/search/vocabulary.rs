//! The portal's own vocabulary, as corrections ask for it.

use tantivy::query::{PhraseQuery, Query};
use tantivy::{Searcher, Term};

use crate::correct::Vocabulary;
use crate::index::{Fields, Reader};
use crate::text::phrase;

/// Numbers of items, from the index.
pub(super) struct IndexVocabulary<'a> {
    searcher: &'a Searcher,
    fields: Fields,
}

impl<'a> IndexVocabulary<'a> {
    pub(super) fn new(reader: &Reader, searcher: &'a Searcher) -> IndexVocabulary<'a> {
        IndexVocabulary { searcher, fields: reader.fields }
    }

    fn count(&self, term: &Term) -> u64 {
        // A term that cannot be looked up is none that the portal has: the search itself reports the damage.
        self.searcher.doc_freq(term).unwrap_or(0)
    }
}

impl Vocabulary for IndexVocabulary<'_> {
    fn items_with(&self, term: &str) -> u64 {
        self.count(&Term::from_field_text(self.fields.text, term))
    }

    fn titles_with(&self, term: &str) -> u64 {
        self.count(&Term::from_field_text(self.fields.title, term))
    }

    fn items_with_phrase(&self, text: &str) -> Option<u64> {
        let terms: Vec<(usize, Term)> =
            phrase(text).into_iter().map(|(at, term)| (at, Term::from_field_text(self.fields.text, &term))).collect();
        match terms.as_slice() {
            [] => None,
            [(_, term)] => Some(self.count(term)),
            _ => PhraseQuery::new_with_offset(terms).count(self.searcher).ok().and_then(|n| u64::try_from(n).ok()),
        }
    }

    fn items(&self) -> u64 {
        self.searcher.num_docs()
    }
}
