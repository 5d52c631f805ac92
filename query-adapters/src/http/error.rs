//! Why something was not fetched.

use std::net::IpAddr;
use std::time::Duration;

/// Why something was not fetched. Messages name what was wrong, never what the answer holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is of the own network, or of another that is not public.
    #[error("{0}")]
    Address(#[from] RefusedAddress),
    /// Neither http nor https, or no host.
    #[error("the address `{0}` cannot be fetched; http and https can")]
    Scheme(String),
    /// A redirect led where the caller does not follow.
    #[error("it leads on to `{0}`, which is not of the site")]
    LeftSite(String),
    /// A redirect led to a host whose robots.txt nobody has asked for yet.
    #[error("it leads on to `{0}`, whose robots.txt is not known")]
    Unasked(url::Url),
    /// robots.txt forbids it.
    #[error("robots.txt forbids it")]
    Robots,
    /// Redirects without an end.
    #[error("it leads on to another address more than {0} times")]
    Redirects(usize),
    /// A redirect to nowhere.
    #[error("it leads on to an address that is malformed")]
    BadRedirect,
    /// More than the largest size.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// Not there in time.
    #[error("it was not there within {} seconds", .0.as_secs_f64())]
    Timeout(Duration),
    /// The server answered with a status that is neither success nor "gone".
    #[error("the server answers with status {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long to wait before asking again (`Retry-After`).
        retry_after: Option<Duration>,
    },
    /// The connection could not be made.
    #[error("no connection: {0}")]
    Connect(String),
    /// The answer broke off, or is no HTTP.
    #[error("the answer breaks off or is malformed: {0}")]
    Broken(String),
}

/// An address that may not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address {0} is not of the public network; if it is meant, name its network in `allow`")]
pub struct RefusedAddress(pub IpAddr);

impl FetchError {
    /// Whether it may be there the next time.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            FetchError::Timeout(_) | FetchError::Connect(_) | FetchError::Broken(_) => true,
            FetchError::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// Whether the server as a whole does not answer. What fails at one page (500) may do well at the next.
    #[must_use]
    pub fn is_of_server(&self) -> bool {
        matches!(self, FetchError::Timeout(_) | FetchError::Connect(_) | FetchError::Status { status: 502..=504, .. })
    }

    pub(super) fn of(error: &reqwest::Error) -> FetchError {
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
        let mut innermost = String::new();
        while let Some(inner) = source {
            if let Some(refused) = inner.downcast_ref::<RefusedAddress>() {
                return FetchError::Address(*refused);
            }
            innermost = inner.to_string();
            source = inner.source();
        }
        match error {
            error if error.is_timeout() => FetchError::Timeout(super::client::IDLE),
            error if error.is_connect() => FetchError::Connect(innermost),
            _ => FetchError::Broken(innermost),
        }
    }
}
