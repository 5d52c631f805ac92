//! What the query log learns of a request: the session, the search and the chosen hit. Without a log: nothing, and no
//! cookie, no other link.

use std::convert::Infallible;

use axum::extract::{Extension, FromRequestParts, RawQuery};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::Portal;
use menhu::query::{Filters, MAX_OFFSET, RequestError, SearchAnswer, SearchRequest};

use super::problem::Problem;
use super::view::{self, PER_PAGE, SearchPage};
use super::work::Work;
use super::{App, link, page};
use crate::cookie::cookie;
use crate::queries::{Asked, COOKIE, Cookie, Recorder, asked};

/// The log, where there is one, and the session of the request; and what is counted and traced of searches.
#[derive(Clone)]
pub(crate) struct Visit {
    app: App,
    recorder: Option<Recorder>,
    session: Option<Cookie>,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visit, Infallible> {
        let recorder = Extension::<Recorder>::from_request_parts(parts, app).await.ok();
        // Who asks for the head of a page only is no reader.
        let recorder = recorder.filter(|_| parts.method != Method::HEAD).map(|Extension(recorder)| recorder);
        let session = recorder.as_ref().and_then(|_| Cookie::read(cookie(&parts.headers, COOKIE)?));
        Ok(Visit { app: app.clone(), recorder, session })
    }
}

impl Visit {
    /// Records a search; gives the query in the form in which it was recorded, if it was.
    pub(crate) fn searched(&self, portal: &Portal, request: &SearchRequest, answer: &SearchAnswer) -> Option<String> {
        self.app.metrics.searched(answer);
        self.trace(portal, request, answer);
        let recorder = self.recorder.as_ref()?;
        match asked(&request.q, &portal.dictionary()) {
            Asked::Query(query) => {
                // To turn the page is no new search.
                if request.offset == 0 && request.cursor.is_none() {
                    let filtered = request.filters != Filters::default();
                    // What was found for another query was not found for this one: it is none to suggest to others.
                    let is_own = !answer.did_you_mean.as_ref().is_some_and(|meant| meant.searched);
                    let hits = if is_own { answer.total } else { 0 };
                    recorder.search(self.session.as_ref(), query.clone(), hits, filtered);
                }
                Some(query)
            }
            Asked::Withheld => {
                recorder.withhold();
                None
            }
            Asked::Unfit => None,
        }
    }

    /// Says in the log what the kernel did; and, only where that was asked for, for which query. Never for one that may
    /// point to a person.
    fn trace(&self, portal: &Portal, request: &SearchRequest, answer: &SearchAnswer) {
        let SearchAnswer { total, relaxed, took_us, .. } = answer;
        let query = self.app.trace_queries.then(|| match asked(&request.q, &portal.dictionary()) {
            Asked::Query(query) => query,
            Asked::Withheld => "(withheld)".to_owned(),
            Asked::Unfit => "(no query)".to_owned(),
        });
        tracing::info!(total, relaxed, took_us, query, "searched");
    }

    /// Gives a browser that has none the cookie of a session.
    pub(crate) fn remembered(&self, mut page: Response) -> Response {
        if self.recorder.is_some()
            && self.session.is_none()
            && let Some(cookie) = Cookie::random()
            && let Ok(line) =
                HeaderValue::from_str(&format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax", cookie.value()))
        {
            page.headers_mut().insert(header::SET_COOKIE, line);
            // A cookie out of a shared cache would make one session of many.
            page.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
        page
    }
}

/// Leads the links of hits and cards past the log. A card stands ahead of the hits, at rank 0.
pub(crate) fn lead_through(page: &mut SearchPage, request: &SearchRequest, answer: &SearchAnswer, query: &str) {
    let lead = |id: &str, rank: usize| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("q", query).append_pair("id", id).append_pair("rank", &rank.to_string());
        format!("/click?{}", pairs.finish())
    };
    for (at, (view, hit)) in page.hits.iter_mut().zip(&answer.hits).enumerate() {
        view.href = lead(&hit.id, request.offset + at + 1);
    }
    for (view, card) in page.cards.iter_mut().zip(&answer.cards) {
        view.href = lead(&card.id, 0);
    }
}

/// A hit that was chosen: leads to its page. The address names an item, never a place to go to.
pub(crate) async fn click(work: Work, visit: Visit, RawQuery(query): RawQuery) -> Response {
    let click = match read(query.as_deref()) {
        Ok(click) => click,
        Err(error) => return view::problem(&Problem::from(error)),
    };
    let id = click.id.clone();
    let found = work.run(move |portal, _| {
        let found = portal.item(&id)?;
        // Only of a session that searched: a link that somebody passes on is no choice among hits.
        if found.is_some()
            && let (Some(recorder), Some(_)) = (&visit.recorder, &visit.session)
            && let Asked::Query(query) = asked(&click.query, &portal.dictionary())
        {
            recorder.click(query, click.id, click.rank);
        }
        Ok(found)
    });
    match found.await {
        Ok(Some(item)) => {
            let headers = [(header::LOCATION, link::to_item(&item.id)), (header::CACHE_CONTROL, "no-store".to_owned())];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Ok(None) => page::not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

struct Click {
    query: String,
    id: String,
    rank: u64,
}

fn read(query: Option<&str>) -> Result<Click, RequestError> {
    let (mut q, mut id, mut rank) = (None, None, None);
    for (name, value) in link::pairs(query) {
        let place = match name.as_str() {
            "q" => &mut q,
            "id" => &mut id,
            "rank" => &mut rank,
            _ => return Err(RequestError::UnknownParameter { name, expected: "q, id, rank".to_owned() }),
        };
        if place.replace(value).is_some() {
            return Err(RequestError::Parameter { name, reason: "is given twice".to_owned() });
        }
    }
    let missing = |name: &str| RequestError::Parameter { name: name.to_owned(), reason: "is missing".to_owned() };
    let deepest = (MAX_OFFSET + PER_PAGE) as u64;
    let rank = rank.ok_or_else(|| missing("rank"))?;
    let rank = rank.parse().ok().filter(|rank| *rank <= deepest).ok_or_else(|| {
        let reason = format!("`{rank}` is no rank; expected a number from 0 to {deepest}");
        RequestError::Parameter { name: "rank".to_owned(), reason }
    })?;
    Ok(Click { query: q.ok_or_else(|| missing("q"))?, id: id.ok_or_else(|| missing("id"))?, rank })
}
