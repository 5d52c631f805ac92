//! What the lines of a log say about each query.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::file;
use super::line::Line;

/// Counts of one query.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    /// How often it was asked.
    pub(super) asked: u64,
    pub(super) clicks: u64,
    /// Items found when it was last asked without filters.
    pub(super) hits: Option<u64>,
    sessions: HashSet<Box<str>>,
    /// Whether it was asked where no session was known.
    unknown: bool,
}

impl Tally {
    /// Distinct sessions. Those that never gave a cookie back may all be one, and count as one.
    pub(super) fn sessions(&self) -> u64 {
        self.sessions.len() as u64 + u64::from(self.unknown)
    }
}

/// Counts of a whole log.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub(super) queries: HashMap<String, Tally>,
    pub(super) withheld: u64,
    pub(super) dropped: u64,
    /// Lines that were none.
    pub(super) bad_lines: u64,
}

impl Tallies {
    /// Counts the lines of a log from `since` on.
    pub(super) fn read(path: &Path, since: Option<Timestamp>) -> io::Result<Tallies> {
        let mut tallies = Tallies::default();
        tallies.bad_lines = file::read(path, |line| {
            if since.is_none_or(|since| line.time() >= since) {
                tallies.add(line);
            }
        })?;
        // A click without a search in the same time belongs to nothing that could be said of it.
        tallies.queries.retain(|_, tally| tally.asked > 0);
        Ok(tallies)
    }

    fn add(&mut self, line: Line) {
        match line {
            Line::Search { query, hits, session, filtered, .. } => {
                let tally = self.queries.entry(query).or_default();
                tally.asked += 1;
                match session {
                    Some(session) => drop(tally.sessions.insert(session.into())),
                    None => tally.unknown = true,
                }
                if !filtered {
                    tally.hits = Some(hits);
                }
            }
            Line::Click { query, .. } => self.queries.entry(query).or_default().clicks += 1,
            Line::Count { withheld, dropped, .. } => {
                self.withheld += withheld;
                self.dropped += dropped;
            }
        }
    }
}
