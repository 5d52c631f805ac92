//! Harvesting (信息抓取): the units' own sites, read into a portal.
//!
//! A [`Source`] file says which sites, whose they are, and which of their lists belong to which column. [`harvest`] asks
//! their site maps, feeds and lists for articles, reads every article by its meta tags, and puts what is new or changed
//! into the portal, in one commit at the end. What it knows of each address is kept beside the portal
//! (`harvest/<name>.redb`), and every step of the way with it: whoever kills it loses nothing, and the next run goes on
//! where it was.
//!
//! | room | what it knows |
//! |---|---|
//! | `source` | how a source file is written |
//! | `discover` | what site maps, feeds and lists name |
//! | `polite` | robots.txt, and how often a host may be asked |
//! | `state` | what is known of every address, on disk |
//! | `visit` | one address: fetched, read, compared with what was known |
//! | `crawl` | all of them, site by site |
//! | `group` | which pages are one notice, published again |
//! | `publish` | from pages to the items of a portal |
//! | `report` | what became of them |

mod crawl;
mod discover;
mod error;
mod group;
mod polite;
mod publish;
mod report;
mod source;
mod state;
mod visit;

pub use crawl::{Keep, Progress, harvest};
pub use error::HarvestError;
pub use report::{Change, Counts, Report, SiteReport};
pub use source::{Column, Site, Source};
pub use state::Outcome;
