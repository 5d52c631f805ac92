//! The tables that belong to an index, as they are read.

use super::super::format::{In, PageError};
use super::manifest::{Lexicon, Manifest, next_character, sorted_characters};

/// What is known of each document.
#[derive(Debug)]
pub(super) struct Documents {
    /// The document of each part.
    pub(super) of_part: Vec<u32>,
    /// The first part of each document, and the number of parts at the end.
    pub(super) first_part: Vec<u32>,
    pub(super) lengths: Vec<u8>,
    /// Codes of the numbers of different ideographs.
    pub(super) ideographs: Vec<u8>,
    pub(super) titles: Vec<u8>,
    pub(super) days: Vec<u16>,
    pub(super) weights: Vec<u8>,
}

impl Documents {
    pub(super) fn read(payload: &[u8], manifest: &Manifest) -> Result<Documents, PageError> {
        let mut input = In(payload);
        let count = manifest.documents as usize;
        let (mut of_part, mut first_part) = (Vec::new(), Vec::new());
        for document in 0..manifest.documents {
            let parts = input.number()? as usize;
            if parts == 0 || parts > manifest.parts as usize - of_part.len() {
                return Err(PageError::Malformed);
            }
            first_part.push(of_part.len() as u32);
            of_part.resize(of_part.len() + parts, document);
        }
        first_part.push(of_part.len() as u32);
        let mut column = || input.bytes(count).map(<[u8]>::to_vec);
        let (lengths, ideographs, titles) = (column()?, column()?, column()?);
        let (low, high) = (input.bytes(count)?, input.bytes(count)?);
        let days = low.iter().zip(high).map(|(low, high)| u16::from_le_bytes([*low, *high])).collect();
        let weights = input.bytes(count)?.to_vec();
        if !input.is_empty() || of_part.len() != manifest.parts as usize {
            return Err(PageError::Malformed);
        }
        Ok(Documents { of_part, first_part, lengths, ideographs, titles, days, weights })
    }
}

/// A field: its values, each with its documents.
pub(super) fn field(payload: &[u8], documents: u32) -> Result<Vec<(&str, Vec<u32>)>, PageError> {
    let mut input = In(payload);
    let mut values = Vec::new();
    for _ in 0..input.count()? {
        let value = input.text()?;
        let mut holders = Vec::new();
        let mut next = 0u32;
        for _ in 0..input.count()? {
            let holder = next.checked_add(input.number()?).filter(|holder| *holder < documents);
            let holder = holder.ok_or(PageError::Malformed)?;
            holders.push(holder);
            next = holder + 1;
        }
        values.push((value, holders));
    }
    Ok(values)
}

/// What characters fold to: the characters in order, and for each the one that stands for it.
pub(super) fn script(payload: &[u8]) -> Result<(Vec<char>, Vec<char>), PageError> {
    let mut input = In(payload);
    let from = sorted_characters(&mut input)?;
    let mut to = Vec::new();
    for _ in 0..from.len() {
        to.push(char::from_u32(input.number()?).ok_or(PageError::Malformed)?);
    }
    Ok((from, to))
}

/// Words that letters may mean, and the readings of their characters.
#[derive(Debug, Default)]
pub(super) struct Sounds<'a> {
    pub(super) words: Lexicon,
    characters: Vec<char>,
    readings: Vec<Vec<&'a [u8]>>,
}

impl<'a> Sounds<'a> {
    pub(super) fn read(payload: &'a [u8]) -> Result<Sounds<'a>, PageError> {
        let mut input = In(payload);
        let words = Lexicon::read(&mut input)?;
        let mut syllables = Vec::new();
        for _ in 0..input.count()? {
            syllables.push(input.text()?.as_bytes());
        }
        let mut sounds = Sounds { words, ..Sounds::default() };
        let mut next = 0;
        for _ in 0..input.count()? {
            sounds.characters.push(next_character(&mut input, &mut next)?);
            let mut own = Vec::new();
            for _ in 0..input.count()? {
                own.push(*syllables.get(input.number()? as usize).ok_or(PageError::Malformed)?);
            }
            sounds.readings.push(own);
        }
        Ok(sounds)
    }

    pub(super) fn of(&self, c: char) -> &[&'a [u8]] {
        self.characters.binary_search(&c).map_or(&[], |at| &self.readings[at])
    }
}
