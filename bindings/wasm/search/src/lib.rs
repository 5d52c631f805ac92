//! The search of a page index, for JavaScript.
//!
//! Nothing here fetches: `search` says which files it lacks, the host fetches them and puts them in. What goes over the
//! border is text and bytes only, so that little glue is needed: lists are joined by characters that no value holds.

use menhu::page::{PageError, PageIndex, PageRequest, Step};
use wasm_bindgen::prelude::*;

/// Smaller than the standard library's allocator, and as quick here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Between the entries of a list, and between a name and its value.
const ENTRY: char = '\u{1e}';
const VALUE: char = '\u{1f}';

/// An index, opened.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    index: PageIndex,
}

#[wasm_bindgen]
impl Engine {
    /// Opens an index by its manifest. The error is a code.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &[u8]) -> Result<Engine, JsValue> {
        Ok(Engine { index: PageIndex::open(manifest).map_err(code)? })
    }

    /// Takes in a file.
    pub fn put(&mut self, name: &str, file: &[u8]) -> Result<(), JsValue> {
        self.index.put(name, file).map_err(code)
    }

    /// Forgets files when they are many.
    pub fn trim(&mut self) {
        self.index.trim();
    }

    /// The names of files that are needed, joined by blanks, or the answer as JSON, which begins with `{`.
    /// `flags`: 1 the latest first; 2 numbers of documents only.
    pub fn search(
        &self,
        q: &str,
        filters: &str,
        facets: &str,
        limit: u32,
        offset: u32,
        flags: u32,
    ) -> Result<String, JsValue> {
        let entries =
            |list: &str| -> Vec<String> { list.split(ENTRY).filter(|e| !e.is_empty()).map(str::to_owned).collect() };
        let pair = |entry: String| entry.split_once(VALUE).map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = PageRequest {
            q: q.to_owned(),
            filters: entries(filters).into_iter().filter_map(pair).collect(),
            facets: entries(facets),
            by_date: flags & 1 != 0,
            limit: limit as usize,
            offset: offset as usize,
            numbers_only: flags & 2 != 0,
        };
        Ok(match self.index.search(&request).map_err(code)? {
            Step::Needs(names) => names.join(" "),
            Step::Done(answer) if request.numbers_only => answer.numbers_to_json(),
            Step::Done(answer) => answer.to_json(),
        })
    }
}

fn code(error: PageError) -> JsValue {
    JsValue::from_str(error.code())
}
