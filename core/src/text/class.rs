//! What kind of character a folded character is, and how characters join into units.

/// The kinds of characters that segmentation tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A character that is a word part of its own: Han, kana, hangul, bopomofo.
    Ideograph,
    /// A letter or digit of a script that writes words in runs: Latin, digits, Greek, Cyrillic …
    Alphanumeric,
    /// White space (folded to one blank).
    Blank,
    /// Everything else.
    Symbol,
}

impl Class {
    /// Whether such characters make up words.
    pub(crate) fn is_word_part(self) -> bool {
        matches!(self, Class::Ideograph | Class::Alphanumeric)
    }
}

pub(crate) fn class(c: char) -> Class {
    match c {
        'a'..='z' | '0'..='9' | 'A'..='Z' => Class::Alphanumeric,
        '\u{4e00}'..='\u{9fff}' => Class::Ideograph,
        ' ' => Class::Blank,
        '\0'..='\u{7f}' => Class::Symbol,
        '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3105}'..='\u{312f}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' => Class::Ideograph,
        _ if c.is_alphanumeric() => Class::Alphanumeric,
        _ if c.is_whitespace() => Class::Blank,
        _ => Class::Symbol,
    }
}

/// The character of a text of one ideograph.
pub(crate) fn single_ideograph(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let first = chars.next().filter(|c| class(*c) == Class::Ideograph)?;
    chars.next().is_none().then_some(first)
}

/// Longest run of letters and digits that counts as one unit; what is longer (encoded files pasted into a page) is
/// cut into pieces, since no index takes terms of any length.
pub(crate) const LONGEST_RUN: usize = 64;
