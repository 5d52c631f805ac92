//! Text alone, for systems that keep their own engine: cut into words.

use std::ffi::c_char;

use kernel::ids::{PersonalKind, looks_personal};
use kernel::text::{Dictionary, SegmentKind, segment};

use crate::boundary::{Out, call, free, optional, out, peek};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::handle::{Handle, find};
use crate::status::MENHU_DICTIONARY;
use crate::text::text;

/// Cuts texts into words by the built-in dictionary and words of one's own. Immutable: any thread, also several at the same
/// time. It may be made before a fork.
pub struct menhu_analyzer {
    _opaque: [u8; 0],
}

impl Handle for menhu_analyzer {
    type Value = Dictionary;
    const NAME: &'static str = "menhu_analyzer";
}

/// The segments of a text. Immutable; one thread at a time; free it once, with menhu_segments_free.
pub struct menhu_segments {
    _opaque: [u8; 0],
}

impl Handle for menhu_segments {
    type Value = Vec<menhu_segment>;
    const NAME: &'static str = "menhu_segments";
}

/// A word in ideographs: one of the dictionary, or a single character that belongs to none.
pub const MENHU_SEGMENT_WORD: u32 = 0;
/// A run of letters and digits.
pub const MENHU_SEGMENT_ALPHANUMERIC: u32 = 1;
/// White space, one character.
pub const MENHU_SEGMENT_BLANK: u32 = 2;
/// Punctuation and symbols, one character.
pub const MENHU_SEGMENT_SYMBOL: u32 = 3;

/// A piece of a text. The pieces cover it without gaps.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct menhu_segment {
    /// Byte at which it begins in the text that was given.
    pub start: u64,
    /// Byte after its last.
    pub end: u64,
    /// What it is: MENHU_SEGMENT_WORD and its like.
    pub kind: u32,
    /// 0.
    pub reserved: u32,
}

/// Makes an analyzer. `words`: words of one's own, one a line, optionally followed by a blank and the frequency; empty: none.
///
/// MENHU_DICTIONARY names the line that is no word.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_analyzer_new(
    words: *const c_char,
    words_len: usize,
    analyzer: *mut *mut menhu_analyzer,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `analyzer`.
        let analyzer = unsafe { out(analyzer, "analyzer") }?;
        // SAFETY: the caller's promise about `words`.
        let words = unsafe { text(words, words_len, "words") }?;
        let dictionary = Dictionary::builtin().with_words(words);
        let dictionary = dictionary.map_err(|error| Failure::new(MENHU_DICTIONARY, format!("`words`: {error}")))?;
        analyzer.open(dictionary)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Cuts a text into segments.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_analyzer_segment(
    analyzer: *const menhu_analyzer,
    text: *const c_char,
    text_len: usize,
    segments: *mut *mut menhu_segments,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `segments`.
        let segments = unsafe { out(segments, "segments") }?;
        // SAFETY: the caller's promise about `text`.
        let text = unsafe { crate::text::text(text, text_len, "text") }?;
        let dictionary = find(analyzer, "analyzer")?;
        let mut start = 0;
        let cut = segment(&dictionary, text).into_iter().map(|segment| {
            let end = start + segment.text.len() as u64;
            let piece = menhu_segment { start, end, kind: number_of(segment.kind), reserved: 0 };
            start = end;
            piece
        });
        segments.open(cut.collect())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

fn number_of(kind: SegmentKind) -> u32 {
    match kind {
        SegmentKind::Word => MENHU_SEGMENT_WORD,
        SegmentKind::Alphanumeric => MENHU_SEGMENT_ALPHANUMERIC,
        SegmentKind::Blank => MENHU_SEGMENT_BLANK,
        // Whatever a later kernel tells apart stands between words, too.
        _ => MENHU_SEGMENT_SYMBOL,
    }
}

/// The segments, one behind the other; `count`, which may be NULL, takes their number. They stay until menhu_segments_free.
/// NULL when `segments` is none.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_segments_data(
    segments: *const menhu_segments,
    count: *mut usize,
) -> *const menhu_segment {
    let (data, length) = peek(segments, (std::ptr::null(), 0), |segments| (segments.as_ptr(), segments.len()));
    // SAFETY: the caller's promise about `count`.
    let count: Option<Out<usize>> = unsafe { optional(count) };
    if let Some(count) = count {
        count.put(length);
    }
    data
}

/// Frees segments. NULL is MENHU_OK; those that have been freed are MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_segments_free(segments: *mut menhu_segments) -> i32 {
    free(segments)
}

/// Nothing in the text points to a person. No promise.
pub const MENHU_PERSONAL_NONE: i32 = 0;
/// The number of an identity card.
pub const MENHU_PERSONAL_ID_NUMBER: i32 = 1;
/// A mobile or landline phone.
pub const MENHU_PERSONAL_PHONE: i32 = 2;
/// The number of a bank card.
pub const MENHU_PERSONAL_BANK_CARD: i32 = 3;
/// A vehicle plate.
pub const MENHU_PERSONAL_PLATE: i32 = 4;
/// A vehicle identification number.
pub const MENHU_PERSONAL_VIN: i32 = 5;
/// An e-mail address.
pub const MENHU_PERSONAL_EMAIL: i32 = 6;
/// A passport, a travel permit or the like.
pub const MENHU_PERSONAL_PERMIT: i32 = 7;
/// Another long number.
pub const MENHU_PERSONAL_LONG_NUMBER: i32 = 8;
/// A person's name.
pub const MENHU_PERSONAL_NAME: i32 = 9;

/// Whether a text that somebody typed holds what points to a person, by its shape: such a query is not to be kept, in no log
/// and no report. `kind` takes MENHU_PERSONAL_NONE, or the first that is found.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_analyzer_personal(
    analyzer: *const menhu_analyzer,
    text: *const c_char,
    text_len: usize,
    kind: *mut i32,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `kind`.
        let kind = unsafe { out(kind, "kind") }?;
        // SAFETY: the caller's promise about `text`.
        let text = unsafe { crate::text::text(text, text_len, "text") }?;
        let dictionary = find(analyzer, "analyzer")?;
        kind.put(match looks_personal(text, &dictionary) {
            None => MENHU_PERSONAL_NONE,
            Some(PersonalKind::IdNumber) => MENHU_PERSONAL_ID_NUMBER,
            Some(PersonalKind::Phone) => MENHU_PERSONAL_PHONE,
            Some(PersonalKind::BankCard) => MENHU_PERSONAL_BANK_CARD,
            Some(PersonalKind::Plate) => MENHU_PERSONAL_PLATE,
            Some(PersonalKind::Vin) => MENHU_PERSONAL_VIN,
            Some(PersonalKind::Email) => MENHU_PERSONAL_EMAIL,
            Some(PersonalKind::Permit) => MENHU_PERSONAL_PERMIT,
            Some(PersonalKind::Name) => MENHU_PERSONAL_NAME,
            // What a later kernel knows besides is nobody's to keep, either.
            Some(_) => MENHU_PERSONAL_LONG_NUMBER,
        });
        Ok(())
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Frees an analyzer. NULL is MENHU_OK; one that has been freed is MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_analyzer_free(analyzer: *mut menhu_analyzer) -> i32 {
    free(analyzer)
}
