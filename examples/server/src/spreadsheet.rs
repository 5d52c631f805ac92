//! Items as a spreadsheet: CSV with a header (RFC 4180), out and in, and nothing lost on the way.
//!
//! A column is a field of that name. Most values are plain text in a cell, as units keep them. Where one is not, such as
//! the materials of a service, the whole column holds JSON, and its header says so: `materials:json`.
//! Units call their columns as they like: common Chinese names are known, others are told by a map.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

use menhu::catalog::{ColumnProfile, FormSheet, Item, Payload, Service, TopicRule, UnitProfile, read_item};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What marks a column whose cells hold JSON.
const JSON: &str = ":json";

/// Fields of the envelope, in the order in which a sheet has them. All others follow by name.
const FIRST: [&str; 18] = [
    "id",
    "kind",
    "title",
    "unit",
    "column",
    "date",
    "issued",
    "doc_number",
    "index_number",
    "subjects",
    "genre",
    "keywords",
    "topics",
    "audience",
    "validity",
    "openness",
    "url",
    "summary",
];

/// What units call the fields.
const NAMES: [(&str, &str); 35] = [
    ("编号", "id"),
    ("类型", "kind"),
    ("标题", "title"),
    ("名称", "title"),
    ("信息名称", "title"),
    ("事项名称", "title"),
    ("正文", "body"),
    ("内容", "body"),
    ("信息内容", "body"),
    ("内容概述", "summary"),
    ("摘要", "summary"),
    ("概述", "summary"),
    ("发布机构", "unit"),
    ("发布单位", "unit"),
    ("单位", "unit"),
    ("部门", "unit"),
    ("栏目", "column"),
    ("所属栏目", "column"),
    ("发布日期", "date"),
    ("发布时间", "date"),
    ("生成日期", "issued"),
    ("成文日期", "issued"),
    ("文号", "doc_number"),
    ("发文字号", "doc_number"),
    ("索引号", "index_number"),
    ("主题分类", "subjects"),
    ("体裁", "genre"),
    ("主题词", "keywords"),
    ("关键词", "keywords"),
    ("适用对象", "audience"),
    ("有效性", "validity"),
    ("公开属性", "openness"),
    ("公开方式", "openness"),
    ("公开类型", "openness"),
    ("原文链接", "url"),
];

/// A map of headers, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    columns: BTreeMap<String, String>,
}

/// What columns are called, beside the names that are known.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderMap(BTreeMap<String, String>);

impl HeaderMap {
    /// Reads a map: `[columns]`, then lines such as `"文件标题" = "title"`; an empty name leaves the column out.
    pub(crate) fn parse(text: &str) -> Result<HeaderMap, String> {
        let file: MapFile = toml::from_str(text).map_err(|error| {
            let message = error.message().replace('\n', "; ");
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            format!("line {line}: {message}; write [columns] and lines such as \"文件标题\" = \"title\"")
        })?;
        Ok(HeaderMap(file.columns))
    }
}

/// What each column of a sheet is.
#[derive(Debug)]
pub(crate) struct Header(Vec<Option<(String, bool)>>);

impl Header {
    /// Reads the first row of a sheet.
    pub(crate) fn read<'a>(row: impl Iterator<Item = &'a str>, map: &HeaderMap) -> Result<Header, String> {
        let mut seen: HashMap<String, String> = HashMap::new();
        let mut columns = Vec::new();
        for (at, name) in row.enumerate() {
            let name = if at == 0 { name.strip_prefix('\u{feff}').unwrap_or(name) } else { name };
            // A column that an export has marked is called exactly so.
            let exact = name.strip_suffix(JSON);
            let is_json = exact.is_some();
            let plain = exact.unwrap_or(name.trim());
            let mapped = map.0.get(plain).map(String::as_str);
            let known = NAMES.iter().find(|(own, _)| !is_json && *own == plain).map(|(_, field)| *field);
            let field = mapped.or(known).unwrap_or(plain);
            if mapped == Some("") || (field.is_empty() && !is_json) {
                columns.push(None);
                continue;
            }
            if let Some(other) = seen.insert(field.to_owned(), name.to_owned()) {
                return Err(format!("the columns `{other}` and `{name}` are both `{field}`; leave one out, or map it"));
            }
            columns.push(Some((field.to_owned(), is_json)));
        }
        if !seen.contains_key("id") {
            let only = columns.len() == 1 && seen.keys().any(|name| name.contains([';', '\t', '；']));
            let advice = if only { "; its cells are not separated by commas: save it as CSV" } else { "" };
            return Err(format!("the header has no column `id` (编号); every item needs a name of its own{advice}"));
        }
        Ok(Header(columns))
    }

    /// Columns that are no field that anybody knows: they are kept as they are called.
    pub(crate) fn unknown(&self) -> Vec<&str> {
        let known = |field: &str| field == "id" || is_field(field);
        self.0.iter().flatten().map(|(field, _)| field.as_str()).filter(|field| !known(field)).collect()
    }

    /// The item of a row.
    pub(crate) fn item<'a>(&self, row: impl Iterator<Item = &'a str>) -> Result<Item, String> {
        let mut fields = Map::new();
        for (column, cell) in self.0.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let Some((field, is_json)) = column else { continue };
            let value = match is_json {
                true => {
                    serde_json::from_str(cell).map_err(|error| format!("column `{field}{JSON}`: no JSON: {error}"))?
                }
                false => Value::from(cell),
            };
            fields.insert(field.clone(), value);
        }
        read_item(&Value::Object(fields).to_string()).map_err(|error| error.to_string())
    }
}

/// The columns that items need, and of which of them cells hold JSON.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    fields: BTreeSet<String>,
    json: BTreeSet<String>,
}

impl Columns {
    /// Takes note of an item.
    pub(crate) fn add(&mut self, item: &Item) {
        for (field, value) in fields(item) {
            if !self.json.contains(&field) && plain(item, &field, &value).is_none() {
                self.json.insert(field.clone());
            }
            self.fields.insert(field);
        }
    }

    /// Names of the columns, in order.
    fn order(&self) -> Vec<&str> {
        let first = FIRST.into_iter().filter(|field| self.fields.contains(*field));
        let others = self.fields.iter().map(String::as_str).filter(|field| !FIRST.contains(field));
        first.chain(others).collect()
    }
}

/// Whether a name is a field of the envelope or of some kind of items.
fn is_field(name: &str) -> bool {
    let envelope =
        FIRST.iter().chain(&["body", "attachments", "address", "phone", "hours"]).any(|field| *field == name);
    let of_kinds = [Service::FIELDS, UnitProfile::FIELDS, FormSheet::FIELDS, ColumnProfile::FIELDS, TopicRule::FIELDS];
    envelope || of_kinds.iter().any(|fields| fields.contains(&name))
}

fn fields(item: &Item) -> Map<String, Value> {
    match serde_json::to_value(item) {
        Ok(Value::Object(fields)) => fields,
        // An item is made of strings, numbers and JSON values.
        _ => Map::new(),
    }
}

/// What a plain cell holds of a value, where the value can be read back from it.
fn plain(item: &Item, field: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join("；"),
        _ => return None,
    };
    if field == "id" || field == "kind" {
        // Where items are told apart there is no guessing.
        return (text.trim() == text && !text.is_empty()).then_some(text);
    }
    // A cell that is empty is a field that is not there. A name that means another field is read as that.
    let is_known = NAMES.iter().any(|(name, _)| *name == field) || field.ends_with(JSON);
    let is_odd = field.is_empty() || field.trim() != field || field.starts_with('\u{feff}');
    // Spreadsheet programs take what begins so for a formula, whoever wrote it; in JSON it begins with a quotation mark.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_known || is_odd || is_formula || (text.is_empty() && field != "title") {
        return None;
    }
    let read = |value: Value| {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), "x".into());
        fields.insert("kind".to_owned(), item.kind.name().into());
        if value != "" {
            fields.insert(field.to_owned(), value);
        }
        read_item(&Value::Object(fields).to_string())
    };
    match (read(Value::from(text.clone())), read(value.clone())) {
        (Ok(one), Ok(other)) if one == other => Some(text),
        _ => None,
    }
}

/// A sheet that is being written.
pub(crate) struct Sheet<'a, W: Write> {
    writer: csv::Writer<W>,
    columns: &'a Columns,
}

impl<'a, W: Write> Sheet<'a, W> {
    /// Begins with the header.
    pub(crate) fn new(mut out: W, columns: &'a Columns) -> Result<Sheet<'a, W>, csv::Error> {
        // Without it spreadsheet programs in Chinese take UTF-8 for GBK.
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::Writer::from_writer(out);
        let name = |field: &str| if columns.json.contains(field) { format!("{field}{JSON}") } else { field.to_owned() };
        writer.write_record(columns.order().into_iter().map(name))?;
        Ok(Sheet { writer, columns })
    }

    pub(crate) fn write(&mut self, item: &Item) -> Result<(), csv::Error> {
        let fields = fields(item);
        let cell = |field: &str| match fields.get(field) {
            None => String::new(),
            Some(value) if self.columns.json.contains(field) => value.to_string(),
            Some(value) => plain(item, field, value).unwrap_or_default(),
        };
        self.writer.write_record(self.columns.order().into_iter().map(cell))
    }

    pub(crate) fn finish(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round(items: &[Item]) -> (String, Vec<Item>) {
        let mut columns = Columns::default();
        items.iter().for_each(|item| columns.add(item));
        let mut out = Vec::new();
        let mut sheet = Sheet::new(&mut out, &columns).unwrap();
        items.iter().for_each(|item| sheet.write(item).unwrap());
        sheet.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let header = Header::read(reader.headers().unwrap().clone().iter(), &HeaderMap::default()).unwrap();
        let read = reader.records().map(|row| header.item(row.unwrap().iter()).unwrap()).collect();
        (text, read)
    }

    #[test]
    fn cells_are_plain_where_they_can_be() {
        let lines = [
            r#"{"id":"1","kind":"news","title":"甲, \"乙\"","keywords":["土地","房屋"],"phone":"01234"}"#,
            r#"{"id":"2","kind":"service","title":"","materials":[{"name":"身份证","required":true}],"page":3}"#,
        ];
        let items: Vec<Item> = lines.iter().map(|line| read_item(line).unwrap()).collect();
        let (text, read) = round(&items);
        assert_eq!(read, items);
        let header = text.lines().next().unwrap();
        assert_eq!(header, "\u{feff}id,kind,title,keywords,materials:json,page:json,phone");
        assert!(text.contains("土地；房屋") && text.contains(",01234"), "{text}");
    }

    #[test]
    fn odd_names_and_values_come_back() {
        let lines = [
            r#"{"id":"1","title":"=HYPERLINK(1)","unit":"区政府","部门":"办公室","":"a"," lead":"b","\ufeffbom":"c","x:json":"d"}"#,
            r#"{"id":"2","title":"a\r\nb","keywords":["a；b"],"empty":"","blank":" ","number":"5","nul":"a\u0000b"}"#,
        ];
        let items: Vec<Item> = lines.iter().map(|line| read_item(line).unwrap()).collect();
        let (text, read) = round(&items);
        assert_eq!(read, items, "{text}");
        assert!(!text.contains(",=HYPERLINK") && text.contains("部门:json"), "{text}");
    }

    proptest! {
        #[test]
        fn whatever_items_are_like_they_come_back(
            title in "\\PC{0,12}", body in "[=+@\"',;；、\\[\\]{}\\n\\r\\t甲 a0-9.:-]{0,16}", keywords in proptest::collection::vec("[甲乙；, \"a]{0,4}", 0..3),
            name in "[a-c甲 :jsonNAME部门\\u{feff}]{0,8}", value in "\\PC{0,10}", number in any::<f64>(),
        ) {
            let line = serde_json::json!({"id": "1", "title": title, "body": body, "keywords": keywords, name: value, "n": number});
            let other = serde_json::json!({"id": "2", "kind": "news", "title": "b"});
            let items: Vec<Item> = [line, other].iter().filter_map(|line| read_item(&line.to_string()).ok()).collect();
            let (text, read) = round(&items);
            prop_assert_eq!(read, items, "{}", text);
        }
    }

    #[test]
    fn units_call_their_columns_as_they_like() {
        let map = HeaderMap::parse("[columns]\n\"文件标题\" = \"title\"\n\"备注\" = \"\"\n").unwrap();
        let header =
            Header::read(["\u{feff}编号", "文件标题", "发布机构", "备注", "联系人"].into_iter(), &map).unwrap();
        let item = header.item(["7", "通知", "区民政局", "勿外传", "张某"].into_iter()).unwrap();
        assert_eq!((item.id.as_str(), item.title.as_str(), item.unit.as_deref()), ("7", "通知", Some("区民政局")));
        assert_eq!((item.extra.len(), &item.extra["联系人"]), (1, &"张某".into()));
        for (row, expected) in
            [(vec!["标题"], "no column `id`"), (vec!["编号", "标题", "名称"], "`标题` and `名称` are both `title`")]
        {
            let error = Header::read(row.into_iter(), &HeaderMap::default()).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        assert!(HeaderMap::parse("columns = 5").unwrap_err().starts_with("line 1: "));
        let header = Header::read(["id", "materials:json"].into_iter(), &HeaderMap::default()).unwrap();
        assert!(header.item(["1", "[{"].into_iter()).unwrap_err().starts_with("column `materials:json`: no JSON"));
    }
}
