//! From words to postings: which files they are in, and what is made of them.

use super::super::format::{FileKind, PageError};
use super::PageIndex;
use super::chunk::{self, Places, Posting};
use super::cut::{Find, Piece, chain, pairs};
use super::sort::sort_by;
use crate::text::{Class, class};

/// The names of files that are not there yet.
#[derive(Debug, Default)]
pub(super) struct Needs(pub(super) Vec<String>);

impl Needs {
    pub(super) fn add(&mut self, name: String) {
        if !self.0.contains(&name) {
            self.0.push(name);
        }
    }
}

/// Postings in the order of parts; `None` while files are missing.
type Found = Result<Option<Vec<Posting>>, PageError>;

impl PageIndex {
    /// The postings of a piece of a query.
    pub(super) fn list(&self, find: &Find, needs: &mut Needs) -> Found {
        match find {
            Find::Word(word) => self.word(word, needs),
            Find::Phrase(phrase) => self.phrase(phrase, needs),
            Find::Any(words) => {
                let lists: Result<Vec<_>, _> = words.iter().map(|word| self.word(word, needs)).collect();
                Ok(lists?.into_iter().collect::<Option<Vec<_>>>().map(union))
            }
            Find::Whole(words) => {
                let lists: Result<Vec<_>, _> = words.iter().map(|word| self.word(word, needs)).collect();
                Ok(lists?.into_iter().collect::<Option<Vec<_>>>().map(|mut lists| {
                    let mut titled = intersection(lists.split_off(1.min(lists.len())));
                    titled.retain(|posting| posting.in_title);
                    lists.push(titled);
                    union(lists)
                }))
            }
        }
    }

    fn word(&self, word: &[char], needs: &mut Needs) -> Found {
        let is_ideographs = word.first().is_some_and(|c| class(*c) == Class::Ideograph);
        if !is_ideographs || word.len() == 2 {
            return self.term(word, needs).map(|found| found.map(Option::unwrap_or_default));
        }
        if let [c] = word {
            return self.begins(*c, needs);
        }
        match self.term(word, needs)? {
            Some(Some(list)) => return Ok(Some(list)),
            None if self.manifest.lexicon.find(word).is_some() => return Ok(None),
            _ => {}
        }
        // All at once, whether the string turns out to be a term or not: one round trip instead of two.
        let lists: Result<Vec<_>, _> = pairs(word).map(|pair| self.term(pair, needs)).collect();
        Ok(lists?
            .into_iter()
            .map(|list| list.map(Option::unwrap_or_default))
            .collect::<Option<Vec<_>>>()
            .map(intersection))
    }

    /// Outside: whether the chunk is there; inside: whether it has the term.
    fn term(&self, term: &[char], needs: &mut Needs) -> Result<Option<Option<Vec<Posting>>>, PageError> {
        let Some(name) = self.manifest.chunk(term) else { return Ok(Some(None)) };
        match self.file(&name.file(), FileKind::Terms, needs)? {
            Some(chunk) => chunk::find(chunk, term, self.manifest.parts).map(Some),
            None => Ok(None),
        }
    }

    fn begins(&self, c: char, needs: &mut Needs) -> Found {
        let mut lists = Vec::new();
        let mut complete = true;
        for name in self.manifest.chunks_of(c) {
            match self.file(&name.file(), FileKind::Terms, needs)? {
                Some(chunk) => chunk::find_all(chunk, c, self.manifest.parts, &mut lists)?,
                None => complete = false,
            }
        }
        Ok(complete.then(|| union(lists)))
    }

    fn phrase(&self, phrase: &[char], needs: &mut Needs) -> Found {
        if phrase.iter().all(|c| class(*c) == Class::Ideograph) {
            if phrase.len() == 1 {
                return self.begins(phrase[0], needs);
            }
            if let Some(Some(list)) = self.term(phrase, needs)? {
                return Ok(Some(list));
            }
        }
        let chain = chain(phrase);
        if let [(_, Piece::Term(term))] = chain.as_slice() {
            return self.word(term, needs);
        }
        let lists: Result<Vec<_>, _> = chain
            .iter()
            .map(|(_, piece)| match piece {
                Piece::Term(term) => Ok(self.term(term, needs)?.map(Option::unwrap_or_default)),
                Piece::Begins(c) => self.begins(*c, needs),
            })
            .collect();
        let Some(lists) = lists?.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
        let together = intersection(lists);
        let among: Vec<u32> = together.iter().map(|posting| posting.part).collect();
        if among.is_empty() {
            return Ok(Some(together));
        }
        let mut starts: Option<Places> = None;
        let mut complete = true;
        for (offset, piece) in &chain {
            let Some(places) = self.places(piece, &among, needs)? else {
                complete = false;
                continue;
            };
            starts = Some(match starts {
                None => shifted(places, *offset),
                Some(starts) => common(&starts, &shifted(places, *offset)),
            });
        }
        let exact = starts.unwrap_or_default();
        Ok(complete.then(|| {
            let mut kept = Vec::new();
            for posting in together {
                if let Ok(at) = exact.binary_search_by_key(&posting.part, |(part, _)| *part) {
                    kept.push(Posting { frequency: exact[at].1.len() as u32, ..posting });
                }
            }
            kept
        }))
    }

    /// Where a piece of a phrase stands, in the order of parts.
    fn places(&self, piece: &Piece, among: &[u32], needs: &mut Needs) -> Result<Option<Places>, PageError> {
        let names: Vec<_> = match piece {
            Piece::Term(term) => self.manifest.chunk(term).into_iter().collect(),
            Piece::Begins(c) => self.manifest.chunks_of(*c).collect(),
        };
        let wanted = |text: &[char]| match piece {
            Piece::Term(term) => text == term.as_slice(),
            Piece::Begins(c) => text.first() == Some(c) && text.len() <= 2,
        };
        let mut places = Places::new();
        let mut complete = true;
        for name in names {
            let Some(chunk) = self.file(&name.file(), FileKind::Terms, needs)? else {
                complete = false;
                continue;
            };
            match self.file(&chunk::positions_file(chunk)?.file(), FileKind::Positions, needs)? {
                Some(positions) => chunk::places(chunk, positions, wanted, self.manifest.parts, among, &mut places)?,
                None => complete = false,
            }
        }
        sort_by(&mut places, |(part, _)| u64::from(*part));
        Ok(complete.then_some(places))
    }
}

/// The places as beginnings of the phrase; those of one part together.
fn shifted(places: Places, offset: u32) -> Places {
    let mut shifted = Places::new();
    for (part, here) in places {
        let here = here.into_iter().filter_map(|place| place.checked_sub(offset));
        match shifted.last_mut() {
            Some((last, known)) if *last == part => {
                known.extend(here);
                sort_by(known, |place| u64::from(*place));
            }
            _ => shifted.push((part, here.collect())),
        }
    }
    shifted
}

/// The places that both have; parts without any are left out.
fn common(a: &Places, b: &Places) -> Places {
    let mut both = Places::new();
    for (part, here) in a {
        if let Ok(at) = b.binary_search_by_key(part, |(part, _)| *part) {
            let here: Vec<u32> = here.iter().copied().filter(|place| b[at].1.binary_search(place).is_ok()).collect();
            if !here.is_empty() {
                both.push((*part, here));
            }
        }
    }
    both
}

/// The parts that are in all lists.
fn intersection(mut lists: Vec<Vec<Posting>>) -> Vec<Posting> {
    sort_by(&mut lists, |list| list.len() as u64);
    let mut lists = lists.into_iter();
    let mut kept = lists.next().unwrap_or_default();
    for list in lists {
        kept.retain_mut(|posting| match list.binary_search_by_key(&posting.part, |other| other.part) {
            Ok(at) => {
                posting.frequency = posting.frequency.min(list[at].frequency);
                posting.in_title &= list[at].in_title;
                true
            }
            Err(_) => false,
        });
    }
    kept
}

/// The parts that are in any list.
fn union(lists: Vec<Vec<Posting>>) -> Vec<Posting> {
    let mut all: Vec<Posting> = lists.into_iter().flatten().collect();
    sort_by(&mut all, |posting| u64::from(posting.part));
    all.dedup_by(|next, kept| {
        let same = next.part == kept.part;
        if same {
            kept.frequency = kept.frequency.saturating_add(next.frequency);
            kept.in_title |= next.in_title;
        }
        same
    });
    all
}
