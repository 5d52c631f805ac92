//! Whether items are what a portal should publish.
//!
//! | rule | what is wrong |
//! |---|---|
//! | `missing-title` | there is nothing to list the item by |
//! | `missing-unit`, `missing-date` | a document or news says not who published it, or when |
//! | `malformed-index-number` | the 索引号 is not `front/yyyy-ddddd`, or its front fails its check character |
//! | `double-index-number` | two items bear one 索引号 |
//! | `malformed-doc-number` | the 文号 cannot be read |
//! | `unknown-genre` | the 体裁 is none of the fifteen |
//! | `deep-subject` | a 主题分类 has more than two levels |
//! | `dates-out-of-order` | published before it was written, or in the future |
//! | `unknown-unit`, `unknown-column` | the catalog has no such unit or column |
//! | `missing-field` | a service does not say its basis, conditions, flow, materials, time limit, fee or contact |
//! | `limits-out-of-order` | the promised time of a service is longer than the statutory one |
//! | `unknown-theme`, `unknown-group` | a theme or group is none of the national lists |
//! | `dangling-form` | a material names a form that the portal does not have |
//! | `malformed-credit-code` | the credit code of a unit fails its check character |

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;

use super::Finding;
use crate::catalog::{
    Genre, Item, Kind, Service, UnitProfile, column_prefixes, enterprise_themes, groups, person_themes,
};
use crate::ids::{DocNumber, IndexNumber, check_credit_code};
use crate::text::fold;

/// Looks at the items of a portal one after the other, and says at the end what is wrong with them. What is not open to
/// the public is looked at as well: it is somebody's work, too.
#[derive(Debug)]
pub struct ContentCheck {
    today: Date,
    findings: Vec<Finding>,
    units: HashSet<String>,
    columns: HashSet<String>,
    /// Items that name a unit or column: id, unit, column.
    places: Vec<(String, Option<String>, Option<String>)>,
    index_numbers: BTreeMap<String, Vec<String>>,
    forms: HashSet<String>,
    /// Services that name a form: id, place of the field, form.
    named_forms: Vec<(String, String, String)>,
}

impl ContentCheck {
    /// A check on a day.
    #[must_use]
    pub fn new(today: Date) -> ContentCheck {
        ContentCheck {
            today,
            findings: Vec::new(),
            units: HashSet::new(),
            columns: HashSet::new(),
            places: Vec::new(),
            index_numbers: BTreeMap::new(),
            forms: HashSet::new(),
            named_forms: Vec::new(),
        }
    }

    /// Looks at an item.
    pub fn item(&mut self, item: &Item) {
        let is_published = matches!(item.kind, Kind::Document | Kind::News);
        match item.kind {
            Kind::Unit => {
                self.units.insert(item.display_title());
            }
            Kind::Column => {
                let path = item.column_path();
                self.columns.extend(column_prefixes(&path).map(str::to_owned));
            }
            _ => self.places.push((item.id.clone(), item.unit.clone(), item.column.clone())),
        }
        if item.kind == Kind::Form {
            self.forms.insert(item.id.clone());
        }
        if let Some(service) = item.payload::<Service>() {
            self.service(item, &service);
        }
        let mut found = |rule: &str, field: &str, message: String, advice: &str| {
            self.findings.push(Finding::warning(rule, message, advice).of_item(&item.id).in_field(field));
        };
        if item.title.trim().is_empty() {
            found("missing-title", "title", "the title is empty".into(), "give it the title that it is known by");
        }
        if is_published && item.unit.is_none() {
            found("missing-unit", "unit", "it names no unit".into(), "name the unit that publishes it (发布机构)");
        }
        if is_published && item.date.is_none() {
            found("missing-date", "date", "it has no date".into(), "give the day of its publication (发布日期)");
        }
        if let Some(number) = &item.index_number {
            match IndexNumber::parse(&fold(number)) {
                Ok(known) => self.index_numbers.entry(known.to_string()).or_default().push(item.id.clone()),
                Err(error) => {
                    let message = format!("`{number}` is no 索引号: {error}");
                    found("malformed-index-number", "index_number", message, "correct it; once given it never changes");
                }
            }
        }
        if let Some(number) = &item.doc_number
            && let Err(error) = DocNumber::parse(&fold(number))
        {
            let message = format!("`{number}` is no 文号: {error}");
            found("malformed-doc-number", "doc_number", message, "write it as GB/T 9704 does: 国发〔2019〕5号");
        }
        if let Some(genre) = item.genre.as_deref().filter(|genre| Genre::parse(genre).is_none()) {
            let known: Vec<&str> = Genre::all().map(Genre::name).collect();
            let advice = format!("choose one of {}", known.join("、"));
            found("unknown-genre", "genre", format!("`{genre}` is no 体裁"), &advice);
        }
        if let Some(code) = item.payload::<UnitProfile>().and_then(|unit| unit.credit_code)
            && let Err(error) = check_credit_code(&code)
        {
            let message = format!("`{code}` is no 统一社会信用代码: {error}");
            found("malformed-credit-code", "credit_code", message, "copy it from the unit's certificate");
        }
        for subject in &item.subjects {
            if subject.split(['\\', '/']).filter(|level| !level.is_empty()).count() > 2 {
                let message = format!("`{subject}` has more than two levels");
                found("deep-subject", "subjects", message, "name class and subclass only, separated by `\\`");
            }
        }
        if let (Some(issued), Some(date)) = (item.issued, item.date)
            && issued > date
        {
            let message = format!("published on {date}, before it was written on {issued}");
            found("dates-out-of-order", "date", message, "exchange or correct the two dates");
        }
        for (field, date) in [("date", item.date), ("issued", item.issued)] {
            if let Some(date) = date.filter(|date| *date > self.today) {
                let advice = "correct it, or keep the item a draft until then";
                found("dates-out-of-order", field, format!("{date} lies in the future"), advice);
            }
        }
    }

    /// Looks at what a service says.
    fn service(&mut self, item: &Item, service: &Service) {
        let mut found = |rule: &str, field: &str, message: String, advice: &str| {
            self.findings.push(Finding::warning(rule, message, advice).of_item(&item.id).in_field(field));
        };
        let missing = [
            ("basis", service.basis.is_empty(), "办理依据"),
            ("conditions", service.conditions.is_empty(), "受理条件"),
            ("flow", service.flow.is_empty(), "办理流程"),
            ("materials", service.materials.is_empty(), "申请材料"),
            ("promised_days", service.promised_days.is_none(), "承诺时限"),
            ("fee", service.fee.is_none(), "收费情况"),
            ("consult_phone", service.consult_phone.is_none() && service.places.is_empty(), "咨询方式"),
        ];
        for (field, _, name) in missing.into_iter().filter(|(_, is_missing, _)| *is_missing) {
            found("missing-field", field, format!("it does not say its {field} ({name})"), "every service must say it");
        }
        if let (Some(promised), Some(statutory)) = (service.promised_days, service.statutory_days)
            && promised > statutory
        {
            let message = format!("{promised} working days are promised, where the law allows {statutory}");
            found(
                "limits-out-of-order",
                "promised_days",
                message,
                "promise no more than the law allows, or correct it",
            );
        }
        let themes = [
            ("themes.person", &service.themes.person, person_themes().collect::<Vec<_>>()),
            ("themes.enterprise", &service.themes.enterprise, enterprise_themes().collect()),
        ];
        for (field, own, known) in themes {
            for theme in own.iter().filter(|theme| !known.contains(&theme.as_str())) {
                found("unknown-theme", field, format!("`{theme}` is no theme"), "use a theme of the national list");
            }
        }
        for group in service.groups.iter().filter(|group| !groups().any(|known| known == group.as_str())) {
            let known: Vec<&str> = groups().collect();
            let advice = format!("choose one of {}", known.join("、"));
            found("unknown-group", "groups", format!("`{group}` is no group"), &advice);
        }
        for (at, material) in service.materials.iter().enumerate() {
            if let Some(form) = &material.form {
                self.named_forms.push((item.id.clone(), format!("materials[{at}].form"), form.clone()));
            }
        }
    }

    /// What was found, once all items have been looked at.
    #[must_use]
    pub fn finish(mut self) -> Vec<Finding> {
        for (number, ids) in self.index_numbers.into_iter().filter(|(_, ids)| ids.len() > 1) {
            for id in &ids {
                const NAMED: usize = 5;
                let others: Vec<&str> =
                    ids.iter().filter(|other| *other != id).map(String::as_str).take(NAMED).collect();
                let more = (ids.len() > NAMED + 1).then(|| format!(" and {} more", ids.len() - NAMED - 1));
                let others = others.join(", ") + &more.unwrap_or_default();
                let message = format!("`{number}` is the 索引号 of {others} as well");
                let finding =
                    Finding::warning("double-index-number", message, "give each document a number of its own");
                self.findings.push(finding.of_item(id).in_field("index_number"));
            }
        }
        for (id, field, form) in self.named_forms.into_iter().filter(|(_, _, form)| !self.forms.contains(form)) {
            let message = format!("the portal has no form `{form}`");
            let finding = Finding::warning("dangling-form", message, "put the form in, or take the reference out");
            self.findings.push(finding.of_item(&id).in_field(&field));
        }
        // A portal without units, or without columns, has no catalog to agree with.
        let (has_units, has_columns) = (!self.units.is_empty(), !self.columns.is_empty());
        for (id, unit, column) in self.places {
            if let Some(unit) = unit.filter(|unit| has_units && !self.units.contains(unit)) {
                let message = format!("the catalog has no unit `{unit}`");
                let advice = "use the unit's name as the catalog has it, or put the unit in";
                self.findings.push(Finding::warning("unknown-unit", message, advice).of_item(&id).in_field("unit"));
            }
            if let Some(column) = column.filter(|column| has_columns && !self.columns.contains(column)) {
                let message = format!("the catalog has no column `{column}`");
                let advice = "use the column's path as the catalog has it, or put the column in";
                self.findings.push(Finding::warning("unknown-column", message, advice).of_item(&id).in_field("column"));
            }
        }
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::catalog::read_item;

    fn rules(lines: &[&str]) -> Vec<(String, String, String)> {
        let mut check = ContentCheck::new(date(2026, 1, 1));
        lines.iter().for_each(|line| check.item(&read_item(line).unwrap()));
        let found = check.finish().into_iter();
        found.map(|finding| (finding.rule, finding.item.unwrap(), finding.field.unwrap())).collect()
    }

    fn rule(rule: &str, item: &str, field: &str) -> (String, String, String) {
        (rule.to_owned(), item.to_owned(), field.to_owned())
    }

    #[test]
    fn each_fault_breaks_one_rule() {
        let good = r#""kind":"document","title":"通知","unit":"区政府","date":"2025-01-02""#;
        for (line, rules_and_field) in [
            (r#"{"id":"1","kind":"service","title":" "}"#, ("missing-title", "title")),
            (r#"{"id":"1","kind":"news","title":"a","date":"2025-01-01"}"#, ("missing-unit", "unit")),
            (r#"{"id":"1","title":"a","unit":"b"}"#, ("missing-date", "date")),
            (
                &format!(r#"{{"id":"1",{good},"index_number":"123/2025-1"}}"#),
                ("malformed-index-number", "index_number"),
            ),
            (&format!(r#"{{"id":"1",{good},"doc_number":"第五号"}}"#), ("malformed-doc-number", "doc_number")),
            (&format!(r#"{{"id":"1",{good},"genre":"小说"}}"#), ("unknown-genre", "genre")),
            (&format!(r#"{{"id":"1",{good},"subjects":["a\\b\\c"]}}"#), ("deep-subject", "subjects")),
            (&format!(r#"{{"id":"1",{good},"issued":"2025-01-03"}}"#), ("dates-out-of-order", "date")),
            (r#"{"id":"1","kind":"letter","title":"a","date":"2026-01-02"}"#, ("dates-out-of-order", "date")),
        ] {
            assert_eq!(rules(&[line]), [rule(rules_and_field.0, "1", rules_and_field.1)], "{line}");
        }
        let whole = format!(
            r#"{{"id":"1",{good},"index_number":"000014349/2017-00110","doc_number":"国发〔2017〕1号","genre":"通知",
            "subjects":["综合政务\\其他"],"issued":"2025-01-01"}}"#
        );
        assert_eq!(rules(&[&whole]), []);
    }

    #[test]
    fn services_and_units_say_what_they_must() {
        let whole = r#""basis":[{"title":"《甲法》"}],"conditions":["甲"],"flow":[{"name":"申请"}],"promised_days":1,
            "statutory_days":5,"fee":{"charged":false},"consult_phone":"1","materials":[{"name":"甲","form":"f"}]"#;
        let service = |fields: &str| format!(r#"{{"id":"s","kind":"service","title":"a",{fields}}}"#);
        let form = r#"{"id":"f","kind":"form","title":"表"}"#;
        assert_eq!(rules(&[&service(whole), form]), []);
        // One that says nothing of its own is somebody else's text.
        assert_eq!(rules(&[r#"{"id":"s","kind":"service","title":"a","body":"b"}"#]), []);
        for (change, expected) in [
            ((r#""conditions":["甲"],"#, ""), ("missing-field", "conditions")),
            ((r#""promised_days":1"#, r#""promised_days":9"#), ("limits-out-of-order", "promised_days")),
            ((r#""fee""#, r#""themes":{"person":["法人注销"]},"fee""#), ("unknown-theme", "themes.person")),
            ((r#""fee""#, r#""groups":["猫"],"fee""#), ("unknown-group", "groups")),
            ((r#""form":"f""#, r#""form":"g""#), ("dangling-form", "materials[0].form")),
        ] {
            let line = service(&whole.replace(change.0, change.1));
            assert_eq!(rules(&[&line, form]), [rule(expected.0, "s", expected.1)], "{line}");
        }
        let unit = r#"{"id":"u","kind":"unit","title":"局","credit_code":"114403006955506490"}"#;
        assert_eq!(rules(&[unit]), [rule("malformed-credit-code", "u", "credit_code")]);
    }

    #[test]
    fn items_are_compared_with_each_other_and_with_the_catalog() {
        let unit = r#"{"id":"u","kind":"unit","title":"民政局"}"#;
        let column = r#"{"id":"c","kind":"column","title":"法规文件","unit":"民政局"}"#;
        let item = |id: &str, unit: &str, column: &str| {
            format!(
                r#"{{"id":"{id}","title":"x","date":"2025-01-01","unit":"{unit}","column":"{column}",
                "index_number":"000014349/2017-00110"}}"#
            )
        };
        let (a, b) = (item("a", "民政局", "民政局/法规文件"), item("b", "教育局", "教育局/法规文件"));
        let found = rules(&[&a, unit, column, &b]);
        let expected = [
            rule("double-index-number", "a", "index_number"),
            rule("double-index-number", "b", "index_number"),
            rule("unknown-unit", "b", "unit"),
            rule("unknown-column", "b", "column"),
        ];
        assert_eq!(found, expected);
        assert_eq!(rules(&[&a]), []);
    }
}
