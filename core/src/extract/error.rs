//! Why a file gave no text.

use super::FileType;

/// Why a file gave no text, and what to do. Messages name the part of the file, never its contents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// No text is looked for in files of this type.
    #[error("`{name}` is {}, a type whose text is not read; list it by its name only", file_type.label())]
    UnsupportedType {
        /// Name of the file, as it was given.
        name: String,
        /// What its content is.
        file_type: FileType,
    },
    /// The file, what is packed in it, or its text is larger than [`Limits`](super::Limits) allow.
    #[error("{what} is larger than the limit of {limit}; split the file")]
    TooLarge {
        /// What is too large, with its unit.
        what: &'static str,
        /// The limit that it goes beyond.
        limit: u64,
    },
    /// A password is needed to read it.
    #[error("the {} is encrypted; attach it without a password", file_type.label())]
    Encrypted {
        /// What the file is.
        file_type: FileType,
    },
    /// It is not what it claims to be, or it is damaged.
    #[error("{what} cannot be read: {reason}; open the file in the program that made it and save it again")]
    Malformed {
        /// The part that is wrong: the file's type, or the name of a part in it.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It can be read, and there is no text in it.
    #[error("the {} holds no text: {reason}", file_type.label())]
    NoText {
        /// What the file is.
        file_type: FileType,
        /// Why, as far as it can be told, and what to do.
        reason: &'static str,
    },
}

impl ExtractError {
    /// A part that is wrong, and why. The reason is cut: a parser may quote what it read.
    pub(crate) fn malformed(what: &str, reason: impl std::fmt::Display) -> ExtractError {
        let reason = reason.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
        ExtractError::Malformed { what: what.chars().take(100).collect(), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_and_what_to_do() {
        let error = ExtractError::UnsupportedType { name: "照片.png".into(), file_type: FileType::Png };
        assert_eq!(error.to_string(), "`照片.png` is PNG, a type whose text is not read; list it by its name only");
        let error = ExtractError::malformed("word/document.xml", "a\nb".repeat(1000));
        assert!(error.to_string().starts_with("word/document.xml cannot be read: abab"));
        assert!(error.to_string().len() < 400);
    }
}
