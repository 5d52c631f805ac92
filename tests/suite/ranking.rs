//! Floors for the ranking: a change that loses quality on judged queries fails here. The full table is in
//! docs/relevance.md.

use std::collections::{HashMap, HashSet};

use menhu::query::SearchRequest;
use menhu_tests::{corpora, items, portal};

/// Mean reciprocal rank and recall in the first ten over a judged set.
fn measure(set: &str) -> (f64, f64) {
    let folder = corpora().join("retrieval").join(set);
    let (_folder, portal) = portal(items(&folder.join("corpus.jsonl.zst")));
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut relevant: HashMap<String, HashSet<String>> = HashMap::new();
    for line in read("qrels.tsv").lines() {
        let row: Vec<&str> = line.split('\t').collect();
        relevant.entry(row[0].to_owned()).or_default().insert(row[2].to_owned());
    }
    let (mut rank, mut recall, mut count) = (0.0, 0.0, 0.0);
    for line in read("queries.tsv").lines() {
        let (id, text) = line.split_once('\t').unwrap();
        let Some(relevant) = relevant.get(id) else { continue };
        let hits = portal.search(&SearchRequest::new(text)).unwrap().hits;
        let first = hits.iter().position(|hit| relevant.contains(&hit.id));
        rank += first.map_or(0.0, |at| 1.0 / (at + 1) as f64);
        recall += hits.iter().filter(|hit| relevant.contains(&hit.id)).count() as f64 / relevant.len() as f64;
        count += 1.0;
    }
    (rank / count, recall / count)
}

#[test]
fn judged_sets_stay_above_their_floors() {
    // What a plain engine reaches with one combined field (tantivy, jieba): 0.614, 0.582, 0.921.
    for (set, rank_floor, recall_floor) in
        [("letters_reply", 0.62, 0.79), ("policy_qa", 0.585, 0.74), ("traditional", 0.94, 0.98)]
    {
        let (rank, recall) = measure(set);
        assert!(rank >= rank_floor && recall >= recall_floor, "{set}: MRR@10 {rank:.3}, recall@10 {recall:.3}");
    }
}
