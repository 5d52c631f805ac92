//! A copy made while the portal is written to.

use std::time::Duration;

use menhu::{Error, Portal};

use super::{Running, check_batches, worker};

#[test]
fn a_backup_made_while_a_writer_writes_is_a_whole_portal() {
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    let name = portal.to_str().unwrap();
    let mut writer = Running::start(worker(&["write", name, "1", "20", "0"]));
    assert_eq!((writer.line(), writer.line()), ("ready".to_owned(), "committed 1".to_owned()));
    std::fs::write(portal.join("config/best_bets.toml"), "# none yet\n").unwrap();
    let mut newest = 0;
    for round in 1..=10 {
        let to = folder.path().join(format!("backup-{round}"));
        let copied = Portal::backup(&portal, &to).unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert!(copied.files > 8 && copied.bytes > 10_000, "{copied:?}");
        let batches = check_batches(&to, 20);
        assert!(batches >= newest.max(1), "round {round}: {batches} after {newest}");
        newest = batches;
        assert_eq!(std::fs::read_to_string(to.join("config/best_bets.toml")).unwrap(), "# none yet\n");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(writer.child.try_wait().unwrap().is_none(), "the writer has ended");
    drop(writer);
    // A copy is written to like any portal, and sweeps up after itself.
    let copy = folder.path().join("backup-10");
    let written =
        worker(&["write", copy.to_str().unwrap(), &(newest + 1).to_string(), "20", "0", &(newest + 9).to_string()]);
    let mut written = Running::start(written);
    written.rest();
    assert!(written.child.wait().unwrap().success());
    assert_eq!(check_batches(&copy, 20), newest + 9);
    let segments = Portal::open(&copy).unwrap().stats().unwrap().segments;
    let files = std::fs::read_dir(copy.join("index")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.filter(|name| name.to_string_lossy().ends_with(".store")).count(), segments);

    let error = Portal::backup(&portal, &copy).unwrap_err();
    assert!(matches!(error, Error::Io { .. }) && error.to_string().contains("not empty"), "{error}");
    let error = Portal::backup(folder.path().join("none"), folder.path().join("backup-none")).unwrap_err();
    assert!(matches!(error, Error::NotAPortal { .. }), "{error}");
}
