//! `menhu index`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use menhu::{Portal, Writer, WriterOptions};
use serde::Serialize;

use super::{Failure, say};
use crate::cli::Index;
use crate::input::{self, BadLine};

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
    /// Seconds from the first line to the finished index.
    pub(crate) seconds: f64,
}

/// Exit code 0: all lines are in; 2: some were left out; 1 (an error): nothing was committed.
pub(crate) fn run(args: &Index) -> Result<ExitCode, Failure> {
    let portal = Portal::open_or_create(&args.portal)?;
    let writer = portal.writer(&WriterOptions::default())?;
    let summary = index_files(writer, &args.files)?;
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
    }
    Ok(if summary.left_out == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Puts the items of all files in and commits once, at the end: all of them or none.
pub(crate) fn index_files(mut writer: Writer, files: &[PathBuf]) -> Result<Summary, Failure> {
    let started = Instant::now();
    let mut summary = Summary::default();
    let bar = input::progress(files);
    for file in files {
        bar.set_message(file.file_name().unwrap_or_default().to_string_lossy().into_owned());
        input::read(file, &bar, |line| {
            match line {
                Ok(item) => {
                    writer.put(&item).map_err(|error| error.to_string())?;
                    summary.items += 1;
                }
                Err(bad) => {
                    bar.suspend(|| report(&bad));
                    summary.left_out += 1;
                    if summary.bad_lines.len() < LISTED {
                        summary.bad_lines.push(bad);
                    }
                }
            }
            Ok(())
        })?;
    }
    bar.set_message("committing");
    writer.finish()?;
    bar.finish_and_clear();
    summary.seconds = started.elapsed().as_secs_f64();
    Ok(summary)
}

/// Puts in the items of lines that are part of this program.
pub(crate) fn put_lines(writer: &mut Writer, lines: &str) -> Result<(), Failure> {
    for line in lines.lines().filter(|line| !line.is_empty()) {
        writer.put(&menhu::catalog::read_item(line)?)?;
    }
    Ok(())
}

#[allow(clippy::print_stderr)]
fn report(bad: &BadLine) {
    eprintln!("left out: {bad}");
}
