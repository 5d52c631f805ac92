//! The lookups of a portal (社保、公积金、交通违法): its settings, the files of its providers as editors change them, and who
//! may ask.
//!
//! Nothing is opened before there is a provider in force: a portal without lookups has no audit, and needs none.

mod files;
mod identity;
mod token;
mod variables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use menhu::config::ConfigError;
use menhu_lookups::Lookups;
use menhu_lookups::audit::{Audit, AuditError};
use menhu_lookups::cache::Keys;
use menhu_lookups::lookup::SystemClock;
use menhu_lookups::provider::{Provider, Variables};
use menhu_lookups::service::Settings;
use secrecy::{ExposeSecret, SecretString};

pub(crate) use files::{PROVIDERS, SETTINGS, read as read_provider};
pub(crate) use identity::{Identity, Refused, Visitor};
pub(crate) use token::Key;
pub(crate) use variables::{of_simulator, read_variables, write_variables};

use identity::{Nobody, Proxy, Sessions};

/// Audits of demonstrations that run at the same time.
const DEMONSTRATIONS: u32 = 16;

/// The lookups of a portal. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Service(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    portal: PathBuf,
    variables: Variables,
    is_demonstration: bool,
    known: Mutex<Known>,
    opened: RwLock<Option<Arc<Opened>>>,
}

/// The files as they were read last.
#[derive(Debug, Default)]
struct Known {
    /// None before the first look, and when secrets are to be read again.
    texts: Option<BTreeMap<String, Option<String>>>,
    /// Why lookups cannot be opened although there are providers.
    fault: Option<String>,
}

/// Lookups that are answered.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) lookups: Lookups,
    pub(crate) identity: Box<dyn Identity>,
    /// What forms are bound to their session with.
    pub(crate) forms: Key,
    /// The settings it was opened with: they are read once.
    settings: String,
}

impl Service {
    /// The lookups of a portal. `variables`: what provider files know as `host:` names.
    ///
    /// # Errors
    /// What keeps lookups from being opened although a provider is in force.
    pub(crate) fn open(portal: &Path, variables: Variables, is_demonstration: bool) -> Result<Service, String> {
        let inner = Inner {
            portal: portal.to_owned(),
            variables,
            is_demonstration,
            known: Mutex::default(),
            opened: RwLock::default(),
        };
        let service = Service(Arc::new(inner));
        service.reload();
        let fault = service.known().fault.clone();
        match fault {
            Some(reason) => Err(format!("{}: {reason}", portal.join(SETTINGS).display())),
            None => Ok(service),
        }
    }

    /// What answers, where there is something.
    pub(crate) fn opened(&self) -> Option<Arc<Opened>> {
        self.0.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether people and providers are those of the demonstration.
    pub(crate) fn is_demonstration(&self) -> bool {
        self.0.is_demonstration
    }

    /// Takes over what has changed in the files. A provider whose file is faulty stays as it was.
    pub(crate) fn reload(&self) -> bool {
        let mut known = self.known();
        let texts = files::texts(&self.0.portal);
        if known.texts.as_ref() == Some(&texts) {
            return false;
        }
        known.fault = self.take_over(&texts).err();
        known.texts = Some(texts);
        true
    }

    /// The next [`Service::reload`] reads everything again: secrets that stand elsewhere may be others.
    pub(crate) fn forget_files(&self) {
        self.known().texts = None;
    }

    /// What is wrong with the file of a provider.
    pub(crate) fn check_provider(&self, file: &str, text: &str) -> Result<(), Vec<ConfigError>> {
        files::read(file, text, &self.0.variables).map(|_| ())
    }

    /// What is wrong with the settings, or with what they lead to.
    pub(crate) fn check_settings(&self, text: Option<&str>) -> Result<(), ConfigError> {
        let text = text.unwrap_or_default();
        Settings::read(text)?;
        if self.opened().is_some_and(|opened| opened.settings != text) {
            let reason = "these settings are read when the server starts; start it anew to take them over";
            return Err(ConfigError::at(text, 0, reason));
        }
        self.known().fault.clone().map_or(Ok(()), |reason| Err(ConfigError::at(text, 0, reason)))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_over(&self, texts: &BTreeMap<String, Option<String>>) -> Result<(), String> {
        let (mut providers, mut kept) = (Vec::new(), Vec::new());
        for (file, text) in texts.iter().filter(|(file, _)| *file != SETTINGS) {
            match text.as_ref().map(|text| files::read(file, text, &self.0.variables)) {
                Some(Ok(provider)) => providers.push(provider),
                _ => kept.push(files::id_of(file)),
            }
        }
        match self.opened() {
            Some(opened) => opened.lookups.replace_providers(providers, &kept).map_err(|error| error.to_string()),
            None if providers.is_empty() => Ok(()),
            None => {
                let settings = texts.get(SETTINGS).cloned().flatten().unwrap_or_default();
                let opened = self.open_with(providers, settings)?;
                *self.0.opened.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(opened));
                Ok(())
            }
        }
    }

    fn open_with(&self, providers: Vec<Provider>, text: String) -> Result<Opened, String> {
        let mut settings = Settings::read(&text).map_err(|error| error.to_string())?;
        let secret = settings.secret.as_deref().map(|reference| self.secret("secret", reference)).transpose()?;
        let keys = match &secret {
            Some(secret) => Keys::from_secret(secret.expose_secret().as_bytes()),
            None => Keys::random(),
        };
        let keys = keys.map_err(|error| format!("`secret`: {error}"))?;
        if let Some(redis) = &settings.redis
            && ["env:", "file:"].iter().any(|kind| redis.expose_secret().starts_with(kind))
        {
            settings.redis = Some(self.secret("redis", redis.expose_secret())?);
        }
        let identity: Box<dyn Identity> = match (&settings.identity, self.0.is_demonstration) {
            (Some(proxied), _) => Box::new(Proxy::new(proxied)?),
            (None, true) => Box::new(Sessions::new()?),
            (None, false) => Box::new(Nobody),
        };
        // Processes that share the secret take each other's forms.
        let forms =
            secret.map_or_else(Key::random, |secret| Ok(Key::of(secret.expose_secret().as_bytes(), "forms")))?;
        let audit = self.audit(settings.audit.as_deref())?;
        let lookups = Lookups::new(&settings, keys, audit, providers, Arc::new(SystemClock::new()));
        let lookups = lookups.map_err(|error| error.to_string())?;
        Ok(Opened { lookups, identity, forms, settings: text })
    }

    fn audit(&self, file: Option<&Path>) -> Result<Audit, String> {
        let open = |path: &Path| Audit::open(path);
        match file {
            Some(file) => open(&self.0.portal.join(file)).map_err(|error| error.to_string()),
            None if self.0.is_demonstration => {
                // A second demonstration of the same person has its own.
                let beside = self.0.portal.parent().unwrap_or(&self.0.portal);
                let mut last = String::new();
                for number in 1..=DEMONSTRATIONS {
                    let number = if number == 1 { String::new() } else { format!("-{number}") };
                    match open(&beside.join(format!("demonstration-audit{number}.jsonl"))) {
                        Err(error @ AuditError::Locked(_)) => last = error.to_string(),
                        opened => return opened.map_err(|error| error.to_string()),
                    }
                }
                Err(last)
            }
            None => {
                Err("`audit` is missing: nothing is looked up without one, and config/providers has providers; write \
                 where it is, such as audit = \"/var/lib/menhu/lookups-audit.jsonl\""
                    .to_owned())
            }
        }
    }

    /// What a reference in the settings stands for; files are relative to the portal's folder.
    fn secret(&self, field: &str, reference: &str) -> Result<SecretString, String> {
        let resolved = match reference.strip_prefix("file:") {
            Some(file) => self.0.variables.resolve(&format!("file:{}", self.0.portal.join(file).display())),
            None => self.0.variables.resolve(reference),
        };
        resolved.map_err(|reason| format!("`{field}`: {reason}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDER: &str = include_str!("../../demo/config/providers/demo-violations.toml");

    fn variables() -> Variables {
        Variables::default().with("simulator", "http://127.0.0.1:1").with("aggregator_key", "k")
    }

    #[test]
    fn providers_are_opened_when_there_are_any_and_need_an_audit() {
        let folder = tempfile::tempdir().unwrap();
        let providers = folder.path().join(PROVIDERS);
        std::fs::create_dir_all(&providers).unwrap();
        let service = Service::open(folder.path(), variables(), false).unwrap();
        assert!(service.opened().is_none() && !service.reload());

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _inside = runtime.enter();
        let file = providers.join("cars.toml");
        std::fs::write(&file, PROVIDER).unwrap();
        assert!(service.reload() && service.opened().is_none());
        assert!(service.check_settings(None).unwrap_err().reason.contains("`audit` is missing"));
        let error = Service::open(folder.path(), variables(), false).unwrap_err();
        assert!(error.contains("lookups.toml: `audit` is missing"), "{error}");

        std::fs::write(folder.path().join(SETTINGS), "audit = \"audit.jsonl\"\n").unwrap();
        assert!(service.reload());
        service.check_settings(Some("audit = \"audit.jsonl\"\n")).unwrap();
        assert!(service.check_settings(Some("cache_bytes = 1")).unwrap_err().reason.contains("start it anew"));
        let ids =
            || service.opened().unwrap().lookups.providers().into_iter().map(|state| state.id).collect::<Vec<_>>();
        assert_eq!(ids(), ["cars"]);

        // The last good one stays; what is taken away goes.
        std::fs::write(&file, "name = ").unwrap();
        std::fs::write(providers.join("other.toml"), PROVIDER).unwrap();
        assert!(service.reload());
        assert_eq!(ids(), ["cars", "other"]);
        std::fs::remove_file(&file).unwrap();
        assert!(service.reload() && !service.reload());
        assert_eq!(ids(), ["other"]);
    }
}
