//! Quality of the ranking on judged queries, against the record in `tests/relevance/baseline.json`: a change that loses
//! quality on any set fails here. `UPDATE_BASELINE=1` writes the record anew. The full table is in docs/relevance.md.

use std::collections::{BTreeMap, HashMap};

use menhu::Portal;
use menhu::query::SearchRequest;
use menhu_tests::{corpora, items, portal, workspace};

use crate::real::five;

/// A fall by more than this is a loss; less is noise of a few queries.
const TOLERANCE: f64 = 0.005;

/// Mean nDCG@10 of the queries of a set, each first changed by `change`. As `menhu eval` counts it.
fn measure(portal: &Portal, set: &str, change: impl Fn(&str) -> String) -> f64 {
    let folder = corpora().join("retrieval").join(set);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let mut judgements: HashMap<String, HashMap<String, i32>> = HashMap::new();
    for line in read("qrels.tsv").lines() {
        let row: Vec<&str> = line.split('\t').collect();
        let relevance = row[3].trim().parse().unwrap();
        if relevance > 0 {
            judgements.entry(row[0].to_owned()).or_default().insert(row[2].to_owned(), relevance);
        }
    }
    let (mut sum, mut count) = (0.0, 0);
    for line in read("queries.tsv").lines() {
        let (id, text) = line.split_once('\t').unwrap();
        let Some(relevant) = judgements.get(id) else { continue };
        let hits = portal.search(&SearchRequest::new(change(text))).unwrap().hits;
        let gains = hits.iter().map(|hit| relevant.get(&hit.id).copied().unwrap_or(0));
        let mut ideal: Vec<i32> = relevant.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        sum += discounted(gains) / discounted(ideal.into_iter().take(10));
        count += 1;
    }
    assert!(count > 0, "{set}: no query is judged");
    sum / f64::from(count)
}

/// Discounted cumulative gain with exponential gains.
fn discounted(gains: impl Iterator<Item = i32>) -> f64 {
    gains.enumerate().map(|(at, gain)| (2f64.powi(gain) - 1.0) / ((at + 2) as f64).log2()).sum()
}

/// A set of its own corpus.
fn own_corpus(set: &str) -> (tempfile::TempDir, Portal) {
    portal(items(&corpora().join("retrieval").join(set).join("corpus.jsonl.zst")))
}

#[test]
fn judged_sets_stay_at_their_baseline() {
    let as_typed = str::to_owned;
    let mut measured = BTreeMap::new();
    let (mut simplified, mut traditional) = (0.0, 0.0);
    std::thread::scope(|scope| {
        let laws = scope.spawn(|| {
            let (_folder, laws) = own_corpus("stard");
            ["stard", "law_article", "law_question"].map(|set| (set, measure(&laws, set, as_typed)))
        });
        for set in ["letters_reply", "traditional"] {
            let (_folder, portal) = own_corpus(set);
            measured.insert(set, measure(&portal, set, as_typed));
        }
        let (_folder, policies) = own_corpus("policy_qa");
        simplified = measure(&policies, "policy_qa", as_typed);
        traditional = measure(&policies, "policy_qa", |text| hanconv::s2t(text));
        measured.insert("policy_qa", simplified);
        measured.insert("portal_qa", measure(five(), "portal_qa", as_typed));
        measured.extend(laws.join().unwrap());
    });
    for (set, ndcg) in &measured {
        println!("{set}: nDCG@10 {ndcg:.4}");
    }
    println!("policy_qa, queries in Traditional script: nDCG@10 {traditional:.4}");
    assert!(
        (simplified - traditional).abs() <= TOLERANCE,
        "policy_qa: {simplified:.4}, in Traditional {traditional:.4}"
    );
    compare(&measured);
}

/// Compares with the record, or writes it.
fn compare(measured: &BTreeMap<&str, f64>) {
    let path = workspace().join("tests/relevance/baseline.json");
    if std::env::var_os("UPDATE_BASELINE").is_some() {
        let rounded: BTreeMap<&str, f64> = measured.iter().map(|(set, n)| (*set, (n * 1e4).round() / 1e4)).collect();
        let text = serde_json::to_string_pretty(&serde_json::json!({ "ndcg@10": rounded })).unwrap();
        std::fs::write(&path, text + "\n").unwrap();
        return;
    }
    let record: BTreeMap<String, BTreeMap<String, f64>> =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let record = &record["ndcg@10"];
    assert!(record.keys().eq(measured.keys()), "sets measured and sets in {} differ", path.display());
    let lost: Vec<String> = measured
        .iter()
        .filter(|(set, ndcg)| **ndcg < record[**set] - TOLERANCE)
        .map(|(set, ndcg)| format!("{set}: nDCG@10 {ndcg:.4}, was {:.4}", record[*set]))
        .collect();
    assert!(lost.is_empty(), "quality lost; if it is worth it, UPDATE_BASELINE=1 records it:\n{}", lost.join("\n"));
}
