//! `menhu export-page-index`.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Instant;

use menhu::catalog::Listing;
use menhu::page::{Options, PageDocument, build_with};
use menhu::query::{MAX_LIMIT, SearchRequest};
use menhu::{Deadline, Portal};
use serde_json::json;

use super::{Failure, say};
use crate::cli::ExportPageIndex;
use crate::in_page::{Assets, Published, publish};
use crate::web;

pub(crate) fn run(args: &ExportPageIndex) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let base = checked_base(&args.base)?;
    let assets = Assets::find(&args.files)?;
    let portal = super::open(&args.portal)?;
    let documents = documents(&portal, base)?;
    let addresses: HashMap<&str, &str> = documents.iter().map(|of| (of.id.as_str(), of.url.as_str())).collect();
    let address = |id: &str| addresses.get(id).map(|url| (*url).to_owned());
    let extras = portal.page_extras(address, Deadline::NONE)?;
    let built = build_with(&portal.dictionary(), documents, &extras, &Options::default());
    let published = publish(&built, &assets, &args.files)?;
    let seconds = started.elapsed().as_secs_f64();
    if args.files.json {
        let mut summary = serde_json::to_value(&published)?;
        summary["seconds"] = json!(seconds);
        say(&summary.to_string());
    } else {
        show(&published, "items", seconds);
    }
    Ok(ExitCode::SUCCESS)
}

/// An address that others are to begin with, without the `/` at its end.
pub(super) fn checked_base(base: &str) -> Result<&str, Failure> {
    let base = base.trim();
    if !base.is_empty() && web::safe_address(base).is_none() {
        return Err(format!("--base {base}: expected an address such as https://www.shifan.example/ or /zwgk/").into());
    }
    Ok(base.trim_end_matches('/'))
}

/// What is open to the public, each with the topics that it belongs to and an address.
fn documents(portal: &Portal, base: &str) -> Result<Vec<PageDocument>, Failure> {
    let topics = topics(portal)?;
    let mut documents = Vec::new();
    portal.each_item(|item| {
        if let Some(mut document) = PageDocument::of(&item) {
            let own = topics.get(&document.id).into_iter().flatten();
            document.filters.extend(own.map(|topic| ("topic".to_owned(), topic.clone())));
            // An address that is a script, from some import, is none.
            document.url = web::safe_address(&document.url)
                .unwrap_or_else(|| format!("{base}{}", web::item_address(&document.id)));
            documents.push(document);
        }
        ControlFlow::Continue(())
    })?;
    Ok(documents)
}

/// The titles of the topics that each item belongs to: many are gathered by a query, which only the portal can ask.
fn topics(portal: &Portal) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut topics: HashMap<String, Vec<String>> = HashMap::new();
    for topic in portal.browse(Listing::Topics, Deadline::NONE)?.entries {
        let mut request = SearchRequest { limit: MAX_LIMIT, ..SearchRequest::new("") };
        request.filters.topic = vec![topic.value];
        loop {
            let answer = portal.search(&request)?;
            for hit in answer.hits {
                topics.entry(hit.id).or_default().push(topic.label.clone());
            }
            match answer.next_cursor {
                Some(cursor) => request.cursor = Some(cursor),
                None => break,
            }
        }
    }
    Ok(topics)
}

/// Says what was written; `things`: what the documents are.
pub(super) fn show(published: &Published, things: &str, seconds: f64) {
    let Published { documents, files, bytes, written, assets, removed, not_pruned } = published;
    let megabytes = *bytes as f64 / 1e6;
    let program = if *assets > 0 { format!(" and {assets} of the program") } else { String::new() };
    let removed = if *removed > 0 { format!(", {removed} old ones deleted") } else { String::new() };
    say(&format!(
        "{documents} {things} in {files} files ({megabytes:.1} MB){program}, {written} of them new{removed}, in {seconds:.1} s"
    ));
    if let Some(reason) = not_pruned {
        say(&format!("nothing was deleted: {reason}"));
    }
}
