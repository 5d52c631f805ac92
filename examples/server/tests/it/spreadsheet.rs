//! Everything out and in again: interchange lines, spreadsheets, core metadata.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Server, demonstration_portal, run, stderr, stdout};

/// The items of a portal, by id, as they are exported.
fn exported(home: &std::path::Path, portal: &str) -> BTreeMap<String, Value> {
    let output = run(home, &["export", "--portal", portal]);
    assert!(output.status.success(), "{}", stderr(&output));
    let items = stdout(&output);
    let items = items.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    items.map(|item| (item["id"].as_str().unwrap().to_owned(), item)).collect()
}

#[test]
fn a_portal_goes_out_and_in_again_and_nothing_is_lost() {
    let home = tempfile::tempdir().unwrap();
    drop(Server::start(home.path(), &[]));
    let portal = demonstration_portal(home.path());
    let before = exported(home.path(), portal.to_str().unwrap());
    assert!(
        before.len() > 400
            && before.values().any(|item| item["openness"] == "draft" || item["openness"] == "on_request")
    );
    for format in ["jsonl", "csv"] {
        let file = home.path().join(format!("all.{format}"));
        let file = file.to_str().unwrap();
        let output =
            run(home.path(), &["export", "--portal", portal.to_str().unwrap(), "--format", format, "--out", file]);
        assert!(output.status.success(), "{}", stderr(&output));
        let again = run(home.path(), &["export", "--portal", portal.to_str().unwrap(), "--out", file]);
        assert!(!again.status.success(), "nothing is overwritten");
        let copy = home.path().join(format!("copy-of-{format}"));
        let output = run(home.path(), &["index", "--portal", copy.to_str().unwrap(), file]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let after = exported(home.path(), copy.to_str().unwrap());
        for (id, item) in &before {
            assert_eq!(after.get(id), Some(item), "{format}");
        }
        assert_eq!(after.len(), before.len());
    }
    // Core metadata is of what everybody may know.
    let output = run(home.path(), &["export", "--portal", portal.to_str().unwrap(), "--format", "xml"]);
    let xml = stdout(&output);
    let open = before.values().filter(|item| item["openness"].as_str().unwrap_or("open") == "open").count();
    assert_eq!(xml.matches("<metadata>").count(), open);
    assert!(xml.contains(
        "<resTitle name=\"信息资源名称\">示范区民政局关于印发《示范区老年助餐服务管理办法》的通知</resTitle>"
    ));
}

#[test]
fn spreadsheets_of_units_are_read_as_they_are() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    // GB 18030, CRLF, Chinese headers, one of them by a map.
    let sheet = "编号,文件标题,发布机构,成文日期,主题词,备注\r\nd1,关于养老的通知,区民政局,2026-01-02,养老；助餐,内部\r\nd2,坏日期,区民政局,昨天,,\r\n";
    let (encoded, _, _) = encoding_rs::GB18030.encode(sheet);
    std::fs::write(path("a.csv"), encoded).unwrap();
    std::fs::write(path("map.toml"), "[columns]\n\"文件标题\" = \"title\"\n\"备注\" = \"\"\n").unwrap();
    let output = run(home.path(), &["index", "--portal", &path("p"), "--columns", &path("map.toml"), &path("a.csv")]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("a.csv:3: field `issued`: `昨天` is no date"), "{}", stderr(&output));
    let items = exported(home.path(), &path("p"));
    let item = &items["d1"];
    assert_eq!((&item["title"], &item["unit"]), (&"关于养老的通知".into(), &"区民政局".into()));
    assert_eq!((&item["keywords"], item.get("备注")), (&serde_json::json!(["养老", "助餐"]), None));
    std::fs::write(path("map.toml"), "[column]\n").unwrap();
    let output = run(home.path(), &["index", "--portal", &path("p"), "--columns", &path("map.toml"), &path("a.csv")]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("map.toml: line 1: "), "{}", stderr(&output));
}

#[test]
fn nothing_of_a_sheet_is_lost_without_a_word() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let index = |content: &[u8]| {
        std::fs::write(path("A.CSV"), content).unwrap();
        run(home.path(), &["index", "--portal", &path("p"), &path("A.CSV")])
    };
    let rows = |from: u32| (from..from + 50).map(|at| format!("{at},政策文件,标题{at},甲\n")).collect::<String>();
    // A quotation mark that is never closed would make one cell of the rest.
    let output = index(format!("编号,类型,标题,备注\n1,政策文件,\"开头,甲\n{}", rows(2)).as_bytes());
    assert!(
        output.status.code() == Some(1) && stderr(&output).contains("A.CSV:2: a quotation mark"),
        "{}",
        stderr(&output)
    );
    // One bad byte is no other charset.
    let mut bytes = format!("编号,类型,标题,备注\n{}", rows(2)).into_bytes();
    let at = bytes.len() - 3;
    bytes[at] = 0xff;
    let output = index(&bytes);
    assert!(
        output.status.code() == Some(1) && stderr(&output).contains("neither UTF-8 nor GB 18030"),
        "{}",
        stderr(&output)
    );
    // Empty rows are none, columns that nobody knows are named, and one refused line stops no other.
    let output = index(format!("编号,类型,标题,备注\n{},,,\n,,,\nscene-x,政策文件,乙,\n", rows(2)).as_bytes());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stdout(&output).starts_with("50 items in ") && stdout(&output).contains("1 lines left out"),
        "{}",
        stdout(&output)
    );
    let said = stderr(&output);
    assert!(
        said.contains("A.CSV:54: ")
            && said.contains("which is for scenes")
            && said.contains("備注") | said.contains("备注"),
        "{said}"
    );
    let output = index("编号;标题\n1;甲\n".as_bytes());
    assert!(stderr(&output).contains("not separated by commas"), "{}", stderr(&output));
}
