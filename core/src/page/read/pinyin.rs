//! Letters read as pinyin: which words of the index they may mean, in full or by initials.

use super::cut::{Find, Word};
use super::sort::sort_by;
use super::tables::Sounds;

/// Words of one sound that are looked for; the others must be this near to the most frequent one, in steps of an
/// eighth of a doubling.
const MOST_WORDS: usize = 4;
const NEAR: u8 = 30;
/// Letters that are read; nobody types more.
const LONGEST: usize = 48;
/// Fewest letters of a word, and most words that are read from initials.
const SHORTEST: usize = 2;
const MOST_INITIAL_WORDS: u32 = 3;

/// The words that `letters` may mean; `None` when they are no pinyin of the index's words.
pub(super) fn read(sounds: &Sounds<'_>, letters: &[u8]) -> Option<Vec<Word>> {
    if letters.len() < SHORTEST || letters.len() > LONGEST {
        return None;
    }
    split(sounds, letters, false, u32::MAX).or_else(|| split(sounds, letters, true, MOST_INITIAL_WORDS))
}

/// The fewest words that the letters are made of, the most frequent among those.
fn split(sounds: &Sounds<'_>, letters: &[u8], initials: bool, most: u32) -> Option<Vec<Word>> {
    let lexicon = &sounds.words;
    // From the end: words and lack of frequency of the rest, and the end of its first word.
    let mut best: Vec<Option<(u32, u32, usize)>> = vec![None; letters.len() + 1];
    best[letters.len()] = Some((0, 0, letters.len()));
    let mut words: Vec<Vec<(usize, usize)>> = vec![Vec::new(); letters.len()];
    for at in (0..letters.len()).rev() {
        for number in 0..lexicon.len() {
            let (word, weight) = (lexicon.word(number), lexicon.weight(number));
            if word.len() < 2 || weight < 2 {
                continue;
            }
            ends(sounds, word, letters, at, initials, &mut |end| {
                if let Some((count, lack, _)) = best[end] {
                    words[at].push((number, end));
                    let way = (count + 1, lack + u32::from(255 - weight), end);
                    if best[at].is_none_or(|known| (way.0, way.1) < (known.0, known.1)) {
                        best[at] = Some(way);
                    }
                }
            });
        }
    }
    let (count, ..) = best[0]?;
    if count > most {
        return None;
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let (.., end) = best[at]?;
        let mut same: Vec<usize> = words[at].iter().filter(|word| word.1 == end).map(|word| word.0).collect();
        sort_by(&mut same, |number| u64::from(u8::MAX - lexicon.weight(*number)) << 32 | *number as u64);
        same.dedup();
        let top = lexicon.weight(*same.first()?);
        same.retain(|number| lexicon.weight(*number) + NEAR >= top);
        same.truncate(MOST_WORDS);
        let words = same.into_iter().map(|number| lexicon.word(number).to_vec()).collect();
        found.push(Word::of(Find::Any(words), false));
        at = end;
    }
    Some(found)
}

/// Calls `found` with each place where the sound of `word` ends that begins at `at`.
fn ends(sounds: &Sounds<'_>, word: &[char], letters: &[u8], at: usize, initials: bool, found: &mut dyn FnMut(usize)) {
    let Some((first, rest)) = word.split_first() else { return found(at) };
    let mut seen = 0u32;
    for reading in sounds.of(*first) {
        if initials {
            let Some(letter) = reading.first().filter(|letter| letters.get(at) == Some(letter)) else { continue };
            let bit = 1u32 << (letter & 31);
            if seen & bit == 0 {
                seen |= bit;
                ends(sounds, rest, letters, at + 1, initials, found);
            }
        } else if letters[at..].starts_with(reading) {
            ends(sounds, rest, letters, at + reading.len(), initials, found);
        }
    }
}
