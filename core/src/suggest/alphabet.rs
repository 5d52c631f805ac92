//! The characters that occur in entries, each as a number of two bytes, and how each is read.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::text::{Readings, readings};

/// A character's number.
pub(super) type Sign = u16;
/// No character: the end of a text, and what occurs in none.
pub(super) const NONE: Sign = 0;
/// All characters of entries beyond 65,534 different ones. No query finds them.
pub(super) const RARE: Sign = Sign::MAX;

/// Classes of sound: what has none, 26 letters, digits.
pub(crate) const CLASSES: usize = 28;
const CLASS_OF_DIGITS: usize = 27;
/// A set of classes that holds only what has no sound; the end of a text is in it.
pub(super) const SILENT: u32 = 1;

/// The class of a small Latin letter.
pub(crate) fn class_of_letter(letter: u8) -> u32 {
    u32::from(letter.wrapping_sub(b'a' - 1)) % CLASSES as u32
}

/// The keyboard's letter for a character, where there is one: people write `ü` as it is, and as `v`.
pub(crate) fn letter(c: char) -> Option<u8> {
    match c {
        'a'..='z' => u8::try_from(c).ok(),
        'ü' => Some(b'v'),
        _ => None,
    }
}

/// The set of classes with which a folded character of these readings may begin in a query.
pub(crate) fn classes_of(c: char, read: &Readings) -> u32 {
    let spoken = read.as_slice().iter().filter_map(|syllable| syllable.bytes().next()).chain(letter(c));
    let classes = spoken.fold(0, |set, letter| set | 1 << class_of_letter(letter));
    match classes {
        0 if c.is_ascii_digit() => 1 << CLASS_OF_DIGITS,
        0 => SILENT,
        _ => classes,
    }
}

/// Most readings of one character.
const READINGS: usize = 4;

/// The characters of all entries with their readings. Numbers follow the first readings, so that most characters of one
/// sound are neighbours.
#[derive(Debug)]
pub(super) struct Alphabet {
    /// By character of the basic plane.
    basic: Vec<Sign>,
    beyond: HashMap<char, Sign>,
    /// All syllables that occur, sorted.
    syllables: Vec<&'static str>,
    /// By number: its readings in `syllables`.
    readings: Vec<[u16; READINGS]>,
    /// By number: the set of classes with which it may begin in a query.
    classes: Vec<u32>,
    /// Characters by syllable: those of syllable `n` are `spoken[heads[n]..heads[n + 1]]`.
    spoken: Vec<Sign>,
    heads: Vec<u32>,
}

impl Alphabet {
    /// `chars`: folded characters, as often as they come.
    pub(super) fn new(chars: impl Iterator<Item = char>) -> Alphabet {
        let mut seen = vec![false; 0x1_0000];
        let mut rest = BTreeSet::new();
        for c in chars {
            match seen.get_mut(c as usize) {
                Some(is_seen) => *is_seen = true,
                None => drop(rest.insert(c)),
            }
        }
        let basic = (0u32..).zip(&seen).filter(|(_, is_seen)| **is_seen).filter_map(|(code, _)| char::from_u32(code));
        let mut chars: Vec<(char, Readings)> = basic.chain(rest).map(|c| (c, readings(c))).collect();
        // What has no reading comes last, and is what finds no number when there are too many.
        chars.sort_by_key(|(_, read)| read.as_slice().first().map_or((1, ""), |first| (0, *first)));
        chars.truncate(usize::from(RARE - 1));

        let syllables: BTreeSet<&'static str> = chars.iter().flat_map(|(_, read)| read.as_slice()).copied().collect();
        let syllables: Vec<&'static str> = syllables.into_iter().collect();
        let mut alphabet = Alphabet {
            basic: vec![NONE; 0x1_0000],
            beyond: HashMap::new(),
            readings: vec![[syllables.len() as u16; READINGS]],
            classes: vec![SILENT],
            syllables,
            spoken: Vec::new(),
            heads: vec![0],
        };
        let mut by_syllable: Vec<Vec<Sign>> = vec![Vec::new(); alphabet.syllables.len()];
        for (sign, (c, read)) in (NONE + 1..RARE).zip(&chars) {
            match alphabet.basic.get_mut(*c as usize) {
                Some(slot) => *slot = sign,
                None => drop(alphabet.beyond.insert(*c, sign)),
            }
            let mut numbers = alphabet.readings[0];
            for (slot, syllable) in numbers.iter_mut().zip(read.as_slice()) {
                let Ok(at) = alphabet.syllables.binary_search(syllable) else { continue };
                *slot = at as u16;
                by_syllable[at].push(sign);
            }
            alphabet.readings.push(numbers);
            alphabet.classes.push(classes_of(*c, read));
        }
        for signs in by_syllable {
            alphabet.spoken.extend(signs);
            alphabet.heads.push(alphabet.spoken.len() as u32);
        }
        alphabet
    }

    /// The number of a folded character; [`NONE`] when it occurs nowhere.
    pub(super) fn sign(&self, c: char) -> Sign {
        match self.basic.get(c as usize) {
            Some(sign) => *sign,
            None => self.beyond.get(&c).copied().unwrap_or(NONE),
        }
    }

    /// The number of a folded character of an entry.
    pub(super) fn own_sign(&self, c: char) -> Sign {
        Some(self.sign(c)).filter(|sign| *sign != NONE).unwrap_or(RARE)
    }

    /// How many numbers there are, [`NONE`] included and those without a number not.
    pub(super) fn len(&self) -> usize {
        self.readings.len()
    }

    /// All syllables, sorted; each has its place as number.
    pub(super) fn syllables(&self) -> &[&'static str] {
        &self.syllables
    }

    /// The syllables by which a character is read; the number of syllables where it has no more.
    pub(super) fn readings(&self, sign: Sign) -> [u16; READINGS] {
        self.readings.get(usize::from(sign)).copied().unwrap_or(self.readings[0])
    }

    /// The classes with which a character may begin in a query.
    pub(super) fn classes(&self, sign: Sign) -> u32 {
        self.classes.get(usize::from(sign)).copied().unwrap_or(SILENT)
    }

    /// The characters that are read `letters`, exactly.
    pub(super) fn spoken_exactly(&self, letters: &str) -> &[Sign] {
        match self.syllables.binary_search(&letters) {
            Ok(at) => &self.spoken[self.heads[at] as usize..self.heads[at + 1] as usize],
            Err(_) => &[],
        }
    }

    /// The characters with a reading that begins with `letters`. A character of two such readings comes twice.
    pub(super) fn spoken(&self, letters: &str) -> &[Sign] {
        let range = self.syllables_from(letters);
        &self.spoken[self.heads[range.start] as usize..self.heads[range.end] as usize]
    }

    /// The syllables that begin with `letters`.
    pub(super) fn syllables_from(&self, letters: &str) -> Range<usize> {
        let start = self.syllables.partition_point(|syllable| *syllable < letters);
        let length = self.syllables[start..].partition_point(|syllable| syllable.starts_with(letters));
        start..start + length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_numbers_and_readings() {
        let alphabet = Alphabet::new("公积金重庆a1の𠮷公".chars());
        assert_eq!(alphabet.len(), 10);
        assert!(['公', '𠮷', 'の', '1'].into_iter().all(|c| alphabet.sign(c) != NONE));
        assert_eq!(alphabet.sign('税'), NONE);
        assert!(alphabet.sign('公') < alphabet.sign('积') && alphabet.sign('积') < alphabet.sign('金'));
        let read = |c: char| alphabet.readings(alphabet.sign(c))[0];
        assert_eq!(alphabet.syllables()[usize::from(read('公'))], "gong");
        assert_eq!(usize::from(read('a')), alphabet.syllables().len());
        let class = |letter| 1 << class_of_letter(letter);
        assert_eq!(alphabet.classes(alphabet.sign('公')), class(b'g'));
        let both = class(b'z') | class(b'c');
        assert_eq!(alphabet.classes(alphabet.sign('重')) & both, both);
        assert_eq!(alphabet.classes(alphabet.sign('a')), class(b'a'));
        assert_eq!(alphabet.classes(alphabet.sign('1')), 1 << CLASS_OF_DIGITS);
        assert_eq!(alphabet.classes(alphabet.sign('の')), SILENT);
    }

    #[test]
    fn syllables_lead_to_characters() {
        let alphabet = Alphabet::new("公积金重庆".chars());
        assert_eq!(alphabet.spoken("gon"), [alphabet.sign('公')]);
        assert_eq!(alphabet.spoken("jin"), [alphabet.sign('金')]);
        assert_eq!(alphabet.spoken("ji"), [alphabet.sign('积'), alphabet.sign('金')]);
        assert_eq!(alphabet.spoken_exactly("ji"), [alphabet.sign('积')]);
        assert!(alphabet.spoken("x").is_empty() && alphabet.spoken("~").is_empty());
        assert!(alphabet.spoken_exactly("zhon").is_empty() && !alphabet.spoken_exactly("zhong").is_empty());
    }

    #[test]
    fn more_characters_than_numbers_do_not_collide() {
        let alphabet = Alphabet::new('\0'..=char::MAX);
        let mut numbers: Vec<Sign> =
            ('\0'..=char::MAX).map(|c| alphabet.sign(c)).filter(|sign| *sign != NONE).collect();
        numbers.sort_unstable();
        assert!(numbers.is_sorted_by(|a, b| a < b) && numbers.len() == usize::from(RARE - 1));
        assert_eq!((alphabet.sign(char::MAX), alphabet.own_sign(char::MAX)), (NONE, RARE));
        assert_ne!(alphabet.sign('龥'), NONE);
    }
}
