//! The files for browsers: made of a portal, and of a folder of pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use menhu::page::{MANIFEST, PageAnswer, PageIndex, PageRequest, Step};
use serde_json::Value;

use crate::support::{run, stderr, stdout};

/// Searches as a page does, in the files that lie in a folder.
pub(crate) fn search(folder: &Path, manifest: &[u8], request: &PageRequest) -> PageAnswer {
    let mut index = PageIndex::open(manifest).unwrap();
    for _ in 0..10 {
        match index.search(request).unwrap() {
            Step::Done(answer) => return answer,
            Step::Needs(names) => {
                names.iter().for_each(|name| index.put(name, &fs::read(folder.join(name)).unwrap()).unwrap());
            }
        }
    }
    panic!("no answer to {request:?}");
}

pub(crate) fn asked(q: &str) -> PageRequest {
    PageRequest { q: q.into(), limit: 20, ..PageRequest::default() }
}

/// Addresses of the hits, in order.
pub(crate) fn found(folder: &Path, q: &str) -> Vec<String> {
    let answer = search(folder, &fs::read(folder.join(MANIFEST)).unwrap(), &asked(q));
    answer.hits.into_iter().map(|hit| hit.url).collect()
}

/// Every file of a folder with its content.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// A portal of the demonstration's items.
fn demonstration(home: &Path) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let mut lines: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    lines.retain(|path| path.ends_with(".jsonl"));
    lines.sort();
    let portal = home.join("portal").display().to_string();
    let arguments: Vec<&str> =
        ["index", "--portal", &portal].into_iter().chain(lines.iter().map(String::as_str)).collect();
    assert!(run(home, &arguments).status.success());
    portal
}

fn index_lines(home: &Path, lines: &str) -> String {
    let (portal, file) = (home.join("portal").display().to_string(), home.join("items.jsonl").display().to_string());
    fs::write(&file, lines).unwrap();
    assert!(run(home, &["index", "--portal", &portal, &file]).status.success());
    portal
}

/// Exports, and gives the summary.
fn export(home: &Path, portal: &str, out: &str, more: &[&str]) -> Value {
    let arguments = ["export-page-index", "--portal", portal, "--out", out, "--json"];
    let output = run(home, &[&arguments[..], more].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn the_demonstration_portal_is_searched_as_on_the_server() {
    let home = tempfile::tempdir().unwrap();
    let portal = demonstration(home.path());
    let out = home.path().join("out");
    let summary =
        export(home.path(), &portal, out.to_str().unwrap(), &["--no-assets", "--base", "https://www.shifan.example/"]);
    let stats: Value =
        serde_json::from_str(&stdout(&run(home.path(), &["stats", "--portal", &portal, "--json"]))).unwrap();
    let documents = summary["documents"].as_u64().unwrap();
    assert!(documents > 100 && documents <= stats["items"].as_u64().unwrap(), "{summary} {stats}");
    assert_eq!(summary["files"].as_u64().unwrap() as usize, files(&out).len());

    let fields = "kind,unit,column,subject,genre,year,validity,topic,audience,theme,group,doc_organ,doc_year";
    let arguments = ["search", "--portal", &portal, "公积金", "--json", "--no-correct", "--facets", fields];
    let server: Value = serde_json::from_str(&stdout(&run(home.path(), &arguments))).unwrap();
    let manifest = fs::read(out.join(MANIFEST)).unwrap();
    let index = PageIndex::open(&manifest).unwrap();
    let own: Vec<String> = index.fields().map(str::to_owned).collect();
    let answer = search(&out, &manifest, &PageRequest { facets: own.clone(), ..asked("公积金") });
    assert_eq!(u64::from(answer.total), server["total"].as_u64().unwrap());
    for facet in &answer.facets {
        let mut page: Vec<(String, u64)> =
            facet.values.iter().map(|(value, count)| (value.clone(), u64::from(*count))).collect();
        let mut expected: Vec<(String, u64)> = server["facets"][&facet.field]
            .as_array()
            .unwrap_or_else(|| panic!("the server has no facet {}", facet.field))
            .iter()
            .map(|value| {
                let shown = if matches!(facet.field.as_str(), "year" | "doc_year") { "value" } else { "label" };
                (value[shown].as_str().unwrap().to_owned(), value["count"].as_u64().unwrap())
            })
            .collect();
        page.sort();
        expected.sort();
        assert_eq!(page, expected, "{}", facet.field);
    }
    // What the server counts the page has, too.
    for (field, values) in server["facets"].as_object().unwrap() {
        assert!(values.as_array().unwrap().is_empty() || own.contains(field), "{field} is not in the page's index");
    }
    let service = PageRequest { filters: vec![("kind".into(), "办事服务".into())], ..asked("公积金") };
    let arguments = ["search", "--portal", &portal, "公积金", "--json", "--no-correct", "--kind", "service"];
    let server: Value = serde_json::from_str(&stdout(&run(home.path(), &arguments))).unwrap();
    let answer = search(&out, &manifest, &service);
    assert_eq!(u64::from(answer.total), server["total"].as_u64().unwrap());
    assert!(answer.hits.iter().all(|hit| hit.url.starts_with("http")), "{:?}", answer.hits);
}

#[test]
fn only_what_is_open_leaves_the_portal_and_addresses_are_safe() {
    let home = tempfile::tempdir().unwrap();
    let portal = index_lines(
        home.path(),
        "{\"id\":\"a 1\",\"title\":\"停水通知\"}\n{\"id\":\"b\",\"title\":\"停水草稿\",\"openness\":\"draft\",\"body\":\"机密\"}\n\
         {\"id\":\"c\",\"title\":\"停水预案\",\"url\":\"javascript:alert(1)\"}\n{\"id\":\"d\",\"title\":\"停水计划\",\"url\":\"https://a.example/d\"}\n",
    );
    let out = home.path().join("out");
    export(home.path(), &portal, out.to_str().unwrap(), &["--no-assets"]);
    let mut urls = found(&out, "停水");
    urls.sort();
    assert_eq!(urls, ["/items/a%201", "/items/c", "https://a.example/d"]);
    assert!(found(&out, "机密").is_empty());
    let output = run(
        home.path(),
        &["export-page-index", "--portal", &portal, "--out", "x", "--base", "javascript:x", "--no-assets"],
    );
    assert!(output.status.code() == Some(1) && stderr(&output).contains("--base javascript:x"), "{}", stderr(&output));
}

#[test]
fn the_same_portal_gives_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    let portal = demonstration(home.path());
    let (one, two) = (home.path().join("one"), home.path().join("two"));
    export(home.path(), &portal, one.to_str().unwrap(), &["--no-assets"]);
    export(home.path(), &portal, two.to_str().unwrap(), &["--no-assets"]);
    assert!(files(&one) == files(&two));
    // A second time over the same nothing is written.
    assert_eq!(export(home.path(), &portal, two.to_str().unwrap(), &["--no-assets"])["written"], 0);
    assert!(files(&one) == files(&two));
}

#[test]
fn an_index_is_put_over_an_older_one_while_pages_search() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let line = |n: usize, body: &str| format!("{{\"id\":\"{n}\",\"title\":\"第{n}号通知\",\"body\":\"{body}\"}}\n");
    let mut manifests = Vec::new();
    let versions = ["停水", "停电", "停气"];
    for body in versions {
        let lines: String = (0..9).map(|n| line(n, body)).collect();
        let portal = index_lines(home.path(), &lines);
        let summary = export(home.path(), &portal, out.to_str().unwrap(), &["--no-assets"]);
        assert!(summary["written"].as_u64().unwrap() > 0 && summary["removed"] == 0);
        manifests.push(fs::read(out.join(MANIFEST)).unwrap());
        fs::write(out.join("notes.txt"), "foreign").unwrap();
        fs::write(out.join("0123456789ab.mhp"), "foreign, too").unwrap();
    }
    let totals = || -> Vec<Option<u32>> {
        let total = |(manifest, body): (&Vec<u8>, &&str)| {
            std::panic::catch_unwind(|| search(&out, manifest, &asked(body)).total).ok()
        };
        manifests.iter().zip(&versions).map(total).collect()
    };
    assert_eq!(totals(), [Some(9), Some(9), Some(9)], "files of older indexes stay");
    assert_eq!(fs::read(out.join("previous.mhp")).unwrap(), manifests[1]);
    // Nothing has changed, so the index before this one stays the one before it.
    let portal = home.path().join("portal").display().to_string();
    let summary = export(home.path(), &portal, out.to_str().unwrap(), &["--no-assets", "--prune"]);
    assert!(summary["removed"].as_u64().unwrap() > 0 && summary["written"] == 0, "{summary}");
    assert_eq!(totals(), [None, Some(9), Some(9)], "those of the index before stay");
    assert_eq!(fs::read(out.join("notes.txt")).unwrap(), b"foreign");
    assert_eq!(fs::read(out.join("0123456789ab.mhp")).unwrap(), b"foreign, too");

    // What cannot be read is no reason to delete, nor is a foreign file one to write over.
    fs::write(out.join("previous.mhp"), "damaged").unwrap();
    let before = files(&out).len();
    let summary = export(home.path(), &portal, out.to_str().unwrap(), &["--no-assets", "--prune"]);
    assert!(summary["not_pruned"].as_str().unwrap().contains("previous.mhp"), "{summary}");
    assert_eq!(files(&out).len(), before);
    fs::write(out.join(MANIFEST), "<html>").unwrap();
    let output =
        run(home.path(), &["export-page-index", "--portal", &portal, "--out", out.to_str().unwrap(), "--no-assets"]);
    assert!(
        output.status.code() == Some(1)
            && stderr(&output).contains("manifest.mhp: this is no manifest of a page index")
    );
    assert_eq!(fs::read(out.join(MANIFEST)).unwrap(), b"<html>");
}

#[test]
fn the_program_comes_along_or_nothing_is_written() {
    let home = tempfile::tempdir().unwrap();
    let portal = index_lines(home.path(), "{\"id\":\"1\",\"title\":\"甲\"}\n");
    let path = |name: &str| home.path().join(name).display().to_string();
    fs::create_dir_all(home.path().join("dist/ui")).unwrap();
    let arguments = ["export-page-index", "--portal", &portal, "--out", &path("out"), "--assets", &path("dist")];
    let output = run(home.path(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(
        said.contains("dist: there is no index.js: run bindings/wasm/build") && said.contains("--no-assets"),
        "{said}"
    );
    assert!(!home.path().join("out").exists());

    for (name, content) in
        [("index.js", "export {}"), ("menhu_wasm_bg.wasm", "\0asm"), ("ui/box.js", "1"), ("README", "x")]
    {
        fs::write(home.path().join("dist").join(name), content).unwrap();
    }
    assert!(run(home.path(), &arguments).status.success());
    let dist = files(&home.path().join("dist"));
    assert!(files(&home.path().join("out/assets")) == dist && dist.len() == 4);
    // By default they are looked for in the working directory first.
    fs::create_dir_all(home.path().join("bindings/wasm")).unwrap();
    fs::rename(home.path().join("dist"), home.path().join("bindings/wasm/dist")).unwrap();
    let output = crate::support::menhu(home.path())
        .current_dir(home.path())
        .args(["export-page-index", "--portal", &portal, "--out", "second"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(files(&home.path().join("second/assets")) == dist);
}
