//! Nothing is lost: whatever dies, fills up, breaks or is of another version.

mod backup;
mod damage;
mod disk;
mod processes;
mod versions;
mod writing;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use menhu::Portal;
use menhu::query::SearchRequest;

/// How many items a query finds.
fn total(portal: &Portal, query: &str) -> u64 {
    portal.search(&SearchRequest::new(query)).unwrap().total
}

/// `menhu-worker` with these arguments.
fn worker(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_menhu-worker"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A worker under way; killed when it is dropped.
struct Running {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Running {
        let mut child = command.spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Running { child, said }
    }

    /// The next line that it says; empty at the end.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Everything else that it says.
    fn rest(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.line() {
                line if line.is_empty() => return lines,
                line => lines.push(line),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number of the last batch that a writer said it had committed.
fn last_committed(lines: &[String]) -> Option<u64> {
    lines.iter().rev().find_map(|line| line.strip_prefix("committed ")?.parse().ok())
}

/// Checks that a portal holds every batch up to the number it says, each whole, and that nothing is wrong with it.
/// Returns that number, 0 for a portal without a batch.
fn check_batches(portal: &Path, size: u64) -> u64 {
    let opened = Portal::open(portal).unwrap();
    let state = opened.item("state").unwrap().map(|item| item.body);
    let newest = state.map_or(0, |state| state.strip_prefix("state").unwrap().parse().unwrap());
    for batch in 1..=newest {
        assert_eq!(total(&opened, &format!("batch{batch}")), size, "batch {batch} of {newest}");
    }
    assert_eq!(total(&opened, &format!("batch{}", newest + 1)), 0, "half of a batch is in");
    assert_eq!(opened.stats().unwrap().items, newest * size + u64::from(newest > 0));
    let report = Portal::check(portal).unwrap();
    assert_eq!(report.errors, 0, "{:#?}", report.findings);
    newest
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}
