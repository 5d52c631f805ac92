//! The objects of a file, loaded within limits.

use std::cell::RefCell;
use std::panic::resume_unwind;

use lopdf::{DecompressError, Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};

use super::super::limits::Budget;
use super::super::{ExtractError, FileType, Limits};

/// What one stream of objects may unpack to. Writers put a hundred or two hundred objects in one; parsed objects take
/// up to about forty times their size.
const OBJECT_STREAM: u64 = 16 << 20;

/// What one may unpack to in any case.
const SMALL_OBJECT_STREAM: u64 = 1 << 20;

/// What every object costs, beside its data.
const OBJECT: u64 = 64;

thread_local! {
    /// What may still be loaded. `lopdf` calls a plain function for every object, so it stands here and not in a closure.
    static LOADING: RefCell<Option<Budget>> = const { RefCell::new(None) };
}

/// A file whose objects are loaded, and what may still be unpacked from it.
pub(super) struct Source {
    document: Document,
    /// In a cell, since what is unpacked is asked for while objects are looked at.
    budget: RefCell<Budget>,
}

impl Source {
    /// Loads the objects of a file.
    pub(super) fn load(bytes: &[u8], limits: &Limits) -> Result<Source, ExtractError> {
        let mut loaded = load(bytes, limits, false);
        // A damaged table of objects may still lead to some, but not to the pages.
        if loaded.as_ref().map_or_else(|error| matches!(error, ExtractError::Malformed { .. }), |d| !has_pages(d)) {
            loaded = load(bytes, limits, true).or(loaded);
        }
        let document = loaded?;
        if is_locked(&document) {
            return Err(ExtractError::Encrypted { file_type: FileType::Pdf });
        }
        if !has_pages(&document) {
            return Err(ExtractError::malformed("PDF", "it has no pages"));
        }
        Ok(Source { document, budget: RefCell::new(Budget::new(limits)) })
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// Follows references to what they name.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    /// What a dictionary has under a key, references followed.
    pub(super) fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Object> {
        self.resolve(dictionary.get(key.as_bytes()).ok()?)
    }

    /// A dictionary within a dictionary.
    pub(super) fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.get(dictionary, key)?.as_dict().ok()
    }

    /// Counts work that is not unpacking, as so many bytes.
    pub(super) fn charge(&self, bytes: u64) -> Result<(), ExtractError> {
        self.budget.borrow_mut().take(bytes)
    }

    /// Unpacks the stream with that id. One that cannot be unpacked is empty, as others show it.
    pub(super) fn unpack(&self, id: ObjectId) -> Result<Vec<u8>, ExtractError> {
        let mut budget = self.budget.borrow_mut();
        let left = budget.left();
        let unpacked = match self.document.get_object(id).and_then(Object::as_stream) {
            Ok(stream) => unpack(stream, left),
            Err(_) => Ok(Vec::new()),
        };
        let bytes = unpacked.map_err(|()| budget.exceeded())?;
        // A stream that draws itself over and over costs something even where it is empty.
        budget.take(bytes.len() as u64 + OBJECT)?;
        Ok(bytes)
    }
}

/// `Err` where more than `left` bytes come out.
fn unpack(stream: &Stream, left: u64) -> Result<Vec<u8>, ()> {
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    match stream.get_plain_content_with_limit(left) {
        Ok(bytes) if bytes.len() > left => Err(()),
        Ok(bytes) => Ok(bytes),
        Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => Err(()),
        Err(_) => Ok(Vec::new()),
    }
}

fn load(bytes: &[u8], limits: &Limits, force_reconstruct: bool) -> Result<Document, ExtractError> {
    let budget = Budget::new(limits);
    let exceeded = budget.exceeded();
    let mut most = limits.unpacked_bytes.min(OBJECT_STREAM);
    // Objects of an encrypted file are loaded without being counted, so what each stream may hold is counted before.
    if find(bytes, b"/Encrypt") > 0 {
        let streams = find(bytes, b"endstream").max(1) as u64;
        most = most.min((limits.unpacked_bytes / streams).max(SMALL_OBJECT_STREAM));
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    LOADING.set(Some(budget));
    let options = LoadOptions {
        filter: Some(admit),
        max_decompressed_size: Some(most),
        force_reconstruct,
        ..LoadOptions::default()
    };
    let loaded = Document::load_mem_with_options(bytes, options);
    LOADING.set(None);
    loaded.map_err(|error| match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => exceeded,
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => {
            ExtractError::Encrypted { file_type: FileType::Pdf }
        }
        error => ExtractError::malformed("PDF", error),
    })
}

/// Whether a password is needed. Many files are encrypted with an empty one, to keep honest people from printing them:
/// those are open by now.
fn is_locked(document: &Document) -> bool {
    document.trailer.has(b"Encrypt")
}

/// How often the words stand in the file.
fn find(bytes: &[u8], words: &[u8]) -> usize {
    bytes.windows(words.len()).filter(|window| *window == words).count()
}

fn has_pages(document: &Document) -> bool {
    is_locked(document) || document.page_iter().next().is_some()
}

/// Counts an object that was loaded, and leaves out what holds no text. Where the limit is reached, unwinding is the
/// only way out of the loader; it carries the error to where panics are caught, and prints nothing.
fn admit(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let result = LOADING.with_borrow_mut(|budget| budget.as_mut().map_or(Ok(true), |budget| charge(object, budget)));
    match result {
        // The loader keeps streams itself, and other objects as they are returned.
        Ok(true) if object.as_stream().is_ok() => Some((id, Object::Null)),
        Ok(true) => Some((id, object.clone())),
        Ok(false) => None,
        Err(error) => resume_unwind(Box::new(error)),
    }
}

/// Whether the object is kept.
fn charge(object: &Object, budget: &mut Budget) -> Result<bool, ExtractError> {
    budget.take(OBJECT)?;
    let Ok(stream) = object.as_stream() else { return Ok(true) };
    budget.take(stream.content.len() as u64)?;
    if stream.dict.has_type(b"ObjStm") {
        let bytes = unpack(stream, budget.left().min(OBJECT_STREAM)).map_err(|()| budget.exceeded())?;
        budget.take(bytes.len() as u64)?;
        return Ok(is_plain(&stream.dict, &bytes));
    }
    let is_image = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
    let is_font = stream.dict.has(b"Length1") || stream.dict.has(b"Length2");
    Ok(!is_image && !is_font)
}

/// Whether a stream of objects has them one after the other. One that names a place again and again would have the same
/// data parsed as often.
fn is_plain(dictionary: &Dictionary, bytes: &[u8]) -> bool {
    let first = dictionary.get(b"First").and_then(Object::as_i64).ok().and_then(|first| usize::try_from(first).ok());
    let Some(index) = first.and_then(|first| bytes.get(..first)) else { return false };
    let index = String::from_utf8_lossy(index);
    let mut offsets: Vec<u64> = index.split_whitespace().skip(1).step_by(2).filter_map(|at| at.parse().ok()).collect();
    let count = offsets.len();
    offsets.sort_unstable();
    offsets.dedup();
    offsets.len() == count
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    fn budget(bytes: u64) -> Budget {
        Budget::new(&Limits { unpacked_bytes: bytes, ..Limits::default() })
    }

    #[test]
    fn every_object_counts_and_pictures_are_left_out() {
        let mut left = budget(1000);
        assert_eq!(charge(&Object::Null, &mut left), Ok(true));
        assert_eq!(left.left(), 1000 - OBJECT);
        let picture = Stream::new(dictionary! { "Subtype" => "Image" }, vec![0; 100]);
        assert_eq!(charge(&picture.into(), &mut left), Ok(false));
        let large = Stream::new(Dictionary::new(), vec![0; 1000]);
        assert!(matches!(charge(&large.into(), &mut left), Err(ExtractError::TooLarge { limit: 1000, .. })));
    }

    #[test]
    fn streams_of_objects_count_as_what_they_unpack_to() {
        let mut stream = Stream::new(
            dictionary! { "Type" => "ObjStm", "First" => 8 },
            [b"1 0 2 3 ".as_slice(), &[b' '; 5000]].concat(),
        );
        stream.compress().unwrap();
        let object = Object::from(stream);
        let mut left = budget(10_000);
        assert_eq!(charge(&object, &mut left), Ok(true));
        assert!(left.left() < 5000);
        assert!(charge(&object, &mut left).is_err());
    }

    #[test]
    fn a_place_that_is_named_twice_is_not_parsed_twice() {
        let first = |first: i64| dictionary! { "First" => first };
        assert!(is_plain(&first(8), b"1 0 2 3 <<>>"));
        assert!(!is_plain(&first(8), b"1 3 2 3 <<>>"));
        assert!(!is_plain(&first(-1), b"") && !is_plain(&first(99), b"1 0 ") && !is_plain(&Dictionary::new(), b""));
    }

    #[test]
    fn what_is_no_pdf_is_malformed() {
        for bytes in [b"".as_slice(), b"%PDF-1.7", b"%PDF-1.7\ntrailer <</Root 1 0 R>>\nstartxref 0 %%EOF"] {
            assert!(matches!(Source::load(bytes, &Limits::default()), Err(ExtractError::Malformed { .. })));
        }
    }
}
