//! Follows the chain of an audit.

use std::fs::File;
use std::path::Path;

use serde::Serialize;

use super::AuditError;
use super::chain::{FIRST, Line};

/// What following the chain has shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Entries up to the end, or to the fault.
    pub entries: u64,
    /// Hash of the last of them. An audit that was cut off at its end is whole in itself: compare this with what was
    /// noted elsewhere.
    pub head: String,
    /// Where the chain breaks, if it does.
    pub fault: Option<Fault>,
}

/// Where a chain breaks, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Number of the line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// Follows the chain of a file.
///
/// # Errors
/// [`AuditError::Io`] when it cannot be read.
pub fn verify(path: &Path) -> Result<Verified, AuditError> {
    let failed = |error| AuditError::Io { path: path.to_owned(), error };
    let mut found = Verified { entries: 0, head: FIRST.to_owned(), fault: None };
    for line in super::lines(File::open(path).map_err(failed)?) {
        let line = line.map_err(failed)?;
        match check(&line, &found) {
            Ok(hash) => found = Verified { entries: found.entries + 1, head: hash, fault: None },
            Err(reason) => {
                found.fault = Some(Fault { line: found.entries + 1, reason });
                break;
            }
        }
    }
    Ok(found)
}

/// The hash of a line that follows what was found before it.
fn check(line: &[u8], before: &Verified) -> Result<String, &'static str> {
    let line = line.strip_suffix(b"\n").ok_or("the line has no end: it was cut off")?;
    let text = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8")?;
    let read = Line::read(text).ok_or("the line is no entry of an audit")?;
    if !read.fits(text) {
        return Err("the line was changed: its hash is that of another text");
    }
    if read.seq != before.entries + 1 || read.prev != before.head {
        return Err("the line does not follow the one before it: lines were taken out, put in or moved");
    }
    Ok(read.hash)
}
