//! Units and their names: 示范区民政局 is also 区民政局 and 民政局, and whatever its keywords say.

use std::collections::{BTreeSet, HashMap};

use super::card::Card;
use crate::text::{Dictionary, Folded, cut, fold_char};

/// Characters in which names of regions end.
const REGION_ENDS: &str = "省市区县旗州盟";
/// Longest common beginning of titles that is taken for the region, in characters.
const LONGEST_REGION: usize = 12;
/// Shortest name, in characters.
const SHORTEST_NAME: usize = 2;

/// The units of a portal, by their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    cards: Vec<Card>,
    names: HashMap<String, Vec<u32>>,
    /// Lengths of names in characters, longest first.
    lengths: Vec<usize>,
    /// The region with which most titles begin, and its parts, longest first.
    regions: Vec<String>,
}

/// A name of units in a query, as a range of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) units: &'a [u32],
}

impl Units {
    /// From cards and keywords.
    pub(super) fn new(units: Vec<(Card, Vec<String>)>) -> Units {
        let titles: Vec<String> = units.iter().map(|(card, _)| bare(&card.title)).collect();
        let parts = region(&titles);
        let mut made = Units::default();
        for (at, (card, keywords)) in units.into_iter().enumerate() {
            let keywords = keywords.iter().map(|keyword| bare(keyword));
            let names: BTreeSet<String> = variants(&titles[at], &parts).into_iter().chain(keywords).collect();
            for name in names.into_iter().filter(|name| name.chars().count() >= SHORTEST_NAME) {
                made.names.entry(name).or_default().push(at as u32);
            }
            made.cards.push(card);
        }
        let lengths: BTreeSet<usize> = made.names.keys().map(|name| name.chars().count()).collect();
        made.lengths = lengths.into_iter().rev().collect();
        made.regions = vec![parts.concat()];
        made.regions.extend(parts);
        made.regions.retain(|region| !region.is_empty());
        made
    }

    pub(super) fn card(&self, unit: u32) -> &Card {
        &self.cards[unit as usize]
    }

    /// The unit that an item says it is of.
    pub(super) fn by_title(&self, title: &str) -> Option<u32> {
        match self.names.get(&bare(title)).map(Vec::as_slice) {
            Some([unit]) => Some(*unit),
            _ => None,
        }
    }

    /// The longest name in a query, the first of those; where words end, since 人民政府 does not name 民政.
    pub(super) fn named(&self, query: &Folded, dictionary: &Dictionary) -> Option<Named<'_>> {
        let ends: BTreeSet<usize> = cut(dictionary, query).iter().flat_map(|piece| [piece.start, piece.end]).collect();
        self.lengths.iter().find_map(|length| {
            ends.iter().filter(|start| ends.contains(&(*start + length))).find_map(|start| {
                let units = self.names.get(query.slice(*start, start + length))?;
                Some(Named { start: *start, end: start + length, units })
            })
        })
    }

    /// A folded query without the region: everything in the portal is of the region.
    pub(super) fn without_region(&self, query: &str) -> String {
        let mut text = query.to_owned();
        for region in &self.regions {
            let without = text.replace(region.as_str(), " ");
            if without.chars().any(char::is_alphanumeric) {
                text = without;
            }
        }
        text
    }
}

/// A text folded, letters, digits and ideographs only.
pub(super) fn bare(text: &str) -> String {
    text.chars().map(fold_char).filter(|c| c.is_alphanumeric()).collect()
}

/// The parts of the region with which at least half of the titles begin: 示范市示范区 gives 示范市 and 示范区.
fn region(titles: &[String]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for title in titles {
        for (at, c) in title.char_indices().take(LONGEST_REGION).skip(1).filter(|(_, c)| REGION_ENDS.contains(*c)) {
            *counts.entry(&title[..at + c.len_utf8()]).or_default() += 1;
        }
    }
    let most = counts.into_iter().filter(|(_, count)| *count >= 2 && count * 2 >= titles.len());
    let Some((region, _)) = most.max_by_key(|(region, _)| (region.len(), *region)) else { return Vec::new() };
    let mut parts = vec![String::new()];
    for c in region.chars() {
        // 市区 in a row are one ending.
        if parts.last().is_some_and(|part| part.chars().count() > 1 && part.ends_with(|c| REGION_ENDS.contains(c))) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// The names of a unit by its title: whole, with a part of the region, and without it; 人民政府 is also 政府.
fn variants(title: &str, region: &[String]) -> Vec<String> {
    let mut names = vec![title.to_owned()];
    if let Some(rest) = title.strip_prefix(&region.concat()).filter(|_| !region.is_empty()) {
        let parts = (1..region.len()).map(|from| region[from..].concat());
        let ending = region.last().and_then(|part| part.chars().next_back()).map(String::from);
        names.extend(parts.chain(ending).map(|part| part + rest));
        names.push(rest.to_owned());
    }
    let short: Vec<String> =
        names.iter().filter(|name| name.contains("人民政府")).map(|name| name.replace("人民政府", "政府")).collect();
    names.extend(short);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_what_most_titles_begin_with() {
        let titles = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(region(&titles(&["示范区民政局", "示范区教育局", "青禾镇人民政府"])), ["示范区"]);
        assert_eq!(region(&titles(&["甲市乙区民政局", "甲市乙区教育局"])), ["甲市", "乙区"]);
        assert_eq!(region(&titles(&["民政局", "市场监督管理局"])), Vec::<String>::new());
    }

    #[test]
    fn names_vary_with_the_region() {
        let region = ["甲市".to_owned(), "乙区".to_owned()];
        let names = variants("甲市乙区民政局", &region);
        assert_eq!(names, ["甲市乙区民政局", "乙区民政局", "区民政局", "民政局"]);
        assert_eq!(variants("青禾镇人民政府", &region), ["青禾镇人民政府", "青禾镇政府"]);
    }
}
