//! What can be suggested: entries, and which of them an item gives.

use std::collections::HashMap;

use super::SuggestionKind;
use crate::catalog::{Item, Kind, Validity};
use crate::text::fold;

/// A longer keyword is a sentence that slipped into the field.
const LONGEST_TERM: usize = 32;

/// Something that can be suggested.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The text, as it is shown.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// The item it leads to.
    pub id: Option<String>,
    /// Its rank among the entries of its kind; a greater weight comes first. Weights of different kinds are not
    /// compared.
    pub weight: f32,
}

/// The entries that an item gives: its title, and its keywords as terms. None for an item that is not open.
#[must_use]
pub fn entries_of(item: &Item) -> Vec<Entry> {
    if !item.is_open() {
        return Vec::new();
    }
    let mut entries = Vec::new();
    let title = item.title.trim();
    if !title.is_empty() {
        let (kind, weight) = kind_and_weight(item);
        entries.push(Entry { text: title.to_owned(), kind, id: Some(item.id.clone()), weight });
    }
    for keyword in &item.keywords {
        let text = keyword.trim();
        if !text.is_empty() && text.chars().count() <= LONGEST_TERM {
            entries.push(Entry { text: text.to_owned(), kind: SuggestionKind::Term, id: None, weight: 1.0 });
        }
    }
    entries
}

/// Weights say which titles of one group come first: what can be used before what can be read, what is in force before
/// what was.
fn kind_and_weight(item: &Item) -> (SuggestionKind, f32) {
    let (kind, weight) = match item.kind {
        Kind::Service => (SuggestionKind::Service, 4.0),
        Kind::Scene | Kind::Lookup => (SuggestionKind::Service, 3.0),
        Kind::Unit => (SuggestionKind::Unit, 1.0),
        Kind::Topic => (SuggestionKind::Topic, 1.0),
        Kind::Column => (SuggestionKind::Column, 1.0),
        Kind::Document => (SuggestionKind::Title, 4.0),
        Kind::Form => (SuggestionKind::Title, 3.0),
        Kind::News => (SuggestionKind::Title, 2.0),
        Kind::Letter => (SuggestionKind::Title, 1.0),
    };
    match item.validity {
        Validity::InForce | Validity::Amended => (kind, weight),
        Validity::Repealed | Validity::Expired => (kind, weight / 8.0),
    }
}

/// Gathers the entries of many items: a term once, the heavier the more items carry it.
#[derive(Debug, Default)]
pub struct EntryCollector {
    entries: Vec<Entry>,
    /// By folded text, its place in `entries` and the number of the item that gave it last.
    terms: HashMap<String, (usize, u64)>,
    items: u64,
}

impl EntryCollector {
    /// Adds the entries of an item; see [`entries_of`].
    pub fn add(&mut self, item: &Item) {
        self.items += 1;
        for entry in entries_of(item) {
            if entry.kind != SuggestionKind::Term {
                self.entries.push(entry);
                continue;
            }
            let next = (self.entries.len(), self.items);
            match self.terms.entry(fold(&entry.text)) {
                std::collections::hash_map::Entry::Vacant(vacant) => {
                    vacant.insert(next);
                    self.entries.push(entry);
                }
                std::collections::hash_map::Entry::Occupied(mut known) => {
                    let (at, last) = known.get_mut();
                    if *last != self.items {
                        *last = self.items;
                        self.entries[*at].weight += 1.0;
                    }
                }
            }
        }
    }

    /// What was gathered, ready for [`super::Suggester::new`].
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Openness;

    #[test]
    fn an_item_gives_its_title_and_its_keywords() {
        let mut item = Item::new("s1", Kind::Service, " 住房公积金提取 ");
        item.keywords = vec!["公积金".to_owned(), " ".to_owned(), "长".repeat(LONGEST_TERM + 1)];
        let entries = entries_of(&item);
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].text.as_str(), entries[0].kind), ("住房公积金提取", SuggestionKind::Service));
        assert_eq!(entries[0].id.as_deref(), Some("s1"));
        assert_eq!((entries[1].text.as_str(), entries[1].kind), ("公积金", SuggestionKind::Term));
        assert_eq!(entries[1].id, None);
    }

    #[test]
    fn what_is_not_open_gives_nothing() {
        for openness in [Openness::OnRequest, Openness::Closed, Openness::Draft] {
            let mut item = Item::new("d1", Kind::Document, "内部通知");
            item.keywords = vec!["内部".to_owned()];
            item.openness = openness;
            assert!(entries_of(&item).is_empty(), "{openness:?}");
            let mut collector = EntryCollector::default();
            collector.add(&item);
            assert!(collector.into_entries().is_empty());
        }
    }

    #[test]
    fn a_term_weighs_as_many_items_as_carry_it() {
        let mut collector = EntryCollector::default();
        for (id, keywords) in [("1", &["社保", "社保", "ETC"][..]), ("2", &["社會保障", "etc"]), ("3", &["社保"])]
        {
            let mut item = Item::new(id, Kind::News, "新闻");
            item.keywords = keywords.iter().map(|word| (*word).to_owned()).collect();
            collector.add(&item);
        }
        let entries = collector.into_entries();
        let terms = entries.iter().filter(|entry| entry.kind == SuggestionKind::Term);
        let terms: Vec<(&str, f32)> = terms.map(|entry| (entry.text.as_str(), entry.weight)).collect();
        assert_eq!(terms, [("社保", 2.0), ("ETC", 2.0), ("社會保障", 1.0)]);
        assert_eq!(entries.len(), 6);
    }

    #[test]
    fn what_is_in_force_and_official_comes_first() {
        let weight = |kind, validity| {
            let mut item = Item::new("1", kind, "标题");
            item.validity = validity;
            entries_of(&item)[0].weight
        };
        assert!(weight(Kind::Document, Validity::InForce) > weight(Kind::News, Validity::InForce));
        assert!(weight(Kind::News, Validity::InForce) > weight(Kind::Letter, Validity::InForce));
        assert!(weight(Kind::Letter, Validity::InForce) > weight(Kind::Document, Validity::Repealed));
    }
}
