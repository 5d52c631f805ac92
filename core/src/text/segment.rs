//! Cutting text into words: the most probable path through the dictionary's words, as jieba does it without its hidden
//! Markov model.

use super::class::{Class, LONGEST_RUN, class};
use super::dictionary::Dictionary;
use super::fold::Folded;

/// What a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentKind {
    /// A word in ideographs: one of the dictionary, or a single character that belongs to none.
    Word,
    /// A run of letters and digits.
    Alphanumeric,
    /// White space, one character.
    Blank,
    /// Punctuation and symbols, one character.
    Symbol,
}

/// A piece of a text. Positions are character indices, which are the same in the folded and the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<'t> {
    /// The piece, as it stands in the original.
    pub text: &'t str,
    /// Index of its first character.
    pub start: usize,
    /// Index after its last character.
    pub end: usize,
    /// What it is.
    pub kind: SegmentKind,
}

/// A cut without the text: character range and kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: SegmentKind,
}

/// Cuts `text` into segments that concatenate to it.
///
/// ```
/// # #[cfg(feature = "dictionary")] {
/// use menhu::text::{Dictionary, segment};
/// let words: Vec<&str> = segment(&Dictionary::builtin(), "公积金提取，怎么办？").iter().map(|s| s.text).collect();
/// assert_eq!(words, ["公积金", "提取", "，", "怎么办", "？"]);
/// # }
/// ```
#[must_use]
pub fn segment<'t>(dictionary: &Dictionary, text: &'t str) -> Vec<Segment<'t>> {
    let mut bytes = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    let (mut byte, mut at) = (bytes.next().unwrap_or(0), 0);
    cut(dictionary, &Folded::new(text))
        .into_iter()
        .map(|cut| {
            debug_assert_eq!(cut.start, at);
            let from = byte;
            byte = bytes.nth(cut.end - at - 1).unwrap_or(text.len());
            at = cut.end;
            Segment { text: &text[from..byte], start: cut.start, end: cut.end, kind: cut.kind }
        })
        .collect()
}

/// Every dictionary word of two or more characters inside `word`, without `word` itself: 行政处罚法 holds 行政, 行政处罚,
/// 处罚, 处罚法. (jieba's search mode gives only those of two and three characters.)
#[must_use]
pub fn sub_words<'t>(dictionary: &Dictionary, word: &'t str) -> Vec<&'t str> {
    let folded = Folded::new(word);
    let bytes: Vec<usize> = word.char_indices().map(|(at, _)| at).chain(std::iter::once(word.len())).collect();
    let mut found = Vec::new();
    each_word(dictionary, &folded, 0, folded.len(), |start, end| {
        if end - start >= 2 && end - start < folded.len() {
            found.push(&word[bytes[start]..bytes[end]]);
        }
    });
    found
}

/// Calls `found` with start and end of every dictionary word that begins in `from..to` and ends by `to`, wherever the
/// best path cuts.
pub(crate) fn each_word(
    dictionary: &Dictionary,
    folded: &Folded,
    from: usize,
    to: usize,
    mut found: impl FnMut(usize, usize),
) {
    for start in from..to {
        each_prefix(dictionary, folded, start, to, |end, _| found(start, end));
    }
}

/// The dictionary words that begin at character `start` and end by `to`: their ends and the logarithms of their
/// frequencies.
fn each_prefix(dictionary: &Dictionary, folded: &Folded, start: usize, to: usize, mut found: impl FnMut(usize, f64)) {
    let from_byte = folded.byte(start);
    let (mut end, mut last) = (start, 0);
    dictionary.each_prefix(&folded.as_str()[from_byte..folded.byte(to)], |m| {
        if m.bytes < last {
            end = start; // a portal's own words come after the built-in ones and begin short again
        }
        last = m.bytes;
        while folded.byte(end) < from_byte + m.bytes {
            end += 1;
        }
        found(end, m.log_frequency);
    });
}

/// Cuts a folded text; the cuts cover it without gaps.
pub(crate) fn cut(dictionary: &Dictionary, folded: &Folded) -> Vec<Cut> {
    let classes: Vec<Class> = folded.as_str().chars().map(class).collect();
    let mut cuts = Vec::with_capacity(classes.len() / 2 + 1);
    let mut at = 0;
    while at < classes.len() {
        match classes[at] {
            Class::Blank | Class::Symbol => {
                let kind = if classes[at] == Class::Blank { SegmentKind::Blank } else { SegmentKind::Symbol };
                cuts.push(Cut { start: at, end: at + 1, kind });
                at += 1;
            }
            Class::Ideograph | Class::Alphanumeric => {
                let end = at + classes[at..].iter().take_while(|c| c.is_word_part()).count();
                cut_block(dictionary, folded, &classes, at, end, &mut cuts);
                at = end;
            }
        }
    }
    cuts
}

/// End of the unit that begins at `at`: one ideograph, or a run of letters and digits.
pub(crate) fn unit_end(classes: &[Class], at: usize) -> usize {
    if classes[at] != Class::Alphanumeric {
        return at + 1;
    }
    at + classes[at..].iter().take(LONGEST_RUN).take_while(|c| **c == Class::Alphanumeric).count()
}

/// The most probable path through `from..to`, a block of ideographs, letters and digits. At equal probability the
/// longer first word wins, as in jieba.
fn cut_block(dictionary: &Dictionary, folded: &Folded, classes: &[Class], from: usize, to: usize, cuts: &mut Vec<Cut>) {
    #[derive(Clone, Copy)]
    struct Step {
        probability: f64,
        end: usize,
    }
    let log_total = dictionary.log_total();
    // A run of letters is one unit: the path may not step inside it.
    let mut is_boundary = vec![false; to - from + 1];
    let mut at = from;
    while at < to {
        is_boundary[at - from] = true;
        at = unit_end(classes, at).min(to);
    }
    is_boundary[to - from] = true;
    let mut steps = vec![Step { probability: 0.0, end: to }; to - from + 1];
    for start in (from..to).rev().filter(|at| is_boundary[at - from]) {
        let mut best: Option<Step> = None;
        each_prefix(dictionary, folded, start, to, |end, log_frequency| {
            if !is_boundary[end - from] {
                return;
            }
            let probability = log_frequency - log_total + steps[end - from].probability;
            let better = best.is_none_or(|best| {
                probability > best.probability || (probability == best.probability && end > best.end)
            });
            if better {
                best = Some(Step { probability, end });
            }
        });
        steps[start - from] = best.unwrap_or_else(|| {
            let end = unit_end(classes, start).min(to);
            Step { probability: 0.0 - log_total + steps[end - from].probability, end }
        });
    }
    let mut start = from;
    while start < to {
        let end = steps[start - from].end;
        let all_letters = classes[start..end].iter().all(|c| *c == Class::Alphanumeric);
        let kind = if all_letters { SegmentKind::Alphanumeric } else { SegmentKind::Word };
        cuts.push(Cut { start, end, kind });
        start = end;
    }
}

/// The least frequency with which `word` (folded) is cut as one piece.
pub(crate) fn joining_frequency(dictionary: &Dictionary, word: &str) -> u32 {
    let folded = Folded::new(word);
    let log_total = dictionary.log_total();
    let path: f64 = cut(dictionary, &folded)
        .iter()
        .map(|c| dictionary.log_frequency(folded.slice(c.start, c.end)).unwrap_or(0.0) - log_total)
        .sum();
    let own = dictionary.log_frequency(word).map_or(0.0, f64::exp);
    ((path + log_total).exp() + 1.0).max(own).min(f64::from(u32::MAX / 2)) as u32
}

#[cfg(all(test, feature = "dictionary"))]
mod tests {
    use std::io::BufReader;
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::text::fold;

    /// jieba over the same folded words: the reference.
    #[allow(clippy::unwrap_used)] // the lint's leave for tests does not reach statics
    static JIEBA: LazyLock<jieba_rs::Jieba> = LazyLock::new(|| {
        let portal = include_str!("../../data/portal_words.txt").lines().filter(|line| !line.starts_with('#'));
        let mut words: std::collections::BTreeMap<String, u32> = portal.map(|word| (fold(word), 500)).collect();
        for line in include_str!("../../data/jieba_dict.txt").lines() {
            let mut parts = line.split(' ');
            let (word, frequency) = (fold(parts.next().unwrap()), parts.next().unwrap().parse::<u32>().unwrap());
            let kept = words.entry(word).or_insert(0);
            *kept = frequency.max(*kept);
        }
        let list: String = words.iter().map(|(word, frequency)| format!("{word} {frequency}\n")).collect();
        jieba_rs::Jieba::with_dict(&mut BufReader::new(list.as_bytes())).unwrap()
    });

    fn words(text: &str) -> Vec<&str> {
        segment(&Dictionary::builtin(), text).iter().map(|s| s.text).collect()
    }

    #[test]
    fn cuts_words_letters_and_symbols() {
        assert_eq!(words("住房公積金提取 100元"), ["住房公積金", "提取", " ", "100", "元"]);
        assert_eq!(words("4S店和T恤"), ["4S店", "和", "T恤"]);
        assert_eq!(words("covid19疫情"), ["covid19", "疫情"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn finds_every_sub_word() {
        let found = sub_words(&Dictionary::builtin(), "行政处罚法");
        assert!(["行政", "行政处罚", "处罚"].iter().all(|word| found.contains(word)), "{found:?}");
    }

    #[test]
    fn own_words_are_cut_as_one() {
        let own = Dictionary::builtin().with_words("青禾镇便民中心").unwrap();
        let cut: Vec<&str> = segment(&own, "在青禾镇便民中心办理").iter().map(|s| s.text).collect();
        assert_eq!(cut, ["在", "青禾镇便民中心", "办理"]);
    }

    #[test]
    fn long_runs_of_letters_are_cut_into_pieces() {
        let long = "a".repeat(1000);
        assert!(words(&long).iter().all(|piece| piece.len() <= LONGEST_RUN));
        assert_eq!(words(&long).concat(), long);
    }

    proptest! {
        #[test]
        fn segments_concatenate_to_the_text(text in "[\\PC]{0,40}|[一-龥a-c0-9，。 ]{0,60}") {
            let dictionary = Dictionary::builtin();
            let segments = segment(&dictionary, &text);
            prop_assert_eq!(segments.iter().map(|s| s.text).collect::<String>(), text.clone());
            let mut at = 0;
            for s in &segments {
                prop_assert_eq!(s.start, at);
                prop_assert!(s.end > s.start);
                at = s.end;
            }
            prop_assert_eq!(at, text.chars().count());
        }

        #[test]
        fn cuts_as_jieba_does(text in "(国务院|关于|公积金|提取|管理|条例|实施|办法|行政|处罚|法人|民法|[一-龥]){0,30}") {
            let text = fold(&text);
            let expected: Vec<&str> = JIEBA.cut(&text, false).iter().map(|t| t.word).collect();
            prop_assert_eq!(words(&text), expected);
        }
    }
}
