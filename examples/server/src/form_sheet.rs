//! A form as a document to print or to fill in: a table with a row for each field, and the notes below it.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Paragraph, Run, RunFonts, Table, TableAlignmentType, TableCell, TableRow, VAlignType,
    WidthType,
};
use menhu::catalog::{FormSheet, Item};

use crate::xml;

/// Font sizes, in half points.
const TITLE: usize = 36;
const TEXT: usize = 24;
const SMALL: usize = 18;
/// Widths of the columns, in twentieths of a point.
const WIDTHS: [usize; 2] = [2600, 6400];
/// Height of a row: room to write by hand.
const HEIGHT: f32 = 680.0;

/// The document (OOXML).
pub(crate) fn docx(item: &Item, sheet: &FormSheet) -> Result<Vec<u8>, String> {
    let text = |text: &str, size: usize| {
        let fonts = RunFonts::new().east_asia("宋体").ascii("Times New Roman").hi_ansi("Times New Roman");
        Run::new().add_text(xml::clean(text)).size(size).fonts(fonts)
    };
    let title = Paragraph::new().add_run(text(&item.display_title(), TITLE).bold()).align(AlignmentType::Center);
    let rows = sheet.fields.iter().map(|field| {
        let mark = if field.required { "＊" } else { "" };
        let label = Paragraph::new().add_run(text(&format!("{}{mark}", field.label), TEXT));
        let hint = Paragraph::new().add_run(text(&field.hint, SMALL).color("7F7F7F"));
        let cell = |paragraph, width| {
            TableCell::new().add_paragraph(paragraph).width(width, WidthType::Dxa).vertical_align(VAlignType::Center)
        };
        TableRow::new(vec![cell(label, WIDTHS[0]), cell(hint, WIDTHS[1])]).row_height(HEIGHT)
    });
    let table = Table::new(rows.collect()).set_grid(WIDTHS.to_vec()).align(TableAlignmentType::Center);
    let mut document = Docx::new().add_paragraph(title);
    if let Some(unit) = &item.unit {
        document = document.add_paragraph(Paragraph::new().add_run(text(&format!("受理单位：{unit}"), TEXT)));
    }
    document = document.add_table(table);
    let notes = sheet.notes.iter().enumerate().map(|(at, note)| format!("{}. {note}", at + 1));
    let mandatory = sheet.fields.iter().any(|field| field.required).then(|| "标＊的栏目必须填写。".to_owned());
    let has_notes = mandatory.is_some() || !sheet.notes.is_empty();
    if has_notes {
        document = document.add_paragraph(Paragraph::new().add_run(text("填表说明", TEXT).bold()));
    }
    for note in mandatory.into_iter().chain(notes) {
        document = document.add_paragraph(Paragraph::new().add_run(text(&note, SMALL)));
    }
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use menhu::catalog::read_item;
    use menhu::extract::{FileType, Limits, extract_text};

    use super::*;

    #[test]
    fn every_field_and_note_stands_in_the_document() {
        let line = r#"{"id":"f","kind":"form","title":"申请表 <甲>","unit":"区民政局","notes":["用黑色笔 & 正楷填写。"],
            "fields":[{"label":"姓名","hint":"与身份证一致","required":true},{"label":"电话","hint":""}]}"#;
        let item = read_item(line).unwrap();
        let document = docx(&item, &item.payload().unwrap()).unwrap();
        assert_eq!(FileType::of("a.docx", &document), FileType::Docx);
        let text = extract_text("a.docx", &document, &Limits::default()).unwrap();
        for said in [
            "申请表 <甲>",
            "受理单位：区民政局",
            "姓名＊",
            "与身份证一致",
            "电话",
            "1. 用黑色笔 & 正楷填写。",
            "必须填写",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains("电话＊"));
    }
}
