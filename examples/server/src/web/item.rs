//! The page of an item: what it is, what it says, and what belongs to it.

use askama::Template;
use menhu::catalog::{FormSheet, Item, Kind, Origin, TopicRule, UnitProfile, Validity, column_prefixes, linkable};
use menhu::query::{Filters, SearchRequest};
use menhu::related::RelatedGroup;
use menhu::{Deadline, Portal};

use super::frame::Frame;
use super::list::Listed;
use super::service::ServiceView;
use super::view::{self, Choice, HitView};
use super::{file, link, lookup};

/// Items of a part of a page; a link leads to all of them.
const LISTED: usize = 8;
/// Related items of a type that a page shows.
const RELATED: usize = 6;
/// Items of a topic that its page shows: those put in by hand, and others. A search gives a hundred at most.
const BY_HAND: usize = 60;
const OF_TOPIC: usize = 20;

#[derive(Template)]
#[template(path = "item.html")]
pub(crate) struct ItemPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) crumbs: Vec<Choice>,
    /// Name and value of each field that the item has.
    pub(crate) fields: Vec<(&'static str, String)>,
    /// What a reader must know before reading: that the document is repealed, and the like.
    pub(crate) warning: Option<&'static str>,
    pub(crate) summary: String,
    pub(crate) paragraphs: Vec<String>,
    /// Where it is looked up, of an item that stands for a lookup.
    pub(crate) lookup: Option<String>,
    /// What a service says of itself.
    pub(crate) service: Option<ServiceView>,
    /// What a unit says of itself.
    pub(crate) unit: Option<UnitProfile>,
    /// What a form asks, and where it is downloaded.
    pub(crate) form: Option<(FormSheet, String)>,
    pub(crate) attachments: Vec<AttachedFile>,
    /// Columns of a unit.
    pub(crate) columns: Vec<Choice>,
    /// What a unit has published, or a topic has gathered.
    pub(crate) parts: Vec<Part>,
    /// What is related to it, in groups.
    pub(crate) related: Vec<RelatedPart>,
    pub(crate) original: Option<String>,
    /// The sites from which it was taken.
    pub(crate) origins: Vec<OriginLine>,
}

/// A page of another site.
pub(crate) struct OriginLine {
    /// The unit, or the site.
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) date: Option<String>,
    /// Since when it is not there any more.
    pub(crate) gone: Option<String>,
}

/// Related items of one type.
pub(crate) struct RelatedPart {
    pub(crate) heading: String,
    /// How many more there are than are shown.
    pub(crate) more: u64,
    pub(crate) items: Vec<RelatedLine>,
}

/// A related item.
pub(crate) struct RelatedLine {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) date: Option<String>,
    /// Where it is not simply in force.
    pub(crate) state: Option<&'static str>,
    pub(crate) reason: String,
}

/// An attached file.
pub(crate) struct AttachedFile {
    pub(crate) name: String,
    pub(crate) href: String,
    /// Type and size.
    pub(crate) about: String,
}

/// Items under a heading.
pub(crate) struct Part {
    pub(crate) heading: &'static str,
    pub(crate) hits: Vec<HitView>,
    /// Where all of them are.
    pub(crate) more: Option<Choice>,
}

impl ItemPage {
    pub(crate) fn new(portal: &Portal, item: &Item, deadline: Deadline) -> Result<ItemPage, menhu::Error> {
        let href = link::to_item(&item.id);
        let parts = match item.kind {
            Kind::Unit => parts_of_unit(portal, item, deadline)?,
            Kind::Topic => parts_of_topic(portal, item, deadline)?,
            _ => Vec::new(),
        };
        let attachments = item.attachments.iter().enumerate().filter_map(|(at, attached)| {
            let (href, about) = match (&attached.file, linkable(&attached.url)) {
                (Some(_), _) => (link::to_file(&item.id, at), file::about(attached)),
                (None, Some(url)) => (url.to_owned(), String::new()),
                (None, None) => return None,
            };
            Some(AttachedFile { name: attached.name.clone(), href, about })
        });
        let form = item.payload::<FormSheet>().filter(|sheet| !sheet.fields.is_empty());
        Ok(ItemPage {
            title: item.display_title(),
            crumbs: crumbs(portal, item),
            fields: fields(item),
            warning: match item.validity {
                // Whoever follows the link finds nothing.
                _ if !item.origins.is_empty() && item.origins.iter().all(|origin| origin.gone.is_some()) => {
                    Some("原网页已经撤下，以下是撤下之前的内容，仅供查阅。")
                }
                Validity::Repealed => Some("本文件已经废止，仅供查阅，不再作为办事依据。"),
                Validity::Expired => Some("本文件已经失效，仅供查阅，不再作为办事依据。"),
                Validity::Amended => Some("本文件已经修改，请同时查阅修改后的文件。"),
                _ => None,
            },
            summary: item.summary.clone(),
            paragraphs: item.body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            lookup: lookup::of_item(item).map(lookup::address),
            service: item.payload().map(ServiceView::new),
            unit: item.payload(),
            form: form.map(|sheet| (sheet, format!("{href}/form.docx"))),
            attachments: attachments.collect(),
            columns: if item.kind == Kind::Unit { columns_of(portal, &item.display_title()) } else { Vec::new() },
            parts,
            related: related_parts(portal, item, deadline)?,
            original: item.url.as_deref().filter(|_| item.origins.is_empty()).and_then(linkable).map(str::to_owned),
            origins: item.origins.iter().map(origin_line).collect(),
            frame: Frame::of_item(portal, item, &href),
        })
    }
}

fn origin_line(origin: &Origin) -> OriginLine {
    OriginLine {
        name: origin.unit.as_ref().or(origin.site.as_ref()).unwrap_or(&origin.url).clone(),
        href: linkable(&origin.url).map(str::to_owned).filter(|_| origin.gone.is_none()),
        date: origin.date.map(|date| date.to_string()),
        gone: origin.gone.map(|date| date.to_string()),
    }
}

/// What is related to an item. A unit and a topic show what belongs to them anyway.
fn related_parts(portal: &Portal, item: &Item, deadline: Deadline) -> Result<Vec<RelatedPart>, menhu::Error> {
    if matches!(item.kind, Kind::Unit | Kind::Topic) {
        return Ok(Vec::new());
    }
    // Rather a page without them than none.
    let groups = match portal.related(&item.id, deadline) {
        Err(menhu::Error::Deadline) => Vec::new(),
        related => related?.unwrap_or_default().groups,
    };
    Ok(groups.into_iter().map(related_part).collect())
}

fn related_part(group: RelatedGroup) -> RelatedPart {
    let items: Vec<RelatedLine> = group
        .items
        .into_iter()
        .take(RELATED)
        .map(|item| RelatedLine {
            href: match item.kind {
                Kind::Scene => link::to_scene(&item.id),
                _ => link::to_item(&item.id),
            },
            title: item.title,
            date: item.date.map(|date| date.to_string()),
            state: (item.validity != Validity::InForce).then(|| item.validity.label()),
            reason: item.reason,
        })
        .collect();
    RelatedPart { heading: group.label, more: group.total.saturating_sub(items.len() as u64), items }
}

/// Name and value of what the envelope says.
fn fields(item: &Item) -> Vec<(&'static str, String)> {
    let mut fields: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name, value: Option<String>| fields.extend(value.filter(|v| !v.is_empty()).map(|v| (name, v)));
    add("索引号", item.index_number.clone());
    add("文号", item.doc_number.clone());
    add("发布机构", item.unit.clone());
    add("成文日期", item.issued.map(|date| date.to_string()));
    add("发布日期", item.date.map(|date| date.to_string()));
    add("主题分类", Some(item.subjects.join("；")));
    add("体裁", item.genre.clone());
    add("主题词", Some(item.keywords.join("；")));
    add("适用对象", Some(item.audience.join("、")));
    if item.kind == Kind::Document {
        add("有效性", Some(item.validity.label().to_owned()));
    }
    for (name, field) in [("地址", "address"), ("电话", "phone"), ("办公时间", "hours")] {
        add(name, item.extra.get(field).and_then(|value| value.as_str()).map(str::to_owned));
    }
    fields
}

/// The way to an item: its kind, its unit where its column is one of a unit, its columns.
fn crumbs(portal: &Portal, item: &Item) -> Vec<Choice> {
    let of_kind = view::with(&SearchRequest::new(""), |request| request.filters.kind = vec![item.kind]);
    let kind = match item.kind {
        Kind::Unit => Listed::of("units", "机构"),
        Kind::Topic => Listed::of("topics", "专题"),
        kind => {
            Choice { label: kind.label().to_owned(), href: link::to_search(&of_kind, 1), count: None, current: false }
        }
    };
    let column = item.column.as_deref().unwrap_or_default();
    let levels = column_prefixes(column).filter(|path| !path.is_empty()).map(|path| level(portal, path));
    std::iter::once(kind).chain(levels).collect()
}

/// A level of a column's path: a column, or the unit that has columns of its own.
pub(crate) fn level(portal: &Portal, path: &str) -> Choice {
    let catalog = portal.catalog();
    let unit = catalog.units.iter().find(|unit| unit.name == path).map(|unit| link::to_item(&unit.id));
    let column = catalog.columns.iter().find(|column| column.path == path);
    Choice {
        label: path.rsplit('/').next().unwrap_or(path).to_owned(),
        // What the catalog does not have is named, and leads nowhere.
        href: unit.or_else(|| column.map(|column| link::to_entry("columns", &column.path))).unwrap_or_default(),
        count: None,
        current: false,
    }
}

fn columns_of(portal: &Portal, unit: &str) -> Vec<Choice> {
    let catalog = portal.catalog();
    let own = catalog.columns.iter().filter(|column| column.unit.as_deref() == Some(unit));
    own.map(|column| level(portal, &column.path)).collect()
}

fn parts_of_unit(portal: &Portal, item: &Item, deadline: Deadline) -> Result<Vec<Part>, menhu::Error> {
    let name = item.display_title();
    let mut parts = Vec::new();
    for (heading, kinds) in [
        ("办事服务", vec![Kind::Service]),
        ("公开文件", vec![Kind::Document]),
        ("工作动态", vec![Kind::News]),
        ("来信答复", vec![Kind::Letter]),
    ] {
        let filters = Filters { unit: vec![name.clone()], kind: kinds, ..Filters::default() };
        let request = view::with(&SearchRequest::new(""), |request| request.filters = filters.clone());
        let (total, hits) = view::latest(portal, filters, LISTED, deadline)?;
        if total > 0 {
            let all = || Choice {
                label: "全部".to_owned(),
                href: link::to_search(&request, 1),
                count: Some(total),
                current: false,
            };
            parts.push(Part { heading, hits, more: (total > LISTED as u64).then(all) });
        }
    }
    Ok(parts)
}

/// What editors have put in by hand comes first, then what the topic has gathered, latest first.
fn parts_of_topic(portal: &Portal, item: &Item, deadline: Deadline) -> Result<Vec<Part>, menhu::Error> {
    let rule = item.payload::<TopicRule>().unwrap_or_default();
    let is_left_out = |id: &String| *id == item.id || rule.without.contains(id);
    let mut chosen: Vec<&String> = Vec::new();
    for id in rule.items.iter().filter(|id| !is_left_out(id)) {
        if !chosen.contains(&id) && chosen.len() < BY_HAND {
            chosen.push(id);
        }
    }
    let filters = Filters { topic: vec![item.id.clone()], ..Filters::default() };
    let mut parts = Vec::new();
    let by_hand: Vec<HitView> = chosen
        .iter()
        .filter_map(|id| portal.item(id).transpose())
        .map(|found| found.map(|item| HitView::of_item(&item)))
        .collect::<Result<_, _>>()?;
    let (total, hits) = view::latest(portal, filters, OF_TOPIC + chosen.len(), deadline)?;
    let rest: Vec<HitView> =
        hits.into_iter().filter(|hit| !chosen.iter().any(|id| hit.href == link::to_item(id))).take(OF_TOPIC).collect();
    let shown = (by_hand.len() + rest.len()) as u64;
    if !by_hand.is_empty() {
        parts.push(Part { heading: "重点推荐", hits: by_hand, more: None });
    }
    if !rest.is_empty() {
        let href = link::to_entry("topics", &item.id);
        let all = || Choice { label: "全部".to_owned(), href, count: Some(total), current: false };
        parts.push(Part { heading: "相关内容", hits: rest, more: (total > shown).then(all) });
    }
    Ok(parts)
}
