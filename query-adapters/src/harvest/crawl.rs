//! A run: all sites at the same time, each for itself.

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
use super::polite::Hosts;
use super::publish::publish;
use super::report::{self, Report};
use super::source::{Site, Source};
use super::state::{Run, State, Step, Task, TaskKind};
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
    let mut run = state.run()?;
    let resumed = run.number > 0 && !run.is_finished;
    if !resumed {
        run = Run { number: run.number + 1, ..Run::default() };
        state.begin(&run, &first_tasks(&source))?;
    }
    let client = Client::new(&source.user_agent(), source.reach.clone())?;
    let visitor = Arc::new(Visitor {
        hosts: Hosts::new(client.clone(), source.agent.clone()),
        client,
        source: Arc::clone(&source),
        state: Arc::clone(&state),
        keep,
        run: run.number,
        today: menhu::today(),
    });
    let mut report = Report { run: run.number, resumed, ..Report::default() };
    loop {
        report.visited += visit_all(&visitor, &watch).await?;
        run = state.run()?;
        if run.is_swept {
            break;
        }
        // What nothing leads to any more is asked for itself: it may be gone, or only not on the first pages any more.
        let left = not_visited(&state, &source)?;
        run.is_swept = true;
        state.add(&run, &left)?;
    }
    report.unread.clone_from(&run.unread);
    let portal = portal.clone();
    let report = tokio::task::spawn_blocking(move || -> Result<Report, HarvestError> {
        publish(&state, &source, &portal, &mut report)?;
        report::count(&state, run.number, &mut report)?;
        state.set_run(&Run { is_finished: true, ..run })?;
        Ok(report)
    });
    let mut report = match report.await {
        Ok(report) => report?,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    report.seconds = begin.elapsed().as_secs_f64();
    Ok(report)
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
            left.push(Task {
                url: url.to_owned(),
                site: page.site,
                kind: TaskKind::Page,
                column: Some(page.column),
                published: None,
                is_done: false,
            });
        }
    })?;
    Ok(left)
}

/// What the sites of a run have in common.
struct Shared {
    visitor: Arc<Visitor>,
    /// Addresses that have been among the tasks, as checksums.
    seen: Mutex<HashSet<u64>>,
    steps: mpsc::Sender<Step>,
    watch: Arc<dyn Fn(Progress) + Send + Sync>,
    done: AtomicU64,
    waiting: AtomicU64,
}

impl Shared {
    /// Keeps those tasks whose addresses were not among the tasks before, as long as their site has room; says whether
    /// some were left out because it has none.
    fn keep_new(&self, tasks: &mut Vec<Task>, known: &mut usize, most: usize) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut is_full = false;
        tasks.retain(|task| {
            let sum = checksum(&task.url);
            if seen.contains(&sum) {
                return false;
            }
            if *known >= most {
                is_full = true;
                return false;
            }
            *known += 1;
            seen.insert(sum)
        });
        is_full
    }

    fn tell(&self, site: &Site, step: &Step) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let more = step.found.len() as u64;
        let waiting = (self.waiting.fetch_add(more, Ordering::Relaxed) + more).saturating_sub(1);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        (self.watch)(Progress { done, waiting, site: site.name.clone() });
    }
}

/// Visits all addresses that wait, and those that they lead to. Returns how many.
async fn visit_all(visitor: &Arc<Visitor>, watch: &Arc<dyn Fn(Progress) + Send + Sync>) -> Result<u64, HarvestError> {
    let (mut seen, mut done) = (HashSet::new(), 0);
    let mut waiting: HashMap<String, (VecDeque<Task>, usize)> = HashMap::new();
    visitor.state.each_task(|task| {
        seen.insert(checksum(&task.url));
        let (queue, known) = waiting.entry(task.site.clone()).or_default();
        *known += 1;
        if task.is_done {
            done += 1;
        } else {
            queue.push_back(task);
        }
    })?;
    let (steps, recorder) = record(Arc::clone(&visitor.state));
    let shared = Arc::new(Shared {
        visitor: Arc::clone(visitor),
        seen: Mutex::new(seen),
        steps,
        watch: Arc::clone(watch),
        done: AtomicU64::new(done),
        waiting: AtomicU64::new(waiting.values().map(|(queue, _)| queue.len() as u64).sum()),
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
fn record(state: Arc<State>) -> (mpsc::Sender<Step>, tokio::task::JoinHandle<Result<(), HarvestError>>) {
    let (sender, mut receiver) = mpsc::channel::<Step>(WAITING);
    let recorder = tokio::task::spawn_blocking(move || {
        while let Some(first) = receiver.blocking_recv() {
            let mut steps = vec![first];
            while steps.len() < TOGETHER
                && let Ok(step) = receiver.try_recv()
            {
                steps.push(step);
            }
            state.take(&steps)?;
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
        let is_full = shared.keep_new(&mut step.found, &mut known, most);
        if is_full && !std::mem::replace(&mut is_told, true) {
            let full = format!("{}: it has more than {most} addresses; the others are left out (`pages`)", site.name);
            step.unread = Some(step.unread.map_or_else(|| full.clone(), |unread| format!("{unread}; {full}")));
        }
        // First what was done is on its way to the disk, then others are begun that follow from it.
        queue.extend(step.found.iter().cloned());
        shared.tell(site, &step);
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
