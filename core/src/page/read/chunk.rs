//! A chunk of terms: finding a term, its postings, and its positions.

use super::super::format::{In, PageError};
use super::super::light::{ANYWHERE, LONGEST_TERM, MOST_TERMS};
use super::cut::Known;

/// A part that holds a term; for an ideograph and [`ANYWHERE`], a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) part: u32,
    pub(super) frequency: u32,
    pub(super) in_title: bool,
}

/// A part that holds a term, with the places in it.
pub(super) type Places = Vec<(u32, Vec<u32>)>;

/// Where the postings of a term are.
#[derive(Debug, Clone, Copy)]
struct Entry {
    number: usize,
    count: u32,
    from: usize,
    length: usize,
}

/// What is done with an entry and its postings.
type OnEntry<'a> = &'a mut dyn FnMut(&[u8], Entry) -> Result<(), PageError>;

/// Calls `found` for the entries of the terms that `wanted` says yes to: by their text, and their weight as a word. Not
/// generic: one copy of it is a good part of what a browser loads.
fn each_entry(chunk: &[u8], wanted: &mut dyn FnMut(&[char], u8) -> bool, found: OnEntry<'_>) -> Result<(), PageError> {
    let (_, mut input) = open(chunk)?;
    let mut entries = Vec::new();
    let mut text = Vec::new();
    let mut from = 0usize;
    for number in 0..input.count()? {
        input.after(&mut text)?;
        let weight = input.byte()?;
        let (count, length) = (input.number()?, input.number()? as usize);
        if wanted(&text, weight) {
            entries.push(Entry { number, count, from, length });
        }
        from = from.checked_add(length).ok_or(PageError::Malformed)?;
    }
    for entry in entries {
        let mut postings = In(input.0.get(entry.from..).ok_or(PageError::Malformed)?);
        found(postings.bytes(entry.length)?, entry)?;
    }
    Ok(())
}

/// Reads postings; `parts`: how many parts there are, or documents.
fn postings(bytes: &[u8], count: u32, parts: u32) -> Result<Vec<Posting>, PageError> {
    let mut input = In(bytes);
    if count as usize > bytes.len() {
        return Err(PageError::Malformed);
    }
    let mut list = Vec::with_capacity(count as usize);
    let mut part = 0u32;
    for _ in 0..count {
        let head = input.number()?;
        part = part.checked_add(head >> 2).filter(|part| (1..=parts).contains(part)).ok_or(PageError::Malformed)?;
        if head >> 2 == 0 {
            return Err(PageError::Malformed);
        }
        let frequency = if head & 1 == 1 { input.number()?.saturating_add(2) } else { 1 };
        list.push(Posting { part: part - 1, frequency, in_title: head & 2 != 0 });
    }
    if input.is_empty() { Ok(list) } else { Err(PageError::Malformed) }
}

/// The postings of a term; `None` where the chunk does not have it.
pub(super) fn find(chunk: &[u8], term: &[char], parts: u32) -> Result<Option<Vec<Posting>>, PageError> {
    let mut found = None;
    each_entry(chunk, &mut |text, _| text == term, &mut |bytes, entry| {
        found = Some(postings(bytes, entry.count, parts)?);
        Ok(())
    })?;
    Ok(found)
}

/// Adds the words that `text` begins with.
pub(super) fn words(chunk: &[u8], text: &[char], known: &mut Known) -> Result<(), PageError> {
    let mut is_word = |term: &[char], weight: u8| {
        if text.starts_with(term) {
            known.add(term.len(), weight);
        }
        false
    };
    each_entry(chunk, &mut is_word, &mut |_, _| Ok(()))
}

/// Adds the plain words that `text` begins with, and what they stand for.
pub(super) fn stands(chunk: &[u8], text: &[char], known: &mut Known) -> Result<(), PageError> {
    let (mut input, _) = open(chunk)?;
    let mut word = Vec::new();
    while !input.is_empty() {
        input.after(&mut word)?;
        let weight = input.byte()?;
        let is_here = text.starts_with(&word);
        let mut terms: Vec<Vec<char>> = Vec::new();
        let count = input.count()?;
        // More of them would be made to fill the memory.
        if word.len() < 2 || count > MOST_TERMS || known.stands.len() == MOST_TERMS {
            return Err(PageError::Malformed);
        }
        for _ in 0..count {
            let term = input.text()?;
            if term.is_empty() || term.len() > LONGEST_TERM {
                return Err(PageError::Malformed);
            }
            if is_here {
                terms.push(term.chars().collect());
            }
        }
        if is_here {
            known.add(word.len(), weight);
            known.stands.push((word.len(), terms));
        }
    }
    Ok(())
}

/// What a chunk says of plain words, and what follows.
fn open(chunk: &[u8]) -> Result<(In<'_>, In<'_>), PageError> {
    let mut input = In(chunk);
    let _own = input.number()?;
    let length = input.number()? as usize;
    Ok((In(input.bytes(length)?), input))
}

/// Adds the postings of all terms that begin with `c`.
pub(super) fn find_all(chunk: &[u8], c: char, parts: u32, lists: &mut Vec<Vec<Posting>>) -> Result<(), PageError> {
    // Longer terms are words: their characters are in pairs already.
    each_entry(chunk, &mut |text, _| begins(text, c), &mut |bytes, entry| {
        lists.push(postings(bytes, entry.count, parts)?);
        Ok(())
    })
}

/// Whether a place of this term is one of `c`, and each of them one of one such term.
pub(super) fn begins(text: &[char], c: char) -> bool {
    text.first() == Some(&c) && text.len() <= 2 && text.get(1) != Some(&ANYWHERE)
}

/// Adds where the terms stand that `wanted` says yes to, for the parts in `among` (in order).
pub(super) fn places(
    chunk: &[u8],
    positions: &[u8],
    mut wanted: impl FnMut(&[char]) -> bool,
    parts: u32,
    among: &[u32],
    places: &mut Places,
) -> Result<(), PageError> {
    let mut input = In(positions);
    let _own = input.number()?;
    let mut starts = Vec::new();
    let mut at = 0usize;
    let terms = open(chunk)?.1.count()?;
    for _ in 0..terms {
        let length = input.number()? as usize;
        starts.push((at, length));
        at = at.checked_add(length).ok_or(PageError::Malformed)?;
    }
    let all = input.0;
    each_entry(chunk, &mut |text, _| wanted(text), &mut |bytes, entry| {
        let (start, length) = starts[entry.number];
        let mut input = In(In(all.get(start..).ok_or(PageError::Malformed)?).bytes(length)?);
        for posting in postings(bytes, entry.count, parts)? {
            let keep = among.binary_search(&posting.part).is_ok();
            let mut here = Vec::new();
            let mut last = 0u32;
            for _ in 0..posting.frequency {
                last = last.checked_add(input.number()?).ok_or(PageError::Malformed)?;
                if keep {
                    here.push(last);
                }
            }
            if keep {
                places.push((posting.part, here));
            }
        }
        Ok(())
    })
}
