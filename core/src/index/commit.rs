//! The one commit point: the payload of the engine's commit names the catalog file and the fingerprint that go with it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::directory::write_atomically;
use super::schema::SCHEMA_VERSION;
use crate::catalog::Catalog;
use crate::error::Error;
use crate::text::{Dictionary, analysis_fingerprint, join_fingerprints};

/// What a commit made durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitInfo {
    /// Number of operations in the life of the portal.
    pub opstamp: u64,
    /// Generation of the catalog.
    pub generation: u64,
}

/// Payload of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) generation: u64,
    pub(crate) fingerprint: String,
}

/// Fingerprint of everything that decides which terms a text gets.
pub(crate) fn fingerprint(dictionary: &Dictionary) -> String {
    format!("{:016x}", join_fingerprints(analysis_fingerprint(dictionary), SCHEMA_VERSION))
}

impl Payload {
    /// Reads a commit's payload; `None` for an index that never had a commit of ours.
    pub(crate) fn read(text: Option<&str>, portal: &Path) -> Result<Option<Payload>, Error> {
        let Some(text) = text else { return Ok(None) };
        serde_json::from_str(text)
            .map(Some)
            .map_err(|error| Error::Damaged { path: portal.join("index/meta.json"), reason: error.to_string() })
    }
}

fn catalog_path(portal: &Path, generation: u64) -> PathBuf {
    portal.join(format!("catalog-{generation}.json"))
}

/// Reads the catalog of a generation; generation 0 is the empty one and has no file.
pub(crate) fn read_catalog(portal: &Path, generation: u64) -> Result<Catalog, Error> {
    if generation == 0 {
        return Ok(Catalog::default());
    }
    let path = catalog_path(portal, generation);
    let text = std::fs::read(&path).map_err(|error| Error::io(&path, error))?;
    let catalog: Catalog = serde_json::from_slice(&text)
        .map_err(|error| Error::Damaged { path: path.clone(), reason: error.to_string() })?;
    if catalog.generation != generation {
        let reason = format!("it is of generation {}", catalog.generation);
        return Err(Error::Damaged { path, reason });
    }
    Ok(catalog)
}

/// Writes a catalog beside the one in force; the commit that names it comes after.
pub(crate) fn write_catalog(portal: &Path, catalog: &Catalog) -> Result<(), Error> {
    let path = catalog_path(portal, catalog.generation);
    let mut text = serde_json::to_vec_pretty(catalog).unwrap_or_default();
    text.push(b'\n');
    write_atomically(&path, &text).map_err(|error| Error::io(path, error))
}

/// Deletes catalogs that no commit names. The one before the newest stays, for readers that are just opening.
pub(crate) fn clean_catalogs(portal: &Path, generation: u64) {
    let Ok(entries) = std::fs::read_dir(portal) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("catalog-")?.strip_suffix(".json")?.parse().ok());
        if number.is_some_and(|number: u64| number + 1 < generation || number > generation) {
            // A file that cannot be deleted now is deleted after a later commit.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
