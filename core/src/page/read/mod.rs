//! Searching: a state machine that says which files it lacks, and answers when it has them.
//!
//! A search is asked again and again with the same request, and the files put in between, until it is [`Step::Done`]:
//! the terms in a first round, in another one what these turn out to lack (synonyms, positions), the texts of its hits in
//! the last. Between two calls nothing is kept but files.

mod chunk;
mod cut;
mod fragment;
mod json;
mod lists;
mod manifest;
mod matching;
mod named;
mod pinyin;
mod query;
mod sort;
mod tables;

use self::cut::{Cut, Find, Word, settle, words};
use self::lists::Needs;
use self::manifest::Manifest;
use self::matching::{Weighed, matching};
use self::sort::sort_by;
use self::tables::{Documents, Sounds};
use super::format::{FileKind, PageError, unpack};
use super::given::GivenFiles;
use super::light::{ANYWHERE, day_of, light_fold};
use crate::query::{Highlighter, Weights};
use crate::text::{Class, class};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct PageRequest {
    /// The query as typed.
    pub q: String,
    /// Field and value; values of one field are alternatives. Besides the index's fields `date_from` and `date_to`.
    pub filters: Vec<(String, String)>,
    /// Fields whose values are counted.
    pub facets: Vec<String>,
    /// The latest first, instead of the best.
    pub by_date: bool,
    /// How many hits …
    pub limit: usize,
    /// … after how many.
    pub offset: usize,
    /// Whether the numbers of the documents are enough: then no texts are fetched.
    pub numbers_only: bool,
}

/// A search, so far.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// These files are needed, by their names below the folder of the index.
    Needs(Vec<String>),
    /// The answer.
    Done(PageAnswer),
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[non_exhaustive]
pub struct PageAnswer {
    /// How many documents match.
    pub total: u32,
    /// Whether hits need not hold every word.
    #[cfg_attr(feature = "typescript", ts(rename = "relaxed"))]
    pub is_relaxed: bool,
    /// Whether letters were read as pinyin.
    #[cfg_attr(feature = "typescript", ts(rename = "pinyin"))]
    pub is_pinyin: bool,
    /// Numbers of the documents of this page, the best first.
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub numbers: Vec<u32>,
    /// What is shown of them; empty where only numbers were asked for.
    pub hits: Vec<PageHit>,
    /// Values of each facet asked for.
    #[cfg_attr(feature = "typescript", ts(type = "{ [field: string]: Array<{ value: string, count: number }> }"))]
    pub facets: Vec<FacetValues>,
}

/// The values of a facet, the most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetValues {
    /// The field.
    pub field: String,
    /// Value and number of documents.
    pub values: Vec<(String, u32)>,
}

pub use self::fragment::PageHit;
pub(super) use self::manifest::{next_character, sorted_characters};
pub use self::named::file_names;

/// An index in a browser: the manifest, and the files that searches needed so far.
#[derive(Debug)]
pub struct PageIndex {
    manifest: Manifest,
    documents: Option<Documents>,
    files: GivenFiles,
}

/// Files are forgotten when they take more memory than this.
const MOST_BYTES: usize = 48 << 20;

impl PageIndex {
    /// Opens an index by its manifest.
    ///
    /// # Errors
    /// [`PageError`] when it is no manifest, of another version, damaged or malformed.
    pub fn open(manifest: &[u8]) -> Result<PageIndex, PageError> {
        match unpack(manifest)? {
            (kind, payload) if kind == FileKind::Manifest as u8 => {
                let manifest = Manifest::read(&payload)?;
                Ok(PageIndex { manifest, documents: None, files: GivenFiles::default() })
            }
            _ => Err(PageError::NotThisFile),
        }
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.manifest.documents
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of the fields to filter by.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.manifest.fields.iter().map(|field| field.name.as_str())
    }

    /// Takes in a file that a search needs.
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
        if name == self.manifest.table.file() {
            if kind != FileKind::Documents as u8 {
                return Err(PageError::NotThisFile);
            }
            self.documents = Some(Documents::read(&payload, &self.manifest)?);
            return Ok(());
        }
        self.files.insert(name, kind, payload);
        Ok(())
    }

    /// Forgets files when they are many. To be called between searches only.
    pub fn trim(&mut self) {
        self.files.trim(MOST_BYTES);
    }

    /// A file, if it is there.
    fn file(&self, name: &str, kind: FileKind, needs: &mut Needs) -> Result<Option<&[u8]>, PageError> {
        let file = self.files.get(name, kind)?;
        if file.is_none() {
            needs.add(name.to_owned());
        }
        Ok(file)
    }

    /// Searches, as far as the files are there.
    ///
    /// # Errors
    /// [`PageError`] when a file contradicts itself, or the request names an unknown field.
    pub fn search(&self, request: &PageRequest) -> Result<Step, PageError> {
        let mut needs = Needs::default();
        let answer = self.answer(request, &mut needs)?;
        Ok(match answer {
            Some(answer) if needs.0.is_empty() => Step::Done(answer),
            _ => Step::Needs(needs.0),
        })
    }

    fn answer(&self, request: &PageRequest, needs: &mut Needs) -> Result<Option<PageAnswer>, PageError> {
        if self.documents.is_none() {
            needs.add(self.manifest.table.file());
        }
        let typed = query::read(&request.q, |name| self.field_named(name));
        let Some(fold) = self.folder(&request.q, needs)? else { return Ok(None) };
        let mut pieces: Vec<(bool, Word)> = Vec::new();
        let (mut pairs, mut characters) = (Vec::new(), Vec::new());
        let mut length = 0;
        for (is_phrase, text) in &typed.parts {
            let folded: Vec<char> = text.iter().map(|c| fold(*c)).collect();
            let kept = folded.iter().filter(|c| class(**c).is_word_part()).count();
            length += kept;
            if *is_phrase && kept > 0 {
                let phrase = trimmed(&folded);
                pieces.push((true, Word::of(Find::Phrase(phrase), false)));
            } else {
                let mut cut = Cut::default();
                let mut from = 0;
                for (range, number) in query::doc_numbers(&folded) {
                    words(&folded[from..range.start], &mut cut, |run| self.known(run, needs))?;
                    cut.words.push(Word::of(Find::Phrase(number), false));
                    from = range.end;
                }
                words(&folded[from..], &mut cut, |run| self.known(run, needs))?;
                pieces.extend(cut.words.into_iter().map(|word| (false, word)));
                pairs.append(&mut cut.pairs);
                characters.append(&mut cut.characters);
            }
        }
        pieces.truncate(cut::MOST_WORDS);
        pairs.truncate(cut::MOST_PAIRS);
        characters.truncate(cut::MOST_PAIRS);
        pairs.append(&mut characters);
        let Some(is_pinyin) = self.read_pinyin(&mut pieces, needs)? else { return Ok(None) };
        if is_pinyin {
            length = pieces.iter().map(|(_, word)| word.length()).sum();
        }
        self.join(&mut pieces, needs)?;
        settle(&mut pieces, &mut pairs);
        let weights = Weights::default();
        let mut weighed = Vec::new();
        for (is_strict, word) in &pieces {
            if let Some(list) = self.list(&word.find, needs)? {
                let mut ways = vec![(list, f32::from(word.times))];
                for (term, said) in &word.others {
                    let list = self.word(term, needs)?;
                    ways.extend(list.map(|list| (list, weights.synonym / f32::from(*said))));
                }
                let of_documents = matches!(&word.find, Find::Word(text) if text.last() == Some(&ANYWHERE));
                weighed.push(Weighed { ways, is_frame: word.is_frame, is_strict: *is_strict, of_documents });
            }
        }
        let mut besides = Vec::new();
        for pair in &pairs {
            if let Some(list) = self.list(&Find::Word(pair.text.to_vec()), needs)? {
                let of_documents = pair.text[1] == ANYWHERE;
                let ways = vec![(list, pair.share)];
                besides.push(Weighed { ways, is_frame: false, is_strict: false, of_documents });
            }
        }
        let mut excluded = Vec::new();
        for text in &typed.excluded {
            let phrase = trimmed(&text.iter().map(|c| fold(*c)).collect::<Vec<char>>());
            if let Some(list) = self.list(&Find::Phrase(phrase), needs)? {
                excluded.extend(list.into_iter().map(|posting| posting.part));
            }
        }
        let filters = self.filters(request, typed.filters, needs)?;
        let counted = self.counted(request, needs)?;
        let (Some(documents), true) = (&self.documents, needs.0.is_empty()) else { return Ok(None) };

        // A bit for each field whose filter a document fails; the highest for what no facet looks behind.
        let mut fails = vec![0u32; self.manifest.documents as usize];
        for part in excluded {
            fails[documents.of_part[part as usize] as usize] |= NEVER;
        }
        for filter in &filters {
            filter.apply(documents, &mut fails);
        }
        let nothing_typed = request.q.chars().all(char::is_whitespace)
            || (pieces.is_empty() && length == 0 && (!filters.is_empty() || !typed.excluded.is_empty()));
        let mut matches =
            matching(&weighed, &besides, documents, self.manifest.average, length, |d| fails[d as usize] == 0);
        if pieces.is_empty() && !nothing_typed {
            matches.documents.clear();
        }
        let facets = counted.into_iter().map(|facet| facet.count(&matches.documents, &fails)).collect();
        let mut order: Vec<u32> = matches.documents.iter().copied().filter(|d| fails[*d as usize] == 0).collect();
        let total = order.len() as u32;
        let by_date = request.by_date || pieces.is_empty();
        let key = |document: u32| {
            let day = documents.days[document as usize];
            let score = matches.scores[document as usize];
            // Scores are not negative, so that their bits are in their order.
            u64::MAX - (u64::from(if by_date { day } else { 0 }) << 32 | u64::from(score.max(0.0).to_bits()))
        };
        sort_by(&mut order, |document| key(*document));
        let numbers: Vec<u32> = order.into_iter().skip(request.offset).take(request.limit).collect();
        let mut hits = Vec::new();
        if !request.numbers_only {
            let typed = pieces.iter().flat_map(|(_, word)| match &word.find {
                Find::Word(text) | Find::Phrase(text) => std::slice::from_ref(text),
                Find::Any(words) | Find::Whole(words) => words.as_slice(),
            });
            let others = pieces.iter().flat_map(|(_, word)| word.others.iter().map(|(term, _)| term));
            let text = |text: &Vec<char>| text.iter().copied().filter(|c| *c != ANYWHERE).collect();
            let marks = Highlighter::of_folded(typed.chain(others).map(text));
            for number in &numbers {
                let part = matches.best_part(documents, *number);
                let name = self.manifest.fragment(part).ok_or(PageError::Malformed)?;
                if let Some(payload) = self.file(&name, FileKind::Fragment, needs)? {
                    hits.push(PageHit::read(payload, &marks)?);
                }
            }
        }
        Ok(Some(PageAnswer { total, is_relaxed: matches.is_relaxed, is_pinyin, numbers, hits, facets }))
    }

    /// How the characters of a query fold; the table is fetched only for a query that holds a character which no
    /// document holds: what is folded away never stands in the index.
    fn folder(&self, q: &str, needs: &mut Needs) -> Result<Option<impl Fn(char) -> char + use<>>, PageError> {
        let unknown = |c: char| !c.is_ascii() && class(c).is_word_part() && !self.manifest.has(c);
        let mut table = (Vec::new(), Vec::new());
        if q.chars().map(light_fold).any(unknown) {
            match self.file(&self.manifest.script.file(), FileKind::Script, needs)? {
                Some(payload) => table = tables::script(payload)?,
                None => return Ok(None),
            }
        }
        Ok(Some(move |c: char| {
            let c = light_fold(c);
            table.0.binary_search(&c).map_or(c, |at| table.1[at])
        }))
    }

    /// Puts words together again that were typed as one string of four, where enough parts hold it so.
    fn join(&self, pieces: &mut Vec<(bool, Word)>, needs: &mut Needs) -> Result<(), PageError> {
        const ENOUGH: usize = 10;
        let mut at = 0;
        while at < pieces.len() {
            let word = &pieces[at].1;
            // What stands for a piece does not stand for the whole.
            let own = pieces.get(at..at + word.pieces).filter(|own| own.iter().all(|(_, word)| word.others.is_empty()));
            if !word.whole.is_empty() && own.is_some() {
                let (whole, to) = (word.whole.clone(), at + word.pieces);
                if self.list(&Find::Word(whole.clone()), needs)?.is_some_and(|list| list.len() >= ENOUGH) {
                    let mut texts = vec![whole];
                    for _ in at..to {
                        if let Find::Word(text) = pieces.remove(at).1.find {
                            texts.push(text);
                        }
                    }
                    pieces.insert(at, (false, Word::of(Find::Whole(texts), false)));
                }
            }
            at += 1;
        }
        Ok(())
    }

    /// Reads a query of letters only as pinyin, unless titles hold the letters themselves. Whether it did so; `None`
    /// while files are missing.
    fn read_pinyin(&self, pieces: &mut Vec<(bool, Word)>, needs: &mut Needs) -> Result<Option<bool>, PageError> {
        let mut letters = Vec::new();
        for (_, word) in pieces.iter() {
            match &word.find {
                Find::Word(word) if word.iter().all(char::is_ascii_lowercase) => {
                    letters.extend(word.iter().map(|c| *c as u8));
                }
                _ => return Ok(Some(false)),
            }
        }
        if letters.is_empty() {
            return Ok(Some(false));
        }
        for (_, word) in pieces.iter() {
            match self.list(&word.find, needs)? {
                None => {}
                Some(list) if list.iter().any(|posting| posting.in_title) => return Ok(Some(false)),
                Some(_) => {}
            }
        }
        // With the chunk, not after it.
        let payload = self.file(&self.manifest.sounds.file(), FileKind::Sounds, needs)?;
        let Some(payload) = payload.filter(|_| needs.0.iter().all(|name| *name == self.manifest.table.file())) else {
            return Ok(None);
        };
        let Some(words) = pinyin::read(&Sounds::read(payload)?, &letters) else {
            return Ok(Some(false));
        };
        *pieces = words.into_iter().map(|word| (false, word)).collect();
        Ok(Some(true))
    }
}

/// The bit of what no facet looks behind.
const NEVER: u32 = 1 << 31;

/// A phrase without blanks and symbols around it.
fn trimmed(folded: &[char]) -> Vec<char> {
    let is_part = |c: &char| class(*c) != Class::Blank && class(*c) != Class::Symbol;
    let from = folded.iter().position(is_part).unwrap_or(0);
    let to = folded.iter().rposition(is_part).map_or(0, |at| at + 1);
    folded.get(from..to).unwrap_or_default().to_vec()
}

mod filter;
