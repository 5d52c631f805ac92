//! The cards of a portal, and which of them a query means.

use super::card::{Card, CardKind};
use super::matter::Matters;
use super::unit::Units;
use super::wording::{Synonyms, Wording, pieces};
use super::words::{Role, asked, role};
use crate::catalog::Item;
use crate::text::{Cut, Dictionary, Folded};

/// Most cards for one query.
pub const MAX_CARDS: usize = 3;

/// What a portal's queries may mean: its services, lookups and units.
#[derive(Debug, Clone, Default)]
pub struct Cards {
    units: Units,
    matters: Matters,
}

impl Cards {
    /// From a portal's items, in any order; those that can have no card are passed over. `find` wants the same
    /// dictionary.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = Item>, dictionary: &Dictionary) -> Cards {
        let (mut units, mut others) = (Vec::new(), Vec::new());
        for item in items {
            match Card::of(&item) {
                Some(card) if card.kind == CardKind::Unit => units.push((card, item.keywords)),
                Some(card) => others.push((card, item.keywords)),
                None => {}
            }
        }
        let units = Units::new(units);
        let mut matters = Matters::default();
        for (mut card, keywords) in others {
            let unit = card.unit.as_deref().and_then(|title| units.by_title(title));
            if let Some(unit) = unit {
                card.complete(units.card(unit));
            }
            matters.add(card, &keywords, unit, dictionary);
        }
        matters.finish();
        Cards { units, matters }
    }

    /// The cards of what the query means, at most [`MAX_CARDS`], the best first; mostly none. `query` is what was
    /// typed, without operators and filters; `synonyms` gives the other wordings of a word or phrase of it, folded.
    #[must_use]
    pub fn find(&self, query: &str, dictionary: &Dictionary, synonyms: &dyn Fn(&str) -> Vec<String>) -> Vec<Card> {
        let query = Folded::new(query);
        let mut cards = self.matters.titled(query.as_str(), MAX_CARDS);
        if cards.is_empty() {
            cards = self.meant(&query, dictionary, synonyms);
        }
        for card in cards.iter_mut().filter(|card| card.kind != CardKind::Unit) {
            card.asked = asked(query.as_str()).filter(|fact| card.has(*fact));
        }
        cards
    }

    fn meant(&self, query: &Folded, dictionary: &Dictionary, synonyms: &Synonyms<'_>) -> Vec<Card> {
        let local = Folded::new(&self.units.without_region(query.as_str()));
        let Some(wording) = Wording::new(&local, dictionary, synonyms) else { return Vec::new() };
        let Some(named) = self.units.named(query, dictionary) else {
            return self.matters.find(local.as_str(), &wording, None, MAX_CARDS);
        };
        let rest = format!("{} {}", query.slice(0, named.start), query.slice(named.end, query.len()));
        let rest = Folded::new(&self.units.without_region(&rest));
        let says = |piece: &Cut| role(rest.slice(piece.start, piece.end)) == Role::Content;
        if !pieces(&rest, dictionary).iter().any(says) {
            return self.of_units(named.units, rest.as_str());
        }
        let cards = self.matters.find(local.as_str(), &wording, None, MAX_CARDS);
        if !cards.is_empty() {
            return cards;
        }
        // Not one thing as a whole: then a thing of the unit.
        Wording::new(&rest, dictionary, synonyms)
            .map(|wording| self.matters.find(rest.as_str(), &wording, Some(named.units), MAX_CARDS))
            .unwrap_or_default()
    }

    /// The cards of units; a name of more than can be shown names none of them.
    fn of_units(&self, units: &[u32], rest: &str) -> Vec<Card> {
        if units.len() > MAX_CARDS {
            return Vec::new();
        }
        let card = |unit: &u32| {
            let mut card = self.units.card(*unit).clone();
            card.asked = asked(rest).filter(|fact| card.has(*fact));
            card.reason = match card.asked {
                Some(super::Fact::Phone) => "检索词是在找这个机构的电话",
                Some(super::Fact::Address) => "检索词是在找这个机构的地址",
                Some(super::Fact::Hours) => "检索词是在找这个机构的办公时间",
                None => "检索词是这个机构的名称",
            }
            .to_owned();
            card
        };
        units.iter().map(card).collect()
    }
}
