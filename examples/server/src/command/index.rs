//! `menhu index`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use menhu::{Portal, Writer, WriterOptions};
use serde::Serialize;

use super::{Failure, say};
use crate::attachments::{Attacher, Taken};
use crate::cli::Index;
use crate::input::{self, BadLine};
use crate::spreadsheet::HeaderMap;

/// Bad lines listed in a summary; all of them are reported as they are met.
const LISTED: usize = 100;

/// What was done.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    /// Items put in.
    pub(crate) items: u64,
    /// Lines left out.
    pub(crate) left_out: u64,
    /// The first of them.
    pub(crate) bad_lines: Vec<BadLine>,
    /// What became of attachments, where a folder of them was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachments: Option<Taken>,
    /// Index numbers (索引号) that were issued.
    pub(crate) issued: u64,
    /// Seconds from the first line to the finished index.
    pub(crate) seconds: f64,
}

/// Exit code 0: all lines are in; 2: some were left out; 1 (an error): nothing was committed.
pub(crate) fn run(args: &Index) -> Result<ExitCode, Failure> {
    let portal = Portal::open_or_create(&args.portal)?;
    let writer = portal.writer(&WriterOptions::default())?;
    let map = match &args.columns {
        Some(path) => {
            let named = |error: String| format!("{}: {error}", path.display());
            let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
            HeaderMap::parse(&text).map_err(named)?
        }
        None => HeaderMap::default(),
    };
    let attacher = args.attachments.as_ref().map(|folder| Attacher::new(portal.files(), folder)).transpose()?;
    let summary = index_files(writer, &args.files, &map, attacher)?;
    portal.reload()?;
    let stats = portal.stats()?;
    if args.json {
        say(&serde_json::to_string(&summary)?);
    } else {
        let rate = summary.items as f64 / summary.seconds.max(0.001);
        say(&format!(
            "{} items in {:.1} s ({rate:.0} a second), {} lines left out; the portal holds {} items in {:.1} MB",
            summary.items,
            summary.seconds,
            summary.left_out,
            stats.items,
            stats.bytes as f64 / 1e6,
        ));
        if summary.issued > 0 {
            say(&format!("{} index numbers (索引号) issued", summary.issued));
        }
        if let Some(Taken { read, unread, missing }) = summary.attachments {
            let left = "`menhu check` names those without";
            say(&format!(
                "{read} attachments kept and read, {unread} kept without their text, {missing} not found; {left}"
            ));
        }
    }
    Ok(if summary.left_out == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Puts the items of all files in and commits once, at the end: all of them or none.
pub(crate) fn index_files(
    mut writer: Writer,
    files: &[PathBuf],
    map: &HeaderMap,
    mut attacher: Option<Attacher>,
) -> Result<Summary, Failure> {
    let started = Instant::now();
    let mut summary = Summary::default();
    let bar = input::progress(files);
    for file in files {
        bar.set_message(file.file_name().unwrap_or_default().to_string_lossy().into_owned());
        input::read(file, &bar, map, |read| {
            let put = read.and_then(|(line, mut item)| {
                if let Some(attacher) = &mut attacher {
                    attacher.take(&mut item);
                }
                match writer.put(&item) {
                    Ok(()) => Ok(Ok(())),
                    // One line that cannot be taken in does not stop the others.
                    Err(error @ menhu::Error::Item { .. }) => {
                        Err(BadLine { file: file.clone(), line, reason: error.to_string() })
                    }
                    Err(error) => Ok(Err(error.to_string())),
                }
            });
            match put {
                Ok(put) => put.map(|()| summary.items += 1),
                Err(bad) => {
                    bar.suspend(|| report(&bad));
                    summary.left_out += 1;
                    if summary.bad_lines.len() < LISTED {
                        summary.bad_lines.push(bad);
                    }
                    Ok(())
                }
            }
        })?;
    }
    bar.set_message("committing");
    summary.issued = writer.finish()?.issued;
    summary.attachments = attacher.map(|attacher| attacher.taken);
    bar.finish_and_clear();
    summary.seconds = started.elapsed().as_secs_f64();
    Ok(summary)
}

#[allow(clippy::print_stderr)]
fn report(bad: &BadLine) {
    eprintln!("left out: {bad}");
}
