//! Writing: put, remove, commit, roll back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::{Directory, META_LOCK};
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::commit::{CommitInfo, Payload, clean_catalogs, fingerprint, read_catalog, write_catalog};
use super::directory::{Access, META, PortalDirectory, remove_temporary};
use super::document::to_document;
use super::issue::{Numbers, stored};
use super::lock::WriterLock;
use super::reader::{engine_failed, load_meta, open_index};
use super::schema::{Fields, schema};
use crate::catalog::{Catalog, Changes, Item};
use crate::error::Error;
use crate::text::{Dictionary, fingerprint_of};

/// How a [`Writer`] works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterOptions {
    /// Threads that analyse texts, 1 to 8.
    pub threads: usize,
    /// Memory for all of them together, in bytes, before a part of the index is written to disk. At least 15 MB a
    /// thread.
    pub memory: usize,
}

impl Default for WriterOptions {
    fn default() -> WriterOptions {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        WriterOptions { threads, memory: threads * 128 * 1024 * 1024 }
    }
}

/// What a commit puts into the index of what editors write.
#[derive(Debug, Default)]
pub(crate) struct SceneItems {
    /// The scenes in force, as items.
    pub(crate) items: Vec<Item>,
    /// Ids of scenes of which the index keeps what it has.
    pub(crate) kept: Vec<String>,
}

/// The one writer of a portal. What it puts and removes is seen by readers after [`Writer::commit`]; what is not
/// committed when it is dropped, or when the process dies, never happened.
///
/// After a failure of the disk or of the engine everything but [`Writer::rollback`] gives the same error again: what was
/// put since the last commit must be put again.
pub struct Writer {
    portal: PathBuf,
    index: Index,
    options: WriterOptions,
    /// `None` while it is being taken down, and after it could not be set up again.
    writer: Option<IndexWriter>,
    fields: Fields,
    dictionary: Arc<Dictionary>,
    catalog: Catalog,
    /// Checksum of the catalog's file.
    catalog_sum: Option<u32>,
    changes: Changes,
    numbers: Numbers,
    /// The commit that is being changed.
    before: Searcher,
    scenes: SceneItems,
    /// Which scenes stand in the index, as they were put in.
    scenes_put: BTreeMap<String, u64>,
    /// Why nothing more is taken before a rollback.
    failure: Option<Error>,
    // Dropped last: the lock is held until all threads of the writer have ended.
    lock: WriterLock,
}

impl Writer {
    pub(crate) fn open(
        portal: &Path,
        dictionary: &Arc<Dictionary>,
        scenes: SceneItems,
        options: &WriterOptions,
    ) -> Result<Writer, Error> {
        let lock = WriterLock::acquire(portal)?;
        remove_leftovers(portal);
        let index = open_index(portal, Access::Write)?;
        let payload = Payload::of(&load_meta(&index, portal)?, portal)?;
        payload.check(portal, dictionary)?;
        Writer::start(portal, dictionary, scenes, options, lock, index, &payload)
    }

    /// Writes to an index of the current fields, which may lie outside the portal until it is moved there.
    pub(super) fn start(
        portal: &Path,
        dictionary: &Arc<Dictionary>,
        scenes: SceneItems,
        options: &WriterOptions,
        lock: WriterLock,
        index: Index,
        payload: &Payload,
    ) -> Result<Writer, Error> {
        super::tokenizer::register(index.tokenizers(), dictionary);
        let (own, fields) = schema();
        if index.schema() != own {
            let path = portal.join("index");
            return Err(Error::Damaged { path, reason: "its fields are those of another version".to_owned() });
        }
        let catalog = read_catalog(portal, payload)?;
        let writer = start_engine(&index, options).map_err(|error| engine_failed(portal, error))?;
        let before = searcher(&index).map_err(|error| engine_failed(portal, error))?;
        let numbers = Numbers::new(&catalog, &before, &fields).map_err(|error| engine_failed(portal, error))?;
        Ok(Writer {
            portal: portal.to_owned(),
            index,
            numbers,
            before,
            scenes,
            scenes_put: payload.scenes.clone(),
            options: options.clone(),
            writer: Some(writer),
            fields,
            dictionary: Arc::clone(dictionary),
            catalog,
            catalog_sum: payload.catalog,
            changes: Changes::default(),
            failure: None,
            lock,
        })
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, Error> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.writer
            .as_mut()
            .ok_or_else(|| tantivy::TantivyError::SystemError("the writer has been closed".to_owned()).into())
    }

    /// Remembers a failure of the engine: what it was working on is lost, so that a commit would leave it out.
    fn fail(&mut self, error: tantivy::TantivyError) -> Error {
        // A thread that failed says why only when it is joined.
        let joined = match (&error, &mut self.writer) {
            (tantivy::TantivyError::ErrorInThread(_), Some(writer)) => writer.prepare_commit().err(),
            _ => None,
        };
        let error = engine_failed(&self.portal, joined.unwrap_or(error));
        self.failure = Some(error.clone());
        error
    }

    /// Puts an item in, in place of the one with the same id if there is one.
    ///
    /// A document of a unit that has a credit code gets an index number (索引号), where it brings none: the next of its
    /// unit and year. It keeps that whenever it is put in again.
    ///
    /// # Errors
    /// [`Error::Item`] when the item lacks what every item needs, or brings another index number than it has; nothing is
    /// changed then.
    pub fn put(&mut self, item: &Item) -> Result<(), Error> {
        self.writer()?;
        let (before, fields) = (&self.before, &self.fields);
        let found = || Ok(stored(before, fields, &item.id)?.and_then(|known| known.index_number));
        let number = self.numbers.number(item, found).map_err(|error| engine_failed(&self.portal, error))?;
        let number = number.map_err(|source| Error::Item { id: item.id.clone(), source })?;
        // Somebody puts in what a scene is: it is put in anew with the next commit.
        self.scenes_put.remove(&item.id);
        let is_issued = number.as_ref().is_some_and(|number| self.numbers.is_new(number));
        match number {
            Some(number) => self.put_numbered(&Item { index_number: Some(number), ..item.clone() }, is_issued),
            None => self.put_numbered(item, is_issued),
        }
    }

    /// Puts an item in with the index number that it brings, or without one.
    pub(super) fn put_as_it_is(&mut self, item: &Item) -> Result<(), Error> {
        self.put_numbered(item, false)
    }

    fn put_numbered(&mut self, item: &Item, is_issued: bool) -> Result<(), Error> {
        item.check().map_err(|source| Error::Item { id: item.id.clone(), source })?;
        let document: TantivyDocument = to_document(&self.fields, item);
        let id = Term::from_field_text(self.fields.id, &item.id);
        let writer = self.writer()?;
        writer.delete_term(id);
        if let Err(error) = writer.add_document(document) {
            return Err(self.fail(error));
        }
        self.changes.put(item);
        self.numbers.put(item, is_issued);
        Ok(())
    }

    /// Takes the item with this id out; nothing happens when there is none.
    ///
    /// # Errors
    /// [`Error::Engine`] when the writer has failed before.
    pub fn remove(&mut self, id: &str) -> Result<(), Error> {
        let term = Term::from_field_text(self.fields.id, id);
        self.writer()?.delete_term(term);
        self.changes.remove(id);
        self.numbers.remove(id);
        self.scenes_put.remove(id);
        Ok(())
    }

    /// Makes everything put and removed since the last commit durable and visible, all at once.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Engine`] when the disk does not take it; the portal then stays as it was at the last
    /// commit.
    pub fn commit(&mut self) -> Result<CommitInfo, Error> {
        let scenes = self.put_scenes()?;
        let mut changed = self.changes.apply(&self.catalog);
        if self.numbers.last != self.catalog.index_numbers {
            let catalog = changed.get_or_insert_with(|| {
                let generation = self.catalog.generation + 1;
                Catalog { generation, ..self.catalog.clone() }
            });
            catalog.index_numbers.clone_from(&self.numbers.last);
        }
        let sum = match &changed {
            Some(catalog) => Some(write_catalog(&self.portal, catalog)?),
            None => self.catalog_sum,
        };
        let generation = changed.as_ref().unwrap_or(&self.catalog).generation;
        let fingerprint = fingerprint(&self.dictionary);
        let payload = Payload { generation, fingerprint, catalog: sum, scenes: scenes.clone() };
        let opstamp = match commit_with(self.writer()?, &payload) {
            Ok(opstamp) => opstamp,
            Err(error) => return Err(self.fail(error)),
        };
        if let Some(catalog) = changed {
            (self.catalog, self.catalog_sum) = (catalog, sum);
            clean_catalogs(&self.portal, generation);
        }
        self.changes = Changes::default();
        self.scenes_put = scenes;
        let issued = self.numbers.issued;
        self.numbers.begin(&self.catalog.index_numbers);
        // What was committed is durable; that it cannot be read is the next operation's error.
        match searcher(&self.index) {
            Ok(searcher) => self.before = searcher,
            Err(error) => self.failure = Some(engine_failed(&self.portal, error)),
        }
        Ok(CommitInfo { opstamp, generation, issued })
    }

    /// Puts the scenes in force into the index, where what stands there is another, and takes those out that are gone.
    fn put_scenes(&mut self) -> Result<BTreeMap<String, u64>, Error> {
        self.writer()?;
        let SceneItems { items: scenes, kept } = std::mem::take(&mut self.scenes);
        let mut now = BTreeMap::new();
        let mut put = Ok(());
        for item in &scenes {
            let fingerprint = fingerprint_of(&serde_json::to_vec(item).unwrap_or_default());
            if put.is_ok() && self.scenes_put.get(&item.id) != Some(&fingerprint) {
                put = self.put_as_it_is(item);
            }
            now.insert(item.id.clone(), fingerprint);
        }
        now.extend(kept.iter().filter_map(|id| self.scenes_put.get_key_value(id)).map(|(id, sum)| (id.clone(), *sum)));
        self.scenes = SceneItems { items: scenes, kept };
        put?;
        let gone: Vec<String> = self.scenes_put.keys().filter(|id| !now.contains_key(*id)).cloned().collect();
        gone.iter().try_for_each(|id| self.remove(id))?;
        Ok(now)
    }

    /// Forgets everything put and removed since the last commit, and what went wrong with it.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Engine`] when the writer cannot be set up again; try again once the reason is gone.
    pub fn rollback(&mut self) -> Result<(), Error> {
        self.failure = None;
        self.changes = Changes::default();
        // Not the engine's own rollback: after one that failed, the next would panic.
        drop(self.writer.take());
        let begun = self.begin_again();
        self.failure = begun.as_ref().err().cloned();
        begun
    }

    /// Begins from the commit in force: one that failed may have taken effect all the same.
    fn begin_again(&mut self) -> Result<(), Error> {
        let payload = Payload::of(&load_meta(&self.index, &self.portal)?, &self.portal)?;
        self.catalog = read_catalog(&self.portal, &payload)?;
        self.catalog_sum = payload.catalog;
        self.scenes_put = payload.scenes;
        let begun = searcher(&self.index).and_then(|before| {
            let numbers = Numbers::new(&self.catalog, &before, &self.fields)?;
            Ok((before, numbers))
        });
        (self.before, self.numbers) = begun.map_err(|error| engine_failed(&self.portal, error))?;
        let writer = start_engine(&self.index, &self.options).map_err(|error| engine_failed(&self.portal, error))?;
        self.writer = Some(writer);
        Ok(())
    }

    /// Commits, and waits until the parts of the index are merged: for the end of a large import.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn finish(self) -> Result<CommitInfo, Error> {
        self.finish_holding().map(|(info, _lock)| info)
    }

    /// As [`Writer::finish`], but nobody else may write yet.
    pub(super) fn finish_holding(mut self) -> Result<(CommitInfo, WriterLock), Error> {
        let info = self.commit()?;
        if let Some(writer) = self.writer.take() {
            writer.wait_merging_threads().map_err(|error| engine_failed(&self.portal, error))?;
        }
        sweep(&self.index);
        Ok((info, self.lock))
    }
}

/// Deletes what writers that were killed have left half-made: nobody else writes now.
fn remove_leftovers(portal: &Path) {
    let _ = std::fs::remove_dir_all(portal.join(super::reindex::ASIDE));
    remove_temporary(portal);
    remove_temporary(&portal.join("index"));
}

/// Deletes files that no commit needs: merged parts leave their sources behind until somebody sweeps.
pub(super) fn sweep(index: &Index) {
    // What cannot be deleted now is deleted after a later commit: that is no failure of this one.
    let sweeper: tantivy::Result<IndexWriter> = index.writer_with_num_threads(1, 15_000_000);
    if let Ok(sweeper) = sweeper {
        let _ = sweeper.garbage_collect_files().wait();
    }
}

/// The newest commit, for looking up what it stores.
fn searcher(index: &Index) -> tantivy::Result<Searcher> {
    Ok(index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher())
}

/// The engine's writer, its threads waiting for work.
fn start_engine(index: &Index, options: &WriterOptions) -> tantivy::Result<IndexWriter> {
    let threads = options.threads.clamp(1, 8);
    let engine = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread((options.memory / threads).max(15_000_000))
        .build();
    index.writer_with_options(engine)
}

fn commit_with(writer: &mut IndexWriter, payload: &Payload) -> tantivy::Result<u64> {
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&serde_json::to_string(payload).unwrap_or_default());
    prepared.commit()
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("portal", &self.portal).finish_non_exhaustive()
    }
}

/// Makes an empty index in a portal's folder, or finishes making one that was interrupted.
pub(crate) fn create(portal: &Path, dictionary: &Dictionary) -> Result<(), Error> {
    let folder = portal.join("index");
    std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let _lock = WriterLock::acquire(portal)?;
    let made = || -> tantivy::Result<()> {
        if !folder.join(META).exists() {
            return create_index(&folder, dictionary).map(|_| ());
        }
        let index = Index::open(PortalDirectory::open(&folder, Access::Write)?)?;
        match index.load_metas()?.payload {
            Some(_) => Ok(()),
            None => first_commit(&index, dictionary),
        }
    };
    made().map_err(|error| engine_failed(portal, error))
}

/// Makes an empty index in an empty folder.
pub(super) fn create_index(folder: &Path, dictionary: &Dictionary) -> tantivy::Result<Index> {
    let directory = PortalDirectory::open(folder, Access::Write)?;
    // Readers lock this file; it must be there before the first of them.
    drop(directory.acquire_lock(&META_LOCK)?);
    let (schema, _) = schema();
    let index = Index::create(directory, schema, IndexSettings::default())?;
    first_commit(&index, dictionary)?;
    Ok(index)
}

/// Until it is made, there is no portal.
fn first_commit(index: &Index, dictionary: &Dictionary) -> tantivy::Result<()> {
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000)?;
    commit_with(&mut writer, &Payload { fingerprint: fingerprint(dictionary), ..Payload::default() })?;
    Ok(())
}
