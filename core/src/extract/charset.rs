//! Bytes to text: what a file says of its charset, and what its bytes say.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

/// How many bytes are enough to tell a charset.
const SAMPLE: usize = 1 << 20;

/// Decodes the bytes by their byte order mark, else as the charset that the file itself names, else as what they look
/// like. What does not fit becomes U+FFFD.
pub(crate) fn decode<'a>(bytes: &'a [u8], named: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    // Pages that say gb2312 are UTF-8 often enough, and nothing else is valid UTF-8 by chance.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    // One broken character does not make another charset of it.
    if is_nearly_utf8(bytes) {
        return String::from_utf8_lossy(bytes);
    }
    let named = named.and_then(|name| Encoding::for_label(name.trim().as_bytes())).map(widest);
    let encoding = named.filter(|encoding| is_likely(encoding, bytes)).unwrap_or_else(|| detect(bytes));
    encoding.decode_without_bom_handling(bytes).0
}

/// Whether a charset may be what the bytes are in, as the file says. What nobody writes Chinese in is the word of a
/// template that nobody has changed (iso-8859-1); every byte would be a letter of it.
fn is_likely(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    /// Statistics know little of texts that are shorter, in bytes that are not ASCII.
    const LONG: usize = 60;
    const GOOD_FOR_BAD: usize = 50;
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let foreign = sample.iter().filter(|byte| !byte.is_ascii()).count();
    let is_clean = || errors(encoding, sample) <= 1 + foreign / GOOD_FOR_BAD;
    // Most of GB 2312 is also something in Big5.
    encoding == GB18030 && is_clean() || encoding == BIG5 && is_clean() && (foreign < LONG || guess(sample) == BIG5)
}

/// The name of the charset by which the bytes are read, as the web knows it.
pub(super) fn name(bytes: &[u8]) -> &'static str {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_utf8 = || std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true);
    match Encoding::for_bom(sample) {
        Some((encoding, _)) => encoding.name(),
        None if is_utf8() || is_nearly_utf8(sample) => UTF_8.name(),
        None => detect(sample).name(),
    }
}

/// Text of which every byte is understood: UTF-8 or UTF-16 with a mark, UTF-8, GB 18030; or the place of the first byte that
/// is not.
pub(super) fn decode_exactly(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    let broken = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => {
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[length..]);
            return text.ok_or(length);
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(Cow::Borrowed(text)),
            Err(error) => error.valid_up_to(),
        },
    };
    if is_nearly_utf8(bytes) {
        return Err(broken);
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(broken)
}

/// Whether the bytes are UTF-8 but for a few: characters of several bytes are rarely well-formed by chance.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    const GOOD_FOR_BAD: usize = 10;
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > GOOD_FOR_BAD * bad
}

/// Whether the bytes can be text in a charset of Chinese, or in UTF-8 or UTF-16 with a byte order mark. The end may be
/// cut in the middle of a character. Where the file's name says that it is text, some damage is put up with.
pub(super) fn is_plausible(bytes: &[u8], is_named_so: bool) -> bool {
    if Encoding::for_bom(bytes).is_some() {
        return true;
    }
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let controls = bytes.iter().filter(is_control).count();
    if is_named_so {
        return controls <= bytes.len() / 50 && !bytes.contains(&0);
    }
    let is_utf8 = std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    controls == 0 && (is_utf8 || [GB18030, BIG5].iter().any(|encoding| errors(encoding, bytes) <= 1))
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let guess = guess(sample);
    // Statistics know little of short texts; here they nearly always are GB18030, and Big5 next.
    let best = [GB18030, guess, BIG5].into_iter().min_by_key(|encoding| errors(encoding, sample));
    match best {
        Some(encoding) if encoding == GB18030 && guess == BIG5 && errors(BIG5, sample) <= 1 => BIG5,
        Some(encoding) => encoding,
        None => GB18030,
    }
}

fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    widest(detector.guess(Some(b"cn"), Utf8Detection::Deny))
}

/// GB18030 holds all of GBK and of GB 2312, and files that name those use what it adds.
fn widest(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == encoding_rs::GBK { GB18030 } else { encoding }
}

fn errors(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    // GB18030 gives the private use area for what is no character in it; so does a wrong guess at it.
    let wrong =
        |c: char| c == '\u{fffd}' || ('\u{e000}'..='\u{f8ff}').contains(&c) || ('\u{80}'..'\u{a0}').contains(&c);
    if has_errors || !encoding.is_single_byte() { text.chars().filter(|c| wrong(*c)).count() } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIMPLIFIED: &str = "示范区漪澜渡轮渡运行时刻表，每日首班6时30分";
    const TRADITIONAL: &str = "示範區漪瀾渡輪渡運行時刻表，每日首班6時30分，末班20時，高峰時段每15分鐘一班";

    #[test]
    fn chinese_charsets_are_told() {
        assert_eq!(decode(SIMPLIFIED.as_bytes(), None), SIMPLIFIED);
        assert_eq!(decode(&GB18030.encode(SIMPLIFIED).0, None), SIMPLIFIED);
        assert_eq!(decode(&GB18030.encode("𠮷野轮渡").0, None), "𠮷野轮渡");
        assert_eq!(decode(&BIG5.encode(TRADITIONAL).0, None), TRADITIONAL);
        let cut = GB18030.encode(SIMPLIFIED).0;
        assert!(decode(&cut[..7], None).starts_with("示范区"));
    }

    #[test]
    fn byte_order_marks_come_first_and_names_next() {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| SIMPLIFIED.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        assert_eq!(decode(&[vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat(), Some("gbk")), SIMPLIFIED);
        assert_eq!(decode(&[vec![0xfe, 0xff], utf16(u16::to_be_bytes)].concat(), None), SIMPLIFIED);
        assert_eq!(decode("\u{feff}表".as_bytes(), Some("gbk")), "表");
        assert_eq!(decode(&BIG5.encode("時刻").0, Some("big5")), "時刻");
        assert_eq!(decode(&GB18030.encode("喆").0, Some("GB2312")), "喆");
        assert_eq!(decode(&GB18030.encode(SIMPLIFIED).0, Some("utf-8")), SIMPLIFIED);
        assert_eq!(decode(&GB18030.encode(SIMPLIFIED).0, Some("no such")), SIMPLIFIED);
    }

    #[test]
    fn binary_is_no_text() {
        let gbk = GB18030.encode(SIMPLIFIED).0;
        for bytes in [SIMPLIFIED.as_bytes(), b"", &gbk, &"渡".as_bytes()[..2], b"\xff\xfea\0"] {
            assert!(is_plausible(bytes, false) && is_plausible(bytes, true), "{bytes:?}");
        }
        assert!(!is_plausible(b"a\0b", true) && !is_plausible(&[1; 100], true));
        let damaged = [&gbk[..20], &[0xff, 0xff, 0xff, 0x1a, b' '], &gbk, &gbk].concat();
        assert!(!is_plausible(&damaged, false) && is_plausible(&damaged, true));
        assert!(decode(&damaged, None).contains("漪澜渡轮渡"));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80), name in "[a-z0-9-]{0,8}") {
            let _ = decode(&bytes, Some(&name));
            let _ = (is_plausible(&bytes, false), is_plausible(&bytes, true));
        }

        #[test]
        fn utf8_is_never_taken_for_another(text in "\\PC{0,40}") {
            prop_assert_eq!(decode(text.as_bytes(), None), text.trim_start_matches('\u{feff}'));
        }
    }
}
