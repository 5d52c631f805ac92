//! The addresses of the simulator: the providers, and the desk where faults are ordered.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Router, http::HeaderValue};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde_json::{Map, Value, json};

use super::faults::{Order, Provider};
use super::outcome::{Answer, Asked};
use super::shared::Shared;
use super::{aggregator, city, effects, exchange, people, province, soap};

/// No request is larger.
const LARGEST: usize = 1 << 20;

type Shape = fn(&Shared, &Asked<'_>) -> Answer;

/// Path, whose it is, and who answers.
const SHAPES: [(&str, Provider, Shape); 9] = [
    ("/aggregator/query", Provider::Aggregator, aggregator::query),
    ("/aggregator/rules", Provider::AggregatorRules, aggregator::rules),
    ("/soap", Provider::Soap, soap::answer),
    ("/exchange/account", Provider::Exchange, exchange::account),
    ("/exchange/secret", Provider::ExchangeSecret, exchange::secret),
    ("/province/query", Provider::Province, province::answer),
    ("/city/query", Provider::City, city::query),
    ("/city/md5", Provider::City, city::query_md5),
    ("/city/hmac-sm3", Provider::City, city::query_hmac),
];

pub(super) fn router(shared: Arc<Shared>) -> Router {
    let desk = Router::new()
        .route("/", get(about))
        .route("/faults", get(faults).post(order).delete(clear))
        .route("/calls", get(calls).delete(reset_calls))
        .route("/trap", any(trap));
    SHAPES
        .iter()
        .fold(desk, |router, (path, provider, shape)| {
            let (provider, shape) = (*provider, *shape);
            router.route(
                path,
                post(move |State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes| async move {
                    let met = shared.ledger.meet(provider);
                    let asked = effects::asked(&met, &headers, &body);
                    let (answer, now) = (shape(&shared, &asked), asked.now);
                    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
                    dated(effects::respond(&met, answer, host).await, now)
                }),
            )
        })
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(shared)
}

/// With the time by the provider's clock, right or wrong.
fn dated(mut response: Response, now: Timestamp) -> Response {
    let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// What there is, and whom to try.
async fn about() -> Response {
    let providers: Vec<Value> =
        SHAPES.iter().map(|(path, provider, _)| json!({ "path": path, "provider": provider })).collect();
    respond(
        StatusCode::OK,
        &json!({
            "what": "simulated providers; everybody in them is fictitious",
            "providers": providers,
            "demonstrations": people::demonstrations(),
            "unknown_id_number": people::unknown_id_number(),
        }),
    )
}

async fn faults(State(shared): State<Arc<Shared>>) -> Response {
    respond(StatusCode::OK, &json!(shared.ledger.orders()))
}

async fn order(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    // An unknown fault, provider or field: the message names those that are known.
    let ordered = serde_json::from_slice::<Order>(&body).map_err(|error| error.to_string());
    match ordered.and_then(|order| shared.ledger.order(order).map_err(|error| error.to_string())) {
        Ok(()) => respond(StatusCode::CREATED, &json!(shared.ledger.orders())),
        Err(error) => respond(StatusCode::BAD_REQUEST, &json!({ "error": error })),
    }
}

async fn clear(State(shared): State<Arc<Shared>>) -> Response {
    shared.ledger.clear();
    respond(StatusCode::OK, &json!([]))
}

async fn calls(State(shared): State<Arc<Shared>>) -> Response {
    let mut calls = Map::new();
    for provider in Provider::ALL {
        if let Value::String(name) = json!(provider) {
            calls.insert(name, json!(shared.ledger.calls(provider)));
        }
    }
    calls.insert("trapped".to_owned(), json!(shared.ledger.trapped()));
    respond(StatusCode::OK, &Value::Object(calls))
}

async fn reset_calls(State(shared): State<Arc<Shared>>) -> Response {
    shared.ledger.reset_calls();
    respond(StatusCode::OK, &json!({}))
}

/// Where only those come who follow a redirect that they should not.
async fn trap(State(shared): State<Arc<Shared>>) -> Response {
    shared.ledger.trap();
    respond(StatusCode::OK, &json!({ "trapped": true }))
}

fn respond(status: StatusCode, body: &Value) -> Response {
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    (status, [(header::CONTENT_TYPE, json)], body.to_string()).into_response()
}
