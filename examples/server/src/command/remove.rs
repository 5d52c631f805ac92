//! `menhu remove`.

use std::process::ExitCode;

use menhu::WriterOptions;
use serde_json::json;

use super::{Failure, say};
use crate::cli::Remove;

/// Exit code 0: all were there; 2: some were not, the others are gone.
pub(crate) fn run(args: &Remove) -> Result<ExitCode, Failure> {
    let portal = super::open(&args.portal)?;
    let mut writer = portal.writer(&WriterOptions { threads: 1, ..WriterOptions::default() })?;
    let (mut removed, mut missing) = (Vec::new(), Vec::new());
    for id in &args.ids {
        if portal.any_item(id)?.is_some() {
            writer.remove(id)?;
            removed.push(id);
        } else {
            missing.push(id);
        }
    }
    writer.finish()?;
    if args.json {
        say(&json!({"removed": removed, "missing": missing}).to_string());
    } else {
        say(&format!("{} items removed", removed.len()));
        for id in &missing {
            say(&format!("there is no item `{id}`"));
        }
    }
    Ok(if missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
