//! What goes wrong, as the C interface says it: with its numbers and names.

use menhu::Error;
use menhu::page::PublishError;
use menhu_cms::Failed;
use menhu_lookups::audit::AuditError;
use menhu_lookups::lookup::{ErrorClass, FieldFault, LookupError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An error as `menhu_error_json` gives it.
#[derive(Serialize)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) name: &'static str,
    pub(crate) message: String,
    #[serde(flatten)]
    lookup: Option<Box<Lookup>>,
}

/// What a failed lookup says besides, for the citizen.
#[derive(Serialize)]
struct Lookup {
    class: &'static str,
    title: &'static str,
    advice: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FieldFault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
}

impl Said {
    pub(crate) fn new(code: i32, name: &'static str, message: impl Into<String>) -> Said {
        Said { code, name, message: message.into(), lookup: None }
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Said {
        Said::new(5, "MENHU_NOT_FOUND", message)
    }

    pub(crate) fn config(message: impl Into<String>) -> Said {
        Said::new(26, "MENHU_CONFIG", message)
    }
}

impl From<Error> for Said {
    fn from(error: Error) -> Said {
        let (code, name) = match &error {
            Error::Deadline => (7, "MENHU_DEADLINE"),
            Error::NotAPortal { .. } => (20, "MENHU_NOT_A_PORTAL"),
            Error::Locked { .. } | Error::Publish(PublishError::Busy { .. }) => (21, "MENHU_LOCKED"),
            Error::Fingerprint { .. } => (22, "MENHU_FINGERPRINT"),
            Error::NewWords { .. } => (23, "MENHU_NEW_WORDS"),
            Error::Damaged { .. } => (24, "MENHU_DAMAGED"),
            Error::Dictionary { .. } => (25, "MENHU_DICTIONARY"),
            Error::Config { .. } => (26, "MENHU_CONFIG"),
            Error::Request(_) | Error::Walk(_) | Error::NoAddress { .. } | Error::ItemUrl => (27, "MENHU_REQUEST"),
            Error::Publish(PublishError::NotAnIndex { .. }) => (27, "MENHU_REQUEST"),
            Error::Item { .. } => (28, "MENHU_ITEM"),
            Error::Io { .. } | Error::Publish(PublishError::Io { .. }) => (29, "MENHU_IO"),
            _ => (30, "MENHU_ENGINE"),
        };
        Said::new(code, name, error.to_string())
    }
}

impl From<LookupError> for Said {
    fn from(error: LookupError) -> Said {
        // What is not found and what does not match look alike.
        let LookupError { class, detail, faults, retry_after, official } = error.shown();
        let (code, name) = match class {
            ErrorClass::InvalidInput => (60, "MENHU_LOOKUP_INVALID_INPUT"),
            ErrorClass::AuthFailed => (61, "MENHU_LOOKUP_AUTH_FAILED"),
            ErrorClass::NotFound | ErrorClass::IdentityMismatch => (62, "MENHU_LOOKUP_NOT_FOUND"),
            ErrorClass::NoRecords => (63, "MENHU_LOOKUP_NO_RECORDS"),
            ErrorClass::CaptchaRequired => (64, "MENHU_LOOKUP_CAPTCHA_REQUIRED"),
            ErrorClass::QuotaExceeded => (65, "MENHU_LOOKUP_QUOTA_EXCEEDED"),
            ErrorClass::RateLimited => (66, "MENHU_LOOKUP_RATE_LIMITED"),
            ErrorClass::UpstreamMaintenance => (67, "MENHU_LOOKUP_UPSTREAM_MAINTENANCE"),
            ErrorClass::UpstreamTimeout => (68, "MENHU_LOOKUP_UPSTREAM_TIMEOUT"),
            ErrorClass::Malformed => (70, "MENHU_LOOKUP_MALFORMED"),
            ErrorClass::SignatureExpired => (71, "MENHU_LOOKUP_SIGNATURE_EXPIRED"),
            ErrorClass::Unsupported => (72, "MENHU_LOOKUP_UNSUPPORTED"),
            _ => (69, "MENHU_LOOKUP_UPSTREAM_UNAVAILABLE"),
        };
        let (title, advice) = class.chinese();
        let retry_after = retry_after.map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
        let lookup = Lookup { class: class.name(), title, advice, faults, retry_after, official };
        Said { lookup: Some(Box::new(lookup)), ..Said::new(code, name, format!("{class}: {detail}")) }
    }
}

impl From<Failed> for Said {
    fn from(failed: Failed) -> Said {
        let message = failed.to_string();
        match failed {
            Failed::Audit(AuditError::Locked(_)) => Said::new(21, "MENHU_LOCKED", message),
            Failed::Audit(AuditError::Io { .. }) => Said::new(29, "MENHU_IO", message),
            _ => Said::config(message),
        }
    }
}

/// Reads a configuration. What is said about one that is wrong has its place, what was expected there, and no value.
pub(crate) fn read_json<T: DeserializeOwned>(json: &str, argument: &str) -> Result<T, Said> {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, error) = (error.path().to_string(), error.into_inner());
        let text = error.to_string();
        let expected = text.split_once(", expected ").map_or("something else", |(_, expected)| expected);
        let expected = expected.split(" at line ").next().unwrap_or(expected);
        let place = format!("line {}, column {}", error.line(), error.column());
        Said::config(format!("`{argument}`: `{path}` ({place}): expected {expected}"))
    })
}
