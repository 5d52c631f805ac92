//! The border of the C interface, as it stands in `bindings/c/src`, for Miri.

#![allow(non_camel_case_types, dead_code, unused_imports)]

#[path = "../../src/boundary.rs"]
mod boundary;
#[path = "../../src/error.rs"]
mod error;
#[path = "../../src/failure.rs"]
mod failure;
#[path = "../../src/handle.rs"]
mod handle;
#[path = "../../src/injected.rs"]
mod injected;
#[path = "../../src/log.rs"]
mod log;
#[path = "../../src/process.rs"]
mod process;
#[path = "../../src/status.rs"]
mod status;
#[path = "../../src/string.rs"]
mod string;
#[path = "../../src/text.rs"]
mod text;
