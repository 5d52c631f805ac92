use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn entry(text: &str, kind: SuggestionKind, weight: f32) -> Entry {
    Entry { text: text.to_owned(), kind, id: None, weight }
}

fn titles(texts: &[&str]) -> Suggester {
    Suggester::new(texts.iter().map(|text| entry(text, SuggestionKind::Title, 1.0)))
}

fn texts(suggester: &Suggester, typed: &str) -> Vec<String> {
    suggester.suggest(typed, 10).into_iter().map(|found| found.text).collect()
}

#[test]
fn finds_in_every_way_of_typing() {
    let suggester = titles(&["重庆市住房公积金管理条例"]);
    for (typed, marked) in [
        ("重慶", "重庆"),
        ("公积金", "公积金"),
        ("公積金管", "公积金管"),
        ("例", "例"),
        ("chongqing", "重庆"),
        ("zhongq", "重庆"),
        ("cqs", "重庆市"),
        ("zhufang", "住房"),
        ("zfgjj", "住房公积金"),
        ("gongjj", "公积金"),
        ("gong ji jin", "公积金"),
        ("gjjgltl", "公积金管理条例"),
        ("公积jin", "公积金"),
        ("住fgjj", "住房公积金"),
        ("ＧＪＪ", "公积金"),
        ("tiaoli", "条例"),
        ("公积 金", "公积金"),
    ] {
        let found = suggester.suggest(typed, 10);
        assert_eq!(found.len(), 1, "{typed}");
        assert!(found[0].highlight.contains(&format!("<mark>{marked}</mark>")), "{typed}: {}", found[0].highlight);
    }
    for typed in ["", " ", "《》", "，。'", "税", "公金", "gjjj", "xyz", "公积金公积金", "12"] {
        assert!(suggester.suggest(typed, 10).is_empty(), "{typed}");
    }
    assert!(suggester.suggest("公", 0).is_empty());
    assert!(Suggester::new([]).suggest("公", 10).is_empty());
}

#[test]
fn the_same_text_comes_first_then_beginnings_then_the_rest() {
    use SuggestionKind::Term;
    let suggester = Suggester::new([
        entry("住房公积金", Term, 9.0),
        entry("公积金贷款", Term, 2.0),
        entry("公积金提取", Term, 3.0),
        entry("公积金中心地址", Term, 2.0),
        entry("公积金", Term, 1.0),
        entry("工具间", Term, 8.0),
    ]);
    let by_rank = ["公积金", "公积金提取", "公积金贷款", "公积金中心地址", "住房公积金"];
    assert_eq!(texts(&suggester, "公积金"), by_rank);
    assert_eq!(texts(&suggester, "gongjijin"), by_rank);
    assert_eq!(
        texts(&suggester, "gjj"),
        ["工具间", "公积金", "公积金提取", "公积金贷款", "公积金中心地址", "住房公积金"]
    );
}

#[test]
fn letters_in_titles_are_found_before_initials() {
    let suggester = titles(&["儿童餐厅", "ETC办理指南", "高速公路ETC", "（附PDF）公告"]);
    assert_eq!(texts(&suggester, "etc"), ["ETC办理指南", "儿童餐厅", "高速公路ETC"]);
    assert_eq!(texts(&suggester, "etcbl"), ["ETC办理指南"]);
    assert_eq!(texts(&suggester, "pdf"), ["（附PDF）公告"]);
    assert_eq!(suggester.suggest("fpdfg", 1)[0].highlight, "（<mark>附PDF）公</mark>告");
}

#[test]
fn every_kind_has_its_share() {
    let mut entries: Vec<Entry> =
        (0..100).map(|n| entry(&format!("公积金新闻{n}"), SuggestionKind::Title, 9.0)).collect();
    entries.push(entry("住房公积金提取", SuggestionKind::Service, 1.0));
    entries.push(entry("公积金中心", SuggestionKind::Unit, 1.0));
    entries.push(entry("公积金", SuggestionKind::Term, 1.0));
    let suggester = Suggester::new(entries);
    let kinds = |limit: usize| -> Vec<SuggestionKind> {
        suggester.suggest("gjj", limit).into_iter().map(|found| found.kind).collect()
    };
    use SuggestionKind::{Service, Term, Title, Unit};
    assert_eq!(kinds(5), [Service, Unit, Term, Title, Title]);
    assert_eq!(kinds(2), [Service, Unit]);
    assert_eq!(kinds(1000).len(), 103);
}

#[test]
fn a_text_is_suggested_once() {
    let with_id = |text: &str, kind, id: &str, weight| Entry { id: Some(id.to_owned()), ..entry(text, kind, weight) };
    let suggester = Suggester::new([
        with_id("投诉", SuggestionKind::Title, "l1", 1.0),
        with_id("投訴", SuggestionKind::Title, "l2", 2.0),
        with_id("社保卡办理", SuggestionKind::Title, "n1", 1.0),
        with_id("社保卡办理", SuggestionKind::Service, "s1", 1.0),
        entry("社保卡办理 ", SuggestionKind::Query, 1.0),
    ]);
    let all: Vec<(String, Option<String>)> =
        ["投诉", "社保"].iter().flat_map(|q| suggester.suggest(q, 9)).map(|found| (found.text, found.id)).collect();
    assert_eq!(all, [("投訴".to_owned(), None), ("社保卡办理".to_owned(), Some("s1".to_owned()))]);
}

#[test]
fn very_long_texts_and_queries_are_bounded() {
    let long = "公积金管理中心".repeat(300);
    let suggester = titles(&[&long, "公积金"]);
    assert_eq!(texts(&suggester, &long), [long.as_str()]);
    assert_eq!(texts(&suggester, &format!("积金{}", &long[..3000])), [] as [String; 0]);
    assert_eq!(texts(&suggester, &long[9..2100]), [long.as_str()]);
    for query in ["g".repeat(1000), "中".repeat(1000), "gongjijin".repeat(30), " ".repeat(10_000)] {
        assert!(texts(&suggester, &query).is_empty());
    }
    assert_eq!(texts(&suggester, &format!("{}公积金", " ".repeat(10_000))).len(), 2);
}

fn plain(html: &str) -> String {
    html.replace("<mark>", "").replace("</mark>", "")
}

/// Texts as portals have them, with few characters so that parts agree.
const TEXT: &str = "[公积金重庆市行长的A1 、《<&ü]{1,12}|\\PC{0,12}";

proptest! {
    #[test]
    fn characters_find_what_a_plain_search_finds(
        all in proptest::collection::vec(("[公积金管理Ａ《 ]{1,14}", 0u8..4), 1..30),
        typed in "[公积金管理 ]{1,9}",
        limit in 1usize..12,
    ) {
        let suggester =
            Suggester::new(all.iter().map(|(text, weight)| entry(text, SuggestionKind::Term, f32::from(*weight))));
        let reduce = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let typed_reduced = reduce(&typed);
        prop_assume!(!typed_reduced.is_empty());
        // What is found, and how well: by which rule, with which weight.
        let mut expected = std::collections::BTreeMap::new();
        for (text, weight) in &all {
            let reduced = reduce(text);
            let rule = match reduced.find(&typed_reduced) {
                Some(0) if reduced == typed_reduced => 0,
                Some(0) => 1,
                Some(_) => 2,
                None => continue,
            };
            let rank = expected.entry(fold(text.trim())).or_insert((rule, u8::MAX));
            *rank = (*rank).min((rule, u8::MAX - weight));
        }
        let found = suggester.suggest(&typed, limit);
        prop_assert_eq!(found.len(), expected.len().min(limit));
        let ranks: Vec<_> = found.iter().map(|found| expected[&fold(found.text.trim())]).collect();
        let mut all_ranks: Vec<_> = expected.values().copied().collect();
        all_ranks.sort_unstable();
        all_ranks.truncate(limit);
        prop_assert_eq!(ranks, all_ranks);
    }

    #[test]
    fn every_part_of_a_text_finds_it(
        all in proptest::collection::vec(TEXT, 1..12),
        which in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 1usize..14,
    ) {
        let suggester = titles(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let chars: Vec<char> = which.get(&all).chars().collect();
        prop_assume!(!chars.is_empty());
        let from = from.index(chars.len());
        let part: String = chars[from..chars.len().min(from + length)].iter().collect();
        prop_assume!(part.chars().any(|c| fold_char(c).is_alphanumeric()));
        let found = suggester.suggest(&part, usize::MAX);
        let wanted = fold(which.get(&all).trim());
        prop_assert!(found.iter().any(|found| fold(found.text.trim()) == wanted), "{part}: {found:?}");
    }

    #[test]
    fn every_way_of_pinyin_finds_its_text(
        text in "[公积金重庆市银行会计长沙绿ABC]{2,8}",
        others in proptest::collection::vec(TEXT, 0..8),
        ways in proptest::collection::vec((0usize..4, 0usize..4), 8),
        from in 0usize..6,
    ) {
        let mut typed = String::new();
        for (c, (reading, way)) in text.chars().skip(from).zip(ways) {
            let readings = crate::text::readings(c);
            let readings = readings.as_slice();
            match readings.get(reading % readings.len().max(1)) {
                Some(syllable) => match way {
                    0 => typed.push_str(&syllable[..1]),
                    1 => typed.push(c),
                    2 => typed.push_str(&format!("{syllable}'")),
                    _ => typed.push_str(syllable),
                },
                None => typed.push(c),
            }
        }
        prop_assume!(!typed.is_empty());
        let all: Vec<&str> = others.iter().map(String::as_str).chain([text.as_str()]).collect();
        let found = titles(&all).suggest(&typed, usize::MAX);
        prop_assert!(found.iter().any(|found| fold(&found.text) == fold(&text)), "{typed}: {found:?}");
    }

    #[test]
    fn pinyin_finds_what_agrees_anywhere(
        all in proptest::collection::vec("[公共积极机金重庆行长张西安先绿AG1《]{1,10}", 1..30),
        typed in "(gong|ji|jin?|zh|c?h|ang|xi|an|q|g|j|x|a|lv|'| |公|1){1,7}",
    ) {
        let suggester = titles(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let agrees = |question: &Typed, text: &str| {
            let text: Vec<char> = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
            let signs: Vec<u16> = text.into_iter().map(|c| suggester.alphabet.sign(c)).collect();
            (0..signs.len()).any(|at| question.length_in(&suggester.alphabet, &signs[at..]).is_some())
        };
        let question = Typed::new(&suggester.alphabet, &typed).filter(Typed::may_be_sound);
        prop_assume!(question.is_some());
        let texts = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| fold(text)).collect::<BTreeSet<_>>();
        let expected = texts(&mut all.iter().filter(|text| question.iter().any(|question| agrees(question, text))));
        let found = suggester.suggest(&typed, usize::MAX);
        prop_assert_eq!(texts(&mut found.iter().map(|found| &found.text)), expected);
    }

    #[test]
    fn marks_are_well_formed_whatever_is_typed(
        all in proptest::collection::vec((TEXT, 0usize..7, any::<f32>()), 0..12),
        typed in "[公积金重chongq'gjA1 ü<]{0,8}|\\PC{0,8}",
        limit in 0usize..6,
    ) {
        let entries = all.iter().map(|(text, kind, weight)| entry(text, SuggestionKind::ALL[*kind], *weight));
        let found = Suggester::new(entries).suggest(&typed, limit);
        prop_assert!(found.len() <= limit);
        prop_assert!(found.is_sorted_by_key(|found| found.kind));
        for (at, one) in found.iter().enumerate() {
            prop_assert_eq!(plain(&one.highlight), escape_html(&one.text));
            prop_assert!(one.highlight.matches("<mark>").count() == 1 && !one.highlight.contains("<mark></mark>"));
            prop_assert!(one.highlight.find("<mark>") < one.highlight.find("</mark>"));
            let folded = fold(one.text.trim());
            prop_assert!(found[..at].iter().all(|other| fold(other.text.trim()) != folded));
        }
    }
}
