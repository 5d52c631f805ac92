//! Which address is answered by what, and what holds for all of them: identification, logs, metrics, limits, headers.

use std::time::Duration;

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower::{BoxError, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use super::frame::Frame;
use super::problem::Problem;
use super::{App, api, feed, file, lookup, metrics, page, reports, rules, scene, view, visit};
use crate::queries::Queries;

/// Largest request body, in bytes: somewhat more than the longest query.
const BODY_LIMIT: usize = 512 * 1024;
/// Longest time for what administration asks for.
const ADMIN_TIME: Duration = Duration::from_secs(60);

/// The suggestions' script and what it asks; no foreign content, no frames: the pages need none of them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
     img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What citizens and programs see. `late`: when a request is ended whatever it does.
pub(super) fn public(app: App, queries: &Queries, late: Duration) -> Router {
    let mut pages = Router::new()
        .route("/", get(page::home))
        .route("/search", get(page::search))
        .route("/items/{id}", get(page::item))
        .route("/items/{id}/files/{at}", get(file::attached))
        .route("/items/{id}/form.docx", get(file::form))
        .route("/items/{id}/related.svg", get(file::drawing))
        .route("/scenes/{name}", get(scene::walk))
        .route("/scenes/{name}/picture", get(scene::picture))
        .route("/catalog/{list}", get(page::browse))
        .route("/catalog/{list}/{value}", get(page::entry))
        .route("/feed.atom", get(feed::atom))
        .route("/sitemap.xml", get(feed::sitemap))
        .route("/sitemap/{part}", get(feed::sitemap_part))
        .route("/robots.txt", get(feed::robots))
        .route("/assets/style.css", get(page::style))
        .route("/assets/suggest.js", get(page::script))
        .route("/assets/lookup.js", get(lookup::script))
        .merge(lookup::pages());
    if queries.recorder.is_some() {
        pages = pages.route("/click", get(visit::click));
    }
    let pages = pages.fallback(page::not_found).method_not_allowed_fallback(page::method_not_allowed);
    let mut suggest = get(api::suggest);
    if let Some(popular) = &queries.popular {
        suggest = suggest.layer(Extension(popular.clone()));
    }
    let api = Router::new()
        .route("/api/v1/suggest", suggest)
        .route("/api/v1/search", get(api::search_by_parameters).post(api::search_by_json))
        .route("/api/v1/items/{id}", get(api::item))
        .route("/api/v1/items/{id}/related", get(api::related))
        .route("/api/v1/catalog/{list}", get(api::browse))
        .route("/api/v1/scenes/{name}", get(api::walk))
        .merge(lookup::api())
        .route("/api/v1/openapi.json", get(api::openapi))
        .route("/healthz", get(api::healthy))
        .route("/readyz", get(api::ready))
        .method_not_allowed_fallback(api::method_not_allowed);
    let api = api.route("/api/{*rest}", get(api::not_found).post(api::not_found));
    let routes = pages.merge(api);
    match &queries.recorder {
        Some(recorder) => finish(routes.layer(Extension(recorder.clone())), app, late),
        None => finish(routes, app, late),
    }
}

/// What those see who run the server.
pub(super) fn admin(app: App, queries: &Queries) -> Router {
    let mut routes = Router::new()
        .route("/healthz", get(api::healthy))
        .route("/readyz", get(api::ready))
        .route("/stats", get(api::stats))
        .route("/metrics", get(metrics::show))
        .route("/config", get(rules::show))
        .route("/reload", post(rules::reload))
        .route("/lookups/purge", post(lookup::purge))
        .fallback(api::not_found)
        .method_not_allowed_fallback(api::method_not_allowed);
    if let Some(recorder) = &queries.recorder {
        let reports = get(reports::page).layer(Extension(recorder.clone()));
        routes = routes.route("/reports", reports).route("/assets/style.css", get(page::style));
    }
    if let Some(popular) = &queries.popular {
        routes = routes.route("/reports/suggestions", get(reports::suggestions).layer(Extension(popular.clone())));
    }
    finish(routes, app, ADMIN_TIME)
}

/// What holds for every route.
fn finish(routes: Router<App>, app: App, late: Duration) -> Router {
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request| {
        // The path only: what people search for is nobody else's business, and not a log's. Of lookups only the paths
        // that there are: somebody may write a number into one.
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), path = lookup::path_for_log(request.uri().path()), id)
    });
    let trace = trace.on_response(|response: &Response, latency: Duration, _: &tracing::Span| {
        tracing::info!(status = response.status().as_u16(), latency_us = latency.as_micros() as u64, "answered");
    });
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(middleware::from_fn_with_state(app.clone(), metrics::observe))
        .layer(middleware::from_fn_with_state(app.clone(), headers))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a request panicked");
            Problem::internal().into_response()
        }))
        .layer(HandleErrorLayer::new(ended))
        .timeout(late)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
    routes.layer(layers).with_state(app)
}

/// A body that comes too slowly, for instance.
async fn ended(_: BoxError) -> Problem {
    Problem::late()
}

/// Headers of every answer.
async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_page = !["/api/", "/healthz", "/readyz", "/stats", "/metrics", "/config", "/reload", "/lookups/purge"]
        .iter()
        .any(|p| request.uri().path().starts_with(p));
    let is_lookup = lookup::is_one(request.uri().path());
    let mut response = next.run(request).await;
    // Layers refuse in their own words: citizens get a page, programs a problem.
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let wanted: &[u8] = if is_page { b"text/html" } else { b"application/problem+json" };
    // What a file's reader asks of its parts is answered with headers, and no page.
    let is_of_parts = matches!(status, StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PRECONDITION_FAILED);
    let is_refused = (status.is_client_error() || status.is_server_error()) && !is_of_parts;
    // Every page has the site's frame; who refuses does not know the site.
    let is_bare = is_page && response.extensions().get::<Problem>().is_some();
    if is_refused && (is_bare || !kind.starts_with(wanted)) {
        let said = response.extensions().get::<Problem>().cloned();
        let said =
            said.unwrap_or_else(|| Problem::new(status, "Refused", status.canonical_reason().unwrap_or_default()));
        let kept = [header::RETRY_AFTER, header::ALLOW];
        let kept = kept.map(|name| (name.clone(), response.headers().get(name).cloned()));
        response = if is_page { view::problem_page(Frame::new(&app.portal), &said) } else { said.into_response() };
        response.headers_mut().extend(kept.into_iter().filter_map(|(name, value)| Some((name, value?))));
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Forms of lookups need another: with this one a browser does not say that they come from here.
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    // Files have a stricter one.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    // Answers change with the next commit; a page in a shared cache would show what has been taken down.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    if is_lookup {
        // Whatever it is, an answer or a refusal: nobody keeps it.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, private"));
    }
    response
}
