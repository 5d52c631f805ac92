//! Making the index anew from the items it stores, whatever dictionary, analysis or fields it was made with.
//!
//! The new index is built aside, in a folder of its own. Then its files are moved in between those of the old one, and
//! its list of parts takes the place of the old list: one rename, so that a crash at any moment leaves the old index or
//! the new one. What is left over is swept up by whoever writes next.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::schema::Schema;
use tantivy::{DocAddress, ReloadPolicy, TantivyDocument};

use super::commit::Payload;
use super::directory::{Access, META, write_atomically};
use super::document::{Stored, to_item};
use super::lock::WriterLock;
use super::reader::{engine_failed, load_meta, open_index};
use super::verify::{self, Verify};
use super::writer::{SceneItems, Writer, WriterOptions, create_index, sweep};
use crate::error::Error;
use crate::files::Files;
use crate::text::Dictionary;

/// Name of the folder in which the new index is built, below the portal's.
pub(super) const ASIDE: &str = "index.new";
/// The engine's list of the files it has ever made, from which it knows what to sweep up.
const MANAGED: &str = ".managed.json";

/// Puts every stored item in again, under the terms of this program and dictionary. `progress` is told how many items
/// of how many are done.
pub(crate) fn reindex(
    portal: &Path,
    dictionary: &Arc<Dictionary>,
    scenes: SceneItems,
    options: &WriterOptions,
    mut progress: impl FnMut(u64, u64),
) -> Result<u64, Error> {
    let lock = WriterLock::acquire(portal)?;
    let old = open_index(portal, Access::Write)?;
    let meta = load_meta(&old, portal)?;
    // A damaged file would make items vanish without a word.
    if let Some(fault) = verify::faults(&old, &meta, Verify::Checksums, &Default::default()).next() {
        return Err(Error::Damaged { path: portal.join("index").join(fault.file), reason: fault.reason });
    }
    let payload = Payload::of(&meta, portal)?;
    let stored = stored_fields(&old.schema(), portal)?;
    let searcher = old
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()
        .map_err(|error| engine_failed(portal, error))?
        .searcher();

    let aside = Aside::new(portal)?;
    let index = create_index(&aside.0, dictionary).map_err(|error| engine_failed(portal, error))?;
    let mut writer = Writer::start(portal, dictionary, scenes, options, lock, index, &payload)?;
    let (mut done, mut attached) = (0, HashSet::new());
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        for doc in segment.doc_ids_alive() {
            let document: TantivyDocument =
                searcher.doc(DocAddress::new(at as u32, doc)).map_err(|error| engine_failed(portal, error))?;
            let item = to_item(stored, &document).ok_or_else(|| Error::Damaged {
                path: portal.join("index"),
                reason: format!("the stored item {at}:{doc} cannot be read"),
            })?;
            attached.extend(item.attachments.iter().filter_map(|attachment| attachment.file.clone()));
            writer.put_as_it_is(&item)?;
            done += 1;
            progress(done, searcher.num_docs());
        }
    }
    let (_, _lock) = writer.finish_holding()?;
    aside.take_the_place_of(portal)?;
    // The old parts go when no reader is just opening them.
    sweep(&open_index(portal, Access::Write)?);
    Files::of(portal).sweep(&attached)?;
    Ok(done)
}

/// The fields of an index, of whatever version, that hold its items.
fn stored_fields(schema: &Schema, portal: &Path) -> Result<Stored, Error> {
    let field = |name: &str| {
        schema.get_field(name).map_err(|_| Error::Damaged {
            path: portal.join("index"),
            reason: format!("it has no field `{name}`, so that no version of this program made it"),
        })
    };
    Ok(Stored { item: field("item")?, body: field("body")? })
}

/// The folder in which an index is built; removed when it is dropped.
struct Aside(PathBuf);

impl Aside {
    fn new(portal: &Path) -> Result<Aside, Error> {
        let aside = Aside(portal.join(ASIDE));
        // One that was left behind by a crash is of no use.
        aside.remove();
        std::fs::create_dir(&aside.0).map_err(|error| Error::io(&aside.0, error))?;
        Ok(aside)
    }

    fn remove(&self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }

    fn take_the_place_of(&self, portal: &Path) -> Result<(), Error> {
        let index = portal.join("index");
        let (new, old) = (managed(&self.0)?, managed(&index)?);
        // First the list: whatever happens from now on, somebody will sweep up what no commit names.
        let list: Vec<&PathBuf> = new.union(&old).collect();
        let list = serde_json::to_vec(&list).unwrap_or_default();
        let path = index.join(MANAGED);
        write_atomically(&path, &list).map_err(|error| Error::io(path, error))?;
        for file in new.iter().filter(|file| *file != Path::new(META)) {
            let from = self.0.join(file);
            match std::fs::rename(&from, index.join(file)) {
                // The list names files of the past, too.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                moved => moved.map_err(|error| Error::io(from, error))?,
            }
        }
        let sync = || std::fs::File::open(&index)?.sync_all();
        sync().map_err(|error| Error::io(&index, error))?;
        let from = self.0.join(META);
        std::fs::rename(&from, index.join(META)).map_err(|error| Error::io(from, error))?;
        sync().map_err(|error| Error::io(&index, error))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The files that the engine has made in a folder.
fn managed(folder: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let path = folder.join(MANAGED);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(Error::io(path, error)),
    };
    serde_json::from_slice(&text).map_err(|error| Error::Damaged { path, reason: error.to_string() })
}
