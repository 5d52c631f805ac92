//! What a search must find, and must not.

use menhu::catalog::{Item, Kind, Openness, Validity};
use menhu::query::{FacetField, SearchRequest, Sort};
use menhu::{Error, Portal, WriterOptions};
use menhu_tests::portal;

fn item(id: &str, title: &str, body: &str) -> Item {
    Item { body: body.to_owned(), ..Item::new(id, Kind::Document, title) }
}

fn found(portal: &Portal, query: &str) -> Vec<String> {
    let answer = portal.search(&SearchRequest::new(query)).unwrap();
    assert_eq!(answer.total as usize, answer.hits.len(), "{query}");
    answer.hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn a_word_is_found_inside_longer_words() {
    let (_folder, portal) = portal([
        item("pending", "待处理事项", "共三件"),
        item("fund", "住房公积金管理条例", ""),
        item("penalty", "中华人民共和国行政处罚法", ""),
        item("other", "春季植树", "今年春季"),
    ]);
    for (query, id) in
        [("处理", "pending"), ("公积金", "fund"), ("行政处罚", "penalty"), ("处罚法", "penalty"), ("树", "other")]
    {
        assert_eq!(found(&portal, query), [id], "{query}");
    }
}

#[test]
fn a_phrase_matches_only_where_it_stands_so() {
    let (_folder, portal) = portal([
        item("so", "指南", "办理住房公积金提取，请带身份证。"),
        item("traditional", "指南", "辦理住房公積金提取"),
        item("apart", "指南", "住房公积金的提取"),
        item("reversed", "指南", "提取住房公积金"),
        item("comma", "住房公积金", "提取"),
    ]);
    assert_eq!(found(&portal, "\"住房公积金提取\"").len(), 2);
    assert_eq!(found(&portal, "\"公积金提取，请\""), ["so"]);
    assert_eq!(found(&portal, "“提取住房公积金”"), ["reversed"]);
    assert!(found(&portal, "\"金提取住\"").is_empty());
    // Without the marks all five are about it.
    assert_eq!(found(&portal, "住房公积金提取").len(), 5);
}

#[test]
fn a_document_number_is_found_in_any_variant() {
    let mut own = item("own", "关于监管的意见", "各省：");
    own.doc_number = Some("国发〔2019〕5号".into());
    let mut other = item("other", "关于别的意见", "");
    other.doc_number = Some("国发〔2019〕15号".into());
    let (_folder, portal) = portal([item("cites", "通知", "根据国发[2019] 5 号文件要求"), own, other]);
    for query in [
        "国发〔2019〕5号",
        "查询国发〔2019〕5号",
        "国发[2019]5号",
        "国发（2019）5号",
        "國發【2019】第5號",
        "国发 〔 2019 〕 5 号",
        "国发〔2019〕05号",
    ] {
        assert_eq!(found(&portal, query), ["own", "cites"], "{query}");
    }
    let filtered = |field: &str, value: &str| {
        let mut request = SearchRequest::default();
        request.filters.add(field, value).unwrap();
        portal.search(&request).unwrap().hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(filtered("doc_number", "国发（2019）5号"), ["own"]);
    assert_eq!(filtered("doc_serial", "15"), ["other"]);
    assert_eq!(filtered("doc_organ", "国发").len(), 2);
    assert_eq!(filtered("doc_year", "2019").len(), 2);
    assert!(filtered("doc_year", "2020").is_empty());
}

#[test]
fn orders_are_found_by_any_part_of_the_organs_name_and_laws_by_their_short_names() {
    let mut order = item("order", "优化营商环境条例", "");
    order.doc_number = Some("中华人民共和国国务院令第722号".into());
    let long = "行政处罚法的规定，行政处罚法另有规定的除外。".repeat(20);
    let law = item("law", "中华人民共和国行政处罚法", "第一条");
    let (_folder, portal) = portal([item("about", "实施行政处罚法的意见", &long), order, law]);
    assert_eq!(found(&portal, "国务院令第722号"), ["order"]);
    assert_eq!(found(&portal, "文号:国务院令第722号"), ["order"]);
    assert_eq!(found(&portal, "行政处罚法")[0], "law");
}

#[test]
fn question_words_are_not_required() {
    let (_folder, portal) = portal([item("a", "护照办理", ""), item("b", "怎么回事", "")]);
    assert_eq!(found(&portal, "护照怎么办理"), ["a"]);
}

#[test]
fn exclusions_filters_and_order() {
    let mut news = Item { kind: Kind::News, ..item("news", "公积金新闻", "贷款") };
    news.date = Some("2024-03-01".parse().unwrap());
    news.column = Some("新闻/要闻".into());
    let mut old = item("old", "公积金办法", "提取");
    old.date = Some("2019-06-30".parse().unwrap());
    old.unit = Some("住建局".into());
    old.validity = Validity::Repealed;
    old.subjects = vec!["城乡建设、环境保护\\住房".into()];
    let mut new = item("new", "关于公积金的通知", "提取");
    new.date = Some("2025-01-01".parse().unwrap());
    let (_folder, portal) = portal([news, old, new]);
    assert_eq!(found(&portal, "公积金 -贷款").len(), 2);
    assert_eq!(found(&portal, "公积金 栏目:新闻"), ["news"]);
    assert_eq!(found(&portal, "公积金 单位:住建局"), ["old"]);
    assert_eq!(found(&portal, "公积金 有效性:废止"), ["old"]);
    assert_eq!(found(&portal, "公积金 -有效性:废止").len(), 2);
    assert_eq!(found(&portal, "公积金 日期:2019..2024-02"), ["old"]);
    assert_eq!(found(&portal, "公积金 体裁:通知"), ["new"]);
    assert_eq!(found(&portal, "主题分类:城乡建设、环境保护"), ["old"]);
    let mut request = SearchRequest { sort: Sort::Date, ..SearchRequest::new("公积金") };
    let order: Vec<String> = portal.search(&request).unwrap().hits.into_iter().map(|hit| hit.id).collect();
    assert_eq!(order, ["new", "news", "old"]);
    request.filters.date_from = Some("2024-03-01".parse().unwrap());
    request.filters.date_to = Some("2024-03-01".parse().unwrap());
    assert_eq!(portal.search(&request).unwrap().total, 1);
}

#[test]
fn facets_count_as_if_their_own_filter_were_not_set() {
    let kinds = [Kind::News, Kind::News, Kind::Service, Kind::Document];
    let items =
        kinds.iter().enumerate().map(|(at, kind)| Item { kind: *kind, ..item(&at.to_string(), "公积金", "") });
    let (_folder, portal) = portal(items);
    let mut request = SearchRequest { facets: FacetField::ALL.to_vec(), ..SearchRequest::new("公积金") };
    request.filters.kind = vec![Kind::News];
    let answer = portal.search(&request).unwrap();
    assert_eq!(answer.total, 2);
    let counts: Vec<(&str, u64)> =
        answer.facets[&FacetField::Kind].iter().map(|v| (v.value.as_str(), v.count)).collect();
    assert_eq!(counts, [("news", 2), ("document", 1), ("service", 1)]);
    assert_eq!(answer.facets[&FacetField::Validity][0].count, 2);
}

#[test]
fn relaxation_says_so() {
    let (_folder, portal) = portal([item("a", "公积金提取", ""), item("b", "养老保险", "")]);
    let strict = portal.search(&SearchRequest::new("公积金 提取")).unwrap();
    assert!(!strict.relaxed && strict.total == 1);
    let relaxed = portal.search(&SearchRequest::new("公积金 养老保险")).unwrap();
    assert!(relaxed.relaxed && relaxed.total == 2 && relaxed.notes.iter().any(|note| note.code == "relaxed"));
    let nothing = portal.search(&SearchRequest::new("龙舟")).unwrap();
    assert!(nothing.total == 0 && !nothing.relaxed);
}

#[test]
fn malformed_queries_are_answered() {
    let (_folder, portal) = portal([item("a", "公积金提取", "")]);
    for query in [
        "\"公积金",
        "公积金\"",
        "公积金 -",
        "-",
        "--",
        "年份:abc 公积金",
        "文号: 公积金",
        "((公积金",
        "公积金 AND",
        "“公积金",
    ] {
        let answer = portal.search(&SearchRequest::new(query)).unwrap();
        assert!(answer.total <= 1, "{query}");
        if query.contains("公积金") {
            assert_eq!(answer.total, 1, "{query}");
        }
    }
    let symbols = portal.search(&SearchRequest::new("，。！")).unwrap();
    assert_eq!((symbols.total, symbols.notes[0].code.as_str()), (0, "no_words"));
    assert_eq!(portal.search(&SearchRequest::new("  ")).unwrap().total, 1);
}

#[test]
fn what_is_not_open_is_not_found() {
    let mut hidden = item("hidden", "内部通知", "公积金");
    hidden.openness = Openness::OnRequest;
    let (_folder, portal) = portal([hidden, item("open", "公积金", "")]);
    for query in ["公积金", "内部通知", "", "\"内部\""] {
        assert!(!found(&portal, query).contains(&"hidden".to_owned()), "{query}");
    }
    let facets = SearchRequest { facets: FacetField::ALL.to_vec(), ..SearchRequest::default() };
    assert_eq!(portal.search(&facets).unwrap().facets[&FacetField::Kind][0].count, 1);
}

#[test]
fn the_exact_title_comes_first_whatever_it_looks_like() {
    let titles = ["\"公积金\" -贷款", "年份:2019", "文号：关于住房的通知", "公积金", "——关于“双随机、一公开”监管"];
    let items = titles.iter().enumerate().map(|(at, title)| item(&at.to_string(), title, "公积金公积金"));
    let (_folder, portal) = portal(items);
    for (at, title) in titles.iter().enumerate() {
        let answer = portal.search(&SearchRequest::new(*title)).unwrap();
        assert_eq!(answer.hits.first().map(|hit| hit.id.clone()), Some(at.to_string()), "{title}");
    }
}

#[test]
fn an_exclusion_is_not_overruled_by_a_title_that_looks_alike() {
    let (_folder, portal) = portal([item("loan", "公积金贷款", ""), item("fund", "公积金提取", "")]);
    assert_eq!(found(&portal, "公积金 -贷款"), ["fund"]);
}

#[test]
fn letters_of_other_scripts_are_found() {
    let (_folder, portal) = portal([item("a", "α波与Ⅲ类医疗器械", "")]);
    for query in ["α", "Α", "Ⅲ", "Ⅲ类", "ⅲ类医疗器械"] {
        assert_eq!(found(&portal, query).len(), 1, "{query}");
    }
}

#[test]
fn highlights_are_escaped_and_in_the_texts_own_script() {
    let (_folder, portal) = portal([item("a", "<b>住房公積金</b>", "如何提取公積金？\n<script>")]);
    let answer = portal.search(&SearchRequest::new("公积金")).unwrap();
    assert_eq!(answer.hits[0].highlight.title, "&lt;b&gt;住房<mark>公積金</mark>&lt;/b&gt;");
    assert_eq!(answer.hits[0].highlight.passage, "如何提取<mark>公積金</mark>？\n&lt;script&gt;");
    assert_eq!(answer.hits[0].title, "<b>住房公積金</b>");
}

#[test]
fn a_portals_own_words_ask_for_a_reindex() {
    let (folder, portal) = portal([item("a", "青禾镇便民服务", "")]);
    drop(portal);
    std::fs::write(folder.path().join("config/dictionary.txt"), "青禾镇便民服务\n").unwrap();
    let error = Portal::open(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Fingerprint { .. }) && error.to_string().contains("menhu reindex"), "{error}");
    // Readers go on with what they have; a reindex brings it back whole, under the new words.
    assert_eq!(Portal::reindex(folder.path(), &WriterOptions::default(), |_, _| {}).unwrap(), 1);
    assert_eq!(found(&Portal::open(folder.path()).unwrap(), "青禾镇便民服务"), ["a"]);
    std::fs::write(folder.path().join("config/dictionary.txt"), "青禾镇 often\n").unwrap();
    let error = Portal::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("dictionary.txt: line 1: the frequency `often`"), "{error}");
}
