//! What goes on beside the requests: newer commits and rules are shown, popular queries counted.

use std::time::{Duration, Instant};

use menhu::Portal;

use super::rules::Rules;
use crate::queries::{Queries, popular};

/// How often a commit of another process is looked for.
const RELOAD_EVERY: Duration = Duration::from_secs(1);
/// How often popular queries are counted anew.
const POPULAR_EVERY: Duration = Duration::from_secs(300);

/// Makes ready what suggestions and cards need, so that nobody waits for it.
pub(super) async fn warm(portal: Portal) {
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
pub(super) async fn reload(portal: Portal, rules: Rules) {
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
pub(super) async fn count_popular(portal: Portal, queries: Queries) {
    let (Some(recorder), Some(list)) = (queries.recorder, queries.popular) else { return };
    let mut every = tokio::time::interval(POPULAR_EVERY);
    loop {
        every.tick().await;
        let (portal, path, list) = (portal.clone(), recorder.path().to_owned(), list.clone());
        let count = move || popular(&[path], queries.least, &portal.dictionary()).map(|counted| list.set(counted));
        match tokio::task::spawn_blocking(count).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "popular queries cannot be counted; the last list stays"),
            Err(error) => tracing::error!(%error, "counting popular queries failed"),
        }
    }
}
