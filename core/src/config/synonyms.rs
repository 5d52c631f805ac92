//! `synonyms.toml`: plain words and the standard terms they stand for.
//!
//! ```toml
//! [[group]]                                   # one-way: a query with a plain word also finds the standard terms
//! plain = ["社保", "五险"]
//! standard = ["社会保险"]
//!
//! [[group]]                                   # two-way: each finds the others
//! same = ["身份证", "居民身份证"]
//! ```

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use super::error::ConfigError;
use crate::text::{Synonyms, fold};

/// What to do where a value has the wrong type.
const FORM: &str = "begin every group with [[group]] and write plain = [\"...\"] with standard = [\"...\"], \
                    or same = [\"...\", \"...\"]";

/// The groups that a new portal begins with.
pub const BUILTIN_SYNONYMS: &str = include_str!("../../data/synonyms.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    group: Vec<Spanned<Group>>,
}

/// A group as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Group {
    plain: Words,
    standard: Words,
    same: Words,
}

type Words = Option<Spanned<Vec<Spanned<String>>>>;

/// Reads the text of `synonyms.toml`.
///
/// ```
/// use menhu::config::parse_synonyms;
///
/// let synonyms = parse_synonyms("[[group]]\nplain = [\"社保\"]\nstandard = [\"社会保险\"]\n")?;
/// assert_eq!(synonyms.of("社保"), ["社会保险"]);
///
/// let error = parse_synonyms("[[group]]\nplain = [\"社保\"]\n").unwrap_err();
/// assert!(error.to_string().starts_with("line 1, column 1: `plain` without `standard`"));
/// # Ok::<(), menhu::config::ConfigError>(())
/// ```
///
/// # Errors
/// [`ConfigError`] names the first place that is wrong: no TOML, an unknown key, an empty word, a plain word in two
/// groups, a group that says nothing.
pub fn parse_synonyms(text: &str) -> Result<Synonyms, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, FORM))?;
    let mut reader = Reader { text, lines: HashMap::new() };
    let mut synonyms = Synonyms::default();
    for group in file.group {
        let place = group.span().start;
        match group.into_inner() {
            Group { plain: Some(plain), standard: Some(standard), same: None } => {
                let plain = reader.words("plain", &plain, 1, true)?;
                synonyms.add(&plain, &reader.words("standard", &standard, 1, false)?);
            }
            Group { plain: None, standard: None, same: Some(same) } => {
                let same = reader.words("same", &same, 2, true)?;
                synonyms.add(&same, &same);
            }
            Group { plain: Some(_), standard: None, .. } => {
                return reader.bad(place, "`plain` without `standard`; write what the plain words stand for");
            }
            Group { plain: None, standard: Some(_), .. } => {
                return reader.bad(place, "`standard` without `plain`; write which words stand for it");
            }
            Group { same: Some(_), .. } => {
                return reader.bad(place, "`same` beside `plain` and `standard`; make two groups of them");
            }
            Group { .. } => return reader.bad(place, format!("the group is empty; {FORM}")),
        }
    }
    Ok(synonyms)
}

struct Reader<'a> {
    text: &'a str,
    /// Where each word that finds others stands.
    lines: HashMap<String, usize>,
}

impl Reader<'_> {
    fn bad<T>(&self, offset: usize, reason: impl Into<String>) -> Result<T, ConfigError> {
        Err(ConfigError::at(self.text, offset, reason))
    }

    /// The words of a list with at least `least` of them; those that find others stand in one group only.
    fn words(
        &mut self,
        field: &str,
        written: &Spanned<Vec<Spanned<String>>>,
        least: usize,
        find_others: bool,
    ) -> Result<Vec<String>, ConfigError> {
        if written.get_ref().len() < least {
            let reason = format!("`{field}` has too few words; write at least {least}");
            return self.bad(written.span().start, reason);
        }
        for word in written.get_ref() {
            let (word, place) = (word.get_ref(), word.span().start);
            let folded = fold(word.trim());
            if !folded.chars().any(char::is_alphanumeric) {
                return self.bad(place, format!("`{word}` has no letter, digit or ideograph; write a word"));
            }
            if find_others {
                let line = ConfigError::at(self.text, place, "").line;
                if let Some(first) = self.lines.insert(folded, line) {
                    let reason = format!("`{word}` stands in a group on line {first} already; join them");
                    return self.bad(place, reason);
                }
            }
        }
        Ok(written.get_ref().iter().map(|word| word.get_ref().clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_groups_are_well_formed() {
        let synonyms = parse_synonyms(BUILTIN_SYNONYMS).unwrap();
        let groups = BUILTIN_SYNONYMS.matches("[[group]]").count();
        assert!(groups >= 300 && synonyms.len() > groups, "{groups} groups, {} words", synonyms.len());
        for (plain, standard) in [
            ("社保", "社会保险"),
            ("违章", "交通违法"),
            ("房产证", "不动产权证书"),
            ("低保", "最低生活保障"),
            ("准生证", "生育登记"),
        ] {
            assert!(synonyms.of(plain).iter().any(|term| term.contains(standard)), "{plain}: {:?}", synonyms.of(plain));
        }
    }

    #[test]
    fn groups_are_one_way_or_two_way_in_any_script() {
        let text =
            "[[group]]\nplain = [\"駕照\"]\nstandard = [\"驾驶证\"]\n[[group]]\nsame = [\"ETC\", \"电子收费\"]\n";
        let synonyms = parse_synonyms(text).unwrap();
        assert_eq!((synonyms.of("驾照"), synonyms.of("驾驶证").len()), (&["驾驶证".to_owned()][..], 0));
        assert_eq!((synonyms.of("etc")[0].as_str(), synonyms.of("电子收费")[0].as_str()), ("电子收费", "etc"));
        assert!(parse_synonyms("").unwrap().is_empty());
    }

    #[test]
    fn errors_name_the_place_and_what_to_do() {
        for (text, expected) in [
            ("[[group]\n", "line 1, column 9: "),
            ("[[groups]]\n", "line 1, column 3: unknown field `groups`, expected `group`"),
            ("[[group]]\nplian = [\"a\"]", "line 2, column 1: unknown field `plian`"),
            ("[[group]]\n", "line 1, column 1: the group is empty"),
            ("[[group]]\nstandard = [\"甲\"]", "line 1, column 1: `standard` without `plain`"),
            ("[[group]]\nsame = [\"甲\"]", "line 2, column 8: `same` has too few words"),
            ("[[group]]\nplain = [\"甲\", \"！\"]\nstandard = [\"乙\"]", "line 2, column 15: `！` has no letter"),
            ("[[group]]\nplain = [\"甲\"]\nstandard = [\"\"]", "line 3, column 13: `` has no letter"),
            ("[[group]]\nplain = \"甲\"\nstandard = [\"乙\"]", "line 2, column 9: invalid type"),
            (
                "[[group]]\nplain = [\"甲\"]\nstandard = [\"乙\"]\n[[group]]\nsame = [\"丙\", \"甲\"]",
                "line 5, column 14: `甲` stands in a group on line 2 already",
            ),
        ] {
            let error = parse_synonyms(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}\n{error}");
        }
    }
}
