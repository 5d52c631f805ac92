//! Where text is put together: paragraphs without needless blanks and control characters, up to a limit.

use super::{ExtractError, Limits};

/// What stands between what was written and what comes next, unless a paragraph ends there. Later ones are stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    /// A line that was broken because it was full: next to Chinese it goes on without a blank, else with one.
    Line,
    Blank,
    Cell,
    Paragraph,
}

/// Text in the making.
#[derive(Debug)]
pub(crate) struct Sink {
    text: String,
    gap: Gap,
    limit: usize,
}

impl Sink {
    pub(crate) fn new(limits: &Limits) -> Sink {
        Sink { text: String::new(), gap: Gap::None, limit: limits.text_bytes }
    }

    /// Writes text that goes on in the same paragraph. White space becomes one blank, or none at its ends; a line break
    /// in it is taken for one that was made because the line was full.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), ExtractError> {
        for c in text.chars() {
            match c {
                '\n' | '\r' | '\u{2028}' => self.gap(Gap::Line),
                '\u{2029}' => self.gap(Gap::Paragraph),
                c if c.is_whitespace() => self.gap(Gap::Blank),
                c if is_invisible(c) => {}
                c => self.char(c)?,
            }
        }
        Ok(())
    }

    /// The line ends here, but not the paragraph.
    pub(crate) fn line(&mut self) {
        self.gap(Gap::Line);
    }

    /// A blank, unless there is one or the paragraph begins or ends here.
    pub(crate) fn blank(&mut self) {
        self.gap(Gap::Blank);
    }

    /// A cell of a row ends here: a tab comes between this one and the next that is not empty.
    pub(crate) fn cell(&mut self) {
        self.gap(Gap::Cell);
    }

    /// The paragraph ends here.
    pub(crate) fn paragraph(&mut self) {
        self.gap(Gap::Paragraph);
    }

    /// The paragraphs, separated by line breaks; empty where nothing was written.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn char(&mut self, c: char) -> Result<(), ExtractError> {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if let Some(last) = self.text.chars().next_back() {
            match gap {
                Gap::None => {}
                Gap::Line if is_wide(last) || is_wide(c) => {}
                Gap::Line | Gap::Blank => self.text.push(' '),
                Gap::Cell => self.text.push('\t'),
                Gap::Paragraph => self.text.push('\n'),
            }
        }
        self.text.push(c);
        if self.text.len() > self.limit {
            return Err(ExtractError::TooLarge { what: "the text of the file, in bytes,", limit: self.limit as u64 });
        }
        Ok(())
    }
}

/// Control characters, and marks that show nothing and would keep a word from being found.
fn is_invisible(c: char) -> bool {
    let is_mark = matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffd}');
    is_mark || c.is_control()
}

/// Whether the character is of writing that puts no blanks between words: ideographs, kana, and their punctuation.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{2e80}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl Fn(&mut Sink) -> Result<(), ExtractError>) -> Result<String, ExtractError> {
        let mut sink = Sink::new(&Limits { text_bytes: 200, ..Limits::default() });
        write(&mut sink)?;
        Ok(sink.finish())
    }

    #[test]
    fn blanks_are_collapsed_and_control_characters_left_out() {
        let text = written(|sink| sink.text("\u{feff}  甲\u{3000}\t 乙\u{0}\u{1b}丙\u{200b}丁 \r\n")).unwrap();
        assert_eq!(text, "甲 乙丙丁");
    }

    #[test]
    fn a_broken_line_goes_on_as_its_writing_does() {
        for (lines, expected) in [
            ("票价\r\n听证会", "票价听证会"),
            ("通知，\n各单位", "通知，各单位"),
            ("public\nhearing", "public hearing"),
            ("第\n3号", "第3号"),
            ("甲 \n乙", "甲 乙"),
        ] {
            assert_eq!(written(|sink| sink.text(lines)).unwrap(), expected);
        }
    }

    #[test]
    fn cells_and_paragraphs_are_separated_once() {
        let text = written(|sink| {
            sink.paragraph();
            for cell in ["甲", "", "乙 "] {
                sink.text(cell)?;
                sink.cell();
            }
            sink.paragraph();
            sink.paragraph();
            sink.blank();
            sink.text("丙")?;
            sink.line();
            Ok(())
        });
        assert_eq!(text.unwrap(), "甲\t乙\n丙");
    }

    #[test]
    fn what_goes_beyond_the_limit_is_an_error() {
        assert_eq!(written(|sink| sink.text(&"a".repeat(200))).unwrap().len(), 200);
        let error = written(|sink| sink.text(&"a".repeat(201))).unwrap_err();
        assert_eq!(error, ExtractError::TooLarge { what: "the text of the file, in bytes,", limit: 200 });
    }

    proptest! {
        #[test]
        fn no_control_characters_nor_needless_blanks(text in ".{0,60}") {
            let text = written(|sink| sink.text(&text)).unwrap();
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert!(!text.contains("  ") && text.trim() == text);
        }
    }
}
