//! ZIP archives, the shell of DOCX, XLSX and OFD: parts by their names, never more unpacked than allowed.
//!
//! A small archive can claim little and unpack to terabytes, or claim terabytes and hold nothing. So the sizes that are
//! declared are checked before anything is unpacked, and what is really unpacked is counted as well. Archives within
//! archives are parts like any other, and are not opened.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::Budget;
use super::{ExtractError, FileType, Limits};

/// The signature of an entry in an archive's directory.
const ENTRY: [u8; 4] = *b"PK\x01\x02";

/// An archive whose parts are unpacked one by one.
pub(super) struct Archive<'a> {
    file_type: FileType,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Numbers of the parts by their names in lower case: writers do not agree on case, and readers must not care.
    parts: HashMap<String, usize>,
    budget: Budget,
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive.
    pub(super) fn open(file_type: FileType, bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, ExtractError> {
        // Counted before the directory is read, since reading it takes memory for every entry.
        if entries(bytes, limits.entries) > limits.entries {
            let limit = limits.entries as u64;
            return Err(ExtractError::TooLarge { what: "the number of entries in the file", limit });
        }
        let malformed = |error: &ZipError| ExtractError::malformed(file_type.label(), error);
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| malformed(&error))?;
        let budget = Budget::new(limits);
        let (mut parts, mut declared) = (HashMap::new(), 0u64);
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(|error| malformed(&error))?;
            if entry.encrypted() {
                return Err(ExtractError::Encrypted { file_type });
            }
            declared = declared.saturating_add(entry.size());
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_lowercase();
            // Of two with one name the first counts, for whoever looks at the file and for us.
            parts.entry(name.trim_start_matches('/').to_owned()).or_insert(at);
        }
        if declared > limits.unpacked_bytes {
            return Err(budget.exceeded());
        }
        Ok(Archive { file_type, zip, parts, budget })
    }

    /// Names of the parts, in lower case and in order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.parts.keys().cloned().collect();
        names.sort_by_key(|name| (name.len(), name.clone()));
        names
    }

    /// Unpacks a part that must be there.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, ExtractError> {
        let label = self.file_type.label();
        self.find(name)?.ok_or_else(|| ExtractError::malformed(label, format!("it has no part `{name}`")))
    }

    /// Unpacks a part, where there is one of that name.
    pub(super) fn find(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let Some(at) = self.parts.get(&name.to_lowercase()).copied() else { return Ok(None) };
        let entry = self.zip.by_index(at).map_err(|error| ExtractError::malformed(name, error))?;
        let left = self.budget.left();
        let mut bytes = Vec::new();
        // One byte more than allowed tells a part that is just as large as allowed from one that is larger.
        let read = entry.take(left.saturating_add(1)).read_to_end(&mut bytes);
        self.budget.take(bytes.len() as u64)?;
        read.map_err(|error| ExtractError::malformed(name, error))?;
        Ok(Some(bytes))
    }
}

/// Names of the first parts of an archive, for telling what it is; none where it cannot be read.
pub(super) fn peek(bytes: &[u8]) -> Vec<String> {
    const ENOUGH: usize = 10_000;
    if entries(bytes, ENOUGH) > ENOUGH {
        return Vec::new();
    }
    let Ok(zip) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let names = zip.file_names_raw().map(|name| String::from_utf8_lossy(name).replace('\\', "/").to_lowercase());
    names.map(|name| name.trim_start_matches('/').to_owned()).collect()
}

/// The path that a part gives to another: from the root of the archive, or from the folder of the part itself.
pub(super) fn resolve(base: &str, path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let folder = if path.starts_with('/') { "" } else { base.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// How many entries the directory seems to have, up to one more than `limit`. What is packed may look like one by
/// chance, once in four thousand million bytes.
fn entries(bytes: &[u8], limit: usize) -> usize {
    bytes.windows(ENTRY.len()).filter(|window| *window == ENTRY).take(limit.saturating_add(1)).count()
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;
    use std::time::Instant;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of these parts.
    pub(in crate::extract) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// An archive whose one part unpacks to a thousand million zeros.
    pub(in crate::extract) fn bomb(name: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..1 << 10 {
            zip.write_all(&zeros).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Archive<'a>, ExtractError> {
        Archive::open(FileType::Docx, bytes, limits)
    }

    #[test]
    fn parts_are_found_by_name_whatever_its_case() {
        let bytes = pack(&[("Word\\Document.xml", b"1"), ("/b.xml", b"2")]);
        let mut archive = open(&bytes, &Limits::default()).unwrap();
        assert_eq!(archive.names(), ["b.xml", "word/document.xml"]);
        assert_eq!(
            (archive.part("word/document.xml").unwrap(), archive.find("B.xml").unwrap()),
            (vec![49], Some(vec![50]))
        );
        assert_eq!(archive.find("c.xml").unwrap(), None);
        assert!(archive.part("c.xml").unwrap_err().to_string().contains("it has no part `c.xml`"));
        assert_eq!(peek(&bytes), ["word/document.xml", "b.xml"]);
    }

    #[test]
    fn bombs_are_refused_quickly_whatever_they_declare() {
        let mut bytes = bomb("a");
        let begin = Instant::now();
        let too_large = |error: ExtractError| matches!(error, ExtractError::TooLarge { limit: 0x1000_0000, .. });
        assert!(too_large(open(&bytes, &Limits::default()).err().unwrap()));
        // The same, with a small size declared in the directory and before the part.
        for at in
            (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(&(1u32 << 30).to_le_bytes())).collect::<Vec<_>>()
        {
            bytes[at..at + 4].copy_from_slice(&9u32.to_le_bytes());
        }
        let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
        let error = open(&bytes, &limits).unwrap().part("a").unwrap_err();
        assert!(matches!(error, ExtractError::TooLarge { .. } | ExtractError::Malformed { .. }), "{error}");
        assert!(begin.elapsed().as_secs() < 5);
    }

    #[test]
    fn what_all_parts_unpack_to_is_counted_together() {
        let bytes = pack(&[("a", &[0; 600]), ("b", &[0; 600])]);
        let limits = Limits { unpacked_bytes: 1200, ..Limits::default() };
        let mut archive = open(&bytes, &limits).unwrap();
        assert_eq!(archive.part("a").unwrap().len() + archive.part("b").unwrap().len(), 1200);
        assert!(matches!(archive.part("a"), Err(ExtractError::TooLarge { .. })));
        assert!(open(&bytes, &Limits { unpacked_bytes: 1199, ..limits }).is_err());
        let error = open(&bytes, &Limits { entries: 1, ..Limits::default() }).err().unwrap();
        assert_eq!(error, ExtractError::TooLarge { what: "the number of entries in the file", limit: 1 });
    }

    #[test]
    fn paths_are_absolute_or_relative() {
        for (base, path, expected) in [
            ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Document.xml"),
            ("Doc_0/Document.xml", "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"),
            ("Doc_0/Document.xml", "/Doc_0/Pages/1.xml", "Doc_0/Pages/1.xml"),
            ("xl/worksheets/a.xml", "../styles.xml", "xl/styles.xml"),
            ("a.xml", "../../b.xml", "b.xml"),
            ("a/b.xml", ".\\c.xml", "a/c.xml"),
        ] {
            assert_eq!(resolve(base, path), expected);
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0..200usize, byte: u8) {
            let _ = open(&bytes, &Limits::default());
            let mut bytes = pack(&[("a", b"text"), ("b", b"more text")]);
            let at = at % bytes.len();
            bytes[at] = byte;
            peek(&bytes);
            if let Ok(mut archive) = open(&bytes, &Limits::default()) {
                let _ = (archive.find("a"), archive.find("b"));
            }
            let _ = open(&bytes[..at], &Limits::default());
        }
    }
}
