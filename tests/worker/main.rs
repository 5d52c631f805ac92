//! `menhu-worker`: writes to a portal and reads it, in a process of its own, so that tests can kill it, starve it, or
//! run it as another user. It says what it has done on standard output, a line at a time.
//!
//! What it writes can be judged by whoever reads: batch N is so many items that share a word of their own, and in the
//! same commit the item `state` says N. So a reader must see whole batches, all of them up to the number that it sees.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use menhu::catalog::{Attachment, Item, Kind};
use menhu::query::SearchRequest;
use menhu::{Error, Files, Portal, WriterOptions};
use menhu_lookups::harvest::{Keep, Source};

const USAGE: &str = "menhu-worker write DIR FIRST SIZE PAUSE_MS [LAST] | read DIR SECONDS | count DIR QUERY | reindex DIR | harvest DIR FILE";

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["write", portal, first, size, pause, last @ ..] => write(portal, first, size, pause, last.first().copied()),
        ["read", portal, seconds] => read(portal, seconds),
        ["count", portal, query] => count(portal, query),
        ["reindex", portal] => reindex(portal),
        ["harvest", portal, source] => harvest(portal, source),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Says something at once: whoever listens may kill this process the next moment.
fn say(text: &str) {
    println!("{text}");
    let _ = std::io::stdout().flush();
}

/// The items of a batch share a word; one of them replaces that of the batch before, so that there is something deleted.
fn batch(number: u64, size: u64) -> Vec<Item> {
    let text = "为进一步规范住房公积金缴存和提取，根据有关规定，现就有关事项通知如下。".repeat(4);
    let one = |id: String, title: String, body: String| {
        let mut item = Item::new(id, Kind::News, title);
        item.body = body;
        item
    };
    let mut items: Vec<Item> = (0..size)
        .map(|at| one(format!("{number}-{at}"), format!("第{at}件通知"), format!("batch{number} {text}")))
        .collect();
    items.push(one("state".to_owned(), "状态".to_owned(), format!("state{number}")));
    items
}

fn write(portal: &str, first: &str, size: &str, pause: &str, last: Option<&str>) -> Result<(), Failure> {
    let (first, size, pause) = (first.parse()?, size.parse()?, Duration::from_millis(pause.parse()?));
    let last = last.map_or(Ok(u64::MAX), str::parse)?;
    let portal = Portal::open_or_create(portal)?;
    let mut writer = portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 })?;
    say("ready");
    for number in first..=last {
        for item in batch(number, size) {
            writer.put(&item)?;
        }
        writer.commit()?;
        say(&format!("committed {number}"));
        std::thread::sleep(pause);
    }
    writer.finish()?;
    Ok(())
}

/// Reads until the time is over; anything that may not be is an error.
fn read(portal: &str, seconds: &str) -> Result<(), Failure> {
    let end = Instant::now() + Duration::from_secs(seconds.parse()?);
    let portal = wait_for(Path::new(portal), end)?;
    let (mut reads, mut newest, mut size) = (0u64, 0u64, None);
    while Instant::now() < end {
        portal.reload()?;
        let state = portal.item("state")?.map(|item| item.body);
        let Some(number) = state.as_deref().and_then(|body| body.strip_prefix("state")?.parse::<u64>().ok()) else {
            continue;
        };
        if number < newest {
            return Err(format!("batch {number} is shown after batch {newest}").into());
        }
        newest = number;
        // The newest batch, and one from the past.
        for batch in [number, 1 + reads % number] {
            let answer = portal.search(&SearchRequest::new(format!("batch{batch}")))?;
            let whole = *size.get_or_insert(answer.total);
            if answer.total != whole || answer.hits.is_empty() {
                return Err(format!("batch {batch} of {number} has {} of {whole} items", answer.total).into());
            }
        }
        reads += 1;
    }
    say(&format!("{reads} reads, up to batch {newest}"));
    if reads == 0 { Err("nothing could be read".into()) } else { Ok(()) }
}

/// The portal, as soon as somebody has made it.
fn wait_for(path: &Path, end: Instant) -> Result<Portal, Failure> {
    loop {
        match Portal::open(path) {
            Ok(portal) => return Ok(portal),
            Err(Error::NotAPortal { .. }) if Instant::now() < end => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(error.into()),
        }
    }
}

fn count(portal: &str, query: &str) -> Result<(), Failure> {
    let portal = Portal::open(PathBuf::from(portal))?;
    say(&portal.search(&SearchRequest::new(query))?.total.to_string());
    Ok(())
}

fn reindex(portal: &str) -> Result<(), Failure> {
    say("ready");
    let items = Portal::reindex(portal, &WriterOptions { threads: 1, memory: 15_000_000 }, |_, _| {})?;
    say(&format!("{items} items"));
    Ok(())
}

/// Keeps attachments that are text.
struct Keeper(Files);

impl Keep for Keeper {
    fn keep(&self, attachment: &mut Attachment, bytes: &[u8]) {
        match self.0.put(bytes) {
            Ok(stored) => attachment.file = Some(stored.sha256),
            Err(error) => attachment.fault = Some(error.to_string()),
        }
        attachment.text = String::from_utf8_lossy(bytes).into_owned();
    }

    fn has(&self, sha256: &str) -> bool {
        self.0.path(sha256).is_some()
    }
}

/// Says how many addresses are done, at the end the report, and the most memory that this process has taken.
fn harvest(portal: &str, source: &str) -> Result<(), Failure> {
    let portal = Portal::open_or_create(portal)?;
    let source = Source::parse(&std::fs::read_to_string(source)?)?;
    let keep = Arc::new(Keeper(portal.files()));
    let watch = |progress: menhu_lookups::harvest::Progress| say(&format!("done {}", progress.done));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(menhu_lookups::harvest::harvest(source, "test", &portal, keep, Arc::new(watch)))?;
    say(&format!("report {}", serde_json::to_string(&report)?));
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
    say(&format!("memory {}", peak.unwrap_or("0")));
    Ok(())
}
