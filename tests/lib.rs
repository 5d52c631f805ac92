//! What the cross-crate tests share: the real documents they run on, and portals made of them.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use menhu::catalog::{Item, read_item};
use menhu::{Portal, WriterOptions};
use tempfile::TempDir;

/// The five files of real documents, below `docs/` of the corpora.
pub const FIVE: [&str; 5] = ["policy", "law", "guides", "letters", "news"];

/// The folder of the corpora: `MENHU_CORPORA`, by default `../shared/corpora` beside the workspace.
///
/// # Panics
/// When there is no such folder: a test that needs it fails, and says what is missing.
#[must_use]
pub fn corpora() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let folder = std::env::var_os("MENHU_CORPORA").map_or(beside, PathBuf::from);
    assert!(folder.join("docs").is_dir(), "no corpora in {}: set MENHU_CORPORA to their folder", folder.display());
    folder
}

/// The workspace's folder.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The items of a `.jsonl.zst` file, in order.
///
/// # Panics
/// When the file is missing, or a line is no item: no line of the corpora may be left out.
pub fn items(path: &Path) -> impl Iterator<Item = Item> + use<> {
    let shown = path.display().to_string();
    let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{shown}: {error}"));
    let decoder = zstd::stream::read::Decoder::new(file).unwrap_or_else(|error| panic!("{shown}: {error}"));
    BufReader::new(decoder).lines().enumerate().map(move |(at, line)| {
        let line = line.unwrap_or_else(|error| panic!("{shown}:{}: {error}", at + 1));
        read_item(&line).unwrap_or_else(|error| panic!("{shown}:{}: {error}", at + 1))
    })
}

/// A portal in a temporary folder that holds these items.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn portal(items: impl IntoIterator<Item = Item>) -> (TempDir, Portal) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let portal = index(folder.path(), items);
    (folder, portal)
}

/// A portal in an empty or missing folder that holds these items.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn index(folder: &Path, items: impl IntoIterator<Item = Item>) -> Portal {
    let portal = Portal::open_or_create(folder).expect("an empty portal");
    let mut writer = portal.writer(&WriterOptions::default()).expect("the writer");
    for item in items {
        writer.put(&item).expect("an item that can be put in");
    }
    writer.finish().expect("a commit");
    portal.reload().expect("the commit");
    portal
}
