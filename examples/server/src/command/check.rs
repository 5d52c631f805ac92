//! `menhu check`.

use std::collections::BTreeMap;
use std::process::ExitCode;

use menhu::Portal;
use menhu::check::{Finding, Report, Severity};

use super::{Failure, say};
use crate::cli::Check;

/// Findings of one rule that are printed; the others are counted.
const SHOWN: usize = 10;

pub(crate) fn run(args: &Check) -> Result<ExitCode, Failure> {
    let report = match args.as_of {
        Some(day) => Portal::check_on(&args.portal, day)?,
        None => Portal::check(&args.portal)?,
    };
    if args.json {
        say(&serde_json::to_string(&report)?);
    } else {
        show(&report);
    }
    Ok(match (report.errors, report.warnings) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    })
}

fn show(report: &Report) {
    let mut rules: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        rules.entry((finding.severity, &finding.rule)).or_default().push(finding);
    }
    for ((severity, rule), findings) in rules {
        let severity = if severity == Severity::Error { "error" } else { "warning" };
        for finding in findings.iter().take(SHOWN) {
            let field = finding.field.iter().map(|field| format!(" {field}"));
            let place = finding.file.iter().cloned().chain(finding.item.iter().map(|id| format!("item `{id}`")));
            let place: String = place.chain(field).collect();
            let colon = if place.is_empty() { "" } else { ": " };
            say(&format!("{severity} {rule}: {place}{colon}{}; {}", finding.message, finding.advice));
        }
        if findings.len() > SHOWN {
            say(&format!("{severity} {rule}: and {} more; --json lists them all", findings.len() - SHOWN));
        }
    }
    let Report { errors, warnings, files, items, .. } = report;
    say(&format!("{items} items and {files} files checked: {errors} errors, {warnings} warnings"));
}
