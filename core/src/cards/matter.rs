//! Services and lookups, and how well a query covers their names.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::card::{Card, CardKind};
use super::name::{Name, without_brackets};
use super::postings::{Postings, both, either};
use super::unit::bare;
use super::wording::{Other, Word, Wording};
use crate::text::Dictionary;

/// Coverage of a name is counted in thousandths. This much is enough to mean it.
const ENOUGH: u32 = 650;
/// This much is as good as all of it.
const WHOLE: u32 = 950;
/// What is so close to the best is as good.
const EQUAL: u32 = 50;
/// A keyword of more items is no name.
const MOST_SHARED: usize = 3;

/// A service or a lookup.
#[derive(Debug, Clone)]
struct Matter {
    card: Card,
    unit: Option<u32>,
    /// All names, folded: where the words of a query must occur.
    text: String,
    names: Vec<Name>,
}

/// All services and lookups.
#[derive(Debug, Clone, Default)]
pub(super) struct Matters {
    matters: Vec<Matter>,
    postings: Postings,
    /// By whole titles, bare.
    titles: HashMap<String, Vec<u32>>,
}

/// A matter that a query may mean.
struct Candidate<'a> {
    matter: &'a Matter,
    name: &'a Name,
    score: u32,
    /// The other wording that was needed.
    other: Option<&'a Other>,
}

impl Matters {
    /// `keywords` are the item's, `unit` its unit among the units.
    pub(super) fn add(&mut self, card: Card, keywords: &[String], unit: Option<u32>, dictionary: &Dictionary) {
        let mut names: Vec<Name> = Vec::new();
        let core = without_brackets(&card.title);
        let titles = [core.as_str(), card.title.as_str()].into_iter().map(|title| (title, true));
        for (shown, is_title) in titles.chain(keywords.iter().map(|keyword| (keyword.as_str(), false))) {
            let name = Name::new(shown, is_title, dictionary);
            if name.has_thing() && names.iter().all(|known| known.chars != name.chars) {
                names.push(name);
            }
        }
        let texts = std::iter::once(&card.title).chain(keywords).map(|text| bare(text));
        let text = texts.collect::<Vec<_>>().join("\n");
        let number = self.matters.len() as u32;
        self.postings.add(dictionary, number, &text);
        self.titles.entry(bare(&card.title)).or_default().push(number);
        self.matters.push(Matter { card, unit, text, names });
    }

    /// To be called when all are added: what many share names none of them.
    pub(super) fn finish(&mut self) {
        let mut counts: HashMap<Vec<char>, usize> = HashMap::new();
        for name in self.matters.iter().flat_map(|matter| &matter.names).filter(|name| !name.is_title) {
            *counts.entry(name.chars.clone()).or_default() += 1;
        }
        for matter in &mut self.matters {
            matter.names.retain(|name| name.is_title || counts[&name.chars] <= MOST_SHARED);
        }
    }

    /// The cards of what has the query as its title, however long that is.
    pub(super) fn titled(&self, query: &str, most: usize) -> Vec<Card> {
        let query = bare(query);
        let found = self.titles.get(&query).into_iter().flatten().map(|number| &self.matters[*number as usize]);
        let mut shown: Vec<&Matter> = Vec::new();
        for one in found {
            if shown.iter().all(|other| !one.is_same(other)) {
                shown.push(one);
            }
        }
        let reason = |one: &Matter| format!("检索词与这项{}的名称相符", one.what());
        shown.into_iter().take(most).map(|one| Card { reason: reason(one), ..one.card.clone() }).collect()
    }

    /// The cards of what the query means, of the given units only where there are some.
    pub(super) fn find(&self, query: &str, wording: &Wording, units: Option<&[u32]>, most: usize) -> Vec<Card> {
        let query: Vec<char> = bare(query).chars().collect();
        let mut found: Vec<Candidate<'_>> = Vec::new();
        for number in self.candidates(&wording.content) {
            let matter = &self.matters[number as usize];
            if units.is_none_or(|units| matter.unit.is_some_and(|unit| units.contains(&unit))) {
                found.extend(matter.candidate(&query, wording));
            }
        }
        // Who wants to look something up is not helped by a form to fill in.
        if wording.looks && found.iter().any(|one| one.matter.card.kind == CardKind::Lookup) {
            found.retain(|one| one.matter.card.kind == CardKind::Lookup);
        }
        let best = found.iter().map(|one| one.score).max().unwrap_or_default();
        let mut things: Vec<String> = found.iter().map(|one| without_brackets(&one.matter.card.title)).collect();
        things.sort_unstable();
        things.dedup();
        if best < WHOLE && things.len() > most {
            return Vec::new();
        }
        found.retain(|one| one.score + EQUAL >= best);
        found.sort_by_key(|one| (Reverse(one.score), one.name.chars.len()));
        let mut shown: Vec<Candidate<'_>> = Vec::new();
        for one in found {
            if shown.iter().all(|other| !one.matter.is_same(other.matter)) {
                shown.push(one);
            }
        }
        shown.truncate(most);
        shown.into_iter().map(|one| Card { reason: one.reason(), ..one.matter.card.clone() }).collect()
    }

    /// The items that may hold every word, itself or in other words.
    fn candidates(&self, words: &[Word]) -> Vec<u32> {
        let mut all: Option<Vec<u32>> = None;
        for word in words {
            let mut list = self.postings.candidates(&word.text);
            for other in &word.others {
                let lists = other.words.iter().map(|word| self.postings.candidates(word));
                let of_other = lists.reduce(|a, b| both(&a, &b)).unwrap_or_default();
                list = either(list, &of_other);
            }
            let rest = match all {
                Some(all) => both(&all, &list),
                None => list,
            };
            if rest.is_empty() {
                return rest;
            }
            all = Some(rest);
        }
        all.unwrap_or_default()
    }
}

impl Matter {
    /// What citizens call its kind.
    fn what(&self) -> &'static str {
        if self.card.kind == CardKind::Lookup { "便民查询" } else { "办事服务" }
    }

    fn is_same(&self, other: &Matter) -> bool {
        self.card.title == other.card.title && self.card.unit == other.card.unit
    }

    /// Whether the query means this, how well, and by which name.
    fn candidate<'a>(&'a self, query: &[char], wording: &'a Wording) -> Option<Candidate<'a>> {
        let mut matched: Vec<Vec<char>> = Vec::new();
        let mut needed = None;
        for word in &wording.content {
            let own = self.text.contains(&word.text);
            // A longer form of a word that is there says no more: 公积金 means no more by being 住房公积金.
            let says_more = |other: &&Other| !(own && other.wording.contains(&word.text));
            let occurs = |other: &&Other| other.words.iter().all(|word| self.text.contains(word));
            let others = word.others.iter().filter(says_more).filter(occurs);
            let mut is_met = own;
            matched.extend(own.then(|| word.text.chars().collect()));
            for other in others {
                matched.extend(other.words.iter().map(|word| word.chars().collect::<Vec<_>>()));
                if !is_met {
                    needed = Some(other);
                }
                is_met = true;
            }
            if !is_met {
                return None;
            }
        }
        matched.extend(wording.aside.iter().map(|word| word.chars().collect::<Vec<_>>()));
        let scored = self.names.iter().map(|name| {
            (if name.chars == query { 1000 } else { name.coverage(&matched, wording.looks) }, name.is_title, name)
        });
        let (score, _, name) = scored.max_by_key(|(score, is_title, _)| (*score, *is_title))?;
        // Some portals have lookups among their services: 导游证 alone does not mean 导游证查询.
        let is_lookup = self.card.kind == CardKind::Lookup || name.is_lookup();
        let enough = if is_lookup && !wording.looks { WHOLE } else { ENOUGH };
        (score >= enough).then_some(Candidate { matter: self, name, score, other: needed })
    }
}

impl Candidate<'_> {
    /// Why it is shown, for citizens.
    fn reason(&self) -> String {
        let what = self.matter.what();
        match self.other {
            Some(other) => format!("“{}”即“{}”，与这项{what}相符", other.phrase, other.wording),
            None if self.name.is_title => format!("检索词与这项{what}的名称相符"),
            None => format!("检索词与这项{what}的常用说法“{}”相符", self.name.shown),
        }
    }
}
