//! A commit of the index, opened for reading.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::commit::{Payload, fingerprint, read_catalog};
use super::directory::{Access, PortalDirectory};
use super::document::to_item;
use super::schema::{Fields, schema};
use super::tokenizer;
use crate::catalog::{Catalog, Item};
use crate::error::Error;
use crate::text::Dictionary;

/// Reads the newest commit it was told to look for.
pub(crate) struct Reader {
    portal: PathBuf,
    index: Index,
    reader: IndexReader,
    pub(crate) fields: Fields,
    pub(crate) dictionary: Arc<Dictionary>,
    catalog: RwLock<Arc<Catalog>>,
}

impl Reader {
    pub(crate) fn open(portal: &Path, dictionary: &Arc<Dictionary>) -> Result<Reader, Error> {
        let index = open_index(portal, dictionary, Access::Read)?;
        let (_, fields) = schema();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let opened = Reader {
            portal: portal.to_owned(),
            index,
            reader,
            fields,
            dictionary: Arc::clone(dictionary),
            catalog: RwLock::new(Arc::new(Catalog::default())),
        };
        opened.load_catalog()?;
        Ok(opened)
    }

    /// Opens the newest commit, unless it is the one already shown. Searches under way go on with theirs.
    pub(crate) fn reload(&self) -> Result<bool, Error> {
        let newest = self.index.load_metas()?;
        let shown = self.reader.searcher();
        let is_shown = newest.segments.len() == shown.generation().segments().len()
            && newest
                .segments
                .iter()
                .all(|segment| shown.generation().segments().get(&segment.id()) == Some(&segment.delete_opstamp()));
        let generation = self.catalog().generation;
        let payload = check_commit(&self.index, &self.portal, &self.dictionary)?;
        if is_shown && payload.is_none_or(|payload| payload.generation == generation) {
            return Ok(false);
        }
        self.reader.reload()?;
        self.load_catalog()?;
        Ok(true)
    }

    fn load_catalog(&self) -> Result<(), Error> {
        // Between reading the commit and its catalog a writer may have cleaned up after a newer one: look again.
        const TRIES: usize = 3;
        let mut answer = Ok(());
        for _ in 0..TRIES {
            answer = self.try_load_catalog();
            if answer.is_ok() {
                break;
            }
        }
        answer
    }

    fn try_load_catalog(&self) -> Result<(), Error> {
        let payload = check_commit(&self.index, &self.portal, &self.dictionary)?;
        let generation = payload.map_or(0, |payload| payload.generation);
        let catalog = read_catalog(&self.portal, generation)?;
        *self.catalog.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(catalog);
        Ok(())
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The document of an item, whether or not it is open.
    pub(crate) fn find(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, Error> {
        let query = TermQuery::new(Term::from_field_text(self.fields.id, id), IndexRecordOption::Basic);
        let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        Ok(found.first().map(|(_, address)| *address))
    }

    /// The document of an item that is open to the public.
    pub(crate) fn find_open(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, Error> {
        let Some(address) = self.find(searcher, id)? else { return Ok(None) };
        Ok(self.item(searcher, address)?.is_open().then_some(address))
    }

    pub(crate) fn item(&self, searcher: &Searcher, address: DocAddress) -> Result<Item, Error> {
        let document: TantivyDocument = searcher.doc(address)?;
        to_item(&self.fields, &document)
            .ok_or_else(|| self.damaged(format!("the stored item {address:?} cannot be read")))
    }

    pub(crate) fn damaged(&self, reason: String) -> Error {
        Error::Damaged { path: self.portal.join("index"), reason }
    }
}

/// Opens the index of a portal, if it fits this program, and registers the analysis.
pub(crate) fn open_index(portal: &Path, dictionary: &Arc<Dictionary>, access: Access) -> Result<Index, Error> {
    let index = open_any_index(portal, dictionary, access)?;
    check_commit(&index, portal, dictionary)?;
    Ok(index)
}

/// As [`open_index`], whatever dictionary the index was made with: for making it anew.
pub(crate) fn open_any_index(portal: &Path, dictionary: &Arc<Dictionary>, access: Access) -> Result<Index, Error> {
    let missing = |reason: &str| Error::NotAPortal { path: portal.to_owned(), reason: reason.to_owned() };
    let folder = portal.join("index");
    if !portal.exists() {
        return Err(missing("there is no such folder"));
    }
    if !folder.join("meta.json").exists() {
        return Err(missing("it has no index"));
    }
    let directory = PortalDirectory::open(&folder, access).map_err(tantivy::TantivyError::from)?;
    let index = Index::open(directory)?;
    tokenizer::register(index.tokenizers(), dictionary);
    Ok(index)
}

/// The newest commit's payload, if it fits this program.
pub(crate) fn check_commit(index: &Index, portal: &Path, dictionary: &Dictionary) -> Result<Option<Payload>, Error> {
    let payload = Payload::read(index.load_metas()?.payload.as_deref(), portal)?;
    let expected = fingerprint(dictionary);
    match payload {
        Some(payload) if payload.fingerprint != expected => {
            Err(Error::Fingerprint { path: portal.to_owned(), found: payload.fingerprint, expected })
        }
        payload => Ok(payload),
    }
}
