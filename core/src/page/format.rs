//! The bytes that both sides agree on: the envelope of a file, numbers, names. docs/page-index.md describes all of it.
//!
//! Whatever is read here came over a network and through other people's caches: every length is checked before it is
//! believed, and memory is taken only for bytes that are there.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// Version of the format; a reader takes no other.
pub const VERSION: u8 = 3;
/// The manifest: the only file with a fixed name.
pub const MANIFEST: &str = "manifest.mhp";

/// What every file begins with.
const MAGIC: &[u8; 3] = b"MHP";
/// Magic, kind, version, unpacked length, checksum.
const HEADER: usize = 3 + 1 + 1 + 4 + 4;
/// Largest unpacked file. The largest that the builder makes are the manifest and the table of documents.
const LARGEST: usize = 64 << 20;
/// Chunks of terms or of entries in a group, at most.
pub(crate) const GROUP: usize = 64;
/// More chunks than this are not believed: the first text of each takes memory.
pub(crate) const MOST_CHUNKS: usize = 1 << 20;
/// Bytes of a hash in a name.
pub(crate) const HASH_BYTES: usize = 6;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum FileKind {
    Manifest = b'M',
    Terms = b'T',
    Positions = b'X',
    Documents = b'D',
    Field = b'V',
    Script = b'S',
    Sounds = b'P',
    Fragment = b'F',
    Root = b'R',
    Guide = b'G',
    Entries = b'E',
    Links = b'L',
    List = b'C',
    Wording = b'W',
    Pairs = b'Y',
    Letters = b'Z',
    Dictionary = b'B',
}

/// Why a page index cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageError {
    /// No file of a page index, or another one than expected (a server's page for what it does not have, say).
    NotThisFile,
    /// Written by another version of Menhu.
    Version(u8),
    /// Bytes are missing or were changed.
    Damaged,
    /// The file is whole, and what it says cannot be.
    Malformed,
    /// The request names a field that the index does not have.
    UnknownField,
    /// The index was made without this.
    NotIncluded,
    /// No document has this id.
    UnknownId,
    /// There is no list of this name.
    UnknownList,
}

impl PageError {
    /// A name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            PageError::NotThisFile => "not_this_file",
            PageError::Version(_) => "version",
            PageError::Damaged => "damaged",
            PageError::Malformed => "malformed",
            PageError::UnknownField => "unknown_field",
            PageError::NotIncluded => "not_included",
            PageError::UnknownId => "unknown_id",
            PageError::UnknownList => "unknown_list",
        }
    }
}

// By hand, without arguments: a derived text would bring the formatting of numbers into the browser.
impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PageError::NotThisFile => "this is not the file of a page index that was asked for",
            PageError::Version(_) => "the page index was written by another version of Menhu; export it again",
            PageError::Damaged => "a file of the page index is damaged; upload the folder again",
            PageError::Malformed => "a file of the page index contradicts itself; export it again",
            PageError::UnknownField => "the page index has no such field",
            PageError::NotIncluded => {
                "the page index was made without this; export it with what else a page may ask for"
            }
            PageError::UnknownId => "the page index has no document with this id",
            PageError::UnknownList => "there is no list of this name",
        })
    }
}

impl std::error::Error for PageError {}

/// FNV-1a with a last mixing step: names and checksums. It guards against mistakes, not against forgery, for which
/// whoever can write to the server needs no index.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The hash that names a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileHash(pub(crate) [u8; HASH_BYTES]);

impl FileHash {
    pub(crate) fn of(bytes: &[u8]) -> FileHash {
        let mut short = [0; HASH_BYTES];
        short.copy_from_slice(&hash(bytes).to_le_bytes()[..HASH_BYTES]);
        FileHash(short)
    }

    fn push_hex(self, out: &mut String) {
        for byte in self.0 {
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
            }
        }
    }

    /// The file of this content.
    pub(crate) fn file(self) -> String {
        let mut name = String::with_capacity(16);
        self.push_hex(&mut name);
        name.push_str(".mhp");
        name
    }

    /// File number `at` of the group with this hash.
    pub(crate) fn member(self, at: u32) -> String {
        let mut name = String::from("f/");
        self.push_hex(&mut name);
        name.push('/');
        push_number(&mut name, at);
        name.push_str(".mhp");
        name
    }
}

/// Files that are named by their groups.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    files: usize,
    names: Vec<FileHash>,
}

impl Groups {
    /// The names of the groups of so many files.
    pub(crate) fn read(files: usize, input: &mut In<'_>) -> Result<Groups, PageError> {
        let mut names = Vec::new();
        for _ in 0..files.div_ceil(GROUP) {
            names.push(input.file_hash()?);
        }
        Ok(Groups { files, names })
    }

    /// The name of file number `at`, if there is one.
    pub(crate) fn file(&self, at: usize) -> Option<String> {
        self.names.get(at / GROUP).filter(|_| at < self.files).map(|group| group.member((at % GROUP) as u32))
    }
}

/// Decimal digits, without the machinery of `format!`.
pub(crate) fn push_number(out: &mut String, number: u32) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Opens a file: checks all of the envelope and gives what it holds.
pub(crate) fn unpack(file: &[u8]) -> Result<(u8, Vec<u8>), PageError> {
    let header = file.get(..HEADER).ok_or(PageError::NotThisFile)?;
    if &header[..3] != MAGIC {
        return Err(PageError::NotThisFile);
    }
    if header[4] != VERSION {
        return Err(PageError::Version(header[4]));
    }
    let number = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (length, sum) = (number(5) as usize, number(9));
    let packed = &file[HEADER..];
    if hash(packed) as u32 != sum {
        return Err(PageError::Damaged);
    }
    if length > LARGEST {
        return Err(PageError::Malformed);
    }
    let payload = decompress_to_vec_with_limit(packed, length).map_err(|_| PageError::Damaged)?;
    if payload.len() != length {
        return Err(PageError::Malformed);
    }
    Ok((header[3], payload))
}

/// Closes a file.
pub(crate) fn pack(kind: FileKind, payload: &[u8]) -> Vec<u8> {
    const LEVEL: u8 = 9;
    let packed = miniz_oxide::deflate::compress_to_vec(payload, LEVEL);
    let mut file = Vec::with_capacity(HEADER + packed.len());
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&[kind as u8, VERSION]);
    file.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    file.extend_from_slice(&(hash(&packed) as u32).to_le_bytes());
    file.extend_from_slice(&packed);
    file
}

/// Writes numbers and texts.
#[derive(Debug, Default, Clone)]
pub(crate) struct Out(pub(crate) Vec<u8>);

impl Out {
    /// Seven bits a byte, the lowest first, the high bit set on all but the last.
    pub(crate) fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The name of a file that may be missing.
    pub(crate) fn maybe_hash(&mut self, name: Option<FileHash>) {
        self.0.push(u8::from(name.is_some()));
        self.0.extend(name.iter().flat_map(|name| name.0));
    }

    /// A text of a sorted list: the number of characters it shares with the one before, and the rest.
    pub(crate) fn after(&mut self, before: &str, text: &str) {
        let shared = before.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
        self.number(shared as u32);
        let rest: String = text.chars().skip(shared).collect();
        self.text(&rest);
    }
}

/// Reads what [`Out`] wrote, or anything else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct In<'a>(pub(crate) &'a [u8]);

impl<'a> In<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, PageError> {
        let (first, rest) = self.0.split_first().ok_or(PageError::Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(crate) fn number(&mut self) -> Result<u32, PageError> {
        let mut number = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return u32::try_from(number).map_err(|_| PageError::Malformed);
            }
        }
        Err(PageError::Malformed)
    }

    /// A number of things that follow, each of at least one byte: never more than there are bytes.
    pub(crate) fn count(&mut self) -> Result<usize, PageError> {
        let count = self.number()? as usize;
        if count > self.0.len() { Err(PageError::Malformed) } else { Ok(count) }
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'a [u8], PageError> {
        let bytes = self.0.get(..length).ok_or(PageError::Malformed)?;
        self.0 = &self.0[length..];
        Ok(bytes)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, PageError> {
        let length = self.number()? as usize;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| PageError::Malformed)
    }

    pub(crate) fn file_hash(&mut self) -> Result<FileHash, PageError> {
        let mut hash = [0; HASH_BYTES];
        hash.copy_from_slice(self.bytes(HASH_BYTES)?);
        Ok(FileHash(hash))
    }

    /// The name of a file that may be missing: a byte that says whether it follows.
    pub(crate) fn maybe_hash(&mut self) -> Result<Option<FileHash>, PageError> {
        match self.byte()? {
            0 => Ok(None),
            1 => self.file_hash().map(Some),
            _ => Err(PageError::Malformed),
        }
    }

    /// The next text of a sorted list, in place of the one before.
    pub(crate) fn after(&mut self, text: &mut Vec<char>) -> Result<(), PageError> {
        let shared = self.number()? as usize;
        if shared > text.len() {
            return Err(PageError::Malformed);
        }
        text.truncate(shared);
        text.extend(self.text()?.chars());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_envelope_is_opened_only_whole() {
        let file = pack(FileKind::Terms, "公积金".repeat(100).as_bytes());
        assert_eq!(unpack(&file), Ok((b'T', "公积金".repeat(100).into_bytes())));
        assert_eq!(unpack(b"<!doctype html>"), Err(PageError::NotThisFile));
        assert_eq!(unpack(&file[..8]), Err(PageError::NotThisFile));
        assert_eq!(unpack(&file[..file.len() - 1]), Err(PageError::Damaged));
        let mut other = file.clone();
        other[4] = 9;
        assert_eq!(unpack(&other), Err(PageError::Version(9)));
        other = file.clone();
        other[5] ^= 1;
        assert!(unpack(&other).is_err());
        for at in HEADER..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x10;
            assert_eq!(unpack(&changed), Err(PageError::Damaged));
        }
    }

    #[test]
    fn names_are_hexadecimal() {
        let hash = FileHash([0x0a, 0xff, 0, 1, 2, 0x30]);
        assert_eq!(hash.file(), "0aff00010230.mhp");
        assert_eq!(hash.member(107), "f/0aff00010230/107.mhp");
    }

    proptest! {
        #[test]
        fn numbers_and_sorted_texts_come_back(numbers in proptest::collection::vec(any::<u32>(), 0..20), mut words in proptest::collection::vec("[税务局a-c]{1,6}", 0..20)) {
            let mut out = Out::default();
            words.sort();
            for number in &numbers { out.number(*number); }
            let mut last = "";
            for word in &words { out.after(last, word); last = word; }
            let mut input = In(&out.0);
            for number in numbers { prop_assert_eq!(input.number(), Ok(number)); }
            let mut text = Vec::new();
            for word in words {
                input.after(&mut text).unwrap();
                prop_assert_eq!(text.iter().collect::<String>(), word);
            }
            prop_assert!(input.is_empty());
        }

        #[test]
        fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = unpack(&bytes);
            let mut input = In(&bytes);
            while input.number().is_ok() && input.after(&mut Vec::new()).is_ok() {}
        }
    }
}
