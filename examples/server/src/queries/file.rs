//! The file of the log: appended, bounded in size, readable for its owner only; and its lines read back.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::line::Line;

/// Longest line that is read; what is longer was never written by a [`LogFile`].
const LONGEST_LINE: u64 = 64 * 1024;

/// The file, opened to append.
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    /// Beyond this size it becomes `FILE.1`, and what was `FILE.1` is gone.
    limit: u64,
    /// Whether the last line is a part of one: of a crash, or of a full disk.
    torn: bool,
}

impl LogFile {
    pub(super) fn open(path: &Path, limit: u64) -> io::Result<LogFile> {
        let mut file = open(path)?;
        let size = file.metadata()?.len();
        let mut torn = false;
        if size > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            torn = last != [b'\n'];
        }
        Ok(LogFile { path: path.to_owned(), file, size, limit, torn })
    }

    /// Appends whole lines and hands them to the system.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.size > 0 && self.size + lines.len() as u64 > self.limit {
            std::fs::rename(&self.path, older(&self.path))?;
            self.file = open(&self.path)?;
            (self.size, self.torn) = (0, false);
        }
        if self.torn {
            self.file.write_all(b"\n")?;
            self.size += 1;
        }
        // What a failure leaves behind is not known.
        self.torn = true;
        self.file.write_all(lines)?;
        self.file.flush()?;
        self.torn = false;
        self.size += lines.len() as u64;
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        let file = options.open(path)?;
        // Of a file that was there already, too.
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        // Two servers would tear each other's lines and rotate each other's files.
        file.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => {
                io::Error::new(io::ErrorKind::ResourceBusy, "another server writes to it; give each a file of its own")
            }
            std::fs::TryLockError::Error(error) => error,
        })?;
        Ok(file)
    }
    // A lock of Windows would keep readers away as well.
    #[cfg(not(unix))]
    options.open(path)
}

/// The name under which the file goes on when it is full.
pub(super) fn older(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".1");
    PathBuf::from(name)
}

/// Gives every line of the log to `each`, those of the older file first. Returns how many lines were no lines of a log:
/// half of one after a crash, and what others have written.
pub(super) fn read(path: &Path, mut each: impl FnMut(Line)) -> io::Result<u64> {
    let file = File::open(path)?;
    let mut bad = match File::open(older(path)) {
        Ok(older) => read_lines(older, &mut each)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    bad += read_lines(file, &mut each)?;
    Ok(bad)
}

fn read_lines(file: File, each: &mut impl FnMut(Line)) -> io::Result<u64> {
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let (mut bytes, mut bad) = (Vec::new(), 0);
    loop {
        bytes.clear();
        if reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(bad);
        }
        if bytes.last() != Some(&b'\n') {
            reader.skip_until(b'\n')?;
        }
        match serde_json::from_slice(&bytes) {
            Ok(line) => each(line),
            Err(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
            Err(_) => bad += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::line::now;

    fn click(rank: u64) -> Line {
        Line::Click { time: now(), query: "社保".into(), id: "1".into(), rank }
    }

    fn ranks(path: &Path) -> (Vec<u64>, u64) {
        let mut ranks = Vec::new();
        let bad = read(path, |line| {
            if let Line::Click { rank, .. } = line {
                ranks.push(rank);
            }
        });
        (ranks, bad.unwrap())
    }

    #[test]
    fn half_a_line_is_left_out_and_the_next_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        LogFile::open(&path, 1 << 20).unwrap().append(&click(1).to_bytes()).unwrap();
        let half = &click(2).to_bytes()[..30];
        OpenOptions::new().append(true).open(&path).unwrap().write_all(half).unwrap();
        assert_eq!(ranks(&path), (vec![1], 1));
        LogFile::open(&path, 1 << 20).unwrap().append(&click(3).to_bytes()).unwrap();
        assert_eq!(ranks(&path), (vec![1, 3], 1));
    }

    #[test]
    fn a_full_file_becomes_the_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let length = click(1).to_bytes().len() as u64;
        let mut file = LogFile::open(&path, 3 * length).unwrap();
        for rank in 1..=8 {
            file.append(&click(rank).to_bytes()).unwrap();
        }
        assert_eq!(ranks(&path), (vec![4, 5, 6, 7, 8], 0));
        assert!(std::fs::metadata(&path).unwrap().len() <= 3 * length);
        assert!(std::fs::metadata(older(&path)).unwrap().len() <= 3 * length);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_readable_for_its_owner_only_and_has_one_writer() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let mut file = LogFile::open(&path, 10).unwrap();
        file.append(&click(1).to_bytes()).unwrap();
        file.append(&click(2).to_bytes()).unwrap();
        for path in [&path, &older(&path)] {
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let error = LogFile::open(&path, 10).err().unwrap();
        assert!(error.to_string().contains("another server"), "{error}");
    }

    #[test]
    fn what_is_no_log_is_counted_and_read_past() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut bytes = vec![b'x'; 200_000];
        bytes.extend(b"\n\xff\xfe\n\n{}\n");
        bytes.extend(click(1).to_bytes());
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(ranks(&path), (vec![1], 3));
        assert!(read(&folder.path().join("none"), |_| {}).is_err());
    }
}
