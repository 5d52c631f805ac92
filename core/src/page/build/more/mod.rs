//! What a page may ask for beside searching: suggestions, corrections, what is related, lists to browse.
//!
//! All of it hangs on one file, the root, whose name is the only thing of it in the manifest: a page that only searches
//! loads none of it.

mod entries;
mod trie;
mod wording;

pub(super) use self::wording::Wording;
use super::super::format::{FileHash, FileKind, Out, hash};
use super::Built;
use crate::catalog::{Item, Kind, Listed};
use crate::page::{PageDocument, PageRelated};
use crate::suggest::{Entry, EntryCollector};

/// Bytes of links in a file before packing, about.
const BUNDLE: usize = 24 << 10;

/// What an index may hold beside its documents. As with these, the order makes no difference, but for that of lists.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Extras {
    /// What is suggested while a query is typed: [`crate::suggest::EntryCollector`] gathers it.
    pub entries: Vec<Entry>,
    /// Id of a document, and what is related to it. Of a document that is not among them nothing is known: give those
    /// without anything related, too.
    pub related: Vec<(String, PageRelated)>,
    /// Lists by which the portal is entered.
    pub listings: Vec<Listed>,
}

impl Extras {
    /// What pages alone give, without a portal: their titles and keywords are suggested.
    pub fn of_pages<'a>(pages: impl IntoIterator<Item = &'a PageDocument>) -> Extras {
        let mut collector = EntryCollector::default();
        for page in pages {
            let keywords = page.keywords.clone();
            collector.add(&Item { keywords, ..Item::new(page.id.clone(), Kind::Document, page.title.clone()) });
        }
        Extras { entries: collector.into_entries(), ..Extras::default() }
    }
}

/// Writes it all; gives the name of the root.
pub(super) fn write(extras: &Extras, wording: &Wording, built: &mut Built) -> FileHash {
    let mut root = Out::default();
    root.0.extend_from_slice(&entries::write(&extras.entries, built).0);
    root.0.extend_from_slice(&wording.write(built).0);
    root.number(extras.listings.len() as u32);
    for listed in &extras.listings {
        root.text(listed.list.name());
        root.0.extend_from_slice(&built.add(FileKind::List, &json(listed)).0);
    }
    related(&extras.related, &mut root, built);
    built.add(FileKind::Root, &root.0)
}

/// Bundles of what is related, by a hash of the id.
fn related(related: &[(String, PageRelated)], root: &mut Out, built: &mut Built) {
    let mut links: Vec<(&str, Vec<u8>)> = related.iter().map(|(id, links)| (id.as_str(), json(links))).collect();
    links.sort();
    links.dedup_by(|next, kept| next.0 == kept.0);
    let bytes: usize = links.iter().map(|(_, json)| json.len()).sum();
    let count = (bytes / BUNDLE).max(1).next_power_of_two();
    let mut bundles: Vec<Vec<(&str, Vec<u8>)>> = vec![Vec::new(); count];
    for (id, json) in links {
        bundles[(hash(id.as_bytes()) % count as u64) as usize].push((id, json));
    }
    root.number(count as u32);
    for bundle in bundles {
        let mut out = Out::default();
        out.number(bundle.len() as u32);
        for (id, json) in &bundle {
            out.text(id);
            out.number(json.len() as u32);
            out.0.extend_from_slice(json);
        }
        let name = (!bundle.is_empty()).then(|| built.add(FileKind::Links, &out.0));
        root.maybe_hash(name);
    }
}

/// An answer as it will be given. These types have no map with keys that are no text, and no number that is none: nothing
/// of them can fail.
fn json(answer: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}
