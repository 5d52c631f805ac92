//! `menhu harvest`, on pages that another server of ours shows.

use serde_json::Value;

use crate::support::{Server, get, run, stderr, stdout};

#[test]
fn a_portal_reads_what_another_shows() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let file = home.path().join("区政府.toml");
    let source = |allow: &str, column: &str| {
        let list = format!("{}/catalog/columns/{}", server.address, crate::support::encoded(column));
        let text = format!(
            "{allow}\n[[site]]\nname = \"区政府门户\"\nunit = \"示范区人民政府办公室\"\nper_second = 500\n\
             [[site.column]]\ncolumn = \"政府文件\"\nkind = \"document\"\nlists = [\"{list}\"]\nunder = [\"/items/\"]\n"
        );
        std::fs::write(&file, text).unwrap();
    };
    let portal = home.path().join("portal");
    let harvest = || {
        let (portal, file) = (portal.to_str().unwrap(), file.to_str().unwrap());
        run(home.path(), &["harvest", "--portal", portal, file, "--json"])
    };
    // An address of this machine must be allowed by name.
    source("", "政府文件");
    let refused = harvest();
    let report: Value = serde_json::from_str(&stdout(&refused)).unwrap();
    assert_eq!((refused.status.code(), report["new"].as_u64()), (Some(2), Some(0)));
    assert!(report["unread"][0].as_str().unwrap().contains("127.0.0.1 is not of the public network"), "{report}");

    source("allow = [\"127.0.0.1\"]", "政府文件");
    let read = harvest();
    let report: Value = serde_json::from_str(&stdout(&read)).unwrap();
    assert_eq!(read.status.code(), Some(0), "{report} {}", stderr(&read));
    let new = report["new"].as_u64().unwrap();
    assert!(new >= 5 && report["items_put"] == new, "{report}");
    let again: Value = serde_json::from_str(&stdout(&harvest())).unwrap();
    assert_eq!((again["new"].as_u64(), again["unchanged"].as_u64()), (Some(0), Some(new)), "{again}");

    // What was harvested is shown, with where it comes from.
    let change = &report["changes"][0];
    let other = Server::start(home.path(), &["--portal", portal.to_str().unwrap()]);
    let (_, answer) = crate::support::get_json(
        &other.address,
        &format!("/api/v1/search?q={}", crate::support::encoded(change["title"].as_str().unwrap())),
    );
    let hit = &answer["hits"][0];
    assert_eq!(hit["title"], change["title"]);
    let (status, page) = get(&other.address, &format!("/items/{}", hit["id"].as_str().unwrap()));
    assert_eq!(status, 200);
    assert!(page.contains("<h2>来源</h2>") && page.contains(change["url"].as_str().unwrap()), "{page}");

    // Another file of the same name has other sites: what is known of these is not for them.
    let elsewhere = home.path().join("other");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::copy(&file, elsewhere.join("区政府.toml")).unwrap();
    let (to, other_file) = (portal.to_str().unwrap(), elsewhere.join("区政府.toml"));
    let refused = run(home.path(), &["harvest", "--portal", to, other_file.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stderr(&refused).contains("other/区政府.toml is called the same; rename one of them"),
        "{}",
        stderr(&refused)
    );

    std::fs::write(&file, "[[site]]\nname = 1\n").unwrap();
    let wrong = harvest();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("区政府.toml: line 2, column 8: invalid type"), "{}", stderr(&wrong));
}
