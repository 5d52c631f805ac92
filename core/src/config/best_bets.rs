//! Best bets (推荐与降权): what editors place first, last, or not at all for a query.
//!
//! ```toml
//! [[rule]]
//! queries = ["公积金提取", "取公积金"]   # compared folded, without blanks and symbols
//! match = "whole"                       # whole (the default): the query is one of these; words: see below
//! best = ["svc-gjj-tiqu"]               # ids placed first, in this order
//! worst = ["news-2019-001"]             # ids placed last
//! hide = ["doc-2018-007"]               # ids never shown for this query
//! until = 2026-12-31                    # last day of the rule, where it has one
//! note = "why, for colleagues"
//! ```
//!
//! With `match = "words"` an entry such as `"老人 补贴"` is met by every query that holds all of its words, which are
//! separated by blanks, in any order and wherever they stand; a word in Latin letters or digits only as a whole.

use std::collections::HashMap;

use jiff::civil::Date;

use super::error::ConfigError;
use super::read;
use crate::text::fold_char;

/// Which queries a rule is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Matching {
    /// Those that are, as a whole, one of the rule's.
    #[default]
    Whole,
    /// Those that hold all words of one of the rule's.
    Words,
}

/// One rule, as its editor wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The queries that it is for.
    pub queries: Vec<String>,
    /// How queries are compared with those.
    pub matching: Matching,
    /// Ids placed first, in this order.
    pub best: Vec<String>,
    /// Ids placed last.
    pub worst: Vec<String>,
    /// Ids never shown.
    pub hide: Vec<String>,
    /// The last day on which the rule is in force.
    pub until: Option<Date>,
    /// Why it is there, for colleagues.
    pub note: String,
}

/// What all rules for a query say together: an id stands in one list, and there once. What one rule hides stays hidden,
/// and what one rule places first is not placed last by another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Placement<'a> {
    /// Ids placed first, in this order.
    pub best: Vec<&'a str>,
    /// Ids placed last.
    pub worst: Vec<&'a str>,
    /// Ids never shown.
    pub hide: Vec<&'a str>,
}

/// The rules of `best_bets.toml`. Without a file there are none.
#[derive(Debug, Clone, Default)]
pub struct BestBets {
    rules: Vec<Rule>,
    /// Rules by whole queries.
    whole: HashMap<String, Vec<usize>>,
    /// Words of an entry, and their rule.
    words: Vec<(Vec<String>, usize)>,
}

/// What an entry and a query are compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Whole(String),
    Words(Vec<String>),
}

impl Key {
    /// `None` where the text has nothing to compare.
    pub(super) fn new(text: &str, matching: Matching) -> Option<Key> {
        match matching {
            Matching::Whole => Some(Key::Whole(bare(text))).filter(|key| *key != Key::Whole(String::new())),
            Matching::Words => {
                let mut words: Vec<String> =
                    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
                words.sort_unstable();
                words.dedup();
                (!words.is_empty()).then_some(Key::Words(words))
            }
        }
    }
}

impl BestBets {
    /// Reads the text of `best_bets.toml`.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use menhu::config::BestBets;
    ///
    /// let text = "[[rule]]\nqueries = [\"公积金提取\"]\nbest = [\"svc-1\"]\nuntil = 2026-12-31\n";
    /// let bets = BestBets::parse(text)?;
    /// assert_eq!(bets.placement("公積金 提取！", date(2026, 12, 31)).best, ["svc-1"]);
    /// assert!(bets.placement("公积金提取", date(2027, 1, 1)).best.is_empty());
    ///
    /// let error = BestBets::parse("[[rule]]\nqueries = []\n").unwrap_err();
    /// assert!(error.to_string().starts_with("line 2, column 11: `queries` is empty"));
    /// # Ok::<(), menhu::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] names the first place that is wrong: no TOML, an unknown key, an empty list, an id in two lists
    /// of a rule, a query with two rules.
    pub fn parse(text: &str) -> Result<BestBets, ConfigError> {
        let rules = read::rules(text.strip_prefix('\u{feff}').unwrap_or(text))?;
        let mut bets = BestBets { rules, ..BestBets::default() };
        for (at, rule) in bets.rules.iter().enumerate() {
            for query in &rule.queries {
                match Key::new(query, rule.matching) {
                    Some(Key::Whole(key)) => bets.whole.entry(key).or_default().push(at),
                    Some(Key::Words(words)) => bets.words.push((words, at)),
                    None => {}
                }
            }
        }
        Ok(bets)
    }

    /// Every rule, in the order of the file, those that have ended too.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules for this query that are in force `today`: first those for the whole query, then those for words of
    /// it, each in the order of the file.
    #[must_use]
    pub fn rules_for(&self, query: &str, today: Date) -> Vec<&Rule> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let key = bare(query);
        let mut found = self.whole.get(&key).cloned().unwrap_or_default();
        let spaced = spaced(query);
        let by_words = self.words.iter().filter(|(words, _)| words.iter().all(|word| holds(&key, &spaced, word)));
        for (_, at) in by_words {
            if !found.contains(at) {
                found.push(*at);
            }
        }
        let rules = found.into_iter().map(|at| &self.rules[at]);
        rules.filter(|rule| rule.until.is_none_or(|until| today <= until)).collect()
    }

    /// What the rules for this query say together.
    #[must_use]
    pub fn placement(&self, query: &str, today: Date) -> Placement<'_> {
        let rules = self.rules_for(query, today);
        let mut placed = std::collections::HashSet::new();
        let mut take = |ids: fn(&Rule) -> &Vec<String>| {
            rules.iter().flat_map(|rule| ids(rule)).map(String::as_str).filter(|id| placed.insert(*id)).collect()
        };
        let hide = take(|rule| &rule.hide);
        let best = take(|rule| &rule.best);
        Placement { best, worst: take(|rule| &rule.worst), hide }
    }
}

/// The text folded, without blanks and symbols.
fn bare(text: &str) -> String {
    text.chars().map(fold_char).filter(|c| c.is_alphanumeric()).collect()
}

/// The text folded, with a blank for everything between words.
fn spaced(text: &str) -> String {
    text.chars().map(fold_char).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect()
}

/// Whether the query, bare and spaced, holds the word. Chinese needs no blanks, and may have some between any two
/// characters; letters and digits make words of their own, in which other words only seem to be.
fn holds(key: &str, spaced: &str, word: &str) -> bool {
    let is_run = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (begins, ends) = (is_run(word.chars().next()), is_run(word.chars().next_back()));
    if !begins && !ends {
        return key.contains(word);
    }
    spaced.match_indices(word).any(|(at, _)| {
        let goes_on_before = begins && is_run(spaced[..at].chars().next_back());
        let goes_on_after = ends && is_run(spaced[at + word.len()..].chars().next());
        !goes_on_before && !goes_on_after
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 1);

    const FILE: &str = r#"
        # 编辑写的规则
        [[rule]]
        queries = ["公积金提取", "取公积金"]
        best = ["svc-1", "svc-2"]
        worst = ["news-1"]
        note = "why"

        [[rule]]
        queries = ["公积金 App", "老人 补贴"]
        match = "words"
        best = ["svc-2", "svc-3"]
        hide = ["svc-1"]
        until = 2026-11-01
    "#;

    #[test]
    fn queries_are_compared_folded_without_blanks_and_symbols() {
        let bets = BestBets::parse(FILE).unwrap();
        for query in ["公积金提取", "公積金 提取？", " 取公积金 "] {
            assert_eq!(bets.placement(query, TODAY).best, ["svc-1", "svc-2"], "{query}");
        }
        assert!(bets.rules_for("公积金提取流程", TODAY).is_empty());
        assert!(bets.rules_for("", TODAY).is_empty());
        assert_eq!((bets.rules().len(), bets.rules()[0].note.as_str()), (2, "why"));
    }

    #[test]
    fn words_may_stand_anywhere_and_latin_ones_stand_alone() {
        let bets = BestBets::parse(FILE).unwrap();
        for (query, met) in [
            ("80岁老人有什么补贴", true),
            ("補貼 老人", true),
            ("老 人补贴", true),
            ("老人", false),
            ("公积金app下载", true),
            ("APP 公积金", true),
            ("公积金apple", false),
            ("公积金myapp", false),
        ] {
            assert_eq!(!bets.rules_for(query, TODAY).is_empty(), met, "{query}");
        }
    }

    #[test]
    fn rules_end_and_join() {
        let text = format!("{FILE}\n[[rule]]\nqueries = [\"公积金\"]\nmatch = \"words\"\nhide = [\"svc-2\"]\n");
        let bets = BestBets::parse(&text).unwrap();
        let placement = bets.placement("公积金提取", TODAY);
        assert_eq!((placement.best, placement.worst, placement.hide), (vec!["svc-1"], vec!["news-1"], vec!["svc-2"]));
        assert!(bets.rules_for("老人补贴", date(2026, 11, 2)).is_empty());
    }

    #[test]
    fn the_demonstration_portals_rules_are_of_its_items() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/server/demo");
        let bets = BestBets::parse(&std::fs::read_to_string(folder.join("config/best_bets.toml")).unwrap()).unwrap();
        let files = ["documents", "news", "services", "letters", "units", "lookups"];
        let items: String =
            files.iter().map(|file| std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap()).collect();
        for rule in bets.rules() {
            for id in [&rule.best, &rule.worst, &rule.hide].into_iter().flatten() {
                assert!(items.contains(&format!("{{\"id\": \"{id}\"")), "{id}");
            }
        }
        assert_eq!(bets.placement("80岁老人有什么补贴", TODAY).best, ["svc-gl-jintie", "doc-2025-002"]);
        assert_eq!(bets.placement("上小学", TODAY).hide, ["doc-2025-007"]);
        assert!(bets.rules_for("医保缴费", date(2027, 3, 1)).is_empty());
    }

    #[test]
    fn an_empty_file_has_no_rules() {
        for text in ["", "\u{feff}# nothing\n"] {
            assert!(BestBets::parse(text).unwrap().rules().is_empty());
        }
    }

    #[test]
    fn errors_name_the_place_and_what_to_do() {
        let rule = |lines: &str| format!("[[rule]]\nqueries = [\"甲\"]\n{lines}\n");
        for (text, expected) in [
            ("[[rule]\n".to_owned(), "line 1, column 8: "),
            (
                "[rule]\nqueries = [\"甲\"]\n".to_owned(),
                "line 1, column 1: invalid type: map, expected a sequence; begin",
            ),
            ("[[rules]]\n".to_owned(), "line 1, column 3: unknown field `rules`, expected `rule`"),
            (rule("bset = [\"1\"]"), "line 3, column 1: unknown field `bset`, expected one of `queries`"),
            (rule("best = \"1\""), "line 3, column 8: invalid type: string \"1\", expected a sequence; begin"),
            (rule("best = [1]"), "line 3, column 9: invalid type: integer `1`, expected a string"),
            ("[[rule]]\nbest = [\"1\"]\n".to_owned(), "line 1, column 1: missing field `queries`; begin"),
            (rule(""), "line 1, column 1: the rule does nothing"),
            (rule("best = []"), "line 3, column 8: `best` is empty"),
            (rule("best = [\"1\", \"1\"]"), "line 3, column 14: the id `1` stands twice in `best`"),
            (rule("best = [\"1\"]\nworst = [\"1\"]"), "line 4, column 10: the id `1` stands in `best` and in `worst`"),
            (rule("hide = [\" \"]"), "line 3, column 9: ` ` is no id"),
            (rule("match = \"word\"\nbest = [\"1\"]"), "line 3, column 9: `match` is `word`; write \"whole\""),
            (rule("best = [\"1\"]\nuntil = \"2026-12-31\""), "line 4, column 9: `until` is no day; write it without"),
            (rule("best = [\"1\"]\nuntil = 2026-12-31T10:00:00"), "line 4, column 9: `until` is no day"),
            (rule("best = [\"1\"]\nuntil = 2026-02-30"), "line 4, column 9: "),
            ("[[rule]]\nqueries = []\nbest = [\"1\"]".to_owned(), "line 2, column 11: `queries` is empty"),
            (
                "[[rule]]\nqueries = [\"甲\", \"？\"]\nbest = [\"1\"]".to_owned(),
                "line 2, column 17: the query `？` has no",
            ),
            (
                rule("best = [\"1\"]\n[[rule]]\nqueries = [\"甲 ！\"]\nbest = [\"2\"]"),
                "line 5, column 12: the query `甲 ！` has a rule on line 2 already",
            ),
        ] {
            let error = BestBets::parse(&text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}\n{error}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}", query in "\\PC{0,30}") {
            let _ = BestBets::parse(&text);
            let _ = BestBets::parse(&format!("[[rule]]\n{text}\nbest=['1']"));
            let _ = BestBets::parse(FILE).unwrap().placement(&query, TODAY);
        }

        #[test]
        fn an_id_is_placed_once(lists in proptest::collection::vec(("[a-c]", "[d-f]", "[g-i]"), 1..4)) {
            let rule = |(best, worst, hide): &(String, String, String)| {
                format!("best=['{best}','{worst}{hide}']\nworst=['{worst}']\nhide=['{hide}']\nmatch='words'\n")
            };
            let text: String =
                lists.iter().enumerate().map(|(at, l)| format!("[[rule]]\nqueries=['q {at}']\n{}", rule(l))).collect();
            let bets = BestBets::parse(&text).unwrap();
            let placement = bets.placement("q 0 1 2 3", TODAY);
            let mut ids: Vec<&str> = [placement.best, placement.worst, placement.hide].concat();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), count);
        }
    }
}
