//! Texts that go out.

use std::ffi::c_char;
use std::io::{self, Write};

use serde::Serialize;
use zeroize::Zeroize;

use crate::boundary::{free, peek};
use crate::failure::Failure;
use crate::handle::Handle;
use crate::status::MENHU_ENGINE;

/// A text that a call gives: UTF-8. One thread at a time; free it once, with menhu_string_free.
pub struct menhu_string {
    _opaque: [u8; 0],
}

impl Handle for menhu_string {
    type Value = Text;
    const NAME: &'static str = "menhu_string";
}

/// A text with a NUL behind it, in memory that stays where it is.
pub(crate) struct Text {
    bytes: Vec<u8>,
    /// It tells something of a person: the memory is overwritten when it goes.
    is_private: bool,
}

impl Text {
    pub(crate) fn new(mut bytes: Vec<u8>) -> Text {
        bytes.push(0);
        Text { bytes, is_private: false }
    }

    /// A value as JSON.
    pub(crate) fn json(value: &impl Serialize) -> Result<Text, Failure> {
        serde_json::to_vec(value).map(Text::new).map_err(|_| unwritten())
    }

    /// A value as JSON that tells something of a person. A text that grows would leave copies of itself behind: it is
    /// measured first.
    pub(crate) fn private_json(value: &impl Serialize) -> Result<Text, Failure> {
        let mut length = Length(0);
        serde_json::to_writer(&mut length, value).map_err(|_| unwritten())?;
        let mut text = Text { bytes: Vec::with_capacity(length.0 + 1), is_private: true };
        serde_json::to_writer(&mut text.bytes, value).map_err(|_| unwritten())?;
        text.bytes.push(0);
        Ok(text)
    }

    /// Without the NUL.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.split_last().map_or(&[], |(_, text)| text)
    }

    pub(crate) fn parts(&self) -> (*const c_char, usize) {
        (self.bytes.as_ptr().cast(), self.bytes().len())
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        if self.is_private {
            self.bytes.zeroize();
        }
    }
}

fn unwritten() -> Failure {
    Failure::new(MENHU_ENGINE, "the answer cannot be written as JSON; report this with the call that was made")
}

/// Counts what is written.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The text, with a NUL behind it (it may hold others). NULL when `string` is none. It stays until the string is freed.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_string_data(string: *const menhu_string) -> *const c_char {
    peek(string, std::ptr::null(), |text| text.parts().0)
}

/// Its length in bytes, without the NUL. 0 when `string` is none.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_string_len(string: *const menhu_string) -> usize {
    peek(string, 0, |text| text.parts().1)
}

/// Frees a string; one that a lookup gave is overwritten first. NULL is MENHU_OK; one that has been freed is
/// MENHU_INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_string_free(string: *mut menhu_string) -> i32 {
    free(string)
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;
    use crate::handle;
    use crate::status::{MENHU_INVALID_HANDLE, MENHU_OK};

    #[test]
    fn a_string_is_its_bytes_and_a_nul_until_it_is_freed() {
        let string = handle::open::<menhu_string>(Text::new("公积金\"".into())).unwrap();
        assert_eq!(menhu_string_len(string), 10);
        // SAFETY: a NUL stands behind the text, which stays until it is freed.
        let read = unsafe { CStr::from_ptr(menhu_string_data(string)) };
        assert_eq!(read.to_str().unwrap(), "公积金\"");
        assert_eq!(menhu_string_free(string), MENHU_OK);
        assert_eq!(menhu_string_free(string), MENHU_INVALID_HANDLE);
        assert!(menhu_string_data(string).is_null());
        assert_eq!(menhu_string_len(string), 0);
        assert_eq!(menhu_string_free(std::ptr::null_mut()), MENHU_OK);
    }

    #[test]
    fn a_private_text_is_written_once() {
        let text = Text::private_json(&["张演示", "1***************2X"]).unwrap();
        assert_eq!(text.bytes(), r#"["张演示","1***************2X"]"#.as_bytes());
        assert_eq!(text.bytes.capacity(), text.bytes.len());
        assert_eq!(text.parts().1, text.bytes().len());
    }
}
