//! What items say of each other, and of the catalog: whether it is there, and there once.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Of;
use crate::catalog::{Item, Kind, Openness, Service, ServiceState, TopicRule, UnitProfile, column_prefixes};
use crate::check::Finding;
use crate::ids::{IndexNumber, check_credit_code};
use crate::text::fold;

/// What an address of an item of the portal begins with, below the site's own.
const ITEMS: &str = "/items/";

#[derive(Debug, Default)]
pub(super) struct References {
    /// The site's own address.
    pub(super) site: Option<String>,
    /// Ids of items that are made of what editors write.
    pub(super) made: HashSet<String>,
    /// Kind of every item, and whether it is open.
    ids: HashMap<String, (Kind, bool)>,
    /// Units by name, and whether each has a credit code.
    units: HashMap<String, bool>,
    unit_names: BTreeMap<String, Vec<String>>,
    columns: HashSet<String>,
    /// Items that name a unit or column: id, unit, column.
    places: Vec<(String, Option<String>, Option<String>)>,
    index_numbers: BTreeMap<String, Vec<String>>,
    service_codes: BTreeMap<String, Vec<String>>,
    /// What is named: by whom, in which field, what.
    named: Vec<(Named, String, String, String)>,
    /// Documents that belong into a catalog of disclosure, if their unit keeps one.
    documents: Vec<Entry>,
}

/// An entry of a catalog of disclosure.
#[derive(Debug)]
struct Entry {
    unit: String,
    id: String,
    /// Fields that it lacks, with their Chinese names.
    missing: Vec<(&'static str, &'static str)>,
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Form,
    Topic,
    Item,
    Link,
}

impl References {
    pub(super) fn add(&mut self, item: &Item) {
        let id = || item.id.clone();
        self.ids.insert(id(), (item.kind, item.is_open()));
        match item.kind {
            Kind::Unit if item.is_open() => {
                let code = item.payload::<UnitProfile>().and_then(|unit| unit.credit_code);
                let has_code = code.is_some_and(|code| check_credit_code(&code).is_ok());
                self.unit_names.entry(item.display_title()).or_default().push(id());
                self.units.insert(item.display_title(), has_code);
            }
            Kind::Column if item.is_open() => {
                let path = item.column_path();
                self.columns.extend(column_prefixes(&path).map(str::to_owned));
            }
            Kind::Document => self.document(item),
            _ => {}
        }
        if !matches!(item.kind, Kind::Unit | Kind::Column) {
            self.places.push((id(), item.unit.clone(), item.column.clone()));
        }
        if let Some(number) = item.index_number.as_ref().and_then(|number| IndexNumber::parse(&fold(number)).ok()) {
            self.index_numbers.entry(number.to_string()).or_default().push(id());
        }
        for topic in &item.topics {
            self.named.push((Named::Topic, id(), "topics".to_owned(), topic.clone()));
        }
        if let Some(service) = item.payload::<Service>() {
            if let Some(code) = service.implementation_code.filter(|_| service.state != ServiceState::Withdrawn) {
                self.service_codes.entry(code.trim().to_owned()).or_default().push(id());
            }
            for (at, material) in service.materials.into_iter().enumerate() {
                let named = |form| (Named::Form, id(), format!("materials[{at}].form"), form);
                self.named.extend(material.form.map(named));
            }
        }
        if let Some(rule) = item.payload::<TopicRule>() {
            for (field, ids) in [("items", rule.items), ("without", rule.without)] {
                let named = |(at, item)| (Named::Item, id(), format!("{field}[{at}]"), item);
                self.named.extend(ids.into_iter().enumerate().map(named));
            }
        }
        let attached = item.attachments.iter().enumerate();
        let attached = attached.map(|(at, attachment)| (format!("attachments[{at}].url"), attachment.url.as_str()));
        let texts = [
            ("body", item.body.as_str()),
            ("summary", &item.summary),
            ("url", item.url.as_deref().unwrap_or_default()),
        ];
        let texts = texts.into_iter().map(|(field, text)| (field.to_owned(), text));
        for (field, text) in texts.chain(attached) {
            let mut links = links(text, self.site.as_deref());
            links.sort();
            links.dedup();
            let links = links.into_iter();
            self.named.extend(links.map(|link| (Named::Link, id(), field.clone(), link)));
        }
    }

    /// What an entry of the catalog of disclosure must say: 索引、名称、内容概述、生成日期 (条例 art. 12), and its class.
    fn document(&mut self, item: &Item) {
        let is_listed = matches!(item.openness, Openness::Open | Openness::OnRequest);
        if let (Some(unit), true) = (&item.unit, is_listed) {
            let fields = [
                ("index_number", item.index_number.is_none() && item.date.or(item.issued).is_some(), "索引号"),
                ("summary", item.summary.is_empty(), "内容概述"),
                ("issued", item.issued.is_none(), "生成日期"),
                ("subjects", item.subjects.is_empty(), "主题分类"),
            ];
            let missing = fields.into_iter().filter(|(_, is_missing, _)| *is_missing);
            let missing = missing.map(|(field, _, name)| (field, name)).collect();
            self.documents.push(Entry { unit: unit.clone(), id: item.id.clone(), missing });
        }
    }

    pub(super) fn finish(self, findings: &mut Vec<Finding>) {
        double(&self.index_numbers, findings, |number, others| {
            let message = format!("`{number}` is the 索引号 of {others} as well");
            ("double-index-number", "index_number", message, "give each document a number of its own")
        });
        double(&self.service_codes, findings, |code, others| {
            let message = format!("`{code}` is the implementation code (实施编码) of {others} as well");
            ("double-service-code", "implementation_code", message, "give each service its own code")
        });
        double(&self.unit_names, findings, |name, others| {
            let message = format!("`{name}` is the name of {others} as well");
            ("double-unit", "title", message, "give each unit its own name, by which items refer to it")
        });
        for (named, id, field, name) in &self.named {
            if let Some((rule, message, advice)) = self.dangling(*named, name) {
                Of { id, findings }.found(rule, field, message, advice);
            }
        }
        for Entry { unit, id, missing } in &self.documents {
            // A unit without a code keeps no catalog of disclosure here.
            for (field, name) in missing.iter().filter(|_| self.units.get(unit) == Some(&true)) {
                let (rule, advice) = match *field {
                    "index_number" => ("missing-index-number", "put the document in again: its number is issued then"),
                    _ => ("missing-field", "every entry of the catalog of disclosure must say it"),
                };
                Of { id, findings }.found(rule, field, format!("it does not say its {field} ({name})"), advice);
            }
        }
        // A portal without units, or without columns, has no catalog to agree with.
        let (has_units, has_columns) = (!self.units.is_empty(), !self.columns.is_empty());
        for (id, unit, column) in &self.places {
            if let Some(unit) = unit.as_ref().filter(|unit| has_units && !self.units.contains_key(*unit)) {
                let advice = "use the unit's name as the catalog has it, or put the unit in";
                Of { id, findings }.found("unknown-unit", "unit", format!("the catalog has no unit `{unit}`"), advice);
            }
            if let Some(column) = column.as_ref().filter(|column| has_columns && !self.columns.contains(*column)) {
                let message = format!("the catalog has no column `{column}`");
                let advice = "use the column's path as the catalog has it, or put the column in";
                Of { id, findings }.found("unknown-column", "column", message, advice);
            }
        }
    }

    /// What is wrong with a name, if anything.
    fn dangling(&self, named: Named, name: &str) -> Option<(&'static str, String, &'static str)> {
        let known = self.ids.get(name);
        let is_made = self.made.contains(name);
        let remove = "put it in, or take the reference out";
        match (named, known) {
            (Named::Form, Some((Kind::Form, true))) | (Named::Topic, Some((Kind::Topic, true))) => None,
            (Named::Form, Some((Kind::Form, false))) => {
                Some(("dangling-form", format!("the form `{name}` is not open to the public"), remove))
            }
            (Named::Topic, Some((Kind::Topic, false))) => {
                Some(("dangling-topic", format!("the topic `{name}` is not open to the public"), remove))
            }
            (Named::Form, _) => Some(("dangling-form", format!("the portal has no form `{name}`"), remove)),
            (Named::Topic, _) => Some(("dangling-topic", format!("the portal has no topic `{name}`"), remove)),
            (Named::Item | Named::Link, _) if is_made => None,
            (Named::Item, None) => Some(("dangling-item", format!("the portal has no item `{name}`"), remove)),
            (Named::Link, None) => Some(("dead-link", format!("it links to `{name}`, which is not there"), remove)),
            (Named::Link, Some((_, false))) => {
                Some(("dead-link", format!("it links to `{name}`, which is not open to the public"), remove))
            }
            (Named::Item | Named::Link, Some(_)) => None,
        }
    }
}

/// Says of each of several items with one name which others have it.
fn double(
    named: &BTreeMap<String, Vec<String>>,
    findings: &mut Vec<Finding>,
    say: impl Fn(&str, &str) -> (&'static str, &'static str, String, &'static str),
) {
    /// Others that are named; more are counted.
    const NAMED: usize = 5;
    for (name, ids) in named.iter().filter(|(_, ids)| ids.len() > 1) {
        for id in ids {
            let others: Vec<&str> = ids.iter().filter(|other| *other != id).map(String::as_str).take(NAMED).collect();
            let more = (ids.len() > NAMED + 1).then(|| format!(" and {} more", ids.len() - NAMED - 1));
            let (rule, field, message, advice) = say(name, &(others.join(", ") + &more.unwrap_or_default()));
            Of { id, findings }.found(rule, field, message, advice);
        }
    }
}

/// Ids of the items of this portal to which a text links: `/items/ID`, alone or below the site's own address.
fn links(text: &str, site: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(ITEMS) {
        let before = &text[..at];
        // The path of an address of another site is none of ours.
        let begins = before.rfind(|c: char| c.is_whitespace() || "\"'<>()[]（）【】《》「」“”：，。；、=".contains(c));
        let begun = &before[begins.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))..];
        let host = |address: &str| address.split_once("://").map(|(_, host)| host.to_owned());
        let is_own = match begun.rfind("://") {
            Some(_) => site.and_then(host).is_some_and(|site| host(begun) == Some(site)),
            None => !begun.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/')),
        };
        let rest = &text[at + ITEMS.len()..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '%' | ':')));
        let id = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ':']);
        if is_own && !id.is_empty() {
            found.push(decoded(id));
        }
    }
    found
}

/// A path segment without its percent signs.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let digits = others.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
