//! `menhu lookup`.

use std::path::Path;
use std::process::ExitCode;

use menhu::config::ConfigError;
use menhu_lookups::audit::verify;
use menhu_lookups::provider::{Provider, Variables};
use menhu_lookups::simulator::{Options, Simulator};
use serde::Serialize;
use serde_json::json;

use super::{Failure, say};
use crate::cli::{AuditCommand, AuditVerify, LookupCheck, LookupCommand};
use crate::lookups;

/// Where nobody listens: files are checked, nobody is asked.
const NOWHERE: &str = "http://127.0.0.1:9";

/// What is wrong with a file.
#[derive(Debug, Serialize)]
struct Fault {
    file: String,
    line: usize,
    column: usize,
    reason: String,
}

pub(crate) fn run(command: &LookupCommand) -> Result<ExitCode, Failure> {
    match command {
        LookupCommand::Check(args) => check(args),
        LookupCommand::Audit(AuditCommand::Verify(args)) => audit(args),
    }
}

fn check(args: &LookupCheck) -> Result<ExitCode, Failure> {
    let variables = match &args.variables {
        Some(file) => lookups::read_variables(file)?,
        None if args.simulator => lookups::of_simulator(&Simulator::new(Options::default())?, NOWHERE),
        None => Variables::default(),
    };
    let mut faults = Vec::new();
    for path in &args.files {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
        let found = read(path, &text, &variables).err().unwrap_or_default();
        faults.extend(found.into_iter().map(|ConfigError { line, column, reason, .. }| Fault {
            file: file.clone(),
            line,
            column,
            reason,
        }));
    }
    if args.json {
        say(&json!({"files": args.files.len(), "faults": faults}).to_string());
    } else {
        for Fault { file, line, column, reason } in &faults {
            say(&format!("{file}: line {line}, column {column}: {reason}"));
        }
        if !args.simulator && faults.iter().any(|fault| fault.reason.contains("this program gives no")) {
            say(
                "`host:` names are those of the process that looks up: check with --simulator, or with --variables FILE",
            );
        }
        say(&format!("{} provider files checked: {} faults", args.files.len(), faults.len()));
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(path: &Path, text: &str, variables: &Variables) -> Result<Provider, Vec<ConfigError>> {
    lookups::read_provider(&path.to_string_lossy(), text, variables)
}

fn audit(args: &AuditVerify) -> Result<ExitCode, Failure> {
    let found = verify(&args.file)?;
    let noted = args.head.as_deref().map(|head| head.trim().eq_ignore_ascii_case(&found.head));
    let is_whole = found.fault.is_none() && noted != Some(false);
    if args.json {
        let mut shown = serde_json::to_value(&found)?;
        shown["head_fits"] = json!(noted);
        say(&shown.to_string());
    } else {
        let file = args.file.display();
        if let Some(fault) = &found.fault {
            say(&format!("{file}: line {}: {}", fault.line, fault.reason));
        } else if noted == Some(false) {
            say(&format!("{file}: the last entry is not the one that was noted: lines were cut off, or added since"));
        }
        let state = if is_whole { "whole" } else { "broken" };
        say(&format!("{state}: {} entries, head {}", found.entries, found.head));
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
