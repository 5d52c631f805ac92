//! How `best_bets.toml` is written, read and checked.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Spanned, Value};

use super::best_bets::{Key, Matching, Rule};
use super::error::ConfigError;
use crate::catalog::LONGEST_ID;

/// What to do where a value has the wrong type.
const FORM: &str = "begin every rule with [[rule]] and write queries = [\"...\"], best = [\"id\"], worst = [\"id\"], \
                    hide = [\"id\"], match = \"whole\" or \"words\", until = 2026-12-31, note = \"...\"";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Spanned<Written>>,
}

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    queries: Spanned<Vec<Spanned<String>>>,
    r#match: Option<Spanned<String>>,
    #[serde(default)]
    best: Ids,
    #[serde(default)]
    worst: Ids,
    #[serde(default)]
    hide: Ids,
    until: Option<Spanned<Value>>,
    #[serde(default)]
    note: String,
}

type Ids = Option<Spanned<Vec<Spanned<String>>>>;

/// Reads and checks a whole file.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, FORM))?;
    let mut seen = HashMap::new();
    file.rule.into_iter().map(|written| Reader { text, seen: &mut seen }.rule(written)).collect()
}

struct Reader<'a> {
    text: &'a str,
    /// Lines of the queries read so far.
    seen: &'a mut HashMap<(Matching, Key), usize>,
}

impl Reader<'_> {
    fn rule(&mut self, written: Spanned<Written>) -> Result<Rule, ConfigError> {
        let place = written.span().start;
        let written = written.into_inner();
        let matching = self.matching(written.r#match.as_ref())?;
        let queries = self.queries(&written.queries, matching)?;
        let mut used = HashMap::new();
        let best = self.ids("best", written.best.as_ref(), &mut used)?;
        let worst = self.ids("worst", written.worst.as_ref(), &mut used)?;
        let hide = self.ids("hide", written.hide.as_ref(), &mut used)?;
        if used.is_empty() {
            return self.bad(place, "the rule does nothing; give it `best`, `worst` or `hide` with ids of items");
        }
        let until = written.until.as_ref().map(|until| self.date(until)).transpose()?;
        Ok(Rule { queries, matching, best, worst, hide, until, note: written.note.trim().to_owned() })
    }

    fn bad<T>(&self, offset: usize, reason: impl Into<String>) -> Result<T, ConfigError> {
        Err(ConfigError::at(self.text, offset, reason))
    }

    fn matching(&self, written: Option<&Spanned<String>>) -> Result<Matching, ConfigError> {
        match written.map(|written| (written.get_ref().as_str(), written.span().start)) {
            None | Some(("whole", _)) => Ok(Matching::Whole),
            Some(("words", _)) => Ok(Matching::Words),
            Some((other, place)) => self.bad(
                place,
                format!(
                    "`match` is `{other}`; write \"whole\" (the query is exactly that) or \"words\" (it holds them)"
                ),
            ),
        }
    }

    fn queries(
        &mut self,
        written: &Spanned<Vec<Spanned<String>>>,
        matching: Matching,
    ) -> Result<Vec<String>, ConfigError> {
        if written.get_ref().is_empty() {
            return self.bad(written.span().start, "`queries` is empty; write the queries that the rule is for");
        }
        for query in written.get_ref() {
            let (query, place) = (query.get_ref(), query.span().start);
            let Some(key) = Key::new(query, matching) else {
                return self.bad(place, format!("the query `{query}` has no letter, digit or ideograph; write words"));
            };
            let line = ConfigError::at(self.text, place, "").line;
            if let Some(first) = self.seen.insert((matching, key), line) {
                let reason =
                    format!("the query `{query}` has a rule on line {first} already; join them, or remove one");
                return self.bad(place, reason);
            }
        }
        Ok(written.get_ref().iter().map(|query| query.get_ref().clone()).collect())
    }

    /// A list of ids, none of which is in another list of the same rule.
    fn ids(
        &self,
        field: &'static str,
        written: Option<&Spanned<Vec<Spanned<String>>>>,
        used: &mut HashMap<String, &'static str>,
    ) -> Result<Vec<String>, ConfigError> {
        let Some(written) = written else { return Ok(Vec::new()) };
        if written.get_ref().is_empty() {
            return self.bad(written.span().start, format!("`{field}` is empty; write ids of items, or leave it out"));
        }
        let mut ids = Vec::new();
        for id in written.get_ref() {
            let (id, place) = (id.get_ref(), id.span().start);
            if id.trim().is_empty() || id.len() > LONGEST_ID || id.chars().any(char::is_control) {
                return self.bad(place, format!("`{id}` is no id; write 1 to {LONGEST_ID} visible characters"));
            }
            match used.insert(id.clone(), field) {
                Some(other) if other == field => {
                    return self.bad(place, format!("the id `{id}` stands twice in `{field}`; remove one"));
                }
                Some(other) => {
                    let reason = format!("the id `{id}` stands in `{other}` and in `{field}`; keep it in one of them");
                    return self.bad(place, reason);
                }
                None => ids.push(id.clone()),
            }
        }
        Ok(ids)
    }

    fn date(&self, written: &Spanned<Value>) -> Result<Date, ConfigError> {
        let date = match written.get_ref() {
            Value::Datetime(toml::value::Datetime { date: Some(date), time: None, offset: None }) => {
                Some((date.year, date.month, date.day))
            }
            _ => None,
        };
        let date = date.and_then(|(year, month, day)| {
            Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        });
        date.map_or_else(
            || self.bad(written.span().start, "`until` is no day; write it without quotes: until = 2026-12-31"),
            Ok,
        )
    }
}
