//! Writers that are killed, readers beside a writer, and a second writer: each a process of its own.

use std::time::{Duration, SystemTime};

use menhu::{Error, Portal, WriterOptions};

use super::{Running, check_batches, last_committed, worker};

/// Items of a batch.
const SIZE: u64 = 20;

/// Numbers between 0 and 1, different in every run: what fails is printed with its delay.
fn random() -> impl FnMut() -> f64 {
    let mut seed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_nanos();
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(seed >> 8) / f64::from(1 << 24)
    }
}

#[test]
fn what_a_killed_writer_had_committed_stays_and_what_it_had_not_never_happened() {
    const ROUNDS: u32 = 50;
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    let name = portal.to_str().unwrap();
    let (mut newest, mut random) = (0, random());
    for round in 1..=ROUNDS {
        let first = (newest + 1).to_string();
        let mut writer = Running::start(worker(&["write", name, &first, &SIZE.to_string(), "0"]));
        if round % 5 != 1 {
            assert_eq!(writer.line(), "ready", "round {round}: the writer cannot begin");
        }
        // Some commits, with their merges, fall into this time; or the writer is killed while it makes or opens the portal.
        let delay = Duration::from_secs_f64(random() * 0.3);
        std::thread::sleep(delay);
        writer.child.kill().unwrap();
        writer.child.wait().unwrap();
        let said = last_committed(&writer.rest()).unwrap_or(newest);
        if newest == 0 && matches!(Portal::open(&portal), Err(Error::NotAPortal { .. })) {
            continue;
        }
        newest = check_batches(&portal, SIZE);
        // It may have died between its commit and saying so.
        assert!(newest == said || newest == said + 1, "round {round} after {delay:?}: {newest} of {said} batches");
    }
    // How many depends on what else the machine does.
    assert!(newest > 5, "the writer hardly came to commit: {newest} batches");
    println!("{ROUNDS} rounds, {newest} batches");
}

#[test]
fn a_reindex_that_is_killed_leaves_the_portal_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    let name = portal.to_str().unwrap();
    let size = 400;
    let written = worker(&["write", name, "1", &size.to_string(), "0", "5"]).output().unwrap();
    assert!(written.status.success());
    let started = std::time::Instant::now();
    assert!(worker(&["reindex", name]).output().unwrap().status.success());
    let whole = started.elapsed();
    let mut random = random();
    for round in 1..=15 {
        let mut reindex = Running::start(worker(&["reindex", name]));
        let delay = whole.mul_f64(random() * 1.1);
        std::thread::sleep(delay);
        reindex.child.kill().unwrap();
        reindex.child.wait().unwrap();
        assert_eq!(check_batches(&portal, size), 5, "round {round} after {delay:?}");
    }
    // What the killed ones have left behind is swept up.
    assert!(worker(&["reindex", name]).output().unwrap().status.success());
    assert_eq!(check_batches(&portal, size), 5);
    let segments = Portal::open(&portal).unwrap().stats().unwrap().segments;
    let files = std::fs::read_dir(portal.join("index")).unwrap().map(|entry| entry.unwrap().file_name());
    let parts = files.filter(|name| name.to_string_lossy().ends_with(".store")).count();
    assert_eq!((parts, portal.join("index.new").exists()), (segments, false));
}

#[test]
fn three_readers_see_whole_commits_while_a_writer_writes_for_a_minute() {
    const SECONDS: u64 = 60;
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    let name = portal.to_str().unwrap();
    let readers: Vec<_> = (0..3).map(|_| worker(&["read", name, &SECONDS.to_string()]).spawn().unwrap()).collect();
    let mut writer = Running::start(worker(&["write", name, "1", &SIZE.to_string(), "30"]));
    for reader in readers {
        let output = reader.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        println!("{}", said.trim_end());
    }
    assert!(writer.child.try_wait().unwrap().is_none(), "the writer has ended");
    writer.child.kill().unwrap();
    let newest = check_batches(&portal, SIZE);
    println!("{newest} commits");
}

#[test]
fn a_second_writer_is_refused_with_the_process_id_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let portal = folder.path().join("portal");
    let name = portal.to_str().unwrap();
    let mut first = Running::start(worker(&["write", name, "1", "1", "600000"]));
    assert_eq!((first.line(), first.line()), ("ready".to_owned(), "committed 1".to_owned()));
    let pid = first.child.id().to_string();
    let second = worker(&["write", name, "2", "1", "0", "2"]).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains(&format!("written to by process {pid};")), "{said}");
    let error = Portal::reindex(&portal, &WriterOptions::default(), |_, _| {}).unwrap_err();
    assert!(matches!(&error, Error::Locked { pid: holder, .. } if *holder == pid), "{error}");
    drop(first);
    // The file that names it stays; the lock has gone with the process.
    assert_eq!(std::fs::read_to_string(portal.join("writer.lock")).unwrap().trim(), pid);
    assert!(worker(&["write", name, "2", "1", "0", "2"]).output().unwrap().status.success());
    assert_eq!(check_batches(&portal, 1), 2);
}
