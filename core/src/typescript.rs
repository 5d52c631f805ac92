//! TypeScript types of what a page is answered, made from the types themselves (feature `typescript`). They are checked
//! in as `bindings/wasm/js/types.d.ts`.

use ts_rs::{Config, TS};

use crate::catalog::{Kind, ListEntry, Listed, Listing, Validity};
use crate::ids::{Checked, Value};
use crate::page::{Meant, PageAnswer, PageHit, PageRelated, PageRelatedGroup, PageRelatedItem};
use crate::query::DidYouMean;
use crate::related::{Direction, Evidence, LinkType, RelatedItem};
use crate::suggest::{SuggestAnswer, Suggestion, SuggestionKind};

/// All of them, as one module.
#[must_use]
pub fn declarations() -> String {
    // Counts are far below 2⁵³, and JSON is read with numbers.
    let config = Config::new().with_large_int("number");
    let types = [
        of::<PageAnswer>(&config),
        of::<PageHit>(&config),
        of::<SuggestAnswer>(&config),
        of::<Suggestion>(&config),
        of::<SuggestionKind>(&config),
        of::<Meant>(&config),
        of::<DidYouMean>(&config),
        of::<PageRelated>(&config),
        of::<PageRelatedGroup>(&config),
        of::<PageRelatedItem>(&config),
        of::<RelatedItem>(&config),
        of::<LinkType>(&config),
        of::<Direction>(&config),
        of::<Evidence>(&config),
        of::<Listed>(&config),
        of::<ListEntry>(&config),
        of::<Listing>(&config),
        of::<Kind>(&config),
        of::<Validity>(&config),
        of::<Checked>(&config),
        of::<Value>(&config),
    ];
    format!(
        "// Made from the kernel's types: MENHU_WRITE_SCHEMAS=1 cargo test --workspace contracts\n\n{}",
        types.join("\n")
    )
}

fn of<T: TS>(config: &Config) -> String {
    let text = format!("{}export {}", T::docs().unwrap_or_default(), T::decl(config));
    let mut out = String::new();
    let mut is_inside = false;
    for line in text.lines() {
        let indent = if is_inside && !line.starts_with("export") { "  " } else { "" };
        out.push_str(&format!("{indent}{}\n", without_paths(line.trim_end())));
        is_inside |= line.starts_with("export");
    }
    out
}

/// The documentation without the links that only Rust's has: [`super::Request`] is `Request`.
fn without_paths(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((path, after)) = link.split_once("`]") else { break };
        let name = path.rsplit("super::").next().unwrap_or(path).trim_start_matches("crate::");
        out.push_str(&format!("{before}`{}`", name.replace("::", ".")));
        rest = after;
    }
    out + rest
}
