//! What calls return.

use std::ffi::c_char;

/// It was done.
pub const MENHU_OK: i32 = 0;
/// An argument is missing, too large or of no meaning; the message names it. Nothing was done.
pub const MENHU_INVALID_ARGUMENT: i32 = 1;
/// A handle is none, is of another type, or has been freed. Nothing was done.
pub const MENHU_INVALID_HANDLE: i32 = 2;
/// A text is not UTF-8; the message says where.
pub const MENHU_BAD_UTF8: i32 = 3;
/// Menhu has a defect; the message says where. Handles stay usable.
pub const MENHU_PANIC: i32 = 4;
/// There is no such thing.
pub const MENHU_NOT_FOUND: i32 = 5;
/// It was cancelled.
pub const MENHU_CANCELLED: i32 = 6;
/// It was not ready by its deadline.
pub const MENHU_DEADLINE: i32 = 7;
/// The handle was opened in another process, and its threads are there: open it after the fork.
pub const MENHU_FORKED: i32 = 8;

/// The folder holds no portal.
pub const MENHU_NOT_A_PORTAL: i32 = 20;
/// Another process writes; the message names it.
pub const MENHU_LOCKED: i32 = 21;
/// The portal was indexed with another dictionary or version: menhu_reindex.
pub const MENHU_FINGERPRINT: i32 = 22;
/// The portal's own dictionary has new words: menhu_reindex takes them over; the old ones hold.
pub const MENHU_NEW_WORDS: i32 = 23;
/// A file of the portal is damaged.
pub const MENHU_DAMAGED: i32 = 24;
/// A dictionary is malformed; the message has the line.
pub const MENHU_DICTIONARY: i32 = 25;
/// A file of settings, or a configuration that was given, is malformed; the message has the place.
pub const MENHU_CONFIG: i32 = 26;
/// The request cannot be answered; the message names the parameter.
pub const MENHU_REQUEST: i32 = 27;
/// The item cannot be taken in; the message names the field.
pub const MENHU_ITEM: i32 = 28;
/// Reading or writing failed; the message names the file.
pub const MENHU_IO: i32 = 29;
/// The engine failed.
pub const MENHU_ENGINE: i32 = 30;

/// A number, code or name is not valid; the message says why, and quotes nothing of a person.
pub const MENHU_NOT_VALID: i32 = 40;

/// A lookup: the question is malformed; the error's JSON has every field.
pub const MENHU_LOOKUP_INVALID_INPUT: i32 = 60;
/// A lookup: the provider does not accept us.
pub const MENHU_LOOKUP_AUTH_FAILED: i32 = 61;
/// A lookup: nothing on record fits what was given.
pub const MENHU_LOOKUP_NOT_FOUND: i32 = 62;
/// A lookup: nothing on record, where a provider can say so in no answer.
pub const MENHU_LOOKUP_NO_RECORDS: i32 = 63;
/// A lookup: only the provider's own site answers.
pub const MENHU_LOOKUP_CAPTCHA_REQUIRED: i32 = 64;
/// A lookup: the provider answers no more today.
pub const MENHU_LOOKUP_QUOTA_EXCEEDED: i32 = 65;
/// A lookup: too many questions; the error's JSON says when to ask again.
pub const MENHU_LOOKUP_RATE_LIMITED: i32 = 66;
/// A lookup: the provider is being maintained.
pub const MENHU_LOOKUP_UPSTREAM_MAINTENANCE: i32 = 67;
/// A lookup: the provider did not answer in time.
pub const MENHU_LOOKUP_UPSTREAM_TIMEOUT: i32 = 68;
/// A lookup: the provider cannot be reached, or is failing.
pub const MENHU_LOOKUP_UPSTREAM_UNAVAILABLE: i32 = 69;
/// A lookup: the provider's answer cannot be read.
pub const MENHU_LOOKUP_MALFORMED: i32 = 70;
/// A lookup: the provider takes our signature for expired.
pub const MENHU_LOOKUP_SIGNATURE_EXPIRED: i32 = 71;
/// A lookup: nobody here answers such a question.
pub const MENHU_LOOKUP_UNSUPPORTED: i32 = 72;

/// Every status with its name.
const NAMES: [(i32, &std::ffi::CStr); 34] = [
    (MENHU_OK, c"MENHU_OK"),
    (MENHU_INVALID_ARGUMENT, c"MENHU_INVALID_ARGUMENT"),
    (MENHU_INVALID_HANDLE, c"MENHU_INVALID_HANDLE"),
    (MENHU_BAD_UTF8, c"MENHU_BAD_UTF8"),
    (MENHU_PANIC, c"MENHU_PANIC"),
    (MENHU_NOT_FOUND, c"MENHU_NOT_FOUND"),
    (MENHU_CANCELLED, c"MENHU_CANCELLED"),
    (MENHU_DEADLINE, c"MENHU_DEADLINE"),
    (MENHU_FORKED, c"MENHU_FORKED"),
    (MENHU_NOT_A_PORTAL, c"MENHU_NOT_A_PORTAL"),
    (MENHU_LOCKED, c"MENHU_LOCKED"),
    (MENHU_FINGERPRINT, c"MENHU_FINGERPRINT"),
    (MENHU_NEW_WORDS, c"MENHU_NEW_WORDS"),
    (MENHU_DAMAGED, c"MENHU_DAMAGED"),
    (MENHU_DICTIONARY, c"MENHU_DICTIONARY"),
    (MENHU_CONFIG, c"MENHU_CONFIG"),
    (MENHU_REQUEST, c"MENHU_REQUEST"),
    (MENHU_ITEM, c"MENHU_ITEM"),
    (MENHU_IO, c"MENHU_IO"),
    (MENHU_ENGINE, c"MENHU_ENGINE"),
    (MENHU_NOT_VALID, c"MENHU_NOT_VALID"),
    (MENHU_LOOKUP_INVALID_INPUT, c"MENHU_LOOKUP_INVALID_INPUT"),
    (MENHU_LOOKUP_AUTH_FAILED, c"MENHU_LOOKUP_AUTH_FAILED"),
    (MENHU_LOOKUP_NOT_FOUND, c"MENHU_LOOKUP_NOT_FOUND"),
    (MENHU_LOOKUP_NO_RECORDS, c"MENHU_LOOKUP_NO_RECORDS"),
    (MENHU_LOOKUP_CAPTCHA_REQUIRED, c"MENHU_LOOKUP_CAPTCHA_REQUIRED"),
    (MENHU_LOOKUP_QUOTA_EXCEEDED, c"MENHU_LOOKUP_QUOTA_EXCEEDED"),
    (MENHU_LOOKUP_RATE_LIMITED, c"MENHU_LOOKUP_RATE_LIMITED"),
    (MENHU_LOOKUP_UPSTREAM_MAINTENANCE, c"MENHU_LOOKUP_UPSTREAM_MAINTENANCE"),
    (MENHU_LOOKUP_UPSTREAM_TIMEOUT, c"MENHU_LOOKUP_UPSTREAM_TIMEOUT"),
    (MENHU_LOOKUP_UPSTREAM_UNAVAILABLE, c"MENHU_LOOKUP_UPSTREAM_UNAVAILABLE"),
    (MENHU_LOOKUP_MALFORMED, c"MENHU_LOOKUP_MALFORMED"),
    (MENHU_LOOKUP_SIGNATURE_EXPIRED, c"MENHU_LOOKUP_SIGNATURE_EXPIRED"),
    (MENHU_LOOKUP_UNSUPPORTED, c"MENHU_LOOKUP_UNSUPPORTED"),
];

/// The name of a status.
pub(crate) fn name(status: i32) -> &'static std::ffi::CStr {
    NAMES.iter().find(|(known, _)| *known == status).map_or(c"unknown status", |(_, name)| name)
}

/// The name of a status, `MENHU_OK` for 0. Never NULL; it is not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_status_name(status: i32) -> *const c_char {
    name(status).as_ptr()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_status_has_its_own_number_and_name() {
        let source = include_str!("status.rs");
        let declared = source.lines().filter(|line| line.starts_with("pub const MENHU_")).count();
        assert_eq!(declared, NAMES.len());
        assert_eq!(NAMES.iter().map(|(status, _)| status).collect::<HashSet<_>>().len(), declared);
        for (status, name) in NAMES {
            let line = format!("pub const {}: i32 = {status};", name.to_str().unwrap());
            assert!(source.contains(&line), "{line}");
            assert_eq!(menhu_status_name(status), name.as_ptr());
        }
        assert_eq!(name(-1), c"unknown status");
    }
}
