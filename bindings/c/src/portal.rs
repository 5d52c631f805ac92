//! A portal, opened for searching.

use std::ffi::{c_char, c_void};

use kernel::Portal;

use crate::boundary::{call, free, optional, out};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::{Handle, find};
use crate::log::{Log, MENHU_LOG_INFO, MENHU_LOG_WARN, menhu_log_callback};
use crate::string::{Text, menhu_string};
use crate::text::given;

/// A portal, opened for searching: the newest commit of a folder when it was opened, or last reloaded. Any thread, also
/// several at the same time. It may be opened before a fork and read in the children; see README.md.
pub struct menhu_portal {
    _opaque: [u8; 0],
}

/// What stands behind it.
pub(crate) struct Reading {
    pub(crate) portal: Portal,
    log: Log,
}

impl Handle for menhu_portal {
    type Value = Reading;
    const NAME: &'static str = "menhu_portal";
}

/// Opens the portal in a folder. Files of editors that are malformed are left aside: menhu_portal_refused.
///
/// MENHU_NOT_A_PORTAL, MENHU_FINGERPRINT (menhu_reindex), MENHU_DAMAGED, MENHU_DICTIONARY, MENHU_IO.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_open(
    path: *const c_char,
    path_len: usize,
    portal: *mut *mut menhu_portal,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { open(path, path_len, portal, error, |path| Portal::open(path)) }
}

/// As menhu_portal_open, and makes an empty portal first where the folder is missing or empty.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_open_or_create(
    path: *const c_char,
    path_len: usize,
    portal: *mut *mut menhu_portal,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { open(path, path_len, portal, error, |path| Portal::open_or_create(path)) }
}

/// # Safety
/// As for the functions above.
unsafe fn open(
    path: *const c_char,
    path_len: usize,
    portal: *mut *mut menhu_portal,
    error: *mut *mut menhu_error,
    open: impl FnOnce(&str) -> Result<Portal, kernel::Error>,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `portal`.
        let portal = unsafe { out(portal, "portal") }?;
        // SAFETY: the caller's promise about `path`.
        let path = unsafe { given(path, path_len, "path") }?;
        portal.open(Reading { portal: open(path)?, log: Log::default() })
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Shows the newest commit and the newest rules of editors from now on; searches under way finish on theirs. `changed`, which
/// may be NULL, takes 1 when one of them is another than before, and 0 otherwise. Nothing is reloaded by itself: call
/// this after a commit, or in intervals.
///
/// MENHU_CONFIG, MENHU_DICTIONARY (the last good rules stay in force), MENHU_NEW_WORDS, MENHU_FINGERPRINT, MENHU_DAMAGED,
/// MENHU_IO. What was shown stays; what is faultless is shown all the same.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_reload(
    portal: *const menhu_portal,
    changed: *mut i32,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        let reading = find(portal, "portal")?;
        // SAFETY: the caller's promise about `changed`.
        let changed = unsafe { optional(changed) };
        match reading.portal.reload() {
            Ok(is_other) => {
                if is_other {
                    reading.log.say(MENHU_LOG_INFO, "a newer commit or newer rules are shown");
                }
                if let Some(changed) = changed {
                    changed.put(i32::from(is_other));
                }
                Ok(())
            }
            Err(error) => {
                reading.log.say(MENHU_LOG_WARN, &error.to_string());
                Err(error.into())
            }
        }
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Makes ready what suggestions, pinyin and cards need, so that nobody has to wait for it. Before a fork, so that the
/// children share it.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_warm(portal: *const menhu_portal, error: *mut *mut menhu_error) -> i32 {
    let run = || Ok(find(portal, "portal")?.portal.warm()?);
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// What was wrong with files of editors when the portal was opened, or last reloaded, as a JSON array of texts.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_refused(
    portal: *const menhu_portal,
    refused: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `refused`.
        let refused = unsafe { out(refused, "refused") }?;
        let faults = find(portal, "portal")?.portal.refused();
        refused.open(Text::json(&faults.iter().map(ToString::to_string).collect::<Vec<_>>())?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Sends the portal's messages to a callback from now on; NULL: nowhere. It is told at once what was wrong with files of
/// editors. Returns when no callback of before is running any more.
///
/// # Safety
/// The pointers are as the head of the header says; `callback` may be called with `user` from any thread until another is
/// set, or until the portal is freed and no call with it is under way.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_portal_set_log(
    portal: *const menhu_portal,
    callback: menhu_log_callback,
    user: *mut c_void,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        let reading = find(portal, "portal")?;
        // SAFETY: the caller's promise about `callback` and `user`.
        unsafe { reading.log.set(callback, user) };
        for fault in reading.portal.refused() {
            reading.log.say(MENHU_LOG_WARN, &fault.to_string());
        }
        Ok::<(), Failure>(())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Frees a portal. Calls under way with it finish; answers of it stay. NULL is MENHU_OK; one that has been freed is
/// MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_portal_free(portal: *mut menhu_portal) -> i32 {
    free(portal)
}
