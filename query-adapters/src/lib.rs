//! What Menhu fetches over the network. Everything that waits for somebody else's server is here, and nothing of it in
//! the kernel.
//!
//! | room | what it knows |
//! |---|---|
//! | [`http`] | fetching from strangers: which addresses, how much, how long, after how many redirects |
//! | [`harvest`] | the units' own sites, read into a portal (信息抓取) |
//! | [`lookup`] | the three lookups (社保、公积金、交通违法): questions, answers, classes of failure |
//! | [`provider`] | who answers them: TOML files |
//! | [`signing`] | what requests are signed with |
//! | [`cache`], [`resilience`], [`audit`] | kept and sealed; limits, breakers, retries; who asked, and why |
//! | `simulator` (feature of that name) | providers for demonstrations and tests |
//! | [`service`] | all of it together: [`Lookups`] |
//!
//! Duties for personal data are types here: a value of a person cannot be printed, is kept sealed, and is masked where an
//! answer is read. See `docs/lookups.md`.

pub mod audit;
pub mod cache;
#[cfg(feature = "harvest")]
pub mod harvest;
pub mod http;
pub mod lookup;
mod mapping;
pub mod provider;
pub mod resilience;
pub mod service;
pub mod signing;
#[cfg(feature = "simulator")]
pub mod simulator;
mod transport;

pub use service::Lookups;

/// The examples of the page on lookups are run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/lookups.md")]
struct Page;
