//! The segmentation dictionary: a trie over folded words, borrowed from the binary, and a portal's own words above it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use yada::DoubleArray;

use super::fold;

#[allow(clippy::redundant_pub_crate)]
mod format;
mod walk;
mod words;

pub(crate) use walk::Walk;
pub(crate) use words::WordList;

/// Longest word of a user dictionary, in characters.
const LONGEST_WORD: usize = 32;

#[cfg(feature = "dictionary")]
static BUILTIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));
#[cfg(feature = "dictionary")]
const BUILTIN_FINGERPRINT: u64 = include!(concat!(env!("OUT_DIR"), "/dictionary_fingerprint.rs"));

/// Why a dictionary could not be read. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DictionaryError {
    /// The bytes are not a compiled dictionary of this version.
    #[error("not a compiled dictionary of format {}: {reason}; export it anew with this version", format::VERSION)]
    Format {
        /// What does not fit.
        reason: &'static str,
    },
    /// A line of a word list is not `word` or `word frequency`.
    #[error("line {line}: {reason}; write one word a line, optionally followed by a blank and its frequency")]
    Line {
        /// Number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// A word found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match {
    /// Length of the word in bytes of the folded text.
    pub(crate) bytes: usize,
    /// Natural logarithm of its frequency.
    pub(crate) log_frequency: f64,
}

#[derive(Clone)]
struct Table {
    bytes: Cow<'static, [u8]>,
    log_total: f64,
    /// Where the trie begins.
    trie: usize,
}

/// Words with their frequencies, for cutting text. Cheap to open: the built-in one is part of the binary's data and is
/// not parsed.
#[derive(Clone)]
pub struct Dictionary {
    base: Table,
    user: Option<Table>,
    fingerprint: u64,
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dictionary")
            .field("bytes", &self.base.bytes.len())
            .field("user", &self.user.is_some())
            .field("fingerprint", &self.fingerprint)
            .finish()
    }
}

impl Dictionary {
    /// The dictionary in the binary: jieba's 349,000 words and those of government portals, folded.
    #[cfg(feature = "dictionary")]
    #[must_use]
    pub fn builtin() -> Dictionary {
        // The build script wrote these bytes with the encoder of this very version.
        let base = Table::read(Cow::Borrowed(BUILTIN)).unwrap_or_else(|_| Table::empty());
        Dictionary { base, user: None, fingerprint: BUILTIN_FINGERPRINT }
    }

    /// A dictionary without words: every ideograph is cut alone.
    #[must_use]
    pub fn empty() -> Dictionary {
        Dictionary { base: Table::empty(), user: None, fingerprint: 0 }
    }

    /// A dictionary of these words, folded, with their frequencies, as a part of one whose frequencies have the sum
    /// `log_total` (as a logarithm).
    pub(crate) fn of_words(words: &BTreeMap<String, u32>, log_total: f64) -> Dictionary {
        let bytes = format::encode(words).map(Cow::Owned);
        let base = bytes.and_then(|bytes| Table::read(bytes).ok()).unwrap_or_else(Table::empty);
        Dictionary { base: Table { log_total, ..base }, user: None, fingerprint: 0 }
    }

    /// Reads a compiled dictionary, such as [`Dictionary::to_bytes`] writes: a browser loads it as a file of its own.
    ///
    /// # Errors
    /// [`DictionaryError::Format`] when the bytes are of another kind or version, or damaged.
    pub fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Dictionary, DictionaryError> {
        let fingerprint = super::fingerprint::join(super::fingerprint::of(&bytes), 0);
        let base = Table::read(bytes)?;
        // The trie is walked without checks: bytes from elsewhere are checked here, once, as a whole.
        DoubleArray::new(&base.bytes[base.trie..])
            .map_err(|_| DictionaryError::Format { reason: "its trie is damaged" })?;
        Ok(Dictionary { base, user: None, fingerprint })
    }

    /// The compiled dictionary, without a portal's own words.
    #[must_use]
    pub fn to_bytes(&self) -> &[u8] {
        &self.base.bytes
    }

    /// Adds a portal's own words (`config/dictionary.txt`): one word a line, optionally its frequency; what follows is
    /// ignored, as are empty lines and lines that begin with `#`. Without a frequency a word gets one that is just
    /// high enough to be cut as one piece.
    ///
    /// # Errors
    /// [`DictionaryError::Line`] names the first line that is not of that shape.
    pub fn with_words(self, list: &str) -> Result<Dictionary, DictionaryError> {
        let mut words = BTreeMap::new();
        for (at, line) in list.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').trim();
            let problem = |reason: String| DictionaryError::Line { line: at + 1, reason };
            let mut parts = line.split_whitespace();
            let Some(word) = parts.next().filter(|word| !word.starts_with('#')) else { continue };
            if word.contains('\0') || word.chars().count() > LONGEST_WORD {
                return Err(problem(format!("a word has at most {LONGEST_WORD} characters")));
            }
            let word = fold(word);
            let frequency = match parts.next() {
                Some(text) => {
                    text.parse().map_err(|_| problem(format!("the frequency `{text}` is not a whole number")))?
                }
                None => super::segment::joining_frequency(&self, &word),
            };
            words.insert(word, frequency.max(1));
        }
        if words.is_empty() {
            return Ok(self);
        }
        let bytes = format::encode(&words).ok_or(DictionaryError::Format { reason: "too many words" })?;
        let fingerprint = super::fingerprint::join(self.fingerprint, super::fingerprint::of(&bytes));
        let user = Some(Table::read(Cow::Owned(bytes))?);
        Ok(Dictionary { base: self.base, user, fingerprint })
    }

    /// A number that changes whenever words or frequencies do: part of a portal's fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub(crate) fn log_total(&self) -> f64 {
        self.base.log_total
    }

    /// Calls `found` once for every word with which `text` (folded) begins; the frequency of a portal's own words wins.
    pub(crate) fn each_prefix(&self, text: &str, mut found: impl FnMut(Match)) {
        let Some(user) = &self.user else { return self.base.each_prefix(text, &mut found) };
        let mut own = Vec::new();
        user.each_prefix(text, &mut |m| own.push(m));
        self.base.each_prefix(text, &mut |m: Match| {
            if own.iter().all(|word| word.bytes != m.bytes) {
                found(m);
            }
        });
        own.into_iter().for_each(found);
    }

    /// Natural logarithm of the frequency of exactly this folded word.
    pub(crate) fn log_frequency(&self, word: &str) -> Option<f64> {
        let mut answer = None;
        self.each_prefix(word, |m| {
            if m.bytes == word.len() {
                answer = Some(m.log_frequency);
            }
        });
        answer
    }

    /// Whether this word, folded, is in the dictionary.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.log_frequency(&fold(word)).is_some()
    }
}

impl Table {
    fn empty() -> Table {
        Table { bytes: Cow::Borrowed(&[]), log_total: 0.0, trie: 0 }
    }

    fn read(bytes: Cow<'static, [u8]>) -> Result<Table, DictionaryError> {
        let bad = |reason| DictionaryError::Format { reason };
        let number = |at: usize| -> Option<u32> { Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
        if bytes.get(..8) != Some(format::MAGIC) {
            return Err(bad("it does not begin with the dictionary's mark"));
        }
        if number(8) != Some(format::VERSION) {
            return Err(bad("it is of another version"));
        }
        let distinct = number(12).ok_or(bad("it is cut short"))? as usize;
        // Checked: in a browser a length has 32 bits.
        let trie = distinct.checked_mul(8).and_then(|b| b.checked_add(format::HEADER)).ok_or(bad("it is cut short"))?;
        let units = bytes.len().checked_sub(trie).ok_or(bad("it is cut short"))?;
        if units == 0 || units % 4 != 0 {
            return Err(bad("its trie is cut short"));
        }
        let log_total = float(&bytes, 16);
        Ok(Table { bytes, log_total, trie })
    }

    fn each_prefix(&self, text: &str, found: &mut impl FnMut(Match)) {
        if self.trie == 0 {
            return;
        }
        // Without yada's own check, which would read the whole table at every start: the built-in table is as the
        // build script wrote it, and any other was checked when it was read.
        let trie = DoubleArray(&self.bytes[self.trie..]);
        for (value, bytes) in trie.common_prefix_search(text) {
            if text.is_char_boundary(bytes) {
                found(Match { bytes, log_frequency: float(&self.bytes, format::HEADER + value as usize * 8) });
            }
        }
    }
}

fn float(bytes: &[u8], at: usize) -> f64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0.0, f64::from_le_bytes)
}

#[cfg(all(test, feature = "dictionary"))]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_a_portal_has_too_is_found_once() {
        let dictionary = Dictionary::builtin().with_words("公积金 7").unwrap();
        let mut found = Vec::new();
        dictionary.each_prefix("公积金", |m| found.push((m.bytes, m.log_frequency)));
        let whole: Vec<f64> = found.iter().filter(|(bytes, _)| *bytes == 9).map(|(_, frequency)| *frequency).collect();
        assert_eq!(whole, [7f64.ln()]);
    }

    #[test]
    fn the_builtin_dictionary_has_its_words() {
        let dictionary = Dictionary::builtin();
        for word in ["公积金", "住房公积金", "行政处罚法", "住房公積金", "T恤"] {
            assert!(dictionary.contains(word), "{word}");
        }
        assert!(!dictionary.contains("示范区青禾镇"));
    }

    #[test]
    fn own_words_are_added_and_change_the_fingerprint() {
        let plain = Dictionary::builtin();
        let own = plain.clone().with_words("# 本区词\n青禾镇\n示范卡 20 n\n").unwrap();
        assert!(own.contains("青禾镇") && own.contains("示范卡"));
        assert_ne!(own.fingerprint(), plain.fingerprint());
        assert_eq!(plain.clone().with_words("# nothing\n").unwrap().fingerprint(), plain.fingerprint());
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Dictionary::builtin().with_words("青禾镇\n示范卡 many\n").unwrap_err();
        assert!(error.to_string().starts_with("line 2: the frequency `many`"), "{error}");
    }

    #[test]
    fn damaged_bytes_are_an_error() {
        assert!(Dictionary::from_bytes(Cow::Borrowed(b"hello")).is_err());
        let builtin = Dictionary::builtin();
        let read = Dictionary::from_bytes(Cow::Owned(builtin.to_bytes().to_vec())).unwrap();
        assert_eq!(read.fingerprint(), builtin.fingerprint());
        let bytes = builtin.to_bytes()[..4096].to_vec();
        assert!(Dictionary::from_bytes(Cow::Owned(bytes[..30].to_vec())).is_err());
        assert!(Dictionary::from_bytes(Cow::Owned(bytes[..4096 - 2].to_vec())).is_err());
        assert!(Dictionary::from_bytes(Cow::Owned(bytes)).is_err(), "a trie that points beyond its end");
    }
}
