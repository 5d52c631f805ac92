//! A portal is looked after: checked, made anew, copied.

use std::ffi::c_char;

use kernel::Portal;

use crate::boundary::{call, optional, out};
use crate::error::menhu_error;
use crate::string::{Text, menhu_string};
use crate::text::{given, text};
use crate::writer::read_options;

/// Checks the portal in a folder, as far as it can be read: its files, and what it publishes. The report is JSON, as of
/// `menhu check --json`. Reads everything; changes nothing.
///
/// MENHU_NOT_A_PORTAL; what is wrong with one is in the report.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check(
    path: *const c_char,
    path_len: usize,
    report: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `report`.
        let report = unsafe { out(report, "report") }?;
        // SAFETY: the caller's promise about `path`.
        let path = unsafe { given(path, path_len, "path") }?;
        report.open(Text::json(&Portal::check(path)?)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Makes the index of the portal in a folder anew from the items it stores: after MENHU_FINGERPRINT or MENHU_NEW_WORDS.
/// Readers that are open go on with the old one until they reload. `options`: as of menhu_writer_open. `items`, which may be
/// NULL, takes their number.
///
/// MENHU_LOCKED; MENHU_DAMAGED when a stored item cannot be read, and then nothing is changed.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_reindex(
    path: *const c_char,
    path_len: usize,
    options: *const c_char,
    options_len: usize,
    items: *mut u64,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `items`.
        let items = unsafe { optional(items) };
        // SAFETY: the caller's promise about `path`.
        let path = unsafe { given(path, path_len, "path") }?;
        // SAFETY: the caller's promise about `options`.
        let options = read_options(unsafe { text(options, options_len, "options") }?)?;
        let count = Portal::reindex(path, &options, |_, _| {})?;
        if let Some(items) = items {
            items.put(count);
        }
        Ok(())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Copies the newest commit of the portal in a folder, and what editors have written, into a missing or empty folder, while it is
/// searched and written to. The copy is a portal, verified. `copied` takes what it holds: JSON with `files` and
/// `bytes`.
///
/// MENHU_IO and MENHU_DAMAGED name the file; what has been copied so far is no portal then.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_backup(
    path: *const c_char,
    path_len: usize,
    to: *const c_char,
    to_len: usize,
    copied: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `copied`.
        let copied = unsafe { out(copied, "copied") }?;
        // SAFETY: the caller's promise about `path`.
        let path = unsafe { given(path, path_len, "path") }?;
        // SAFETY: the caller's promise about `to`.
        let to = unsafe { given(to, to_len, "to") }?;
        copied.open(Text::json(&Portal::backup(path, to)?)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}
