//! Disks that are full or read-only, and readers that are somebody else. They need the rights to mount and to change the
//! user: root, or `sudo` that asks for no password.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use menhu::Portal;
use menhu_tests::portal;
use tempfile::TempDir;

use super::{Running, check_batches, last_committed, worker};

/// A command with the rights of root.
fn as_root(program: &str) -> Command {
    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&id.stdout).trim() == "0" {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.args(["-n", program]);
    command
}

fn run_as_root(program: &str, arguments: &[&str]) {
    let output = as_root(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?} needs the rights of root: {said}");
}

/// A small disk in memory, unmounted when it is dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn new(megabytes: u32) -> Disk {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={megabytes}m,mode=0777");
        run_as_root("mount", &["-t", "tmpfs", "-o", &options, "tmpfs", folder.path().to_str().unwrap()]);
        Disk { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("portal")
    }

    fn make_read_only(&self) {
        run_as_root("mount", &["-o", "remount,ro", self.folder.path().to_str().unwrap()]);
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = as_root("umount").arg("-l").arg(self.folder.path()).status();
    }
}

#[test]
fn a_full_disk_is_an_error_that_loses_nothing() {
    let disk = Disk::new(8);
    // Something that can be taken away later.
    let ballast = disk.folder.path().join("ballast");
    std::fs::write(&ballast, vec![1; 3 << 20]).unwrap();
    let path = disk.path();
    let name = path.to_str().unwrap();
    let size = 100;
    for round in 1..=3 {
        let first = if round == 1 { 1 } else { check_batches(&path, size) + 1 };
        let mut writer = Running::start(worker(&["write", name, &first.to_string(), &size.to_string(), "0"]));
        let said = writer.rest();
        let status = writer.child.wait().unwrap();
        let mut error = String::new();
        std::io::Read::read_to_string(&mut writer.child.stderr.take().unwrap(), &mut error).unwrap();
        assert!(!status.success() && error.contains("No space left on device"), "round {round}: {status} {error}");
        assert!(!error.contains("panicked"), "round {round}: {error}");
        let committed = last_committed(&said).unwrap_or(first - 1);
        assert_eq!(check_batches(&path, size), committed, "round {round}: {error}");
        if round == 2 {
            std::fs::remove_file(&ballast).unwrap();
        }
    }
    // With the space that was freed, more went in.
    assert!(check_batches(&path, size) > 0);
}

#[test]
fn the_writer_takes_nothing_more_after_a_failure_until_it_is_rolled_back() {
    let disk = Disk::new(8);
    let portal = Portal::open_or_create(disk.path()).unwrap();
    let mut writer = portal.writer(&menhu::WriterOptions { threads: 1, memory: 15_000_000 }).unwrap();
    let item = |id: &str| menhu::catalog::Item::new(id, menhu::catalog::Kind::News, "通知");
    writer.put(&item("a")).unwrap();
    writer.commit().unwrap();
    let ballast = disk.folder.path().join("ballast");
    let mut filled = std::fs::File::create(&ballast).unwrap();
    while std::io::Write::write_all(&mut filled, &[0; 4096]).is_ok() {}
    // Whether the disk is full is noticed by a thread of its own: at the next call, or the one after.
    let error = writer.put(&item("b")).and_then(|()| writer.commit()).unwrap_err().to_string();
    assert!(error.contains("No space left"), "{error}");
    // While the disk is full even that may fail, as often as it is tried.
    for _ in 0..3 {
        if let Err(error) = writer.rollback() {
            assert!(error.to_string().contains("No space left"), "{error}");
        }
        let error = writer.put(&item("b")).and_then(|()| writer.commit()).unwrap_err().to_string();
        assert!(error.contains("No space left"), "{error}");
    }
    let error = writer.commit().unwrap_err().to_string();
    drop(filled);
    std::fs::remove_file(&ballast).unwrap();
    // A commit now would leave out what was put before, and nobody would know.
    assert_eq!(writer.commit().unwrap_err().to_string(), error);
    assert_eq!(writer.put(&item("c")).unwrap_err().to_string(), error);
    writer.rollback().unwrap();
    writer.put(&item("b")).unwrap();
    writer.commit().unwrap();
    assert_eq!(Portal::open(disk.path()).unwrap().stats().unwrap().items, 2);
}

#[test]
fn a_read_only_disk_can_be_searched_and_checked() {
    let disk = Disk::new(16);
    let name = disk.path().to_str().unwrap().to_owned();
    assert!(worker(&["write", &name, "1", "50", "0", "4"]).output().unwrap().status.success());
    disk.make_read_only();
    assert_eq!(check_batches(&disk.path(), 50), 4);
    let portal = Portal::open(disk.path()).unwrap();
    assert!(!portal.reload().unwrap());
    let error = portal.writer(&menhu::WriterOptions::default()).unwrap_err().to_string();
    assert!(error.contains("writer.lock") && error.contains("Read-only"), "{error}");
    let copy = tempfile::tempdir().unwrap();
    Portal::backup(disk.path(), copy.path()).unwrap();
    assert_eq!(check_batches(copy.path(), 50), 4);
}

/// A command of the worker as a user who owns nothing.
fn as_nobody(program: &Path, arguments: &[&str]) -> Command {
    let mut command = as_root("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(program).args(arguments);
    command
}

#[test]
fn another_user_reads_while_the_owner_writes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    // The program may lie where the other user may not go.
    let program = folder.path().join("menhu-worker");
    std::fs::copy(env!("CARGO_BIN_EXE_menhu-worker"), &program).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = folder.path().join("portal");
    let name = path.to_str().unwrap();
    let mut writer = Running::start(worker(&["write", name, "1", "20", "20"]));
    assert_eq!((writer.line(), writer.line()), ("ready".to_owned(), "committed 1".to_owned()));
    let output = as_nobody(&program, &["read", name, "5"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let refused = as_nobody(&program, &["write", name, "1", "1", "0", "1"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("writer.lock: Permission denied"), "{said}");
    drop(writer);
    let count = as_nobody(&program, &["count", name, "batch1"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&count.stdout).trim(), "20");
    check_batches(&path, 20);
}

#[test]
fn files_can_be_read_by_other_users_and_reading_writes_nothing() {
    let (folder, portal) = portal([menhu::catalog::Item::new("a", menhu::catalog::Kind::Unit, "民政局")]);
    drop(portal);
    let mut files = Vec::new();
    for folder in [folder.path().to_owned(), folder.path().join("index")] {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let metadata = entry.metadata().unwrap();
            if metadata.is_file() {
                assert_eq!(metadata.permissions().mode() & 0o044, 0o044, "{}", entry.path().display());
                files.push((entry.path(), metadata.modified().unwrap(), metadata.len()));
            }
        }
    }
    assert_eq!(super::total(&Portal::open(folder.path()).unwrap(), "民政局"), 1);
    for (path, modified, length) in files {
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!((metadata.modified().unwrap(), metadata.len()), (modified, length), "{}", path.display());
    }
}
