//! Portals of one's own: who asks, what providers do, what editors change, and what is left of it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Answer, Simulated, about, about_car, ask, order, page, person, portal, serve, submit, token};
use crate::support::{Server, agent, get_json, run, stderr, stdout};

const PROXY: &str = "audit = \"../audit.jsonl\"\n[identity]\nheader = \"x-person\"\nfrom = [\"127.0.0.0/8\"]\n";
const ME: (&str, &str) = ("x-person", "citizen-4711");

#[test]
fn outside_the_demonstration_nobody_asks_unless_a_proxy_says_who() {
    let home = tempfile::tempdir().unwrap();
    let simulated = Simulated::start(home.path());
    let own = portal(home.path(), "");
    let variables = simulated.credentials.to_str().unwrap();
    let arguments = ["serve", "--portal", own.to_str().unwrap(), "--variables", variables, "--listen", "127.0.0.1:0"];
    let output = run(home.path(), &[&arguments[..], &["--admin-listen", "127.0.0.1:0"]].concat());
    assert!(
        !output.status.success() && stderr(&output).contains("lookups.toml: `audit` is missing"),
        "{}",
        stderr(&output)
    );

    std::fs::write(own.join("config/lookups.toml"), "audit = \"../audit.jsonl\"\n").unwrap();
    let server = serve(home.path(), &own, &simulated);
    let refused = ask(&server.address, "housing-fund", &about(&person(0)), &[ME]);
    assert!(refused.status == 401 && refused.is_not_kept(), "{}", refused.text);
    assert!(
        refused.json()["detail"].as_str().unwrap().contains("[identity] in config/lookups.toml"),
        "{}",
        refused.text
    );
    let shown = page(&server.address, "housing-fund", "");
    assert!(shown.status == 401 && shown.text.contains("请先登录"), "{}", shown.text);
    drop(server);

    std::fs::write(own.join("config/lookups.toml"), PROXY).unwrap();
    let server = serve(home.path(), &own, &simulated);
    assert_eq!(ask(&server.address, "housing-fund", &about(&person(0)), &[]).status, 401);
    assert_eq!(ask(&server.address, "housing-fund", &about(&person(0)), &[ME, ("x-person", "x")]).status, 401);
    let answer = ask(&server.address, "housing-fund", &about(&person(0)), &[ME]);
    assert!(answer.status == 200 && answer.header("set-cookie").is_empty(), "{}", answer.text);
    assert_eq!(ask(&server.address, "housing-fund", &about(&person(0)), &[ME]).json()["source"], "cached");
    assert_eq!(
        ask(&server.address, "housing-fund", &about(&person(0)), &[("x-person", "u2")]).json()["source"],
        "fresh"
    );
    drop(server);

    std::fs::write(own.join("config/lookups.toml"), PROXY.replace("127.0.0.0/8", "10.0.0.0/8")).unwrap();
    let server = serve(home.path(), &own, &simulated);
    assert_eq!(ask(&server.address, "housing-fund", &about(&person(0)), &[ME]).status, 401);
}

#[test]
fn what_providers_do_wrong_becomes_a_page_that_says_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let simulated = Simulated::start(home.path());
    let own = portal(home.path(), PROXY);
    let server = serve(home.path(), &own, &simulated);
    let form =
        Answer::of(agent().get(format!("{}/lookups/housing-fund", server.address)).header(ME.0, ME.1).call().unwrap());
    assert!(form.status == 200 && !form.text.contains("演示人物"), "{}", form.text);
    let token = token(&form);
    let send = |number: usize| {
        let one = person(number);
        let fields = [
            ("token", token.as_str()),
            ("purpose", "agent"),
            ("consent", "yes"),
            ("name", one.enter_name),
            ("id_number", &one.person.id_number),
        ];
        submit(&server.address, "housing-fund", &[ME], &fields)
    };
    for (fault, status, said) in [
        ("maintenance", 503, "业务系统正在维护"),
        ("quota", 503, "今天的查询量已满"),
        ("captcha", 503, "需要在官方网站上完成验证"),
        ("malformed", 502, "业务系统暂时不能查询"),
        ("hang", 504, "业务系统没有及时答复"),
    ] {
        order(&simulated.address, &json!({"provider": "exchange", "fault": fault}));
        let answer = send(0);
        assert_eq!(answer.status, status, "{fault}: {}", answer.text);
        assert!(answer.text.contains("class=\"failure\"") && answer.is_not_kept(), "{fault}: {}", answer.text);
        assert!(answer.text.contains(said), "{fault}: {}", answer.text);
        assert!(answer.text.contains("0000-1"), "{fault}: {}", answer.text);
        agent().delete(format!("{}/faults", simulated.address)).call().unwrap();
    }
    // Rules of plates that cannot be fetched are not asked for again at once.
    order(&simulated.address, &json!({"provider": "aggregator-rules", "fault": "status"}));
    let rule = || ask(&server.address, "traffic-violations/rule", &json!({"plate_prefix": "苏A"}), &[ME]);
    let answers: Vec<Answer> = (0..5).map(|_| rule()).collect();
    assert!(answers.iter().all(|answer| answer.status == 502 && answer.is_not_kept()), "{}", answers[0].text);
    assert!(!answers[4].header("retry-after").is_empty());
    assert_eq!(get_json(&simulated.address, "/calls").1["aggregator-rules"], 1);
    // The interface says the same; nobody wears the provider out while its breaker is open.
    order(&simulated.address, &json!({"provider": "city", "fault": "maintenance"}));
    let mut question = about(&person(0));
    question["provider"] = json!("demo-fund-city");
    let problem = ask(&server.address, "housing-fund", &question, &[ME]);
    assert_eq!((problem.status, &problem.json()["class"]), (503, &json!("UpstreamMaintenance")), "{}", problem.text);
    assert!(problem.is_not_kept());
}

#[test]
fn a_faulty_provider_file_is_refused_and_the_last_one_stays() {
    let home = tempfile::tempdir().unwrap();
    let simulated = Simulated::start(home.path());
    let own = portal(home.path(), PROXY);
    let server = serve(home.path(), &own, &simulated);
    let file = own.join("config/providers/demo-fund-exchange.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, good.replace("operation = \"housing-fund\"", "operation = \"housing\"")).unwrap();
    let reload = || {
        let mut response = agent().post(format!("{}/reload", server.admin)).send_empty().unwrap();
        (response.status().as_u16(), response.body_mut().read_json::<Value>().unwrap())
    };
    let (status, problem) = reload();
    assert_eq!(status, 422, "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("config/providers/demo-fund-exchange.toml: line 3, column"), "{detail}");
    let files = get_json(&server.admin, "/config").1;
    let shown = |name: &str| {
        files["files"].as_array().unwrap().iter().find(|file| file["file"].as_str().unwrap().ends_with(name)).cloned()
    };
    assert_eq!(shown("demo-fund-exchange.toml").unwrap()["error"]["line"], 3, "{files}");
    assert_eq!(shown("demo-violations.toml").unwrap()["error"], Value::Null);
    assert_eq!(shown("lookups.toml").unwrap()["present"], true);
    assert_eq!(ask(&server.address, "housing-fund", &about(&person(0)), &[ME]).status, 200);

    // Mended with another name: taken over without being asked for.
    std::fs::write(&file, good.replace("name = \"住房公积金数据共享接口（模拟）\"", "name = \"另一个名字\"")).unwrap();
    let started = Instant::now();
    let name = || get_json(&server.address, "/api/v1/lookups").1.to_string().contains("另一个名字");
    while !name() {
        assert!(started.elapsed() < Duration::from_secs(30), "the provider is not taken over");
        std::thread::sleep(Duration::from_millis(100));
    }
    std::fs::remove_file(&file).unwrap();
    std::fs::remove_file(own.join("config/providers/demo-fund-city.toml")).unwrap();
    assert_eq!(reload().0, 200);
    let answer = ask(&server.address, "housing-fund", &about(&person(0)), &[ME]);
    assert_eq!((answer.status, &answer.json()["class"]), (404, &json!("Unsupported")));
    let shown =
        Answer::of(agent().get(format!("{}/lookups/housing-fund", server.address)).header(ME.0, ME.1).call().unwrap());
    assert!(
        shown.status == 404 && shown.text.contains("暂不提供这项查询") && shown.text.contains("0000-1"),
        "{}",
        shown.text
    );
}

#[test]
fn nothing_of_a_person_is_left_in_audit_or_log() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let one = person(0);
    let statuses = [
        ask(&server.address, "social-security", &about(&one), &[]).status,
        ask(&server.address, "housing-fund", &about(&one), &[]).status,
        ask(&server.address, "traffic-violations", &about_car(&one), &[]).status,
        ask(&server.address, "housing-fund", &about(&person(2)), &[]).status,
        // Numbers where they do not belong.
        ask(&server.address, &format!("housing-fund/{}", one.person.id_number), &about(&one), &[]).status,
        ask(&server.address, &format!("housing-fund?id_number={}", one.person.id_number), &about(&one), &[]).status,
        page(&server.address, &one.person.id_number, "").status,
    ];
    assert_eq!(statuses, [200, 200, 200, 404, 404, 400, 404]);
    let audit = home.path().join("data/menhu/demonstration-audit.jsonl");
    let output = run(home.path(), &["lookup", "audit", "verify", audit.to_str().unwrap(), "--json"]);
    let verified: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((output.status.code(), &verified["entries"], &verified["fault"]), (Some(0), &json!(4), &Value::Null));
    let written = std::fs::read_to_string(&audit).unwrap();
    assert!(
        written.contains("\"consent\":\"c-20261126-01\"") && written.contains("\"outcome\":\"IdentityMismatch\""),
        "{written}"
    );
    std::thread::sleep(Duration::from_millis(200));
    let log = server.logged("").join("\n");
    assert!(log.contains("/api/v1/lookups/housing-fund"), "{log}");
    for text in [&written, &log] {
        for secret in [
            &one.person.id_number,
            &one.person.name,
            &one.person.vehicle.plate,
            &one.person.vehicle.vin,
            &one.person.vehicle.engine_number,
            &one.person.account,
        ] {
            assert!(!text.contains(secret.as_str()), "{secret} in {text}");
        }
    }

    // Whoever changes a line, or cuts the end off, is found out.
    let head = verified["head"].as_str().unwrap();
    let copy = home.path().join("copy.jsonl");
    let verify = |text: &str, more: &[&str]| {
        std::fs::write(&copy, text).unwrap();
        let output = run(home.path(), &[&["lookup", "audit", "verify", copy.to_str().unwrap()], more].concat());
        (output.status.code(), stdout(&output))
    };
    assert_eq!(verify(&written, &["--head", head]).0, Some(0));
    let (code, said) = verify(&written.replacen("\"found\"", "\"no_records\"", 1), &[]);
    assert!(code == Some(1) && said.contains("copy.jsonl: line 1: the line was changed"), "{said}");
    let shorter: String = written.split_inclusive('\n').take(3).collect();
    assert_eq!(verify(&shorter, &[]).0, Some(0));
    let (code, said) = verify(&shorter, &["--head", head]);
    assert!(code == Some(1) && said.contains("is not the one that was noted"), "{said}");
}
