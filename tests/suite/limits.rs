//! Sizes: what is large is answered, what is too large is refused by name.

use menhu::Error;
use menhu::catalog::{Item, Kind};
use menhu::query::{RequestError, SearchRequest};
use menhu_tests::portal;
use proptest::prelude::*;

#[test]
fn a_query_of_64_kilobytes_is_answered_and_one_of_a_megabyte_is_refused() {
    let item = Item { body: "公积金提取".into(), ..Item::new("a", Kind::Document, "指南") };
    let (_folder, portal) = portal([item]);
    for piece in ["公积金提取指南", "a b \"", "国发〔2019〕5号", "-x ", "第五十二条", "\u{20000}税", "年份:2019 "]
    {
        let query = piece.repeat(64 * 1024 / piece.len() + 1);
        assert!(query.len() >= 64 * 1024);
        portal.search(&SearchRequest::new(query)).unwrap();
    }
    let error = portal.search(&SearchRequest::new("x".repeat(1 << 20))).unwrap_err();
    assert!(matches!(error, Error::Request(RequestError::LongQuery(_))), "{error}");
    for (limit, offset) in [(101, 0), (10, 10_001)] {
        let request = SearchRequest { limit, offset, ..SearchRequest::new("x") };
        assert!(matches!(portal.search(&request), Err(Error::Request(_))));
    }
}

#[test]
fn a_text_of_ten_megabytes_is_found() {
    let body = "住房公积金管理条例第一条。".repeat(300_000);
    assert!(body.len() > 10_000_000);
    let item = Item { body: format!("{body}尾声在此"), ..Item::new("a", Kind::Document, "长文") };
    let (_folder, portal) = portal([item]);
    let answer = portal.search(&SearchRequest::new("\"条。尾声在此\"")).unwrap();
    assert_eq!(answer.total, 1);
    assert!(answer.hits[0].highlight.passage.contains("<mark>条。尾声在此</mark>"));
}

#[test]
fn any_query_is_answered() {
    let texts = ["公积金提取指南", "covid19 防控〔2020〕3号", "第三十三条 -例外 \"引文\"", "國務院關於住房的通知"];
    let items = texts
        .iter()
        .enumerate()
        .map(|(at, text)| Item { body: (*text).to_owned(), ..Item::new(at.to_string(), Kind::Document, *text) });
    let (_folder, portal) = portal(items);
    let query = "[\\PC\\s]{0,40}|(公积金|提取|\"|“|”|-| |：|:|文号|类型|〔|2019|〕|号|第|条|a|Ａ){0,30}";
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(query in query)| {
        let answer = portal.search(&SearchRequest::new(&query)).unwrap();
        prop_assert!(answer.total <= 4 && answer.hits.len() as u64 == answer.total);
    });
}

#[test]
fn an_exact_substring_of_a_text_is_found_as_a_phrase() {
    let text =
        "关于印发《示范区2024年“放管服”改革Plan B实施方案》的通知，国发〔2019〕5号、第三十三条：1.5万元/月 — END";
    let item = Item { body: text.to_owned(), ..Item::new("a", Kind::Document, "") };
    let (_folder, portal) = portal([item]);
    let length = text.chars().count();
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(start in 0..length, size in 1..20usize)| {
        let part: String = text.chars().skip(start).take(size).collect();
        // Inside letters and digits a phrase is no whole word; a quotation mark ends the phrase.
        let cuts = |at: usize| {
            let c = |at: usize| text.chars().nth(at).is_some_and(|c| c.is_ascii_alphanumeric());
            at > 0 && c(at - 1) && c(at)
        };
        prop_assume!(!cuts(start) && !cuts((start + size).min(length)) && !part.contains(['"', '“', '”']));
        prop_assume!(part.chars().any(char::is_alphanumeric) && part.trim() == part);
        let answer = portal.search(&SearchRequest::new(format!("\"{part}\""))).unwrap();
        prop_assert_eq!(answer.total, 1, "{}", part);
    });
}
