//! The JSON interface.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Result;
use menhu::catalog::{Item, Listed, Listing};
use menhu::query::{RequestError, SearchAnswer, SearchRequest};
use menhu::related::Related;
use menhu::scene::{Answers, Walk};
use menhu::suggest::{SuggestAnswer, SuggestRequest, merge};
use menhu::{Deadline, Portal, Stats};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::problem::{NoParameters, Problem};
use super::visit::Visit;
use super::work::Work;
use super::{App, blocking, link, scene};
use crate::queries::Popular;

pub(crate) async fn search_by_parameters(
    work: Work,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Json<SearchAnswer>, Problem> {
    let request = SearchRequest::from_pairs(link::pairs(query.as_deref()))?;
    answer(work, visit, request).await
}

pub(crate) async fn search_by_json(
    work: Work,
    visit: Visit,
    _: NoParameters,
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
    answer(work, visit, request).await
}

async fn answer(work: Work, visit: Visit, request: SearchRequest) -> Result<Json<SearchAnswer>, Problem> {
    let made = work.run(move |portal, deadline| {
        let answer = portal.search_until(&request, deadline)?;
        visit.searched(portal, &request, &answer);
        Ok(answer)
    });
    made.await.map(Json)
}

/// What may be meant by what is typed so far. Nothing of it is recorded: it is no search yet.
pub(crate) async fn suggest(
    work: Work,
    popular: Option<Extension<Popular>>,
    RawQuery(query): RawQuery,
) -> Result<Json<SuggestAnswer>, Problem> {
    let request = SuggestRequest::from_pairs(link::pairs(query.as_deref()))?;
    let made = work.run(move |portal, _| {
        let mut answer = portal.suggest(&request)?;
        if let Some(Extension(popular)) = popular {
            let started = Instant::now();
            let past = popular.suggest(&request.q, request.limit);
            answer.suggestions = merge([answer.suggestions, past], request.limit);
            answer.took_us += u64::try_from(started.elapsed().as_micros()).unwrap_or(0);
        }
        Ok(answer)
    });
    made.await.map(Json)
}

pub(crate) async fn item(
    work: Work,
    _: NoParameters,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Item>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found("an address that is not UTF-8 names no item"))?;
    let found = work.run(move |portal, _| portal.item(&id)).await?;
    found.map(Item::without_attached_texts).map(Json).ok_or_else(|| Problem::not_found("there is no such item"))
}

/// What is related to an item, each with its reason.
pub(crate) async fn related(
    work: Work,
    _: NoParameters,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Related>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found("an address that is not UTF-8 names no item"))?;
    let found = work.run(move |portal, deadline| portal.related(&id, deadline)).await?;
    found.map(Json).ok_or_else(|| Problem::not_found("there is no such item"))
}

/// A scene, walked by the answers that the parameters give.
pub(crate) async fn walk(
    work: Work,
    RawQuery(query): RawQuery,
    name: Result<Path<String>, PathRejection>,
) -> Result<Json<Walk>, Problem> {
    let Path(name) = name.map_err(|_| Problem::not_found("an address that is not UTF-8 names no scene"))?;
    let mut answers = Answers::new();
    for (question, answer) in link::pairs(query.as_deref()) {
        if answers.insert(question.clone(), answer).is_some() {
            return Err(RequestError::Parameter { name: question, reason: "is given twice".to_owned() }.into());
        }
    }
    let walked = work.run(move |portal, _| portal.walk(&scene::id_of(&name), &answers)).await?;
    walked.map(Json).ok_or_else(|| Problem::not_found("there is no such scene"))
}

/// A list by which the portal is entered without a query.
pub(crate) async fn browse(
    work: Work,
    _: NoParameters,
    list: Result<Path<String>, PathRejection>,
) -> Result<Json<Listed>, Problem> {
    let list = list.ok().and_then(|Path(name)| Listing::parse(&name)).ok_or_else(no_such_list)?;
    work.run(move |portal, deadline| portal.browse(list, deadline)).await.map(Json)
}

pub(crate) fn no_such_list() -> Problem {
    let known: Vec<&str> = Listing::ALL.iter().map(|list| list.name()).collect();
    Problem::not_found(&format!("there is no such list; expected one of {}", known.join(", ")))
}

/// Whether the process is alive.
pub(crate) async fn healthy(_: NoParameters) -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// Whether searches can be answered, and since when that is known.
pub(crate) type Readiness = Arc<Mutex<Option<(Instant, Option<u64>)>>>;

/// Whether searches can be answered: one is. One at a time, and what it finds holds for a second: whoever asks often
/// costs nothing.
pub(crate) async fn ready(State(app): State<App>, _: NoParameters) -> Result<Json<Value>, Problem> {
    const HOLDS: Duration = Duration::from_secs(1);
    const LONGEST: Duration = Duration::from_secs(5);
    let mut known = app.readiness.lock().await;
    let items = match *known {
        Some((at, items)) if at.elapsed() < HOLDS => items,
        _ => {
            let request = SearchRequest { limit: 1, ..SearchRequest::default() };
            let search = move |portal: &Portal| portal.search_until(&request, Deadline::after(LONGEST));
            let items = blocking(app.portal, search).await.ok().map(|answer| answer.total);
            *known = Some((Instant::now(), items));
            items
        }
    };
    match items {
        Some(items) => Ok(Json(json!({"status": "ready", "items": items}))),
        None => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Not ready", "the portal cannot be searched")),
    }
}

pub(crate) async fn stats(State(app): State<App>, _: NoParameters) -> Result<Json<Stats>, Problem> {
    blocking(app.portal, menhu::Portal::stats).await.map(Json)
}

pub(crate) async fn not_found() -> Problem {
    Problem::not_found("there is no such address")
}

pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", "this address does not take this method")
}

/// The description of this interface, OpenAPI 3.1.
pub(crate) async fn openapi(_: NoParameters) -> Json<Value> {
    // It is of the program: made once.
    static DOCUMENT: LazyLock<Value> = LazyLock::new(super::openapi::document);
    Json(DOCUMENT.clone())
}
