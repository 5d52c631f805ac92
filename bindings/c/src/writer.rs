//! The one writer of a portal.

use std::ffi::c_char;
use std::sync::{Mutex, PoisonError};

use kernel::catalog::read_item;
use kernel::{CommitInfo, Writer, WriterOptions};
use serde::Deserialize;

use crate::boundary::{call, free, optional, out};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::{Handle, find};
use crate::json::read_json;
use crate::portal::menhu_portal;
use crate::process::Here;
use crate::status::MENHU_ITEM;
use crate::text::{given, text};

/// The one writer of a portal: nobody else writes while it is open. What it puts and removes is seen by readers after
/// menhu_writer_commit and their menhu_portal_reload; what is not committed when it is freed, or when the process dies,
/// never happened. One thread at a time (others wait). Not for children of the process that opened it: MENHU_FORKED.
pub struct menhu_writer {
    _opaque: [u8; 0],
}

/// What stands behind it.
pub(crate) struct Writing(Here<Mutex<Option<Writer>>>);

impl Handle for menhu_writer {
    type Value = Writing;
    const NAME: &'static str = "menhu_writer";
}

impl Writing {
    fn with<T>(&self, work: impl FnOnce(&mut Option<Writer>) -> Result<T, Failure>) -> Result<T, Failure> {
        // After a panic the kernel's writer refuses what it must: a rollback sets it up again.
        work(&mut self.0.get("writer")?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn open<T>(&self, work: impl FnOnce(&mut Writer) -> Result<T, Failure>) -> Result<T, Failure> {
        let finished = || Failure::argument("the writer is finished; free it, and open another to go on");
        self.with(|writer| work(writer.as_mut().ok_or_else(finished)?))
    }
}

/// What a commit was.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct menhu_commit {
    /// Number of operations in the life of the portal.
    pub opstamp: u64,
    /// Generation of the catalog.
    pub generation: u64,
    /// How many index numbers (索引号) were issued.
    pub issued: u64,
}

impl From<CommitInfo> for menhu_commit {
    fn from(info: CommitInfo) -> menhu_commit {
        let CommitInfo { opstamp, generation, issued, .. } = info;
        menhu_commit { opstamp, generation, issued }
    }
}

/// How a writer works.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {
    threads: usize,
    memory_mb: usize,
}

impl Default for Options {
    fn default() -> Options {
        let WriterOptions { threads, memory } = WriterOptions::default();
        Options { threads, memory_mb: memory >> 20 }
    }
}

/// Reads options of a writer: JSON, or nothing.
pub(crate) fn read_options(json: &str) -> Result<WriterOptions, Failure> {
    let Options { threads, memory_mb } = if json.is_empty() { Options::default() } else { read_json(json, "options")? };
    if !(1..=8).contains(&threads) || !(15 * threads..=64 << 10).contains(&memory_mb) {
        let limits = "`threads` is 1 to 8, `memory_mb` 15 for each thread to 65536";
        return Err(Failure::argument(format!("`options`: {limits}; given are {threads} and {memory_mb}")));
    }
    Ok(WriterOptions { threads, memory: memory_mb << 20 })
}

/// Opens the writer of a portal. `options`: JSON such as {"threads":1,"memory_mb":64}; empty: what fits most machines.
///
/// MENHU_LOCKED names the process that writes already; MENHU_FINGERPRINT, MENHU_DAMAGED, MENHU_IO, MENHU_ENGINE.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_writer_open(
    portal: *const menhu_portal,
    options: *const c_char,
    options_len: usize,
    writer: *mut *mut menhu_writer,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `writer`.
        let writer = unsafe { out(writer, "writer") }?;
        // SAFETY: the caller's promise about `options`.
        let options = read_options(unsafe { text(options, options_len, "options") }?)?;
        let opened = find(portal, "portal")?.portal.writer(&options)?;
        writer.open(Writing(Here::new(Mutex::new(Some(opened)))))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Puts an item in, in place of the one with the same id if there is one. `line`: an interchange line, one JSON object.
///
/// MENHU_ITEM when it is none, or lacks what every item needs; nothing is changed then. MENHU_ENGINE and MENHU_IO when the disk
/// failed: menhu_writer_rollback.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_writer_put(
    writer: *const menhu_writer,
    line: *const c_char,
    line_len: usize,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `line`.
        let line = unsafe { text(line, line_len, "line") }?;
        let item = read_item(line).map_err(|error| Failure::new(MENHU_ITEM, error.to_string()))?;
        find(writer, "writer")?.open(|writer| Ok(writer.put(&item)?))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Takes the item with this id out; nothing happens when there is none.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_writer_remove(
    writer: *const menhu_writer,
    id: *const c_char,
    id_len: usize,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `id`.
        let id = unsafe { given(id, id_len, "id") }?;
        find(writer, "writer")?.open(|writer| Ok(writer.remove(id)?))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Makes everything put and removed since the last commit durable and visible, all at once. `commit`, which may be NULL,
/// takes what it was.
///
/// MENHU_IO and MENHU_ENGINE when the disk does not take it: the portal stays as it was at the last commit.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_writer_commit(
    writer: *const menhu_writer,
    commit: *mut menhu_commit,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { make_durable(writer, commit, error, |writing| writing.open(|writer| Ok(writer.commit()?))) }
}

/// Forgets everything put and removed since the last commit, and what went wrong with it.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_writer_rollback(writer: *const menhu_writer, error: *mut *mut menhu_error) -> i32 {
    let run = || find(writer, "writer")?.open(|writer| Ok(writer.rollback()?));
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Commits, and waits until the parts of the index are merged: for the end of a large import. The portal can be written to
/// by others afterwards; the writer is of no use any more, and is freed.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_writer_finish(
    writer: *const menhu_writer,
    commit: *mut menhu_commit,
    error: *mut *mut menhu_error,
) -> i32 {
    let finish = |writer: &mut Option<Writer>| match writer.take() {
        Some(writer) => Ok(writer.finish()?),
        None => Err(Failure::argument("the writer is finished already; free it")),
    };
    // SAFETY: the caller's promise.
    unsafe { make_durable(writer, commit, error, |writing| writing.with(finish)) }
}

/// Makes what was put durable by `work`, and says which commit that was to who wants to know.
///
/// # Safety
/// As for the functions above.
unsafe fn make_durable(
    writer: *const menhu_writer,
    commit: *mut menhu_commit,
    error: *mut *mut menhu_error,
    work: impl FnOnce(&Writing) -> Result<CommitInfo, Failure>,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `commit`.
        let commit = unsafe { optional(commit) };
        let writing = find(writer, "writer")?;
        let info = work(&writing)?;
        if let Some(commit) = commit {
            commit.put(info.into());
        }
        Ok(())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Frees a writer; what it has not committed never happened. NULL is MENHU_OK; one that has been freed is
/// MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_writer_free(writer: *mut menhu_writer) -> i32 {
    free(writer)
}
