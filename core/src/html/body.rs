//! Where the text of an article stands on its page.

use super::select::Selector;
use super::tree::{Id, Tree};

/// Containers of articles of the systems that government sites are made with.
const KNOWN: [&str; 22] = [
    "#UCAP-CONTENT",
    "#zoom",
    "#Zoom",
    "#zoomcon",
    ".TRS_Editor",
    ".TRS_UEDITOR",
    ".trs_editor_view",
    "#vsb_content",
    "#vsb_content_2",
    ".v_news_content",
    ".wp_articlecontent",
    ".pages_content",
    ".article-content",
    ".article_content",
    ".articleContent",
    "#articleContent",
    ".ewb-article-info",
    ".info-content",
    ".news_content",
    ".xxgk_content",
    ".detail-content",
    "[itemprop=articleBody]",
];

/// What names of ids and classes say of elements that are of the site and not of the article.
const AROUND: [&str; 18] = [
    "nav",
    "menu",
    "header",
    "footer",
    "foot",
    "sidebar",
    "breadcrumb",
    "crumb",
    "share",
    "copyright",
    "related",
    "recommend",
    "friendlink",
    "banner",
    "search",
    "toolbar",
    "position",
    "pagination",
];

/// Elements that text may be divided into.
const BLOCKS: [&str; 11] =
    ["html", "body", "form", "center", "main", "article", "section", "div", "table", "tbody", "td"];

/// How much of the weight of an element one of its children must have, for the article to be there.
const MOST: f64 = 0.7;

/// The element that holds the article: where `wanted` leads, else a container that is known, else where most text is.
pub(super) fn find(tree: &Tree, wanted: Option<&Selector>) -> Option<Id> {
    let texts = texts(tree);
    let has_text = |node: &Id| texts[*node];
    if let Some(found) = wanted.and_then(|wanted| wanted.find(tree).find(has_text)) {
        return Some(found);
    }
    let known = KNOWN.iter().filter_map(|selector| Selector::parse(selector).ok());
    for selector in known {
        if let Some(found) = selector.find(tree).find(has_text) {
            return Some(found);
        }
    }
    densest(tree)
}

/// Goes down from the page into the child that has most of the text, as long as one has.
fn densest(tree: &Tree) -> Option<Id> {
    let weights = weights(tree);
    let mut at = tree.elements().find(|node| tree.name(*node) == Some("body"))?;
    if weights[at] == 0 {
        return None;
    }
    loop {
        let heaviest = tree.children(at).max_by_key(|child| weights[*child]);
        let whole = weights[at] as f64;
        match heaviest {
            Some(child) if weights[child] as f64 >= MOST * whole && is_block(tree, child) => at = child,
            _ => return Some(at),
        }
    }
}

fn is_block(tree: &Tree, node: Id) -> bool {
    // Into a row nobody goes: its cells belong together, unless the row lays out the page.
    tree.name(node).is_some_and(|name| {
        BLOCKS.contains(&name)
            || name == "tr" && tree.children(node).filter(|cell| tree.name(*cell).is_some()).count() == 1
    })
}

/// Whether nodes, by their names, hold text outside links, of what belongs to the article. Told of all at once, from
/// within: containers hold each other.
fn texts(tree: &Tree) -> Vec<bool> {
    let mut texts = vec![false; tree.len()];
    let nodes: Vec<Id> = tree.below(0).collect();
    for node in nodes.into_iter().rev() {
        if let Some(text) = tree.own_text(node) {
            texts[node] = !text.trim().is_empty();
        } else {
            texts[node] = texts[node] && is_of_article(tree, node);
        }
        if let Some(parent) = tree.parent(node).filter(|_| texts[node]) {
            texts[parent] = true;
        }
    }
    texts
}

/// The weights of all nodes that belong to articles, sentences counted double.
fn weights(tree: &Tree) -> Vec<usize> {
    let mut weights = vec![0; tree.len()];
    let mut stack: Vec<(Id, bool)> =
        tree.elements().filter(|node| tree.name(*node) == Some("body")).map(|node| (node, false)).collect();
    while let Some((node, is_done)) = stack.pop() {
        if is_done {
            weights[node] = tree.children(node).map(|child| weights[child]).sum();
        } else if let Some(text) = tree.own_text(node) {
            let is_sentence = text.contains(['，', '。', '；', '、', '：', ',', '.']);
            let length = text.chars().filter(|c| !c.is_whitespace()).count();
            weights[node] = if is_sentence { 2 * length } else { length };
        } else if tree.name(node).is_some() && is_of_article(tree, node) {
            stack.push((node, true));
            stack.extend(tree.children(node).map(|child| (child, false)));
        }
    }
    weights
}

/// Whether what an element holds may be of the article: it is no link, it shows, and it is not of the site.
fn is_of_article(tree: &Tree, node: Id) -> bool {
    tree.name(node) != Some("a") && !tree.is_hidden(node) && !is_around(tree, node)
}

/// Whether an element is of the site: its head, its navigation, its foot.
pub(super) fn is_around(tree: &Tree, node: Id) -> bool {
    if matches!(tree.name(node), Some("header" | "footer" | "aside")) {
        return true;
    }
    let names = ["id", "class"].iter().filter_map(|name| tree.attribute(node, name));
    // The page itself may be called after what stands on it.
    !matches!(tree.name(node), Some("body" | "html" | "main" | "article"))
        && names.flat_map(str::split_ascii_whitespace).any(|name| {
            let name = name.to_ascii_lowercase();
            AROUND.iter().any(|word| {
                name.split(|c: char| !c.is_ascii_alphabetic())
                    .any(|part| part == *word || part.strip_suffix('s') == Some(word))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tree::parse;

    fn body(source: &str) -> String {
        let tree = parse(source).unwrap();
        find(&tree, None).map_or_else(String::new, |node| tree.text(node, 1 << 20).unwrap())
    }

    #[test]
    fn the_article_is_where_the_text_is() {
        let links = "<li><a href=x>关于某事的通知通知通知通知</a></li>".repeat(20);
        let page = format!(
            "<div class=top-nav><ul>{links}</ul></div><div class=main><div class=side><ul>{links}</ul></div>\
             <div class=con><h1>标题</h1><div><p>第一段，有话说。</p><p>第二段，还有话。</p></div></div></div>\
             <div id=footer><p>主办：某某政府。备案号：某备某号。地址：某路某号。电话：某号。</p></div>"
        );
        assert_eq!(body(&page), "第一段，有话说。\n第二段，还有话。");
        assert_eq!(body("<div><p>甲，乙。</p></div><div id=zoom>丙</div>"), "丙");
        assert_eq!(body("<div id=zoom></div><div class=x><p>甲，乙。</p></div>"), "甲，乙。");
        assert_eq!(body("<ul><li><a href=x>只有链接</a></ul>"), "");
        // Some systems put the whole page into a form.
        assert_eq!(
            body("<form id=aspnetForm><div class=wrap><p>甲，乙。</p><p>丙。</p></div></form>"),
            "甲，乙。\n丙。"
        );
    }

    #[test]
    fn tables_that_lay_out_a_page_are_gone_into_and_tables_of_articles_are_not() {
        let page = "<table><tr><td><table><tr><td><p>甲，乙。</p><table><tr><td>丙</td><td>丁丁丁丁丁丁丁丁丁丁丁丁丁丁</td></tr></table></td></tr></table></td></tr></table>";
        assert_eq!(body(page), "甲，乙。\n丙\t丁丁丁丁丁丁丁丁丁丁丁丁丁丁");
    }

    #[test]
    fn nobody_waits_for_pages_of_one_kind_of_element() {
        assert_eq!(body(&"<p>甲，".repeat(50_000)).matches('甲').count(), 50_000);
    }
}
