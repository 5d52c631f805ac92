//! The query log, the reports, and what is never in either.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::support::{Server, menhu, run, stderr, stdout};

/// 公积金
const FUND: &str = "%E5%85%AC%E7%A7%AF%E9%87%91";
/// An item of the demonstration portal, and one of it that is not open to the public.
const OPEN: &str = "doc-2024-001";
const CLOSED: &str = "doc-2024-009";

fn agent() -> Agent {
    let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0);
    agent.timeout_global(Some(Duration::from_secs(30))).build().into()
}

fn get(address: &str, path: &str, cookie: Option<&str>) -> Response<Body> {
    let mut request = agent().get(format!("{address}{path}"));
    if let Some(cookie) = cookie {
        request = request.header("cookie", format!("other=1; menhu_session={cookie}"));
    }
    request.call().unwrap()
}

fn status(address: &str, path: &str) -> u16 {
    get(address, path, None).status().as_u16()
}

fn text(mut response: Response<Body>) -> String {
    response.body_mut().read_to_string().unwrap()
}

fn header(response: &Response<Body>, name: &str) -> String {
    response.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

/// The cookie of session number `number`.
fn session(number: u32) -> String {
    format!("{number:032x}")
}

fn logging(arguments: &[&str]) -> (TempDir, PathBuf, Server) {
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("queries.jsonl");
    let server = Server::start(home.path(), &[&["--query-log", log.to_str().unwrap()], arguments].concat());
    (home, log, server)
}

fn lines(log: &Path) -> Vec<Value> {
    std::fs::read_to_string(log).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The lines of the log, when there are as many: they are written soon, and not at once.
fn wait_for(log: &Path, count: usize) -> Vec<Value> {
    let started = Instant::now();
    loop {
        let written = std::fs::read_to_string(log).unwrap();
        if written.lines().count() >= count && written.ends_with('\n') {
            return lines(log);
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{written}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn without_the_option_nothing_is_kept_and_nothing_is_different() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for path in ["/", &format!("/search?q={FUND}"), &format!("/api/v1/search?q={FUND}")] {
        let response = get(&server.address, path, Some(&session(1)));
        assert_eq!(header(&response, "set-cookie"), "", "{path}");
        assert!(!text(response).contains("/click"), "{path}");
    }
    assert_eq!(status(&server.address, &format!("/click?q={FUND}&id={OPEN}&rank=1")), 404);
    assert_eq!((status(&server.admin, "/reports"), status(&server.admin, "/reports/suggestions")), (404, 404));
    let kept: Vec<_> = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(kept, ["data"]);
}

#[test]
fn searches_and_chosen_hits_are_lines() {
    let (_home, log, server) = logging(&[]);
    let page = get(&server.address, &format!("/search?q=+{FUND}%E3%80%80"), Some(&session(1)));
    assert_eq!((header(&page, "set-cookie"), header(&page, "referrer-policy")), (String::new(), "no-referrer".into()));
    let page = text(page);
    let link = page.split("href=\"").find(|link| link.starts_with("/click?")).unwrap().split('"').next().unwrap();
    let link = link.replace("&#38;", "&").replace("&amp;", "&");
    let chosen = get(&server.address, &link, Some(&session(1)));
    assert_eq!(chosen.status().as_u16(), 303);
    let place = header(&chosen, "location");
    assert!(place.starts_with("/items/") && status(&server.address, &place) == 200, "{place}");
    assert_eq!(
        (header(&chosen, "referrer-policy"), header(&chosen, "cache-control")),
        ("no-referrer".into(), "no-store".into())
    );
    get(&server.address, &format!("/api/v1/search?q={FUND}&kind=news"), None);

    let found = wait_for(&log, 3);
    let names = |line: &Value| line.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(&found[0]), "hits query session time");
    assert!(found[0]["query"] == "公积金" && found[0]["hits"].as_u64().unwrap() > 3, "{}", found[0]);
    assert_eq!(names(&found[1]), "id query rank time");
    assert_eq!((&found[1]["query"], &found[1]["rank"]), (&json!("公积金"), &json!(1)));
    assert_eq!(format!("/items/{}", found[1]["id"].as_str().unwrap()), place);
    assert_eq!((&found[2]["session"], &found[2]["filtered"]), (&Value::Null, &json!(true)));
    for line in &found {
        assert!(line["time"].as_str().unwrap().ends_with(":00Z"), "{line}");
    }
    let pseudonym = found[0]["session"].as_str().unwrap();
    assert!(pseudonym.len() == 32 && pseudonym != session(1), "{pseudonym}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_session_is_a_random_cookie_and_its_pseudonym_ends_with_the_process() {
    let (home, log, server) = logging(&[]);
    let given = |path: &str, cookie: Option<&str>| header(&get(&server.address, path, cookie), "set-cookie");
    let cookies = [given("/", None), given("/search?q=", None), given("/", Some("nonsense"))];
    for cookie in &cookies {
        let (name, attributes) = cookie.split_once("; ").unwrap();
        let value = name.strip_prefix("menhu_session=").unwrap();
        assert!(value.len() == 32 && value.chars().all(|c| c.is_ascii_hexdigit()), "{cookie}");
        assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");
    }
    assert!(cookies[0] != cookies[1] && cookies[1] != cookies[2]);
    let value = cookies[0].split(['=', ';']).nth(1).unwrap().to_owned();
    assert_eq!(given("/search?q=", Some(&value)), "");
    assert_eq!(header(&get(&server.address, "/", None), "cache-control"), "private, no-store");

    let search = format!("/search?q={FUND}");
    for _ in 0..2 {
        get(&server.address, &search, Some(&value));
    }
    get(&server.address, &search, Some(&session(2)));
    let before = wait_for(&log, 3);
    assert_eq!(before[0]["session"], before[1]["session"]);
    assert_ne!(before[1]["session"], before[2]["session"]);
    drop(server);
    let server = Server::start(home.path(), &["--query-log", log.to_str().unwrap()]);
    get(&server.address, &search, Some(&value));
    assert_ne!(wait_for(&log, 4)[3]["session"], before[0]["session"]);
    assert!(!std::fs::read_to_string(&log).unwrap().contains(&value));
}

#[test]
fn what_points_to_a_person_is_counted_and_never_written() {
    let (_home, log, mut server) = logging(&[]);
    let personal = ["13800138000", "138%200013%208000", "11010519491231002X", "%E7%8E%8B%E5%B0%8F%E6%98%8E"];
    for query in personal {
        let page = text(get(&server.address, &format!("/search?q={query}+{FUND}"), Some(&session(1))));
        assert!(!page.contains("/click"), "{query}");
        get(&server.address, &format!("/api/v1/search?q={query}"), Some(&session(1)));
        let click = get(&server.address, &format!("/click?q={query}&id={OPEN}&rank=1"), Some(&session(1)));
        assert_eq!(click.status().as_u16(), 303);
    }
    // Nor what is no query: without letters and digits, or pasted.
    for query in ["", "%EF%BC%9F%21", &"a+".repeat(60)] {
        get(&server.address, &format!("/search?q={query}"), Some(&session(1)));
    }
    get(&server.address, &format!("/search?q={FUND}&page=2"), Some(&session(1)));
    get(&server.address, &format!("/search?q={FUND}"), Some(&session(1)));
    wait_for(&log, 1);
    #[cfg(unix)]
    {
        let pid = server.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(server.child.wait().unwrap().success());
        let found = wait_for(&log, 2);
        assert_eq!((found.len(), &found[0]["query"]), (2, &json!("公积金")));
        assert_eq!((&found[1]["withheld"], &found[1]["dropped"]), (&json!(8), &json!(0)));
    }
    drop(server);
}

#[test]
fn a_click_leads_to_an_open_item_and_nowhere_else() {
    let (_home, log, server) = logging(&[]);
    let click = |rest: &str| get(&server.address, &format!("/click?q={FUND}&rank=1&id={rest}"), Some(&session(1)));
    for id in [
        "none",
        CLOSED,
        "",
        "https://evil.example/",
        "//evil.example",
        "%2F%2Fevil.example",
        "..%2F..%2F",
        "%0d%0aLocation:x",
    ] {
        let response = click(id);
        assert_eq!((response.status().as_u16(), header(&response, "location")), (404, String::new()), "{id}");
        let kind = header(&response, "content-type");
        assert!(kind.starts_with("text/html") && text(response).contains("没有找到"), "{id}");
    }
    let plain = format!("/click?q={FUND}");
    for query in [
        "".to_owned(),
        format!("&id={OPEN}"),
        format!("&rank=1&id={OPEN}&url=https://evil.example/"),
        format!("&rank=1&id={OPEN}&id=https://evil.example/"),
        format!("&id={OPEN}&rank=-1"),
        format!("&id={OPEN}&rank=99999999999999999999"),
    ] {
        let response = get(&server.address, &format!("{plain}{query}"), Some(&session(1)));
        assert_eq!((response.status().as_u16(), header(&response, "location")), (400, String::new()), "{query}");
    }
    assert_eq!(header(&click(OPEN), "location"), format!("/items/{OPEN}"));
    // A link that was passed on still leads there, and is no click of a session.
    let passed = get(&server.address, &format!("{plain}&rank=1&id={OPEN}"), None);
    assert_eq!(passed.status().as_u16(), 303);
    get(&server.address, &format!("/search?q={FUND}"), None);
    let found = wait_for(&log, 2);
    assert_eq!((found.len(), &found[0]["id"], &found[1]["id"]), (2, &json!(OPEN), &Value::Null));
}

#[test]
fn reports_show_what_enough_sessions_asked() {
    let (home, log, server) = logging(&[]);
    for number in 0..3 {
        get(&server.address, &format!("/search?q={FUND}"), Some(&session(number)));
        get(&server.address, "/search?q=xyzzy", Some(&session(number)));
        // 社保, of two sessions only.
        get(&server.address, "/search?q=%E7%A4%BE%E4%BF%9D", Some(&session(number % 2)));
    }
    wait_for(&log, 9);
    let file = log.to_str().unwrap();
    let report: Value = serde_json::from_str(&stdout(&run(home.path(), &["report", file, "--json"]))).unwrap();
    assert_eq!(report["searches"], 9);
    let queries = |list: &str| -> Vec<String> {
        let rows = report[list]["rows"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {} {}", row["query"].as_str().unwrap(), row["asked"], row["sessions"])).collect()
    };
    assert_eq!(queries("top"), ["xyzzy 3 3", "公积金 3 3"]);
    assert_eq!(queries("without_hits"), ["xyzzy 3 3"]);
    assert_eq!((&report["top"]["other_queries"], &report["top"]["other_asked"]), (&json!(1), &json!(3)));

    let plain = stdout(&run(home.path(), &["report", file]));
    assert!(plain.contains("公积金") && plain.contains("其他 (1 queries)") && !plain.contains("社保"), "{plain}");
    let lower = stdout(&run(home.path(), &["report", file, "--least", "2", "--days", "1"]));
    assert!(lower.contains("社保"), "{lower}");
    let output = run(home.path(), &["report", "/nowhere/log"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("/nowhere/log"), "{}", stderr(&output));
    assert_eq!(run(home.path(), &["report", file, "--least", "0"]).status.code(), Some(2));

    let page = text(get(&server.admin, "/reports", None));
    assert!(page.contains("公积金") && page.contains("其他（1 个词语）") && !page.contains("社保"), "{page}");
    assert!(text(get(&server.admin, "/reports?days=&least=2", None)).contains("社保"));
    for query in ["least=0", "least=x", "days=-1", "colour=red"] {
        assert_eq!(status(&server.admin, &format!("/reports?{query}")), 400, "{query}");
    }
    // Never to the public.
    assert_eq!((status(&server.address, "/reports"), status(&server.address, "/reports/suggestions")), (404, 404));
}

#[test]
fn half_a_line_of_a_crash_is_read_past() {
    let (home, log, mut server) = logging(&[]);
    get(&server.address, &format!("/search?q={FUND}"), Some(&session(1)));
    wait_for(&log, 1);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let mut written = std::fs::read_to_string(&log).unwrap();
    written.push_str("{\"time\":\"2026-01-01T00:00:00Z\",\"que");
    std::fs::write(&log, written).unwrap();
    let server = Server::start(home.path(), &["--query-log", log.to_str().unwrap()]);
    get(&server.address, &format!("/search?q={FUND}"), Some(&session(2)));
    let started = Instant::now();
    let report = || -> Value {
        let output = run(home.path(), &["report", log.to_str().unwrap(), "--json", "--least", "2"]);
        serde_json::from_str(&stdout(&output)).unwrap()
    };
    while report()["searches"] != 2 {
        assert!(started.elapsed() < Duration::from_secs(30), "{}", report());
    }
    assert_eq!((&report()["bad_lines"], &report()["top"]["rows"][0]["sessions"]), (&json!(1), &json!(2)));
}

#[test]
fn past_queries_are_suggested_only_where_it_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("queries.jsonl");
    let line = |query: &str, hits: u64, session: u32| {
        json!({"time": "2026-01-01T00:00:00Z", "query": query, "hits": hits, "session": session.to_string()})
            .to_string()
            + "\n"
    };
    let rows = [("公积金", 3, 5), ("社保", 3, 4), ("魔法", 0, 5), ("13800138000", 3, 5), ("王小明", 3, 5)];
    let written = rows.iter().flat_map(|(query, hits, sessions)| (0..*sessions).map(|s| line(query, *hits, s)));
    std::fs::write(&log, written.collect::<String>()).unwrap();
    let file = log.to_str().unwrap();
    let suggestions = |server: &Server| -> Value {
        let started = Instant::now();
        loop {
            let answer: Value = serde_json::from_str(&text(get(&server.admin, "/reports/suggestions", None))).unwrap();
            if answer["suggestions"] != json!([]) {
                return answer["suggestions"].clone();
            }
            assert!(started.elapsed() < Duration::from_secs(30));
        }
    };
    let server = Server::start(home.path(), &["--query-log", file, "--suggest-queries"]);
    assert_eq!(suggestions(&server), json!([{"query": "公积金", "asked": 5}]));
    drop(server);
    let server = Server::start(home.path(), &["--query-log", file, "--suggest-queries", "--suggest-least", "4"]);
    assert_eq!(suggestions(&server).as_array().unwrap().len(), 2);
    drop(server);
    let server = Server::start(home.path(), &["--query-log", file]);
    assert_eq!(status(&server.admin, "/reports/suggestions"), 404);
    assert_eq!(run(home.path(), &["serve", "--suggest-queries"]).status.code(), Some(2));
}

#[test]
fn a_log_inside_the_portal_or_of_another_server_is_refused() {
    let (home, log, server) = logging(&[]);
    let portal = home.path().join("data/menhu/demonstration-portal");
    let refused = |file: &Path| {
        let listen = ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--query-log"];
        let output = menhu(home.path()).args(listen).arg(file).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        stderr(&output)
    };
    for inside in ["index/queries.jsonl", "queries.jsonl", "index/../index/queries.jsonl"] {
        let said = refused(&portal.join(inside));
        assert!(said.contains("inside the portal") && !portal.join(inside).exists(), "{said}");
    }
    #[cfg(unix)]
    assert!(refused(&log).contains("another server"));
    drop((server, log));
}
