//! Flights: who asks the same at the same time is answered by one call.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::future::Cache;

use crate::cache::{CacheKey, Sealed};
use crate::lookup::LookupError;

/// Flights that are remembered although nobody took them down: all who waited were cancelled.
const MOST: u64 = 10_000;
const LONGEST: Duration = Duration::from_secs(60);

type Landed = Result<Arc<Sealed>, Arc<LookupError>>;

/// Calls under way, by key. When the one that is being made is cancelled or panics, one of those who wait makes the next.
#[derive(Debug)]
pub(super) struct Flights {
    /// A flight with its number in the order of landing.
    flights: Cache<CacheKey, (u64, Landed)>,
    landed: AtomicU64,
}

impl Default for Flights {
    fn default() -> Flights {
        Flights {
            flights: Cache::builder().max_capacity(MOST).time_to_live(LONGEST).build(),
            landed: AtomicU64::new(0),
        }
    }
}

impl Flights {
    /// Joins the flight under this key, or makes one. What landed before this call is none: its answer is in the cache, or
    /// was a failure of another moment.
    pub(super) async fn fly<F>(&self, key: CacheKey, fetch: impl FnOnce() -> F) -> Landed
    where
        F: Future<Output = Result<Arc<Sealed>, LookupError>>,
    {
        let before = self.landed.load(Ordering::SeqCst);
        let flight = async {
            let landed = fetch().await.map_err(Arc::new);
            (self.landed.fetch_add(1, Ordering::SeqCst) + 1, landed)
        };
        let entry = self.flights.entry(key).or_insert_with_if(Box::pin(flight), |(number, _)| *number <= before).await;
        let (number, landed) = entry.into_value();
        // Whoever comes next begins anew. Another flight may have begun already: it stays.
        let is_same = self.flights.get(&key).await.is_some_and(|(other, _)| other == number);
        if is_same {
            self.flights.invalidate(&key).await;
        }
        landed
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(..)")
    }
}

impl std::fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CacheKey(..)")
    }
}

/// Keys that are being refreshed behind an answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Refreshing(Arc<Mutex<HashSet<CacheKey>>>);

/// Leave to refresh a key; given back when dropped.
pub(super) struct Turn {
    keys: Refreshing,
    key: CacheKey,
}

impl Refreshing {
    /// Leave, where nobody has it.
    pub(super) fn enter(&self, key: CacheKey) -> Option<Turn> {
        let is_first = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        is_first.then(|| Turn { keys: self.clone(), key })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.keys.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;
    use crate::lookup::ErrorClass;

    /// A flight that fails: what it gives is told by its detail.
    fn failed(detail: &str) -> Result<Arc<Sealed>, LookupError> {
        Err(LookupError::new(ErrorClass::NotFound, detail))
    }

    const KEY: CacheKey = CacheKey([1; 32]);

    #[tokio::test]
    async fn who_asks_at_the_same_time_shares_a_flight_and_who_comes_later_does_not() {
        let (flights, made) = (Flights::default(), AtomicUsize::new(0));
        let fly = || {
            flights.fly(KEY, || async {
                tokio::task::yield_now().await;
                failed(&made.fetch_add(1, Ordering::SeqCst).to_string())
            })
        };
        let all = futures_util::future::join_all((0..50).map(|_| fly())).await;
        assert!(all.iter().all(|landed| landed.as_ref().unwrap_err().detail == "0"));
        assert_eq!(fly().await.unwrap_err().detail, "1");
    }

    /// A panic is the caller's own; exactly one of those who wait flies next.
    #[tokio::test]
    async fn a_panicking_leader_has_one_successor() {
        let (flights, made) = (Arc::new(Flights::default()), Arc::new(AtomicUsize::new(0)));
        let fly = |is_fatal: bool| {
            let (flights, made) = (Arc::clone(&flights), Arc::clone(&made));
            tokio::spawn(async move {
                let landed = flights.fly(KEY, || async {
                    made.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    assert!(!is_fatal, "as a fault of ours would be");
                    failed("landed")
                });
                landed.await.unwrap_err().detail.clone()
            })
        };
        let leader = fly(true);
        tokio::time::sleep(Duration::from_millis(10)).await;
        let followers: Vec<_> = (0..20).map(|_| fly(false)).collect();
        assert!(leader.await.unwrap_err().is_panic());
        for follower in followers {
            assert_eq!(follower.await.unwrap(), "landed");
        }
        assert_eq!(made.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn one_refreshes_at_a_time() {
        let refreshing = Refreshing::default();
        let turn = refreshing.enter(KEY);
        assert!(turn.is_some() && refreshing.enter(KEY).is_none());
        assert!(refreshing.enter(CacheKey([2; 32])).is_some());
        drop(turn);
        assert!(refreshing.enter(KEY).is_some());
    }
}
