//! Tests across crates, in one binary: every link step costs.

// A test that cannot go on fails by panicking.
#![allow(clippy::unwrap_used)]

mod documentation;
mod durability;
mod limits;
mod ranking;
mod searching;
mod supply;
mod titles;
