//! Which version this is.

use std::ffi::{CStr, c_char};

/// Changes with every change of this header that a program must be compiled anew for.
pub const MENHU_ABI_VERSION: u32 = 1;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The version of the library that is loaded, such as "0.1.0"; MENHU_VERSION is that of the header. Never NULL; it is
/// not to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_version() -> *const c_char {
    VERSION.as_ptr()
}

/// MENHU_ABI_VERSION of the library that is loaded: whoever finds another than that of their header goes no further.
#[unsafe(no_mangle)]
pub extern "C" fn menhu_abi_version() -> u32 {
    MENHU_ABI_VERSION
}
