//! `menhu report`.

use std::process::ExitCode;

use menhu::text::Dictionary;

use super::{Failure, say};
use crate::cli::Report as Arguments;
use crate::queries::{Report, Rows, Scope};

pub(crate) fn run(args: &Arguments) -> Result<ExitCode, Failure> {
    let scope = Scope { days: args.days, least: args.least };
    let report = Report::read(&args.file, scope, &Dictionary::builtin())?;
    if args.json {
        say(&serde_json::to_string(&report)?);
        return Ok(ExitCode::SUCCESS);
    }
    let since = report.since.map_or_else(|| "the whole log".to_owned(), |since| format!("since {since}"));
    say(&format!(
        "{} searches ({since}), {} withheld, {} dropped, {} lines unreadable; queries of at least {} sessions",
        report.searches, report.withheld, report.dropped, report.bad_lines, report.least,
    ));
    show("asked most", &report.top);
    show("found nothing", &report.without_hits);
    show("asked often, chosen rarely", &report.few_clicks);
    Ok(ExitCode::SUCCESS)
}

fn show(title: &str, rows: &Rows) {
    say(&format!("\n{title}\n   asked  sessions  clicks    hits"));
    for row in &rows.rows {
        let hits = row.hits.map_or_else(|| "-".to_owned(), |hits| hits.to_string());
        say(&format!("{:>8}  {:>8}  {:>6}  {hits:>6}  {}", row.asked, row.sessions, row.clicks, row.query));
    }
    if rows.other_queries > 0 {
        let (dash, asked) = ("-", rows.other_asked);
        say(&format!("{asked:>8}  {dash:>8}  {dash:>6}  {dash:>6}  其他 ({} queries)", rows.other_queries));
    }
}
