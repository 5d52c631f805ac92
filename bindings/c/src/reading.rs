//! What a portal answers besides searches, as JSON.

use std::ffi::c_char;
use std::path::Path;
use std::time::Duration;

use kernel::catalog::{Item, Listing};
use kernel::page::{PublishOptions, publish};
use kernel::scene::Answers;
use kernel::suggest::SuggestRequest;
use kernel::{Deadline, Portal};
use serde::{Deserialize, Serialize};

use crate::boundary::{call, out};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::find;
use crate::json::read_json;
use crate::portal::menhu_portal;
use crate::status::MENHU_REQUEST;
use crate::string::{Text, menhu_string};
use crate::text::{given, text};

/// Until when an answer is waited for; 0 milliseconds: however long it takes.
pub(crate) fn within(deadline_ms: u64) -> Deadline {
    if deadline_ms == 0 { Deadline::NONE } else { Deadline::after(Duration::from_millis(deadline_ms)) }
}

/// Reads something of a portal and gives it as JSON.
///
/// # Safety
/// As the head of the header says of `answer` and `error`.
unsafe fn read<T: Serialize>(
    portal: *const menhu_portal,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
    read: impl FnOnce(&Portal) -> Result<T, Failure>,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `answer`.
        let answer = unsafe { out(answer, "answer") }?;
        let reading = find(portal, "portal")?;
        answer.open(Text::json(&read(&reading.portal)?)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// What a person may mean by what is typed so far, characters, pinyin or initials: at most `limit` suggestions (0 to 100), as
/// GET /api/v1/suggest answers. The first call makes ready what it needs: menhu_portal_warm.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_suggest(
    portal: *const menhu_portal,
    typed: *const c_char,
    typed_len: usize,
    limit: u32,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let suggest = |portal: &Portal| {
        // SAFETY: the caller's promise about `typed`.
        let typed = unsafe { text(typed, typed_len, "typed") }?;
        Ok(portal.suggest(&SuggestRequest { q: typed.to_owned(), limit: limit as usize })?)
    };
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, suggest) }
}

/// What is related to an item, each link with its type and its reason, as GET /api/v1/items/{id}/related answers.
///
/// MENHU_NOT_FOUND when there is no such item, or it is not open to the public; MENHU_DEADLINE.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_related(
    portal: *const menhu_portal,
    id: *const c_char,
    id_len: usize,
    deadline_ms: u64,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let related = |portal: &Portal| {
        // SAFETY: the caller's promise about `id`.
        let id = unsafe { given(id, id_len, "id") }?;
        portal.related(id, within(deadline_ms))?.ok_or_else(|| no_item(id))
    };
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, related) }
}

/// A list by which the portal is entered without a query (units, columns, subjects, genres, years, themes, groups, scenes,
/// topics), as GET /api/v1/catalog/{list} answers.
///
/// MENHU_NOT_FOUND when there is no such list; MENHU_DEADLINE.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_browse(
    portal: *const menhu_portal,
    list: *const c_char,
    list_len: usize,
    deadline_ms: u64,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let browse = |portal: &Portal| {
        // SAFETY: the caller's promise about `list`.
        let name = unsafe { given(list, list_len, "list") }?;
        let list = Listing::parse(name).ok_or_else(|| {
            let known: Vec<&str> = Listing::ALL.iter().map(|list| list.name()).collect();
            Failure::not_found(format!("there is no list `{name}`; expected one of {}", known.join(", ")))
        })?;
        Ok(portal.browse(list, within(deadline_ms))?)
    };
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, browse) }
}

/// The open item with this id, as GET /api/v1/items/{id} answers.
///
/// MENHU_NOT_FOUND when there is none, or it is not open to the public.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_item(
    portal: *const menhu_portal,
    id: *const c_char,
    id_len: usize,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let item = |portal: &Portal| {
        // SAFETY: the caller's promise about `id`.
        let id = unsafe { given(id, id_len, "id") }?;
        portal.item(id)?.map(Item::without_attached_texts).ok_or_else(|| no_item(id))
    };
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, item) }
}

/// Walks a scene (场景服务), named by its id: what is asked next, what is to be done and brought, for the answers given so
/// far, a JSON object of question and answer; empty: none.
///
/// MENHU_NOT_FOUND when there is no such scene; MENHU_REQUEST names a question or an answer that it does not have.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_walk(
    portal: *const menhu_portal,
    scene: *const c_char,
    scene_len: usize,
    answers: *const c_char,
    answers_len: usize,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let walk = |portal: &Portal| {
        // SAFETY: the caller's promise about `scene`.
        let scene = unsafe { given(scene, scene_len, "scene") }?;
        // SAFETY: the caller's promise about `answers`.
        let answers = unsafe { text(answers, answers_len, "answers") }?;
        let answers: Answers = match answers {
            "" => Answers::new(),
            json => serde_json::from_str(json).map_err(|error| {
                let place = format!("line {}, column {}", error.line(), error.column());
                let expected = "expected a JSON object of question and answer, both texts";
                Failure::new(MENHU_REQUEST, format!("`answers`: {expected}; it is none at {place}"))
            })?,
        };
        portal.walk(scene, &answers)?.ok_or_else(|| Failure::not_found(format!("there is no scene `{scene}`")))
    };
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, walk) }
}

/// How a page index is exported.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Export {
    item_url: Option<String>,
    prune: bool,
}

/// Writes an index for searches within pages on plain static hosting into a folder, as `menhu export-page-index` does: all
/// that is open to the public. Pages that search in an older one there stay usable at every moment. The program of the
/// page is not among the files: npm package `menhu`.
///
/// `options`: JSON such as {"item_url":"https://www.shifan.example/items/{id}","prune":true}; empty: neither. `item_url` is
/// the address of items that have none to which a page can link, `{id}` in place of their id. `prune` deletes files of
/// older indexes that neither the new one nor the one before it names. `deadline_ms` bounds the gathering, neither the
/// building nor the writing: ten thousand items take some seconds, so leave it to a thread of its own. `answer`: JSON with
/// the numbers of documents, files, bytes, files written, assets (0 here: files of the program) and files removed;
/// not_pruned says why nothing was deleted, though it was asked for.
///
/// MENHU_REQUEST: an item has no address and there is no item_url, or that is no address or lacks {id}, or manifest.mhp in
/// the folder is no manifest of a page index; MENHU_LOCKED: another run writes into the folder; MENHU_CONFIG: the options;
/// MENHU_DEADLINE, MENHU_DAMAGED, MENHU_IO.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_export_page_index(
    portal: *const menhu_portal,
    folder: *const c_char,
    folder_len: usize,
    options: *const c_char,
    options_len: usize,
    deadline_ms: u64,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let export = |portal: &Portal| {
        // SAFETY: the caller's promise about `folder`.
        let folder = unsafe { given(folder, folder_len, "folder") }?;
        // SAFETY: the caller's promise about `options`.
        let options = unsafe { text(options, options_len, "options") }?;
        let Export { item_url, prune } =
            if options.is_empty() { Export::default() } else { read_json(options, "options")? };
        let built = portal.page_index(item_url.as_deref(), within(deadline_ms))?;
        let mut options = PublishOptions::default();
        options.prune = prune;
        publish(&built, Path::new(folder), &options).map_err(|error| kernel::Error::from(error).into())
    };
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, export) }
}

/// What the portal holds: items, units, columns, bytes on disk.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_stats(
    portal: *const menhu_portal,
    answer: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { read(portal, answer, error, |portal| Ok(portal.stats()?)) }
}

fn no_item(id: &str) -> Failure {
    Failure::not_found(format!("there is no item `{id}`, or it is not open to the public"))
}
