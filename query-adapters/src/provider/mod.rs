//! Providers: who answers a lookup, how they are asked and how their answers are read. All of it is a TOML file; see
//! `docs/lookups.md`.

mod credentials;
mod file;
mod read;
mod record;
mod template;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use url::Url;
use zeroize::Zeroizing;

use crate::http::{Reach, Reply};
use crate::lookup::{ErrorClass, LookupError, Operation};
use crate::mapping::{Path, Plan, Source};
use crate::resilience::BreakerSettings;
use crate::signing::{Encoding, Sm2Signer, Sm2Verifier, Sm4Key};
use crate::transport::{Said, incoming};

pub(crate) use credentials::Credentials;
pub use credentials::Variables;
pub(crate) use template::{Template, for_xml, plain};

/// A provider, ready to be asked.
pub struct Provider {
    /// Name of its file, without the ending.
    pub id: String,
    /// What citizens are told.
    pub name: String,
    /// What it answers.
    pub operation: Operation,
    /// Lower numbers are asked first.
    pub order: i64,
    /// Where citizens may go themselves.
    pub official: Option<String>,
    pub(crate) url: Url,
    pub(crate) reach: Reach,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) credentials: Credentials,
    pub(crate) request: Request,
    pub(crate) signing: Signing,
    pub(crate) response: Response,
    pub(crate) status: Status,
    pub(crate) record: Plan,
    pub(crate) ages: Ages,
    pub(crate) limits: CallLimits,
    pub(crate) breaker: BreakerSettings,
    pub(crate) rules: Vec<Rule>,
    pub(crate) remote_rules: Option<RemoteRules>,
    /// Changes with the file and with its secrets.
    pub(crate) fingerprint: [u8; 32],
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Provider { id, name, operation, .. } = self;
        write!(f, "Provider {{ id: {id:?}, name: {name:?}, operation: {operation:?}, .. }}")
    }
}

impl Provider {
    /// Reads a provider file. `id` is its name; `variables` are what the program gives for `host:` names.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn read(id: &str, text: &str, variables: &Variables) -> Result<Provider, Vec<menhu::config::ConfigError>> {
        read::read(id, text, variables)
    }

    /// What an answer of this provider would be read as: to try a file on an answer that was saved. `charset` is that of
    /// `Content-Type`.
    ///
    /// # Errors
    /// The class that the file gives to it, and where it cannot be read.
    pub fn interpret(&self, status: u16, charset: Option<&str>, bytes: &[u8]) -> Result<Interpreted, LookupError> {
        let bytes = Zeroizing::new(bytes.to_vec());
        self.read_reply(&Reply { status, charset: charset.map(str::to_owned), date: None, bytes })
    }

    pub(crate) fn read_reply(&self, reply: &Reply) -> Result<Interpreted, LookupError> {
        let (said, tree) = incoming(self, reply)?;
        let record = match said {
            Said::NoRecords => None,
            Said::Found => {
                let record = self.record.read(&tree);
                let record = record.map_err(|reason| LookupError::new(ErrorClass::Malformed, reason))?;
                // Of violations, none on the list is none on record.
                let is_empty = self.operation == Operation::TrafficViolations
                    && record.get("violations").and_then(|list| list.as_array()).is_none_or(Vec::is_empty);
                (!is_empty).then_some(record)
            }
        };
        let mut as_of = None;
        // One that is there and cannot be read is not the time of asking.
        if let Some((source, text)) = self.response.as_of.iter().find_map(|source| Some((source, source.text(&tree)?)))
        {
            let unread = || LookupError::new(ErrorClass::Malformed, format!("at {:?} there is no time", source.path));
            as_of = Some(source.as_of(&text).ok_or_else(unread)?);
        }
        Ok(Interpreted { record, as_of })
    }
}

/// What an answer was read as.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Interpreted {
    /// The record, as JSON of its type; none where nothing is on record. What identifies a person is masked.
    pub record: Option<serde_json::Value>,
    /// Up to when the data reach, where the answer says.
    pub as_of: Option<String>,
}

impl fmt::Debug for Interpreted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interpreted(..)")
    }
}

/// The body of a request, before values are filled in.
#[derive(Debug)]
pub(crate) enum Body {
    /// A JSON document whose texts are templates.
    Json(JsonTemplate),
    /// A form.
    Form(Vec<(String, Template)>),
    /// An XML document, with another in it where there is one.
    Xml { body: Template, inner: Option<Template>, is_percent: bool },
}

/// A JSON document whose texts are templates.
#[derive(Debug)]
pub(crate) enum JsonTemplate {
    Text(Template),
    Fixed(serde_json::Value),
    List(Vec<JsonTemplate>),
    Object(Vec<(String, JsonTemplate)>),
}

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) body: Body,
    /// What is sent instead of the body, which is sealed in it.
    pub(crate) sealed: Option<JsonTemplate>,
    pub(crate) charset: &'static encoding_rs::Encoding,
    pub(crate) headers: Vec<(String, Template)>,
}

impl JsonTemplate {
    fn places<'a>(&'a self, into: &mut Vec<&'a str>) {
        match self {
            JsonTemplate::Text(text) => into.extend(text.places()),
            JsonTemplate::Fixed(_) => {}
            JsonTemplate::List(list) => list.iter().for_each(|entry| entry.places(into)),
            JsonTemplate::Object(members) => members.iter().for_each(|(_, value)| value.places(into)),
        }
    }
}

impl Request {
    /// Every place of what is sent: of the body, or of what it is sealed in, and of headers.
    fn places(&self) -> Vec<&str> {
        let mut places: Vec<&str> = self.headers.iter().flat_map(|(_, template)| template.places()).collect();
        match (&self.sealed, &self.body) {
            (Some(sealed), _) => sealed.places(&mut places),
            (None, Body::Json(fields)) => fields.places(&mut places),
            (None, Body::Form(fields)) => places.extend(fields.iter().flat_map(|(_, template)| template.places())),
            (None, Body::Xml { body, inner, .. }) => {
                places.extend(inner.iter().chain([body]).flat_map(Template::places));
            }
        }
        places
    }
}

/// How a request is signed.
#[derive(Debug)]
pub(crate) enum Signing {
    None,
    /// A digest of a text.
    Digest {
        scheme: Digest,
        text: Template,
        encoding: Encoding,
    },
    /// A message authentication code of a text.
    Mac {
        scheme: MacScheme,
        text: Template,
        key: Template,
        encoding: Encoding,
        refresh: Option<Box<Refresh>>,
    },
    /// SM2 over a body that SM4 has encrypted.
    Sm {
        key: Box<Sm4Key>,
        signer: Box<Sm2Signer>,
        verifier: Option<Box<Sm2Verifier>>,
        text: Template,
        encoding: Encoding,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digest {
    Md5,
    Sha256,
    Sm3,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MacScheme {
    HmacSha256,
    HmacSm3,
}

/// Where the key of a signature is fetched.
#[derive(Debug)]
pub(crate) struct Refresh {
    pub(crate) url: Url,
    pub(crate) request: Request,
    pub(crate) text: Template,
    pub(crate) key: Template,
    pub(crate) secret: Path,
    pub(crate) expires: Option<Path>,
    /// How long a key holds where the answer does not say.
    pub(crate) seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) format: Format,
    pub(crate) charset: &'static encoding_rs::Encoding,
    pub(crate) inner: Option<Inner>,
    pub(crate) sealed: Option<(Path, Option<Path>)>,
    pub(crate) as_of: Vec<Source>,
}

/// A document that stands as text in another.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) path: Path,
    pub(crate) is_percent: bool,
    pub(crate) format: Format,
}

/// How success and failure are told.
#[derive(Debug)]
pub(crate) struct Status {
    pub(crate) path: Option<Path>,
    pub(crate) found: Vec<String>,
    pub(crate) no_records: Vec<String>,
    pub(crate) errors: Vec<(String, ErrorClass)>,
    pub(crate) other: ErrorClass,
    pub(crate) http: Vec<(u16, ErrorClass)>,
}

/// How long answers hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ages {
    /// While so young, the provider is not asked.
    pub(crate) fresh: Duration,
    /// For so long after that, the answer is given and the provider asked behind it.
    pub(crate) revalidate: Duration,
    /// For so long after `fresh` it is given when the provider fails; never after that.
    pub(crate) stale: Duration,
    /// As `fresh`, of the answer that there is no record, which is never given when old.
    pub(crate) no_records: Duration,
}

impl Ages {
    /// The defaults of an operation: social security and housing fund change by the month, violations by the hour.
    pub(crate) const fn of(operation: Operation) -> Ages {
        let no_records = minutes(5);
        match operation {
            Operation::SocialSecurity | Operation::HousingFund => {
                Ages { fresh: minutes(60), revalidate: minutes(30), stale: minutes(24 * 60), no_records }
            }
            Operation::TrafficViolations => {
                Ages { fresh: minutes(15), revalidate: minutes(15), stale: minutes(6 * 60), no_records }
            }
        }
    }
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// What calls may cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CallLimits {
    /// Calls at the same time.
    pub(crate) concurrent: usize,
    /// Questions that wait for their turn.
    pub(crate) waiting: usize,
    /// Bytes of an answer.
    pub(crate) bytes: usize,
    /// Tries after the first.
    pub(crate) retries: u32,
    /// Retries for each question, from 0 to 1.
    pub(crate) retry_budget: f64,
}

/// What a place of registration wants to know of a vehicle besides its plate: so many last characters of its engine
/// number and of its VIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Beginnings of plates; `*` stands for all others.
    pub plates: Vec<String>,
    /// Last characters of the engine number; 0: not wanted; 99: all.
    pub engine: u8,
    /// Last characters of the VIN.
    pub vin: u8,
}

/// Where rules are fetched.
#[derive(Debug)]
pub(crate) struct RemoteRules {
    pub(crate) url: Url,
    pub(crate) request: Request,
    pub(crate) each: Path,
    pub(crate) plate: Path,
    pub(crate) engine: Path,
    pub(crate) vin: Path,
}
