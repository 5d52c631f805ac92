//! What stands above a document: 索引号, 文号, 成文日期 and the like, in a table, a list or a line of text.

use std::ops::Range;

use super::date::Published;
use super::tree::{Id, Tree};

/// Longest value, in characters: what is longer is a sentence that begins like a label.
const LONGEST: usize = 120;
/// Longest line of labels, in bytes, and how much of a page is looked at for them. They stand together, above the text.
const LINE: usize = 1 << 10;
const LOOKED_AT: usize = 1 << 20;
/// Longest name, in characters, with the blanks that draw it out.
const NAME: usize = 20;
/// How many cells without text may stand between a label and its value.
const EMPTY_CELLS: usize = 8;

/// What a page says of itself in words.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub(super) index_number: Option<String>,
    pub(super) doc_number: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) issued: Option<String>,
    pub(super) published: Option<String>,
    /// A day of which nobody says what happened on it, or on which the page was changed.
    pub(super) dated: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) genre: Option<String>,
    pub(super) validity: Option<String>,
    pub(super) source: Option<String>,
}

/// What the value of a label is. What is no day where one should be is none: 发布日期 also heads a column of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Day,
}

/// The words of labels, without blanks. The first that is found counts.
const WORDS: [Word; 31] = [
    (Holds::Text, "索引号", |labels| &mut labels.index_number),
    (Holds::Text, "信息索引号", |labels| &mut labels.index_number),
    (Holds::Text, "索取号", |labels| &mut labels.index_number),
    (Holds::Text, "文号", |labels| &mut labels.doc_number),
    (Holds::Text, "发文字号", |labels| &mut labels.doc_number),
    (Holds::Text, "发文号", |labels| &mut labels.doc_number),
    (Holds::Text, "文件编号", |labels| &mut labels.doc_number),
    (Holds::Text, "发文机关", |labels| &mut labels.issuer),
    (Holds::Text, "发布机构", |labels| &mut labels.issuer),
    (Holds::Text, "发布单位", |labels| &mut labels.issuer),
    (Holds::Text, "公开责任部门", |labels| &mut labels.issuer),
    (Holds::Day, "成文日期", |labels| &mut labels.issued),
    (Holds::Day, "生成日期", |labels| &mut labels.issued),
    (Holds::Day, "发文日期", |labels| &mut labels.issued),
    (Holds::Day, "发布日期", |labels| &mut labels.published),
    (Holds::Day, "发布时间", |labels| &mut labels.published),
    (Holds::Day, "发文时间", |labels| &mut labels.published),
    (Holds::Day, "发稿时间", |labels| &mut labels.published),
    (Holds::Day, "信息时间", |labels| &mut labels.published),
    (Holds::Day, "公开日期", |labels| &mut labels.published),
    (Holds::Day, "更新时间", |labels| &mut labels.dated),
    (Holds::Day, "更新日期", |labels| &mut labels.dated),
    (Holds::Day, "日期", |labels| &mut labels.dated),
    (Holds::Day, "时间", |labels| &mut labels.dated),
    (Holds::Text, "主题分类", |labels| &mut labels.subject),
    (Holds::Text, "体裁", |labels| &mut labels.genre),
    (Holds::Text, "体裁分类", |labels| &mut labels.genre),
    (Holds::Text, "有效性", |labels| &mut labels.validity),
    (Holds::Text, "效力状态", |labels| &mut labels.validity),
    (Holds::Text, "来源", |labels| &mut labels.source),
    (Holds::Text, "信息来源", |labels| &mut labels.source),
];

type Word = (Holds, &'static str, fn(&mut Labels) -> &mut Option<String>);

/// Elements that hold one label or one value.
const CELLS: [&str; 10] = ["td", "th", "dt", "dd", "li", "span", "p", "div", "strong", "b"];

impl Labels {
    /// Reads the labels of a page that stand before or outside `body`: what a document says of others is not about it.
    pub(super) fn read(tree: &Tree, body: Option<Id>) -> Labels {
        let (mut labels, mut left) = (Labels::default(), LOOKED_AT);
        for node in tree.elements_outside(body) {
            if !tree.name(node).is_some_and(|name| CELLS.contains(&name)) || !is_small(tree, node) {
                continue;
            }
            let Some(text) = tree.line_within(node, LINE) else { continue };
            let Some(less) = left.checked_sub(text.len()) else { break };
            left = less;
            for ((holds, _, field), value) in labelled(&text) {
                let place = field(&mut labels);
                if place.is_none() {
                    let value = if value.is_empty() { next_to(tree, node) } else { Some(value.to_owned()) };
                    let is_one = |value: &String| {
                        !value.is_empty()
                            && value.chars().count() <= LONGEST
                            && (*holds == Holds::Text || Published::find(value).is_some())
                    };
                    *place = value.filter(is_one);
                }
            }
        }
        labels
    }
}

/// Whether an element holds little enough to be a label, or a label and its value.
fn is_small(tree: &Tree, node: Id) -> bool {
    tree.below(node).take(13).count() <= 12
}

/// What stands around labels and values.
const AROUND: [char; 7] = ['[', ']', '【', '】', ' ', '\u{a0}', '\u{3000}'];

/// The labels in a text, each with what comes after its colon: 来源：区教育局 发布时间：2026-01-02 10:20. A text without a
/// colon may be a label as a whole.
fn labelled(text: &str) -> Vec<(&'static Word, &str)> {
    let text = text.trim_matches(AROUND);
    let marks = marks(text);
    if marks.is_empty() {
        return word(text).map(|word| (word, "")).into_iter().collect();
    }
    let ends = marks.iter().skip(1).map(|mark| mark.start).chain([text.len()]);
    let pairs = marks.iter().zip(ends).filter_map(|(mark, end)| {
        let value = text[mark.end..end].trim_start_matches([':', '：']).trim_matches(AROUND);
        Some((word(&text[mark.clone()])?, value))
    });
    pairs.collect()
}

/// Where names before colons stand. A time has colons as well.
fn marks(text: &str) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    // Where the word begins that is being read; names have no blanks within, but for the first.
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            start = at + c.len_utf8();
        }
        if !matches!(c, ':' | '：') {
            continue;
        }
        let before = &text[..at];
        // Labels are drawn out with blanks to be as long as each other: 索 引 号.
        let start = if marks.is_empty() && word(before).is_some() { 0 } else { start };
        let is_after = marks.last().is_none_or(|mark| mark.end < start);
        if is_after && start < at && !before.ends_with(|c: char| c.is_ascii_digit()) {
            marks.push(start..at);
        }
    }
    marks
}

fn word(name: &str) -> Option<&'static Word> {
    let name = name.trim_matches(AROUND);
    // A name is short: of a text that goes on, no more needs to be looked at.
    if name.chars().nth(NAME).is_some() {
        return None;
    }
    let is_named = |word: &str| word.chars().eq(name.chars().filter(|c| !c.is_whitespace()));
    WORDS.iter().find(|(_, word, _)| is_named(word))
}

/// The value alone, where a label follows it in the same line.
fn single(value: &str) -> &str {
    let end = marks(value).first().map_or(value.len(), |mark| mark.start);
    value[..end].trim()
}

/// What stands in the next cell.
fn next_to(tree: &Tree, node: Id) -> Option<String> {
    for sibling in tree.siblings_after(node).take(EMPTY_CELLS) {
        let text = match tree.own_text(sibling) {
            Some(text) if text.len() > LINE => return None,
            Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            None => tree.line_within(sibling, LINE)?,
        };
        if !text.is_empty() {
            // Another label means that this one has no value.
            return labelled(&text).is_empty().then(|| single(&text).to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::html::tree::parse;

    fn read(source: &str) -> Labels {
        Labels::read(&parse(source).unwrap(), None)
    }

    #[test]
    fn labels_stand_in_tables_lists_and_lines() {
        let table = read(
            "<table><tr><td>索 引 号：</td><td>000014349/2017-00110</td><td><b>主题分类：</b></td><td>综合政务\\文秘工作</td></tr>\
             <tr><td>发文机关：</td><td>区政府</td><td>文　　号：</td><td>示政发〔2026〕5号</td></tr>\
             <tr><td>有效性</td><td></td><td>成文日期</td><td>2026年01月02日</td></tr></table>",
        );
        assert_eq!(table.index_number.as_deref(), Some("000014349/2017-00110"));
        assert_eq!(table.subject.as_deref(), Some("综合政务\\文秘工作"));
        assert_eq!(table.doc_number.as_deref(), Some("示政发〔2026〕5号"));
        assert_eq!((table.issuer.as_deref(), table.validity), (Some("区政府"), None));
        assert_eq!(table.issued.as_deref(), Some("2026年01月02日"));
        let line = read("<div>来源：区教育局　发布时间：2026-01-02 10:20　字体：大</div>");
        assert_eq!(line.source.as_deref(), Some("区教育局"));
        assert_eq!(line.published.as_deref(), Some("2026-01-02 10:20"));
        let spans =
            read("<p><span>发布时间：2026-01-02 10:20 浏览次数：5</span><span>[来源]</span><span>区教育局</span></p>");
        assert_eq!(spans.published.as_deref(), Some("2026-01-02 10:20"));
        assert_eq!(spans.source.as_deref(), Some("区教育局"));
    }

    #[test]
    fn a_day_is_one() {
        let table = read(
            "<table><tr><th>标题</th><th>发布日期</th><th>文号</th></tr></table><p><span>日期：</span><span>2026-01-01</span></p>\
             <p>信息时间：2026-01-02 点击：5</p>",
        );
        assert_eq!((table.published.as_deref(), table.dated.as_deref()), (Some("2026-01-02"), Some("2026-01-01")));
    }

    /// Each would take minutes if it were read in the way that comes to mind first.
    #[test]
    fn nobody_waits_for_labels() {
        for hostile in [
            format!("<p>{}{}", "<span>".repeat(11), "1:".repeat(8000)).repeat(250),
            format!("<p>{}{}", "<span>".repeat(11), "来源：".repeat(5000)).repeat(50),
            format!("<div>{}", "<p>来源".repeat(140_000)),
            format!("{}<div>{}", "<div><p>来源</p>".repeat(240), "<br>".repeat(290_000)),
            format!("<p>{}</p>", "来源： ".repeat(100_000)),
            "<p><b><i>a: b: 来源：</i></b></p>".repeat(60_000),
        ] {
            read(&hostile);
        }
    }

    #[test]
    fn what_a_document_says_of_others_is_not_about_it() {
        let tree =
            parse("<div id=a><p>文号：甲〔2026〕1号</p></div><div id=b><p>文号：乙〔2026〕2号</p></div>").unwrap();
        let body = tree.elements().find(|node| tree.attribute(*node, "id") == Some("a"));
        assert_eq!(Labels::read(&tree, body).doc_number.as_deref(), Some("乙〔2026〕2号"));
    }

    proptest! {
        #[test]
        fn values_are_parts_of_the_text(text in "(文号|来源|索 引 号|：|:|1|，|甲| |\u{3000}|\\[|\\]){0,20}") {
            for (_, value) in labelled(&text) {
                prop_assert!(text.contains(single(value)));
            }
        }
    }
}
