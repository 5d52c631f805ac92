//! A panic, made to order.

use std::ffi::c_char;

use crate::boundary::call;
use crate::error::menhu_error;
use crate::text::text;

/// Panics with a message inside the boundary: for tests that nothing of it leaves. Only in builds with the feature
/// `injected-panics`, never in what is delivered.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_test_panic(message: *const c_char, len: usize, error: *mut *mut menhu_error) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `message`.
        let message = unsafe { text(message, len, "message") }?;
        panic!("{message}");
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}
