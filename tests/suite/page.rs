//! The search in the page beside the server's, on real documents and what real people asked.

use menhu::Portal;
use menhu::catalog::Item;
use menhu::config::{BUILTIN_SYNONYMS, parse_synonyms};
use menhu::page::{Built, MANIFEST, Options, PageDocument, PageIndex, PageRequest, Step, build};
use menhu::query::SearchRequest;
use menhu::text::Dictionary;
use menhu_tests::{corpora, items, portal};

use crate::real::five_items;

/// Of the five files policy, on which the questions are judged, and every third document of the others: an index of all
/// takes a minute to make in a test.
const JUDGED: usize = 705;
const EVERY: usize = 3;
/// How many queries of each set are asked.
const QUERIES: usize = 200;
/// How many hits are compared.
const FIRST: usize = 10;
/// Sets of queries, with the least that page and server may have in common, on average: questions of citizens, of
/// readers of policies and of lay people about laws, titles of letters, names of services.
const SETS: [(&str, f64); 6] = [
    ("retrieval/portal_qa/queries.tsv", 0.83),
    ("retrieval/policy_qa/queries.tsv", 0.83),
    ("retrieval/stard/queries.tsv", 0.83),
    ("retrieval/law_question/queries.tsv", 0.8),
    ("lists/gov_lists/gd_service_matters.txt", 0.83),
    ("retrieval/letters_reply/queries.tsv", 0.7),
];

/// The numbers of the first hits, with what a page would fetch for them, and the bytes of that.
fn fetch(index: &mut PageIndex, built: &Built, query: &str) -> (Vec<u32>, usize) {
    let request = PageRequest { q: query.into(), limit: FIRST, numbers_only: true, ..PageRequest::default() };
    let mut bytes = 0;
    for _ in 0..10 {
        match index.search(&request).unwrap() {
            Step::Done(answer) => return (answer.numbers, bytes),
            Step::Needs(names) => {
                for name in names {
                    let file = &built.files[&name];
                    bytes += file.len();
                    index.put(&name, file).unwrap();
                }
            }
        }
    }
    panic!("no answer to {query}");
}

fn ask(index: &mut PageIndex, built: &Built, query: &str) -> Vec<u32> {
    fetch(index, built, query).0
}

/// The bytes that a question loads in the median, of a page that has loaded those of one short query.
fn median_cost(built: &Built, queries: &[&str]) -> usize {
    let mut costs: Vec<usize> = queries
        .iter()
        .map(|query| {
            let mut index = PageIndex::open(&built.files[MANIFEST]).unwrap();
            ask(&mut index, built, "公积金");
            fetch(&mut index, built, query).1
        })
        .collect();
    costs.sort_unstable();
    costs[costs.len() / 2]
}

/// The share of the first hits that page and server have in common.
fn overlap(portal: &Portal, index: &mut PageIndex, built: &Built, query: &str) -> f64 {
    let request = SearchRequest { limit: FIRST, correct: false, ..SearchRequest::new(query) };
    let server = portal.search(&request).unwrap().hits;
    let page = ask(index, built, query);
    let is_common = |id: &String| page.iter().any(|number| built.ids[*number as usize] == *id);
    let most = server.len().max(page.len());
    if most == 0 { 1.0 } else { server.iter().filter(|hit| is_common(&hit.id)).count() as f64 / most as f64 }
}

#[test]
fn a_page_finds_what_the_server_finds() {
    let judged = items(&corpora().join("docs/policy.jsonl.zst"));
    let others = five_items().skip(JUDGED).step_by(EVERY);
    let documents: Vec<Item> = judged.chain(others).collect();
    let pages: Vec<PageDocument> = documents.iter().filter_map(PageDocument::of).collect();
    let mut options = Options::default();
    options.synonyms = parse_synonyms(BUILTIN_SYNONYMS).unwrap();
    let built = build(&Dictionary::builtin(), pages, &options);
    let (_folder, portal) = portal(documents);
    let mut index = PageIndex::open(&built.files[MANIFEST]).unwrap();
    for (set, least) in SETS {
        let text = std::fs::read_to_string(corpora().join(set)).unwrap();
        let all: Vec<&str> = text.lines().map(|line| line.split_once('\t').map_or(line, |(_, query)| query)).collect();
        // From the whole of a set: some are in an order of their own.
        let queries: Vec<&str> = all.iter().step_by(all.len() / QUERIES).take(QUERIES).copied().collect();
        assert_eq!(queries.len(), QUERIES);
        let sum: f64 = queries.iter().map(|query| overlap(&portal, &mut index, &built, query)).sum();
        let mean = sum / QUERIES as f64;
        println!(
            "{mean:.3} of the first {FIRST} hits of {QUERIES} queries of {set} are the same in the page and on the server \
             ({} documents); one loads {} bytes in the median, hits aside",
            built.ids.len(),
            median_cost(&built, &queries)
        );
        assert!(mean >= least, "{set}: {mean}");
    }
}

#[test]
fn document_numbers_are_one_word_in_the_page_too() {
    let pages = items(&corpora().join("docs/policy.jsonl.zst")).filter_map(|item| PageDocument::of(&item));
    let built = build(&Dictionary::builtin(), pages, &Options::default());
    let mut index = PageIndex::open(&built.files[MANIFEST]).unwrap();
    for query in ["国发〔2019〕5号", "国发[2019] 5 号", "国发（2019）第5号"] {
        let found = ask(&mut index, &built, query);
        let whole = |number: &u32| {
            let id = &built.ids[*number as usize];
            items(&corpora().join("docs/policy.jsonl.zst")).any(|item| {
                item.id == *id && format!("{:?} {}", item.doc_number, item.full_text()).contains("国发〔2019〕5号")
            })
        };
        assert!(!found.is_empty() && found.iter().all(whole), "{query}: {found:?}");
    }
}
