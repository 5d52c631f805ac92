//! Metrics for Prometheus, on the administration listener: how many, how long, how large. Never what was asked: labels
//! are routes, outcomes and reasons out of fixed lists.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use menhu::Stats;
use menhu::query::SearchAnswer;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::App;
use super::problem::{NoParameters, Problem};

/// All metrics of a server. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    requests: Family<Request_, Counter>,
    request_time: Family<Route, Histogram, fn() -> Histogram>,
    searches: Family<SearchLabels, Counter>,
    search_time: Histogram,
    refused: Family<RefusalLabels, Counter>,
    working: Gauge,
    waiting: Gauge,
    reloads: Family<ReloadLabels, Counter>,
    loaded: Gauge<f64, AtomicU64>,
    faults: Gauge,
    items: Gauge,
    open_items: Gauge,
    segments: Gauge,
    bytes: Gauge,
    generation: Gauge,
    memory: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request_ {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SearchLabels {
    outcome: Outcome,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
enum Outcome {
    Found,
    Relaxed,
    Corrected,
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    reason: Refusal,
}

/// Why a request was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Refusal {
    /// One connection too many.
    Connections,
    /// The queue was full.
    Queue,
    /// Its turn did not come in time.
    Waited,
    /// The answer was not ready in time.
    Deadline,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReloadLabels {
    result: ReloadResult,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
enum ReloadResult {
    Changed,
    Failed,
}

/// From a tenth of a millisecond to some thirteen seconds.
fn times() -> Histogram {
    Histogram::new(exponential_buckets(0.0001, 2.0, 18))
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("menhu");
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Version of the program", version);
        let inner = Inner {
            requests: Family::default(),
            request_time: Family::new_with_constructor(times),
            searches: Family::default(),
            search_time: times(),
            refused: Family::default(),
            working: Gauge::default(),
            waiting: Gauge::default(),
            reloads: Family::default(),
            loaded: Gauge::default(),
            faults: Gauge::default(),
            items: Gauge::default(),
            open_items: Gauge::default(),
            segments: Gauge::default(),
            bytes: Gauge::default(),
            generation: Gauge::default(),
            memory: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("http_requests", "Requests by route and status", inner.requests.clone());
        let help = "Time to answer a request, by route";
        registry.register_with_unit("http_request", help, Unit::Seconds, inner.request_time.clone());
        registry.register("searches", "Searches by how they ended", inner.searches.clone());
        registry.register_with_unit("search", "Time in the kernel", Unit::Seconds, inner.search_time.clone());
        registry.register("refused", "Requests not answered, by reason", inner.refused.clone());
        registry.register("working", "Requests worked on now", inner.working.clone());
        registry.register("waiting", "Requests waiting for their turn now", inner.waiting.clone());
        registry.register(
            "reloads",
            "Newer commits or rules looked for, unless there were none",
            inner.reloads.clone(),
        );
        let help = "When what is shown was loaded, since 1970";
        registry.register_with_unit("loaded_timestamp", help, Unit::Seconds, inner.loaded.clone());
        registry.register("config_faults", "Files of rules that are refused as they are now", inner.faults.clone());
        registry.register("items", "Items in the portal", inner.items.clone());
        registry.register("open_items", "Items open to the public", inner.open_items.clone());
        registry.register("index_segments", "Parts of the index", inner.segments.clone());
        registry.register_with_unit("portal", "Size on disk", Unit::Bytes, inner.bytes.clone());
        registry.register("catalog_generation", "Generation of the catalog", inner.generation.clone());
        registry.register_with_unit("resident_memory", "Memory of the process", Unit::Bytes, inner.memory.clone());
        Metrics(Arc::new(Inner { registry, ..inner }))
    }
}

impl Metrics {
    /// Counts a search.
    pub(crate) fn searched(&self, answer: &SearchAnswer) {
        let outcome = match answer {
            SearchAnswer { total: 0, .. } => Outcome::Nothing,
            SearchAnswer { did_you_mean: Some(meant), .. } if meant.searched => Outcome::Corrected,
            SearchAnswer { relaxed: true, .. } => Outcome::Relaxed,
            _ => Outcome::Found,
        };
        self.0.searches.get_or_create(&SearchLabels { outcome }).inc();
        self.0.search_time.observe(answer.took_us as f64 / 1e6);
    }

    /// Counts a request that was not answered.
    pub(crate) fn refused(&self, reason: Refusal) {
        self.0.refused.get_or_create(&RefusalLabels { reason }).inc();
    }

    /// Counts a request as worked on as long as what is returned lives.
    pub(crate) fn working(&self) -> impl Send + use<> {
        Counted::new(&self.0.working)
    }

    /// Counts a request as waiting as long as what is returned lives.
    pub(crate) fn waiting(&self) -> impl Send + use<> {
        Counted::new(&self.0.waiting)
    }

    /// Notes what is shown from now on.
    pub(crate) fn loaded(&self, stats: &Stats) {
        self.reloaded(ReloadResult::Changed);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.0.loaded.set(now.as_secs_f64());
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.0.items.set(number(stats.items));
        self.0.open_items.set(number(stats.open_items));
        self.0.segments.set(stats.segments as i64);
        self.0.bytes.set(number(stats.bytes));
        self.0.generation.set(number(stats.generation));
    }

    /// Notes that what is newest cannot be shown.
    pub(crate) fn reload_failed(&self) {
        self.reloaded(ReloadResult::Failed);
    }

    fn reloaded(&self, result: ReloadResult) {
        self.0.reloads.get_or_create(&ReloadLabels { result }).inc();
    }

    /// Notes how many files of rules are refused.
    pub(crate) fn faults(&self, number: usize) {
        self.0.faults.set(number as i64);
    }

    fn request(&self, route: String, status: u16, time: Duration) {
        self.0.request_time.get_or_create(&Route { route: route.clone() }).observe(time.as_secs_f64());
        self.0.requests.get_or_create(&Request_ { route, status }).inc();
    }
}

/// One of what a gauge counts, until it is dropped.
struct Counted(Gauge);

impl Counted {
    fn new(gauge: &Gauge) -> Counted {
        gauge.inc();
        Counted(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts and times every request, by the route that answers it: an address itself may hold anything.
pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    app.metrics.request(route, response.status().as_u16(), started.elapsed());
    response
}

/// All metrics, in the OpenMetrics text format.
pub(crate) async fn show(State(app): State<App>, _: NoParameters) -> Result<Response, Problem> {
    if let Some(bytes) = resident_memory() {
        app.metrics.0.memory.set(bytes);
    }
    let mut encoded = String::new();
    let lookups = super::lookup::registry(&app.lookups);
    let written = text::encode_registry(&mut encoded, &app.metrics.0.registry)
        .and_then(|()| text::encode_registry(&mut encoded, &lookups))
        .and_then(|()| text::encode_eof(&mut encoded));
    written.map_err(|error| {
        tracing::error!(%error, "metrics cannot be written");
        Problem::internal()
    })?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], encoded).into_response())
}

/// Memory of this process, where the system tells.
fn resident_memory() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<i64>().ok().map(|kilobytes| kilobytes * 1024)
}
