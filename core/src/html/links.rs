//! The links of a page.

use serde::{Deserialize, Serialize};

use super::date::Published;
use super::tree::{Id, Tree};

/// Names of files that are attached to articles, by their endings.
const FILES: [&str; 18] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "ofd", "wps", "et", "dps", "txt", "csv", "rtf", "zip", "rar",
    "7z", "odt",
];

const SCRIPTED: &str = "createPageHTML(";

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
    /// Whether it leads to a file, by the name that the file has.
    #[must_use]
    pub fn is_file(&self) -> bool {
        let path = self.href.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(_, ending)| FILES.iter().any(|known| known.eq_ignore_ascii_case(ending)))
    }
}

/// The next page of a list whose pages are counted out by a script, as many systems do:
/// `createPageHTML(pages, this, "index", "html")` stands on `index.html`, `index_1.html`, ….
pub(super) fn scripted_next(source: &str) -> Option<Link> {
    let call = &source[source.find(SCRIPTED)? + SCRIPTED.len()..];
    let arguments: Vec<&str> =
        call[..call.find(')')?].split(',').map(|part| part.trim().trim_matches(['"', '\''])).collect();
    let [pages, this, name, ending, ..] = arguments.as_slice() else { return None };
    let next = this.parse::<u32>().ok()?.checked_add(1)?;
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let is_there = next < pages.parse().ok()? && is_name(name) && is_name(ending);
    is_there.then(|| Link {
        href: format!("{name}_{next}.{ending}"),
        text: String::new(),
        published: None,
        is_next: true,
    })
}

/// The links below a node, in the order of the page, at most so many; those that are scripts are left out.
pub(super) fn below(tree: &Tree, top: Id, most: usize) -> Vec<Link> {
    let anchors = tree.below(top).filter(|node| tree.name(*node) == Some("a") || tree.name(*node) == Some("area"));
    anchors.filter_map(|node| read(tree, node)).take(most).collect()
}

fn read(tree: &Tree, node: Id) -> Option<Link> {
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
    Some(Link { href: href.to_owned(), published: beside(tree, node), is_next, text })
}

/// The day in the same entry of a list: in the link, or in what holds nothing but the link and little else.
fn beside(tree: &Tree, node: Id) -> Option<Published> {
    let is_entry = |node: &Id| matches!(tree.name(*node), Some("li" | "tr" | "dd" | "dt" | "p" | "div" | "td"));
    let mut outer = std::iter::successors(Some(node), |node| tree.parent(*node)).take(5).filter(is_entry);
    outer.find_map(|entry| {
        let (mut anchors, mut dates) = (0, None);
        for node in tree.below(entry).take(60) {
            anchors += usize::from(tree.name(node) == Some("a"));
            // What the link itself says may name a day that it is not of.
            let is_linked = || {
                std::iter::successors(tree.parent(node), |node| tree.parent(*node))
                    .take(6)
                    .any(|node| tree.name(node) == Some("a"))
            };
            if let Some(text) = tree.own_text(node)
                && !is_linked()
            {
                dates = dates.or_else(|| Published::find(text));
            }
        }
        dates.filter(|_| anchors == 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tree::parse;

    fn links(source: &str) -> Vec<Link> {
        below(&parse(source).unwrap(), 0, 100)
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
        assert!(!is_file("a.html") && !is_file("http://a.pdf.example/") && !is_file("b?name=c.pdf"));
    }
}
