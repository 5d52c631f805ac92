//! What a file is.

use super::archive;
use super::charset;

/// What a file is, told by its content first and its name second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileType {
    /// PDF (ISO 32000).
    Pdf,
    /// A Word document of 2007 or later.
    Docx,
    /// An Excel workbook of 2007 or later.
    Xlsx,
    /// A PowerPoint presentation of 2007 or later.
    Pptx,
    /// OFD (GB/T 33190).
    Ofd,
    /// Text, with a charset of Chinese or Unicode.
    Text,
    /// A web page.
    Html,
    /// Word, Excel, PowerPoint or WPS before 2007.
    LegacyOffice,
    /// Rich Text Format.
    Rtf,
    /// PNG picture.
    Png,
    /// JPEG picture.
    Jpeg,
    /// GIF picture.
    Gif,
    /// WebP picture.
    Webp,
    /// Another ZIP archive.
    Zip,
    /// RAR archive.
    Rar,
    /// 7-Zip archive.
    SevenZip,
    /// Anything else.
    Other,
}

/// Content that begins in one way only.
const MAGIC: [(&[u8], FileType); 11] = [
    (b"%PDF-", FileType::Pdf),
    (b"\x89PNG\r\n\x1a\n", FileType::Png),
    (b"\xff\xd8\xff", FileType::Jpeg),
    (b"GIF87a", FileType::Gif),
    (b"GIF89a", FileType::Gif),
    (COMPOUND, FileType::LegacyOffice),
    (b"{\\rtf", FileType::Rtf),
    (b"Rar!\x1a\x07", FileType::Rar),
    (b"7z\xbc\xaf\x27\x1c", FileType::SevenZip),
    (b"\x1f\x8b", FileType::Other),
    (b"BZh", FileType::Other),
];

/// How compound files begin: Office files before 2007, and later ones with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How much of a file is looked at to tell text from other content.
const SAMPLE: usize = 8192;

impl FileType {
    /// Tells what a file is. A name counts only where the content can be several things: an empty file, an archive that
    /// cannot be read, text that is a page only by its name.
    ///
    /// ```
    /// # use menhu::extract::FileType;
    /// assert_eq!(FileType::of("通知.docx", b"%PDF-1.7"), FileType::Pdf);
    /// assert_eq!(FileType::of("说明.txt", "说明".as_bytes()), FileType::Text);
    /// ```
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> FileType {
        let by_name = FileType::of_name(name);
        if let Some((_, file_type)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return match file_type {
                FileType::LegacyOffice if is_locked(bytes) => {
                    by_name.filter(|t| t.is_office()).unwrap_or(FileType::Docx)
                }
                file_type => *file_type,
            };
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return FileType::Webp;
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return FileType::of_archive(&archive::peek(bytes), by_name);
        }
        let sample = &bytes[..bytes.len().min(SAMPLE)];
        // Some writers put lines of their own before the PDF.
        if sample.windows(5).take(1024).any(|window| window == b"%PDF-") {
            return FileType::Pdf;
        }
        if !charset::is_plausible(sample, matches!(by_name, Some(FileType::Text | FileType::Html))) {
            return FileType::Other;
        }
        match by_name {
            Some(FileType::Html) => FileType::Html,
            _ if is_page(sample) => FileType::Html,
            Some(FileType::Text) => FileType::Text,
            by_name if bytes.is_empty() => by_name.unwrap_or(FileType::Other),
            _ => FileType::Text,
        }
    }

    fn of_name(name: &str) -> Option<FileType> {
        Some(match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "pdf" => FileType::Pdf,
            "docx" | "docm" | "dotx" => FileType::Docx,
            "xlsx" | "xlsm" | "xltx" => FileType::Xlsx,
            "pptx" | "pptm" | "ppsx" => FileType::Pptx,
            "ofd" => FileType::Ofd,
            "txt" | "text" | "csv" | "tsv" | "md" | "log" => FileType::Text,
            "htm" | "html" | "shtml" | "xhtml" => FileType::Html,
            "doc" | "xls" | "ppt" | "wps" | "et" | "dps" => FileType::LegacyOffice,
            "rtf" => FileType::Rtf,
            "png" => FileType::Png,
            "jpg" | "jpeg" => FileType::Jpeg,
            "gif" => FileType::Gif,
            "webp" => FileType::Webp,
            "zip" => FileType::Zip,
            "rar" => FileType::Rar,
            "7z" => FileType::SevenZip,
            _ => return None,
        })
    }

    fn of_archive(names: &[String], by_name: Option<FileType>) -> FileType {
        let has = |front: &str| names.iter().any(|name| name.starts_with(front));
        match by_name {
            // Cut or damaged: its name says what it was.
            Some(file_type) if names.is_empty() && (file_type.is_office() || file_type == FileType::Ofd) => file_type,
            _ if has("ofd.xml") => FileType::Ofd,
            _ if !has("[content_types].xml") && !by_name.is_some_and(FileType::is_office) => FileType::Zip,
            _ if has("word/") => FileType::Docx,
            _ if has("xl/") => FileType::Xlsx,
            _ if has("ppt/") => FileType::Pptx,
            _ => FileType::Zip,
        }
    }

    fn is_office(self) -> bool {
        matches!(self, FileType::Docx | FileType::Xlsx | FileType::Pptx)
    }

    /// The media type to send the file with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            FileType::Pdf => "application/pdf",
            FileType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            FileType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileType::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            FileType::Ofd => "application/ofd",
            FileType::Text => "text/plain",
            FileType::Html => "text/html",
            FileType::LegacyOffice => "application/x-ole-storage",
            FileType::Rtf => "application/rtf",
            FileType::Png => "image/png",
            FileType::Jpeg => "image/jpeg",
            FileType::Gif => "image/gif",
            FileType::Webp => "image/webp",
            FileType::Zip => "application/zip",
            FileType::Rar => "application/vnd.rar",
            FileType::SevenZip => "application/x-7z-compressed",
            FileType::Other => "application/octet-stream",
        }
    }

    /// The type that has a media type, where one has.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<FileType> {
        use FileType::{
            Docx, Gif, Html, Jpeg, LegacyOffice, Ofd, Other, Pdf, Png, Pptx, Rar, Rtf, SevenZip, Text, Webp, Xlsx, Zip,
        };
        let all = [
            Pdf,
            Docx,
            Xlsx,
            Pptx,
            Ofd,
            Text,
            Html,
            LegacyOffice,
            Rtf,
            Png,
            Jpeg,
            Gif,
            Webp,
            Zip,
            Rar,
            SevenZip,
            Other,
        ];
        all.into_iter().find(|known| known.media_type() == media_type)
    }

    /// How names of such files end; not told of old Office files, which end in several ways.
    #[must_use]
    pub fn ending(self) -> Option<&'static str> {
        Some(match self {
            FileType::Pdf => "pdf",
            FileType::Docx => "docx",
            FileType::Xlsx => "xlsx",
            FileType::Pptx => "pptx",
            FileType::Ofd => "ofd",
            FileType::Text => "txt",
            FileType::Html => "html",
            FileType::Rtf => "rtf",
            FileType::Png => "png",
            FileType::Jpeg => "jpg",
            FileType::Gif => "gif",
            FileType::Webp => "webp",
            FileType::Zip => "zip",
            FileType::Rar => "rar",
            FileType::SevenZip => "7z",
            FileType::LegacyOffice | FileType::Other => return None,
        })
    }

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            FileType::Pdf => "PDF",
            FileType::Docx => "DOCX",
            FileType::Xlsx => "XLSX",
            FileType::Pptx => "PPTX",
            FileType::Ofd => "OFD",
            FileType::Text => "text",
            FileType::Html => "HTML",
            FileType::LegacyOffice => "Office 97–2003",
            FileType::Rtf => "RTF",
            FileType::Png => "PNG",
            FileType::Jpeg => "JPEG",
            FileType::Gif => "GIF",
            FileType::Webp => "WebP",
            FileType::Zip => "ZIP",
            FileType::Rar => "RAR",
            FileType::SevenZip => "7-Zip",
            FileType::Other => "unknown data",
        }
    }

    /// Whether [`extract_text`](super::extract_text) reads files of this type.
    #[must_use]
    pub fn has_text(self) -> bool {
        use FileType::{Docx, Html, Ofd, Pdf, Text, Xlsx};
        matches!(self, Pdf | Docx | Xlsx | Ofd | Text | Html)
    }
}

/// Whether the file is a later Office file with a password, which is wrapped in a compound file. Its directory names
/// what is in it, in UTF-16.
pub(super) fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(COMPOUND) && bytes.windows(name.len()).any(|window| window == name)
}

/// Whether the text begins as a web page does.
fn is_page(sample: &[u8]) -> bool {
    let text = charset::decode(sample, None);
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Comments, and the declaration of XML, may come first.
    for (begin, end) in [("<?xml", "?>"), ("<!--", "-->"), ("<!--", "-->")] {
        if let Some((_, after)) = rest.strip_prefix(begin).and_then(|rest| rest.split_once(end)) {
            rest = after.trim_start();
        }
    }
    let head: String = rest.chars().take(15).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<title", "<meta "].iter().any(|begin| head.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::archive::tests::pack;
    use super::*;

    #[test]
    fn content_comes_before_names() {
        for (name, bytes, expected) in [
            ("a.txt", b"%PDF-1.4".as_slice(), FileType::Pdf),
            ("a.txt", b"\r\n\r\n%PDF-1.4", FileType::Pdf),
            ("a.pdf", "文字".as_bytes(), FileType::Text),
            ("a.pdf", b"\x89PNG\r\n\x1a\n", FileType::Png),
            ("a", b"\xff\xd8\xff\xe0", FileType::Jpeg),
            ("a", b"GIF89a", FileType::Gif),
            ("a", b"RIFF\0\0\0\0WEBPVP8 ", FileType::Webp),
            ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ", FileType::LegacyOffice),
            ("a.txt", "\u{feff} <!-- x --><!DOCTYPE HTML>".as_bytes(), FileType::Html),
            ("a.html", b"text", FileType::Html),
            ("a.txt", b"a\0b", FileType::Other),
            ("a.txt", b"<p>", FileType::Text),
            ("a.docx", b"PK\x03\x04", FileType::Docx),
            ("a.zip", b"PK\x03\x04", FileType::Zip),
            ("a", b"", FileType::Other),
            ("a.PDF", b"", FileType::Pdf),
            ("a.txt", b"", FileType::Text),
        ] {
            assert_eq!(FileType::of(name, bytes), expected, "{name} {bytes:?}");
        }
    }

    #[test]
    fn archives_are_told_by_what_is_in_them() {
        for (name, parts, expected) in [
            ("a.zip", ["[Content_Types].xml", "word/document.xml"], FileType::Docx),
            ("a.docx", ["[Content_Types].xml", "xl/workbook.xml"], FileType::Xlsx),
            ("a.docx", ["word/document.xml", "x"], FileType::Docx),
            ("a", ["word/document.xml", "x"], FileType::Zip),
            ("a", ["OFD.xml", "Doc_0/Document.xml"], FileType::Ofd),
            ("a.docx", ["a", "b"], FileType::Zip),
            ("a", ["ppt/presentation.xml", "[Content_Types].xml"], FileType::Pptx),
        ] {
            let bytes = pack(&parts.map(|part| (part, b"x".as_slice())));
            assert_eq!(FileType::of(name, &bytes), expected, "{name} {parts:?}");
        }
    }

    #[test]
    fn every_type_has_a_media_type_and_a_label() {
        assert!(FileType::Ofd.has_text() && !FileType::Png.has_text());
        assert_eq!((FileType::Webp.media_type(), FileType::SevenZip.label()), ("image/webp", "7-Zip"));
    }

    proptest! {
        #[test]
        fn never_panics(name in ".{0,9}", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = FileType::of(&name, &bytes);
            let _ = FileType::of(&name, &[b"PK\x03\x04".as_slice(), &bytes].concat());
        }
    }
}
