//! What is related to an item, looked up.

use std::collections::{BTreeMap, HashSet};

use tantivy::{DocAddress, Searcher};

use super::answer::{Direction, Evidence, LinkType, Related, RelatedGroup, RelatedItem};
use super::candidates::{Target, days, newest, targets, with_term};
use super::keys;
use super::mention::{How, Mention, Refers};
use super::similar::similar;
use crate::catalog::{Kind, Validity};
use crate::config::Links;
use crate::deadline::Deadline;
use crate::error::Error;
use crate::index::{HitRecord, Reader};
use crate::text::loose_title;

/// Items of the same column that are named.
const OF_COLUMN: usize = 5;
/// Documents that replace each other in a row.
const LONGEST_CHAIN: usize = 10;

/// What related items are found with.
pub(crate) struct Sources<'a> {
    pub(crate) reader: &'a Reader,
    pub(crate) links: &'a Links,
    /// Most items of a group.
    pub(crate) limit: usize,
    /// Whether texts are compared, too.
    pub(crate) similar: bool,
    pub(crate) deadline: Deadline,
}

/// The groups of an item, while they are gathered.
#[derive(Default)]
struct Groups(BTreeMap<LinkType, (u64, Vec<RelatedItem>)>);

impl Groups {
    /// Adds an item to a group, once.
    fn add(&mut self, link: LinkType, item: RelatedItem) {
        let (total, items) = self.0.entry(link).or_default();
        if !items.iter().any(|known| known.id == item.id) {
            *total += 1;
            items.push(item);
        }
    }

    fn ids(&self) -> HashSet<String> {
        self.0.values().flat_map(|(_, items)| items.iter().map(|item| item.id.clone())).collect()
    }
}

/// What is related to the open item at an address.
pub(crate) fn related(sources: &Sources<'_>, searcher: &Searcher, address: DocAddress) -> Result<Related, Error> {
    let Sources { reader, links, limit, deadline, .. } = *sources;
    let this = This {
        reader,
        searcher,
        address,
        record: reader.record(searcher, address)?,
        refers: reader.refers(searcher, address)?,
    };
    let mut groups = Groups::default();
    for pin in links.pins(&this.record.id) {
        if let Some(address) = reader.find_open(searcher, &pin.to)? {
            let said = if pin.reason.is_empty() { String::new() } else { format!("：{}", pin.reason) };
            let record = reader.record(searcher, address)?;
            groups.add(LinkType::Pinned, item(record, format!("编辑推荐{said}"), Direction::Both, None));
        }
    }
    this.outgoing(&mut groups)?;
    deadline.check()?;
    this.incoming(&mut groups, limit)?;
    this.same_column(&mut groups)?;
    deadline.check()?;
    if sources.similar {
        let known = groups.ids();
        for (record, reason) in similar(reader, searcher, address, &known)? {
            groups.add(LinkType::Similar, item(record, reason, Direction::Both, None));
        }
    }
    let groups = groups.0.into_iter().filter_map(|(link, (mut total, mut items))| {
        let before = items.len();
        items.retain(|other| !links.is_banned(&this.record.id, &other.id));
        total -= (before - items.len()) as u64;
        items.truncate(limit);
        (!items.is_empty()).then(|| RelatedGroup { link, label: link.label().to_owned(), total, items })
    });
    Ok(Related { groups: groups.collect() })
}

/// The links that an item's own texts make: type and the other's id, with the evidence.
pub(crate) fn links_of(
    reader: &Reader,
    searcher: &Searcher,
    address: DocAddress,
) -> Result<(HitRecord, Vec<(LinkType, RelatedItem)>), Error> {
    let this = This {
        reader,
        searcher,
        address,
        record: reader.record(searcher, address)?,
        refers: reader.refers(searcher, address)?,
    };
    let mut groups = Groups::default();
    this.outgoing(&mut groups)?;
    let links = groups.0.into_iter().flat_map(|(link, (_, items))| items.into_iter().map(move |item| (link, item)));
    Ok((this.record.clone(), links.collect()))
}

/// The item whose links are looked for.
struct This<'a> {
    reader: &'a Reader,
    searcher: &'a Searcher,
    address: DocAddress,
    record: HitRecord,
    refers: Refers,
}

impl This<'_> {
    /// What its own texts say.
    fn outgoing(&self, groups: &mut Groups) -> Result<(), Error> {
        for mention in &self.refers.mentions {
            let found = targets(self.reader, self.searcher, &mention.keys, self.record.date, Some(self.address))?;
            for Target { record, is_later, .. } in found {
                // A copy of the same document is none that it mentions.
                if mention.how != How::Repeals && loose_title(&record.title) == loose_title(&self.record.title) {
                    continue;
                }
                let link = match mention.how {
                    How::Cites => LinkType::Cites,
                    How::Interprets => LinkType::Interprets,
                    // What is in force now was not meant to go.
                    How::Repeals if is_later || !is_older(&record, &self.record) => continue,
                    How::Repeals => LinkType::Supersedes,
                    How::Basis => LinkType::Basis,
                    How::Form => LinkType::Form,
                    How::Scene => LinkType::SceneItem,
                };
                let reason = if is_later { format!("现行版本：{}", out(mention)) } else { out(mention) };
                let evidence = evidence(&self.record.id, mention);
                groups.add(link, item(record, reason, Direction::Out, Some(evidence)));
            }
        }
        Ok(())
    }

    /// What the texts of others say of it.
    fn incoming(&self, groups: &mut Groups, limit: usize) -> Result<(), Error> {
        for (how, link) in [
            (How::Repeals, LinkType::SupersededBy),
            (How::Interprets, LinkType::InterpretedBy),
            (How::Basis, LinkType::BasisOf),
            (How::Form, LinkType::FormOf),
            (How::Scene, LinkType::Scene),
            (How::Cites, LinkType::CitedBy),
        ] {
            let mut found = self.citing(self.address, &self.refers.own, how)?;
            let mut total = found.len() as u64;
            let days = days(self.searcher, &found)?;
            let mut dated: Vec<(i64, DocAddress)> = days.into_iter().zip(found.drain(..)).collect();
            dated.sort_by_key(|(day, address)| (std::cmp::Reverse(*day), *address));
            // Beyond what is shown there is only the count; one more that an editor may have banned.
            dated.truncate(limit + 1);
            let own_title = loose_title(&self.record.title);
            for (_, address) in dated {
                let record = self.reader.record(self.searcher, address)?;
                let is_copy = how != How::Repeals && loose_title(&record.title) == own_title;
                if is_copy || (how == How::Repeals && !is_older(&self.record, &record)) {
                    total -= 1;
                    continue;
                }
                let refers = self.reader.refers(self.searcher, address)?;
                let is_of = |mention: &&Mention| mention.how == how && is_meant(mention, &self.refers.own);
                let mention = refers.mentions.iter().find(is_of);
                let reason = mention.map_or_else(|| link.label().to_owned(), |mention| incoming(how, mention, &record));
                let evidence = mention.map(|mention| evidence(&record.id, mention));
                if link == LinkType::SupersededBy {
                    self.chain(groups, address, &record)?;
                }
                groups.add(link, item(record, reason, Direction::In, evidence));
            }
            if let Some((counted, items)) = groups.0.get_mut(&link) {
                *counted = total.max(items.len() as u64);
            }
        }
        Ok(())
    }

    /// The items that refer to keys in a way, and mean this item by them.
    fn citing(&self, of: DocAddress, own: &[String], how: How) -> Result<Vec<DocAddress>, Error> {
        let mut found: Vec<DocAddress> = Vec::new();
        for key in own {
            let mentioned = keys::as_mentioned(key);
            if mentioned != *key && !with_term(self.searcher, self.reader.fields.own, &mentioned)?.is_empty() {
                // Others bear the name without a doubt.
                continue;
            }
            let citing = with_term(self.searcher, self.reader.fields.cites, &how.term(&mentioned))?;
            if citing.is_empty() {
                continue;
            }
            // Where other versions bear the name, who mentions it may mean one of those.
            let bearers = with_term(self.searcher, self.reader.fields.own, key)?;
            for address in citing.into_iter().filter(|address| *address != of) {
                if bearers.len() < 2 || self.means(address, of, own, how)? {
                    found.push(address);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn means(&self, citing: DocAddress, of: DocAddress, own: &[String], how: How) -> Result<bool, Error> {
        let record = self.reader.record(self.searcher, citing)?;
        for mention in self.reader.refers(self.searcher, citing)?.mentions {
            if mention.how == how && is_meant(&mention, own) {
                let meant = targets(self.reader, self.searcher, &mention.keys, record.date, Some(citing))?;
                if meant.iter().any(|target| target.address == of) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Where what replaced this item has been replaced itself, the one at the end of the row.
    fn chain(&self, groups: &mut Groups, first: DocAddress, record: &HitRecord) -> Result<(), Error> {
        let (mut at, mut last) = (first, record.clone());
        for _ in 0..LONGEST_CHAIN {
            if last.validity == Validity::InForce {
                break;
            }
            let own = self.reader.refers(self.searcher, at)?.own;
            let next = self.citing(at, &own, How::Repeals)?.into_iter().find(|next| *next != self.address);
            let Some(next) = next else { return Ok(()) };
            (at, last) = (next, self.reader.record(self.searcher, next)?);
        }
        if at != first && last.validity == Validity::InForce {
            let reason = format!("现行有效：替代了“{}”", record.title);
            groups.add(LinkType::SupersededBy, item(last, reason, Direction::In, None));
        }
        Ok(())
    }

    /// What the same unit published last in the same column.
    fn same_column(&self, groups: &mut Groups) -> Result<(), Error> {
        let (Some(unit), Some(column)) = (&self.record.unit, &self.refers.column) else { return Ok(()) };
        if !matches!(self.record.kind, Kind::Document | Kind::News | Kind::Letter) {
            return Ok(());
        }
        let fields = &self.reader.fields;
        let terms = [(fields.unit, unit.as_str()), (fields.column, column), (fields.kind, self.record.kind.name())];
        let found = newest(self.searcher, &terms, OF_COLUMN + 1)?;
        for address in found.into_iter().filter(|address| *address != self.address).take(OF_COLUMN) {
            let name = column.rsplit('/').next().unwrap_or(column);
            let reason = format!("同一栏目：{unit}“{name}”");
            groups.add(
                LinkType::SameColumn,
                item(self.reader.record(self.searcher, address)?, reason, Direction::Both, None),
            );
        }
        Ok(())
    }
}

/// Whether a document was there before another, as far as their days tell: nobody repeals what comes later, and what is of
/// the same day is a copy.
fn is_older(record: &HitRecord, than: &HitRecord) -> bool {
    record.date.zip(than.date).is_none_or(|(day, other)| day < other)
}

fn item(record: HitRecord, reason: String, direction: Direction, evidence: Option<Evidence>) -> RelatedItem {
    // What is no longer in force says so wherever it stands.
    let state = (record.validity != Validity::InForce).then(|| format!("（{}）", record.validity.label()));
    RelatedItem {
        id: record.id,
        title: record.title,
        kind: record.kind,
        unit: record.unit,
        date: record.date,
        validity: record.validity,
        reason: reason + &state.unwrap_or_default(),
        direction,
        evidence,
    }
}

/// Whether a mention names one of the keys of an item.
fn is_meant(mention: &Mention, own: &[String]) -> bool {
    own.iter().any(|key| mention.keys.contains(&keys::as_mentioned(key)))
}

fn evidence(id: &str, mention: &Mention) -> Evidence {
    Evidence {
        item: id.to_owned(),
        field: mention.field.clone(),
        start: mention.start,
        end: mention.end,
        quote: mention.quote.clone(),
        place: mention.place.clone(),
    }
}

/// Where a mention stands, for readers.
fn place(mention: &Mention) -> &str {
    match (&mention.place, mention.field.as_str()) {
        (Some(place), _) => place,
        (None, "title") => "标题",
        _ => "正文",
    }
}

/// Why an item refers to another, in its own words.
fn out(mention: &Mention) -> String {
    let Mention { quote, .. } = mention;
    let place = place(mention);
    match mention.how {
        How::Cites => format!("引用：{place}提到{quote}"),
        How::Interprets => format!("解读：{place}写明{quote}"),
        How::Repeals => format!("替代：{place}写明{quote}废止"),
        How::Basis => format!("办理依据：{quote}{}", mention.place.as_deref().unwrap_or_default()),
        How::Form => format!("申请表格：材料“{quote}”使用此表"),
        How::Scene => "场景服务：办理步骤中的事项".to_owned(),
    }
}

/// Why another refers to an item.
fn incoming(how: How, mention: &Mention, record: &HitRecord) -> String {
    let Mention { quote, .. } = mention;
    let place = place(mention);
    match how {
        How::Cites => format!("被引用：该文{place}提到{quote}"),
        How::Interprets => format!("解读：该文{place}写明{quote}"),
        How::Repeals => format!("已被替代：该文{place}写明{quote}废止"),
        How::Basis => format!("办理依据：该事项依据{quote}{}", mention.place.as_deref().unwrap_or_default()),
        How::Form => format!("申请表格：该事项的材料“{quote}”使用本表"),
        How::Scene => format!("场景服务：“{}”包含本事项", record.title),
    }
}
