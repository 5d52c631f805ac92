//! Text alone: folded, escaped, marked.

use std::ffi::c_char;

use kernel::query::{Highlighter, escape_html};

use crate::boundary::{call, out};
use crate::error::menhu_error;
use crate::string::{Text, menhu_string};
use crate::text::text;

/// Makes a text of a text.
///
/// # Safety
/// As the head of the header says.
unsafe fn make(
    from: *const c_char,
    from_len: usize,
    made: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
    make: impl FnOnce(&str) -> String,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `made`.
        let made = unsafe { out(made, "result") }?;
        // SAFETY: the caller's promise about `from`.
        let from = unsafe { text(from, from_len, "text") }?;
        made.open(Text::new(make(from).into_bytes()))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// The form in which texts are compared: half-width, lower-case, Simplified; as many characters as the text has.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_fold(
    text: *const c_char,
    text_len: usize,
    folded: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { make(text, text_len, folded, error, kernel::text::fold) }
}

/// The text with the five characters escaped that mean something in HTML.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_escape_html(
    text: *const c_char,
    text_len: usize,
    escaped: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { make(text, text_len, escaped, error, escape_html) }
}

/// The whole text as HTML, escaped, with these words in <mark>, in whatever script, width and case they stand in it. `words`:
/// one a line.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_highlight(
    text: *const c_char,
    text_len: usize,
    words: *const c_char,
    words_len: usize,
    marked: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { mark(text, text_len, words, words_len, marked, error, Highlighter::mark) }
}

/// The passage of the text that has the most of these words, about 120 characters, as menhu_highlight marks them; its
/// beginning where none stands in it.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_passage(
    text: *const c_char,
    text_len: usize,
    words: *const c_char,
    words_len: usize,
    passage: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { mark(text, text_len, words, words_len, passage, error, Highlighter::passage) }
}

/// # Safety
/// As the head of the header says.
unsafe fn mark(
    from: *const c_char,
    from_len: usize,
    words: *const c_char,
    words_len: usize,
    made: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
    mark: impl FnOnce(&Highlighter, &str) -> String,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `made`.
        let made = unsafe { out(made, "result") }?;
        // SAFETY: the caller's promise about `from`.
        let from = unsafe { text(from, from_len, "text") }?;
        // SAFETY: the caller's promise about `words`.
        let words = unsafe { text(words, words_len, "words") }?;
        made.open(Text::new(mark(&Highlighter::new(words.lines()), from).into_bytes()))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}
