//! A run: all sites at the same time, each for itself. First what leads to pages, then the pages: by then it is known which
//! of several columns and sites that name a page has it, whoever was the first to answer.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use menhu::Portal;
use menhu::catalog::Attachment;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::error::HarvestError;
use super::publish::publish;
use super::report::{self, Report};
use super::source::{Site, Source};
use super::state::{Article, Page, Run, State, Step, Task, TaskKind};
use super::visit::{Visitor, new_task};
use crate::http::Client;

/// Addresses of one site that are visited at the same time; how often is another question.
const AT_ONCE: usize = 4;
/// Visits one after another in which a server did not answer: then it is given up for this run.
const PATIENCE: u32 = 10;
/// Steps that are written down together, and that may wait for it.
const TOGETHER: usize = 64;
const WAITING: usize = 256;

/// Keeps attachments.
pub trait Keep: Send + Sync {
    /// Keeps a file that an article attaches, reads its text, and says in the attachment what became of it. May take its
    /// time: it is called away from what waits for the network.
    fn keep(&self, attachment: &mut Attachment, bytes: &[u8]);

    /// Whether a file is still kept: until its article is published, it may be swept up.
    fn has(&self, sha256: &str) -> bool;
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Addresses visited, those of earlier processes included.
    pub done: u64,
    /// Addresses that are known to be left.
    pub waiting: u64,
    /// The site of the last one.
    pub site: String,
}

/// Harvests sites into a portal: begins a run, or goes on with one that was interrupted. `name` is what the sites are
/// known by: a run goes on under the same name. `watch` is told of every address.
///
/// # Errors
/// [`HarvestError`] when nothing can be fetched or kept at all. Whatever happens to single pages is in the report.
pub async fn harvest(
    source: Source,
    name: &str,
    portal: &Portal,
    keep: Arc<dyn Keep>,
    watch: Arc<dyn Fn(Progress) + Send + Sync>,
) -> Result<Report, HarvestError> {
    let begin = Instant::now();
    let source = Arc::new(source);
    let state = Arc::new(State::open(portal.path(), name)?);
    if let Some(file) = &source.file {
        state.keep_for(file)?;
    }
    let rank = |task: &Task| source.rank(&task.site, task.column.as_deref());
    let mut run = state.run()?;
    let resumed = run.number > 0 && !run.is_finished;
    let mut report = Report { resumed, ..Report::default() };
    let sum = source_sum(&source);
    if !resumed {
        run = Run { number: run.number + 1, source: sum, ..Run::default() };
        state.begin(&run)?;
    } else if run.source != sum {
        report
            .notes
            .push("the source file has changed since the run began: what was visited before is as it was".into());
    }
    // What was added to the file since the run began is of it as well.
    state.add(&run, &first_tasks(&source), &rank)?;
    report.run = run.number;
    let client = Client::new(&source.user_agent(), source.reach.clone())?;
    let visitor =
        Arc::new(Visitor::new(client, Arc::clone(&source), Arc::clone(&state), Arc::clone(&keep), run.number));
    let mut is_mended = false;
    loop {
        for phase in [Phase::Lists, Phase::Pages] {
            report.visited += visit_all(&visitor, phase, &watch).await?;
        }
        run = state.run()?;
        if !run.is_swept {
            // What nothing leads to any more is asked for itself: it may be gone, or only not on the first pages any more.
            let left = not_visited(&state, &source)?;
            run.is_swept = true;
            state.add(&run, &left, &rank)?;
            continue;
        }
        // Between a kill and now the files of what is not published yet may have been swept up.
        let lost = without_files(&state, &source, &*keep)?;
        if lost.is_empty() || std::mem::replace(&mut is_mended, true) {
            break;
        }
        state.redo(&lost)?;
    }
    report.unread.clone_from(&run.unread);
    let portal = portal.clone();
    let report = tokio::task::spawn_blocking(move || -> Result<Report, HarvestError> {
        let published = publish(&state, &source, &portal, &mut report)?;
        report::count(&state, run.number, &mut report)?;
        state.finish(&published, &run)?;
        Ok(report)
    });
    let mut report = match report.await {
        Ok(report) => report?,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    report.seconds = begin.elapsed().as_secs_f64();
    Ok(report)
}

/// What is visited together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Site maps, feeds and lists.
    Lists,
    Pages,
}

impl Phase {
    fn has(self, kind: TaskKind) -> bool {
        (kind == TaskKind::Page) == (self == Phase::Pages)
    }
}

/// What a source file says of sites, as a checksum.
fn source_sum(source: &Source) -> String {
    format!("{:016x}", checksum(&format!("{:?}", source.sites)))
}

fn first_tasks(source: &Source) -> Vec<Task> {
    let mut tasks = Vec::new();
    for site in &source.sites {
        tasks.extend(site.sitemaps.iter().map(|url| new_task(site, url.clone(), TaskKind::Sitemap(1), None)));
        for column in &site.columns {
            tasks.extend(column.feeds.iter().map(|url| new_task(site, url.clone(), TaskKind::Feed, Some(column))));
            tasks.extend(column.lists.iter().map(|url| new_task(site, url.clone(), TaskKind::List(1), Some(column))));
        }
    }
    tasks
}

/// Pages that are known, not gone, and not among the tasks of this run.
fn not_visited(state: &State, source: &Source) -> Result<Vec<Task>, HarvestError> {
    let mut tasks = HashSet::new();
    state.each_task(|task| {
        tasks.insert(task.url);
    })?;
    let mut left = Vec::new();
    state.each_page(|url, page| {
        let is_of_source = source.sites.iter().any(|site| site.name == page.site);
        if page.article.is_some() && page.gone.is_none() && is_of_source && !tasks.contains(url) {
            left.push(known_task(url, page));
        }
    })?;
    Ok(left)
}

/// Pages that are to be published, and whose attachments were kept and are not there any more.
fn without_files(state: &State, source: &Source, keep: &dyn Keep) -> Result<Vec<Task>, HarvestError> {
    let mut lost = Vec::new();
    state.each_page(|url, page| {
        let is_lost = |article: &Article| {
            article.item.attachments.iter().filter_map(|file| file.file.as_deref()).any(|sha256| !keep.has(sha256))
        };
        let is_of_source = source.sites.iter().any(|site| site.name == page.site);
        if page.is_waiting() && page.gone.is_none() && is_of_source && page.article.as_ref().is_some_and(is_lost) {
            lost.push(known_task(url, page));
        }
    })?;
    Ok(lost)
}

/// A visit that no list leads to.
fn known_task(url: &str, page: Page) -> Task {
    Task {
        url: url.to_owned(),
        site: page.site,
        kind: TaskKind::Page,
        column: Some(page.column),
        published: None,
        is_done: false,
    }
}

/// What the sites of a run have in common.
struct Shared {
    visitor: Arc<Visitor>,
    phase: Phase,
    seen: Mutex<Seen>,
    steps: mpsc::Sender<Step>,
    watch: Arc<dyn Fn(Progress) + Send + Sync>,
    done: AtomicU64,
    waiting: AtomicU64,
}

/// Addresses that have been among the tasks, as checksums: all of them, and those that are no pages.
#[derive(Default)]
struct Seen {
    all: HashSet<u64>,
    lists: HashSet<u64>,
}

/// What is new of what a visit has found.
#[derive(Default)]
struct Found {
    /// To be visited now.
    next: Vec<Task>,
    /// How many addresses were not known.
    new: u64,
    /// Whether some were left out, because their site has no room.
    is_full: bool,
}

impl Shared {
    /// Keeps of the tasks that were found those that say something new: addresses that were not known, as long as their
    /// site has room, lists that were taken for pages, and more of pages that nobody has visited yet.
    fn keep_new(&self, tasks: &mut Vec<Task>, known: &mut usize, most: usize) -> Found {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = Found::default();
        tasks.retain(|task| {
            let (sum, is_page) = (checksum(&task.url), task.kind == TaskKind::Page);
            if seen.all.contains(&sum) {
                if is_page {
                    return self.phase == Phase::Lists;
                }
            } else {
                if *known >= most {
                    found.is_full = true;
                    return false;
                }
                *known += 1;
                found.new += 1;
                seen.all.insert(sum);
            }
            if !is_page && !seen.lists.insert(sum) {
                return false;
            }
            if self.phase.has(task.kind) {
                found.next.push(task.clone());
            }
            true
        });
        found
    }

    fn tell(&self, site: &Site, new: u64) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let waiting = (self.waiting.fetch_add(new, Ordering::Relaxed) + new).saturating_sub(1);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        (self.watch)(Progress { done, waiting, site: site.name.clone() });
    }
}

/// Visits all addresses of a kind that wait, and those of the kind that they lead to. Returns how many.
async fn visit_all(
    visitor: &Arc<Visitor>,
    phase: Phase,
    watch: &Arc<dyn Fn(Progress) + Send + Sync>,
) -> Result<u64, HarvestError> {
    let (mut seen, mut done, mut left) = (Seen::default(), 0, 0);
    let mut waiting: HashMap<String, (VecDeque<Task>, usize)> = HashMap::new();
    visitor.state.each_task(|task| {
        let sum = checksum(&task.url);
        seen.all.insert(sum);
        if task.kind != TaskKind::Page {
            seen.lists.insert(sum);
        }
        let (queue, known) = waiting.entry(task.site.clone()).or_default();
        *known += 1;
        if task.is_done {
            done += 1;
        } else {
            left += 1;
            if phase.has(task.kind) {
                queue.push_back(task);
            }
        }
    })?;
    let (steps, recorder) = record(Arc::clone(&visitor.state), Arc::clone(&visitor.source));
    let shared = Arc::new(Shared {
        visitor: Arc::clone(visitor),
        phase,
        seen: Mutex::new(seen),
        steps,
        watch: Arc::clone(watch),
        done: AtomicU64::new(done),
        waiting: AtomicU64::new(left),
    });
    let mut sites = JoinSet::new();
    for at in 0..visitor.source.sites.len() {
        if let Some((queue, known)) = waiting.remove(&visitor.source.sites[at].name) {
            sites.spawn(visit_site(Arc::clone(&shared), at, queue, known));
        }
    }
    let mut failed = None;
    while let Some(ended) = sites.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failed = failed.or(Some(error)),
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
    let visited = shared.done.load(Ordering::Relaxed) - done;
    // The recorder ends when nobody has anything to say any more.
    drop(shared);
    match recorder.await {
        Ok(recorded) => recorded?,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
    failed.map_or(Ok(visited), Err)
}

/// Writes steps down, as many together as have come while the last ones were written.
fn record(
    state: Arc<State>,
    source: Arc<Source>,
) -> (mpsc::Sender<Step>, tokio::task::JoinHandle<Result<(), HarvestError>>) {
    let (sender, mut receiver) = mpsc::channel::<Step>(WAITING);
    let recorder = tokio::task::spawn_blocking(move || {
        let rank = |task: &Task| source.rank(&task.site, task.column.as_deref());
        while let Some(first) = receiver.blocking_recv() {
            let mut steps = vec![first];
            while steps.len() < TOGETHER
                && let Ok(step) = receiver.try_recv()
            {
                steps.push(step);
            }
            state.take(&steps, &rank)?;
        }
        Ok(())
    });
    (sender, recorder)
}

/// Visits the addresses of one site.
async fn visit_site(
    shared: Arc<Shared>,
    at: usize,
    mut queue: VecDeque<Task>,
    mut known: usize,
) -> Result<(), HarvestError> {
    let visitor = &shared.visitor;
    let (site, most) = (&visitor.source.sites[at], visitor.source.pages);
    let (mut failures, mut is_told) = (0, false);
    let mut under_way = FuturesUnordered::new();
    loop {
        while under_way.len() < AT_ONCE
            && failures < PATIENCE
            && let Some(task) = queue.pop_front()
        {
            under_way.push(visitor.visit(site, task));
        }
        let mut step = match under_way.next().await {
            Some(visit) => {
                let visit = visit?;
                failures = if visit.is_server_down { failures + 1 } else { 0 };
                visit.step
            }
            None => match queue.pop_front() {
                Some(task) => visitor.give_up(task)?,
                None => return Ok(()),
            },
        };
        let found = shared.keep_new(&mut step.found, &mut known, most);
        if found.is_full && !std::mem::replace(&mut is_told, true) {
            step.unread
                .push(format!("{}: it has more than {most} addresses; the others are left out (`pages`)", site.name));
        }
        // First what was done is on its way to the disk, then others are begun that follow from it.
        queue.extend(found.next);
        shared.tell(site, found.new);
        if shared.steps.send(step).await.is_err() {
            // The recorder has ended, and says itself why.
            return Ok(());
        }
    }
}

fn checksum(url: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    url.hash(&mut hasher);
    hasher.finish()
}
