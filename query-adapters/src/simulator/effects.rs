//! What the faults do to an answer on its way.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::faults::{Fault, Order};
use super::outcome::{Answer, Asked, Lie, Outcome};

/// How much of a huge body is made at a time.
const CHUNK: usize = 64 * 1024;

/// What a request is like for the provider whom these faults have met.
pub(super) fn asked<'a>(met: &[Order], headers: &'a HeaderMap, body: &'a [u8]) -> Asked<'a> {
    let skewed = met.iter().filter(|order| order.fault == Fault::ClockSkew);
    let skew: i64 = skewed.map(|order| order.seconds.unwrap_or(600)).fold(0, i64::saturating_add);
    let now = Timestamp::now();
    let mut asked = Asked {
        headers,
        body,
        now: now.checked_add(SignedDuration::from_secs(skew)).unwrap_or(now),
        trouble: None,
        lie: Lie::None,
        bomb: false,
    };
    for order in met {
        match order.fault {
            Fault::Quota => asked.trouble = Some(Outcome::Quota),
            Fault::Captcha => asked.trouble = Some(Outcome::Captcha),
            Fault::Maintenance => asked.trouble = Some(Outcome::Maintenance),
            Fault::ExpiredSecret => asked.trouble = Some(Outcome::Expired),
            Fault::WrongCharset => asked.lie = Lie::Bytes,
            Fault::LyingDeclaration => asked.lie = Lie::Declaration,
            Fault::XmlBomb => asked.bomb = true,
            _ => {}
        }
    }
    asked
}

/// Answers as the faults have it.
pub(super) async fn respond(met: &[Order], answer: Answer, host: &str) -> Response {
    let late = met.iter().filter(|order| order.fault == Fault::Latency);
    let late = late.map(|order| order.ms.unwrap_or(1_000)).fold(0, u64::saturating_add);
    if late > 0 {
        sleep(Duration::from_millis(late)).await;
    }
    let Some(order) = met.iter().find(|order| !matches!(order.fault, Fault::Latency | Fault::ClockSkew)) else {
        return whole(answer);
    };
    match order.fault {
        Fault::Hang => std::future::pending().await,
        // Nothing of the head has been written when the body fails at once, and the server closes the connection.
        Fault::Reset => Body::from_stream(stream::iter([Err::<Bytes, _>(broken())])).into_response(),
        Fault::Status => {
            let status = order.status.and_then(|status| StatusCode::from_u16(status).ok());
            let status = status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            let page = format!("<html><head><title>{status}</title></head><body>nginx</body></html>");
            (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        Fault::Truncated => truncated(answer),
        Fault::Malformed => {
            let half = answer.body.len() / 2;
            whole(Answer { body: answer.body.into_iter().take(half).collect(), ..answer })
        }
        Fault::Huge => huge(&answer, order.bytes.unwrap_or(10_000_000_000)),
        Fault::Slow => slow(answer, Duration::from_millis(order.ms.unwrap_or(1_000))),
        // The providers that speak XML have answered with the bomb already.
        Fault::XmlBomb if !answer.content_type.contains("xml") => {
            whole(Answer { body: vec![b'['; 1_000_000], ..answer })
        }
        Fault::Redirect => redirect(host),
        _ => whole(answer),
    }
}

fn whole(answer: Answer) -> Response {
    let length = answer.body.len();
    with_head(&answer.content_type, Some(length), Body::from(answer.body))
}

fn with_head(content_type: &str, length: Option<usize>, body: Body) -> Response {
    let mut response = body.into_response();
    if let Ok(value) = HeaderValue::from_str(content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// The first half, and then the end of the connection.
fn truncated(answer: Answer) -> Response {
    let length = answer.body.len();
    let half = Bytes::from(answer.body).slice(..length / 2);
    let body = stream::unfold(Some(half), |half| async {
        match half {
            Some(half) if !half.is_empty() => Some((Ok(half), Some(Bytes::new()))),
            _ => {
                // So long as the body is waited for, what there is of it is sent.
                sleep(Duration::from_millis(50)).await;
                Some((Err(broken()), None))
            }
        }
    });
    with_head(&answer.content_type, Some(length), Body::from_stream(body))
}

/// Blanks after a good beginning, so that no parser has a reason to stop.
fn huge(answer: &Answer, bytes: u64) -> Response {
    let beginning: &'static [u8] = if answer.content_type.contains("xml") { b"<response>" } else { b"{" };
    let blanks = Bytes::from(vec![b' '; CHUNK]);
    let body = stream::unfold((Some(beginning), bytes), move |(beginning, left)| {
        let chunk = beginning.map_or_else(|| blanks.clone(), Bytes::from_static);
        let length = chunk.len().min(usize::try_from(left).unwrap_or(CHUNK));
        let next = (None, left - length as u64);
        let chunk = (length > 0).then(|| (Ok::<_, Infallible>(chunk.slice(..length)), next));
        std::future::ready(chunk)
    });
    with_head(&answer.content_type, None, Body::from_stream(body))
}

fn slow(answer: Answer, pause: Duration) -> Response {
    let length = answer.body.len();
    let body = stream::unfold((Bytes::from(answer.body), false), move |(mut left, begun)| async move {
        if left.is_empty() {
            return None;
        }
        if begun {
            sleep(pause).await;
        }
        Some((Ok::<_, Infallible>(left.split_to(1)), (left, true)))
    });
    with_head(&answer.content_type, Some(length), Body::from_stream(body))
}

/// On to a loopback address: this very server where it is one, so that it can tell who follows.
fn redirect(host: &str) -> Response {
    let local = host.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback());
    let host = if local { host } else { "127.0.0.1" };
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, format!("http://{host}/trap"))]).into_response()
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "a simulated fault")
}
