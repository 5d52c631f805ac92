//! What a page asks for beside searching: built, served from memory, asked.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::format::{self, FileKind};
use super::super::{Built, Extras, MANIFEST, Options, PageDocument, PageError, build, build_with};
use super::{Asked, MoreIndex, PageRelated};
use crate::catalog::{Kind, ListEntry, Listed, Listing, Validity};
use crate::related::{Direction, LinkType, Related, RelatedGroup, RelatedItem};
use crate::suggest::{Entry, Suggester, SuggestionKind};
use crate::text::Dictionary;

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::builtin);

fn entry(text: &str, kind: SuggestionKind, weight: f32) -> Entry {
    Entry { text: text.into(), kind, id: Some(text.chars().rev().collect()), weight }
}

fn extras(entries: Vec<Entry>) -> Extras {
    let item = RelatedItem {
        id: "b".into(),
        title: "住房公积金贷款办法".into(),
        kind: Kind::Document,
        unit: None,
        date: None,
        validity: Validity::InForce,
        reason: "同一栏目".into(),
        direction: Direction::Both,
        evidence: None,
    };
    let group = RelatedGroup { link: LinkType::SameColumn, label: "同一栏目".into(), total: 1, items: vec![item] };
    let related = Related { groups: vec![group] };
    let listed = ListEntry { label: "民政局".into(), value: "民政局".into(), count: 2, ..ListEntry::default() };
    Extras {
        entries,
        related: vec![
            ("a".into(), PageRelated::of(related, |id| Some(format!("https://example.gov.cn/{id}")))),
            ("b".into(), PageRelated::default()),
        ],
        listings: vec![Listed { list: Listing::Units, entries: vec![listed] }],
    }
}

fn documents() -> Vec<PageDocument> {
    let texts = ["住房公积金提取办法", "住房公积金贷款办法", "公积金提取指南"];
    let document = |(at, text): (usize, &&str)| PageDocument {
        id: ["a", "b", "c"][at].into(),
        title: (*text).into(),
        body: format!("{text}。申请提取公积金应当携带身份证。办理 wechat 登记。"),
        weight: 16,
        ..PageDocument::default()
    };
    texts.iter().enumerate().map(document).collect()
}

fn portal() -> Built {
    let entries = vec![
        entry("住房公积金提取", SuggestionKind::Service, 4.0),
        entry("公积金贷款", SuggestionKind::Title, 4.0),
        entry("重庆市公积金 ETC 办法", SuggestionKind::Title, 2.0),
        entry("公积金", SuggestionKind::Term, 7.0),
    ];
    build_with(&DICTIONARY, documents(), &extras(entries), &Options::default())
}

/// Asks until there is an answer.
fn run<T>(
    built: &Built,
    ask: impl Fn(&MoreIndex) -> Result<Asked<T>, PageError>,
    put: impl Fn(&mut MoreIndex, &str, &[u8]) -> Result<(), PageError>,
) -> Result<T, PageError> {
    let mut index = MoreIndex::open(&built.files[MANIFEST])?;
    for _ in 0..10 {
        match ask(&index)? {
            Asked::Done(answer) => return Ok(answer),
            Asked::Needs(names) => {
                assert!(!names.is_empty());
                for name in names {
                    put(&mut index, &name, built.files.get(&name).ok_or(PageError::NotThisFile)?)?;
                }
            }
        }
    }
    panic!("no answer");
}

fn suggested(built: &Built, text: &str) -> Vec<crate::suggest::Suggestion> {
    run(built, |index| index.suggest(text, 10), MoreIndex::put).expect("an answer").suggestions
}

fn meant(built: &Built, query: &str) -> Option<String> {
    run(built, |index| index.did_you_mean(query), MoreIndex::put)
        .expect("an answer")
        .did_you_mean
        .map(|meant| meant.text)
}

fn owned(asked: Result<Asked<&str>, PageError>) -> Result<Asked<String>, PageError> {
    Ok(match asked? {
        Asked::Needs(names) => Asked::Needs(names),
        Asked::Done(json) => Asked::Done(json.to_owned()),
    })
}

#[test]
fn suggestions_come_by_every_way_of_typing() {
    let built = portal();
    for typed in ["公积金", "gongjijin", "gjj", "gongj", "公jj", "积jin", "公積金"] {
        let texts: Vec<String> = suggested(&built, typed).into_iter().map(|found| found.text).collect();
        assert_eq!(texts.len(), 4, "{typed}: {texts:?}");
        assert_eq!(texts[..2], ["住房公积金提取", "公积金"], "{typed}");
    }
    assert_eq!(suggested(&built, "zqs")[0].highlight, "<mark>重庆市</mark>公积金 ETC 办法");
    assert_eq!(suggested(&built, "etcb").len(), 1);
    for typed in ["g", "公", "e", "etc", "chongq"] {
        assert!(!suggested(&built, typed).is_empty(), "{typed}");
    }
    assert!(
        suggested(&built, "").is_empty() && suggested(&built, "税").is_empty() && suggested(&built, "xyz").is_empty()
    );
}

#[test]
fn a_mistyped_query_is_corrected_by_what_documents_write() {
    let mut documents = documents();
    for at in 0..60 {
        documents.push(PageDocument { id: format!("x{at}"), ..documents[at % 3].clone() });
    }
    let built = build_with(&DICTIONARY, documents, &extras(Vec::new()), &Options::default());
    assert_eq!(meant(&built, "公机金提取").as_deref(), Some("公积金提取"));
    assert_eq!(meant(&built, "wechta").as_deref(), Some("wechat"));
    for right in ["公积金提取", "景点", "\"公机金\" 提取", "", "公"] {
        assert_eq!(meant(&built, right), None, "{right}");
    }
}

#[test]
fn related_documents_and_lists_are_given_as_they_are() {
    let built = portal();
    let related = |id: &str| run(&built, |index| owned(index.related(id)), MoreIndex::put);
    let json: serde_json::Value = serde_json::from_str(&related("a").unwrap()).unwrap();
    assert_eq!(json["groups"][0]["type"], "same_column");
    assert_eq!(json["groups"][0]["items"][0]["url"], "https://example.gov.cn/b");
    assert_eq!(json["groups"][0]["items"][0]["title"], "住房公积金贷款办法");
    assert_eq!(related("b").unwrap(), r#"{"groups":[]}"#);
    assert_eq!(related("z"), Err(PageError::UnknownId));
    let catalog = |list: &str| run(&built, |index| owned(index.catalog(list)), MoreIndex::put);
    let listed: Listed = serde_json::from_str(&catalog("units").unwrap()).unwrap();
    assert_eq!(listed.entries[0].value, "民政局");
    assert_eq!(catalog("unit"), Err(PageError::UnknownList));
    assert_eq!(catalog("years"), Err(PageError::NotIncluded));
}

#[test]
fn an_index_without_them_says_so() {
    let built = build(&DICTIONARY, documents(), &Options::default());
    let index = MoreIndex::open(&built.files[MANIFEST]).unwrap();
    assert_eq!(index.suggest("公", 10), Err(PageError::NotIncluded));
    assert_eq!(index.did_you_mean("公机金"), Err(PageError::NotIncluded));
    assert_eq!(index.related("a"), Err(PageError::NotIncluded));
    assert_eq!(index.catalog("units"), Err(PageError::NotIncluded));
    // The rest of the index is the same with and without.
    let with = portal();
    let missing = built.files.keys().filter(|name| !with.files.contains_key(*name)).count();
    assert_eq!(missing, 0);
}

#[test]
fn the_same_extras_give_the_same_files_in_any_order() {
    let entries: Vec<Entry> = (0..400)
        .map(|at| entry(&format!("关于公积金第{at}号通知的解读"), SuggestionKind::ALL[at % 7], (at % 3) as f32))
        .collect();
    let made = |entries: Vec<Entry>, turned: bool| {
        let mut extras = extras(entries);
        if turned {
            extras.entries.reverse();
            extras.related.reverse();
        }
        build_with(&DICTIONARY, documents(), &extras, &Options::default())
    };
    assert_eq!(made(entries.clone(), false), made(entries, true));
}

#[test]
fn one_file_in_place_of_another_is_found_out() {
    let entries = (0..900).map(|at| entry(&format!("第{at}号通知"), SuggestionKind::Title, 1.0)).collect();
    let built = build_with(&DICTIONARY, documents(), &extras(entries), &Options::default());
    let of_entries: Vec<&Vec<u8>> =
        built.files.iter().filter(|(_, file)| file[3] == FileKind::Entries as u8).map(|(_, file)| file).collect();
    let swapped = run(
        &built,
        |index| index.suggest("7号通知", 10),
        |index, name, file| {
            let other = of_entries.iter().find(|other| other.as_slice() != file).unwrap();
            index.put(name, if name.starts_with("f/") { other } else { file })
        },
    );
    assert_eq!(swapped, Err(PageError::NotThisFile));
    let mut index = MoreIndex::open(&built.files[MANIFEST]).unwrap();
    for (name, file) in built.files.iter().filter(|(name, _)| *name != MANIFEST && !name.starts_with("f/")) {
        assert_eq!(index.put("000000000000.mhp", file), Err(PageError::Damaged), "{name}");
        assert!(index.put(name, &file[..file.len() - 1]).is_err());
    }
}

/// The index with the payloads changed and envelopes that are whole.
fn repacked(built: &Built, change: impl Fn(&str, &mut Vec<u8>)) -> Built {
    let kinds = [
        FileKind::Manifest,
        FileKind::Root,
        FileKind::Guide,
        FileKind::Entries,
        FileKind::Links,
        FileKind::List,
        FileKind::Wording,
        FileKind::Pairs,
        FileKind::Letters,
    ];
    let mut changed = built.clone();
    for (name, file) in &mut changed.files {
        let (kind, mut payload) = format::unpack(file).expect("a whole file");
        if let Some(kind) = kinds.iter().find(|known| **known as u8 == kind) {
            change(name, &mut payload);
            *file = format::pack(*kind, &payload);
        }
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// With many entries that begin alike, so that there are knots, and windows behind the deepest of them.
    #[test]
    fn suggests_what_the_whole_suggester_does(
        ends in proptest::collection::vec("[公积金重庆行长a1]{0,5}", 1..120),
        front in "(浙江省人民政府办公厅关于){0,2}",
        typed in "[公积金重庆行a1gjcqh]{1,5}",
        at in any::<proptest::sample::Index>(), from in 0usize..20, length in 1usize..24,
    ) {
        let entries: Vec<Entry> = ends
            .iter()
            .enumerate()
            .map(|(at, end)| entry(&format!("{front}{end}"), SuggestionKind::ALL[at % 7], (at % 5) as f32))
            .collect();
        let whole = Suggester::new(entries.iter().cloned());
        let text: String = entries[at.index(entries.len())].text.chars().skip(from).take(length).collect();
        let built = build_with(&DICTIONARY, Vec::<PageDocument>::new(), &extras(entries), &Options::default());
        for typed in [typed, text] {
            prop_assert_eq!(suggested(&built, &typed), whole.suggest(&typed, 10), "{}", typed);
        }
    }

    #[test]
    fn survives_any_content(
        at in any::<proptest::sample::Index>(), bit in 0u32..8, which in any::<proptest::sample::Index>(), cut in any::<bool>(),
    ) {
        static PORTAL: LazyLock<Built> = LazyLock::new(portal);
        let names: Vec<&String> = PORTAL.files.keys().collect();
        let chosen = names[which.index(names.len())];
        let changed = repacked(&PORTAL, |name, payload| {
            if name == chosen && !payload.is_empty() {
                let at = at.index(payload.len());
                if cut { payload.truncate(at) } else { payload[at] ^= 1 << bit }
            }
        });
        let put = MoreIndex::put_unchecked;
        for typed in ["g", "公积金", "gongjijint"] {
            let _ = run(&changed, |index| index.suggest(typed, 10), put);
        }
        let _ = run(&changed, |index| index.did_you_mean("公机金提去 wechta"), put);
        let _ = run(&changed, |index| owned(index.related("a")), put);
        let _ = run(&changed, |index| owned(index.catalog("units")), put);
    }
}

#[test]
fn the_manifest_names_all_files_that_hang_on_it() {
    let built = portal();
    let names = crate::page::file_names(&built.files[MANIFEST], |name| built.files.get(name).cloned()).unwrap();
    assert_eq!(names.iter().collect::<Vec<_>>(), built.files.keys().collect::<Vec<_>>());
}

#[test]
fn pages_alone_give_titles_and_keywords() {
    let mut documents = documents();
    documents[0].keywords = vec!["取钱".into()];
    let extras = Extras::of_pages(&documents);
    let texts: Vec<&str> = extras.entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts, ["住房公积金提取办法", "取钱", "住房公积金贷款办法", "公积金提取指南"]);
    assert_eq!(extras.entries[0].id.as_deref(), Some("a"));
}
