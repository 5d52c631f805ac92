//! Fetching from strangers.
//!
//! Nothing that a stranger answers may lead into the own network, take all memory, or keep anybody waiting: addresses
//! are judged after every redirect and every answer of the name service, and what is fetched has a largest size and a
//! last moment.

mod address;
mod client;
mod error;

pub use address::Reach;
pub use client::{Client, Found, Limits, Post, Reply, Request, Response};
pub use error::FetchError;
