//! Filters: which items may answer at all.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::catalog::{Genre, Kind, Validity};
use crate::ids::DocNumber;
use crate::text::fold;

/// Filters of a request. Values of one field are alternatives; fields add up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Filters {
    /// Name of the publishing unit, exactly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub unit: Vec<String>,
    /// Path of a column; items of the columns below it match too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub column: Vec<String>,
    /// Kinds of items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<Kind>,
    /// Subject, with its levels separated by `\`; items of the subjects below it match too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub subject: Vec<String>,
    /// Genre, by its Chinese name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub genre: Vec<String>,
    /// Year of publication.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(range(min = 1, max = 9999))))]
    pub year: Vec<i16>,
    /// First day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub date_from: Option<Date>,
    /// Last day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub date_to: Option<Date>,
    /// Whether it is in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub validity: Vec<Validity>,
    /// 专题: ids of topics that items belong to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub topic: Vec<String>,
    /// 适用对象: for whom items are, such as 个人.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub audience: Vec<String>,
    /// 主题 of services, for persons or enterprises.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub theme: Vec<String>,
    /// 绿色通道: groups that services are especially for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub group: Vec<String>,
    /// Whole document numbers, in any variant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::DOC_NUMBER))))]
    pub doc_number: Vec<String>,
    /// Organ code of the document number: 国发, 示政办发.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(regex(pattern = crate::schema::NOT_BLANK))))]
    pub doc_organ: Vec<String>,
    /// Year of the document number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doc_year: Vec<u16>,
    /// Running number of the document number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(inner(range(min = 0, max = 99_999))))]
    pub doc_serial: Vec<u32>,
}

/// First and last day, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateRange {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// Why a filter cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}`: `{value}` {reason}")]
pub struct FilterError {
    /// Name of the filter.
    pub field: &'static str,
    /// The value given.
    pub value: String,
    /// What is wrong with it and what is expected.
    pub reason: &'static str,
}

/// Fields whose values are counted over the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FacetField {
    /// Kind of item.
    Kind,
    /// Publishing unit.
    Unit,
    /// Column, with all columns above it.
    Column,
    /// Subject, with the subject above it.
    Subject,
    /// Genre.
    Genre,
    /// Year of publication.
    Year,
    /// Validity.
    Validity,
    /// 专题, by the ids of topics.
    Topic,
    /// For whom it is.
    Audience,
    /// Theme of services.
    Theme,
    /// Group that services are especially for.
    Group,
    /// Organ code of the document number.
    DocOrgan,
    /// Year of the document number.
    DocYear,
}

/// Which items a facet counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FacetScope {
    /// As if the facet's own filter were not set, so that its other choices keep their counts.
    #[default]
    ExcludeFieldFilter,
    /// What matches all filters, the facet's own too: the counts are those of the hits.
    AllFilters,
}

impl FacetField {
    /// Every facet.
    pub const ALL: [FacetField; 13] = [
        FacetField::Kind,
        FacetField::Unit,
        FacetField::Column,
        FacetField::Subject,
        FacetField::Genre,
        FacetField::Year,
        FacetField::Validity,
        FacetField::Topic,
        FacetField::Audience,
        FacetField::Theme,
        FacetField::Group,
        FacetField::DocOrgan,
        FacetField::DocYear,
    ];

    /// The name in requests and answers: that of the filter it counts for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FacetField::Kind => "kind",
            FacetField::Unit => "unit",
            FacetField::Column => "column",
            FacetField::Subject => "subject",
            FacetField::Genre => "genre",
            FacetField::Year => "year",
            FacetField::Validity => "validity",
            FacetField::Topic => "topic",
            FacetField::Audience => "audience",
            FacetField::Theme => "theme",
            FacetField::Group => "group",
            FacetField::DocOrgan => "doc_organ",
            FacetField::DocYear => "doc_year",
        }
    }
}

/// Names of filters as people type them in a query, and the field each stands for.
const NAMES: [(&str, &str); 36] = [
    ("unit", "unit"),
    ("单位", "unit"),
    ("部门", "unit"),
    ("机构", "unit"),
    ("发布机构", "unit"),
    ("column", "column"),
    ("栏目", "column"),
    ("kind", "kind"),
    ("类型", "kind"),
    ("subject", "subject"),
    ("主题分类", "subject"),
    ("genre", "genre"),
    ("体裁", "genre"),
    ("year", "year"),
    ("年份", "year"),
    ("date", "date"),
    ("日期", "date"),
    ("date_from", "date_from"),
    ("date_to", "date_to"),
    ("validity", "validity"),
    ("有效性", "validity"),
    ("doc_number", "doc_number"),
    ("文号", "doc_number"),
    ("doc_organ", "doc_organ"),
    ("doc_year", "doc_year"),
    ("doc_serial", "doc_serial"),
    ("发文字号", "doc_number"),
    ("topic", "topic"),
    ("专题", "topic"),
    ("audience", "audience"),
    ("适用对象", "audience"),
    ("theme", "theme"),
    ("主题", "theme"),
    ("group", "group"),
    ("绿色通道", "group"),
    ("人群", "group"),
];

/// The filter that a name typed in a query stands for.
pub(crate) fn field_named(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(typed, _)| *typed == name).map(|(_, field)| *field)
}

impl Filters {
    /// The names of all filters, as requests carry them.
    pub const FIELDS: [&str; 17] = [
        "unit",
        "column",
        "kind",
        "subject",
        "genre",
        "year",
        "date_from",
        "date_to",
        "validity",
        "topic",
        "audience",
        "theme",
        "group",
        "doc_number",
        "doc_organ",
        "doc_year",
        "doc_serial",
    ];

    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }

    /// Adds one value, written as text, to the filter `field` (one of [`Filters::FIELDS`], or `date` for a range).
    ///
    /// Kinds, validities and genres may be given by their Chinese names; a date may be a day, a month or a year and
    /// then means all of it; a range is two of them joined by `..`, either of which may be missing.
    ///
    /// # Errors
    /// [`FilterError`] when the value is not of the field's form.
    pub fn add(&mut self, field: &str, value: &str) -> Result<(), FilterError> {
        let value = value.trim();
        let bad = |field, reason| FilterError { field, value: value.to_owned(), reason };
        let whole = "is no whole number";
        if value.is_empty() {
            let field = Filters::FIELDS.into_iter().find(|name| *name == field).unwrap_or("date");
            return Err(bad(field, EMPTY));
        }
        match field {
            "unit" => self.unit.push(value.to_owned()),
            "column" => self.column.push(value.to_owned()),
            "kind" => {
                let kind = Kind::parse(value).ok_or_else(|| {
                    bad("kind", "is no kind; expected document, service, news, letter, unit, column, scene, form, lookup or topic")
                })?;
                self.kind.push(kind);
            }
            "subject" => self.subject.push(value.replace('/', "\\")),
            "genre" => self.genre.push(Genre::parse(value).map_or_else(|| value.to_owned(), |g| g.name().to_owned())),
            "year" => {
                let year = value.trim_end_matches('年').parse().ok().filter(|year| (1..=9999).contains(year));
                self.year.push(year.ok_or_else(|| bad("year", NO_YEAR))?);
            }
            "date_from" => self.date_from = Some(day_range(value).ok_or_else(|| bad("date_from", NO_DATE))?.0),
            "date_to" => self.date_to = Some(day_range(value).ok_or_else(|| bad("date_to", NO_DATE))?.1),
            "date" => {
                let range = DateRange::parse(value).ok_or_else(|| bad("date", NO_DATE))?;
                self.date_from = range.from.or(self.date_from);
                self.date_to = range.to.or(self.date_to);
            }
            "validity" => {
                let validity = Validity::parse(value)
                    .ok_or_else(|| bad("validity", "is not known; expected in_force, amended, repealed or expired"))?;
                self.validity.push(validity);
            }
            "topic" => self.topic.push(value.to_owned()),
            "audience" => self.audience.push(value.to_owned()),
            "theme" => self.theme.push(value.to_owned()),
            "group" => self.group.push(value.to_owned()),
            "doc_number" => {
                let number = DocNumber::parse(&fold(value))
                    .map_err(|_| bad("doc_number", "is no document number; expected a form like 国发〔2019〕5号"))?;
                self.doc_number.push(number.to_string());
            }
            "doc_organ" => {
                // What folds to blanks only is nothing.
                let organ = fold(value).trim().to_owned();
                if organ.is_empty() {
                    return Err(bad("doc_organ", EMPTY));
                }
                self.doc_organ.push(organ);
            }
            "doc_year" => {
                self.doc_year.push(value.trim_end_matches('年').parse().map_err(|_| bad("doc_year", whole))?);
            }
            "doc_serial" => {
                let digits = value.trim_start_matches('第').trim_end_matches('号');
                self.doc_serial.push(digits.parse().map_err(|_| bad("doc_serial", NO_SERIAL))?);
            }
            _ => return Err(bad("", "has no such filter")),
        }
        Ok(())
    }

    /// Brings values to the form in which they are compared and checks them.
    ///
    /// # Errors
    /// [`FilterError`] names the first filter that cannot be used.
    pub(crate) fn normalise(mut self) -> Result<Filters, FilterError> {
        for number in &mut self.doc_number {
            *number = DocNumber::parse(&fold(number)).map(|n| n.to_string()).map_err(|_| FilterError {
                field: "doc_number",
                value: number.clone(),
                reason: "is no document number; expected a form like 国发〔2019〕5号",
            })?;
        }
        for genre in &mut self.genre {
            *genre = Genre::parse(genre).map_or_else(|| genre.clone(), |known| known.name().to_owned());
        }
        for organ in &mut self.doc_organ {
            *organ = fold(organ).trim().to_owned();
        }
        for subject in &mut self.subject {
            *subject = subject.replace('/', "\\");
        }
        if let Some(year) = self.year.iter().find(|year| !(1..=9999).contains(*year)) {
            return Err(FilterError { field: "year", value: year.to_string(), reason: NO_YEAR });
        }
        if let Some(serial) = self.doc_serial.iter().find(|serial| **serial > MAX_SERIAL) {
            return Err(FilterError { field: "doc_serial", value: serial.to_string(), reason: NO_SERIAL });
        }
        let texts = [
            ("unit", &self.unit),
            ("column", &self.column),
            ("subject", &self.subject),
            ("genre", &self.genre),
            ("topic", &self.topic),
            ("audience", &self.audience),
            ("theme", &self.theme),
            ("group", &self.group),
            ("doc_organ", &self.doc_organ),
        ];
        for (field, values) in texts {
            if let Some(value) = values.iter().find(|value| value.trim().is_empty()) {
                return Err(FilterError { field, value: value.clone(), reason: EMPTY });
            }
        }
        // Two days name the days between them, whichever is said first.
        if let (Some(from), Some(to)) = (self.date_from, self.date_to) {
            (self.date_from, self.date_to) = (Some(from.min(to)), Some(from.max(to)));
        }
        Ok(self)
    }

    /// Adds the values of other filters, their days aside.
    pub(crate) fn extend(&mut self, other: &Filters) {
        self.unit.extend_from_slice(&other.unit);
        self.column.extend_from_slice(&other.column);
        self.kind.extend_from_slice(&other.kind);
        self.subject.extend_from_slice(&other.subject);
        self.genre.extend_from_slice(&other.genre);
        self.year.extend_from_slice(&other.year);
        self.validity.extend_from_slice(&other.validity);
        self.topic.extend_from_slice(&other.topic);
        self.audience.extend_from_slice(&other.audience);
        self.theme.extend_from_slice(&other.theme);
        self.group.extend_from_slice(&other.group);
        self.doc_number.extend_from_slice(&other.doc_number);
        self.doc_organ.extend_from_slice(&other.doc_organ);
        self.doc_year.extend_from_slice(&other.doc_year);
        self.doc_serial.extend_from_slice(&other.doc_serial);
    }

    /// The names and values of all filters set, as request parameters.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let value = serde_json::to_value(self).unwrap_or_default();
        let map: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut pairs = Vec::new();
        for field in Filters::FIELDS {
            match map.get(field) {
                Some(Value::Array(values)) => pairs.extend(values.iter().map(|value| (field, text(value)))),
                Some(value) => pairs.push((field, text(value))),
                None => {}
            }
        }
        pairs
    }
}

/// A document number's running number has up to five digits.
const MAX_SERIAL: u32 = 99_999;
const NO_SERIAL: &str = "is no running number; expected 0 to 99999";
const EMPTY: &str = "is empty; give a value or leave the filter out";
const NO_YEAR: &str = "is no year; expected 1 to 9999";
const NO_DATE: &str = "is no date; expected YYYY-MM-DD, YYYY-MM or YYYY, and for a range two of them joined by `..`";

impl DateRange {
    /// Reads `2019-01-01..2019-06-30`, `2019-03..`, `..2020`, `2019-05`.
    #[must_use]
    pub fn parse(text: &str) -> Option<DateRange> {
        let Some((from, to)) = text.split_once("..") else {
            let (from, to) = day_range(text)?;
            return Some(DateRange { from: Some(from), to: Some(to) });
        };
        let from = if from.trim().is_empty() { None } else { Some(day_range(from)?.0) };
        let to = if to.trim().is_empty() { None } else { Some(day_range(to)?.1) };
        (from.is_some() || to.is_some()).then_some(DateRange { from, to })
    }
}

/// First and last day of a day, a month or a year.
fn day_range(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let year: i16 = parts.first().filter(|part| part.len() == 4)?.parse().ok()?;
    let number = |at: usize| parts.get(at).map(|part| part.parse::<i8>().ok());
    match (number(1), number(2), parts.len()) {
        (None, None, 1) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
        (Some(Some(month)), None, 2) => {
            let first = Date::new(year, month, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        (Some(Some(month)), Some(Some(day)), 3) => {
            let date = Date::new(year, month, day).ok()?;
            Some((date, date))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges() {
        let range = |text| DateRange::parse(text).map(|r| (r.from.map(|d| d.to_string()), r.to.map(|d| d.to_string())));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(range("2020-02"), Some((some("2020-02-01"), some("2020-02-29"))));
        assert_eq!(range("2019..2020-06"), Some((some("2019-01-01"), some("2020-06-30"))));
        assert_eq!(range("..2020/6/1"), Some((None, some("2020-06-01"))));
        for text in ["", "..", "soon", "2020-13", "2020-02-30", "20-01-01", "2020-01-01-01"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn an_organ_of_characters_that_say_nothing_is_empty() {
        let mut filters = Filters::default();
        let error = filters.add("doc_organ", "\0\0").unwrap_err();
        assert_eq!((error.field, error.reason), ("doc_organ", EMPTY));
        filters.add("doc_organ", "國發\0").unwrap();
        assert_eq!(filters.doc_organ, ["国发"]);
    }

    #[test]
    fn adds_values_by_name_and_lists_them() {
        let mut filters = Filters::default();
        for (field, value) in
            [("kind", "新闻动态"), ("kind", "document"), ("year", "2019年"), ("genre", "令"), ("validity", "废止")]
        {
            filters.add(field, value).unwrap();
        }
        let pairs = filters.pairs();
        let expected =
            [("kind", "news"), ("kind", "document"), ("genre", "命令"), ("year", "2019"), ("validity", "repealed")];
        assert_eq!(pairs, expected.map(|(field, value)| (field, value.to_owned())));
        let error = filters.add("kind", "poem").unwrap_err();
        assert!(error.to_string().starts_with("`kind`: `poem` is no kind"), "{error}");
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_turned_around() {
        let mut filters = Filters::default();
        filters.add("date", "2020..2019").unwrap();
        let filters = filters.normalise().unwrap();
        let days = [filters.date_from, filters.date_to].map(|day| day.unwrap().to_string());
        assert_eq!(days, ["2019-12-31", "2020-01-01"]);
    }

    #[test]
    fn blank_values_are_refused_however_they_come() {
        let filters: Filters = serde_json::from_str(r#"{"unit":["民政局"," "]}"#).unwrap();
        assert_eq!(filters.normalise().unwrap_err().field, "unit");
    }
}
