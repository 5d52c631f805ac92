//! The JSON interface.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Result;
use menhu::Stats;
use menhu::catalog::Item;
use menhu::query::{SearchAnswer, SearchRequest};
use serde_json::{Value, json};

use super::problem::Problem;
use super::{State, blocking, link};

pub(crate) async fn search_by_parameters(
    portal: State,
    RawQuery(query): RawQuery,
) -> Result<Json<SearchAnswer>, Problem> {
    let request = SearchRequest::from_pairs(link::pairs(query.as_deref()))?;
    answer(portal, request).await
}

pub(crate) async fn search_by_json(
    portal: State,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Result<Json<SearchAnswer>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let request = match kind.split(';').next().map(str::trim) {
        Some("application/json") => serde_json::from_slice(&body)
            .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "Bad request", error.to_string()))?,
        Some("application/x-www-form-urlencoded") => {
            let text = std::str::from_utf8(&body)
                .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "Bad request", "the body is not UTF-8"))?;
            SearchRequest::from_pairs(link::pairs(Some(text)))?
        }
        _ => {
            let detail = "send application/json or application/x-www-form-urlencoded";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type", detail));
        }
    };
    answer(portal, request).await
}

async fn answer(portal: State, request: SearchRequest) -> Result<Json<SearchAnswer>, Problem> {
    blocking(portal.0, move |portal| portal.search(&request)).await.map(Json)
}

pub(crate) async fn item(portal: State, id: Result<Path<String>, PathRejection>) -> Result<Json<Item>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found("an address that is not UTF-8 names no item"))?;
    let found = blocking(portal.0, move |portal| portal.item(&id)).await?;
    found.map(Json).ok_or_else(|| Problem::not_found("there is no such item"))
}

/// Whether the process is alive.
pub(crate) async fn healthy() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// Whether searches can be answered: one is.
pub(crate) async fn ready(portal: State) -> Result<Json<Value>, Problem> {
    let request = SearchRequest { limit: 1, ..SearchRequest::default() };
    match blocking(portal.0, move |portal| portal.search(&request)).await {
        Ok(answer) => Ok(Json(json!({"status": "ready", "items": answer.total}))),
        Err(_) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Not ready", "the portal cannot be searched")),
    }
}

pub(crate) async fn stats(portal: State) -> Result<Json<Stats>, Problem> {
    blocking(portal.0, menhu::Portal::stats).await.map(Json)
}

pub(crate) async fn reload(portal: State) -> Result<Json<Value>, Problem> {
    let changed = blocking(portal.0, menhu::Portal::reload).await?;
    Ok(Json(json!({"changed": changed})))
}

pub(crate) async fn not_found() -> Problem {
    Problem::not_found("there is no such address")
}

pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", "this address does not take this method")
}
