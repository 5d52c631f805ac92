//! Portals of real documents that several tests ask.

use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;

use menhu::Portal;
use menhu::catalog::{Item, read_item};
use menhu_tests::{FIVE, corpora, index, items, portal, workspace};
use tempfile::TempDir;

/// The portal of the five files, indexed once for all tests.
///
/// A static is never dropped, and would leave a temporary folder behind with every run: this folder is in the target
/// folder, and each run makes it anew. The lock, held until the process ends, lets a second run wait for the first.
pub(crate) fn five() -> &'static Portal {
    static PORTAL: OnceLock<(File, Portal)> = OnceLock::new();
    let (_lock, portal) = PORTAL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("five");
        let lock = File::create(folder.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        let portal = index(&folder, five_items());
        assert_eq!(portal.stats().unwrap().items, 32_645, "no line may be left out");
        (lock, portal)
    });
    portal
}

/// The items of the five files, in order.
pub(crate) fn five_items() -> impl Iterator<Item = Item> {
    FIVE.iter().flat_map(|name| items(&corpora().join(format!("docs/{name}.jsonl.zst"))))
}

/// The demonstration portal, with the rules of its editors.
pub(crate) fn demo() -> (TempDir, Portal) {
    let folder = workspace().join("examples/server/demo");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    let texts: Vec<String> = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let (temporary, portal) = portal(lines.map(|line| read_item(line).unwrap()));
    std::fs::copy(folder.join("config/best_bets.toml"), temporary.path().join("config/best_bets.toml")).unwrap();
    portal.reload().unwrap();
    (temporary, portal)
}
