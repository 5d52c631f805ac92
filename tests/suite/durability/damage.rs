//! Files that are not what was written: every file of a portal missing, cut short, or with a byte changed is said at
//! once, and never makes a search panic or find less.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use menhu::catalog::{Item, Kind, read_item};
use menhu::query::{FacetField, SearchRequest, Sort};
use menhu::{Error, Portal, WriterOptions};
use tempfile::TempDir;

use super::copy_folder;

/// A portal of two parts, with something deleted and something not open.
fn whole() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::open_or_create(folder.path()).unwrap();
    let mut writer = portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 }).unwrap();
    for part in 0..2 {
        for at in 0..12 {
            let line = format!(
                r#"{{"id":"{part}-{at}","title":"关于第{at}批住房公积金的通知","body":"示范区住房公积金提取办法第{at}条，自发布之日起施行。",
                "unit":"区政府","date":"2025-0{}-01","doc_number":"示政发〔2025〕{}号"}}"#,
                part + 1,
                part * 12 + at + 1
            );
            writer.put(&read_item(&line).unwrap()).unwrap();
        }
        writer.put(&Item::new(format!("unit-{part}"), Kind::Unit, format!("第{part}局"))).unwrap();
        writer.commit().unwrap();
    }
    writer.remove("0-3").unwrap();
    writer.commit().unwrap();
    folder
}

/// What a portal answers to a little of everything.
fn answers(portal: &Portal) -> Result<Vec<String>, Error> {
    let mut answers = Vec::new();
    for q in
        ["", "公积金", "\"提取办法\"", "示政发〔2025〕7号", "关于第5批住房公积金的通知", "gongjijin", "公机金", "第1局"]
    {
        for sort in [Sort::Relevance, Sort::Date] {
            let facets = FacetField::ALL.to_vec();
            let answer = portal.search(&SearchRequest { sort, facets, limit: 50, ..SearchRequest::new(q) })?;
            answers.push(serde_json::to_string(&menhu::query::SearchAnswer { took_us: 0, ..answer }).unwrap());
        }
    }
    for part in 0..2 {
        for at in 0..12 {
            answers.push(serde_json::to_string(&portal.any_item(&format!("{part}-{at}"))?).unwrap());
        }
    }
    answers.push(serde_json::to_string(&*portal.catalog()).unwrap());
    Ok(answers)
}

/// The ways in which a file may be damaged: what is left of it, `None` where it is missing.
fn damages(bytes: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let mut ways = vec![("missing".to_owned(), None)];
    let length = bytes.len();
    for left in [0, 1, length / 2, length.saturating_sub(5), length - 1] {
        ways.push((format!("cut to {left} of {length} bytes"), Some(bytes[..left].to_vec())));
    }
    // Some twenty places, the first and the last bytes among them.
    let step = (length / 12).max(1);
    let places = (0..length).step_by(step).chain(length.saturating_sub(8)..length);
    for at in places {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1 << (at % 8);
        ways.push((format!("byte {at} of {length} changed"), Some(changed)));
    }
    ways
}

fn files(portal: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for folder in ["", "index"] {
        for entry in std::fs::read_dir(portal.join(folder)).unwrap().map(Result::unwrap) {
            let name = Path::new(folder).join(entry.file_name());
            let bytes =
                if entry.file_type().unwrap().is_file() { std::fs::read(entry.path()).unwrap() } else { continue };
            // Locks are empty, or hold a process id.
            if !name.to_string_lossy().ends_with(".lock") {
                found.insert(name, bytes);
            }
        }
    }
    found
}

#[test]
fn a_damaged_file_is_a_clear_error_and_never_a_panic_or_another_answer() {
    let folder = whole();
    let expected = answers(&Portal::open(folder.path()).unwrap()).unwrap();
    let (mut told, mut harmless, mut tried) = (0, Vec::new(), 0);
    let files = files(folder.path());
    assert!(files.len() > 14, "{:?}", files.keys());
    for (name, bytes) in &files {
        for (way, left) in damages(bytes) {
            tried += 1;
            let what = format!("{}: {way}", name.display());
            let damaged = tempfile::tempdir().unwrap();
            copy_folder(folder.path(), damaged.path());
            match left {
                Some(left) => std::fs::write(damaged.path().join(name), left).unwrap(),
                None => std::fs::remove_file(damaged.path().join(name)).unwrap(),
            }
            let opened =
                catch_unwind(AssertUnwindSafe(|| Portal::open(damaged.path()).and_then(|portal| answers(&portal))));
            let checked = catch_unwind(AssertUnwindSafe(|| Portal::check(damaged.path())));
            let opened = opened.unwrap_or_else(|_| panic!("{what}: opening or searching panicked"));
            let checked = checked.unwrap_or_else(|_| panic!("{what}: checking panicked"));
            match opened {
                Err(error) => {
                    told += 1;
                    let said = error.to_string();
                    assert!(
                        said.contains(damaged.path().to_str().unwrap()) && said.contains("backup"),
                        "{what}: {said}"
                    );
                    let errors = checked.map_or(1, |report| report.errors);
                    assert!(errors > 0, "{what}: opening fails, and checking finds nothing: {said}");
                }
                Ok(answers) => {
                    assert_eq!(answers, expected, "{what}");
                    harmless.push((name.display().to_string(), way));
                }
            }
        }
    }
    println!("{tried} ways to damage {} files: {told} told, {} harmless", files.len(), harmless.len());
    // Nothing is answered from the engine's list of its files or from the catalog before the last; a checksum whose name
    // has changed is none; and of the footer behind each file's content only the checksum matters.
    let may_be = |(file, way): &&(String, String)| {
        ["index/.managed.json", "catalog-1.json"].contains(&file.as_str())
            || way.starts_with("byte") && (file == "index/meta.json" || is_in_footer(way))
    };
    let others: Vec<_> = harmless.iter().filter(|harm| !may_be(harm)).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(harmless.iter().filter(|(file, _)| !file.contains(".json")).count() < 20, "{harmless:#?}");
}

/// Whether a place is in the last bytes of a file, where the engine says with which version it was written.
fn is_in_footer(way: &str) -> bool {
    const FOOTER: u64 = 110;
    let mut numbers = way.split(' ').filter_map(|word| word.parse::<u64>().ok());
    matches!((numbers.next(), numbers.next()), (Some(at), Some(length)) if at + FOOTER > length)
}

#[test]
fn a_portal_that_is_open_goes_on_when_a_newer_commit_is_damaged() {
    let folder = whole();
    let portal = Portal::open(folder.path()).unwrap();
    let expected = answers(&portal).unwrap();
    let mut writer = portal.writer(&WriterOptions { threads: 1, memory: 15_000_000 }).unwrap();
    let before = files(folder.path());
    writer.put(&Item::new("new", Kind::News, "新的通知")).unwrap();
    writer.commit().unwrap();
    drop(writer);
    let new = files(folder.path())
        .into_keys()
        .find(|name| !before.contains_key(name) && name.extension().is_some_and(|ending| ending == "term"));
    let path = folder.path().join(new.unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[3] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let error = portal.reload().unwrap_err();
    assert!(matches!(&error, Error::Damaged { path: file, .. } if *file == path), "{error}");
    assert_eq!(answers(&portal).unwrap(), expected);
    bytes[3] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert!(portal.reload().unwrap());
    assert_eq!(portal.item("new").unwrap().unwrap().title, "新的通知");
}

#[test]
fn a_portal_opened_quickly_tells_missing_and_shortened_files() {
    let folder = whole();
    for (name, bytes) in files(folder.path()) {
        if name.extension().is_some_and(|ending| ending == "json") {
            continue;
        }
        let path = folder.path().join(&name);
        for left in [None, Some(&bytes[..bytes.len() - 1]), Some(&bytes[..0])] {
            match left {
                Some(left) => std::fs::write(&path, left).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            let error = Portal::open_verified(folder.path(), menhu::Verify::Ends).unwrap_err();
            assert!(matches!(&error, Error::Damaged { path: file, .. } if *file == path), "{error}");
        }
        std::fs::write(&path, &bytes).unwrap();
    }
    Portal::open_verified(folder.path(), menhu::Verify::Ends).unwrap();
}
