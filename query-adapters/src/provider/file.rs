//! A provider file as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::record::Entry;
use crate::resilience::BreakerSettings;

pub(super) type Text = Spanned<String>;
/// Fields of a request, each with its place.
pub(super) type Table = Spanned<BTreeMap<String, Spanned<toml::Value>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: Text,
    pub(super) operation: Text,
    pub(super) url: Text,
    #[serde(default)]
    pub(super) order: i64,
    pub(super) official: Option<Text>,
    #[serde(default)]
    pub(super) insecure: bool,
    #[serde(default)]
    pub(super) allow: Vec<Text>,
    pub(super) timeout: Option<Spanned<f64>>,
    pub(super) deadline: Option<Spanned<f64>>,
    #[serde(default)]
    pub(super) credentials: BTreeMap<String, Text>,
    pub(super) request: Spanned<Request>,
    pub(super) signing: Option<Spanned<Signing>>,
    pub(super) response: Response,
    pub(super) status: Spanned<Status>,
    pub(super) record: Spanned<BTreeMap<String, Spanned<Entry>>>,
    #[serde(default)]
    pub(super) ages: Ages,
    #[serde(default)]
    pub(super) limits: Limits,
    pub(super) breaker: Option<Spanned<BreakerSettings>>,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<Rule>>,
    pub(super) rules: Option<Spanned<Rules>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    pub(super) format: Text,
    pub(super) charset: Option<Text>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Text>,
    pub(super) fields: Option<Table>,
    pub(super) sealed: Option<Table>,
    pub(super) body: Option<Text>,
    pub(super) inner: Option<Text>,
    #[serde(default)]
    pub(super) inner_percent: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signing {
    pub(super) scheme: Text,
    pub(super) text: Option<Text>,
    pub(super) key: Option<Text>,
    pub(super) encoding: Option<Text>,
    pub(super) sm4_key: Option<Text>,
    pub(super) sm4_iv: Option<Text>,
    pub(super) sm2_private: Option<Text>,
    pub(super) sm2_public: Option<Text>,
    pub(super) refresh: Option<Spanned<Refresh>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refresh {
    pub(super) url: Text,
    pub(super) format: Option<Text>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Text>,
    pub(super) fields: Option<Table>,
    pub(super) text: Text,
    pub(super) key: Text,
    pub(super) secret: Text,
    pub(super) expires: Option<Text>,
    pub(super) seconds: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Response {
    pub(super) format: Text,
    pub(super) charset: Option<Text>,
    pub(super) inner: Option<Inner>,
    pub(super) sealed: Option<Text>,
    pub(super) sign: Option<Text>,
    pub(super) as_of: Option<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inner {
    pub(super) path: Text,
    #[serde(default)]
    pub(super) percent: bool,
    pub(super) format: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    pub(super) path: Option<Text>,
    #[serde(default)]
    pub(super) found: Vec<String>,
    #[serde(default)]
    pub(super) no_records: Vec<String>,
    #[serde(default)]
    pub(super) errors: BTreeMap<String, Spanned<Vec<String>>>,
    pub(super) other: Option<Text>,
    #[serde(default)]
    pub(super) http: BTreeMap<String, Text>,
}

/// Seconds.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Ages {
    pub(super) fresh: Option<Spanned<u64>>,
    pub(super) revalidate: Option<u64>,
    pub(super) stale: Option<Spanned<u64>>,
    pub(super) no_records: Option<u64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub(super) concurrent: Option<Spanned<usize>>,
    pub(super) waiting: Option<Spanned<usize>>,
    pub(super) bytes: Option<Spanned<usize>>,
    pub(super) retries: Option<Spanned<u32>>,
    pub(super) retry_budget: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) plates: Vec<String>,
    #[serde(default)]
    pub(super) engine: u8,
    #[serde(default)]
    pub(super) vin: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) url: Text,
    pub(super) format: Option<Text>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, Text>,
    pub(super) fields: Option<Table>,
    pub(super) each: Text,
    pub(super) plate: Text,
    pub(super) engine: Text,
    pub(super) vin: Text,
}
