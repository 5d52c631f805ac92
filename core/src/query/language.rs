//! The query language: words, `"phrases"`, `-exclusions`, `field:value`, document numbers.
//!
//! There are no errors: what is malformed is searched as words, and a [`Note`] says so. The text is parsed as typed,
//! before folding: only known field names filter (titles hold colons too), and `-` excludes only after white space.

use std::ops::Range;

use super::{Filters, Note, filters};
use crate::ids::find_doc_numbers;
use crate::text::{fold, fold_char};

/// A query, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedQuery {
    /// What hits should hold, in the order typed.
    pub parts: Vec<Part>,
    /// Strings that no hit may hold.
    pub excluded: Vec<String>,
    /// Filters typed in the query.
    pub filters: Filters,
    /// Filters typed with `-`: what matches one of them is no hit.
    pub excluded_filters: Vec<Filters>,
    /// What could not be understood as typed.
    pub notes: Vec<Note>,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Running text, to be cut into words.
    Words(String),
    /// A string that hits hold exactly so, script, width and case aside.
    ///
    /// Typed between quotation marks that stand apart from other text: those inside running text (深化“放管服”改革)
    /// belong to it.
    Phrase(String),
    /// A document number, canonical and folded.
    DocNumber(String),
}

impl Part {
    /// Its text, where it is running text.
    pub(crate) fn words(&self) -> Option<&str> {
        match self {
            Part::Words(text) => Some(text),
            Part::Phrase(_) | Part::DocNumber(_) => None,
        }
    }
}

impl ParsedQuery {
    /// Whether the query is of Latin letters only: then they may be pinyin.
    pub(crate) fn may_be_pinyin(&self) -> bool {
        let is_latin = |part: &Part| part.words().is_some_and(|text| text.chars().all(|c| fold_char(c).is_ascii()));
        let has_letter = |part: &Part| part.words().is_some_and(|text| text.chars().any(char::is_alphabetic));
        self.parts.iter().all(is_latin) && self.parts.iter().any(has_letter)
    }
}

/// Opening quotation marks with their closing ones.
const QUOTES: [(char, &[char]); 4] = [('"', &['"']), ('“', &['”', '“', '"']), ('「', &['」']), ('『', &['』'])];

/// Parses a query. Never fails, and takes time linear in its length.
///
/// ```
/// use menhu::query::{Part, parse};
/// let query = parse("公积金 -贷款 年份:2024 \"提取条件\"");
/// assert_eq!(query.parts[0], Part::Words("公积金".into()));
/// assert_eq!(query.parts[1], Part::Phrase("提取条件".into()));
/// assert_eq!(query.excluded, ["贷款"]);
/// assert_eq!(query.filters.year, [2024]);
/// ```
#[must_use]
pub fn parse(text: &str) -> ParsedQuery {
    let chars: Vec<char> = text.chars().collect();
    let mut folded: Vec<char> = chars.iter().map(|c| fold_char(*c)).collect();
    if ends_as_doc_number(&folded) {
        folded.push('号'); // often left out by those who type it
    }
    let closings = QUOTES.map(|(_, closing)| {
        chars.iter().enumerate().filter(|(_, c)| closing.contains(c)).map(|(at, _)| at).collect::<Vec<usize>>()
    });
    let mut parser = Parser { chars: &chars, at: 0, closings, words: String::new(), query: ParsedQuery::default() };
    let mentions = find_doc_numbers(&folded);
    let mut mentions = mentions.iter().peekable();
    while parser.at < chars.len() {
        while mentions.peek().is_some_and(|mention| mention.start < parser.at) {
            mentions.next();
        }
        if let Some(mention) = mentions.peek().filter(|mention| mention.start == parser.at) {
            parser.flush();
            parser.query.parts.push(Part::DocNumber(mention.doc_number.to_string()));
            parser.at = mention.end.min(chars.len());
        } else {
            parser.step();
        }
    }
    parser.flush();
    let mut query = parser.query;
    if query.parts.is_empty() && !query.excluded.is_empty() && query.filters.is_empty() {
        query.notes.push(Note::new("only_exclusions", "只输入了要排除的词，已列出不含这些词的全部内容"));
    }
    query
}

/// Whether a text ends like 国发〔2019〕5, without 号.
fn ends_as_doc_number(folded: &[char]) -> bool {
    let digits = folded.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let before = folded[..folded.len() - digits].iter().rev().find(|c| **c != ' ');
    (1..=5).contains(&digits) && before.is_some_and(|c| "〕﹞])】".contains(*c))
}

struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    /// For each kind of quotation mark, where its closing ones stand: looking for one must not read the rest of the
    /// text again and again.
    closings: [Vec<usize>; QUOTES.len()],
    /// Running text not yet a part.
    words: String,
    query: ParsedQuery,
}

impl Parser<'_> {
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let words = words.trim();
        if !words.is_empty() {
            self.query.parts.push(Part::Words(words.to_owned()));
        }
    }

    /// Reads one construct, or one character of running text. Always moves on.
    fn step(&mut self) {
        let c = self.chars[self.at];
        let after_blank = self.at > 0 && self.chars[self.at - 1].is_whitespace();
        if after_blank && matches!(c, '-' | '－') && self.exclusion() {
            return;
        }
        if (self.at == 0 || after_blank) && self.filter(self.at, false) {
            return;
        }
        let starts = self.at == 0 || after_blank;
        let is_quote = QUOTES.iter().any(|(open, _)| *open == c);
        if is_quote && starts {
            match self.quoted(self.at) {
                Some(inside) if self.chars.get(inside.end + 1).is_none_or(|c| c.is_whitespace()) => {
                    self.flush();
                    let text: String = self.chars[inside.clone()].iter().collect();
                    if !text.trim().is_empty() {
                        self.query.parts.push(Part::Phrase(text.trim().to_owned()));
                    }
                    self.at = inside.end + 1;
                    return;
                }
                Some(_) => {}
                None => self.note("unbalanced_quote", "引号不成对，已按普通词语检索"),
            }
        }
        self.words.push(if is_quote { ' ' } else { c });
        self.at += 1;
    }

    fn note(&mut self, code: &str, message: &str) {
        const MOST: usize = 10;
        let known = self.query.notes.iter().any(|note| note.code == code && note.message == message);
        if !known && self.query.notes.len() < MOST {
            self.query.notes.push(Note::new(code, message));
        }
    }

    /// What stands between the quotation mark at `at` and its partner.
    fn quoted(&self, at: usize) -> Option<Range<usize>> {
        let kind = QUOTES.iter().position(|(open, _)| Some(open) == self.chars.get(at))?;
        let closings = &self.closings[kind];
        let closing = *closings.get(closings.partition_point(|closing| *closing <= at))?;
        Some(at + 1..closing)
    }

    /// The value at `at`: between quotation marks, or up to the next white space; and where to go on. `None` when it
    /// is longer than any value.
    fn value(&self, at: usize) -> Option<(String, usize)> {
        const LONGEST: usize = 300;
        let quoted = self.quoted(at).map(|inside| (inside.clone(), inside.end + 1));
        let (range, next) = quoted.or_else(|| {
            let window = &self.chars[at..self.chars.len().min(at + LONGEST + 1)];
            let length = window.iter().position(|c| c.is_whitespace()).unwrap_or(window.len());
            Some((at..at + length, at + length))
        })?;
        (range.len() <= LONGEST).then(|| (self.chars[range].iter().collect(), next))
    }

    /// `-word`, `-"phrase"`, `-field:value`. False when nothing follows the sign.
    fn exclusion(&mut self) -> bool {
        let at = self.at + 1;
        if self.chars.get(at).is_none_or(|c| c.is_whitespace() || matches!(c, '-' | '－')) {
            return false;
        }
        if self.filter(at, true) {
            return true;
        }
        let Some((text, end)) = self.value(at) else { return false };
        let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        if text.is_empty() {
            return false;
        }
        self.flush();
        self.query.excluded.push(text);
        self.at = end;
        true
    }

    /// `field:value` at `at`. False when it is no known field; an unusable value becomes words, with a note.
    fn filter(&mut self, at: usize, excluded: bool) -> bool {
        const LONGEST_NAME: usize = 12;
        let window = &self.chars[at..self.chars.len().min(at + LONGEST_NAME + 1)];
        let Some(colon) = window.iter().position(|c| matches!(c, ':' | '：')) else { return false };
        let name = fold(&window[..colon].iter().collect::<String>());
        let Some(field) = filters::field_named(&name) else { return false };
        let value_at = at + colon + 1;
        if self.chars.get(value_at).is_none_or(|c| c.is_whitespace()) {
            return false;
        }
        let Some((value, end)) = self.value(value_at) else { return false };
        let (value, end) = self.with_doc_number(field, value, value_at, end);
        let mut unwanted = Filters::default();
        let target = if excluded { &mut unwanted } else { &mut self.query.filters };
        if target.add(field, &value).is_err() {
            self.note("unknown_filter_value", &format!("“{name}”没有“{}”这个取值，已按普通词语检索", shorten(&value)));
            return false;
        }
        self.flush();
        if excluded {
            self.query.excluded_filters.push(unwanted);
        }
        self.at = end;
        true
    }

    /// A document number may hold blanks: 文号:国发 〔2019〕 5 号.
    fn with_doc_number(&self, field: &str, value: String, from: usize, end: usize) -> (String, usize) {
        const LONGEST: usize = 60;
        if field != "doc_number" {
            return (value, end);
        }
        let rest: Vec<char> = self.chars[from..].iter().take(LONGEST).map(|c| crate::text::fold_char(*c)).collect();
        match find_doc_numbers(&rest).first() {
            Some(mention) if mention.start == 0 => (mention.doc_number.to_string(), from + mention.end),
            _ => (value, end),
        }
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Kind;

    fn words(text: &str) -> Part {
        Part::Words(text.to_owned())
    }

    #[test]
    fn only_known_fields_filter() {
        let query = parse("类型:新闻动态 栏目：\"民政局/法规文件\" 时间:三点");
        assert_eq!(query.filters.kind, [Kind::News]);
        assert_eq!(query.filters.column, ["民政局/法规文件"]);
        assert_eq!(query.parts, [words("时间:三点")]);
        assert_eq!(parse("聚焦：公积金新政").parts, [words("聚焦：公积金新政")]);
    }

    #[test]
    fn a_sign_excludes_only_after_white_space() {
        assert_eq!(parse("公积金 -贷款 -\"异地 转移\"").excluded, ["贷款", "异地 转移"]);
        assert_eq!(parse("2020-2021年 -").parts, [words("2020-2021年 -")]);
        assert_eq!(parse("-贷款").parts, [words("-贷款")]);
        assert_eq!(parse("公积金 -类型:news").excluded_filters[0].kind, [Kind::News]);
    }

    #[test]
    fn quotation_marks_inside_a_text_belong_to_it() {
        assert_eq!(parse("深化“放管服”改革").parts, [words("深化 放管服”改革")]);
        assert_eq!(parse("“放管服”").parts, [Part::Phrase("放管服".into())]);
        assert_eq!(parse("通知要求\"线上办理\"。").parts, [words("通知要求 线上办理 。")]);
    }

    #[test]
    fn malformed_parts_become_words_with_a_note() {
        let query = parse("\"公积金 提取");
        assert_eq!(
            (query.parts.as_slice(), query.notes[0].code.as_str()),
            ([words("公积金 提取")].as_slice(), "unbalanced_quote")
        );
        let query = parse("年份:去年 公积金");
        assert_eq!(
            (query.parts.as_slice(), query.notes[0].code.as_str()),
            ([words("年份:去年 公积金")].as_slice(), "unknown_filter_value")
        );
    }

    #[test]
    fn document_numbers_are_parts_in_any_variant() {
        let number = Part::DocNumber("国发〔2019〕5号".into());
        for text in ["国发〔2019〕5号", "国发[2019]5号", "国发（2019）第 05 号", "國發【2019】5號"] {
            assert_eq!(parse(text).parts, std::slice::from_ref(&number), "{text}");
        }
        assert_eq!(parse("国发〔2019〕5号的解读").parts, [number, words("的解读")]);
        assert_eq!(parse("文号:国发 [2019] 5号 监管").filters.doc_number, ["国发〔2019〕5号"]);
    }

    proptest! {
        #[test]
        fn never_panics_and_ends(text in "[\\PC\\s]{0,80}|[-\"“”「」:：文号类型年份2019〔〕号 \\s]{0,60}") {
            let query = parse(&text);
            prop_assert!(query.parts.len() <= text.chars().count());
        }
    }

    #[test]
    fn takes_linear_time_on_hostile_input() {
        for piece in ["\"", "“", "-", " -\"", "文号:", "〔2019〕", "国", "a:\"", "国发〔", "x「", " 「x", "年份:「x "]
        {
            let text = piece.repeat(64 * 1024 / piece.len()) + "」y";
            let query = parse(&text);
            assert!(query.notes.len() < 100, "{piece}");
        }
    }
}
