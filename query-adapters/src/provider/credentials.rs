//! Secrets of providers: named in their files, kept elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// Largest file of a secret, in bytes.
const LARGEST: u64 = 64 * 1024;

/// What the program itself gives for `host:NAME`: the address of a simulator, say.
#[derive(Clone, Default)]
pub struct Variables(BTreeMap<String, SecretString>);

impl Variables {
    /// With one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Variables {
        self.0.insert(name.to_owned(), value.to_owned().into());
        self
    }

    /// What a reference stands for: `env:NAME`, `file:PATH` or `host:NAME`, as in a provider file.
    ///
    /// # Errors
    /// What is wrong, and what to do. A text that is no reference is not quoted: it may be the secret.
    pub fn resolve(&self, reference: &str) -> Result<SecretString, String> {
        resolve(reference, self)
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Secrets by the names that a provider file gives them.
#[derive(Default)]
pub(crate) struct Credentials(BTreeMap<String, SecretString>);

impl Credentials {
    pub(crate) fn insert(&mut self, name: &str, value: SecretString) {
        self.0.insert(name.to_owned(), value);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(ExposeSecret::expose_secret)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What a reference stands for: `env:NAME`, `file:PATH` or `host:NAME`.
///
/// # Errors
/// What is wrong, and what to do. A text that is no reference is not quoted: it may be the secret.
pub(crate) fn resolve(reference: &str, variables: &Variables) -> Result<SecretString, String> {
    let (kind, name) = reference.split_once(':').unwrap_or_default();
    match kind {
        "env" => match std::env::var(name) {
            Ok(value) if !value.is_empty() => Ok(value.into()),
            _ => Err(format!("the environment has no variable {name}; set it for the process that looks up")),
        },
        "file" => {
            let length = std::fs::metadata(name).map_err(|error| format!("{name}: {error}"))?.len();
            if length > LARGEST {
                return Err(format!("{name} is larger than a secret may be ({LARGEST} bytes)"));
            }
            let text = std::fs::read_to_string(name).map_err(|error| format!("{name}: {error}"))?;
            match text.trim() {
                "" => Err(format!("{name} is empty")),
                secret => Ok(secret.to_owned().into()),
            }
        }
        "host" => variables.0.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = variables.0.keys().map(String::as_str).collect();
            let known =
                if known.is_empty() { "it gives none".to_owned() } else { format!("it gives {}", known.join(", ")) };
            format!("this program gives no `{name}`; {known}")
        }),
        _ => Err("a secret does not stand in the file: write env:NAME, file:PATH or host:NAME".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_where_the_file_says_and_never_quoted() {
        let variables = Variables::default().with("key", "秘密");
        assert_eq!(resolve("host:key", &variables).unwrap().expose_secret(), "秘密");
        assert!(resolve("host:other", &variables).unwrap_err().contains("it gives key"));
        let error = resolve("my-secret", &variables).unwrap_err();
        assert!(error.contains("env:NAME") && !error.contains("my-secret"));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), " s3cret\n").unwrap();
        let reference = format!("file:{}", file.path().display());
        assert_eq!(resolve(&reference, &variables).unwrap().expose_secret(), "s3cret");
        assert!(resolve("file:/nowhere", &variables).is_err() && resolve("env:MENHU_NO_SUCH", &variables).is_err());
        assert!(!format!("{variables:?}").contains("秘密"));
    }
}
