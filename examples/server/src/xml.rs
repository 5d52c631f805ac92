//! Text that XML can hold.

/// A text without the characters that XML 1.0 cannot hold, such as the vertical tab that word processors leave.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..) && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}
