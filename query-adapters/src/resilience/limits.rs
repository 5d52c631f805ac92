//! How often somebody may ask: each requester, each client address, and about each person or vehicle.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use serde::Deserialize;

use crate::lookup::Clock;

/// Buckets above which those that are full again are forgotten.
const MANY: usize = 100_000;

/// So many questions in so many seconds, all of them at once if need be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Questions.
    pub questions: NonZeroU32,
    /// Seconds.
    pub seconds: NonZeroU32,
}

impl Rate {
    /// So many questions in so many seconds; at least one of each.
    #[must_use]
    pub fn new(questions: u32, seconds: u32) -> Rate {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Rate { questions: at_least_one(questions), seconds: at_least_one(seconds) }
    }
}

/// How often may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimits {
    /// By one requester.
    pub requester: Rate,
    /// From one client address: an office has one for all its people.
    pub address: Rate,
    /// About one person or vehicle, by everybody together: numbers are guessed by asking about them.
    pub subject: Rate,
}

impl Default for RateLimits {
    fn default() -> RateLimits {
        RateLimits { requester: Rate::new(20, 60), address: Rate::new(120, 60), subject: Rate::new(20, 3600) }
    }
}

/// Our clock, as the limiter reads it: one that is set back stands until it is where it was, since a limit would take
/// the time in between for one that has to pass again.
#[derive(Clone)]
struct Reading(Arc<dyn Clock>, Arc<AtomicU64>);

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading")
    }
}

impl GovernorClock for Reading {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let now = u64::try_from(self.0.now().as_nanosecond()).unwrap_or(0);
        Nanos::new(self.1.fetch_max(now, Ordering::Relaxed).max(now))
    }
}

type Limiter = RateLimiter<[u8; 16], HashMapStateStore<[u8; 16]>, Reading, NoOpMiddleware<Nanos>>;

/// A limit that holds for each of many, known by pseudonyms.
pub(crate) struct Limit {
    limiter: Limiter,
    clock: Reading,
    /// The second in which it was swept last: sweeping looks at every bucket.
    swept: AtomicU64,
}

impl Limit {
    pub(crate) fn new(rate: Rate, clock: &Arc<dyn Clock>) -> Limit {
        let clock = Reading(Arc::clone(clock), Arc::default());
        let period = Duration::from_secs(rate.seconds.get().into()) / rate.questions.get();
        // More than one in a nanosecond has no period; so many in a second is the same limit.
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(rate.questions)).allow_burst(rate.questions);
        Limit {
            limiter: RateLimiter::new(quota, HashMapStateStore::default(), clock.clone()),
            clock,
            swept: AtomicU64::new(0),
        }
    }

    /// Counts a question; otherwise how long to wait.
    pub(crate) fn check(&self, who: &[u8; 16]) -> Result<(), Duration> {
        let checked = self.limiter.check_key(who);
        let second = self.clock.now().as_u64() / 1_000_000_000;
        if self.limiter.len() > MANY && self.swept.swap(second, Ordering::Relaxed) != second {
            self.limiter.retain_recent();
        }
        checked.map_err(|not_yet| {
            let until = not_yet.earliest_possible();
            until.duration_since(self.clock.now()).into()
        })
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limit")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::ManualClock;

    #[test]
    fn each_has_its_own_limit_and_gets_it_back_with_time() {
        let clock = Arc::new(ManualClock::default());
        let limit = Limit::new(Rate::new(3, 60), &(Arc::clone(&clock) as Arc<dyn Clock>));
        let (one, other) = ([1; 16], [2; 16]);
        for _ in 0..3 {
            limit.check(&one).unwrap();
        }
        let wait = limit.check(&one).unwrap_err();
        assert!(wait > Duration::from_secs(19) && wait <= Duration::from_secs(20), "{wait:?}");
        limit.check(&other).unwrap();
        clock.advance(20);
        limit.check(&one).unwrap();
        limit.check(&one).unwrap_err();
        clock.advance(-3600);
        limit.check(&[3; 16]).unwrap();
        clock.advance(3620);
        limit.check(&one).unwrap();
    }
}
