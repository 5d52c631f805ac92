//! The files that a manifest stands for: what a host may not delete while pages with it are open. Browsers never ask.

use std::collections::BTreeSet;

use super::super::format::{FileKind, MANIFEST, PageError, unpack};
use super::super::more::MoreIndex;
use super::manifest::Manifest;

/// The names of all files of an index, its manifest among them, as far as they can be told: `read` gives the file of a
/// name below the folder of the index, or nothing where there is none. What a missing or damaged file would name is
/// missing, too: no reader can ask for it.
///
/// # Errors
/// [`PageError`] when `manifest` is no manifest, of another version, damaged or malformed.
pub fn file_names(
    manifest: &[u8],
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Result<BTreeSet<String>, PageError> {
    let (kind, payload) = unpack(manifest)?;
    if kind != FileKind::Manifest as u8 {
        return Err(PageError::NotThisFile);
    }
    let mut names = BTreeSet::from([MANIFEST.to_owned()]);
    names.extend(MoreIndex::file_names(manifest, &mut read)?);
    let manifest = Manifest::read(&payload)?;
    names.extend((0..manifest.parts).filter_map(|part| manifest.fragment(part)));
    let tables = [manifest.table, manifest.script, manifest.sounds];
    names.extend(tables.into_iter().chain(manifest.fields.iter().map(|field| field.file)).map(|hash| hash.file()));
    names.extend(manifest.chunk_files());
    Ok(names)
}
