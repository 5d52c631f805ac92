//! The texts that are measured: real documents and service guides, read as a portal reads its items.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use menhu::catalog::{Item, read_item};

/// Variable that names the folder of the corpora; a relative one counts from the workspace.
const VARIABLE: &str = "MENHU_CORPORA";
/// Where they are when the variable is not set.
const DEFAULT: &str = "../shared/corpora";
/// Files below that folder: long official documents, and many short items that have a unit.
const FILES: [&str; 2] = ["docs/policy.jsonl.zst", "docs/guides.jsonl.zst"];

/// Reads all items. Made-up text would give other figures, so without the corpora there is a message and no run.
pub(crate) fn read() -> Result<Vec<Item>, String> {
    let folder = std::env::var_os(VARIABLE).map_or_else(|| PathBuf::from(DEFAULT), PathBuf::from);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut items = Vec::new();
    for file in FILES {
        read_file(&folder.join(file), &mut items)?;
    }
    Ok(items)
}

fn read_file(path: &Path, items: &mut Vec<Item>) -> Result<(), String> {
    let unreadable = |error: std::io::Error| {
        let needed = FILES.join(" and ");
        format!("{}: {error}; set {VARIABLE} to the folder that holds {needed}", path.display())
    };
    let file = File::open(path).map_err(unreadable)?;
    let decoder = zstd::stream::read::Decoder::new(file).map_err(unreadable)?;
    for (at, line) in BufReader::new(decoder).lines().enumerate() {
        let line = line.map_err(unreadable)?;
        let item = read_item(&line).map_err(|error| format!("{}:{}: {error}", path.display(), at + 1))?;
        items.push(item);
    }
    Ok(())
}
