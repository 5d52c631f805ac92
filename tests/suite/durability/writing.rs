//! Put, remove, commit, roll back, lock; readers beside the writer.

use menhu::catalog::{Item, Kind};
use menhu::{Error, Portal, WriterOptions};
use menhu_tests::portal;

use super::total;

fn item(id: &str, title: &str) -> Item {
    Item::new(id, Kind::Unit, title)
}

#[test]
fn nothing_is_seen_before_the_commit_and_all_of_it_after() {
    let (_folder, portal) = portal([item("a", "民政局"), item("b", "教育局")]);
    let mut writer = portal.writer(&WriterOptions::default()).unwrap();
    writer.put(&item("a", "民政和老龄局")).unwrap();
    writer.remove("b").unwrap();
    writer.put(&item("c", "财政局")).unwrap();
    assert!(!portal.reload().unwrap());
    assert_eq!((total(&portal, "教育局"), total(&portal, "财政局")), (1, 0));
    let info = writer.commit().unwrap();
    assert!(portal.reload().unwrap() && !portal.reload().unwrap());
    assert_eq!((total(&portal, "教育局"), total(&portal, "财政局"), total(&portal, "老龄")), (0, 1, 1));
    assert_eq!(portal.stats().unwrap().items, 2);
    let catalog = portal.catalog();
    assert_eq!(catalog.generation, info.generation);
    assert_eq!(catalog.units.iter().map(|u| u.name.as_str()).collect::<Vec<_>>(), ["民政和老龄局", "财政局"]);
}

#[test]
fn rollback_and_drop_forget_what_was_not_committed() {
    let (folder, portal) = portal([item("a", "民政局")]);
    let mut writer = portal.writer(&WriterOptions::default()).unwrap();
    writer.put(&item("b", "教育局")).unwrap();
    writer.rollback().unwrap();
    writer.put(&item("c", "财政局")).unwrap();
    writer.commit().unwrap();
    writer.remove("a").unwrap();
    drop(writer);
    let again = Portal::open(folder.path()).unwrap();
    assert_eq!((total(&again, "民政局"), total(&again, "教育局"), total(&again, "财政局")), (1, 0, 1));
}

#[test]
fn a_second_writer_is_refused_with_the_holders_pid() {
    let (_folder, portal) = portal([item("a", "民政局")]);
    let writer = portal.writer(&WriterOptions::default()).unwrap();
    let error = portal.writer(&WriterOptions::default()).unwrap_err();
    assert!(matches!(&error, Error::Locked { pid, .. } if *pid == std::process::id().to_string()), "{error}");
    drop(writer);
    portal.writer(&WriterOptions::default()).unwrap();
}

#[test]
fn a_refused_item_changes_nothing() {
    let (_folder, portal) = portal([item("a", "民政局")]);
    let mut writer = portal.writer(&WriterOptions::default()).unwrap();
    let error = writer.put(&item("", "无名")).unwrap_err();
    assert!(matches!(error, Error::Item { .. }), "{error}");
    writer.commit().unwrap();
    assert_eq!(portal.stats().unwrap().items, 1);
}

#[test]
fn other_folders_are_not_taken_for_portals() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none");
    assert!(matches!(Portal::open(&missing), Err(Error::NotAPortal { .. })));
    assert!(matches!(Portal::open(folder.path()), Err(Error::NotAPortal { .. })));
    std::fs::write(folder.path().join("letter.txt"), "x").unwrap();
    let error = Portal::open_or_create(folder.path()).unwrap_err().to_string();
    assert!(error.contains("letter.txt"), "{error}");
    assert!(std::fs::read_dir(folder.path()).unwrap().count() == 1, "nothing may be written into it");
}

#[test]
fn an_index_without_its_meta_file_is_not_taken_for_a_new_one() {
    let (folder, portal) = portal([item("a", "民政局")]);
    drop(portal);
    std::fs::remove_file(folder.path().join("index/meta.json")).unwrap();
    let files = || std::fs::read_dir(folder.path().join("index")).unwrap().count();
    let before = files();
    assert!(matches!(Portal::open_or_create(folder.path()), Err(Error::Damaged { .. })));
    assert_eq!(files(), before);
}

#[test]
fn items_are_given_back_as_they_were_put_in() {
    let line = r#"{"id":"x","kind":"news","title":"标题","body":"第一行\n第二行","page":3,"tags":["a"]}"#;
    let put = menhu::catalog::read_item(line).unwrap();
    let (_folder, portal) = portal([put.clone()]);
    assert_eq!(portal.item("x").unwrap(), Some(put));
    assert_eq!(portal.item("y").unwrap(), None);
}
