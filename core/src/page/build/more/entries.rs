//! Files of suggestions: entries by the ways of typing them.
//!
//! Each way of typing leads to a key, each key to a list of entries, and lists with neighbouring keys share a file. A
//! reader makes a suggester of the entries in the few files that what is typed leads to: that is why a file holds
//! entries and nothing about where in them something stands.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::super::format::{FileHash, FileKind, Out, pack};
use super::super::super::more::SINGLE;
use super::super::Built;
use super::trie::{Answers, Texts, grow};
use crate::suggest::{Entry, SuggestionKind, each_text_once, letter};
use crate::text::{common_readings, fold_char};

/// Bytes of entries in a file before packing, about.
const CHUNK: usize = 8 << 10;

/// Writes the files of entries; gives the name of the guide to them.
pub(super) fn write(entries: &[Entry], built: &mut Built) -> FileHash {
    let mut entries = entries.to_vec();
    let rank = |entry: &Entry| (entry.kind, Reverse(ordered(entry.weight)), entry.text.len());
    entries.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| (&a.text, &a.id).cmp(&(&b.text, &b.id))));
    let entries = each_text_once(entries);
    let texts = Texts::new(&entries);
    let mut lists = singles(&entries, &texts);
    let trie = grow(&texts, &mut lists);

    let mut guide = Out::default();
    syllables(&texts, &mut guide);
    guide.0.extend_from_slice(&trie.0);
    let mut firsts = Out::default();
    let mut chunks: Vec<Vec<u8>> = Vec::new();
    let mut before = String::new();
    let mut rest = lists.as_slice();
    while !rest.is_empty() {
        let mut held: BTreeSet<u32> = BTreeSet::new();
        let mut bytes = 0;
        let length = rest
            .iter()
            .take_while(|(_, list)| {
                let more: usize = list.iter().filter(|at| !held.contains(at)).map(|at| texts.bytes(*at)).sum();
                let fits = held.is_empty() || bytes + more <= CHUNK;
                if fits {
                    bytes += more;
                    held.extend(list);
                }
                fits
            })
            .count();
        let (these, others) = rest.split_at(length);
        rest = others;
        for (first, _) in these.iter().take(1) {
            firsts.after(&before, first);
            before.clone_from(first);
        }
        chunks.push(chunk(chunks.len(), held.into_iter().map(|at| &entries[at as usize])));
    }
    guide.number(chunks.len() as u32);
    guide.0.extend_from_slice(&firsts.0);
    built.add_groups(chunks, &mut guide);
    built.add(FileKind::Guide, &guide.0)
}

/// Bits that are in the order of the numbers.
fn ordered(weight: f32) -> u32 {
    let bits = weight.to_bits();
    if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }
}

/// A file: the columns of its entries, in the order of their texts, since neighbours that are alike pack well.
fn chunk<'a>(number: usize, entries: impl Iterator<Item = &'a Entry>) -> Vec<u8> {
    let mut entries: Vec<&Entry> = entries.collect();
    entries.sort_by(|a, b| a.text.cmp(&b.text));
    let mut out = Out::default();
    out.number(number as u32);
    out.number(entries.len() as u32);
    let kind = |entry: &Entry| SuggestionKind::ALL.iter().position(|kind| *kind == entry.kind).unwrap_or(0) as u8;
    out.0.extend(entries.iter().map(|entry| kind(entry)));
    entries.iter().for_each(|entry| out.0.extend_from_slice(&entry.weight.to_le_bytes()));
    entries.iter().for_each(|entry| out.text(&entry.text));
    entries.iter().for_each(|entry| out.text(entry.id.as_deref().unwrap_or_default()));
    pack(FileKind::Entries, &out.0)
}

/// What one character is typed as: itself, and every beginning of its readings; of each the best entries.
fn singles(entries: &[Entry], texts: &Texts) -> Vec<(String, Vec<u32>)> {
    let mut lists: BTreeMap<String, Answers> = BTreeMap::new();
    for (number, entry) in (0..).zip(entries) {
        let chars = texts.chars(number);
        for (at, c) in chars.iter().enumerate() {
            // A letter is looked for as itself and as the beginning of a sound: two questions with one key.
            let mut offer = |key: String, question: u64| {
                let list = lists.entry(format!("{SINGLE}{key}")).or_default();
                list.offer(number, entry.kind, at, at + 1 == chars.len(), question);
            };
            offer(letter(*c).map_or_else(|| c.to_string(), |letter| char::from(letter).to_string()), 0);
            let read = common_readings(*c);
            let beginnings = read.as_slice().iter().flat_map(|syllable| (1..=syllable.len()).map(|to| &syllable[..to]));
            for beginning in beginnings.collect::<BTreeSet<&str>>() {
                offer(beginning.to_owned(), 1);
            }
        }
    }
    lists.into_iter().map(|(key, list)| (key, list.into_entries())).collect()
}

/// All syllables that occur: what is typed is taken apart by them.
fn syllables(texts: &Texts, guide: &mut Out) {
    let chars: BTreeSet<char> = texts.all().map(|c| fold_char(*c)).collect();
    let syllables: BTreeSet<&str> = chars.iter().flat_map(|c| common_readings(*c).as_slice().to_vec()).collect();
    guide.number(syllables.len() as u32);
    let mut before = "";
    for syllable in syllables {
        guide.after(before, syllable);
        before = syllable;
    }
}
