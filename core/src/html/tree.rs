//! A page as a tree, no larger and no deeper than a page is.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

use super::marks::IGNORE;
use crate::extract::ExtractError;
use crate::extract::html::{INLINE, TagGuard, hides};
use crate::extract::sink::Sink;

/// How many nodes a page may have, and how deep they may be nested. To find out whether an element may stand where it
/// stands costs as much as it is deep. A list of 50,000 entries has a dozen nodes for each.
const MOST_NODES: usize = 700_000;
const DEEPEST: usize = 512;

/// What a line is made of, at most: its length in bytes, and the nodes that it is looked for in.
const LINE: usize = 16 << 10;
const LINE_NODES: usize = 1000;

/// How much is handed over at a time: what a piece of this length can make of itself is small, whatever it is.
const PIECE: usize = 2 << 10;

/// Name of a node: its place among all of them.
pub(super) type Id = usize;

/// The document itself.
const ROOT: Id = 0;

/// A page.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    parent: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
    depth: usize,
    /// Where an element stands in the source.
    line: u64,
    data: Data,
}

#[derive(Debug, Default)]
enum Data {
    /// The document, a comment, what templates hold.
    #[default]
    Other,
    Text(String),
    Element {
        name: QualName,
        attributes: Vec<Attribute>,
        template: Option<Id>,
    },
}

/// Reads a page.
pub(super) fn parse(source: &str) -> Result<Tree, ExtractError> {
    let builder = Builder { tree: RefCell::new(Tree { nodes: vec![Node::default()] }), ..Builder::default() };
    let mut parser = parse_document(builder, ParseOpts::default());
    let (mut rest, mut guard) = (source, TagGuard::default());
    while !rest.is_empty() {
        let (piece, next) = rest.split_at(rest.ceil_char_boundary(PIECE));
        rest = next;
        parser.process(StrTendril::from(piece));
        let builder = &parser.tokenizer.sink.sink;
        guard.piece(piece, builder.is_touched.take())?;
        if builder.is_full.get() {
            return Err(ExtractError::malformed("HTML", "it has too many elements, or nests them too deep"));
        }
    }
    Ok(parser.finish())
}

impl Tree {
    /// How many nodes there are; their names are less.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The elements in the order of the page.
    pub(super) fn elements(&self) -> impl Iterator<Item = Id> + '_ {
        self.below(ROOT).filter(|node| self.name(*node).is_some())
    }

    /// All nodes below one, in the order of the page.
    pub(super) fn below(&self, top: Id) -> impl Iterator<Item = Id> + '_ {
        let mut next = self.nodes[top].first;
        std::iter::from_fn(move || {
            let node = next?;
            next = self.nodes[node].first.or_else(|| self.after(node, top));
            Some(node)
        })
    }

    /// The elements in the order of the page, without those below one.
    pub(super) fn elements_outside(&self, inner: Option<Id>) -> impl Iterator<Item = Id> + '_ {
        let mut next = self.nodes[ROOT].first;
        let nodes = std::iter::from_fn(move || {
            let node = next?;
            let first = self.nodes[node].first.filter(|_| inner != Some(node));
            next = first.or_else(|| self.after(node, ROOT));
            Some(node)
        });
        nodes.filter(move |node| inner != Some(*node) && self.name(*node).is_some())
    }

    /// The node that comes after one and all below it.
    fn after(&self, node: Id, top: Id) -> Option<Id> {
        let mut at = node;
        while at != top {
            if let Some(next) = self.nodes[at].next {
                return Some(next);
            }
            at = self.nodes[at].parent?;
        }
        None
    }

    pub(super) fn children(&self, node: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.nodes[node].first, |child| self.nodes[*child].next)
    }

    /// The nodes that come after one and have the same parent.
    pub(super) fn siblings_after(&self, node: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.nodes[node].next, |sibling| self.nodes[*sibling].next)
    }

    pub(super) fn parent(&self, node: Id) -> Option<Id> {
        self.nodes[node].parent
    }

    /// The name of an element; `None` of what is none.
    pub(super) fn name(&self, node: Id) -> Option<&str> {
        match &self.nodes[node].data {
            Data::Element { name, .. } => Some(&name.local),
            _ => None,
        }
    }

    pub(super) fn attribute(&self, node: Id, name: &str) -> Option<&str> {
        self.attributes(node).iter().find(|attribute| &*attribute.name.local == name).map(|found| &*found.value)
    }

    fn attributes(&self, node: Id) -> &[Attribute] {
        match &self.nodes[node].data {
            Data::Element { attributes, .. } => attributes,
            _ => &[],
        }
    }

    /// The text of a node itself, which is none of its children's.
    pub(super) fn own_text(&self, node: Id) -> Option<&str> {
        match &self.nodes[node].data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The line of the source on which an element opens; 0 of what is none.
    pub(super) fn line_number(&self, node: Id) -> u64 {
        self.nodes[node].line
    }

    /// Whether a node and what is below it does not show, or is not to be searched by its author's wish.
    pub(super) fn is_hidden(&self, node: Id) -> bool {
        let is_ignored = || self.attribute(node, IGNORE).is_some();
        self.name(node).is_some_and(|name| hides(name, self.attributes(node)) || is_ignored())
    }

    /// The text that shows below a node: paragraphs end with a line feed, cells with a tab.
    pub(super) fn text(&self, top: Id, limit: usize) -> Result<String, ExtractError> {
        self.text_of(top, limit, usize::MAX)
    }

    fn text_of(&self, top: Id, limit: usize, nodes: usize) -> Result<String, ExtractError> {
        let mut steps = nodes.saturating_mul(2);
        let mut sink = Sink::new(&crate::extract::Limits { text_bytes: limit, ..crate::extract::Limits::default() });
        let (mut node, mut is_down) = (top, true);
        loop {
            // Down and up again.
            steps = steps
                .checked_sub(1)
                .ok_or(ExtractError::TooLarge { what: "a line, in nodes,", limit: nodes as u64 })?;
            let name = self.name(node);
            match name {
                Some("br") => sink.paragraph(),
                Some("td" | "th") => sink.cell(),
                Some(name) if !INLINE.contains(&name) => sink.paragraph(),
                _ => {}
            }
            let is_shown = is_down && !self.is_hidden(node) && name != Some("head");
            if is_shown && let Some(text) = self.own_text(node) {
                sink.text(text)?;
            }
            let down = self.nodes[node].first.filter(|_| is_shown);
            (node, is_down) = match (down, self.nodes[node].next) {
                (Some(child), _) => (child, true),
                (None, _) if node == top => break,
                (None, Some(next)) => (next, true),
                (None, None) => match self.nodes[node].parent {
                    Some(parent) if parent != top => (parent, false),
                    _ => break,
                },
            };
        }
        Ok(sink.finish())
    }

    /// As [`Tree::text`], in one line, and empty where it is longer than a line is.
    pub(super) fn line(&self, node: Id) -> String {
        self.line_within(node, LINE).unwrap_or_default()
    }

    /// As [`Tree::line`], and `None` where it is longer than so many bytes.
    pub(super) fn line_within(&self, node: Id, bytes: usize) -> Option<String> {
        Some(self.text_of(node, bytes, LINE_NODES).ok()?.replace(['\n', '\t'], " "))
    }

    fn detach(&mut self, node: Id) {
        let Node { parent, previous, next, .. } = self.nodes[node];
        match (previous, parent) {
            (Some(previous), _) => self.nodes[previous].next = next,
            (None, Some(parent)) => self.nodes[parent].first = next,
            (None, None) => {}
        }
        match (next, parent) {
            (Some(next), _) => self.nodes[next].previous = previous,
            (None, Some(parent)) => self.nodes[parent].last = previous,
            (None, None) => {}
        }
        let node = &mut self.nodes[node];
        (node.parent, node.previous, node.next) = (None, None, None);
    }

    /// Puts a node among the children of another: before one of them, or as the last.
    fn attach(&mut self, parent: Id, node: Id, before: Option<Id>) {
        self.detach(node);
        let previous = before.map_or(self.nodes[parent].last, |before| self.nodes[before].previous);
        match previous {
            Some(previous) => self.nodes[previous].next = Some(node),
            None => self.nodes[parent].first = Some(node),
        }
        match before {
            Some(before) => self.nodes[before].previous = Some(node),
            None => self.nodes[parent].last = Some(node),
        }
        let depth = self.nodes[parent].depth + 1;
        let node = &mut self.nodes[node];
        (node.parent, node.previous, node.next, node.depth) = (Some(parent), previous, before, depth);
    }
}

/// What html5ever builds the tree with. It lends itself only, so what changes is in cells.
#[derive(Debug)]
struct Builder {
    tree: RefCell<Tree>,
    is_full: Cell<bool>,
    /// Whether anything was read since this was looked at.
    is_touched: Cell<bool>,
    /// The line that is read.
    line: Cell<u64>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            tree: RefCell::new(Tree { nodes: Vec::new() }),
            is_full: Cell::default(),
            is_touched: Cell::default(),
            line: Cell::default(),
        }
    }
}

impl Builder {
    fn new_node(&self, data: Data) -> Id {
        let mut tree = self.tree.borrow_mut();
        let line = if matches!(data, Data::Element { .. }) { self.line.get() } else { 0 };
        tree.nodes.push(Node { data, line, ..Node::default() });
        self.is_touched.set(true);
        if tree.nodes.len() > MOST_NODES {
            self.is_full.set(true);
        }
        tree.nodes.len() - 1
    }

    fn insert(&self, parent: Id, child: NodeOrText<Id>, before: Option<Id>) {
        let node = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                self.is_touched.set(true);
                let mut tree = self.tree.borrow_mut();
                let previous = before.map_or(tree.nodes[parent].last, |before| tree.nodes[before].previous);
                if let Some(previous) = previous
                    && let Data::Text(known) = &mut tree.nodes[previous].data
                {
                    known.push_str(&text);
                    return;
                }
                drop(tree);
                self.new_node(Data::Text(text.to_string()))
            }
        };
        let mut tree = self.tree.borrow_mut();
        tree.attach(parent, node, before);
        if tree.nodes[node].depth > DEEPEST {
            self.is_full.set(true);
        }
    }
}

impl TreeSink for Builder {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = std::cell::Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Self::ElemName<'a> {
        std::cell::Ref::map(self.tree.borrow(), |tree| match &tree.nodes[*target].data {
            Data::Element { name, .. } => name,
            // html5ever asks for the names of elements only.
            _ => unreachable!("a node that is no element has no name"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Id {
        let template = flags.template.then(|| self.new_node(Data::Other));
        self.new_node(Data::Element { name, attributes, template })
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.new_node(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.new_node(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, child, None);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let has_parent = self.tree.borrow().parent(*element).is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        match &self.tree.borrow().nodes[*target].data {
            Data::Element { template: Some(content), .. } => *content,
            _ => *target,
        }
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.tree.borrow().parent(*sibling);
        if let Some(parent) = parent {
            self.insert(parent, child, Some(*sibling));
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, more: Vec<Attribute>) {
        if let Data::Element { attributes, .. } = &mut self.tree.borrow_mut().nodes[*target].data {
            for attribute in more {
                if !attributes.iter().any(|known| known.name == attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.nodes[*node].first {
            tree.attach(*parent, child, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(source: &str) -> String {
        let tree = parse(source).unwrap();
        tree.text(ROOT, 1 << 20).unwrap()
    }

    #[test]
    fn text_has_the_paragraphs_and_cells_that_show() {
        let page = "<title>题</title><p>甲<b>乙</b><p>丙<script>x()</script><table><tr><td>丁<td>戊</table>\
                    <div hidden>己</div><select><option>庚</select><template><p>辛</template>壬";
        assert_eq!(text(page), "甲乙\n丙\n丁\t戊\n壬");
        assert_eq!(text("<table><p>甲<tr><td>乙</table>丙<b><p>丁</b>戊"), "甲\n乙\n丙\n丁戊");
        let tree = parse("<div><p>甲</p>乙</div><p>丙").unwrap();
        let top = tree.elements().find(|node| tree.name(*node) == Some("p")).unwrap();
        assert_eq!(tree.text(top, 100).unwrap(), "甲");
    }

    #[test]
    fn what_would_take_for_ever_is_refused() {
        assert!(parse(&"<div>".repeat(200_000)).is_err());
        let bold: String = (0..400).map(|at| format!("<b a={at}>")).collect();
        assert!(parse(&format!("<div>{bold}</div>{}", "<p>x".repeat(100_000))).is_err());
        let attributes: String = (0..2_000_000).map(|at| format!("a{at} ")).collect();
        assert!(parse(&format!("<p {attributes}>")).is_err());
        assert!(parse(&"<table><tr><td>".repeat(100_000)).is_err());
        assert!(parse(&format!("<ul>{}</ul>", "<li><a href=x>甲</a>".repeat(50_000))).is_ok());
    }

    proptest! {
        #[test]
        fn never_panics(source in "(<(/)?(p|b|a|table|tr|td|template|svg|math|select|form|div|title|frameset|li)( a=b)?>|x| ){0,60}") {
            let tree = parse(&source).unwrap();
            let _ = tree.text(ROOT, 1 << 20);
            prop_assert!(tree.elements().count() <= tree.nodes.len());
        }
    }
}
