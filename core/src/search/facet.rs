//! Counting the values of facets over what matches.

use std::collections::{BTreeMap, HashMap};

use tantivy::Searcher;

use super::filter::{Filter, Mask};
use super::matching::Matches;
use super::topics::Topics;
use crate::catalog::{Kind, Validity};
use crate::deadline::Deadline;
use crate::error::Error;
use crate::index::Reader;
use crate::query::{FacetCount, FacetField, FacetScope, SearchRequest};

/// Counts each facet asked for.
pub(crate) fn count(
    reader: &Reader,
    searcher: &Searcher,
    matches: &Matches,
    filter: &Filter,
    request: &SearchRequest,
    topics: Option<&Topics>,
    deadline: Deadline,
) -> Result<BTreeMap<FacetField, Vec<FacetCount>>, Error> {
    let mut answer = BTreeMap::new();
    for facet in &request.facets {
        if answer.contains_key(facet) {
            continue; // named twice
        }
        // The bits of filters that the facet looks behind.
        let own = match request.facet_scope {
            FacetScope::ExcludeFieldFilter => filter.bits_of(*facet),
            FacetScope::AllFilters => 0,
        };
        let mut totals: HashMap<String, u64> = HashMap::new();
        for (at, segment) in searcher.segment_readers().iter().enumerate() {
            deadline.check()?;
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
        if let (FacetField::Topic, Some(topics)) = (facet, topics) {
            count_members(topics, matches, own, &mut totals);
        }
        let mut values: Vec<FacetCount> = totals
            .into_iter()
            .map(|(value, count)| FacetCount { label: label(*facet, &value), value, count })
            .collect();
        if matches!(facet, FacetField::Year | FacetField::DocYear) {
            values.sort_by(|a, b| b.value.cmp(&a.value));
        } else {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        }
        values.truncate(request.facet_limit);
        if *facet == FacetField::Topic {
            // Items name topics by id; people know them by their titles.
            for value in &mut values {
                if let Some(address) = reader.find_open(searcher, &value.value)? {
                    value.label = reader.item(searcher, address)?.display_title();
                }
            }
        }
        answer.insert(*facet, values);
    }
    Ok(answer)
}

/// Counts topics that gather: not what items say, but what belongs to them.
fn count_members(topics: &Topics, matches: &Matches, own: Mask, totals: &mut HashMap<String, u64>) {
    for (topic, members) in topics.iter() {
        let mut count = 0;
        for (at, docs) in members.iter().enumerate() {
            let found = docs.iter().filter_map(|doc| matches.docs[at].binary_search(doc).ok());
            count += found.filter(|place| matches.masks[at][*place] & !own == 0).count() as u64;
        }
        match count {
            0 => totals.remove(topic),
            count => totals.insert(topic.clone(), count),
        };
    }
}

fn label(facet: FacetField, value: &str) -> String {
    match facet {
        FacetField::Kind => Kind::parse(value).map_or(value, |kind| kind.label()).to_owned(),
        FacetField::Validity => Validity::parse(value).map_or(value, |validity| validity.label()).to_owned(),
        FacetField::Year | FacetField::DocYear => format!("{value}年"),
        _ => value.to_owned(),
    }
}
