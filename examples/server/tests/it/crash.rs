//! `SIGKILL` while indexing: what was committed stays, what was not never happened, and the lock is free.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use menhu::query::SearchRequest;
use menhu::{Portal, WriterOptions};

use crate::support::menhu;

const ROUNDS: u64 = 10;
const BATCH: u64 = 4000;

/// A batch of items that share a word of their own.
fn write_batch(file: &Path, batch: u64) {
    let body = "为进一步规范住房公积金缴存和提取，根据有关规定，现就有关事项通知如下。".repeat(6);
    let lines = (0..BATCH)
        .map(|at| format!("{{\"id\":\"{batch}-{at}\",\"title\":\"第{at}件通知\",\"body\":\"batch{batch} {body}\"}}\n"));
    std::fs::write(file, lines.collect::<String>()).unwrap();
}

#[test]
fn what_was_committed_survives_being_killed_at_any_moment() {
    let home = tempfile::tempdir().unwrap();
    let (portal, file) = (home.path().join("portal"), home.path().join("batch.jsonl"));
    let index = || {
        let mut command = menhu(home.path());
        command.arg("index").arg("--portal").arg(&portal).arg(&file);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    write_batch(&file, 0);
    let started = Instant::now();
    assert!(index().status().unwrap().success());
    let whole = started.elapsed();
    let mut committed = vec![0];

    let mut seed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_nanos();
    for round in 1..=ROUNDS {
        write_batch(&file, round);
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let delay = whole.mul_f64(f64::from(seed >> 8) / f64::from(1 << 24) * 1.1) + Duration::from_millis(1);
        let mut child = index().spawn().unwrap();
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();

        let opened = Portal::open(&portal).unwrap_or_else(|error| panic!("round {round} after {delay:?}: {error}"));
        let count = |batch: u64| opened.search(&SearchRequest::new(format!("batch{batch}"))).unwrap().total;
        for batch in &committed {
            assert_eq!(count(*batch), BATCH, "round {round} after {delay:?}: batch {batch} has lost items");
        }
        match count(round) {
            0 => {}
            BATCH => committed.push(round),
            part => panic!("round {round} after {delay:?}: {part} of {BATCH} items are in"),
        }
        assert_eq!(opened.stats().unwrap().items, committed.len() as u64 * BATCH);
        // The lock is not held, and the writer finds what it needs.
        let mut writer = opened.writer(&WriterOptions { threads: 1, ..WriterOptions::default() }).unwrap();
        writer.remove(&format!("{round}-none")).unwrap();
        writer.commit().unwrap();
    }
    // And the portal takes the next batch as if nothing had happened.
    write_batch(&file, 99);
    assert!(index().status().unwrap().success());
    let opened = Portal::open(&portal).unwrap();
    assert_eq!(opened.search(&SearchRequest::new("batch99")).unwrap().total, BATCH);
}
