//! Source files: which sites are harvested, and how.
//!
//! ```toml
//! agent = "MenhuHarvest"                  # what robots.txt of the sites knows us by
//! contact = "https://www.shifan.example/" # where a site's keeper finds us
//! allow = ["10.20.0.0/16"]                # networks that are not public, and meant
//!
//! [[site]]
//! name = "区教育局网站"
//! unit = "示范区教育局"                     # to whom its pages belong in the portal
//! sitemaps = ["https://edu.shifan.example/sitemap.xml"]
//! per_second = 2                          # requests to one host
//!
//! [[site.column]]
//! column = "政府公告"                       # where they stand in the portal
//! kind = "news"
//! lists = ["https://edu.shifan.example/tzgg/"]
//! under = ["/tzgg/"]                      # which addresses of the site map are of this column
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use menhu::catalog::Kind;
use menhu::config::ConfigError;
use menhu::html::Selector;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::http::{Client, Limits, Reach};

/// What to do where a value has the wrong type.
const FORM: &str = "begin every site with [[site]] and write name, unit, sitemaps = [\"https://…\"]; begin every column with \
                    [[site.column]] and write column, kind, lists = [\"https://…\"], feeds = [\"https://…\"], under = [\"/path/\"]";

/// How robots.txt knows us where the file says nothing.
const AGENT: &str = "MenhuHarvest";
/// Requests a second to one host, and the most that may be asked for.
const PER_SECOND: f64 = 2.0;
const MOST_PER_SECOND: f64 = 1000.0;
/// Addresses of a site in one run.
const PAGES: usize = 20_000;
/// Bytes of a page, a site map or a list, and of an attachment.
const PAGE_BYTES: usize = 4 << 20;
const ATTACHMENT_BYTES: usize = 32 << 20;
/// Seconds that one address may take.
const SECONDS: u64 = 60;
/// Pages of one list.
const LIST_PAGES: u32 = 50;

/// Sites to harvest.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What robots.txt of the sites knows us by.
    pub agent: String,
    /// Where a site's keeper finds us.
    pub contact: Option<String>,
    /// Which addresses may be reached.
    pub reach: Reach,
    /// What a page may cost.
    pub page: Limits,
    /// What an attachment may cost.
    pub attachment: Limits,
    /// Addresses of one site in a run.
    pub pages: usize,
    /// Pages of one list.
    pub list_pages: u32,
    /// The sites, none of which has another's name.
    pub sites: Vec<Site>,
    /// Where the file lies, if it is one: what is known of its sites is not for a file elsewhere that is called the same.
    pub file: Option<PathBuf>,
}

/// A site.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// What it is called.
    pub name: String,
    /// The unit that its pages belong to.
    pub unit: String,
    /// Its hosts, with their ports where they have one: those of its addresses, and others that are named.
    pub hosts: BTreeSet<String>,
    /// Its site maps.
    pub sitemaps: Vec<Url>,
    /// Requests a second to one of its hosts.
    pub per_second: f64,
    /// Where its articles are on their pages.
    pub body: Option<Selector>,
    /// Where its lists are on theirs.
    pub links: Option<Selector>,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// Part of a site that is a column of the portal.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Path of the column in the portal.
    pub path: String,
    /// What its articles are: news or documents.
    pub kind: Kind,
    /// Its lists.
    pub lists: Vec<Url>,
    /// Its feeds.
    pub feeds: Vec<Url>,
    /// What the paths of its articles begin with.
    pub under: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agent: Option<Spanned<String>>,
    contact: Option<String>,
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    page_bytes: Option<Spanned<usize>>,
    attachment_bytes: Option<Spanned<usize>>,
    seconds: Option<Spanned<u64>>,
    pages: Option<Spanned<usize>>,
    list_pages: Option<Spanned<u32>>,
    #[serde(default)]
    site: Vec<Spanned<SiteTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteTable {
    name: Spanned<String>,
    unit: Spanned<String>,
    #[serde(default)]
    hosts: Vec<Spanned<String>>,
    #[serde(default)]
    sitemaps: Vec<Spanned<String>>,
    per_second: Option<Spanned<f64>>,
    body: Option<Spanned<String>>,
    links: Option<Spanned<String>>,
    #[serde(default)]
    column: Vec<Spanned<ColumnTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnTable {
    column: Spanned<String>,
    kind: Option<Spanned<String>>,
    #[serde(default)]
    lists: Vec<Spanned<String>>,
    #[serde(default)]
    feeds: Vec<Spanned<String>>,
    #[serde(default)]
    under: Vec<Spanned<String>>,
}

impl Source {
    /// Reads the text of a source file.
    ///
    /// ```
    /// use menhu_lookups::harvest::Source;
    ///
    /// let source = Source::parse(
    ///     "[[site]]\nname = \"区教育局网站\"\nunit = \"示范区教育局\"\n\
    ///      [[site.column]]\ncolumn = \"政府公告\"\nlists = [\"https://edu.shifan.example/tzgg/\"]\n",
    /// )?;
    /// assert!(source.sites[0].hosts.contains("edu.shifan.example"));
    /// let error = Source::parse("[[site]]\nname = \"a\"\nunit = \"b\"\n").unwrap_err();
    /// assert!(error.to_string().starts_with("line 1, column 1: the site `a` has no column"));
    /// # Ok::<(), menhu::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] names the first place that is wrong, and what to do.
    pub fn parse(text: &str) -> Result<Source, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(text, &error, FORM))?;
        Reader { text }.source(file)
    }

    /// What is said of us in every request.
    pub(super) fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match &self.contact {
            Some(contact) => format!("{}/{version} (+{contact})", self.agent),
            None => format!("{}/{version}", self.agent),
        }
    }
}

impl Source {
    /// How early a site and its column stand in the file: of several that name the same page, the first has it.
    pub(super) fn rank(&self, site: &str, column: Option<&str>) -> (usize, usize) {
        let at = self.sites.iter().position(|known| known.name == site);
        let of_column = at.and_then(|at| self.sites[at].columns.iter().position(|known| Some(&*known.path) == column));
        (at.unwrap_or(usize::MAX), of_column.unwrap_or(usize::MAX))
    }

    /// Requests a second to the host of an address, which may be of several sites; `otherwise` to one that is of none.
    pub(super) fn per_second(&self, url: &Url, otherwise: f64) -> f64 {
        let of_host = self.sites.iter().filter(|site| site.has(url)).map(|site| site.per_second);
        of_host.reduce(f64::min).unwrap_or(otherwise)
    }
}

impl Site {
    /// Whether an address is of this site.
    #[must_use]
    pub fn has(&self, url: &Url) -> bool {
        host(url).is_some_and(|host| self.hosts.contains(&host))
    }

    /// The column of this path.
    pub(super) fn column(&self, path: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.path == path)
    }

    /// The column that an address of the site map belongs to.
    #[must_use]
    pub fn column_of(&self, url: &Url) -> Option<&Column> {
        let fits = |column: &&Column| column.under.iter().any(|path| url.path().starts_with(path.as_str()));
        self.columns.iter().find(fits)
    }
}

impl Column {
    /// Whether an address may be of this column.
    pub(super) fn takes(&self, url: &Url) -> bool {
        self.under.is_empty() || self.under.iter().any(|path| url.path().starts_with(path.as_str()))
    }
}

/// Host and port of an address, the port only where it is not the scheme's own.
pub(super) fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn bad<T>(&self, at: usize, reason: impl Into<String>) -> Result<T, ConfigError> {
        Err(ConfigError::at(self.text, at, reason))
    }

    fn source(&self, file: File) -> Result<Source, ConfigError> {
        let agent = match &file.agent {
            Some(agent) => {
                let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                if agent.get_ref().is_empty() || !agent.get_ref().chars().all(is_token) {
                    return self
                        .bad(agent.span().start, "`agent` is no name of a robot; write letters, digits, `-` and `_`");
                }
                agent.get_ref().clone()
            }
            None => AGENT.to_owned(),
        };
        let mut allow = Vec::new();
        for written in &file.allow {
            let network = written.get_ref().parse::<IpNet>();
            let network = network.or_else(|_| written.get_ref().parse::<std::net::IpAddr>().map(IpNet::from));
            let Ok(network) = network else {
                let reason = format!("`{}` is no network; write one as 10.20.0.0/16, or an address", written.get_ref());
                return self.bad(written.span().start, reason);
            };
            allow.push(network);
        }
        let time = Duration::from_secs(self.number("seconds", file.seconds.as_ref(), SECONDS, 1, 600)?);
        let page = self.number("page_bytes", file.page_bytes.as_ref(), PAGE_BYTES, 1024, 8 << 20)?;
        let attachment =
            self.number("attachment_bytes", file.attachment_bytes.as_ref(), ATTACHMENT_BYTES, 1024, 64 << 20)?;
        if file.site.is_empty() {
            return self.bad(0, format!("there is no site; {FORM}"));
        }
        let mut sites: Vec<Site> = Vec::new();
        for table in &file.site {
            let site = self.site(table)?;
            if sites.iter().any(|known| known.name == site.name) {
                let reason = format!("there is a site `{}` already; call this one otherwise", site.name);
                return self.bad(table.get_ref().name.span().start, reason);
            }
            sites.push(site);
        }
        Ok(Source {
            agent,
            contact: file.contact.map(|contact| contact.trim().to_owned()).filter(|contact| !contact.is_empty()),
            reach: Reach::new(allow),
            page: Limits { bytes: page, time },
            attachment: Limits { bytes: attachment, time },
            pages: self.number("pages", file.pages.as_ref(), PAGES, 1, 1_000_000)?,
            list_pages: self.number("list_pages", file.list_pages.as_ref(), LIST_PAGES, 1, 10_000)?,
            sites,
            file: None,
        })
    }

    fn number<N: Copy + PartialOrd + std::fmt::Display>(
        &self,
        field: &str,
        written: Option<&Spanned<N>>,
        otherwise: N,
        least: N,
        most: N,
    ) -> Result<N, ConfigError> {
        let Some(written) = written else { return Ok(otherwise) };
        let number = *written.get_ref();
        if number < least || number > most {
            return self.bad(written.span().start, format!("`{field}` is {number}; write {least} to {most}"));
        }
        Ok(number)
    }

    fn site(&self, table: &Spanned<SiteTable>) -> Result<Site, ConfigError> {
        let (at, table) = (table.span().start, table.get_ref());
        let name = self.words("name", &table.name)?;
        let unit = self.words("unit", &table.unit)?;
        let sitemaps = self.addresses(&table.sitemaps)?;
        if table.column.is_empty() {
            return self.bad(at, format!("the site `{name}` has no column; add [[site.column]] with column and lists"));
        }
        let columns = table
            .column
            .iter()
            .map(|column| self.column(column, !sitemaps.is_empty()))
            .collect::<Result<Vec<_>, _>>()?;
        if !sitemaps.is_empty() && columns.iter().all(|column| column.under.is_empty()) {
            let reason = "no column says which addresses of the site map it takes; give one `under = [\"/\"]`";
            return self.bad(at, reason);
        }
        let per_second = match &table.per_second {
            Some(written) if !(0.01..=MOST_PER_SECOND).contains(written.get_ref()) => {
                let reason = format!("`per_second` is {}; write 0.01 to {MOST_PER_SECOND}", written.get_ref());
                return self.bad(written.span().start, reason);
            }
            Some(written) => *written.get_ref(),
            None => PER_SECOND,
        };
        let mut hosts = BTreeSet::new();
        for written in &table.hosts {
            // As they stand in addresses: in small letters, international ones encoded.
            let url = Url::parse(&format!("http://{}/", written.get_ref().trim()));
            match url.ok().as_ref().filter(|url| url.path() == "/").and_then(host) {
                Some(host) => hosts.insert(host),
                None => {
                    let reason = format!("`{}` is no host; write it as www.shifan.example", written.get_ref());
                    return self.bad(written.span().start, reason);
                }
            };
        }
        let named = columns.iter().flat_map(|column| column.lists.iter().chain(&column.feeds)).chain(&sitemaps);
        hosts.extend(named.filter_map(host));
        let (body, links) = (self.selector(table.body.as_ref())?, self.selector(table.links.as_ref())?);
        Ok(Site { name, unit, hosts, sitemaps, per_second, body, links, columns })
    }

    fn column(&self, table: &Spanned<ColumnTable>, has_sitemaps: bool) -> Result<Column, ConfigError> {
        let (at, table) = (table.span().start, table.get_ref());
        let path = self.words("column", &table.column)?;
        let kind = match &table.kind {
            None => Kind::News,
            Some(written) => match Kind::parse(written.get_ref()) {
                Some(kind @ (Kind::News | Kind::Document)) => kind,
                _ => {
                    let reason = format!("`kind` is `{}`; write \"news\" or \"document\"", written.get_ref());
                    return self.bad(written.span().start, reason);
                }
            },
        };
        let (lists, feeds) = (self.addresses(&table.lists)?, self.addresses(&table.feeds)?);
        let mut under = Vec::new();
        for path in &table.under {
            if !path.get_ref().starts_with('/') {
                let reason = format!("`{}` is no path of the site; begin it with `/`", path.get_ref());
                return self.bad(path.span().start, reason);
            }
            under.push(path.get_ref().clone());
        }
        let is_in_sitemap = has_sitemaps && !under.is_empty();
        if lists.is_empty() && feeds.is_empty() && !is_in_sitemap {
            let reason = format!(
                "the column `{path}` has no articles; give it `lists`, `feeds`, or `sitemaps` of the site and `under`"
            );
            return self.bad(at, reason);
        }
        Ok(Column { path, kind, lists, feeds, under })
    }

    fn words(&self, field: &str, written: &Spanned<String>) -> Result<String, ConfigError> {
        let text = written.get_ref().trim();
        if text.is_empty() || text.chars().any(char::is_control) {
            return self
                .bad(written.span().start, format!("`{field}` is empty or has control characters; write a name"));
        }
        Ok(text.to_owned())
    }

    fn addresses(&self, written: &[Spanned<String>]) -> Result<Vec<Url>, ConfigError> {
        let read = |written: &Spanned<String>| match Url::parse(written.get_ref().trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.username().is_empty() => Ok(normal(url)),
            _ => {
                let reason = format!(
                    "`{}` is no address; write it whole, as https://www.shifan.example/list/",
                    written.get_ref()
                );
                self.bad(written.span().start, reason)
            }
        };
        written.iter().map(read).collect()
    }

    fn selector(&self, written: Option<&Spanned<String>>) -> Result<Option<Selector>, ConfigError> {
        let Some(written) = written else { return Ok(None) };
        match Selector::parse(written.get_ref()) {
            Ok(selector) => Ok(Some(selector)),
            Err(reason) => self.bad(written.span().start, reason),
        }
    }
}

/// Parameters that say where a reader came from, and nothing of the page.
const TRACKING: [&str; 6] = ["spm", "from", "isappinstalled", "wd", "eqid", "jsessionid"];

/// An address as it is known by: without fragment, session and whence.
pub(super) fn normal(mut url: Url) -> Url {
    url.set_fragment(None);
    Client::without_login(&mut url);
    if let Some(at) = url.path().to_ascii_lowercase().find(";jsessionid=") {
        let path = url.path()[..at].to_owned();
        url.set_path(&path);
    }
    let is_tracking = |name: &str| TRACKING.contains(&name.to_ascii_lowercase().as_str()) || name.starts_with("utm_");
    if url.query_pairs().any(|(name, _)| is_tracking(&name)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !is_tracking(name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    if url.query() == Some("") {
        url.set_query(None);
    }
    url
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "[[site]]\nname = \"甲\"\nunit = \"乙\"\n[[site.column]]\ncolumn = \"公告\"\nlists = [\"http://a.example/l/\"]\n";

    #[test]
    fn a_file_is_read() {
        let source = Source::parse(&format!(
            "allow = [\"127.0.0.1\", \"10.0.0.0/8\"]\npages = 5\n{GOOD}under = [\"/l/\"]\nkind = \"document\"\n"
        ))
        .unwrap();
        let site = &source.sites[0];
        assert!(source.reach.allows("10.1.1.1".parse().unwrap()) && source.pages == 5);
        assert_eq!((site.per_second, site.columns[0].kind), (2.0, Kind::Document));
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(site.has(&url("https://a.example/x")) && !site.has(&url("http://a.example:81/x")));
        assert_eq!(site.column_of(&url("http://a.example/l/1")).unwrap().path, "公告");
        assert_eq!(site.column_of(&url("http://a.example/m/1")), None);
        assert_eq!(source.user_agent(), concat!("MenhuHarvest/", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn errors_name_the_place_and_what_to_do() {
        let change = |from: &str, to: &str| GOOD.replace(from, to);
        for (text, expected) in [
            (String::new(), "line 1, column 1: there is no site"),
            (change("unit = \"乙\"\n", ""), "line 1, column 1: missing field `unit`; begin every site"),
            (change("乙", " "), "line 3, column 8: `unit` is empty"),
            (change("http://a", "a"), "line 6, column 10: `a.example/l/` is no address"),
            (change("http://a", "http://u@a"), "line 6, column 10: `http://u@a.example/l/` is no address"),
            (change("lists", "links"), "line 6, column 1: unknown field `links`"),
            (format!("{GOOD}kind = \"form\"\n"), "line 7, column 8: `kind` is `form`"),
            (format!("{GOOD}under = [\"l\"]\n"), "line 7, column 10: `l` is no path"),
            (
                change("lists = [\"http://a.example/l/\"]", "under = [\"/\"]"),
                "line 4, column 1: the column `公告` has no articles",
            ),
            (change("unit", "per_second = 0\nunit"), "line 3, column 14: `per_second` is 0"),
            (change("unit", "body = \"a > b\"\nunit"), "line 3, column 8: `>` is not understood"),
            (change("unit", "hosts = [\"a b\"]\nunit"), "line 3, column 10: `a b` is no host"),
            (change("unit", "sitemaps = [\"http://a.example/s.xml\"]\nunit"), "line 1, column 1: no column says which"),
            (format!("allow = [\"10.0.0.0/99\"]\n{GOOD}"), "line 1, column 10: `10.0.0.0/99` is no network"),
            (format!("seconds = 0\n{GOOD}"), "line 1, column 11: `seconds` is 0; write 1 to 600"),
            (format!("agent = \"a b\"\n{GOOD}"), "line 1, column 9: `agent` is no name of a robot"),
            (format!("{GOOD}{GOOD}"), "line 8, column 8: there is a site `甲` already"),
        ] {
            let error = Source::parse(&text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text}\n{error}");
        }
    }

    #[test]
    fn addresses_are_known_by_one_form() {
        for (text, expected) in [
            ("http://A.example:80/x?b=1&utm_source=w&a=%E4%B8%AD#t", "http://a.example/x?b=1&a=%E4%B8%AD"),
            ("http://a.example/x;jsessionid=1F?from=singlemessage", "http://a.example/x"),
            ("http://a.example/x?", "http://a.example/x"),
            ("http://u:p@a.example/x", "http://a.example/x"),
        ] {
            let known = normal(Url::parse(text).unwrap());
            assert_eq!(known.as_str(), expected);
            assert_eq!(normal(known.clone()), known);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}") {
            let _ = Source::parse(&text);
            let _ = Source::parse(&GOOD.replace("甲", &text));
        }
    }
}
