//! A copy of a portal, made while it is searched and written to.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, META_LOCK};

use super::commit::{catalog_path, read_catalog};
use super::directory::{META, write_atomically};
use super::reader::{Commits, Newest};
use super::verify::{self, Verify};
use crate::error::Error;
use crate::files::Files;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Backup {
    /// Number of files.
    pub files: u64,
    /// Their bytes together.
    pub bytes: u64,
}

/// A commit's files, open: they can be read to their end even if they are deleted meanwhile.
struct Opened {
    meta: Vec<u8>,
    index: Vec<(PathBuf, File)>,
    catalog: Option<(PathBuf, File)>,
}

/// Copies the newest commit and the editors' files into a missing or empty folder. Nobody has to wait for it: the files
/// are opened at once, and copied while the portal goes on.
pub(crate) fn backup(portal: &Path, to: &Path) -> Result<Backup, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| Error::io(path, error)
    };
    std::fs::create_dir_all(to).map_err(failed(to))?;
    if std::fs::read_dir(to).map_err(failed(to))?.next().is_some() {
        let reason =
            io::Error::new(io::ErrorKind::AlreadyExists, "it is not empty; a backup needs a folder of its own");
        return Err(Error::io(to, reason));
    }
    let within = |path: &Path| path.canonicalize().ok();
    if let (Some(portal), Some(inside)) = (within(portal), within(to))
        && inside.starts_with(&portal)
    {
        let reason =
            io::Error::new(io::ErrorKind::InvalidInput, "it lies inside the portal; a copy needs a place of its own");
        return Err(Error::io(to, reason));
    }
    let commits = Commits::open(portal, Verify::Ends)?;
    let opened = open(&commits, portal)?;
    let mut copied = Backup { files: 0, bytes: 0 };
    let index = to.join("index");
    std::fs::create_dir(&index).map_err(failed(&index))?;
    // The engine's own list of its files, so that the copy is swept up like the original, and the lock of readers.
    let names: Vec<&Path> = opened.index.iter().map(|(name, _)| name.as_path()).chain([Path::new(META)]).collect();
    let list = serde_json::to_vec(&names).unwrap_or_default();
    for (name, data) in [(".managed.json", &list[..]), (".tantivy-meta.lock", b"")] {
        let path = index.join(name);
        std::fs::write(&path, data).map_err(failed(&path))?;
    }
    let files = opened.index.into_iter().map(|(name, file)| (index.join(name), file));
    let catalog = opened.catalog.into_iter().map(|(name, file)| (to.join(name), file));
    for (path, file) in files.chain(catalog) {
        copied.add(&path, file).map_err(failed(&path))?;
    }
    let config = portal.join("config");
    if config.is_dir() {
        copied.add_folder(&config, &to.join("config")).map_err(failed(&config))?;
    }
    let files = portal.join(crate::files::FOLDER);
    if files.is_dir() {
        copied.add_folder(&files, &to.join(crate::files::FOLDER)).map_err(failed(&files))?;
        if let Some((path, reason)) = Files::of(to).faults().into_iter().next() {
            return Err(Error::Damaged { path, reason });
        }
    }
    // The file that makes a commit comes last: a copy that was broken off is no portal.
    let meta = index.join(META);
    write_atomically(&meta, &opened.meta).map_err(failed(&meta))?;
    copied.files += 1;
    copied.bytes += opened.meta.len() as u64;

    for folder in [to, &to.join("config")] {
        if folder.is_dir() {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))?;
        }
    }
    let copy = Commits::open(to, Verify::Checksums)?;
    let newest = copy.newest()?;
    read_catalog(to, &newest.payload)?;
    match copy.faults(&newest).into_iter().next() {
        Some(fault) => Err(Error::Damaged { path: index.join(fault.file), reason: fault.reason }),
        None => Ok(copied),
    }
}

fn open(commits: &Commits, portal: &Path) -> Result<Opened, Error> {
    // A commit between two looks: look again.
    const TRIES: usize = 5;
    for _ in 0..TRIES {
        let _lock = commits.index().directory().acquire_lock(&META_LOCK).map_err(tantivy::TantivyError::from)?;
        let newest = commits.newest()?;
        let opened = open_commit(portal, &newest);
        if commits.newest()?.id == newest.id {
            return opened;
        }
    }
    let reason = "commits follow each other too quickly to copy one; try again";
    Err(Error::io(portal, io::Error::new(io::ErrorKind::ResourceBusy, reason)))
}

fn open_commit(portal: &Path, newest: &Newest) -> Result<Opened, Error> {
    let file = |path: PathBuf| File::open(&path).map_err(|error| Error::io(path, error));
    let folder = portal.join("index");
    let path = folder.join(META);
    let meta = std::fs::read(&path).map_err(|error| Error::io(path, error))?;
    let mut index = Vec::new();
    for name in verify::files(&newest.meta) {
        index.push((name.clone(), file(folder.join(name))?));
    }
    let catalog = match newest.payload.generation {
        0 => None,
        generation => {
            let path = catalog_path(portal, generation);
            Some((PathBuf::from(path.file_name().unwrap_or_default()), file(path)?))
        }
    };
    Ok(Opened { meta, index, catalog })
}

impl Backup {
    fn add(&mut self, to: &Path, mut from: File) -> io::Result<()> {
        let mut file = File::create_new(to)?;
        self.bytes += io::copy(&mut from, &mut file)?;
        self.files += 1;
        file.sync_all()
    }

    fn add_folder(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::create_dir(to)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            // What somebody is just writing is no file yet.
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') && name.ends_with(".tmp") {
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.add_folder(&from, &to)?;
            } else {
                self.add(&to, File::open(from)?)?;
            }
        }
        Ok(())
    }
}
