//! Folding: one character stands for all that a reader takes for the same (width, case, script, kinds of blanks and
//! quotation marks).
//!
//! Folding maps each character to exactly one character, so a position in the folded text *is* a position in the
//! original, and the way back needs no table.

include!(concat!(env!("OUT_DIR"), "/fold_table.rs"));

/// The character that stands for `c` in the index: half-width, lower-case, Simplified.
///
/// ```
/// use menhu::text::fold_char;
/// assert_eq!(fold_char('Ａ'), 'a');
/// assert_eq!(fold_char('號'), '号');
/// assert_eq!(fold_char('〔'), '〔');
/// ```
#[must_use]
pub fn fold_char(c: char) -> char {
    let code = c as u32;
    if code < 0x1_0000 {
        let page = &PAGES[PAGE_OF[(code >> 8) as usize] as usize];
        let folded = (code as u16).wrapping_add(page[(code & 0xFF) as usize]);
        return char::from_u32(u32::from(folded)).unwrap_or(c);
    }
    match BEYOND.binary_search_by_key(&code, |pair| pair.0) {
        Ok(at) => char::from_u32(BEYOND[at].1).unwrap_or(c),
        Err(_) => c,
    }
}

/// Folds a whole text, character by character: the answer has as many characters as `text`.
///
/// ```
/// assert_eq!(menhu::text::fold("住房公積金　ＡＢ"), "住房公积金 ab");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// A folded text with the byte offset of each of its characters.
///
/// A buffer that can be filled again and again: indexing folds every text of the portal.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    text: String,
    /// Byte offset of each character, and the length of `text` at the end.
    offsets: Vec<u32>,
}

impl Folded {
    /// Folds `text`. Texts beyond 4 GiB are cut there.
    #[must_use]
    pub fn new(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.fill(text);
        folded
    }

    /// Replaces the content by the folded form of `text`, keeping the memory.
    pub fn fill(&mut self, text: &str) {
        self.text.clear();
        self.offsets.clear();
        self.text.reserve(text.len());
        for c in text.chars() {
            let Ok(offset) = u32::try_from(self.text.len()) else { break };
            self.offsets.push(offset);
            self.text.push(fold_char(c));
        }
        self.offsets.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of characters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Byte offset of character `at`; the length of the text for `at` at or beyond the end.
    #[must_use]
    pub fn byte(&self, at: usize) -> usize {
        self.offsets.get(at).map_or(self.text.len(), |offset| *offset as usize)
    }

    /// The characters `start..end` of the folded text (character indices).
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> &str {
        &self.text[self.byte(start)..self.byte(end)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_width_case_script_and_blanks() {
        assert_eq!(fold("ＡＢＣ　１２３"), "abc 123");
        assert_eq!(fold("國務院關於行政處罰法"), "国务院关于行政处罚法");
        assert_eq!(fold("衞生署裏"), "卫生署里");
        assert_eq!(fold("“放管服”"), "\"放管服\"");
        assert_eq!(fold("a\tb\nc\u{feff}"), "a b c ");
    }

    #[test]
    fn leaves_document_number_brackets_and_simplified_text() {
        assert_eq!(fold("国发〔2019〕5号"), "国发〔2019〕5号");
        let text = "皇后干部里面发现台湾只有范围什么怎么";
        assert_eq!(fold(text), text);
    }

    proptest! {
        #[test]
        fn keeps_positions_and_is_idempotent(text in "\\PC{0,64}") {
            let once = fold(&text);
            prop_assert_eq!(once.chars().count(), text.chars().count());
            prop_assert_eq!(&fold(&once), &once);
            let folded = Folded::new(&text);
            prop_assert_eq!(folded.as_str(), &once);
            prop_assert_eq!(folded.len(), text.chars().count());
            for (at, c) in once.chars().enumerate() {
                prop_assert_eq!(folded.slice(at, at + 1), c.to_string());
            }
        }

        #[test]
        fn any_character_folds_to_a_fixed_point(c in any::<char>()) {
            prop_assert_eq!(fold_char(fold_char(c)), fold_char(c));
        }
    }
}
