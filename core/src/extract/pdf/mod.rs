//! PDF (ISO 32000): text as it is drawn on the pages, put together to lines and paragraphs.
//!
//! `lopdf` reads the objects. What they say is read here, since it must be bounded (a map from codes to characters can
//! name four thousand million codes in a few bytes) and since Chinese files need more than it knows: maps of GBK and
//! Big5, columns, and paragraphs without blanks at every line's end.

mod cmap;
mod document;
mod encoding;
mod font;
mod page;
mod radicals;
mod state;

use super::sink::Sink;
use super::{ExtractError, Limits, layout};
use document::Source;

/// The text of a PDF file.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    let source = Source::load(bytes, limits)?;
    let pages = page::runs(&source, limits)?;
    let mut sink = Sink::new(limits);
    layout::write(pages, &mut sink)?;
    Ok(sink.finish())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use lopdf::content::{Content, Operation};
    use lopdf::{Document, Object, Stream, StringFormat, dictionary};

    use super::super::{FileType, extract_text};
    use super::*;

    /// A file of one page: fonts by name, and what is drawn.
    fn file(fonts: Vec<(&str, lopdf::Dictionary)>, content: Vec<u8>, compress: bool) -> Document {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let mut all = lopdf::Dictionary::new();
        for (name, font) in fonts {
            all.set(name, document.add_object(font));
        }
        let mut stream = Stream::new(lopdf::Dictionary::new(), content);
        if compress {
            stream.compress().unwrap();
        }
        let content = document.add_object(stream);
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => dictionary! { "Font" => all },
        });
        let kids: Vec<Object> = vec![page.into()];
        document.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        document
    }

    fn saved(mut document: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    /// A page with a string in a font with a predefined map.
    fn predefined(encoding: &str, code: &[u8]) -> String {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => encoding };
        let string = Object::String(code.to_vec(), StringFormat::Hexadecimal);
        let operations = vec![
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), 12.into()]),
            Operation::new("Td", vec![72.into(), 700.into()]),
            Operation::new("Tj", vec![string]),
            Operation::new("ET", vec![]),
        ];
        let content = Content { operations }.encode().unwrap();
        text(&saved(file(vec![("F1", font)], content, false)), &Limits::default()).unwrap()
    }

    fn drawn(content: &str) -> String {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        text(&saved(file(vec![("F1", font)], content.as_bytes().to_vec(), true)), &Limits::default()).unwrap()
    }

    #[test]
    fn the_sample_is_read_in_full() {
        let text = text(include_bytes!("../fixtures/sample.pdf"), &Limits::default()).unwrap();
        let script = include_str!("../fixtures/make.py");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 14, "{text}");
        assert_eq!(lines[0], "示范区文化和旅游局关于举办2026年霁月亭灯会的通知");
        assert_eq!(lines[1], "示文旅发〔2026〕12号");
        assert_eq!(&lines[12..], ["示范区文化和旅游局", "2026年1月15日"]);
        // Every paragraph is whole, as the script has it between quotes that end where its own lines do.
        let script: String = script.split("\"\n          \"").collect();
        for line in lines {
            assert!(script.contains(&format!("\"{line}\"")), "{line}");
        }
    }

    #[test]
    fn predefined_maps_are_read() {
        let utf16: Vec<u8> = "灯会𠮷".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(predefined("UniGB-UTF16-H", &utf16), "灯会𠮷");
        assert_eq!(predefined("UniGB-UCS2-H", &utf16[..4]), "灯会");
        assert_eq!(predefined("GBK-EUC-H", &encoding_rs::GBK.encode("灯会A喆").0), "灯会A喆");
        assert_eq!(predefined("GBK2K-V", &encoding_rs::GB18030.encode("灯𠮷会").0), "灯𠮷会");
        assert_eq!(predefined("ETen-B5-H", &encoding_rs::BIG5.encode("燈會").0), "燈會");
    }

    #[test]
    fn words_and_lines_are_told_by_their_places() {
        let text = drawn(
            "BT /F1 10 Tf 1 0 0 1 50 700 Tm [(Hel) 20 (lo) -300 (World)] TJ 0 -50 Td (next) Tj 12 TL (after) ' T* \
             2 0 0 2 50 500 Tm (big) Tj ET q 1 0 0 1 0 -100 cm BT /F1 10 Tf 50 500 Td (\\(moved\\)) Tj ET Q",
        );
        assert_eq!(text, "Hello World\nnext\nafter\nbig\n(moved)");
    }

    #[test]
    fn actual_text_stands_for_what_is_drawn() {
        let text =
            drawn("BT /F1 10 Tf 50 700 Td /Span <</ActualText <FEFF706F4F1A>>> BDC (xx) Tj (yy) Tj EMC (z) Tj ET");
        assert_eq!(text, "灯会z");
    }

    #[test]
    fn a_file_without_text_or_with_a_password_says_so() {
        let scan = saved(file(vec![], b"0 0 100 100 re f".to_vec(), true));
        let error = extract_text("a.pdf", &scan, &Limits::default()).unwrap_err();
        assert!(matches!(error, ExtractError::NoText { file_type: FileType::Pdf, .. }));
        let mut locked = file(vec![], Vec::new(), false);
        locked.trailer.set(
            "Encrypt",
            dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2, "P" => -4,
            "O" => Object::string_literal(vec![0; 32]), "U" => Object::string_literal(vec![0; 32]) },
        );
        locked.trailer.set("ID", vec![Object::string_literal("1"), Object::string_literal("1")]);
        let error = extract_text("a.pdf", &saved(locked), &Limits::default()).unwrap_err();
        assert_eq!(error, ExtractError::Encrypted { file_type: FileType::Pdf });
    }

    #[test]
    fn bombs_are_refused_quickly() {
        let begin = Instant::now();
        let limits = Limits { unpacked_bytes: 4 << 20, ..Limits::default() };
        let bytes = saved(file(vec![], vec![b' '; 100 << 20], true));
        assert!(bytes.len() < 1 << 20);
        assert!(matches!(text(&bytes, &limits), Err(ExtractError::TooLarge { .. })));
        // A form that draws itself twice, and its like.
        let mut document = file(vec![], b"/X Do /X Do".to_vec(), false);
        let form = document.new_object_id();
        let resources = dictionary! { "XObject" => dictionary! { "X" => form } };
        let dict = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => resources.clone() };
        document.objects.insert(form, Stream::new(dict, b"/X Do /X Do /X Do".to_vec()).into());
        for object in document.objects.values_mut() {
            if let Ok(page) = object.as_dict_mut()
                && page.has_type(b"Page")
            {
                page.set("Resources", resources.clone());
            }
        }
        let _ = text(&saved(document), &limits);
        assert!(begin.elapsed().as_secs() < 20);
    }

    #[test]
    fn a_map_of_all_codes_costs_nothing() {
        let map =
            b"begincodespacerange <00000000> <ffffffff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041> \
                    endbfrange"
                .to_vec();
        let mut document = file(vec![], b"BT /F 9 Tf (\\000\\000\\000\\001) Tj ET".to_vec(), false);
        let map = document.add_object(Stream::new(lopdf::Dictionary::new(), map));
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "Encoding" => "Identity-H", "ToUnicode" => map,
        });
        for object in document.objects.values_mut() {
            if let Ok(page) = object.as_dict_mut()
                && page.has_type(b"Page")
            {
                page.set("Resources", dictionary! { "Font" => dictionary! { "F" => font } });
            }
        }
        let begin = Instant::now();
        let _ = text(&saved(document), &Limits::default());
        assert!(begin.elapsed().as_secs() < 5);
    }
}
