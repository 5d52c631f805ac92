//! What a portal shows: a commit under the rules that editors had written then. The newest version is shown; older ones
//! are kept for a while: somebody may still turn their pages.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::rules::Rules;
use crate::index::Reader;
use crate::search::Digest;
use crate::text::join_fingerprints;

/// How long a version is kept after a newer one is shown …
const KEPT_FOR: Duration = Duration::from_secs(300);
/// … and how many are, at most: each may hold files on the disk that the newest needs no more.
const MOST_KEPT: usize = 4;

/// One version.
pub(super) struct Version {
    pub(super) reader: Arc<Reader>,
    pub(super) rules: Rules,
    pub(super) digest: Arc<Digest>,
}

impl Version {
    pub(super) fn new(reader: Arc<Reader>, rules: Rules, digest: Arc<Digest>) -> Version {
        Version { reader, rules, digest }
    }

    /// Tells it from every other version; the same in every process.
    pub(super) fn id(&self) -> u64 {
        join_fingerprints(self.reader.commit, self.rules.fingerprint())
    }
}

/// The version shown, and those kept.
pub(super) struct Versions(RwLock<Kept>);

struct Kept {
    newest: Arc<Version>,
    /// With the time up to which each is kept, oldest first.
    older: Vec<(Arc<Version>, Instant)>,
}

impl Versions {
    pub(super) fn new(version: Version) -> Versions {
        Versions::only(Arc::new(version))
    }

    /// One version, which stays the newest.
    pub(super) fn only(newest: Arc<Version>) -> Versions {
        Versions(RwLock::new(Kept { newest, older: Vec::new() }))
    }

    pub(super) fn newest(&self) -> Arc<Version> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).newest)
    }

    /// The version of that id, if it is still there.
    pub(super) fn find(&self, id: u64) -> Option<Arc<Version>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let older = kept.older.iter().rev().map(|(version, _)| version);
        std::iter::once(&kept.newest).chain(older).find(|version| version.id() == id).cloned()
    }

    /// Shows a version from now on.
    pub(super) fn show(&self, version: Version) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut kept.newest, Arc::new(version));
        if before.id() != kept.newest.id() {
            // What is made in memory of a commit is large, and pages can be turned without.
            let Version { reader, rules, .. } = &*before;
            let slim = Version::new(Arc::clone(reader), rules.clone(), Arc::default());
            kept.older.push((Arc::new(slim), Instant::now() + KEPT_FOR));
        }
        kept.forget();
    }

    /// Lets go of versions whose time is over.
    pub(super) fn tidy(&self) {
        let now = Instant::now();
        let is_over = |kept: &Kept| kept.older.iter().any(|(_, until)| *until <= now);
        if is_over(&self.0.read().unwrap_or_else(PoisonError::into_inner)) {
            self.0.write().unwrap_or_else(PoisonError::into_inner).forget();
        }
    }
}

impl Kept {
    fn forget(&mut self) {
        let now = Instant::now();
        self.older.retain(|(_, until)| *until > now);
        let surplus = self.older.len().saturating_sub(MOST_KEPT);
        self.older.drain(..surplus);
    }
}
