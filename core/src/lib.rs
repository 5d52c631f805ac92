//! Menhu (门户): the search-and-query kernel of a government portal.
//!
//! # Quick start
//!
//! ```
//! # #[cfg(feature = "engine")]
//! # fn main() -> Result<(), menhu::Error> {
//! use menhu::catalog::read_item;
//! use menhu::query::SearchRequest;
//! use menhu::{Portal, WriterOptions};
//!
//! let folder = tempfile::tempdir().expect("a temporary folder");
//! let portal = Portal::open_or_create(folder.path())?;
//!
//! let mut writer = portal.writer(&WriterOptions::default())?;
//! let line = r#"{"id":"1","kind":"service","title":"住房公积金提取","body":"购买自住住房的，可以申请提取。"}"#;
//! writer.put(&read_item(line).expect("a well-formed line"))?;
//! writer.commit()?;
//!
//! portal.reload()?;
//! let answer = portal.search(&SearchRequest::new("公积金"))?;
//! assert_eq!(answer.total, 1);
//! assert_eq!(answer.hits[0].highlight.title, "住房<mark>公积金</mark>提取");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "engine"))]
//! # fn main() {}
//! ```
//!
//! # The rooms
//!
//! | room | what it knows |
//! |---|---|
//! | [`ids`] | identifiers of Chinese administration: parsers and validators |
//! | [`text`] | folding, segmentation, the terms under which a text is found |
//! | [`catalog`] | items: what a portal publishes, and how they are read and written |
//! | [`check`] | what is wrong with a portal, and what to do about it |
//! | [`config`] | the rules that editors write for a portal |
//! | [`cards`] | the service, lookup or unit that a query means |
//! | [`page`] | the index for browsers: static files, and how they are searched |
//! | [`query`] | requests, answers, the query language, ranking, highlighting |
//! | [`related`] | what belongs to an item, each link with its reason |
//! | [`scene`] | 场景服务: what is done in a situation of life, step by step |
//! | [`suggest`] | suggestions while typing |
//! | [`extract`] | the text of attached files (feature `extract`) |
//! | [`html`] | a government page: its meta tags, text and links (feature `extract`) |
//! | `correct` | what a mistyped query may have meant, judged by the portal's own wording |
//! | `index`, `search` | the index on disk and how a search is executed (feature `engine`) |
//! | [`Portal`] | all of it together (feature `engine`) |
//!
//! Without the feature `engine` there are no files, threads or clocks: the crate then compiles for
//! `wasm32-unknown-unknown`. Requests and answers are plain serde types with one JSON form.

// Plans, terms and catalog changes are the engine's so far: without it nobody calls them.
#![cfg_attr(not(feature = "engine"), allow(dead_code, unused_imports))]

pub mod cards;
pub mod catalog;
pub mod check;
pub mod config;
mod correct;
#[cfg(feature = "extract")]
pub mod extract;
#[cfg(feature = "extract")]
pub mod html;
pub mod ids;
pub mod page;
pub mod query;
pub mod related;
pub mod scene;
#[cfg(feature = "schema")]
pub mod schema;
pub mod suggest;
pub mod text;
#[cfg(feature = "typescript")]
pub mod typescript;

#[cfg(feature = "engine")]
mod deadline;
#[cfg(feature = "engine")]
mod error;
#[cfg(feature = "engine")]
mod files;
#[cfg(feature = "engine")]
mod index;
#[cfg(feature = "engine")]
mod portal;
#[cfg(feature = "engine")]
mod search;

#[cfg(feature = "engine")]
pub use deadline::Deadline;
#[cfg(feature = "engine")]
pub use error::Error;
#[cfg(feature = "engine")]
pub use files::{Files, StoredFile};
#[cfg(feature = "engine")]
pub use index::{Backup, CommitInfo, Verify, Writer, WriterOptions};
#[cfg(feature = "engine")]
pub use portal::{Portal, Stats, today};
#[cfg(feature = "engine")]
pub use search::{Candidate, Rerank};

/// The README's Rust is compiled and run.
#[cfg(all(doctest, feature = "engine"))]
#[doc = include_str!("../../README.md")]
struct Readme;
