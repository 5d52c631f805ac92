//! XLSX (ECMA-376): every sheet that shows, its name first, then one paragraph for each row with tabs between cells.
//!
//! The parts are read from front to end. A library that builds tables would have to make room for a million rows where
//! a file names one cell at the far end.

mod format;

use std::collections::HashMap;

use super::archive::{self, Archive};
use super::sink::Sink;
use super::xml::{self, Node};
use super::{ExtractError, FileType, Limits};
use format::Format;

const WORKBOOK: &str = "xl/workbook.xml";

/// The text of an XLSX file.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    let mut archive = Archive::open(FileType::Xlsx, bytes, limits)?;
    let book = Book::read(&mut archive, limits)?;
    let mut sink = Sink::new(limits);
    for (name, path) in &book.sheets {
        sink.text(name)?;
        sink.paragraph();
        // Sheets that are charts or macros only are not always where they should be.
        if let Some(part) = archive.find(path)? {
            book.sheet(path, &part, limits, &mut sink)?;
        }
        sink.paragraph();
    }
    Ok(sink.finish())
}

/// What the sheets have in common.
#[derive(Default)]
struct Book {
    /// Names and paths of the sheets that show.
    sheets: Vec<(String, String)>,
    strings: Vec<String>,
    formats: Vec<Format>,
    /// Whether days count from 1904, as old Macs did.
    is_1904: bool,
}

impl Book {
    fn read(archive: &mut Archive<'_>, limits: &Limits) -> Result<Book, ExtractError> {
        let mut book = Book::default();
        let mut paths = HashMap::new();
        let mut shared = "xl/sharedStrings.xml".to_owned();
        let mut styles = "xl/styles.xml".to_owned();
        if let Some(part) = archive.find("xl/_rels/workbook.xml.rels")? {
            xml::read("xl/_rels/workbook.xml.rels", &part, limits.depth, |node| {
                let Node::Begin(element) = node else { return Ok(()) };
                if let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target")) {
                    let path = archive::resolve(WORKBOOK, &target);
                    match element.attribute("Type").as_deref().and_then(|kind| kind.rsplit('/').next()) {
                        Some("sharedStrings") => shared = path,
                        Some("styles") => styles = path,
                        _ => drop(paths.insert(id, path)),
                    }
                }
                at_most(paths.len(), limits.entries)
            })?;
        }
        let part = archive.part(WORKBOOK)?;
        xml::read(WORKBOOK, &part, limits.depth, |node| {
            let Node::Begin(element) = node else { return Ok(()) };
            match element.name() {
                "workbookPr" => {
                    book.is_1904 = element.attribute("date1904").is_some_and(|value| matches!(&*value, "1" | "true"));
                }
                "sheet" if element.attribute("state").is_none_or(|state| state == "visible") => {
                    let name = element.attribute("name").unwrap_or_default();
                    let at = book.sheets.len() + 1;
                    // `r:id`, told from `sheetId` by its local name.
                    let path = element.attribute("id").and_then(|id| paths.get(&id).cloned());
                    book.sheets.push((name, path.unwrap_or_else(|| format!("xl/worksheets/sheet{at}.xml"))));
                }
                _ => {}
            }
            at_most(book.sheets.len(), limits.entries)
        })?;
        if let Some(part) = archive.find(&shared)? {
            book.strings = strings(&shared, &part, limits)?;
        }
        if let Some(part) = archive.find(&styles)? {
            book.formats = format::read(&styles, &part, limits)?;
        }
        Ok(book)
    }

    /// Writes the rows of a sheet.
    fn sheet(&self, path: &str, part: &[u8], limits: &Limits, sink: &mut Sink) -> Result<(), ExtractError> {
        let (mut kind, mut style, mut value) = (String::new(), 0, String::new());
        let (mut is_value, mut phonetic) = (false, 0);
        xml::read(path, part, limits.depth, |node| {
            match node {
                Node::Begin(element) => match element.name() {
                    "c" => {
                        kind = element.attribute("t").unwrap_or_default();
                        style = element.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0);
                        value.clear();
                    }
                    "v" | "t" => is_value = phonetic == 0,
                    "rPh" => phonetic += 1,
                    _ => {}
                },
                Node::Text(text) if is_value => value.push_str(&text),
                Node::Text(_) => {}
                Node::End(name) => match &*name {
                    "v" | "t" => is_value = false,
                    "rPh" => phonetic -= 1,
                    "c" => {
                        sink.text(&self.shown(&kind, style, &value))?;
                        sink.cell();
                    }
                    "row" => sink.paragraph(),
                    _ => {}
                },
            }
            Ok(())
        })
    }

    /// What a cell shows.
    fn shown(&self, kind: &str, style: usize, value: &str) -> String {
        match kind {
            "s" => value.trim().parse().ok().and_then(|at: usize| self.strings.get(at)).cloned().unwrap_or_default(),
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "e" => String::new(),
            "str" | "inlineStr" | "d" => value.to_owned(),
            _ => {
                let format = self.formats.get(style).copied().unwrap_or_default();
                value.trim().parse().map_or_else(|_| value.to_owned(), |number| format.show(number, self.is_1904))
            }
        }
    }
}

/// What is listed takes memory even where it is empty.
fn at_most(count: usize, limit: usize) -> Result<(), ExtractError> {
    let too_large = ExtractError::TooLarge { what: "the number of sheets or texts in the file", limit: limit as u64 };
    if count > limit { Err(too_large) } else { Ok(()) }
}

/// The texts that cells name by number.
fn strings(name: &str, part: &[u8], limits: &Limits) -> Result<Vec<String>, ExtractError> {
    let (mut strings, mut text, mut is_text, mut phonetic) = (Vec::new(), String::new(), false, 0);
    xml::read(name, part, limits.depth, |node| {
        match node {
            Node::Begin(element) => match element.name() {
                "si" => text.clear(),
                // How a name is read aloud, which does not show in the cell.
                "rPh" => phonetic += 1,
                "t" => is_text = phonetic == 0,
                _ => {}
            },
            Node::Text(piece) if is_text => text.push_str(&piece),
            Node::Text(_) => {}
            Node::End(name) => match &*name {
                "si" => {
                    strings.push(std::mem::take(&mut text));
                    at_most(strings.len(), limits.text_bytes / 4)?;
                }
                "rPh" => phonetic -= 1,
                "t" => is_text = false,
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok(strings)
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::pack;
    use super::*;

    const ONE: &str = "<workbook><sheets><sheet name='一'/></sheets></workbook>";

    fn sheet(rows: &str) -> Result<String, ExtractError> {
        let sheet = format!("<x:worksheet xmlns:x='x'><x:sheetData>{rows}</x:sheetData></x:worksheet>");
        let strings = "<sst><si><t>甲</t><rPh><t>jia</t></rPh></si><si><r><t>乙</t></r><r><t>丙\n丁</t></r></si></sst>";
        let parts = [
            ("xl/workbook.xml", ONE.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
        ];
        text(&pack(&parts), &Limits::default())
    }

    #[test]
    fn the_sample_is_read_in_full() {
        let text = text(include_bytes!("../fixtures/sample.xlsx"), &Limits::default()).unwrap();
        let expected = [
            "项目清单",
            "项目名称\t建设单位\t总投资（万元）\t开工日期\t备注",
            "芷若园苗圃提升工程\t区园林绿化中心\t1280.5\t2026-03-15\t含灌溉管网",
            "滨河东路雨污分流改造\t区住房和城乡建设局\t5630\t2026-05-01",
            "第三实验小学教学楼加固\t区教育局\t942.8\t2026-07-01\t暑假施工",
            "汇总",
            "投资合计（万元）\t7853.3",
            "数据截至\t2026-02-01 09:00",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cells_of_every_kind_and_far_away() {
        let text = sheet(
            "<x:row r='1'><x:c t='s'><x:v>0</x:v></x:c><x:c t='s'><x:v>1</x:v></x:c><x:c t='s'><x:v>9</x:v></x:c>\
             <x:c t='b'><x:v>1</x:v></x:c><x:c t='e'><x:v>#REF!</x:v></x:c><x:c t='str'><x:f>A1</x:f><x:v>文</x:v></x:c>\
             </x:row><x:row r='1048576'><x:c r='XFD1048576'><x:v>0.30000000000000004</x:v></x:c></x:row>",
        );
        assert_eq!(text.unwrap(), "一\n甲\t乙丙丁\tTRUE\t文\n0.3");
    }

    #[test]
    fn hidden_sheets_are_left_out_and_missing_ones_empty() {
        let book = "<workbook><sheets><sheet name='一' state='hidden'/><sheet name='二'/></sheets></workbook>";
        assert_eq!(text(&pack(&[(WORKBOOK, book.as_bytes())]), &Limits::default()).unwrap(), "二");
        assert!(matches!(text(&pack(&[("xl/a.xml", b"")]), &Limits::default()), Err(ExtractError::Malformed { .. })));
    }

    #[test]
    fn a_text_that_is_named_often_counts_as_often() {
        let strings = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(10_000));
        let rows = "<row><c t='s'><v>0</v></c></row>".repeat(1000);
        let sheet = format!("<worksheet>{rows}</worksheet>");
        let parts = [
            (WORKBOOK, ONE.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ];
        assert!(matches!(text(&pack(&parts), &Limits::default()), Err(ExtractError::TooLarge { .. })));
    }
}
