//! Text that points to a person: no way to print it by accident, and nothing of it left in freed memory.

use std::fmt;
use std::ops::Deref;

use zeroize::Zeroize;

use super::width::{half_width, is_blank};

/// A normalised number of a person or of a person's vehicle. `Debug` shows nothing of it, there is no `Display`, and
/// its memory is overwritten when it goes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Private(String);

impl Private {
    /// The text as codes are compared: as [`normalise`](super::width::normalise), but kept private.
    pub(super) fn normalised(text: &str) -> Private {
        Private::folded(text, Some)
    }

    /// The text without blanks around it, half-width, in capital letters, and of that what `fold` keeps. `fold` may
    /// not lengthen a character.
    pub(super) fn folded(text: &str, fold: impl Fn(char) -> Option<char>) -> Private {
        let text = text.trim_matches(is_blank);
        // Room for everything at once: a text that grows leaves copies of itself behind.
        let mut kept = String::with_capacity(text.len());
        kept.extend(text.chars().filter_map(|c| fold(half_width(c).to_ascii_uppercase())));
        Private(kept)
    }

    /// These parts as one text.
    pub(super) fn joined(parts: &[&str]) -> Private {
        Private(parts.concat())
    }
}

impl Deref for Private {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prints_nothing() {
        let private = Private::normalised(" ａ1-x\u{3000}");
        assert_eq!(&*private, "A1-X");
        assert_eq!(format!("{private:?} {private:#?}"), "… …");
    }

    proptest! {
        #[test]
        fn folds_as_codes_do_and_never_grows(text in any::<String>()) {
            let private = Private::normalised(&text);
            prop_assert_eq!(&*private, super::super::width::normalise(&text));
            prop_assert!(private.len() <= text.len());
        }
    }
}
