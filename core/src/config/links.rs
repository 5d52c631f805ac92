//! `links.toml`: what editors link, and what they want to see linked no more.
//!
//! ```toml
//! [[pin]]                        # stands first among what is related to an item
//! item = "doc-2026-106"
//! to = ["svc-gl-jintie"]
//! reason = "助餐补贴与高龄津贴一并申请"
//! both = true                    # the other way round as well
//!
//! [[ban]]                        # never shown as related, whatever the texts say
//! item = "doc-2024-001"
//! to = ["news-2024-004"]
//! ```

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use toml::Spanned;

use super::error::ConfigError;
use crate::catalog::LONGEST_ID;

/// What to do where a value has the wrong type.
const FORM: &str =
    "write [[pin]] with item = \"id\", to = [\"id\"], reason = \"...\", both = true, or [[ban]] with item and to";

/// The links that editors make and forbid.
#[derive(Debug, Clone, Default)]
pub struct Links {
    pins: HashMap<String, Vec<Pin>>,
    bans: HashSet<(String, String)>,
}

/// A link that editors make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Id of the other item.
    pub to: String,
    /// Why, in their words; may be empty.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    pin: Vec<WrittenPin>,
    #[serde(default)]
    ban: Vec<WrittenBan>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPin {
    item: Spanned<String>,
    to: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    both: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBan {
    item: Spanned<String>,
    to: Spanned<Vec<Spanned<String>>>,
}

impl Links {
    /// Reads the text of `links.toml`.
    ///
    /// ```
    /// use menhu::config::Links;
    ///
    /// let links = Links::parse("[[pin]]\nitem = \"a\"\nto = [\"b\"]\nboth = true\n")?;
    /// assert_eq!((links.pins("a")[0].to.as_str(), links.pins("b")[0].to.as_str()), ("b", "a"));
    /// let error = Links::parse("[[ban]]\nitem = \"a\"\nto = [\"a\"]\n").unwrap_err();
    /// assert!(error.to_string().starts_with("line 3, column 7: `a` is linked with itself"));
    /// # Ok::<(), menhu::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] names the first place that is wrong: an unknown key, an id that is none, a link of an item with
    /// itself, one that stands twice, one that is both made and forbidden.
    pub fn parse(text: &str) -> Result<Links, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, FORM))?;
        let mut links = Links::default();
        for WrittenPin { item, to, reason, both } in &file.pin {
            for (from, to) in pairs(text, item, to)? {
                let mut add = |from: &str, to: &str, place: usize| {
                    let pins = links.pins.entry(from.to_owned()).or_default();
                    if pins.iter().any(|pin| pin.to == to) {
                        let reason = format!("the link from `{from}` to `{to}` stands twice; remove one");
                        return Err(ConfigError::at(text, place, reason));
                    }
                    pins.push(Pin { to: to.to_owned(), reason: reason.trim().to_owned() });
                    Ok(())
                };
                add(from, to.get_ref(), to.span().start)?;
                if *both {
                    add(to.get_ref(), from, to.span().start)?;
                }
            }
        }
        for WrittenBan { item, to } in &file.ban {
            for (from, to) in pairs(text, item, to)? {
                let is_pinned = links.pins(from).iter().any(|pin| pin.to == *to.get_ref());
                let link = (from.to_owned(), to.get_ref().clone());
                if is_pinned || !links.bans.insert(link) {
                    let reason = format!("the link from `{from}` to `{}` stands twice; remove one", to.get_ref());
                    return Err(ConfigError::at(text, to.span().start, reason));
                }
            }
        }
        Ok(links)
    }

    /// The links that editors make from an item, in their order.
    #[must_use]
    pub fn pins(&self, item: &str) -> &[Pin] {
        self.pins.get(item).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether editors forbid that an item leads to another.
    #[must_use]
    pub fn is_banned(&self, item: &str, to: &str) -> bool {
        !self.bans.is_empty() && self.bans.contains(&(item.to_owned(), to.to_owned()))
    }

    /// How many links there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pins.values().map(Vec::len).sum::<usize>() + self.bans.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The two ends of each link of an entry.
fn pairs<'a>(
    text: &str,
    item: &'a Spanned<String>,
    to: &'a Spanned<Vec<Spanned<String>>>,
) -> Result<Vec<(&'a str, &'a Spanned<String>)>, ConfigError> {
    let is_id = |id: &str| !id.trim().is_empty() && id.len() <= LONGEST_ID && !id.chars().any(char::is_control);
    let bad = |place: usize, reason: String| Err(ConfigError::at(text, place, reason));
    if to.get_ref().is_empty() {
        return bad(to.span().start, "`to` is empty; write ids of items".to_owned());
    }
    for id in std::iter::once(item).chain(to.get_ref()) {
        if !is_id(id.get_ref()) {
            return bad(id.span().start, format!("`{}` is no id", id.get_ref()));
        }
    }
    for other in to.get_ref() {
        if other.get_ref() == item.get_ref() {
            return bad(other.span().start, format!("`{}` is linked with itself; name another item", item.get_ref()));
        }
    }
    Ok(to.get_ref().iter().map(|to| (item.get_ref().as_str(), to)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_made_and_forbidden() {
        let text =
            "[[pin]]\nitem = \"a\"\nto = [\"b\", \"c\"]\nreason = \"常一起办\"\n[[ban]]\nitem = \"a\"\nto = [\"d\"]\n";
        let links = Links::parse(text).unwrap();
        let to: Vec<&str> = links.pins("a").iter().map(|pin| pin.to.as_str()).collect();
        assert_eq!((to, links.pins("b").len(), links.len()), (vec!["b", "c"], 0, 3));
        assert!(links.is_banned("a", "d") && !links.is_banned("d", "a"));
    }

    #[test]
    fn errors_name_the_place_and_what_to_do() {
        for (text, expected) in [
            ("[[pins]]", "line 1, column 3: unknown field `pins`"),
            ("[[pin]]\nitem = \"a\"\nto = []", "line 3, column 6: `to` is empty"),
            ("[[pin]]\nitem = \" \"\nto = [\"b\"]", "line 2, column 8: ` ` is no id"),
            ("[[pin]]\nitem = \"a\"\nto = [\"b\", \"b\"]", "line 3, column 12: the link from `a` to `b` stands twice"),
            ("[[pin]]\nitem = \"a\"\nto = [\"b\"]\n[[ban]]\nitem = \"a\"\nto = [\"b\"]", "line 6, column 7: the link"),
            ("[[ban]]\nitem = 5\nto = [\"b\"]", "line 2, column 8: invalid type"),
        ] {
            let error = Links::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}\n{error}");
        }
    }
}
