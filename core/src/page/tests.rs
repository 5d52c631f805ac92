//! The index as a whole: built, served from memory, searched.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::format::{self, FileKind};
use super::{Built, MANIFEST, Options, PageAnswer, PageDocument, PageError, PageIndex, PageRequest, Step, build};
use crate::text::{Dictionary, fold};

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::builtin);

fn document(id: &str, title: &str, body: &str) -> PageDocument {
    PageDocument { id: id.into(), title: title.into(), body: body.into(), ..PageDocument::default() }
}

fn made(documents: Vec<PageDocument>) -> Built {
    let options = Options { part_length: 40, chunk_bytes: 200, ..Options::default() };
    build(&DICTIONARY, documents, &options)
}

/// Searches until there is an answer, and counts the rounds.
fn run(built: &Built, request: &PageRequest) -> Result<(PageAnswer, usize), PageError> {
    let mut index = PageIndex::open(&built.files[MANIFEST])?;
    for round in 1..10 {
        match index.search(request)? {
            Step::Done(answer) => return Ok((answer, round)),
            Step::Needs(names) => {
                assert!(!names.is_empty());
                for name in names {
                    index.put(&name, &built.files[&name])?;
                }
            }
        }
    }
    panic!("no answer to {request:?}");
}

fn asked(q: &str) -> PageRequest {
    PageRequest { q: q.into(), limit: 100, ..PageRequest::default() }
}

/// Ids of the hits, in their order.
fn ids(built: &Built, q: &str) -> String {
    let (answer, _) = run(built, &asked(q)).expect("a whole index");
    assert_eq!(answer.total as usize, answer.hits.len());
    answer.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>().join(" ")
}

fn portal() -> Built {
    let mut documents = vec![
        document("a", "住房公积金提取办法", "购买自住住房的，可以申请提取。\n租房也可以提取公积金，每年一次。"),
        document("b", "住房公积金贷款办法", "首次购房的职工可以申请贷款。"),
        document("c", "关于行政处罚的规定", "行政处罚由机关决定。处罚决定书应当送达。"),
        document("d", "机关行政办公规定", "先处理，后处罚。罚款须上缴。第52条 公积金。"),
        document("e", "ETC 办理指南", "带身份证办理电子收费。安全地生产。"),
        document("f", "臺灣居民居住證辦理", "持證人可以辦理公積金業務。"),
    ];
    for (at, document) in documents.iter_mut().enumerate() {
        document.unit = ["公积金中心", "民政局"][at / 3].into();
        document.kind = ["办事服务", "政策文件"][at % 2].into();
        document.date = format!("20{}-05-01", 19 + at);
        document.filters = vec![("column".into(), ["办事/住房", "办事"][at % 2].into())];
    }
    made(documents)
}

#[test]
fn words_phrases_and_exclusions() {
    let built = portal();
    assert_eq!(ids(&built, "公积金提取"), "a");
    assert_eq!(ids(&built, "公积金 -贷款"), "a d f");
    assert_eq!(ids(&built, "\"处罚决定\""), "c");
    assert_eq!(ids(&built, "\"后处罚。罚款\""), "d");
    assert_eq!(ids(&built, "\"机关决定\" -\"规定 机关\""), "c");
    assert_eq!(ids(&built, "第52条"), "d");
    assert_eq!(ids(&built, "行政处罚"), "c");
    assert_eq!(ids(&built, "没有这样的词"), "");
    assert_eq!(ids(&built, "？！"), "");
    assert_eq!(ids(&built, "的").split(' ').count(), 3);
}

#[test]
fn a_string_of_four_is_one_word_that_titles_may_turn_round() {
    let mut documents: Vec<_> = (0..12).map(|n| document(&format!("whole{n}"), "通知", "校车收费的办理。")).collect();
    documents.push(document("turned", "收费校车指南", "正文。"));
    documents.push(document("apart", "指南", "先收费，校车随后。"));
    let found = ids(&made(documents.clone()), "校车收费");
    assert_eq!(found.split(' ').count(), 13, "{found}");
    assert!(found.contains("turned") && !found.contains("apart"), "{found}");
    // Where few hold it so, it is two words.
    let found = ids(&made(documents.split_off(9)), "校车收费");
    assert!(found.contains("turned") && found.contains("apart") && found.starts_with("whole"), "{found}");
}

#[test]
fn document_numbers_are_found_whatever_their_brackets() {
    let built = made(vec![
        document("a", "通知", "根据国发〔2019〕5号文件，现通知如下。"),
        document("b", "通知", "国发〔2019〕6号，2019年5月5号。"),
        document("c", "通知", "国办发〔2019〕5号。"),
    ]);
    for query in ["国发〔2019〕5号", "国发[2019] 5 号", "国发（2019）第5号", "國發〔2019〕5"] {
        assert_eq!(ids(&built, query), "a", "{query}");
    }
    assert_eq!(ids(&built, "国发〔2019〕7号"), "");
}

#[test]
fn an_exact_title_comes_first() {
    let built = portal();
    assert!(ids(&built, "机关行政办公规定").starts_with('d'));
    assert!(ids(&built, "住房公积金贷款办法").starts_with('b'));
}

#[test]
fn traditional_texts_and_queries_meet_and_are_shown_as_written() {
    let built = portal();
    let (answer, _) = run(&built, &asked("居住证办理")).unwrap();
    assert_eq!(answer.hits[0].marked_title, "臺灣居民<mark>居住證</mark><mark>辦理</mark>");
    assert_eq!(ids(&built, "住房公積金貸款"), "b");
    let (answer, _) = run(&built, &asked("公積金業務")).unwrap();
    assert_eq!(answer.hits[0].passage, "持證人可以辦理<mark>公積金</mark><mark>業務</mark>。");
}

#[test]
fn letters_are_pinyin_unless_titles_hold_them() {
    let built = portal();
    let found = |q: &str| run(&built, &asked(q)).unwrap().0;
    assert!(found("gongjijin").is_pinyin && found("gjj").is_pinyin && found("gong ji jin daikuan").is_pinyin);
    assert_eq!(ids(&built, "gongjijindaikuan"), "b");
    assert!(!found("etc").is_pinyin && found("etc").total == 1);
    assert_eq!(found("qwertz").total, 0);
}

#[test]
fn filters_facets_and_order() {
    let built = portal();
    let mut request = asked("公积金");
    request.facets = vec!["unit".into(), "year".into()];
    request.filters = vec![("unit".into(), "民政局".into())];
    let (answer, _) = run(&built, &request).unwrap();
    assert_eq!(answer.total, 2);
    assert_eq!(answer.facets[0].values, [("公积金中心".to_owned(), 2), ("民政局".to_owned(), 2)]);
    assert_eq!(answer.facets[1].values.len(), 2);
    request.by_date = true;
    request.filters = vec![("date_from".into(), "2020-01-01".into())];
    let (answer, _) = run(&built, &request).unwrap();
    assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<String>(), "fdb");
    assert_eq!(ids(&built, "公积金 部门:民政局"), "d f");
    assert_eq!(ids(&built, "公积金 -unit:民政局"), "b a");
    assert_eq!(ids(&built, "栏目:办事/住房"), "e c a");
    assert_eq!(ids(&built, "栏目:办事 类型:政策文件"), "f d b");
    assert_eq!(ids(&built, ""), "f e d c b a");
    request.filters = vec![("colour".into(), "red".into())];
    assert_eq!(run(&built, &request), Err(PageError::UnknownField));
}

#[test]
fn a_search_takes_two_rounds_and_no_text_for_numbers() {
    let built = portal();
    assert_eq!(run(&built, &asked("公积金")).unwrap().1, 3);
    let numbers = PageRequest { numbers_only: true, ..asked("公积金") };
    let (answer, rounds) = run(&built, &numbers).unwrap();
    assert_eq!((answer.numbers.len(), answer.hits.len(), rounds), (4, 0, 2));
}

#[test]
fn an_empty_index_is_one() {
    let built = made(Vec::new());
    assert_eq!(ids(&built, "公积金"), "");
    assert_eq!(ids(&built, ""), "");
}

#[test]
fn the_same_documents_give_the_same_files_in_any_order() {
    let documents: Vec<PageDocument> =
        (0..300).map(|n| document(&format!("id{n}"), &format!("第{n}号通知"), "正文。")).collect();
    let built = made(documents.clone());
    assert_eq!(made(documents.iter().rev().cloned().collect()), built);
    // A change of one document gives new names to its own bucket, not to all.
    let mut changed = documents;
    changed[7].body = "另一篇正文。".into();
    let changed = made(changed);
    let fragments = |built: &Built| -> BTreeMap<String, Vec<u8>> {
        built.files.iter().filter(|(name, _)| name.starts_with("f/")).map(|(n, b)| (n.clone(), b.clone())).collect()
    };
    let kept = fragments(&changed).into_iter().filter(|(name, _)| built.files.contains_key(name)).count();
    assert!(kept > 150 && kept < 300, "{kept}");
    // Whatever has the same name has the same content: an upload over an older one disturbs no open page.
    assert!(
        changed
            .files
            .iter()
            .all(|(name, file)| name == MANIFEST || built.files.get(name).is_none_or(|old| old == file))
    );
}

#[test]
fn a_manifest_names_all_files() {
    for built in [portal(), made(Vec::new())] {
        let names = super::file_names(&built.files[MANIFEST], |name| built.files.get(name).cloned()).unwrap();
        assert_eq!(names.iter().collect::<Vec<_>>(), built.files.keys().collect::<Vec<_>>());
        // What a page may ask for besides, only other files name.
        assert_eq!(super::file_names(&built.files[MANIFEST], |_| None).unwrap(), names);
    }
    assert!(super::file_names(b"<!doctype html>", |_| None).is_err());
}

#[test]
fn keywords_find_a_document_and_are_not_shown() {
    let built = made(vec![PageDocument { keywords: vec!["停水".into()], ..document("a", "通知", "正文。") }]);
    let (answer, _) = run(&built, &asked("停水")).unwrap();
    assert_eq!((answer.total, answer.hits[0].passage.as_str()), (1, "正文。"));
}

#[test]
fn plain_words_find_standard_terms_and_these_do_not_find_them() {
    let mut options = Options { part_length: 40, chunk_bytes: 200, ..Options::default() };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    options.synonyms.add(&words(&["社保", "五险"]), &words(&["社会保险"]));
    options.synonyms.add(&words(&["身份证丢了"]), &words(&["补领居民身份证", "没有的事"]));
    let built = build(
        &DICTIONARY,
        vec![
            document("a", "社会保险转移", "参加社会保险的职工。"),
            document("b", "社保卡", "社保卡的办理。"),
            document("c", "补领居民身份证", "到派出所办理。"),
            document("d", "遗失", "身份证的挂失。"),
        ],
        &options,
    );
    let (answer, _) = run(&built, &asked("社保")).unwrap();
    assert_eq!(answer.hits.iter().map(|hit| hit.id.as_str()).collect::<String>(), "ba");
    assert!(answer.hits[1].marked_title.contains("<mark>社会保险</mark>"), "{:?}", answer.hits[1]);
    assert_eq!(ids(&built, "五险"), "a", "though it would stand before all terms");
    assert_eq!(ids(&built, "五险转移"), "a");
    assert_eq!(ids(&built, "社会保险"), "a");
    // One that spans several words of the query stands for each of them.
    assert!(ids(&built, "身份证丢了怎么办").starts_with('c'));
    assert_eq!(ids(&built, "\"社保\""), "b");
}

#[test]
fn what_stands_for_a_piece_does_not_stand_for_the_whole() {
    let mut options = Options { part_length: 40, chunk_bytes: 200, ..Options::default() };
    options.synonyms.add(&["校车".to_owned()], &["接送车".to_owned()]);
    let mut documents: Vec<_> = (0..12).map(|n| document(&format!("whole{n}"), "通知", "校车收费的办理。")).collect();
    documents.push(document("half", "通知", "接送车的安全。"));
    documents.push(document("other", "通知", "接送车怎样收费。"));
    let found = ids(&build(&DICTIONARY, documents, &options), "校车收费");
    assert!(found.contains("other") && !found.contains("half"), "{found}");
}

#[test]
fn characters_in_common_come_before_none() {
    let built = made(vec![
        document("a", "通知", "职工催缴罚金的事宜，请知悉。"),
        document("b", "通知", "职工催缴欠款的事宜，请知悉。"),
    ]);
    assert_eq!(ids(&built, "职工 欠钱"), "b a");
    assert_eq!(ids(&built, "职工"), "a b");
}

#[test]
fn what_is_damaged_or_mixed_up_is_an_error() {
    let built = portal();
    assert_eq!(PageIndex::open(b"<!doctype html>").unwrap_err(), PageError::NotThisFile);
    let mut index = PageIndex::open(&built.files[MANIFEST]).unwrap();
    for (name, file) in built.files.iter().filter(|(name, _)| *name != MANIFEST) {
        for at in [0, 4, 7, 10, file.len() / 2, file.len() - 1] {
            let mut changed = file.clone();
            changed[at] ^= 0x40;
            assert!(index.put(name, &changed).is_err(), "{name} {at}");
        }
        assert!(index.put(name, &file[..file.len() / 2]).is_err());
        if !name.starts_with("f/") {
            assert_eq!(index.put("000000000000.mhp", file), Err(PageError::Damaged));
        }
    }
    // A chunk in place of another is found out by its number.
    let chunk = |name: &&String| built.files[*name][3] == FileKind::Terms as u8;
    let chunks: Vec<&String> = built.files.keys().filter(chunk).collect();
    for wrong in [FileKind::Terms, FileKind::Positions] {
        let mut index = PageIndex::open(&built.files[MANIFEST]).unwrap();
        let other = built.files.values().rfind(|file| file[3] == wrong as u8).unwrap();
        let found = (0..5).find_map(|_| match index.search(&asked("公积金提取")) {
            Ok(Step::Needs(names)) => {
                for name in names {
                    let file = if chunks.contains(&&name) { other } else { &built.files[&name] };
                    index.put(&name, file).unwrap();
                }
                None
            }
            answer => Some(answer),
        });
        assert!(matches!(found, Some(Err(PageError::Damaged | PageError::NotThisFile))), "{found:?}");
    }
}

/// Any files under their names, with envelopes that are whole: what a reader must survive beyond checksums.
fn repacked(built: &Built, change: impl Fn(&str, &mut Vec<u8>)) -> Built {
    let mut changed = built.clone();
    for (name, file) in &mut changed.files {
        let (kind, mut payload) = format::unpack(file).expect("a whole file");
        change(name, &mut payload);
        let kinds = [
            FileKind::Manifest,
            FileKind::Terms,
            FileKind::Positions,
            FileKind::Documents,
            FileKind::Field,
            FileKind::Script,
            FileKind::Sounds,
            FileKind::Fragment,
        ];
        *file = format::pack(*kinds.iter().find(|known| **known as u8 == kind).expect("a known kind"), &payload);
    }
    changed
}

/// Searches whatever the files are, without their names being checked.
fn survives(built: &Built, q: &str) {
    let Ok(mut index) = PageIndex::open(&built.files[MANIFEST]) else { return };
    let request = PageRequest { facets: vec!["unit".into()], ..asked(q) };
    for _ in 0..10 {
        let Ok(Step::Needs(names)) = index.search(&request) else { return };
        for name in names {
            let Some(file) = built.files.get(&name) else { return };
            if index.put_unchecked(&name, file).is_err() {
                return;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn finds_exactly_what_holds_the_string(
        texts in proptest::collection::vec("[公积金住房處罚，。a1 \n]{0,90}", 1..12),
        query in "[公积金住房处罚]{2,6}",
        mixed in "[公积金住a1]{1,6}",
    ) {
        let documents: Vec<_> = texts.iter().enumerate().map(|(n, text)| document(&n.to_string(), "", text)).collect();
        // One part for each document: a part may cut a string that has no end of a sentence for long.
        let built = build(&DICTIONARY, documents, &Options { part_length: 200, chunk_bytes: 100, ..Options::default() });
        for (query, whole_runs) in [(query, false), (mixed, true)] {
            let holds = |text: &String| {
                let (text, query) = (fold(text), fold(&query));
                let is_run = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                text.match_indices(&query).any(|(at, _)| {
                    let cut = |a: Option<char>, b: Option<char>| is_run(a) && is_run(b);
                    !whole_runs || (!cut(text[..at].chars().next_back(), query.chars().next())
                        && !cut(query.chars().next_back(), text[at + query.len()..].chars().next()))
                })
            };
            let expected: Vec<String> =
                texts.iter().enumerate().filter(|(_, text)| holds(text)).map(|(n, _)| n.to_string()).collect();
            let (answer, _) = run(&built, &asked(&format!("\"{query}\""))).unwrap();
            let mut found: Vec<String> = answer.hits.iter().map(|hit| hit.id.clone()).collect();
            found.sort_by_key(|id| id.parse::<u32>().unwrap());
            prop_assert_eq!(found, expected, "{}", query);
            // As words nothing that holds the string is missed.
            let (words, _) = run(&built, &asked(&query)).unwrap();
            prop_assert!(words.total >= answer.total, "{}", query);
        }
    }

    #[test]
    fn survives_any_content(
        at in any::<proptest::sample::Index>(), bit in 0u32..8, which in any::<proptest::sample::Index>(),
        cut in any::<bool>(), q in "公积金提取|\"处罚决定\"|gongjijin|税|公積金 -贷款|罚 unit:民政局",
    ) {
        let built = portal();
        let names: Vec<&String> = built.files.keys().collect();
        let chosen = names[which.index(names.len())].clone();
        survives(&repacked(&built, |name, payload| {
            if (*name == chosen || name == MANIFEST && bit > 3) && !payload.is_empty() {
                let at = at.index(payload.len());
                if cut { payload.truncate(at) } else { payload[at] ^= 1 << bit }
            }
        }), &q);
    }
}
