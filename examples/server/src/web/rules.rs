//! The portal kept up to date, and the files that editors write in `config/`: which of them is in force since when, and
//! what is wrong with one that was refused.
//!
//! The library reads the files and keeps the last that were well-formed; it says once what is wrong. Here it is kept for
//! whoever asks later.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use menhu::config::{BUILTIN_SYNONYMS, BestBets, ConfigError, Links, Site, parse_synonyms};
use menhu::scene::Scene;
use menhu::text::{Dictionary, DictionaryError};
use menhu::{Error, Portal};
use serde::Serialize;
use serde_json::{Value, json};

use super::metrics::Metrics;
use super::problem::{NoParameters, Problem};
use super::{App, blocking};
use crate::editors::files_of_editors;
use crate::lookups::{self, Service};

/// Reads a file, or does without, and says how many entries it has.
type Reader = fn(Option<&str>) -> Result<usize, Fault>;

/// The files, below the portal's folder, as the library reads them.
const FILES: [(&str, Reader); 5] = [
    ("config/synonyms.toml", |text| Ok(parse_synonyms(text.unwrap_or(BUILTIN_SYNONYMS)).map(|words| words.len())?)),
    ("config/best_bets.toml", |text| Ok(BestBets::parse(text.unwrap_or_default()).map(|bets| bets.rules().len())?)),
    ("config/site.toml", |text| Ok(Site::parse(text.unwrap_or_default()).map(|_| 1)?)),
    ("config/links.toml", |text| Ok(Links::parse(text.unwrap_or_default()).map(|links| links.len())?)),
    ("config/dictionary.txt", |text| {
        let list = text.unwrap_or_default();
        Dictionary::empty().with_words(list)?;
        Ok(list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).count())
    }),
];

/// The folder of scenes.
const SCENES: &str = "config/scenes";

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Fault {
    line: Option<usize>,
    column: Option<usize>,
    reason: String,
}

impl From<ConfigError> for Fault {
    fn from(ConfigError { line, column, reason, .. }: ConfigError) -> Fault {
        Fault { line: Some(line), column: Some(column), reason }
    }
}

/// Of many faults the first has the place; all are told.
impl From<Vec<ConfigError>> for Fault {
    fn from(errors: Vec<ConfigError>) -> Fault {
        let mut errors = errors.into_iter();
        let mut fault = errors.next().map_or(Fault { line: None, column: None, reason: String::new() }, Fault::from);
        for error in errors {
            fault.reason.push_str(&format!("; {error}"));
        }
        fault
    }
}

impl From<DictionaryError> for Fault {
    fn from(error: DictionaryError) -> Fault {
        match error {
            DictionaryError::Line { line, reason } => Fault { line: Some(line), column: None, reason },
            other => Fault { line: None, column: None, reason: other.to_string() },
        }
    }
}

/// A file of rules, as administration sees it.
#[derive(Debug, Clone, Serialize)]
struct RulesFile {
    file: String,
    /// Whether there is such a file; without it the built-in words, or no rules, are in force.
    present: bool,
    /// Entries in force.
    entries: usize,
    /// When what is in force was taken over.
    loaded: Timestamp,
    /// Why the file as it is now is not in force.
    error: Option<Fault>,
    /// What is in force.
    #[serde(skip)]
    text: Option<String>,
}

#[derive(Debug, Default)]
struct Watched {
    files: Vec<RulesFile>,
    /// The last other reason why the newest commit could not be shown.
    error: Option<String>,
}

/// What is known of the files. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    watched: Arc<Mutex<Watched>>,
    lookups: Service,
    /// Held while the portal is reloaded: the library says only once that a file is faulty.
    reloading: Arc<Mutex<()>>,
    metrics: Metrics,
}

impl Rules {
    /// Of a portal that was just opened.
    pub(crate) fn of(portal: &Portal, lookups: Service, metrics: Metrics) -> Rules {
        let rules = Rules { watched: Arc::default(), lookups, reloading: Arc::default(), metrics };
        rules.watched().look(portal.path(), &rules.lookups);
        rules.count(portal);
        rules
    }

    /// Shows the newest commit and rules; what stands against it is logged when it is new.
    pub(crate) fn reload(&self, portal: &Portal) -> Result<bool, Error> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let has_other_lookups = self.lookups.reload();
        let reloaded = portal.reload();
        portal.tidy();
        if matches!(reloaded, Ok(true)) {
            self.count(portal);
        }
        let mut watched = self.watched();
        if has_other_lookups || !matches!(reloaded, Ok(false)) {
            watched.look(portal.path(), &self.lookups);
        }
        self.metrics.faults(watched.files.iter().filter(|file| file.error.is_some()).count());
        let is_of_rules = |error: &Error| match error {
            Error::Config { .. } | Error::Dictionary { .. } => true,
            Error::Io { path, .. } => path.starts_with(portal.path().join("config")),
            _ => false,
        };
        match reloaded {
            Err(error) if is_of_rules(&error) => Ok(has_other_lookups),
            Err(error @ Error::NewWords { .. }) => {
                tracing::warn!(%error, "new words ask for a reindex");
                Ok(has_other_lookups)
            }
            Err(error) => {
                let said = Some(error.to_string());
                self.metrics.reload_failed();
                if watched.error != said {
                    tracing::error!(%error, "the newest commit cannot be shown; the last one stays");
                    watched.error = said;
                }
                Err(error)
            }
            Ok(changed) => {
                watched.error = None;
                Ok(changed || has_other_lookups)
            }
        }
    }

    /// Notes what is shown.
    fn count(&self, portal: &Portal) {
        match portal.stats() {
            Ok(stats) => self.metrics.loaded(&stats),
            Err(error) => tracing::warn!(%error, "the portal cannot be counted"),
        }
    }

    fn files(&self) -> Vec<RulesFile> {
        self.watched().files.clone()
    }

    fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    /// Reads the files again.
    fn look(&mut self, portal: &Path, lookups: &Service) {
        let mut before = std::mem::take(&mut self.files);
        let own = FILES.iter().map(|(file, _)| (*file).to_owned()).chain(files_of_editors(portal, SCENES));
        let of_lookups = [lookups::SETTINGS.to_owned()].into_iter().chain(files_of_editors(portal, lookups::PROVIDERS));
        for file in own.chain(of_lookups) {
            let known = before.iter().position(|known| known.file == file).map(|at| before.swap_remove(at));
            let path = portal.join(&file);
            let found = match std::fs::read_to_string(&path) {
                Ok(text) => Ok(Some(text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Fault { line: None, column: None, reason: error.to_string() }),
            };
            let read = found.and_then(|text| match read(&file, text.as_deref(), lookups) {
                Ok(entries) => Ok((entries, text)),
                Err(fault) => Err(fault),
            });
            let now = Timestamp::now();
            let new = match (read, known) {
                (Ok((_, text)), Some(known)) if known.text == text => RulesFile { error: None, ..known },
                (Ok((entries, text)), _) => {
                    RulesFile { file, present: text.is_some(), entries, loaded: now, error: None, text }
                }
                (Err(fault), known) => {
                    if known.as_ref().and_then(|known| known.error.as_ref()) != Some(&fault) {
                        let Fault { line, column, reason } = &fault;
                        let place = path.display();
                        tracing::error!(file = %place, line, column, reason, "the file is refused; what it said before stays");
                    }
                    let unknown = RulesFile { file, present: true, entries: 0, loaded: now, error: None, text: None };
                    RulesFile { present: true, error: Some(fault), ..known.unwrap_or(unknown) }
                }
            };
            self.files.push(new);
        }
    }
}

/// Reads a file, and says how many entries it has: of a scene, how many steps.
fn read(file: &str, text: Option<&str>, lookups: &Service) -> Result<usize, Fault> {
    if file == lookups::SETTINGS {
        return Ok(lookups.check_settings(text).map(|()| 1)?);
    }
    if file.starts_with(lookups::PROVIDERS) {
        return Ok(lookups.check_provider(file, text.unwrap_or_default()).map(|()| 1)?);
    }
    match FILES.iter().find(|(name, _)| *name == file) {
        Some((_, read)) => read(text),
        None => {
            let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
            Ok(Scene::parse(&name, text.unwrap_or_default()).map(|scene| scene.steps.len())?)
        }
    }
}

/// What is in force, for those who administer the portal.
pub(crate) async fn show(State(app): State<App>, _: NoParameters) -> Json<Value> {
    Json(json!({"files": app.rules.files()}))
}

/// Takes over the newest commit and rules at once. A faulty file is a problem that names it.
pub(crate) async fn reload(State(app): State<App>, _: NoParameters) -> Result<Json<Value>, Problem> {
    // Secrets of providers stand elsewhere, and may be others by now.
    app.lookups.forget_files();
    let rules = app.rules.clone();
    let changed = blocking(app.portal, move |portal| rules.reload(portal)).await?;
    let faults: Vec<String> = app
        .rules
        .files()
        .into_iter()
        .filter_map(|RulesFile { file, error, .. }| {
            let Fault { line, column, reason } = error?;
            let column = column.map(|column| format!(", column {column}")).unwrap_or_default();
            let place = line.map(|line| format!("line {line}{column}: "));
            Some(format!("{file}: {}{reason}", place.unwrap_or_default()))
        })
        .collect();
    if faults.is_empty() {
        return Ok(Json(json!({"changed": changed})));
    }
    let detail = format!("{}; what was in force before stays", faults.join("; "));
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Faulty rules", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faulty_file_is_named_until_it_is_mended_and_the_other_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::open_or_create(folder.path()).unwrap();
        let lookups = Service::open(folder.path(), Default::default(), false).unwrap();
        let rules = Rules::of(&portal, lookups, Metrics::default());
        let write = |name: &str, text: &str| std::fs::write(folder.path().join("config").join(name), text).unwrap();
        let errors = || rules.files().into_iter().map(|file| file.error).collect::<Vec<_>>();
        let first = rules.files();
        assert_eq!((first[0].present, first[1].present, errors()), (true, false, vec![None; 6]));

        write("synonyms.toml", "[[group]]\nsame = [\"社保\"]\n");
        write("best_bets.toml", "nonsense");
        assert!(!rules.reload(&portal).unwrap());
        let found = errors();
        assert!(found[..2].iter().all(|fault| fault.as_ref().unwrap().line.is_some()), "{found:?}");
        assert_eq!((rules.files()[0].entries, rules.files()[0].loaded), (first[0].entries, first[0].loaded));

        write("synonyms.toml", "[[group]]\nsame = [\"社保\", \"社会保险\"]\n");
        assert!(rules.reload(&portal).unwrap());
        assert_eq!((rules.files()[0].entries, errors()[0].as_ref()), (2, None));
        assert_eq!(errors()[1], found[1]);
        write("best_bets.toml", "");
        assert!(rules.reload(&portal).unwrap());
        assert_eq!(errors(), [const { None::<Fault> }; 6]);
        std::fs::write(folder.path().join("config/best_bets.toml"), b"\xff\xfe").unwrap();
        assert!(!rules.reload(&portal).unwrap() && !rules.reload(&portal).unwrap());
        assert!(errors()[1].as_ref().unwrap().line.is_none());
    }
}
