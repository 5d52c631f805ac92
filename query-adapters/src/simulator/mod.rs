//! Simulated providers: a real HTTP server that speaks the five shapes in which Chinese authorities answer lookups, for
//! demonstrations, and for tests of what goes wrong.
//!
//! | path | operation | shape |
//! |---|---|---|
//! | `/aggregator/query`, `/aggregator/rules` | violations | form with a key, JSON of strings |
//! | `/soap` | social security | SOAP 1.1 in GBK, percent-encoded XML in XML |
//! | `/exchange/account`, `/exchange/secret` | housing fund | headers signed with a secret that expires, JSON, fen |
//! | `/province/query` | social security | SM4 and SM2 both ways |
//! | `/city/query`, `/city/md5`, `/city/hmac-sm3` | housing fund | form and XML in GB18030, three ways to sign, yuan |
//!
//! Everybody in it is fictitious ([`people`]). Keys are new at every start ([`Credentials`]). Faults are ordered by
//! [`Simulator::order`] or at `POST /faults`; `GET /faults` lists them, `DELETE /faults` clears them; `GET /calls` counts.
//! Whoever reaches the simulator can order faults: let it listen on loopback.

mod aggregator;
mod city;
mod credentials;
mod demonstrations;
mod desk;
mod effects;
mod exchange;
mod faults;
mod ledger;
mod made;
mod numbers;
mod outcome;
pub mod people;
mod province;
pub mod records;
mod serve;
mod shared;
mod soap;
mod text;

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use jiff::civil::Date;

pub use credentials::{Credentials, KeyError};
pub use faults::{Fault, Order, OrderError, Provider};
pub use serve::Running;

use records::Records;
use shared::Shared;

/// How a simulator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Another seed has other records of the same people.
    pub seed: u64,
    /// The day on which the records are; today in China when none is said.
    pub today: Option<Date>,
    /// How long a secret of the national exchange lives.
    pub secret_life: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options { seed: 1, today: None, secret_life: Duration::from_secs(600) }
    }
}

/// The simulated providers. Cheap to clone; all clones are the same one.
#[derive(Debug, Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

impl Simulator {
    /// A simulator with new keys.
    ///
    /// # Errors
    /// [`KeyError`] when there is no randomness to make keys of.
    pub fn new(options: Options) -> Result<Simulator, KeyError> {
        let today = options.today.unwrap_or_else(|| outcome::CHINA.to_datetime(Timestamp::now()).date());
        let shared = Shared::new(Records::new(options.seed, today), options.secret_life)?;
        Ok(Simulator { shared: Arc::new(shared) })
    }

    /// Serves it.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(&self, listen: SocketAddr) -> io::Result<Running> {
        serve::start(self.router(), listen).await
    }

    /// Its routes, for a server of one's own. Faults that break a connection rely on the server closing it when a body
    /// fails, as hyper does.
    pub fn router(&self) -> Router {
        desk::router(Arc::clone(&self.shared))
    }

    /// The keys that a client needs.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// What the providers have about the people, to compare with what a client makes of it.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.shared.records
    }

    /// Orders a fault.
    ///
    /// # Errors
    /// [`OrderError`] when a value is none that can be.
    pub fn order(&self, order: Order) -> Result<(), OrderError> {
        self.shared.ledger.order(order)
    }

    /// The faults that are left.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.shared.ledger.orders()
    }

    /// Clears all faults.
    pub fn clear(&self) {
        self.shared.ledger.clear();
    }

    /// How many requests there were since the start or the last reset, whatever came of them.
    #[must_use]
    pub fn calls(&self, provider: Provider) -> u64 {
        self.shared.ledger.calls(provider)
    }

    /// How many requests have followed a redirect of [`Fault::Redirect`].
    #[must_use]
    pub fn trapped(&self) -> u64 {
        self.shared.ledger.trapped()
    }

    /// Counts from zero again.
    pub fn reset_calls(&self) {
        self.shared.ledger.reset_calls();
    }
}
