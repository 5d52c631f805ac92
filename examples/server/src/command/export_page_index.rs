//! `menhu export-page-index`.

use std::process::ExitCode;
use std::time::Instant;

use menhu::Deadline;
use menhu::catalog::linkable;
use menhu::page::{PublishOptions, Published, publish};
use serde_json::json;

use super::{Failure, say};
use crate::cli::{ExportPageIndex, PageFiles};
use crate::in_page::program;

pub(crate) fn run(args: &ExportPageIndex) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let base = checked_base(&args.base)?;
    let options = publish_options(&args.files)?;
    let portal = super::open(&args.portal)?;
    let built = portal.page_index(Some(&format!("{base}/items/{{id}}")), Deadline::NONE)?;
    let published = publish(&built, &args.files.out, &options)?;
    let seconds = started.elapsed().as_secs_f64();
    if args.files.json {
        let mut summary = serde_json::to_value(&published)?;
        summary["seconds"] = json!(seconds);
        say(&summary.to_string());
    } else {
        show(&published, "items", seconds);
    }
    Ok(ExitCode::SUCCESS)
}

/// How an index is put in place. The program is looked for before anything else is done: a page without it is of no use.
pub(super) fn publish_options(files: &PageFiles) -> Result<PublishOptions, Failure> {
    let mut options = PublishOptions::default();
    (options.program, options.prune) = (program(files)?, files.prune);
    Ok(options)
}

/// An address that others are to begin with, without the `/` at its end.
pub(super) fn checked_base(base: &str) -> Result<&str, Failure> {
    let base = base.trim();
    if !base.is_empty() && linkable(base).is_none() {
        return Err(format!("--base {base}: expected an address such as https://www.shifan.example/ or /zwgk/").into());
    }
    Ok(base.trim_end_matches('/'))
}

/// Says what was written; `things`: what the documents are.
pub(super) fn show(published: &Published, things: &str, seconds: f64) {
    let Published { documents, files, bytes, written, assets, removed, not_pruned, .. } = published;
    let megabytes = *bytes as f64 / 1e6;
    let program = if *assets > 0 { format!(" and {assets} of the program") } else { String::new() };
    let removed = if *removed > 0 { format!(", {removed} old ones deleted") } else { String::new() };
    say(&format!(
        "{documents} {things} in {files} files ({megabytes:.1} MB){program}, {written} of them new{removed}, in {seconds:.1} s"
    ));
    if let Some(reason) = not_pruned {
        say(&format!("nothing was deleted: {reason}"));
    }
}
