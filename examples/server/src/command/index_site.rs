//! `menhu index-site`.

use std::process::ExitCode;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use menhu::config::parse_synonyms;
use menhu::page::{Extras, Options, build_with, publish};
use menhu::text::Dictionary;
use serde_json::json;

use super::export_page_index::{checked_base, publish_options, show};
use super::{Failure, say};
use crate::cli::IndexSite;
use crate::in_page::{LeftOut, read_site};

/// Exit code 0: all pages are in that are to be; 2: some were left out; 1 (an error): nothing was written.
pub(crate) fn run(args: &IndexSite) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let base = checked_base(&args.base)?;
    let mut making = Options::default();
    if let Some(file) = &args.synonyms {
        let faulty = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| faulty(&error))?;
        making.synonyms = parse_synonyms(&text).map_err(|error| faulty(&error))?;
    }
    let options = publish_options(&args.files)?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template("{wide_bar} {pos}/{len} pages, {eta} left")?);
    let mut site = read_site(&args.site, base, &args.files.out, &bar)?;
    bar.finish_and_clear();
    site.faults.iter().for_each(report);
    if site.documents.is_empty() {
        let shown = args.site.display();
        return Err(format!(
            "{shown}: of {} pages none can be found: {} left out, {} that ask not to be found; nothing was written",
            site.pages, site.left_out, site.unwanted
        )
        .into());
    }
    let documents = std::mem::take(&mut site.documents);
    let extras = Extras::of_pages(&documents);
    let built = build_with(&Dictionary::builtin(), documents, &extras, &making);
    let published = publish(&built, &args.files.out, &options)?;
    let seconds = started.elapsed().as_secs_f64();
    if args.files.json {
        let mut summary = serde_json::to_value(&site)?;
        if let (Some(summary), Ok(serde_json::Value::Object(more))) =
            (summary.as_object_mut(), serde_json::to_value(&published))
        {
            summary.extend(more);
        }
        summary["seconds"] = json!(seconds);
        say(&summary.to_string());
    } else {
        show(&published, "pages", seconds);
        for (count, why) in [
            (site.left_out, "left out, named above"),
            (site.unwanted, "that ask not to be found, or only lead on to another"),
            (site.unmarked, "without data-menhu-body, which others have"),
            (site.duplicates, "that say word for word what another one says"),
        ] {
            if count > 0 {
                say(&format!("not among them: {count} {why}"));
            }
        }
    }
    Ok(if site.left_out == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

#[allow(clippy::print_stderr)]
fn report(fault: &LeftOut) {
    eprintln!("left out: {fault}");
}
