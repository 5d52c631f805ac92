//! The second program of a page, for JavaScript: suggestions while typing, 您是不是要找, what is related to a document,
//! lists to browse, checks and masks.
//!
//! As with the search, nothing here fetches: an answer begins with `{`, anything else is the names of the files that it
//! needs, joined by blanks. Errors are codes.

use menhu::page::{Asked, MoreIndex, PageError};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Smaller than the standard library's allocator, and as quick here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// What an index holds beside its documents.
#[wasm_bindgen]
#[derive(Debug)]
pub struct More {
    index: MoreIndex,
}

#[wasm_bindgen]
impl More {
    /// Opens it by the index's manifest.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &[u8]) -> Result<More, JsValue> {
        Ok(More { index: MoreIndex::open(manifest).map_err(code)? })
    }

    /// Takes in a file.
    pub fn put(&mut self, name: &str, file: &[u8]) -> Result<(), JsValue> {
        self.index.put(name, file).map_err(code)
    }

    /// Forgets files when they are many.
    pub fn trim(&mut self) {
        self.index.trim();
    }

    /// What may be meant by what is typed so far.
    pub fn suggest(&self, text: &str, limit: u32) -> Result<String, JsValue> {
        answer(self.index.suggest(text, limit as usize), |answer| serde_json::to_string(&answer))
    }

    /// What a mistyped query may have meant.
    pub fn did_you_mean(&self, query: &str) -> Result<String, JsValue> {
        answer(self.index.did_you_mean(query), |meant| serde_json::to_string(&meant))
    }

    /// What is related to a document.
    pub fn related(&self, id: &str) -> Result<String, JsValue> {
        answer(self.index.related(id), |json| Ok(json.to_owned()))
    }

    /// A list by which the portal is entered.
    pub fn catalog(&self, list: &str) -> Result<String, JsValue> {
        answer(self.index.catalog(list), |json| Ok(json.to_owned()))
    }
}

/// Whether a text is what `kind` names, as JSON.
// The text is taken over, so that its memory can be overwritten: it may point to a person.
#[wasm_bindgen]
pub fn check(kind: &str, text: String) -> Result<String, JsValue> {
    let text = Zeroizing::new(text);
    let found = menhu::ids::check(kind, &text).ok_or_else(unknown_kind)?;
    serde_json::to_string(&found).map_err(|_| unknown_kind())
}

/// What may be shown of a text that is what `kind` names.
#[wasm_bindgen]
pub fn mask(kind: &str, text: String) -> Result<String, JsValue> {
    let text = Zeroizing::new(text);
    menhu::ids::mask(kind, &text).ok_or_else(unknown_kind)
}

fn answer<T>(
    asked: Result<Asked<T>, PageError>,
    json: impl FnOnce(T) -> serde_json::Result<String>,
) -> Result<String, JsValue> {
    match asked.map_err(code)? {
        Asked::Needs(names) => Ok(names.join(" ")),
        Asked::Done(answer) => json(answer).map_err(|_| code(PageError::Malformed)),
    }
}

fn code(error: PageError) -> JsValue {
    JsValue::from_str(error.code())
}

fn unknown_kind() -> JsValue {
    JsValue::from_str("unknown_kind")
}
