//! `menhu eval`: how good the ranking is, on judged queries.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use menhu::query::{SearchRequest, Weights};
use menhu::{Portal, WriterOptions};
use serde::Serialize;

use super::index::index_files;
use super::{Failure, say};
use crate::cli::Eval;
use crate::spreadsheet::HeaderMap;

/// Hits looked at for each query.
const DEPTH: usize = 10;

/// Means over all queries that have a relevant document.
#[derive(Debug, Serialize)]
struct Measures {
    #[serde(rename = "ndcg@10")]
    ndcg: f64,
    #[serde(rename = "mrr@10")]
    mrr: f64,
    #[serde(rename = "recall@10")]
    recall: f64,
    queries: usize,
    p50_us: u64,
    p99_us: u64,
}

/// Relevance of documents, for each query.
type Judgements = HashMap<String, HashMap<String, u32>>;

pub(crate) fn run(args: &Eval) -> Result<ExitCode, Failure> {
    let queries = read_queries(&args.queries)?;
    let judgements = read_judgements(&args.qrels)?;
    let folder = tempfile::tempdir()?;
    let portal = Portal::open_or_create(folder.path())?;
    let summary = index_files(portal.writer(&WriterOptions::default())?, &args.corpus, &HeaderMap::default(), None)?;
    portal.reload()?;
    let portal = portal.with_weights(weights(&args.weights)?);
    let measures = measure(&portal, &queries, &judgements)?;
    if args.json {
        say(&serde_json::to_string(&measures)?);
    } else {
        say(&format!(
            "{} items, {} queries: nDCG@10 {:.3}, MRR@10 {:.3}, recall@10 {:.3}; p50 {} µs, p99 {} µs",
            summary.items,
            measures.queries,
            measures.ndcg,
            measures.mrr,
            measures.recall,
            measures.p50_us,
            measures.p99_us,
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The weights of the ranking formula with some of them set: `NAME=VALUE`.
fn weights(set: &[String]) -> Result<Weights, Failure> {
    let mut weights = serde_json::to_value(Weights::default())?;
    for setting in set {
        let bad = || format!("--weight {setting}: expected NAME=VALUE, such as synonym=0.5");
        let (name, value) = setting.split_once('=').ok_or_else(bad)?;
        weights[name] = serde_json::Value::from(value.parse::<f32>().map_err(|_| bad())?);
    }
    Ok(serde_json::from_value(weights).map_err(|error| format!("--weight: {error}"))?)
}

fn measure(portal: &Portal, queries: &[(String, String)], judgements: &Judgements) -> Result<Measures, Failure> {
    let (mut ndcg, mut mrr, mut recall, mut times) = (0.0, 0.0, 0.0, Vec::new());
    for (id, text) in queries {
        let Some(relevant) = judgements.get(id) else { continue };
        let request = SearchRequest { limit: DEPTH, ..SearchRequest::new(text) };
        let started = Instant::now();
        let answer = portal.search(&request)?;
        times.push(u64::try_from(started.elapsed().as_micros())?);
        let gains: Vec<u32> = answer.hits.iter().map(|hit| relevant.get(&hit.id).copied().unwrap_or(0)).collect();
        let mut ideal: Vec<u32> = relevant.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        ndcg += discounted(&gains) / discounted(&ideal[..ideal.len().min(DEPTH)]);
        mrr += gains.iter().position(|gain| *gain > 0).map_or(0.0, |at| 1.0 / (at + 1) as f64);
        recall += gains.iter().filter(|gain| **gain > 0).count() as f64 / relevant.len() as f64;
    }
    if times.is_empty() {
        return Err("no query has a judgement; do the two files belong together?".into());
    }
    times.sort_unstable();
    let count = times.len() as f64;
    let percentile = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    Ok(Measures {
        ndcg: ndcg / count,
        mrr: mrr / count,
        recall: recall / count,
        queries: times.len(),
        p50_us: percentile(50),
        p99_us: percentile(99),
    })
}

/// Discounted cumulative gain with exponential gains.
fn discounted(gains: &[u32]) -> f64 {
    gains.iter().enumerate().map(|(at, gain)| (2f64.powi(*gain as i32) - 1.0) / ((at + 2) as f64).log2()).sum()
}

fn rows(path: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect())
}

fn read_queries(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let rows = rows(path)?.into_iter().enumerate().map(|(at, row)| match <[String; 2]>::try_from(row) {
        Ok([id, text]) => Ok((id, text)),
        Err(_) => Err(format!("{}:{}: expected `qid TAB text`", path.display(), at + 1)),
    });
    Ok(rows.collect::<Result<BTreeMap<_, _>, _>>()?.into_iter().collect())
}

fn read_judgements(path: &Path) -> Result<Judgements, Failure> {
    let mut judgements = Judgements::new();
    for (at, row) in rows(path)?.into_iter().enumerate() {
        let bad = || format!("{}:{}: expected `qid TAB 0 TAB docid TAB relevance`", path.display(), at + 1);
        let [query, _, document, relevance] = <[String; 4]>::try_from(row).map_err(|_| bad())?;
        let relevance = relevance.trim().parse().map_err(|_| bad())?;
        if relevance > 0 {
            judgements.entry(query).or_default().insert(document, relevance);
        }
    }
    Ok(judgements)
}
