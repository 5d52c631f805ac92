//! The tables of an index: what is known of each document, values to filter by, characters, scripts, sounds.

use std::collections::{BTreeMap, BTreeSet};

use super::super::format::{FileHash, FileKind, Out};
use super::super::light::{day_of, length_code, light_fold};
use super::lexicon::Lexicon;
use super::{Built, PageDocument};
use crate::text::{class, fold_char, readings};

/// Fields that queries may name in Chinese.
const NAMES: [(&str, &[&str]); 11] = [
    ("audience", &["适用对象"]),
    ("column", &["栏目"]),
    ("genre", &["体裁"]),
    ("group", &["绿色通道", "人群"]),
    ("kind", &["类型"]),
    ("subject", &["主题分类"]),
    ("theme", &["主题"]),
    ("topic", &["专题"]),
    ("unit", &["单位", "部门", "机构", "发布机构"]),
    ("validity", &["有效性"]),
    ("year", &["年份"]),
];
/// Longest title that is told apart by its length.
const LONGEST_TITLE: u32 = 255;

/// What is known of each document, in columns.
#[derive(Debug, Default)]
pub(super) struct Columns {
    parts: Out,
    lengths: Vec<u8>,
    ideographs: Vec<u8>,
    titles: Vec<u8>,
    days: Vec<[u8; 2]>,
    weights: Vec<u8>,
    tokens: u64,
    /// Of each field the values, each with its documents.
    fields: BTreeMap<String, BTreeMap<String, Vec<u32>>>,
}

impl Columns {
    pub(super) fn add(&mut self, document: &PageDocument, parts: usize, tokens: u32, ideographs: u32) {
        let number = self.lengths.len() as u32;
        self.parts.number(parts as u32);
        self.lengths.push(length_code(tokens));
        self.ideographs.push(length_code(ideographs));
        self.titles.push(title_length(&document.title).min(LONGEST_TITLE) as u8);
        self.days.push(day_of(&document.date).unwrap_or(0).to_le_bytes());
        self.weights.push(document.weight);
        self.tokens += u64::from(tokens);
        let year = document.date.get(..4).unwrap_or_default();
        let own = [("unit", document.unit.as_str()), ("kind", document.kind.as_str()), ("year", year)];
        let more = document.filters.iter().map(|(field, value)| (field.as_str(), value.as_str()));
        for (field, value) in own.into_iter().chain(more).filter(|(_, value)| !value.is_empty()) {
            // A page's author may call a field by the name that queries have for it.
            let known = NAMES.iter().find(|(_, names)| names.contains(&field));
            let field = known.map_or(field, |(name, _)| name);
            let holders = self.fields.entry(field.to_owned()).or_default().entry(value.to_owned()).or_default();
            if holders.last() != Some(&number) {
                holders.push(number);
            }
        }
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    pub(super) fn average_tokens(&self) -> u32 {
        (self.tokens / (self.lengths.len() as u64).max(1)) as u32
    }

    pub(super) fn documents(&self) -> Vec<u8> {
        let mut out = self.parts.clone();
        out.0.extend_from_slice(&self.lengths);
        out.0.extend_from_slice(&self.ideographs);
        out.0.extend_from_slice(&self.titles);
        for byte in [0, 1] {
            out.0.extend(self.days.iter().map(|day| day[byte]));
        }
        out.0.extend_from_slice(&self.weights);
        out.0
    }

    /// The names of the fields into the manifest, the documents of their values into a file for each.
    pub(super) fn fields(&self, manifest: &mut Out, built: &mut Built) {
        manifest.number(self.fields.len() as u32);
        for (field, values) in &self.fields {
            let mut out = Out::default();
            out.number(values.len() as u32);
            for (value, holders) in values {
                out.text(value);
                out.number(holders.len() as u32);
                let mut next = 0;
                for holder in holders {
                    out.number(holder - next);
                    next = holder + 1;
                }
            }
            let names = NAMES.iter().find(|(known, _)| known == field).map_or(&[][..], |(_, names)| names);
            manifest.text(field);
            manifest.number(names.len() as u32);
            names.iter().for_each(|name| manifest.text(name));
            let FileHash(hash) = built.add(FileKind::Field, &out.0);
            manifest.0.extend_from_slice(&hash);
        }
    }
}

/// Letters, digits and ideographs of a title.
fn title_length(title: &str) -> u32 {
    title.chars().filter(|c| class(fold_char(*c)).is_word_part()).count() as u32
}

/// The characters that occur, folded.
pub(super) fn characters(out: &mut Out, characters: &BTreeSet<char>) {
    out.number(characters.len() as u32);
    let mut next = 0;
    for c in characters {
        out.number(u32::from(*c) - next);
        next = u32::from(*c) + 1;
    }
}

/// Every character that folds to one of `characters`, where arithmetic does not do it.
pub(super) fn script(characters: &BTreeSet<char>) -> Vec<u8> {
    let pairs: Vec<(char, char)> = ('\u{80}'..=char::MAX)
        .map(|c| (c, fold_char(c)))
        .filter(|(c, folded)| c != folded && light_fold(*c) != *folded && characters.contains(folded))
        .collect();
    let mut out = Out::default();
    out.number(pairs.len() as u32);
    let mut next = 0;
    for (c, _) in &pairs {
        out.number(u32::from(*c) - next);
        next = u32::from(*c) + 1;
    }
    for (_, folded) in &pairs {
        out.number(u32::from(*folded));
    }
    out.0
}

/// Words that letters may mean, and how their characters are read.
pub(super) fn sounds(lexicon: &Lexicon) -> Vec<u8> {
    let characters: BTreeSet<char> = lexicon.words.keys().flat_map(|word| word.chars()).collect();
    let spoken: Vec<(char, Vec<&str>)> = characters
        .into_iter()
        .map(|c| (c, readings(c).as_slice().to_vec()))
        .filter(|(_, readings)| !readings.is_empty())
        .collect();
    let syllables: BTreeSet<&str> = spoken.iter().flat_map(|(_, readings)| readings.iter().copied()).collect();
    let syllables: Vec<&str> = syllables.into_iter().collect();
    let mut out = Out::default();
    lexicon.write(&mut out);
    out.number(syllables.len() as u32);
    syllables.iter().for_each(|syllable| out.text(syllable));
    out.number(spoken.len() as u32);
    let mut next = 0;
    for (c, readings) in &spoken {
        out.number(u32::from(*c) - next);
        next = u32::from(*c) + 1;
        out.number(readings.len() as u32);
        for reading in readings {
            out.number(syllables.partition_point(|syllable| syllable < reading) as u32);
        }
    }
    out.0
}
