//! Menhu through a C interface: `libmenhu.so`, `libmenhu.a`, and the header that is made of this crate.
//!
//! One file for each thing that C sees: its type, its functions, and nothing of another's. What they share stands in
//! four rooms: `handle` (what a pointer of ours is), `boundary` (no panic leaves, outputs are written on success
//! only), `text` (what comes in), `failure` (what goes out as an error). Conventions are in `README.md` and at the head
//! of `menhu.h`.
//!
//! `unsafe` is allowed here and nowhere else in the workspace.

// The names are those of the header.
#![allow(non_camel_case_types)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::multiple_unsafe_ops_per_block))]

mod boundary;
mod failure;
mod handle;
mod json;
mod process;
mod text;
mod translate;

// In the order of the header, which formatting would change if they stood together.
pub mod version;

pub mod status;

pub mod error;

pub mod string;

pub mod log;

pub mod portal;

pub mod answer;

pub mod reading;

pub mod writer;

pub mod keeping;

pub mod analyzer;

pub mod marking;

pub mod numbers;

pub mod cancel;

pub mod lookups;

#[cfg(any(test, feature = "injected-panics"))]
pub mod injected;

#[cfg(test)]
mod layouts;
