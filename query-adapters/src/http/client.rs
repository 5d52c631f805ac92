//! One request, with all the redirects that it takes.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::address::{Reach, Resolver};
use super::error::FetchError;

/// How often an address may lead on to another.
const MOST_REDIRECTS: usize = 5;

/// How long nothing may come, and how long a connection may take to be made.
pub(super) const IDLE: Duration = Duration::from_secs(15);

/// What an answer may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Its size, unpacked, in bytes.
    pub bytes: usize,
    /// From the question to the last byte, redirects included.
    pub time: Duration,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The address.
    pub url: &'a Url,
    /// `ETag` and `Last-Modified` of the answer that is known already.
    pub etag: Option<&'a str>,
    /// See [`Request::etag`].
    pub last_modified: Option<&'a str>,
    /// What the answer may cost.
    pub limits: Limits,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// It is as it was (304).
    NotModified,
    /// There is no such thing, and the server says so: 404 or 410.
    Gone(u16),
    /// Here it is.
    Found(Box<Found>),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where, after all redirects.
    pub url: Url,
    /// Whether it was led there, and for good by every redirect (301, 308).
    pub is_moved: bool,
    /// The charset of `Content-Type`.
    pub charset: Option<String>,
    /// The media type of `Content-Type`, in small letters.
    pub media_type: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// What it is.
    pub bytes: Vec<u8>,
}

/// A question that is sent, with its answer's limits. It is sent once: what leads on to another address is not followed,
/// since the question may say something about a person.
#[derive(Debug)]
pub struct Post<'a> {
    /// The address.
    pub url: &'a Url,
    /// Its headers.
    pub headers: HeaderMap,
    /// What is sent; wiped from memory afterwards.
    pub body: Zeroizing<Vec<u8>>,
    /// What the answer may cost.
    pub limits: Limits,
}

/// What was answered to a question, whatever its status.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The charset of `Content-Type`.
    pub charset: Option<String>,
    /// The server's clock (`Date`), as it writes it.
    pub date: Option<String>,
    /// What it is; wiped from memory afterwards.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// What is answered may be about a person.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply {{ status: {}, bytes: {}, .. }}", self.status, self.bytes.len())
    }
}

/// Fetches. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    reach: Reach,
}

impl Client {
    /// A client that calls itself `agent` and reaches what `reach` allows. It uses no proxy: behind one, nobody could
    /// tell which address is reached.
    ///
    /// # Errors
    /// [`FetchError::Connect`] when TLS cannot be set up.
    pub fn new(agent: &str, reach: Reach) -> Result<Client, FetchError> {
        let mut roots = RootCertStore::empty();
        // Where the system has no certificates, no https is trusted, and its requests say so.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| FetchError::Connect(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Resolver(reach.clone()))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(agent)
            .connect_timeout(IDLE)
            .read_timeout(IDLE)
            .pool_idle_timeout(Duration::from_secs(20))
            .build()
            .map_err(|error| FetchError::of(&error))?;
        Ok(Client { http, reach })
    }

    /// Fetches. `may` is asked about the address and every other that it leads on to.
    ///
    /// # Errors
    /// [`FetchError`] says why there is nothing.
    pub async fn fetch(
        &self,
        request: Request<'_>,
        may: impl Fn(&Url) -> Result<(), FetchError>,
    ) -> Result<Response, FetchError> {
        let time = request.limits.time;
        timeout(time, self.follow(request, true, may)).await.unwrap_or(Err(FetchError::Timeout(time)))
    }

    /// As [`Client::fetch`]; of what is larger than it may be, the beginning.
    ///
    /// # Errors
    /// [`FetchError`] says why there is nothing.
    pub async fn fetch_beginning(
        &self,
        request: Request<'_>,
        may: impl Fn(&Url) -> Result<(), FetchError>,
    ) -> Result<Response, FetchError> {
        let time = request.limits.time;
        timeout(time, self.follow(request, false, may)).await.unwrap_or(Err(FetchError::Timeout(time)))
    }

    /// Sends a question.
    ///
    /// # Errors
    /// [`FetchError`] says why there is no answer. A redirect is one: [`FetchError::Status`].
    pub async fn post(&self, post: Post<'_>) -> Result<Reply, FetchError> {
        let time = post.limits.time;
        timeout(time, self.send(post)).await.unwrap_or(Err(FetchError::Timeout(time)))
    }

    async fn send(&self, post: Post<'_>) -> Result<Reply, FetchError> {
        self.check(post.url)?;
        let sent = Bytes::from_owner(Wiped(post.body));
        let request = self.http.post(post.url.clone()).headers(post.headers).body(sent);
        let response = request.send().await.map_err(|error| FetchError::of(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(FetchError::Status { status: status.as_u16(), retry_after: None });
        }
        let headers = response.headers().clone();
        let bytes = Zeroizing::new(body(response, post.limits.bytes, true).await?);
        let date = text(&headers, &header::DATE);
        Ok(Reply { status: status.as_u16(), charset: charset(&media(&headers)), date, bytes })
    }

    async fn follow(
        &self,
        request: Request<'_>,
        is_whole: bool,
        may: impl Fn(&Url) -> Result<(), FetchError>,
    ) -> Result<Response, FetchError> {
        let (mut url, mut is_moved) = (request.url.clone(), None);
        for _ in 0..=MOST_REDIRECTS {
            self.check(&url)?;
            may(&url)?;
            let response = self.ask(&url, request).await?;
            let status = response.status();
            if status.is_redirection() && status.as_u16() != 304 {
                let location = text(response.headers(), &header::LOCATION).ok_or(FetchError::BadRedirect)?;
                url = url.join(&location).map_err(|_| FetchError::BadRedirect)?;
                url.set_fragment(None);
                Client::without_login(&mut url);
                is_moved = Some(is_moved.unwrap_or(true) && matches!(status.as_u16(), 301 | 308));
                continue;
            }
            let mut answer = answer_up_to(url, response, request.limits.bytes, is_whole).await?;
            if let Response::Found(found) = &mut answer {
                found.is_moved = is_moved.unwrap_or_default();
            }
            return Ok(answer);
        }
        Err(FetchError::Redirects(MOST_REDIRECTS))
    }

    /// Takes a name and password out of an address: a stranger may not have us say them to another.
    pub(crate) fn without_login(url: &mut Url) {
        // Addresses that cannot have any have none.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }

    /// An address that is written in numbers is reached without the name service.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::Scheme(url.scheme().to_owned()));
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.reach.check(address.into())?,
            Some(Host::Ipv6(address)) => self.reach.check(address.into())?,
            Some(Host::Domain(_)) => {}
            None => return Err(FetchError::Scheme(url.to_string())),
        }
        Ok(())
    }

    async fn ask(&self, url: &Url, request: Request<'_>) -> Result<reqwest::Response, FetchError> {
        let mut ask = self.http.get(url.clone());
        if let Some(etag) = request.etag {
            ask = ask.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(time) = request.last_modified {
            ask = ask.header(header::IF_MODIFIED_SINCE, time);
        }
        ask.send().await.map_err(|error| FetchError::of(&error))
    }
}

/// A body that is wiped when it has been sent.
struct Wiped(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The body, where it is not too large; or as much of it as may be.
async fn body(mut response: reqwest::Response, most: usize, is_whole: bool) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| FetchError::of(&error))? {
        let room = most - bytes.len();
        if chunk.len() > room {
            if is_whole {
                return Err(FetchError::TooLarge(most));
            }
            bytes.extend_from_slice(&chunk[..room]);
            break;
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// `Content-Type`, in small letters.
fn media(headers: &HeaderMap) -> String {
    text(headers, &header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase()
}

fn charset(media: &str) -> Option<String> {
    let charset = media.split(';').skip(1).find_map(|part| part.trim().strip_prefix("charset="));
    charset.map(|charset| charset.trim_matches(['"', '\'']).to_owned())
}

async fn answer_up_to(
    url: Url,
    response: reqwest::Response,
    most: usize,
    is_whole: bool,
) -> Result<Response, FetchError> {
    let status = response.status().as_u16();
    match status {
        200..=299 => {}
        304 => return Ok(Response::NotModified),
        404 | 410 => return Ok(Response::Gone(status)),
        _ => {
            let retry_after = text(response.headers(), &header::RETRY_AFTER).and_then(|value| value.parse().ok());
            return Err(FetchError::Status { status, retry_after: retry_after.map(Duration::from_secs) });
        }
    }
    if is_whole && response.content_length().is_some_and(|length| length > most as u64) {
        return Err(FetchError::TooLarge(most));
    }
    let headers = response.headers().clone();
    let bytes = body(response, most, is_whole).await?;
    let media = media(&headers);
    let media_type = media.split(';').next().map(str::trim).filter(|media| !media.is_empty());
    Ok(Response::Found(Box::new(Found {
        charset: charset(&media),
        media_type: media_type.map(str::to_owned),
        etag: text(&headers, &header::ETAG),
        last_modified: text(&headers, &header::LAST_MODIFIED),
        url,
        is_moved: false,
        bytes,
    })))
}

/// A header that is text.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    // Some sites write addresses in Chinese, as they are.
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).map(str::to_owned)
}
