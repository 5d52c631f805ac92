//! Answers that are kept: under keys that nobody can guess, sealed, and for each requester alone.

mod keys;
mod seal;
mod second;
mod store;

pub(crate) use keys::{CacheKey, Subject};
pub use keys::{KeyError, Keys};
pub(crate) use seal::{Sealed, Sealer};
pub(crate) use second::Second;
pub use second::SecondError;
pub(crate) use store::Store;
