//! One writer at a time: a file with the writer's process id, under a lock of the operating system. The file may stay
//! when a writer is killed; the lock does not.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::Error;

/// Name of the lock file in a portal's folder.
pub(crate) const LOCK_FILE: &str = "writer.lock";

/// Held as long as it lives.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
    /// The process that took it: one that was forked since has the file, too, and must not give the lock back.
    process: u32,
}

impl WriterLock {
    pub(crate) fn acquire(portal: &Path) -> Result<WriterLock, Error> {
        let path = portal.join(LOCK_FILE);
        let io = |error| Error::io(&path, error);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid).map_err(io)?;
                let pid = if pid.trim().is_empty() { "unknown".to_owned() } else { pid.trim().to_owned() };
                return Err(Error::Locked { path: portal.to_owned(), pid });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(io)?;
        let process = std::process::id();
        writeln!(file, "{process}").map_err(io)?;
        Ok(WriterLock { file, process })
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return;
        }
        // An id left behind would only mislead a person who reads it. Closing the file would release the lock, too, but
        // not as long as a program that is just being started still has the file.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let first = WriterLock::acquire(folder.path()).unwrap();
        let error = WriterLock::acquire(folder.path()).unwrap_err();
        assert!(matches!(&error, Error::Locked { pid, .. } if *pid == std::process::id().to_string()), "{error}");
        drop(first);
        WriterLock::acquire(folder.path()).unwrap();
    }
}
