//! The words of a portal, by their sound: what a query typed in Latin letters means.

use std::collections::{HashMap, HashSet};

use super::{Cut, Dictionary, Folded, SegmentKind, cut, each_word, fold, readings};

/// Words longer than this, in characters, are typed in parts.
const LONGEST_WORD: usize = 8;
/// Ways to pronounce one word that are kept.
const MOST_SOUNDS: usize = 8;
/// Letters of a run that are read; nobody types longer ones.
const LONGEST_RUN: usize = 64;
/// Words of one sound that are kept for a reading, and the share of the most frequent one's count that they need.
const SOUND: (usize, f32) = (3, 0.1);
/// The same for initials, which many words share.
const INITIALS: (usize, f32) = (8, 0.02);
/// Fewest letters that are read as a word.
const SHORTEST_KEY: usize = 2;
/// Most words that are read from initials only.
const MOST_INITIAL_WORDS: u32 = 3;

/// Words with the number of times they were met, found by pinyin.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    words: Vec<(String, u32)>,
    by_word: HashMap<String, u32>,
    /// Syllables run together (`gongjijin`) → words.
    by_sound: HashMap<String, Vec<u32>>,
    /// First letters (`gjj`) → words.
    by_initials: HashMap<String, Vec<u32>>,
    /// Runs of letters that texts hold themselves (`etc`): they are no pinyin.
    letters: HashSet<String>,
}

/// What a run of letters may mean: for each part of it the words of that sound, the most frequent first.
pub(crate) type Reading = Vec<Vec<String>>;

impl Lexicon {
    /// Counts the words of a text, and the words inside of longer ones.
    pub(crate) fn add(&mut self, dictionary: &Dictionary, text: &str) {
        let folded = Folded::new(text);
        for Cut { start, end, kind } in cut(dictionary, &folded) {
            match kind {
                SegmentKind::Alphanumeric => {
                    self.letters.insert(folded.slice(start, end).to_owned());
                }
                SegmentKind::Word => {
                    self.count(folded.slice(start, end));
                    each_word(dictionary, &folded, start, end, |from, to| {
                        if (from, to) != (start, end) {
                            self.count(folded.slice(from, to));
                        }
                    });
                }
                SegmentKind::Blank | SegmentKind::Symbol => {}
            }
        }
    }

    /// Counts a word, whether the dictionary has it or not.
    pub(crate) fn add_word(&mut self, word: &str) {
        self.count(&fold(word.trim()));
    }

    /// Every word with the number of times it was met.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        self.words.iter().map(|(word, count)| (word.as_str(), *count))
    }

    /// Whether texts hold this run of letters itself.
    pub(crate) fn has_letters(&self, run: &str) -> bool {
        self.letters.contains(run)
    }

    fn count(&mut self, word: &str) {
        if let Some(at) = self.by_word.get(word) {
            self.words[*at as usize].1 += 1;
            return;
        }
        let is_word = (2..=LONGEST_WORD).contains(&word.chars().count());
        let sounds = if is_word { sounds(word) } else { Vec::new() };
        if sounds.is_empty() {
            return;
        }
        let at = self.words.len() as u32;
        self.by_word.insert(word.to_owned(), at);
        self.words.push((word.to_owned(), 1));
        for (sound, initials) in sounds {
            for (map, key) in [(&mut self.by_sound, sound), (&mut self.by_initials, initials)] {
                let same = map.entry(key).or_default();
                if !same.contains(&at) {
                    same.push(at);
                }
            }
        }
    }

    /// What `letters`, a run of lower-case Latin letters, means as pinyin: as few words as possible, each by its full
    /// sound; or else by its initials. `None` when the portal has no such words, or holds the letters themselves.
    pub(crate) fn read(&self, letters: &str) -> Option<Reading> {
        let is_run = letters.len() <= LONGEST_RUN && letters.bytes().all(|b| b.is_ascii_lowercase());
        if !is_run || self.has_letters(letters) {
            return None;
        }
        self.cover(letters, &self.by_sound, SOUND, u32::MAX)
            .or_else(|| self.cover(letters, &self.by_initials, INITIALS, MOST_INITIAL_WORDS))
    }

    /// The cover of `letters` by the keys of the fewest words, at most `limit`, and of the most frequent ones at equal
    /// number. `kept`: how many words of one key, and which share of the most frequent one's count they need.
    fn cover(
        &self,
        letters: &str,
        by_key: &HashMap<String, Vec<u32>>,
        kept: (usize, f32),
        limit: u32,
    ) -> Option<Reading> {
        // For each end: number of words, minus the sum of the logarithms of their counts, and where the last begins.
        let mut best: Vec<Option<(u32, f32, usize)>> = vec![None; letters.len() + 1];
        best[0] = Some((0, 0.0, 0));
        for start in 0..letters.len() {
            let Some((count, cost, _)) = best[start].filter(|(count, ..)| *count < limit) else { continue };
            for end in start + SHORTEST_KEY..=letters.len() {
                let Some(words) = by_key.get(&letters[start..end]) else { continue };
                let most = words.iter().map(|at| self.words[*at as usize].1).max().unwrap_or(1);
                let (count, cost) = (count + 1, cost - (most as f32).ln());
                if best[end].is_none_or(|(known, known_cost, _)| (count, cost) < (known, known_cost)) {
                    best[end] = Some((count, cost, start));
                }
            }
        }
        let (mut reading, mut end) = (Reading::new(), letters.len());
        while end > 0 {
            let (_, _, start) = best[end]?;
            reading.push(self.frequent(by_key.get(&letters[start..end])?, kept));
            end = start;
        }
        reading.reverse();
        (!reading.is_empty()).then_some(reading)
    }

    fn frequent(&self, words: &[u32], (most, share): (usize, f32)) -> Vec<String> {
        let mut words: Vec<&(String, u32)> = words.iter().map(|at| &self.words[*at as usize]).collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let least = words.first().map_or(0.0, |word| word.1 as f32 * share);
        words.into_iter().filter(|word| word.1 as f32 >= least).take(most).map(|word| word.0.clone()).collect()
    }
}

/// Every way to pronounce a word, run together, with its initials; none for what is not of ideographs only.
fn sounds(word: &str) -> Vec<(String, String)> {
    let mut ways = vec![(String::new(), String::new())];
    for c in word.chars() {
        let readings = readings(c);
        let longer = ways.iter().flat_map(|(sound, initials)| {
            readings
                .as_slice()
                .iter()
                .map(move |syllable| (format!("{sound}{syllable}"), format!("{initials}{}", &syllable[..1])))
        });
        ways = longer.take(MOST_SOUNDS).collect();
    }
    ways
}

#[cfg(all(test, feature = "dictionary"))]
mod tests {
    use super::*;

    fn lexicon(texts: &[&str]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for text in texts {
            lexicon.add(&Dictionary::builtin(), text);
        }
        lexicon
    }

    #[test]
    fn letters_are_read_as_words_of_the_portal() {
        let known = lexicon(&["住房公积金提取", "公积金贷款", "社保查询", "设保", "银行"]);
        assert_eq!(known.read("gongjijin").unwrap(), [["公积金"]]);
        assert_eq!(known.read("gjj").unwrap(), [["公积金"]]);
        assert_eq!(known.read("shebaochaxun").unwrap(), [["社保"], ["查询"]]);
        assert_eq!(known.read("sbcx").unwrap(), [["社保"], ["查询"]], "initials of two words");
        assert_eq!(known.read("yinhang").unwrap(), [["银行"]], "every reading of a character counts");
        for letters in ["", "x", "pdf", "gongjijinx", "公积金"] {
            assert_eq!(known.read(letters), None, "{letters}");
        }
    }

    #[test]
    fn letters_that_texts_hold_are_no_pinyin() {
        let mut known = lexicon(&["办理ETC", "二套次", "失业保险金"]);
        known.add_word("人社局");
        assert_eq!(known.read("etc"), None);
        assert_eq!(known.read("shiye").unwrap(), [["失业"]], "a word inside of a longer one");
        assert_eq!(known.read("rensheju").unwrap(), [["人社局"]]);
    }

    #[test]
    fn frequent_words_come_first() {
        let known = lexicon(&["景点", "景点", "经典"]);
        assert_eq!(known.read("jingdian").unwrap(), [["景点", "经典"]]);
    }
}
