//! XML as the tree that paths walk through: elements are objects, repeated ones arrays, texts strings.
//!
//! Prefixes of names are dropped: which one a provider declares changes with its software. Attributes are `@name`; the
//! text of an element that has attributes or children is `#`. Definitions of types and entities are refused: an answer
//! needs none, and they are how small documents become large.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

/// Elements within elements.
const DEEPEST: usize = 64;
/// Elements and attributes of a document.
const MOST: usize = 200_000;

/// Reads a document. What is wrong is said without a word of the document.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().check_end_names = true;
    let mut open: Vec<(String, Map<String, Value>, String)> = vec![(String::new(), Map::new(), String::new())];
    let mut count = 0;
    loop {
        let event = reader.read_event().map_err(|_| wrong(&reader, "is no well-formed XML"))?;
        match event {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err(wrong(&reader, "has elements too deep within each other"));
                }
                open.push(element(&start, &mut count)?);
            }
            Event::Empty(start) => {
                let element = element(&start, &mut count)?;
                close(&mut open, element);
            }
            Event::End(_) => {
                let Some(element) = open.pop().filter(|_| !open.is_empty()) else {
                    return Err(wrong(&reader, "closes an element that is not open"));
                };
                close(&mut open, element);
            }
            Event::Text(text) => push(&mut open, &text),
            Event::CData(text) => push(&mut open, &text),
            Event::GeneralRef(name) => {
                let c = match &*name {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => name.resolve_char_ref().ok().flatten(),
                };
                let c = c.ok_or_else(|| wrong(&reader, "names an entity that XML itself does not have"))?;
                push(&mut open, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(wrong(&reader, "defines a document type; answers need none")),
            Event::Eof => break,
            _ => {}
        }
        if count > MOST {
            return Err(wrong(&reader, "has too many elements"));
        }
    }
    match (open.len(), open.pop()) {
        (1, Some((_, root, _))) if !root.is_empty() => Ok(Value::Object(root)),
        (1, _) => Err("the XML has no element".to_owned()),
        _ => Err("the XML ends before its elements do".to_owned()),
    }
}

fn wrong(reader: &Reader<&[u8]>, what: &str) -> String {
    format!("the XML {what}, at byte {}", reader.buffer_position())
}

fn element(start: &BytesStart<'_>, count: &mut usize) -> Result<(String, Map<String, Value>, String), String> {
    *count += 1;
    let mut fields = Map::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| "the XML has a malformed attribute".to_owned())?;
        *count += 1;
        let name = attribute.key.local_name().as_ref().to_owned();
        // Declarations of prefixes are no attributes.
        if attribute.key.as_ref().starts_with("xmlns") {
            continue;
        }
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|_| "the XML has an attribute with an entity that XML itself does not have".to_owned())?
            .into_owned();
        fields.insert(format!("@{name}"), Value::String(value));
    }
    let name = start.local_name().as_ref().to_owned();
    Ok((name, fields, String::new()))
}

fn push(open: &mut [(String, Map<String, Value>, String)], text: &str) {
    if let Some((_, _, said)) = open.last_mut() {
        said.push_str(text);
    }
}

/// Puts a finished element into the one around it.
fn close(open: &mut [(String, Map<String, Value>, String)], element: (String, Map<String, Value>, String)) {
    let (name, mut fields, text) = element;
    let text = text.trim();
    let value = if fields.is_empty() {
        Value::String(text.to_owned())
    } else {
        if !text.is_empty() {
            fields.insert("#".to_owned(), Value::String(text.to_owned()));
        }
        Value::Object(fields)
    };
    let Some((_, around, _)) = open.last_mut() else { return };
    match around.get_mut(&name) {
        None => {
            around.insert(name, value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![std::mem::take(first), value]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_become_objects_and_repeated_ones_arrays() {
        let text = "<?xml version='1.0' encoding='GBK'?><s:A xmlns:s='x' k='v&amp;&#50;'><b>1 &amp; &#50;</b><c/><b><![CDATA[<3>]]></b>\
                    <d>t<e>u</e></d></s:A>";
        let tree = json!({"A": {"@k": "v&2", "b": ["1 & 2", "<3>"], "c": "", "d": {"e": "u", "#": "t"}}});
        assert_eq!(read(text).unwrap(), tree);
        assert_eq!(read("<a>R&D & 其他</a>").unwrap(), json!({"a": "R&D & 其他"}));
    }

    #[test]
    fn what_is_no_answer_is_refused_without_quoting_it() {
        let bomb = "<!DOCTYPE a [<!ENTITY b '张三张三'>]><a>&b;</a>";
        let deep = "<a>".repeat(100);
        let many = format!("<a>{}</a>", "<b/>".repeat(MOST + 1));
        for wrong in ["", "张三", "<a>", "</a>", "<a></b>", "<a>&b;</a>", "<a b='1", bomb, &deep, &many] {
            let error = read(wrong).unwrap_err();
            assert!(error.starts_with("the XML") && !error.contains("张三"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "[<>/a&;b='\"! \\[\\]-]{0,30}") {
            let _ = read(&text);
        }
    }
}
