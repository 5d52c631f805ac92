//! What the two programs of this example share: the counter at which a citizen's question is asked.

mod counter;

pub use counter::{Counter, Failed};

/// The page's Rust is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/embedding/rust.md")]
struct Page;
