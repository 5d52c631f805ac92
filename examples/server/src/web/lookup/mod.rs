//! Lookups (社保、公积金、交通违法) over HTTP: pages for citizens, the same as JSON, and what those do who run the server.
//!
//! Personal data comes in bodies only, and goes out in answers that nobody keeps. See `docs/lookups.md`.

mod api;
mod ask;
mod counts;
pub(super) mod describe;
mod form;
mod guard;
mod office;
mod page;
mod purge;
mod result;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use menhu::catalog::{Item, Kind};
use menhu_lookups::lookup::Operation;

use super::App;
pub(super) use counts::registry;
pub(super) use purge::purge;

/// Largest body of a question: every field has its limit, and there are few.
const LARGEST: usize = 16 * 1024;
/// Where the pages are, and the interface.
const PAGES: &str = "/lookups";
const API: &str = "/api/v1/lookups";

/// The pages.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/lookups/{operation}", get(page::form).post(page::submit))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// The interface.
pub(super) fn api() -> Router<App> {
    Router::new()
        .route(API, get(api::list))
        .route("/api/v1/lookups/{operation}", post(api::look_up))
        .route("/api/v1/lookups/traffic-violations/rule", post(api::rule))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// The page of an operation.
pub(super) fn address(operation: Operation) -> String {
    format!("{PAGES}/{operation}")
}

/// Which lookup an item stands for: its field `operation` says.
pub(super) fn of_item(item: &Item) -> Option<Operation> {
    let name = item.extra.get("operation").filter(|_| item.kind == Kind::Lookup)?.as_str()?;
    Operation::parse(name)
}

/// Whether an address is one of lookups, or looks as if it were meant to be.
pub(super) fn is_one(path: &str) -> bool {
    path.starts_with(PAGES) || path.starts_with(API)
}

/// A path as a log may have it.
pub(super) fn path_for_log(path: &str) -> &str {
    for begin in [PAGES, API] {
        let Some(rest) = path.strip_prefix(begin) else { continue };
        let is_known = rest.is_empty()
            || rest.strip_prefix('/').is_some_and(|name| {
                Operation::parse(name).is_some() || matches!(name, "purge" | "traffic-violations/rule")
            });
        return if is_known { path } else { begin };
    }
    path
}

/// What checks a form before it is sent.
pub(super) async fn script() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("../../../assets/lookup.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_path_is_not_logged() {
        for path in ["/lookups/housing-fund", "/api/v1/lookups", "/api/v1/lookups/traffic-violations/rule", "/search"] {
            assert_eq!(path_for_log(path), path);
        }
        assert_eq!(path_for_log("/lookups/110105190001010010"), "/lookups");
        assert_eq!(path_for_log("/api/v1/lookups/housing-fund/110105190001010010"), "/api/v1/lookups");
        assert_eq!(path_for_log("/api/v1/lookups110105"), "/api/v1/lookups");
        assert!(is_one("/lookups/x") && is_one("/api/v1/lookups") && !is_one("/items/lookup-housing-fund"));
    }
}
