//! Files of items, read line by line: `.jsonl`, `.jsonl.zst`, `.csv`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use menhu::catalog::{Item, read_item};

use crate::spreadsheet::{Header, HeaderMap};

/// Longest line that is read, in bytes: what is longer is no item but a mistake.
const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct BadLine {
    /// The file.
    pub(crate) file: PathBuf,
    /// Its line, from 1.
    pub(crate) line: u64,
    /// What is wrong and what is expected.
    pub(crate) reason: String,
}

impl std::fmt::Display for BadLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.reason)
    }
}

/// Why a file could not be read to its end.
pub(crate) type Failure = String;

/// The items of a file with their lines, in order; what is no item is an [`Err`] and the next line follows.
pub(crate) fn read(
    path: &Path,
    progress: &ProgressBar,
    map: &HeaderMap,
    mut each: impl FnMut(Result<(u64, Item), BadLine>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(failed)?;
    let counted = progress.wrap_read(file);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    if name.ends_with(".jsonl.zst") {
        let decoder = zstd::stream::read::Decoder::new(counted).map_err(failed)?;
        read_lines(path, BufReader::with_capacity(1 << 18, decoder), &mut each)
    } else if name.ends_with(".jsonl") {
        read_lines(path, BufReader::with_capacity(1 << 18, counted), &mut each)
    } else if name.ends_with(".csv") {
        read_csv(path, counted, map, &mut each)
    } else {
        Err(format!("{}: not a file of items; expected a name that ends in .jsonl, .jsonl.zst or .csv", path.display()))
    }
}

fn read_lines(
    path: &Path,
    mut reader: impl BufRead,
    each: &mut impl FnMut(Result<(u64, Item), BadLine>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let mut line = 0;
    loop {
        bytes.clear();
        line += 1;
        let failed = |error: io::Error| format!("{}:{line}: {error}", path.display());
        let bad = |reason: String| BadLine { file: path.to_owned(), line, reason };
        let limit = LONGEST_LINE as u64 + 1;
        let read = reader.by_ref().take(limit).read_until(b'\n', &mut bytes).map_err(failed)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == limit && bytes.last() != Some(&b'\n') {
            reader.skip_until(b'\n').map_err(failed)?;
            each(Err(bad(format!("the line is longer than {LONGEST_LINE} bytes"))))?;
            continue;
        }
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').trim(),
            Err(error) => {
                each(Err(bad(format!("not UTF-8 from byte {} of the line on", error.valid_up_to() + 1))))?;
                continue;
            }
        };
        if !text.is_empty() {
            each(read_item(text).map(|item| (line, item)).map_err(|error| bad(error.to_string())))?;
        }
    }
}

/// CSV with a header, in UTF-8 or, as spreadsheets of Chinese offices often are, in GB 18030.
fn read_csv(
    path: &Path,
    mut reader: impl Read,
    map: &HeaderMap,
    each: &mut impl FnMut(Result<(u64, Item), BadLine>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = menhu::extract::decode_exactly(&bytes).map_err(|at| {
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!(
            "{}:{line}: byte {} of the file is neither UTF-8 nor GB 18030; save the sheet again",
            path.display(),
            at + 1
        )
    })?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| format!("{}: {error}", path.display()))?.clone();
    let header = Header::read(header.iter(), map).map_err(|error| format!("{}:1: {error}", path.display()))?;
    let unknown = header.unknown();
    #[allow(clippy::print_stderr)] // beside what was asked for
    if !unknown.is_empty() {
        eprintln!(
            "{}: kept as fields of their own, and shown to whoever asks for the item: {}",
            path.display(),
            unknown.join(", ")
        );
    }
    let mut lines = Lines { text: &text, byte: 0, line: 1 };
    for record in reader.records() {
        let place = match &record {
            Ok(row) => row.position(),
            Err(error) => error.position(),
        };
        let begins = usize::try_from(place.map_or(0, csv::Position::byte)).unwrap_or(0);
        let line = lines.of(begins);
        let item = match &record {
            // Spreadsheet programs leave such rows behind.
            Ok(row) if row.iter().all(|cell| cell.trim().is_empty()) => continue,
            Ok(row) => header.item(row.iter()),
            Err(error) => {
                lines.check_quotes(begins).map_err(|error| format!("{}:{line}: {error}", path.display()))?;
                Err(match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        format!("the row has {len} cells, and the header {expected_len}")
                    }
                    _ => error.to_string(),
                })
            }
        };
        each(item.map(|item| (line, item)).map_err(|reason| BadLine { file: path.to_owned(), line, reason }))?;
    }
    Ok(())
}

/// Counts the lines of a sheet: records come in order.
struct Lines<'a> {
    text: &'a str,
    /// The byte up to which lines are counted.
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that begins at a byte, or behind the end of the line before it.
    fn of(&mut self, byte: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let begins = bytes.iter().skip(byte).position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
        let until = (byte + begins).min(bytes.len()).max(self.byte);
        self.line += bytes[self.byte..until].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte = until;
        self.line
    }

    /// A quotation mark that is never closed makes one cell of the rest of the sheet.
    fn check_quotes(&self, byte: usize) -> Result<(), String> {
        let rest = self.text.get(byte..).unwrap_or_default().trim_start();
        let lines = rest.lines().count();
        if lines < 2 || rest.matches('"').count() % 2 == 0 {
            return Ok(());
        }
        Err(format!(
            "a quotation mark that opens in this row or below is never closed, so that {lines} lines cannot be read; close it"
        ))
    }
}

/// A progress bar over the bytes of `files`, with rate and time left; silent where nobody looks.
pub(crate) fn progress(files: &[PathBuf]) -> ProgressBar {
    let bytes = files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum();
    let bar = ProgressBar::new(bytes);
    let template = "{msg} {wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec}, {eta} left";
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
