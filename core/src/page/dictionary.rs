//! The dictionary as a file of its own, for pages that build an index: its words as a sorted list, since the trie that
//! the kernel looks them up in is three times as large when packed. The page makes the trie anew.

use std::collections::HashMap;

use super::PageError;
use super::format::{FileKind, In, Out, pack, unpack};
use crate::text::{Dictionary, DictionaryError, WordList};

/// Longest word, in characters.
const LONGEST: usize = 255;

/// Writes the file `dictionary.bin`. A portal's own words are in it.
///
/// # Errors
/// [`DictionaryError::Format`] when the dictionary came from damaged bytes.
pub fn dictionary_file(dictionary: &Dictionary) -> Result<Vec<u8>, DictionaryError> {
    let (base, user) = dictionary.word_lists()?;
    let lists: Vec<&WordList> = std::iter::once(&base).chain(&user).collect();
    let characters = by_use(&lists);
    let places: HashMap<char, u32> = characters.iter().copied().zip(0..).collect();
    let mut out = Out::default();
    out.number(characters.len() as u32);
    characters.iter().for_each(|c| out.number(u32::from(*c)));
    out.number(lists.len() as u32);
    for list in lists {
        write_list(&mut out, list, &places);
    }
    Ok(pack(FileKind::Dictionary, &out.0))
}

/// Reads what [`dictionary_file`] wrote: the same dictionary to the last byte, so that what is built with it is as well.
///
/// # Errors
/// [`PageError`] says what is wrong with the file.
pub fn read_dictionary(file: &[u8]) -> Result<Dictionary, PageError> {
    let (kind, payload) = unpack(file)?;
    if kind != FileKind::Dictionary as u8 {
        return Err(PageError::NotThisFile);
    }
    let mut input = In(&payload);
    let count = input.count()?;
    let mut characters = Vec::with_capacity(count);
    for _ in 0..count {
        characters.push(char::from_u32(input.number()?).ok_or(PageError::Malformed)?);
    }
    let lists = input.number()?;
    if !(1..=2).contains(&lists) {
        return Err(PageError::Malformed);
    }
    let base = read_list(&mut input, &characters)?;
    let user = if lists == 2 { Some(read_list(&mut input, &characters)?) } else { None };
    if !input.is_empty() {
        return Err(PageError::Malformed);
    }
    Dictionary::of_word_lists(&base, user.as_ref()).map_err(|_| PageError::Malformed)
}

/// The characters of all words, those first that are written most often: they get the short numbers.
fn by_use(lists: &[&WordList]) -> Vec<char> {
    let mut counts: HashMap<char, u32> = HashMap::new();
    let words = lists.iter().flat_map(|list| endings(list));
    words.flat_map(|(_, _, rest)| rest.chars()).for_each(|c| *counts.entry(c).or_default() += 1);
    let mut characters: Vec<(char, u32)> = counts.into_iter().collect();
    characters.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    characters.into_iter().map(|(c, _)| c).collect()
}

/// Of each word: how many characters it shares with the one before, how many follow, and these.
fn endings(list: &WordList) -> impl Iterator<Item = (u32, u32, &str)> {
    let mut before = "";
    list.iter().map(move |(word, _)| {
        let shared = before.chars().zip(word.chars()).take_while(|(a, b)| a == b);
        let (count, bytes) = shared.fold((0, 0), |(count, bytes), (c, _)| (count + 1, bytes + c.len_utf8()));
        before = word;
        let rest = &word[bytes..];
        (count, rest.chars().count() as u32, rest)
    })
}

fn write_list(out: &mut Out, list: &WordList, places: &HashMap<char, u32>) {
    out.0.extend_from_slice(&list.log_total.to_le_bytes());
    out.number(list.logs.len() as u32);
    list.logs.iter().for_each(|log| out.0.extend_from_slice(&log.to_le_bytes()));
    // Like beside like: that packs best.
    out.number(list.len() as u32);
    for (shared, rest, _) in endings(list) {
        out.number(shared);
        out.number(rest);
    }
    for c in endings(list).flat_map(|(_, _, rest)| rest.chars()) {
        out.number(places.get(&c).copied().unwrap_or_default());
    }
    list.iter().for_each(|(_, frequency)| out.number(frequency));
}

fn read_list(input: &mut In<'_>, characters: &[char]) -> Result<WordList, PageError> {
    let log_total = float(input)?;
    let logs = (0..input.count()?).map(|_| float(input)).collect::<Result<Vec<f64>, PageError>>()?;
    let mut list = WordList::new(log_total, logs).map_err(|_| PageError::Malformed)?;
    let count = input.count()?;
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        lengths.push((input.number()? as usize, input.number()? as usize));
    }
    // The characters stand before the frequencies: two readers go along together.
    let mut frequencies = *input;
    for _ in 0..lengths.iter().fold(0, |sum: usize, (_, rest)| sum.saturating_add(*rest)) {
        frequencies.number()?;
    }
    let (mut word, mut text) = (Vec::new(), String::new());
    for (shared, rest) in lengths {
        if shared > word.len() || shared.saturating_add(rest) > LONGEST {
            return Err(PageError::Malformed);
        }
        word.truncate(shared);
        for _ in 0..rest {
            word.push(*characters.get(input.number()? as usize).ok_or(PageError::Malformed)?);
        }
        text.clear();
        text.extend(&word);
        list.push(&text, frequencies.number()?).map_err(|_| PageError::Malformed)?;
    }
    *input = frequencies;
    Ok(list)
}

fn float(input: &mut In<'_>) -> Result<f64, PageError> {
    let bytes = input.bytes(8)?.try_into().map_err(|_| PageError::Malformed)?;
    Ok(f64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn small() -> Dictionary {
        Dictionary::empty().with_words("公积金 9\n公积金贷款 3\n住房公积金 9\nt恤 2\n").unwrap()
    }

    #[test]
    fn a_dictionary_comes_back() {
        for dictionary in [small(), Dictionary::empty()] {
            let file = dictionary_file(&dictionary).unwrap();
            let read = read_dictionary(&file).unwrap();
            assert_eq!(read.fingerprint(), dictionary.fingerprint());
            assert_eq!(dictionary_file(&read).unwrap(), file);
        }
        assert!(read_dictionary(&dictionary_file(&small()).unwrap()).unwrap().contains("住房公積金"));
    }

    #[cfg(feature = "dictionary")]
    #[test]
    fn the_builtin_dictionary_comes_back_to_the_last_byte() {
        let builtin = Dictionary::builtin().with_words("青禾镇\n公积金 7\n").unwrap();
        let file = dictionary_file(&builtin).unwrap();
        let read = read_dictionary(&file).unwrap();
        assert!(read.to_bytes() == builtin.to_bytes());
        assert_eq!(read.fingerprint(), builtin.fingerprint());
        assert!(file.len() * 4 < builtin.to_bytes().len(), "{} bytes", file.len());
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let file = dictionary_file(&small()).unwrap();
        assert_eq!(read_dictionary(b"").unwrap_err(), PageError::NotThisFile);
        assert_eq!(read_dictionary(b"<!doctype html><p>404").unwrap_err(), PageError::NotThisFile);
        assert_eq!(read_dictionary(&pack(FileKind::Terms, b"\0")).unwrap_err(), PageError::NotThisFile);
        for length in 0..file.len() {
            assert!(read_dictionary(&file[..length]).is_err(), "{length} bytes");
        }
        for bit in 0..file.len() * 8 {
            let mut other = file.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(read_dictionary(&other).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_whole_file_that_cannot_be_is_refused() {
        let (_, payload) = unpack(&dictionary_file(&small()).unwrap()).unwrap();
        for length in 0..payload.len() {
            let file = pack(FileKind::Dictionary, &payload[..length]);
            assert_eq!(read_dictionary(&file).unwrap_err(), PageError::Malformed, "{length} bytes");
        }
        let mut longer = payload.clone();
        longer.push(0);
        assert_eq!(read_dictionary(&pack(FileKind::Dictionary, &longer)).unwrap_err(), PageError::Malformed);
    }

    proptest! {
        #[test]
        fn any_change_is_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), more in proptest::collection::vec(any::<u8>(), 0..40)) {
            let (_, mut payload) = unpack(&dictionary_file(&small()).unwrap()).unwrap();
            let at = at.index(payload.len());
            payload[at] = byte;
            let _ = read_dictionary(&pack(FileKind::Dictionary, &payload));
            payload.splice(at.., more);
            let _ = read_dictionary(&pack(FileKind::Dictionary, &payload));
        }
    }
}
