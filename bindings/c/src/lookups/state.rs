//! How lookups are doing: for whoever watches them.

use adapters::resilience::BreakerState;
use adapters::service::{Count, ProviderState};
use serde::Serialize;

use super::menhu_lookups;
use crate::boundary::{call, out};
use crate::error::menhu_error;
use crate::handle::find;
use crate::string::{Text, menhu_string};

#[derive(Serialize)]
struct State {
    providers: Vec<Provider>,
    counts: Vec<Counted>,
    audit: Head,
}

#[derive(Serialize)]
struct Provider {
    id: String,
    name: String,
    operation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
    calls: u64,
    breaker: &'static str,
}

#[derive(Serialize)]
struct Counted {
    provider: String,
    operation: &'static str,
    outcome: &'static str,
    source: &'static str,
    count: u64,
}

/// The audit's last entry: kept elsewhere, it proves that nothing was cut off at the end.
#[derive(Serialize)]
struct Head {
    seq: u64,
    hash: String,
}

/// How lookups are doing, as JSON: `providers` with their calls and breakers, `counts` of how lookups have ended, and the
/// number and hash of the `audit`'s last entry. Nothing of a person.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_lookups_state(
    lookups: *const menhu_lookups,
    state: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `state`.
        let state = unsafe { out(state, "state") }?;
        let asking = find(lookups, "lookups")?;
        let lookups = &asking.running.get("lookups")?.lookups;
        let (seq, hash) = lookups.audit_head();
        state.open(Text::json(&State {
            providers: lookups.providers().into_iter().map(provider).collect(),
            counts: lookups.counts().into_iter().map(counted).collect(),
            audit: Head { seq, hash },
        })?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

fn provider(state: ProviderState) -> Provider {
    let ProviderState { id, name, operation, official, calls, breaker } = state;
    let breaker = match breaker {
        BreakerState::Closed => "closed",
        BreakerState::Open => "open",
        BreakerState::HalfOpen => "half_open",
    };
    Provider { id, name, operation: operation.name(), official, calls, breaker }
}

fn counted(count: Count) -> Counted {
    let Count { provider, operation, outcome, source, count } = count;
    Counted { provider, operation: operation.name(), outcome, source, count }
}
