//! The index for browsers: static files on plain hosting, from which a page fetches the few that a query needs.
//!
//! [`build`] makes the files of a set of documents; [`PageIndex`] answers from them and says which it lacks. Neither
//! touches files, network or clocks: the host stores and fetches (with the feature `engine`, [`publish`] stores). The reader has no dictionary and no table of
//! characters: what it needs of them is in the index, as far as it occurs there. It must not reach for `text::fold`,
//! `query::parse` or serde, which would bring their tables into the browser. [`MoreIndex`] may: it is a second program,
//! loaded when suggestions, corrections, related documents or lists are first asked for.

mod build;
mod dictionary;
mod format;
mod given;
mod light;
mod more;
#[cfg(feature = "engine")]
mod publish;
mod read;

pub use build::{Built, Extras, Options, PageDocument, build, build_with};
pub use dictionary::{dictionary_file, read_dictionary};
pub use format::{MANIFEST, PageError, VERSION};
pub use more::{Asked, Meant, MoreIndex, PageRelated, PageRelatedGroup, PageRelatedItem};
#[cfg(feature = "engine")]
pub use publish::{PublishError, PublishOptions, Published, publish};
pub use read::{FacetValues, PageAnswer, PageHit, PageIndex, PageRequest, Step, file_names};

#[cfg(all(test, feature = "dictionary"))]
mod tests;
