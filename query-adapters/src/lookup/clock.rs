//! The clock by which everything here is judged: ages, limits, breakers, signatures.

use std::fmt::Debug;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// What time it is. Everything asks this and nothing else, so that a test decides when an answer is old.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The time of day in China, which has no other.
pub(crate) fn in_china(time: Timestamp) -> DateTime {
    const CHINA: Offset = Offset::constant(8);
    CHINA.to_datetime(time)
}

/// The system's clock, which may be set and may have slept; and never less than what has passed since the start, so that
/// no answer grows younger when it is set back.
#[derive(Debug)]
pub struct SystemClock {
    start: Timestamp,
    since: std::time::Instant,
}

impl SystemClock {
    /// A clock that begins at the system's time.
    #[must_use]
    pub fn new() -> SystemClock {
        SystemClock { start: Timestamp::now(), since: std::time::Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> SystemClock {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.since.elapsed()).unwrap_or(SignedDuration::MAX);
        self.start.checked_add(elapsed).unwrap_or(Timestamp::MAX).max(Timestamp::now())
    }
}

/// A clock that stands until it is moved: for tests.
#[derive(Debug)]
pub struct ManualClock(std::sync::atomic::AtomicI64);

impl ManualClock {
    /// A clock that stands at a time.
    #[must_use]
    pub fn at(time: Timestamp) -> ManualClock {
        ManualClock(std::sync::atomic::AtomicI64::new(time.as_millisecond()))
    }

    /// Moves it on.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, std::sync::atomic::Ordering::SeqCst);
    }
}

/// 2027-01-15, eight o'clock UTC.
impl Default for ManualClock {
    fn default() -> ManualClock {
        ManualClock(std::sync::atomic::AtomicI64::new(1_800_000_000_000))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(std::sync::atomic::Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }
}
