//! What is kept in memory of a commit: the portal's words by their sound, its suggestions, its cards. Made when first
//! asked for, or ahead of that by [`Digest::make_all`].

use std::sync::OnceLock;

use jiff::civil::Date;
use tantivy::collector::DocSetCollector;
use tantivy::query::{Query, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use super::Source;

use super::topics::Topics;
use crate::cards::Cards;
use crate::catalog::{Item, Kind, TopicRule};
use crate::config::BestBets;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::index::{HitRecord, OPEN, Reader};
use crate::query::Weights;
use crate::suggest::{Entry, EntryCollector, Suggester, SuggestionKind};
use crate::text::{Lexicon, Synonyms, is_stop_word};

/// Words that stand in at least this many titles are suggested as terms.
const COMMON_WORD: u32 = 3;

/// What searches and suggestions know of a commit beside its index.
#[derive(Default)]
pub(crate) struct Digest {
    words: OnceLock<Words>,
    cards: OnceLock<Cards>,
    topics: OnceLock<Topics>,
}

/// The portal's words and titles.
pub(crate) struct Words {
    pub(crate) lexicon: Lexicon,
    pub(crate) suggester: Suggester,
}

impl Digest {
    /// The portal's words and titles, made now where they have not been made before.
    pub(crate) fn words(&self, reader: &Reader, searcher: &Searcher) -> Result<&Words, Error> {
        get_or_try(&self.words, || {
            let (lexicon, entries) = words_and_entries(reader, searcher)?;
            Ok(Words { lexicon, suggester: Suggester::new(entries) })
        })
    }

    /// The cards of services, lookups and units.
    pub(crate) fn cards(&self, reader: &Reader, searcher: &Searcher) -> Result<&Cards, Error> {
        get_or_try(&self.cards, || {
            let mut items = Vec::new();
            for address in open_items(reader, searcher, Some(&[Kind::Service, Kind::Lookup, Kind::Unit]))? {
                items.push(reader.item(searcher, address)?);
            }
            Ok(Cards::new(items, &reader.dictionary))
        })
    }

    /// What belongs to topics that gather. The commit alone decides: neither what editors write nor who asks.
    pub(crate) fn topics(&self, reader: &Reader, searcher: &Searcher) -> Result<&Topics, Error> {
        get_or_try(&self.topics, || {
            let mut rules = Vec::new();
            for address in open_items(reader, searcher, Some(&[Kind::Topic]))? {
                let item = reader.item(searcher, address)?;
                rules.extend(item.payload::<TopicRule>().map(|rule| (item.id, rule)));
            }
            let source = Source {
                reader,
                digest: self,
                synonyms: &Synonyms::default(),
                best_bets: &BestBets::default(),
                reranker: None,
                weights: &Weights::default(),
                today: jiff::civil::date(1970, 1, 1),
                // It is kept for everybody: the one who happens to ask first must not break it off.
                deadline: Deadline::NONE,
            };
            Topics::new(&source, searcher, &rules)
        })
    }

    /// Makes everything now, so that no search has to wait for it.
    pub(crate) fn make_all(&self, reader: &Reader) -> Result<(), Error> {
        let searcher = reader.searcher();
        self.cards(reader, &searcher)?;
        self.words(reader, &searcher)?;
        self.topics(reader, &searcher)?;
        Ok(())
    }

    /// Makes what `other` has made.
    pub(crate) fn make_as(&self, other: &Digest, reader: &Reader) -> Result<(), Error> {
        let searcher = reader.searcher();
        if other.cards.get().is_some() {
            self.cards(reader, &searcher)?;
        }
        if other.topics.get().is_some() {
            self.topics(reader, &searcher)?;
        }
        if other.words.get().is_some() {
            self.words(reader, &searcher)?;
        }
        Ok(())
    }
}

/// The words of a portal's titles, and everything that is suggested.
pub(crate) fn words_and_entries(reader: &Reader, searcher: &Searcher) -> Result<(Lexicon, Vec<Entry>), Error> {
    let mut lexicon = Lexicon::default();
    let mut collector = EntryCollector::default();
    for address in open_items(reader, searcher, None)? {
        let record = reader.record(searcher, address)?;
        // Only these have keywords that people type; reading every item would take long.
        let item = match record.kind {
            Kind::Service | Kind::Lookup | Kind::Unit | Kind::Scene | Kind::Topic => reader.item(searcher, address)?,
            _ => bare_item(record),
        };
        lexicon.add(&reader.dictionary, &item.title);
        for keyword in &item.keywords {
            lexicon.add(&reader.dictionary, keyword);
            // An editor's keyword is a word, whether the dictionary knows it or not.
            lexicon.add_word(keyword);
        }
        // What has no title has no name to be suggested by.
        collector.add(&item);
    }
    let mut entries = collector.into_entries();
    let terms = lexicon.words().filter(|(word, count)| *count >= COMMON_WORD && !is_stop_word(word));
    entries.extend(terms.map(|(word, count)| Entry {
        text: word.to_owned(),
        kind: SuggestionKind::Term,
        id: None,
        weight: (count as f32).ln(),
    }));
    Ok((lexicon, entries))
}

/// As `OnceLock::get_or_try_init`, which is not stable yet. Two threads may both make the value; one is kept.
fn get_or_try<T>(lock: &OnceLock<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    if let Some(known) = lock.get() {
        return Ok(known);
    }
    let made = make()?;
    Ok(lock.get_or_init(|| made))
}

/// The items open to the public, of all kinds or of some, in the order of the index.
fn open_items(reader: &Reader, searcher: &Searcher, kinds: Option<&[Kind]>) -> Result<Vec<DocAddress>, Error> {
    let query: Box<dyn Query> = match kinds {
        None => Box::new(TermQuery::new(Term::from_field_text(reader.fields.state, OPEN), IndexRecordOption::Basic)),
        // Only what is open has a kind in the index.
        Some(kinds) => {
            Box::new(TermSetQuery::new(kinds.iter().map(|kind| Term::from_field_text(reader.fields.kind, kind.name()))))
        }
    };
    let mut found: Vec<DocAddress> = searcher.search(&query, &DocSetCollector)?.into_iter().collect();
    found.sort_unstable();
    Ok(found)
}

/// Ids and days of the items open to the public.
pub(crate) fn open_ids(reader: &Reader, deadline: Deadline) -> Result<Vec<(String, Option<Date>)>, Error> {
    /// Records between two looks at the clock.
    const AT_ONCE: usize = 4096;
    let searcher = reader.searcher();
    let mut found = Vec::new();
    for (number, address) in open_items(reader, &searcher, None)?.into_iter().enumerate() {
        if number % AT_ONCE == 0 {
            deadline.check()?;
        }
        let record = reader.record(&searcher, address)?;
        found.push((record.id, record.date));
    }
    Ok(found)
}

/// An item of which only what a hit shows is known.
fn bare_item(record: HitRecord) -> Item {
    Item { validity: record.validity, ..Item::new(record.id, record.kind, record.title) }
}
