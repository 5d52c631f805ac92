//! The order of items with equal scores: the same in every index of the same items, however its parts were written.

use std::cmp::Ordering;

use tantivy::columnar::Column;
use tantivy::{DocId, Searcher};

use crate::error::Error;

/// The column that decides, for each segment.
pub(super) struct Ties(Vec<Column<u64>>);

impl Ties {
    pub(super) fn new(searcher: &Searcher) -> Result<Ties, Error> {
        let columns = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64("tie"));
        Ok(Ties(columns.collect::<Result<_, _>>()?))
    }

    /// Compares two items: segment, number of the item in it.
    pub(super) fn compare(&self, a: (usize, DocId), b: (usize, DocId)) -> Ordering {
        let tie = |(segment, doc): (usize, DocId)| self.0[segment].first(doc);
        tie(a).cmp(&tie(b)).then(a.cmp(&b))
    }
}
