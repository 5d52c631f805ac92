//! Text of attached files: bytes in, paragraphs out.
//!
//! | type | what is read |
//! |---|---|
//! | PDF | text as it is drawn, lines joined to paragraphs |
//! | DOCX | headers, the document, notes, footers; no deleted text, no comments |
//! | XLSX | sheets that show: name, rows; dates as `2026-03-15` |
//! | OFD | text objects of all pages, lines joined to paragraphs |
//! | text, HTML | what shows, whatever the charset |
//!
//! This room opens no files and knows nothing of items. It trusts nothing that it is given: see [`Limits`].

mod archive;
pub(crate) mod charset;
mod docx;
mod error;
mod file_type;
pub(crate) mod html;
mod layout;
mod limits;
mod ofd;
mod pdf;
mod plain;
pub(crate) mod sink;
mod xlsx;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::ExtractError;
pub use file_type::FileType;
pub use limits::Limits;

/// Text in whatever charset: UTF-8 or UTF-16 with a mark, UTF-8, GB 18030, Big5.
///
/// ```
/// assert_eq!(menhu::extract::decode(&[0xd6, 0xd0, 0xce, 0xc4, b',', 0xb1, 0xea, 0xcc, 0xe2]), "中文,标题");
/// ```
#[must_use]
pub fn decode(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    charset::decode(bytes, None)
}

/// The name of the charset by which [`decode`] reads the bytes, as the web knows it: `UTF-8`, `gb18030`.
#[must_use]
pub fn charset_of(bytes: &[u8]) -> &'static str {
    charset::name(bytes)
}

/// As [`decode`], of texts in which nothing may be guessed at: UTF-8 or UTF-16 with a mark, UTF-8, GB 18030.
///
/// # Errors
/// The place of the first byte that is not understood.
pub fn decode_exactly(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, usize> {
    charset::decode_exactly(bytes)
}

/// The text of a file: paragraphs separated by `\n`, in the order of reading, without control characters and needless
/// blanks. In rows of tables `\t` stands between cells.
///
/// A panic within a parser becomes an error. What catches it needs panics that unwind, and does not keep the panic's
/// message from being printed. A parser that runs out of memory or of its stack ends the process all the same: files of
/// strangers are best read in a process of their own, whose memory and time are limited. Objects of a PDF take up to
/// about forty times their size.
///
/// ```
/// use menhu::extract::{Limits, extract_text};
///
/// let page = "<title>公告</title><p>索道票价\n听证会</p><script>x()</script>";
/// assert_eq!(extract_text("a.html", page.as_bytes(), &Limits::default())?, "公告\n索道票价听证会");
/// # Ok::<(), menhu::extract::ExtractError>(())
/// ```
///
/// # Errors
/// [`ExtractError`] says why there is no text: another type, a limit, a password, damage, or none in it.
pub fn extract_text(name: &str, bytes: &[u8], limits: &Limits) -> Result<String, ExtractError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(ExtractError::TooLarge { what: "the file, in bytes,", limit: limits.file_bytes });
    }
    let file_type = FileType::of(name, bytes);
    if bytes.is_empty() {
        return Err(ExtractError::NoText { file_type, reason: "it is empty; attach it again" });
    }
    if file_type::is_locked(bytes) {
        return Err(ExtractError::Encrypted { file_type });
    }
    let read = match file_type {
        FileType::Pdf => pdf::text,
        FileType::Docx => docx::text,
        FileType::Xlsx => xlsx::text,
        FileType::Ofd => ofd::text,
        FileType::Text => plain::text,
        FileType::Html => html::text,
        _ => {
            let name = name.chars().filter(|c| !c.is_control()).take(100).collect();
            return Err(ExtractError::UnsupportedType { name, file_type });
        }
    };
    // Nothing is shared with the parser but what it only reads, so nothing is left half done.
    let text = catch_unwind(AssertUnwindSafe(|| read(bytes, limits))).unwrap_or_else(|panic| {
        let reason = "its parser gave up on it";
        Err(panic
            .downcast::<ExtractError>()
            .map_or_else(|_| ExtractError::malformed(file_type.label(), reason), |e| *e))
    })?;
    if text.is_empty() {
        let reason = match file_type {
            FileType::Pdf => {
                "it may be a scan, or name its characters by numbers of its own; attach a text form as well"
            }
            _ => "it has none but blanks; attach a file with text",
        };
        return Err(ExtractError::NoText { file_type, reason });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    const SAMPLES: [(&str, &[u8], &str); 6] = [
        ("sample.pdf", include_bytes!("fixtures/sample.pdf"), "霁月亭灯会"),
        ("sample.ofd", include_bytes!("fixtures/sample.ofd"), "栖梧湾栈道"),
        ("sample.docx", include_bytes!("fixtures/sample.docx"), "澜汐桥匝道"),
        ("sample.xlsx", include_bytes!("fixtures/sample.xlsx"), "芷若园苗圃"),
        ("sample.txt", include_bytes!("fixtures/sample.txt"), "漪澜渡轮渡"),
        ("sample.html", include_bytes!("fixtures/sample.html"), "峥嵘岭索道"),
    ];

    fn extract(name: &str, bytes: &[u8]) -> Result<String, ExtractError> {
        extract_text(name, bytes, &Limits::default())
    }

    #[test]
    fn every_sample_holds_its_word_and_no_other() {
        for (name, bytes, _) in SAMPLES {
            let text = extract(name, bytes).unwrap();
            let words = SAMPLES.iter().map(|(other, _, word)| (name == *other, text.contains(word)));
            assert!(words.into_iter().all(|(is_own, is_held)| is_own == is_held), "{name}: {text}");
            assert!(text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t')), "{name}");
            assert!(text.len() < 60_000 && bytes.len() < 60_000);
        }
    }

    #[test]
    fn names_do_not_matter() {
        for (name, bytes, word) in SAMPLES {
            for other in ["a.docx", "a.pdf", "a.zip", "a"] {
                assert!(extract(other, bytes).unwrap().contains(word), "{name} as {other}");
            }
        }
    }

    #[test]
    fn files_without_text_say_so() {
        for name in ["a.txt", "a.pdf", "a.docx", "a"] {
            assert!(matches!(extract(name, b""), Err(ExtractError::NoText { .. })), "{name}");
        }
        assert!(matches!(extract("a.txt", b" \r\n"), Err(ExtractError::NoText { file_type: FileType::Text, .. })));
        let error = extract("照片.png", b"\x89PNG\r\n\x1a\n").unwrap_err();
        assert!(matches!(error, ExtractError::UnsupportedType { file_type: FileType::Png, .. }));
    }

    #[test]
    fn limits_are_kept() {
        for (name, bytes, _) in SAMPLES {
            let size = bytes.len() as u64;
            for limits in
                [Limits { file_bytes: size - 1, ..Limits::default() }, Limits { text_bytes: 50, ..Limits::default() }]
            {
                assert!(matches!(extract_text(name, bytes, &limits), Err(ExtractError::TooLarge { .. })), "{name}");
            }
            assert!(extract_text(name, bytes, &Limits { file_bytes: size, ..Limits::default() }).is_ok());
        }
        for (name, bytes, _) in &SAMPLES[..4] {
            let limits = Limits { unpacked_bytes: 1000, ..Limits::default() };
            assert!(matches!(extract_text(name, bytes, &limits), Err(ExtractError::TooLarge { .. })), "{name}");
        }
    }

    #[test]
    fn bombs_are_refused_quickly() {
        let bytes = archive::tests::bomb("word/document.xml");
        let begin = Instant::now();
        assert!(bytes.len() < 2 << 20);
        assert!(matches!(extract("a.docx", &bytes), Err(ExtractError::TooLarge { .. })));
        assert!(begin.elapsed().as_millis() < 1000);
    }

    #[test]
    fn locked_office_files_are_told() {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &name].concat();
        assert_eq!(extract("a.xlsx", &bytes), Err(ExtractError::Encrypted { file_type: FileType::Xlsx }));
    }

    #[test]
    fn what_is_cut_is_an_error_or_text() {
        for (name, bytes, _) in SAMPLES {
            for cut in (0..bytes.len()).step_by(bytes.len() / 20 + 1) {
                if let Err(error) = extract(name, &bytes[..cut]) {
                    let is_expected = matches!(error, ExtractError::Malformed { .. } | ExtractError::NoText { .. });
                    assert!(is_expected, "{name} cut at {cut}: {error}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn never_panics(at in 0..SAMPLES.len(), changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6)) {
            let (name, bytes, _) = SAMPLES[at];
            let mut bytes = bytes.to_vec();
            for (place, byte) in changes {
                let place = place % bytes.len();
                bytes[place] = byte;
            }
            let _ = extract(name, &bytes);
        }

        #[test]
        fn never_panics_on_anything(name in "[a-z.]{0,9}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = extract(&name, &bytes);
        }
    }
}
