//! Work on the portal: what a request asks of the kernel, on threads of its own, so many at a time, and only as long as
//! somebody waits.
//!
//! A request that finds all places taken waits in a queue of limited length, up to its deadline; what finds the queue
//! full is refused at once. The place is given back when the work ends, not when the client has gone: so the limit holds
//! whatever clients do.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use menhu::{Deadline, Portal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::App;
use super::metrics::{Metrics, Refusal};
use super::problem::Problem;

/// How much work is done and waits at a time.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    places: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    time: Duration,
    metrics: Metrics,
}

/// The work of one request.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    pub(crate) portal: Portal,
    admission: Admission,
    deadline: Instant,
}

impl Admission {
    /// `places` at work at the same time, `queue` waiting, each for up to `time`.
    pub(crate) fn new(places: usize, queue: usize, time: Duration, metrics: Metrics) -> Admission {
        Admission { places: Arc::new(Semaphore::new(places)), queue: Arc::new(Semaphore::new(queue)), time, metrics }
    }

    async fn enter(&self, deadline: Instant) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let Ok(_waiting) = self.queue.try_acquire() else { return Err(self.refuse(Refusal::Queue)) };
        let _counted = self.metrics.waiting();
        match timeout_at(deadline, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(self.refuse(Refusal::Waited)),
        }
    }

    fn refuse(&self, why: Refusal) -> Problem {
        self.metrics.refused(why);
        let detail = "there are too many requests at the moment; try again shortly";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Overloaded", detail).with_retry_after(1)
    }
}

impl FromRequestParts<App> for Work {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Work, Infallible> {
        let admission = app.admission.clone();
        Ok(Work { portal: app.portal.clone(), deadline: Instant::now() + admission.time, admission })
    }
}

impl Work {
    /// Does it, when its turn comes. It is told until when somebody waits for it, and ends then.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&Portal, Deadline) -> Result<T, menhu::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let Work { portal, admission, deadline } = self;
        let place = admission.enter(deadline).await?;
        let working = admission.metrics.working();
        let made = tokio::task::spawn_blocking(move || {
            let _held = (place, working);
            work(&portal, Deadline::at(deadline.into_std()))
        });
        match timeout_at(deadline, made).await {
            Ok(Ok(Err(menhu::Error::Deadline))) | Err(_) => {
                admission.metrics.refused(Refusal::Deadline);
                Err(Problem::late())
            }
            Ok(Ok(made)) => made.map_err(Problem::from),
            // What it says may quote what was asked.
            Ok(Err(_)) => {
                tracing::error!("a search panicked");
                Err(Problem::internal())
            }
        }
    }
}
