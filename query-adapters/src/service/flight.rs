//! Flights: who asks the same at the same time is answered by one call.
//!
//! A flight is a task of its own: whoever waits may go, and what was sent is still heard, counted and kept. When the task
//! panics, exactly one of those who wait flies in its place.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio::time::Instant;

use crate::cache::{CacheKey, Sealed};
use crate::lookup::{ErrorClass, LookupError};

type Landed = Result<Arc<Sealed>, LookupError>;
/// An answer of another epoch is another answer: who asks after a purge does not join a flight of before.
type Key = (CacheKey, u64);

/// Calls under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Flights(Arc<Mutex<HashMap<Key, Flight>>>);

/// A call under way, and until when it may last.
#[derive(Debug)]
struct Flight {
    hear: watch::Receiver<Option<Landed>>,
    deadline: Instant,
}

/// Takes a flight down when its task ends, however it ends.
struct Board {
    flights: Flights,
    key: Key,
    hear: watch::Receiver<Option<Landed>>,
}

impl Drop for Board {
    fn drop(&mut self) {
        let mut flights = self.flights.lock();
        // Another may have taken its place.
        if flights.get(&self.key).is_some_and(|flight| flight.hear.same_channel(&self.hear)) {
            flights.remove(&self.key);
        }
    }
}

impl Flights {
    /// Joins the flight under this key, or makes one, which ends by `deadline`.
    pub(super) async fn fly(
        &self,
        key: Key,
        deadline: Instant,
        fetch: impl Future<Output = Landed> + Send + 'static,
    ) -> Landed {
        let mut own = Some(fetch);
        loop {
            let mut waiting = {
                let mut flights = self.lock();
                // One whose time is over has nothing to say but that: who comes now has time of their own.
                let flying = flights.get(&key).filter(|flight| Instant::now() < flight.deadline);
                match (flying, own.take()) {
                    (Some(flight), kept) => {
                        own = kept;
                        flight.hear.clone()
                    }
                    (None, Some(fetch)) => {
                        let (say, hear) = watch::channel(None);
                        flights.insert(key, Flight { hear: hear.clone(), deadline });
                        let board = Board { flights: self.clone(), key, hear: hear.clone() };
                        tokio::spawn(async move {
                            let board = board;
                            let landed = fetch.await;
                            // Taken down before it is said: who comes now begins anew, and finds it in the cache.
                            drop(board);
                            let _ = say.send(Some(landed));
                        });
                        hear
                    }
                    // It was this caller's own that panicked.
                    (None, None) => {
                        return Err(LookupError::new(ErrorClass::UpstreamUnavailable, "a fault of ours; see the log"));
                    }
                }
            };
            let heard = waiting.wait_for(Option::is_some).await.map(|landed| landed.clone());
            if let Ok(Some(landed)) = heard {
                return landed;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Flight>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    const KEY: Key = (CacheKey([1; 32]), 0);

    /// Flights that fail, and say which they were.
    struct Airport {
        flights: Flights,
        made: Arc<AtomicUsize>,
    }

    impl Airport {
        fn new() -> Airport {
            Airport { flights: Flights::default(), made: Arc::default() }
        }

        fn fly(&self, key: Key, is_fatal: bool) -> tokio::task::JoinHandle<String> {
            let (flights, made) = (self.flights.clone(), Arc::clone(&self.made));
            tokio::spawn(async move {
                let deadline = Instant::now() + Duration::from_secs(60);
                let landed = flights.fly(key, deadline, async move {
                    let number = made.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    assert!(!is_fatal, "as a fault of ours would be");
                    Err(LookupError::new(ErrorClass::NotFound, number.to_string()))
                });
                landed.await.unwrap_err().detail
            })
        }

        fn made(&self) -> usize {
            self.made.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn who_asks_at_the_same_time_shares_a_flight_and_who_comes_later_does_not() {
        let airport = Airport::new();
        for task in (0..50).map(|_| airport.fly(KEY, false)).collect::<Vec<_>>() {
            assert_eq!(task.await.unwrap(), "0");
        }
        assert_eq!(airport.fly(KEY, false).await.unwrap(), "1");
        // Another epoch is another flight.
        let (one, other) = (airport.fly(KEY, false), airport.fly((KEY.0, 1), false));
        assert_ne!(one.await.unwrap(), other.await.unwrap());
        assert!(airport.flights.lock().is_empty());
    }

    #[tokio::test]
    async fn whoever_goes_the_flight_lands() {
        let airport = Airport::new();
        let leader = airport.fly(KEY, false);
        tokio::time::sleep(Duration::from_millis(10)).await;
        let followers: Vec<_> = (0..20).map(|_| airport.fly(KEY, false)).collect();
        tokio::time::sleep(Duration::from_millis(10)).await;
        leader.abort();
        for follower in followers {
            assert_eq!(follower.await.unwrap(), "0");
        }
        assert_eq!(airport.made(), 1);
    }

    #[tokio::test]
    async fn a_panicking_flight_has_one_successor() {
        let airport = Airport::new();
        let leader = airport.fly(KEY, true);
        tokio::time::sleep(Duration::from_millis(10)).await;
        let followers: Vec<_> = (0..20).map(|_| airport.fly(KEY, false)).collect();
        // Whose own it was is told so, or is answered by the successor.
        let told = leader.await.unwrap();
        assert!(told == "a fault of ours; see the log" || told == "1", "{told}");
        for follower in followers {
            assert_eq!(follower.await.unwrap(), "1");
        }
        assert_eq!(airport.made(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flight_whose_time_is_over_is_not_joined() {
        let flights = Flights::default();
        let fly = |seconds, deadline, detail: &'static str| {
            let (flights, deadline) = (flights.clone(), Instant::now() + Duration::from_secs(deadline));
            tokio::spawn(async move {
                let landed = async move {
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                    Err(LookupError::new(ErrorClass::UpstreamTimeout, detail))
                };
                flights.fly(KEY, deadline, landed).await.unwrap_err().detail
            })
        };
        // The first lands a second after its time: who asks before that joins it, who asks after it does not.
        let first = fly(3, 2, "first");
        tokio::time::sleep(Duration::from_millis(1900)).await;
        let joined = fly(1, 2, "joined");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let second = fly(3, 4, "second");
        assert_eq!((first.await.unwrap().as_str(), joined.await.unwrap().as_str()), ("first", "first"));
        // What took its place is still there, and is joined.
        assert_eq!(fly(1, 2, "third").await.unwrap(), "second");
        assert_eq!(second.await.unwrap(), "second");
        assert!(flights.lock().is_empty());
    }

    #[test]
    fn one_refreshes_at_a_time() {
        let refreshing = Refreshing::default();
        let turn = refreshing.enter(KEY.0);
        assert!(turn.is_some() && refreshing.enter(KEY.0).is_none());
        assert!(refreshing.enter(CacheKey([2; 32])).is_some());
        drop(turn);
        assert!(refreshing.enter(KEY.0).is_some());
    }
}
