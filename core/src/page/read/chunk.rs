//! A chunk of terms: finding a term, its postings, and its positions.

use super::super::format::{FileHash, HASH_BYTES, In, PageError};

/// A part that holds a term.
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

/// The file with the positions of a chunk's terms.
pub(super) fn positions_file(chunk: &[u8]) -> Result<FileHash, PageError> {
    In(chunk).file_hash()
}

/// Calls `found` for the entries of the terms that `wanted` says yes to.
fn each_entry(
    chunk: &[u8],
    mut wanted: impl FnMut(&[char]) -> bool,
    mut found: impl FnMut(&[u8], Entry) -> Result<(), PageError>,
) -> Result<(), PageError> {
    let mut input = In(chunk);
    input.bytes(HASH_BYTES)?;
    let mut entries = Vec::new();
    let mut text = Vec::new();
    let mut from = 0usize;
    for number in 0..input.count()? {
        input.after(&mut text)?;
        let (count, length) = (input.number()?, input.number()? as usize);
        if wanted(&text) {
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

/// Reads postings; `parts`: how many parts there are.
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
    each_entry(
        chunk,
        |text| text == term,
        |bytes, entry| {
            found = Some(postings(bytes, entry.count, parts)?);
            Ok(())
        },
    )?;
    Ok(found)
}

/// Adds the postings of all terms that begin with `c`.
pub(super) fn find_all(chunk: &[u8], c: char, parts: u32, lists: &mut Vec<Vec<Posting>>) -> Result<(), PageError> {
    // Longer terms are words: their characters are in pairs already.
    each_entry(
        chunk,
        |text| text.first() == Some(&c) && text.len() <= 2,
        |bytes, entry| {
            lists.push(postings(bytes, entry.count, parts)?);
            Ok(())
        },
    )
}

/// Adds where the terms stand that `wanted` says yes to, for the parts in `among` (in order).
pub(super) fn places(
    chunk: &[u8],
    positions: &[u8],
    wanted: impl FnMut(&[char]) -> bool,
    parts: u32,
    among: &[u32],
    places: &mut Places,
) -> Result<(), PageError> {
    let mut input = In(positions);
    let mut starts = Vec::new();
    let mut at = 0usize;
    let terms = {
        let mut head = In(chunk);
        head.bytes(HASH_BYTES)?;
        head.count()?
    };
    for _ in 0..terms {
        starts.push(at);
        at = at.checked_add(input.number()? as usize).ok_or(PageError::Malformed)?;
    }
    let all = input.0;
    each_entry(chunk, wanted, |bytes, entry| {
        let mut input = In(all.get(starts[entry.number]..).ok_or(PageError::Malformed)?);
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
