//! The reference server: pages for citizens, and the same answers as JSON.

use std::time::Duration;

use menhu::Portal;
use tokio::net::TcpListener;
use tokio::sync::watch;

mod ahead;
mod api;
mod feed;
mod file;
mod frame;
mod home;
mod item;
mod link;
mod list;
mod listener;
mod lookup;
mod metrics;
mod openapi;
mod page;
mod problem;
mod reports;
mod routes;
mod rules;
mod scene;
mod service;
mod upkeep;
mod view;
mod visit;
mod work;

pub(crate) use link::to_item as item_address;
use metrics::{Metrics, Refusal};
use problem::Problem;
use rules::Rules;
pub(crate) use scene::{TEMPLATE as SCENE_TEMPLATE, check_template};
use work::Admission;

use crate::lookups::Service;
use crate::queries::Queries;

/// How long requests under way may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);
/// Connections of the administration listener at a time.
const ADMIN_CONNECTIONS: usize = 64;

/// What a server may do at the same time, and for how long.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Requests worked on at the same time.
    pub(crate) workers: usize,
    /// Requests that wait for their turn.
    pub(crate) queue: usize,
    /// Time in which a request is answered, its wait included.
    pub(crate) deadline: Duration,
    /// Connections of the public listener.
    pub(crate) connections: usize,
}

/// Everything the routes share.
#[derive(Debug, Clone)]
pub(crate) struct App {
    portal: Portal,
    admission: Admission,
    metrics: Metrics,
    rules: Rules,
    lookups: Service,
    readiness: api::Readiness,
    /// Whether traces say what was searched for.
    trace_queries: bool,
}

/// Serves until the process is told to stop (SIGTERM or Ctrl-C), then lets requests under way finish.
pub(crate) async fn serve(
    public: TcpListener,
    admin: TcpListener,
    portal: Portal,
    lookups: Service,
    queries: Queries,
    limits: &Limits,
    trace_queries: bool,
) -> std::io::Result<()> {
    let metrics = Metrics::default();
    let admission = Admission::new(limits.workers, limits.queue, limits.deadline, metrics.clone());
    let rules = Rules::of(&portal, lookups.clone(), metrics.clone());
    let readiness = api::Readiness::default();
    let app = App {
        readiness,
        portal: portal.clone(),
        admission,
        metrics: metrics.clone(),
        rules: rules.clone(),
        lookups,
        trace_queries,
    };

    let (stop, stopped) = watch::channel(false);
    tokio::spawn(upkeep::warm(portal.clone()));
    tokio::spawn(upkeep::reload(portal.clone(), rules));
    tokio::spawn(upkeep::count_popular(portal, queries.clone()));
    tokio::spawn(async move {
        signal().await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    });
    let late = limits.deadline + Duration::from_secs(1);
    let pages = routes::public(app.clone(), &queries, late);
    let pages = listener::serve(public, pages, limits.connections, stopped.clone(), move || {
        metrics.refused(Refusal::Connections);
    });
    let admin = listener::serve(admin, routes::admin(app, &queries), ADMIN_CONNECTIONS, stopped.clone(), || ());
    let both = async { tokio::try_join!(pages, admin).map(|_| ()) };
    let deadline = async {
        let mut stopped = stopped;
        // The sender lives until the signal: an error would mean that it has been given.
        let _ = stopped.wait_for(|stopped| *stopped).await;
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

/// Waits for the signal to stop.
pub(crate) async fn signal() {
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

/// Runs what administration asks for where it does not hold up other requests. It waits for no turn.
async fn blocking<T: Send + 'static>(
    portal: Portal,
    work: impl FnOnce(&Portal) -> Result<T, menhu::Error> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(move || work(&portal)).await {
        Ok(made) => made.map_err(Problem::from),
        Err(_) => {
            tracing::error!("work for administration panicked");
            Err(Problem::internal())
        }
    }
}
