//! Any depth and any facet: cursors, totals, counts.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use menhu::catalog::{Item, Kind};
use menhu::query::{FacetField, FacetScope, MAX_OFFSET, RequestError, SearchRequest, Sort};
use menhu::{Deadline, Error, Portal, WriterOptions};
use menhu_tests::portal;
use tempfile::TempDir;

/// More items than `offset` reaches, of two kinds, 7 units and 400 columns.
const ITEMS: usize = MAX_OFFSET + 1234;

fn large() -> (TempDir, Portal) {
    portal((0..ITEMS).map(|at| {
        let kind = if at % 3 == 0 { Kind::News } else { Kind::Document };
        let mut item = Item::new(format!("{at}"), kind, format!("关于第{at}批补贴的通知"));
        item.unit = Some(format!("第{}局", at % 7));
        item.column = Some(format!("栏目{}", at % 400));
        item
    }))
}

/// All ids of a search, page by page.
fn walk(portal: &Portal, request: &SearchRequest) -> Vec<String> {
    let mut request = request.clone();
    let mut ids = Vec::new();
    loop {
        let answer = portal.search(&request).unwrap();
        ids.extend(answer.hits.into_iter().map(|hit| hit.id));
        let Some(cursor) = answer.next_cursor else {
            assert_eq!(ids.len() as u64, answer.total);
            return ids;
        };
        request.cursor = Some(cursor);
        request.offset = 0;
    }
}

#[test]
fn cursors_reach_every_hit_once_and_hold_while_the_portal_changes() {
    let (folder, portal) = large();
    for (q, sort) in [("补贴", Sort::Relevance), ("", Sort::Date)] {
        let request = SearchRequest { limit: 100, sort, ..SearchRequest::new(q) };
        let ids = walk(&portal, &request);
        assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (ITEMS, ITEMS));
        // The same order as by offset, as far as that reaches.
        for offset in [0, 100, 5000, MAX_OFFSET] {
            let page = portal.search(&SearchRequest { offset, ..request.clone() }).unwrap();
            let expected = &ids[offset..offset + 100];
            assert_eq!(page.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), expected);
        }
    }

    // Somebody turns pages while commits are made.
    let request = SearchRequest { limit: 100, ..SearchRequest::new("补贴") };
    let expected = walk(&portal, &request);
    let first = portal.search(&request).unwrap();
    let mut writer = portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 }).unwrap();
    let mut commit = |id: &str| {
        writer.put(&Item::new(id, Kind::News, "关于补贴的通知")).unwrap();
        writer.remove(&expected[150]).unwrap();
        writer.commit().unwrap();
        portal.reload().unwrap();
    };
    commit("new-1");
    let second = SearchRequest { cursor: first.next_cursor.clone(), ..request.clone() };
    let page = portal.search(&second).unwrap();
    assert_eq!((page.total, page.hits[50].id.as_str()), (ITEMS as u64, expected[150].as_str()));
    assert_eq!(portal.search(&request).unwrap().total, ITEMS as u64);
    // Another process that shows another commit does not know it.
    let elsewhere = Portal::open(folder.path()).unwrap();
    assert!(matches!(elsewhere.search(&second), Err(Error::Request(RequestError::ExpiredCursor))));
    // One that shows the same does.
    let here = portal.search(&request).unwrap().next_cursor;
    assert!(elsewhere.search(&SearchRequest { cursor: here, ..request.clone() }).is_ok());
    // It is not kept for ever.
    for number in 2..12 {
        portal.search(&request).unwrap();
        commit(&format!("new-{number}"));
    }
    let error = portal.search(&second).unwrap_err();
    assert!(matches!(error, Error::Request(RequestError::ExpiredCursor)), "{error}");
    assert!(error.to_string().starts_with("`cursor` has expired"), "{error}");
}

#[test]
fn deep_offsets_are_refused_with_the_way_on() {
    let (_folder, portal) = portal([Item::new("a", Kind::News, "补贴")]);
    let error = portal.search(&SearchRequest { offset: MAX_OFFSET + 1, ..SearchRequest::new("补贴") }).unwrap_err();
    assert!(error.to_string().contains("go further with `cursor`"), "{error}");
    assert_eq!(portal.search(&SearchRequest::new("补贴")).unwrap().next_cursor, None);
    assert_eq!(portal.search(&SearchRequest { limit: 0, ..SearchRequest::new("补贴") }).unwrap().next_cursor, None);
}

#[test]
fn facets_count_with_and_without_their_own_filter_and_list_every_value() {
    let (_folder, portal) = large();
    let mut request = SearchRequest { limit: 0, ..SearchRequest::new("补贴") };
    request.facets = vec![FacetField::Unit, FacetField::Kind, FacetField::Column];
    request.filters.add("unit", "第2局").unwrap();
    request.filters.add("kind", "news").unwrap();
    let matches = |unit: Option<usize>, news: Option<bool>| {
        let of =
            |at: &usize| unit.is_none_or(|unit| at % 7 == unit) && news.is_none_or(|news| at.is_multiple_of(3) == news);
        (0..ITEMS).filter(of).count() as u64
    };
    let counts = |request: &SearchRequest, field| {
        let answer = portal.search(request).unwrap();
        assert_eq!(answer.total, matches(Some(2), Some(true)));
        answer.facets[&field].iter().map(|value| (value.value.clone(), value.count)).collect::<BTreeMap<_, _>>()
    };
    let units = counts(&request, FacetField::Unit);
    assert_eq!(units.len(), 7);
    assert!((0..7).all(|unit| units[&format!("第{unit}局")] == matches(Some(unit), Some(true))), "{units:?}");
    let kinds = counts(&request, FacetField::Kind);
    assert_eq!((kinds["news"], kinds["document"]), (matches(Some(2), Some(true)), matches(Some(2), Some(false))));
    assert_eq!(counts(&request, FacetField::Column).len(), 100);
    request.facet_limit = 1000;
    let columns = counts(&request, FacetField::Column);
    let expected = (0..400).filter(|column| (0..ITEMS).any(|at| at % 400 == *column && at % 21 == 9)).count();
    assert_eq!((columns.len(), columns.values().sum::<u64>()), (expected, matches(Some(2), Some(true))));

    request.facet_scope = FacetScope::AllFilters;
    let only = |value: &str| BTreeMap::from([(value.to_owned(), matches(Some(2), Some(true)))]);
    assert_eq!(counts(&request, FacetField::Unit), only("第2局"));
    assert_eq!(counts(&request, FacetField::Kind), only("news"));
}

#[test]
fn any_number_of_excluded_filters_is_obeyed() {
    let (_folder, portal) = large();
    let excluded: String = (0..390).map(|column| format!(" -栏目:栏目{column}")).collect();
    let answer = portal.search(&SearchRequest::new(format!("补贴{excluded}"))).unwrap();
    assert_eq!(answer.total, (0..ITEMS).filter(|at| at % 400 >= 390).count() as u64);
}

#[test]
fn a_search_ends_when_nobody_waits_for_it_any_more() {
    let (_folder, portal) = large();
    let request = SearchRequest::new("补贴");
    assert!(matches!(portal.search_until(&request, Deadline::after(Duration::ZERO)), Err(Error::Deadline)));
    assert!(portal.search_until(&request, Deadline::after(Duration::from_secs(600))).is_ok());
    // A query as long as it may be, which takes long.
    let long: String = (0..12_000).map(|at| format!("通知{at} ")).collect();
    let long = SearchRequest { correct: false, ..SearchRequest::new(long) };
    let whole = (0..3).map(|_| {
        let started = Instant::now();
        portal.search(&long).unwrap();
        started.elapsed()
    });
    let whole = whole.min().unwrap();
    let started = Instant::now();
    let ended = portal.search_until(&long, Deadline::after(whole / 8));
    assert!(matches!(ended, Err(Error::Deadline)), "{ended:?}");
    println!("the whole search took {whole:?}, the one that was ended {:?}", started.elapsed());
}
