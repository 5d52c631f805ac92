//! Problem answers, RFC 9457.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::Error;
use menhu::query::RequestError;
use menhu::scene::WalkError;
use menhu_lookups::lookup::{ErrorClass, LookupError};
use schemars::JsonSchema;
use serde::Serialize;

use super::link;

/// A problem: what went wrong, for programs and for the people who write them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// A name for the kind of problem.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    /// The parameter to blame, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// Seconds after which to try again, where that may help.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(flatten)]
    lookup: Option<Box<LookupProblem>>,
}

/// What a problem says besides when it is of a lookup.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct LookupProblem {
    /// Of a lookup: why there is no answer.
    class: &'static str,
    /// Of a lookup: the fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FieldProblem>,
    /// Of a lookup: where the citizen can go instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
}

/// What is wrong with a field, without its value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct FieldProblem {
    /// Name of the field.
    field: String,
    /// What is wrong, in Chinese.
    reason: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            detail: detail.into(),
            parameter: None,
            retry_after: None,
            lookup: None,
        }
    }

    pub(crate) fn internal() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal error",
            "the request could not be answered; see the log",
        )
    }

    pub(crate) fn late() -> Problem {
        let detail = "the request was not answered in time; narrow it, or try again later";
        Problem::new(StatusCode::GATEWAY_TIMEOUT, "Took too long", detail)
    }

    pub(crate) fn not_found(what: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "Not found", what)
    }

    pub(crate) fn with_retry_after(self, seconds: u32) -> Problem {
        Problem { retry_after: Some(seconds), ..self }
    }

    /// Seconds after which to try again, where that may help.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }
}

/// As citizens read it: what is for those who run the server stands in the log.
impl From<LookupError> for Problem {
    fn from(error: LookupError) -> Problem {
        let LookupError { class, faults, retry_after, official, .. } = error.shown();
        let (title, advice) = class.chinese();
        let whole = |wait: std::time::Duration| u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        let fault =
            |fault: menhu_lookups::lookup::FieldFault| FieldProblem { field: fault.field, reason: fault.reason };
        Problem {
            retry_after: retry_after.map(|wait| whole(wait).max(1)),
            lookup: Some(Box::new(LookupProblem {
                class: class.name(),
                faults: faults.into_iter().map(fault).collect(),
                official,
            })),
            ..Problem::new(status_of(class), title, advice)
        }
    }
}

/// The status of a failed lookup: 4xx where the asker can do something, 5xx where the provider has to.
fn status_of(class: ErrorClass) -> StatusCode {
    match class {
        ErrorClass::InvalidInput => StatusCode::BAD_REQUEST,
        // Nobody of that number, or nobody who answers such a question: `class` says which.
        ErrorClass::NotFound | ErrorClass::IdentityMismatch | ErrorClass::NoRecords | ErrorClass::Unsupported => {
            StatusCode::NOT_FOUND
        }
        ErrorClass::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        // For now it cannot be asked; `class` says why.
        ErrorClass::QuotaExceeded | ErrorClass::UpstreamMaintenance | ErrorClass::CaptchaRequired => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ErrorClass::UpstreamTimeout => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::BAD_GATEWAY,
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Problem {
        let parameter = match &error {
            RequestError::LongQuery(_) => Some("q".to_owned()),
            RequestError::Limit(_) => Some("limit".to_owned()),
            RequestError::Offset(_) => Some("offset".to_owned()),
            RequestError::FacetLimit(_) => Some("facet_limit".to_owned()),
            RequestError::CursorConflict(_) | RequestError::ExpiredCursor => Some("cursor".to_owned()),
            RequestError::UnknownParameter { name, .. } | RequestError::Parameter { name, .. } => Some(name.clone()),
            RequestError::Filter(filter) => Some(filter.field.to_owned()),
            _ => None,
        };
        let (status, title) = match &error {
            // Nothing is wrong with it, but for what else is asked or has happened.
            RequestError::CursorConflict(_) | RequestError::ExpiredCursor => (StatusCode::CONFLICT, "Conflict"),
            _ => (StatusCode::BAD_REQUEST, "Bad request"),
        };
        Problem { parameter, ..Problem::new(status, title, error.to_string()) }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Request(error) => Problem::from(error),
            Error::Walk(error) => {
                let parameter = match &error {
                    WalkError::UnknownQuestion { question, .. } | WalkError::UnknownAnswer { question, .. } => {
                        Some(question)
                    }
                    _ => None,
                };
                let parameter = parameter.cloned();
                Problem { parameter, ..Problem::new(StatusCode::BAD_REQUEST, "Bad request", error.to_string()) }
            }
            error => {
                // Paths and the like are for the operator, not for the public.
                tracing::error!(%error, "a request failed");
                Problem::internal()
            }
        }
    }
}

/// An address that takes no parameters: one that is given is named.
pub(crate) struct NoParameters;

impl<S: Send + Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<NoParameters, Problem> {
        match link::pairs(parts.uri.query()).into_iter().next() {
            None => Ok(NoParameters),
            Some((name, _)) => Err(RequestError::UnknownParameter { name, expected: "none".to_owned() }.into()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = self.retry_after.map(HeaderValue::from);
        let mut response = (status, axum::Json(&self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        // Where citizens see it, it becomes a page.
        response.extensions_mut().insert(self);
        response
    }
}
