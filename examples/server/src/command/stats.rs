//! `menhu stats`.

use std::process::ExitCode;

use menhu::query::{FacetField, SearchRequest};
use serde_json::{Value, json};

use super::{Failure, say};
use crate::cli::Stats;

pub(crate) fn run(args: &Stats) -> Result<ExitCode, Failure> {
    let portal = super::open(&args.portal)?;
    let stats = portal.stats()?;
    let request = SearchRequest { limit: 0, facets: vec![FacetField::Kind], ..SearchRequest::default() };
    let facets = portal.search(&request)?.facets;
    let kinds = facets.get(&FacetField::Kind).map(Vec::as_slice).unwrap_or_default();
    if args.json {
        let mut json = serde_json::to_value(&stats)?;
        let counts: serde_json::Map<String, Value> =
            kinds.iter().map(|kind| (kind.value.clone(), kind.count.into())).collect();
        json["kinds"] = json!(counts);
        say(&json.to_string());
    } else {
        say(&format!("items      {} ({} open to the public)", stats.items, stats.open_items));
        for kind in kinds {
            say(&format!("  {:<9}{}", kind.value, kind.count));
        }
        say(&format!("catalog    {} units, {} columns, generation {}", stats.units, stats.columns, stats.generation));
        say(&format!("index      {:.1} MB in {} parts", stats.bytes as f64 / 1e6, stats.segments));
    }
    Ok(ExitCode::SUCCESS)
}
