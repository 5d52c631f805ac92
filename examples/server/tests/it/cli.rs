//! The commands.

use serde_json::Value;

use crate::support::{run, stderr, stdout};

#[test]
fn a_bad_line_is_reported_and_the_others_are_in() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("items.jsonl");
    std::fs::write(
        &file,
        "{\"id\":\"1\",\"title\":\"公积金\"}\n\nnonsense\n{\"id\":\"2\",\"kind\":\"poem\"}\n{\"id\":\"3\"}\n",
    )
    .unwrap();
    let portal = home.path().join("portal");
    let (portal, file) = (portal.to_str().unwrap(), file.to_str().unwrap());
    let output = run(home.path(), &["index", "--portal", portal, file]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let reported = stderr(&output);
    assert!(reported.contains("items.jsonl:3: not a JSON object"), "{reported}");
    assert!(reported.contains("items.jsonl:4: field `kind`: `poem`"), "{reported}");
    assert!(stdout(&output).starts_with("2 items in"), "{}", stdout(&output));

    let stats: Value =
        serde_json::from_str(&stdout(&run(home.path(), &["stats", "--portal", portal, "--json"]))).unwrap();
    assert_eq!((stats["items"].as_u64(), stats["kinds"]["document"].as_u64()), (Some(2), Some(2)));
    let answer: Value =
        serde_json::from_str(&stdout(&run(home.path(), &["search", "--portal", portal, "公积金", "--json"]))).unwrap();
    assert_eq!((answer["total"].as_u64(), answer["hits"][0]["id"].as_str()), (Some(1), Some("1")));
    let output = run(home.path(), &["remove", "--portal", portal, "1", "9"]);
    assert_eq!(output.status.code(), Some(2));
    let answer = stdout(&run(home.path(), &["search", "--portal", portal, "公积金"]));
    assert!(answer.starts_with("0 items"), "{answer}");
}

#[test]
fn all_three_kinds_of_files_are_read() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("a.jsonl"), "\u{feff}{\"id\":\"1\",\"title\":\"甲\"}\n").unwrap();
    let packed = zstd::encode_all("{\"id\":\"2\",\"title\":\"乙\"}".as_bytes(), 0).unwrap();
    std::fs::write(path("b.jsonl.zst"), packed).unwrap();
    std::fs::write(path("c.csv"), "\u{feff}id,title,keywords\n3,丙,\"土地,房屋\"\n4,丁\n5,戊,\n").unwrap();
    let portal = path("portal");
    let output =
        run(home.path(), &["index", "--portal", &portal, &path("a.jsonl"), &path("b.jsonl.zst"), &path("c.csv")]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("c.csv:3:"), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("4 items in"), "{}", stdout(&output));
    let found = stdout(&run(home.path(), &["search", "--portal", &portal, "土地"]));
    assert!(found.contains("丙"), "{found}");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_committed() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("good.jsonl"), "{\"id\":\"1\",\"title\":\"甲\"}\n").unwrap();
    std::fs::write(path("notes.txt"), "x").unwrap();
    std::fs::write(path("broken.jsonl.zst"), "this is not zstd").unwrap();
    let portal = path("portal");
    for bad in ["missing.jsonl", "notes.txt", "broken.jsonl.zst"] {
        let output = run(home.path(), &["index", "--portal", &portal, &path("good.jsonl"), &path(bad)]);
        assert_eq!(output.status.code(), Some(1), "{bad}");
        assert!(stderr(&output).contains(bad), "{}", stderr(&output));
    }
    let stats: Value =
        serde_json::from_str(&stdout(&run(home.path(), &["stats", "--portal", &portal, "--json"]))).unwrap();
    assert_eq!(stats["items"].as_u64(), Some(0));
    let output = run(home.path(), &["search", "--portal", &path("none"), "x"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("holds no portal"), "{}", stderr(&output));
    let output = run(home.path(), &["search", "--portal", &portal, "x", "--kind", "poem"]);
    assert!(output.status.code() == Some(1) && stderr(&output).contains("`poem` is no kind"), "{}", stderr(&output));
}

#[test]
fn eval_prints_one_json_object() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("c.jsonl"), "{\"id\":\"a\",\"text\":\"公积金提取\"}\n{\"id\":\"b\",\"text\":\"养老保险\"}\n")
        .unwrap();
    std::fs::write(path("q.tsv"), "1\t公积金怎么提取\n2\t养老\n").unwrap();
    std::fs::write(path("r.tsv"), "1\t0\ta\t1\n2\t0\ta\t1\n").unwrap();
    let arguments =
        ["eval", "--corpus", &path("c.jsonl"), "--queries", &path("q.tsv"), "--qrels", &path("r.tsv"), "--json"];
    let output = run(home.path(), &arguments);
    let measures: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(measures["queries"].as_u64(), Some(2));
    for name in ["ndcg@10", "mrr@10", "recall@10"] {
        assert_eq!(measures[name].as_f64(), Some(0.5), "{name}");
    }
    assert!(measures["p50_us"].is_u64() && measures["p99_us"].is_u64());
}
