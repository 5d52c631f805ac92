//! Until when an answer is wanted.

use std::time::{Duration, Instant};

use crate::error::Error;

/// The time up to which somebody waits for an answer. A search looks at it as it goes on, and ends when it has passed.
///
/// ```
/// use std::time::Duration;
/// use menhu::Deadline;
/// assert!(!Deadline::after(Duration::from_secs(60)).has_passed());
/// assert!(Deadline::after(Duration::ZERO).has_passed());
/// assert!(!Deadline::NONE.has_passed());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// However long it takes.
    pub const NONE: Deadline = Deadline(None);

    /// A time.
    #[must_use]
    pub fn at(time: Instant) -> Deadline {
        Deadline(Some(time))
    }

    /// So long from now on.
    #[must_use]
    pub fn after(duration: Duration) -> Deadline {
        // What lies beyond the clock never comes.
        Deadline(Instant::now().checked_add(duration))
    }

    /// Whether nobody waits any more.
    #[must_use]
    pub fn has_passed(self) -> bool {
        self.0.is_some_and(|time| Instant::now() >= time)
    }

    /// # Errors
    /// [`Error::Deadline`] when it has passed.
    pub(crate) fn check(self) -> Result<(), Error> {
        if self.has_passed() { Err(Error::Deadline) } else { Ok(()) }
    }
}
