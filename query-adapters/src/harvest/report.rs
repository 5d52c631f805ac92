//! What became of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::HarvestError;
use super::state::{Missed, Outcome, State};

/// How many pages had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Articles that were not known.
    pub new: u64,
    /// Known ones that say something else.
    pub changed: u64,
    /// Known ones that say the same, or are still gone.
    pub unchanged: u64,
    /// Known ones that are not there any more, or are no articles any more.
    pub gone: u64,
    /// Pages that could not be fetched or read.
    pub failed: u64,
    /// Pages that are no articles.
    pub no_article: u64,
    /// Pages that are not wanted to be kept.
    pub unwanted: u64,
}

impl Report {
    /// Whether all was read and kept.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.counts.failed == 0 && self.unread.is_empty() && self.items_refused == 0 && self.attachments_failed == 0
    }
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::New => &mut self.new,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Gone => &mut self.gone,
            Outcome::Failed => &mut self.failed,
            Outcome::NoArticle => &mut self.no_article,
            Outcome::Unwanted => &mut self.unwanted,
        };
        *count += 1;
    }
}

/// What became of the pages of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteReport {
    /// The site.
    pub name: String,
    /// How many had which outcome.
    #[serde(flatten)]
    pub counts: Counts,
}

/// What became of a page that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What.
    pub outcome: Outcome,
    /// The page.
    pub url: String,
    /// What it is called, if it was ever an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Why, if it failed, or is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of a run: from its beginning, however often it was interrupted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Number of the run, from 1.
    pub run: u64,
    /// Whether it went on from where another process was.
    pub resumed: bool,
    /// All sites together.
    #[serde(flatten)]
    pub counts: Counts,
    /// Each site.
    pub sites: Vec<SiteReport>,
    /// Pages that are not as they were, in the order of their addresses.
    pub changes: Vec<Change>,
    /// Items put into the portal, and taken out: a page that turned out to be another's copy.
    pub items_put: u64,
    /// See [`Report::items_put`].
    pub items_removed: u64,
    /// Items that have several pages as their sources.
    pub shared_items: u64,
    /// Items that the portal did not take; the notes say why.
    pub items_refused: u64,
    /// Attachments that could not be fetched, and those that are not there (404, 410) or that robots.txt forbids; what was
    /// kept of them stays.
    pub attachments_failed: u64,
    /// See [`Report::attachments_failed`].
    pub attachments_gone: u64,
    /// Site maps, feeds and lists that could not be read, or not to their end, and why.
    pub unread: Vec<String>,
    /// What an editor should know: units and columns that the portal does not have, items that it did not take.
    pub notes: Vec<String>,
    /// Addresses visited by this process.
    pub visited: u64,
    /// Seconds that this process took.
    pub seconds: f64,
}

/// Counts what became of the pages of a run.
pub(super) fn count(state: &State, run: u64, report: &mut Report) -> Result<(), HarvestError> {
    let mut sites: BTreeMap<String, Counts> = BTreeMap::new();
    state.each_page(|url, page| {
        if page.run != run {
            return;
        }
        report.counts.add(page.outcome);
        sites.entry(page.site).or_default().add(page.outcome);
        if page.gone.is_none() && page.outcome != Outcome::Failed {
            for file in page.article.iter().flat_map(|article| &article.files) {
                match file.missed {
                    Some(Missed::Failed) => report.attachments_failed += 1,
                    Some(Missed::Gone) => report.attachments_gone += 1,
                    None => {}
                }
            }
        }
        if page.outcome != Outcome::Unchanged {
            let title = page.article.map(|article| article.item.title);
            report.changes.push(Change { outcome: page.outcome, url: url.to_owned(), title, reason: page.reason });
        }
    })?;
    report.sites = sites.into_iter().map(|(name, counts)| SiteReport { name, counts }).collect();
    Ok(())
}
