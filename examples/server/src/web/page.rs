//! The pages. Each works without script: links and forms only. The one script suggests while typing.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use menhu::Portal;
use menhu::catalog::{Kind, Listing};
use menhu::query::{FacetField, MAX_OFFSET, RequestError, SearchRequest};

use super::home::HomePage;
use super::item::ItemPage;
use super::link;
use super::list::{self, EntryPage, ListPage};
use super::problem::{NoParameters, Problem};
use super::view::{self, Choice, FACETS, PER_PAGE, SearchPage};
use super::visit::{self, Visit};
use super::work::Work;

pub(crate) async fn home(work: Work, visit: Visit, _: NoParameters) -> Response {
    match work.run(HomePage::new).await {
        Ok(page) => visit.remembered(view::render(StatusCode::OK, &page)),
        Err(problem) => view::problem(&problem),
    }
}

fn units(portal: &Portal) -> Vec<Choice> {
    view::unit_links(portal.catalog().units.iter().map(|unit| unit.name.clone()))
}

pub(crate) async fn search(work: Work, visit: Visit, RawQuery(query): RawQuery) -> Response {
    let (request, page) = match read(query.as_deref()) {
        Ok(read) => read,
        Err(error) => return view::problem(&Problem::from(error)),
    };
    let asker = visit.clone();
    let made = work.run(move |portal, deadline| {
        let answer = portal.search_until(&request, deadline)?;
        let units = if answer.total == 0 { units(portal) } else { Vec::new() };
        let mut page = SearchPage::new(portal, &request, page, &answer, units);
        if let Some(query) = asker.searched(portal, &request, &answer) {
            visit::lead_through(&mut page, &request, &answer, &query);
        }
        Ok(page)
    });
    match made.await {
        Ok(page) => visit.remembered(view::render(StatusCode::OK, &page)),
        Err(problem) => view::problem(&problem),
    }
}

/// The request of a page's address. A form sends its empty fields too: they mean nothing.
fn read(query: Option<&str>) -> Result<(SearchRequest, usize), RequestError> {
    let mut page = 1;
    let mut pairs = Vec::new();
    for (name, value) in link::pairs(query) {
        match name.as_str() {
            "page" => page = read_page(&value, PER_PAGE)?,
            "limit" | "offset" | "cursor" | "facets" | "facet_limit" | "facet_scope" => {
                let reason = "belongs to /api/v1/search; a page takes `page`".to_owned();
                return Err(RequestError::Parameter { name, reason });
            }
            _ if value.trim().is_empty() => {}
            _ => pairs.push((name, value)),
        }
    }
    let mut request = SearchRequest::from_pairs(pairs)?;
    request.limit = PER_PAGE;
    request.offset = (page - 1) * PER_PAGE;
    request.facets = FACETS.iter().map(|(field, _)| *field).chain([FacetField::Kind]).collect();
    Ok((request, page))
}

fn read_page(value: &str, on_each: usize) -> Result<usize, RequestError> {
    let most = MAX_OFFSET / on_each;
    value.parse().ok().filter(|page| (1..=most).contains(page)).ok_or_else(|| RequestError::Parameter {
        name: "page".to_owned(),
        reason: format!("`{value}` is no page; expected a number from 1 to {most}"),
    })
}

/// An item. A column and a scene have pages of another kind, to which their ids lead.
pub(crate) async fn item(work: Work, _: NoParameters, id: Result<Path<String>, PathRejection>) -> Response {
    // An address that is not UTF-8 names no item.
    let Ok(Path(id)) = id else { return not_found().await };
    let made = work.run(move |portal, deadline| {
        if portal.scenes().get(&id).is_some() {
            return Ok(Some(Err(link::to_scene(&id))));
        }
        let Some(item) = portal.item(&id)? else { return Ok(None) };
        match item.kind {
            Kind::Column => Ok(Some(Err(link::to_entry(Listing::Columns.name(), &item.column_path())))),
            _ => ItemPage::new(portal, &item, deadline).map(|page| Some(Ok(page))),
        }
    });
    match made.await {
        Ok(Some(Ok(page))) => view::render(StatusCode::OK, &page),
        Ok(Some(Err(href))) => Redirect::temporary(&href).into_response(),
        Ok(None) => not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// A list by which the portal is entered without a query.
pub(crate) async fn browse(work: Work, _: NoParameters, list: Result<Path<String>, PathRejection>) -> Response {
    let Some(list) = list.ok().and_then(|Path(name)| Listing::parse(&name)) else { return not_found().await };
    match work.run(move |portal, deadline| ListPage::new(portal, list, deadline)).await {
        Ok(page) => view::render(StatusCode::OK, &page),
        Err(problem) => view::problem(&problem),
    }
}

/// What stands under an entry of a list.
pub(crate) async fn entry(
    work: Work,
    RawQuery(query): RawQuery,
    place: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let Ok(Path((list, value))) = place else { return not_found().await };
    let Some(list) = Listing::parse(&list) else { return not_found().await };
    let page = match only_page(query.as_deref()) {
        Ok(page) => page,
        Err(error) => return view::problem(&Problem::from(error)),
    };
    match work.run(move |portal, deadline| EntryPage::new(portal, list, &value, page, deadline)).await {
        Ok(Some(page)) => view::render(StatusCode::OK, &page),
        Ok(None) => not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// The page asked for, where there is no other parameter.
fn only_page(query: Option<&str>) -> Result<usize, RequestError> {
    let mut page = 1;
    for (name, value) in link::pairs(query) {
        if name != "page" {
            return Err(RequestError::UnknownParameter { name, expected: "page".to_owned() });
        }
        page = read_page(&value, list::PER_PAGE)?;
    }
    Ok(page)
}

pub(crate) async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("../../assets/style.css"))
}

pub(crate) async fn script() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("../../assets/suggest.js"))
}

pub(crate) async fn not_found() -> Response {
    view::problem(&Problem::not_found("no such page"))
}

pub(crate) async fn method_not_allowed() -> Response {
    view::problem(&Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed", "use GET"))
}
