//! Making a page index, for JavaScript: documents go in as interchange lines, files come out.
//!
//! What a portal's export would write of the same documents, to the last byte: both read and build with the kernel.
//! Nothing here fetches or stores; the host does.

use std::collections::BTreeMap;

use menhu::catalog::{InterchangeError, read_item};
use menhu::page::{Options, PageDocument, PageError, build, read_dictionary};
use menhu::text::Dictionary;
use wasm_bindgen::prelude::*;

/// Smaller than the standard library's allocator, and as quick here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Between the parts of an error: its code, the field that it is about, the kernel's words.
const PART: char = '\u{1f}';

/// Documents on their way into an index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Maker {
    dictionary: Dictionary,
    documents: BTreeMap<String, PageDocument>,
}

#[wasm_bindgen]
impl Maker {
    /// Takes the file of the dictionary; empty is none. The error is a code.
    #[wasm_bindgen(constructor)]
    pub fn new(dictionary: &[u8]) -> Result<Maker, JsValue> {
        let dictionary = if dictionary.is_empty() { Ok(Dictionary::empty()) } else { read_dictionary(dictionary) };
        let dictionary = dictionary.map_err(|error: PageError| JsValue::from_str(error.code()))?;
        Ok(Maker { dictionary, documents: BTreeMap::new() })
    }

    /// Takes in a document: one JSON object. Of documents with the same id the last counts. Gives whether it is in the
    /// index now: what is not open to everybody is left out, and takes an earlier one of its id along.
    pub fn add(&mut self, line: &str) -> Result<bool, JsValue> {
        let item = read_item(line).map_err(|error| refusal(&error))?;
        let Some(document) = PageDocument::of(&item) else {
            self.documents.remove(&item.id);
            return Ok(false);
        };
        self.documents.insert(item.id, document);
        Ok(true)
    }

    /// Takes a document out. Gives whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        self.documents.remove(id).is_some()
    }

    /// Number of documents.
    #[wasm_bindgen(getter, js_name = len)]
    pub fn count(&self) -> usize {
        self.documents.len()
    }

    /// Builds the index of the documents that are there. They stay, so that more can be added and it can be built again.
    pub fn build(&self) -> Built {
        Built { files: build(&self.dictionary, self.documents.values(), &Options::default()).files }
    }
}

/// The files of an index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Built {
    files: BTreeMap<String, Vec<u8>>,
}

#[wasm_bindgen]
impl Built {
    /// The names of the files, joined by blanks.
    pub fn names(&self) -> String {
        self.files.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The content of a file; `undefined` where there is none of that name.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        self.files.get(name).cloned()
    }
}

/// Why a document was refused. The kernel's texts begin with the field that they are about.
fn refusal(error: &InterchangeError) -> JsValue {
    let code = if matches!(error, InterchangeError::Json(_)) { "not_json" } else { "field" };
    let detail = error.to_string();
    let field = detail.strip_prefix("field `").and_then(|rest| rest.split_once('`')).map_or("", |(field, _)| field);
    let mut text = String::from(code);
    for part in [field, &detail] {
        text.push(PART);
        text.push_str(part);
    }
    JsValue::from_str(&text)
}
