//! Scenes: walked on pages and by programs, made and checked on the command line, exchanged while the server runs.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Server, agent, demonstration_portal, get, get_json, run, stderr, stdout};

#[test]
fn a_scene_is_walked_step_by_step() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let walk = |answers: &str| get_json(&server.address, &format!("/api/v1/scenes/hunyin{answers}"));
    let (status, begun) = walk("");
    assert_eq!((status, &begun["next"], &begun["id"]), (200, &"matter".into(), &"scene-hunyin".into()), "{begun}");
    // Any way leads to its end, with services and materials that are each named once.
    let mut answers = String::from("?");
    let mut walked = begun;
    while let Some(question) = walked["next"].as_str() {
        let asked = walked["questions"].as_array().unwrap().last().unwrap();
        answers += &format!("{question}={}&", asked["answers"][0]["id"].as_str().unwrap());
        walked = walk(answers.trim_end_matches('&')).1;
    }
    assert_eq!((&walked["open_steps"], walked["faults"].as_array().unwrap().len()), (&0.into(), 0), "{walked}");
    let names: Vec<&str> =
        walked["materials"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert!(names.len() > 3 && once.len() == names.len(), "{names:?}");
    assert!(walked["longest_days"].is_u64());

    // The same as a page, which needs no script: a form for the next question, the answers given in hidden fields.
    let page = get(&server.address, "/scenes/hunyin?matter=marry").1;
    assert!(page.contains("<input type=\"hidden\" name=\"matter\" value=\"marry\">"), "{page}");
    assert!(page.contains("type=\"radio\"") && page.contains("结婚登记") && page.contains("修改"), "{page}");
    assert!(get(&server.address, "/items/scene-hunyin").1.contains("打算结婚"));
    let picture = agent().get(format!("{}/scenes/hunyin/picture", server.address)).call().unwrap();
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"));
    let (status, problem) = walk("?matter=red");
    assert!(
        status == 400 && problem["parameter"] == "matter" && problem["detail"].as_str().unwrap().contains("marry"),
        "{problem}"
    );
    let (status, problem) = walk("?colour=red");
    assert!(status == 400 && problem["parameter"] == "colour", "{problem}");
    assert_eq!(get(&server.address, "/scenes/hunyin?colour=red").0, 400);
    assert_eq!(
        (get(&server.address, "/scenes/nothing").0, get(&server.address, "/scenes/..%2Fx/picture").0),
        (404, 404)
    );
    // It is found by what it says, and listed.
    let (_, found) =
        get_json(&server.address, &format!("/api/v1/search?kind=scene&q={}", crate::support::encoded("领证")));
    assert_eq!(found["hits"][0]["id"], "scene-hunyin");
    let (_, listed) = get_json(&server.address, "/api/v1/catalog/scenes");
    let titles: Vec<&str> =
        listed["entries"].as_array().unwrap().iter().map(|e| e["label"].as_str().unwrap()).collect();
    assert_eq!(titles, ["户籍办理", "婚姻登记", "生育收养", "教育", "交通出行", "社会保险"]);
}

#[test]
fn editors_exchange_scenes_pictures_and_templates_while_the_server_runs() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let scenes = demonstration_portal(home.path()).join("config/scenes");
    let until = |what: &str, is_so: &dyn Fn() -> bool| {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is_so() {
            assert!(Instant::now() < deadline, "{what}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    let text = std::fs::read_to_string(scenes.join("hunyin.toml")).unwrap();
    let changed = text.replacen("title = \"婚姻登记\"", "title = \"喜结良缘\"\ntemplate = \"own.html\"", 1);
    std::fs::write(scenes.join("own.html"), "<h1>{{ title }} <{{ 1 + 1 }}></h1>{{ trigger }}{{ '<script>' }}").unwrap();
    std::fs::write(scenes.join("hunyin.toml"), &changed).unwrap();
    until("the new title is shown", &|| get(&server.address, "/scenes/hunyin").1.contains("<h1>喜结良缘 <2></h1>"));
    let page = get(&server.address, "/scenes/hunyin").1;
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>&"), "{page}");
    // A template that runs in circles, or is gone, leaves nobody without an answer.
    std::fs::write(
        scenes.join("own.html"),
        "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    )
    .unwrap();
    assert!(get(&server.address, "/scenes/hunyin").1.contains("下一步"));
    until("that is logged", &|| !server.logged("the template of a scene is not used").is_empty());
    // A faulty file is named for those who administer, and what was in force stays.
    std::fs::write(scenes.join("hunyin.toml"), changed.replacen("[[step]]", "[[stepp]]", 1)).unwrap();
    until("the fault is known", &|| get(&server.admin, "/config").1.contains("config/scenes/hunyin.toml"));
    let fault = || -> Value {
        let (_, config) = get_json(&server.admin, "/config");
        config["files"].as_array().unwrap().iter().find(|f| f["file"] == "config/scenes/hunyin.toml").unwrap()["error"]
            .clone()
    };
    until("the fault has a line", &|| fault()["line"].is_u64());
    assert!(get(&server.address, "/scenes/hunyin").1.contains("喜结良缘"));
    // A new scene appears, a removed one goes.
    std::fs::write(scenes.join("hunyin.toml"), &text).unwrap();
    std::fs::write(scenes.join("new.toml"), "title = \"新场景\"\n[[step]]\nid = \"a\"\ntitle = \"第一步\"\n").unwrap();
    std::fs::remove_file(scenes.join("huji.toml")).unwrap();
    until("the new scene is listed", &|| get(&server.address, "/").1.contains("新场景"));
    assert_eq!((get(&server.address, "/scenes/new").0, get(&server.address, "/scenes/huji").0), (200, 404));
}

#[test]
fn scenes_are_made_checked_and_looked_at_on_the_command_line() {
    let home = tempfile::tempdir().unwrap();
    drop(Server::start(home.path(), &[]));
    let portal = demonstration_portal(home.path());
    let portal = portal.to_str().unwrap();
    let scene = |arguments: &[&str]| run(home.path(), &[&["scene"], arguments].concat());
    let output = scene(&["check", "--portal", portal]);
    assert!(output.status.success() && stdout(&output).starts_with("6 scenes with "), "{}", stdout(&output));
    let output = scene(&["new", "--portal", portal, "kaiban"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(scene(&["check", "--portal", portal, "kaiban"]).status.success());
    let again = scene(&["new", "--portal", portal, "kaiban"]);
    assert!(!again.status.success() && stderr(&again).contains("nothing is overwritten"), "{}", stderr(&again));
    assert!(stderr(&scene(&["new", "--portal", portal, "../x"])).contains("`../x` is no name"));
    // What is wrong is said with its file: the form, a service, a picture, a template. Everything at once.
    let path = demonstration_portal(home.path()).join("config/scenes/kaiban.toml");
    let text = "title = \"开办\"\npicture = \"gone.svg\"\ntemplate = \"own.html\"\n[[step]]\nid = \"a\"\ntitle = \"甲\"\nservices = [\"0\"]\n";
    std::fs::write(&path, text).unwrap();
    std::fs::write(path.with_file_name("own.html"), "{% if %}").unwrap();
    std::fs::write(path.with_file_name("broken.toml"), "title = 5\n").unwrap();
    let output = scene(&["check", "--portal", portal]);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for expected in [
        "config/scenes/broken.toml: line 1, column 9: invalid type",
        "config/scenes/kaiban.toml: step `a`: scene `scene-kaiban` (开办) refers to `0`, and no service has this code",
        "config/scenes/kaiban.toml: picture: there is no file `gone.svg`",
        "config/scenes/kaiban.toml: template `own.html`: ",
        "8 scenes with ",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    let json: Value = serde_json::from_str(&stdout(&scene(&["check", "--portal", portal, "--json"]))).unwrap();
    assert_eq!(json["faults"].as_array().unwrap().len(), 4, "{json}");
    let output = scene(&["preview", "--portal", portal, "hunyin", "--answer", "matter=divorce", "--json"]);
    let walk: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(walk["questions"][0]["chosen"], "divorce");
    let said = stdout(&scene(&["preview", "--portal", portal, "hunyin", "--answer", "matter=divorce"]));
    assert!(said.contains("● 离婚登记 [matter=divorce]") && said.contains("？ "), "{said}");
    assert!(
        stderr(&scene(&["preview", "--portal", portal, "hunyin", "--answer", "matter=red"]))
            .contains("expected one of")
    );
    assert!(stdout(&scene(&["template"])).contains("{{ title }}"));
}
