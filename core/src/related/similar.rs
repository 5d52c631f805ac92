//! Items whose texts are alike: they have rare words in common. The last resort, marked as what it is.

use std::collections::{HashMap, HashSet};

use tantivy::{DocAddress, Searcher, Term};

use super::candidates::with_term;
use crate::error::Error;
use crate::index::{HitRecord, Reader};
use crate::text::{fold, is_stop_word, segment};

/// Characters of the body that are looked at.
const BODY: usize = 1500;
/// Words by which items are compared.
const WORDS: usize = 14;
/// Share of the weight of those words that another item must hold.
const LEAST: f32 = 0.5;
/// A word that more than one item in so many holds says nothing.
const COMMON: u64 = 40;
/// How much more a word of the title says.
const OF_TITLE: f32 = 3.0;
/// Items that are given.
const MOST: usize = 5;
/// Words that are named as a reason.
const NAMED: usize = 3;

/// The items most like the one at an address, but for those known already, each with its reason.
pub(super) fn similar(
    reader: &Reader,
    searcher: &Searcher,
    address: DocAddress,
    known: &HashSet<String>,
) -> Result<Vec<(HitRecord, String)>, Error> {
    let item = reader.item(searcher, address)?;
    let words = words(reader, searcher, &item.title, &item.body)?;
    let all: f32 = words.iter().map(|(_, weight)| weight).sum();
    let mut scores: HashMap<DocAddress, (f32, u32)> = HashMap::new();
    for (at, (word, weight)) in words.iter().enumerate() {
        for found in with_term(searcher, reader.fields.text, word)? {
            let (score, held) = scores.entry(found).or_default();
            *score += weight;
            *held |= 1 << at;
        }
    }
    let mut best: Vec<(f32, u32, DocAddress)> = scores
        .into_iter()
        .filter(|(found, (score, _))| *found != address && *score >= LEAST * all && all > 0.0)
        .map(|(found, (score, held))| (score, held, found))
        .collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    let mut similar = Vec::new();
    for (_, held, found) in best {
        let record = reader.record(searcher, found)?;
        // Columns and units are ways to items, and no reading.
        let is_way = matches!(record.kind, crate::catalog::Kind::Column | crate::catalog::Kind::Unit);
        // A notice that several units publish is one notice.
        let is_twin = record.title == item.title
            || similar.iter().any(|(other, _): &(HitRecord, String)| other.title == record.title);
        if is_way || is_twin || known.contains(&record.id) {
            continue;
        }
        let shared = words.iter().enumerate().filter(|(at, _)| held & (1 << at) != 0).take(NAMED);
        let shared: String = shared.map(|(_, (word, _))| format!("“{word}”")).collect();
        similar.push((record, format!("内容相近：都讲到{shared}")));
        if similar.len() == MOST {
            break;
        }
    }
    Ok(similar)
}

/// The words that say most of a text, the heaviest first.
fn words(reader: &Reader, searcher: &Searcher, title: &str, body: &str) -> Result<Vec<(String, f32)>, Error> {
    let mut counts: HashMap<String, f32> = HashMap::new();
    let beginning: String = body.chars().take(BODY).collect();
    for (text, weight) in [(title, OF_TITLE), (beginning.as_str(), 1.0)] {
        let folded = fold(text);
        for segment in segment(&reader.dictionary, &folded) {
            let word = segment.text.to_owned();
            let is_word = word.chars().count() >= 2 && word.chars().all(char::is_alphabetic) && !is_stop_word(&word);
            if is_word {
                *counts.entry(word).or_default() += weight;
            }
        }
    }
    let items = searcher.num_docs();
    let mut words = Vec::new();
    for (word, count) in counts {
        let with = searcher.doc_freq(&Term::from_field_text(reader.fields.text, &word))?;
        if with >= 2 && with * COMMON <= items.max(400) {
            let rarity = (items as f32 / with as f32).ln().max(0.1);
            words.push((word, (1.0 + count.ln()) * rarity));
        }
    }
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(WORDS);
    Ok(words)
}
