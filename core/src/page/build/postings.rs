//! Terms with the parts that hold them.
//!
//! A term is a pair of neighbouring ideographs, an ideograph that no other one follows, a run of letters and digits, or
//! a dictionary word of three and more ideographs. So every ideograph begins exactly one pair or stands alone, every
//! string of ideographs is a chain of pairs, and the places of a single ideograph are those of all
//! terms of one and two that begin with it.
//!
//! What a document holds of an ideograph, wherever it stands, is a term besides, for the order of hits: the ideograph and
//! [`ANYWHERE`], with a posting for each document.

use std::collections::HashMap;

use super::super::format::{FileKind, In, Out, pack};
use super::super::light::{ANYWHERE, LONGEST_TERM, MOST_TERMS};
use super::Built;
use super::lexicon::WordCounts;
use crate::text::{Class, Dictionary, Folded, LONGEST_RUN, Synonyms, class, each_word};

/// Longest dictionary word that is a term, in characters.
const LONGEST_WORD: usize = 10;

/// A term while it is counted.
#[derive(Debug, Default)]
struct Term {
    /// Finished postings.
    postings: Out,
    positions: Out,
    count: u32,
    /// One more than the part that is open, and than the one before it: 0 is none.
    open: u32,
    closed: u32,
    frequency: u32,
    in_title: bool,
    last_position: u32,
}

impl Term {
    fn meet(&mut self, part: u32, position: u32, in_title: bool) {
        if self.open != part + 1 {
            self.close();
            self.open = part + 1;
            self.last_position = 0;
        }
        self.frequency += 1;
        self.in_title |= in_title;
        self.positions.number(position - self.last_position);
        self.last_position = position;
    }

    fn close(&mut self) {
        if self.open == 0 {
            return;
        }
        let many = self.frequency > 1;
        self.postings.number((self.open - self.closed) << 2 | u32::from(self.in_title) << 1 | u32::from(many));
        if many {
            self.postings.number(self.frequency - 2);
        }
        self.count += 1;
        self.closed = self.open;
        self.open = 0;
        self.frequency = 0;
        self.in_title = false;
    }

    /// A posting of a document.
    fn hold(&mut self, document: u32, in_title: bool) {
        self.postings.number((document + 1 - self.closed) << 2 | u32::from(in_title) << 1);
        self.count += 1;
        self.closed = document + 1;
    }

    /// The numbers of documents and of titles that hold it: what was written is read again.
    fn counts(&self, of_part: &[u32]) -> (u32, u32) {
        let mut input = In(&self.postings.0);
        let (mut documents, mut titles, mut next, mut last) = (0, 0, 0u32, u32::MAX);
        while let Ok(number) = input.number() {
            next += number >> 2;
            titles += number >> 1 & 1;
            if number & 1 == 1 {
                let _occurrences = input.number();
            }
            let document = of_part[next as usize - 1];
            documents += u32::from(document != last);
            last = document;
        }
        (documents, titles)
    }
}

/// A plain word, its weight as a word, and the terms that it finds besides.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stands {
    word: String,
    weight: u8,
    terms: Vec<String>,
}

impl Stands {
    fn pair(&self) -> &str {
        let end = self.word.char_indices().nth(2).map_or(self.word.len(), |(at, _)| at);
        &self.word[..end]
    }
}

/// All terms.
#[derive(Debug, Default)]
pub(super) struct Postings {
    terms: Vec<Term>,
    /// Of one or two ideographs, or one and [`ANYWHERE`], as a number.
    short: HashMap<u64, u32>,
    long: HashMap<String, u32>,
    parts: u32,
    classes: Vec<Class>,
    /// The document that is open, its ideographs, and whether its title holds them.
    document: u32,
    held: Vec<(char, bool)>,
    /// By code point, one more than the last document that held an ideograph.
    last_held: Vec<u32>,
}

impl Postings {
    /// Adds a part; its first `title` characters are a title. Gives the number of its units.
    pub(super) fn add(&mut self, dictionary: &Dictionary, folded: &Folded, title: usize) -> u32 {
        let chars: Vec<char> = folded.as_str().chars().collect();
        let mut classes = std::mem::take(&mut self.classes);
        classes.clear();
        classes.extend(chars.iter().map(|c| class(*c)));
        let (mut at, mut units, part) = (0, 0, self.parts);
        while at < chars.len() {
            let end = run_end(&classes, at);
            match classes[at] {
                Class::Ideograph => {
                    units += (end - at) as u32;
                    for start in at..end {
                        self.hold(chars[start], start < title);
                        let next = chars[start + 1..end].first().copied().unwrap_or(NOTHING);
                        self.short_term(chars[start], next).meet(part, start as u32, start < title);
                    }
                    each_word(dictionary, folded, at, end, |from, to| {
                        if (3..=LONGEST_WORD).contains(&(to - from)) {
                            self.meet_long(folded.slice(from, to), from, title);
                        }
                    });
                }
                Class::Alphanumeric => {
                    units += 1;
                    self.meet_long(folded.slice(at, end), at, title);
                }
                Class::Blank | Class::Symbol => {}
            }
            at = end;
        }
        self.classes = classes;
        self.parts += 1;
        units
    }

    fn meet_long(&mut self, text: &str, position: usize, title: usize) {
        let number = match self.long.get(text) {
            Some(number) => *number,
            None => {
                let number = new_term(&mut self.terms);
                self.long.insert(text.to_owned(), number);
                number
            }
        };
        self.terms[number as usize].meet(self.parts, position as u32, position < title);
    }

    fn short_term(&mut self, c: char, next: char) -> &mut Term {
        let terms = &mut self.terms;
        let number = *self.short.entry(short_key(c, next)).or_insert_with(|| new_term(terms));
        &mut self.terms[number as usize]
    }

    /// Whatever a document holds more than once, it holds first in its title.
    fn hold(&mut self, c: char, in_title: bool) {
        let code = c as usize;
        if self.last_held.len() <= code {
            self.last_held.resize(code + 1, 0);
        }
        if self.last_held[code] != self.document + 1 {
            self.last_held[code] = self.document + 1;
            self.held.push((c, in_title));
        }
    }

    /// Ends a document: what comes is of another one. Gives the number of different ideographs in it.
    pub(super) fn end_document(&mut self) -> u32 {
        let held = std::mem::take(&mut self.held);
        let count = held.len() as u32;
        for (c, in_title) in held {
            let document = self.document;
            self.short_term(c, ANYWHERE).hold(document, in_title);
        }
        self.document += 1;
        count
    }

    /// Of every term the numbers of documents and of titles that hold it. No more parts may be added.
    pub(super) fn each_count(&mut self, of_part: &[u32], mut found: impl FnMut(&str, u32, u32)) {
        self.terms.iter_mut().for_each(Term::close);
        for (key, number) in self.short.iter().filter(|(key, _)| **key as u32 != u32::from(ANYWHERE)) {
            let (documents, titles) = self.terms[*number as usize].counts(of_part);
            found(&short_text(*key), documents, titles);
        }
        for (text, number) in &self.long {
            let (documents, titles) = self.terms[*number as usize].counts(of_part);
            found(text, documents, titles);
        }
    }

    /// The plain words of ideographs that find something, with what they find, in order.
    pub(super) fn stands(&self, synonyms: &Synonyms, weight: impl Fn(&str) -> u8) -> Vec<Stands> {
        let is_ideograph = |c: &char| class(*c) == Class::Ideograph;
        let known = |two: &[char]| self.short.contains_key(&short_key(two[0], two[1]));
        let may_be_found = |term: &&String| {
            let chars: Vec<char> = term.chars().collect();
            let is_string = chars.len() > 1 && term.len() <= LONGEST_TERM && chars.iter().all(is_ideograph);
            is_string && chars.windows(2).all(known)
        };
        let mut stands: Vec<Stands> = Vec::new();
        for (word, terms) in synonyms.iter() {
            let terms: Vec<String> = terms.iter().filter(may_be_found).take(MOST_TERMS).cloned().collect();
            if !terms.is_empty() && word.chars().count() > 1 && word.chars().all(|c| is_ideograph(&c)) {
                stands.push(Stands { word: word.to_owned(), weight: weight(word), terms });
            }
        }
        stands.sort();
        stands
    }

    /// Writes the chunks, and into the manifest where each begins.
    pub(super) fn finish(
        mut self,
        stands: Vec<Stands>,
        words: &WordCounts,
        manifest: &mut Out,
        built: &mut Built,
        chunk_bytes: usize,
    ) {
        self.terms.iter_mut().for_each(Term::close);
        let short = self.short.iter().map(|(key, number)| (short_text(*key), *number));
        let mut order: Vec<(String, u32)> = short.chain(self.long.iter().map(|(text, n)| (text.clone(), *n))).collect();
        order.sort();
        let mut firsts = Out::default();
        let (mut chunks, mut places) = (Vec::new(), Vec::new());
        let mut first = String::new();
        let mut stands = stands.into_iter().peekable();
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let mut bytes = 0;
            let length = rest
                .iter()
                .take_while(|(text, number)| {
                    let more = self.terms[*number as usize].postings.0.len() + text.len() / 2 + 2;
                    let fits = bytes == 0 || bytes + more <= chunk_bytes;
                    bytes += more;
                    fits
                })
                .count();
            let (chunk, others) = rest.split_at(length);
            rest = others;
            let number = chunks.len() as u32;
            let (mut positions, mut terms) = (Out::default(), Out::default());
            positions.number(number);
            for (_, number) in chunk {
                let bytes = &self.terms[*number as usize].positions.0;
                positions.number(bytes.len() as u32);
            }
            for (_, number) in chunk {
                positions.0.extend_from_slice(&self.terms[*number as usize].positions.0);
            }
            terms.number(number);
            // A plain word stands where its first pair would.
            let next = rest.first().map(|(text, _)| text.as_str());
            let mut plain = Out::default();
            let mut before = String::new();
            while let Some(found) = stands.next_if(|found| next.is_none_or(|next| found.pair() < next)) {
                plain.after(&before, &found.word);
                plain.0.push(found.weight);
                plain.number(found.terms.len() as u32);
                found.terms.iter().for_each(|term| plain.text(term));
                before = found.word;
            }
            terms.number(plain.0.len() as u32);
            terms.0.extend_from_slice(&plain.0);
            terms.number(chunk.len() as u32);
            let mut before = "";
            for (text, number) in chunk {
                let term = &self.terms[*number as usize];
                terms.after(before, text);
                terms.0.push(words.weight(text));
                terms.number(term.count);
                terms.number(term.postings.0.len() as u32);
                before = text;
            }
            for (_, number) in chunk {
                terms.0.extend_from_slice(&self.terms[*number as usize].postings.0);
            }
            chunks.push(pack(FileKind::Terms, &terms.0));
            places.push(pack(FileKind::Positions, &positions.0));
            if let Some((text, _)) = chunk.first() {
                firsts.after(&first, text);
                first.clone_from(text);
            }
        }
        manifest.number(chunks.len() as u32);
        manifest.0.extend_from_slice(&firsts.0);
        built.add_groups(chunks, manifest);
        built.add_groups(places, manifest);
    }
}

/// Behind an ideograph that no other one follows.
const NOTHING: char = '\0';

/// The key of a term of one or two characters.
fn short_key(c: char, next: char) -> u64 {
    u64::from(c) << 32 | u64::from(next)
}

fn short_text(key: u64) -> String {
    let chars = [(key >> 32) as u32, key as u32].into_iter().filter_map(char::from_u32);
    chars.filter(|c| *c != NOTHING).collect()
}

fn new_term(terms: &mut Vec<Term>) -> u32 {
    terms.push(Term::default());
    terms.len() as u32 - 1
}

/// End of the run of one class that begins at `at`.
fn run_end(classes: &[Class], at: usize) -> usize {
    let length = classes[at..].iter().take_while(|class| **class == classes[at]).count();
    at + if classes[at] == Class::Alphanumeric { length.min(LONGEST_RUN) } else { length }
}
