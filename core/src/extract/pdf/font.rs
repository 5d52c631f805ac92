//! Fonts: how strings are cut into codes, what the codes stand for, how wide they are drawn.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, GB18030, SHIFT_JIS, UTF_16BE};
use lopdf::{Dictionary, Object};

use super::super::ExtractError;
use super::super::sink::is_wide;
use super::cmap::CMap;
use super::document::Source;
use super::encoding::{charset, simple_bytes};
use super::radicals;

/// How strings are cut into codes.
#[derive(Debug)]
enum Coding {
    Bytes,
    Pairs,
    /// By a predefined map whose codes are those of a charset.
    Charset(&'static Encoding),
    /// By a map in the file.
    Map(CMap),
}

/// A font, as far as text needs it.
#[derive(Debug)]
pub(super) struct Font {
    coding: Coding,
    to_unicode: CMap,
    /// What bytes stand for without a map, in fonts of one byte.
    bytes: Vec<Option<char>>,
    /// Ranges of codes by their first: the last, and the width in thousandths of the size.
    widths: BTreeMap<u32, (u32, f32)>,
    default_width: f32,
    pub(super) is_vertical: bool,
}

/// A character that is drawn.
#[derive(Debug, PartialEq)]
pub(super) struct Glyph {
    /// What it stands for; empty where nobody can know.
    pub(super) text: String,
    /// Its width, where the size is 1.
    pub(super) width: f32,
    /// Whether it is the code 32 of one byte, which word spacing is for.
    pub(super) is_blank: bool,
}

impl Font {
    /// Reads a font. What it lacks is made up for: a guess at a width is better than no text.
    pub(super) fn read(source: &Source, font: &Dictionary) -> Result<Font, ExtractError> {
        let is_composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let to_unicode = match font.get(b"ToUnicode").and_then(Object::as_reference) {
            Ok(id) => CMap::parse(&source.unpack(id)?),
            Err(_) => CMap::default(),
        };
        if is_composite { Font::composite(source, font, to_unicode) } else { Font::simple(source, font, to_unicode) }
    }

    fn composite(source: &Source, font: &Dictionary, to_unicode: CMap) -> Result<Font, ExtractError> {
        let encoding = font.get(b"Encoding").ok();
        let name =
            encoding.and_then(|encoding| encoding.as_name().ok()).map(String::from_utf8_lossy).unwrap_or_default();
        let coding = match (encoding.and_then(|encoding| encoding.as_reference().ok()), charset(&name)) {
            (Some(id), _) if source.document().get_object(id).and_then(Object::as_stream).is_ok() => {
                Coding::Map(CMap::parse(&source.unpack(id)?))
            }
            (_, Some(charset)) => Coding::Charset(charset),
            _ => Coding::Pairs,
        };
        let descendant = source.get(font, "DescendantFonts").and_then(|fonts| fonts.as_array().ok()?.first());
        let descendant = descendant.and_then(|font| source.resolve(font)?.as_dict().ok());
        let mut widths = BTreeMap::new();
        // Widths count by other numbers than a charset's codes; ideographs are as wide as high anyway.
        if !matches!(coding, Coding::Charset(_))
            && let Some(all) = descendant.and_then(|font| source.get(font, "W")?.as_array().ok())
        {
            // Any number of fonts can name one list.
            source.charge(16 * all.len() as u64)?;
            widths = composite_widths(source, all);
        }
        let default_width = descendant.and_then(|font| source.get(font, "DW")?.as_float().ok()).unwrap_or(1000.0);
        let is_vertical = name.ends_with("-V");
        Ok(Font { coding, to_unicode, bytes: Vec::new(), widths, default_width, is_vertical })
    }

    fn simple(source: &Source, font: &Dictionary, to_unicode: CMap) -> Result<Font, ExtractError> {
        let first = source.get(font, "FirstChar").and_then(|first| first.as_i64().ok()).unwrap_or(0);
        let all = source.get(font, "Widths").and_then(|widths| widths.as_array().ok());
        // Fonts of type 3 have units of their own.
        let unit = source.get(font, "FontMatrix").and_then(|matrix| matrix.as_array().ok()?.first()?.as_float().ok());
        let unit = unit.map_or(1.0, |unit| unit.abs() * 1000.0);
        let widths = all.into_iter().flatten().take(256).zip(first..).filter_map(|(width, code)| {
            let code = u32::try_from(code).ok()?;
            Some((code, (code, source.resolve(width)?.as_float().ok()? * unit)))
        });
        let widths = widths.collect();
        let bytes = if to_unicode.is_empty() { simple_bytes(source, font)? } else { Vec::new() };
        Ok(Font { coding: Coding::Bytes, to_unicode, bytes, widths, default_width: 500.0, is_vertical: false })
    }

    /// The characters of a string, one by one: a string in a file can be longer than memory has room for them all.
    pub(super) fn glyphs<'a>(&'a self, mut bytes: &'a [u8]) -> impl Iterator<Item = Glyph> + 'a {
        std::iter::from_fn(move || {
            if bytes.is_empty() {
                return None;
            }
            let (code, rest) = bytes.split_at(self.length(bytes).clamp(1, bytes.len()));
            bytes = rest;
            let number = code.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
            let text: String = self.text(code, number).chars().map(radicals::ideograph).collect();
            let width = self.width(number, &text) / 1000.0;
            Some(Glyph { text, width, is_blank: code == b" " })
        })
    }

    /// How many bytes the first code takes.
    fn length(&self, bytes: &[u8]) -> usize {
        match &self.coding {
            Coding::Bytes => 1,
            Coding::Pairs => 2,
            Coding::Map(map) => map.length(bytes),
            Coding::Charset(charset) if *charset == UTF_16BE => {
                if matches!(bytes[0], 0xd8..=0xdb) {
                    4
                } else {
                    2
                }
            }
            Coding::Charset(charset) => match bytes {
                [0x81..=0xfe, 0x30..=0x39, ..] if *charset == GB18030 => 4,
                [0xa1..=0xdf, ..] if *charset == SHIFT_JIS => 1,
                [0x81..=0xfe, _, ..] => 2,
                _ => 1,
            },
        }
    }

    fn text(&self, code: &[u8], number: u32) -> String {
        if let Some(text) = self.to_unicode.text(number) {
            return text;
        }
        match &self.coding {
            Coding::Charset(charset) => charset.decode_without_bom_handling(code).0.replace('\u{fffd}', ""),
            Coding::Bytes => self.bytes.get(number as usize).copied().flatten().map(String::from).unwrap_or_default(),
            // Numbers of glyphs: only the font knows, and mostly not even it.
            Coding::Pairs | Coding::Map(_) => String::new(),
        }
    }

    fn width(&self, code: u32, text: &str) -> f32 {
        if self.is_vertical {
            return 1000.0;
        }
        if let Some((_, (last, width))) = self.widths.range(..=code).next_back()
            && code <= *last
        {
            return *width;
        }
        let is_narrow = matches!(self.coding, Coding::Charset(_)) && !text.chars().any(is_wide);
        if is_narrow { self.default_width / 2.0 } else { self.default_width }
    }
}

/// `[first [w w w] first last w …]`.
fn composite_widths(source: &Source, all: &[Object]) -> BTreeMap<u32, (u32, f32)> {
    let mut widths = BTreeMap::new();
    let mut all = all.iter().filter_map(|object| source.resolve(object));
    let number = |object: &Object| object.as_i64().ok().and_then(|number| u32::try_from(number).ok());
    while let (Some(first), Some(second)) = (all.next(), all.next()) {
        let Some(first) = number(first) else { break };
        if let Ok(own) = second.as_array() {
            for (width, code) in own.iter().zip(first..) {
                widths.insert(
                    code,
                    (code, source.resolve(width).and_then(|width| width.as_float().ok()).unwrap_or(1000.0)),
                );
            }
        } else if let (Some(last), Some(width)) = (number(second), all.next().and_then(|width| width.as_float().ok())) {
            widths.insert(first, (last, width));
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(coding: Coding) -> Font {
        Font {
            coding,
            to_unicode: CMap::parse(b"<0041> <2F42> endbfchar"),
            bytes: vec![Some('x'); 64],
            widths: BTreeMap::from([(0x40, (0x41, 600.0))]),
            default_width: 1000.0,
            is_vertical: false,
        }
    }

    #[test]
    fn strings_are_cut_and_read() {
        let read = |font: &Font, bytes: &[u8]| font.glyphs(bytes).map(|glyph| glyph.text).collect::<String>();
        assert_eq!(read(&font(Coding::Pairs), &[0, 0x41, 0, 0x42, 0]), "文");
        assert_eq!(read(&font(Coding::Bytes), b"A \xff"), "文x");
        assert_eq!(read(&font(Coding::Charset(GB18030)), &[0xb5, 0xc6, b'B', 0xb5]), "灯B");
        let font = font(Coding::Bytes);
        let glyphs: Vec<Glyph> = font.glyphs(b"A ").collect();
        assert_eq!((glyphs[0].width, glyphs[1].width, glyphs[1].is_blank), (0.6, 1.0, true));
    }
}
