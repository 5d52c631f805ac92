//! The index of a portal on disk: schema, writing, reading, one commit point.
//!
//! With `search` the only room that names a type of tantivy.

mod commit;
mod directory;
mod document;
mod lock;
mod reader;
mod schema;
mod tokenizer;
mod writer;

pub use commit::CommitInfo;
pub use writer::{Writer, WriterOptions};

pub(crate) use document::{HitRecord, TitleKeys, day_number};
pub(crate) use reader::Reader;
pub(crate) use schema::{Fields, OPEN};
pub(crate) use writer::create;
