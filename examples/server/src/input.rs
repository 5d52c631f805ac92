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
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
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
    let text = menhu::extract::decode(&bytes);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| format!("{}: {error}", path.display()))?.clone();
    let header = Header::read(header.iter(), map).map_err(|error| format!("{}:1: {error}", path.display()))?;
    for record in reader.records() {
        let place = match &record {
            Ok(row) => row.position(),
            Err(error) => error.position(),
        };
        let line = place.map_or(0, |place| line_of(&text, place.byte()));
        let item = match &record {
            Ok(row) => header.item(row.iter()),
            Err(error) => Err(error.to_string()),
        };
        each(item.map(|item| (line, item)).map_err(|reason| BadLine { file: path.to_owned(), line, reason }))?;
    }
    Ok(())
}

/// The line of the record that begins at a byte, or behind the end of the line before it.
fn line_of(text: &str, byte: u64) -> u64 {
    let (before, from) = text.as_bytes().split_at(usize::try_from(byte).unwrap_or(0).min(text.len()));
    let blank = from.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    1 + before.iter().chain(blank).filter(|byte| **byte == b'\n').count() as u64
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
