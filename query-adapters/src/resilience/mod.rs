//! What keeps one provider's trouble from becoming everybody's: a breaker, a budget of retries, limits of questions.

mod breaker;
mod budget;
mod limits;

pub(crate) use breaker::Breaker;
pub use breaker::{BreakerSettings, BreakerState};
pub(crate) use budget::Budget;
pub(crate) use limits::Limit;
pub use limits::{Rate, RateLimits};
