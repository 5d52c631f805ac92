//! Related information: what belongs to an item, each link with its type and a reason that a person can read.
//!
//! What an item refers to is read when it is put in (`mention.rs`): document numbers, titles in 《》, the basis and the forms of
//! services, the services of scenes. Under which keys an item is referred to is said by `keys.rs`. Both are terms in the
//! index, so that a link is a look-up in either direction, and no graph has to be kept up to date: a new document that
//! cites an old one changes the old one's answer with the next commit.
//!
//! | curated | structural | similar |
//! |---|---|---|
//! | pinned by editors | replaces, explains, basis, form, scene, cites, same column | texts that have rare words in common |
//!
//! Curated comes before structural, structural before similar. What is repealed never stands without saying so.

mod answer;
#[cfg(feature = "engine")]
mod candidates;
#[cfg(feature = "engine")]
mod find;
mod graph;
pub(crate) mod keys;
pub(crate) mod mention;
#[cfg(feature = "engine")]
mod similar;

pub use answer::{Direction, Evidence, LinkType, Related, RelatedGroup, RelatedItem};
pub use graph::{Graph, GraphLink, GraphNode};
pub(crate) use mention::Refers;

#[cfg(feature = "engine")]
pub(crate) use find::{Sources, links_of, related};
