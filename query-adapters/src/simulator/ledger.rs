//! What is ordered, and what was asked: faults are met here, and requests counted.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::faults::{Fault, Order, OrderError, Provider};
use crate::signing::sha256;

/// What is ordered, and what was asked.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    orders: Vec<Order>,
    calls: BTreeMap<Provider, u64>,
    trapped: u64,
    /// How often chance was asked.
    draws: u64,
}

impl Ledger {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // What a panic left behind is whole: nothing here is changed in two steps.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn order(&self, order: Order) -> Result<(), OrderError> {
        order.check()?;
        self.kept().orders.push(order);
        Ok(())
    }

    pub(super) fn orders(&self) -> Vec<Order> {
        self.kept().orders.clone()
    }

    pub(super) fn clear(&self) {
        self.kept().orders.clear();
    }

    pub(super) fn calls(&self, provider: Provider) -> u64 {
        self.kept().calls.get(&provider).copied().unwrap_or_default()
    }

    pub(super) fn trapped(&self) -> u64 {
        self.kept().trapped
    }

    pub(super) fn trap(&self) {
        self.kept().trapped += 1;
    }

    pub(super) fn reset_calls(&self) {
        let mut kept = self.kept();
        kept.calls.clear();
        kept.trapped = 0;
    }

    /// Counts a request, and says what goes wrong with it: of the faults that replace an answer the first, and all of
    /// those that go together with others.
    pub(super) fn meet(&self, provider: Provider) -> Vec<Order> {
        let mut kept = self.kept();
        *kept.calls.entry(provider).or_default() += 1;
        let (mut met, mut replaced, mut draws) = (Vec::new(), false, kept.draws);
        for order in kept.orders.iter_mut().filter(|order| order.provider == provider) {
            let together = matches!(order.fault, Fault::Latency | Fault::ClockSkew);
            let spent = order.count == Some(0) || (replaced && !together);
            if spent || !order.probability.is_none_or(|probability| chance(&mut draws) < probability) {
                continue;
            }
            order.count = order.count.map(|count| count - 1);
            replaced |= !together;
            met.push(*order);
        }
        kept.draws = draws;
        kept.orders.retain(|order| order.count != Some(0));
        met
    }
}

/// From 0 to 1, and in every run the same one after the other: what was seen once can be seen again.
fn chance(draws: &mut u64) -> f64 {
    *draws += 1;
    let digest = sha256(&draws.to_be_bytes());
    let drawn = digest.iter().take(4).fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    f64::from(drawn) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_meet_as_ordered() {
        let ledger = Ledger::default();
        ledger.order(Order::new(Provider::Soap, Fault::Hang).times(2)).unwrap();
        ledger.order(Order::new(Provider::Soap, Fault::Quota).times(1)).unwrap();
        ledger.order(Order::new(Provider::Soap, Fault::Latency)).unwrap();
        let met = |provider| ledger.meet(provider).iter().map(|order| order.fault).collect::<Vec<_>>();
        assert_eq!(met(Provider::City), []);
        assert_eq!(met(Provider::Soap), [Fault::Hang, Fault::Latency]);
        assert_eq!(met(Provider::Soap), [Fault::Hang, Fault::Latency]);
        assert_eq!(met(Provider::Soap), [Fault::Quota, Fault::Latency]);
        assert_eq!(met(Provider::Soap), [Fault::Latency]);
        assert_eq!((ledger.calls(Provider::Soap), ledger.calls(Provider::City)), (4, 1));
        ledger.clear();
        ledger.reset_calls();
        assert!(ledger.orders().is_empty() && ledger.calls(Provider::Soap) == 0);
    }

    #[test]
    fn chance_meets_about_as_many_as_it_says() {
        let ledger = Ledger::default();
        ledger.order(Order { probability: Some(0.3), ..Order::new(Provider::City, Fault::Reset) }).unwrap();
        let met = (0..1_000).filter(|_| !ledger.meet(Provider::City).is_empty()).count();
        assert!((250..350).contains(&met), "{met}");
        let wrong = Order { probability: Some(1.5), ..Order::new(Provider::City, Fault::Reset) };
        assert_eq!(ledger.order(wrong), Err(OrderError::Probability));
        assert_eq!(ledger.order(Order::new(Provider::Province, Fault::LyingDeclaration)), Err(OrderError::Declaration));
    }
}
