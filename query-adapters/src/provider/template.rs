//! Texts with places to be filled: `{name}`. A brace that is meant stands twice.

use zeroize::Zeroizing;

/// A text with places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(String),
}

impl Template {
    /// Reads a text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Template, String> {
        let (mut parts, mut plain) = (Vec::new(), String::new());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '{' | '}' if chars.peek() == Some(&c) => {
                    plain.push(c);
                    chars.next();
                }
                '{' => {
                    let mut name = String::new();
                    loop {
                        match chars.next() {
                            Some('}') => break,
                            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | '.') => name.push(c),
                            _ => {
                                return Err(
                                    "a place such as {id_number} does not end; write a brace that is meant twice: {{"
                                        .to_owned(),
                                );
                            }
                        }
                    }
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Place(name));
                }
                '}' => return Err("a brace closes that was not opened; write one that is meant twice: }}".to_owned()),
                c => plain.push(c),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Template(parts))
    }

    /// Names of its places.
    pub(crate) fn places(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Place(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every place filled, each value as `written` makes it. A place without a value stays empty: which
    /// there are was checked when the file was read.
    pub(crate) fn fill<'v>(
        &self,
        value: impl Fn(&str) -> Option<&'v str>,
        written: impl Fn(&str, &mut Zeroizing<String>),
    ) -> Zeroizing<String> {
        let mut filled = Zeroizing::new(String::new());
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Place(name) => written(value(name).unwrap_or_default(), &mut filled),
            }
        }
        filled
    }
}

/// A value as it is.
pub(crate) fn plain(value: &str, into: &mut Zeroizing<String>) {
    into.push_str(value);
}

/// A value as text of an XML document. What no document may hold is left out.
pub(crate) fn for_xml(value: &str, into: &mut Zeroizing<String>) {
    for c in value.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&apos;"),
            '\t' | '\n' | '\r' => into.push(c),
            c if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => into.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let template = Template::parse(text)?;
        Ok(template.fill(|name| (name == "a.b").then_some("<1>"), for_xml).to_string())
    }

    #[test]
    fn places_are_filled_and_braces_are_kept() {
        assert_eq!(filled("x{a.b}y{c}{{z}}").unwrap(), "x&lt;1&gt;y{z}");
        assert_eq!(Template::parse("{a}{b}{a}").unwrap().places().collect::<Vec<_>>(), ["a", "b", "a"]);
        for wrong in ["{a", "{a b}", "a}", "{"] {
            assert!(filled(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_value_never_becomes_markup(value in "\\PC{0,20}") {
            let mut xml = Zeroizing::new(String::new());
            for_xml(&value, &mut xml);
            prop_assert!(!xml.contains(['<', '>', '"', '\'']));
        }

        #[test]
        fn any_text_is_read(text in "[a{}.]{0,12}") {
            let _ = Template::parse(&text);
        }
    }
}
