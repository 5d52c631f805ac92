//! The reference server: pages for citizens, and the same answers as JSON.

use std::time::{Duration, Instant};

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::{Extension, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use menhu::Portal;
use tokio::net::TcpListener;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::{BoxError, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

mod ahead;
mod api;
mod link;
mod page;
mod problem;
mod reports;
mod rules;
mod view;
mod visit;

use problem::Problem;
use rules::Rules;

use crate::queries::{Popular, Recorder, popular};

/// Longest time a request may take.
const REQUEST_TIME: Duration = Duration::from_secs(10);
/// Requests worked on at the same time; more are refused with 503.
const CONCURRENCY: usize = 256;
/// Largest request body, in bytes: somewhat more than the longest query.
const BODY_LIMIT: usize = 512 * 1024;
/// How often a commit of another process is looked for.
const RELOAD_EVERY: Duration = Duration::from_secs(1);
/// How often popular queries are counted anew.
const POPULAR_EVERY: Duration = Duration::from_secs(300);
/// How long requests under way may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// The suggestions' script and what it asks; no foreign content, no frames: the pages need none of them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
     img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

type State = axum::extract::State<Portal>;

/// The query log of the server, if it has one.
#[derive(Clone, Default)]
pub(crate) struct Queries {
    pub(crate) recorder: Option<Recorder>,
    /// Where past queries are suggested.
    pub(crate) popular: Option<Popular>,
    /// Sessions that must have asked a query before it is suggested.
    pub(crate) least: u64,
}

/// Serves until the process is told to stop (SIGTERM or Ctrl-C), then lets requests under way finish.
pub(crate) async fn serve(
    public: TcpListener,
    admin: TcpListener,
    portal: Portal,
    queries: Queries,
) -> std::io::Result<()> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let wait = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
        // The sender lives until the signal: an error would mean that it has been given.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let rules = Rules::of(&portal);
    tokio::spawn(warm(portal.clone()));
    tokio::spawn(reload(portal.clone(), rules.clone()));
    tokio::spawn(count_popular(portal.clone(), queries.clone()));
    tokio::spawn(async move {
        signal().await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    });
    let pages = axum::serve(public, router(portal.clone(), &queries)).with_graceful_shutdown(wait(stopped.clone()));
    let admin = axum::serve(admin, admin_router(portal, &queries, rules)).with_graceful_shutdown(wait(stopped.clone()));
    let both = async { tokio::try_join!(pages.into_future(), admin.into_future()).map(|_| ()) };
    let deadline = async {
        wait(stopped).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        done = both => done,
        () = deadline => {
            tracing::warn!("requests under way were cut off");
            Ok(())
        }
    }
}

/// Makes ready what suggestions and cards need, so that nobody waits for it.
async fn warm(portal: Portal) {
    let started = Instant::now();
    match tokio::task::spawn_blocking(move || portal.warm()).await {
        Ok(Ok(())) => {
            tracing::info!(took_ms = started.elapsed().as_millis() as u64, "suggestions and cards are ready");
        }
        Ok(Err(error)) => tracing::error!(%error, "suggestions and cards cannot be made ready"),
        Err(error) => tracing::error!(%error, "making suggestions and cards ready failed"),
    }
}

/// Shows commits of other processes and what editors write soon after they are made.
async fn reload(portal: Portal, rules: Rules) {
    let mut every = tokio::time::interval(RELOAD_EVERY);
    loop {
        every.tick().await;
        let (portal, rules) = (portal.clone(), rules.clone());
        match tokio::task::spawn_blocking(move || rules.reload(&portal)).await {
            Ok(Ok(true)) => tracing::info!("a new commit or new rules are shown"),
            // What is wrong has been logged when it was new.
            Ok(Ok(false) | Err(_)) => {}
            Err(error) => tracing::error!(%error, "reloading failed"),
        }
    }
}

/// Counts popular queries, now and every few minutes.
async fn count_popular(portal: Portal, queries: Queries) {
    let (Some(recorder), Some(list)) = (queries.recorder, queries.popular) else { return };
    let mut every = tokio::time::interval(POPULAR_EVERY);
    loop {
        every.tick().await;
        let (portal, path, list) = (portal.clone(), recorder.path().to_owned(), list.clone());
        let count = move || popular(&[path], queries.least, portal.dictionary()).map(|counted| list.set(counted));
        match tokio::task::spawn_blocking(count).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "popular queries cannot be counted; the last list stays"),
            Err(error) => tracing::error!(%error, "counting popular queries failed"),
        }
    }
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt => {}
            },
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be listened to");
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

fn router(portal: Portal, queries: &Queries) -> Router {
    let mut pages = Router::new()
        .route("/", get(page::home))
        .route("/search", get(page::search))
        .route("/items/{id}", get(page::item))
        .route("/assets/style.css", get(page::style))
        .route("/assets/suggest.js", get(page::script))
        .fallback(page::not_found)
        .method_not_allowed_fallback(page::method_not_allowed);
    if queries.recorder.is_some() {
        pages = pages.route("/click", get(visit::click));
    }
    let mut suggest = get(api::suggest);
    if let Some(popular) = &queries.popular {
        suggest = suggest.layer(Extension(popular.clone()));
    }
    let api = Router::new()
        .route("/api/v1/suggest", suggest)
        .route("/api/v1/search", get(api::search_by_parameters).post(api::search_by_json))
        .route("/api/v1/items/{id}", get(api::item))
        .route("/healthz", get(api::healthy))
        .route("/readyz", get(api::ready))
        .method_not_allowed_fallback(api::method_not_allowed);
    let api = api.route("/api/{*rest}", get(api::not_found).post(api::not_found));
    let routes = pages.merge(api);
    match &queries.recorder {
        Some(recorder) => finish(routes.layer(Extension(recorder.clone())), portal),
        None => finish(routes, portal),
    }
}

fn admin_router(portal: Portal, queries: &Queries, rules: Rules) -> Router {
    let mut routes = Router::new()
        .route("/healthz", get(api::healthy))
        .route("/readyz", get(api::ready))
        .route("/stats", get(api::stats))
        .route("/config", get(rules::show))
        .route("/reload", post(rules::reload))
        .layer(Extension(rules))
        .fallback(api::not_found)
        .method_not_allowed_fallback(api::method_not_allowed);
    if let Some(recorder) = &queries.recorder {
        let reports = get(reports::page).layer(Extension(recorder.clone()));
        routes = routes.route("/reports", reports).route("/assets/style.css", get(page::style));
    }
    if let Some(popular) = &queries.popular {
        routes = routes.route("/reports/suggestions", get(reports::suggestions).layer(Extension(popular.clone())));
    }
    finish(routes, portal)
}

/// What holds for every route: identification and logs, limits, panics answered, headers.
fn finish(routes: Router<Portal>, portal: Portal) -> Router {
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request| {
        // The path only: what people search for is nobody else's business, and not a log's.
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
    });
    let trace = trace.on_response(|response: &Response, latency: Duration, _: &tracing::Span| {
        tracing::info!(status = response.status().as_u16(), latency_us = latency.as_micros() as u64, "answered");
    });
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(middleware::from_fn(headers))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a request panicked");
            Problem::internal().into_response()
        }))
        .layer(HandleErrorLayer::new(overloaded))
        .load_shed()
        .layer(GlobalConcurrencyLimitLayer::new(CONCURRENCY))
        .timeout(REQUEST_TIME)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT));
    routes.layer(layers).with_state(portal)
}

async fn overloaded(error: BoxError) -> Problem {
    if error.is::<tower::timeout::error::Elapsed>() {
        Problem::new(StatusCode::GATEWAY_TIMEOUT, "Took too long", "the request was not answered in time")
    } else {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Overloaded", "too many requests at once; try again shortly")
            .with_retry_after(1)
    }
}

/// Headers of every answer.
async fn headers(request: Request, next: Next) -> Response {
    let is_page = !["/api/", "/healthz", "/readyz", "/stats", "/config", "/reload"]
        .iter()
        .any(|p| request.uri().path().starts_with(p));
    let mut response = next.run(request).await;
    // Layers refuse in their own words: citizens get a page, programs a problem.
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if status.is_client_error() || status.is_server_error() {
        let refused = Problem::new(status, "Refused", status.canonical_reason().unwrap_or_default());
        if is_page && !kind.starts_with(b"text/html") {
            let retry = response.headers().get(header::RETRY_AFTER).cloned();
            response = view::problem(&refused);
            response.headers_mut().extend(retry.map(|retry| (header::RETRY_AFTER, retry)));
        } else if !is_page && !kind.starts_with(b"application/problem+json") {
            response = refused.into_response();
        }
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Answers change with the next commit; a page in a shared cache would show what has been taken down.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// Runs work that keeps a thread busy where it does not hold up other requests.
async fn blocking<T: Send + 'static>(
    portal: Portal,
    work: impl FnOnce(&Portal) -> Result<T, menhu::Error> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(move || work(&portal)).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Problem::from(error)),
        Err(error) => {
            tracing::error!(%error, "a search panicked");
            Err(Problem::internal())
        }
    }
}
