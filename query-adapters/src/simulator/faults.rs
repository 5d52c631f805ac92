//! Faults on demand: what goes wrong with whom, and how often.

use serde::{Deserialize, Serialize};

/// Whom faults and counts are of. The two helpers count as providers of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// Violations, by an aggregator.
    Aggregator,
    /// The aggregator's rules of cities.
    AggregatorRules,
    /// Social security, by SOAP.
    Soap,
    /// Housing fund, by the national exchange.
    Exchange,
    /// Where the exchange's secret is fetched.
    ExchangeSecret,
    /// Social security, by a province.
    Province,
    /// Housing fund, by a city; however signed.
    City,
}

impl Provider {
    /// All of them.
    pub const ALL: [Provider; 7] = [
        Provider::Aggregator,
        Provider::AggregatorRules,
        Provider::Soap,
        Provider::Exchange,
        Provider::ExchangeSecret,
        Provider::Province,
        Provider::City,
    ];
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The answer comes late, by `ms`. Goes together with others.
    Latency,
    /// The provider's clock is wrong by `seconds`. Goes together with others.
    ClockSkew,
    /// No answer ever comes.
    Hang,
    /// The connection is closed without an answer.
    Reset,
    /// An HTTP status, `status`, with a page of HTML.
    Status,
    /// Bytes of another charset than the answer says.
    WrongCharset,
    /// Bytes as ever, but header and declaration say UTF-8. Of SOAP and the city, which write Chinese charsets.
    LyingDeclaration,
    /// The connection is closed in the middle of the body.
    Truncated,
    /// A whole answer of half a body.
    Malformed,
    /// A body of `bytes`, made while it is sent.
    Huge,
    /// A byte, and after `ms` the next.
    Slow,
    /// XML whose entities take all memory; of providers with JSON, arrays in arrays.
    XmlBomb,
    /// On to a loopback address (307). Whoever follows is counted as trapped.
    Redirect,
    /// The provider's own code for a quota that is used up.
    Quota,
    /// The provider's own code for a captcha.
    Captcha,
    /// The provider's own code for maintenance.
    Maintenance,
    /// The provider's own code for an expired secret; the exchange forgets those it gave out.
    ExpiredSecret,
}

/// A fault that is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Whose.
    pub provider: Provider,
    /// What.
    pub fault: Fault,
    /// How many requests it is left for; until it is cleared, when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How many of the requests it meets, 0 to 1; all, when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Of latency (1000) and of slow bodies (1000).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// Of status (503).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Of huge bodies (10 GB).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Of a skewed clock (600).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
}

/// An order that cannot be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// No such probability.
    #[error("`probability` is from 0 to 1")]
    Probability,
    /// No such status.
    #[error("`status` is from 400 to 599")]
    Status,
    /// No charset to lie about.
    #[error("`lying-declaration` is of `soap` and `city`, which write Chinese charsets")]
    Declaration,
    /// Longer than a day.
    #[error("`seconds` is at most a day, forward or back; `ms` is at most an hour")]
    Time,
}

impl Order {
    /// This fault of this provider, until it is cleared.
    #[must_use]
    pub fn new(provider: Provider, fault: Fault) -> Order {
        Order { provider, fault, count: None, probability: None, ms: None, status: None, bytes: None, seconds: None }
    }

    /// For the next so many requests.
    #[must_use]
    pub fn times(self, count: u64) -> Order {
        Order { count: Some(count), ..self }
    }

    /// # Errors
    /// [`OrderError`] when a value is none that can be.
    pub fn check(&self) -> Result<(), OrderError> {
        if self.probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            return Err(OrderError::Probability);
        }
        if self.status.is_some_and(|status| !(400..600).contains(&status)) {
            return Err(OrderError::Status);
        }
        if self.fault == Fault::LyingDeclaration && !matches!(self.provider, Provider::Soap | Provider::City) {
            return Err(OrderError::Declaration);
        }
        let too_long = |seconds: i64| seconds.unsigned_abs() > 86_400;
        if self.seconds.is_some_and(too_long) || self.ms.is_some_and(|ms| ms > 3_600_000) {
            return Err(OrderError::Time);
        }
        Ok(())
    }
}
