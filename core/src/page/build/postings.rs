//! Terms with the parts that hold them.
//!
//! A term is a pair of neighbouring ideographs, an ideograph that no other one follows, a run of letters and digits, or
//! a dictionary word of three and more ideographs. So every ideograph begins exactly one pair or stands alone, every
//! string of ideographs is a chain of pairs, and a single ideograph is all terms that begin with it.

use std::collections::HashMap;

use super::super::format::{FileKind, In, Out};
use super::Built;
use crate::text::LONGEST_RUN;
use crate::text::{Class, Dictionary, Folded, class, each_word};

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
}

impl Term {
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

/// All terms.
#[derive(Debug, Default)]
pub(super) struct Postings {
    terms: Vec<Term>,
    /// Of one or two ideographs, as a number.
    short: HashMap<u64, u32>,
    long: HashMap<String, u32>,
    parts: u32,
    classes: Vec<Class>,
}

impl Postings {
    /// Adds a part; its first `title` characters are a title. Gives the number of its units.
    pub(super) fn add(&mut self, dictionary: &Dictionary, folded: &Folded, title: usize) -> u32 {
        let chars: Vec<char> = folded.as_str().chars().collect();
        let mut classes = std::mem::take(&mut self.classes);
        classes.clear();
        classes.extend(chars.iter().map(|c| class(*c)));
        let (mut at, mut units) = (0, 0);
        while at < chars.len() {
            let end = run_end(&classes, at);
            match classes[at] {
                Class::Ideograph => {
                    units += (end - at) as u32;
                    for start in at..end {
                        let next = if start + 1 < end { chars[start + 1] as u64 } else { 0 };
                        let key = (chars[start] as u64) << 32 | next;
                        let terms = &mut self.terms;
                        let number = *self.short.entry(key).or_insert_with(|| new_term(terms));
                        self.terms[number as usize].meet(self.parts, start as u32, start < title);
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

    /// Of every term the numbers of documents and of titles that hold it. No more parts may be added.
    pub(super) fn each_count(&mut self, of_part: &[u32], mut found: impl FnMut(&str, u32, u32)) {
        self.terms.iter_mut().for_each(Term::close);
        for (key, number) in &self.short {
            let (documents, titles) = self.terms[*number as usize].counts(of_part);
            let chars = [(key >> 32) as u32, *key as u32].into_iter().filter(|c| *c != 0);
            found(&chars.filter_map(char::from_u32).collect::<String>(), documents, titles);
        }
        for (text, number) in &self.long {
            let (documents, titles) = self.terms[*number as usize].counts(of_part);
            found(text, documents, titles);
        }
    }

    /// Writes the chunks, and into the manifest where each begins.
    pub(super) fn finish(mut self, manifest: &mut Out, built: &mut Built, chunk_bytes: usize) {
        self.terms.iter_mut().for_each(Term::close);
        let short = self.short.iter().map(|(key, number)| {
            let chars = [(key >> 32) as u32, *key as u32].into_iter().filter(|c| *c != 0);
            (chars.filter_map(char::from_u32).collect::<String>(), *number)
        });
        let mut order: Vec<(String, u32)> = short.chain(self.long.iter().map(|(text, n)| (text.clone(), *n))).collect();
        order.sort();
        let mut chunks = Out::default();
        let mut count = 0;
        let mut first = String::new();
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
            let mut positions = Out::default();
            for (_, number) in chunk {
                let bytes = &self.terms[*number as usize].positions.0;
                positions.number(bytes.len() as u32);
            }
            for (_, number) in chunk {
                positions.0.extend_from_slice(&self.terms[*number as usize].positions.0);
            }
            let positions = built.add(FileKind::Positions, &positions.0);
            let mut terms = Out::default();
            terms.0.extend_from_slice(&positions.0);
            terms.number(chunk.len() as u32);
            let mut before = "";
            for (text, number) in chunk {
                let term = &self.terms[*number as usize];
                terms.after(before, text);
                terms.number(term.count);
                terms.number(term.postings.0.len() as u32);
                before = text;
            }
            for (_, number) in chunk {
                terms.0.extend_from_slice(&self.terms[*number as usize].postings.0);
            }
            let name = built.add(FileKind::Terms, &terms.0);
            if let Some((text, _)) = chunk.first() {
                chunks.after(&first, text);
                first.clone_from(text);
            }
            chunks.0.extend_from_slice(&name.0);
            count += 1;
        }
        manifest.number(count);
        manifest.0.extend_from_slice(&chunks.0);
    }
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
