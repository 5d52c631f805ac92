//! Errors, as the caller holds them.

use std::ffi::c_char;

use serde::Serialize;

use crate::boundary::{free, optional, peek};
use crate::failure::Failure;
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
}

/// Makes a failure an error of the caller's.
pub(crate) fn report(failure: Failure) -> Result<*mut menhu_error, Failure> {
    let Failure { status, message, more } = failure;
    let name = name(status).to_str().unwrap_or_default();
    let mut json = serde_json::to_string(&Json { code: status, name, message: &message }).unwrap_or_default();
    // Two objects become one.
    if let Some(members) = more.as_deref().and_then(|more| more.strip_prefix('{')) {
        json.truncate(json.len().saturating_sub(1));
        json.push(',');
        json.push_str(members);
    }
    let json = Text::new(json.into_bytes());
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

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;
    use crate::status::{MENHU_LOOKUP_NOT_FOUND, MENHU_OK};

    fn json_of(failure: Failure) -> String {
        let error = report(failure).unwrap();
        let mut len = 0;
        // SAFETY: `len` is memory for a length.
        let json = unsafe { menhu_error_json(error, &raw mut len) };
        // SAFETY: a NUL stands behind the text, which stays until it is freed.
        let text = unsafe { CStr::from_ptr(json) }.to_str().unwrap().to_owned();
        assert_eq!(len, text.len());
        assert_eq!(menhu_error_free(error), MENHU_OK);
        text
    }

    #[test]
    fn the_json_has_what_a_lookup_says_besides() {
        let mut failure = Failure::new(MENHU_LOOKUP_NOT_FOUND, "NotFound: \"nothing\"");
        failure.more = Some(r#"{"class":"NotFound"}"#.to_owned());
        let expected =
            r#"{"code":62,"name":"MENHU_LOOKUP_NOT_FOUND","message":"NotFound: \"nothing\"","class":"NotFound"}"#;
        assert_eq!(json_of(failure), expected);
        assert_eq!(json_of(Failure::argument("x")), r#"{"code":1,"name":"MENHU_INVALID_ARGUMENT","message":"x"}"#);
    }
}
