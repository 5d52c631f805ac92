//! Putting an index in place, beside or over an older one, while pages are searching.

mod folder;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use self::folder::Folder;
use super::{Built, MANIFEST, PageError, file_names};

/// The manifest of the index before this one: pages that are open still search in that.
const PREVIOUS: &str = "previous.mhp";
/// Where the program of the page goes, below the folder of the index.
const PROGRAM: &str = "assets";

/// What else is done when an index is published.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PublishOptions {
    /// Files of the program of the page, to be copied to `assets/`: the name below it, with `/`, and where it is. In this
    /// order: what loads others comes after them.
    pub program: Vec<(String, PathBuf)>,
    /// Deletes files of older indexes that neither this one nor the one before it names.
    pub prune: bool,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Published {
    /// Documents in the index.
    pub documents: usize,
    /// Files of the index.
    pub files: usize,
    /// Bytes of them.
    pub bytes: usize,
    /// Files that were not there yet, those of the program among them.
    pub written: usize,
    /// Files of the program.
    pub assets: usize,
    /// Files of older indexes that were deleted.
    pub removed: usize,
    /// Why nothing was deleted, though it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_pruned: Option<String>,
}

/// Why an index was not published. Pages go on searching in the one that was there.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// A file of the manifest's name is there, and is none.
    #[error("{}: this is no manifest of a page index; give the index a folder of its own", path.display())]
    NotAnIndex {
        /// The file.
        path: PathBuf,
    },
    /// Another process publishes into the folder, or another thread.
    #[error("{}: another run is writing an index into it; wait for its end", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// Reading or writing failed.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Arc<io::Error>,
    },
}

impl PublishError {
    fn io(path: &Path, source: io::Error) -> PublishError {
        PublishError::Io { path: path.to_owned(), source: Arc::new(source) }
    }
}

/// Puts an index into a folder, which is made where it is missing. What nobody asks for yet is written first, then the
/// program, and the manifest last: whoever reads it finds all that it names. Files that are there already are left.
///
/// # Errors
/// [`PublishError`]; what was there before is still whole.
pub fn publish(built: &Built, folder: &Path, options: &PublishOptions) -> Result<Published, PublishError> {
    let folder = Folder::open(folder)?;
    let old = folder.read(MANIFEST);
    let known = old.as_ref().map(|old| file_names(old, |_| None));
    if let Some(Err(PageError::NotThisFile)) = known {
        return Err(PublishError::NotAnIndex { path: folder.path(MANIFEST) });
    }
    let mut published = Published {
        documents: built.ids.len(),
        files: built.files.len(),
        bytes: built.files.values().map(Vec::len).sum(),
        assets: options.program.len(),
        ..Published::default()
    };
    let mut put = |name: &str, content: &[u8]| -> Result<(), PublishError> {
        published.written += usize::from(folder.put(name, content)?);
        Ok(())
    };
    for (name, content) in built.files.iter().filter(|(name, _)| *name != MANIFEST) {
        put(name, content)?;
    }
    for (name, path) in &options.program {
        let content = std::fs::read(path).map_err(|error| PublishError::io(path, error))?;
        put(&format!("{PROGRAM}/{name}"), &content)?;
    }
    let manifest = &built.files[MANIFEST];
    // By a manifest that is damaged nobody searches.
    let is_in_use = matches!(known, Some(Ok(_) | Err(PageError::Version(_))));
    if let Some(old) = old.filter(|old| is_in_use && old != manifest) {
        folder.put(PREVIOUS, &old)?;
    }
    put(MANIFEST, manifest)?;
    if options.prune {
        match prune(built, &folder)? {
            Ok(removed) => published.removed = removed,
            Err(reason) => published.not_pruned = Some(reason),
        }
    }
    Ok(published)
}

/// Deletes what neither the new index nor the one before it names. Where that cannot be told, nothing is deleted.
fn prune(built: &Built, folder: &Folder) -> Result<Result<usize, String>, PublishError> {
    let mut kept: BTreeSet<String> = built.files.keys().cloned().collect();
    if let Some(previous) = folder.read(PREVIOUS) {
        match file_names(&previous, |name| folder.read(name)) {
            Ok(names) => kept.extend(names),
            Err(error) => {
                let name = folder.path(PREVIOUS);
                return Ok(Err(format!(
                    "{}: {error}; delete it when no page is open any more that searches by it",
                    name.display()
                )));
            }
        }
    }
    folder.prune(&kept).map(Ok)
}
