//! Why a harvest ended early. What happens to single pages ends nothing: it is in the report.

use std::path::PathBuf;

/// Why a harvest ended early. What was fetched until then is kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HarvestError {
    /// What is known of the sites cannot be read or written.
    #[error("{}: {reason}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The portal does not take the pages.
    #[error(transparent)]
    Portal(#[from] menhu::Error),
    /// Nothing can be fetched at all.
    #[error("nothing can be fetched: {0}")]
    Client(#[from] crate::http::FetchError),
}
