//! Search in pages on plain static hosting: where the program of the page comes from, and how the pages of a site are read.

mod program;
mod site;

pub(crate) use program::program;
pub(crate) use site::{LeftOut, read_site};
