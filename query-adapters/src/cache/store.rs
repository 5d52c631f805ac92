//! Where sealed answers are kept: in memory, and where it is configured in Redis for several processes.
//!
//! moka drops what has not been used; what is too old is judged by our own clock, since moka's is its own. Every subject
//! has an epoch, which a purge changes: an answer of an earlier epoch is none, so a purge beats a fill in flight.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use moka::future::Cache as Memory;

use super::keys::{CacheKey, Subject};
use super::seal::Sealed;
use super::second::{Second, SecondError};
use crate::lookup::Clock;

/// No answer is kept longer, whatever a provider's file says: twice a week, its fresh and its stale time.
pub(super) const LONGEST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Epochs above which those are forgotten that no answer can have any more.
const MANY: usize = 10_000;

/// Sealed answers.
pub(crate) struct Store {
    memory: Memory<CacheKey, Arc<Sealed>>,
    second: Option<Second>,
    /// Epochs of subjects that were purged, and when.
    epochs: Mutex<HashMap<Subject, (u64, Timestamp)>>,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// A store of so many bytes in memory.
    pub(crate) fn new(bytes: u64, second: Option<Second>, clock: Arc<dyn Clock>) -> Store {
        let memory = Memory::builder()
            .max_capacity(bytes)
            .weigher(|_: &CacheKey, sealed: &Arc<Sealed>| sealed.weight())
            .time_to_live(LONGEST.unsigned_abs())
            .support_invalidation_closures()
            .build();
        Store { memory, second, epochs: Mutex::default(), clock }
    }

    /// The answer that is kept, of the subject's present epoch.
    pub(crate) async fn get(&self, key: &CacheKey, subject: Subject) -> Option<Arc<Sealed>> {
        let known = self.memory.get(key).await;
        let (epoch, known) = match (&self.second, known) {
            (None, known) => (self.own_epoch(subject), known?),
            (Some(second), Some(known)) => (self.shared_epoch(second, subject).await, known),
            (Some(second), None) => {
                let (epoch, found) = second.get(key, subject).await.ok()?;
                let found = Arc::new(found?);
                if epoch == found.epoch {
                    self.memory.insert(*key, Arc::clone(&found)).await;
                }
                (epoch, found)
            }
        };
        (known.epoch == epoch && known.subject == subject).then_some(known)
    }

    /// The subject's epoch.
    pub(crate) async fn epoch(&self, subject: Subject) -> u64 {
        match &self.second {
            Some(second) => self.shared_epoch(second, subject).await,
            None => self.own_epoch(subject),
        }
    }

    fn own_epoch(&self, subject: Subject) -> u64 {
        self.lock().get(&subject).map_or(0, |(epoch, _)| *epoch)
    }

    /// The epoch that all processes share; while Redis does not answer, the last that is known here.
    async fn shared_epoch(&self, second: &Second, subject: Subject) -> u64 {
        match second.epoch(subject).await {
            Ok(epoch) => {
                if epoch != self.own_epoch(subject) {
                    self.lock().insert(subject, (epoch, self.clock.now()));
                }
                epoch
            }
            Err(_) => self.own_epoch(subject),
        }
    }

    /// Keeps an answer, for `seconds` where others see it.
    pub(crate) async fn put(&self, key: CacheKey, sealed: Arc<Sealed>, seconds: u64) {
        if let Some(second) = &self.second {
            second.put(&key, &sealed, seconds).await;
        }
        self.memory.insert(key, sealed).await;
    }

    /// Forgets everything about a subject, and everything that is being fetched about it now.
    ///
    /// # Errors
    /// When the other level does not answer: then its processes may still know.
    pub(crate) async fn purge(&self, subject: Subject) -> Result<(), SecondError> {
        let mut random = [0; 8];
        // Without random numbers the time will do: all that counts is that it is another.
        let epoch = match getrandom::fill(&mut random) {
            Ok(()) => u64::from_be_bytes(random).max(1),
            Err(_) => u64::try_from(self.clock.now().as_nanosecond()).unwrap_or(1),
        };
        {
            let now = self.clock.now();
            let mut epochs = self.lock();
            epochs.insert(subject, (epoch, now));
            if epochs.len() > MANY {
                epochs.retain(|_, (_, since)| now.duration_since(*since) < LONGEST);
            }
        }
        // The predicate is asked whenever one of the entries before it is read: they are gone at once.
        let _ = self.memory.invalidate_entries_if(move |_, sealed| sealed.subject == subject);
        self.memory.run_pending_tasks().await;
        match &self.second {
            Some(second) => second.purge(subject, epoch).await,
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, (u64, Timestamp)>> {
        self.epochs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
