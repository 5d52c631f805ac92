//! Putting an index in place, beside or over an older one, while pages are searching.

use menhu::page::{Built, MANIFEST, PageError, file_names};
use serde::Serialize;

use super::Assets;
use super::folder::Folder;
use crate::cli::PageFiles;
use crate::command::Failure;

/// The manifest of the index before this one: pages that are open still search in that.
const PREVIOUS: &str = "previous.mhp";
/// Where the program of the page goes, below the folder of the index.
const ASSETS: &str = "assets";

/// What was done.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Published {
    /// Documents in the index.
    pub(crate) documents: usize,
    /// Files of the index, and their size.
    pub(crate) files: usize,
    /// Bytes of them.
    pub(crate) bytes: usize,
    /// Files that were not there yet, those of the program among them.
    pub(crate) written: usize,
    /// Files of the program.
    pub(crate) assets: usize,
    /// Files of older indexes that were deleted.
    pub(crate) removed: usize,
    /// Why nothing was deleted, though it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_pruned: Option<String>,
}

/// Writes what nobody asks for yet, then the program, and the manifest last: whoever reads it finds all that it names.
pub(crate) fn publish(built: &Built, assets: &Assets, args: &PageFiles) -> Result<Published, Failure> {
    let folder = Folder::open(&args.out)?;
    let old = folder.read(MANIFEST);
    let known = old.as_ref().map(|old| file_names(old, |_| None));
    if let Some(Err(PageError::NotThisFile)) = known {
        let name = folder.shown(MANIFEST);
        return Err(format!("{name}: this is no page index; give the index a folder of its own by --out").into());
    }
    let mut published = Published {
        documents: built.ids.len(),
        files: built.files.len(),
        bytes: built.files.values().map(Vec::len).sum(),
        assets: assets.files.len(),
        ..Published::default()
    };
    let mut put = |name: &str, content: &[u8]| -> Result<(), Failure> {
        published.written += usize::from(folder.put(name, content)?);
        Ok(())
    };
    for (name, content) in built.files.iter().filter(|(name, _)| *name != MANIFEST) {
        put(name, content)?;
    }
    for (name, path) in &assets.files {
        let content = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        put(&format!("{ASSETS}/{name}"), &content)?;
    }
    let manifest = &built.files[MANIFEST];
    // By a manifest that is damaged nobody searches.
    let is_in_use = matches!(known, Some(Ok(_) | Err(PageError::Version(_))));
    if let Some(old) = old.filter(|old| is_in_use && old != manifest) {
        folder.put(PREVIOUS, &old)?;
    }
    put(MANIFEST, manifest)?;
    if args.prune {
        match prune(built, &folder)? {
            Ok(removed) => published.removed = removed,
            Err(reason) => published.not_pruned = Some(reason),
        }
    }
    Ok(published)
}

/// Deletes what neither the new index nor the one before it names. Where that cannot be told, nothing is deleted.
fn prune(built: &Built, folder: &Folder) -> Result<Result<usize, String>, Failure> {
    let mut kept: std::collections::BTreeSet<String> = built.files.keys().cloned().collect();
    if let Some(previous) = folder.read(PREVIOUS) {
        match file_names(&previous, |name| folder.read(name)) {
            Ok(names) => kept.extend(names),
            Err(error) => {
                let name = folder.shown(PREVIOUS);
                return Ok(Err(format!(
                    "{name}: {error}; delete it when no page is open any more that searches by it"
                )));
            }
        }
    }
    folder.prune(&kept).map(Ok)
}
