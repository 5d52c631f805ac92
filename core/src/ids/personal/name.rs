//! Names of persons: a surname, and what stands behind it.
//!
//! A name begins where a word begins and ends where one ends. How much evidence is asked for depends on three things: how
//! often the surname's character is something else (`surnames.txt`), how typical of names the characters behind it are
//! (`given_names.txt`), and whether anything else stands around the name.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::{Cut, Dictionary, Folded, cut};

/// How far the character of a surname can be trusted to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Surname {
    /// One of the most frequent.
    Frequent,
    /// Seldom anything else.
    Common,
    /// Often anything else.
    Doubtful,
}

/// How a character behind a surname is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Typical,
    Possible,
    Never,
    /// Not in the list: too rare to be judged.
    Unknown,
}

static SURNAMES: LazyLock<HashMap<Vec<char>, Surname>> = LazyLock::new(|| {
    words(include_str!("../../../data/surnames.txt"))
        .map(|word| {
            let trust = match word.chars().next() {
                Some('!') => Surname::Frequent,
                Some('?') => Surname::Doubtful,
                _ => Surname::Common,
            };
            (word.trim_start_matches(['!', '?']).chars().collect(), trust)
        })
        .collect()
});

static GIVEN: LazyLock<HashMap<char, Given>> = LazyLock::new(|| {
    let mut given = HashMap::new();
    for line in include_str!("../../../data/given_names.txt").lines() {
        let judged = match line.chars().next() {
            Some('+') => Given::Typical,
            Some('=') => Given::Possible,
            Some('-') => Given::Never,
            _ => continue,
        };
        for c in line.chars().skip(1).filter(|c| !c.is_whitespace()) {
            given.entry(c).or_insert(judged);
        }
    }
    given
});

static NOT_NAMES: LazyLock<HashSet<Vec<char>>> =
    LazyLock::new(|| words(include_str!("../../../data/not_names.txt")).map(|word| word.chars().collect()).collect());

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Logarithm of the frequency below which a character is rare in texts.
const RARE: f64 = 5.0;
/// Longest of [`NOT_NAMES`], in characters.
const LONGEST_ORDINARY: usize = 4;

/// What people are called by, behind their name.
const TITLES: [&str; 6] = ["先生", "女士", "小姐", "老师", "同志", "师傅"];
/// The same, and words of other sentences too (由律师代办).
const PROFESSIONS: [&str; 4] = ["大夫", "医生", "教授", "律师"];
/// Behind what looks like a name: a place, and not a person.
const PLACES: &str = "省市县区镇乡村街道路巷弄湾河江湖海桥庄屯寨坝坪圩桐港岛山岭墩塘堂埠";

/// Whether a folded text holds a person's name.
pub(super) fn is_in(text: &str, dictionary: &Dictionary) -> bool {
    let folded = Folded::new(text);
    let chars: Vec<char> = folded.as_str().chars().collect();
    let cuts = cut(dictionary, &folded);
    has_middle_dot(&chars) || (0..cuts.len()).any(|at| begins(dictionary, &chars, &cuts[at..]))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// Of these characters, mostly, consist names that are written in parts (买买提·阿卜杜拉); exhibitions and slogans have
/// middle dots too.
const TRANSCRIBED: &str =
    "阿艾买提吐尔逊木合力孜热娜克依麦迪古丽汗别巴拜库沙达塔拉斯多吉扎西卓玛次仁旦增卜杜米伊布拉欣帕肉哈萨赛里亚";

fn has_middle_dot(chars: &[char]) -> bool {
    chars.windows(5).any(|w| {
        let around = [w[0], w[1], w[3], w[4]];
        matches!(w[2], '·' | '•' | '・' | '‧' | '∙')
            && around.into_iter().all(is_han)
            && around.into_iter().filter(|c| TRANSCRIBED.contains(*c)).count() >= 3
    })
}

/// Whether a name begins with the first of these words.
fn begins(dictionary: &Dictionary, chars: &[char], cuts: &[Cut]) -> bool {
    let Some(start) = cuts.first().map(|cut| cut.start) else { return false };
    let block = chars[start..].iter().take(8).take_while(|c| is_han(**c)).count();
    (1..=2).any(|length| {
        let Some(trust) = chars.get(start..start + length).and_then(|surname| SURNAMES.get(surname)) else {
            return false;
        };
        let titled = |given: usize| is_title(&chars[start + length + given..]);
        (length + 1..=length + 2).any(|end| {
            end <= block && {
                let name =
                    Candidate { dictionary, chars, cuts, start, surname: length, end: start + end, trust: *trust };
                name.is_name(titled(end - length))
            }
        }) || length <= block && titled(0) && *trust != Surname::Doubtful && is_alone(cuts, start + length)
            || length <= block
                && is_addressed(&chars[start + length..])
                && is_alone(cuts, start + length)
                // 由于老师: a word that the cut has missed.
                && !start.checked_sub(1).is_some_and(|before| "由关对属基".contains(chars[before]))
    })
}

fn is_title(chars: &[char]) -> bool {
    is_addressed(chars)
        || PROFESSIONS.iter().any(|title| title.chars().eq(chars.iter().copied().take(2)))
        // 律师事务所 is a firm.
        && chars.get(2) != Some(&'事')
}

fn is_addressed(chars: &[char]) -> bool {
    TITLES.iter().any(|title| title.chars().eq(chars.iter().copied().take(2)))
}

/// Whether the first word ends at `end`, or holds a title right behind it (程先生 is one word to the dictionary).
fn is_alone(cuts: &[Cut], end: usize) -> bool {
    cuts.iter().take(2).any(|cut| cut.end == end) || cuts.first().is_some_and(|cut| cut.end == end + 2)
}

struct Candidate<'t> {
    dictionary: &'t Dictionary,
    chars: &'t [char],
    /// From the word with which the name begins.
    cuts: &'t [Cut],
    start: usize,
    /// Characters of the surname.
    surname: usize,
    end: usize,
    trust: Surname,
}

impl Candidate<'_> {
    fn is_name(&self, titled: bool) -> bool {
        if !self.cuts.iter().take(4).any(|cut| cut.end == self.end) || self.is_ordinary() {
            return false;
        }
        let judged: Vec<Given> = self.given().iter().map(|c| self.judge(*c)).collect();
        if judged.contains(&Given::Never) {
            return false;
        }
        let listed = !judged.contains(&Given::Unknown);
        let typical = judged.iter().filter(|given| **given == Given::Typical).count();
        let first = self.cuts.first().map_or(0, |cut| cut.end);
        // 关于老师: one word, of which the dictionary knows better.
        if titled && listed && (first != self.end || self.trust != Surname::Doubtful || typical > 0) {
            return true;
        }
        // 林洋村, 黄江镇: unless it is typical of names, what stands before such a character is a place.
        if typical == 0 && self.chars.get(self.end).is_some_and(|c| PLACES.contains(*c)) {
            return false;
        }
        let whole = self.is_whole();
        if first == self.end {
            // One word to the dictionary, which holds the names of many people besides ordinary words.
            return listed
                && match (self.surname + judged.len(), self.trust) {
                    (2, Surname::Frequent) => true,
                    (2, Surname::Common) => typical == 1,
                    (_, Surname::Doubtful) => typical == judged.len() && judged.len() == 2,
                    _ => true,
                };
        }
        if first > self.start + self.surname {
            // 江海|涛: a word, and a character that does not belong to it.
            let last = judged.last() == Some(&Given::Typical);
            return listed && last && (whole || (self.trust != Surname::Doubtful && typical == 2))
                || listed && whole && self.trust == Surname::Frequent;
        }
        // Two characters that make up no word are together for the sake of a name.
        let apart = judged.len() == 2 && self.cuts.iter().all(|cut| cut.end != self.end || cut.start + 1 == self.end);
        match self.trust {
            Surname::Doubtful if whole => listed && (typical >= 1 || apart),
            Surname::Doubtful => listed && (typical == judged.len() || typical >= 1 && apart),
            _ if whole => true,
            Surname::Frequent if apart => judged.iter().any(|given| *given != Given::Unknown),
            _ => listed,
        }
    }

    /// A character that no list has and that is rare in texts is there because somebody is called so (驷, 馼).
    fn judge(&self, c: char) -> Given {
        GIVEN.get(&c).copied().unwrap_or_else(|| {
            let frequency = self.dictionary.log_frequency(c.encode_utf8(&mut [0; 4]));
            if frequency.is_none_or(|frequency| frequency < RARE) { Given::Typical } else { Given::Unknown }
        })
    }

    fn given(&self) -> &[char] {
        &self.chars[self.start + self.surname..self.end]
    }

    /// Whether nothing but the name stands between blanks and signs.
    fn is_whole(&self) -> bool {
        let han = |at: Option<usize>| at.and_then(|at| self.chars.get(at)).is_some_and(|c| is_han(*c));
        !han(self.start.checked_sub(1)) && !han(Some(self.end))
    }

    /// Whether an ordinary word begins with the name, or reaches over it.
    fn is_ordinary(&self) -> bool {
        (self.end..=self.start + LONGEST_ORDINARY)
            .filter_map(|end| self.chars.get(self.start..end))
            .any(|word| NOT_NAMES.contains(word))
    }
}
