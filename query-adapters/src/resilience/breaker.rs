//! A breaker: after too many failures a provider is left alone for a while, then tried with a few questions.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::lookup::Clock;

/// When a breaker opens and closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BreakerSettings {
    /// Calls that are remembered, and must have been made before it may open.
    pub calls: usize,
    /// Failures among them, in percent, at which it opens.
    pub failures: usize,
    /// Seconds for which it stays open.
    pub open: u64,
    /// Calls that are let through afterwards; when all of them succeed, it closes.
    pub probes: usize,
}

impl Default for BreakerSettings {
    fn default() -> BreakerSettings {
        BreakerSettings { calls: 10, failures: 50, open: 30, probes: 2 }
    }
}

/// What state a breaker is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Calls go through.
    Closed,
    /// None does.
    Open,
    /// A few do, to see.
    HalfOpen,
}

#[derive(Debug)]
enum State {
    Closed { failed: VecDeque<bool> },
    Open { until: Timestamp },
    HalfOpen { running: usize, succeeded: usize },
}

/// A breaker.
#[derive(Debug)]
pub(crate) struct Breaker {
    settings: BreakerSettings,
    clock: Arc<dyn Clock>,
    /// The state, and how often it has changed: a call that began in another state has no say in this one.
    state: Mutex<(State, u64)>,
}

/// Leave to make one call. Dropped without a verdict, it was never made.
#[derive(Debug)]
pub(crate) struct Leave<'a> {
    breaker: &'a Breaker,
    turn: u64,
    is_done: bool,
}

impl Breaker {
    pub(crate) fn new(settings: BreakerSettings, clock: Arc<dyn Clock>) -> Breaker {
        Breaker { settings, clock, state: Mutex::new((State::Closed { failed: VecDeque::new() }, 0)) }
    }

    /// Leave to call; otherwise how long to wait.
    pub(crate) fn enter(&self) -> Result<Leave<'_>, Duration> {
        let mut state = self.lock();
        let now = self.clock.now();
        if let (State::Open { until }, _) = &*state {
            if now < *until {
                return Err(Duration::try_from(until.duration_since(now)).unwrap_or_default());
            }
            *state = (State::HalfOpen { running: 0, succeeded: 0 }, state.1 + 1);
        }
        if let (State::HalfOpen { running, succeeded }, _) = &mut *state {
            if *running + *succeeded >= self.settings.probes.max(1) {
                return Err(Duration::from_secs(1));
            }
            *running += 1;
        }
        Ok(Leave { breaker: self, turn: state.1, is_done: false })
    }

    pub(crate) fn state(&self) -> BreakerState {
        match &self.lock().0 {
            State::Closed { .. } => BreakerState::Closed,
            State::Open { until } if self.clock.now() < *until => BreakerState::Open,
            State::Open { .. } | State::HalfOpen { .. } => BreakerState::HalfOpen,
        }
    }

    fn lock(&self) -> MutexGuard<'_, (State, u64)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self) -> State {
        let time = SignedDuration::from_secs(i64::try_from(self.settings.open).unwrap_or(i64::MAX));
        State::Open { until: self.clock.now().checked_add(time).unwrap_or(Timestamp::MAX) }
    }

    fn end(&self, turn: u64, verdict: Option<bool>) {
        let mut state = self.lock();
        if state.1 != turn {
            return;
        }
        let settings = self.settings;
        let next = match (&mut state.0, verdict) {
            (State::Closed { failed }, Some(is_failed)) => {
                failed.push_back(is_failed);
                if failed.len() > settings.calls.max(1) {
                    failed.pop_front();
                }
                let failures = failed.iter().filter(|is_failed| **is_failed).count();
                let is_ill = failed.len() >= settings.calls && failures * 100 >= settings.failures * failed.len();
                (is_failed && is_ill).then(|| self.opened())
            }
            (State::HalfOpen { running, succeeded }, verdict) => {
                *running = running.saturating_sub(1);
                match verdict {
                    Some(true) => Some(self.opened()),
                    Some(false) => {
                        *succeeded += 1;
                        let is_well = *succeeded >= settings.probes.max(1);
                        is_well.then(|| State::Closed { failed: VecDeque::new() })
                    }
                    None => None,
                }
            }
            _ => None,
        };
        if let Some(next) = next {
            *state = (next, turn + 1);
        }
    }
}

impl Leave<'_> {
    /// Says how the call ended.
    pub(crate) fn done(mut self, is_failed: bool) {
        self.is_done = true;
        self.breaker.end(self.turn, Some(is_failed));
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if !self.is_done {
            self.breaker.end(self.turn, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::ManualClock;

    fn breaker() -> (Breaker, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::default());
        let settings = BreakerSettings { calls: 4, failures: 50, open: 30, probes: 2 };
        (Breaker::new(settings, Arc::clone(&clock) as Arc<dyn Clock>), clock)
    }

    #[test]
    fn it_opens_at_half_failures_and_lets_nothing_through() {
        let (breaker, clock) = breaker();
        for is_failed in [true, false, true] {
            breaker.enter().unwrap().done(is_failed);
            assert_eq!(breaker.state(), BreakerState::Closed);
        }
        breaker.enter().unwrap().done(true);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert_eq!(breaker.enter().unwrap_err(), Duration::from_secs(30));
        clock.advance(29);
        assert!(breaker.enter().is_err());
        clock.advance(1);
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
    }

    #[test]
    fn half_open_it_lets_a_few_through_and_their_verdict_counts() {
        let (breaker, clock) = breaker();
        for _ in 0..4 {
            breaker.enter().unwrap().done(true);
        }
        clock.advance(30);
        let (first, second) = (breaker.enter().unwrap(), breaker.enter().unwrap());
        assert!(breaker.enter().is_err());
        // One that was given up gives its place to another.
        drop(second);
        let second = breaker.enter().unwrap();
        first.done(false);
        assert!(breaker.enter().is_err());
        second.done(false);
        assert_eq!(breaker.state(), BreakerState::Closed);

        for _ in 0..4 {
            breaker.enter().unwrap().done(true);
        }
        clock.advance(30);
        breaker.enter().unwrap().done(true);
        assert_eq!(breaker.state(), BreakerState::Open);
    }

    #[test]
    fn a_call_of_an_earlier_state_has_no_say() {
        let (breaker, clock) = breaker();
        let late = breaker.enter().unwrap();
        for _ in 0..4 {
            breaker.enter().unwrap().done(true);
        }
        clock.advance(30);
        let probe = breaker.enter().unwrap();
        late.done(true);
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        probe.done(false);
        breaker.enter().unwrap().done(false);
        assert_eq!(breaker.state(), BreakerState::Closed);
    }
}
