//! `menhu index-site`: what is made of a folder of pages.

use std::fs;
use std::path::Path;

use menhu::page::{MANIFEST, PageAnswer, PageRequest};
use serde_json::Value;

use crate::page_index::{asked, found, search};
use crate::support::{run, stderr, stdout};

/// A page of the usual systems.
fn article(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><head><meta name=ArticleTitle content='{title}'><meta name=PubDate content='2026-03-05 09:30'>\
         <meta name=ContentSource content='区水务局'><meta name=ColumnName content='通知公告'><meta name=Keywords content='管网;检修'>\
         </head><body><div class=nav><a href=/>首页导航</a></div><div id=zoom><p>{body}</p></div></body>"
    )
}

fn write(site: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = site.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Indexes `site` below `home` into `out`; gives the exit code, the summary and what was reported.
fn index(home: &Path, more: &[&str]) -> (Option<i32>, Value, String) {
    let path = |name: &str| home.join(name).display().to_string();
    let (site, out) = (path("site"), path("site/search"));
    let arguments = ["index-site", "--site", &site, "--out", &out, "--no-assets", "--json"];
    let output = run(home, &[&arguments[..], more].concat());
    (output.status.code(), serde_json::from_str(&stdout(&output)).unwrap_or_default(), stderr(&output))
}

fn answer(home: &Path, request: &PageRequest) -> PageAnswer {
    let out = home.join("site/search");
    search(&out, &fs::read(out.join(MANIFEST)).unwrap(), request)
}

#[test]
fn plain_words_find_standard_terms_where_they_are_given() {
    let home = tempfile::tempdir().unwrap();
    write(&home.path().join("site"), "a.html", article("社会保险费", "请按时缴纳社会保险费。"));
    let total = || answer(home.path(), &asked("五险")).total;
    assert_eq!(index(home.path(), &[]).0, Some(0));
    assert_eq!(total(), 0);
    let file = home.path().join("synonyms.toml");
    let named = file.display().to_string();
    fs::write(&file, "[[group]]\nplain = [\"五险\"]\n").unwrap();
    let (code, _, reported) = index(home.path(), &["--synonyms", &named]);
    assert_eq!(code, Some(1));
    assert!(reported.contains(&format!("{named}: line 1, column 1: `plain` without `standard`")), "{reported}");
    assert_eq!(total(), 0, "the index is still there");
    fs::write(&file, "[[group]]\nplain = [\"五险\"]\nstandard = [\"社会保险\"]\n").unwrap();
    assert_eq!(index(home.path(), &["--synonyms", &named]).0, Some(0));
    assert_eq!(total(), 1);
}

#[test]
fn government_pages_are_read_in_any_charset() {
    let home = tempfile::tempdir().unwrap();
    let site = home.path().join("site");
    write(&site, "zwgk/tz 1.html", encoding_rs::GB18030.encode(&article("关于停水的通知", "明日停水，请储水。")).0);
    write(&site, "zwgk/index.html", article("政务公开", "这里有通知。"));
    write(&site, "big5.HTM", encoding_rs::BIG5.encode("<meta charset=big5><title>停水須知</title><p>請儲水，勿慌。").0);
    write(&site, "hidden.shtml", "<meta name=robots content='noindex'><title>停水内部</title><p>不可见。");
    write(&site, "moved.html", "<meta http-equiv=refresh content='0; url=/zwgk/'><title>停水</title>");
    write(&site, "print.html/tz 1.print.html", article("关于停水的通知", "明日停水，请储水。"));
    write(&site, "停水.txt", "停水");
    write(&site, ".git/x.html", article("停水", "停水"));
    write(&site, "search/x.html", article("停水", "停水"));
    let (code, summary, reported) = index(home.path(), &["--base", "https://www.shifan.example/"]);
    assert_eq!((code, reported.as_str()), (Some(0), ""));
    assert_eq!(summary["pages"], 6, "{summary}");
    assert_eq!(
        (&summary["documents"], &summary["unwanted"], &summary["duplicates"]),
        (&3.into(), &2.into(), &1.into())
    );

    let out = home.path().join("site/search");
    let mut urls = found(&out, "停水");
    urls.sort();
    assert_eq!(urls, ["https://www.shifan.example/big5.HTM", "https://www.shifan.example/zwgk/tz%201.html"]);
    assert_eq!(found(&out, "政务公开"), ["https://www.shifan.example/zwgk/"]);
    assert!(found(&out, "首页导航").is_empty());
    let hit = answer(home.path(), &asked("管网检修 栏目:通知公告 停水")).hits.remove(0);
    assert_eq!(
        (hit.title.as_str(), hit.date.as_str(), hit.unit.as_str()),
        ("关于停水的通知", "2026-03-05", "区水务局")
    );
    assert_eq!(hit.passage, "明日<mark>停水</mark>，请储水。");
}

#[test]
fn authors_say_what_is_searched() {
    let home = tempfile::tempdir().unwrap();
    let site = home.path().join("site");
    let page = |attributes: &str, more: &str| {
        format!(
            "<title>页面</title><body {attributes}><nav data-menhu-ignore>导航 <b data-menhu-filter=级别>区级</b></nav>\
             <div data-menhu-body><p>供水管网检修{more}。<span data-menhu-ignore>打印</span></div><p>备案号"
        )
    };
    write(&site, "a.html", page("", "，甲"));
    write(&site, "b.html", page("data-menhu-weight=4 data-menhu-kind=通知", "，乙"));
    write(
        &site,
        "c.html",
        page("data-menhu-weight=0.5", "，<i data-menhu-title>丙标题</i><time data-menhu-date>2026年1月2日</time>"),
    );
    write(&site, "list.html", article("供水管网检修列表", "供水管网检修"));
    let (code, summary, reported) = index(home.path(), &[]);
    assert_eq!((code, reported.as_str()), (Some(0), ""));
    assert_eq!((&summary["documents"], &summary["unmarked"]), (&3.into(), &1.into()), "{summary}");
    let out = home.path().join("site/search");
    assert_eq!(found(&out, "供水管网检修"), ["/b.html", "/a.html", "/c.html"]);
    assert!(found(&out, "备案号").is_empty() && found(&out, "打印").is_empty() && found(&out, "导航").is_empty());
    let answer =
        answer(home.path(), &PageRequest { facets: vec!["级别".into(), "kind".into()], ..asked("管网 级别:区级") });
    assert_eq!(answer.total, 3);
    assert_eq!(answer.facets[0].values, [("区级".to_owned(), 3)]);
    assert_eq!(answer.facets[1].values, [("通知".to_owned(), 1)]);
    let last = answer.hits.last().unwrap();
    assert_eq!((last.title.as_str(), last.date.as_str()), ("丙标题", "2026-01-02"));
}

#[test]
fn what_cannot_be_taken_in_is_named_and_the_rest_is_in() {
    let home = tempfile::tempdir().unwrap();
    let site = home.path().join("site");
    write(&site, "good.html", article("关于停水的通知", "明日停水。"));
    write(&site, "weight.html", "<title>停水</title>\n\n<body data-menhu-weight=heavy><p>停水");
    write(&site, "deep.html", "<div>".repeat(2000));
    write(&site, "empty.html", "<title> </title><script>x()</script>");
    write(&site, "index.html", article("首页", "停水信息。"));
    write(&site, "index.htm", article("首页旧版", "停水信息。"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", site.join("loop")).unwrap();
        std::os::unix::fs::symlink("/nonexistent", site.join("gone.html")).unwrap();
    }
    let (code, summary, reported) = index(home.path(), &[]);
    assert_eq!(code, Some(2), "{reported}");
    for expected in [
        "weight.html:3: `data-menhu-weight` is `heavy`; expected a number from 0.5 to 4",
        "deep.html: HTML cannot be read",
        "empty.html: there is no title and no text",
        "index.html: its address is that of",
        "gone.html: ",
    ] {
        assert!(reported.contains(expected), "{expected}: {reported}");
    }
    assert_eq!((&summary["documents"], &summary["left_out"]), (&2.into(), &5.into()), "{summary} {reported}");
    assert_eq!(summary["faults"].as_array().unwrap().len(), 5);
    assert_eq!(found(&home.path().join("site/search"), "停水").len(), 2);

    // Without a page there is no index, and the one that is there stays.
    let before = fs::read(home.path().join("site/search").join(MANIFEST)).unwrap();
    for name in ["good.html", "index.htm", "index.html"] {
        fs::remove_file(site.join(name)).unwrap();
    }
    let (code, _, reported) = index(home.path(), &[]);
    assert!(code == Some(1) && reported.contains("none can be found"), "{reported}");
    assert_eq!(fs::read(home.path().join("site/search").join(MANIFEST)).unwrap(), before);
    let output = run(home.path(), &["index-site", "--site", "missing", "--out", "x", "--no-assets"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("missing: there is no such folder"));
    let own = site.display().to_string();
    let output = run(home.path(), &["index-site", "--site", &own, "--out", &own, "--no-assets"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("this is the site itself"));
}
