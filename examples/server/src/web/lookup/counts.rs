//! Metrics of lookups: labels are names of provider files, operations, outcomes and states, all out of fixed lists.

use menhu_lookups::resilience::BreakerState;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::lookups::Service;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    provider: String,
    operation: &'static str,
    outcome: &'static str,
    source: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    provider: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct In {
    provider: String,
    state: &'static str,
}

/// What is counted now. The lookups count themselves; this is what they say, written down for one answer.
pub(crate) fn registry(service: &Service) -> Registry {
    let mut registry = Registry::with_prefix("menhu");
    let Some(opened) = service.opened() else { return registry };
    let (ended, calls) = (Family::<Ended, Counter>::default(), Family::<Of, Counter>::default());
    let breaker = Family::<In, Gauge>::default();
    for count in opened.lookups.counts() {
        let labels = Ended {
            provider: count.provider,
            operation: count.operation.name(),
            outcome: count.outcome,
            source: count.source,
        };
        ended.get_or_create(&labels).inc_by(count.count);
    }
    for state in opened.lookups.providers() {
        calls.get_or_create(&Of { provider: state.id.clone() }).inc_by(state.calls);
        for (name, is_it) in [
            ("closed", state.breaker == BreakerState::Closed),
            ("half_open", state.breaker == BreakerState::HalfOpen),
            ("open", state.breaker == BreakerState::Open),
        ] {
            breaker.get_or_create(&In { provider: state.id.clone(), state: name }).set(i64::from(is_it));
        }
    }
    registry.register("lookups", "Lookups by provider, operation, outcome and source", ended);
    registry.register("lookup_calls", "Questions sent to a provider, retries included", calls);
    registry.register("lookup_breaker", "State of a provider's breaker: 1 for the one it is in", breaker);
    registry
}
