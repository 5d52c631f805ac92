//! What follows the organ in a document number, read from the right.
//!
//! The caller gives the text before 号. Read backwards, each part is recognised by its last character
//! alone: digits, then 第, then a closing bracket, 年, an opening bracket or the word of the form. There is
//! no choice to undo, so a text is looked at once, and a text with many 号 is looked at once between them.

use super::DocNumberError;
use super::ending::{number_at_end, year_at_end};
use crate::ids::width::is_blank;

/// The form of a number, and for a notice its word: 公告 and 通告 of one organ are numbered apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Bracketed,
    Order,
    /// 公告
    Announcement,
    /// 通告
    Circular,
}

impl Kind {
    /// The word between organ and number.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Bracketed => "",
            Kind::Order => "令",
            Kind::Announcement => "公告",
            Kind::Circular => "通告",
        }
    }
}

/// All of a document number but its organ and 号.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tail {
    /// Where it starts: at the opening bracket of 国发〔2019〕, at the word of the form otherwise.
    pub(super) start: usize,
    pub(super) kind: Kind,
    pub(super) year: Option<u16>,
    pub(super) number: u32,
    /// Whether a bracket opened and has to be closed after 号: 公告（2020年第8号）.
    pub(super) is_open: bool,
}

/// Whether `c` ends a document number.
pub(super) fn is_end(c: char) -> bool {
    matches!(c, '号' | '號')
}

/// Splits off the end of a whole document number, 号 or 号）: the text before it, and whether a bracket closed.
pub(super) fn split_end(text: &[char]) -> Option<(&[char], bool)> {
    match text {
        [before @ .., end] if is_end(*end) => Some((before, false)),
        [before @ .., end] if is_close(*end) => match trim_end(before) {
            [before @ .., end] if is_end(*end) => Some((before, true)),
            _ => None,
        },
        _ => None,
    }
}

/// `text` without the blanks at its end.
pub(super) fn trim_end(text: &[char]) -> &[char] {
    let end = text.iter().rposition(|c| !is_blank(*c)).map_or(0, |last| last + 1);
    text.get(..end).unwrap_or_default()
}

/// Reads the tail of a document number that ends `text`; 号 follows.
pub(super) fn tail(text: &[char]) -> Result<Tail, DocNumberError> {
    let text = trim_end(text);
    let (start, number) = number_at_end(text)?;
    let mut text = trim_end(text.get(..start).unwrap_or_default());
    if let [before @ .., '第'] = text {
        text = trim_end(before);
    }
    if let [before @ .., close] = text
        && is_close(*close)
    {
        let (before, year) = year_before(before)?;
        return match before {
            [outside @ .., open] if is_open_bracket(*open) => {
                let (start, kind) = (outside.len(), Kind::Bracketed);
                Ok(Tail { start, kind, year: Some(year), number, is_open: false })
            }
            _ => Err(DocNumberError::MissingForm),
        };
    }
    let (mut year, mut is_open) = (None, false);
    if let [before @ .., '年'] = text {
        let (before, found) = year_before(before)?;
        (text, year) = (before, Some(found));
    }
    if let [before @ .., open] = text
        && is_open_bracket(*open)
    {
        (text, is_open) = (trim_end(before), true);
    }
    let (start, kind) = word_before(text).ok_or(DocNumberError::MissingForm)?;
    Ok(Tail { start, kind, year, number, is_open })
}

/// Reads a year, and the blanks on both sides of it, off the end of `text`.
fn year_before(text: &[char]) -> Result<(&[char], u16), DocNumberError> {
    let text = trim_end(text);
    let (start, year) = year_at_end(text)?;
    Ok((trim_end(text.get(..start).unwrap_or_default()), year))
}

/// The word of the form that ends `text`: where it starts, and the form.
fn word_before(text: &[char]) -> Option<(usize, Kind)> {
    match text {
        [before @ .., '公', '告'] => Some((before.len(), Kind::Announcement)),
        [before @ .., '通', '告'] => Some((before.len(), Kind::Circular)),
        [before @ .., '令'] => {
            // 命令(令) is one genre: 国务院命令第5号 is 国务院令第5号.
            // No organ ends in 命 or a blank, so that the canonical form is read like what it stands for.
            let run = before.iter().rposition(|c| *c != '命' && !is_blank(*c)).map_or(0, |last| last + 1);
            let start = before[run..].iter().position(|c| *c == '命').map_or(before.len(), |first| run + first);
            Some((start, Kind::Order))
        }
        _ => None,
    }
}

/// Opening brackets of GB/T 9704 and what is typed for them. Not 《: it opens a title.
fn is_open_bracket(c: char) -> bool {
    matches!(c, '〔' | '﹝' | '[' | '［' | '(' | '（' | '【' | '〈' | '<' | '＜' | '{' | '｛')
}

/// The counterparts; a pair need not match.
fn is_close(c: char) -> bool {
    matches!(c, '〕' | '﹞' | ']' | '］' | ')' | '）' | '】' | '〉' | '>' | '＞' | '}' | '｝')
}
