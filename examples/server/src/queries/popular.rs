//! Past queries that may be suggested to others.

use std::io;
use std::path::Path;
use std::sync::{Arc, RwLock};

use menhu::suggest::{Entry, Suggester, Suggestion, SuggestionKind};
use menhu::text::Dictionary;

use super::line::{Asked, asked};
use super::tally::Tallies;

/// Most queries that are suggested.
const MOST: usize = 2000;

/// The queries of these logs that found something and that at least `least` different sessions have asked, each with
/// the number of its searches, most frequent first. Never one that may point to a person.
pub(crate) fn popular(files: &[impl AsRef<Path>], least: u64, dictionary: &Dictionary) -> io::Result<List> {
    let mut found: std::collections::HashMap<String, u64> = std::collections::HashMap::new();
    for file in files {
        for (query, tally) in Tallies::read(file.as_ref(), None)?.queries {
            let finds = tally.hits.is_some_and(|hits| hits > 0);
            if finds && tally.sessions() >= least && asked(&query, dictionary) == Asked::Query(query.clone()) {
                *found.entry(query).or_default() += tally.asked;
            }
        }
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(MOST);
    Ok(found)
}

/// Queries with the number of their searches.
type List = Vec<(String, u64)>;

/// The list that is in force, while a newer one is made. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Popular(Arc<RwLock<Counted>>);

#[derive(Debug, Clone, Default)]
struct Counted {
    list: Arc<List>,
    suggester: Option<Arc<Suggester>>,
}

impl Popular {
    /// The queries with the number of their searches, most frequent first.
    pub(crate) fn list(&self) -> Arc<List> {
        self.0.read().map(|current| Arc::clone(&current.list)).unwrap_or_default()
    }

    /// Those of the queries that may be meant by what is typed so far.
    pub(crate) fn suggest(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        let suggester = self.0.read().ok().and_then(|current| current.suggester.clone());
        suggester.map(|suggester| suggester.suggest(typed, limit)).unwrap_or_default()
    }

    /// Puts a newer list in force.
    pub(crate) fn set(&self, list: List) {
        let entry = |(query, asked): &(String, u64)| Entry {
            text: query.clone(),
            kind: SuggestionKind::Query,
            id: None,
            weight: *asked as f32,
        };
        let suggester = Some(Arc::new(Suggester::new(list.iter().map(entry))));
        if let Ok(mut current) = self.0.write() {
            *current = Counted { list: Arc::new(list), suggester };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::line::Line;
    use crate::queries::report::tests::{log, search};

    #[test]
    fn only_what_enough_sessions_asked_and_found_is_suggested() {
        let mut lines: Vec<Line> = Vec::new();
        for session in 0..5 {
            lines.extend([search("社保", 4, Some(session)), search("魔法", 0, Some(session))]);
            lines.extend([search("13800138000", 4, Some(session)), search("王小明", 4, Some(session))]);
            lines.extend([search("公积金", 4, Some(session)), search("公积金", 4, Some(session))]);
        }
        lines.extend((0..4).map(|session| search("低保", 4, Some(session))));
        lines.extend((0..9).map(|_| search("护照", 4, None)));
        let (_folder, path) = log(&lines);
        let found = popular(&[path], 5, &Dictionary::builtin()).unwrap();
        assert_eq!(found, [("公积金".to_owned(), 10), ("社保".to_owned(), 5)]);
    }

    #[test]
    fn a_newer_list_takes_the_place_of_the_older() {
        let popular = Popular::default();
        assert!(popular.list().is_empty());
        popular.clone().set(vec![("社保".to_owned(), 1)]);
        assert_eq!(popular.list().len(), 1);
        let found = popular.suggest("sheb", 10);
        assert_eq!((found[0].text.as_str(), found[0].kind), ("社保", SuggestionKind::Query));
        popular.set(Vec::new());
        assert!(popular.suggest("sheb", 10).is_empty());
    }
}
