//! The audit: who looked up something, why and how it ended; never what.
//!
//! A file of JSON lines, each with the SHA-256 of the line before it: a line that is changed, taken out or put in later
//! breaks the chain at that place. The last hash, kept elsewhere, proves that nothing was cut off at the end.
//!
//! ```text
//! {"seq":2,"time":"2026-11-26T06:50:53.120Z","requester":"5f…","purpose":"self_service","consent":"c-20261126-01",
//!  "provider":"gjj","operation":"housing-fund","outcome":"found","source":"fresh","age_s":0,"prev":"9a…","hash":"41…"}
//! ```

mod chain;
mod verify;

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

pub use chain::Entry;
use chain::{FIRST, Line};
pub use verify::{Fault, Verified, verify};

/// Longest line that a file of ours holds.
const LONGEST: u64 = 4096;

/// How every line begins.
const BEGINS: &[u8] = b"{\"seq\":";

/// Why the audit cannot be written: then nothing is looked up.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The file cannot be opened, read or written.
    #[error("{}: {error}; the audit must be writable, since nothing is looked up without it", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another process writes it.
    #[error("{}: another process writes this audit; give each server its own file", .0.display())]
    Locked(PathBuf),
    /// Its last whole line is none of ours.
    #[error("{}: the last line is no entry of an audit; run `menhu lookup audit verify`, and begin a new file", .0.display())]
    Foreign(PathBuf),
}

/// An audit that is written.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    /// Where the next line begins.
    end: u64,
    seq: u64,
    last: String,
    /// What could not be written could not be taken back either: the file ends in half a line.
    is_broken: bool,
    /// The process that took the lock: one that was forked since has the file, too, and must not give the lock back.
    process: u32,
}

impl Drop for State {
    fn drop(&mut self) {
        // Closing the file would do it, but not as long as a program that is just being started still has it.
        if self.process == std::process::id() {
            let _ = self.file.unlock();
        }
    }
}

impl Audit {
    /// Opens an audit, or begins one. A line that was cut off when a process was killed is taken away; that it was there
    /// is the first entry that follows.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn open(path: &Path) -> Result<Audit, AuditError> {
        let failed = |error| AuditError::Io { path: path.to_owned(), error };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(AuditError::Locked(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let length = file.metadata().map_err(failed)?.len();
        let (end, last) = last_line(&mut file, length).map_err(failed)?;
        let (seq, hash) = match last {
            None => (0, FIRST.to_owned()),
            Some(line) => match Line::read(&line) {
                Some(line) => (line.seq, line.hash),
                None => return Err(AuditError::Foreign(path.to_owned())),
            },
        };
        file.set_len(end).and_then(|()| file.seek(SeekFrom::Start(end))).map_err(failed)?;
        let state = State { file, end, seq, last: hash, is_broken: false, process: std::process::id() };
        let audit = Audit { path: path.to_owned(), state: Mutex::new(state) };
        if end < length {
            audit.write(Timestamp::now(), &Entry::recovered())?;
        }
        Ok(audit)
    }

    /// Writes an entry.
    ///
    /// # Errors
    /// [`AuditError::Io`]; then nothing of the entry is in the file.
    pub fn write(&self, time: Timestamp, entry: &Entry<'_>) -> Result<(), AuditError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_broken {
            let error = io::Error::other("an earlier entry was cut off; start the server again, which mends the file");
            return Err(AuditError::Io { path: self.path.clone(), error });
        }
        let (text, hash) = Line::write(state.seq + 1, time, entry, &state.last);
        if text.len() as u64 > LONGEST {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "the entry is longer than a line may be");
            return Err(AuditError::Io { path: self.path.clone(), error });
        }
        if let Err(error) = state.file.write_all(text.as_bytes()) {
            // What is there of it would be half a line.
            let end = state.end;
            state.is_broken = state.file.set_len(end).and_then(|()| state.file.seek(SeekFrom::Start(end))).is_err();
            return Err(AuditError::Io { path: self.path.clone(), error });
        }
        state.end += text.len() as u64;
        state.seq += 1;
        state.last = hash;
        Ok(())
    }

    /// The number and the hash of the last entry, to be kept where nobody can change them together with the file.
    #[must_use]
    pub fn head(&self) -> (u64, String) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.seq, state.last.clone())
    }
}

/// Where the last whole line ends, and what it says.
fn last_line(file: &mut File, length: u64) -> io::Result<(u64, Option<String>)> {
    // Two lines' length back there is a whole one, and what may be left of another.
    let from = length.saturating_sub(2 * LONGEST);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(2 * LONGEST).read_to_end(&mut tail)?;
    let Some(end) = tail.iter().rposition(|byte| *byte == b'\n') else {
        // A line of ours that never ended, from the beginning of the file; or none. Anything else is somebody's file.
        let is_ours = from == 0 && (BEGINS.starts_with(&tail) || tail.starts_with(BEGINS));
        return if is_ours { Ok((0, None)) } else { Ok((length, Some(String::new()))) };
    };
    let rest = &tail[end + 1..];
    if !BEGINS.starts_with(rest) && !rest.starts_with(BEGINS) {
        return Ok((length, Some(String::new())));
    }
    let whole = &tail[..end];
    let start = whole.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Ok((from + end as u64 + 1, Some(String::from_utf8_lossy(&whole[start..]).into_owned())))
}

/// The lines of a file, each no longer than it may be.
fn lines(file: File) -> impl Iterator<Item = io::Result<Vec<u8>>> {
    let mut reader = BufReader::new(file);
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        match reader.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) => None,
            Ok(_) => Some(Ok(line)),
            Err(error) => Some(Err(error)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(requester: &str) -> Entry<'_> {
        Entry {
            requester,
            purpose: "self_service",
            consent: "c-12345678",
            provider: "gjj",
            operation: "housing-fund",
            outcome: "found",
            source: "fresh",
            age_s: 0,
        }
    }

    fn written(path: &Path, entries: usize) {
        let audit = Audit::open(path).unwrap();
        for _ in 0..entries {
            audit.write(Timestamp::UNIX_EPOCH, &entry("aa")).unwrap();
        }
    }

    #[test]
    fn a_chain_goes_on_where_another_process_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        written(&path, 3);
        written(&path, 2);
        let found = verify(&path).unwrap();
        assert_eq!((found.entries, found.fault), (5, None));
        let audit = Audit::open(&path).unwrap();
        assert_eq!(audit.head(), (5, found.head));
        assert!(matches!(Audit::open(&path), Err(AuditError::Locked(_))));
    }

    #[test]
    fn whatever_is_changed_is_found_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        written(&path, 5);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let fault = |changed: String| {
            std::fs::write(&path, changed).unwrap();
            verify(&path).unwrap().fault.map(|fault| fault.line)
        };
        assert_eq!(fault(text.clone()), None);
        assert_eq!(fault(text.replacen("found", "error", 1)), Some(1));
        assert_eq!(fault([lines[0], lines[2], lines[3]].concat()), Some(2));
        assert_eq!(fault([lines[1], lines[0]].concat()), Some(1));
        assert_eq!(fault([lines[0], lines[0]].concat()), Some(2));
        assert_eq!(fault(format!("{}nonsense\n{}", lines[0], lines[1])), Some(2));
        assert_eq!(fault(format!("{}{}", lines[0], lines[1].trim_end())), Some(2));
        // A field more is a change, too.
        assert_eq!(fault(text.replacen("{\"seq\":2", "{\"note\":1,\"seq\":2", 1)), Some(2));
        // What is cut off at the end is seen by the head alone.
        std::fs::write(&path, lines[..4].concat()).unwrap();
        assert_eq!(verify(&path).unwrap().entries, 4);
    }

    #[test]
    fn half_a_line_is_taken_away_and_noted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        written(&path, 2);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.truncate(text.len() - 20);
        std::fs::write(&path, &text).unwrap();
        written(&path, 1);
        let found = verify(&path).unwrap();
        assert_eq!((found.entries, found.fault), (3, None));
        assert!(std::fs::read_to_string(&path).unwrap().contains("\"outcome\":\"recovered\""));
        std::fs::write(&path, "something else\n").unwrap();
        assert!(matches!(Audit::open(&path), Err(AuditError::Foreign(_))));
        // A secret that somebody named by mistake stays what it is.
        std::fs::write(&path, "0123456789abcdef").unwrap();
        assert!(matches!(Audit::open(&path), Err(AuditError::Foreign(_))));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "0123456789abcdef");
    }
}
