//! OFD (GB/T 33190), the fixed-layout form of official documents: pages of text objects at their places.
//!
//! Text is Unicode here, whatever the fonts are. Templates of pages, which hold forms and letterheads, are read once
//! where a page first uses them; annotations, stamps and signatures are left out.

mod object;

use std::collections::{HashMap, HashSet};

use super::archive::{self, Archive};
use super::layout::{self, Run};
use super::sink::Sink;
use super::xml::{self, Node};
use super::{ExtractError, FileType, Limits};
use object::{Object, deltas, numbers};

const ROOT: &str = "OFD.xml";

/// The text of an OFD file: its documents one after the other.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    let mut archive = Archive::open(FileType::Ofd, bytes, limits)?;
    let mut documents = Vec::new();
    let root = archive.part(ROOT)?;
    let (mut is_root, mut path) = (false, String::new());
    xml::read(ROOT, &root, limits.depth, |node| {
        match node {
            Node::Begin(element) => is_root = element.name() == "DocRoot",
            Node::Text(text) if is_root => path.push_str(&text),
            Node::End(name) if name == "DocRoot" => {
                documents.push(archive::resolve(ROOT, &std::mem::take(&mut path)));
                is_root = false;
                at_most(documents.len(), limits)?;
            }
            _ => {}
        }
        Ok(())
    })?;
    if documents.is_empty() {
        return Err(ExtractError::malformed(ROOT, "it names no document"));
    }
    let mut sink = Sink::new(limits);
    for document in documents {
        let mut left = limits.text_bytes;
        let mut pages = Vec::new();
        for path in pages_of(&mut archive, &document, limits)? {
            let part = archive.part(&path)?;
            pages.push(runs(&path, &part, limits, &mut left)?);
        }
        layout::write(pages, &mut sink)?;
        sink.paragraph();
    }
    Ok(sink.finish())
}

/// Pages are parts of the archive, so there can be no more than it may have entries.
fn at_most(count: usize, limits: &Limits) -> Result<(), ExtractError> {
    let too_large = ExtractError::TooLarge { what: "the number of pages in the file", limit: limits.entries as u64 };
    if count > limits.entries { Err(too_large) } else { Ok(()) }
}

/// Paths of the parts that hold what a document shows, in order.
fn pages_of(archive: &mut Archive<'_>, document: &str, limits: &Limits) -> Result<Vec<String>, ExtractError> {
    let (mut templates, mut pages) = (HashMap::new(), Vec::new());
    let part = archive.part(document)?;
    xml::read(document, &part, limits.depth, |node| {
        let Node::Begin(element) = node else { return Ok(()) };
        let Some(path) = element.attribute("BaseLoc").map(|path| archive::resolve(document, &path)) else {
            return Ok(());
        };
        match element.name() {
            "TemplatePage" => drop(templates.insert(element.attribute("ID").unwrap_or_default(), path)),
            "Page" => pages.push(path),
            _ => {}
        }
        at_most(pages.len().max(templates.len()), limits)
    })?;
    let (mut parts, mut used) = (Vec::new(), HashSet::new());
    for path in pages {
        if !templates.is_empty() {
            let part = archive.part(&path)?;
            xml::read(&path, &part, limits.depth, |node| {
                if let Node::Begin(element) = node
                    && element.name() == "Template"
                    && let Some(template) = element.attribute("TemplateID").and_then(|id| templates.get(&id))
                    && used.insert(template.clone())
                {
                    parts.push(template.clone());
                }
                Ok(())
            })?;
        }
        parts.push(path);
    }
    Ok(parts)
}

/// The runs of a page. `left` is how much text may still come.
fn runs(path: &str, part: &[u8], limits: &Limits, left: &mut usize) -> Result<Vec<Run>, ExtractError> {
    let (mut runs, mut object, mut text, mut is_text) = (Vec::new(), None::<Object>, String::new(), false);
    let (mut place, mut steps) = ((0.0, 0.0), (Vec::new(), Vec::new()));
    xml::read(path, part, limits.depth, |node| {
        match node {
            Node::Begin(element) => match element.name() {
                "TextObject" => {
                    object = Some(Object::new(&element));
                    place = (0.0, 0.0);
                }
                "TextCode" => {
                    // A place that is not given is that of the text before it.
                    for (name, place) in [("X", &mut place.0), ("Y", &mut place.1)] {
                        *place = numbers(&element, name).first().copied().unwrap_or(*place);
                    }
                    steps = (deltas(&element, "DeltaX"), deltas(&element, "DeltaY"));
                    is_text = true;
                }
                _ => {}
            },
            Node::Text(piece) if is_text => {
                *left = left.checked_sub(piece.len() + layout::RUN).ok_or(ExtractError::TooLarge {
                    what: "the text of the file, in bytes,",
                    limit: limits.text_bytes as u64,
                })?;
                text.push_str(&piece);
            }
            Node::End(name) if name == "TextCode" => {
                is_text = false;
                let text = std::mem::take(&mut text);
                if let Some(object) = object.as_ref().filter(|_| !text.is_empty()) {
                    let (right, down) = &steps;
                    let between = text.chars().count().saturating_sub(1);
                    let steps = (&right[..right.len().min(between)], &down[..down.len().min(between)]);
                    runs.push(object.run(place, steps, text));
                }
            }
            Node::End(name) if name == "TextObject" => object = None,
            _ => {}
        }
        Ok(())
    })?;
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::pack;
    use super::*;

    fn file(pages: &[&str]) -> Vec<u8> {
        let root = "<x:OFD xmlns:x='x'><x:DocBody><x:DocRoot>D/Document.xml</x:DocRoot></x:DocBody></x:OFD>";
        let mut parts = vec![("OFD.xml".to_owned(), root.to_owned())];
        let mut document =
            "<Document><CommonData><TemplatePage ID='9' BaseLoc='T.xml'/></CommonData><Pages>".to_owned();
        for (at, page) in pages.iter().enumerate() {
            document.push_str(&format!("<Page ID='{at}' BaseLoc='P{at}.xml'/>"));
            parts.push((format!("D/P{at}.xml"), format!("<Page>{page}</Page>")));
        }
        parts.push(("D/Document.xml".to_owned(), document + "</Pages></Document>"));
        let form = "<TextObject Boundary='9 9 1 1' Size='5'><TextCode X='0' Y='0'>表头</TextCode></TextObject>";
        parts.push(("D/T.xml".to_owned(), format!("<Page>{form}</Page>")));
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
        pack(&parts)
    }

    fn read(pages: &[&str]) -> String {
        text(&file(pages), &Limits::default()).unwrap()
    }

    #[test]
    fn the_sample_is_read_in_full() {
        let text = text(include_bytes!("../fixtures/sample.ofd"), &Limits::default()).unwrap();
        let expected = [
            "关于栖梧湾栈道临时封闭的公告",
            "为保障市民游览安全，示范区园林绿化中心定于近期对栖梧湾栈道进行防腐木更换和栏杆加固。现将有关事项公告如下：",
            "一、封闭时间：2026年4月7日至2026年5月20日，工期44天。",
            "二、封闭范围：栖梧湾观鸟台至听雨轩段，长约650米。",
            "三、封闭期间请游客绕行湖滨绿道，并遵守现场指引。",
            "示范区园林绿化中心",
            "2026年3月30日",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn codes_join_on_a_line_and_templates_come_once() {
        let page = "<Template TemplateID='9'/><TextObject Boundary='10 10 90 9' Size='5' CTM='2 0 0 2 0 0'>\
                    <TextCode X='0' Y='5' DeltaX='g 2 5'>甲乙丙</TextCode><TextCode X='15'>丁</TextCode>\
                    <TextCode X='0' Y='15'>戊</TextCode></TextObject>";
        assert_eq!(read(&[page, page]), "表头\n甲乙丙丁\n戊\n甲乙丙丁\n戊");
    }

    #[test]
    fn columns_are_lines() {
        let column = |x: u8, text: &str| {
            format!(
                "<TextObject Boundary='{x} 0 9 9' Size='5'><TextCode X='0' Y='5' DeltaY='g 3 5'>{text}</TextCode>\
                     </TextObject>"
            )
        };
        assert_eq!(read(&[&format!("{}{}", column(20, "甲乙丙丁"), column(10, "戊己庚"))]), "甲乙丙丁\n戊己庚");
    }

    #[test]
    fn repeated_steps_are_bounded_and_bad_numbers_end_them() {
        let page = "<TextObject Size='5'><TextCode X='a' Y='5' DeltaX='g 99999999999 5 g 9999999 1'>甲</TextCode>\
                    <TextCode DeltaX='1 x 1'>乙</TextCode></TextObject>";
        assert!(read(&[page]).contains('甲'));
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = text(&pack(&[("OFD.xml", b"<OFD/>")]), &Limits::default()).unwrap_err();
        assert!(error.to_string().starts_with("OFD.xml cannot be read: it names no document"), "{error}");
        let root = b"<OFD><DocBody><DocRoot>/A/B.xml</DocRoot></DocBody></OFD>";
        let error = text(&pack(&[("OFD.xml", root)]), &Limits::default()).unwrap_err();
        assert!(error.to_string().contains("it has no part `A/B.xml`"), "{error}");
    }
}
