//! What a portal makes of its catalog: index numbers, topics that gather, scenes, files, and copies of all that.

use menhu::catalog::{Item, Listing, read_item};
use menhu::config::Site;
use menhu::query::{FacetField, SearchRequest};
use menhu::scene::Answers;
use menhu::{Deadline, Error, Portal, Verify, Writer, WriterOptions};

const UNIT: &str = r#"{"id":"u","kind":"unit","title":"民政局","credit_code":"114403006955506492"}"#;

fn portal() -> (tempfile::TempDir, Portal) {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::open_or_create(folder.path()).unwrap();
    (folder, portal)
}

fn writer(portal: &Portal) -> Writer {
    portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 }).unwrap()
}

fn item(line: &str) -> Item {
    read_item(line).unwrap()
}

fn put(portal: &Portal, lines: &[&str]) {
    let mut writer = writer(portal);
    lines.iter().for_each(|line| writer.put(&item(line)).unwrap());
    writer.commit().unwrap();
    portal.reload().unwrap();
}

fn document(id: &str, year: u16) -> String {
    format!(r#"{{"id":"{id}","title":"通知{id}","unit":"民政局","date":"{year}-05-01"}}"#)
}

fn number(portal: &Portal, id: &str) -> Option<String> {
    portal.any_item(id).unwrap().unwrap().index_number
}

#[test]
fn index_numbers_are_issued_once_and_kept() {
    let (folder, portal) = portal();
    let issued = |serial: u32, year: u16| Some(format!("114403006955506492/{year}-{serial:05}"));
    // In one batch with the unit; each year counts anew; what brings a number pushes the count on.
    let own = r#"{"id":"own","title":"旧通知","unit":"民政局","date":"2025-01-01","index_number":"114403006955506492/2025-00041"}"#;
    put(&portal, &[UNIT, &document("a", 2026), &document("b", 2026), &document("c", 2025), own, &document("d", 2025)]);
    let numbers = ["a", "b", "c", "d"].map(|id| number(&portal, id));
    assert_eq!(numbers, [issued(1, 2026), issued(2, 2026), issued(1, 2025), issued(42, 2025)]);
    // Put in again without it, whatever else has changed: it stays. In the same batch, in the next, after a restart.
    put(&portal, &[&document("a", 2024), &document("a", 2023)]);
    assert_eq!(number(&portal, "a"), issued(1, 2026));
    drop(portal);
    let portal = Portal::open(folder.path()).unwrap();
    put(&portal, &[&document("a", 2026)]);
    assert_eq!(number(&portal, "a"), issued(1, 2026));
    // It cannot be changed; the error names both.
    let other = document("a", 2026).replace("\"unit\"", "\"index_number\":\"114403006955506492/2026-00009\",\"unit\"");
    let mut open = writer(&portal);
    let error = open.put(&item(&other)).unwrap_err().to_string();
    assert!(error.contains("2026-00009") && error.contains("2026-00001") && error.contains("never changes"), "{error}");
    // What is removed takes its number with it, for ever.
    open.remove("b").unwrap();
    open.put(&item(&document("e", 2026))).unwrap();
    let info = open.commit().unwrap();
    drop(open);
    portal.reload().unwrap();
    assert_eq!((info.issued, number(&portal, "e")), (1, issued(3, 2026)));
    Portal::reindex(folder.path(), &WriterOptions { threads: 1, memory: 15_000_000 }, |_, _| ()).unwrap();
    portal.reload().unwrap();
    put(&portal, &[&document("f", 2026)]);
    assert_eq!((number(&portal, "f"), number(&portal, "a")), (issued(4, 2026), issued(1, 2026)));
    // What was rolled back was never issued.
    let mut open = writer(&portal);
    open.put(&item(&document("g", 2026))).unwrap();
    open.rollback().unwrap();
    open.put(&item(&document("h", 2026))).unwrap();
    open.commit().unwrap();
    drop(open);
    portal.reload().unwrap();
    assert_eq!(number(&portal, "h"), issued(5, 2026));
}

#[test]
fn a_number_is_kept_whatever_happens_to_its_document() {
    let (_folder, portal) = portal();
    // The unit's code as somebody typed it.
    put(
        &portal,
        &[&UNIT.replace("114403006955506492", " 11441700007280420ｙ"), &document("a", 2026), &document("b", 2026)],
    );
    let number = |serial: u32| Some(format!("11441700007280420Y/2026-{serial:05}"));
    let of = |id: &str| portal.any_item(id).unwrap().unwrap().index_number;
    assert_eq!((of("a"), of("b")), (number(1), number(2)));
    // Another kind for a while, and back.
    put(&portal, &[&document("a", 2026).replace("\"unit\"", "\"kind\":\"news\",\"unit\"")]);
    assert_eq!(of("a"), number(1));
    put(&portal, &[&document("a", 2026)]);
    assert_eq!(of("a"), number(1));
    // What is no number does not take its place.
    let nonsense = document("a", 2026).replace("\"unit\"", "\"index_number\":\"1\",\"unit\"");
    assert!(writer(&portal).put(&item(&nonsense)).is_err());
    // A unit that was only tried numbers nothing; one that has lost its code numbers nothing more.
    let mut open = writer(&portal);
    open.put(&item(r#"{"id":"v","kind":"unit","title":"教育局","credit_code":"114403006955506492"}"#)).unwrap();
    open.rollback().unwrap();
    open.put(&item(&document("c", 2026).replace("民政局", "教育局"))).unwrap();
    open.put(&item(r#"{"id":"u","kind":"unit","title":"民政局"}"#)).unwrap();
    open.put(&item(&document("d", 2026))).unwrap();
    assert_eq!(open.commit().unwrap().issued, 0);
    drop(open);
    portal.reload().unwrap();
    assert_eq!((of("c"), of("d"), of("b")), (None, None, number(2)));
}

#[test]
fn only_what_belongs_into_a_catalog_of_disclosure_gets_a_number() {
    let (_folder, portal) = portal();
    let with = |line: &str, more: &str| line.replace("\"unit\"", &format!("{more},\"unit\""));
    let lines = [
        document("elsewhere", 2026).replace("民政局", "教育局"),
        with(&document("draft", 2026), r#""openness":"draft""#),
        with(&document("closed", 2026), r#""openness":"closed""#),
        with(&document("asked", 2026), r#""openness":"on_request""#),
        with(&document("news", 2026), r#""kind":"news""#),
        r#"{"id":"undated","title":"a","unit":"民政局"}"#.to_owned(),
    ];
    put(&portal, &[UNIT]);
    put(&portal, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    for id in ["elsewhere", "draft", "closed", "news", "undated"] {
        assert_eq!(number(&portal, id), None, "{id}");
    }
    assert!(number(&portal, "asked").is_some());
}

#[test]
fn topics_gather_by_query_and_by_hand() {
    let (_folder, portal) = portal();
    let topic = r#"{"id":"t","kind":"topic","title":"养老专题","gather":{"q":"\"养老\"","kind":["news","document"]},
        "items":["hand"],"without":["not"]}"#;
    put(
        &portal,
        &[
            topic,
            r#"{"id":"found","kind":"news","title":"养老服务进社区"}"#,
            r#"{"id":"body","kind":"document","title":"通知","body":"建设养老设施。"}"#,
            r#"{"id":"not","kind":"news","title":"养老院失火","topics":["t"]}"#,
            r#"{"id":"hand","kind":"service","title":"高龄津贴"}"#,
            r#"{"id":"named","kind":"service","title":"优待证","topics":["t"]}"#,
            r#"{"id":"hidden","kind":"news","title":"养老金","openness":"draft"}"#,
            r#"{"id":"other","kind":"news","title":"修路"}"#,
        ],
    );
    let search = |request: &SearchRequest| {
        let mut ids: Vec<String> = portal.search(request).unwrap().hits.into_iter().map(|hit| hit.id).collect();
        ids.sort();
        ids
    };
    let mut of_topic = SearchRequest::new("");
    of_topic.filters.add("topic", "t").unwrap();
    assert_eq!(search(&of_topic), ["body", "found", "hand", "named"]);
    assert_eq!(search(&SearchRequest { q: "养老".into(), ..of_topic.clone() }), ["body", "found"]);
    // The facet and the list of topics count the same; what is excluded is excluded.
    let counted = portal.search(&SearchRequest { facets: vec![FacetField::Topic], ..SearchRequest::new("") }).unwrap();
    assert_eq!(
        (counted.facets[&FacetField::Topic][0].value.as_str(), counted.facets[&FacetField::Topic][0].count),
        ("t", 4)
    );
    let listed = portal.browse(Listing::Topics, Deadline::NONE).unwrap();
    assert_eq!((listed.entries[0].label.as_str(), listed.entries[0].count), ("养老专题", 4));
    assert_eq!(counted.facets[&FacetField::Topic][0].label, "养老专题");
    for faulty in [r#"{}"#, r#"{"unit":[" "]}"#, r#"{"year":[0]}"#, r#"{"colour":"red"}"#] {
        let line = format!(r#"{{"id":"f","kind":"topic","title":"x","gather":{faulty}}}"#);
        let error = read_item(&line).unwrap_err().to_string();
        assert!(error.starts_with("field `gather."), "{error}");
    }
    // What comes later is gathered by itself.
    put(&portal, &[r#"{"id":"later","kind":"news","title":"养老食堂开张"}"#]);
    assert_eq!(search(&of_topic).len(), 5);
}

const SCENE: &str = "title = \"婚姻登记\"\nkeywords = [\"扯证\"]\n[[step]]\nid = \"a\"\ntitle = \"登记\"\n\
                     text = \"到婚姻登记处颁证大厅。\"\nservices = [\"000711\", \"own-2\"]\n";

fn service(id: &str, base: &str, own: &str, state: &str) -> String {
    format!(
        r#"{{"id":"{id}","kind":"service","title":"事项{id}","base_code":"{base}","implementation_code":"{own}","state":"{state}"}}"#
    )
}

#[test]
fn scenes_are_files_that_are_walked_found_and_reloaded() {
    let (folder, portal) = portal();
    put(&portal, &[&service("s1", "000711", "own-1", "active"), &service("s2", "000712", "own-2", "active")]);
    let scenes = folder.path().join("config/scenes");
    std::fs::create_dir_all(&scenes).unwrap();
    std::fs::write(scenes.join("hunyin.toml"), SCENE).unwrap();
    assert!(portal.reload().unwrap());
    let walk = portal.walk("scene-hunyin", &Answers::new()).unwrap().unwrap();
    let services: Vec<&str> = walk.steps[0].services.iter().map(|service| service.id.as_str()).collect();
    assert_eq!((services, walk.faults.len()), (vec!["s1", "s2"], 0));
    assert!(portal.item("scene-hunyin").unwrap().is_some());
    let titles = |portal: &Portal| -> Vec<String> {
        let listed = portal.browse(Listing::Scenes, Deadline::NONE).unwrap();
        listed.entries.into_iter().map(|entry| entry.label).collect()
    };
    assert_eq!(titles(&portal), ["婚姻登记"]);
    // A commit puts it into the index, where it is found by what it says.
    let found = |q: &str| -> Vec<String> {
        let request = SearchRequest { correct: false, ..SearchRequest::new(q) };
        portal.search(&request).unwrap().hits.into_iter().map(|hit| hit.id).collect()
    };
    assert!(found("颁证大厅").is_empty());
    writer(&portal).commit().unwrap();
    portal.reload().unwrap();
    assert_eq!((found("颁证大厅"), found("扯证")), (vec!["scene-hunyin".to_owned()], vec!["scene-hunyin".to_owned()]));
    // A faulty version is refused, with file and line, and what it said before stays.
    std::fs::write(scenes.join("hunyin.toml"), SCENE.replace("keywords", "kewords")).unwrap();
    let error = portal.reload().unwrap_err().to_string();
    assert!(error.contains("config/scenes/hunyin.toml: line 2, column 1"), "{error}");
    assert!(portal.walk("scene-hunyin", &Answers::new()).unwrap().is_some());
    let report = Portal::check(folder.path()).unwrap();
    assert!(
        report.findings.iter().any(|f| f.rule == "config" && f.file.as_deref() == Some("config/scenes/hunyin.toml"))
    );
    // Put right, and changed; then gone.
    std::fs::write(scenes.join("hunyin.toml"), SCENE.replace("颁证大厅", "三楼大厅")).unwrap();
    assert!(portal.reload().unwrap());
    writer(&portal).commit().unwrap();
    portal.reload().unwrap();
    assert_eq!((found("\"颁证大厅\"").len(), found("\"三楼大厅\"").len()), (0, 1));
    // What somebody takes out of the index stands there again after the next commit.
    let mut open = writer(&portal);
    open.remove("scene-hunyin").unwrap();
    open.commit().unwrap();
    drop(open);
    portal.reload().unwrap();
    assert_eq!(found("\"三楼大厅\"").len(), 1);
    std::fs::remove_file(scenes.join("hunyin.toml")).unwrap();
    assert!(portal.reload().unwrap());
    assert!(titles(&portal).is_empty() && portal.walk("scene-hunyin", &Answers::new()).unwrap().is_none());
    writer(&portal).commit().unwrap();
    portal.reload().unwrap();
    assert!(found("\"三楼大厅\"").is_empty() && portal.item("scene-hunyin").unwrap().is_none());
}

#[test]
fn a_withdrawn_service_in_a_scene_is_an_error_that_names_both() {
    let (folder, portal) = portal();
    let scenes = folder.path().join("config/scenes");
    std::fs::create_dir_all(&scenes).unwrap();
    std::fs::write(scenes.join("hunyin.toml"), SCENE).unwrap();
    put(&portal, &[&service("s1", "000711", "own-1", "withdrawn"), &service("s2", "000712", "own-2", "active")]);
    let report = Portal::check(folder.path()).unwrap();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "scene-item").collect();
    assert_eq!((report.errors, found.len()), (1, 1), "{report:?}");
    assert!(found[0].message.contains("scene-hunyin") && found[0].message.contains("service `s1`"), "{:?}", found[0]);
    assert_eq!(found[0].file.as_deref(), Some("config/scenes/hunyin.toml"));
    let walk = portal.walk("scene-hunyin", &Answers::new()).unwrap().unwrap();
    assert_eq!((walk.steps[0].services.len(), walk.faults.len()), (1, 1));
}

#[test]
fn kept_files_are_searched_copied_and_looked_at() {
    let (folder, portal) = portal();
    let stored = portal.files().put(b"%PDF").unwrap();
    let line = format!(
        r#"{{"id":"a","title":"通知","attachments":[{{"name":"名单.pdf","file":"{}","text":"栖梧湾栈道工程","page":3}}]}}"#,
        stored.sha256
    );
    put(&portal, &[&line]);
    let answer = portal.search(&SearchRequest::new("栖梧湾栈道")).unwrap();
    assert_eq!(answer.total, 1);
    assert!(answer.hits[0].highlight.passage.contains("<mark>"), "{:?}", answer.hits[0].highlight);
    assert_eq!(portal.item("a").unwrap().unwrap(), item(&line));
    let copy = tempfile::tempdir().unwrap();
    Portal::backup(folder.path(), copy.path()).unwrap();
    let copied = Portal::open_verified(copy.path(), Verify::Checksums).unwrap();
    assert!(copied.files().path(&stored.sha256).is_some());
    assert_eq!(Portal::check(copy.path()).unwrap().errors, 0);
    std::fs::write(copied.files().path(&stored.sha256).unwrap(), b"%PDX").unwrap();
    let report = Portal::check(copy.path()).unwrap();
    assert!(
        report.findings.iter().any(|finding| finding.rule == "missing-file" && finding.item.as_deref() == Some("a"))
    );
}

#[test]
fn the_site_is_what_its_editors_say() {
    let (folder, portal) = portal();
    assert_eq!(*portal.site(), Site::default());
    let path = folder.path().join("config/site.toml");
    std::fs::write(&path, "name = \"示范区\"").unwrap();
    assert!(portal.reload().unwrap());
    assert_eq!(portal.site().name, "示范区");
    std::fs::write(&path, "name = 5").unwrap();
    assert!(matches!(portal.reload(), Err(Error::Config { .. })));
    assert_eq!(portal.site().name, "示范区");
}
