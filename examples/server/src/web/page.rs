//! The pages. Each works without script: links and forms only. The one script suggests while typing.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::catalog::{Kind, Listing};
use menhu::query::{FacetField, MAX_OFFSET, RequestError, SearchRequest, Sort};
use menhu::{Deadline, Portal};

use super::link;
use super::list::{self, ListPage};
use super::problem::{NoParameters, Problem};
use super::view::{self, Choice, FACETS, HitView, HomePage, ItemPage, PER_PAGE, SearchPage};
use super::visit::{self, Visit};
use super::work::Work;

/// Entries of each list on the home page.
const LATEST: usize = 8;

pub(crate) async fn home(work: Work, visit: Visit, _: NoParameters) -> Response {
    let made = work.run(|portal, deadline| {
        let all = SearchRequest { limit: 0, facets: vec![FacetField::Kind], ..SearchRequest::default() };
        let answer = portal.search_until(&all, deadline)?;
        Ok(HomePage {
            q: String::new(),
            total: answer.total,
            kinds: view::kind_links(&all, &answer),
            units: units(portal),
            lists: list::links(),
            latest: latest(portal, &[Kind::Document, Kind::News], deadline)?,
            services: latest(portal, &[Kind::Service], deadline)?,
        })
    });
    match made.await {
        Ok(page) => visit.remembered(view::render(StatusCode::OK, &page)),
        Err(problem) => view::problem(&problem),
    }
}

fn latest(portal: &Portal, kinds: &[Kind], deadline: Deadline) -> Result<Vec<HitView>, menhu::Error> {
    let mut request = SearchRequest { limit: LATEST, sort: Sort::Date, ..SearchRequest::default() };
    request.filters.kind = kinds.to_vec();
    Ok(portal.search_until(&request, deadline)?.hits.iter().map(HitView::new).collect())
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
        let mut page = SearchPage::new(&request, page, &answer, units);
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
        let bad = |reason: String| RequestError::Parameter { name: name.clone(), reason };
        match name.as_str() {
            "page" => {
                let number = value.parse().ok().filter(|page| (1..=MAX_OFFSET / PER_PAGE).contains(page));
                page = number.ok_or_else(|| {
                    bad(format!("`{value}` is no page; expected a number from 1 to {}", MAX_OFFSET / PER_PAGE))
                })?;
            }
            "limit" | "offset" | "cursor" | "facets" | "facet_limit" | "facet_scope" => {
                return Err(bad("belongs to /api/v1/search; a page takes `page`".into()));
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

pub(crate) async fn item(work: Work, _: NoParameters, id: Result<Path<String>, PathRejection>) -> Response {
    // An address that is not UTF-8 names no item.
    let Ok(Path(id)) = id else { return not_found().await };
    match work.run(move |portal, _| portal.item(&id)).await {
        Ok(Some(item)) => view::render(StatusCode::OK, &ItemPage::new(&item)),
        Ok(None) => not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// A list by which the portal is entered without a query.
pub(crate) async fn browse(work: Work, _: NoParameters, list: Result<Path<String>, PathRejection>) -> Response {
    let Some(list) = list.ok().and_then(|Path(name)| Listing::parse(&name)) else { return not_found().await };
    match work.run(move |portal, deadline| portal.browse(list, deadline)).await {
        Ok(listed) => view::render(StatusCode::OK, &ListPage::new(&listed)),
        Err(problem) => view::problem(&problem),
    }
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
