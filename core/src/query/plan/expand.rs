//! What else a query's words may be called: standard terms for plain words, words for pinyin.

use super::builder::{Builder, string_matcher};
use super::{Alternative, Word};
use crate::text::{Cut, Folded, Reading, cut, is_stop_word};

/// Weight of a rarer word of the same sound.
const HOMOPHONE_WEIGHT: f32 = 0.5;
/// Standard terms looked up for all words of a query.
const MOST_TERMS: usize = 32;

impl Builder<'_> {
    /// For each cut, what stands for it. A plain word may span several cuts (身份证丢了): then what it stands for stands
    /// for each of them, with its part of the weight.
    pub(super) fn expansions(&mut self, folded: &Folded, cuts: &[Cut]) -> Vec<Vec<Alternative>> {
        let synonyms = self.language.synonyms;
        let mut expansions = vec![Vec::new(); cuts.len()];
        if self.language.weights.synonym <= 0.0 {
            return expansions;
        }
        let (mut at, mut looked_up) = (0, 0);
        while at < cuts.len() {
            let start = cuts[at].start;
            let fits = |end: &usize| cuts[*end].end - start <= synonyms.longest();
            let stands = |end: &usize| !synonyms.of(folded.slice(start, cuts[*end].end)).is_empty();
            let longest = (at..cuts.len()).take_while(fits).filter(stands).last();
            let Some(end) = longest.filter(|_| looked_up < MOST_TERMS) else {
                at += 1;
                continue;
            };
            let terms = synonyms.of(folded.slice(start, cuts[end].end));
            looked_up += terms.len();
            let said: Vec<usize> =
                (at..=end).filter(|at| !is_stop_word(folded.slice(cuts[*at].start, cuts[*at].end))).collect();
            for term in terms {
                let weight = self.language.weights.synonym / said.len().max(1) as f32;
                for at in &said {
                    expansions[*at].push(Alternative { text: term.clone(), matcher: string_matcher(term), weight });
                }
                self.score_parts(term);
            }
            at = end + 1;
        }
        expansions
    }

    /// Letters with blanks as one run of pinyin: `gong ji jin` is 公积金. Says whether it is one.
    pub(super) fn spaced_pinyin(&mut self, folded: &Folded) -> bool {
        let Some(lexicon) = self.language.lexicon.filter(|_| self.may_be_pinyin) else { return false };
        let mut runs = folded.as_str().split(|c: char| !c.is_alphanumeric());
        let joined: String = runs.clone().collect();
        let reading = lexicon.read(&joined).filter(|_| !runs.any(|run| lexicon.has_letters(run)));
        reading.map(|reading| self.understand(&reading)).is_some()
    }

    /// A run of letters: as it is, or, where the query is of letters only, as pinyin.
    pub(super) fn letters(&mut self, text: &str, alternatives: &[Alternative]) {
        let lexicon = self.language.lexicon.filter(|_| self.may_be_pinyin);
        match lexicon.and_then(|lexicon| lexicon.read(text)) {
            Some(reading) => self.understand(&reading),
            None => self.word(text, alternatives),
        }
    }

    fn understand(&mut self, reading: &Reading) {
        self.plan.understood.extend(reading.iter().filter_map(|words| words.first().cloned()));
        for words in reading {
            let mut found = words.iter().map(|word| (word.clone(), string_matcher(word)));
            let Some((first, matcher)) = found.next() else { continue };
            let mut alternatives: Vec<Alternative> =
                found.map(|(text, matcher)| Alternative { text, matcher, weight: HOMOPHONE_WEIGHT }).collect();
            let weight = self.language.weights.synonym;
            let terms = self.language.synonyms.of(&first).iter();
            alternatives.extend(terms.map(|text| Alternative {
                text: text.clone(),
                matcher: string_matcher(text),
                weight,
            }));
            self.add(Word { text: first, matcher, weight: 1.0, alternatives });
        }
    }

    /// Words and pairs of a standard term add to the score where an item holds only a part of it.
    fn score_parts(&mut self, term: &str) {
        let folded = Folded::new(term);
        let cuts = cut(self.language.dictionary, &folded);
        self.score_terms(&folded, &cuts, self.language.weights.synonym_part_share);
    }
}
