//! Errors, as the caller holds them.

use std::ffi::c_char;

use serde::Serialize;

use crate::boundary::{free, optional, peek};
use crate::failure::{Failure, Lookup};
use crate::handle::{self, Handle};
use crate::status::{MENHU_INVALID_HANDLE, name};
use crate::string::Text;

/// Why a call failed. Immutable: any thread may read it; free it once, with menhu_error_free.
pub struct menhu_error {
    _opaque: [u8; 0],
}

/// What stands behind an error.
pub(crate) struct Told {
    status: i32,
    message: Text,
    json: Text,
}

impl Handle for menhu_error {
    type Value = Told;
    const NAME: &'static str = "menhu_error";
}

impl Told {
    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        std::str::from_utf8(self.message.bytes()).unwrap_or_default()
    }
}

/// An error as JSON.
#[derive(Serialize)]
struct Json<'a> {
    code: i32,
    name: &'a str,
    message: &'a str,
    #[serde(flatten)]
    lookup: Option<&'a Lookup>,
}

/// Makes a failure an error of the caller's.
pub(crate) fn report(failure: Failure) -> Result<*mut menhu_error, Failure> {
    let Failure { status, message, lookup } = failure;
    let name = name(status).to_str().unwrap_or_default();
    let json = Json { code: status, name, message: &message, lookup: lookup.as_deref() };
    let json = Text::json(&json)?;
    handle::open(Told { status, message: Text::new(message.into_bytes()), json })
}

/// The status that the call returned. MENHU_INVALID_HANDLE when `error` is none.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_error_code(error: *const menhu_error) -> i32 {
    peek(error, MENHU_INVALID_HANDLE, |told| told.status)
}

/// What went wrong, where, and what to do, in English, with a NUL behind it; it holds nothing of a person. `len`, which
/// may be NULL, takes its length. NULL when `error` is none. It stays until the error is freed.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_error_message(error: *const menhu_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller's promise about `len`.
    let len = unsafe { optional(len) };
    give(peek(error, (std::ptr::null(), 0), |told| told.message.parts()), len)
}

/// The error as JSON: `code`, `name`, `message`; of a lookup also `class`, `title` and `advice` for the citizen in
/// Chinese, and where there are any `faults`, `retry_after` (seconds) and `official`. As menhu_error_message otherwise.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_error_json(error: *const menhu_error, len: *mut usize) -> *const c_char {
    // SAFETY: the caller's promise about `len`.
    let len = unsafe { optional(len) };
    give(peek(error, (std::ptr::null(), 0), |told| told.json.parts()), len)
}

fn give((data, length): (*const c_char, usize), len: Option<crate::boundary::Out<usize>>) -> *const c_char {
    if let Some(len) = len {
        len.put(length);
    }
    data
}

/// Frees an error. NULL is MENHU_OK; one that has been freed is MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_error_free(error: *mut menhu_error) -> i32 {
    free(error)
}
