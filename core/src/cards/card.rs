//! A card: what citizens are shown.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalog::{Item, Kind, Service};

/// What a card is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CardKind {
    /// 办事服务.
    Service,
    /// 便民查询.
    Lookup,
    /// 机构.
    Unit,
}

/// A fact that a query asks for: show it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fact {
    /// 电话.
    Phone,
    /// 地址.
    Address,
    /// 办公时间.
    Hours,
}

/// The service, lookup or unit that a query means. Its JSON form leaves out what there is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Card {
    /// What it is of.
    #[serde(rename = "type")]
    pub kind: CardKind,
    /// The item's id.
    pub id: String,
    /// The item's title.
    pub title: String,
    /// The unit that is responsible. Not of units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 内容概述.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// 电话.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 地址.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// 办公时间.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// What the query asks for, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Fact>,
    /// Why it is shown, for citizens.
    pub reason: String,
}

impl Card {
    /// The card of an item, as yet without a reason. `None` for other kinds, and for what is not open or in force.
    pub(super) fn of(item: &Item) -> Option<Card> {
        let kind = match item.kind {
            Kind::Service => CardKind::Service,
            Kind::Lookup => CardKind::Lookup,
            Kind::Unit => CardKind::Unit,
            _ => return None,
        };
        if !item.is_open() || item.validity != crate::catalog::Validity::InForce {
            return None;
        }
        let service = item.payload::<Service>().unwrap_or_default();
        let place = service.places.into_iter().next().unwrap_or_default();
        let own = |value: String| Some(value).filter(|value| !value.is_empty());
        Some(Card {
            kind,
            id: item.id.clone(),
            title: item.display_title(),
            unit: item.unit.clone().filter(|_| kind != CardKind::Unit),
            summary: Some(item.summary.trim().to_owned()).filter(|summary| !summary.is_empty()),
            url: item.url.clone(),
            phone: fact(item, "phone").or(service.consult_phone).or_else(|| own(place.phone)),
            address: fact(item, "address").or_else(|| own(place.address)),
            hours: fact(item, "hours").or_else(|| own(place.hours)),
            asked: None,
            reason: String::new(),
        })
    }

    /// Facts that the item lacks are its unit's. Address and hours belong together and come from one of the two.
    pub(super) fn complete(&mut self, unit: &Card) {
        if self.phone.is_none() {
            self.phone.clone_from(&unit.phone);
        }
        if self.address.is_none() && self.hours.is_none() {
            self.address.clone_from(&unit.address);
            self.hours.clone_from(&unit.hours);
        }
    }

    pub(super) fn has(&self, fact: Fact) -> bool {
        match fact {
            Fact::Phone => self.phone.is_some(),
            Fact::Address => self.address.is_some(),
            Fact::Hours => self.hours.is_some(),
        }
    }
}

/// A fact among the fields besides the envelope: a text, a number, or a list of them.
fn fact(item: &Item, field: &str) -> Option<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match item.extra.get(field)? {
        Value::Array(values) => Some(values.iter().filter_map(one).collect::<Vec<_>>().join("、")),
        value => one(value),
    }
    .filter(|text| !text.is_empty())
}
