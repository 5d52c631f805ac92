//! The folder that a web server gives out: files are put into it whole, and only what is ours is deleted.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::PublishError;

/// The folder of an index, while one process writes into it.
pub(super) struct Folder {
    path: PathBuf,
    lock: File,
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Closing the file would do it, but not as long as a program that is just being started still has it.
        let _ = self.lock.unlock();
    }
}

impl Folder {
    /// Makes it, where it is missing, and keeps others from writing into it: what one of two runs deletes, the other may
    /// be about to name.
    pub(super) fn open(path: &Path) -> Result<Folder, PublishError> {
        let failed = |error| PublishError::io(path, error);
        fs::create_dir_all(path).map_err(failed)?;
        let lock = File::open(path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(PublishError::Busy { path: path.to_owned() }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Where a file is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A file, if it is there.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    /// Puts a file in place: under another name first, so that nobody is ever given half of it. Says whether it was
    /// written; one that is there already and whole is not.
    ///
    /// Not every file is forced to the disk, of thousands: after a power cut the same command puts right what is missing.
    pub(super) fn put(&self, name: &str, content: &[u8]) -> Result<bool, PublishError> {
        let path = self.path(name);
        if fs::metadata(&path).is_ok_and(|known| known.len() == content.len() as u64)
            && fs::read(&path).is_ok_and(|known| known == content)
        {
            return Ok(false);
        }
        let (parent, own) = (path.parent().unwrap_or(&self.path), path.file_name().unwrap_or_default());
        let temporary = parent.join(format!(".{}{TEMPORARY}", own.to_string_lossy()));
        let written = (|| {
            fs::create_dir_all(parent)?;
            let mut file = File::create(&temporary)?;
            file.write_all(content)?;
            fs::rename(&temporary, &path)
        })();
        if written.is_err() {
            // The disk may be full: half a file must not make it worse. It may not exist at all.
            let _ = fs::remove_file(&temporary);
        }
        written.map(|()| true).map_err(|error| PublishError::io(&path, error))
    }

    /// Deletes the files of indexes that are not among `kept`, and says how many. A file is of an index when its name and
    /// its first bytes are; whatever else lies there stays.
    pub(super) fn prune(&self, kept: &BTreeSet<String>) -> Result<usize, PublishError> {
        let mut removed = 0;
        let mut prune = |below: &str, is_name: fn(&str) -> bool| -> Result<(), PublishError> {
            let folder = self.path.join(below);
            for (name, path) in entries(&folder)?.into_iter().filter(|(_, path)| is_regular(path)) {
                let whole = name.strip_prefix('.').and_then(|name| name.strip_suffix(TEMPORARY));
                // What a run that was killed has left need not be whole.
                let is_ours = match whole {
                    Some(whole) => is_name(whole),
                    None => is_name(&name) && !kept.contains(&format!("{below}{name}")) && begins_as_ours(&path),
                };
                if is_ours {
                    fs::remove_file(&path).map_err(|error| PublishError::io(&path, error))?;
                    removed += 1;
                }
            }
            Ok(())
        };
        prune("", |name| name.strip_suffix(".mhp").is_some_and(is_hash))?;
        for (bucket, path) in entries(&self.path.join("f"))? {
            if is_hash(&bucket) && fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir()) {
                prune(&format!("f/{bucket}/"), |name| name.strip_suffix(".mhp").is_some_and(is_number))?;
                // Succeeds for an empty folder only.
                let _ = fs::remove_dir(&path);
            }
        }
        Ok(removed)
    }
}

/// What names of files end with that are not whole yet; they begin with a dot.
const TEMPORARY: &str = ".menhu-tmp";

/// What a folder holds; nothing where it is missing. Names that are not UTF-8 are none of ours.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, PublishError> {
    let failed = |error| PublishError::io(folder, error);
    let mut found = Vec::new();
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
        Ok(list) => {
            for entry in list {
                let entry = entry.map_err(failed)?;
                found.extend(entry.file_name().into_string().ok().map(|name| (name, entry.path())));
            }
        }
    }
    Ok(found)
}

fn is_hash(name: &str) -> bool {
    name.len() == 12 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

fn begins_as_ours(path: &Path) -> bool {
    let mut first = [0; 3];
    File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut first)).is_ok() && &first == b"MHP"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ours_is_deleted() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(&home.path().join("a/b")).unwrap();
        let ours = ["0123456789ab.mhp", "f/0123456789ab/0.mhp", "f/0123456789ab/11.mhp", ".0123456789ab.mhp.menhu-tmp"];
        let kept = ["ffffffffffff.mhp", "f/ffffffffffff/0.mhp"];
        let foreign = [
            "manifest.mhp",
            "index.html",
            "0123456789AB.mhp",
            "0123.mhp",
            "f/notes.txt",
            "f/0123456789ab/x.mhp",
            "f/others/0.mhp",
            "assets/0123456789ab.mhp",
            ".x.menhu-tmp",
        ];
        for name in ours.iter().chain(&kept).chain(&foreign) {
            assert!(folder.put(name, b"MHP and more").unwrap());
        }
        assert!(folder.put("aaaaaaaaaaaa.mhp", b"somebody else's").unwrap());
        let removed = folder.prune(&kept.iter().map(|name| (*name).to_owned()).collect()).unwrap();
        assert_eq!(removed, ours.len());
        assert!(ours.iter().all(|name| folder.read(name).is_none()));
        assert!(kept.iter().chain(&foreign).chain(&["aaaaaaaaaaaa.mhp"]).all(|name| folder.read(name).is_some()));
    }

    #[test]
    fn a_file_is_written_when_it_is_missing_or_damaged() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::open(home.path()).unwrap();
        assert!(folder.put("f/a/0.mhp", b"one").unwrap() && !folder.put("f/a/0.mhp", b"one").unwrap());
        fs::write(home.path().join("f/a/0.mhp"), b"oon").unwrap();
        assert!(folder.put("f/a/0.mhp", b"one").unwrap());
        assert_eq!(fs::read_dir(home.path().join("f/a")).unwrap().count(), 1);
        let second = Folder::open(home.path()).err().unwrap().to_string();
        assert!(second.contains("another run"), "{second}");
        fs::create_dir(home.path().join("x.mhp")).unwrap();
        let error = folder.put("x.mhp", b"one").unwrap_err().to_string();
        assert!(error.contains("x.mhp"), "{error}");
    }
}
