//! `menhu search`.

use std::process::ExitCode;

use menhu::Portal;
use menhu::query::{Hit, SearchAnswer};

use super::{Failure, say};
use crate::cli::Search;

pub(crate) fn run(args: &Search) -> Result<ExitCode, Failure> {
    let request = args.request()?;
    let portal = Portal::open(&args.portal)?;
    let answer = portal.search(&request)?;
    if args.json {
        say(&serde_json::to_string(&answer)?);
    } else {
        show(&answer, request.offset);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(answer: &SearchAnswer, offset: usize) {
    say(&format!("{} items, {:.1} ms", answer.total, answer.took_us as f64 / 1000.0));
    for note in &answer.notes {
        say(&format!("  {}", note.message));
    }
    for (at, hit) in answer.hits.iter().enumerate() {
        say(&format!("\n{:>3}. {}", offset + at + 1, plain(&hit.highlight.title)));
        say(&format!("     {}", about(hit)));
        let passage = plain(&hit.highlight.passage).replace('\n', " ");
        if !passage.trim().is_empty() {
            say(&format!("     {passage}"));
        }
    }
    for (facet, values) in &answer.facets {
        let counts: Vec<String> = values.iter().take(10).map(|v| format!("{} {}", v.label, v.count)).collect();
        say(&format!("\n{}: {}", facet.name(), counts.join(", ")));
    }
}

fn about(hit: &Hit) -> String {
    let date = hit.date.map(|date| date.to_string());
    let parts =
        [Some(hit.kind.label().to_owned()), hit.unit.clone(), date, hit.doc_number.clone(), Some(hit.id.clone())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Marks as a terminal shows them, and the escapes of HTML undone.
fn plain(html: &str) -> String {
    html.replace("<mark>", "【")
        .replace("</mark>", "】")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
