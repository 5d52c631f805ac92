//! Charsets, forms and XML, as little of them as a provider needs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use encoding_rs::Encoding;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

/// Names and their values.
pub(super) type Fields = BTreeMap<String, String>;

/// What stands as it is in percent-encoded text.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text in a charset. What it cannot write becomes a character reference.
pub(super) fn encode(text: &str, charset: &'static Encoding) -> Vec<u8> {
    charset.encode(text).0.into_owned()
}

/// Bytes as text; none when they are not of the charset.
pub(super) fn decode(bytes: &[u8], charset: &'static Encoding) -> Option<String> {
    charset.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// Percent-encodes the bytes of a text in a charset.
pub(super) fn percent(text: &str, charset: &'static Encoding) -> String {
    percent_encode(&encode(text, charset), KEPT).to_string()
}

/// Reads what is percent-encoded in a charset. A plus is a space, as forms and Java's `URLEncoder` write it.
pub(super) fn unpercent(text: &str, charset: &'static Encoding) -> Option<String> {
    let spaced = text.replace('+', " ");
    decode(&percent_decode(spaced.as_bytes()).collect::<Vec<u8>>(), charset)
}

/// The fields of a form, percent-encoded in a charset.
pub(super) fn form(body: &[u8], charset: &'static Encoding) -> Option<Fields> {
    let body = std::str::from_utf8(body).ok()?;
    let pairs = body.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((unpercent(name, charset)?, unpercent(value, charset)?))
        })
        .collect()
}

/// The text of every element that has no others within, by its name without namespace; none of malformed XML.
pub(super) fn leaves(xml: &str) -> Option<Fields> {
    let mut reader = Reader::from_str(xml);
    let (mut fields, mut text, mut open) = (Fields::new(), String::new(), 0_usize);
    loop {
        match reader.read_event().ok()? {
            Event::Start(_) => {
                text.clear();
                open += 1;
            }
            Event::Text(more) => text.push_str(&more.xml10_content()),
            Event::CData(more) => text.push_str(&more.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref().ok()? {
                Some(character) => text.push(character),
                None => text.push_str(resolve_predefined_entity(&name)?),
            },
            Event::End(end) => {
                open = open.checked_sub(1)?;
                let name = end.local_name();
                fields.entry(name.as_ref().to_owned()).or_insert_with(|| text.trim().to_owned());
                text.clear();
            }
            Event::Eof if open == 0 => return Some(fields),
            Event::Eof | Event::DocType(_) => return None,
            _ => {}
        }
    }
}

/// `<name>text</name>`.
pub(super) fn element(to: &mut String, name: &str, text: &str) {
    // Writing to a string does not fail.
    let _ = write!(to, "<{name}>{}</{name}>", quick_xml::escape::escape(text));
}

/// Elements in an element.
pub(super) fn group(to: &mut String, name: &str, fill: impl FnOnce(&mut String)) {
    let _ = write!(to, "<{name}>");
    fill(to);
    let _ = write!(to, "</{name}>");
}

/// An XML document that would take some gigabytes, were its entities written out.
pub(super) fn bomb(root: &str) -> String {
    let mut document = String::from("<?xml version=\"1.0\"?><!DOCTYPE bomb [<!ENTITY e0 \"一二三四五六七八九十\">");
    for level in 1..10 {
        let _ = write!(document, "<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10));
    }
    let _ = write!(document, "]><{root}><head><code>&e9;</code></head></{root}>");
    document
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, GBK, UTF_8};

    use super::*;

    #[test]
    fn text_survives_its_charset() {
        assert_eq!(percent("张 +", GBK), "%D5%C5%20%2B");
        for (text, charset) in [("张 +&=", GBK), ("赵㐂示", GB18030), ("𬱖", UTF_8)] {
            assert_eq!(unpercent(&percent(text, charset), charset).as_deref(), Some(text));
        }
        assert_eq!(percent("㐂", GBK), "%26%2313314%3B");
        let fields = form(b"a=%D5%C5&b=1+2&c", GBK).unwrap();
        assert_eq!((fields["a"].as_str(), fields["b"].as_str(), fields["c"].as_str()), ("张", "1 2", ""));
        assert!(form(b"a=%FF", UTF_8).is_none());
    }

    #[test]
    fn leaves_are_read_without_namespaces() {
        let fields = leaves("<s:a xmlns:s='u'><b>x &amp; &#13314;</b><c><![CDATA[<d/>]]></c></s:a>").unwrap();
        assert_eq!((fields["b"].as_str(), fields["c"].as_str()), ("x & 㐂", "<d/>"));
        for wrong in ["<a>", "<a></b>", "<a>&e;</a>", &bomb("a")] {
            assert!(leaves(wrong).is_none(), "{wrong}");
        }
    }
}
