//! The reference server: pages for citizens, and the same answers as JSON.

use std::time::Duration;

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::Request;
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

mod api;
mod link;
mod page;
mod problem;
mod view;

use problem::Problem;

/// Longest time a request may take.
const REQUEST_TIME: Duration = Duration::from_secs(10);
/// Requests worked on at the same time; more are refused with 503.
const CONCURRENCY: usize = 256;
/// Largest request body, in bytes: somewhat more than the longest query.
const BODY_LIMIT: usize = 512 * 1024;
/// How often a commit of another process is looked for.
const RELOAD_EVERY: Duration = Duration::from_secs(1);
/// How long requests under way may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// No script, no foreign content, no frames: the pages need none of them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

type State = axum::extract::State<Portal>;

/// Serves until the process is told to stop (SIGTERM or Ctrl-C), then lets requests under way finish.
pub(crate) async fn serve(public: TcpListener, admin: TcpListener, portal: Portal) -> std::io::Result<()> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let wait = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
        // The sender lives until the signal: an error would mean that it has been given.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    tokio::spawn(reload(portal.clone()));
    tokio::spawn(async move {
        signal().await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    });
    let pages = axum::serve(public, router(portal.clone())).with_graceful_shutdown(wait(stopped.clone()));
    let admin = axum::serve(admin, admin_router(portal)).with_graceful_shutdown(wait(stopped.clone()));
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

/// Shows commits of other processes soon after they are made.
async fn reload(portal: Portal) {
    let mut every = tokio::time::interval(RELOAD_EVERY);
    loop {
        every.tick().await;
        let portal = portal.clone();
        match tokio::task::spawn_blocking(move || portal.reload()).await {
            Ok(Ok(true)) => tracing::info!("a new commit is shown"),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::error!(%error, "the newest commit cannot be shown; the last one stays"),
            Err(error) => tracing::error!(%error, "reloading failed"),
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

fn router(portal: Portal) -> Router {
    let pages = Router::new()
        .route("/", get(page::home))
        .route("/search", get(page::search))
        .route("/items/{id}", get(page::item))
        .route("/assets/style.css", get(page::style))
        .fallback(page::not_found)
        .method_not_allowed_fallback(page::method_not_allowed);
    let api = Router::new()
        .route("/api/v1/search", get(api::search_by_parameters).post(api::search_by_json))
        .route("/api/v1/items/{id}", get(api::item))
        .route("/healthz", get(api::healthy))
        .route("/readyz", get(api::ready))
        .method_not_allowed_fallback(api::method_not_allowed);
    let api = api.route("/api/{*rest}", get(api::not_found).post(api::not_found));
    finish(pages.merge(api), portal)
}

fn admin_router(portal: Portal) -> Router {
    let routes = Router::new()
        .route("/healthz", get(api::healthy))
        .route("/readyz", get(api::ready))
        .route("/stats", get(api::stats))
        .route("/reload", post(api::reload))
        .fallback(api::not_found)
        .method_not_allowed_fallback(api::method_not_allowed);
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
    let is_page =
        !["/api/", "/healthz", "/readyz", "/stats", "/reload"].iter().any(|p| request.uri().path().starts_with(p));
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
