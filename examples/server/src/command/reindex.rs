//! `menhu reindex`.

use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use menhu::{Portal, WriterOptions};
use serde_json::json;

use super::{Failure, say};
use crate::cli::Reindex;

pub(crate) fn run(args: &Reindex) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} items, {per_sec}, {eta} left")?;
    let bar = ProgressBar::new(0).with_style(style);
    let items = Portal::reindex(&args.portal, &WriterOptions::default(), |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    if args.json {
        say(&json!({"items": items, "seconds": seconds}).to_string());
    } else {
        say(&format!("{items} items indexed anew in {seconds:.1} s"));
    }
    Ok(ExitCode::SUCCESS)
}
