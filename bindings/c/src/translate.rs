//! What goes wrong in the kernel and in lookups, as a failure of a call.

use adapters::lookup::{ErrorClass, LookupError};
use kernel::Error;
use kernel::page::PublishError;
use serde::Serialize;

use crate::failure::Failure;
use crate::status as s;

/// What a failed lookup says besides: the members that the HTTP interface's problems have.
#[derive(Debug, Serialize)]
pub(crate) struct Lookup {
    /// The class, as in files and metrics.
    class: &'static str,
    /// For the citizen, in Chinese.
    title: &'static str,
    /// What the citizen can do.
    advice: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<adapters::lookup::FieldFault>,
    /// Seconds after which to try again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// Where the citizen can go instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let status = match &error {
            Error::NotAPortal { .. } => s::MENHU_NOT_A_PORTAL,
            Error::Locked { .. } | Error::Publish(PublishError::Busy { .. }) => s::MENHU_LOCKED,
            Error::Fingerprint { .. } => s::MENHU_FINGERPRINT,
            Error::NewWords { .. } => s::MENHU_NEW_WORDS,
            Error::Damaged { .. } => s::MENHU_DAMAGED,
            Error::Dictionary { .. } => s::MENHU_DICTIONARY,
            Error::Config { .. } => s::MENHU_CONFIG,
            Error::Request(_) | Error::Walk(_) | Error::NoAddress { .. } | Error::ItemUrl => s::MENHU_REQUEST,
            Error::Publish(PublishError::NotAnIndex { .. }) => s::MENHU_REQUEST,
            Error::Deadline => s::MENHU_DEADLINE,
            Error::Item { .. } => s::MENHU_ITEM,
            Error::Io { .. } | Error::Publish(PublishError::Io { .. }) => s::MENHU_IO,
            // What a later kernel knows besides is the engine's, until it has a number of its own.
            _ => s::MENHU_ENGINE,
        };
        Failure::new(status, error.to_string())
    }
}

impl From<LookupError> for Failure {
    fn from(error: LookupError) -> Failure {
        // What is not found and what does not match look alike, whoever looks.
        let LookupError { class, detail, faults, retry_after, official } = error.shown();
        let status = match class {
            ErrorClass::InvalidInput => s::MENHU_LOOKUP_INVALID_INPUT,
            ErrorClass::AuthFailed => s::MENHU_LOOKUP_AUTH_FAILED,
            ErrorClass::IdentityMismatch | ErrorClass::NotFound => s::MENHU_LOOKUP_NOT_FOUND,
            ErrorClass::NoRecords => s::MENHU_LOOKUP_NO_RECORDS,
            ErrorClass::CaptchaRequired => s::MENHU_LOOKUP_CAPTCHA_REQUIRED,
            ErrorClass::QuotaExceeded => s::MENHU_LOOKUP_QUOTA_EXCEEDED,
            ErrorClass::RateLimited => s::MENHU_LOOKUP_RATE_LIMITED,
            ErrorClass::UpstreamMaintenance => s::MENHU_LOOKUP_UPSTREAM_MAINTENANCE,
            ErrorClass::UpstreamTimeout => s::MENHU_LOOKUP_UPSTREAM_TIMEOUT,
            ErrorClass::UpstreamUnavailable => s::MENHU_LOOKUP_UPSTREAM_UNAVAILABLE,
            ErrorClass::Malformed => s::MENHU_LOOKUP_MALFORMED,
            ErrorClass::SignatureExpired => s::MENHU_LOOKUP_SIGNATURE_EXPIRED,
            ErrorClass::Unsupported => s::MENHU_LOOKUP_UNSUPPORTED,
            // One that a later version knows, until it has a number of its own: no answer is to be had.
            _ => s::MENHU_LOOKUP_UPSTREAM_UNAVAILABLE,
        };
        let (title, advice) = class.chinese();
        let retry_after = retry_after.map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
        let lookup = Lookup { class: class.name(), title, advice, faults, retry_after, official };
        Failure { status, message: format!("{class}: {detail}"), more: serde_json::to_string(&lookup).ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_its_own_status_but_for_the_two_that_look_alike() {
        let statuses: Vec<i32> =
            ErrorClass::ALL.iter().map(|class| Failure::from(LookupError::new(*class, "x")).status).collect();
        let mut different = statuses.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), statuses.len() - 1, "{statuses:?}");
    }

    #[test]
    fn what_is_not_found_and_what_does_not_match_are_told_alike() {
        let told = |class| format!("{:?}", Failure::from(LookupError::new(class, format!("at {class}"))));
        assert_eq!(told(ErrorClass::NotFound), told(ErrorClass::IdentityMismatch));
        let wait = std::time::Duration::from_millis(1500);
        let failure = Failure::from(LookupError::new(ErrorClass::RateLimited, "too many").after(wait));
        let json = failure.more.unwrap();
        assert!(json.contains(r#""retry_after":2"#) && json.contains("查询过于频繁"), "{json}");
    }
}
