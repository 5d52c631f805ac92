//! Tests across crates, in one binary: every link step costs.

// A test that cannot go on fails by panicking; what is measured is printed.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod catalog;
mod contracts;
mod corrections;
mod documentation;
mod durability;
mod harvest;
mod identifiers;
mod limits;
mod lookups;
mod meaning;
mod page;
mod paging;
mod ranking;
mod real;
mod related;
mod relevance;
mod searching;
mod supply;
mod titles;
mod typing;
