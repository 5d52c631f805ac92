//! Search in pages on plain static hosting: where the files for browsers come from, and how they are put in place.

mod assets;
mod folder;
mod publish;
mod site;

pub(crate) use assets::Assets;
pub(crate) use publish::{Published, publish};
pub(crate) use site::{LeftOut, read_site};
