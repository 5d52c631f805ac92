//! Which element of a page is meant: the part of CSS selectors that names places in pages.

use super::tree::{Id, Tree};

/// Longest selector, in characters.
const LONGEST: usize = 500;

/// A selector: `div.article`, `#zoom`, `td[width=100%] p`; several, separated by `,`.
///
/// Of CSS it has names of elements, `.class`, `#id`, `[attribute]` and `[attribute=value]`, one after another for the
/// same element, and a blank for "somewhere within".
///
/// ```
/// use menhu::html::Selector;
///
/// assert!(Selector::parse("#zoom, div.TRS_Editor p").is_ok());
/// assert!(Selector::parse("p:first-child").unwrap_err().starts_with("`:` is not understood"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// Each a way from outside to inside.
    ways: Vec<Vec<Compound>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Compound {
    name: Option<String>,
    /// Attributes, and what they must be; classes are looked for among several.
    attributes: Vec<(String, Option<String>)>,
    classes: Vec<String>,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// What is wrong, and what is expected.
    pub fn parse(text: &str) -> Result<Selector, String> {
        if text.chars().count() > LONGEST {
            return Err(format!(
                "the selector is longer than {LONGEST} characters; name the element by its id or class"
            ));
        }
        let way = |part: &str| {
            let way = part.split_whitespace().map(compound).collect::<Result<Vec<_>, _>>()?;
            if way.is_empty() {
                Err("the selector is empty; write `#id`, `.class` or `element`".to_owned())
            } else {
                Ok(way)
            }
        };
        text.split(',').map(way).collect::<Result<_, _>>().map(|ways| Selector { ways })
    }

    /// The elements that it means, in the order of the page. Each is looked at once, however deep it stands.
    pub(super) fn find<'t>(&self, tree: &'t Tree) -> impl Iterator<Item = Id> + use<'_, 't> {
        // How much of a way the elements around one, and it itself, go along; by their names.
        let mut along: Vec<Vec<u16>> = self.ways.iter().map(|way| vec![0; along_length(tree, way)]).collect();
        tree.elements().filter(move |node| {
            let mut is_meant = false;
            for (way, along) in self.ways.iter().zip(&mut along) {
                let Some((last, outer)) = way.split_last() else { continue };
                let before = tree.parent(*node).and_then(|parent| along.get(parent).copied()).unwrap_or_default();
                is_meant |= usize::from(before) == outer.len() && is_one(tree, last, *node);
                if let Some(along) = along.get_mut(*node) {
                    // What is farthest out leaves most room for those within.
                    let is_next = outer.get(usize::from(before)).is_some_and(|next| is_one(tree, next, *node));
                    *along = before + u16::from(is_next);
                }
            }
            is_meant
        })
    }
}

/// A way of one step needs no notes.
fn along_length(tree: &Tree, way: &[Compound]) -> usize {
    if way.len() > 1 { tree.len() } else { 0 }
}

fn compound(text: &str) -> Result<Compound, String> {
    const EXPECTED: &str = "expected `element`, `#id`, `.class`, `[attribute]` or `[attribute=value]`";
    let mut compound = Compound::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let body = rest.strip_prefix(['#', '.', '[']).unwrap_or(rest);
        let end = if first == '[' { body.find(']') } else { body.find(['#', '.', '[', ':', '>', '+', '~', '*']) };
        let (word, after) = body.split_at(end.unwrap_or(body.len()));
        rest = after;
        match first {
            _ if word.is_empty() => return Err(format!("`{first}` is not understood in `{text}`; {EXPECTED}")),
            '#' => compound.attributes.push(("id".to_owned(), Some(word.to_owned()))),
            '.' => compound.classes.push(word.to_owned()),
            '[' => {
                rest = after.strip_prefix(']').ok_or_else(|| format!("`[` is not closed in `{text}`; {EXPECTED}"))?;
                let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
                let value = value.map(|value| value.trim_matches(['"', '\'']).to_owned());
                compound.attributes.push((name.to_ascii_lowercase(), value));
            }
            _ => compound.name = Some(word.to_ascii_lowercase()),
        }
    }
    Ok(compound)
}

fn is_one(tree: &Tree, compound: &Compound, node: Id) -> bool {
    let Some(name) = tree.name(node) else { return false };
    let has = |(name, value): &(String, Option<String>)| {
        tree.attribute(node, name).is_some_and(|is| value.as_ref().is_none_or(|value| is == value))
    };
    let classes = || tree.attribute(node, "class").unwrap_or_default().split_ascii_whitespace();
    compound.name.as_ref().is_none_or(|wanted| wanted == name)
        && compound.attributes.iter().all(has)
        && compound.classes.iter().all(|wanted| classes().any(|class| class == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tree::parse;

    #[test]
    fn places_are_found() {
        let tree =
            parse("<div class='a b' id=x><p id=y>甲</p><i><p class=c width=\"9%\">乙</p></i></div><p>丙").unwrap();
        let found = |selector: &str| {
            let texts = Selector::parse(selector).unwrap().find(&tree).map(|node| tree.line(node)).collect::<Vec<_>>();
            texts.join("|")
        };
        assert_eq!(found("p"), "甲|乙|丙");
        assert_eq!((found("#y"), found("p.c"), found("DIV.b.a i p")), ("甲".into(), "乙".into(), "乙".into()));
        assert_eq!((found("[width=9%]"), found("p[id]"), found("i #y")), ("乙".into(), "甲".into(), String::new()));
        assert_eq!(found(".none, #y,.c"), "甲|乙");
        assert_eq!(
            (found("div p, p p"), found("div div p"), found("div i i")),
            ("甲|乙".into(), String::new(), String::new())
        );
        let nested = parse("<div class=a><div class=b><div class=a><p>甲</div></div><p>乙</div>").unwrap();
        let within = Selector::parse(".a .b .a p").unwrap();
        assert_eq!(within.find(&nested).map(|node| nested.line(node)).collect::<Vec<_>>(), ["甲"]);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (text, expected) in [
            ("", "the selector is empty"),
            ("p,", "the selector is empty"),
            ("p:first-child", "`:` is not understood in `p:first-child`"),
            ("a > b", "`>` is not understood"),
            ("[x", "`[` is not closed"),
            ("..a", "`.` is not understood"),
        ] {
            let error = Selector::parse(text).err();
            assert!(error.as_ref().is_some_and(|error| error.starts_with(expected)), "{text}: {error:?}");
        }
    }
}
