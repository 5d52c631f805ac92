//! Looking at everything an index holds, as far as it can be read: for `check`.

use std::ops::ControlFlow;

use tantivy::{DocAddress, TantivyDocument};

use super::document::to_item;
use super::reader::Reader;
use crate::catalog::Item;

/// Gives every item that a commit stores to `each`, or why one cannot be read, until it is enough.
pub(crate) fn inspect(reader: &Reader, mut each: impl FnMut(Result<Item, String>) -> ControlFlow<()>) {
    let searcher = reader.searcher();
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in segment.doc_ids_alive() {
            let document: Result<TantivyDocument, _> = searcher.doc(DocAddress::new(at as u32, doc));
            let flow = each(match document {
                Ok(document) => to_item(reader.fields.stored(), &document)
                    .ok_or_else(|| format!("the stored item {at}:{doc} cannot be understood")),
                Err(error) => Err(format!("the stored item {at}:{doc} cannot be read: {error}")),
            });
            if flow.is_break() {
                return;
            }
        }
    }
}
