//! How much of a file is read at most: an attachment comes from outside, and a small one can unpack to a huge one.

use super::ExtractError;

/// How much is read at most. What goes beyond is an error, never a part of the text: half a document would be found
/// for words that it has, and not for others, with no one knowing why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub file_bytes: u64,
    /// What is unpacked from it, all parts together. Memory goes up to about twice that for archives; for PDF see
    /// [`extract_text`](super::extract_text).
    pub unpacked_bytes: u64,
    /// Entries of an archive.
    pub entries: usize,
    /// Size of its text in UTF-8.
    pub text_bytes: usize,
    /// How deep elements of XML, or forms within forms of PDF, may be nested.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { file_bytes: 64 << 20, unpacked_bytes: 256 << 20, entries: 10_000, text_bytes: 16 << 20, depth: 200 }
    }
}

/// What may still be unpacked.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    limit: u64,
    left: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        Budget { limit: limits.unpacked_bytes, left: limits.unpacked_bytes }
    }

    /// What may still be unpacked, in bytes.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Takes what has been unpacked off.
    pub(super) fn take(&mut self, bytes: u64) -> Result<(), ExtractError> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| self.exceeded())?;
        Ok(())
    }

    pub(super) fn exceeded(&self) -> ExtractError {
        ExtractError::TooLarge { what: "what is packed in the file, in bytes,", limit: self.limit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends() {
        let mut budget = Budget::new(&Limits { unpacked_bytes: 10, ..Limits::default() });
        assert_eq!(budget.take(7), Ok(()));
        assert_eq!(budget.left(), 3);
        assert_eq!(budget.take(4), Err(budget.exceeded()));
        assert!(budget.exceeded().to_string().contains("in bytes, is larger than the limit of 10;"));
    }
}
