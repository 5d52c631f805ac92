//! Browsing, and what pages show of services, units and forms.

use serde_json::Value;

use crate::support::{Server, get, get_json};

fn list(server: &Server, name: &str) -> Vec<Value> {
    let (status, listed) = get_json(&server.address, &format!("/api/v1/catalog/{name}"));
    assert_eq!((status, &listed["list"]), (200, &name.into()), "{listed}");
    listed["entries"].as_array().unwrap().clone()
}

fn entry<'a>(entries: &'a [Value], value: &str) -> &'a Value {
    entries.iter().find(|entry| entry["value"] == value).unwrap_or_else(|| panic!("no {value}: {entries:?}"))
}

#[test]
fn the_portal_is_entered_by_lists_whose_counts_are_those_of_the_search() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let units = list(&server, "units");
    assert!(units.len() >= 12, "{}", units.len());
    assert_eq!(entry(&units, "示范区民政局")["id"], "unit-mzj");
    let columns = list(&server, "columns");
    assert!(columns.len() >= 11 + 7 * units.len(), "{}", columns.len());
    let column = entry(&columns, "示范区民政局/法规文件");
    assert_eq!(
        (&column["label"], &column["level"], &column["of"]),
        (&"法规文件".into(), &1.into(), &"示范区民政局".into())
    );
    let themes = list(&server, "themes");
    assert_eq!((themes.len(), &themes[0]["label"], &themes[0]["of"]), (66, &"生育收养".into(), &"person".into()));
    let groups = list(&server, "groups");
    let names: Vec<&str> = groups[..6].iter().map(|group| group["label"].as_str().unwrap()).collect();
    assert_eq!(names, ["老人", "妇女", "儿童", "残疾人", "退伍军人", "城乡低保"]);
    assert!(groups[..6].iter().all(|group| group["count"].as_u64().unwrap() >= 3), "{groups:?}");
    let subjects = list(&server, "subjects");
    assert!(subjects.len() > 10 && subjects[0]["level"] == 0);
    for (entries, least) in [(&units, 10), (&columns, 20), (&subjects, 10), (&themes, 15), (&groups, 6)] {
        let used: Vec<&Value> = entries.iter().filter(|entry| entry["count"].as_u64().unwrap() > 0).collect();
        assert!(used.len() >= least, "{} of {entries:?}", used.len());
        for entry in used.into_iter().take(8) {
            let encoded = crate::support::encoded(entry["value"].as_str().unwrap());
            let path = format!("/api/v1/search?limit=0&{}={encoded}", entry["filter"].as_str().unwrap());
            assert_eq!(get_json(&server.address, &path).1["total"], entry["count"], "{entry}");
        }
    }
    let (status, problem) = get_json(&server.address, "/api/v1/catalog/cats");
    assert!(status == 404 && problem["detail"].as_str().unwrap().contains("units, columns, subjects"), "{problem}");

    let (status, html) = get(&server.address, "/catalog/themes");
    assert!(
        status == 200 && html.contains("从出生到死亡") && html.contains("从开办至注销") | html.contains("从开办到注销")
    );
    let theme = format!("href=\"/catalog/themes/{}\"", crate::support::encoded("婚姻登记"));
    assert!(html.contains(&theme), "{html}");
    assert!(get(&server.address, "/catalog/units").1.contains("href=\"/items/unit-mzj\""));
    assert_eq!(get(&server.address, "/catalog/cats").0, 404);
    assert!(get(&server.address, "/").1.contains("href=\"/catalog/columns\""));
}

#[test]
fn a_service_a_unit_and_a_form_are_shown_whole() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let service = get(&server.address, "/items/svc-hy-jiehun").1;
    for said in [
        "受理条件",
        "申请材料",
        "办理流程",
        "办理地点",
        "办理依据",
        "常见问题",
        "居民身份证",
        "承诺时限",
        "不收费",
        "投诉电话",
    ] {
        assert!(service.contains(said), "{said}");
    }
    let unit = get(&server.address, "/items/unit-mzj").1;
    for said in ["单位职能", "领导分工", "内设机构", "投诉电话"] {
        assert!(unit.contains(said), "{said}");
    }
    // A material leads to the form that is to be filled in.
    let (_, item) = get_json(&server.address, "/api/v1/items/svc-hy-jiehun");
    let form = item["materials"].as_array().unwrap().iter().find_map(|material| material["form"].as_str()).unwrap();
    assert!(service.contains(&format!("href=\"/items/{form}\"")), "{form}");
    let sheet = get(&server.address, &format!("/items/{form}")).1;
    assert!(sheet.contains("填写要求") && sheet.contains("填表说明"), "{sheet}");
    // What stands only in such a field is found, and marked in the passage.
    let query = crate::support::encoded("三年内没有结婚 \"申请结婚登记声明书\"");
    let (_, found) = get_json(&server.address, &format!("/api/v1/search?q={query}"));
    assert!(found["hits"].as_array().unwrap().iter().any(|hit| hit["id"] == "svc-hy-jiehun"), "{found}");
}

#[test]
fn nothing_is_wrong_with_the_demonstration_portal() {
    let home = tempfile::tempdir().unwrap();
    drop(Server::start(home.path(), &[]));
    let portal = crate::support::demonstration_portal(home.path());
    let output = crate::support::run(
        home.path(),
        &["check", "--portal", portal.to_str().unwrap(), "--as-of", crate::faults::DAY],
    );
    assert_eq!(output.status.code(), Some(0), "{}", crate::support::stdout(&output));
}

#[test]
fn related_information_stands_beside_an_item_with_its_reasons() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let related = |id: &str| get_json(&server.address, &format!("/api/v1/items/{id}/related"));
    let group = |id: &str, name: &str| -> Vec<Value> {
        let (status, related) = related(id);
        assert_eq!(status, 200, "{related}");
        let groups = related["groups"].as_array().unwrap();
        let found = groups.iter().find(|group| group["type"] == name);
        found.unwrap_or_else(|| panic!("{id} has no {name}: {related}"))["items"].as_array().unwrap().clone()
    };
    // A repealed document, and what replaced it.
    assert_eq!(group("doc-2023-003", "superseded_by")[0]["id"], "doc-2026-109");
    let replaced = &group("doc-2026-109", "supersedes")[0];
    assert!(
        replaced["id"] == "doc-2023-003" && replaced["reason"].as_str().unwrap().ends_with("（废止）"),
        "{replaced}"
    );
    assert_eq!(group("doc-2026-103", "interpreted_by")[0]["id"], "doc-2026-104");
    assert_eq!(group("doc-2026-107", "interprets")[0]["id"], "doc-2026-106");
    // A service with its form and its scene, and back.
    let forms = group("svc-hy-jiehun", "form");
    let form = forms[0]["id"].as_str().unwrap();
    assert!(group(form, "form_of").iter().any(|item| item["id"] == "svc-hy-jiehun"));
    assert_eq!(group("svc-hy-jiehun", "scene")[0]["id"], "scene-hunyin");
    let page = get(&server.address, "/items/doc-2023-003").1;
    for said in ["相关信息", "已被以下文件替代", "href=\"/items/doc-2026-109\""] {
        assert!(page.contains(said), "{said}");
    }
    let drawing = get(&server.address, "/items/doc-2026-106/related.svg").1;
    assert!(drawing.starts_with("<svg") && drawing.contains("政策解读"), "{drawing:.300}");
    assert_eq!((related("nobody").0, get(&server.address, "/items/nobody/related.svg").0), (404, 404));
    let portal = crate::support::demonstration_portal(home.path());
    let portal = portal.to_str().unwrap();
    let output = crate::support::run(home.path(), &["related", "--portal", portal, "doc-2023-003"]);
    assert!(crate::support::stdout(&output).contains("已被以下文件替代 (1)"), "{}", crate::support::stdout(&output));
    let output = crate::support::run(home.path(), &["related", "--portal", portal, "--format", "graphml"]);
    assert!(crate::support::stdout(&output).matches("<edge ").count() > 100);
}
