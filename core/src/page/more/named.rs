//! The files that hang on the root: what a host may not delete while pages are open that know it.

use super::super::format::{FileKind, PageError};
use super::wording::WordingGuide;
use super::{MoreIndex, Needs};

impl MoreIndex {
    /// The names of all files of the second program, as far as they can be told; none when there is no root.
    pub(in crate::page) fn file_names(
        manifest: &[u8],
        mut read: impl FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Vec<String>, PageError> {
        let mut more = MoreIndex::open(manifest)?;
        let Some(name) = more.root else { return Ok(Vec::new()) };
        let mut names = vec![name.file()];
        let mut take = |more: &mut MoreIndex, name: &str| {
            // A file that is missing or damaged is no use to anybody who would ask for what it names.
            read(name).is_some_and(|file| more.put(name, &file).is_ok())
        };
        if !take(&mut more, &name.file()) {
            return Ok(names);
        }
        let Ok(Some(root)) = more.root(&mut Needs::new()) else { return Ok(names) };
        let (guide, wording) = (root.guide.file(), root.wording.file());
        names.extend(root.lists.iter().map(|(_, hash)| hash.file()));
        names.extend(root.bundles.iter().flatten().map(|hash| hash.file()));
        if take(&mut more, &guide)
            && let Some(guide) = &more.guide
        {
            names.extend((0..).map_while(|chunk| guide.name(chunk)));
        }
        if take(&mut more, &wording)
            && let Ok(Some(payload)) = more.file(wording.clone(), FileKind::Wording, &mut Needs::new())
            && let Ok(known) = WordingGuide::read(payload)
        {
            names.push(known.letters.file());
            names.extend(known.files.iter().map(|(_, hash)| hash.file()));
        }
        names.extend([guide, wording]);
        Ok(names)
    }
}
