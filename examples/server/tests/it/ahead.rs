//! What stands ahead of the hits, and why hits stand where they do: on pages, as JSON and in a terminal.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Server, demonstration_portal, encoded, get, get_json, run, stdout};

fn page(server: &Server, query: &str, rest: &str) -> String {
    let (status, html) = get(&server.address, &format!("/search?q={}{rest}", encoded(query)));
    assert_eq!(status, 200, "{query}{rest}");
    html.replace("&#38;", "&").replace("&amp;", "&")
}

fn search(home: &Path, arguments: &[&str]) -> String {
    let portal = demonstration_portal(home);
    stdout(&run(home, &[&["search", "--portal", portal.to_str().unwrap()], arguments].concat()))
}

#[test]
fn a_card_stands_ahead_of_the_hits_with_what_was_asked_for_first() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let html = page(&server, "民政局电话", "");
    let (before, card) = html.split_once("class=\"cards\"").unwrap();
    let (card, after) = card.split_once("</ul>").unwrap();
    assert!(!before.contains("class=\"hits\"") && after.contains("class=\"hits\""));
    assert!(card.contains("<a href=\"/items/unit-mzj\">示范区民政局</a>") && card.contains("机构"), "{card}");
    let names: Vec<&str> = card.split("<dt>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(names, ["电话", "地址", "时间"]);
    assert!(card.contains("class=\"asked\"><dt>电话") && card.contains("href=\"tel:0000-1234540\""), "{card}");
    let hours = page(&server, "民政局几点上班", "");
    assert!(hours.contains("class=\"asked\"><dt>时间"), "{hours}");

    let service = page(&server, "高龄津贴", "");
    assert!(service.contains("<a href=\"/items/svc-gl-jintie\">高龄津贴申领</a>") && service.contains("示范区民政局"));
    let lookup = page(&server, "查社保", "");
    assert!(lookup.contains("<a href=\"/items/lookup-social-security\">社会保险查询</a>"), "{lookup}");
    assert!(!page(&server, "查社保", "&sort=date").contains("class=\"cards\""));

    let plain = search(home.path(), &["民政局电话"]);
    let (card, hits) = plain.split_once("  1. ").unwrap();
    assert!(
        card.contains("▸ 机构：示范区民政局 · unit-mzj\n     电话 0000-1234540\n") && !hits.contains('▸'),
        "{plain}"
    );
}

#[test]
fn a_mistyped_query_is_searched_as_meant_and_as_typed_on_demand() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let html = page(&server, "公机金", "");
    assert!(html.contains("已按“<strong>公积金</strong>”搜索。仍要搜索："), "{html}");
    assert!(!html.contains("name=\"correct\""));
    let typed = format!("/search?q={}&correct=false", encoded("公机金"));
    assert!(html.contains(&format!("<a href=\"{typed}\">公机金</a>")), "{html}");
    let html = page(&server, "公机金", "&correct=false");
    assert!(!html.contains("已按") && html.contains("没有找到"), "{html}");

    // Every link of the page keeps what was chosen, and so do its forms.
    let html = page(&server, "通知", "&correct=false");
    let links: Vec<&str> = html.split("href=\"/search?").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.len() > 20 && links.iter().all(|link| link.contains("correct=false")), "{links:?}");
    assert!(links.iter().any(|link| link.contains("page=2")) && links.iter().any(|link| link.contains("year=")));
    assert_eq!(html.matches("<input type=\"hidden\" name=\"correct\" value=\"false\">").count(), 2);

    let answer = |rest: &str| get_json(&server.address, &format!("/api/v1/search?q={}{rest}", encoded("公机金"))).1;
    assert_eq!(answer("")["did_you_mean"], json!({"text": "公积金", "searched": true}));
    assert_eq!(
        (&answer("&correct=false")["did_you_mean"], &answer("&correct=false")["total"]),
        (&Value::Null, &json!(0))
    );
    let plain = search(home.path(), &["公机金"]);
    assert!(plain.contains("已按“公积金”搜索；加 --no-correct 仍搜索“公机金”"), "{plain}");
    assert!(search(home.path(), &["公机金", "--no-correct"]).starts_with("0 items"));
}

#[test]
fn what_was_found_for_another_query_is_not_recorded_as_found() {
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("queries.jsonl");
    let server = Server::start(home.path(), &["--query-log", log.to_str().unwrap()]);
    page(&server, "公机金", "");
    let cards = page(&server, "民政局电话", "");
    let link = format!("/click?q={}&id=unit-mzj&rank=0", encoded("民政局电话"));
    assert!(cards.contains(&format!("<a href=\"{link}\">示范区民政局</a>")), "{cards}");
    assert_eq!(get(&server.address, &link).0, 200);
    let started = Instant::now();
    let lines = loop {
        let written = std::fs::read_to_string(&log).unwrap();
        if written.lines().count() >= 2 && written.ends_with('\n') {
            break written.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{written}");
    };
    assert_eq!((&lines[0]["query"], &lines[0]["hits"]), (&json!("公机金"), &json!(0)));
    assert!(lines[1]["hits"].as_u64().unwrap() > 0, "{}", lines[1]);
}

#[test]
fn hits_say_why_they_stand_where_they_do() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    assert!(!page(&server, "高龄津贴", "").contains("排序依据"));
    let html = page(&server, "高龄津贴", "&explain=true");
    assert_eq!(html.matches("<details class=\"explain\">").count(), 10);
    assert!(html.contains("编辑设定：对该检索词置顶") && html.contains("标题含有“高龄津贴”"), "{html}");
    assert!(html.contains("<span class=\"count\">×1.15</span>"), "{html}");
    let links: Vec<&str> = html.split("href=\"/search?").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.iter().all(|link| link.contains("explain=true")), "{links:?}");

    let plain = search(home.path(), &["高龄津贴", "--explain", "--limit", "1"]);
    assert!(plain.contains("     - 标题含有“高龄津贴” +"), "{plain}");
    let json: Value = serde_json::from_str(&search(home.path(), &["高龄津贴", "--explain", "--json"])).unwrap();
    assert_eq!(json["hits"][0]["explain"][0]["code"], "best_bet");
    let json: Value = serde_json::from_str(&search(home.path(), &["高龄津贴", "--json"])).unwrap();
    assert!(json["hits"][0].get("explain").is_none());
}
