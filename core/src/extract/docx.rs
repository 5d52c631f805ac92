//! DOCX (ECMA-376, GB/T 42743 says the same): headers, the document, notes, footers.
//!
//! Tables give one paragraph for each row, with tabs between cells: what stands in a row belongs together, for whoever
//! searches and for the words shown around what was found. Text that was deleted while changes were tracked is left out,
//! as are comments and the codes of fields.

use std::collections::HashSet;

use super::archive::Archive;
use super::sink::Sink;
use super::xml::{self, Node};
use super::{ExtractError, FileType, Limits};

/// Elements whose text does not show: what was deleted or moved away, and the other form of a drawing, which says the
/// same again for old programs.
const HIDDEN: [&str; 4] = ["del", "moveFrom", "Fallback", "rPrChange"];

/// The text of a DOCX file.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    let mut archive = Archive::open(FileType::Docx, bytes, limits)?;
    let names = archive.names();
    let of = |kind: &'static str| {
        let is_kind = move |name: &&String| {
            let number = name.strip_prefix("word/").and_then(|name| name.strip_prefix(kind)?.strip_suffix(".xml"));
            number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        names.iter().filter(is_kind)
    };
    // Word numbers the main part, too, where it has repaired a file.
    let main = of("document").next().map_or("word/document.xml", String::as_str);
    let before = of("header").map(String::as_str);
    let after = of("footnotes").chain(of("endnotes")).chain(of("footer")).map(String::as_str);
    let mut sink = Sink::new(limits);
    let mut seen = HashSet::new();
    for name in before.chain([main]).chain(after) {
        let part = archive.part(name)?;
        if name.starts_with("word/header") || name.starts_with("word/footer") {
            // First, even and odd pages have headers of their own, which mostly say the same.
            let mut own = Sink::new(limits);
            write(name, &part, limits, &mut own)?;
            for line in own.finish().lines().filter(|line| seen.insert((*line).to_owned())) {
                sink.text(line)?;
                sink.paragraph();
            }
        } else {
            write(name, &part, limits, &mut sink)?;
        }
        sink.paragraph();
    }
    Ok(sink.finish())
}

/// Writes the text of a part.
fn write(name: &str, part: &[u8], limits: &Limits, sink: &mut Sink) -> Result<(), ExtractError> {
    let (mut hidden, mut cells, mut is_text) = (0, 0, false);
    xml::read(name, part, limits.depth, |node| {
        match node {
            Node::Begin(element) => match element.name() {
                name if HIDDEN.contains(&name) => hidden += 1,
                "t" => is_text = true,
                "tc" => cells += 1,
                "tab" | "ptab" => sink.blank(),
                "noBreakHyphen" if hidden == 0 => sink.text("-")?,
                "br" if element.attribute("type").is_some_and(|kind| kind != "textWrapping") => sink.paragraph(),
                "br" | "cr" => sink.line(),
                _ => {}
            },
            Node::Text(text) if is_text && hidden == 0 => sink.text(&text)?,
            Node::Text(_) => {}
            Node::End(name) => match &*name {
                name if HIDDEN.contains(&name) => hidden -= 1,
                "t" => is_text = false,
                "p" if cells > 0 => sink.blank(),
                "p" => sink.paragraph(),
                "tc" => {
                    cells -= 1;
                    // A table within a cell is a part of its row.
                    if cells == 0 { sink.cell() } else { sink.blank() }
                }
                "tr" if cells == 0 => sink.paragraph(),
                _ => {}
            },
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::pack;
    use super::*;

    fn body(body: &str) -> Result<String, ExtractError> {
        let xml = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
        text(&pack(&[("word/document.xml", xml.as_bytes())]), &Limits::default())
    }

    #[test]
    fn the_sample_is_read_in_full() {
        let text = text(include_bytes!("fixtures/sample.docx"), &Limits::default()).unwrap();
        let expected = [
            "示范区交通运输局文件",
            "示范区澜汐桥匝道改造工程实施方案",
            "为缓解滨江片区早晚高峰拥堵，提升过江通行能力，制定本方案。",
            "一、建设内容",
            "澜汐桥匝道全长420米，改造后由单车道拓宽为双车道，同步更新照明、排水和交通标志标线，十月底前完工通车。",
            "二、工作专班",
            "序号\t姓名\t单位\t职务",
            "1\t沈望舒\t区交通运输局\t组长",
            "2\t顾清越\t区住房和城乡建设局\t副组长",
            "3\t陆行之\t示范区城市建设投资有限公司\t成员",
            "三、资金来源",
            "总投资3860万元，由区级财政统筹安排。",
            "以交工验收合格之日为准。",
            "主动公开",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn breaks_fields_and_nested_tables() {
        let text = body(
            "<w:p><w:r><w:t>关于某事</w:t><w:br/><w:t>的通知</w:t><w:br w:type='page'/><w:t>甲</w:t><w:tab/><w:t>乙</w:t>\
             <w:instrText>PAGE</w:instrText></w:r></w:p><w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p><w:p>\
             <w:r><w:t>二</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>三</w:t></w:r></w:p></w:tc><w:tc>\
             <w:p><w:r><w:t>四</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        );
        assert_eq!(text.unwrap(), "关于某事的通知\n甲 乙\n一 二\t三 四");
    }

    #[test]
    fn headers_that_say_the_same_are_read_once() {
        let header = "<w:hdr xmlns:w='w'><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>".as_bytes();
        let document = "<w:document xmlns:w='w'><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:document>".as_bytes();
        let parts = [("word/header1.xml", header), ("word/header2.xml", header), ("word/document2.xml", document)];
        assert_eq!(text(&pack(&parts), &Limits::default()).unwrap(), "页眉\n正文");
    }

    #[test]
    fn a_file_without_its_main_part_is_wrong() {
        let error = text(&pack(&[("word/a.xml", b"<a/>")]), &Limits::default()).unwrap_err();
        assert!(error.to_string().starts_with("DOCX cannot be read: it has no part `word/document.xml`"), "{error}");
        assert!(body("<w:p>").is_err());
    }
}
