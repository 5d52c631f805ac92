//! What cards and reasons say to people, on pages and in a terminal alike.
//!
//! This room knows answers; it knows nothing of HTML or of who reads them.

use menhu::cards::{Card, CardKind, Fact};
use menhu::catalog::Kind;
use menhu::query::Reason;

/// A fact of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShownFact<'a> {
    pub(crate) fact: Fact,
    /// Its name, as citizens read it.
    pub(crate) name: &'static str,
    pub(crate) value: &'a str,
    /// Whether the query asks for it.
    pub(crate) asked: bool,
}

/// What a card is of, as citizens read it.
pub(crate) fn kind_label(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Lookup => Kind::Lookup.label(),
        CardKind::Unit => Kind::Unit.label(),
        _ => Kind::Service.label(),
    }
}

/// The facts that a card has: what the query asks for first, then in the order in which people need them.
pub(crate) fn facts(card: &Card) -> Vec<ShownFact<'_>> {
    let all = [
        (Fact::Phone, "电话", &card.phone),
        (Fact::Address, "地址", &card.address),
        (Fact::Hours, "时间", &card.hours),
    ];
    let known = all.into_iter().filter_map(|(fact, name, value)| {
        Some(ShownFact { fact, name, value: value.as_deref()?, asked: card.asked == Some(fact) })
    });
    let mut facts: Vec<ShownFact<'_>> = known.collect();
    facts.sort_by_key(|fact| !fact.asked);
    facts
}

/// What a reason adds to the score, or by what it multiplies it.
pub(crate) fn amount(reason: &Reason) -> Option<String> {
    match (reason.adds, reason.times) {
        (Some(adds), _) => Some(format!("{adds:+.2}")),
        (None, Some(times)) => Some(format!("×{times:.2}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_comes_first() {
        let json =
            r#"{"type":"unit","id":"1","title":"民政局","phone":"1","hours":"周一","asked":"hours","reason":""}"#;
        let mut card: Card = serde_json::from_str(json).unwrap();
        let names = |card: &Card| facts(card).iter().map(|fact| fact.name).collect::<Vec<_>>();
        assert_eq!(names(&card), ["时间", "电话"]);
        assert!(facts(&card)[0].asked && !facts(&card)[1].asked);
        card.asked = None;
        assert_eq!(names(&card), ["电话", "时间"]);
        assert_eq!(kind_label(card.kind), "机构");
    }
}
