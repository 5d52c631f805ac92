//! What editors write in a portal's `config/` folder, read from disk and kept while it is well-formed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::config::{BUILTIN_SYNONYMS, BestBets, ConfigError, Links, Site, parse_synonyms};
use crate::error::Error;
use crate::index::SceneItems;
use crate::scene::{SCENE_PREFIX, Scene, Scenes};
use crate::text::{Dictionary, Synonyms, fingerprint_of, join_fingerprints};

/// The portal's own words, by which texts are cut: they take effect with `menhu reindex` only.
pub(super) const OWN_WORDS: &str = "config/dictionary.txt";

/// Plain words and the standard terms they stand for.
const SYNONYMS: &str = "config/synonyms.toml";
/// What comes first, last or not at all for a query.
const BEST_BETS: &str = "config/best_bets.toml";

/// What the portal is called, and where it is published.
const SITE: &str = "config/site.toml";
/// What editors link, and what they want to see linked no more.
const LINKS: &str = "config/links.toml";
/// The folder of scenes, a file each.
const SCENES: &str = "config/scenes";

/// The rules in force.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The built-in words with the portal's own.
    pub(super) dictionary: Arc<Dictionary>,
    pub(super) synonyms: Arc<Synonyms>,
    pub(super) best_bets: Arc<BestBets>,
    pub(super) site: Arc<Site>,
    pub(super) links: Arc<Links>,
    pub(super) scenes: Arc<Scenes>,
    /// What was wrong with files when the portal was opened.
    pub(super) refused: Vec<Error>,
    /// The files as they were when they were read, or refused.
    dictionary_seen: Seen,
    synonyms_seen: Seen,
    best_bets_seen: Seen,
    site_seen: Seen,
    links_seen: Seen,
    /// By the names of their files; a scene that was refused before it was ever in force is none.
    scenes_seen: BTreeMap<String, (Seen, Option<Arc<Scene>>)>,
    /// Changes with what the files say about searches.
    texts: [u64; 2],
}

/// What tells a changed file from the same: time and length; `None` where there is no file.
type Seen = Option<Option<(SystemTime, u64)>>;

impl Rules {
    /// Reads the files of a portal.
    ///
    /// A portal without `synonyms.toml` uses the built-in groups; without `best_bets.toml` it has no rules. A file that is
    /// malformed is left aside: a slip of an editor must not keep anybody from taking something down. Only the dictionary
    /// has to be well-formed, since without it nobody knows what the index was made with.
    pub(super) fn open(portal: &Path) -> Result<Rules, Error> {
        let mut rules = Rules::builtin();
        let (_, faults) = rules.reload_all(portal);
        let is_of_words = |error: &Error| match error {
            Error::Dictionary { .. } => true,
            Error::Io { path, .. } => *path == portal.join(OWN_WORDS),
            _ => false,
        };
        match faults.iter().find(|error| is_of_words(error)) {
            Some(error) => Err(error.clone()),
            None => {
                rules.refused = faults;
                Ok(rules)
            }
        }
    }

    /// What holds where editors have written nothing.
    pub(super) fn builtin() -> Rules {
        Rules {
            dictionary: Arc::new(Dictionary::builtin()),
            synonyms: Arc::default(),
            best_bets: Arc::default(),
            site: Arc::default(),
            links: Arc::default(),
            scenes: Arc::default(),
            refused: Vec::new(),
            dictionary_seen: None,
            synonyms_seen: None,
            best_bets_seen: None,
            site_seen: None,
            links_seen: None,
            scenes_seen: BTreeMap::new(),
            texts: [0; 2],
        }
    }

    /// Reads the files that have changed, and says whether one of those that act at once has. A file that is malformed
    /// is refused: what it said before stays in force, and the error is given once.
    pub(super) fn reload(&mut self, portal: &Path) -> Result<bool, Error> {
        let (changed, faults) = self.reload_all(portal);
        faults.into_iter().next().map_or(Ok(changed), Err)
    }

    /// As [`Rules::reload`], with everything that is wrong: one faulty file does not keep another from being taken over.
    pub(super) fn reload_all(&mut self, portal: &Path) -> (bool, Vec<Error>) {
        let mut faults = Vec::new();
        let mut is_changed = false;
        let words = changed(portal, OWN_WORDS, &mut self.dictionary_seen, own_dictionary);
        if let Some((_, new)) = words.unwrap_or_else(|error| refuse(&mut faults, error)) {
            self.dictionary = Arc::new(new);
        }
        let synonyms = changed(portal, SYNONYMS, &mut self.synonyms_seen, |path, text| {
            parse_synonyms(text.unwrap_or(BUILTIN_SYNONYMS)).map_err(|source| faulty(path, source))
        });
        if let Some((text, new)) = synonyms.unwrap_or_else(|error| refuse(&mut faults, error)) {
            (self.texts[0], self.synonyms, is_changed) = (text, Arc::new(new), true);
        }
        let best_bets = changed(portal, BEST_BETS, &mut self.best_bets_seen, |path, text| {
            BestBets::parse(text.unwrap_or_default()).map_err(|source| faulty(path, source))
        });
        if let Some((text, new)) = best_bets.unwrap_or_else(|error| refuse(&mut faults, error)) {
            (self.texts[1], self.best_bets, is_changed) = (text, Arc::new(new), true);
        }
        let site = changed(portal, SITE, &mut self.site_seen, |path, text| {
            Site::parse(text.unwrap_or_default()).map_err(|source| faulty(path, source))
        });
        if let Some((_, new)) = site.unwrap_or_else(|error| refuse(&mut faults, error)) {
            (self.site, is_changed) = (Arc::new(new), true);
        }
        let links = changed(portal, LINKS, &mut self.links_seen, |path, text| {
            Links::parse(text.unwrap_or_default()).map_err(|source| faulty(path, source))
        });
        if let Some((_, new)) = links.unwrap_or_else(|error| refuse(&mut faults, error)) {
            (self.links, is_changed) = (Arc::new(new), true);
        }
        is_changed |= self.reload_scenes(portal, &mut faults);
        (is_changed, faults)
    }

    /// Reads the scenes whose files have changed, and says whether one that is in force has.
    fn reload_scenes(&mut self, portal: &Path, faults: &mut Vec<Error>) -> bool {
        let names = match scene_names(portal) {
            Ok(names) => names,
            // What cannot be listed now stays as it was.
            Err(error) => {
                faults.push(error);
                return false;
            }
        };
        let before = self.scenes_seen.len();
        self.scenes_seen.retain(|name, _| names.contains(name));
        let mut is_changed = self.scenes_seen.len() < before;
        for name in names {
            let (seen, known) = self.scenes_seen.entry(name.clone()).or_default();
            let file = format!("{SCENES}/{name}.toml");
            let scene = changed(portal, &file, seen, |path, text| match text {
                Some(text) => Scene::parse(&name, text).map(Some).map_err(|source| faulty(path, source)),
                None => Ok(None),
            });
            if let Some((_, new)) = scene.unwrap_or_else(|error| refuse(faults, error)) {
                (*known, is_changed) = (new.map(Arc::new), true);
            }
        }
        if is_changed {
            let known = self.scenes_seen.values().filter_map(|(_, scene)| scene.clone());
            // A draft is somebody's work, and nobody else's business yet.
            let known = known.filter(|scene| !scene.draft);
            self.scenes = Arc::new(Scenes::new(known.collect()));
        }
        is_changed
    }

    /// What the scenes in force are as items: what a commit puts into the index.
    pub(super) fn scene_items(&self) -> SceneItems {
        // One whose file is refused is not gone: what the index has of it stays.
        let refused = self.scenes_seen.iter().filter(|(_, (_, scene))| scene.is_none());
        SceneItems {
            items: self.scenes.iter().map(|scene| scene.item()).collect(),
            kept: refused.map(|(name, _)| format!("{SCENE_PREFIX}{name}")).collect(),
        }
    }

    /// A number that changes with what the files say about searches.
    pub(super) fn fingerprint(&self) -> u64 {
        join_fingerprints(self.texts[0], self.texts[1])
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

/// The dictionary with a portal's own words, where it has any.
fn own_dictionary(path: &Path, list: Option<&str>) -> Result<Dictionary, Error> {
    let builtin = Dictionary::builtin();
    match list {
        None => Ok(builtin),
        Some(list) => builtin.with_words(list).map_err(|source| Error::Dictionary { path: path.to_owned(), source }),
    }
}

fn faulty(path: &Path, source: ConfigError) -> Error {
    Error::Config { path: path.to_owned(), source }
}

/// Notes an error; there is nothing to take over.
fn refuse<T>(faults: &mut Vec<Error>, error: Error) -> Option<T> {
    faults.push(error);
    None
}

/// Names of the files of scenes, without their endings, in order.
fn scene_names(portal: &Path) -> Result<BTreeSet<String>, Error> {
    let folder = portal.join(SCENES);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(Error::io(folder, error)),
    };
    let mut names = BTreeSet::new();
    for entry in entries {
        let name = entry.map_err(|error| Error::io(&folder, error))?.file_name();
        // An editor's program may leave files of its own beside them: .hunyin.toml.swp
        let name = name.to_string_lossy().strip_suffix(".toml").map(str::to_owned);
        names.extend(name.filter(|name| !name.starts_with('.')));
    }
    Ok(names)
}

/// What a file says, with the fingerprint of its text, if it is not as it was when it was last seen.
fn changed<T>(
    portal: &Path,
    name: &str,
    seen: &mut Seen,
    parse: impl FnOnce(&Path, Option<&str>) -> Result<T, Error>,
) -> Result<Option<(u64, T)>, Error> {
    let path = portal.join(name);
    let found = state(&path)?;
    if *seen == Some(found) {
        return Ok(None);
    }
    *seen = Some(found);
    let text = match found {
        Some(_) => {
            let bytes = std::fs::read(&path).map_err(|error| Error::io(&path, error))?;
            Some(String::from_utf8(bytes).map_err(|error| {
                let (good, text) = (error.utf8_error().valid_up_to(), String::from_utf8_lossy(error.as_bytes()));
                faulty(&path, ConfigError::at(&text, good, "not UTF-8 from here on; save the file as UTF-8"))
            })?)
        }
        None => None,
    };
    let fingerprint = fingerprint_of(text.as_deref().unwrap_or_default().as_bytes());
    parse(&path, text.as_deref()).map(|parsed| Some((fingerprint, parsed)))
}

fn state(path: &PathBuf) -> Result<Option<(SystemTime, u64)>, Error> {
    match std::fs::metadata(path) {
        Ok(file) => Ok(Some((file.modified().map_err(|error| Error::io(path, error))?, file.len()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(path, error)),
    }
}
