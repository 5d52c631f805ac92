//! Counts, for metrics: no value, no pseudonym, no time of a single lookup.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::upstream::Upstream;
use crate::lookup::Operation;
use crate::resilience::BreakerState;

/// How many lookups ended so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Name of the provider's file; empty where none was chosen.
    pub provider: String,
    /// What was looked up.
    pub operation: Operation,
    /// `found`, `no_records`, or the class of the failure.
    pub outcome: &'static str,
    /// `fresh`, `cached`, `stale` or `none`.
    pub source: &'static str,
    /// How many.
    pub count: u64,
}

/// A provider, from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderState {
    /// Name of its file.
    pub id: String,
    /// What citizens are told.
    pub name: String,
    /// What it answers.
    pub operation: Operation,
    /// Where citizens may go themselves.
    pub official: Option<String>,
    /// Questions that were sent to it, retries included.
    pub calls: u64,
    /// State of its breaker.
    pub breaker: BreakerState,
}

impl ProviderState {
    pub(super) fn of(upstream: &Upstream) -> ProviderState {
        let provider = &upstream.provider;
        ProviderState {
            id: provider.id.clone(),
            name: provider.name.clone(),
            operation: provider.operation,
            official: provider.official.clone(),
            calls: upstream.calls(),
            breaker: upstream.state(),
        }
    }
}

/// What is counted apart.
type Kind = (String, Operation, &'static str, &'static str);

#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<Kind, u64>>);

impl Tally {
    pub(super) fn count(&self, provider: &str, operation: Operation, outcome: &'static str, source: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((provider.to_owned(), operation, outcome, source)).or_default() += 1;
    }

    pub(super) fn counts(&self) -> Vec<Count> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |((provider, operation, outcome, source), count): (&Kind, &u64)| Count {
            provider: provider.clone(),
            operation: *operation,
            outcome,
            source,
            count: *count,
        };
        counts.iter().map(count).collect()
    }
}
