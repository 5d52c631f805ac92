//! Width of characters: the little folding that identifiers need.
//!
//! The room `text` folds far more (case, script, punctuation), but it stands above this one.

/// The half-width form of a full-width ASCII character or of the ideographic space; any other character as it is.
pub(super) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Whether `c` separates parts without meaning anything itself: white space, and the invisible marks (zero-width
/// space, byte order mark) that pages carry along when text is copied.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// The text as codes are compared: no blanks around it, half-width, capital letters.
///
/// ```
/// assert_eq!(menhu::ids::normalise_code(" ｍa０1－x\n"), "MA01-X");
/// ```
#[must_use]
pub fn normalise(text: &str) -> String {
    text.trim_matches(is_blank).chars().map(|c| half_width(c).to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_width_case_and_blanks() {
        assert_eq!(normalise("\u{3000}\u{FEFF}ｍa０1－／ \n"), "MA01-/");
        assert_eq!(normalise("〔号〕"), "〔号〕");
        assert_eq!(normalise(" \t "), "");
    }
}
