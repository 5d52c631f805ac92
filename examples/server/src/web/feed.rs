//! What other programs follow: feeds (Atom, RFC 4287), the site map (sitemaps.org) and robots.txt.

use atom_syndication::{Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use menhu::Portal;
use menhu::query::{Hit, RequestError, SearchRequest, Sort};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::problem::{NoParameters, Problem};
use super::work::Work;
use super::{link, page, view};
use crate::xml;

/// Entries of a feed.
const ENTRIES: usize = 30;
/// Most addresses of one site map (sitemaps.org).
const ADDRESSES: usize = 50_000;

/// What was published last, of all or of what passes filters.
pub(crate) async fn atom(work: Work, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let request = match read(query.as_deref()) {
        Ok(request) => request,
        Err(error) => return view::problem(&Problem::from(error)),
    };
    let made = work.run(move |portal, deadline| {
        let answer = portal.search_until(&request, deadline)?;
        Ok(feed(portal, &base(portal, &headers), &request, &answer.hits))
    });
    match made.await {
        Ok(feed) => xml("application/atom+xml; charset=utf-8", feed),
        Err(problem) => view::problem(&problem),
    }
}

fn read(query: Option<&str>) -> Result<SearchRequest, RequestError> {
    let pairs = link::pairs(query);
    for (name, _) in &pairs {
        if ["q", "limit", "offset", "cursor", "facets", "facet_limit", "facet_scope", "sort", "explain", "correct"]
            .contains(&name.as_str())
        {
            let reason = "belongs to /api/v1/search; a feed takes filters".to_owned();
            return Err(RequestError::Parameter { name: name.clone(), reason });
        }
    }
    let request = SearchRequest::from_pairs(pairs)?;
    Ok(SearchRequest { limit: ENTRIES, sort: Sort::Date, correct: false, ..request })
}

fn feed(portal: &Portal, base: &str, request: &SearchRequest, hits: &[Hit]) -> String {
    let site = portal.site();
    let own = format!("{base}{}", link::to_feed(&request.filters));
    let narrowed: Vec<String> =
        request.filters.pairs().into_iter().map(|(name, value)| view::filter_label(portal, name, &value)).collect();
    let title = match narrowed.is_empty() {
        true => site.name.clone(),
        false => format!("{} - {}", site.name, narrowed.join("、")),
    };
    let entries = hits.iter().map(|hit| {
        let href = format!("{base}{}", link::to_item(&hit.id));
        let mut entry = Entry::default();
        entry.set_title(Text::plain(xml::clean(&hit.title)));
        entry.set_id(href.clone());
        entry.set_updated(instant(hit.date));
        entry.set_links([Link { href, rel: "alternate".to_owned(), ..Link::default() }]);
        entry.set_authors(
            hit.unit.iter().map(|unit| Person { name: xml::clean(unit), ..Person::default() }).collect::<Vec<_>>(),
        );
        entry
    });
    let mut feed = Feed::default();
    feed.set_title(Text::plain(xml::clean(&title)));
    feed.set_id(own.clone());
    let today = || jiff::tz::Offset::constant(8).to_datetime(jiff::Timestamp::now()).date();
    feed.set_updated(instant(hits.first().map_or_else(|| Some(today()), |hit| hit.date)));
    feed.set_authors([Person { name: site.name.clone(), ..Person::default() }]);
    feed.set_generator(Generator { value: "Menhu".to_owned(), ..Generator::default() });
    feed.set_links([
        Link { href: own, rel: "self".to_owned(), ..Link::default() },
        Link { href: format!("{base}{}", link::to_search(request, 1)), rel: "alternate".to_owned(), ..Link::default() },
    ]);
    feed.set_entries(entries.collect::<Vec<_>>());
    feed.to_string()
}

/// Midnight in China, of a day; of no day, the epoch.
fn instant(date: Option<Date>) -> FixedDateTime {
    let day = date.unwrap_or(jiff::civil::date(1970, 1, 1));
    FixedDateTime::parse_from_rfc3339(&format!("{day}T00:00:00+08:00")).unwrap_or_default()
}

/// Where the site is: as its editors say, or else as it was asked for.
fn base(portal: &Portal, headers: &HeaderMap) -> String {
    let asked = || {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        // A header that is no host must not become part of an address.
        if host.chars().all(is_host) && !host.is_empty() { format!("http://{host}") } else { String::new() }
    };
    portal.site().url.clone().unwrap_or_else(asked)
}

/// The addresses of everything that is open: the map itself, or the list of maps of a large site.
pub(crate) async fn sitemap(work: Work, headers: HeaderMap, _: NoParameters) -> Response {
    let made = work.run(move |portal, deadline| {
        let base = base(portal, &headers);
        let items = portal.open_ids(deadline)?;
        Ok(match items.len().div_ceil(ADDRESSES) {
            0 | 1 => map(&base, &items),
            parts => index(&base, parts),
        })
    });
    map_answer(made.await)
}

/// A part of a large site's map, from 1.
pub(crate) async fn sitemap_part(
    work: Work,
    headers: HeaderMap,
    _: NoParameters,
    part: Result<Path<usize>, PathRejection>,
) -> Response {
    let Ok(Path(part)) = part else { return page::not_found().await };
    let made = work.run(move |portal, deadline| {
        let items = portal.open_ids(deadline)?;
        let part = part.checked_sub(1).and_then(|part| items.chunks(ADDRESSES).nth(part));
        Ok(part.map(|items| map(&base(portal, &headers), items)).unwrap_or_default())
    });
    match made.await {
        Ok(map) if map.is_empty() => page::not_found().await,
        made => map_answer(made),
    }
}

fn map_answer(made: Result<Vec<u8>, Problem>) -> Response {
    match made.map(String::from_utf8) {
        Ok(Ok(map)) => xml("application/xml; charset=utf-8", map),
        Ok(Err(_)) => view::problem(&Problem::internal()),
        Err(problem) => view::problem(&problem),
    }
}

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

fn map(base: &str, items: &[(String, Option<Date>)]) -> Vec<u8> {
    document("urlset", |writer| {
        for (id, date) in items {
            writer.create_element("url").write_inner_content(|url| {
                let href = format!("{base}{}", link::to_item(id));
                url.create_element("loc").write_text_content(BytesText::new(&href))?;
                if let Some(date) = date {
                    url.create_element("lastmod").write_text_content(BytesText::new(&date.to_string()))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

fn index(base: &str, parts: usize) -> Vec<u8> {
    document("sitemapindex", |writer| {
        for part in 1..=parts {
            writer.create_element("sitemap").write_inner_content(|map| {
                let href = format!("{base}/sitemap/{part}");
                map.create_element("loc").write_text_content(BytesText::new(&href))?;
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// An XML document in memory, where writing cannot fail.
fn document(root: &str, content: impl FnOnce(&mut Writer<Vec<u8>>) -> std::io::Result<()>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    let written = writer
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
        .and_then(|()| writer.create_element(root).with_attribute(NAMESPACE).write_inner_content(content).map(|_| ()));
    match written {
        Ok(()) => writer.into_inner(),
        Err(_) => Vec::new(),
    }
}

/// Where the site map is.
pub(crate) async fn robots(work: Work, headers: HeaderMap, _: NoParameters) -> Response {
    match work.run(move |portal, _| Ok(base(portal, &headers))).await {
        Ok(base) => {
            let text = format!("User-agent: *\nDisallow: /search\nDisallow: /click\n\nSitemap: {base}/sitemap.xml\n");
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
        Err(problem) => view::problem(&problem),
    }
}

fn xml(kind: &'static str, text: String) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], text).into_response()
}
