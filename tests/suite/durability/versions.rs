//! Portals of other versions and with other words: refused with the way out, and whole after it.

use std::path::Path;

use menhu::catalog::Openness;
use menhu::{Error, Portal, WriterOptions};
use menhu_tests::{portal, workspace};
use tempfile::TempDir;

use super::{copy_folder, total};

/// A portal that an earlier version of this program made: five items, one of them not open to the public.
fn of_schema_2() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&workspace().join("tests/fixtures/portal-of-schema-2"), folder.path());
    folder
}

fn reindex(portal: &Path) -> u64 {
    Portal::reindex(portal, &WriterOptions::default(), |_, _| {}).unwrap()
}

#[test]
fn a_portal_of_an_earlier_version_asks_for_a_reindex_and_is_whole_after_it() {
    let folder = of_schema_2();
    let error = Portal::open(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Fingerprint { .. }), "{error}");
    assert!(error.to_string().contains("run `menhu reindex --portal DIR`"), "{error}");
    let report = Portal::check(folder.path()).unwrap();
    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["fingerprint"]);
    assert!(matches!(Portal::open_or_create(folder.path()), Err(Error::Fingerprint { .. })));

    assert_eq!(reindex(folder.path()), 5);
    let portal = Portal::open(folder.path()).unwrap();
    assert_eq!((total(&portal, "最低生活保障"), total(&portal, "内部请示")), (2, 0));
    assert_eq!(portal.any_item("d2").unwrap().unwrap().openness, Openness::OnRequest);
    let document = portal.item("d1").unwrap().unwrap();
    assert_eq!((&document.extra["page"], document.body.is_empty()), (&7.into(), false));
    let catalog = portal.catalog();
    assert_eq!(
        (catalog.units[0].name.as_str(), catalog.columns[0].path.as_str()),
        ("示范区民政局", "示范区民政局/法规文件")
    );
    let report = Portal::check(folder.path()).unwrap();
    assert_eq!((report.errors, report.items), (0, 5), "{:#?}", report.findings);
    let mut writer = portal.writer(&WriterOptions::default()).unwrap();
    writer.remove("d1").unwrap();
    writer.commit().unwrap();
    assert!(portal.reload().unwrap());
    assert_eq!(total(&portal, "最低生活保障"), 1);
}

#[test]
fn a_portal_that_is_open_takes_over_an_index_with_new_words() {
    let (folder, portal) = portal([menhu::catalog::Item::new("a", menhu::catalog::Kind::News, "示范新城建设")]);
    assert_eq!(total(&portal, "示范新城"), 1);
    std::fs::write(folder.path().join("config/dictionary.txt"), "示范新城\n").unwrap();
    // New words are of use to the next index only. That is said once; what is open goes on, and what is opened is told.
    assert!(matches!(portal.reload(), Err(Error::NewWords { .. })));
    assert!(!portal.reload().unwrap());
    assert_eq!(total(&portal, "示范新城"), 1);
    assert!(matches!(Portal::open(folder.path()), Err(Error::Fingerprint { .. })));
    assert_eq!(reindex(folder.path()), 1);
    assert!(portal.reload().unwrap());
    assert!(portal.dictionary().contains("示范新城"));
    assert_eq!((total(&portal, "示范新城"), total(&Portal::open(folder.path()).unwrap(), "示范新城")), (1, 1));

    // A faulty list is refused with its line, and changes nothing.
    std::fs::write(folder.path().join("config/dictionary.txt"), "示范新城 x y z\n").unwrap();
    let error = portal.reload().unwrap_err();
    assert!(matches!(error, Error::Dictionary { .. }), "{error}");
    assert!(error.to_string().contains("dictionary.txt") && error.to_string().contains("line 1"), "{error}");
    assert_eq!(total(&portal, "示范新城"), 1);
}

#[test]
fn a_reindex_of_a_damaged_portal_changes_nothing() {
    let folder = of_schema_2();
    let index = folder.path().join("index");
    let store = std::fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "store")).unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[10] ^= 4;
    std::fs::write(&store, bytes).unwrap();
    let files = || {
        let entries = std::fs::read_dir(&index).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect::<std::collections::BTreeMap<_, _>>()
    };
    let before = files();
    let error = Portal::reindex(folder.path(), &WriterOptions::default(), |_, _| {}).unwrap_err();
    assert!(matches!(&error, Error::Damaged { path, .. } if *path == store), "{error}");
    assert_eq!(files(), before);
}
