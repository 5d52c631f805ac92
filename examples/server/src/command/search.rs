//! `menhu search`.

use std::process::ExitCode;

use menhu::cards::Card;
use menhu::query::{Hit, Reason, SearchAnswer};

use super::{Failure, say};
use crate::cli::Search;
use crate::shown;

pub(crate) fn run(args: &Search) -> Result<ExitCode, Failure> {
    let request = args.request()?;
    let portal = super::open(&args.portal)?;
    let answer = portal.search(&request)?;
    if args.json {
        say(&serde_json::to_string(&answer)?);
    } else {
        show(&answer, &request.q, request.offset);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(answer: &SearchAnswer, query: &str, offset: usize) {
    say(&format!("{} items, {:.1} ms", answer.total, answer.took_us as f64 / 1000.0));
    for note in &answer.notes {
        say(&format!("  {}", note.message));
    }
    match &answer.did_you_mean {
        Some(meant) if meant.searched => {
            say(&format!("  已按“{}”搜索；加 --no-correct 仍搜索“{query}”", meant.text));
        }
        Some(meant) => say(&format!("  您是不是要找：{}", meant.text)),
        None => {}
    }
    for card in &answer.cards {
        show_card(card);
    }
    for (at, hit) in answer.hits.iter().enumerate() {
        say(&format!("\n{:>3}. {}", offset + at + 1, plain(&hit.highlight.title)));
        say(&format!("     {}", about(hit)));
        let passage = plain(&hit.highlight.passage).replace('\n', " ");
        if !passage.trim().is_empty() {
            say(&format!("     {passage}"));
        }
        for reason in &hit.explain {
            say(&format!("     - {}", explained(reason)));
        }
    }
    if let Some(cursor) = &answer.next_cursor {
        say(&format!("\nmore: --cursor {cursor}"));
    }
    for (facet, values) in &answer.facets {
        let counts: Vec<String> = values.iter().take(10).map(|v| format!("{} {}", v.label, v.count)).collect();
        say(&format!("\n{}: {}", facet.name(), counts.join(", ")));
    }
}

fn show_card(card: &Card) {
    say(&format!("\n  ▸ {}：{} · {}", shown::kind_label(card.kind), card.title, card.id));
    for fact in shown::facts(card) {
        say(&format!("     {} {}", fact.name, fact.value));
    }
    say(&format!("     {}", card.reason));
}

/// A reason with what it adds or by what it multiplies.
fn explained(reason: &Reason) -> String {
    match shown::amount(reason) {
        Some(amount) => format!("{} {amount}", reason.message),
        None => reason.message.clone(),
    }
}

fn about(hit: &Hit) -> String {
    let date = hit.date.map(|date| date.to_string());
    let parts =
        [Some(hit.kind.label().to_owned()), hit.unit.clone(), date, hit.doc_number.clone(), Some(hit.id.clone())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Marks as a terminal shows them, and the escapes of HTML undone.
pub(super) fn plain(html: &str) -> String {
    html.replace("<mark>", "【")
        .replace("</mark>", "】")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
