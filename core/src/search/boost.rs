//! Boosts: what an item's own nature adds to its score, or takes from it.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::catalog::{Kind, Validity};
use crate::index::HitRecord;
use crate::query::{Weights, rank};
use crate::text::fold;

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Boost {
    factor: f32,
    /// What it is for, for editors.
    pub(super) reason: String,
}

impl Boost {
    pub(super) fn factor(&self) -> f32 {
        self.factor
    }
}

/// The boosts for one query.
pub(super) struct Boosts<'a> {
    weights: &'a Weights,
    /// Pairs of neighbouring characters of the query, folded, without symbols.
    pairs: HashSet<(char, char)>,
    today: Date,
}

impl<'a> Boosts<'a> {
    pub(super) fn new(query: &str, weights: &'a Weights, today: Date) -> Boosts<'a> {
        Boosts { weights, pairs: pairs(&fold(query)).into_iter().collect(), today }
    }

    /// Every boost of this item.
    pub(super) fn of(&self, record: &HitRecord) -> Vec<Boost> {
        let title = fold(&record.title);
        let found = [
            self.title_coverage(&title),
            law_rank(self.weights, &title),
            kind_factor(self.weights, record.kind),
            validity_factor(self.weights, record.validity),
            self.freshness(record),
        ];
        found.into_iter().flatten().filter(|boost| boost.factor != 1.0).collect()
    }

    /// A title that says little else than the query is what was meant.
    fn title_coverage(&self, title: &str) -> Option<Boost> {
        let pairs = pairs(title);
        let held = pairs.iter().filter(|pair| self.pairs.contains(pair)).count();
        let share = held as f32 / pairs.len().max(1) as f32;
        let factor = 1.0 + self.weights.title_coverage * share;
        (held > 0).then(|| Boost { factor, reason: format!("标题有{:.0}%出现在检索词中", share * 100.0) })
    }

    /// News are worth less every year.
    fn freshness(&self, record: &HitRecord) -> Option<Boost> {
        let date = record.date.filter(|_| record.kind == Kind::News)?;
        let days = date.until(self.today).ok()?.get_days().max(0) as f32;
        let factor = 1.0 + self.weights.news * (-days / rank::NEWS_HALF_LIFE).exp2();
        Some(Boost { factor, reason: format!("新闻，{date}发布") })
    }
}

fn pairs(folded: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|two| (two[0], two[1])).collect()
}

/// 法律位阶: among provisions (…第N条) those of codes come before those of other laws, and these before regulations.
fn law_rank(weights: &Weights, title: &str) -> Option<Boost> {
    let (name, number) = title.split_once('第')?;
    if !number.contains('条') {
        return None;
    }
    let name = name.trim();
    let short = name.strip_prefix("中华人民共和国").unwrap_or(name);
    let (share, reason) = if short.ends_with("法典") || short == "刑法" {
        (1.0, "法典条文")
    } else if short.ends_with('法') {
        (weights.law, "法律条文")
    } else if short.ends_with("条例") {
        (weights.regulation, "法规条文")
    } else {
        return None;
    };
    Some(Boost { factor: 1.0 + weights.law_rank * share, reason: reason.to_owned() })
}

fn kind_factor(weights: &Weights, kind: Kind) -> Option<Boost> {
    let (factor, reason) = match kind {
        Kind::Service | Kind::Lookup | Kind::Unit | Kind::Scene => (weights.service, "办事服务优先"),
        Kind::Document => (weights.document, "政府文件优先"),
        Kind::Letter => (weights.letter, "来信靠后"),
        _ => return None,
    };
    Some(Boost { factor, reason: reason.to_owned() })
}

fn validity_factor(weights: &Weights, validity: Validity) -> Option<Boost> {
    match validity {
        Validity::InForce | Validity::Amended => None,
        Validity::Repealed => Some(Boost { factor: weights.invalid, reason: "已废止，靠后".to_owned() }),
        Validity::Expired => Some(Boost { factor: weights.invalid, reason: "已失效，靠后".to_owned() }),
    }
}
