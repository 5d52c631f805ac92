//! The JSON interface of lookups.

use std::net::SocketAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use menhu_lookups::lookup::{Fields, Operation};
use menhu_lookups::provider::Rule;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::guard::From;
use super::{ask, guard};
use crate::web::App;
use crate::web::problem::{NoParameters, Problem};

/// Stands for all characters in a rule.
const ALL: u8 = 99;
/// Characters of the beginning of a plate: the province and the letter of the place.
const PREFIX: usize = 2;

/// What can be looked up here, and who answers.
pub(super) async fn list(State(app): State<App>, _: NoParameters) -> Json<Value> {
    let providers = app.lookups.opened().map(|opened| opened.lookups.providers()).unwrap_or_default();
    let operations = Operation::ALL.map(|operation| {
        let own = providers.iter().filter(|provider| provider.operation == operation);
        let own = own.map(|provider| json!({"id": provider.id, "name": provider.name, "official": provider.official}));
        json!({"operation": operation.name(), "title": operation.chinese(), "providers": own.collect::<Vec<_>>()})
    });
    Json(json!({"operations": operations}))
}

/// Looks up.
pub(super) async fn look_up(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    operation: Result<Path<String>, PathRejection>,
    _: NoParameters,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let operation = operation.ok().and_then(|Path(name)| Operation::parse(&name)).ok_or_else(|| {
        let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        Problem::not_found(&format!("there is no such lookup; expected one of {}", known.join(", ")))
    })?;
    check(&app, &headers)?;
    let body = guard::body(body)?;
    let Some(opened) = app.lookups.opened() else { return Err(ask::unsupported().into()) };
    let visitor = guard::identify(&opened, &headers, peer)?;
    let answered = match Fields::from_json(&body) {
        Ok(fields) => ask::ask(opened, operation, visitor.requester, fields).await,
        Err(error) => Err(error),
    };
    let response =
        answered.map_or_else(|error| Problem::from(error).into_response(), |answer| Json(answer).into_response());
    Ok(guard::begun(response, visitor.begun))
}

/// Which plates a rule is asked for: their beginning, never a whole one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    plate_prefix: String,
    provider: Option<String>,
}

/// What is wanted of a number.
#[derive(Serialize)]
struct Wanted {
    wanted: bool,
    /// So many last characters; none: all.
    last: Option<u8>,
}

impl Wanted {
    fn of(count: u8) -> Wanted {
        Wanted { wanted: count > 0, last: Some(count).filter(|count| !matches!(*count, 0 | ALL)) }
    }
}

/// What a place of registration wants to know besides the plate.
pub(super) async fn rule(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    _: NoParameters,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    check(&app, &headers)?;
    let body = guard::body(body)?;
    // What the parser says may quote a plate.
    let asked: Asked = serde_json::from_slice(&body).map_err(|_| {
        let detail = "expected {\"plate_prefix\": \"苏A\"}, and `provider` where there are several";
        Problem::new(StatusCode::BAD_REQUEST, "Bad request", detail)
    })?;
    if asked.plate_prefix.chars().count() > PREFIX {
        let detail =
            "`plate_prefix` is longer than the beginning of a plate (苏A); a whole plate is not asked for here";
        return Err(Problem::new(StatusCode::BAD_REQUEST, "Bad request", detail));
    }
    let Some(opened) = app.lookups.opened() else { return Err(ask::unsupported().into()) };
    let visitor = guard::identify(&opened, &headers, peer)?;
    let prefix = asked.plate_prefix.to_uppercase();
    let Rule { engine, vin, .. } = opened.lookups.rule(&prefix, asked.provider.as_deref()).await?;
    let answer = json!({"engine_number": Wanted::of(engine), "vin": Wanted::of(vin)});
    Ok(guard::begun(Json(answer).into_response(), visitor.begun))
}

/// JSON only, which no page of another site can send without being asked about; and none of those.
fn check(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    if guard::from(headers, &app.portal) != From::Here {
        return Err(guard::foreign());
    }
    guard::check_type(headers, "application/json")
}
