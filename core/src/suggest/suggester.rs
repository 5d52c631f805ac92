//! The suggester: entries of all kinds, asked with what has been typed.

use std::collections::{BTreeMap, HashMap};

use super::alphabet::Alphabet;
use super::answer::fair_shares;
use super::best::Found;
use super::group::{Group, Question};
use super::keys::Keys;
use super::typed::Typed;
use super::{Entry, Suggestion, SuggestionKind};
use crate::query::escape_html;
use crate::text::{fold, fold_char};

/// Suggests what a person may mean who has typed so far. Made once, then only read: it may be shared by threads.
///
/// ```
/// use menhu::suggest::{Entry, Suggester, SuggestionKind};
/// let entry = |text: &str| Entry { text: text.to_owned(), kind: SuggestionKind::Service, id: None, weight: 1.0 };
/// let suggester = Suggester::new([entry("住房公积金提取"), entry("公积金贷款")]);
/// for typed in ["公積金", "gongjijin", "gongj", "gjj", "gjijin", "公积jin"] {
///     let texts: Vec<String> = suggester.suggest(typed, 10).into_iter().map(|found| found.highlight).collect();
///     assert!(texts[0].starts_with("<mark>公积"), "{typed}: {texts:?}");
///     assert!(texts[1].starts_with("住房<mark>公积"), "{typed}: {texts:?}");
/// }
/// ```
#[derive(Debug)]
pub struct Suggester {
    alphabet: Alphabet,
    /// One for each kind that has entries, in the order of kinds.
    groups: Vec<Group>,
}

impl Suggester {
    /// Takes entries of any kinds in any order. A text that comes more than once (width, case and script aside) is
    /// suggested once: as the first kind in the order of [`SuggestionKind::ALL`], with its greatest weight there, and
    /// without an id when several items of that kind bear it. Texts without letters, digits and ideographs are left out.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Suggester {
        let mut groups: BTreeMap<SuggestionKind, Vec<Entry>> = BTreeMap::new();
        for entry in each_text_once(entries) {
            groups.entry(entry.kind).or_default().push(entry);
        }
        let texts = groups.values().flatten().flat_map(|entry| entry.text.chars());
        let alphabet = Alphabet::new(texts.map(fold_char).filter(|c| c.is_alphanumeric()));
        let groups = groups.into_iter().map(|(kind, entries)| Group::new(kind, entries, &alphabet)).collect();
        Suggester { alphabet, groups }
    }

    /// The best entries for what was typed, at most `limit`: grouped by kind, every kind with its fair share. In each
    /// group come first what is the text itself, then what begins with it, then what holds it; in each of these the
    /// heavier, among equals the shorter. Blanks and symbols do not count. Nothing typed: no suggestions.
    #[must_use]
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let Some(typed) = Typed::new(&self.alphabet, text).filter(|_| limit > 0) else { return Vec::new() };
        let keys = Keys::new(&self.alphabet, &typed);
        let question = Question { alphabet: &self.alphabet, typed: &typed, keys: &keys, limit };
        let found: Vec<Vec<Found>> = self.groups.iter().map(|group| group.find(&question)).collect();
        let counts: Vec<usize> = found.iter().map(Vec::len).collect();
        let shares = fair_shares(&counts, limit);
        let shown = self.groups.iter().zip(found).zip(shares);
        shown
            .flat_map(|((group, found), share)| found.into_iter().take(share).map(move |found| show(group, found)))
            .collect()
    }
}

/// Entries as they are suggested: a text once.
pub(crate) fn each_text_once(entries: impl IntoIterator<Item = Entry>) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        let at = *known.entry(fold(entry.text.trim())).or_insert(kept.len());
        match kept.get_mut(at) {
            None => kept.push(entry),
            Some(same) if entry.kind < same.kind => *same = entry,
            Some(same) if entry.kind == same.kind => {
                let id = same.id.take().filter(|id| Some(id) == entry.id.as_ref());
                if entry.weight > same.weight {
                    *same = entry;
                }
                same.id = id;
            }
            Some(_) => {}
        }
    }
    kept
}

fn show(group: &Group, found: Found) -> Suggestion {
    let text = group.text(found.entry);
    let from = found.place.saturating_sub(group.starts[found.entry as usize]) as usize;
    let mut word_characters = text
        .char_indices()
        .filter(|(_, c)| fold_char(*c).is_alphanumeric())
        .skip(from)
        .map(|(at, c)| (at, c.len_utf8()));
    let start = word_characters.next().unwrap_or((0, 0));
    let last = word_characters.take((found.length as usize).saturating_sub(1)).last().unwrap_or(start);
    let (before, rest) = text.split_at(start.0);
    let (marked, after) = rest.split_at(last.0 + last.1 - start.0);
    Suggestion {
        text: text.to_owned(),
        kind: group.kind,
        id: group.id(found.entry).map(str::to_owned),
        highlight: format!("{}<mark>{}</mark>{}", escape_html(before), escape_html(marked), escape_html(after)),
    }
}

#[cfg(test)]
mod tests;
