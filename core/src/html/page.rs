//! A page as a whole.

use serde::{Deserialize, Serialize};

use super::body;
use super::date::Published;
use super::labels::Labels;
use super::links::{self, Days, Link};
use super::marks::Marks;
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
const MOST_LINKS: usize = 50_000;

/// The longest line in which 附件 says what the links in it are, in bytes, and how far out from a link it may be.
const LABEL_LINE: usize = 1 << 10;
const LABEL_LEVELS: usize = 3;

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
    /// Where it leads on to by itself (`<meta http-equiv=refresh>`).
    pub refresh: Option<String>,
    /// The links of the page or list.
    pub links: Vec<Link>,
    /// Whether it has more links than are read.
    pub is_cut: bool,
    /// The links within the article that lead to files, and those behind it that are called 附件.
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
    read_tree(bytes, options).map(|(_, page)| page)
}

/// Reads a page of one's own site: what it says, and what its author says to the search in it.
///
/// ```
/// use menhu::html::{PageOptions, read_marked_page};
///
/// let page = "<h1>停水通知</h1><div data-menhu-body>明日停水。<a data-menhu-ignore href=x>打印</a></div><p>备案号一二三";
/// let (page, marks) = read_marked_page(page.as_bytes(), &PageOptions::default())?;
/// assert_eq!((page.title.as_str(), marks.body.as_deref()), ("停水通知", Some("明日停水。")));
/// # Ok::<(), menhu::extract::ExtractError>(())
/// ```
///
/// # Errors
/// As [`read_page`].
pub fn read_marked_page(bytes: &[u8], options: &PageOptions) -> Result<(Page, Marks), ExtractError> {
    let (tree, mut page) = read_tree(bytes, options)?;
    let mut marks = Marks::read(&tree, MOST_TEXT)?;
    let title = marks.title.as_ref().unwrap_or(&page.title);
    marks.body = marks.body.map(|body| without_title(body, title));
    page.body = without_title(page.body, title);
    Ok((page, marks))
}

fn read_tree(bytes: &[u8], options: &PageOptions) -> Result<(Tree, Page), ExtractError> {
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
    let Links { mut found, attachments, is_cut } = links_of(&tree, options.links.as_ref(), place);
    if !found.iter().any(|link| link.is_next) {
        found.extend(links::scripted_next(&source));
    }
    let page = Page {
        kind,
        published: meta.published().or_else(|| Published::find(labels.published.or(labels.dated).as_deref()?)),
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
        refresh: Meta::refresh(&tree),
        links: found,
        is_cut,
        attachments,
        title,
        body,
    };
    Ok((tree, page))
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

/// The links that are asked for.
#[derive(Default)]
struct Links {
    found: Vec<Link>,
    attachments: Vec<Link>,
    is_cut: bool,
}

/// The links of the lists that `wanted` leads to, or of all the page, and those that the article attaches. Each is looked
/// at once, whatever lies in what.
fn links_of(tree: &Tree, wanted: Option<&Selector>, place: Option<Id>) -> Links {
    let mut listed = vec![wanted.is_none(); tree.len()];
    for list in wanted.into_iter().flat_map(|wanted| wanted.find(tree)) {
        listed[list] = true;
    }
    let (mut in_place, mut of_site, mut is_behind) = (vec![false; tree.len()], vec![false; tree.len()], false);
    let (mut links, mut days) = (Links::default(), Days::of(tree));
    for node in tree.elements() {
        if let Some(parent) = tree.parent(node) {
            listed[node] |= listed[parent];
            in_place[node] |= in_place[parent];
            of_site[node] = of_site[parent] || body::is_around(tree, node);
        }
        if Some(node) == place {
            (in_place[node], is_behind) = (true, true);
        }
        let Some(link) = links::is_link(tree, node).then(|| links::read(tree, node)).flatten() else { continue };
        let is_behind = |place| is_behind && !of_site[node] && is_called_attachment(tree, place, node, &link);
        let is_attached = in_place[node] || place.is_some_and(is_behind);
        if is_attached && link.is_file() && links.attachments.len() < MOST_LINKS {
            links.attachments.push(link.clone());
        }
        // The way to the next page stands outside the list, and is of use however long that is.
        let has_room = links.found.len() < MOST_LINKS;
        if link.is_next || listed[node] && has_room {
            links.found.push(Link { published: days.beside(node), ..link });
        }
        links.is_cut |= listed[node] && !has_room;
    }
    links
}

/// Whether a link behind the article is one of its attachments: it, or what stands around it and not around the article,
/// says 附件.
fn is_called_attachment(tree: &Tree, place: Id, node: Id, link: &Link) -> bool {
    const WORD: &str = "附件";
    let around = |node| std::iter::successors(Some(node), |node| tree.parent(*node));
    link.is_file()
        && (link.text.contains(WORD)
            || around(node)
                .skip(1)
                .take(LABEL_LEVELS)
                .take_while(|outer| !around(place).any(|node| node == *outer))
                .any(|outer| tree.line_within(outer, LABEL_LINE).is_some_and(|line| line.contains(WORD))))
}

fn attribute(tree: &Tree, element: &str, name: &str, fits: impl Fn(Id) -> bool) -> Option<String> {
    let mut found = tree.elements().filter(|node| tree.name(*node) == Some(element) && fits(*node));
    found.find_map(|node| tree.attribute(node, name)).map(|value| value.trim().to_owned())
}

fn title(tree: &Tree, meta: &Meta) -> String {
    if let Some(title) = meta.get("articletitle") {
        return title.to_owned();
    }
    let whole = tree.elements().find(|node| tree.name(*node) == Some("title"));
    // A title does not show on its page: its text is asked for itself.
    let whole = whole.and_then(|node| tree.children(node).find_map(|text| tree.own_text(text))).unwrap_or_default();
    let whole = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    let site = meta.get("sitename");
    let headings = tree.elements().filter(|node| tree.name(*node) == Some("h1"));
    let headings = headings.map(|node| (node, tree.line(node).trim().to_owned())).filter(|(_, text)| !text.is_empty());
    let headings: Vec<(Id, String)> = headings.take(HEADINGS).collect();
    // What the page's title begins with is the article's.
    if let Some((_, heading)) = headings.iter().find(|(_, text)| whole.starts_with(text.as_str())) {
        return heading.clone();
    }
    match headings.as_slice() {
        [(node, heading)] if !is_of_site(tree, *node) && site != Some(heading) => heading.clone(),
        _ => without_site(&whole, site, meta.get("columnname")),
    }
}

/// How many headings are looked at.
const HEADINGS: usize = 20;

/// Whether a heading is the site's: its name or sign, which leads home, or stands in what is above every page.
fn is_of_site(tree: &Tree, heading: Id) -> bool {
    const SIGNS: [&str; 3] = ["logo", "top", "head"];
    let is_signed = |node: Id| {
        let names = ["id", "class"].iter().filter_map(|name| tree.attribute(node, name));
        names.flat_map(str::split_ascii_whitespace).any(|name| {
            name.split(|c: char| !c.is_ascii_alphabetic())
                .any(|part| SIGNS.iter().any(|sign| part.eq_ignore_ascii_case(sign)))
        })
    };
    let mut around = std::iter::successors(Some(heading), |node| tree.parent(*node));
    let is_linked = tree.below(heading).any(|node| tree.name(node) == Some("a"));
    is_linked || around.any(|node| tree.name(node) == Some("a") || body::is_around(tree, node) || is_signed(node))
}

/// What stands between the parts of a page's title. A dash may also be of the title itself.
const MARKS: [char; 2] = ['_', '|'];
const DASHES: [char; 3] = ['-', '—', '–'];

/// How names of sites end, where the page does not say what its own is.
const SITES: [&str; 8] = ["政府", "网", "网站", "门户", "局", "委员会", "办公室", "厅"];

/// The title of a page without the names of its site and column, which come after it: those are taken away from the end.
fn without_site(whole: &str, site: Option<&str>, column: Option<&str>) -> String {
    let is_mark = |c: char| MARKS.contains(&c) || DASHES.contains(&c);
    let plain = |text: &str| text.trim_end_matches(|c: char| is_mark(c) || c.is_whitespace()).len();
    let mut title = whole;
    if let Some(at) = site.and_then(|site| whole.rfind(site)).filter(|at| plain(&whole[..*at]) > 0) {
        title = &whole[..plain(&whole[..at])];
    }
    while let Some(at) = title.rfind(is_mark) {
        let last = title[at..].trim_start_matches(is_mark).trim();
        let is_name = column == Some(last) || SITES.iter().any(|end| last.ends_with(end));
        let end = plain(&title[..at]);
        if end == 0 || !is_name {
            break;
        }
        title = &title[..end];
    }
    let title = title.find(MARKS).filter(|at| *at > 0).map_or(title, |at| &title[..at]);
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
        assert_eq!(
            read("<title>同心协力——关于治水的意见_通知公告_示范区政府</title>").title,
            "同心协力——关于治水的意见"
        );
        assert_eq!(read("<title>停水通知—示范区政府门户网站</title>").title, "停水通知");
        assert_eq!(
            read("<title>停水通知 - 通知公告 - 示范区政府</title><meta name=ColumnName content=通知公告>").title,
            "停水通知"
        );
        assert_eq!(
            read("<div class=top-logo><h1>示范区政府</h1></div><title>停水通知_示范区政府</title>").title,
            "停水通知"
        );
        assert_eq!(read("<h1><a href=/>示范区政府</a></h1><title>停水通知_示范区政府</title>").title, "停水通知");
        assert_eq!(read("<title>停水通知_区政府</title><h1>区政府</h1><h1>停水通知</h1>").title, "停水通知");
        assert_eq!(read("<meta name=ArticleTitle content='关于停水的<br/>通知 <3'>").title, "关于停水的 通知 <3");
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
        // What no page of ours is in, and what this one is not in, is not believed.
        for label in ["iso-8859-1", "windows-1252", "big5", "shift_jis", "euc-kr"] {
            let source = source
                .replace("CHARSET", label)
                .replace("甲，乙。", "因供水管道检修，定于明日零时起对东街停水，请居民提前储水，敬请谅解。");
            let bytes = encoding_rs::GB18030.encode(&source).0.into_owned();
            assert_eq!(
                read_page(&bytes, &PageOptions::default()).unwrap().title,
                "峥嵘岭索道票价听证会公告",
                "{label}"
            );
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

    #[test]
    fn attachments_stand_in_the_article_or_behind_it() {
        let page = read(
            "<div class=nav><a href=/guide.pdf>附件使用手册</a></div><div><div id=vsb_content><p>现印发给你们，请遵照执行。</p>\
             <p><a href=a.docx>办法</a></p></div><ul><li>附件【<a href='/system/_content/download.jsp?urltype=x&wbfileid=1'>申请表.docx</a>】已下载5次</li></ul></div>\
             <p><a href=b.pdf>附件2：名单</a></p><p><a href=c.pdf>另一份文件</a></p><div class=footer><p>附件<a href=d.pdf>手册</a></p></div>",
        );
        let files: Vec<_> = page.attachments.iter().map(|link| link.text.as_str()).collect();
        assert_eq!(files, ["办法", "申请表.docx", "附件2：名单"]);
        let refreshing = read("<meta http-equiv=Refresh content=\"0; URL='list/index.html'\">");
        assert_eq!(refreshing.refresh.as_deref(), Some("list/index.html"));
        assert_eq!(read("<meta http-equiv=refresh content=30>").refresh, None);
    }

    /// Each would take minutes if it were read in the way that comes to mind first.
    #[test]
    fn nobody_waits_for_hostile_pages() {
        let lists = PageOptions {
            body: Some(Selector::parse(".x div p").unwrap()),
            links: Some(Selector::parse("ul").unwrap()),
            ..PageOptions::default()
        };
        let containers = "<div class='TRS_Editor v_news_content pages_content article-content'>".repeat(480);
        let links = "<li><a href=a>关于某事的通知</a></li>".repeat(20_000);
        let dates = format!("<li><div><div><div><a href=a>甲</a>{}", "<i>1 2 3 2026 4 5 6 7 8 9</i>".repeat(20));
        for hostile in [
            format!("{containers}{}", "<br>".repeat(290_000)),
            format!("{}{links}", "<ul>".repeat(400)),
            format!("<ul>{}", dates.repeat(5000)),
            format!("<div class=x><div class='{}'>{}", "y ".repeat(500_000), "<p>".repeat(200_000)),
            format!("{}{}", "<a href=x><table><tr><td>".repeat(100), "<br>".repeat(290_000)),
            format!("{}{}", "<h1>甲</h1>".repeat(100_000), "<a href=b.pdf>附件</a>".repeat(50_000)),
        ] {
            if let Ok(page) = read_page(hostile.as_bytes(), &lists) {
                assert!(page.links.len() <= MOST_LINKS);
            }
        }
    }

    #[test]
    fn a_list_that_is_too_long_says_so_and_leads_on() {
        let links = "<li><a href=a>关于某事的通知</a></li>".repeat(MOST_LINKS + 1);
        let page = read(&format!("<ul>{links}</ul><a href=2>下一页</a>"));
        assert!(page.is_cut && page.links.len() == MOST_LINKS + 1 && page.links[MOST_LINKS].is_next);
        let page = read(&format!(
            "<ul>{}</ul>",
            "<li><p><a href=a>关于某事</a><span>2026-01-02</span></p></li>".repeat(50_000)
        ));
        assert!(!page.is_cut && page.links.len() == 50_000 && page.links[49_999].published.is_some());
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
