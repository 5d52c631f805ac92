//! The one writer of the log: requests hand lines over and never wait; a thread appends them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::file::LogFile;
use super::line::{Line, now};
use super::session::{Cookie, Key};
use crate::command::Failure;

/// Lines that wait to be written; when there are more, the disk does not keep up, and lines are dropped.
const WAITING: usize = 4096;
/// Size at which the file is put aside.
const LIMIT: u64 = 64 * 1024 * 1024;
/// Most bytes that are written at once.
const AT_ONCE: usize = 64 * 1024;
/// How often the counts of what was not written are written.
const COUNT_EVERY: Duration = Duration::from_secs(60);

enum Message {
    Line(Line),
    Stop,
}

#[derive(Default)]
struct Counts {
    withheld: AtomicU64,
    dropped: AtomicU64,
}

/// The log, open to be written. Clones share it.
#[derive(Clone)]
pub(crate) struct Recorder {
    path: PathBuf,
    key: Arc<Key>,
    counts: Arc<Counts>,
    sender: SyncSender<Message>,
    writer: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Recorder {
    /// Opens the log of a portal in a file.
    pub(crate) fn open(path: &Path, portal: &Path) -> Result<Recorder, Failure> {
        let failed = |error: std::io::Error| format!("--query-log {}: {error}", path.display());
        // `portal/../portal/log` and links lead there, too.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().map_err(failed)?;
        if folder.starts_with(portal.canonicalize()?) {
            let (path, portal) = (path.display(), portal.display());
            return Err(format!(
                "--query-log {path}: this is inside the portal {portal}, which is copied and given on as it is; \
                 choose a file elsewhere"
            )
            .into());
        }
        let file = LogFile::open(path, LIMIT).map_err(failed)?;
        let key = Key::random().ok_or("the query log needs random numbers, and the system gives none")?;
        let (sender, receiver) = sync_channel(WAITING);
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        let thread = std::thread::Builder::new().name("query log".to_owned());
        let writer = thread.spawn(move || write(&receiver, file, &shared))?;
        Ok(Recorder {
            path: path.to_owned(),
            key: Arc::new(key),
            counts,
            sender,
            writer: Arc::new(Mutex::new(Some(writer))),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Records a search that was answered.
    pub(crate) fn search(&self, session: Option<&Cookie>, query: String, hits: u64, filtered: bool) {
        let session = session.and_then(|cookie| self.key.pseudonym(cookie));
        self.put(Line::Search { time: now(), query, hits, session, filtered });
    }

    /// Records a hit that was chosen.
    pub(crate) fn click(&self, query: String, id: String, rank: u64) {
        self.put(Line::Click { time: now(), query, id, rank });
    }

    /// Counts a query that is not recorded.
    pub(crate) fn withhold(&self) {
        self.counts.withheld.fetch_add(1, Ordering::Relaxed);
    }

    fn put(&self, line: Line) {
        if self.sender.try_send(Message::Line(line)).is_err() {
            self.counts.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes what waits and ends. Waits for the disk: not to be called by a request.
    pub(crate) fn close(&self) {
        let writer = self.writer.lock().ok().and_then(|mut writer| writer.take());
        if let Some(writer) = writer {
            // An error says that it has ended already.
            let _ = self.sender.send(Message::Stop);
            let _ = writer.join();
        }
    }
}

fn write(receiver: &Receiver<Message>, mut file: LogFile, counts: &Counts) {
    let mut counted = Instant::now();
    let mut failing = false;
    let mut stop = false;
    while !stop {
        let mut bytes = Vec::new();
        let mut lines = 0;
        let mut next = receiver.recv_timeout(COUNT_EVERY);
        loop {
            match next {
                Ok(Message::Line(line)) => {
                    bytes.extend(line.to_bytes());
                    lines += 1;
                }
                Err(RecvTimeoutError::Timeout) => break,
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    stop = true;
                    break;
                }
            }
            if bytes.len() >= AT_ONCE {
                break;
            }
            next = receiver.recv_timeout(Duration::ZERO);
        }
        let mut taken = (0, 0);
        if stop || counted.elapsed() >= COUNT_EVERY {
            counted = Instant::now();
            taken = (counts.withheld.swap(0, Ordering::Relaxed), counts.dropped.swap(0, Ordering::Relaxed));
            if taken != (0, 0) {
                bytes.extend(Line::Count { time: now(), withheld: taken.0, dropped: taken.1 }.to_bytes());
            }
        }
        if bytes.is_empty() {
            continue;
        }
        match file.append(&bytes) {
            Ok(()) => failing = false,
            Err(error) => {
                // Once, not for every search while the disk is full. The file's name is enough: no query is in the error.
                if !failing {
                    tracing::error!(%error, "the query log cannot be written");
                }
                failing = true;
                counts.withheld.fetch_add(taken.0, Ordering::Relaxed);
                counts.dropped.fetch_add(taken.1 + lines, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::file;

    #[test]
    fn lines_are_written_by_the_time_it_is_closed_and_counts_with_them() {
        let (folder, portal) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = folder.path().join("log");
        let recorder = Recorder::open(&path, portal.path()).unwrap();
        let cookie = Cookie::random();
        for hits in 0..100 {
            recorder.search(cookie.as_ref(), "社保".into(), hits, false);
        }
        recorder.click("社保".into(), "1".into(), 1);
        recorder.withhold();
        recorder.close();
        recorder.click("社保".into(), "1".into(), 1);
        let mut lines = Vec::new();
        file::read(&path, |line| lines.push(line)).unwrap();
        assert_eq!(lines.len(), 102);
        assert!(matches!(lines.last(), Some(Line::Count { withheld: 1, dropped: 0, .. })));
        assert!(!std::fs::read_to_string(&path).unwrap().contains(&cookie.unwrap().value()));
    }

    #[test]
    fn a_file_inside_the_portal_is_refused() {
        let portal = tempfile::tempdir().unwrap();
        std::fs::create_dir(portal.path().join("index")).unwrap();
        for path in ["log", "index/log", "index/../log"] {
            let error = Recorder::open(&portal.path().join(path), portal.path()).err().unwrap().to_string();
            assert!(error.contains("inside the portal") && error.contains("choose"), "{error}");
        }
        assert_eq!(std::fs::read_dir(portal.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let portal = tempfile::tempdir().unwrap();
        let error = Recorder::open(Path::new("/nowhere/log"), portal.path()).err().unwrap().to_string();
        assert!(error.contains("/nowhere/log"), "{error}");
    }
}
