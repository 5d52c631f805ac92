//! The façade: a portal is a directory, opened to search or to write.

mod browse;
mod page;
mod related;
mod rules;
mod scenes;
mod versions;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::Offset;

use crate::catalog::{Catalog, Item};
use crate::check::{Report, Written, check};
use crate::config::Site;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::files::Files;
use crate::index::{Backup, Commits, Reader, Verify, Writer, WriterOptions, backup, create, inspect, reindex};
use crate::query::{Cursor, RequestError, SearchAnswer, SearchRequest, Weights, search_id};
use crate::search::{Digest, Rerank, Source};
use crate::suggest::{SuggestAnswer, SuggestRequest};
use crate::text::Dictionary;
use rules::Rules;
use versions::{Version, Versions};

/// A portal, opened for searching. Cheap to clone; clones share what they read, and may be used from many threads.
///
/// It shows the commit that was the newest when it was opened, or last reloaded, under the rules that editors had
/// written then.
#[derive(Clone)]
pub struct Portal {
    path: PathBuf,
    commits: Arc<Commits>,
    versions: Arc<Versions>,
    /// Held while a newer version is looked for.
    reloading: Arc<Mutex<()>>,
    reranker: Option<Arc<dyn Rerank>>,
    weights: Arc<Weights>,
}

/// What a portal holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// [`Error::NotAPortal`] when there is none; [`Error::Damaged`] when a file of the index is missing or is not what
    /// was written; [`Error::Fingerprint`] when it was indexed with another dictionary or version;
    /// [`Error::Dictionary`] when its own dictionary is malformed. Other files of editors that are malformed are
    /// left aside: see [`Portal::refused`].
    pub fn open(path: impl AsRef<Path>) -> Result<Portal, Error> {
        Portal::open_verified(path, Verify::default())
    }

    /// As [`Portal::open`], with a word on how closely the files of the index are looked at.
    ///
    /// # Errors
    /// As [`Portal::open`].
    pub fn open_verified(path: impl AsRef<Path>, verify: Verify) -> Result<Portal, Error> {
        let path = path.as_ref().to_owned();
        // First whether there is a portal: without one there are no rules to be faulty.
        let commits = Commits::open(&path, verify)?;
        let rules = Rules::open(&path)?;
        let reader = commits.reader(&rules.dictionary)?;
        let version = Version::new(Arc::new(reader), rules, Arc::default());
        Ok(Portal {
            path,
            commits: Arc::new(commits),
            versions: Arc::new(Versions::new(version)),
            reloading: Arc::default(),
            reranker: None,
            weights: Arc::default(),
        })
    }

    /// Opens the portal in a folder, and makes an empty one first where the folder is missing or empty.
    ///
    /// # Errors
    /// As [`Portal::open`]; [`Error::NotAPortal`] when the folder holds something else.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Portal, Error> {
        let path = path.as_ref();
        match Portal::open(path) {
            Err(Error::NotAPortal { .. }) => {}
            opened => return opened,
        }
        let foreign = std::fs::read_dir(path).into_iter().flatten().flatten().find(|entry| {
            let name = entry.file_name();
            !["index", "config", "files", "writer.lock"].iter().any(|own| name == *own)
        });
        if let Some(entry) = foreign {
            let reason = format!("the folder holds something else ({})", entry.file_name().to_string_lossy());
            return Err(Error::NotAPortal { path: path.to_owned(), reason });
        }
        let config = path.join("config");
        std::fs::create_dir_all(&config).map_err(|error| Error::io(&config, error))?;
        Rules::write_first(path)?;
        create(path, &Rules::open(path)?.dictionary)?;
        Portal::open(path)
    }

    /// Makes the index of the portal in a folder anew from the items it stores: after its own dictionary has changed,
    /// or the program's analysis or fields. It takes the place of the old one at once, at the end; readers that are open
    /// go on with the old commit until they reload. Kept files that no item attaches any more are deleted.
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
        let rules = Rules::open(path)?;
        reindex(path, &rules.dictionary, rules.scene_items(), options, progress)
    }

    /// Checks the portal in a folder, as far as it can be read: whether its files are what was written and agree with
    /// each other, and whether its items are what a portal should publish. Reads everything; changes nothing.
    ///
    /// # Errors
    /// [`Error::NotAPortal`] when there is none. What is wrong with one is in the report.
    pub fn check(path: impl AsRef<Path>) -> Result<Report, Error> {
        Portal::check_on(path, today())
    }

    /// As [`Portal::check`], as if it were another day: what is new today is stale some day.
    ///
    /// # Errors
    /// As [`Portal::check`].
    pub fn check_on(path: impl AsRef<Path>, day: Date) -> Result<Report, Error> {
        let path = path.as_ref();
        if let Err(error @ Error::NotAPortal { .. }) = Commits::open(path, Verify::Ends) {
            return Err(error);
        }
        let mut rules = Rules::builtin();
        let (_, faults) = rules.reload_all(path);
        let has_words = !faults.iter().any(|fault| matches!(fault, Error::Dictionary { .. }));
        let written = Written {
            dictionary: has_words.then_some(&rules.dictionary),
            scenes: &rules.scenes,
            site: &rules.site,
            faults: &faults,
        };
        Ok(check(path, &written, day))
    }

    /// Copies the newest commit and what editors have written into a missing or empty folder, while the portal is
    /// searched and written to. The copy is a portal, verified.
    ///
    /// # Errors
    /// [`Error::Io`] names the file that cannot be read or written; [`Error::Damaged`] one whose copy is not what was
    /// written. What has been copied so far is no portal then.
    pub fn backup(path: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<Backup, Error> {
        backup(path.as_ref(), to.as_ref())
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was wrong with files of editors when the portal was opened: such a file is left aside, and what holds without
    /// it is in force. Later ones are what [`Portal::reload`] fails with.
    #[must_use]
    pub fn refused(&self) -> Vec<Error> {
        self.versions.newest().rules.refused.clone()
    }

    /// Gives every item that the portal stores to `each`, open to the public or not, in the order of the index, until it
    /// says that it is enough.
    ///
    /// # Errors
    /// [`Error::Damaged`] when one cannot be read back; those before it have been given.
    pub fn each_item(&self, mut each: impl FnMut(Item) -> ControlFlow<()>) -> Result<(), Error> {
        let reader = Arc::clone(&self.versions.newest().reader);
        let mut damaged = None;
        inspect(&reader, |read| match read {
            Ok(item) => each(item),
            Err(reason) => {
                damaged = Some(reason);
                ControlFlow::Break(())
            }
        });
        damaged.map_or(Ok(()), |reason| Err(reader.damaged(reason)))
    }

    /// The files that it keeps: attachments.
    #[must_use]
    pub fn files(&self) -> Files {
        Files::of(&self.path)
    }

    /// The one writer. Readers, this one too, see what it commits after [`Portal::reload`]. Its commits put in the scenes as
    /// their files were when it was opened.
    ///
    /// # Errors
    /// [`Error::Locked`] names the process that writes already.
    pub fn writer(&self, options: &WriterOptions) -> Result<Writer, Error> {
        let version = self.versions.newest();
        // As they are on the disk now: another process may have published scenes that were not there at the last reload.
        let mut rules = version.rules.clone();
        let _ = rules.reload_all(&self.path);
        Writer::open(&self.path, &version.rules.dictionary, rules.scene_items(), options)
    }

    /// Shows the newest commit and the newest rules from now on, and says whether one of them is another. Searches under
    /// way finish on theirs.
    ///
    /// # Errors
    /// [`Error::Fingerprint`] when the portal was meanwhile indexed by another version; [`Error::NewWords`] when its own
    /// dictionary has changed, once; [`Error::Config`] and [`Error::Dictionary`] when a file that editors write is
    /// malformed, once for each version of it. What was shown stays; what is faultless is shown all the same.
    pub fn reload(&self) -> Result<bool, Error> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = self.versions.newest();
        let mut rules = shown.rules.clone();
        let had_words = rules.dictionary.fingerprint();
        let changed_rules = rules.reload(&self.path);
        let newer = self.newer_reader(&shown.reader, &rules);
        let is_newer = matches!(newer, Ok(Some(_)));
        let (reader, digest) = match &newer {
            Ok(Some(reader)) => {
                // Whoever asks next must not wait for what was there before the reload.
                let digest = Digest::default();
                digest.make_as(&shown.digest, reader)?;
                (Arc::clone(reader), Arc::new(digest))
            }
            _ => (Arc::clone(&shown.reader), Arc::clone(&shown.digest)),
        };
        let words = rules.dictionary.fingerprint();
        // What was refused is remembered too, so that it is refused once.
        self.versions.show(Version::new(reader, rules, digest));
        let changed_rules = changed_rules?;
        newer?;
        if words != had_words && !is_newer {
            // New words are of use to the next index only: say so, once.
            let newest = self.versions.newest();
            if self.commits.newest()?.payload.check(&self.path, &newest.rules.dictionary).is_err() {
                return Err(Error::NewWords { path: self.path.join(rules::OWN_WORDS) });
            }
        }
        Ok(is_newer || changed_rules)
    }

    /// The newest commit, if it is another than the one shown.
    fn newer_reader(&self, shown: &Reader, rules: &Rules) -> Result<Option<Arc<Reader>>, Error> {
        let newest = self.commits.newest()?;
        if newest.id == shown.commit {
            return Ok(None);
        }
        // New words take effect with the index that was made with them; until then the old ones hold.
        let dictionary = match newest.payload.check(&self.path, &rules.dictionary) {
            Ok(()) => &rules.dictionary,
            Err(_) => &shown.dictionary,
        };
        self.commits.reader(dictionary).map(|reader| Some(Arc::new(reader)))
    }

    /// Lets go of commits that are kept for cursors, once their time is over. [`Portal::reload`] does so with every
    /// newer commit; whoever reloads in intervals may call this as often.
    pub fn tidy(&self) {
        self.versions.tidy();
    }

    /// Makes ready what suggestions, pinyin and cards need, so that nobody has to wait for it: some tenths of a second
    /// for 100,000 items. What has been made ready once is made anew with every reload; what has not is made when first
    /// asked for.
    ///
    /// # Errors
    /// [`Error::Damaged`] when an item cannot be read back.
    pub fn warm(&self) -> Result<(), Error> {
        let version = self.versions.newest();
        version.digest.make_all(&version.reader)
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

    /// Searches. Never fails on what a person types; see [`SearchAnswer::notes`].
    ///
    /// # Errors
    /// [`Error::Request`] when a limit is exceeded, a filter cannot be used, or a cursor has expired.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, Error> {
        self.search_until(request, Deadline::NONE)
    }

    /// As [`Portal::search`], but only as long as somebody waits for the answer.
    ///
    /// # Errors
    /// As [`Portal::search`]; [`Error::Deadline`] when it was not ready in time.
    pub fn search_until(&self, request: &SearchRequest, deadline: Deadline) -> Result<SearchAnswer, Error> {
        let cursor = Cursor::of(request)?;
        let version = match cursor {
            Some(cursor) => self.versions.find(cursor.version).ok_or(RequestError::ExpiredCursor)?,
            None => self.versions.newest(),
        };
        let source = Source {
            reader: &version.reader,
            digest: &version.digest,
            synonyms: &version.rules.synonyms,
            best_bets: &version.rules.best_bets,
            reranker: self.reranker.as_deref(),
            weights: &self.weights,
            today: cursor.map_or_else(today, |cursor| cursor.day),
            deadline,
        };
        let offset = cursor.map_or(request.offset, |cursor| cursor.offset);
        let mut answer = match cursor {
            Some(_) => crate::search::search(&source, &SearchRequest { offset, ..request.clone() })?,
            None => crate::search::search(&source, request)?,
        };
        let reached = offset.saturating_add(answer.hits.len());
        if !answer.hits.is_empty() && (reached as u64) < answer.total {
            let search = search_id(request);
            let next = Cursor { version: version.id(), search, day: source.today, offset: reached };
            answer.next_cursor = Some(next.to_string());
        }
        Ok(answer)
    }

    /// What a person may mean by what is typed so far. The first call makes ready what it needs; see [`Portal::warm`].
    ///
    /// # Errors
    /// [`Error::Request`] when a limit is exceeded.
    pub fn suggest(&self, request: &SuggestRequest) -> Result<SuggestAnswer, Error> {
        request.check()?;
        let version = self.versions.newest();
        let words = version.digest.words(&version.reader, &version.reader.searcher())?;
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
        // A scene is shown as its file says now, whether or not it stands in the index like that already.
        if let Some(scene) = self.scenes().get(id) {
            return Ok(Some(scene.item()));
        }
        Ok(self.any_item(id)?.filter(Item::is_open))
    }

    /// The item with this id, open to the public or not: for those who administer the portal.
    ///
    /// # Errors
    /// As [`Portal::item`].
    pub fn any_item(&self, id: &str) -> Result<Option<Item>, Error> {
        let reader = &self.versions.newest().reader;
        let searcher = reader.searcher();
        match reader.find(&searcher, id)? {
            Some(address) => reader.item(&searcher, address).map(Some),
            None => Ok(None),
        }
    }

    /// What it is called, and where it is published.
    #[must_use]
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.versions.newest().rules.site)
    }

    /// Order and tree of units and columns.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.versions.newest().reader.catalog)
    }

    /// The dictionary by which texts are cut, with the portal's own words.
    #[must_use]
    pub fn dictionary(&self) -> Arc<Dictionary> {
        Arc::clone(&self.versions.newest().reader.dictionary)
    }

    /// Counts what the portal holds.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder cannot be read.
    pub fn stats(&self) -> Result<Stats, Error> {
        let reader = Arc::clone(&self.versions.newest().reader);
        let (searcher, catalog) = (reader.searcher(), &reader.catalog);
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

/// The day that it is in China, by the clock of the machine.
#[must_use]
pub fn today() -> Date {
    const CHINA: Offset = Offset::constant(8);
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or(0)).unwrap_or_default();
    CHINA.to_datetime(now).date()
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
