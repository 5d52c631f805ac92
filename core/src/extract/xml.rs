//! XML, read from front to end: elements by their names without prefixes, and text. Entities that a document defines
//! itself are left out, so none can grow; nesting is bounded.

use std::borrow::Cow;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{ExtractError, charset};

/// What is met in a document.
pub(super) enum Node<'a> {
    /// An element begins.
    Begin(Element<'a>),
    /// An element ends.
    End(Cow<'a, str>),
    /// Text of the innermost element. It may come in several pieces.
    Text(Cow<'a, str>),
}

/// An element that begins.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Name without its prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let attribute = attributes.find(|attribute| local(attribute.key.into_inner()) == name)?;
        attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }
}

/// Reads a part and hands over what is in it, piece by piece. The name of the part is for errors.
pub(super) fn read(
    part: &str,
    bytes: &[u8],
    depth: usize,
    mut see: impl FnMut(Node<'_>) -> Result<(), ExtractError>,
) -> Result<(), ExtractError> {
    let text = charset::decode(bytes, declared(bytes).as_deref());
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut open = 0;
    loop {
        let malformed = |reason: String| ExtractError::malformed(part, reason);
        let event =
            reader.read_event().map_err(|error| malformed(format!("{error} at byte {}", reader.error_position())))?;
        match event {
            Event::Start(start) => {
                open += 1;
                if open > depth {
                    return Err(malformed(format!("its elements are nested deeper than {depth}")));
                }
                see(Node::Begin(Element(start)))?;
            }
            Event::End(end) => {
                open -= 1;
                see(Node::End(Cow::Borrowed(local(end.name().into_inner()))))?;
            }
            Event::Text(text) => see(Node::Text(text.xml10_content()))?,
            Event::CData(data) => see(Node::Text(data.xml10_content()))?,
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => see(Node::Text(Cow::Owned(c.to_string())))?,
                _ => see(Node::Text(Cow::Borrowed(resolve_predefined_entity(&name).unwrap_or_default())))?,
            },
            Event::Eof if open > 0 => return Err(malformed("it ends before its elements do".to_owned())),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The charset that the first line declares.
fn declared(bytes: &[u8]) -> Option<String> {
    let line = bytes.get(..bytes.len().min(200))?;
    let line = String::from_utf8_lossy(line);
    let (declaration, _) = line.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outline(bytes: &[u8], depth: usize) -> Result<String, ExtractError> {
        let mut out = String::new();
        read("a.xml", bytes, depth, |node| {
            match node {
                Node::Begin(element) => {
                    let id = element.attribute("id").map(|id| format!(" {id}")).unwrap_or_default();
                    out.push_str(&format!("<{}{id}>", element.name()));
                }
                Node::End(name) => out.push_str(&format!("</{name}>")),
                Node::Text(text) => out.push_str(&text),
            }
            Ok(())
        })?;
        Ok(out)
    }

    #[test]
    fn prefixes_are_left_out_and_text_is_unescaped() {
        let text =
            "<?xml version='1.0'?><x:a y:id='1&amp;2'><b/>甲&lt;&#20057;&#x4e19;<![CDATA[<丁>]]><!-- no --></x:a>";
        assert_eq!(outline(text.as_bytes(), 9).unwrap(), "<a 1&2><b></b>甲<乙丙<丁></a>");
    }

    #[test]
    fn entities_of_the_document_are_never_expanded() {
        let text = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;'><!ENTITY d SYSTEM 'file:///etc/passwd'>]>\
                    <a id='&c;'>甲&c;&d;乙</a>";
        assert_eq!(outline(text.as_bytes(), 9).unwrap(), "<a>甲乙</a>");
    }

    #[test]
    fn charsets_are_declared() {
        let text = "<?xml version=\"1.0\" encoding = 'GBK'?><a>栈道</a>";
        assert_eq!(outline(&encoding_rs::GBK.encode(text).0, 9).unwrap(), "<a>栈道</a>");
        let utf16: Vec<u8> = "\u{feff}<a>栈道</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(outline(&utf16, 9).unwrap(), "<a>栈道</a>");
    }

    #[test]
    fn nesting_is_bounded_and_what_is_cut_is_wrong() {
        assert!(outline(b"<a><a></a></a>", 2).is_ok());
        let deep = "<a>".repeat(100_000);
        assert!(outline(deep.as_bytes(), 200).unwrap_err().to_string().contains("nested deeper than 200"));
        for text in ["<a>", "<a></b>", "<a", "<a><b></a>"] {
            assert!(matches!(outline(text.as_bytes(), 9), Err(ExtractError::Malformed { .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[<>/a&;'\"=!?\\[\\]:# -]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = outline(text.as_bytes(), 9);
            let _ = outline(&bytes, 9);
        }
    }
}
