//! The guide to the files of suggestions.

use super::super::format::{Groups, In, MOST_CHUNKS, PageError};
use super::{DEEPEST, key_of};
use crate::suggest::CLASSES;

/// Longest key: it is a list of these, and each takes memory.
const LONGEST_KEY: usize = 10;

/// What the guide says.
#[derive(Debug)]
pub(super) struct Guide {
    syllables: Vec<String>,
    knots: Vec<Knot>,
    /// The first key of each file.
    firsts: Vec<String>,
    files: Groups,
}

/// A key that many entries share.
#[derive(Debug, Clone, Copy, Default)]
struct Knot {
    /// The classes that go on from here, and those of them that are knots.
    known: u32,
    knots: u32,
    /// The first of these in the list of all knots; the others follow it.
    below: usize,
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// To nothing.
    Nothing,
    /// To a list of everything that begins so.
    Leaf,
    /// To a knot: its number, or none where keys are as long as they get.
    Knot(Option<usize>),
}

impl Guide {
    pub(super) fn read(payload: &[u8]) -> Result<Guide, PageError> {
        let mut input = In(payload);
        let mut syllables: Vec<String> = Vec::new();
        let mut text = Vec::new();
        for _ in 0..input.count()? {
            input.after(&mut text)?;
            if text.len() > LONGEST_KEY {
                return Err(PageError::Malformed);
            }
            let syllable: String = text.iter().collect();
            if syllables.last().is_some_and(|last| *last >= syllable) {
                return Err(PageError::Malformed);
            }
            syllables.push(syllable);
        }
        let mut knots = vec![Knot::default()];
        read_knot(&mut input, &mut knots, 0, 0)?;
        let mut firsts: Vec<String> = Vec::new();
        text.clear();
        for _ in 0..input.count()? {
            input.after(&mut text)?;
            let first: String = text.iter().collect();
            let is_after = firsts.last().is_none_or(|last| *last < first);
            if text.len() > LONGEST_KEY || !is_after || firsts.len() == MOST_CHUNKS {
                return Err(PageError::Malformed);
            }
            firsts.push(first);
        }
        let files = Groups::read(firsts.len(), &mut input)?;
        if input.is_empty() { Ok(Guide { syllables, knots, firsts, files }) } else { Err(PageError::Malformed) }
    }

    /// The file of a key, as a number; none when there is no file.
    pub(super) fn chunk(&self, key: &str) -> Option<usize> {
        self.firsts.partition_point(|first| first.as_str() <= key).checked_sub(1)
    }

    pub(super) fn name(&self, chunk: usize) -> Option<String> {
        self.files.file(chunk)
    }

    /// Where `class` leads from a knot; 0 is where all keys begin.
    pub(super) fn next(&self, knot: usize, class: u8) -> Next {
        let Knot { known, knots, below } = self.knots.get(knot).copied().unwrap_or_default();
        if known >> class & 1 == 0 {
            Next::Nothing
        } else if knots >> class & 1 == 0 {
            Next::Leaf
        } else if below == 0 {
            Next::Knot(None)
        } else {
            Next::Knot(Some(below + (knots & ((1 << class) - 1)).count_ones() as usize))
        }
    }

    /// Whether this is a syllable.
    pub(super) fn is_syllable(&self, letters: &str) -> bool {
        self.syllables.binary_search_by(|syllable| syllable.as_str().cmp(letters)).is_ok()
    }

    /// Whether a syllable begins so.
    pub(super) fn begins_syllable(&self, letters: &str) -> bool {
        let at = self.syllables.partition_point(|syllable| syllable.as_str() < letters);
        self.syllables.get(at).is_some_and(|syllable| syllable.starts_with(letters))
    }

    /// The file of a key of classes.
    pub(super) fn chunk_of(&self, classes: &[u8]) -> Option<usize> {
        self.chunk(&key_of(classes))
    }
}

/// Reads a knot and all below it. Knots of the greatest depth have none.
fn read_knot(input: &mut In<'_>, knots: &mut Vec<Knot>, at: usize, depth: usize) -> Result<(), PageError> {
    let (known, set) = (input.number()?, input.number()?);
    // All keys have two classes at least.
    if known >> CLASSES != 0 || set & !known != 0 || (depth == 0 && set != known) {
        return Err(PageError::Malformed);
    }
    knots[at] = Knot { known, knots: set, below: 0 };
    if depth + 1 == DEEPEST || set == 0 {
        return Ok(());
    }
    let below = knots.len();
    knots[at].below = below;
    let count = set.count_ones() as usize;
    knots.resize(below + count, Knot::default());
    for next in below..below + count {
        read_knot(input, knots, next, depth + 1)?;
    }
    Ok(())
}
