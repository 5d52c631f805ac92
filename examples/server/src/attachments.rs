//! Attachments taken in: kept in the portal, and read for their text in a process of its own.
//!
//! A file that cannot be found, kept or read loses nothing: the item goes in, and says of the attachment what is wrong.

use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use menhu::Files;
use menhu::catalog::{Attachment, Item};
use menhu::extract::{FileType, Limits};
use serde::{Deserialize, Serialize};

/// Address space of the process that reads a file, in bytes: what a bomb may take at most.
pub(crate) const MEMORY: u64 = 2 << 30;
/// Seconds of computing that it may take …
pub(crate) const CPU_SECONDS: u64 = 30;
/// … and how long anybody waits for it.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(5);

/// What became of attachments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Taken {
    /// Files kept, whose text is searched.
    pub(crate) read: u64,
    /// Files kept whose text could not be read.
    pub(crate) unread: u64,
    /// Attachments whose file could not be found or kept.
    pub(crate) missing: u64,
}

/// Takes attachments in from a folder.
pub(crate) struct Attacher {
    files: Files,
    folder: PathBuf,
    pub(crate) taken: Taken,
}

/// What the reading process says.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Answer {
    Text { text: String },
    Fault { fault: String },
}

impl Attacher {
    pub(crate) fn new(files: Files, folder: &Path) -> Result<Attacher, String> {
        let folder = folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Attacher { files, folder, taken: Taken::default() })
    }

    /// Takes in the files that an item attaches by a path.
    pub(crate) fn take(&mut self, item: &mut Item) {
        for attachment in &mut item.attachments {
            let is_address = attachment.url.contains("://") || attachment.url.starts_with('/');
            let is_kept = attachment.file.as_ref().is_some_and(|file| self.files.path(file).is_some());
            if is_kept || attachment.url.is_empty() || is_address {
                continue;
            }
            let bytes = match self.read(&attachment.url) {
                Ok(bytes) => bytes,
                Err(fault) => {
                    self.taken.missing += 1;
                    attachment.fault = Some(fault);
                    continue;
                }
            };
            self.keep(attachment, &bytes);
        }
    }

    /// Keeps a file, and reads it.
    pub(crate) fn keep(&mut self, attachment: &mut Attachment, bytes: &[u8]) {
        self.taken.add(keep(&self.files, attachment, bytes));
    }

    /// Reads a file below the folder, and none outside it.
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(format!("`{path}` is no path below the folder of attachments"));
        }
        let failed = |error: std::io::Error| format!("`{path}` cannot be read: {error}");
        let path = self.folder.join(relative).canonicalize().map_err(failed)?;
        if !path.starts_with(&self.folder) {
            return Err(format!("`{}` leads out of the folder of attachments", relative.display()));
        }
        let most = Limits::default().file_bytes;
        // A pipe would keep us waiting for ever.
        if !path.metadata().map_err(failed)?.is_file() {
            return Err(format!("`{}` is no file", relative.display()));
        }
        let file = std::fs::File::open(&path).map_err(failed)?;
        if file.metadata().map_err(failed)?.len() > most {
            return Err(format!("`{}` is larger than {most} bytes", relative.display()));
        }
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}

/// What became of one attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    Read,
    Unread,
    Missing,
}

impl Taken {
    pub(crate) fn add(&mut self, kept: Kept) {
        let count = match kept {
            Kept::Read => &mut self.read,
            Kept::Unread => &mut self.unread,
            Kept::Missing => &mut self.missing,
        };
        *count += 1;
    }
}

/// Keeps a file among those of the portal, and reads it.
pub(crate) fn keep(files: &Files, attachment: &mut Attachment, bytes: &[u8]) -> Kept {
    match files.put(bytes) {
        Ok(stored) => (attachment.file, attachment.bytes) = (Some(stored.sha256), Some(stored.bytes)),
        Err(error) => {
            attachment.fault = Some(error.to_string());
            return Kept::Missing;
        }
    }
    // What it is called outside says what it is, where what citizens read does not.
    let name = if attachment.url.is_empty() { &attachment.name } else { &attachment.url };
    attachment.media_type = Some(FileType::of(name, bytes).media_type().to_owned());
    if !attachment.text.is_empty() {
        // Whoever hands it in has read it already.
        attachment.fault = None;
        return Kept::Read;
    }
    match text_of(name, bytes) {
        Ok(text) => {
            (attachment.text, attachment.fault) = (text, None);
            Kept::Read
        }
        Err(fault) => {
            attachment.fault = Some(fault);
            Kept::Unread
        }
    }
}

/// The text of a file, read in a process whose memory and time are limited; or why there is none.
pub(crate) fn text_of(name: &str, bytes: &[u8]) -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| format!("it cannot be read: {error}"))?;
    let mut child = Command::new(program)
        .arg("extract-text")
        .arg(format!("--name={}", name.replace('\0', "")))
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("it cannot be read: {error}"))?;
    let answer = std::thread::scope(|scope| {
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        // It may end before it has read everything: that is no failure of its own.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        let read = scope.spawn(move || {
            let mut answer = Vec::new();
            // Text in JSON may take six bytes for one.
            let most = 8 * Limits::default().text_bytes as u64;
            stdout.map(|stdout| stdout.take(most).read_to_end(&mut answer));
            answer
        });
        let ended = wait(&mut child);
        let answer = read.join().unwrap_or_default();
        ended.map(|status| (status, answer))
    })?;
    let (status, answer) = answer;
    match (serde_json::from_slice(&answer), status.code()) {
        (Ok(Answer::Text { text }), _) => Ok(text),
        (Ok(Answer::Fault { fault }), _) => Err(fault),
        // A signal ended it: out of memory, or of time.
        (Err(_), None) => Err("reading it took more memory or time than it may".to_owned()),
        (Err(_), Some(code)) => Err(format!("the process that reads it ended with code {code}")),
    }
}

fn wait(child: &mut Child) -> Result<ExitStatus, String> {
    let until = Instant::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() < until => std::thread::sleep(LOOK),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("reading it took more than {} seconds", PATIENCE.as_secs()));
            }
        }
    }
}
