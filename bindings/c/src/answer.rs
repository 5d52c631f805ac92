//! Searches, and what they answer.

use std::ffi::c_char;

use kernel::query::{Hit, SearchAnswer, SearchRequest};

use crate::boundary::{call, free, out, peek};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::{Handle, find};
use crate::portal::menhu_portal;
use crate::reading::within;
use crate::status::MENHU_REQUEST;
use crate::string::{Text, menhu_string};
use crate::text::text;

/// The answer to a search. Immutable, and of its own: the portal may be reloaded and freed. One thread at a time; free it
/// once, with menhu_answer_free.
pub struct menhu_answer {
    _opaque: [u8; 0],
}

/// What stands behind it.
pub(crate) struct Answered {
    answer: SearchAnswer,
    /// Of each hit: its date as text, which is no text in the kernel.
    dates: Vec<Option<String>>,
}

impl Handle for menhu_answer {
    type Value = Answered;
    const NAME: &'static str = "menhu_answer";
}

/// A text inside of another thing, which it belongs to: UTF-8, `len` bytes, without a NUL behind them. `data` is NULL where
/// there is no such text, and not NULL where it is empty.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct menhu_slice {
    /// Where it begins.
    pub data: *const c_char,
    /// Its length in bytes.
    pub len: usize,
}

/// A hit of an answer. Its texts belong to the answer, and stay until that is freed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct menhu_hit {
    /// The item's id.
    pub id: menhu_slice,
    /// Its title in plain text; the first words of the body where it has none.
    pub title: menhu_slice,
    /// Where the original is; or NULL.
    pub url: menhu_slice,
    /// Day of publication, YYYY-MM-DD; or NULL.
    pub date: menhu_slice,
    /// The publishing unit; or NULL.
    pub unit: menhu_slice,
    /// What it is: document, news, service, letter, unit, column, scene, form, lookup or topic.
    pub kind: menhu_slice,
    /// Document number, as published; or NULL.
    pub doc_number: menhu_slice,
    /// The title as HTML, escaped, the words found in <mark>.
    pub title_html: menhu_slice,
    /// The passage that shows best why it matches, as HTML, escaped, the words found in <mark>; may be empty.
    pub passage_html: menhu_slice,
    /// Relevance: comparable within one answer only.
    pub score: f64,
}

/// Searches for what a person typed, in the query language: `limit` hits (0 to 100) after the first `offset` (up to
/// 10,000). It never fails on what is typed.
///
/// MENHU_REQUEST when a limit is exceeded; the message names it.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_search(
    portal: *const menhu_portal,
    query: *const c_char,
    query_len: usize,
    limit: u32,
    offset: u32,
    answer: *mut *mut menhu_answer,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `answer`.
        let answer = unsafe { out(answer, "answer") }?;
        // SAFETY: the caller's promise about `query`.
        let query = unsafe { text(query, query_len, "query") }?;
        let reading = find(portal, "portal")?;
        let request = SearchRequest { limit: limit as usize, offset: offset as usize, ..SearchRequest::new(query) };
        let found = reading.portal.search(&request)?;
        let dates = found.hits.iter().map(|hit| hit.date.map(|date| date.to_string())).collect();
        answer.open(Answered { answer: found, dates })
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Searches as a request says that is written in JSON, like the body of POST /api/v1/search: `q`, `limit`, `offset` or
/// `cursor`, `sort`, filters, `facets`, `explain` and so on. The answer is what HTTP answers, byte for byte but for
/// `took_us`. `deadline_ms`: how long an answer is waited for; 0: however long it takes.
///
/// MENHU_REQUEST (the message names the parameter), MENHU_DEADLINE.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_search_json(
    portal: *const menhu_portal,
    request: *const c_char,
    request_len: usize,
    deadline_ms: u64,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `answer`.
        let answer = unsafe { out(answer, "answer") }?;
        // SAFETY: the caller's promise about `request`.
        let request = unsafe { text(request, request_len, "request") }?;
        let reading = find(portal, "portal")?;
        let request: SearchRequest =
            serde_json::from_str(request).map_err(|error| Failure::new(MENHU_REQUEST, error.to_string()))?;
        answer.open(Text::json(&reading.portal.search_until(&request, within(deadline_ms))?)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// How many items match, exactly. 0 when `answer` is none.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_answer_total(answer: *const menhu_answer) -> u64 {
    peek(answer, 0, |answered| answered.answer.total)
}

/// How many hits the answer has. 0 when `answer` is none.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_answer_count(answer: *const menhu_answer) -> u32 {
    peek(answer, 0, |answered| u32::try_from(answered.answer.hits.len()).unwrap_or(u32::MAX))
}

/// 1 when fewer words than asked for were required, since too few items hold all of them; 0 otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_answer_relaxed(answer: *const menhu_answer) -> i32 {
    peek(answer, 0, |answered| i32::from(answered.answer.relaxed))
}

/// Time spent in the kernel, in microseconds. 0 when `answer` is none.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_answer_took_us(answer: *const menhu_answer) -> u64 {
    peek(answer, 0, |answered| answered.answer.took_us)
}

/// Gives hit `index`, the best is 0. Nothing is copied: its texts belong to the answer.
///
/// MENHU_NOT_FOUND when the answer has fewer.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_answer_hit(
    answer: *const menhu_answer,
    index: u32,
    hit: *mut menhu_hit,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `hit`.
        let place = unsafe { out(hit, "hit") }?;
        let answered = find(answer, "answer")?;
        let at = index as usize;
        let hit = answered.answer.hits.get(at).zip(answered.dates.get(at));
        let (hit, date) = hit.ok_or_else(|| {
            let count = answered.answer.hits.len();
            Failure::not_found(format!("the answer has {count} hits; `index` is {index}, and counts from 0"))
        })?;
        place.put(shown(hit, date.as_deref()));
        Ok(())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// The whole answer as JSON: what menhu_portal_search_json gives, with cards, corrections and notes.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_answer_json(
    answer: *const menhu_answer,
    json: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `json`.
        let json = unsafe { out(json, "json") }?;
        json.open(Text::json(&find(answer, "answer")?.answer)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Frees an answer, and with it the texts of its hits. NULL is MENHU_OK; one that has been freed is
/// MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_answer_free(answer: *mut menhu_answer) -> i32 {
    free(answer)
}

fn shown(hit: &Hit, date: Option<&str>) -> menhu_hit {
    menhu_hit {
        id: slice(&hit.id),
        title: slice(&hit.title),
        url: slice_or_none(hit.url.as_deref()),
        date: slice_or_none(date),
        unit: slice_or_none(hit.unit.as_deref()),
        kind: slice(hit.kind.name()),
        doc_number: slice_or_none(hit.doc_number.as_deref()),
        title_html: slice(&hit.highlight.title),
        passage_html: slice(&hit.highlight.passage),
        score: f64::from(hit.score),
    }
}

fn slice(text: &str) -> menhu_slice {
    // What has no bytes may point anywhere: languages that copy by the pointer get one that can be read.
    let data = if text.is_empty() { c"".as_ptr() } else { text.as_ptr().cast() };
    menhu_slice { data, len: text.len() }
}

fn slice_or_none(text: Option<&str>) -> menhu_slice {
    text.map_or(menhu_slice { data: std::ptr::null(), len: 0 }, slice)
}
