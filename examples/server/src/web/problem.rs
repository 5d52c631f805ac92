//! Problem answers, RFC 9457.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::Error;
use menhu::query::RequestError;
use serde::Serialize;

/// A problem: what went wrong, for programs and for the people who write them.
#[derive(Debug, Serialize)]
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
    #[serde(skip)]
    retry_after: Option<u32>,
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
        }
    }

    pub(crate) fn internal() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Internal error",
            "the request could not be answered; see the log",
        )
    }

    pub(crate) fn not_found(what: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "Not found", what)
    }

    pub(crate) fn with_retry_after(self, seconds: u32) -> Problem {
        Problem { retry_after: Some(seconds), ..self }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Problem {
        let parameter = match &error {
            RequestError::LongQuery(_) => Some("q".to_owned()),
            RequestError::Limit(_) => Some("limit".to_owned()),
            RequestError::Offset(_) => Some("offset".to_owned()),
            RequestError::UnknownParameter { name, .. } | RequestError::Parameter { name, .. } => Some(name.clone()),
            RequestError::Filter(filter) => Some(filter.field.to_owned()),
            _ => None,
        };
        Problem { parameter, ..Problem::new(StatusCode::BAD_REQUEST, "Bad request", error.to_string()) }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Request(error) => Problem::from(error),
            error => {
                // Paths and the like are for the operator, not for the public.
                tracing::error!(%error, "a request failed");
                Problem::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = self.retry_after.map(HeaderValue::from);
        let mut response = (status, axum::Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
