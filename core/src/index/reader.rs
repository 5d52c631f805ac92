//! Commits of the index, opened for reading.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use serde::de::DeserializeOwned;
use tantivy::collector::{DocSetCollector, TopDocs};
use tantivy::directory::{Directory, META_LOCK};
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Index, IndexMeta, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::commit::{Payload, commit_id, read_catalog};
use super::directory::{Access, META, PortalDirectory};
use super::document::{HitRecord, to_item};
use super::schema::{Fields, schema};
use super::verify::{self, Fault, Verify};
use crate::catalog::{Catalog, Item, Service, ServiceState};
use crate::error::Error;
use crate::related::Refers;
use crate::scene::Found;
use crate::text::Dictionary;

/// After how long a damaged commit is looked at again: somebody may have mended it.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// Where the commits of a portal are opened.
pub(crate) struct Commits {
    portal: PathBuf,
    index: Index,
    verify: Verify,
    /// Files of the last commit opened, which need not be looked at again.
    verified: Mutex<HashSet<PathBuf>>,
    /// The last commit that was damaged: a large one is not read over and over.
    damaged: Mutex<Option<Damage>>,
}

/// A commit that is damaged, and what is known of the file to blame.
#[derive(Clone)]
struct Damage {
    commit: u64,
    at: Instant,
    path: PathBuf,
    reason: String,
    state: Option<(SystemTime, u64)>,
}

impl Damage {
    fn new(commit: u64, path: &Path, reason: &str) -> Damage {
        Damage { commit, at: Instant::now(), path: path.to_owned(), reason: reason.to_owned(), state: state(path) }
    }

    /// Whether nobody has touched the file, and it was looked at not long ago.
    fn still_holds(&self, commit: u64) -> bool {
        self.commit == commit && self.at.elapsed() < LOOK_AGAIN && self.state == state(&self.path)
    }

    fn error(self) -> Error {
        Error::Damaged { path: self.path, reason: self.reason }
    }
}

/// What tells a changed file from the same.
fn state(path: &Path) -> Option<(SystemTime, u64)> {
    let file = std::fs::metadata(path).ok()?;
    Some((file.modified().ok()?, file.len()))
}

/// The newest commit, as its one file tells.
pub(crate) struct Newest {
    pub(super) meta: IndexMeta,
    pub(crate) id: u64,
    pub(crate) payload: Payload,
}

impl Newest {
    /// How many files it has.
    pub(crate) fn files(&self) -> usize {
        verify::files(&self.meta).len()
    }
}

impl Commits {
    pub(crate) fn open(portal: &Path, verify: Verify) -> Result<Commits, Error> {
        let index = open_index(portal, Access::Read)?;
        Ok(Commits { portal: portal.to_owned(), index, verify, verified: Mutex::default(), damaged: Mutex::default() })
    }

    /// Which commit is the newest.
    pub(crate) fn newest(&self) -> Result<Newest, Error> {
        let meta = load_meta(&self.index, &self.portal)?;
        let payload = Payload::of(&meta, &self.portal)?;
        Ok(Newest { id: commit_id(&meta), meta, payload })
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// The files of a commit that are not what was written.
    pub(crate) fn faults(&self, commit: &Newest) -> Vec<Fault> {
        verify::faults(&self.index, &commit.meta, self.verify, &HashSet::new()).collect()
    }

    /// Opens the newest commit for searching with a dictionary.
    pub(crate) fn reader(&self, dictionary: &Arc<Dictionary>) -> Result<Reader, Error> {
        // While files are being opened the writer may commit, and sweep up what the last commit needed: look again.
        const TRIES: usize = 5;
        let mut tries = 1;
        loop {
            let newest = self.newest()?;
            newest.payload.check(&self.portal, dictionary)?;
            let known = self.damaged.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(damage) = known.filter(|damage| damage.still_holds(newest.id)) {
                return Err(damage.error());
            }
            let opened = self.open_commit(&newest, dictionary);
            if let Err(Error::Damaged { path, reason }) = &opened
                && self.newest()?.id == newest.id
            {
                let damage = Damage::new(newest.id, path, reason);
                *self.damaged.lock().unwrap_or_else(PoisonError::into_inner) = Some(damage);
            }
            match opened {
                Ok(Some(reader)) => return Ok(reader),
                Ok(None) | Err(_) if tries < TRIES && self.newest()?.id != newest.id => tries += 1,
                Ok(None) => return Err(busy(&self.portal)),
                Err(error) => return Err(error),
            }
        }
    }

    /// `None` when another commit was made meanwhile.
    fn open_commit(&self, newest: &Newest, dictionary: &Arc<Dictionary>) -> Result<Option<Reader>, Error> {
        // Without a lock: a writer that commits does not wait for it, and a file that it sweeps up is looked for again.
        let known = self.verified.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(fault) = verify::faults(&self.index, &newest.meta, self.verify, &known).next() {
            return Err(Error::Damaged { path: self.portal.join("index").join(fault.file), reason: fault.reason });
        }
        // Nothing is deleted while this lock is held.
        let _lock = self.index.directory().acquire_lock(&META_LOCK).map_err(tantivy::TantivyError::from)?;
        let catalog = read_catalog(&self.portal, &newest.payload)?;
        let reader = self.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = reader.map_err(|error| engine_failed(&self.portal, error))?.searcher();
        let found = searcher.generation().segments();
        let is_same = found.len() == newest.meta.segments.len()
            && newest.meta.segments.iter().all(|s| found.get(&s.id()) == Some(&s.delete_opstamp()));
        if !is_same {
            return Ok(None);
        }
        *self.verified.lock().unwrap_or_else(PoisonError::into_inner) = verify::files(&newest.meta);
        let (_, fields) = schema();
        Ok(Some(Reader {
            portal: self.portal.clone(),
            searcher,
            fields,
            dictionary: Arc::clone(dictionary),
            catalog: Arc::new(catalog),
            scenes: newest.payload.scenes.keys().cloned().collect(),
            commit: newest.id,
        }))
    }
}

fn busy(portal: &Path) -> Error {
    let reason = "commits follow each other too quickly to open one; try again";
    Error::io(portal, std::io::Error::new(std::io::ErrorKind::ResourceBusy, reason))
}

/// One commit, opened. It never changes, and what it needs stays until it is dropped.
pub(crate) struct Reader {
    portal: PathBuf,
    searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) dictionary: Arc<Dictionary>,
    pub(crate) catalog: Arc<Catalog>,
    /// Ids of the scenes that a writer has put in.
    pub(crate) scenes: Vec<String>,
    /// Tells it from every other commit.
    pub(crate) commit: u64,
}

impl Reader {
    pub(crate) fn searcher(&self) -> Searcher {
        self.searcher.clone()
    }

    /// The document of an item, whether or not it is open.
    pub(crate) fn find(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, Error> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        Ok(found.first().map(|(_, address)| *address))
    }

    /// The open items that have this code, in the order of the index.
    fn find_code(&self, code: &str) -> Result<Vec<Item>, Error> {
        let searcher = self.searcher();
        let query = TermQuery::new(Term::from_field_text(self.fields.code, code.trim()), IndexRecordOption::Basic);
        let mut found: Vec<DocAddress> = searcher.search(&query, &DocSetCollector)?.into_iter().collect();
        found.sort_unstable();
        found.into_iter().map(|address| self.item(&searcher, address)).collect()
    }

    /// What a code, or an id, stands for.
    pub(crate) fn resolve(&self, code: &str) -> Result<Found, Error> {
        let mut items = self.find_code(code)?;
        // A service that has been withdrawn leaves its code to the one that came after it.
        let is_offered =
            |item: &Item| item.payload::<Service>().is_none_or(|service| service.state != ServiceState::Withdrawn);
        if items.len() > 1 && items.iter().filter(|item| is_offered(item)).count() == 1 {
            items.retain(is_offered);
        }
        Ok(match items.len() {
            0 => {
                let searcher = self.searcher();
                match self.find(&searcher, code)?.map(|address| self.item(&searcher, address)).transpose()? {
                    Some(item) if item.is_open() => Found::One(Box::new(item)),
                    Some(item) => Found::Hidden(item.id),
                    None => Found::Nothing,
                }
            }
            1 => Found::One(Box::new(items.remove(0))),
            _ => Found::Several(items.into_iter().map(|item| item.id).collect()),
        })
    }

    /// As [`Reader::find_open`], by what the index has of the item, without reading it.
    pub(crate) fn find_listed(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, Error> {
        let Some(address) = self.find(searcher, id)? else { return Ok(None) };
        let column = searcher.segment_reader(address.segment_ord).fast_fields().bytes("refers")?;
        // Only what is open has anything beside its stored form.
        Ok(column.filter(|column| column.ords().first(address.doc_id).is_some()).map(|_| address))
    }

    /// The document of an item that is open to the public.
    pub(crate) fn find_open(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, Error> {
        let Some(address) = self.find(searcher, id)? else { return Ok(None) };
        Ok(self.item(searcher, address)?.is_open().then_some(address))
    }

    pub(crate) fn item(&self, searcher: &Searcher, address: DocAddress) -> Result<Item, Error> {
        let document: TantivyDocument = searcher.doc(address)?;
        to_item(self.fields.stored(), &document)
            .ok_or_else(|| self.damaged(format!("the stored item {address:?} cannot be read")))
    }

    /// What a hit shows of an item.
    pub(crate) fn record(&self, searcher: &Searcher, address: DocAddress) -> Result<HitRecord, Error> {
        self.column(searcher, address, "hit")
    }

    /// What an item refers to, and how it is referred to.
    pub(crate) fn refers(&self, searcher: &Searcher, address: DocAddress) -> Result<Refers, Error> {
        self.column(searcher, address, "refers")
    }

    /// A value that is kept beside the stored items, since reading those takes long.
    fn column<T: DeserializeOwned>(&self, searcher: &Searcher, address: DocAddress, name: &str) -> Result<T, Error> {
        let damaged = || self.damaged(format!("`{name}` of item {address:?} cannot be read"));
        let segment = searcher.segment_reader(address.segment_ord);
        let column = segment.fast_fields().bytes(name)?.ok_or_else(damaged)?;
        let ord = column.ords().first(address.doc_id).ok_or_else(damaged)?;
        let mut bytes = Vec::new();
        column.ord_to_bytes(ord, &mut bytes).map_err(tantivy::TantivyError::from)?;
        serde_json::from_slice(&bytes).map_err(|_| damaged())
    }

    pub(crate) fn damaged(&self, reason: String) -> Error {
        Error::Damaged { path: self.portal.join("index"), reason }
    }
}

/// Whether the index of a portal holds anything but locks and lists: one that has lost its [`META`] must not be taken
/// for a new one, and swept away.
fn has_parts(portal: &Path) -> bool {
    let entries = std::fs::read_dir(portal.join("index")).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
}

/// Opens the index of a portal, whatever dictionary and fields it was made with.
pub(crate) fn open_index(portal: &Path, access: Access) -> Result<Index, Error> {
    let missing = |reason: &str| Error::NotAPortal { path: portal.to_owned(), reason: reason.to_owned() };
    let folder = portal.join("index");
    if !portal.exists() {
        return Err(missing("there is no such folder"));
    }
    if !folder.exists() {
        return Err(missing("it has no index"));
    }
    if !folder.join(META).exists() {
        return Err(match has_parts(portal) {
            false => missing("its index is empty"),
            true => Error::Damaged { path: folder.join(META), reason: "the file is missing".to_owned() },
        });
    }
    let directory = PortalDirectory::open(&folder, access).map_err(tantivy::TantivyError::from)?;
    Index::open(directory).map_err(|error| engine_failed(portal, error))
}

/// The list of an index's parts, as its newest commit left it.
pub(crate) fn load_meta(index: &Index, portal: &Path) -> Result<IndexMeta, Error> {
    index.load_metas().map_err(|error| engine_failed(portal, error))
}

/// What the engine says when it cannot read what is there, or write: the files are not what it wrote, another version
/// of it wrote them, or the disk does not take them.
pub(crate) fn engine_failed(portal: &Path, error: tantivy::TantivyError) -> Error {
    use tantivy::TantivyError as Engine;
    use tantivy::directory::error::{OpenReadError, OpenWriteError};
    let folder = portal.join("index");
    let damaged = |path: PathBuf, reason: String| Error::Damaged { path, reason };
    match error {
        Engine::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
            damaged(folder.join(file), "the file is missing".to_owned())
        }
        Engine::OpenReadError(OpenReadError::IoError { io_error, filepath }) => match io_error.kind() {
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
                damaged(folder.join(filepath), io_error.to_string())
            }
            _ => Error::Io { path: folder.join(filepath), source: io_error },
        },
        Engine::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            Error::Io { path: folder.join(filepath), source: io_error }
        }
        Engine::IoError(source) => Error::Io { path: folder, source },
        Engine::DataCorruption(error) => damaged(folder, format!("{error:?}")),
        Engine::IncompatibleIndex(error) => {
            damaged(folder, format!("another version of the engine made it: {error:?}"))
        }
        error => Error::from(error),
    }
}
