//! The index of a portal on disk: schema, writing, reading, one commit point.
//!
//! With `search` the only room that names a type of tantivy.

mod backup;
mod commit;
mod directory;
mod document;
mod inspect;
mod issue;
mod lock;
mod reader;
mod reindex;
mod schema;
mod seal;
mod tokenizer;
mod verify;
mod writer;

pub use backup::Backup;
pub use commit::CommitInfo;
pub use verify::Verify;
pub(crate) use writer::SceneItems;
pub use writer::{Writer, WriterOptions};

pub(crate) use backup::backup;
pub(crate) use directory::write_atomically;
pub(crate) use document::{HitRecord, TitleKeys, day_number};
pub(crate) use inspect::inspect;
pub(crate) use reader::{Commits, Reader};
pub(crate) use reindex::reindex;
pub(crate) use schema::{Fields, OPEN};
pub(crate) use writer::create;
