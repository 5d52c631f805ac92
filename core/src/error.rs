//! What can go wrong with a portal.

use std::path::PathBuf;
use std::sync::Arc;

use crate::catalog::ItemError;
use crate::config::ConfigError;
use crate::page::PublishError;
use crate::query::RequestError;
use crate::scene::WalkError;
use crate::text::DictionaryError;

/// Why a portal could not do what was asked. Says what, where and what to do.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder holds no portal.
    #[error("{} holds no portal: {reason}; `menhu index --portal DIR FILE` makes one", path.display())]
    NotAPortal {
        /// The folder.
        path: PathBuf,
        /// What is missing or in the way.
        reason: String,
    },
    /// Another process writes to the portal.
    #[error("{} is being written to by process {pid}; wait until it ends, or stop it", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Process id of the writer, as it wrote it into the lock file.
        pid: String,
    },
    /// The portal was indexed with another dictionary, analysis or format, so that searches would find too little.
    #[error(
        "{} was indexed with another dictionary or version (index {found}, this program {expected}); \
         run `menhu reindex --portal DIR`, or index the items anew into an empty folder",
        path.display()
    )]
    Fingerprint {
        /// The folder.
        path: PathBuf,
        /// What the index was made with.
        found: String,
        /// What this program would make.
        expected: String,
    },
    /// The portal's own dictionary has changed; the index still has the old words, and so has the portal.
    #[error("{} has new words: run `menhu reindex --portal DIR` to use them; until then the old ones hold", path.display())]
    NewWords {
        /// The dictionary.
        path: PathBuf,
    },
    /// A file of the portal cannot be understood.
    #[error("{} is damaged: {reason}; restore the portal from a backup, or index its items anew into an empty folder", path.display())]
    Damaged {
        /// The file or folder.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The portal's own dictionary is malformed.
    #[error("{}: {source}", path.display())]
    Dictionary {
        /// The file.
        path: PathBuf,
        /// The line and what is wrong with it.
        source: DictionaryError,
    },
    /// A file that editors write is malformed. What it said before stays in force where it was open already.
    #[error("{}: {source}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// The place and what is wrong there.
        source: ConfigError,
    },
    /// The request cannot be answered.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The answers given to a scene cannot be followed.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// The answer was not ready in time.
    #[error("the answer was not ready by its deadline; narrow the search, or allow it more time")]
    Deadline,
    /// The item cannot be taken in.
    #[error("item `{id}`: {source}")]
    Item {
        /// Id of the item.
        id: String,
        /// What is wrong with it.
        source: ItemError,
    },
    /// A page index needs an address for every item.
    #[error(
        "item `{id}` has no address that a page can link to; give `item_url`, such as https://www.shifan.example/items/{{id}}"
    )]
    NoAddress {
        /// Id of the item.
        id: String,
    },
    /// The address for items without one cannot be used.
    #[error(
        "`item_url`: expected an address of the web, or one that begins with /, which has {{id}} where the item's id is to stand"
    )]
    ItemUrl,
    /// A page index was not published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Reading or writing failed.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<std::io::Error>,
    },
    /// The engine failed.
    #[error("the index failed: {0}")]
    Engine(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Error {
        Error::Io { path: path.into(), source: Arc::new(source) }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Error {
        Error::Engine(Arc::new(error))
    }
}
