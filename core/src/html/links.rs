//! The links of a page.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::date::Published;
use super::tree::{Id, Tree};

/// Names of files that are attached to articles, by their endings.
const FILES: [&str; 18] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "ofd", "wps", "et", "dps", "txt", "csv", "rtf", "zip", "rar",
    "7z", "odt",
];

/// Pages whose text may end as a file's name does: editors call articles after the files that they have made them of.
const PAGES: [&str; 4] = ["html", "htm", "shtml", "xhtml"];

const SCRIPTED: &str = "createPageHTML(";
/// How often that is looked at in a page, and how long its arguments may be, in bytes.
const CALLS: usize = 50;
const ARGUMENTS: usize = 200;

/// How far a day may be from its link: in so many elements around it, each with so many nodes.
const LEVELS: usize = 5;
const NODES: usize = 60;

/// A link of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads, as it is written there.
    pub href: String,
    /// What it says; where it is cut with dots, its title.
    pub text: String,
    /// The day beside it, as lists of articles have it.
    pub published: Option<Published>,
    /// Whether it leads on to the next page of a list.
    pub is_next: bool,
}

impl Link {
    /// Whether it leads to a file, by the name that the file has: in the address, or, where a program hands it out
    /// (`download.jsp?wbfileid=…`), in what the link says.
    #[must_use]
    pub fn is_file(&self) -> bool {
        let path = self.href.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_of = |known: &[&str], name: &str| {
            let ending = name.rsplit_once('.').map(|(_, ending)| ending);
            ending.is_some_and(|ending| known.iter().any(|known| known.eq_ignore_ascii_case(ending)))
        };
        let shown = self.text.trim_end_matches(|c: char| !c.is_alphanumeric());
        is_of(&FILES, name) || !name.is_empty() && !is_of(&PAGES, name) && is_of(&FILES, shown)
    }
}

/// The next page of a list whose pages are counted out by a script, as many systems do:
/// `createPageHTML(pages, this, "index", "html")` stands on `index.html`, `index_1.html`, …. Above the call there often
/// is the function itself, whose arguments are names.
pub(super) fn scripted_next(source: &str) -> Option<Link> {
    let calls = source.match_indices(SCRIPTED).take(CALLS).map(|(at, found)| &source[at + found.len()..]);
    let (next, pages, name, ending) = calls.filter_map(call).next()?;
    (next < pages).then(|| Link {
        href: format!("{name}_{next}.{ending}"),
        text: String::new(),
        published: None,
        is_next: true,
    })
}

/// The arguments of a call: the next page, how many there are, how they are named.
fn call(text: &str) -> Option<(u32, u32, &str, &str)> {
    let text = &text[..text.floor_char_boundary(ARGUMENTS)];
    let arguments: Vec<&str> =
        text[..text.find(')')?].split(',').map(|part| part.trim().trim_matches(['"', '\''])).collect();
    let [pages, this, name, ending, ..] = arguments.as_slice() else { return None };
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if !is_name(name) || !is_name(ending) {
        return None;
    }
    Some((this.parse::<u32>().ok()?.checked_add(1)?, pages.parse().ok()?, name, ending))
}

/// Whether a node is a link, by its name.
pub(super) fn is_link(tree: &Tree, node: Id) -> bool {
    matches!(tree.name(node), Some("a" | "area"))
}

/// A link; `None` of those that are scripts or lead nowhere. No day yet: see [`Days`].
pub(super) fn read(tree: &Tree, node: Id) -> Option<Link> {
    let href = tree.attribute(node, "href")?.trim();
    let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_other = scheme.is_some_and(|scheme| {
        scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) && !matches!(&*scheme, "http" | "https")
    });
    if href.is_empty() || href.starts_with('#') || is_other {
        return None;
    }
    let shown = tree.line(node);
    let title = tree.attribute(node, "title").map(str::trim).filter(|title| !title.is_empty());
    let is_cut = shown.ends_with("...") || shown.ends_with('…') || shown.is_empty();
    let text = if is_cut { title.map_or(shown, str::to_owned) } else { shown };
    let is_next = tree.attribute(node, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("next"))
        || matches!(text.trim_matches(['>', '»', '›', ' ', '[', ']']), "下一页" | "下页" | "后一页");
    Some(Link { href: href.to_owned(), published: None, is_next, text })
}

/// The days beside links. Entries and texts are looked at once, however many links ask for them.
pub(super) struct Days<'t> {
    tree: &'t Tree,
    entries: HashMap<Id, Option<Published>>,
    texts: HashMap<Id, Option<Published>>,
}

impl<'t> Days<'t> {
    pub(super) fn of(tree: &'t Tree) -> Days<'t> {
        Days { tree, entries: HashMap::new(), texts: HashMap::new() }
    }

    /// The day in the same entry of a list: in what holds nothing but the link and little else.
    pub(super) fn beside(&mut self, node: Id) -> Option<Published> {
        let tree = self.tree;
        let is_entry = |node: &Id| matches!(tree.name(*node), Some("li" | "tr" | "dd" | "dt" | "p" | "div" | "td"));
        let mut outer = std::iter::successors(Some(node), |node| tree.parent(*node)).take(LEVELS).filter(is_entry);
        outer.find_map(|entry| match self.entries.get(&entry) {
            Some(known) => *known,
            None => {
                let day = self.within(entry);
                self.entries.insert(entry, day);
                day
            }
        })
    }

    fn within(&mut self, entry: Id) -> Option<Published> {
        let (tree, mut anchors, mut day) = (self.tree, 0, None);
        for node in tree.below(entry).take(NODES) {
            anchors += usize::from(tree.name(node) == Some("a"));
            if anchors > 1 {
                return None;
            }
            // What the link itself says may name a day that it is not of.
            let is_linked = || {
                std::iter::successors(tree.parent(node), |node| tree.parent(*node))
                    .take(LEVELS + 1)
                    .any(|node| tree.name(node) == Some("a"))
            };
            if day.is_none()
                && let Some(text) = tree.own_text(node)
                && !is_linked()
            {
                day = *self.texts.entry(node).or_insert_with(|| Published::find(text));
            }
        }
        day.filter(|_| anchors == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tree::parse;

    fn links(source: &str) -> Vec<Link> {
        let tree = parse(source).unwrap();
        let mut days = Days::of(&tree);
        let links = tree.elements().filter(|node| is_link(&tree, *node));
        links.filter_map(|node| Some(Link { published: days.beside(node), ..read(&tree, node)? })).collect()
    }

    #[test]
    fn links_say_where_to_and_when() {
        let found = links(
            "<ul><li><a href=' t1.html ' title='关于2025年1月1日的通知'>关于2025年1月1日…</a><span>2026-01-02</span></li>\
             <li><span>[01-03]</span><a href=/b/t2.htm>乙</a></li></ul><a href='javascript:void(0)'>丙</a><a href=#x>丁</a>\
             <a>戊</a><a href='mailto:a@b'>己</a><a href=index_2.html>下一页&gt;</a>",
        );
        let shown: Vec<_> = found.iter().map(|link| (link.href.as_str(), link.text.as_str(), link.is_next)).collect();
        assert_eq!(
            shown,
            [
                ("t1.html", "关于2025年1月1日的通知", false),
                ("/b/t2.htm", "乙", false),
                ("index_2.html", "下一页>", true)
            ]
        );
        assert_eq!(found[0].published.unwrap().date.to_string(), "2026-01-02");
        assert_eq!(found[1].published, None);
    }

    #[test]
    fn pages_that_a_script_counts_out_are_known() {
        let next = |source: &str| scripted_next(source).map(|link| link.href);
        assert_eq!(
            next("<script>createPageHTML(3, 0, \"index\", \"html\");</script>").as_deref(),
            Some("index_1.html")
        );
        assert_eq!(next("createPageHTML(3,1,'list','shtml',50)").as_deref(), Some("list_2.shtml"));
        let defined = "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){} createPageHTML(9, 0, 'index', 'html');";
        assert_eq!(next(defined).as_deref(), Some("index_1.html"));
        assert_eq!(next(&"createPageHTML(".repeat(300_000)), None);
        for last in [
            "createPageHTML(3, 2, 'index', 'html')",
            "createPageHTML(3, 4294967295, 'index', 'html')",
            "createPageHTML(9, 0, '../x', 'html')",
            "createPageHTML(9, 0",
            "createPageHTML()",
        ] {
            assert_eq!(next(last), None, "{last}");
        }
    }

    #[test]
    fn files_are_told_by_their_names() {
        let is_file = |href: &str| links(&format!("<a href='{href}'>x</a>"))[0].is_file();
        assert!(is_file("a/附件.PDF") && is_file("b.docx?x=1") && is_file("http://a.example/c.ofd#p"));
        let says = |href: &str, text: &str| links(&format!("<a href='{href}'>{text}</a>"))[0].is_file();
        assert!(
            says("/system/_content/download.jsp?wbfileid=1", "附件1：申请表.docx") && says("/d?id=1", "【办法.PDF】")
        );
        assert!(
            !says("t1.html", "关于停水的通知.doc") && !says("/system/download.jsp?id=1", "下载") && !says("/", "a.doc")
        );
        assert!(!is_file("a.html") && !is_file("http://a.pdf.example/") && !is_file("b?name=c.pdf"));
    }
}
