//! What is known of every address, on disk: `harvest/<name>.redb` in the portal's folder.
//!
//! A step of the way is one transaction: the address is done, what it led to is waiting, what was read there is kept.
//! Whoever is killed in between has done it, or has not begun.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use menhu::catalog::Item;
use menhu::html::Published;
use menhu::text::Sketch;
use redb::{Builder, Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::HarvestError;

/// Pages, by their addresses.
const PAGES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("pages");
/// What a run has to visit and has visited, by addresses.
const TASKS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("tasks");
/// The run.
const RUN: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("run");
const RUN_KEY: &str = "run";
/// Where the source file lies, in the same table.
const FILE_KEY: &str = "file";

/// Memory for pages of the file, in bytes.
const CACHE: usize = 16 << 20;

/// What became of a page in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An article that was not known.
    New,
    /// A known one that says something else, or is there again.
    Changed,
    /// A known one that says the same, or is still gone.
    Unchanged,
    /// A known one that is not there any more (404, 410), or is no article any more.
    Gone,
    /// It could not be fetched or read; what was known of it stays.
    Failed,
    /// It is no article.
    NoArticle,
    /// robots.txt or the page itself does not want it to be kept.
    Unwanted,
}

/// What is known of an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) site: String,
    /// The column's path in the portal: what a visit needs that no list leads to.
    pub(super) column: String,
    /// By what of the source file it was read, as a checksum: read by something else, it may say something else.
    #[serde(default)]
    pub(super) read_by: String,
    /// What the source file said of the columns of its site when it came to this one, as a checksum.
    #[serde(default)]
    pub(super) placed_by: String,
    /// Whether something else stood in its place the last time: it may be there again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_doubted: bool,
    /// The run in which it was visited last, and what became of it then.
    pub(super) run: u64,
    pub(super) outcome: Outcome,
    /// Why it failed, or is no article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    /// The day since which it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gone: Option<Date>,
    /// What it said the last time it was an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) article: Option<Article>,
    /// The item that it was published as, and the state it had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<PublishedAs>,
}

/// An article, as it was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Article {
    /// As the item that it is on its own; its id is made of its address.
    pub(super) item: Item,
    /// Checksum of what it says: two that are the same are no change.
    pub(super) sum: String,
    /// Whether it is of the unit whose site it is on (ContentSource).
    pub(super) is_own: bool,
    /// By what it is compared with others.
    pub(super) title_key: String,
    pub(super) sketch: Sketch,
    pub(super) numbers: Vec<u32>,
    pub(super) length: usize,
    /// Validators of its attachments, by their addresses.
    #[serde(default)]
    pub(super) files: Vec<FileSeen>,
}

/// What was answered for an attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileSeen {
    pub(super) url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    /// Why there is no newer one than was kept, or none at all: it is asked for again the next time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) missed: Option<Missed>,
}

/// Why there is nothing of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Missed {
    /// It could not be fetched.
    Failed,
    /// It is not there (404, 410), or robots.txt forbids it.
    Gone,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PublishedAs {
    pub(super) id: String,
    pub(super) sum: String,
    pub(super) gone: Option<Date>,
}

impl Page {
    /// Whether the portal does not show yet what is known.
    pub(super) fn is_waiting(&self) -> bool {
        match (&self.article, &self.published) {
            (Some(article), Some(published)) => article.sum != published.sum || self.gone != published.gone,
            (article, None) => article.is_some(),
            (None, Some(_)) => false,
        }
    }
}

/// An address to visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) url: String,
    pub(super) site: String,
    pub(super) kind: TaskKind,
    /// Path of the column; `None` for site maps, which are of all columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<String>,
    /// What the list says beside the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) published: Option<Published>,
    #[serde(default)]
    pub(super) is_done: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TaskKind {
    /// A site map, and how many have led to it.
    Sitemap(u32),
    Feed,
    /// A list, and which of its pages.
    List(u32),
    Page,
}

/// The run that is under way, or was the last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    /// Counts from 1.
    pub(super) number: u64,
    /// Whether all of it is done, the publishing too.
    pub(super) is_finished: bool,
    /// Whether pages that nothing leads to any more have been put among the tasks.
    pub(super) is_swept: bool,
    /// What could not be read of site maps, feeds and lists.
    #[serde(default)]
    pub(super) unread: Vec<String>,
    /// What the source file said when it began, as a checksum.
    #[serde(default)]
    pub(super) source: String,
}

/// What one visit changes.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) done: Option<Task>,
    pub(super) found: Vec<Task>,
    pub(super) page: Option<(String, Page)>,
    pub(super) unread: Vec<String>,
}

/// The file.
#[derive(Debug)]
pub(super) struct State {
    database: Database,
    path: PathBuf,
}

impl State {
    pub(super) fn open(portal: &Path, name: &str) -> Result<State, HarvestError> {
        let folder = portal.join("harvest");
        let path = folder.join(format!("{name}.redb"));
        let failed = |reason: String| HarvestError::State { path: path.clone(), reason };
        std::fs::create_dir_all(&folder).map_err(|error| failed(error.to_string()))?;
        let database = Builder::new().set_cache_size(CACHE).create(&path).map_err(|error| match error {
            redb::DatabaseError::DatabaseAlreadyOpen => {
                failed("another harvest of these sites is under way; wait for it".to_owned())
            }
            error => failed(format!("{error}; remove the file to begin anew, nothing of the portal is lost with it")),
        })?;
        let state = State { database, path };
        state.write(|transaction| {
            transaction.open_table(PAGES)?;
            transaction.open_table(TASKS)?;
            transaction.open_table(RUN)?;
            Ok(())
        })?;
        Ok(state)
    }

    /// Notes which source file this is kept for.
    ///
    /// # Errors
    /// [`HarvestError::State`] when it is kept for another that is there still and is called the same.
    pub(super) fn keep_for(&self, file: &Path) -> Result<(), HarvestError> {
        let known: Option<PathBuf> = self.get(RUN, FILE_KEY)?;
        if let Some(known) = known.filter(|known| known != file && known.is_file()) {
            return Err(self.failed(format!(
                "it is kept for {}, and {} is called the same; rename one of them",
                known.display(),
                file.display()
            )));
        }
        self.write(|transaction| {
            transaction.open_table(RUN)?.insert(FILE_KEY, json(&file).as_slice())?;
            Ok(())
        })
    }

    fn failed(&self, error: impl std::fmt::Display) -> HarvestError {
        HarvestError::State { path: self.path.clone(), reason: error.to_string() }
    }

    fn write(
        &self,
        change: impl FnOnce(&redb::WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), HarvestError> {
        let transaction = self.database.begin_write().map_err(|error| self.failed(error))?;
        change(&transaction).map_err(|error| self.failed(error))?;
        transaction.commit().map_err(|error| self.failed(error))
    }

    fn get<T: DeserializeOwned>(
        &self,
        table: TableDefinition<'_, &str, &[u8]>,
        key: &str,
    ) -> Result<Option<T>, HarvestError> {
        let read = || -> Result<Option<T>, redb::Error> {
            let table = self.database.begin_read()?.open_table(table)?;
            Ok(table.get(key)?.and_then(|value| serde_json::from_slice(value.value()).ok()))
        };
        read().map_err(|error| self.failed(error))
    }

    /// Gives every row of a table, in the order of addresses.
    fn each<T: DeserializeOwned>(
        &self,
        table: TableDefinition<'_, &str, &[u8]>,
        mut each: impl FnMut(&str, T),
    ) -> Result<(), HarvestError> {
        let mut read = || -> Result<(), redb::Error> {
            let table = self.database.begin_read()?.open_table(table)?;
            for row in table.iter()? {
                let (key, value) = row?;
                // What another version has written otherwise is as good as not known.
                if let Ok(value) = serde_json::from_slice(value.value()) {
                    each(key.value(), value);
                }
            }
            Ok(())
        };
        read().map_err(|error| self.failed(error))
    }

    pub(super) fn run(&self) -> Result<Run, HarvestError> {
        Ok(self.get(RUN, RUN_KEY)?.unwrap_or_default())
    }

    /// Begins a run; what is to be visited comes with [`State::add`].
    pub(super) fn begin(&self, run: &Run) -> Result<(), HarvestError> {
        self.write(|transaction| {
            transaction.delete_table(TASKS)?;
            transaction.open_table(TASKS)?;
            transaction.open_table(RUN)?.insert(RUN_KEY, json(run).as_slice())?;
            Ok(())
        })
    }

    /// Puts more tasks in, and what the run is then. `rank` says which of two that name the same page is first.
    pub(super) fn add(&self, run: &Run, tasks: &[Task], rank: Rank<'_>) -> Result<(), HarvestError> {
        self.write(|transaction| {
            for task in tasks {
                find_task(transaction, task, rank)?;
            }
            transaction.open_table(RUN)?.insert(RUN_KEY, json(run).as_slice())?;
            Ok(())
        })
    }

    /// Has tasks done again.
    pub(super) fn redo(&self, tasks: &[Task]) -> Result<(), HarvestError> {
        self.write(|transaction| tasks.iter().try_for_each(|task| put_task(transaction, task)))
    }

    pub(super) fn page(&self, url: &str) -> Result<Option<Page>, HarvestError> {
        self.get(PAGES, url)
    }

    pub(super) fn each_page(&self, each: impl FnMut(&str, Page)) -> Result<(), HarvestError> {
        self.each(PAGES, each)
    }

    pub(super) fn each_task(&self, mut each: impl FnMut(Task)) -> Result<(), HarvestError> {
        self.each(TASKS, |_, task| each(task))
    }

    /// Takes steps of the way, all of them or none.
    pub(super) fn take(&self, steps: &[Step], rank: Rank<'_>) -> Result<(), HarvestError> {
        self.write(|transaction| {
            for step in steps {
                for found in &step.found {
                    find_task(transaction, found, rank)?;
                }
                if let Some(done) = &step.done {
                    put_task(transaction, done)?;
                }
                if let Some((url, page)) = &step.page {
                    transaction.open_table(PAGES)?.insert(url.as_str(), json(page).as_slice())?;
                }
                if !step.unread.is_empty() {
                    let mut table = transaction.open_table(RUN)?;
                    let known = table.get(RUN_KEY)?.and_then(|run| serde_json::from_slice::<Run>(run.value()).ok());
                    let mut run = known.unwrap_or_default();
                    run.unread.extend(step.unread.iter().cloned());
                    table.insert(RUN_KEY, json(&run).as_slice())?;
                }
            }
            Ok(())
        })
    }

    /// Ends a run: notes what pages were published as, and that all is done, at the same moment. Whoever is killed before
    /// it publishes the same again, and counts it again.
    pub(super) fn finish(&self, published: &[(String, PublishedAs)], run: &Run) -> Result<(), HarvestError> {
        self.write(|transaction| {
            let mut table = transaction.open_table(PAGES)?;
            for (url, as_item) in published {
                let known = table.get(url.as_str())?.and_then(|page| serde_json::from_slice::<Page>(page.value()).ok());
                if let Some(mut page) = known {
                    page.published = Some(as_item.clone());
                    table.insert(url.as_str(), json(&page).as_slice())?;
                }
            }
            let run = Run { is_finished: true, ..run.clone() };
            transaction.open_table(RUN)?.insert(RUN_KEY, json(&run).as_slice())?;
            Ok(())
        })
    }
}

/// How early a site and its column stand in the source file.
pub(super) type Rank<'a> = &'a dyn Fn(&Task) -> (usize, usize);

fn put_task(transaction: &redb::WriteTransaction, task: &Task) -> Result<(), redb::Error> {
    transaction.open_table(TASKS)?.insert(task.url.as_str(), json(task).as_slice())?;
    Ok(())
}

/// Puts a task in that was found, beside what is known of its address.
fn find_task(transaction: &redb::WriteTransaction, found: &Task, rank: Rank<'_>) -> Result<(), redb::Error> {
    let known = transaction
        .open_table(TASKS)?
        .get(found.url.as_str())?
        .and_then(|task| serde_json::from_slice::<Task>(task.value()).ok());
    match known {
        Some(known) => put_task(transaction, &merged(known, found.clone(), rank)),
        None => put_task(transaction, found),
    }
}

/// One task of two for the same address, whichever was found first: what is a list is no page, and a page is of the column
/// that stands first in the source file.
fn merged(known: Task, found: Task, rank: Rank<'_>) -> Task {
    match (known.kind, found.kind) {
        (TaskKind::Page, TaskKind::Page) => {
            let published = match (rank(&known).cmp(&rank(&found)), known.published, found.published) {
                (Ordering::Less, known, found) => known.or(found),
                (Ordering::Greater, known, found) => found.or(known),
                (Ordering::Equal, Some(known), Some(found)) => Some(known.min(found)),
                (Ordering::Equal, known, found) => known.or(found),
            };
            let is_done = known.is_done;
            let first = if rank(&found) < rank(&known) { found } else { known };
            Task { published, is_done, ..first }
        }
        (TaskKind::Page, _) => found,
        _ => known,
    }
}

/// What is kept is made of strings, numbers and items: writing it cannot fail.
fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path(), "a").unwrap();
        assert!(State::open(folder.path(), "a").unwrap_err().to_string().contains("another harvest"));
        let task = |url: &str| Task {
            url: url.to_owned(),
            site: "甲".into(),
            kind: TaskKind::Page,
            column: None,
            published: None,
            is_done: false,
        };
        let run = Run { number: 1, ..Run::default() };
        state.begin(&run).unwrap();
        state.add(&run, &[task("a")], &|_| (0, 0)).unwrap();
        let step = Step {
            done: Some(Task { is_done: true, ..task("a") }),
            found: vec![task("b")],
            unread: vec!["x".into()],
            ..Step::default()
        };
        state.take(&[step], &|_| (0, 0)).unwrap();
        drop(state);
        let state = State::open(folder.path(), "a").unwrap();
        let mut tasks = Vec::new();
        state.each_task(|task| tasks.push((task.url, task.is_done))).unwrap();
        assert_eq!(tasks, [("a".to_owned(), true), ("b".to_owned(), false)]);
        assert_eq!((state.run().unwrap().number, state.run().unwrap().unread), (1, vec!["x".to_owned()]));
        state.begin(&Run { number: 2, ..Run::default() }).unwrap();
        state.each_task(|_| panic!("no task is left")).unwrap();
    }

    #[test]
    fn it_makes_no_difference_who_finds_a_page_first() {
        let day = |day| Some(Published { date: jiff::civil::date(2026, 3, day), time: None });
        let task = |site: &str, kind, published| Task {
            url: "http://a.example/1".into(),
            site: site.into(),
            kind,
            column: Some("公告".into()),
            published,
            is_done: false,
        };
        let rank = |task: &Task| (task.site.len(), 0);
        let page = TaskKind::Page;
        for (one, other, expected) in [
            (task("a", page, None), task("bb", page, day(2)), task("a", page, day(2))),
            (task("a", page, day(1)), task("bb", page, day(2)), task("a", page, day(1))),
            (task("a", page, day(2)), task("c", page, day(1)), task("a", page, day(1))),
            (task("a", page, day(1)), task("bb", TaskKind::List(2), None), task("bb", TaskKind::List(2), None)),
        ] {
            let both = [merged(one.clone(), other.clone(), &rank), merged(other, one, &rank)];
            for merged in both {
                assert_eq!((merged.kind, merged.published), (expected.kind, expected.published));
                assert_eq!(merged.site.len(), expected.site.len());
            }
        }
    }

    #[test]
    fn two_files_of_one_name_do_not_share_what_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.toml"), folder.path().join("b.toml"));
        std::fs::write(&a, "").unwrap();
        let state = State::open(folder.path(), "district").unwrap();
        state.keep_for(&a).unwrap();
        state.keep_for(&a).unwrap();
        let error = state.keep_for(&b).unwrap_err().to_string();
        assert!(error.contains("a.toml") && error.contains("b.toml") && error.contains("rename one"), "{error}");
        // It was moved.
        std::fs::remove_file(&a).unwrap();
        state.keep_for(&b).unwrap();
    }

    #[test]
    fn a_file_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("harvest")).unwrap();
        std::fs::write(folder.path().join("harvest/a.redb"), "x".repeat(5000)).unwrap();
        let error = State::open(folder.path(), "a").unwrap_err().to_string();
        assert!(error.contains("a.redb") && error.contains("remove the file"), "{error}");
    }
}
