//! A district of 12 sites and 2,000 pages: harvested, killed twice, resumed, changed, harvested again.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, RwLock};

use menhu::catalog::{Item, Kind};
use menhu::query::SearchRequest;
use menhu_lookups::harvest::{Counts, Report};

use super::site::{Answer, Asked, Site};

const SITES: usize = 12;
const PAGES: usize = 2000;
/// Notices that five sites publish.
const SHARED: usize = 20;
/// Articles of a page of a list.
const LISTED: usize = 40;

/// What a site publishes: by number, the version of each article; `None` where it is gone.
type Articles = Arc<RwLock<Vec<Option<u32>>>>;

struct District {
    articles: Vec<Articles>,
    sites: Vec<Site>,
}

impl District {
    fn start() -> District {
        let articles: Vec<Articles> = (0..SITES)
            .map(|at| {
                let count = PAGES / SITES + usize::from(at < PAGES % SITES);
                Arc::new(RwLock::new(vec![Some(1); count]))
            })
            .collect();
        let sites = articles.iter().enumerate().map(|(at, articles)| {
            let articles = Arc::clone(articles);
            Site::start(move |asked| answer(at, &articles.read().unwrap(), asked))
        });
        District { sites: sites.collect(), articles }
    }

    /// Sites are found in four ways: site map, packed index of site maps, feed, list.
    fn source(&self) -> String {
        let mut text = "allow = [\"127.0.0.1\"]\nseconds = 20\n".to_owned();
        for (at, site) in self.sites.iter().enumerate() {
            let url = site.url("");
            let (of_site, of_column) = match at % 4 {
                0 => (format!("sitemaps = [\"{url}/sitemap.xml\"]"), "under = [\"/a/\"]".to_owned()),
                1 => (format!("sitemaps = [\"{url}/sitemaps.xml.gz\"]"), "under = [\"/a/\"]".to_owned()),
                2 => (String::new(), format!("feeds = [\"{url}/feed.xml\"]\nlists = [\"{url}/list/1\"]")),
                _ => ("links = \"ul.news\"".to_owned(), format!("lists = [\"{url}/list/1\"]")),
            };
            text += &format!(
                "[[site]]\nname = \"第{at}局网站\"\nunit = \"示范区第{at}局\"\nper_second = 400\n{of_site}\n\
                 [[site.column]]\ncolumn = \"政府公告\"\nkind = \"news\"\n{of_column}\n"
            );
        }
        text
    }
}

/// Whether article `number` of a site is one of those that five publish, and which.
fn shared(site: usize, number: usize) -> Option<usize> {
    (number < SHARED && (site + SITES - number % SITES) % SITES < 5).then_some(number)
}

fn title(site: usize, number: usize) -> String {
    match shared(site, number) {
        Some(notice) => format!("关于第{notice}批城乡供水工程停水检修的联合通知"),
        None => format!("第{site}局关于办理第{number}号事项的公告"),
    }
}

fn body(site: usize, number: usize, version: u32) -> String {
    let (name, key) = match shared(site, number) {
        Some(notice) => ("城乡供水".to_owned(), notice * 1000 + 7),
        None => (format!("第{site}局"), site * 100_000 + number),
    };
    let more = if version > 1 { format!("本公告已更正，现为第{version}版。") } else { String::new() };
    format!(
        "<p>各街道办事处，各有关单位：</p><p>根据工作安排，{name}定于近期办理编号为{key}的事项，请有关单位和个人按照要求提前做好准备，\
         按时提交申请材料，逾期不再受理。</p><p>咨询电话：555{key}，地址：示范区政务服务中心{key}室。{more}</p>"
    )
}

/// A page, in the manner of its site.
fn page(site: usize, number: usize, version: u32) -> Answer {
    let (title, body, day) = (title(site, number), body(site, number, version), 1 + number % 28);
    let date = format!("2026-03-{day:02}");
    let nav = "<div class=nav><a href=/>首页</a><a href=/about>政府信息公开指南</a></div>";
    let foot = "<div class=footer>主办：示范区人民政府办公室，备案号：某备某号，地址：某路某号，电话：某号。</div><script>hm.src='//count.example/c.js'</script>";
    let html = match site % 6 {
        0 => format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title><meta name='SiteName' content='第{site}局'>\
             <meta name='ColumnName' content='政府公告'><meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{date} 09:30'>\
             <meta name='ContentSource' content='第{site}局'></head><body>{nav}<div class='article-content'>{body}</div>{foot}</body></html>"
        ),
        1 => format!(
            "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'><meta content='{title}' name='ArticleTitle'>\
             <meta content='null' name='ContentSource'><meta content='{date} 10:00' name='PubDate'></head><body>{nav}<div id=zoom>{body}</div>{foot}</body></html>"
        ),
        2 => format!(
            "<html><head><title>{title}_政府公告_第{site}局</title></head><body>{nav}<table width=100%><tr><td><h1>{title}</h1>\
             <p>来源：第{site}局　发布时间：2026年3月{day}日</p><div class=TRS_Editor>{body}</div></td></tr></table>{foot}</body></html>"
        ),
        3 => format!(
            "<html><head><meta charset=utf-8><meta name=ArticleTitle content='{title}'><meta name=PubDate content=null>\
             <meta name=firstpublishedtime content='{date}-08:00:00'></head><body><form id=aspnetForm>{nav}<div class=wrap><div class=con>{body}</div></div>{foot}</form></body></html>"
        ),
        4 => format!(
            "<html><head><title>{title}</title></head><body>{nav}<div class=main><h1>{title}</h1><span>发布日期：{date}</span><div class=x>{body}\
             <p><a href='/f/{number}.txt'>附件：申请表</a></p></div></div>{foot}</body></html>"
        ),
        _ => format!(
            "<html><head><meta charset=utf-8><meta name=ArticleTitle content='{title}'><meta name=PubDate content='{date}'></head><body>{nav}\
             <table><tr><td>发布机构</td><td>第{site}局</td><td>发布日期</td><td>{date}</td></tr></table><div class=pages_content>{body}</div>{foot}</body></html>"
        ),
    };
    // Two are GBK, one of which says that it is UTF-8.
    let bytes =
        if matches!(site % 6, 1 | 5) { encoding_rs::GB18030.encode(&html).0.into_owned() } else { html.into_bytes() };
    Answer::Whole(200, vec![("Content-Type", "text/html".into())], bytes)
}

fn answer(site: usize, articles: &[Option<u32>], asked: &Asked) -> Answer {
    let path = asked.path.as_str();
    let number =
        |prefix: &str| path.strip_prefix(prefix).and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
    if let Some(number) = number("/a/") {
        let Some(Some(version)) = articles.get(number).copied() else {
            return Answer::status(if number % 2 == 0 { 404 } else { 410 });
        };
        // Half of the sites can say that a page is as it was.
        let (etag, has_etags) = (format!("\"{version}\""), site.is_multiple_of(2));
        if has_etags && asked.headers.get("if-none-match") == Some(&etag) {
            return Answer::Whole(304, Vec::new(), Vec::new());
        }
        let Answer::Whole(status, mut headers, body) = page(site, number, version) else { unreachable!() };
        if has_etags {
            headers.push(("ETag", etag));
        }
        return Answer::Whole(status, headers, body);
    }
    let here: Vec<usize> = (0..articles.len()).filter(|at| articles[*at].is_some()).collect();
    let locations = |tag: &str, inner: &str| {
        let host = &asked.headers["host"];
        here.iter().map(|at| format!("<{inner}><loc>http://{host}/a/{at}.html</loc></{inner}>")).collect::<String>()
            + &format!("</{tag}>")
    };
    let xml = |body: String| Answer::Whole(200, vec![("Content-Type", "text/xml".into())], body.into_bytes());
    if let Some(number) = number("/list/") {
        let entries: String = here
            .iter()
            .skip((number - 1) * LISTED)
            .take(LISTED)
            .map(|at| {
                format!(
                    "<li><a href='/a/{at}.html'>{}</a><span>2026-03-{:02}</span></li>",
                    title(site, *at),
                    1 + at % 28
                )
            })
            .collect();
        let next = if number * LISTED < here.len() {
            format!("<a href='/list/{}'>下一页</a>", number + 1)
        } else {
            String::new()
        };
        return Answer::page(format!(
            "<meta name=ColumnName content=政府公告><div class=nav><a href=/>首页</a></div><ul class=news>{entries}</ul>{next}"
        ));
    }
    if let Some(number) = number("/f/") {
        return Answer::Whole(
            200,
            vec![("ETag", "\"f\"".into())],
            format!("第{site}局第{number}号申请表").into_bytes(),
        );
    }
    match path {
        "/sitemap.xml" => xml(format!("<urlset>{}", locations("urlset", "url"))),
        "/sitemaps.xml.gz" => {
            let index = format!(
                "<sitemapindex><sitemap><loc>http://{}/sitemap.xml</loc></sitemap></sitemapindex>",
                asked.headers["host"]
            );
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(index.as_bytes()).unwrap();
            Answer::Whole(200, Vec::new(), packed.finish().unwrap())
        }
        "/feed.xml" => {
            let items: String = here
                .iter()
                .take(20)
                .map(|at| format!("<item><title>{}</title><link>/a/{at}.html</link></item>", title(site, *at)))
                .collect();
            xml(format!("<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"))
        }
        "/robots.txt" => Answer::Whole(200, Vec::new(), b"User-agent: *\nDisallow: /admin/\n".to_vec()),
        "/about" => Answer::page("<title>政府信息公开指南</title><p>这里是公开指南，不是文章。</p>"),
        _ => Answer::status(404),
    }
}

/// Runs the harvest in a process of its own, which is killed when it has visited so many addresses. The report and the
/// process's peak memory in kilobytes, if it came to its end.
fn harvest(portal: &Path, source: &Path, kill_after: Option<u64>) -> Option<(Report, u64)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_menhu-worker"))
        .args(["harvest".as_ref(), portal.as_os_str(), source.as_os_str()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut report, mut memory) = (None, 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        match line.split_once(' ') {
            Some(("done", count)) if kill_after.is_some_and(|most| count.parse::<u64>().unwrap() >= most) => {
                child.kill().unwrap();
                break;
            }
            Some(("report", json)) => report = Some(serde_json::from_str(json).unwrap()),
            Some(("memory", kilobytes)) => memory = kilobytes.parse().unwrap(),
            _ => {}
        }
    }
    let status = child.wait().unwrap();
    assert_eq!(status.success(), kill_after.is_none(), "{status}");
    report.map(|report| (report, memory))
}

fn counts(new: u64, changed: u64, unchanged: u64, gone: u64) -> Counts {
    Counts { new, changed, unchanged, gone, ..Counts::default() }
}

#[test]
fn what_is_harvested_is_exact_whoever_kills_it() {
    let district = District::start();
    let folder = tempfile::tempdir().unwrap();
    let (path, source) = (folder.path().join("portal"), folder.path().join("district.toml"));
    std::fs::write(&source, district.source()).unwrap();
    let mut first: Vec<Item> =
        (0..SITES).map(|at| Item::new(format!("unit-{at}"), Kind::Unit, format!("示范区第{at}局"))).collect();
    let mut column = Item::new("column", Kind::Column, "政府公告");
    column.column = Some("政府公告".to_owned());
    first.push(column);
    let portal = menhu_tests::index(&path, first);

    assert!(harvest(&path, &source, Some(500)).is_none());
    assert!(harvest(&path, &source, Some(1300)).is_none());
    let (report, memory) = harvest(&path, &source, None).unwrap();
    assert_eq!(report.counts, counts(PAGES as u64, 0, 0, 0), "{:?}", report.unread);
    assert!(
        report.resumed && report.run == 1 && report.unread.is_empty() && report.notes.is_empty(),
        "{:?}",
        report.unread
    );
    println!(
        "first run, its third process: {} addresses in {:.1} s ({:.0} a second), peak memory {:.0} MB",
        report.visited,
        report.seconds,
        report.visited as f64 / report.seconds,
        memory as f64 / 1024.0
    );
    let asked: usize = district
        .sites
        .iter()
        .map(|site| site.asked.lock().unwrap().iter().filter(|path| path.starts_with("/a/")).count())
        .sum();
    assert!(asked < PAGES + 400, "{asked} requests: what was done before the kills was done again");

    portal.reload().unwrap();
    let copies = 4 * SHARED as u64;
    assert_eq!(report.shared_items, SHARED as u64);
    let stats = portal.stats().unwrap();
    assert_eq!(stats.items, PAGES as u64 - copies + SITES as u64 + 1);
    let answer = portal.search(&SearchRequest::new("关于第3批城乡供水工程停水检修的联合通知")).unwrap();
    let item = portal.item(&answer.hits[0].id).unwrap().unwrap();
    assert_eq!((item.title.as_str(), item.origins.len()), ("关于第3批城乡供水工程停水检修的联合通知", 5));
    for origin in &item.origins {
        let mut request = SearchRequest::new("关于第3批城乡供水工程停水检修的联合通知");
        request.filters.unit = vec![origin.unit.clone().unwrap()];
        assert_eq!(portal.search(&request).unwrap().hits[0].id, item.id);
    }
    assert_eq!(portal.search(&SearchRequest::new("第4局第60号申请表")).unwrap().hits[0].title, title(4, 60));

    // What the sites do in the meantime: 41 articles more, 37 changed, 23 taken down.
    let at = |number: usize| (number % SITES, 20 + number / SITES);
    for number in 0..60 {
        let (site, article) = at(number);
        let mut articles = district.articles[site].write().unwrap();
        articles[article] = if number < 37 { Some(2) } else { None };
    }
    for number in 0..41 {
        district.articles[number % SITES].write().unwrap().push(Some(1));
    }
    let (report, _) = harvest(&path, &source, None).unwrap();
    assert_eq!(report.counts, counts(41, 37, PAGES as u64 - 60, 23), "{:?}", report.unread);
    assert!(!report.resumed && report.run == 2);
    portal.reload().unwrap();
    let (site, gone) = at(40);
    let answer = portal.search(&SearchRequest::new(title(site, gone))).unwrap();
    let item = portal.item(&answer.hits[0].id).unwrap().unwrap();
    assert!(item.title == title(site, gone) && item.origins[0].gone.is_some(), "{item:?}");
    assert_eq!(portal.stats().unwrap().items, stats.items + 41);

    let (report, memory) = harvest(&path, &source, None).unwrap();
    assert_eq!(report.counts, counts(0, 0, PAGES as u64 + 41 - 23, 0), "{:?}", report.unread);
    assert_eq!((report.items_put, report.changes.len()), (0, 0));
    println!(
        "third run, nothing changed: {} addresses in {:.1} s ({:.0} a second), peak memory {:.0} MB",
        report.visited,
        report.seconds,
        report.visited as f64 / report.seconds,
        memory as f64 / 1024.0
    );
}

#[test]
fn the_simulated_district_is_as_it_is_said_to_be() {
    let mut copies = vec![0; SHARED];
    let district: Vec<usize> = (0..SITES).map(|at| PAGES / SITES + usize::from(at < PAGES % SITES)).collect();
    for (site, count) in district.iter().enumerate() {
        (0..*count).filter_map(|number| shared(site, number)).for_each(|notice| copies[notice] += 1);
    }
    assert_eq!(copies, vec![5; SHARED]);
}
