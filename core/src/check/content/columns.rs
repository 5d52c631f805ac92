//! Columns that have nothing, or nothing new.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::catalog::{ColumnProfile, Item, Kind, column_prefixes};
use crate::check::Finding;

/// Days after which a column of news is stale: two weeks (政府网站发展指引).
const NEWS_DAYS: u32 = 14;
/// Days after which a column of documents is: six months.
const DOCUMENT_DAYS: u32 = 183;

#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Columns in the order in which they come, by path: id, days in which something new must appear.
    columns: Vec<(String, String, Option<u32>)>,
    /// What was published last in each column, and below it.
    last: BTreeMap<String, (Option<Date>, Kind)>,
}

impl Columns {
    pub(super) fn add(&mut self, item: &Item) {
        if !item.is_open() {
            return;
        }
        if item.kind == Kind::Column {
            let days = item.payload::<ColumnProfile>().and_then(|column| column.update_days);
            self.columns.push((item.column_path(), item.id.clone(), days));
            return;
        }
        for path in item.column.iter().flat_map(|path| column_prefixes(path)) {
            let last = self.last.entry(path.to_owned()).or_insert((item.date, item.kind));
            if item.date > last.0 {
                *last = (item.date, item.kind);
            }
        }
    }

    pub(super) fn finish(self, today: Date, findings: &mut Vec<Finding>) {
        for (path, id, days) in self.columns {
            let Some((date, kind)) = self.last.get(&path) else {
                let advice = "publish something in it, or remove it: citizens must not find it empty";
                let finding = Finding::warning("empty-column", format!("the column `{path}` has no item"), advice);
                findings.push(finding.of_item(&id).in_field("column"));
                continue;
            };
            let period = days.or(match kind {
                Kind::News => Some(NEWS_DAYS),
                Kind::Document => Some(DOCUMENT_DAYS),
                _ => None,
            });
            let (Some(period), Some(date)) = (period.filter(|days| *days > 0), date) else { continue };
            let age = (today - *date).get_days();
            if age > i32::try_from(period).unwrap_or(i32::MAX) {
                let message =
                    format!("the last item of `{path}` is of {date}, {age} days ago; its period is {period} days");
                let advice = "publish what is new in it, or give it another `update_days`";
                findings.push(Finding::warning("stale-column", message, advice).of_item(&id).in_field("update_days"));
            }
        }
    }
}
