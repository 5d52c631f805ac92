//! Settings of a lookup service: `config/lookups.toml`.

use menhu::config::ConfigError;
use secrecy::SecretString;
use serde::Deserialize;

use crate::resilience::RateLimits;

/// Bytes of answers that are kept in memory.
const BYTES: u64 = 64 << 20;

/// Settings of a lookup service.
///
/// ```toml
/// secret = "file:/etc/menhu/lookup.secret"  # of 32 bytes or more; without it: drawn at each start
/// audit = "/var/lib/menhu/audit.jsonl"
/// redis = "env:MENHU_REDIS"                 # a second level, for several processes
/// cache_bytes = 67108864
///
/// [rates]
/// requester = { questions = 20, seconds = 60 }
/// address = { questions = 120, seconds = 60 }
/// subject = { questions = 20, seconds = 3600 }
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the secret is: `env:NAME` or `file:PATH`. Several processes that share a second level share it; pseudonyms of
    /// an audit stay the same as long as it does.
    pub secret: Option<String>,
    /// The file of the audit; relative to the portal's folder.
    pub audit: Option<std::path::PathBuf>,
    /// Address of a Redis: `redis://…`, or where it is.
    pub redis: Option<SecretString>,
    /// Bytes of sealed answers in memory.
    pub cache_bytes: u64,
    /// How often may be asked.
    pub rates: RateLimits,
    /// Who asks, as a proxy before the server says that has authenticated them.
    pub identity: Option<Proxied>,
}

/// A proxy that authenticates citizens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxied {
    /// The header in which it says who asks.
    pub header: String,
    /// Networks from which that is believed.
    pub from: Vec<ipnet::IpNet>,
    /// The header in which it says from which address; without it, limits by address count the proxy's own.
    pub address_header: Option<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            secret: None,
            audit: None,
            redis: None,
            cache_bytes: BYTES,
            rates: RateLimits::default(),
            identity: None,
        }
    }
}

impl Settings {
    /// Reads settings.
    ///
    /// # Errors
    /// What is wrong, with its line.
    pub fn read(text: &str) -> Result<Settings, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, "see docs/lookups.md"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resilience::Rate;

    #[test]
    fn settings_are_read_and_faults_have_a_line() {
        let settings =
            Settings::read("cache_bytes = 1000\n[rates]\nsubject = { questions = 2, seconds = 60 }\n").unwrap();
        assert_eq!((settings.cache_bytes, settings.rates.subject), (1000, Rate::new(2, 60)));
        assert_eq!(settings.rates.requester, RateLimits::default().requester);
        assert_eq!(Settings::read("\nsecrets = \"x\"").unwrap_err().line, 2);
        assert!(Settings::read("[rates]\nsubject = { questions = 0, seconds = 60 }").is_err());
    }
}
