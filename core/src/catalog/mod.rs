//! The catalog: what a portal publishes. Everything is an [`Item`] with one envelope; units and columns are items too.
//!
//! This room knows what an item is and how it is read and written; it knows nothing of indexes or queries.

mod genre;
mod interchange;
mod item;
mod kind;
mod state;
mod tree;

pub use genre::Genre;
pub use interchange::{InterchangeError, read_item};
pub use item::{Attachment, Item, ItemError, LONGEST_ID};
pub use kind::Kind;
pub use state::{Openness, Validity};
pub use tree::{Catalog, Column, UnitEntry, column_prefixes};

pub(crate) use tree::Changes;
