//! What comes in: texts as pointer and length.

use std::ffi::c_char;

use crate::failure::Failure;
use crate::status::MENHU_BAD_UTF8;

/// A text of the caller.
///
/// # Safety
/// `data` is NULL, or `len` bytes can be read there until the call returns, and nobody writes to them meanwhile.
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize, argument: &'static str) -> Result<&'a str, Failure> {
    if len == 0 {
        return Ok("");
    }
    if data.is_null() {
        return Err(Failure::argument(format!("`{argument}` is NULL, but its length is {len}")));
    }
    if isize::try_from(len).is_err() {
        return Err(Failure::argument(format!("`{argument}` has a length of {len} bytes; no text is so long")));
    }
    // SAFETY: not NULL, no longer than an allocation can be, and readable, as the caller promises.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), len) };
    std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to();
        Failure::new(
            MENHU_BAD_UTF8,
            format!("`{argument}` is not UTF-8 from byte {place} on; convert it before the call"),
        )
    })
}

/// A text that names something: a path, an id, a kind. It holds no NUL, since what it is compared with holds none, and a
/// caller that counted one byte too many is told.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn name<'a>(data: *const c_char, len: usize, argument: &'static str) -> Result<&'a str, Failure> {
    // SAFETY: the caller promises what `text` asks for.
    let name = unsafe { text(data, len, argument) }?;
    match name.find('\0') {
        None => Ok(name),
        Some(at) => Err(Failure::argument(format!("`{argument}` holds a NUL byte at {at}; give its length without"))),
    }
}

/// As [`name`], and not empty.
///
/// # Safety
/// As for [`text`].
pub(crate) unsafe fn given<'a>(data: *const c_char, len: usize, argument: &'static str) -> Result<&'a str, Failure> {
    // SAFETY: the caller promises what `text` asks for.
    let name = unsafe { name(data, len, argument) }?;
    if name.is_empty() { Err(Failure::argument(format!("`{argument}` is empty"))) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::MENHU_INVALID_ARGUMENT;

    fn read(bytes: &[u8]) -> Result<String, Failure> {
        // SAFETY: a slice can be read.
        unsafe { text(bytes.as_ptr().cast(), bytes.len(), "t") }.map(str::to_owned)
    }

    #[test]
    fn texts_are_utf8_and_null_is_empty() {
        assert_eq!(read("公积金\0".as_bytes()).unwrap(), "公积金\0");
        let failure = read(b"a\xFF").unwrap_err();
        assert_eq!(failure.status, MENHU_BAD_UTF8);
        assert!(failure.message.contains("byte 1"), "{}", failure.message);
        for (len, expected) in [(0, Ok("")), (3, Err(MENHU_INVALID_ARGUMENT))] {
            // SAFETY: NULL is allowed.
            let read = unsafe { text(std::ptr::null(), len, "t") };
            assert_eq!(read.map_err(|failure| failure.status), expected);
        }
        let one = b'a';
        // SAFETY: such a length is refused before anything is read.
        let read = unsafe { text((&raw const one).cast(), usize::MAX, "t") };
        assert_eq!(read.unwrap_err().status, MENHU_INVALID_ARGUMENT);
    }

    #[test]
    fn names_hold_no_nul() {
        let read = |bytes: &[u8]| {
            // SAFETY: a slice can be read.
            let name = unsafe { given(bytes.as_ptr().cast(), bytes.len(), "id") };
            name.map(str::to_owned).map_err(|failure| failure.message)
        };
        assert_eq!(read(b"doc-1").unwrap(), "doc-1");
        assert!(read(b"doc-1\0").unwrap_err().contains("NUL byte at 5"));
        assert!(read(b"").unwrap_err().contains("`id` is empty"));
    }
}
