//! The program as its users meet it: command line, HTTP, and what is left when it is killed.

// A test that cannot go on fails by panicking.
#![allow(clippy::unwrap_used)]

mod ahead;
mod catalog;
mod cli;
mod contracts;
mod crash;
mod faults;
mod files;
mod harvest;
mod http;
mod lookups;
mod operating;
mod page_index;
mod page_site;
mod readme;
mod reports;
mod rules;
mod scenes;
mod spreadsheet;
mod suggest;
mod support;
