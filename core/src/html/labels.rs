//! What stands above a document: 索引号, 文号, 成文日期 and the like, in a table, a list or a line of text.

use std::ops::Range;

use super::tree::{Id, Tree};

/// Longest value, in characters: what is longer is a sentence that begins like a label.
const LONGEST: usize = 120;

/// What a page says of itself in words.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub(super) index_number: Option<String>,
    pub(super) doc_number: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) issued: Option<String>,
    pub(super) published: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) genre: Option<String>,
    pub(super) validity: Option<String>,
    pub(super) source: Option<String>,
}

/// The words of labels, without blanks. The first that is found counts.
const WORDS: [(&str, Field); 24] = [
    ("索引号", |labels| &mut labels.index_number),
    ("信息索引号", |labels| &mut labels.index_number),
    ("索取号", |labels| &mut labels.index_number),
    ("文号", |labels| &mut labels.doc_number),
    ("发文字号", |labels| &mut labels.doc_number),
    ("发文号", |labels| &mut labels.doc_number),
    ("文件编号", |labels| &mut labels.doc_number),
    ("发文机关", |labels| &mut labels.issuer),
    ("发布机构", |labels| &mut labels.issuer),
    ("发布单位", |labels| &mut labels.issuer),
    ("公开责任部门", |labels| &mut labels.issuer),
    ("成文日期", |labels| &mut labels.issued),
    ("生成日期", |labels| &mut labels.issued),
    ("发文日期", |labels| &mut labels.issued),
    ("发布日期", |labels| &mut labels.published),
    ("发布时间", |labels| &mut labels.published),
    ("公开日期", |labels| &mut labels.published),
    ("主题分类", |labels| &mut labels.subject),
    ("体裁", |labels| &mut labels.genre),
    ("体裁分类", |labels| &mut labels.genre),
    ("有效性", |labels| &mut labels.validity),
    ("效力状态", |labels| &mut labels.validity),
    ("来源", |labels| &mut labels.source),
    ("信息来源", |labels| &mut labels.source),
];

type Field = fn(&mut Labels) -> &mut Option<String>;

/// Elements that hold one label or one value.
const CELLS: [&str; 10] = ["td", "th", "dt", "dd", "li", "span", "p", "div", "strong", "b"];

impl Labels {
    /// Reads the labels of a page that stand before or outside `body`: what a document says of others is not about it.
    pub(super) fn read(tree: &Tree, body: Option<Id>) -> Labels {
        let mut labels = Labels::default();
        for node in tree.elements() {
            let is_cell = tree.name(node).is_some_and(|name| CELLS.contains(&name)) && is_small(tree, node);
            if !is_cell || body.is_some_and(|body| is_within(tree, node, body)) {
                continue;
            }
            let text = tree.line(node);
            for (field, value) in labelled(&text) {
                let value = if value.is_empty() { next_to(tree, node) } else { Some(value.to_owned()) };
                let place = field(&mut labels);
                if place.is_none() {
                    *place = value.filter(|value| !value.is_empty() && value.chars().count() <= LONGEST);
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

fn is_within(tree: &Tree, node: Id, outer: Id) -> bool {
    std::iter::successors(Some(node), |node| tree.parent(*node)).any(|node| node == outer)
}

/// What stands around labels and values.
const AROUND: [char; 7] = ['[', ']', '【', '】', ' ', '\u{a0}', '\u{3000}'];

/// The labels in a text, each with what comes after its colon: 来源：区教育局 发布时间：2026-01-02 10:20. A text without a
/// colon may be a label as a whole.
fn labelled(text: &str) -> Vec<(Field, &str)> {
    let text = text.trim_matches(AROUND);
    let marks = marks(text);
    if marks.is_empty() {
        return field(text).map(|field| (field, "")).into_iter().collect();
    }
    let ends = marks.iter().skip(1).map(|mark| mark.start).chain([text.len()]);
    let pairs = marks.iter().zip(ends).filter_map(|(mark, end)| {
        let value = text[mark.end..end].trim_start_matches([':', '：']).trim_matches(AROUND);
        Some((field(&text[mark.clone()])?, value))
    });
    pairs.collect()
}

/// Where names before colons stand. A time has colons as well.
fn marks(text: &str) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (end, _) in text.match_indices([':', '：']) {
        let before = &text[..end];
        let blank = before.rfind(|c: char| c.is_whitespace());
        let start = blank.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        // Labels are drawn out with blanks to be as long as each other: 索 引 号.
        let start = if marks.is_empty() && field(before).is_some() { 0 } else { start };
        let is_after = marks.last().is_none_or(|mark| mark.end < start);
        if is_after && start < end && !before.ends_with(|c: char| c.is_ascii_digit()) {
            marks.push(start..end);
        }
    }
    marks
}

fn field(name: &str) -> Option<Field> {
    let name: String = name.trim_matches(AROUND).chars().filter(|c| !c.is_whitespace()).collect();
    WORDS.iter().find(|(word, _)| *word == name).map(|(_, field)| *field)
}

/// The value alone, where a label follows it in the same line.
fn single(value: &str) -> &str {
    let end = marks(value).first().map_or(value.len(), |mark| mark.start);
    value[..end].trim()
}

/// What stands in the next cell.
fn next_to(tree: &Tree, node: Id) -> Option<String> {
    let parent = tree.parent(node)?;
    let mut after = tree.children(parent).skip_while(|child| *child != node).skip(1);
    let value = after.find_map(|sibling| {
        let text = tree
            .own_text(sibling)
            .map_or_else(|| tree.line(sibling), |text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        (!text.is_empty()).then_some(text)
    })?;
    // Another label means that this one has no value.
    if labelled(&value).is_empty() { Some(single(&value).to_owned()) } else { None }
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
