//! Writing JSON, as far as an answer needs it.

use super::super::format::push_number;

/// Adds a text, in quotation marks.
pub(super) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                for digit in [c as u32 >> 4, c as u32 & 15] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Adds `"name":"text"`, with a comma before it unless it is the first.
pub(super) fn push_field(out: &mut String, name: &str, text: &str) {
    if !out.ends_with('{') {
        out.push(',');
    }
    push_text(out, name);
    out.push(':');
    push_text(out, text);
}

/// Adds `"name":number`.
pub(super) fn push_count(out: &mut String, name: &str, number: u32) {
    if !out.ends_with('{') {
        out.push(',');
    }
    push_text(out, name);
    out.push(':');
    push_number(out, number);
}
