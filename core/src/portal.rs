//! The façade: a portal is a directory, opened to search or to write.

mod rules;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::Offset;

use crate::catalog::{Catalog, Item};
use crate::error::Error;
use crate::index::{Reader, Writer, WriterOptions, create};
use crate::query::{SearchAnswer, SearchRequest, Weights};
use crate::search::{Digest, Rerank, Source};
use crate::suggest::{SuggestAnswer, SuggestRequest};
use crate::text::Dictionary;
use rules::Rules;

/// Name of the file with a portal's own words, below its folder.
const OWN_WORDS: &str = "config/dictionary.txt";

/// A portal, opened for searching. Cheap to clone; clones share what they read, and may be used from many threads.
///
/// It shows the commit that was the newest when it was opened, or last reloaded, under the rules that editors had
/// written then.
#[derive(Clone)]
pub struct Portal {
    path: PathBuf,
    reader: Arc<Reader>,
    shown: Arc<RwLock<Shown>>,
    reranker: Option<Arc<dyn Rerank>>,
    weights: Arc<Weights>,
}

/// What is shown beside the index, and changes with a reload.
#[derive(Clone, Default)]
struct Shown {
    rules: Rules,
    digest: Arc<Digest>,
}

/// What a portal holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stats {
    /// Items in the portal.
    pub items: u64,
    /// Those of them that are open to the public, and so can be found.
    pub open_items: u64,
    /// Parts of the index.
    pub segments: usize,
    /// Bytes on disk, of the index and the catalog.
    pub bytes: u64,
    /// Generation of the catalog.
    pub generation: u64,
    /// Units in the catalog.
    pub units: usize,
    /// Columns in the catalog.
    pub columns: usize,
}

impl Portal {
    /// Opens the portal in a folder.
    ///
    /// # Errors
    /// [`Error::NotAPortal`] when there is none; [`Error::Fingerprint`] when it was indexed with another dictionary or
    /// version; [`Error::Dictionary`] when its own dictionary is malformed; [`Error::Config`] when what its editors
    /// wrote is.
    pub fn open(path: impl AsRef<Path>) -> Result<Portal, Error> {
        let path = path.as_ref().to_owned();
        let dictionary = Arc::new(own_dictionary(&path)?);
        let reader = Arc::new(Reader::open(&path, &dictionary)?);
        let shown = Shown { rules: Rules::open(&path)?, ..Shown::default() };
        Ok(Portal { path, reader, shown: Arc::new(RwLock::new(shown)), reranker: None, weights: Arc::default() })
    }

    /// Opens the portal in a folder, and makes an empty one first where the folder is missing or empty.
    ///
    /// # Errors
    /// As [`Portal::open`]; [`Error::NotAPortal`] when the folder holds something else.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Portal, Error> {
        let path = path.as_ref();
        if !path.join("index/meta.json").exists() {
            let foreign = std::fs::read_dir(path).into_iter().flatten().flatten().find(|entry| {
                let name = entry.file_name();
                !["index", "config", "writer.lock"].iter().any(|own| name == *own)
            });
            // An index that has lost its meta.json must not be taken for a new one, and swept away.
            let index = path.join("index");
            let part = std::fs::read_dir(&index).into_iter().flatten().flatten().find(|entry| {
                let name = entry.file_name();
                !name.to_string_lossy().starts_with('.')
            });
            if let Some(part) = part {
                let reason = format!("it holds {} but no meta.json", part.file_name().to_string_lossy());
                return Err(Error::Damaged { path: index, reason });
            }
            if let Some(entry) = foreign {
                let reason = format!("the folder holds something else ({})", entry.file_name().to_string_lossy());
                return Err(Error::NotAPortal { path: path.to_owned(), reason });
            }
            let config = path.join("config");
            std::fs::create_dir_all(&config).map_err(|error| Error::io(&config, error))?;
            Rules::write_first(path)?;
            create(path, &Arc::new(own_dictionary(path)?))?;
        }
        Portal::open(path)
    }

    /// Makes the index of the portal in a folder anew from the items it stores: after its own dictionary has changed,
    /// or the program's analysis. It commits once, at the end; readers that are open go on with the old commit.
    /// `progress` is told how many items of how many are done. Returns their number.
    ///
    /// # Errors
    /// [`Error::Locked`] names the process that writes already; [`Error::Damaged`] when a stored item cannot be read,
    /// and then nothing is changed.
    pub fn reindex(
        path: impl AsRef<Path>,
        options: &WriterOptions,
        progress: impl FnMut(u64, u64),
    ) -> Result<u64, Error> {
        let path = path.as_ref();
        Writer::reindex(path, &Arc::new(own_dictionary(path)?), options, progress)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The one writer. Readers, this one too, see what it commits after [`Portal::reload`].
    ///
    /// # Errors
    /// [`Error::Locked`] names the process that writes already.
    pub fn writer(&self, options: &WriterOptions) -> Result<Writer, Error> {
        Writer::open(&self.path, &self.reader.dictionary, options)
    }

    /// Shows the newest commit and the newest rules from now on, and says whether one of them is another. Searches under
    /// way finish on theirs.
    ///
    /// # Errors
    /// [`Error::Fingerprint`] when the portal was meanwhile indexed by another version; [`Error::Config`] when a file of
    /// rules is malformed, once for each version of it. What was shown stays; what is faultless is shown all the same.
    pub fn reload(&self) -> Result<bool, Error> {
        let mut shown = self.shown();
        let rules = shown.rules.reload(&self.path);
        let commit = self.reader.reload();
        if matches!(commit, Ok(true)) {
            // Whoever asks next must not wait for what was there before the reload.
            let digest = Digest::default();
            digest.make_as(&shown.digest, &self.reader)?;
            shown.digest = Arc::new(digest);
        }
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
        let (commit, rules) = (commit?, rules?);
        Ok(commit || rules)
    }

    /// Makes ready what suggestions, pinyin and cards need, so that nobody has to wait for it: some tenths of a second
    /// for 100,000 items. What has been made ready once is made anew with every reload; what has not is made when first
    /// asked for.
    ///
    /// # Errors
    /// [`Error::Damaged`] when an item cannot be read back.
    pub fn warm(&self) -> Result<(), Error> {
        self.shown().digest.make_all(&self.reader)
    }

    /// The same portal with a site's own last word on the order of hits.
    #[must_use]
    pub fn with_reranker(self, reranker: Arc<dyn Rerank>) -> Portal {
        Portal { reranker: Some(reranker), ..self }
    }

    /// The same portal with other weights of the ranking formula.
    #[must_use]
    pub fn with_weights(self, weights: Weights) -> Portal {
        Portal { weights: Arc::new(weights), ..self }
    }

    fn shown(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Searches. Never fails on what a person types; see [`SearchAnswer::notes`].
    ///
    /// # Errors
    /// [`Error::Request`] when a limit is exceeded or a filter cannot be used.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, Error> {
        let shown = self.shown();
        let source = Source {
            reader: &self.reader,
            digest: &shown.digest,
            synonyms: &shown.rules.synonyms,
            best_bets: &shown.rules.best_bets,
            reranker: self.reranker.as_deref(),
            weights: &self.weights,
            today: today(),
        };
        crate::search::search(&source, request)
    }

    /// What a person may mean by what is typed so far. The first call makes ready what it needs; see [`Portal::warm`].
    ///
    /// # Errors
    /// [`Error::Request`] when a limit is exceeded.
    pub fn suggest(&self, request: &SuggestRequest) -> Result<SuggestAnswer, Error> {
        request.check()?;
        let shown = self.shown();
        let words = shown.digest.words(&self.reader, &self.reader.searcher())?;
        let started = Instant::now();
        let suggestions = words.suggester.suggest(&request.q, request.limit);
        let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(SuggestAnswer { suggestions, took_us })
    }

    /// The open item with this id; `None` when there is none, or it is not open to the public.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it cannot be read back.
    pub fn item(&self, id: &str) -> Result<Option<Item>, Error> {
        Ok(self.any_item(id)?.filter(Item::is_open))
    }

    /// The item with this id, open to the public or not: for those who administer the portal.
    ///
    /// # Errors
    /// As [`Portal::item`].
    pub fn any_item(&self, id: &str) -> Result<Option<Item>, Error> {
        let searcher = self.reader.searcher();
        match self.reader.find(&searcher, id)? {
            Some(address) => self.reader.item(&searcher, address).map(Some),
            None => Ok(None),
        }
    }

    /// Order and tree of units and columns.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.reader.catalog()
    }

    /// The dictionary by which texts are cut, with the portal's own words.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.reader.dictionary
    }

    /// Counts what the portal holds.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be read.
    pub fn stats(&self) -> Result<Stats, Error> {
        let searcher = self.reader.searcher();
        let catalog = self.catalog();
        let all = SearchRequest { limit: 0, ..SearchRequest::default() };
        Ok(Stats {
            items: searcher.num_docs(),
            open_items: self.search(&all)?.total,
            segments: searcher.segment_readers().len(),
            bytes: folder_size(&self.path)?,
            generation: catalog.generation,
            units: catalog.units.len(),
            columns: catalog.columns.len(),
        })
    }
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Portal").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The day in China.
fn today() -> Date {
    const CHINA: Offset = Offset::constant(8);
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or(0)).unwrap_or_default();
    CHINA.to_datetime(now).date()
}

fn own_dictionary(portal: &Path) -> Result<Dictionary, Error> {
    let path = portal.join(OWN_WORDS);
    match std::fs::read_to_string(&path) {
        Ok(list) => Dictionary::builtin().with_words(&list).map_err(|source| Error::Dictionary { path, source }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Dictionary::builtin()),
        Err(error) => Err(Error::io(path, error)),
    }
}

fn folder_size(path: &Path) -> Result<u64, Error> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(path).map_err(|error| Error::io(path, error))?.flatten() {
        // A file that a merge has just deleted has no size.
        let Ok(metadata) = entry.metadata() else { continue };
        bytes += if metadata.is_dir() { folder_size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}
