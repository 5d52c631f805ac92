//! What was typed: words, "phrases", -exclusions, field:value. The rules are those of docs/query-language.md; what would
//! need tables (dates, document numbers as one token) is words here.

use std::ops::Range;

use crate::text::{Class, class};

/// Opening quotation marks, each with those that close it.
const QUOTES: [(char, &[char]); 4] = [('"', &['"']), ('“', &['”', '“', '"']), ('「', &['」']), ('『', &['』'])];
/// Characters of a query that are read: each pair of them may be a file.
const LONGEST: usize = 128;

/// A query, understood. Texts are as typed, not folded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// Running texts and phrases (`true`).
    pub(super) parts: Vec<(bool, Vec<char>)>,
    pub(super) excluded: Vec<Vec<char>>,
    /// Number of the field, value, and whether it is excluded.
    pub(super) filters: Vec<(usize, String, bool)>,
}

/// Reads a query. `field`: the number of the field with this name, if there is one.
pub(super) fn read(text: &str, field: impl Fn(&str) -> Option<usize>) -> Typed {
    let chars: Vec<char> = text.chars().take(LONGEST).collect();
    let mut typed = Typed::default();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let starts = at == 0 || chars[at - 1].is_whitespace();
        let excludes = at > 0 && starts && matches!(c, '-' | '－');
        if excludes && let Some(end) = exclusion(&chars, at + 1, &field, &mut typed) {
            words.push(' ');
            at = end;
            continue;
        }
        if starts && let Some(end) = filter(&chars, at, &field, false, &mut typed) {
            words.push(' ');
            at = end;
            continue;
        }
        if starts
            && let Some((from, to)) = quoted(&chars, at)
            && chars.get(to + 1).is_none_or(|c| c.is_whitespace())
        {
            typed.parts.push((false, std::mem::take(&mut words)));
            typed.parts.push((true, chars[from..to].to_vec()));
            at = to + 1;
            continue;
        }
        words.push(if QUOTES.iter().any(|(open, _)| *open == c) { ' ' } else { c });
        at += 1;
    }
    typed.parts.push((false, words));
    typed
}

/// The document numbers in a folded text, each with what is looked for: 国发〔2019〕5 for 国发 [2019] 第5号. Whatever the
/// brackets are, they are one character, and so a phrase finds it.
pub(super) fn doc_numbers(folded: &[char]) -> Vec<(Range<usize>, Vec<char>)> {
    const YEAR: usize = 4;
    const LONGEST_ORGAN: usize = 12;
    let is = |at: usize, kind: Class| folded.get(at).is_some_and(|c| class(*c) == kind);
    let is_digit = |at: usize| folded.get(at).is_some_and(char::is_ascii_digit);
    let mut found = Vec::new();
    let mut from = 0;
    for open in 0..folded.len() {
        let close = open + 1 + YEAR;
        if !is(open, Class::Symbol) || !is(close, Class::Symbol) || !(open + 1..close).all(is_digit) {
            continue;
        }
        let mut last = open;
        while last > from && is(last - 1, Class::Blank) {
            last -= 1;
        }
        let mut start = last;
        while start > from && last - start < LONGEST_ORGAN && is(start - 1, Class::Ideograph) {
            start -= 1;
        }
        let mut serial = close + 1;
        while is(serial, Class::Blank) || folded.get(serial) == Some(&'第') {
            serial += 1;
        }
        let mut end = serial;
        while is_digit(end) {
            end += 1;
        }
        if start == last || serial == end {
            continue;
        }
        let number = [&folded[start..last], &folded[open..=close], &folded[serial..end]].concat();
        while is(end, Class::Blank) {
            end += 1;
        }
        end += usize::from(folded.get(end) == Some(&'号'));
        found.push((start..end, number));
        from = end;
    }
    found
}

/// What stands between the quotation mark at `at` and its partner.
fn quoted(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let (_, closing) = QUOTES.iter().find(|(open, _)| Some(open) == chars.get(at))?;
    let length = chars[at + 1..].iter().position(|c| closing.contains(c))?;
    Some((at + 1, at + 1 + length))
}

/// A value, between quotation marks or up to a blank, and where to go on.
fn value(chars: &[char], at: usize) -> Option<(&[char], usize)> {
    if let Some((from, to)) = quoted(chars, at) {
        return Some((&chars[from..to], to + 1));
    }
    let length = chars.get(at..)?.iter().take_while(|c| !c.is_whitespace()).count();
    (length > 0).then(|| (&chars[at..at + length], at + length))
}

fn exclusion(chars: &[char], at: usize, field: impl Fn(&str) -> Option<usize>, typed: &mut Typed) -> Option<usize> {
    if matches!(chars.get(at), Some('-' | '－')) {
        return None;
    }
    if let Some(end) = filter(chars, at, field, true, typed) {
        return Some(end);
    }
    let (text, end) = value(chars, at)?;
    if !text.iter().any(|c| c.is_alphanumeric()) {
        return None;
    }
    typed.excluded.push(text.to_vec());
    Some(end)
}

fn filter(
    chars: &[char],
    at: usize,
    field: impl Fn(&str) -> Option<usize>,
    excluded: bool,
    typed: &mut Typed,
) -> Option<usize> {
    const LONGEST_NAME: usize = 24;
    let colon = chars[at..].iter().take(LONGEST_NAME).position(|c| matches!(c, ':' | '：'))?;
    let name: String = chars[at..at + colon].iter().map(char::to_ascii_lowercase).collect();
    let field = field(&name)?;
    let (value, end) = value(chars, at + colon + 1)?;
    typed.filters.push((field, value.iter().collect(), excluded));
    Some(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Typed {
        let mut typed = read(text, |name| ["unit", "类型"].iter().position(|known| *known == name));
        typed.parts.retain(|(_, text)| text.iter().any(|c| !c.is_whitespace()));
        typed
    }

    fn shown(text: &str) -> String {
        let typed = parse(text);
        let text = |chars: &Vec<char>| chars.iter().collect::<String>().trim().to_owned();
        let parts =
            typed.parts.iter().map(|(phrase, words)| format!("{}{}", if *phrase { "=" } else { "" }, text(words)));
        let excluded = typed.excluded.iter().map(|words| format!("-{}", text(words)));
        let filters = typed.filters.iter().map(|(f, value, not)| format!("{}{f}:{value}", if *not { "-" } else { "" }));
        parts.chain(excluded).chain(filters).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn follows_the_query_language() {
        assert_eq!(shown("公积金 “提取条件”"), "公积金|=提取条件");
        assert_eq!(shown("深化“放管服”改革"), "深化 放管服”改革");
        assert_eq!(shown("公积金 -贷款 -\"异地 转移\""), "公积金|-贷款|-异地 转移");
        assert_eq!(shown("-贷款"), "-贷款");
        assert_eq!(parse("-贷款").excluded.len(), 0);
        assert_eq!(shown("类型:新闻动态 聚焦：新政 unit:\"民政局 二科\""), "聚焦：新政|1:新闻动态|0:民政局 二科");
        assert_eq!(shown("低保 -类型:新闻动态"), "低保|-1:新闻动态");
        assert_eq!(shown("\"公积金 提取"), "公积金 提取");
    }

    #[test]
    fn document_numbers_are_found_in_any_form() {
        let shown = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            let found = doc_numbers(&chars).into_iter();
            found.map(|(range, number)| format!("{range:?} {}", number.iter().collect::<String>())).collect::<Vec<_>>()
        };
        assert_eq!(shown("国发〔2019〕5号"), ["0..10 国发〔2019〕5"]);
        assert_eq!(shown("国办函 [2004] 80 号 解读"), ["0..15 国办函[2004]80"]);
        assert_eq!(shown("见示政发(2024)第3,国发〔2019〕5号"), ["0..12 见示政发(2024)3", "13..23 国发〔2019〕5"]);
        for text in ["〔2019〕5号", "国发〔2019〕号", "国发〔201〕5号", "国发2019", "国发〔2019"] {
            assert!(shown(text).is_empty(), "{text}: {:?}", shown(text));
        }
    }

    proptest! {
        #[test]
        fn reads_anything(text in "[\\PC\\s]{0,80}|[-\"“”「」:：类型公 ]{0,40}") {
            let typed = parse(&text);
            let chars: Vec<char> = text.chars().collect();
            prop_assert!(doc_numbers(&chars).iter().all(|(range, _)| range.end <= chars.len()));
            prop_assert!(typed.parts.len() <= text.chars().count());
        }
    }
}
