//! How lookups are configured: JSON, and the files that a portal has for them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use adapters::audit::Audit;
use adapters::cache::Keys;
use adapters::provider::{Provider, Variables};
use adapters::resilience::RateLimits;
use adapters::service::Settings;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::failure::Failure;
use crate::json::read_json;
use crate::status::{MENHU_IO, MENHU_LOCKED};

/// Settings of a portal's lookups, below its folder, and the folder of its providers.
const SETTINGS: &str = "config/lookups.toml";
const PROVIDERS: &str = "config/providers";
/// Threads of the runtime, at most.
const MOST_THREADS: usize = 16;

/// A configuration. Every member may be missing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The folder of a portal: its `config/lookups.toml` and `config/providers/*.toml` are read.
    portal: Option<PathBuf>,
    /// Files of providers, besides.
    providers: Vec<PathBuf>,
    /// A folder of them, besides.
    providers_folder: Option<PathBuf>,
    /// What provider files know as `host:` names.
    variables: BTreeMap<String, SecretString>,
    /// A TOML file of more of them, as `menhu simulate-providers --credentials FILE` writes it.
    variables_file: Option<PathBuf>,
    /// As in `config/lookups.toml`, and before what stands there.
    secret: Option<String>,
    audit: Option<PathBuf>,
    redis: Option<SecretString>,
    cache_bytes: Option<u64>,
    rates: Option<RateLimits>,
    /// Threads of the runtime, 1 to 16.
    threads: usize,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            portal: None,
            providers: Vec::new(),
            providers_folder: None,
            variables: BTreeMap::new(),
            variables_file: None,
            secret: None,
            audit: None,
            redis: None,
            cache_bytes: None,
            rates: None,
            threads: 2,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Config(..)")
    }
}

impl Config {
    pub(crate) fn read(json: &str) -> Result<Config, Failure> {
        let config: Config = read_json(json, "config")?;
        if !(1..=MOST_THREADS).contains(&config.threads) {
            return Err(Failure::config(format!(
                "`config`: `threads` is {}; expected 1 to {MOST_THREADS}",
                config.threads
            )));
        }
        Ok(config)
    }

    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// The settings in force: the portal's, and before them what the configuration says.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = Settings::default();
        if let Some(portal) = &self.portal {
            let path = portal.join(SETTINGS);
            match std::fs::read_to_string(&path) {
                Ok(text) => settings = Settings::read(&text).map_err(|error| at(&path, error))?,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(unread(&path, &error)),
            }
            // What the portal's file names is relative to its folder.
            settings.audit = settings.audit.map(|audit| portal.join(audit));
            settings.secret = settings.secret.map(|secret| below(portal, &secret));
            settings.redis = settings.redis.map(|redis| below(portal, redis.expose_secret()).into());
        }
        settings.secret = self.secret.clone().or(settings.secret);
        settings.audit = self.audit.clone().or(settings.audit);
        settings.redis = self.redis.clone().or(settings.redis);
        settings.cache_bytes = self.cache_bytes.unwrap_or(settings.cache_bytes);
        settings.rates = self.rates.unwrap_or(settings.rates);
        if let Some(redis) = &settings.redis
            && ["env:", "file:", "host:"].iter().any(|kind| redis.expose_secret().starts_with(kind))
        {
            settings.redis = Some(resolve(&self.variables()?, "redis", redis.expose_secret())?);
        }
        Ok(settings)
    }

    /// The keys of a secret, or of one that is drawn now.
    pub(crate) fn keys(&self, settings: &Settings) -> Result<Keys, Failure> {
        let keys = match &settings.secret {
            Some(reference) => {
                let secret = resolve(&self.variables()?, "secret", reference)?;
                Keys::from_secret(secret.expose_secret().as_bytes())
            }
            None => Keys::random(),
        };
        keys.map_err(|error| Failure::config(format!("`secret`: {error}")))
    }

    pub(crate) fn audit(settings: &Settings) -> Result<Audit, Failure> {
        let missing = "`audit` is missing: nothing is looked up without one; name a file, such as \
                       /var/lib/menhu/lookups-audit.jsonl, of this process alone";
        let path = settings.audit.as_ref().ok_or_else(|| Failure::config(missing))?;
        Audit::open(path).map_err(|error| {
            use adapters::audit::AuditError;
            let status = match &error {
                AuditError::Locked(_) => MENHU_LOCKED,
                AuditError::Io { .. } => MENHU_IO,
                AuditError::Foreign(_) => crate::status::MENHU_CONFIG,
            };
            Failure::new(status, error.to_string())
        })
    }

    /// Every provider, as its file is now.
    pub(crate) fn providers(&self) -> Result<Vec<Provider>, Failure> {
        let variables = self.variables()?;
        let mut files = self.providers.clone();
        let of_portal = self.portal.as_ref().map(|portal| portal.join(PROVIDERS)).filter(|folder| folder.is_dir());
        for folder in self.providers_folder.iter().cloned().chain(of_portal) {
            let entries = std::fs::read_dir(&folder).map_err(|error| unread(&folder, &error))?;
            let mut found: Vec<PathBuf> =
                entries.flatten().map(|entry| entry.path()).filter(|path| is_provider(path)).collect();
            found.sort();
            files.extend(found);
        }
        if files.is_empty() {
            return Err(Failure::config(
                "no file of a provider is named; give `portal`, `providers_folder` or `providers`",
            ));
        }
        let mut providers: Vec<Provider> = Vec::new();
        for path in &files {
            let provider = read_provider(path, &variables)?;
            if providers.iter().any(|known| known.id == provider.id) {
                return Err(at(path, "another provider's file has that name; a provider is known by its name"));
            }
            providers.push(provider);
        }
        Ok(providers)
    }

    fn variables(&self) -> Result<Variables, Failure> {
        let mut variables = Variables::default();
        if let Some(path) = &self.variables_file {
            let text = std::fs::read_to_string(path).map_err(|error| unread(path, &error))?;
            // What the parser says would quote a value.
            let table: BTreeMap<String, SecretString> =
                toml::from_str(&text).map_err(|_| at(path, "expected lines such as NAME = \"VALUE\" and no others"))?;
            for (name, value) in &table {
                variables = variables.with(name, value.expose_secret());
            }
        }
        let own = self.variables.iter();
        Ok(own.fold(variables, |all, (name, value)| all.with(name, value.expose_secret())))
    }
}

fn is_provider(path: &Path) -> bool {
    // An editor's program may leave files of its own beside them.
    let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && path.extension().is_some_and(|ending| ending == "toml")
}

fn read_provider(path: &Path, variables: &Variables) -> Result<Provider, Failure> {
    let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return Err(at(path, "call the file by letters a-z, digits, `-` and `_`: the provider is known by its name"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unread(path, &error))?;
    Provider::read(&id, &text, variables).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        at(path, faults.join("; "))
    })
}

fn resolve(variables: &Variables, member: &str, reference: &str) -> Result<SecretString, Failure> {
    variables.resolve(reference).map_err(|reason| Failure::config(format!("`{member}`: {reason}")))
}

/// A reference to a file, which is relative to a folder.
fn below(folder: &Path, reference: &str) -> String {
    match reference.strip_prefix("file:") {
        Some(file) => format!("file:{}", folder.join(file).display()),
        None => reference.to_owned(),
    }
}

fn at(path: &Path, reason: impl fmt::Display) -> Failure {
    Failure::config(format!("{}: {reason}", path.display()))
}

fn unread(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(MENHU_IO, format!("{}: {error}", path.display()))
}
