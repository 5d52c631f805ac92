//! Suggestions while typing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Server, demonstration_portal, encoded, get, get_json, run, stderr, stdout};

fn texts(answer: &Value) -> Vec<&str> {
    answer["suggestions"].as_array().unwrap().iter().map(|found| found["text"].as_str().unwrap()).collect()
}

fn suggest(server: &Server, typed: &str) -> Value {
    let (status, answer) = get_json(&server.address, &format!("/api/v1/suggest?q={}", encoded(typed)));
    assert_eq!(status, 200, "{answer}");
    answer
}

#[test]
fn characters_pinyin_and_initials_are_answered_alike_by_http_and_command_line() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for typed in ["公积金", "公積金", "gongjijin", "gjj"] {
        let answer = suggest(&server, typed);
        let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(names, ["suggestions", "took_us"]);
        let first = &answer["suggestions"][0];
        let names: Vec<&String> = first.as_object().unwrap().keys().collect();
        assert_eq!(names, ["highlight", "id", "kind", "text"]);
        assert!(first["kind"] == "service" && first["id"].as_str().unwrap().starts_with("svc-gjj"), "{first}");
        assert!(first["highlight"].as_str().unwrap().contains("<mark>公积金</mark>"), "{first}");
        assert!(texts(&answer).contains(&"公积金余额"), "{answer}");
    }
    assert_eq!(suggest(&server, "")["suggestions"], json!([]));

    let portal = demonstration_portal(home.path());
    let portal = portal.to_str().unwrap();
    let output = run(home.path(), &["suggest", "--portal", portal, "gjj", "--limit", "4", "--json"]);
    let mut printed: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let mut answered = get_json(&server.address, "/api/v1/suggest?q=gjj&limit=4").1;
    assert_eq!(texts(&answered).len(), 4);
    for answer in [&mut printed, &mut answered] {
        assert!(answer["took_us"].take().is_u64());
    }
    assert_eq!(printed, answered);
    let plain = stdout(&run(home.path(), &["suggest", "--portal", portal, "gjj"]));
    assert!(plain.starts_with("办事服务\n  住房【公积金】提取") && plain.contains(" · svc-gjj-"), "{plain}");
}

#[test]
fn what_is_wrong_is_named() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let long = format!("limit=101&q={}", encoded("公"));
    for (query, parameter) in
        [("colour=red", "colour"), (&long, "limit"), ("q=a&limit=x", "limit"), ("q=a&q=b", "q"), ("kind=news", "kind")]
    {
        let (status, problem) = get_json(&server.address, &format!("/api/v1/suggest?{query}"));
        assert_eq!((status, &problem["parameter"]), (400, &json!(parameter)), "{query}: {problem}");
    }
    let portal = demonstration_portal(home.path());
    let output = run(home.path(), &["suggest", "--portal", portal.to_str().unwrap(), "x", "--limit", "1000"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("`limit` is 1000"), "{}", stderr(&output));
}

#[test]
fn past_queries_come_in_between_and_only_where_it_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("queries.jsonl");
    let rows = [("公积金断缴", 3, 5), ("公积金余额", 3, 6), ("公积金魔法", 0, 5), ("公积金少见", 3, 4)];
    let line = |query: &str, hits: u64, session: u32| {
        let time = "2026-01-01T00:00:00Z";
        format!("{}\n", json!({"time": time, "query": query, "hits": hits, "session": session.to_string()}))
    };
    let written = rows.iter().flat_map(|(query, hits, sessions)| (0..*sessions).map(|s| line(query, *hits, s)));
    std::fs::write(&log, written.collect::<String>()).unwrap();
    let file = log.to_str().unwrap();
    let server = Server::start(home.path(), &["--query-log", file, "--suggest-queries"]);
    let started = Instant::now();
    let answer = loop {
        let answer = suggest(&server, "gjj");
        if texts(&answer).contains(&"公积金断缴") {
            break answer;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{answer}");
    };
    let found = answer["suggestions"].as_array().unwrap();
    assert_eq!(found.len(), 10);
    let queries: Vec<&Value> = found.iter().filter(|suggestion| suggestion["kind"] == "query").collect();
    // 公积金余额 is a word of the portal too, and stands there.
    assert_eq!(queries.len(), 1, "{answer}");
    assert_eq!((&queries[0]["text"], &queries[0]["id"]), (&json!("公积金断缴"), &Value::Null));
    assert_eq!(queries[0]["highlight"], "<mark>公积金</mark>断缴");
    let kinds: Vec<&str> = found.iter().map(|suggestion| suggestion["kind"].as_str().unwrap()).collect();
    assert!(kinds.iter().position(|kind| *kind == "query") > kinds.iter().position(|kind| *kind == "term"));
    // What is typed on the way to a query is recorded nowhere.
    drop(server);
    assert!(!std::fs::read_to_string(&log).unwrap().contains("gjj"));
    let server = Server::start(home.path(), &["--query-log", file]);
    assert!(!texts(&suggest(&server, "gjj")).contains(&"公积金断缴"));
}

#[test]
fn suggestions_are_ready_before_anybody_asks() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let started = Instant::now();
    while server.logged("suggestions and cards are ready").is_empty() {
        assert!(started.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    let line: Value = serde_json::from_str(&server.logged("suggestions and cards are ready")[0]).unwrap();
    assert!(line["fields"]["took_ms"].is_u64(), "{line}");
    assert_eq!(get(&server.admin, "/api/v1/suggest?q=gjj").0, 404);
}
