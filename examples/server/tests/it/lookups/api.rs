//! The JSON interface.

use menhu_lookups::simulator::people::unknown_id_number;
use serde_json::json;

use super::{Answer, about, about_car, ask, person};
use crate::support::{Server, agent, get, get_json};

#[test]
fn all_three_are_answered_masked_and_kept_by_nobody() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let one = person(0);
    let (_, listed) = get_json(&server.address, "/api/v1/lookups");
    let operations = listed["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 3);
    assert!(operations.iter().all(|operation| !operation["providers"].as_array().unwrap().is_empty()), "{listed}");
    for (operation, question) in
        [("social-security", about(&one)), ("housing-fund", about(&one)), ("traffic-violations", about_car(&one))]
    {
        let answer = ask(&server.address, operation, &question, &[]);
        assert!(answer.status == 200 && answer.is_not_kept(), "{operation}: {} {}", answer.status, answer.text);
        assert!(answer.header("set-cookie").starts_with("menhu_person="), "{:?}", answer.headers);
        let found = answer.json();
        assert_eq!((&found["outcome"], &found["source"]), (&json!("found"), &json!("fresh")), "{operation}: {found}");
        assert!(found["record"].is_object() && found["as_of"].is_string(), "{operation}");
        for secret in [&one.person.id_number, &one.person.name, &one.person.vehicle.plate, &one.person.account] {
            assert!(!answer.text.contains(secret.as_str()), "{operation}: {}", answer.text);
        }
        // The same session again: kept for it, and for nobody else.
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let again = ask(&server.address, operation, &question, &[("cookie", &cookie)]);
        assert_eq!(again.json()["source"], "cached");
        assert!(again.header("set-cookie").is_empty());
        assert_eq!(ask(&server.address, operation, &question, &[]).json()["source"], "fresh");
    }
    let nothing = ask(&server.address, "housing-fund", &about(&person(1)), &[]).json();
    assert_eq!((&nothing["outcome"], nothing.get("record")), (&json!("no_records"), None));

    let asked = |body: serde_json::Value| ask(&server.address, "traffic-violations/rule", &body, &[]);
    let rule = asked(json!({"plate_prefix": "苏A"}));
    assert!(rule.status == 200 && rule.json()["vin"]["wanted"].is_boolean(), "{}", rule.text);
    let whole = asked(json!({"plate_prefix": one.person.vehicle.plate}));
    assert!(whole.status == 400 && !whole.text.contains(&one.person.vehicle.plate), "{}", whole.text);

    // What was asked is counted, and forgotten on demand.
    let (_, metrics) = get(&server.admin, "/metrics");
    let counted = "menhu_lookups_total{provider=\"demo-violations\",operation=\"traffic-violations\",outcome=\"found\",source=\"cached\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
    assert!(metrics.contains("menhu_lookup_calls_total{provider=\"demo-violations\"} 2"), "{metrics}");
    assert!(metrics.contains("menhu_lookup_breaker{provider=\"demo-violations\",state=\"closed\"} 1"), "{metrics}");
    let cookie = ask(&server.address, "housing-fund", &about(&one), &[]).header("set-cookie").to_owned();
    let cookie = [("cookie", cookie.split(';').next().unwrap())];
    assert_eq!(ask(&server.address, "housing-fund", &about(&one), &cookie).json()["source"], "cached");
    let purge = |body: serde_json::Value| {
        let request = agent().post(format!("{}/lookups/purge", server.admin)).content_type("application/json");
        Answer::of(request.send(body.to_string()).unwrap())
    };
    assert_eq!(purge(json!({"id_number": one.person.id_number})).status, 204);
    assert_eq!(purge(json!({"plate": one.person.vehicle.plate})).status, 204);
    assert_eq!(ask(&server.address, "housing-fund", &about(&one), &cookie).json()["source"], "fresh");
    for wrong in [json!({}), json!({"id_number": "1"}), json!({"id_number": "1", "plate": "2"}), json!({"name": "x"})] {
        assert_eq!(purge(wrong.clone()).status, 400, "{wrong}");
    }
    assert_eq!(get(&server.address, "/lookups/purge").0, 404);
}

#[test]
fn what_is_not_found_and_what_does_not_match_are_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for operation in ["social-security", "housing-fund"] {
        let mismatch = ask(&server.address, operation, &about(&person(2)), &[]);
        let mut unknown = about(&person(0));
        unknown["id_number"] = json!(unknown_id_number());
        let unknown = ask(&server.address, operation, &unknown, &[]);
        assert_eq!((mismatch.status, unknown.status), (404, 404), "{}", mismatch.text);
        assert_eq!(mismatch.text, unknown.text);
        let names = |answer: &Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            names.sort();
            names
        };
        assert_eq!(names(&mismatch), names(&unknown));
        let problem = unknown.json();
        assert_eq!((&problem["class"], &problem["status"]), (&json!("NotFound"), &json!(404)), "{problem}");
        assert!(unknown.is_not_kept() && unknown.header("content-type") == "application/problem+json");
    }
}

#[test]
fn what_is_wrong_is_named_and_never_quoted() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let one = person(0);
    let mut wrong = about(&one);
    wrong["id_number"] = json!("110105190001010019");
    wrong["purpose"] = json!("curiosity");
    wrong["nmae"] = json!(one.enter_name);
    let answer = ask(&server.address, "social-security", &wrong, &[]);
    let problem = answer.json();
    assert!(answer.status == 400 && answer.is_not_kept(), "{}", answer.text);
    let fields: Vec<&str> =
        problem["faults"].as_array().unwrap().iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["purpose", "nmae"], "{problem}");
    assert!(!answer.text.contains("110105") && !answer.text.contains(one.enter_name));
    let mut wrong = about(&one);
    wrong["id_number"] = json!("110105190001010019");
    let answer = ask(&server.address, "social-security", &wrong, &[]);
    assert_eq!((answer.status, &answer.json()["faults"][0]["field"]), (400, &json!("id_number")), "{}", answer.text);
    assert_eq!(answer.json()["class"], "InvalidInput");

    let address = format!("{}/api/v1/lookups/housing-fund", server.address);
    let post = |kind: &str, body: &str| Answer::of(agent().post(&address).content_type(kind).send(body).unwrap());
    let refused = [
        (415, post("text/plain", "{}")),
        (415, post("application/x-www-form-urlencoded", "name=a")),
        (400, post("application/json", "{\"name\": 张")),
        (413, post("application/json", &" ".repeat(20_000))),
        (405, Answer::of(agent().get(&address).call().unwrap())),
        (400, ask(&server.address, "housing-fund?name=a", &about(&one), &[])),
        (404, ask(&server.address, "pension", &about(&one), &[])),
        (403, ask(&server.address, "housing-fund", &about(&one), &[("sec-fetch-site", "cross-site")])),
        (403, ask(&server.address, "housing-fund", &about(&one), &[("sec-fetch-site", "same-site")])),
        (403, ask(&server.address, "housing-fund", &about(&one), &[("origin", "https://evil.example")])),
        (403, ask(&server.address, "housing-fund", &about(&one), &[("origin", "null")])),
    ];
    for (at, (status, answer)) in refused.iter().enumerate() {
        assert_eq!(answer.status, *status, "{at}: {}", answer.text);
        assert!(answer.is_not_kept() && answer.header("content-type") == "application/problem+json", "{at}");
        assert!(!answer.text.contains('张'), "{}", answer.text);
    }
    let here = [("sec-fetch-site", "same-origin")];
    assert_eq!(ask(&server.address, "housing-fund", &about(&one), &here).status, 200);
    let here = [("origin", server.address.as_str())];
    assert_eq!(ask(&server.address, "housing-fund", &about(&one), &here).status, 200);
}

#[test]
fn who_asks_too_often_waits() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let first = ask(&server.address, "social-security", &about(&person(0)), &[]);
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let limited = (0..30).map(|_| ask(&server.address, "social-security", &about(&person(0)), &[("cookie", &cookie)]));
    let limited = limited.into_iter().find(|answer| answer.status != 200).unwrap();
    assert_eq!((limited.status, &limited.json()["class"]), (429, &json!("RateLimited")));
    let seconds: u64 = limited.header("retry-after").parse().unwrap();
    assert!(seconds >= 1 && limited.json()["retry_after"] == json!(seconds) && limited.is_not_kept());
}
