//! Forgetting, on the administration listener (PIPL, article 47).

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;

use super::guard;
use super::guard::From;
use crate::web::App;
use crate::web::problem::{NoParameters, Problem};

/// Whom or what to forget.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    id_number: Option<SecretString>,
    plate: Option<SecretString>,
}

/// Forgets everything about a person or a vehicle.
pub(crate) async fn purge(
    State(app): State<App>,
    _: NoParameters,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    if guard::from(&headers, &app.portal) != From::Here {
        return Err(guard::foreign());
    }
    guard::check_type(&headers, "application/json")?;
    let wrong = || {
        // What the parser says may quote the number.
        let detail = "expected {\"id_number\": \"…\"} or {\"plate\": \"…\"}, one of them";
        Problem::new(StatusCode::BAD_REQUEST, "Bad request", detail)
    };
    let subject: Subject = serde_json::from_slice(&guard::body(body)?).map_err(|_| wrong())?;
    if subject.id_number.is_some() == subject.plate.is_some() {
        return Err(wrong());
    }
    // Where nothing was ever opened, nothing is known.
    if let Some(opened) = app.lookups.opened() {
        if let Some(id_number) = &subject.id_number {
            opened.lookups.purge_person(id_number).await?;
        }
        if let Some(plate) = &subject.plate {
            opened.lookups.purge_vehicle(plate).await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
