//! What editors write in a portal's `config/` folder, read from disk and kept while it is well-formed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::config::{BUILTIN_SYNONYMS, BestBets, ConfigError, parse_synonyms};
use crate::error::Error;
use crate::text::Synonyms;

/// Plain words and the standard terms they stand for.
const SYNONYMS: &str = "config/synonyms.toml";
/// What comes first, last or not at all for a query.
const BEST_BETS: &str = "config/best_bets.toml";

/// The rules in force.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    pub(super) synonyms: Arc<Synonyms>,
    pub(super) best_bets: Arc<BestBets>,
    /// The files as they were when they were read, or refused.
    synonyms_seen: Seen,
    best_bets_seen: Seen,
}

/// What tells a changed file from the same: time and length; `None` where there is no file.
type Seen = Option<Option<(SystemTime, u64)>>;

impl Rules {
    /// Reads the files of a portal.
    ///
    /// A portal without `synonyms.toml` uses the built-in groups; without `best_bets.toml` it has no rules.
    pub(super) fn open(portal: &Path) -> Result<Rules, Error> {
        let mut rules = Rules::default();
        rules.reload(portal)?;
        Ok(rules)
    }

    /// Reads the files that have changed, and says whether one has. A file that is malformed is refused: what it said
    /// before stays in force, and the error is given once.
    pub(super) fn reload(&mut self, portal: &Path) -> Result<bool, Error> {
        // One faulty file must not keep the other from being taken over.
        let synonyms =
            changed(portal, SYNONYMS, &mut self.synonyms_seen, |text| parse_synonyms(text.unwrap_or(BUILTIN_SYNONYMS)))
                .map(|new| new.map(|new| self.synonyms = Arc::new(new)).is_some());
        let best_bets =
            changed(portal, BEST_BETS, &mut self.best_bets_seen, |text| BestBets::parse(text.unwrap_or_default()))
                .map(|new| new.map(|new| self.best_bets = Arc::new(new)).is_some());
        Ok(synonyms? | best_bets?)
    }

    /// Writes the files that a new portal begins with.
    pub(super) fn write_first(portal: &Path) -> Result<(), Error> {
        let path = portal.join(SYNONYMS);
        if path.exists() {
            return Ok(());
        }
        std::fs::write(&path, BUILTIN_SYNONYMS).map_err(|error| Error::io(path, error))
    }
}

/// What a file says, if it is not as it was when it was last seen.
fn changed<T>(
    portal: &Path,
    name: &str,
    seen: &mut Seen,
    parse: impl FnOnce(Option<&str>) -> Result<T, ConfigError>,
) -> Result<Option<T>, Error> {
    let path = portal.join(name);
    let found = state(&path)?;
    if *seen == Some(found) {
        return Ok(None);
    }
    *seen = Some(found);
    let text = match found {
        Some(_) => Some(std::fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?),
        None => None,
    };
    parse(text.as_deref()).map(Some).map_err(|source| Error::Config { path, source })
}

fn state(path: &PathBuf) -> Result<Option<(SystemTime, u64)>, Error> {
    match std::fs::metadata(path) {
        Ok(file) => Ok(Some((file.modified().map_err(|error| Error::io(path, error))?, file.len()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path, error)),
    }
}
