//! Whether the files of a commit are what was written: that they are there, and that their checksums agree.
//!
//! The engine does not look at the checksums of its files when it opens them, and a changed byte may make it panic or
//! find less. Files never change once they are written, so each is looked at once.

use std::collections::HashSet;
use std::path::PathBuf;

use tantivy::directory::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::index::SegmentComponent;
use tantivy::{Index, IndexMeta, SegmentMeta};

/// How closely the files of an index are looked at when it is opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verify {
    /// Every file is read and its checksum computed, once: about a second for 3 GB that the system has in memory.
    #[default]
    Checksums,
    /// Only that every file is there and ends as it should. For processes that open a portal often, such as one for
    /// each request; changed bytes then go unseen until `menhu check` is run.
    Ends,
}

/// A file that is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its name, below `index/`.
    pub(crate) file: PathBuf,
    pub(crate) reason: String,
}

/// The files of a commit.
pub(crate) fn files(meta: &IndexMeta) -> HashSet<PathBuf> {
    meta.segments.iter().flat_map(segment_files).collect()
}

fn segment_files(segment: &SegmentMeta) -> Vec<PathBuf> {
    let mut parts = vec![
        SegmentComponent::Terms,
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FieldNorms,
        SegmentComponent::FastFields,
        SegmentComponent::Store,
    ];
    if segment.has_deletes() {
        parts.push(SegmentComponent::Delete);
    }
    parts.into_iter().map(|part| segment.relative_path(part)).collect()
}

/// The files of a commit that are not what was written, those in `known` aside; each is looked at when it is asked for.
pub(crate) fn faults(
    index: &Index,
    meta: &IndexMeta,
    how: Verify,
    known: &HashSet<PathBuf>,
) -> impl Iterator<Item = Fault> {
    let directory = index.directory();
    let mut files: Vec<PathBuf> = files(meta).difference(known).cloned().collect();
    files.sort_unstable();
    let look = move |file: PathBuf| {
        let seen = match how {
            Verify::Checksums => directory.validate_checksum(&file),
            Verify::Ends => directory.open_read(&file).map(|_| true),
        };
        let reason = match seen {
            Ok(true) => return None,
            Ok(false) => "its checksum is wrong".to_owned(),
            Err(OpenReadError::FileDoesNotExist(_)) => "the file is missing".to_owned(),
            Err(OpenReadError::IoError { io_error, .. }) => format!("it cannot be read: {io_error}"),
            Err(other) => other.to_string(),
        };
        Some(Fault { file, reason })
    };
    files.into_iter().filter_map(look)
}
