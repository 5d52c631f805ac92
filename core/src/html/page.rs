//! A page as a whole.

use serde::{Deserialize, Serialize};

use super::body;
use super::date::Published;
use super::labels::Labels;
use super::links::{self, Link};
use super::meta::Meta;
use super::select::Selector;
use super::tree::{self, Id, Tree};
use crate::catalog::{Item, Kind, Validity};
use crate::extract::html::declared;
use crate::extract::{ExtractError, charset};
use crate::ids::{DocNumber, IndexNumber};

/// Largest page, and largest text of one, in bytes.
const MOST_BYTES: usize = 8 << 20;
const MOST_TEXT: usize = 4 << 20;

/// How many links of a page are read.
const MOST_LINKS: usize = 20_000;

/// What the reader is told of a page beforehand.
#[derive(Debug, Clone, Default)]
pub struct PageOptions {
    /// The charset that came with the page (`Content-Type`); what its bytes say counts for more.
    pub charset: Option<String>,
    /// Where its article is.
    pub body: Option<Selector>,
    /// Where the links of a list are; all of its page, where this is `None`.
    pub links: Option<Selector>,
}

/// What a page is by its meta tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// One article: ArticleTitle, PubDate or ContentSource.
    Article,
    /// A list: ColumnName, and nothing of an article.
    List,
    /// None of the tags.
    Other,
}

/// What a page says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// What it is.
    pub kind: PageKind,
    /// ArticleTitle, or what stands in its place; empty where there is none.
    pub title: String,
    /// PubDate.
    pub published: Option<Published>,
    /// ContentSource.
    pub source: Option<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Description.
    pub description: Option<String>,
    /// ColumnName.
    pub column: Option<String>,
    /// SiteName.
    pub site_name: Option<String>,
    /// SiteDomain: a host.
    pub site_domain: Option<String>,
    /// SiteIDCode, where it is well-formed.
    pub site_code: Option<String>,
    /// 索引号, as it is written.
    pub index_number: Option<String>,
    /// 文号, as it is written.
    pub doc_number: Option<String>,
    /// 发文机关.
    pub issuer: Option<String>,
    /// 成文日期.
    pub issued: Option<Published>,
    /// 主题分类.
    pub subject: Option<String>,
    /// 体裁.
    pub genre: Option<String>,
    /// 有效性.
    pub validity: Option<Validity>,
    /// The text of the article: paragraphs end with a line feed, cells of tables with a tab.
    pub body: String,
    /// Where links of the page start from, if it says so (`<base href>`).
    pub base: Option<String>,
    /// What the page says is its address (`<link rel=canonical>`).
    pub canonical: Option<String>,
    /// Whether it asks not to be kept in an index (`robots`: `noindex`).
    pub is_unwanted: bool,
    /// The links of the page or list.
    pub links: Vec<Link>,
    /// The links within the article that lead to files.
    pub attachments: Vec<Link>,
}

/// Reads a page.
///
/// ```
/// use menhu::html::{PageOptions, read_page};
///
/// let page = "<meta content='2026-03-05 09:30' name='PubDate'><meta name='ArticleTitle' content='停水通知'>\
///             <div id='zoom'><p>明日停水。</p><script>count()</script></div>";
/// let page = read_page(page.as_bytes(), &PageOptions::default())?;
/// assert_eq!((page.title.as_str(), page.body.as_str()), ("停水通知", "明日停水。"));
/// assert_eq!(page.published.unwrap().date.to_string(), "2026-03-05");
/// # Ok::<(), menhu::extract::ExtractError>(())
/// ```
///
/// # Errors
/// [`ExtractError`] when it is too large, or made so that reading it would take for ever.
pub fn read_page(bytes: &[u8], options: &PageOptions) -> Result<Page, ExtractError> {
    if bytes.len() > MOST_BYTES {
        return Err(ExtractError::TooLarge { what: "the page, in bytes,", limit: MOST_BYTES as u64 });
    }
    let named = declared(bytes).or_else(|| options.charset.clone());
    let source = charset::decode(bytes, named.as_deref());
    let tree = tree::parse(&source)?;
    let meta = Meta::read(&tree);
    let place = body::find(&tree, options.body.as_ref());
    let labels = Labels::read(&tree, place);
    let title = title(&tree, &meta);
    let body = place.map(|place| tree.text(place, MOST_TEXT)).transpose()?.unwrap_or_default();
    let body = without_title(body, &title);
    let has_article = ["articletitle", "pubdate", "contentsource"].iter().any(|name| meta.get(name).is_some());
    let kind = match (has_article, meta.get("columnname")) {
        (true, _) => PageKind::Article,
        (false, Some(_)) => PageKind::List,
        (false, None) => PageKind::Other,
    };
    let attachments = place.map(|place| links::below(&tree, place, MOST_LINKS)).unwrap_or_default();
    let lists: Vec<Id> = options.links.as_ref().map_or_else(|| vec![0], |wanted| wanted.find(&tree).collect());
    let mut found: Vec<Link> = lists.iter().flat_map(|list| links::below(&tree, *list, MOST_LINKS)).collect();
    if options.links.is_some() {
        // The way to the next page stands outside the list.
        found.extend(links::below(&tree, 0, MOST_LINKS).into_iter().filter(|link| link.is_next));
    }
    found.truncate(MOST_LINKS);
    if !found.iter().any(|link| link.is_next) {
        found.extend(links::scripted_next(&source));
    }
    Ok(Page {
        kind,
        published: meta.published().or_else(|| Published::find(labels.published.as_deref()?)),
        source: meta.text("contentsource").or(labels.source),
        keywords: meta.list("keywords"),
        description: meta.text("description"),
        column: meta.text("columnname"),
        site_name: meta.text("sitename"),
        site_domain: meta.domain(),
        site_code: meta.site_code(),
        index_number: labels.index_number,
        doc_number: labels.doc_number,
        issuer: labels.issuer,
        issued: labels.issued.as_deref().and_then(Published::find),
        subject: labels.subject,
        genre: labels.genre,
        validity: labels.validity.and_then(|word| serde_json::from_value(word.trim().into()).ok()),
        base: attribute(&tree, "base", "href", |_| true),
        canonical: attribute(&tree, "link", "href", |node| {
            tree.attribute(node, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        }),
        is_unwanted: meta.is_unwanted(),
        links: found,
        attachments: attachments.into_iter().filter(Link::is_file).collect(),
        title,
        body,
    })
}

impl Page {
    /// The page as an item of a portal. What has a document number or an index number is a document, whatever `kind`
    /// says; numbers and subjects that are malformed are left out, as is a summary that only repeats the title.
    #[must_use]
    pub fn item(&self, id: impl Into<String>, kind: Kind) -> Item {
        let doc_number = self.doc_number.clone().filter(|number| DocNumber::parse(number).is_ok());
        let index_number = self.index_number.clone().filter(|number| IndexNumber::parse(number).is_ok());
        let is_document = doc_number.is_some() || index_number.is_some();
        let mut item = Item::new(id, if is_document { Kind::Document } else { kind }, self.title.clone());
        item.body.clone_from(&self.body);
        item.summary = self.description.clone().filter(|text| *text != self.title).unwrap_or_default();
        item.date = self.published.map(|published| published.date);
        item.issued = self.issued.map(|issued| issued.date);
        (item.doc_number, item.index_number) = (doc_number, index_number);
        item.keywords.clone_from(&self.keywords);
        item.validity = self.validity.unwrap_or_default();
        if item.kind == Kind::Document {
            item.subjects = self.subject.iter().cloned().collect();
            item.genre.clone_from(&self.genre);
        }
        item
    }
}

fn attribute(tree: &Tree, element: &str, name: &str, fits: impl Fn(Id) -> bool) -> Option<String> {
    let mut found = tree.elements().filter(|node| tree.name(*node) == Some(element) && fits(*node));
    found.find_map(|node| tree.attribute(node, name)).map(|value| value.trim().to_owned())
}

fn title(tree: &Tree, meta: &Meta) -> String {
    if let Some(title) = meta.get("articletitle") {
        return title.to_owned();
    }
    let of = |name| tree.elements().filter(move |node| tree.name(*node) == Some(name)).map(|node| tree.line(node));
    let mut headings = of("h1").filter(|text| !text.is_empty());
    let whole = tree.elements().find(|node| tree.name(*node) == Some("title"));
    // A title does not show on its page: its text is asked for itself.
    let whole = whole.and_then(|node| tree.children(node).find_map(|text| tree.own_text(text))).unwrap_or_default();
    let whole = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    match (headings.next(), headings.next()) {
        (Some(heading), None) => heading,
        _ => without_site(&whole, meta.get("sitename")),
    }
}

/// The title of a page without the names of its site and column, which come after it.
fn without_site(whole: &str, site: Option<&str>) -> String {
    let marks = ['_', '|', '—', '–'];
    let end = match site.and_then(|site| whole.rfind(site)) {
        Some(at) if at > 0 => at,
        _ => whole.find(marks).filter(|at| *at > 0).unwrap_or(whole.len()),
    };
    let title = whole[..end].trim_end_matches(|c: char| c == '-' || c.is_whitespace() || marks.contains(&c));
    let title = title.find(marks).filter(|at| *at > 0).map_or(title, |at| &title[..at]);
    title.trim().to_owned()
}

/// The text without the title that stands above it.
fn without_title(body: String, title: &str) -> String {
    match body.strip_prefix(title) {
        Some(rest) if !title.is_empty() && (rest.is_empty() || rest.starts_with('\n')) => rest.trim_start().to_owned(),
        _ => body,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(source: &str) -> Page {
        read_page(source.as_bytes(), &PageOptions::default()).unwrap()
    }

    #[test]
    fn tags_are_read_with_all_their_faults() {
        let page = read(
            "<meta content='示范区政府' name='sitename'><META NAME=SiteDomain CONTENT='https://WWW.shifan.example/'>\
             <meta name=SiteIDCode content=990101000X><meta name=ColumnName content=null>\
             <meta name='ArticleTitle' content='  关于停水的\n通知 '><meta name=firstpublishedtime content='2026-01-02-10:20:30'>\
             <meta name=PubDate content='null'><meta name=ContentSource content='区水务局'>\
             <meta name=Keywords content='停水;通知，水务；停水,'><meta name=Description content='null'>\
             <meta name=robots content='index, NOINDEX'><base href='/a/'><link rel=canonical href='http://a.example/1'>",
        );
        assert_eq!((page.kind, page.title.as_str()), (PageKind::Article, "关于停水的 通知"));
        assert_eq!(
            (page.site_name.as_deref(), page.site_domain.as_deref()),
            (Some("示范区政府"), Some("www.shifan.example"))
        );
        assert_eq!((page.site_code, page.column, page.description), (None, None, None));
        assert_eq!(page.published.unwrap().time.unwrap().to_string(), "10:20:30");
        assert_eq!(page.keywords, ["停水", "通知", "水务"]);
        assert_eq!((page.is_unwanted, page.base.as_deref()), (true, Some("/a/")));
        assert_eq!(page.canonical.as_deref(), Some("http://a.example/1"));
        let code = |code: &str| read(&format!("<meta name=SiteIDCode content={code}>")).site_code;
        assert_eq!(
            (code("BM01000001"), code("9901010001"), code("bm0100000")),
            (Some("bm01000001".into()), Some("9901010001".into()), None)
        );
    }

    #[test]
    fn titles_are_found_without_tags() {
        assert_eq!(read("<title>停水通知_通知公告_示范区政府</title>").title, "停水通知");
        assert_eq!(read("<meta name=SiteName content=示范区政府><title>停水通知-示范区政府</title>").title, "停水通知");
        assert_eq!(read("<title>停水通知 - 停电</title>").title, "停水通知 - 停电");
        assert_eq!(read("<title>甲</title><h1>乙</h1>").title, "乙");
        assert_eq!(read("<title>甲</title><h1>乙</h1><h1>丙</h1>").title, "甲");
        assert_eq!(read("<p>甲</p>").title, "");
    }

    #[test]
    fn charsets_are_what_the_bytes_are() {
        let source = "<meta charset=CHARSET><meta name=ArticleTitle content=峥嵘岭索道票价听证会公告><p>甲，乙。</p>";
        for (label, encoding) in
            [("gb2312", encoding_rs::GB18030), ("utf-8", encoding_rs::GB18030), ("gbk", encoding_rs::UTF_8)]
        {
            let bytes = encoding.encode(&source.replace("CHARSET", label)).0.into_owned();
            let page =
                read_page(&bytes, &PageOptions { charset: Some("utf-8".into()), ..PageOptions::default() }).unwrap();
            assert_eq!(page.title, "峥嵘岭索道票价听证会公告", "{label}");
        }
    }

    #[test]
    fn a_document_becomes_one() {
        let page = read(
            "<title>关于印发办法的通知</title><table><tr><td>索引号</td><td>000014349/2017-00110</td></tr><tr><td>文号</td>\
             <td>示政发[2026]5号</td></tr><tr><td>有效性</td><td>废止</td></tr></table><div id=zoom><p>关于印发办法的通知</p>\
             <p>现印发给你们。</p><p><a href='附件.docx'>附件：办法</a><a href=b.html>另见</a></p></div>",
        );
        let item = page.item("1", Kind::News);
        assert_eq!((item.kind, item.validity), (Kind::Document, Validity::Repealed));
        assert_eq!(
            (item.doc_number.as_deref(), item.index_number.as_deref()),
            (Some("示政发[2026]5号"), Some("000014349/2017-00110"))
        );
        assert_eq!(item.body, "现印发给你们。\n附件：办法另见");
        let files: Vec<_> = page.attachments.iter().map(|link| (link.href.as_str(), link.text.as_str())).collect();
        assert_eq!(files, [("附件.docx", "附件：办法")]);
        assert_eq!(page.links.len(), 2);
    }

    #[test]
    fn selectors_say_where_to_look() {
        let options = PageOptions {
            body: Some(Selector::parse(".b").unwrap()),
            links: Some(Selector::parse("ul.l").unwrap()),
            ..PageOptions::default()
        };
        let source = "<a href=0>无</a><ul class=l><li><a href=1>甲</a></ul><div id=zoom>乙</div><div class=b>丙</div><a href=2>下一页</a>";
        let page = read_page(source.as_bytes(), &options).unwrap();
        assert_eq!(page.body, "丙");
        assert_eq!(page.links.iter().map(|link| link.href.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    }

    proptest! {
        #[test]
        fn never_panics(
            source in "(<(/)?(p|b|a href=x|table|td|meta name=PubDate content=1|title|h1|div id=zoom|li)>|文号|：|x| ){0,60}",
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let _ = read(&source).item("1", Kind::News);
            let _ = read_page(&bytes, &PageOptions::default());
        }
    }
}
