//! Making the files of a page index. The same documents give the same bytes, whatever order they come in.
//!
//! Documents are put into buckets by a hash of their ids, about [`BUCKET`] into each. A bucket's fragments are named by
//! a hash over all of them, so that the manifest holds one name for many files, and a document that changes gives new
//! names to its own bucket only.

mod document;
mod lexicon;
mod more;
mod postings;
mod tables;

use std::borrow::Borrow;
use std::collections::BTreeMap;

pub use document::PageDocument;
pub use more::Extras;

use self::document::{Part, parts};
use self::lexicon::WordCounts;
use self::postings::Postings;
use super::format::{FileHash, FileKind, GROUP, MANIFEST, Out, hash, pack};
use super::light::light_fold;
use crate::text::{Class, Dictionary, Folded, Synonyms, class, fold_char};

/// Documents in a bucket, about.
const BUCKET: usize = 64;

/// What can be chosen when an index is made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Characters in a part of a document, about: what a browser fetches to show one hit.
    pub part_length: usize,
    /// Bytes of postings in a chunk, before packing.
    pub chunk_bytes: usize,
    /// Words that are known by their sound.
    pub spoken_words: usize,
    /// Plain words and the standard terms that they find.
    pub synonyms: Synonyms,
}

impl Default for Options {
    fn default() -> Options {
        Options { part_length: 1200, chunk_bytes: 2 << 10, spoken_words: 12_000, synonyms: Synonyms::default() }
    }
}

/// The files of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Built {
    /// Content by name, below the folder of the index. The manifest is to be written last.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Ids of the documents, in the order of their numbers.
    pub ids: Vec<String>,
    /// Number of parts: of files that hold the text of hits.
    pub parts: usize,
}

impl Built {
    fn add(&mut self, kind: FileKind, payload: &[u8]) -> FileHash {
        let file = pack(kind, payload);
        let name = FileHash::of(&file);
        self.files.insert(name.file(), file);
        name
    }

    /// Adds files that are named by a hash over all of them, and their number.
    fn add_group(&mut self, files: Vec<Vec<u8>>) -> FileHash {
        let all = files.iter().flat_map(|file| hash(file).to_le_bytes()).collect::<Vec<u8>>();
        let name = FileHash::of(&all);
        self.files.extend((0..).zip(files).map(|(at, file)| (name.member(at), file)));
        name
    }

    /// Adds files as groups, and writes the names of these: names cannot be packed, so that many files have one.
    fn add_groups(&mut self, files: Vec<Vec<u8>>, out: &mut Out) {
        let mut files = files.into_iter().peekable();
        while files.peek().is_some() {
            let group = files.by_ref().take(GROUP).collect();
            out.0.extend_from_slice(&self.add_group(group).0);
        }
    }
}

/// Makes an index. Of documents with the same id the last counts. Documents may be lent: who keeps them to build again
/// need not copy them.
#[must_use]
pub fn build<D: Borrow<PageDocument>>(
    dictionary: &Dictionary,
    documents: impl IntoIterator<Item = D>,
    options: &Options,
) -> Built {
    make(dictionary, documents, None, options)
}

/// Makes an index with what a page may ask for beside searching: see [`Extras`].
#[must_use]
pub fn build_with<D: Borrow<PageDocument>>(
    dictionary: &Dictionary,
    documents: impl IntoIterator<Item = D>,
    extras: &Extras,
    options: &Options,
) -> Built {
    make(dictionary, documents, Some(extras), options)
}

fn make<D: Borrow<PageDocument>>(
    dictionary: &Dictionary,
    documents: impl IntoIterator<Item = D>,
    extras: Option<&Extras>,
    options: &Options,
) -> Built {
    let (documents, buckets) = in_buckets(documents);
    let ids = documents.iter().map(|document| document.borrow().id.clone()).collect();
    let mut built = Built { ids, ..Built::default() };
    let mut postings = Postings::default();
    let mut words = WordCounts::default();
    let mut characters = std::collections::BTreeSet::new();
    let mut columns = tables::Columns::default();
    let mut bucket_out = Out::default();
    let bucket_count = buckets.len();
    let mut folded = Folded::default();
    let mut of_part: Vec<u32> = Vec::new();
    for bucket in buckets {
        let mut fragments: Vec<Vec<u8>> = Vec::new();
        for document in documents[bucket].iter().map(Borrow::borrow) {
            let title: Vec<char> = document.title.chars().collect();
            let cut = parts(&document.body, options.part_length);
            let mut tokens = 0;
            for (at, range) in cut.iter().enumerate() {
                let shown_title = if at == 0 { document.title.as_str() } else { "" };
                let text = &document.body[range.clone()];
                // What is not shown stands behind what is.
                let unshown = if at == 0 { document.keywords.join("\n") } else { String::new() };
                folded.fill(&format!("{shown_title}\n{text}\n{unshown}"));
                tokens += postings.add(dictionary, &folded, if at == 0 { title.len() } else { 0 });
                words.add(dictionary, &folded, if at == 0 { title.len() } else { 0 });
                characters.extend(folded.as_str().chars().filter(|c| class(*c).is_word_part()));
                fragments.push(fragment(document, Part { at, of: cut.len(), text }));
            }
            columns.add(document, cut.len(), tokens, postings.end_document());
            of_part.resize(of_part.len() + cut.len(), columns.len() as u32);
            words.end_document();
        }
        built.parts += fragments.len();
        let count = fragments.len() as u32;
        bucket_out.0.extend_from_slice(&built.add_group(fragments).0);
        bucket_out.number(count);
    }
    let (little, spoken) = words.little_and_frequent(options.spoken_words);
    let root = extras.map(|extras| {
        let mut wording = more::Wording::new(dictionary, documents.len());
        postings.each_count(&of_part, |term, held, titles| wording.add(dictionary, term, held, titles));
        more::write(extras, &wording, &mut built)
    });
    let mut manifest = Out::default();
    manifest.number(documents.len() as u32);
    manifest.number(built.parts as u32);
    manifest.number(columns.average_tokens());
    manifest.maybe_hash(root);
    manifest.number(bucket_count as u32);
    manifest.0.extend_from_slice(&bucket_out.0);
    manifest.0.extend_from_slice(&built.add(FileKind::Documents, &columns.documents()).0);
    manifest.0.extend_from_slice(&built.add(FileKind::Script, &tables::script(&characters)).0);
    manifest.0.extend_from_slice(&built.add(FileKind::Sounds, &tables::sounds(&spoken)).0);
    columns.fields(&mut manifest, &mut built);
    tables::characters(&mut manifest, &characters);
    little.write(&mut manifest);
    let stands = postings.stands(&options.synonyms, |word| words.weight_in(dictionary, word));
    postings.finish(stands, &words, &mut manifest, &mut built, options.chunk_bytes);
    built.files.insert(MANIFEST.to_owned(), pack(FileKind::Manifest, &manifest.0));
    built
}

/// The documents in the order of their buckets, and the ranges of the buckets.
fn in_buckets<D: Borrow<PageDocument>>(
    documents: impl IntoIterator<Item = D>,
) -> (Vec<D>, Vec<std::ops::Range<usize>>) {
    let unique: BTreeMap<String, D> =
        documents.into_iter().map(|document| (document.borrow().id.clone(), document)).collect();
    let count = (unique.len() / BUCKET).next_power_of_two() as u64;
    let bucket_of = |document: &D| hash(document.borrow().id.as_bytes()) % count;
    let mut documents: Vec<D> = unique.into_values().collect();
    // The sort is stable: by id within a bucket.
    documents.sort_by_key(bucket_of);
    let mut buckets = Vec::new();
    let mut from = 0;
    for bucket in 0..count {
        let to = from + documents[from..].iter().take_while(|document| bucket_of(document) == bucket).count();
        if to > from {
            buckets.push(from..to);
        }
        from = to;
    }
    (documents, buckets)
}

/// What a hit shows.
fn fragment(document: &PageDocument, part: Part<'_>) -> Vec<u8> {
    let mut out = Out::default();
    out.number(part.at as u32);
    out.number(part.of as u32);
    for text in [&document.id, &document.title, &document.url, &document.date, &document.unit, &document.kind] {
        out.text(text);
    }
    out.text(part.text);
    // What the reader's arithmetic does not fold, and the table does.
    let shown = document.title.chars().chain(part.text.chars());
    let table: BTreeMap<char, char> = shown
        .map(|c| (c, fold_char(c)))
        .filter(|(c, folded)| {
            light_fold(*c) != *folded && class(*folded) != Class::Symbol && class(*folded) != Class::Blank
        })
        .collect();
    out.number(table.len() as u32);
    for (c, folded) in table {
        out.number(u32::from(c));
        out.number(u32::from(folded));
    }
    pack(FileKind::Fragment, &out.0)
}
