//! Finding what people mean: plain words, pinyin, mistakes, what editors and a site's own re-ranker say.

use std::sync::Arc;

use menhu::catalog::{Item, Kind};
use menhu::query::{SearchAnswer, SearchRequest};
use menhu::suggest::SuggestRequest;
use menhu::{Candidate, Error, Portal, Rerank};
use menhu_tests::portal;

fn item(id: &str, title: &str, body: &str) -> Item {
    Item { body: body.to_owned(), ..Item::new(id, Kind::Document, title) }
}

fn ask(portal: &Portal, query: &str) -> SearchAnswer {
    portal.search(&SearchRequest::new(query)).unwrap()
}

fn ids(answer: &SearchAnswer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}

#[test]
fn plain_words_find_standard_terms_and_say_so() {
    let (_folder, portal) = portal([
        item("term", "最低生活保障家庭", "走访家庭"),
        item("typed", "低保家庭", "走访家庭"),
        item("other", "春季植树", "今年春季"),
    ]);
    assert_eq!(ids(&ask(&portal, "低保")), ["typed", "term"], "the word typed comes first");
    let explained = portal.search(&SearchRequest { explain: true, ..SearchRequest::new("低保") }).unwrap();
    let reason = &explained.hits[1].explain[0];
    assert_eq!((reason.code.as_str(), reason.message.contains("最低生活保障")), ("synonym", true), "{reason:?}");
}

#[test]
fn editors_change_synonyms_without_indexing_anew() {
    let (folder, portal) = portal([item("a", "电动自行车登记", ""), item("b", "春季植树", "")]);
    assert!(ids(&ask(&portal, "咕噜噜")).is_empty());
    let file = folder.path().join("config/synonyms.toml");
    std::fs::write(&file, "[[group]]\nplain = [\"咕噜噜\"]\nstandard = [\"电动自行车登记\"]\n").unwrap();
    assert!(portal.reload().unwrap());
    assert_eq!(ids(&ask(&portal, "咕噜噜")), ["a"]);
    assert!(!portal.reload().unwrap(), "nothing has changed");

    std::fs::write(&file, "[[group]]\nplain = [\"咕噜噜\"]\n# standard is missing\n").unwrap();
    let error = portal.reload().unwrap_err();
    assert!(matches!(error, Error::Config { .. }));
    let shown = error.to_string();
    assert!(shown.contains("synonyms.toml: line 1, column 1: `plain` without `standard`"), "{shown}");
    assert_eq!(ids(&ask(&portal, "咕噜噜")), ["a"], "the last good one stays in force");
}

#[test]
fn latin_letters_are_pinyin_and_ideographs_never_are() {
    let (_folder, portal) = portal([
        item("classic", "国学经典诵读", "经典诵读活动"),
        item("fund", "住房公积金提取", "提取公积金"),
        item("etc", "办理ETC", ""),
    ]);
    for query in ["gongjijin", "gong ji jin", "GJJ", "gjj tiqu", "gongjijin tiqu"] {
        let answer = ask(&portal, query);
        assert_eq!(ids(&answer), ["fund"], "{query}");
        assert!(answer.notes.iter().any(|note| note.code == "pinyin"), "{query}");
    }
    let answer = ask(&portal, "etc");
    assert_eq!((ids(&answer), answer.notes.len()), (vec!["etc"], 0));
    assert!(ids(&ask(&portal, "景点")).is_empty(), "景点 is not 经典");
    let mixed = ask(&portal, "公积金 tiqu");
    assert!(mixed.notes.iter().all(|note| note.code != "pinyin"), "only queries of Latin letters alone are pinyin");
}

#[test]
fn a_mistyped_query_is_searched_as_corrected_with_a_way_back() {
    let many = (0..40).map(|n| item(&format!("f{n}"), "住房公积金提取", "职工可以申请提取住房公积金。"));
    let (_folder, portal) = portal(many.chain([item("x", "春季植树", "今年春季")]));
    let answer = ask(&portal, "公机金");
    assert_eq!(answer.total, 40);
    let meant = answer.did_you_mean.unwrap();
    assert_eq!((meant.text.as_str(), meant.searched), ("公积金", true));
    let typed = portal.search(&SearchRequest { correct: false, ..SearchRequest::new("公机金") }).unwrap();
    assert_eq!((typed.total, typed.did_you_mean), (0, None));
    for query in ["公积金", "\"公机金\"", "公机金 -贷款"] {
        assert_eq!(ask(&portal, query).did_you_mean, None, "{query}");
    }
}

#[test]
fn editors_place_first_and_last_and_hide() {
    let texts = ["a", "b", "c", "d"].map(|id| item(id, "公积金通知", "公积金"));
    let (folder, portal) = portal(texts);
    let rule = "[[rule]]\nqueries = [\"公积金\"]\nbest = [\"c\"]\nworst = [\"a\"]\nhide = [\"d\", \"gone\"]\n";
    std::fs::write(folder.path().join("config/best_bets.toml"), rule).unwrap();
    portal.reload().unwrap();
    assert_eq!(ids(&ask(&portal, "公積金！")), ["c", "b", "a"]);
    assert_eq!(ask(&portal, "公积金 -春季").total, 4, "whoever excludes means something else");
}

#[test]
fn a_site_has_the_last_word_but_not_a_broken_one() {
    struct Own(f32);
    impl Rerank for Own {
        fn rerank(&self, query: &str, candidates: &mut [Candidate]) {
            assert_eq!(query, "公积金");
            for candidate in candidates.iter_mut().filter(|candidate| candidate.id == "weak") {
                candidate.score = self.0;
            }
        }
    }
    let (_folder, portal) =
        portal([item("strong", "公积金提取", "公积金"), item("weak", "通知", "有关公积金的其他事项，另行通知。")]);
    assert_eq!(ids(&ask(&portal, "公积金")), ["strong", "weak"]);
    for (score, first) in [(1000.0, "weak"), (f32::NAN, "strong"), (f32::INFINITY, "strong"), (-1.0, "strong")] {
        let own = portal.clone().with_reranker(Arc::new(Own(score)));
        assert_eq!(ids(&ask(&own, "公积金"))[0], first, "{score}");
    }
}

#[test]
fn suggestions_follow_a_reload() {
    let (_folder, portal) = portal([item("a", "住房公积金提取", "")]);
    let suggested = |text: &str| {
        let answer = portal.suggest(&SuggestRequest::new(text)).unwrap();
        answer.suggestions.into_iter().filter_map(|suggestion| suggestion.id).collect::<Vec<_>>()
    };
    assert_eq!(suggested("gjj"), ["a"]);
    assert_eq!(suggested("金提"), ["a"]);
    let mut writer = portal.writer(&menhu::WriterOptions::default()).unwrap();
    writer.put(&item("b", "不动产登记", "")).unwrap();
    writer.finish().unwrap();
    assert!(suggested("budongchan").is_empty());
    portal.reload().unwrap();
    assert_eq!(suggested("budongchan"), ["b"]);
}
