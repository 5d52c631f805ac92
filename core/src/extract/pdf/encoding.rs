//! What codes stand for where a font has no map of its own: predefined maps, and names of glyphs.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_16BE, WINDOWS_1252};
use lopdf::Dictionary;

use super::super::ExtractError;
use super::document::Source;

/// The charset whose codes a predefined map has.
pub(super) fn charset(name: &str) -> Option<&'static Encoding> {
    let name = name.trim_end_matches("-H").trim_end_matches("-V");
    Some(match name {
        name if name.starts_with("Uni") && (name.contains("UCS2") || name.contains("UTF16")) => UTF_16BE,
        "GB-EUC" | "GBpc-EUC" | "GBK-EUC" | "GBKp-EUC" | "GBK2K" => GB18030,
        "B5pc" | "HKscs-B5" | "ETen-B5" | "ETenms-B5" => BIG5,
        "83pv-RKSJ" | "90ms-RKSJ" | "90msp-RKSJ" | "90pv-RKSJ" | "Add-RKSJ" | "Ext-RKSJ" | "RKSJ" => SHIFT_JIS,
        "EUC" => EUC_JP,
        "KSC-EUC" | "KSCms-UHC" | "KSCms-UHC-HW" | "KSCpc-EUC" => EUC_KR,
        _ => return None,
    })
}

/// What the bytes of a font without a map stand for.
pub(super) fn simple_bytes(source: &Source, font: &Dictionary) -> Result<Vec<Option<char>>, ExtractError> {
    let differences = source.dictionary(font, "Encoding").and_then(|encoding| source.get(encoding, "Differences"));
    let differences = differences.and_then(|differences| differences.as_array().ok());
    source.charge(16 * differences.map_or(0, Vec::len) as u64)?;
    // It would read a broken map again, and without a limit.
    let known = if font.has(b"ToUnicode") { None } else { font.get_font_encoding(source.document()).ok() };
    let mut bytes: Vec<Option<char>> = (0..=255u8)
        .map(|byte| {
            let known = known.as_ref().and_then(|known| known.bytes_to_string(&[byte]).ok());
            let text = known.unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned());
            text.chars().next().filter(|c| !c.is_control())
        })
        .collect();
    // `lopdf` gives up on an encoding with one name that it does not know. Names by number are the most common of these.
    let mut code = 0;
    for object in differences.into_iter().flatten() {
        if let Ok(number) = object.as_i64() {
            code = usize::try_from(number).unwrap_or(usize::MAX);
        } else if let Ok(name) = object.as_name() {
            if let (Some(c), Some(place)) = (named(name), bytes.get_mut(code)) {
                *place = Some(c);
            }
            code = code.saturating_add(1);
        }
    }
    Ok(bytes)
}

/// The character that a glyph is named by: itself, or its number.
fn named(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(c);
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u')).filter(|digits| digits.len() >= 4)?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predefined_maps_are_of_charsets() {
        for (name, expected) in [
            ("UniGB-UCS2-H", Some(UTF_16BE)),
            ("UniCNS-UTF16-V", Some(UTF_16BE)),
            ("GBK-EUC-H", Some(GB18030)),
            ("ETen-B5-V", Some(BIG5)),
            ("EUC-H", Some(EUC_JP)),
            ("Identity-H", None),
            ("", None),
        ] {
            assert_eq!(charset(name), expected, "{name}");
        }
    }

    #[test]
    fn glyphs_are_named_by_number() {
        assert_eq!((named(b"uni706F"), named(b"u20BB7"), named(b"A")), (Some('灯'), Some('𠮷'), Some('A')));
        assert_eq!((named(b"g23"), named(b"uniZZZZ"), named(b"\xff")), (None, None, None));
    }
}
