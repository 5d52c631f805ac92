//! The files that a portal keeps: attachments, named by what they hold.
//!
//! A file is written once and never changed; two items that attach the same one share it. Whether somebody may read it
//! is decided by the item that attaches it, never by its name.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::index::write_atomically;

/// Name of the folder, below the portal's.
pub(crate) const FOLDER: &str = "files";

/// The files of a portal.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

/// A file that a portal keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// SHA-256 of what it holds, in 64 small hexadecimal digits: its name.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

impl Files {
    pub(crate) fn of(portal: &Path) -> Files {
        Files { folder: portal.join(FOLDER) }
    }

    /// Keeps a file. One that is there already is not written again.
    ///
    /// # Errors
    /// [`Error::Io`] when the disk does not take it; no half of it is left.
    pub fn put(&self, content: &[u8]) -> Result<StoredFile, Error> {
        let sha256 = hex(&Sha256::digest(content));
        let stored = StoredFile { sha256, bytes: content.len() as u64 };
        let path = self.place(&stored.sha256);
        // One that is damaged is put right by attaching it again.
        if self.fault(&stored.sha256).is_some() {
            let folder = path.parent().unwrap_or(&self.folder);
            std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
            write_atomically(&path, content).map_err(|error| Error::io(path, error))?;
        }
        Ok(stored)
    }

    /// Where a file lies; `None` when the portal keeps none of this name.
    #[must_use]
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let is_name = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let path = is_name.then(|| self.place(sha256))?;
        path.is_file().then_some(path)
    }

    /// Deletes files that no item attaches, with what was left half-written. A file is spared for a day: its item may be
    /// on its way. Gives how many were deleted.
    pub(crate) fn sweep(&self, attached: &HashSet<String>) -> Result<u64, Error> {
        let mut deleted = 0;
        for folder in list(&self.folder)? {
            for path in list(&folder)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let age = path.metadata().and_then(|file| file.modified()).ok().and_then(|time| time.elapsed().ok());
                if age.is_some_and(|age| age > SPARED) && !attached.contains(name.as_ref()) {
                    std::fs::remove_file(&path).map_err(|error| Error::io(&path, error))?;
                    deleted += 1;
                }
            }
        }
        Ok(deleted)
    }

    /// The files that are not what their names say.
    pub(crate) fn faults(&self) -> Vec<(PathBuf, String)> {
        let folders = list(&self.folder).unwrap_or_default();
        let files = folders.iter().flat_map(|folder| list(folder).unwrap_or_default());
        let fault = |path: PathBuf| {
            let fault = self.fault(&path.file_name()?.to_string_lossy())?;
            Some((path, fault))
        };
        files.filter_map(fault).collect()
    }

    /// What is wrong with a file: it is not there, or holds something else than its name says.
    pub(crate) fn fault(&self, sha256: &str) -> Option<String> {
        let Some(path) = self.path(sha256) else { return Some("the portal does not keep the file".to_owned()) };
        match File::open(&path).and_then(hash) {
            Err(error) => Some(format!("the file cannot be read: {error}")),
            Ok(found) => (found != sha256).then(|| "the file is not what was put in".to_owned()),
        }
    }

    /// Two levels: a folder of a hundred thousand files is slow on many systems.
    fn place(&self, sha256: &str) -> PathBuf {
        self.folder.join(&sha256[..2]).join(sha256)
    }
}

/// How long a file that no item attaches is kept.
const SPARED: Duration = Duration::from_secs(24 * 3600);

/// What lies in a folder; nothing in one that is missing.
fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    match std::fs::read_dir(folder) {
        Ok(entries) => Ok(entries.flatten().map(|entry| entry.path()).collect()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(Error::io(folder, error)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of a file, read piece by piece.
fn hash(file: File) -> io::Result<String> {
    let (mut hasher, mut file) = (Sha256::new(), BufReader::with_capacity(1 << 18, file));
    loop {
        let piece = file.fill_buf()?;
        if piece.is_empty() {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(piece);
        let read = piece.len();
        file.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_and_looked_at() {
        let portal = tempfile::tempdir().unwrap();
        let files = Files::of(portal.path());
        let stored = files.put(b"abc").unwrap();
        assert_eq!(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(files.put(b"abc").unwrap(), stored);
        let path = files.path(&stored.sha256).unwrap();
        assert_eq!((std::fs::read(&path).unwrap().as_slice(), files.fault(&stored.sha256)), (&b"abc"[..], None));
        std::fs::write(&path, b"abd").unwrap();
        assert!(files.fault(&stored.sha256).unwrap().contains("not what was put in"));
        assert_eq!((files.put(b"abc").unwrap(), files.fault(&stored.sha256)), (stored.clone(), None));
        // What nobody attaches is deleted, but not on the same day.
        let other = files.put(b"other").unwrap();
        assert_eq!(files.sweep(&HashSet::new()).unwrap(), 0);
        for name in [&stored.sha256, &other.sha256] {
            let long_ago = std::time::SystemTime::now() - 2 * SPARED;
            File::options().write(true).open(files.path(name).unwrap()).unwrap().set_modified(long_ago).unwrap();
        }
        assert_eq!(files.sweep(&HashSet::from([stored.sha256.clone()])).unwrap(), 1);
        assert!(files.path(&stored.sha256).is_some() && files.path(&other.sha256).is_none());
        for name in ["", "../../etc/passwd", &stored.sha256.to_uppercase(), &"0".repeat(64)] {
            assert_eq!(files.path(name), None, "{name}");
        }
    }
}
