//! The rules that a portal's editors write in `config/`: plain text in, typed values out.
//!
//! | file | what it holds |
//! |---|---|
//! | `synonyms.toml` | [`crate::text::Synonyms`]: plain words and the standard terms they stand for |
//! | `site.toml` | [`Site`]: what the portal is called, and where it is published |
//! | `scenes/*.toml` | [`crate::scene::Scene`]: what is done in a situation of life, step by step |
//! | `links.toml` | [`Links`]: what editors link, and what they want to see linked no more |
//! | `best_bets.toml` | [`BestBets`]: what comes first, last or not at all for a query |
//!
//! This room knows the files' forms and what is wrong with a file, to line and column. It opens no files, has no clock,
//! and knows nothing of indexes: whoever reads a file hands its text in, and says what day it is.

mod best_bets;
mod error;
mod links;
mod read;
mod site;
mod synonyms;

pub use best_bets::{BestBets, Matching, Placement, Rule};
pub use error::ConfigError;
pub use links::{Links, Pin};
pub use site::Site;
pub use synonyms::{BUILTIN_SYNONYMS, parse_synonyms};
