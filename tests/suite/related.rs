//! Related information: types, reasons, directions; which version is meant; what editors link and forbid.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use menhu::catalog::{Kind, read_item};
use menhu::related::{Direction, LinkType, RelatedItem};
use menhu::{Deadline, Portal, WriterOptions};
use menhu_tests::workspace;
use unicode_normalization::UnicodeNormalization;

use crate::real::{five, five_items};

struct Fixture {
    folder: tempfile::TempDir,
    portal: Portal,
}

impl Fixture {
    fn new(lines: &[&str]) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::open_or_create(folder.path()).unwrap();
        let fixture = Fixture { folder, portal };
        fixture.put(lines);
        fixture
    }

    fn put(&self, lines: &[&str]) {
        let mut writer = self.portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 }).unwrap();
        lines.iter().for_each(|line| writer.put(&read_item(line).unwrap()).unwrap());
        writer.commit().unwrap();
        drop(writer);
        self.portal.reload().unwrap();
    }

    fn groups(&self, id: &str) -> BTreeMap<LinkType, Vec<RelatedItem>> {
        let related = self.portal.related(id, Deadline::NONE).unwrap().unwrap();
        related.groups.into_iter().map(|group| (group.link, group.items)).collect()
    }

    /// Ids of a group.
    fn ids(&self, id: &str, link: LinkType) -> Vec<String> {
        let items = self.groups(id).remove(&link).unwrap_or_default();
        items.into_iter().map(|item| item.id).collect()
    }

    fn reason(&self, id: &str, link: LinkType) -> String {
        self.groups(id)[&link][0].reason.clone()
    }
}

const OLD: &str = r#"{"id":"old","title":"关于印发《助餐办法》的通知","doc_number":"示民发〔2020〕3号","date":"2020-01-02","validity":"repealed"}"#;

#[test]
fn a_citation_is_a_link_in_both_directions_with_its_place() {
    let fixture = Fixture::new(&[
        r#"{"id":"five","title":"关于监管的意见","doc_number":"国发〔2019〕5号","date":"2019-01-02"}"#,
        r#"{"id":"plain","title":"别的通知","date":"2019-01-02","body":"无关。"}"#,
    ]);
    assert!(fixture.groups("five").is_empty());
    fixture.put(&[
        r#"{"id":"new","title":"实施方案","date":"2020-01-02","body":"第一条 略。\n第三条 按照国发[2019] 5 号办理。"}"#,
    ]);
    let item = &fixture.groups("new")[&LinkType::Cites][0];
    assert_eq!((item.id.as_str(), item.reason.as_str()), ("five", "引用：第三条提到国发[2019]5号"));
    let evidence = item.evidence.as_ref().unwrap();
    assert_eq!((evidence.item.as_str(), evidence.field.as_str(), item.direction), ("new", "body", Direction::Out));
    // The old document's answer has changed with the commit of the new one.
    let back = &fixture.groups("five")[&LinkType::CitedBy][0];
    assert_eq!((back.id.as_str(), back.direction), ("new", Direction::In));
    assert_eq!(back.reason, "被引用：该文第三条提到国发[2019]5号");
    let text: String = "第一条 略。\n第三条 按照国发[2019] 5 号办理。"
        .chars()
        .skip(evidence.start)
        .take(evidence.end - evidence.start)
        .collect();
    assert_eq!(text, "国发[2019] 5 号");
    // And with its removal.
    let mut writer = fixture.portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 }).unwrap();
    writer.remove("new").unwrap();
    writer.commit().unwrap();
    fixture.portal.reload().unwrap();
    assert!(fixture.groups("five").is_empty() && fixture.portal.related("new", Deadline::NONE).unwrap().is_none());
}

/// Whoever cites whom: what is said at the one end is said at the other.
#[test]
fn both_ends_of_a_citation_agree() {
    let mut random = 7_u64;
    let mut draw = |most: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % most
    };
    let (count, mut expected) = (40, BTreeSet::new());
    let lines: Vec<String> = (0..count)
        .map(|from| {
            let cited: BTreeSet<u64> = (0..draw(4)).map(|_| draw(count)).filter(|to| *to != from).collect();
            expected.extend(cited.iter().map(|to| (format!("d{from}"), format!("d{to}"))));
            let body: String = cited.iter().map(|to| format!("根据示政发〔2021〕{}号办理。", to + 1)).collect();
            let number = from + 1;
            format!(
                r#"{{"id":"d{from}","title":"第{number}件事的通知","doc_number":"示政发〔2021〕{number}号","date":"2021-01-02","body":"{body}"}}"#
            )
        })
        .collect();
    let fixture = Fixture::new(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let (mut out, mut back) = (BTreeSet::new(), BTreeSet::new());
    for id in (0..count).map(|number| format!("d{number}")) {
        out.extend(fixture.ids(&id, LinkType::Cites).into_iter().map(|to| (id.clone(), to)));
        back.extend(fixture.ids(&id, LinkType::CitedBy).into_iter().map(|from| (from, id.clone())));
    }
    assert!(expected.len() > 30);
    assert_eq!(out, expected);
    assert_eq!(back, expected);
}

#[test]
fn a_repealed_document_points_at_the_one_in_force() {
    let fixture = Fixture::new(&[
        OLD,
        r#"{"id":"mid","title":"关于印发《助餐办法（修订）》的通知","doc_number":"示民发〔2022〕7号","date":"2022-01-02","validity":"repealed",
            "body":"第九条 《助餐办法》（示民发〔2020〕3号）同时废止。"}"#,
        r#"{"id":"now","title":"助餐服务管理办法","date":"2026-01-02","body":"第十条 示民发〔2022〕7号同时废止。"}"#,
    ]);
    // The one at the end of the row comes first.
    assert_eq!(fixture.ids("old", LinkType::SupersededBy), ["now", "mid"]);
    let by = &fixture.groups("old")[&LinkType::SupersededBy];
    assert!(by[0].reason.starts_with("现行有效：替代了"), "{}", by[0].reason);
    assert_eq!(by[1].reason, "已被替代：该文第九条写明《助餐办法》废止（废止）");
    assert_eq!(fixture.ids("now", LinkType::Supersedes), ["mid"]);
    assert!(fixture.reason("now", LinkType::Supersedes).ends_with("（废止）"), "what is repealed says so");
}

#[test]
fn the_version_in_force_then_and_the_one_now() {
    let fixture = Fixture::new(&[
        r#"{"id":"v1","title":"上海市甲条例","date":"2010-01-01","validity":"amended"}"#,
        r#"{"id":"v2","title":"上海市甲条例","date":"2020-01-01"}"#,
        r#"{"id":"early","title":"早的通知","date":"2015-01-01","body":"依据《上海市甲条例》。"}"#,
        r#"{"id":"late","title":"晚的通知","date":"2021-01-01","body":"依据《上海市甲条例》。"}"#,
    ]);
    assert_eq!(fixture.ids("early", LinkType::Cites), ["v1", "v2"]);
    assert!(fixture.groups("early")[&LinkType::Cites][1].reason.starts_with("现行版本"));
    assert_eq!(fixture.ids("late", LinkType::Cites), ["v2"]);
    assert_eq!(fixture.ids("v1", LinkType::CitedBy), ["early"]);
    assert_eq!(fixture.ids("v2", LinkType::CitedBy), ["late", "early"]);
}

#[test]
fn services_forms_bases_scenes_and_explanations() {
    let fixture = Fixture::new(&[
        r#"{"id":"law","title":"中华人民共和国民法典","date":"2020-05-28"}"#,
        r#"{"id":"form","kind":"form","title":"声明书"}"#,
        r#"{"id":"svc","kind":"service","title":"结婚登记","base_code":"0001","basis":[{"title":"《民法典》","article":"第一千零四十九条"}],
            "materials":[{"name":"结婚登记声明书","form":"form"}]}"#,
        r#"{"id":"read","kind":"news","title":"一图读懂《民法典》","date":"2021-01-01"}"#,
    ]);
    let scenes = fixture.folder.path().join("config/scenes");
    std::fs::create_dir_all(&scenes).unwrap();
    std::fs::write(
        scenes.join("a.toml"),
        "title = \"婚姻\"\n[[step]]\nid = \"s\"\ntitle = \"登记\"\nservices = [\"0001\"]\n",
    )
    .unwrap();
    fixture.portal.reload().unwrap();
    fixture.put(&[]);
    assert_eq!(fixture.reason("svc", LinkType::Basis), "办理依据：《民法典》第一千零四十九条");
    assert_eq!(fixture.ids("law", LinkType::BasisOf), ["svc"]);
    assert_eq!(fixture.reason("form", LinkType::FormOf), "申请表格：该事项的材料“结婚登记声明书”使用本表");
    assert_eq!(
        (fixture.ids("svc", LinkType::Form), fixture.ids("svc", LinkType::Scene)),
        (vec!["form".to_owned()], vec!["scene-a".to_owned()])
    );
    assert_eq!(fixture.ids("scene-a", LinkType::SceneItem), ["svc"]);
    assert_eq!(
        (fixture.ids("law", LinkType::InterpretedBy), fixture.ids("read", LinkType::Interprets)),
        (vec!["read".to_owned()], vec!["law".to_owned()])
    );
}

#[test]
fn editors_pin_and_ban_while_the_portal_is_open() {
    let fixture = Fixture::new(&[
        r#"{"id":"a","title":"甲办法","date":"2020-01-01"}"#,
        r#"{"id":"b","title":"乙通知","date":"2021-01-01","body":"依据《甲办法》。"}"#,
        r#"{"id":"c","kind":"service","title":"事项"}"#,
        r#"{"id":"hidden","title":"丙通知","openness":"draft","body":"依据《甲办法》。"}"#,
    ]);
    assert_eq!(fixture.ids("a", LinkType::CitedBy), ["b"]);
    let file = fixture.folder.path().join("config/links.toml");
    std::fs::write(
        &file,
        "[[pin]]\nitem = \"a\"\nto = [\"c\", \"gone\"]\nreason = \"常一起办\"\n[[ban]]\nitem = \"a\"\nto = [\"b\"]\n",
    )
    .unwrap();
    assert!(fixture.portal.reload().unwrap());
    let groups = fixture.groups("a");
    assert_eq!(
        (groups.keys().copied().collect::<Vec<_>>(), groups[&LinkType::Pinned][0].reason.as_str()),
        (vec![LinkType::Pinned], "编辑推荐：常一起办")
    );
    // Only the one way.
    assert_eq!(fixture.ids("b", LinkType::Cites), ["a"]);
    std::fs::write(&file, "[[pin]]\nitem = \"a\"\nto = []\n").unwrap();
    assert!(fixture.portal.reload().unwrap_err().to_string().contains("links.toml: line 3, column 6"));
    assert_eq!(fixture.ids("a", LinkType::Pinned), ["c"]);
}

#[test]
fn the_same_column_and_what_is_alike_come_last() {
    let news = |id: &str, title: &str, body: &str, day: u8| {
        format!(
            r#"{{"id":"{id}","kind":"news","title":"{title}","body":"{body}","unit":"民政局","column":"民政局/动态","date":"2026-01-{day:02}"}}"#
        )
    };
    let mut lines: Vec<String> =
        (1..=8).map(|day| news(&format!("n{day}"), &format!("第{day}期简报"), "日常工作", day)).collect();
    lines.push(r#"{"id":"x","title":"既有住宅加装电梯补贴办法","body":"加装电梯每台补贴二十万元。","date":"2020-01-01","validity":"repealed"}"#.into());
    lines.push(r#"{"id":"y","title":"住宅加装电梯补贴问答","body":"既有住宅加装电梯怎样申请补贴？","date":"2025-01-01","kind":"news"}"#.into());
    let fixture = Fixture::new(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(fixture.ids("n1", LinkType::SameColumn), ["n8", "n7", "n6", "n5", "n4"]);
    let alike = &fixture.groups("y")[&LinkType::Similar];
    assert_eq!(alike[0].id, "x");
    assert!(alike[0].reason.contains("电梯") && alike[0].reason.ends_with("（废止）"), "{}", alike[0].reason);
}

#[test]
fn links_go_out_as_a_graph() {
    let fixture = Fixture::new(&[
        r#"{"id":"a<1>","title":"甲 & 乙办法","date":"2020-01-01"}"#,
        r#"{"id":"b","title":"通知","date":"2021-01-01","body":"依据《甲 & 乙办法》。"}"#,
    ]);
    let graph = fixture.portal.graph(Deadline::NONE).unwrap();
    assert_eq!((graph.nodes.len(), graph.links.len(), graph.links[0].link), (2, 1, LinkType::Cites));
    let xml = graph.to_graphml();
    assert!(xml.contains("<edge source=\"b\" target=\"a&lt;1&gt;\">") && xml.contains("甲 &amp; 乙办法"), "{xml}");
    let svg = fixture.portal.neighbourhood("b", Deadline::NONE).unwrap().unwrap().to_svg();
    assert!(svg.contains("href=\"/items/a%3C1%3E\"") && svg.contains("引用的文件"), "{svg}");
}

/// Letters and digits of a title, however it is written.
fn loose(title: &str) -> String {
    title.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// What stands in 《》, where nothing else in brackets stands inside.
fn quoted(body: &str) -> impl Iterator<Item = &str> {
    body.split('《').skip(1).filter_map(|rest| rest.split_once('》')).map(|(title, _)| title)
}

/// Document numbers with their organs as far as they may reach, brackets made alike. One that fills its line is a heading.
fn numbers(body: &str) -> Vec<(String, String)> {
    let is_number = |line: &&str| {
        let line: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
        line.ends_with('号') && line.chars().count() < 24
    };
    body.lines().filter(|line| !is_number(line)).flat_map(numbers_of_line).collect()
}

fn numbers_of_line(body: &str) -> Vec<(String, String)> {
    let alike: Vec<char> = body
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '[' | '［' | '(' | '（' | '【' | '﹝' => '〔',
            ']' | '］' | ')' | '）' | '】' | '﹞' => '〕',
            other => other,
        })
        .collect();
    let mut found = Vec::new();
    for (at, _) in alike.iter().enumerate().filter(|(_, c)| **c == '〔') {
        let rest: String = alike[at..].iter().take(14).collect();
        let Some((year, rest)) = rest.strip_prefix('〔').and_then(|rest| rest.split_once('〕')) else { continue };
        let Some((number, _)) = rest.split_once('号') else { continue };
        let number = number.trim_start_matches('第').trim_start_matches('0');
        let is_number = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if year.len() == 4 && is_number(year, 4) && is_number(number, 5) {
            let organ: Vec<char> = alike[..at]
                .iter()
                .rev()
                .take(12)
                .take_while(|c| matches!(**c, '\u{4e00}'..='\u{9fa5}'))
                .copied()
                .collect();
            found.push((organ.into_iter().rev().collect(), format!("〔{year}〕{number}号")));
        }
    }
    found
}

#[test]
fn citations_of_real_documents_are_found_and_right() {
    let portal = five();
    let graph = portal.graph(Deadline::NONE).unwrap();
    let mut links: HashMap<&str, BTreeMap<&str, Vec<LinkType>>> = HashMap::new();
    for link in &graph.links {
        links.entry(&link.from).or_default().entry(&link.to).or_default().push(link.link);
    }
    let (mut titles, mut numbered) = (HashMap::<String, Vec<String>>::new(), HashMap::<String, Vec<String>>::new());
    for item in five_items().filter(|item| item.kind == Kind::Document) {
        if !item.title.is_empty() {
            titles.entry(loose(&item.title)).or_default().push(item.id.clone());
        }
        if let Some((organ, tail)) = item.doc_number.as_deref().map(numbers_of_line).and_then(|mut found| found.pop()) {
            numbered.entry(organ + &tail).or_default().push(item.id.clone());
        }
    }
    // Recall: every 《…》 that equals a title, and every number of a document, that another item mentions.
    let (mut by_title, mut by_number) = ((0, 0), (0, 0));
    for item in five_items() {
        let linked = |ids: &[String]| {
            ids.iter().any(|id| links.get(item.id.as_str()).is_some_and(|to| to.contains_key(id.as_str())))
        };
        let own = loose(&item.title);
        let mentioned: HashSet<String> = quoted(&item.body).map(loose).collect();
        for title in mentioned {
            // Versions of one law do not mention each other by mentioning the law.
            let others = titles.get(&title).filter(|ids| !ids.contains(&item.id) && !own.starts_with(&title));
            if let Some(ids) = others {
                by_title = (by_title.0 + 1, by_title.1 + usize::from(linked(ids)));
            }
        }
        for (organ, tail) in numbers(&item.body) {
            let organ: Vec<char> = organ.chars().collect();
            let whole =
                (0..organ.len()).find_map(|from| numbered.get(&(organ[from..].iter().collect::<String>() + &tail)));
            if let Some(ids) = whole.filter(|ids| !ids.contains(&item.id)) {
                by_number = (by_number.0 + 1, by_number.1 + usize::from(linked(ids)));
            }
        }
    }
    // Precision: links that somebody has read.
    let labels = std::fs::read_to_string(workspace().join("tests/related/labels.tsv")).unwrap();
    let (mut right, mut wrong, mut gone) = (0, Vec::new(), 0);
    for line in labels.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [from, to, link, verdict] = fields[..4] else { panic!("{line}") };
        let is_there = links
            .get(from)
            .and_then(|links| links.get(to))
            .is_some_and(|types| types.iter().any(|own| own.name() == link));
        match (is_there, verdict) {
            (true, "right") => right += 1,
            (true, _) => wrong.push(line),
            (false, "right") => gone += 1,
            (false, _) => {}
        }
    }
    let share = |(all, found): (usize, usize)| found as f64 / all.max(1) as f64;
    println!(
        "titles {}/{} ({:.4}), numbers {}/{} ({:.4}), labelled links right {right}, wrong {}, no longer made {gone}: {:.4}",
        by_title.1,
        by_title.0,
        share(by_title),
        by_number.1,
        by_number.0,
        share(by_number),
        wrong.len(),
        share((right + wrong.len(), right)),
    );
    assert!(by_title.0 > 5000 && by_number.0 > 30, "{by_title:?} {by_number:?}");
    assert!(share(by_title) >= 0.98 && share(by_number) >= 0.98, "{by_title:?} {by_number:?}");
    assert!(right >= 380 && gone <= 12, "{right} {gone}");
    // The rest are titles and numbers that the sources themselves have wrong: a law's name on another's text.
    assert!(share((right + wrong.len(), right)) >= 0.97, "{wrong:#?}");
}
