//! The HTTP interface and the pages.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use crate::support::{Server, menhu, run, stderr};

fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(30))).build().into()
}

/// Status, content type and text.
fn get(server: &Server, path: &str) -> (u16, String, String) {
    let mut response = agent().get(format!("{}{path}", server.address)).call().unwrap();
    let kind = response.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap()).to_owned();
    (response.status().as_u16(), kind, response.body_mut().read_to_string().unwrap())
}

fn get_json(server: &Server, path: &str) -> (u16, Value) {
    let (status, _, text) = get(server, path);
    (status, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}")))
}

fn demonstration() -> (TempDir, Server) {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    (home, server)
}

#[test]
fn the_interface_answers_as_documented() {
    let (_home, server) = demonstration();
    let (status, answer) = get_json(&server, "/api/v1/search?q=%E5%85%AC%E7%A7%AF%E9%87%91&limit=3&facets=kind,year");
    assert_eq!(status, 200);
    assert!(answer["total"].as_u64().unwrap() > 3 && answer["relaxed"] == json!(false) && answer["took_us"].is_u64());
    assert_eq!(answer["hits"].as_array().unwrap().len(), 3);
    for name in ["id", "title", "kind", "unit", "date", "url", "score", "highlight"] {
        assert!(answer["hits"][0].get(name).is_some(), "{name}");
    }
    assert!(!answer["hits"][0]["title"].as_str().unwrap().contains('<'));
    assert!(answer["hits"][0]["highlight"]["title"].as_str().unwrap().contains("<mark>公积金</mark>"));
    assert!(answer["facets"]["kind"][0]["count"].is_u64() && answer["facets"]["year"].is_array());

    let body = json!({"q": "公积金", "limit": 3, "facets": ["kind", "year"]});
    let mut posted = agent().post(format!("{}/api/v1/search", server.address)).send_json(&body).unwrap();
    let posted: Value = posted.body_mut().read_json().unwrap();
    assert_eq!((&posted["hits"], &posted["facets"]), (&answer["hits"], &answer["facets"]));

    let id = answer["hits"][0]["id"].as_str().unwrap();
    let (status, item) = get_json(&server, &format!("/api/v1/items/{id}"));
    assert_eq!((status, item["id"].as_str()), (200, Some(id)));
    assert_eq!(get_json(&server, "/healthz"), (200, json!({"status": "ok"})));
    assert_eq!(get_json(&server, "/readyz").1["status"], "ready");
}

#[test]
fn problems_are_named() {
    let (_home, server) = demonstration();
    for (path, expected, parameter) in [
        ("/api/v1/search?page=2", 400, Some("page")),
        ("/api/v1/search?kind=poem", 400, Some("kind")),
        ("/api/v1/search?limit=1000", 400, Some("limit")),
        ("/api/v1/search?offset=10001", 400, Some("offset")),
        ("/api/v1/search?sort=size", 400, Some("sort")),
        ("/api/v1/items/none", 404, None),
        ("/api/v1/items/%FF", 404, None),
        ("/api/v1/nothing", 404, None),
    ] {
        let (status, kind, text) = get(&server, path);
        let problem: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, kind.as_str()), (expected, "application/problem+json"), "{path}");
        assert_eq!(problem["status"], expected, "{path}");
        assert_eq!(problem.get("parameter").and_then(Value::as_str), parameter, "{path}");
        assert!(problem["title"].is_string() && problem["detail"].is_string() && problem["type"].is_string(), "{path}");
    }
    let post = |kind: &str, body: &str| {
        let address = format!("{}/api/v1/search", server.address);
        agent().post(address).header("content-type", kind).send(body).unwrap().status().as_u16()
    };
    assert_eq!(post("application/json", "{\"q\":\"x\",\"knid\":1}"), 400);
    assert_eq!(post("application/json", "{"), 400);
    assert_eq!(post("text/plain", "x"), 415);
    assert_eq!(post("application/x-www-form-urlencoded", "q=x&limit=1"), 200);
    let deleted = agent().delete(format!("{}/api/v1/search", server.address)).call().unwrap();
    assert_eq!(deleted.status().as_u16(), 405);
}

#[test]
fn large_queries_are_answered_and_too_large_ones_refused() {
    let (_home, server) = demonstration();
    let post = |q: String| {
        let mut response =
            agent().post(format!("{}/api/v1/search", server.address)).send_json(json!({"q": q})).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    };
    assert_eq!(post("公积金".repeat(64 * 1024 / 9 + 1)).0, 200);
    let (status, text) = post("x".repeat(300 * 1024));
    assert!(status == 400 && text.contains("\"parameter\":\"q\""), "{status} {text}");
    // A megabyte is refused by its announced length, before any of it is sent.
    let mut connection = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    let head =
        "POST /api/v1/search HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1048576\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[test]
fn pages_are_chinese_and_need_no_script_and_nothing_from_elsewhere() {
    let (_home, server) = demonstration();
    let search = "/search?q=%E5%85%AC%E7%A7%AF%E9%87%91%E6%8F%90%E5%8F%96";
    for path in ["/", search, "/search?q=&kind=service&page=2", "/items/doc-2024-001", "/search?q=%E9%AD%94%E6%B3%95"] {
        let response = agent().get(format!("{}{path}", server.address)).call().unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert_eq!(
            policy,
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        let html = response.into_body().read_to_string().unwrap();
        assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("name=\"q\""), "{path}");
        let scripts: Vec<&str> = html.split("<script").skip(1).collect();
        assert!(scripts.len() == 1 && scripts[0].starts_with(" src=\"/assets/suggest.js\" defer></script>"), "{path}");
        assert!(!html.contains("style=") && !html.contains("onclick") && !html.contains("combobox"), "{path}");
        for address in html.split("src=\"").skip(1).chain(html.split("<link").skip(1)) {
            assert!(!address.split('>').next().unwrap().contains("://"), "{path}: {address:.60}");
        }
    }
    let (_, _, html) = get(&server, search);
    assert!(html.contains("<mark>公积金</mark>") && html.contains("aria-current") && html.contains("政策文件"));
    let (_, _, empty) = get(&server, "/search?q=%E9%AD%94%E6%B3%95&kind=service");
    assert!(empty.contains("没有找到") && empty.contains("取消全部筛选条件") && empty.contains("示范区民政局"));
    assert!(get(&server, "/assets/style.css").1.starts_with("text/css"));
    let (_, kind, script) = get(&server, "/assets/suggest.js");
    assert!(kind.starts_with("text/javascript") && script.len() < 6 * 1024 && !script.contains("innerHTML"), "{kind}");
}

#[test]
fn pages_escape_what_people_type_and_name_what_is_wrong() {
    let (_home, server) = demonstration();
    let (status, _, html) = get(&server, "/search?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    assert!(status == 200 && !html.contains("<script>alert"), "{html}");
    let (status, kind, html) = get(&server, "/search?colour=red");
    assert!(status == 400 && kind.starts_with("text/html") && html.contains("colour"), "{html}");
    let (status, kind, html) = get(&server, "/items/none");
    assert!(status == 404 && kind.starts_with("text/html") && html.contains("没有找到"), "{html}");
    assert!(get(&server, "/items/%FF").2.contains("没有找到"));
    // What is not open to the public has no page.
    assert_eq!(get(&server, "/items/doc-2024-009").0, 404);
    assert_eq!(get(&server, "/api/v1/items/doc-2024-009").0, 404);
}

#[test]
fn a_commit_of_another_process_is_shown() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("items.jsonl");
    let portal = home.path().join("portal");
    let index = |line: &str| {
        std::fs::write(&file, line).unwrap();
        let output = run(home.path(), &["index", "--portal", portal.to_str().unwrap(), file.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
    };
    index("{\"id\":\"1\",\"title\":\"公积金\"}");
    let server = Server::start(home.path(), &["--portal", portal.to_str().unwrap()]);
    index("{\"id\":\"2\",\"title\":\"公积金贷款\"}");
    let started = Instant::now();
    while get_json(&server, "/api/v1/search?q=%E5%85%AC%E7%A7%AF%E9%87%91").1["total"] != 2 {
        assert!(started.elapsed() < Duration::from_secs(30), "the commit is not shown");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_busy_port_is_an_error_that_names_it() {
    let (home, server) = demonstration();
    let port = server.address.strip_prefix("http://").unwrap();
    let output =
        menhu(home.path()).args(["serve", "--listen", port, "--admin-listen", "127.0.0.1:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&format!("cannot listen on {port}")), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_request_under_way_is_finished_when_the_server_is_told_to_stop() {
    let (_home, mut server) = demonstration();
    let mut connection = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    // Half a request is under way when the signal comes: the server has asked for its body.
    let head = "POST /api/v1/search HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\
                expect: 100-continue\r\nconnection: close\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut asked = vec![0; expected.len()];
    connection.read_exact(&mut asked).unwrap();
    assert_eq!(asked, expected);
    let pid = server.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let started = Instant::now();
    while server.logged("\"stopping\"").is_empty() {
        assert!(started.elapsed() < Duration::from_secs(30), "the signal is not heard");
        std::thread::sleep(Duration::from_millis(20));
    }
    connection.write_all(b"{\"q\":\"x\"}").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let status = server.child.wait().unwrap();
    assert!(status.success(), "{status}");
}
