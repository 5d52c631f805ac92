//! Faults seeded into the demonstration portal: `menhu check` finds every one, at its place, and nothing else.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{run, stderr, stdout};

/// The day on which the demonstration is judged: its news are of the two weeks before.
pub(crate) const DAY: &str = "2026-11-26";

fn demo(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo").join(name)
}

/// A portal's items, by kind of file, with a fault for each that is asked for.
struct Seeds {
    items: BTreeMap<&'static str, Vec<Value>>,
    /// Items that have a fault already, or that others refer to.
    taken: HashSet<String>,
    /// What must be found: rule, item or file, field.
    expected: BTreeSet<(String, String, String)>,
}

impl Seeds {
    fn new() -> Seeds {
        let names = ["units", "columns", "documents", "services", "forms", "lookups", "news", "letters", "topics"];
        let read = |name: &'static str| {
            let text = std::fs::read_to_string(demo(&format!("{name}.jsonl"))).unwrap();
            (name, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
        };
        let mut seeds = Seeds { items: names.map(read).into(), taken: HashSet::new(), expected: BTreeSet::new() };
        // What scenes and topics refer to must stay as it is.
        let scenes: String = std::fs::read_dir(demo("config/scenes"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect();
        for service in &seeds.items["services"] {
            if ["id", "base_code", "implementation_code"]
                .iter()
                .any(|code| scenes.contains(service[code].as_str().unwrap()))
            {
                seeds.taken.insert(service["id"].as_str().unwrap().to_owned());
            }
        }
        seeds
    }

    fn expect(&mut self, rule: &str, place: &str, field: &str) {
        self.expected.insert((rule.to_owned(), place.to_owned(), field.to_owned()));
    }

    /// Changes the next item of a file that has no fault yet and that `fits`.
    fn change(&mut self, file: &str, fits: impl Fn(&Value) -> bool, change: impl FnOnce(&mut Value)) -> String {
        let taken = &self.taken;
        let item = self.items.get_mut(file).unwrap().iter_mut();
        let mut fitting = item.filter(|item| !taken.contains(item["id"].as_str().unwrap()) && fits(item));
        let item = fitting.next().unwrap_or_else(|| panic!("no item of {file} is left"));
        let id = item["id"].as_str().unwrap().to_owned();
        change(item);
        self.taken.insert(id.clone());
        id
    }

    /// Sets a field of the next item; `Null` takes it away.
    fn set(&mut self, file: &str, field: &str, value: Value, rule: &str) -> String {
        let id = self.change(
            file,
            |item| item["openness"].as_str().unwrap_or("open") == "open" && !item[field].is_null(),
            |item| {
                item[field] = value;
            },
        );
        self.expect(rule, &id, field);
        id
    }

    fn add(&mut self, file: &str, item: Value) {
        self.taken.insert(item["id"].as_str().unwrap().to_owned());
        self.items.get_mut(file).unwrap().push(item);
    }
}

/// Documents that stand in columns which have others, so that nothing becomes empty or stale by their faults.
fn seed() -> Seeds {
    let mut seeds = Seeds::new();
    seeds.set("news", "title", json!(""), "missing-title");
    seeds.set("news", "unit", Value::Null, "missing-unit");
    seeds.set("news", "unit", json!("示范区水务局"), "unknown-unit");
    let id = seeds.change("news", |item| item["column"] == "新闻", |item| item["date"] = Value::Null);
    seeds.expect("missing-date", &id, "date");
    let id = seeds.change("news", |item| item["column"] == "新闻", |item| item["column"] = json!("旧闻"));
    seeds.expect("unknown-column", &id, "column");

    seeds.set("documents", "index_number", json!("1199010100990003XW/2021-2"), "malformed-index-number");
    seeds.set("documents", "doc_number", json!("第五号"), "malformed-doc-number");
    seeds.set("documents", "genre", json!("小说"), "unknown-genre");
    seeds.set("documents", "subjects", json!(["天文\\星座"]), "unknown-subject");
    seeds.set("documents", "subjects", json!(["综合政务\\其他\\再下一级"]), "deep-subject");
    seeds.set("documents", "summary", Value::Null, "missing-field");
    seeds.set("documents", "issued", Value::Null, "missing-field");
    seeds.set("documents", "subjects", json!([]), "missing-field");
    let id = seeds.change("documents", |_| true, |item| item["issued"] = json!("2026-11-20"));
    seeds.expect("dates-out-of-order", &id, "date");
    seeds.set("news", "date", json!("2027-01-01"), "dates-out-of-order");
    let number = json!("1199010100990003XW/2019-00007");
    for _ in 0..2 {
        seeds.set("documents", "index_number", number.clone(), "double-index-number");
    }

    for field in ["basis", "conditions", "flow", "materials"] {
        seeds.set("services", field, json!([]), "missing-field");
    }
    seeds.set("services", "promised_days", Value::Null, "missing-field");
    seeds.set("services", "fee", Value::Null, "missing-field");
    let id =
        seeds.change("services", |_| true, |item| (item["places"], item["consult_phone"]) = (json!([]), Value::Null));
    seeds.expect("missing-field", &id, "consult_phone");
    let id = seeds.change("services", |_| true, |item| item["fee"] = json!({"charged": true, "amount": "10元"}));
    seeds.expect("missing-field", &id, "fee.basis");
    let id = seeds.change(
        "services",
        |_| true,
        |item| (item["statutory_days"], item["promised_days"]) = (json!(5), json!(9)),
    );
    seeds.expect("limits-out-of-order", &id, "promised_days");
    seeds.set("services", "base_code", json!("12345"), "malformed-service-code");
    seeds.set("services", "implementation_code", json!("1".repeat(37)), "malformed-service-code");
    for _ in 0..2 {
        seeds.set("services", "implementation_code", json!("999999999999"), "double-service-code");
    }
    let id = seeds.change("services", |_| true, |item| item["themes"] = json!({"person": ["法人注销"]}));
    seeds.expect("unknown-theme", &id, "themes.person");
    let id = seeds.change("services", |_| true, |item| item["themes"] = json!({"enterprise": ["死亡殡葬"]}));
    seeds.expect("unknown-theme", &id, "themes.enterprise");
    let id = seeds.change("services", |_| true, |item| item["groups"] = json!(["猫"]));
    seeds.expect("unknown-group", &id, "groups");
    let with_form = |item: &Value| item["materials"][0].is_object();
    let id = seeds.change("services", with_form, |item| item["materials"][0]["form"] = json!("form-gone"));
    seeds.expect("dangling-form", &id, "materials[0].form");

    // A unit without a well-formed code keeps no catalog: what its documents lack is nobody's fault then.
    let id = seeds.change(
        "units",
        |item| item["id"] == "unit-cdj",
        |item| item["credit_code"] = json!("119901010099000300"),
    );
    seeds.expect("malformed-credit-code", &id, "credit_code");
    seeds.set("units", "duties", json!([]), "missing-field");
    seeds.set("units", "leaders", json!([]), "missing-field");
    for field in ["address", "hours", "phone"] {
        seeds.set("units", field, json!(" "), "missing-field");
    }

    let id = seeds.change("letters", |_| true, |item| item["topics"] = json!(["topic-gone"]));
    seeds.expect("dangling-topic", &id, "topics");
    let id = seeds.change("letters", |_| true, |item| item["body"] = json!("详见 /items/doc-gone 。"));
    seeds.expect("dead-link", &id, "body");
    let id =
        seeds.change("letters", |_| true, |item| item["url"] = json!("https://www.shifan.example/items/news-gone"));
    seeds.expect("dead-link", &id, "url");
    let attach = |url: &str| json!([{"name": "附件", "url": url}]);
    for (url, field, rule) in [
        ("broken.pdf", "attachments[0]", "unread-attachment"),
        ("gone.pdf", "attachments[0]", "missing-attachment"),
        ("bomb.docx", "attachments[0]", "unread-attachment"),
        ("../outside.txt", "attachments[0]", "missing-attachment"),
    ] {
        let id = seeds.change("letters", |_| true, |item| item["attachments"] = attach(url));
        seeds.expect(rule, &id, field);
    }
    let id = seeds.change("topics", |_| true, |item| item["items"] = json!(["svc-gone"]));
    seeds.expect("dangling-item", &id, "items[0]");
    let id = seeds.change("topics", |_| true, |item| item["without"] = json!(["news-gone"]));
    seeds.expect("dangling-item", &id, "without[0]");

    seeds.add("columns", json!({"id": "col-empty", "kind": "column", "title": "空栏目", "column": "空栏目"}));
    seeds.expect("empty-column", "col-empty", "column");
    for (name, kind, date) in [("旧闻一", "news", "2026-11-11"), ("旧文件", "document", "2026-05-01")] {
        seeds.add("columns", json!({"id": name, "kind": "column", "title": name, "column": name}));
        let item = json!({"id": format!("{name}-1"), "kind": kind, "title": name, "unit": "示范区民政局", "column": name,
            "date": date, "issued": date, "summary": name, "subjects": ["综合政务"]});
        seeds.add("news", item);
        seeds.expect("stale-column", name, "update_days");
    }
    seeds
}

#[test]
fn every_seeded_fault_is_found_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    let portal = path("portal");
    let portal_name = portal.to_str().unwrap();
    let mut seeds = seed();

    // A document that came before its unit, and was never put in again.
    let early = json!({"id": "early", "title": "先到的通知", "unit": "示范区民政局", "date": "2026-11-20",
        "issued": "2026-11-20", "summary": "先到", "subjects": ["综合政务"]});
    std::fs::write(path("early.jsonl"), early.to_string()).unwrap();
    let output = run(home.path(), &["index", "--portal", portal_name, path("early.jsonl").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    seeds.expect("missing-index-number", "early", "index_number");

    // What editors have written; one scene refers to a service that is withdrawn, another has lost its picture.
    let scenes = portal.join("config/scenes");
    std::fs::create_dir_all(&scenes).unwrap();
    for entry in std::fs::read_dir(demo("config/scenes")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), scenes.join(entry.file_name())).unwrap();
    }
    std::fs::copy(demo("config/site.toml"), portal.join("config/site.toml")).unwrap();
    std::fs::remove_file(scenes.join("jiaoyu.svg")).unwrap();
    seeds.expect("scene-file", "config/scenes/jiaoyu.toml", "picture");
    let hunyin = std::fs::read_to_string(scenes.join("hunyin.toml")).unwrap();
    let service =
        seeds.items["services"].iter().find(|item| hunyin.contains(item["base_code"].as_str().unwrap())).unwrap();
    let withdrawn = service["id"].as_str().unwrap().to_owned();
    let code = service["base_code"].as_str().unwrap().to_owned();
    seeds.items.get_mut("services").unwrap().iter_mut().find(|item| item["id"] == withdrawn.as_str()).unwrap()["state"] =
        json!("withdrawn");

    let files = path("files");
    std::fs::create_dir(&files).unwrap();
    for entry in std::fs::read_dir(demo("files")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), files.join(entry.file_name())).unwrap();
    }
    std::fs::write(files.join("broken.pdf"), b"%PDF-1.7\nbroken").unwrap();
    std::fs::write(files.join("bomb.docx"), bomb()).unwrap();
    std::fs::write(path("outside.txt"), "秘密").unwrap();
    let mut arguments = vec!["index".to_owned(), "--portal".to_owned(), portal_name.to_owned()];
    arguments.extend(["--attachments".to_owned(), files.to_str().unwrap().to_owned()]);
    for name in ["units", "columns", "documents", "services", "forms", "lookups", "news", "letters", "topics"] {
        let lines: Vec<String> = seeds.items[name].iter().map(Value::to_string).collect();
        let file = path(&format!("{name}.jsonl"));
        std::fs::write(&file, lines.join("\n")).unwrap();
        arguments.push(file.to_str().unwrap().to_owned());
    }
    let output = run(home.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("4 attachments kept and read, 2 kept without their text, 2 not found"),
        "{}",
        stdout(&output)
    );

    // After it was put in: a file that is damaged, rules that are faulty.
    let damaged = stored(&portal, &std::fs::read(demo("files/xuewei.xlsx")).unwrap());
    std::fs::write(&damaged, b"something else").unwrap();
    seeds.expect("missing-file", "doc-2026-126", "attachments[0].file");
    std::fs::write(portal.join("config/best_bets.toml"), "[[rule]]\nqueries = []\n").unwrap();
    seeds.expect("config", "config/best_bets.toml", "");

    let output = run(home.path(), &["check", "--portal", portal_name, "--as-of", DAY, "--json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap_or_default().to_owned();
    let (scene, found): (Vec<&Value>, Vec<&Value>) =
        findings.iter().partition(|finding| finding["rule"] == "scene-item");
    assert!(!scene.is_empty());
    for finding in &scene {
        let message = text(finding, "message");
        assert!(message.contains("scene `scene-") && message.contains(&format!("service `{withdrawn}`")), "{message}");
        assert!(message.contains(&code), "{message}");
    }
    let found: BTreeSet<(String, String, String)> = found
        .into_iter()
        .map(|finding| {
            assert!(!text(finding, "advice").is_empty() && !text(finding, "message").is_empty(), "{finding}");
            let place = finding["item"].as_str().or(finding["file"].as_str()).unwrap_or_default().to_owned();
            (text(finding, "rule"), place, text(finding, "field"))
        })
        .collect();
    let missed: Vec<_> = seeds.expected.difference(&found).collect();
    let more: Vec<_> = found.difference(&seeds.expected).collect();
    assert!(missed.is_empty() && more.is_empty(), "missed: {missed:#?}\nfound besides: {more:#?}");
    let seeded = seeds.expected.len() + 1;
    assert!(seeded >= 40, "{seeded}");
    #[allow(clippy::print_stdout)] // asked for with --nocapture
    {
        println!("{seeded} faults seeded, {} found, none besides", found.len() + 1);
    }
}

/// Where a portal keeps a file.
fn stored(portal: &Path, content: &[u8]) -> std::path::PathBuf {
    let folders = std::fs::read_dir(portal.join("files")).unwrap();
    let mut files = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    files.find_map(|file| Some(file.unwrap().path()).filter(|path| std::fs::read(path).unwrap() == content)).unwrap()
}

/// A document that unpacks to a gigabyte.
pub(crate) fn bomb() -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("[Content_Types].xml", options).unwrap();
    archive.start_file("word/document.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        archive.write_all(&zeros).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
