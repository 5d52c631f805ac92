//! What is related to an item, looked up.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
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

/// Whether keys mean an item on a day, as far as it is known.
type Meant = HashMap<(Vec<String>, Option<Date>), bool>;

/// Items between two looks at the clock.
const AT_ONCE: usize = 256;

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
    let this = This::new(reader, links, deadline, searcher, address)?;
    let mut groups = Groups::default();
    this.pinned(&mut groups)?;
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

/// The links that an item's own texts and editors make: type and the other item.
pub(crate) fn links_of(
    reader: &Reader,
    links: &Links,
    searcher: &Searcher,
    address: DocAddress,
) -> Result<(HitRecord, Vec<(LinkType, RelatedItem)>), Error> {
    let this = This::new(reader, links, Deadline::NONE, searcher, address)?;
    let mut groups = Groups::default();
    this.pinned(&mut groups)?;
    this.outgoing(&mut groups)?;
    let made = groups.0.into_iter().flat_map(|(link, (_, items))| items.into_iter().map(move |item| (link, item)));
    let made = made.filter(|(_, other)| !links.is_banned(&this.record.id, &other.id)).collect();
    Ok((this.record, made))
}

/// The item whose links are looked for.
struct This<'a> {
    reader: &'a Reader,
    links: &'a Links,
    deadline: Deadline,
    searcher: &'a Searcher,
    address: DocAddress,
    record: HitRecord,
    refers: Refers,
}

impl<'a> This<'a> {
    fn new(
        reader: &'a Reader,
        links: &'a Links,
        deadline: Deadline,
        searcher: &'a Searcher,
        address: DocAddress,
    ) -> Result<This<'a>, Error> {
        let (record, refers) = (reader.record(searcher, address)?, reader.refers(searcher, address)?);
        Ok(This { reader, links, deadline, searcher, address, record, refers })
    }

    /// What editors say.
    fn pinned(&self, groups: &mut Groups) -> Result<(), Error> {
        for pin in self.links.pins(&self.record.id) {
            if let Some(address) = self.reader.find_listed(self.searcher, &pin.to)? {
                let said = if pin.reason.is_empty() { String::new() } else { format!("：{}", pin.reason) };
                let record = self.reader.record(self.searcher, address)?;
                groups.add(LinkType::Pinned, item(record, format!("编辑推荐{said}"), Direction::Both, None));
            }
        }
        Ok(())
    }

    /// What its own texts say.
    fn outgoing(&self, groups: &mut Groups) -> Result<(), Error> {
        for mention in &self.refers.mentions {
            let found = targets(self.reader, self.searcher, &mention.keys, self.record.date, Some(self.address))?;
            for Target { record, is_later, .. } in found {
                // A copy of the same document is none that it mentions.
                if self.is_copy(mention.how, &record) {
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
            let days = days(self.searcher, &found)?;
            let mut dated: Vec<(i64, DocAddress)> = days.into_iter().zip(found.drain(..)).collect();
            dated.sort_by_key(|(day, address)| (std::cmp::Reverse(*day), *address));
            let (mut kept, mut left_out) = (0, 0);
            let total = dated.len() as u64;
            for (_, address) in dated {
                // Beyond what is shown there is only the count.
                if kept >= limit {
                    break;
                }
                let record = self.reader.record(self.searcher, address)?;
                let is_newer = how == How::Repeals && !is_older(&self.record, &record);
                if is_newer || self.is_copy(how, &record) || self.links.is_banned(&self.record.id, &record.id) {
                    left_out += 1;
                    continue;
                }
                kept += 1;
                let refers = self.reader.refers(self.searcher, address)?;
                let mention = self.mention_of(&refers, how, &record, address)?;
                let reason = mention.map_or_else(|| link.label().to_owned(), |mention| incoming(how, mention, &record));
                let evidence = mention.map(|mention| evidence(&record.id, mention));
                if link == LinkType::SupersededBy {
                    self.chain(groups, address, &record)?;
                }
                groups.add(link, item(record, reason, Direction::In, evidence));
            }
            if let Some((counted, items)) = groups.0.get_mut(&link) {
                *counted = (total - left_out).max(items.len() as u64);
            }
        }
        Ok(())
    }

    /// Whether what is mentioned is a copy of the document that mentions it.
    fn is_copy(&self, how: How, other: &HitRecord) -> bool {
        let are_documents = other.kind == Kind::Document && self.record.kind == Kind::Document;
        matches!(how, How::Cites | How::Interprets)
            && are_documents
            && loose_title(&other.title) == loose_title(&self.record.title)
    }

    /// The mention by which another means this item: the first that does.
    fn mention_of<'m>(
        &self,
        refers: &'m Refers,
        how: How,
        record: &HitRecord,
        of: DocAddress,
    ) -> Result<Option<&'m Mention>, Error> {
        let mut first = None;
        for mention in
            refers.mentions.iter().filter(|mention| mention.how == how && is_meant(mention, &self.refers.own))
        {
            first = first.or(Some(mention));
            let meant = targets(self.reader, self.searcher, &mention.keys, record.date, Some(of))?;
            if meant.iter().any(|target| target.address == self.address) {
                return Ok(Some(mention));
            }
        }
        Ok(first)
    }

    /// The items that refer to keys in a way, and mean this item by them.
    fn citing(&self, of: DocAddress, own: &[String], how: How) -> Result<Vec<DocAddress>, Error> {
        let mut found: Vec<DocAddress> = Vec::new();
        let mut meant = Meant::new();
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
            // Who mentions it by several names, or by one that others bear, may mean another.
            for (number, address) in citing.into_iter().filter(|address| *address != of).enumerate() {
                if number % AT_ONCE == 0 {
                    self.deadline.check()?;
                }
                if self.means(address, of, own, how, &mut meant)? {
                    found.push(address);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn means(
        &self,
        citing: DocAddress,
        of: DocAddress,
        own: &[String],
        how: How,
        known: &mut Meant,
    ) -> Result<bool, Error> {
        let refers = self.reader.refers(self.searcher, citing)?;
        let mut day = None;
        for mention in refers.mentions.iter().filter(|mention| mention.how == how && is_meant(mention, own)) {
            let on = match day {
                Some(on) => on,
                None => *day.insert(self.reader.record(self.searcher, citing)?.date),
            };
            let key = (mention.keys.clone(), on);
            let meant = match known.get(&key) {
                Some(meant) => *meant,
                None => {
                    let targets = targets(self.reader, self.searcher, &mention.keys, on, Some(citing))?;
                    // What is in force now was not meant to go.
                    let is_of = |target: &Target| target.address == of && !(how == How::Repeals && target.is_later);
                    *known.entry(key).or_insert(targets.iter().any(is_of))
                }
            };
            if meant {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where what replaced this item has been replaced itself, the one at the end of the row.
    fn chain(&self, groups: &mut Groups, first: DocAddress, record: &HitRecord) -> Result<(), Error> {
        let (mut at, mut last) = (first, record.clone());
        let mut replaced = String::new();
        let mut seen = vec![self.address, first];
        for _ in 0..LONGEST_CHAIN {
            if last.validity == Validity::InForce {
                break;
            }
            let own = self.reader.refers(self.searcher, at)?.own;
            let mut next = Vec::new();
            for address in self.citing(at, &own, How::Repeals)?.into_iter().filter(|next| !seen.contains(next)) {
                let record = self.reader.record(self.searcher, address)?;
                if is_older(&last, &record) {
                    next.push((record.validity == Validity::InForce, record.date, address, record));
                }
            }
            // The one in force, or else the latest.
            let Some((_, _, address, record)) =
                next.into_iter().max_by_key(|(in_force, date, address, _)| (*in_force, *date, *address))
            else {
                return Ok(());
            };
            replaced = std::mem::replace(&mut last, record).title;
            at = address;
            seen.push(at);
        }
        if at != first && last.validity == Validity::InForce && !self.links.is_banned(&self.record.id, &last.id) {
            let reason = format!("现行有效：替代了“{replaced}”");
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
        // What stands there for a better reason need not stand there twice.
        let known = groups.ids();
        let found = newest(self.searcher, &terms, OF_COLUMN + 1 + known.len())?;
        let mut named = 0;
        for address in found.into_iter().filter(|address| *address != self.address) {
            let record = self.reader.record(self.searcher, address)?;
            if known.contains(&record.id) {
                continue;
            }
            named += 1;
            if named > OF_COLUMN {
                break;
            }
            let name = column.rsplit('/').next().unwrap_or(column);
            let reason = format!("同一栏目：{unit}“{name}”");
            groups.add(LinkType::SameColumn, item(record, reason, Direction::Both, None));
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
