//! `menhu harvest`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};
use menhu::catalog::Attachment;
use menhu::{Files, Portal};
use menhu_lookups::harvest::{Counts, Keep, Outcome, Progress, Report, Source, harvest};

use super::{Failure, say};
use crate::attachments::{self, Taken};
use crate::cli::Harvest;

/// Changes listed for people; all of them are in the JSON.
const LISTED: usize = 200;

/// Keeps attachments as `menhu index` does.
struct Keeper {
    files: Files,
    taken: Mutex<Taken>,
}

impl Keep for Keeper {
    fn keep(&self, attachment: &mut Attachment, bytes: &[u8]) {
        let kept = attachments::keep(&self.files, attachment, bytes);
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).add(kept);
    }

    fn has(&self, sha256: &str) -> bool {
        self.files.path(sha256).is_some()
    }
}

/// Exit code 0: all was read; 2: something could not be.
pub(crate) fn run(args: &Harvest) -> Result<ExitCode, Failure> {
    let named = |error: String| format!("{}: {error}", args.source.display());
    let text = std::fs::read_to_string(&args.source).map_err(|error| named(error.to_string()))?;
    let mut source = Source::parse(&text).map_err(|error| named(error.to_string()))?;
    source.file = std::fs::canonicalize(&args.source).ok();
    let name = name(&args.source)?;
    let portal = Portal::open_or_create(&args.portal)?;
    let keeper = Arc::new(Keeper { files: portal.files(), taken: Mutex::default() });
    let bar = bar();
    let shown = bar.clone();
    let watch = move |progress: Progress| {
        shown.set_length(progress.done + progress.waiting);
        shown.set_position(progress.done);
        shown.set_message(progress.site);
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let keep: Arc<dyn Keep> = Arc::clone(&keeper) as Arc<dyn Keep>;
    let report = runtime.block_on(harvest(source, &name, &portal, keep, Arc::new(watch)))?;
    bar.finish_and_clear();
    if args.json {
        say(&serde_json::to_string(&report)?);
    } else {
        let taken = *keeper.taken.lock().unwrap_or_else(PoisonError::into_inner);
        show(&report, taken);
    }
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// What the sites are known by: the name of their file.
fn name(source: &Path) -> Result<String, String> {
    let name = source.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(format!(
            "{}: call the file by letters, digits, `-` and `_`: its state is kept under its name",
            source.display()
        ));
    }
    Ok(name.to_owned())
}

/// A progress bar over addresses; silent where nobody looks.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} addresses, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar
}

fn show(report: &Report, taken: Taken) {
    let resumed = if report.resumed { ", resumed" } else { "" };
    let rate = report.visited as f64 / report.seconds.max(0.001);
    say(&format!(
        "run {}{resumed}: {} addresses in {:.1} s ({rate:.0} a second)",
        report.run, report.visited, report.seconds
    ));
    say(&format!(
        "{:>8} {:>8} {:>9} {:>6} {:>7} {:>10} {:>9}",
        "new", "changed", "unchanged", "gone", "failed", "no article", "unwanted"
    ));
    say(&line(&report.counts, ""));
    for site in report.sites.iter().filter(|_| report.sites.len() > 1) {
        say(&line(&site.counts, &site.name));
    }
    say(&format!(
        "{} items put, {} taken out; {} items have several sources; {} attachments kept and read, {} kept without their text",
        report.items_put,
        report.items_removed,
        report.shared_items,
        taken.read,
        taken.unread + taken.missing,
    ));
    if report.items_refused + report.attachments_failed + report.attachments_gone > 0 {
        say(&format!(
            "{} items refused by the portal; {} attachments not fetched, {} not there",
            report.items_refused, report.attachments_failed, report.attachments_gone
        ));
    }
    for change in report.changes.iter().filter(|change| change.outcome != Outcome::NoArticle).take(LISTED) {
        let outcome = match change.outcome {
            Outcome::New => "new",
            Outcome::Changed => "changed",
            Outcome::Gone => "gone",
            Outcome::Failed => "failed",
            Outcome::Unwanted => "unwanted",
            _ => continue,
        };
        let title = change.title.as_deref().unwrap_or_default();
        let reason = change.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        say(&format!("{outcome:>8} {} {title}{reason}", change.url));
    }
    if report.changes.len() > LISTED {
        say(&format!("… {} pages in all that are not as they were; --json lists them", report.changes.len()));
    }
    for unread in &report.unread {
        say(&format!("  unread {unread}"));
    }
    for note in &report.notes {
        say(&format!("note: {note}"));
    }
}

fn line(counts: &Counts, name: &str) -> String {
    let Counts { new, changed, unchanged, gone, failed, no_article, unwanted } = *counts;
    format!("{new:>8} {changed:>8} {unchanged:>9} {gone:>6} {failed:>7} {no_article:>10} {unwanted:>9}  {name}")
        .trim_end()
        .to_owned()
}
