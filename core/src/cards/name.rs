//! Names of services and lookups: what each of their characters counts, and how much of them a query covers.

use super::words::{Role, is_look, is_procedure, procedures, role};
use crate::text::{Dictionary, Folded, SegmentKind, cut};

/// Weight of a character that says what something is.
const THING: u32 = 10;
/// Weight of a character that says what is done with it.
const PROCEDURE: u32 = 6;

/// A title or keyword.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// As published.
    pub(super) shown: String,
    /// Folded, without blanks and symbols.
    pub(super) chars: Vec<char>,
    /// What each character counts.
    weights: Vec<u32>,
    /// Characters of words that say it is a lookup.
    looks: Vec<bool>,
    total: u32,
    pub(super) is_title: bool,
}

impl Name {
    pub(super) fn new(shown: &str, is_title: bool, dictionary: &Dictionary) -> Name {
        let folded = Folded::new(shown);
        let (mut chars, mut weights, mut looks) = (Vec::new(), Vec::new(), Vec::new());
        for piece in cut(dictionary, &folded) {
            if !matches!(piece.kind, SegmentKind::Word | SegmentKind::Alphanumeric) {
                continue;
            }
            let word = folded.slice(piece.start, piece.end);
            let weight = match role(word) {
                _ if is_procedure(word) => PROCEDURE,
                Role::Stop => 0,
                _ => THING,
            };
            chars.extend(word.chars());
            weights.resize(chars.len(), weight);
            looks.resize(chars.len(), is_look(word));
        }
        for word in procedures().map(|word| word.chars().collect::<Vec<char>>()) {
            for at in occurrences(&chars, &word) {
                weights[at..at + word.len()].fill(PROCEDURE);
            }
        }
        let total = weights.iter().sum();
        Name { shown: shown.to_owned(), chars, weights, looks, total, is_title }
    }

    /// Whether anything in it says what it is of.
    pub(super) fn has_thing(&self) -> bool {
        self.weights.contains(&THING)
    }

    /// Whether it says that something is to be looked up.
    pub(super) fn is_lookup(&self) -> bool {
        self.looks.contains(&true)
    }

    /// How much of the name these words cover, in thousandths; nothing, where they cover no thing. A keyword is a short
    /// wording of its own: of it only words of procedure may be missing, or 公积金 would mean 取公积金.
    pub(super) fn coverage(&self, words: &[Vec<char>], looks: bool) -> u32 {
        let mut covered: Vec<bool> = self.looks.iter().map(|look| *look && looks).collect();
        for word in words {
            for at in occurrences(&self.chars, word) {
                covered[at..at + word.len()].fill(true);
            }
        }
        let weights = || self.weights.iter().zip(&covered).filter(|(_, covered)| **covered).map(|(weight, _)| *weight);
        let things = weights().filter(|weight| *weight == THING).count();
        let wanted = if self.is_title { 1 } else { self.weights.iter().filter(|weight| **weight == THING).count() };
        if things < wanted {
            return 0;
        }
        weights().sum::<u32>() * 1000 / self.total.max(1)
    }
}

/// Where a word stands in a text.
fn occurrences<'a>(text: &'a [char], word: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let windows = text.windows(word.len().max(1)).enumerate();
    windows.filter(move |(_, window)| *window == word).map(|(at, _)| at)
}

/// A title without what stands in brackets: 住房公积金提取（租房） is a 住房公积金提取.
pub(super) fn without_brackets(title: &str) -> String {
    let mut depth = 0_usize;
    let mut core = String::new();
    for c in title.chars() {
        match c {
            '（' | '(' | '[' | '［' | '【' => depth += 1,
            '）' | ')' | ']' | '］' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => core.push(c),
            _ => {}
        }
    }
    core.trim().to_owned()
}

#[cfg(all(test, feature = "dictionary"))]
mod tests {
    use super::*;

    fn coverage(shown: &str, is_title: bool, words: &[&str], looks: bool) -> u32 {
        let words: Vec<Vec<char>> = words.iter().map(|word| word.chars().collect()).collect();
        Name::new(shown, is_title, &Dictionary::builtin()).coverage(&words, looks)
    }

    #[test]
    fn things_count_more_than_procedure() {
        assert_eq!(coverage("居住证申领", true, &["居住证"], false), 714);
        assert_eq!(coverage("居住证申领", true, &["居住证", "申领"], false), 1000);
        assert_eq!(coverage("结婚登记", true, &["结婚"], false), 625);
        assert_eq!(coverage("结婚登记", true, &["登记"], false), 0, "no thing is covered");
        assert!(!Name::new("补领", false, &Dictionary::builtin()).has_thing());
    }

    #[test]
    fn of_a_keyword_no_thing_may_be_missing() {
        assert_eq!(coverage("取公积金", false, &["公积金"], false), 0);
        assert_eq!(coverage("补办房产证", false, &["房产证"], false), 714);
    }

    #[test]
    fn who_looks_something_up_need_not_say_how() {
        assert_eq!(coverage("社保查询", false, &["社保"], true), 1000);
        assert_eq!(coverage("社保查询", false, &["社保"], false), 625);
    }

    #[test]
    fn brackets_may_nest_and_be_left_open() {
        for title in ["公积金提取（租房）", "公积金提取(（企业）)", "公积金提取（租房"] {
            assert_eq!(without_brackets(title), "公积金提取", "{title}");
        }
    }
}
