//! tantivy's memory-mapped directory with four habits changed.
//!
//! - Files can be read by other users: tantivy writes its small files through private temporary files (mode 0600); here
//!   they get the mode that the user's umask gives every file.
//! - Reading needs no right to write: tantivy opens its lock for writing even to read, so that neither a read-only
//!   mount nor another user could search. A reader takes a shared lock on a file it only reads; the writer, when it
//!   deletes files that no commit needs any more, an exclusive one, so that files being opened stay.
//! - The writer's lock is the portal's own ([`super::lock`]).
//! - `meta.json`, which has no checksum otherwise, gets one ([`super::seal`]).

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::seal::{seal, unseal};

/// Name of the file that makes a commit: tantivy's list of the parts of the index, with our payload.
pub(crate) const META: &str = "meta.json";

/// Whether a directory is opened for reading or for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

#[derive(Clone, Debug)]
pub(crate) struct PortalDirectory {
    inner: MmapDirectory,
    root: PathBuf,
    access: Access,
}

impl PortalDirectory {
    pub(crate) fn open(root: &Path, access: Access) -> Result<PortalDirectory, OpenDirectoryError> {
        Ok(PortalDirectory { inner: MmapDirectory::open(root)?, root: root.to_owned(), access })
    }
}

/// Writes a file so that a reader, or a restart after a crash, sees the old or the new content and nothing between.
pub(crate) fn write_atomically(path: &Path, data: &[u8]) -> io::Result<()> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("file");
    // Threads of one process may write the same file, too.
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_file_name(format!(".{name}.{}-{number}.tmp", std::process::id()));
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(data)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // The disk may be full: the half-written file must not make it worse. It may not exist at all.
        let _ = std::fs::remove_file(&temporary);
        return written;
    }
    match path.parent() {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// Deletes what [`write_atomically`] has left in a folder where it was killed.
pub(crate) fn remove_temporary(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.ends_with(".tmp") {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

impl Directory for PortalDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let data = self.inner.atomic_read(path)?;
        if path != Path::new(META) {
            return Ok(data);
        }
        unseal(data).map_err(|reason| {
            OpenReadError::wrap_io_error(io::Error::new(io::ErrorKind::InvalidData, reason), path.to_owned())
        })
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(META) {
            return write_atomically(&self.root.join(path), &seal(data));
        }
        write_atomically(&self.root.join(path), data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath == INDEX_WRITER_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        let path = self.root.join(&lock.filepath);
        let failed = |error| LockError::IoError(Arc::new(error));
        let file = match self.access {
            Access::Write => {
                let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed)?;
                file.lock().map_err(failed)?;
                file
            }
            Access::Read => match File::open(path) {
                Ok(file) => {
                    file.lock_shared().map_err(failed)?;
                    file
                }
                // No writer has deleted anything yet, or ever will on a copy.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(DirectoryLock::from(Box::new(())));
                }
                Err(error) => return Err(failed(error)),
            },
        };
        Ok(DirectoryLock::from(Box::new(file)))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        // Readers reload when told to: tantivy's watcher is a polling thread, which a fork loses.
        Ok(WatchHandle::empty())
    }
}
