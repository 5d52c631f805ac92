//! The one commit point: the payload of the engine's commit names the catalog file and the fingerprint that go with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::IndexMeta;

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
    /// How many index numbers (索引号) were issued.
    pub issued: u64,
}

/// Payload of a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// Generation of the catalog.
    pub(crate) generation: u64,
    /// Fingerprint of the analysis.
    pub(crate) fingerprint: String,
    /// Checksum of the catalog file (CRC-32); none of a portal of an older version, and of an empty catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) catalog: Option<u32>,
    /// The scenes that stand in the index: ids, and fingerprints of what was put in of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) scenes: BTreeMap<String, u64>,
}

/// Fingerprint of everything that decides which terms a text gets.
pub(crate) fn fingerprint(dictionary: &Dictionary) -> String {
    format!("{:016x}", join_fingerprints(analysis_fingerprint(dictionary), SCHEMA_VERSION))
}

impl Payload {
    /// Reads a commit's payload. An index that has none is just being made, or was not finished.
    pub(crate) fn of(meta: &IndexMeta, portal: &Path) -> Result<Payload, Error> {
        let Some(text) = meta.payload.as_deref() else {
            let reason = "it is just being made, or its making was broken off".to_owned();
            return Err(Error::NotAPortal { path: portal.to_owned(), reason });
        };
        serde_json::from_str(text)
            .map_err(|error| Error::Damaged { path: portal.join("index/meta.json"), reason: error.to_string() })
    }

    /// Checks that this program cuts texts as the index was made.
    pub(crate) fn check(&self, portal: &Path, dictionary: &Dictionary) -> Result<(), Error> {
        let expected = fingerprint(dictionary);
        if self.fingerprint == expected {
            return Ok(());
        }
        Err(Error::Fingerprint { path: portal.to_owned(), found: self.fingerprint.clone(), expected })
    }
}

/// A number that tells a commit, merged or not, from every other: what is searched is the same where it is the same.
pub(crate) fn commit_id(meta: &IndexMeta) -> u64 {
    let mut parts: Vec<String> = meta
        .segments
        .iter()
        .map(|segment| format!("{} {:?}", segment.id().uuid_string(), segment.delete_opstamp()))
        .collect();
    parts.sort_unstable();
    parts.extend(meta.payload.clone());
    parts.iter().fold(0, |id, part| join_fingerprints(id, crate::text::fingerprint_of(part.as_bytes())))
}

/// Where the catalog of a generation is.
pub(crate) fn catalog_path(portal: &Path, generation: u64) -> PathBuf {
    portal.join(format!("catalog-{generation}.json"))
}

/// Reads the catalog of a commit; generation 0 is the empty one and has no file.
pub(crate) fn read_catalog(portal: &Path, payload: &Payload) -> Result<Catalog, Error> {
    let generation = payload.generation;
    if generation == 0 {
        return Ok(Catalog::default());
    }
    let path = catalog_path(portal, generation);
    let damaged = |reason: String| Error::Damaged { path: path.clone(), reason };
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(damaged("the file is missing".to_owned()));
        }
        Err(error) => return Err(Error::io(path, error)),
    };
    if payload.catalog.is_some_and(|sum| sum != crc32fast::hash(&text)) {
        return Err(damaged("its checksum is wrong".to_owned()));
    }
    let catalog: Catalog = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    if catalog.generation != generation {
        return Err(damaged(format!("it is of generation {}", catalog.generation)));
    }
    Ok(catalog)
}

/// Writes a catalog beside the one in force, and gives its checksum; the commit that names both comes after.
pub(crate) fn write_catalog(portal: &Path, catalog: &Catalog) -> Result<u32, Error> {
    let path = catalog_path(portal, catalog.generation);
    let mut text = serde_json::to_vec_pretty(catalog).unwrap_or_default();
    text.push(b'\n');
    write_atomically(&path, &text).map_err(|error| Error::io(path, error))?;
    Ok(crc32fast::hash(&text))
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
