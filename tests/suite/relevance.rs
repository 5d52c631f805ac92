//! The relevance gate: what a citizen types, and what must be among the first ten. The lists are in
//! `tests/relevance/`: written by what a citizen means, never by what the engine gives. What it does not find yet is in
//! `wanted.tsv`, and printed.

use menhu::Portal;
use menhu::query::SearchRequest;
use menhu_tests::workspace;

use crate::real::{demo, five};

/// A line of a list.
struct Case {
    portal: String,
    query: String,
    /// One or more ids, of which one is enough; `!` before it asks for the contrary; `*` stands for any item.
    id: String,
    note: String,
}

/// The first ten ids, and the total, for a case.
struct Found {
    ids: Vec<String>,
    total: u64,
}

impl Found {
    fn has(&self, id: &str) -> bool {
        if id == "*" { self.total > 0 } else { id.split('|').any(|id| self.ids.iter().any(|found| found == id)) }
    }

    fn is_as_wanted(&self, id: &str) -> bool {
        id.strip_prefix('!').map_or_else(|| self.has(id), |unwanted| !self.has(unwanted))
    }
}

fn read(list: &str) -> Vec<Case> {
    let path = workspace().join("tests/relevance").join(list);
    let text = std::fs::read_to_string(&path).unwrap();
    let cases = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).map(|(at, line)| {
        let row: [&str; 4] =
            line.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|row: Vec<_>| {
                panic!("{list}:{}: {} fields, expected 4 between tabs", at + 1, row.len())
            });
        let [portal, query, id, note] = row.map(str::to_owned);
        Case { portal, query, id, note }
    });
    cases.collect()
}

fn ask(demo: &Portal, case: &Case) -> Found {
    let portal = match case.portal.as_str() {
        "demo" => demo,
        "five" => five(),
        other => panic!("`{other}` is no portal; expected demo or five"),
    };
    let answer = portal.search(&SearchRequest::new(&case.query)).unwrap();
    Found { ids: answer.hits.into_iter().map(|hit| hit.id).collect(), total: answer.total }
}

#[test]
fn what_citizens_ask_is_among_the_first_ten() {
    let (_folder, demo) = demo();
    let mut failed = Vec::new();
    let invariants = read("invariants.tsv");
    assert!(invariants.len() >= 240, "only {} invariants", invariants.len());
    for case in &invariants {
        let found = ask(&demo, case);
        if !found.has(&case.id) {
            failed.push(describe(case, &found));
        }
    }
    for case in read("never.tsv") {
        let found = ask(&demo, &case);
        if found.has(&case.id) {
            failed.push(format!("never: {}", describe(&case, &found)));
        }
    }
    for case in read("wanted.tsv") {
        let found = ask(&demo, &case);
        if found.is_as_wanted(&case.id) {
            println!("wanted, and there now; move it: {}", describe(&case, &found));
        } else {
            println!("wanted: {}", describe(&case, &found));
        }
    }
    assert!(failed.is_empty(), "{} cases failed:\n{}", failed.len(), failed.join("\n"));
}

fn describe(case: &Case, found: &Found) -> String {
    let Case { portal, query, id, note } = case;
    format!("{portal}: {query} -> {id} ({note}); {} items, first {:?}", found.total, found.ids)
}
