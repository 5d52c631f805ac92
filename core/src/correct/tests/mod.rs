//! The examples that the room was made for, on a small portal, and what holds for every query.

use std::collections::HashMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::text::Terms;

/// A portal of a few hundred items.
#[derive(Default)]
struct SmallPortal {
    terms: HashMap<String, u64>,
    items: u64,
    texts: Vec<String>,
    knows_phrases: bool,
}

/// Phrases of portals, each of them in several items.
const PHRASES: &str = "住房公积金提取办理 公积金贷款 营业执照办理 身份证补办 办理身份证 工伤认定 社保卡 社会保险 社会保障卡 \
    医疗保险 养老保险 失业保险金 不动产登记 户口迁移 居住证办理 公租房申请 低保申请 行政复议 行政处罚 劳动仲裁 \
    最低工资标准 退役军人 结婚登记 驾驶证换证 出入境管理 生育津贴 创业担保贷款 食品经营许可证 义务教育 残疾人证 \
    垃圾分类 环境污染 物业管理 老旧小区改造 加装电梯 征地补偿 宅基地 政府信息公开 旅游景点 经典诵读 covid疫苗接种 \
    疫情防控 劳动合同 法律援助 营商环境 食品安全 职业技能培训 生态环境保护 乡村振兴 未来 己方 已经办理";

impl SmallPortal {
    fn new() -> SmallPortal {
        let dictionary = Dictionary::builtin();
        let mut portal = SmallPortal { items: 2000, ..SmallPortal::default() };
        let mut terms = Terms::default();
        for phrase in PHRASES.split_whitespace() {
            terms.fill(&dictionary, phrase);
            let distinct: std::collections::HashSet<&str> =
                (0..).map_while(|at| terms.get(at)).map(|(term, _)| term).collect();
            for term in distinct {
                *portal.terms.entry(term.to_owned()).or_insert(0) += 40;
            }
            portal.texts.push(phrase.to_owned());
        }
        portal
    }
}

impl Vocabulary for SmallPortal {
    fn items_with(&self, term: &str) -> u64 {
        self.terms.get(term).copied().unwrap_or(0)
    }

    fn titles_with(&self, term: &str) -> u64 {
        self.items_with(term) / 10
    }

    fn items_with_phrase(&self, text: &str) -> Option<u64> {
        self.knows_phrases.then(|| self.texts.iter().filter(|held| held.contains(text)).count() as u64 * 40)
    }

    fn items(&self) -> u64 {
        self.items
    }
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::builtin);
static PORTAL: LazyLock<SmallPortal> = LazyLock::new(SmallPortal::new);
static PORTAL_WITH_PHRASES: LazyLock<SmallPortal> =
    LazyLock::new(|| SmallPortal { knows_phrases: true, ..SmallPortal::new() });

fn corrected(query: &str) -> Option<String> {
    let plain = correct(query, &DICTIONARY, &*PORTAL).map(|correction| correction.text);
    let closer = correct(query, &DICTIONARY, &*PORTAL_WITH_PHRASES).map(|correction| correction.text);
    plain.filter(|plain| closer.as_ref() == Some(plain))
}

fn untouched(query: &str) -> bool {
    [&*PORTAL, &*PORTAL_WITH_PHRASES].into_iter().all(|portal| correct(query, &DICTIONARY, portal).is_none())
}

#[test]
fn mistyped_words_are_corrected() {
    for (typed, meant) in [
        ("公机金", "公积金"),
        ("公机金提取", "公积金提取"),
        ("身份正", "身份证"),
        ("营业执找", "营业执照"),
        ("工伤人定", "工伤认定"),
        ("社报卡", "社保卡"),
        ("公积金货款", "公积金贷款"),
        ("劳动和同", "劳动合同"),
        ("疫情防空", "疫情防控"),
        ("营业照", "营业执照"),
        ("营业业执照", "营业执照"),
        ("营业照执", "营业执照"),
        ("身份证补办 covod", "身份证补办 covid"),
    ] {
        assert_eq!(corrected(typed).as_deref(), Some(meant), "{typed}");
    }
}

#[test]
fn what_is_right_stays() {
    for query in [
        "景点",
        "经典",
        "公积金",
        "公积贷款",
        "公积金贷款",
        "未来",
        "营业执照办理",
        "张三",
        "青禾镇",
        "2019年",
        "国发〔2019〕5号",
        "covid",
        "abcdefgh",
        "",
        " ",
    ] {
        assert!(untouched(query), "{query}");
    }
}

#[test]
fn quoted_and_excluded_words_stay() {
    for query in ["\"公机金\"", "“公机金”", "公积金 -营业执找", "unit:公机金"] {
        assert!(untouched(query), "{query}");
    }
}

#[test]
fn changes_say_where_and_why() {
    let correction = correct("怎样办理身份正 公机金", &DICTIONARY, &*PORTAL).unwrap();
    assert_eq!(correction.text, "怎样办理身份证 公积金");
    let [first, second] = correction.changes.as_slice() else { panic!("{correction:?}") };
    assert_eq!((first.range.clone(), first.from.as_str(), first.to.as_str()), (6..7, "正", "证"));
    assert_eq!((second.range.clone(), second.from.as_str(), second.to.as_str()), (9..10, "机", "积"));
    assert_eq!(first.reason, Reason::Homophone);
    assert!(correction.score > 0.0);
    assert_eq!(correct("营业照", &DICTIONARY, &*PORTAL).unwrap().changes[0].reason, Reason::Missing);
    assert_eq!(correct("营业业执照", &DICTIONARY, &*PORTAL).unwrap().changes[0].reason, Reason::Doubled);
    assert_eq!(correct("营业照执", &DICTIONARY, &*PORTAL).unwrap().changes[0].reason, Reason::Swapped);
}

#[test]
fn traditional_script_is_kept_around_a_change() {
    let correction = correct("營業執找", &DICTIONARY, &*PORTAL).unwrap();
    assert_eq!(correction.text, "營業執照");
}

#[test]
fn long_queries_are_left_alone() {
    assert!(correct(&"公机金".repeat(30), &DICTIONARY, &*PORTAL).is_none());
}

/// The portal holds every phrase that was meant, so that the list measures generation and weighing, not the portal.
#[test]
fn most_of_the_typed_list_is_corrected() {
    let list = include_str!("typos.tsv");
    let pairs: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    assert!(pairs.len() >= 100);
    let mut portal = SmallPortal { items: 4000, ..SmallPortal::default() };
    let mut terms = Terms::default();
    for (_, meant) in &pairs {
        terms.fill(&DICTIONARY, meant);
        for (term, _) in (0..).map_while(|at| terms.get(at)) {
            *portal.terms.entry(term.to_owned()).or_insert(0) += 60;
        }
    }
    let right = |(typed, meant): &&(&str, &str)| {
        correct(typed, &DICTIONARY, &portal).is_some_and(|correction| correction.text == *meant)
    };
    let count = pairs.iter().filter(right).count();
    assert!(count * 100 >= pairs.len() * 80, "{count} of {}", pairs.len());
    assert!(pairs.iter().all(|(_, meant)| correct(meant, &DICTIONARY, &portal).is_none()));
}

fn applied(query: &str, changes: &[Change]) -> String {
    let chars: Vec<char> = query.chars().collect();
    let (mut text, mut at) = (String::new(), 0);
    for change in changes {
        assert!(change.range.start >= at, "changes are in order and do not overlap: {changes:?}");
        assert_eq!(chars[change.range.clone()].iter().collect::<String>(), change.from);
        text.extend(&chars[at..change.range.start]);
        text.push_str(&change.to);
        at = change.range.end;
    }
    text.extend(&chars[at..]);
    text
}

#[test]
fn changes_that_reach_into_each_other_are_kept_apart() {
    for portal in [&*PORTAL, &*PORTAL_WITH_PHRASES] {
        if let Some(correction) = correct("险险保 ", &DICTIONARY, portal) {
            assert_eq!(applied("险险保 ", &correction.changes), correction.text);
        }
    }
}

proptest! {
    #[test]
    fn changes_reproduce_the_correction(
        query in "\\PC{0,70}|[一-龥a-c0-9，\"“”: -]{0,40}|(公机金|营业|执|照|身份正|covod|社会|保|险|险|登记|张|5|县| ){0,14}",
    ) {
        for portal in [&*PORTAL, &*PORTAL_WITH_PHRASES] {
            if let Some(correction) = correct(&query, &DICTIONARY, portal) {
                prop_assert_ne!(&correction.text, &query);
                prop_assert!(!correction.changes.is_empty() && correction.score > 0.0);
                prop_assert_eq!(&applied(&query, &correction.changes), &correction.text);
                prop_assert_eq!(Some(correction), correct(&query, &DICTIONARY, portal));
            }
        }
    }
}
