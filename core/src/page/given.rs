//! The files that an index in a browser has been given so far.

use super::format::{FileHash, FileKind, PageError, unpack};

/// Files in the order of their names. A list: a map is kilobytes of what a browser loads, and there are some hundreds.
#[derive(Debug, Default)]
pub(super) struct GivenFiles {
    files: Vec<File>,
    bytes: usize,
}

#[derive(Debug)]
struct File {
    name: String,
    kind: u8,
    payload: Vec<u8>,
}

impl GivenFiles {
    /// Whether a file is the one of this name. A server that gives one file in place of another is found out here;
    /// files of a group are named for their group, and chunks say themselves which they are.
    pub(super) fn check_name(name: &str, file: &[u8]) -> Result<(), PageError> {
        if !name.starts_with("f/") && FileHash::of(file).file() != name {
            return Err(unpack(file).err().unwrap_or(PageError::Damaged));
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, name: &str, kind: u8, payload: Vec<u8>) {
        self.bytes += payload.len();
        let file = File { name: name.to_owned(), kind, payload };
        match self.place(name) {
            Ok(at) => {
                self.bytes -= self.files[at].payload.len();
                self.files[at] = file;
            }
            Err(at) => self.files.insert(at, file),
        }
    }

    /// Where the file is, or would be.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.files.binary_search_by(|file| file.name.as_str().cmp(name))
    }

    /// A file, if it is there.
    pub(super) fn get(&self, name: &str, kind: FileKind) -> Result<Option<&[u8]>, PageError> {
        match self.place(name).map(|at| &self.files[at]) {
            Ok(file) if file.kind == kind as u8 => Ok(Some(&file.payload)),
            Ok(_) => Err(PageError::NotThisFile),
            Err(_) => Ok(None),
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
