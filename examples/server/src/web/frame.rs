//! What stands around every page: the name of the site, the search box, and what machines read in its head.
//!
//! The meta tags are those that the guide for government sites asks for (网站发展指引, annex): three of the site on every
//! page, four of the column on lists, and those of the article on what is published.

use std::sync::Arc;

use jiff::civil::Date;
use menhu::Portal;
use menhu::catalog::Item;
use menhu::config::Site;

/// The frame of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    pub(crate) site: Arc<Site>,
    /// What stands in the search box.
    pub(crate) q: String,
    /// Meta tags: names and contents.
    pub(crate) meta: Vec<(&'static str, String)>,
    /// Where the feed of what the page lists is.
    pub(crate) feed: Option<String>,
}

impl Frame {
    /// Of a page of the whole site.
    pub(crate) fn new(portal: &Portal) -> Frame {
        let site = portal.site();
        let mut meta = vec![("SiteName", site.name.clone())];
        meta.extend(site.domain().map(|domain| ("SiteDomain", domain.to_owned())));
        meta.extend(site.id_code.clone().map(|code| ("SiteIDCode", code)));
        Frame { site, meta, ..Frame::default() }
    }

    /// Of a page that lists the items of a column or of another entry of the catalog.
    pub(crate) fn of_list(portal: &Portal, name: &str, description: &str, keywords: &[String], kind: &str) -> Frame {
        let mut frame = Frame::new(portal);
        let described = if description.is_empty() { name } else { description };
        let keywords = if keywords.is_empty() { name.to_owned() } else { keywords.join(",") };
        frame.meta.extend([
            ("ColumnName", name.to_owned()),
            ("ColumnDescription", described.to_owned()),
            ("ColumnKeywords", keywords),
            ("ColumnType", kind.to_owned()),
        ]);
        frame
    }

    /// Of a page that shows an item.
    pub(crate) fn of_item(portal: &Portal, item: &Item, href: &str) -> Frame {
        let column = item.column.as_deref().and_then(|path| path.rsplit('/').next());
        let name = column.unwrap_or(item.kind.label());
        let mut frame = Frame::of_list(portal, name, "", &[], item.kind.label());
        let day = |date: Date| format!("{date} 00:00");
        let source = item.unit.clone().unwrap_or_else(|| frame.site.name.clone());
        frame.meta.push(("ArticleTitle", item.display_title()));
        frame.meta.extend(item.date.or(item.issued).map(|date| ("PubDate", day(date))));
        frame.meta.push(("ContentSource", source));
        let optional = [("Keywords", item.keywords.join(",")), ("Description", item.summary.clone())];
        frame.meta.extend(optional.into_iter().filter(|(_, content)| !content.is_empty()));
        frame.meta.extend(frame.site.url.clone().map(|url| ("Url", url + href)));
        frame
    }
}
