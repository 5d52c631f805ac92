//! What is suggested, and how the kinds of suggestions share an answer.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::SuggestionKind;
use crate::text::fold;

/// The answer to a [`super::SuggestRequest`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SuggestAnswer {
    /// Suggestions, grouped by kind in the order of [`SuggestionKind::ALL`], best first in each group.
    pub suggestions: Vec<Suggestion>,
    /// Time spent in the kernel, in microseconds.
    pub took_us: u64,
}

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Suggestion {
    /// The text, as it is shown.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// The item it leads to. `None` for words to search for, and where several items of the kind bear this text: then,
    /// too, a search shows them.
    pub id: Option<String>,
    /// The text as HTML, escaped, what was typed in `<mark>`.
    pub highlight: String,
}

/// Makes one answer of several, as of a portal's own suggestions and of past queries: grouped by kind, a text once,
/// every kind with its fair share of `limit`. Ask for each of the answers with the whole `limit`.
#[must_use]
pub fn merge(answers: impl IntoIterator<Item = Vec<Suggestion>>, limit: usize) -> Vec<Suggestion> {
    let mut groups: BTreeMap<SuggestionKind, Vec<(usize, Suggestion)>> = BTreeMap::new();
    for answer in answers {
        let mut ranks: BTreeMap<SuggestionKind, usize> = BTreeMap::new();
        for suggestion in answer {
            let rank = ranks.entry(suggestion.kind).or_insert(0);
            groups.entry(suggestion.kind).or_default().push((*rank, suggestion));
            *rank += 1;
        }
    }
    // Two answers with the same kind take turns: ranks of different answers cannot be compared otherwise.
    let mut seen = HashSet::new();
    for group in groups.values_mut() {
        group.sort_by_key(|(rank, _)| *rank);
        group.retain(|(_, suggestion)| seen.insert(fold(suggestion.text.trim())));
    }
    let counts: Vec<usize> = groups.values().map(Vec::len).collect();
    let shares = fair_shares(&counts, limit);
    let shared = groups.into_values().zip(shares);
    shared.flat_map(|(group, share)| group.into_iter().take(share)).map(|(_, suggestion)| suggestion).collect()
}

/// How many of its suggestions each group may show: one each in turn, until `limit` is reached or all are shown.
pub(super) fn fair_shares(counts: &[usize], limit: usize) -> Vec<usize> {
    let mut shares = vec![0; counts.len()];
    let mut left = limit.min(counts.iter().fold(0, |sum: usize, count| sum.saturating_add(*count)));
    while left > 0 {
        for (share, count) in shares.iter_mut().zip(counts) {
            if left > 0 && *share < *count {
                *share += 1;
                left -= 1;
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn suggestion(text: &str, kind: SuggestionKind) -> Suggestion {
        Suggestion { text: text.to_owned(), kind, id: None, highlight: text.to_owned() }
    }

    #[test]
    fn merging_is_fair_and_shows_a_text_once() {
        use SuggestionKind::{Query, Service, Title};
        let portal = vec![suggestion("提取", Service), suggestion("甲", Title), suggestion("乙", Title)];
        let past = vec![suggestion("提取", Query), suggestion("Ａ", Query), suggestion("b", Query)];
        let more = vec![suggestion("a", Query), suggestion("c", Query)];
        let texts = |limit| -> Vec<String> {
            merge([portal.clone(), past.clone(), more.clone()], limit).into_iter().map(|s| s.text).collect()
        };
        assert_eq!(texts(10), ["提取", "a", "c", "b", "甲", "乙"]);
        assert_eq!(texts(3), ["提取", "a", "甲"]);
        assert!(texts(0).is_empty());
        assert!(merge([], 10).is_empty());
    }

    #[test]
    fn the_json_form_names_kinds_in_snake_case() {
        let json = serde_json::to_value(suggestion("公积金", SuggestionKind::Term)).unwrap();
        assert_eq!(json["kind"], "term");
        assert!(json["id"].is_null());
    }

    proptest! {
        #[test]
        fn shares_are_fair(counts in proptest::collection::vec(0usize..20, 0..7), limit in 0usize..60) {
            let shares = fair_shares(&counts, limit);
            prop_assert_eq!(shares.iter().sum::<usize>(), limit.min(counts.iter().sum()));
            for (share, count) in shares.iter().zip(&counts) {
                prop_assert!(share <= count);
                // Whoever could not show all has at most one less than anybody else.
                prop_assert!(share == count || shares.iter().all(|other| *other <= share + 1));
            }
        }
    }
}
