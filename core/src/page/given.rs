//! The files that an index in a browser has been given so far.

use std::collections::BTreeMap;

use super::format::{FileHash, FileKind, PageError, unpack};

/// Content of files by name, each with its kind.
#[derive(Debug, Default)]
pub(super) struct GivenFiles {
    files: BTreeMap<String, (u8, Vec<u8>)>,
    bytes: usize,
}

impl GivenFiles {
    /// Whether a file is the one of this name. A server that gives one file in place of another is found out here;
    /// fragments and files of a group are named for their group, and say themselves which they are.
    pub(super) fn check_name(name: &str, file: &[u8]) -> Result<(), PageError> {
        if !name.starts_with("f/") && FileHash::of(file).file() != name {
            return Err(unpack(file).err().unwrap_or(PageError::Damaged));
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, name: &str, kind: u8, payload: Vec<u8>) {
        self.bytes += payload.len();
        if let Some(old) = self.files.insert(name.to_owned(), (kind, payload)) {
            self.bytes -= old.1.len();
        }
    }

    /// A file, if it is there.
    pub(super) fn get(&self, name: &str, kind: FileKind) -> Result<Option<&[u8]>, PageError> {
        match self.files.get(name) {
            Some((known, payload)) if *known == kind as u8 => Ok(Some(payload)),
            Some(_) => Err(PageError::NotThisFile),
            None => Ok(None),
        }
    }

    /// Forgets all of them when they take more than `most` bytes, and says whether it did.
    pub(super) fn trim(&mut self, most: usize) -> bool {
        let is_full = self.bytes > most;
        if is_full {
            *self = GivenFiles::default();
        }
        is_full
    }
}
