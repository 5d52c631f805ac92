//! What is refused before a question is read: requests from other sites, bodies of another type, people nobody knows.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use menhu::Portal;

use crate::lookups::{Opened, Refused, Visitor};
use crate::web::problem::Problem;

/// Where a request comes from, as a browser says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A page of this site, or no browser.
    Here,
    /// A browser that does not tell.
    Untold,
    /// A page of another site.
    Elsewhere,
}

/// Where a request comes from. What a browser says of the site decides; older ones say only the origin.
pub(super) fn from(headers: &HeaderMap, portal: &Portal) -> From {
    if let Some(site) = headers.get("sec-fetch-site") {
        let is_here = matches!(site.as_bytes(), b"same-origin" | b"none");
        return if is_here { From::Here } else { From::Elsewhere };
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return From::Here };
    match origin.to_str().unwrap_or_default() {
        "null" => From::Untold,
        origin => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            let is_host = host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, own)| own == host));
            // A proxy may ask under another name than the one citizens know.
            let is_site = portal.site().url.as_deref().is_some_and(|url| url.trim_end_matches('/') == origin);
            if is_host || is_site { From::Here } else { From::Elsewhere }
        }
    }
}

/// The refusal of a request from another site.
pub(super) fn foreign() -> Problem {
    let detail = "lookups answer the pages of this site and programs; this request comes from the page of another site";
    Problem::new(StatusCode::FORBIDDEN, "Forbidden", detail)
}

/// Whether the body is of a type.
pub(super) fn check_type(headers: &HeaderMap, wanted: &str) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type", format!("send {wanted}")))
}

/// The body, unless it is too long or broke off.
pub(super) fn body(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Problem> {
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "Too long", "a question has few fields, and each its limit")
        }
        status => Problem::new(status, "Bad request", "the body broke off"),
    })
}

/// Who asks.
pub(super) fn identify(opened: &Opened, headers: &HeaderMap, peer: SocketAddr) -> Result<Visitor, Problem> {
    let unknown = |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "Who asks is not known", detail);
    opened.identity.identify(headers, peer.ip()).map_err(|refused| match refused {
        Refused::Unconfigured => unknown(
            "nothing says who authenticates citizens: put a proxy that does before this server, and name its header under \
             [identity] in config/lookups.toml (header, from); see docs/lookups.md",
        ),
        Refused::Foreign => unknown(
            "the request does not come from the proxy that authenticates citizens; ask through it, or name its network \
             under [identity] in config/lookups.toml (from)",
        ),
        Refused::Unnamed => unknown(
            "the proxy does not say who asks: it must send the header that is named under [identity] in \
             config/lookups.toml, once and not empty",
        ),
        Refused::Random => Problem::internal(),
    })
}

/// The answer, with the cookie of a session that begins.
pub(super) fn begun(mut response: Response, begun: Option<HeaderValue>) -> Response {
    if let Some(cookie) = begun {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
