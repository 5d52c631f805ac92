//! Writing: put, remove, commit, roll back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::Directory;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{DocAddress, Index, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, Term};

use super::commit::{CommitInfo, Payload, clean_catalogs, fingerprint, read_catalog, write_catalog};
use super::directory::{Access, PortalDirectory};
use super::document::{to_document, to_item};
use super::lock::WriterLock;
use super::reader::{open_any_index, open_index};
use super::schema::{Fields, schema};
use crate::catalog::{Catalog, Changes, Item};
use crate::error::Error;
use crate::text::Dictionary;

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

/// The one writer of a portal. What it puts and removes is seen by readers after [`Writer::commit`]; what is not
/// committed when it is dropped, or when the process dies, never happened.
pub struct Writer {
    portal: PathBuf,
    index: Index,
    /// `None` only while it is being taken down.
    writer: Option<IndexWriter>,
    fields: Fields,
    dictionary: Arc<Dictionary>,
    catalog: Catalog,
    changes: Changes,
    // Dropped last: the lock is held until all threads of the writer have ended.
    _lock: WriterLock,
}

impl Writer {
    pub(crate) fn open(portal: &Path, dictionary: &Arc<Dictionary>, options: &WriterOptions) -> Result<Writer, Error> {
        let lock = WriterLock::acquire(portal)?;
        let index = open_index(portal, dictionary, Access::Write)?;
        Writer::start(portal, dictionary, options, lock, index)
    }

    /// Puts every stored item in again, under the terms of this program and dictionary, and commits once: a crash on
    /// the way leaves the portal as it was. `progress` is told how many items of how many are done.
    pub(crate) fn reindex(
        portal: &Path,
        dictionary: &Arc<Dictionary>,
        options: &WriterOptions,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<u64, Error> {
        let lock = WriterLock::acquire(portal)?;
        let index = open_any_index(portal, dictionary, Access::Write)?;
        let searcher = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
        let mut writer = Writer::start(portal, dictionary, options, lock, index)?;
        let damaged = |reason: String| Error::Damaged { path: portal.join("index"), reason };
        let mut done = 0;
        for (at, segment) in searcher.segment_readers().iter().enumerate() {
            for doc in segment.doc_ids_alive() {
                let document: TantivyDocument = searcher.doc(DocAddress::new(at as u32, doc))?;
                let item = to_item(&writer.fields, &document)
                    .ok_or_else(|| damaged(format!("the stored item {at}:{doc} cannot be read")))?;
                writer.put(&item)?;
                done += 1;
                progress(done, searcher.num_docs());
            }
        }
        writer.finish()?;
        Ok(done)
    }

    fn start(
        portal: &Path,
        dictionary: &Arc<Dictionary>,
        options: &WriterOptions,
        lock: WriterLock,
        index: Index,
    ) -> Result<Writer, Error> {
        let (own, fields) = schema();
        if index.schema() != own {
            let path = portal.join("index");
            return Err(Error::Damaged { path, reason: "its fields are those of another version".to_owned() });
        }
        let payload = Payload::read(index.load_metas()?.payload.as_deref(), portal)?;
        let catalog = read_catalog(portal, payload.map_or(0, |payload| payload.generation))?;
        let threads = options.threads.clamp(1, 8);
        let engine = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((options.memory / threads).max(15_000_000))
            .build();
        let writer = index.writer_with_options(engine)?;
        Ok(Writer {
            portal: portal.to_owned(),
            index,
            writer: Some(writer),
            fields,
            dictionary: Arc::clone(dictionary),
            catalog,
            changes: Changes::default(),
            _lock: lock,
        })
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, Error> {
        self.writer
            .as_mut()
            .ok_or_else(|| tantivy::TantivyError::SystemError("the writer has been closed".to_owned()).into())
    }

    /// Puts an item in, in place of the one with the same id if there is one.
    ///
    /// # Errors
    /// [`Error::Item`] when the item lacks what every item needs; nothing is changed then.
    pub fn put(&mut self, item: &Item) -> Result<(), Error> {
        item.check().map_err(|source| Error::Item { id: item.id.clone(), source })?;
        let document: TantivyDocument = to_document(&self.fields, item);
        let id = Term::from_field_text(self.fields.id, &item.id);
        let writer = self.writer()?;
        writer.delete_term(id);
        writer.add_document(document)?;
        self.changes.put(item);
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
        Ok(())
    }

    /// Makes everything put and removed since the last commit durable and visible, all at once.
    ///
    /// # Errors
    /// [`Error::Io`] and [`Error::Engine`] when the disk does not take it; the portal then stays as it was at the last
    /// commit.
    pub fn commit(&mut self) -> Result<CommitInfo, Error> {
        let changed = self.changes.apply(&self.catalog);
        if let Some(catalog) = &changed {
            write_catalog(&self.portal, catalog)?;
        }
        let generation = changed.as_ref().unwrap_or(&self.catalog).generation;
        let payload = Payload { generation, fingerprint: fingerprint(&self.dictionary) };
        let payload = serde_json::to_string(&payload).unwrap_or_default();
        let mut prepared = self.writer()?.prepare_commit()?;
        prepared.set_payload(&payload);
        let opstamp = prepared.commit()?;
        if let Some(catalog) = changed {
            self.catalog = catalog;
            clean_catalogs(&self.portal, generation);
        }
        self.changes = Changes::default();
        Ok(CommitInfo { opstamp, generation })
    }

    /// Forgets everything put and removed since the last commit.
    ///
    /// # Errors
    /// [`Error::Engine`] when the writer cannot be set up again.
    pub fn rollback(&mut self) -> Result<(), Error> {
        self.writer()?.rollback()?;
        self.changes = Changes::default();
        Ok(())
    }

    /// Commits, and waits until the parts of the index are merged: for the end of a large import.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn finish(mut self) -> Result<CommitInfo, Error> {
        let info = self.commit()?;
        if let Some(writer) = self.writer.take() {
            writer.wait_merging_threads()?;
        }
        // Merged parts leave their sources behind until somebody sweeps.
        let sweeper: IndexWriter = self.index.writer_with_num_threads(1, 15_000_000)?;
        sweeper.garbage_collect_files().wait()?;
        Ok(info)
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("portal", &self.portal).finish_non_exhaustive()
    }
}

/// Makes an empty index in a portal's folder, or finishes making one that was interrupted.
pub(crate) fn create(portal: &Path, dictionary: &Arc<Dictionary>) -> Result<(), Error> {
    let folder = portal.join("index");
    std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let _lock = WriterLock::acquire(portal)?;
    if folder.join("meta.json").exists() {
        return Ok(());
    }
    let directory = PortalDirectory::open(&folder, Access::Write).map_err(tantivy::TantivyError::from)?;
    // Readers lock this file; it must be there before the first of them.
    drop(
        directory
            .acquire_lock(&tantivy::directory::META_LOCK)
            .map_err(|error| Error::Damaged { path: folder.clone(), reason: error.to_string() })?,
    );
    let (schema, _) = schema();
    let index = Index::create(directory, schema, IndexSettings::default())?;
    super::tokenizer::register(index.tokenizers(), dictionary);
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000)?;
    let payload = Payload { generation: 0, fingerprint: fingerprint(dictionary) };
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&serde_json::to_string(&payload).unwrap_or_default());
    prepared.commit()?;
    Ok(())
}
