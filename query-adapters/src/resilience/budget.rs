//! A budget of retries: a provider in trouble is not asked twice as often.

use std::sync::atomic::{AtomicU64, Ordering};

/// Parts into which a retry is divided.
const WHOLE: u64 = 1000;

/// Every question earns a part of a retry; every retry costs a whole one. So calls ≤ questions × (1 + share) + minimum.
#[derive(Debug)]
pub(crate) struct Budget {
    share: u64,
    most: u64,
    parts: AtomicU64,
}

impl Budget {
    /// `share`: retries for each question, from 0 to 1. `minimum`: those that there are from the start, and the most that
    /// are saved up.
    pub(crate) fn new(share: f64, minimum: u32) -> Budget {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let share = (share.clamp(0.0, 1.0) * WHOLE as f64) as u64;
        let most = u64::from(minimum) * WHOLE;
        Budget { share, most, parts: AtomicU64::new(most) }
    }

    /// Counts a question.
    pub(crate) fn earn(&self) {
        let earn = |parts: u64| Some((parts + self.share).min(self.most.max(WHOLE)));
        let _ = self.parts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, earn);
    }

    /// Takes a retry, where there is one.
    pub(crate) fn spend(&self) -> bool {
        self.parts.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |parts| parts.checked_sub(WHOLE)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn retries_never_exceed_the_share_and_the_minimum(
            asked in proptest::collection::vec(any::<bool>(), 0..400),
            share in 0.0..1.0_f64,
            minimum in 0..10_u32,
        ) {
            let budget = Budget::new(share, minimum);
            let (mut questions, mut retries) = (0_u32, 0_u32);
            for is_question in asked {
                if is_question {
                    budget.earn();
                    questions += 1;
                } else if budget.spend() {
                    retries += 1;
                }
            }
            prop_assert!(f64::from(retries) <= f64::from(questions) * share + f64::from(minimum));
        }
    }
}
