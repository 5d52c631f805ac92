//! Lookups for a program that is not asynchronous: a call waits until its answer is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use menhu_lookups::Lookups;
use menhu_lookups::audit::{Audit, AuditError};
use menhu_lookups::cache::Keys;
use menhu_lookups::lookup::{Answer, Fields, LookupError, Question, SystemClock, read_request};
use menhu_lookups::provider::{Provider, Variables};
use menhu_lookups::service::{Requester, Settings};
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::{Builder, Runtime};

/// Why there is no counter.
#[derive(Debug)]
pub enum Failed {
    /// The audit cannot be written, and nothing is looked up without one.
    Audit(AuditError),
    /// A file, a provider or the system is not as it should be; the text says where, and quotes no secret.
    Config(String),
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failed::Audit(error) => error.fmt(f),
            Failed::Config(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Failed {}

/// Lookups, and the threads on which they run.
#[derive(Debug)]
pub struct Counter {
    lookups: Lookups,
    runtime: Runtime,
}

impl Counter {
    /// Opens a counter with all providers of a folder, what their files call `host:NAME`, and an audit of this process
    /// alone.
    ///
    /// # Errors
    /// [`Failed`], with the file that is wrong.
    pub fn open(providers: &Path, variables: &Path, audit: &Path) -> Result<Counter, Failed> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| Failed::Config(format!("no threads for lookups: {error}")))?;
        let providers = read_providers(providers, &read_variables(variables)?)?;
        let keys = Keys::random().map_err(|error| Failed::Config(error.to_string()))?;
        let audit = Audit::open(audit).map_err(Failed::Audit)?;
        // Lookups begin work of their own.
        let inside = runtime.enter();
        let lookups = Lookups::new(&Settings::default(), keys, audit, providers, Arc::new(SystemClock::new()));
        drop(inside);
        let lookups = lookups.map_err(|error| Failed::Config(error.to_string()))?;
        Ok(Counter { lookups, runtime })
    }

    /// Asks, as the JSON body of a request does, and waits for the answer.
    ///
    /// # Errors
    /// [`LookupError`]: its class has what a citizen is told, in Chinese.
    pub fn ask<Q: Question>(&self, who: &Requester, request: &str) -> Result<Answer<Q::Record>, LookupError> {
        let (question, inquiry) = read_request::<Q>(Fields::from_json(request.as_bytes())?)?;
        self.runtime.block_on(self.lookups.look_up(who, &question, &inquiry))
    }

    /// Forgets everything about a person.
    ///
    /// # Errors
    /// [`LookupError`] when the number is none.
    pub fn forget(&self, id_number: &SecretString) -> Result<(), LookupError> {
        self.runtime.block_on(self.lookups.purge_person(id_number))
    }
}

fn read_variables(path: &Path) -> Result<Variables, Failed> {
    // What the parser says would quote a value.
    let table: BTreeMap<String, SecretString> = toml::from_str(&read(path)?)
        .map_err(|_| Failed::Config(format!("{}: expected lines such as NAME = \"VALUE\"", path.display())))?;
    Ok(table.iter().fold(Variables::default(), |all, (name, value)| all.with(name, value.expose_secret())))
}

fn read_providers(folder: &Path, variables: &Variables) -> Result<Vec<Provider>, Failed> {
    let unread = |error: std::io::Error| Failed::Config(format!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        files.push(entry.map_err(unread)?.path());
    }
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let read_one = |path: &PathBuf| {
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        Provider::read(&id, &read(path)?, variables).map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Failed::Config(format!("{}: {}", path.display(), faults.join("; ")))
        })
    };
    files.iter().map(read_one).collect()
}

fn read(path: &Path) -> Result<String, Failed> {
    std::fs::read_to_string(path).map_err(|error| Failed::Config(format!("{}: {error}", path.display())))
}
