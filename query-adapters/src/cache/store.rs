//! Where sealed answers are kept: in memory, and where it is configured in Redis for several processes.
//!
//! moka drops what has not been used; what is too old is judged by our own clock, since moka's is its own. Every subject
//! has an epoch, which a purge changes: an answer of an earlier epoch is none, so a purge beats a fill in flight. With a
//! second level the epoch is the one that stands there; while it does not answer, nothing that is kept is given, since
//! nobody could tell what was purged.

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
    epochs: Mutex<HashMap<Subject, Epoch>>,
    clock: Arc<dyn Clock>,
}

/// The epoch of a subject that was purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Epoch {
    epoch: u64,
    since: Timestamp,
    /// The second level has not heard of it yet.
    is_pending: bool,
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

    /// The answer that is kept, of the subject's present epoch; the youngest that there is, where it is not fresh.
    pub(crate) async fn get(
        &self,
        key: &CacheKey,
        subject: Subject,
        is_fresh: impl Fn(&Sealed) -> bool,
    ) -> Option<Arc<Sealed>> {
        let mut known = self.memory.get(key).await;
        let epoch = match &self.second {
            None => self.own(subject).map_or(0, |own| own.epoch),
            Some(second) if known.as_ref().is_some_and(|sealed| is_fresh(sealed)) => {
                self.shared_epoch(second, subject).await?
            }
            Some(second) => {
                let before = self.own(subject);
                let (theirs, found) = second.get(key, subject).await.ok()?;
                let epoch = self.agree(second, subject, before, theirs).await?;
                if let Some(found) = found.filter(|found| found.epoch == epoch)
                    && known.as_ref().is_none_or(|known| known.epoch != epoch || known.asked < found.asked)
                {
                    let found = Arc::new(found);
                    self.memory.insert(*key, Arc::clone(&found)).await;
                    known = Some(found);
                }
                epoch
            }
        };
        let known = known?;
        if known.epoch != epoch || known.subject != subject {
            // What was purged elsewhere goes here, too.
            self.memory.invalidate(key).await;
            return None;
        }
        Some(known)
    }

    /// The subject's epoch; none while it cannot be known.
    pub(crate) async fn epoch(&self, subject: Subject) -> Option<u64> {
        match &self.second {
            Some(second) => self.shared_epoch(second, subject).await,
            None => Some(self.own(subject).map_or(0, |own| own.epoch)),
        }
    }

    fn own(&self, subject: Subject) -> Option<Epoch> {
        self.lock().get(&subject).copied()
    }

    async fn shared_epoch(&self, second: &Second, subject: Subject) -> Option<u64> {
        let before = self.own(subject);
        let theirs = second.epoch(subject).await.ok()?;
        self.agree(second, subject, before, theirs).await
    }

    /// Which epoch holds, of ours as it was before theirs was asked for, and theirs.
    async fn agree(&self, second: &Second, subject: Subject, before: Option<Epoch>, theirs: u64) -> Option<u64> {
        let own = self.own(subject);
        if own != before {
            // Purged in the meantime.
            return own.map(|own| own.epoch);
        }
        match own {
            // A purge that the second level has not heard of, or has lost, is said again.
            Some(own) if own.is_pending || theirs == 0 => {
                second.purge(subject, own.epoch).await.ok()?;
                self.said(subject, own.epoch);
                Some(own.epoch)
            }
            Some(own) if own.epoch == theirs => Some(theirs),
            None if theirs == 0 => Some(0),
            _ => {
                let since = self.clock.now();
                self.lock().insert(subject, Epoch { epoch: theirs, since, is_pending: false });
                Some(theirs)
            }
        }
    }

    fn said(&self, subject: Subject, epoch: u64) {
        if let Some(own) = self.lock().get_mut(&subject).filter(|own| own.epoch == epoch) {
            own.is_pending = false;
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
    /// When the other level does not answer: then its processes may still know. It is told when it answers again.
    pub(crate) async fn purge(&self, subject: Subject) -> Result<(), SecondError> {
        let mut random = [0; 8];
        // Without random numbers the time will do: all that counts is that it is another.
        let epoch = match getrandom::fill(&mut random) {
            Ok(()) => u64::from_be_bytes(random).max(1),
            Err(_) => u64::try_from(self.clock.now().as_nanosecond()).unwrap_or(1),
        };
        {
            let since = self.clock.now();
            let mut epochs = self.lock();
            epochs.insert(subject, Epoch { epoch, since, is_pending: self.second.is_some() });
            if epochs.len() > MANY {
                epochs.retain(|_, known| since.duration_since(known.since) < LONGEST);
            }
        }
        // The predicate is asked whenever one of the entries before it is read: they are gone at once.
        let _ = self.memory.invalidate_entries_if(move |_, sealed| sealed.subject == subject);
        self.memory.run_pending_tasks().await;
        if let Some(second) = &self.second {
            second.purge(subject, epoch).await?;
            self.said(subject, epoch);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Epoch>> {
        self.epochs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
