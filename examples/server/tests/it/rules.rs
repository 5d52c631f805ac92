//! What editors write while the server runs.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Server, agent, demonstration_portal, encoded, get_json, run, stderr};

fn reload(server: &Server) -> (u16, Value) {
    let mut response = agent().post(format!("{}/reload", server.admin)).send_empty().unwrap();
    (response.status().as_u16(), response.body_mut().read_json().unwrap())
}

fn search(server: &Server, query: &str) -> Value {
    get_json(&server.address, &format!("/api/v1/search?correct=false&q={}", encoded(query))).1
}

#[test]
fn words_and_placements_are_taken_over_and_a_faulty_file_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let config = demonstration_portal(home.path()).join("config");
    let write = |name: &str, text: &str| std::fs::write(config.join(name), text).unwrap();

    assert_eq!(search(&server, "娶钱")["total"], 0);
    write("synonyms.toml", "[[group]]\nplain = [\"娶钱\"]\nstandard = [\"公积金\"]\n");
    assert_eq!(reload(&server).0, 200);
    let found = search(&server, "娶钱");
    assert!(found["total"].as_u64().unwrap() > 3, "{found}");

    assert_eq!(search(&server, "公积金")["hits"][0]["id"], "svc-gjj-tiqu");
    write("best_bets.toml", "[[rule]]\nqueries = [\"公积金\"]\nbest = [\"doc-2025-008\"]\nhide = [\"svc-gjj-tiqu\"]\n");
    assert_eq!(reload(&server).0, 200);
    let placed = search(&server, "公积金");
    assert_eq!(placed["hits"][0]["id"], "doc-2025-008");
    assert!(placed["hits"].as_array().unwrap().iter().all(|hit| hit["id"] != "svc-gjj-tiqu"));

    write("best_bets.toml", "[[rule]]\nqueries = []\n");
    write("synonyms.toml", "[[group]]\nsame = [\"社保\", \"社会保险\"]\n\n[[grouq]]\n");
    let (status, problem) = reload(&server);
    assert_eq!((status, &problem["status"]), (422, &json!(422)), "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("config/best_bets.toml: line 2, column 11: `queries` is empty"), "{detail}");
    assert!(detail.contains("config/synonyms.toml: line 4, "), "{detail}");
    assert_eq!(search(&server, "公积金")["hits"], placed["hits"]);
    assert_eq!(search(&server, "娶钱")["total"], found["total"]);
    let (status, shown) = get_json(&server.admin, "/config");
    let file = &shown["files"][1];
    assert_eq!((status, &file["file"], &file["entries"]), (200, &json!("config/best_bets.toml"), &json!(1)));
    assert_eq!((&file["error"]["line"], &shown["files"][0]["error"]["line"]), (&json!(2), &json!(4)));
    assert!(file["loaded"].is_string() && file["error"]["reason"].is_string(), "{shown}");

    // The server looks once a second; it says once what is wrong, and keeps saying it to whoever asks.
    std::thread::sleep(Duration::from_millis(2500));
    assert_eq!(reload(&server).0, 422);
    for name in ["best_bets.toml", "synonyms.toml"] {
        let logged = server.logged(name);
        assert!(logged.len() == 1 && logged[0].contains("\"line\":"), "{logged:?}");
    }

    // One is mended: it is taken over without being asked for, and the other stays faulty.
    write("best_bets.toml", "[[rule]]\nqueries = [\"公积金\"]\nbest = [\"svc-gjj-zufang\"]\n");
    let started = Instant::now();
    while search(&server, "公积金")["hits"][0]["id"] != "svc-gjj-zufang" {
        assert!(started.elapsed() < Duration::from_secs(30), "the rules are not taken over");
        std::thread::sleep(Duration::from_millis(100));
    }
    let (_, shown) = get_json(&server.admin, "/config");
    assert_eq!((&shown["files"][1]["error"], &shown["files"][0]["error"]["line"]), (&Value::Null, &json!(4)));
    write("synonyms.toml", "");
    assert_eq!(reload(&server).0, 200);
    assert_eq!(search(&server, "娶钱")["total"], 0);
    // Never to the public.
    assert_eq!(get_json_status(&server.address, "/config"), 404);

    // A slip of an editor keeps no server from starting, and nobody from taking something down.
    drop(server);
    write("best_bets.toml", "[[rule]]\nqueries = []\n");
    let portal = demonstration_portal(home.path());
    let portal = portal.to_str().unwrap();
    let server = Server::start(home.path(), &["--portal", portal]);
    let (_, shown) = get_json(&server.admin, "/config");
    assert_eq!(shown["files"][1]["error"]["line"], 2, "{shown}");
    assert!(search(&server, "公积金")["total"].as_u64().unwrap() > 0);
    let output = run(home.path(), &["remove", "--portal", portal, "svc-gjj-zufang"]);
    let said = stderr(&output);
    assert!(
        output.status.success() && said.contains("left aside") && said.contains("best_bets.toml: line 2, column 11"),
        "{said}"
    );
}

fn get_json_status(address: &str, path: &str) -> u16 {
    agent().get(format!("{address}{path}")).call().unwrap().status().as_u16()
}
