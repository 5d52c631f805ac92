//! What a log says about the portal: what is asked, what is not found, what is found and not chosen.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use menhu::text::Dictionary;
use serde::Serialize;

use super::line::{Asked, asked, now};
use super::tally::{Tallies, Tally};
use crate::command::Failure;

/// Rows of each list.
const ROWS: usize = 50;
/// Searches from which on it says something that nobody chose a hit.
const OFTEN: u64 = 5;
/// Share of searches, in percent, below which hits are chosen rarely.
const RARELY: u64 = 20;

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    /// Only the last so many days.
    pub(crate) days: Option<u32>,
    /// Sessions that must have asked a query before it is shown.
    pub(crate) least: u64,
}

/// A query with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    pub(crate) query: String,
    /// Searches.
    pub(crate) asked: u64,
    /// Different sessions.
    pub(crate) sessions: u64,
    /// Hits that were chosen.
    pub(crate) clicks: u64,
    /// Items found when it was last asked without filters.
    pub(crate) hits: Option<u64>,
}

/// A list of queries, and what is in it of queries that too few people have asked to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    /// Different queries that are not shown.
    pub(crate) other_queries: u64,
    /// Searches for them.
    pub(crate) other_asked: u64,
}

/// A report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    /// From this time on; `None` for the whole log.
    pub(crate) since: Option<Timestamp>,
    /// Sessions that must have asked a query before it is shown.
    pub(crate) least: u64,
    /// Searches recorded.
    pub(crate) searches: u64,
    /// Searches not recorded, since they may point to a person.
    pub(crate) withheld: u64,
    /// Lines lost, since the disk did not keep up.
    pub(crate) dropped: u64,
    /// Lines that could not be read.
    pub(crate) bad_lines: u64,
    /// Asked most.
    pub(crate) top: Rows,
    /// Found nothing.
    pub(crate) without_hits: Rows,
    /// Asked often, chosen rarely.
    pub(crate) few_clicks: Rows,
}

impl Report {
    /// Reads a log and the older file beside it.
    pub(crate) fn read(path: &Path, scope: Scope, dictionary: &Dictionary) -> Result<Report, Failure> {
        // More days than there are is the whole log.
        let days = scope.days.map(|days| SignedDuration::from_hours(i64::from(days) * 24));
        let since = days.and_then(|days| now().checked_sub(days).ok());
        let tallies = Tallies::read(path, since).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut report = Report {
            since,
            least: scope.least,
            searches: tallies.queries.values().map(|tally| tally.asked).sum(),
            withheld: tallies.withheld,
            dropped: tallies.dropped,
            bad_lines: tallies.bad_lines,
            ..Report::default()
        };
        for (query, tally) in tallies.queries {
            // The filter may have learnt since the line was written, and others may have written lines.
            let is_shown = tally.sessions() >= scope.least && asked(&query, dictionary) == Asked::Query(query.clone());
            report.add(is_shown.then_some(query), &tally);
        }
        report.top.finish(|row| row.asked);
        report.without_hits.finish(|row| row.asked);
        report.few_clicks.finish(|row| row.asked.saturating_sub(row.clicks));
        Ok(report)
    }

    fn add(&mut self, query: Option<String>, tally: &Tally) {
        let row = query.map(|query| Row {
            query,
            asked: tally.asked,
            sessions: tally.sessions(),
            clicks: tally.clicks,
            hits: tally.hits,
        });
        let finds_nothing = tally.hits == Some(0);
        let is_ignored = !finds_nothing && tally.asked >= OFTEN && tally.clicks * 100 < tally.asked * RARELY;
        let lists =
            [(true, &mut self.top), (finds_nothing, &mut self.without_hits), (is_ignored, &mut self.few_clicks)];
        for (_, rows) in lists.into_iter().filter(|(belongs, _)| *belongs) {
            match &row {
                Some(row) => rows.rows.push(row.clone()),
                None => {
                    rows.other_queries += 1;
                    rows.other_asked += tally.asked;
                }
            }
        }
    }
}

impl Rows {
    fn finish(&mut self, weight: impl Fn(&Row) -> u64) {
        self.rows.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.query.cmp(&b.query)));
        self.rows.truncate(ROWS);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::queries::line::Line;

    pub(in crate::queries) fn search(query: &str, hits: u64, session: Option<u64>) -> Line {
        let session = session.map(|number| number.to_string());
        Line::Search { time: now(), query: query.into(), hits, session, filtered: false }
    }

    pub(in crate::queries) fn log(lines: &[Line]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, lines.iter().flat_map(Line::to_bytes).collect::<Vec<u8>>()).unwrap();
        (folder, path)
    }

    fn report(lines: &[Line], days: Option<u32>) -> Report {
        let (_folder, path) = log(lines);
        Report::read(&path, Scope { days, least: 3 }, &Dictionary::builtin()).unwrap()
    }

    fn names(rows: &Rows) -> Vec<&str> {
        rows.rows.iter().map(|row| row.query.as_str()).collect()
    }

    #[test]
    fn queries_are_shown_from_the_third_session_on_and_others_counted_together() {
        let mut lines: Vec<Line> = (0..3).map(|session| search("社保", 4, Some(session))).collect();
        lines.extend((0..4).map(|_| search("公积金", 4, Some(7))));
        lines.extend([search("低保", 0, Some(1)), search("低保", 0, Some(2))]);
        lines.push(Line::Count { time: now(), withheld: 5, dropped: 1 });
        let report = report(&lines, None);
        let row = Row { query: "社保".into(), asked: 3, sessions: 3, clicks: 0, hits: Some(4) };
        assert_eq!(report.top, Rows { rows: vec![row], other_queries: 2, other_asked: 6 });
        assert_eq!(report.without_hits, Rows { rows: vec![], other_queries: 1, other_asked: 2 });
        assert_eq!((report.searches, report.withheld, report.dropped), (9, 5, 1));
    }

    #[test]
    fn sessions_that_are_not_known_count_as_one() {
        let lines: Vec<Line> = (0..9).map(|_| search("社保", 4, None)).collect();
        assert_eq!(report(&lines, None).top.rows, []);
        let known = [search("社保", 4, Some(1)), search("社保", 4, Some(2))];
        assert_eq!(report(&[&lines[..], &known].concat(), None).top.rows[0].sessions, 3);
    }

    #[test]
    fn nothing_found_and_nothing_chosen_are_lists_of_their_own() {
        let click = |query: &str| Line::Click { time: now(), query: query.into(), id: "1".into(), rank: 1 };
        let mut lines = Vec::new();
        for session in 0..10 {
            lines.extend([search("社保", 4, Some(session)), search("公积金", 4, Some(session))]);
            lines.extend([search("魔法", 0, Some(session)), click("公积金")]);
        }
        lines.extend([click("社保"), click("低保")]);
        let report = report(&lines, None);
        assert_eq!(names(&report.top), ["公积金", "社保", "魔法"]);
        assert_eq!(names(&report.without_hits), ["魔法"]);
        assert_eq!(names(&report.few_clicks), ["社保"]);
        assert_eq!(report.top.rows[0].clicks, 10);
    }

    #[test]
    fn what_points_to_a_person_is_not_shown_even_if_it_is_in_the_log() {
        let lines: Vec<Line> =
            (0..9).flat_map(|s| [search("13800138000", 1, Some(s)), search("王小明", 1, Some(s))]).collect();
        let report = report(&lines, None);
        assert_eq!((report.top.rows.len(), report.top.other_queries, report.top.other_asked), (0, 2, 18));
    }

    #[test]
    fn only_the_last_days_are_counted() {
        let old = |session: u64| Line::Search {
            time: now() - SignedDuration::from_hours(49),
            query: "社保".into(),
            hits: 1,
            session: Some(session.to_string()),
            filtered: false,
        };
        let lines: Vec<Line> = (0..3).map(old).collect();
        assert_eq!(names(&report(&lines, Some(3)).top), ["社保"]);
        assert_eq!(report(&lines, Some(2)).searches, 0);
    }
}
