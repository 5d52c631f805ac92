//! Meta tags, with the faults that they have.

use std::collections::HashMap;

use super::date::Published;
use super::tree::Tree;

/// Names under which the time of publication is found, the one of the guide first.
const DATES: [&str; 8] = [
    "pubdate",
    "firstpublishedtime",
    "publishdate",
    "publish_date",
    "article:published_time",
    "datepublished",
    "createdate",
    "lastmodifiedtime",
];

/// What a tag says without the tags in it: titles are kept with their line breaks (`<br>`) by some systems.
fn without_tags(content: &str) -> String {
    let (mut plain, mut rest) = (String::new(), content);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        // What is never closed is no tag, and neither is anything after it.
        let end = tag.find('>').filter(|_| is_tag);
        match end {
            Some(_) => plain.push(' '),
            None if is_tag => return plain + tag,
            None => plain.push('<'),
        }
        rest = &tag[end.map_or(1, |end| end + 1)..];
    }
    plain + rest
}

/// What the meta tags of a page say.
#[derive(Debug, Default)]
pub(super) struct Meta(HashMap<String, String>);

impl Meta {
    pub(super) fn read(tree: &Tree) -> Meta {
        let mut tags = HashMap::new();
        for node in tree.elements().filter(|node| tree.name(*node) == Some("meta")) {
            let attribute = |name| tree.attribute(node, name).map(str::trim).filter(|value| !value.is_empty());
            let name = attribute("name").or_else(|| attribute("property"));
            if let Some((name, content)) = name.zip(attribute("content"))
                && !content.eq_ignore_ascii_case("null")
                && !content.eq_ignore_ascii_case("undefined")
            {
                let content = without_tags(content).split_whitespace().collect::<Vec<_>>().join(" ");
                tags.entry(name.to_ascii_lowercase()).or_insert(content);
            }
        }
        Meta(tags)
    }

    /// What a tag says; names are compared without regard to case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A list, whatever stands between its members.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for member in self.get(name).unwrap_or_default().split([',', ';', '，', '；', '、', '|']).map(str::trim) {
            if !member.is_empty() && !list.iter().any(|known| known == member) {
                list.push(member.to_owned());
            }
        }
        list
    }

    pub(super) fn published(&self) -> Option<Published> {
        DATES.iter().find_map(|name| Published::find(self.get(name)?))
    }

    /// The site's host; some write its whole address.
    pub(super) fn domain(&self) -> Option<String> {
        let written = self.get("sitedomain")?.trim_start_matches("http://").trim_start_matches("https://");
        let host = written.trim_start_matches('/').split('/').next()?.trim().to_ascii_lowercase();
        (!host.is_empty() && !host.contains(char::is_whitespace)).then_some(host)
    }

    /// 网站标识码: ten digits, or `bm` and eight digits.
    pub(super) fn site_code(&self) -> Option<String> {
        let code = self.get("siteidcode")?.to_ascii_lowercase();
        let digits = code.strip_prefix("bm").unwrap_or(&code);
        let length = if digits.len() == code.len() { 10 } else { 8 };
        (digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
    }

    /// Where the page leads on to by itself (`<meta http-equiv=refresh>`).
    pub(super) fn refresh(tree: &Tree) -> Option<String> {
        let mut tags = tree.elements().filter(|node| {
            tree.name(*node) == Some("meta")
                && tree.attribute(*node, "http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
        });
        tags.find_map(|node| {
            let (_, rest) = tree.attribute(node, "content")?.split_once([';', ','])?;
            let rest = rest.trim_start();
            let is_url = rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("url"));
            let target = if is_url { rest[3..].trim_start().strip_prefix('=')? } else { rest };
            let target = target.trim().trim_matches(['"', '\'']).trim();
            (!target.is_empty()).then(|| target.to_owned())
        })
    }

    /// Whether the page asks not to be kept in an index.
    pub(super) fn is_unwanted(&self) -> bool {
        self.get("robots").is_some_and(|robots| {
            robots.to_ascii_lowercase().split(',').any(|word| matches!(word.trim(), "noindex" | "none"))
        })
    }
}
