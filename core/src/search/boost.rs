//! Boosts: what an item's own nature adds to its score, or takes from it.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::catalog::Kind;
use crate::index::HitRecord;
use crate::query::{Weights, nature, rank};
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
        let own = nature(self.weights, record.kind, record.validity, &title);
        let own = own.map(|(factor, reason)| Boost { factor, reason: reason.to_owned() });
        let found = self.title_coverage(&title).into_iter().chain(own).chain(self.freshness(record));
        found.filter(|boost| boost.factor != 1.0).collect()
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
