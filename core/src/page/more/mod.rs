//! What a page may ask for beside searching: suggestions while typing, what a mistyped query may have meant, what is
//! related to a document, and lists to browse.
//!
//! As with a search, a question is asked again and again, and files are put in between, until there is an answer. This is
//! the second program of a page, loaded when one of these is first asked for, and there is room in it for what the
//! search does without: tables of characters, serde, the kernel's own suggester and corrector.

mod answer;
mod guide;
mod named;
mod suggest;
mod typed;
mod wording;

#[cfg(all(test, feature = "dictionary"))]
mod tests;

pub use self::answer::{Meant, PageRelated, PageRelatedGroup, PageRelatedItem};
use self::guide::Guide;
use super::format::{FileHash, FileKind, In, PageError, hash, unpack};
use super::given::GivenFiles;
use crate::catalog::Listing;
use crate::query::MAX_QUERY_BYTES;
use crate::suggest::SuggestAnswer;

/// Most suggestions that are the best of all: of more, some may be missing.
pub(super) const MOST_SUGGESTIONS: usize = 10;
/// Before the keys of single characters. It comes before all [`key_of`] gives.
pub(super) const SINGLE: char = '=';
/// Longest key of neighbouring characters.
pub(super) const DEEPEST: usize = 10;

/// Longer queries, in characters, are questions: as on the server.
const LONGEST_CORRECTED: usize = 16;
/// Files are forgotten when they take more memory than this.
const MOST_BYTES: usize = 16 << 20;

/// A key of classes of sound, as a text that sorts as they do.
pub(super) fn key_of(classes: &[u8]) -> String {
    classes.iter().map(|class| char::from(b'`' + class)).collect()
}

/// A key of two characters of which the first is typed as a syllable, or as itself: it is in more need of being short
/// than any other.
pub(super) fn key_of_syllable(classes: &[u8], syllable: &str) -> String {
    format!("{}{SINGLE}{syllable}", key_of(classes))
}

/// A question, so far.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked<T> {
    /// These files are needed, by their names below the folder of the index.
    Needs(Vec<String>),
    /// The answer.
    Done(T),
}

/// What an index holds beside its documents, and the files of it that were needed so far.
#[derive(Debug)]
pub struct MoreIndex {
    root: Option<FileHash>,
    guide: Option<Guide>,
    files: GivenFiles,
}

/// The names of files that are missing.
type Needs = Vec<String>;

/// The file that names all others.
struct Root<'a> {
    guide: FileHash,
    wording: FileHash,
    lists: Vec<(&'a str, FileHash)>,
    bundles: Vec<Option<FileHash>>,
}

impl MoreIndex {
    /// Opens it by the index's manifest.
    ///
    /// # Errors
    /// [`PageError`] when it is no manifest, of another version, damaged or malformed.
    pub fn open(manifest: &[u8]) -> Result<MoreIndex, PageError> {
        let (kind, payload) = unpack(manifest)?;
        if kind != FileKind::Manifest as u8 {
            return Err(PageError::NotThisFile);
        }
        let mut input = In(&payload);
        for _ in 0..3 {
            input.number()?;
        }
        Ok(MoreIndex { root: input.maybe_hash()?, guide: None, files: GivenFiles::default() })
    }

    /// Takes in a file that a question needs.
    ///
    /// # Errors
    /// [`PageError`] when it is no file of a page index, of another version, damaged or malformed.
    pub fn put(&mut self, name: &str, file: &[u8]) -> Result<(), PageError> {
        GivenFiles::check_name(name, file)?;
        self.put_unchecked(name, file)
    }

    /// The same, whatever the name.
    pub(super) fn put_unchecked(&mut self, name: &str, file: &[u8]) -> Result<(), PageError> {
        let (kind, payload) = unpack(file)?;
        if kind == FileKind::Guide as u8 {
            self.guide = Some(Guide::read(&payload)?);
        }
        self.files.insert(name, kind, payload);
        Ok(())
    }

    /// Forgets files when they are many. To be called between questions only.
    pub fn trim(&mut self) {
        if self.files.trim(MOST_BYTES) {
            self.guide = None;
        }
    }

    /// A file, if it is there.
    fn file(&self, name: String, kind: FileKind, needs: &mut Needs) -> Result<Option<&[u8]>, PageError> {
        let file = self.files.get(&name, kind)?;
        if file.is_none() && !needs.contains(&name) {
            needs.push(name);
        }
        Ok(file)
    }

    fn root(&self, needs: &mut Needs) -> Result<Option<Root<'_>>, PageError> {
        let name = self.root.ok_or(PageError::NotIncluded)?;
        let Some(payload) = self.file(name.file(), FileKind::Root, needs)? else { return Ok(None) };
        let mut input = In(payload);
        let (guide, wording) = (input.file_hash()?, input.file_hash()?);
        let (mut lists, mut bundles) = (Vec::new(), Vec::new());
        for _ in 0..input.count()? {
            lists.push((input.text()?, input.file_hash()?));
        }
        for _ in 0..input.count()? {
            bundles.push(input.maybe_hash()?);
        }
        if !input.is_empty() || bundles.is_empty() {
            return Err(PageError::Malformed);
        }
        Ok(Some(Root { guide, wording, lists, bundles }))
    }

    /// What a person may mean by what is typed so far, as [`crate::suggest::Suggester::suggest`] answers from all entries
    /// of the index. Of more than ten suggestions some may be missing.
    ///
    /// # Errors
    /// [`PageError::NotIncluded`] when the index was made without suggestions; others when a file contradicts itself.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Asked<SuggestAnswer>, PageError> {
        let mut needs = Needs::new();
        let Some(root) = self.root(&mut needs)? else { return Ok(Asked::Needs(needs)) };
        let found = self.suggestions(root.guide, text, limit, &mut needs)?;
        Ok(match found {
            Some(suggestions) if needs.is_empty() => Asked::Done(SuggestAnswer { suggestions, took_us: 0 }),
            _ => Asked::Needs(needs),
        })
    }

    /// What a mistyped query may have meant, judged by the wording of the documents. To be asked when a search finds at
    /// most two documents with all of its words; whether the corrected query finds more is for the page to see. Phrases,
    /// exclusions, filters and document numbers stay as they are.
    ///
    /// # Errors
    /// As [`MoreIndex::suggest`].
    pub fn did_you_mean(&self, query: &str) -> Result<Asked<Meant>, PageError> {
        let mut needs = Needs::new();
        let Some(root) = self.root(&mut needs)? else { return Ok(Asked::Needs(needs)) };
        let is_short = query.chars().filter(|c| c.is_alphanumeric()).count() <= LONGEST_CORRECTED;
        if !is_short || query.len() > MAX_QUERY_BYTES {
            return Ok(Asked::Done(Meant::default()));
        }
        let corrected = self.corrected(root.wording, query, &mut needs)?;
        Ok(match corrected {
            Some(text) if needs.is_empty() => Asked::Done(Meant::of(text)),
            _ => Asked::Needs(needs),
        })
    }

    /// What is related to a document, as JSON: [`PageRelated`].
    ///
    /// # Errors
    /// [`PageError::UnknownId`] when the index says nothing of such a document; others as [`MoreIndex::suggest`].
    pub fn related(&self, id: &str) -> Result<Asked<&str>, PageError> {
        let mut needs = Needs::new();
        let Some(root) = self.root(&mut needs)? else { return Ok(Asked::Needs(needs)) };
        let bundle = root.bundles[(hash(id.as_bytes()) % root.bundles.len() as u64) as usize];
        let name = bundle.ok_or(PageError::UnknownId)?;
        let Some(payload) = self.file(name.file(), FileKind::Links, &mut needs)? else {
            return Ok(Asked::Needs(needs));
        };
        let mut input = In(payload);
        for _ in 0..input.count()? {
            let (known, json) = (input.text()?, input.text()?);
            if known == id {
                return Ok(Asked::Done(json));
            }
        }
        Err(PageError::UnknownId)
    }

    /// A list by which the portal is entered, as JSON: [`crate::catalog::Listed`].
    ///
    /// # Errors
    /// [`PageError::UnknownList`] when there is no list of this name; others as [`MoreIndex::suggest`].
    pub fn catalog(&self, list: &str) -> Result<Asked<&str>, PageError> {
        let mut needs = Needs::new();
        let Some(root) = self.root(&mut needs)? else { return Ok(Asked::Needs(needs)) };
        let Some((_, name)) = root.lists.iter().find(|(known, _)| *known == list) else {
            let is_list = Listing::parse(list).is_some();
            return Err(if is_list { PageError::NotIncluded } else { PageError::UnknownList });
        };
        let Some(payload) = self.file(name.file(), FileKind::List, &mut needs)? else {
            return Ok(Asked::Needs(needs));
        };
        std::str::from_utf8(payload).map(Asked::Done).map_err(|_| PageError::Malformed)
    }
}
