//! From words to postings: which files they are in, and what is made of them.

use super::super::format::{FileKind, In, PageError};
use super::super::light::{ANYWHERE, LONGEST_WORD};
use super::PageIndex;
use super::chunk::{self, Places, Posting};
use super::cut::{Find, Known, Piece, chain};
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
            Find::Any(words) => Ok(self.lists(&mut words.iter().map(Vec::as_slice), needs)?.map(union)),
            Find::Whole(words) => {
                let Some(mut lists) = self.lists(&mut words.iter().map(Vec::as_slice), needs)? else { return Ok(None) };
                let mut titled = intersection(lists.split_off(1.min(lists.len())));
                titled.retain(|posting| posting.in_title);
                lists.push(titled);
                Ok(Some(union(lists)))
            }
        }
    }

    /// The postings of each word.
    fn lists(
        &self,
        words: &mut dyn Iterator<Item = &[char]>,
        needs: &mut Needs,
    ) -> Result<Option<Vec<Vec<Posting>>>, PageError> {
        let (mut lists, mut complete) = (Vec::new(), true);
        for word in words {
            let list = self.word(word, needs)?;
            complete &= list.is_some();
            lists.extend(list);
        }
        Ok(complete.then_some(lists))
    }

    pub(super) fn word(&self, word: &[char], needs: &mut Needs) -> Found {
        let is_ideographs = word.first().is_some_and(|c| class(*c) == Class::Ideograph);
        if !is_ideographs || word.len() == 2 {
            return self.term(word, needs).map(|found| found.map(Option::unwrap_or_default));
        }
        if let [c] = word {
            return self.begins(*c, needs);
        }
        match self.term(word, needs)? {
            Some(None) => Ok(self.lists(&mut word.windows(2), needs)?.map(intersection)),
            found => Ok(found.flatten()),
        }
    }

    /// Outside: whether the chunk is there; inside: whether it has the term.
    fn term(&self, term: &[char], needs: &mut Needs) -> Result<Option<Option<Vec<Posting>>>, PageError> {
        let Some(at) = self.manifest.chunk(term) else { return Ok(Some(None)) };
        match self.chunk(at, FileKind::Terms, needs)? {
            Some(chunk) => {
                let of_documents = term.last() == Some(&ANYWHERE);
                let most = if of_documents { self.manifest.documents } else { self.manifest.parts };
                chunk::find(chunk, term, most).map(Some)
            }
            None => Ok(None),
        }
    }

    /// A chunk, or its positions.
    fn chunk(&self, at: usize, kind: FileKind, needs: &mut Needs) -> Result<Option<&[u8]>, PageError> {
        let name = self.manifest.chunk_file(at, kind).ok_or(PageError::Malformed)?;
        let file = self.file(&name, kind, needs)?;
        // Its name is that of its group.
        match file.map(|payload| In(payload).number()) {
            Some(own) if own? as usize != at => Err(PageError::Damaged),
            _ => Ok(file),
        }
    }

    /// For each place of a run of ideographs the words that begin there, as far as the files are there.
    pub(super) fn known(&self, run: &[char], needs: &mut Needs) -> Result<Vec<Known>, PageError> {
        let mut all = Vec::new();
        for at in 0..run.len() {
            let text = &run[at..run.len().min(at + LONGEST_WORD)];
            let mut known = Known::default();
            let mut last = None;
            for length in 2..=text.len() {
                let chunk = self.manifest.chunk(&text[..length]);
                if let Some(number) = chunk.filter(|_| chunk != last)
                    && let Some(chunk) = self.chunk(number, FileKind::Terms, needs)?
                {
                    chunk::words(chunk, text, &mut known)?;
                    if length == 2 {
                        chunk::stands(chunk, &run[at..], &mut known)?;
                    }
                }
                last = chunk;
            }
            for length in 1..=text.len() {
                known.weights[length] = self.manifest.little.find(&text[..length]).or(known.weights[length]);
            }
            all.push(known);
        }
        Ok(all)
    }

    fn begins(&self, c: char, needs: &mut Needs) -> Found {
        let mut lists = Vec::new();
        let mut complete = true;
        for at in self.manifest.chunks_of(c) {
            match self.chunk(at, FileKind::Terms, needs)? {
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
        let (mut lists, mut complete) = (Vec::new(), true);
        for (_, piece) in &chain {
            let list = match piece {
                Piece::Term(term) => self.term(term, needs)?.map(Option::unwrap_or_default),
                Piece::Begins(c) => self.begins(*c, needs)?,
            };
            complete &= list.is_some();
            lists.extend(list);
        }
        if !complete {
            return Ok(None);
        }
        let together = intersection(lists);
        let among: Vec<u32> = together.iter().map(|posting| posting.part).collect();
        if among.is_empty() {
            return Ok(Some(together));
        }
        let mut starts: Option<Places> = None;
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
        let chunks = match piece {
            Piece::Term(term) => self.manifest.chunk(term).map_or(0..0, |at| at..at + 1),
            Piece::Begins(c) => self.manifest.chunks_of(*c),
        };
        let wanted = |text: &[char]| match piece {
            Piece::Term(term) => text == term.as_slice(),
            Piece::Begins(c) => chunk::begins(text, *c),
        };
        let mut places = Places::new();
        let mut complete = true;
        for at in chunks {
            match (self.chunk(at, FileKind::Terms, needs)?, self.chunk(at, FileKind::Positions, needs)?) {
                (Some(chunk), Some(positions)) => {
                    chunk::places(chunk, positions, wanted, self.manifest.parts, among, &mut places)?;
                }
                _ => complete = false,
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
