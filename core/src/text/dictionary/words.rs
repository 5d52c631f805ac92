//! The words of a dictionary as lists, and a dictionary made of such lists: a list packs far smaller than the trie that
//! is made of it.

use std::borrow::Cow;

use yada::unit::UNIT_SIZE;

use super::super::fingerprint;
use super::{Dictionary, DictionaryError, Table, float, format};

/// Longest word that a list takes, in bytes.
const LONGEST: usize = 255;

/// Words in the order of their characters, with their frequencies.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct WordList {
    /// Natural logarithm of the sum of all frequencies.
    pub(crate) log_total: f64,
    /// Natural logarithms of the frequencies that occur, ascending.
    pub(crate) logs: Vec<f64>,
    /// All words, one after the other.
    text: String,
    /// Of each word: where it ends in the text, and the number of its frequency.
    words: Vec<(u32, u32)>,
}

impl WordList {
    /// A list without words yet.
    pub(crate) fn new(log_total: f64, logs: Vec<f64>) -> Result<WordList, DictionaryError> {
        // A frequency of nothing has the logarithm of minus infinity.
        let ascending = logs.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending || logs.iter().chain([&log_total]).any(|log| log.is_nan()) {
            return Err(bad("its frequencies are out of order"));
        }
        Ok(WordList { log_total, logs, ..WordList::default() })
    }

    /// Adds a word behind all others.
    pub(crate) fn push(&mut self, word: &str, frequency: u32) -> Result<(), DictionaryError> {
        if word.is_empty() || word.len() > LONGEST || word.contains('\0') {
            return Err(bad("it holds a word that is none"));
        }
        if self.words.last().is_some_and(|_| self.word(self.words.len() - 1) >= word) {
            return Err(bad("its words are out of order"));
        }
        if frequency as usize >= self.logs.len() {
            return Err(bad("a word of it has no frequency"));
        }
        self.text.push_str(word);
        let end = u32::try_from(self.text.len()).map_err(|_| bad("it has too many words"))?;
        self.words.push((end, frequency));
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words in order, each with the number of its frequency.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        (0..self.words.len()).map(|at| (self.word(at), self.words[at].1))
    }

    fn word(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.words[before].0);
        &self.text[from as usize..self.words[at].0 as usize]
    }

    fn of(table: &Table) -> Result<WordList, DictionaryError> {
        if table.trie == 0 {
            return Ok(WordList::default());
        }
        let logs = (format::HEADER..table.trie).step_by(8).map(|at| float(&table.bytes, at)).collect();
        let mut list = WordList::new(table.log_total, logs)?;
        // Depth first, by bytes: that is the order of code points. A trie meets no node twice, a damaged one might for ever.
        let mut left = (table.bytes.len() - table.trie) / UNIT_SIZE;
        let mut word: Vec<u8> = Vec::new();
        let mut path: Vec<(u32, u8)> = table.root().map(|root| (root, 1)).into_iter().collect();
        while let Some((node, next)) = path.last_mut() {
            // Bytes of UTF-8 end long before 255, so that the byte after one is one.
            let further = (*next..u8::MAX).find_map(|byte| Some((table.child(*node, byte)?, byte)));
            let Some((child, byte)) = further else {
                path.pop();
                word.pop();
                continue;
            };
            *next = byte + 1;
            left = left.checked_sub(1).ok_or(bad("its trie is damaged"))?;
            word.push(byte);
            path.push((child, 1));
            if let Some(frequency) = table.frequency(child) {
                list.push(std::str::from_utf8(&word).map_err(|_| bad("its words are no text"))?, frequency)?;
            }
        }
        Ok(list)
    }

    fn to_table(&self) -> Result<Table, DictionaryError> {
        if self.words.is_empty() {
            return Ok(Table::empty());
        }
        let keys: Vec<(&[u8], u32)> = self.iter().map(|(word, frequency)| (word.as_bytes(), frequency)).collect();
        let bytes = format::assemble(self.log_total, &self.logs, &keys).ok_or(bad("it has too many words"))?;
        Table::read(Cow::Owned(bytes))
    }
}

impl Dictionary {
    /// Its words, and those that a portal has put above them.
    pub(crate) fn word_lists(&self) -> Result<(WordList, Option<WordList>), DictionaryError> {
        Ok((WordList::of(&self.base)?, self.user.as_ref().map(WordList::of).transpose()?))
    }

    /// The dictionary of which these are the lists: the same to the last byte.
    pub(crate) fn of_word_lists(base: &WordList, user: Option<&WordList>) -> Result<Dictionary, DictionaryError> {
        let base = base.to_table()?;
        let user = user.map(WordList::to_table).transpose()?;
        let own = if base.trie == 0 { 0 } else { fingerprint::join(fingerprint::of(&base.bytes), 0) };
        let fingerprint = user.as_ref().map_or(own, |user| fingerprint::join(own, fingerprint::of(&user.bytes)));
        Ok(Dictionary { base, user, fingerprint })
    }
}

fn bad(reason: &'static str) -> DictionaryError {
    DictionaryError::Format { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_takes_words_in_order_only() {
        assert!(WordList::new(1.0, vec![2.0, 1.0]).is_err());
        assert!(WordList::new(f64::NAN, vec![1.0]).is_err());
        let mut list = WordList::new(3.0, vec![1.0, 2.0]).unwrap();
        list.push("公积金", 1).unwrap();
        list.push("公积金贷款", 0).unwrap();
        for (word, frequency) in [("公积金贷款", 0), ("公", 0), ("", 0), ("市\0", 0), ("市", 2), (&"市".repeat(90), 0)]
        {
            assert!(list.push(word, frequency).is_err(), "{word}");
        }
        assert_eq!(list.iter().collect::<Vec<_>>(), [("公积金", 1), ("公积金贷款", 0)]);
    }

    #[test]
    fn lists_and_dictionaries_become_each_other() {
        let own = Dictionary::empty().with_words("青禾镇 7\n青禾 7\n示范卡 20\n").unwrap();
        for dictionary in [Dictionary::empty(), own] {
            let (base, user) = dictionary.word_lists().unwrap();
            let again = Dictionary::of_word_lists(&base, user.as_ref()).unwrap();
            assert_eq!(again.fingerprint(), dictionary.fingerprint());
            assert_eq!(again.contains("青禾镇"), dictionary.contains("青禾镇"));
            assert_eq!(again.word_lists().unwrap(), (base, user));
        }
    }

    #[test]
    fn a_trie_that_leads_back_into_itself_has_an_end() {
        let mut bytes = format::assemble(1.0, &[0.5], &[("a".as_bytes(), 0), ("aa".as_bytes(), 0)]).unwrap();
        // Every unit becomes one that leads to itself: label `a`, offset `a`.
        let unit = (u32::from(b'a') << 10 | u32::from(b'a')).to_le_bytes();
        let trie = format::HEADER + 8;
        for at in (trie..bytes.len()).step_by(UNIT_SIZE) {
            bytes[at..at + UNIT_SIZE].copy_from_slice(&unit);
        }
        let damaged = Dictionary::from_bytes(Cow::Owned(bytes)).unwrap();
        assert!(damaged.word_lists().is_err());
    }
}
