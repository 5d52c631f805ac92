//! Core metadata of government information resources (政务信息资源核心元数据, GB/T 21063.3-2007), as XML.
//!
//! Every element bears the Chinese name of its entry in the standard, so that it is understood whatever short name the
//! receiver's edition has.

use std::io::{self, Write};

use menhu::catalog::Item;
use menhu::config::Site;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::{web, xml};

/// The element around all of them.
const ROOT: &str = "metadataSet";

/// A catalog that is being written.
pub(crate) struct Catalog<W: Write> {
    writer: Writer<W>,
    site: Site,
}

impl<W: Write> Catalog<W> {
    /// Begins the document.
    pub(crate) fn new(out: W, site: &Site) -> io::Result<Catalog<W>> {
        let mut writer = Writer::new_with_indent(out, b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = BytesStart::new(ROOT).with_attributes([("standard", "GB/T 21063.3-2007")]);
        writer.write_event(Event::Start(root))?;
        Ok(Catalog { writer, site: site.clone() })
    }

    /// Writes what an item is.
    pub(crate) fn write(&mut self, item: &Item) -> io::Result<()> {
        let provider = item.unit.as_deref().unwrap_or(&self.site.name);
        let summary = if item.summary.is_empty() { first_words(item) } else { item.summary.clone() };
        let day = item.date.or(item.issued).map(|date| date.to_string()).unwrap_or_default();
        let page = web::item_address(&item.id);
        let address = self.site.url.as_ref().map(|url| format!("{url}{page}")).unwrap_or(page);
        let single = [
            ("resTitle", "信息资源名称", item.display_title()),
            ("pubDate", "信息资源出版日期", day.clone()),
            ("abstract", "信息资源摘要", summary),
            ("rpOrgName", "信息资源提供方", provider.to_owned()),
            ("resID", "信息资源标识符", item.index_number.clone().unwrap_or_else(|| item.id.clone())),
            ("linkage", "在线资源链接地址", address),
            ("mdID", "元数据标识符", item.id.clone()),
            ("mdContact", "元数据维护方", provider.to_owned()),
            ("mdDateUpd", "元数据更新日期", day),
            ("language", "信息资源语种", "zh".to_owned()),
        ];
        let keywords = item.keywords.iter().map(|keyword| ("keyword", "关键字说明", keyword.clone()));
        let subjects = item.subjects.iter().map(|subject| ("resCat", "信息资源分类", subject.clone()));
        let all: Vec<(&str, &str, String)> = single.into_iter().chain(keywords).chain(subjects).collect();
        let resource = self.writer.create_element("metadata");
        resource.write_inner_content(|writer| {
            for (element, name, value) in all.iter().filter(|(_, _, value)| !value.is_empty()) {
                let value = xml::clean(value);
                let element = writer.create_element(*element).with_attribute(("name", *name));
                element.write_text_content(BytesText::new(&value))?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Ends the document.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(ROOT)))?;
        self.writer.get_mut().write_all(b"\n")
    }
}

/// What stands in for a summary.
fn first_words(item: &Item) -> String {
    const CHARACTERS: usize = 120;
    item.body.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use menhu::catalog::read_item;
    use quick_xml::Reader;

    use super::*;

    #[test]
    fn every_item_is_a_well_formed_entry() {
        let site = Site::parse("name = \"示范区\"\nurl = \"https://a.example\"").unwrap();
        let mut out = Vec::new();
        let mut catalog = Catalog::new(&mut out, &site).unwrap();
        for line in [
            r#"{"id":"1","title":"甲 <乙> & 丙","unit":"民政局","date":"2026-01-02","index_number":"000014349/2017-00110",
                "keywords":["a","b"],"subjects":["综合政务\\其他"]}"#,
            "{\"id\":\"2\",\"title\":\"\",\"body\":\"正文\\u0001\"}",
        ] {
            catalog.write(&read_item(line).unwrap()).unwrap();
        }
        catalog.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut reader = Reader::from_str(&text);
        let mut entries = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) if start.name().as_ref() == "metadata" => entries += 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(entries, 2, "{text}");
        for said in [
            "<resTitle name=\"信息资源名称\">甲 &lt;乙&gt; &amp; 丙</resTitle>",
            "<resID name=\"信息资源标识符\">000014349/2017-00110</resID>",
            "https://a.example/items/1</linkage>",
            "<rpOrgName name=\"信息资源提供方\">示范区</rpOrgName>",
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        assert!(!text.contains('\u{1}'));
    }
}
