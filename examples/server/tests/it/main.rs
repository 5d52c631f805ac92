//! The program as its users meet it: command line, HTTP, and what is left when it is killed.

// A test that cannot go on fails by panicking.
#![allow(clippy::unwrap_used)]

mod ahead;
mod cli;
mod crash;
mod http;
mod readme;
mod reports;
mod rules;
mod suggest;
mod support;
