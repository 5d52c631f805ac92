//! What is wrong with a file of rules, and where.

use std::ops::Range;

/// Why a file in `config/` was refused. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
#[non_exhaustive]
pub struct ConfigError {
    /// Number of the line.
    pub line: usize,
    /// Number of the character in the line.
    pub column: usize,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl ConfigError {
    /// An error at byte `offset` of `text`; at its end where the offset lies beyond.
    #[must_use]
    pub fn at(text: &str, offset: usize, reason: impl Into<String>) -> ConfigError {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        ConfigError {
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            reason: reason.into(),
        }
    }

    /// What the TOML reader found, with the words of its own message; `advice` is added where a value has the wrong
    /// type, which the message alone does not explain to an editor.
    #[must_use]
    pub fn toml(text: &str, error: &toml::de::Error, advice: &str) -> ConfigError {
        let offset = error.span().map_or(text.len(), |Range { start, .. }| start);
        let message = error.message().trim().replace('\n', "; ");
        let is_type = message.starts_with("invalid type") || message.starts_with("missing field");
        ConfigError::at(text, offset, if is_type { format!("{message}; {advice}") } else { message })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_count_from_one_in_characters() {
        let text = "甲乙\n丙 = 1\r\n丁";
        let place = |offset| {
            let error = ConfigError::at(text, offset, "x");
            (error.line, error.column)
        };
        assert_eq!((place(0), place(3), place(7), place(10)), ((1, 1), (1, 2), (2, 1), (2, 2)));
        assert_eq!(place(text.len()), (3, 2));
        assert_eq!(ConfigError::at(text, 3, "坏了").to_string(), "line 1, column 2: 坏了");
    }

    proptest! {
        #[test]
        fn any_offset_has_a_place(text in "\\PC{0,20}", offset in 0..99usize) {
            let error = ConfigError::at(&text, offset, "x");
            prop_assert!(error.line >= 1 && error.column >= 1);
        }
    }
}
