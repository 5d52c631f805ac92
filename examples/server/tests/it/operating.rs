//! Running a server: metrics, traces, checks, backups; and what it does when it is asked too much.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Server, agent, demonstration_portal, encoded, get, get_json, run, stderr, stdout};

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// The value of a metric: the line that begins so.
fn metric(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn metrics_are_shown_to_administration_only_and_name_no_query() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    get(&server.address, &format!("/search?q={}", encoded("公积金提取")));
    get(&server.address, &format!("/api/v1/search?q={}", encoded("魔法师的帽子")));
    get(&server.address, "/items/doc-2024-001");
    get(&server.address, "/items/nobody-knows");
    let (status, text) = get(&server.admin, "/metrics");
    assert_eq!(status, 200);
    assert!(text.ends_with("# EOF\n"), "{text}");
    for (name, expected) in [
        ("menhu_http_requests_total{route=\"/search\",status=\"200\"}", 1.0),
        ("menhu_http_requests_total{route=\"/items/{id}\",status=\"200\"}", 1.0),
        ("menhu_http_requests_total{route=\"/items/{id}\",status=\"404\"}", 1.0),
        ("menhu_searches_total{outcome=\"Found\"}", 1.0),
        ("menhu_searches_total{outcome=\"Nothing\"}", 1.0),
        ("menhu_search_seconds_count", 2.0),
        ("menhu_working", 0.0),
        ("menhu_waiting", 0.0),
        ("menhu_config_faults", 0.0),
    ] {
        assert_eq!(metric(&text, name), Some(expected), "{name}\n{text}");
    }
    assert!(metric(&text, "menhu_items").unwrap() > 100.0 && metric(&text, "menhu_portal_bytes").unwrap() > 100_000.0);
    assert!(metric(&text, "menhu_resident_memory_bytes").unwrap() > 1e6, "{text}");
    for said in ["公积金", "魔法", "%E5", "doc-2024-001", "nobody-knows"] {
        assert!(!text.contains(said), "{said}");
    }
    // Never to the public.
    for path in ["/metrics", "/config", "/stats", "/reports"] {
        assert_eq!(get(&server.address, path).0, 404, "{path}");
    }
    std::fs::write(demonstration_portal(home.path()).join("config/best_bets.toml"), "[[rule").unwrap();
    assert_eq!(agent().post(format!("{}/reload", server.admin)).send_empty().unwrap().status().as_u16(), 422);
    assert_eq!(metric(&get(&server.admin, "/metrics").1, "menhu_config_faults"), Some(1.0));
}

#[test]
fn the_log_says_what_was_searched_for_only_where_that_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let wait_for = |server: &Server| {
        let started = Instant::now();
        while server.logged("\"searched\"").len() < 3 {
            assert!(started.elapsed() < Duration::from_secs(30), "searches are not traced");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let ask = |server: &Server| {
        for query in ["公积金提取", "110105 19491231002X", "高龄津贴"] {
            assert_eq!(get(&server.address, &format!("/search?q={}", encoded(query))).0, 200);
        }
        wait_for(server);
    };
    let server = Server::start(home.path(), &[]);
    ask(&server);
    let log = server.logged("").join("\n");
    for said in ["公积金", "高龄", "19491231", "%E5"] {
        assert!(!log.contains(said), "{said}: {log}");
    }
    drop(server);
    let server = Server::start(home.path(), &["--trace-queries"]);
    ask(&server);
    let log = server.logged("").join("\n");
    assert!(log.contains("公积金提取") && log.contains("(withheld)") && !log.contains("19491231"), "{log}");
}

#[test]
fn what_is_too_much_is_refused_at_once_and_said_when_to_come_again() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &["--workers", "1", "--queue", "2", "--deadline", "20"]);
    // Long queries keep the only worker busy for a while each.
    let long: String = (0..9000).map(|at| format!("公积金{at} ")).collect();
    let body = serde_json::json!({"q": long, "correct": false}).to_string();
    let asked: Vec<_> = (0..12)
        .map(|_| {
            let (address, body) = (server.address.clone(), body.clone());
            std::thread::spawn(move || {
                let request =
                    agent().post(format!("{address}/api/v1/search")).header("content-type", "application/json");
                let mut response = request.send(body).unwrap();
                let retry = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
                let text = response.body_mut().read_to_string().unwrap();
                (response.status().as_u16(), retry, text)
            })
        })
        .collect();
    // A citizen is told, too; a page whose turn comes is one that is served.
    let (mut served_pages, mut refused_pages) = (0, 0);
    while served_pages < 200 && refused_pages == 0 {
        let page = agent().get(format!("{}/search?q=x", server.address)).call().unwrap();
        match page.status().as_u16() {
            503 => {
                refused_pages += 1;
                assert_eq!(&page.headers()["retry-after"], "1");
                assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
            }
            status => {
                assert_eq!(status, 200);
                served_pages += 1;
            }
        }
    }
    // Health does not wait for anybody's turn.
    assert_eq!(get_json(&server.address, "/healthz").0, 200);
    let answers: Vec<_> = asked.into_iter().map(|thread| thread.join().unwrap()).collect();
    let served = answers.iter().filter(|(status, ..)| *status == 200).count();
    let refused: Vec<_> = answers.iter().filter(|(status, ..)| *status == 503).collect();
    assert_eq!(served + refused.len(), 12, "{answers:?}");
    // One that is worked on and two that wait are served, whatever else comes.
    assert!(served + served_pages >= 3 && !refused.is_empty(), "{served} and {served_pages} served");
    for (_, retry, text) in &refused {
        let problem: Value = serde_json::from_str(text).unwrap();
        assert_eq!((retry.as_deref(), &problem["status"]), (Some("1"), &503.into()), "{text}");
    }
    let text = get(&server.admin, "/metrics").1;
    assert_eq!(metric(&text, "menhu_refused_total{reason=\"Queue\"}"), Some((refused.len() + refused_pages) as f64));
    assert_eq!(get(&server.address, &format!("/search?q={}", encoded("公积金"))).0, 200);
}

#[test]
fn a_search_that_takes_too_long_ends_and_gives_its_place_back() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &["--workers", "1", "--queue", "8", "--deadline", "1"]);
    let long: String = (0..25_000).map(|at| format!("{}{at} ", ["公", "积", "金"][at % 3])).collect();
    assert!(long.len() > 200_000 && long.len() < 256 * 1024, "{}", long.len());
    // Several, so that the last are late on a fast machine, too.
    let body = serde_json::json!({"q": format!("\"{}\" {long}", "公积金".repeat(300)), "correct": false}).to_string();
    let asked: Vec<_> = (0..6)
        .map(|_| {
            let (address, body) = (server.address.clone(), body.clone());
            std::thread::spawn(move || {
                let request =
                    agent().post(format!("{address}/api/v1/search")).header("content-type", "application/json");
                let started = Instant::now();
                let status = request.send(body).unwrap().status().as_u16();
                (status, started.elapsed())
            })
        })
        .collect();
    let answers: Vec<_> = asked.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(answers.iter().any(|(status, _)| *status != 200), "{answers:?}");
    for (status, time) in answers {
        assert!([200, 503, 504].contains(&status), "{status}");
        assert!(time < Duration::from_secs(20), "{time:?}");
    }
    // Whatever they did, the worker is free again.
    let started = Instant::now();
    while metric(&get(&server.admin, "/metrics").1, "menhu_working") != Some(0.0) {
        assert!(started.elapsed() < Duration::from_secs(30), "a search goes on for nobody");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(get(&server.address, &format!("/search?q={}", encoded("公积金"))).0, 200);
}

#[test]
fn slow_clients_are_cut_off_and_keep_nobody_waiting() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &["--connections", "20", "--deadline", "2"]);
    // Half a head each, then a byte from time to time: the connections are all taken …
    let mut slow: Vec<TcpStream> = (0..20).map(|_| connect(&server)).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").unwrap();
    }
    let started = Instant::now();
    let mut refused = String::new();
    while refused.is_empty() {
        assert!(started.elapsed() < Duration::from_secs(5), "a connection too many is not refused");
        let mut stream = connect(&server);
        let _ = stream.read_to_string(&mut refused);
    }
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 1"), "{refused}");
    // … and given back when the time for a head is over, whatever still drips.
    let drip = slow.iter().map(|stream| stream.try_clone().unwrap()).collect::<Vec<_>>();
    std::thread::spawn(move || {
        for _ in 0..30 {
            std::thread::sleep(Duration::from_millis(500));
            for mut stream in &drip {
                let _ = stream.write_all(b"x");
            }
        }
    });
    let mut ended = 0;
    for stream in &mut slow {
        let mut answer = Vec::new();
        // Cut with or without a word.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
        ended += 1;
    }
    assert!(ended == 20 && started.elapsed() < Duration::from_secs(25), "{:?}", started.elapsed());
    assert_eq!(get_json(&server.address, "/healthz").0, 200);

    // A body that does not come is waited for as long as a request may take.
    let mut stream = connect(&server);
    let started = Instant::now();
    stream
        .write_all(b"POST /api/v1/search HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{")
        .unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!((&answer, started.elapsed() < Duration::from_secs(15)), (b"HTTP/1.1 504", true));
}

#[test]
fn check_tells_errors_warnings_and_nothing_by_its_exit_code() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("items.jsonl");
    let portal = home.path().join("portal");
    let name = portal.to_str().unwrap();
    let index = |lines: &str| {
        std::fs::write(&file, lines).unwrap();
        let output = run(home.path(), &["index", "--portal", name, file.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
    };
    index("{\"id\":\"1\",\"kind\":\"news\",\"title\":\"新闻\",\"unit\":\"区政府\",\"date\":\"2025-01-01\"}\n");
    let check = |more: &[&str]| run(home.path(), &[&["check", "--portal", name], more].concat());
    let output = check(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert_eq!(stdout(&output).lines().last(), Some("1 items and 6 files checked: 0 errors, 0 warnings"));

    index("{\"id\":\"2\",\"title\":\"\",\"doc_number\":\"5号\"}\n");
    let output = check(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    let said = stdout(&output);
    assert!(said.contains("warning malformed-doc-number: item `2` doc_number: `5号` is no 文号"), "{said}");
    let report: Value = serde_json::from_str(&stdout(&check(&["--json"]))).unwrap();
    assert_eq!(
        (&report["errors"], &report["warnings"], &report["items"]),
        (&0.into(), &4.into(), &2.into()),
        "{report}"
    );

    std::fs::write(portal.join("config/synonyms.toml"), "[[group]]\nsame = [\"社保\"]\n").unwrap();
    let output = check(&[]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.starts_with("error config: config/synonyms.toml: line 2, column 8: "), "{said}");
    let output = run(home.path(), &["check", "--portal", home.path().join("none").to_str().unwrap()]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("holds no portal"), "{}", stderr(&output));
}

#[test]
fn a_backup_is_a_portal() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let (portal, copy) = (demonstration_portal(home.path()), home.path().join("copy"));
    let arguments = ["backup", "--portal", portal.to_str().unwrap(), "--out", copy.to_str().unwrap()];
    let output = run(home.path(), &arguments);
    assert!(output.status.success() && stdout(&output).contains("and verified"), "{}", stderr(&output));
    let restored = Server::start(home.path(), &["--portal", copy.to_str().unwrap()]);
    let path = format!("/api/v1/search?limit=50&q={}", encoded("公积金"));
    let hits = |server: &Server| get_json(&server.address, &path).1["hits"].clone();
    assert_eq!(hits(&server), hits(&restored));
    let output = run(home.path(), &arguments);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("is not empty"), "{}", stderr(&output));
}

#[test]
fn cursors_and_facet_scopes_are_part_of_the_interface() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let ask = |rest: &str| get_json(&server.address, &format!("/api/v1/search?q={}&limit=10{rest}", encoded("通知")));
    let (_, first) = ask("");
    let cursor = first["next_cursor"].as_str().unwrap();
    let (status, second) = ask(&format!("&cursor={cursor}"));
    assert_eq!((status, &second["total"]), (200, &first["total"]));
    assert_eq!(second["hits"], ask("&offset=10").1["hits"]);
    for (rest, status) in [
        (format!("&cursor={cursor}&offset=10"), 409),
        (format!("&cursor={cursor}&kind=news"), 409),
        ("&cursor=next".to_owned(), 400),
        (format!("&cursor=0000000000000001{}", &cursor[16..]), 409),
        ("&facet_limit=0".to_owned(), 400),
        ("&facet_scope=own".to_owned(), 400),
    ] {
        let (found, problem) = ask(&rest);
        assert_eq!(found, status, "{rest}: {problem}");
        let parameter = rest[1..].split('=').next().unwrap();
        assert_eq!(problem["parameter"], parameter, "{problem}");
    }
    let count = |scope: &str| {
        let facets = ask(&format!("&kind=news&facets=kind&facet_scope={scope}")).1["facets"]["kind"].clone();
        facets.as_array().unwrap().len()
    };
    assert_eq!((count("exclude_field_filter") > 1, count("all_filters")), (true, 1));
    let portal = demonstration_portal(home.path());
    let cli = ["search", "--portal", portal.to_str().unwrap(), "通知", "--json", "--cursor", cursor];
    let answer: Value = serde_json::from_str(&stdout(&run(home.path(), &cli))).unwrap();
    assert_eq!(answer["hits"], second["hits"]);
}

#[test]
fn an_unknown_parameter_is_named_wherever_it_is_given() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for path in [
        "/api/v1/search",
        "/api/v1/suggest",
        "/api/v1/items/doc-2024-001",
        "/api/v1/openapi.json",
        "/healthz",
        "/readyz",
    ] {
        let (status, problem) = get_json(&server.address, &format!("{path}?colour=red"));
        assert_eq!((status, &problem["parameter"]), (400, &"colour".into()), "{path}: {problem}");
    }
    for path in ["/", "/search", "/items/doc-2024-001"] {
        let (status, html) = get(&server.address, &format!("{path}?colour=red"));
        assert!(status == 400 && html.contains("colour") && html.contains("<html lang=\"zh-CN\">"), "{path}: {html}");
    }
    for path in ["/metrics", "/stats", "/config"] {
        let (status, problem) = get_json(&server.admin, &format!("{path}?colour=red"));
        assert_eq!((status, &problem["parameter"]), (400, &"colour".into()), "{path}");
    }
}
