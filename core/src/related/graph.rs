//! The links of a portal as a graph: nodes and links, as JSON, as GraphML, and, of an item's neighbourhood, as a drawing.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::answer::{LinkType, Related};
use crate::catalog::{Kind, Validity};

/// Widest of a node's label in a drawing, in characters.
const LABEL: usize = 16;

/// Items and the links between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Graph {
    /// The items.
    pub nodes: Vec<GraphNode>,
    /// The links.
    pub links: Vec<GraphLink>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GraphNode {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it is in force.
    pub validity: Validity,
}

/// A link, in the direction in which it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GraphLink {
    /// Id of the item from which it is seen; of a whole portal, that which says it.
    pub from: String,
    /// Id of the other.
    pub to: String,
    /// The type, as the first item sees it.
    #[serde(rename = "type")]
    pub link: LinkType,
    /// Why, in Chinese.
    pub reason: String,
}

impl Graph {
    /// The neighbourhood of an item: what is related to it.
    #[must_use]
    pub fn around(node: GraphNode, related: &Related) -> Graph {
        let centre = node.id.clone();
        let mut graph = Graph { nodes: vec![node], links: Vec::new() };
        for group in &related.groups {
            for item in &group.items {
                if !graph.nodes.iter().any(|known| known.id == item.id) {
                    graph.nodes.push(GraphNode {
                        id: item.id.clone(),
                        title: item.title.clone(),
                        kind: item.kind,
                        validity: item.validity,
                    });
                }
                let link = GraphLink {
                    from: centre.clone(),
                    to: item.id.clone(),
                    link: group.link,
                    reason: item.reason.clone(),
                };
                graph.links.push(link);
            }
        }
        graph
    }

    /// The graph as GraphML (graphml.graphdrawing.org), which tools for graphs read.
    #[must_use]
    pub fn to_graphml(&self) -> String {
        let mut text = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
        );
        for (id, of) in
            [("title", "node"), ("kind", "node"), ("validity", "node"), ("type", "edge"), ("reason", "edge")]
        {
            let _ = writeln!(text, "<key id=\"{id}\" for=\"{of}\" attr.name=\"{id}\" attr.type=\"string\"/>");
        }
        text.push_str("<graph edgedefault=\"directed\">\n");
        for node in &self.nodes {
            let (id, title, kind, validity) =
                (escape(&node.id), escape(&node.title), node.kind.name(), node.validity.name());
            let _ = writeln!(
                text,
                "<node id=\"{id}\"><data key=\"title\">{title}</data><data key=\"kind\">{kind}</data><data key=\"validity\">{validity}</data></node>"
            );
        }
        for link in &self.links {
            let (from, to, name, reason) =
                (escape(&link.from), escape(&link.to), link.link.name(), escape(&link.reason));
            let _ = writeln!(
                text,
                "<edge source=\"{from}\" target=\"{to}\"><data key=\"type\">{name}</data><data key=\"reason\">{reason}</data></edge>"
            );
        }
        text.push_str("</graph>\n</graphml>\n");
        text
    }

    /// A drawing (SVG): the first node in the middle, the others around it, each link with its type. Every node is a link
    /// to the item's page, and says its whole title and the reason to whoever points at it.
    #[must_use]
    pub fn to_svg(&self) -> String {
        const WIDTH: f64 = 960.0;
        let others = self.nodes.len().saturating_sub(1);
        // Two columns beside the middle, as many rows as are needed.
        let rows = others.div_ceil(2).max(1);
        let height = (rows as f64 * 64.0).max(160.0) + 40.0;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"14\">\n"
        );
        let Some(centre) = self.nodes.first() else { return text + "</svg>\n" };
        let _ = writeln!(text, "<title>{}</title>", escape(&format!("与“{}”相关的内容", centre.title)));
        let place = |at: usize| {
            let (row, is_left) = ((at - 1) / 2, at % 2 == 1);
            (if is_left { 150.0 } else { WIDTH - 150.0 }, 52.0 + row as f64 * 64.0)
        };
        let (x, y) = (WIDTH / 2.0, height / 2.0);
        for (at, node) in self.nodes.iter().enumerate().skip(1) {
            let (to_x, to_y) = place(at);
            let label = self.links.iter().find(|link| link.to == node.id || link.from == node.id);
            let label = label.map(|link| link.link.label()).unwrap_or_default();
            let _ = writeln!(
                text,
                "<line x1=\"{x}\" y1=\"{y}\" x2=\"{to_x}\" y2=\"{to_y}\" stroke=\"#9aa3b0\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#56606f\">{}</text>",
                (x + to_x) / 2.0,
                (y + to_y) / 2.0 - 4.0,
                escape(label),
            );
        }
        for (at, node) in self.nodes.iter().enumerate() {
            let (cx, cy) = if at == 0 { (x, y) } else { place(at) };
            let reason = self.links.iter().find(|link| link.to == node.id).map(|link| format!("\n{}", link.reason));
            let fill = if at == 0 { "#a61c1c" } else { "#ffffff" };
            let ink = if at == 0 { "#ffffff" } else { "#14508f" };
            let dash = if node.validity == Validity::InForce { "" } else { " stroke-dasharray=\"4 3\"" };
            let _ = writeln!(
                text,
                "<a href=\"/items/{}\"><title>{}</title><rect x=\"{}\" y=\"{}\" width=\"260\" height=\"40\" rx=\"6\" fill=\"{fill}\" stroke=\"#14508f\"{dash}/><text x=\"{cx}\" y=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{}</text></a>",
                encode(&node.id),
                escape(&format!("{}{}", node.title, reason.unwrap_or_default())),
                cx - 130.0,
                cy - 20.0,
                cy + 5.0,
                escape(&short(&node.title)),
            );
        }
        text + "</svg>\n"
    }
}

fn short(title: &str) -> String {
    let mut chars = title.chars();
    let mut short: String = chars.by_ref().take(LABEL).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

/// Text as XML, without what XML cannot hold.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// An id as a segment of a path.
fn encode(id: &str) -> String {
    id.bytes().fold(String::new(), |mut path, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => path.push(char::from(byte)),
            _ => {
                let _ = write!(path, "%{byte:02X}");
            }
        }
        path
    })
}
