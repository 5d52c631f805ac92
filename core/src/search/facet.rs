//! Counting the values of facets over what matches.

use std::collections::{BTreeMap, HashMap};

use tantivy::Searcher;

use super::filter::Filter;
use super::matching::Matches;
use crate::catalog::{Kind, Validity};
use crate::error::Error;
use crate::query::{FacetCount, FacetField};

/// Most values of a facet in an answer.
const MAX_VALUES: usize = 100;

/// Counts each facet as if its own filter were not set.
pub(crate) fn count(
    searcher: &Searcher,
    matches: &Matches,
    filter: &Filter,
    facets: &[FacetField],
) -> Result<BTreeMap<FacetField, Vec<FacetCount>>, Error> {
    let mut answer = BTreeMap::new();
    for facet in facets {
        let own = filter.bits_of(*facet);
        let mut totals: HashMap<String, u64> = HashMap::new();
        for (at, segment) in searcher.segment_readers().iter().enumerate() {
            let Some(column) = segment.fast_fields().str(facet.name())? else { continue };
            let mut counts = vec![0u64; column.dictionary().num_terms()];
            for (doc, mask) in matches.docs[at].iter().zip(&matches.masks[at]) {
                if mask & !own == 0 {
                    for ord in column.term_ords(*doc) {
                        counts[ord as usize] += 1;
                    }
                }
            }
            let mut value = String::new();
            for (ord, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                value.clear();
                column.ord_to_str(ord as u64, &mut value).map_err(tantivy::TantivyError::from)?;
                *totals.entry(value.clone()).or_insert(0) += count;
            }
        }
        let mut values: Vec<FacetCount> = totals
            .into_iter()
            .map(|(value, count)| FacetCount { label: label(*facet, &value), value, count })
            .collect();
        if *facet == FacetField::Year {
            values.sort_by(|a, b| b.value.cmp(&a.value));
        } else {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        }
        values.truncate(MAX_VALUES);
        answer.insert(*facet, values);
    }
    Ok(answer)
}

fn label(facet: FacetField, value: &str) -> String {
    match facet {
        FacetField::Kind => Kind::parse(value).map_or(value, |kind| kind.label()).to_owned(),
        FacetField::Validity => Validity::parse(value).map_or(value, |validity| validity.label()).to_owned(),
        FacetField::Year => format!("{value}年"),
        _ => value.to_owned(),
    }
}
