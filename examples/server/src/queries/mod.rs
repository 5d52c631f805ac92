//! The query log: what people search for and which hits they choose, kept only where `--query-log` asks for it.
//!
//! What a line holds, and what never gets into one, is in `docs/reports.md`. The parts: a [`Line`] of the file, the
//! [`Recorder`] that appends lines, the [`Report`] that counts them, and [`popular`] queries, which may become
//! suggestions.
//!
//! This room knows texts, files and sessions. It knows nothing of pages and addresses.

mod file;
mod line;
mod popular;
mod recorder;
mod report;
mod session;
mod tally;

pub(crate) use line::{Asked, asked};
pub(crate) use popular::{Popular, popular};
pub(crate) use recorder::Recorder;
pub(crate) use report::{Report, Row, Rows, Scope};
pub(crate) use session::{COOKIE, Cookie};

/// The query log of the server, if it has one.
#[derive(Clone, Default)]
pub(crate) struct Queries {
    pub(crate) recorder: Option<Recorder>,
    /// Where past queries are suggested.
    pub(crate) popular: Option<Popular>,
    /// Sessions that must have asked a query before it is suggested.
    pub(crate) least: u64,
}
