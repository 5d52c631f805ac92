//! Pages and servers that are broken, and those that lead where nobody should go.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use menhu::Portal;
use menhu::query::SearchRequest;
use menhu_lookups::harvest::Outcome;

use super::site::{Answer, Site};
use super::{run, source};

pub(super) type Pages = Arc<RwLock<HashMap<String, Answer>>>;

pub(super) fn pages<const N: usize>(pages: [(&str, Answer); N]) -> Pages {
    Arc::new(RwLock::new(pages.into_iter().map(|(path, answer)| (path.to_owned(), answer)).collect()))
}

pub(super) fn article(title: &str, body: &str) -> String {
    format!(
        "<html><head><meta charset=utf-8><meta name=ArticleTitle content='{title}'><meta name=PubDate content='2026-03-05 10:00'>\
         </head><body><div id=zoom><p>{body}</p></div><script>count()</script></body></html>"
    )
}

/// A list of these paths.
pub(super) fn list(paths: &[&str]) -> Answer {
    let links: String =
        paths.iter().map(|path| format!("<li><a href='{path}'>关于{path}的通知通知</a></li>")).collect();
    Answer::page(format!("<ul>{links}</ul>"))
}

pub(super) fn portal() -> (tempfile::TempDir, Portal) {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::open_or_create(folder.path().join("portal")).unwrap();
    (folder, portal)
}

pub(super) fn total(portal: &Portal, query: &str) -> u64 {
    portal.search(&SearchRequest::new(query)).unwrap().total
}

/// The title of what is found first.
fn title(portal: &Portal, query: &str) -> String {
    portal.search(&SearchRequest::new(query)).unwrap().hits[0].title.clone()
}

#[test]
fn a_page_that_fails_is_named_and_the_others_are_read() {
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let html = |bytes: Vec<u8>| Answer::Whole(200, vec![("Content-Type", "text/html; charset=utf-8".into())], bytes);
    let good = article("供水管道检修通知", "明日零时起对东街停水，请提前储水。");
    let site = Site::of(&pages([
        (
            "/",
            list(&[
                "/good", "/slow", "/cut", "/endless", "/gbk", "/loop", "/silent", "/noise", "/500", "/404", "/pdf",
                "/deep", "/none", "/noindex",
            ]),
        ),
        ("/good", Answer::page(good.clone())),
        ("/slow", Answer::Slow),
        ("/cut", Answer::Truncated(good.clone().into_bytes())),
        ("/endless", Answer::Endless),
        ("/gbk", html(gbk(&article("峥嵘岭索道票价听证会", "定于三月召开索道票价听证会，请报名。")))),
        ("/loop", Answer::redirect("/loop2")),
        ("/loop2", Answer::redirect("/loop")),
        ("/silent", Answer::Silent),
        ("/noise", Answer::Noise),
        ("/500", Answer::status(500)),
        ("/pdf", Answer::Whole(200, vec![("Content-Type", "application/pdf".into())], b"%PDF-1.4".to_vec())),
        ("/deep", Answer::page("<div>".repeat(100_000))),
        ("/none", Answer::page("<title>机构职能说明页</title><p>这里没有日期，因此不是文章，只是说明。</p>")),
        ("/noindex", Answer::page(good.replace("<head>", "<head><meta name=robots content=noindex>"))),
    ]));
    let (_folder, portal) = portal();
    let report =
        run(&portal, &source(&site.url("/"), "").replace("seconds = 2", "seconds = 2\npage_bytes = 1000000")).unwrap();
    let outcome = |path: &str| {
        report
            .changes
            .iter()
            .find(|change| change.url == site.url(path))
            .map(|change| (change.outcome, change.reason.clone().unwrap_or_default()))
    };
    for (path, outcome_is, reason) in [
        ("/good", Outcome::New, ""),
        ("/gbk", Outcome::New, ""),
        ("/slow", Outcome::Failed, "within 2 seconds"),
        ("/silent", Outcome::Failed, "within 2 seconds"),
        ("/cut", Outcome::Failed, "breaks off"),
        ("/endless", Outcome::Failed, "larger than 1000000 bytes"),
        ("/noise", Outcome::Failed, "breaks off or is malformed"),
        ("/500", Outcome::Failed, "status 500"),
        ("/deep", Outcome::Failed, "nests them too deep"),
        ("/404", Outcome::NoArticle, "status 404"),
        ("/pdf", Outcome::NoArticle, "application/pdf"),
        ("/none", Outcome::NoArticle, "no title, no text or no date"),
        ("/noindex", Outcome::Unwanted, "noindex"),
        ("/loop", Outcome::Failed, "more than 5 times"),
    ] {
        let (is, why) = outcome(path).unwrap_or_else(|| panic!("{path}: {report:?}"));
        assert!(is == outcome_is && why.contains(reason), "{path}: {is:?} {why}");
    }
    assert_eq!((report.counts.new, report.counts.failed, report.items_put), (2, 8, 2));
    assert_eq!(
        (title(&portal, "索道票价"), title(&portal, "东街停水")),
        ("峥嵘岭索道票价听证会".into(), "供水管道检修通知".into())
    );
    assert_eq!(total(&portal, "count"), 0, "scripts are not kept");
}

#[test]
fn private_addresses_are_refused_wherever_they_are_named() {
    let secret = Site::start(|_| Answer::page(article("内部", "不该被抓取的内容，不该被抓取的内容。")));
    let elsewhere = secret.url("/secret").replace("127.0.0.1", "127.0.0.2");
    let other_kind = secret.url("/secret.pdf").replace("127.0.0.1", "[::1]");
    let with_files = article("带附件的通知", "附件如下，请下载。").replace(
        "</div>",
        &format!(
            "<a href='{}'>附件一</a><a href='{other_kind}'>附件二</a><a href='/moved.pdf'>附件三</a></div>",
            elsewhere.replace("secret", "secret.pdf")
        ),
    );
    let site = Site::of(&pages([
        ("/", list(&["/moved", &elsewhere, "/files", "file:///etc/passwd"])),
        ("/moved", Answer::redirect(elsewhere.clone())),
        ("/moved.pdf", Answer::redirect(elsewhere.replace("secret", "secret.pdf"))),
        ("/files", Answer::page(with_files)),
    ]));
    let (_folder, portal) = portal();
    // The site itself is allowed, and its neighbours are not, although one is named as a host of the site.
    let hosts = format!("hosts = [\"127.0.0.2:{0}\"]", secret.address.port());
    let report = run(&portal, &source(&site.url("/"), &hosts)).unwrap();
    let refused = report.changes.iter().filter(|change| {
        change.reason.as_deref().is_some_and(|why| why.contains("127.0.0.2 is not of the public network"))
    });
    assert_eq!(refused.count(), 2, "{report:?}");
    assert_eq!(secret.asked.lock().unwrap().len(), 0, "the other address was reached");
    let hit = &portal.search(&SearchRequest::new("带附件的通知")).unwrap().hits[0];
    let item = portal.item(&hit.id).unwrap().unwrap();
    assert_eq!(item.attachments.len(), 3);
    for attachment in &item.attachments {
        let fault = attachment.fault.as_deref().unwrap();
        assert!(attachment.file.is_none() && fault.contains("not of the public network"), "{fault}");
    }
    // A name that leads to this machine, where nothing is allowed.
    let nothing =
        source(&site.url("/").replace("127.0.0.1", "localhost"), "").replace("allow = [\"127.0.0.1\"]", "allow = []");
    let asked = site.asked.lock().unwrap().len();
    let report = run(&portal, &nothing.replace("甲", "乙")).unwrap();
    assert!(report.unread.iter().any(|note| note.contains("public network")), "{report:?}");
    assert_eq!(site.asked.lock().unwrap().len(), asked);
}

#[test]
fn robots_and_limits_are_kept() {
    let site = Site::of(&pages([
        ("/robots.txt", Answer::Whole(200, Vec::new(), b"User-agent: *\nDisallow: /private\n".to_vec())),
        ("/", list(&["/private/1", "/open/1"])),
        ("/open/1", Answer::page(article("公开的通知", "任何人都可以看的内容。"))),
        ("/private/1", Answer::page(article("不公开的通知", "不让抓取的内容在这里。"))),
    ]));
    let (_folder, portal) = portal();
    let report = run(&portal, &source(&site.url("/"), "")).unwrap();
    assert_eq!((report.counts.new, report.counts.unwanted), (1, 1));
    assert_eq!((site.count("/private/1"), site.count("/robots.txt")), (0, 1));
    assert!(site.most.load(std::sync::atomic::Ordering::SeqCst) <= 4);
}

#[test]
fn a_list_of_50_000_links_is_read_up_to_the_limit() {
    let links: String = (0..50_000)
        .map(|at| format!("<li><a href='/a/{at}'>第{at}号通知文件</a><span>2026-01-02</span></li>"))
        .collect();
    let page = format!("<ul>{links}</ul>");
    let site = Site::start(move |asked| match asked.path.as_str() {
        "/" => Answer::page(page.clone()),
        "/robots.txt" => Answer::status(404),
        path => Answer::page(article(&format!("通知{path}"), &format!("编号为{path}的通知，内容如此。"))),
    });
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "").replace("seconds = 2", "seconds = 30\npages = 300\npage_bytes = 8000000");
    let report = run(&portal, &text).unwrap();
    assert_eq!(report.counts.new, 299, "{:?}", report.counts);
    assert!(report.unread.iter().any(|note| note.contains("more than 300 addresses")), "{:?}", report.unread);
}

#[test]
fn a_site_that_is_down_is_given_up_and_loses_nothing() {
    let paths: Vec<String> = (0..40).map(|at| format!("/a/{at}")).collect();
    let table = pages([]);
    {
        let mut table = table.write().unwrap();
        table.insert("/".into(), list(&paths.iter().map(String::as_str).collect::<Vec<_>>()));
        for path in &paths {
            table.insert(
                path.clone(),
                Answer::page(article(&format!("通知{path}"), &format!("编号为{path}的通知，内容如此。"))),
            );
        }
    }
    let site = Site::of(&table);
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(run(&portal, &text).unwrap().counts.new, 40);
    for path in &paths {
        table.write().unwrap().insert(path.clone(), Answer::Silent);
    }
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.failed, report.counts.gone), (40, 0));
    assert!(report.changes.iter().any(|change| change.reason.as_deref().unwrap_or_default().contains("given up")));
    assert!(site.asked.lock().unwrap().len() < 40 + 2 + 30, "it was asked on and on");
    assert_eq!(total(&portal, "通知"), 40);
}

#[test]
fn what_moves_changes_or_comes_back_is_followed() {
    let table = pages([
        ("/", list(&["/a", "/b"])),
        ("/a", Answer::page(article("关于公交线路调整的通知", "自三月起，一路公交线路调整，经停东街。"))),
        (
            "/b",
            Answer::page(
                article("关于人才公寓申请的公告", "人才公寓开始申请，名额为三十套。")
                    .replace("</div>", "<a href='/f.txt'>附件</a></div>"),
            ),
        ),
        ("/f.txt", Answer::Whole(200, vec![("ETag", "\"1\"".into())], "申请表第一版".into())),
    ]);
    let site = Site::of(&table);
    let set = |path: &str, answer: Answer| {
        table.write().unwrap().insert(path.to_owned(), answer);
    };
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(run(&portal, &text).unwrap().counts.new, 2);
    let id = |query: &str| portal.search(&SearchRequest::new(query)).unwrap().hits[0].id.clone();
    let (a, b) = (id("公交线路调整"), id("人才公寓申请"));
    assert_eq!(total(&portal, "申请表第一版"), 1);
    // The file under the same address is another; the other page has moved, and says the same.
    set("/f.txt", Answer::Whole(200, vec![("ETag", "\"2\"".into())], "申请表第二版".into()));
    set("/a", Answer::moved("/new/a"));
    set("/new/a", Answer::page(article("关于公交线路调整的通知", "自三月起，一路公交线路调整，经停东街。")));
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.new, report.counts.changed, report.counts.gone), (1, 1, 1), "{report:?}");
    assert_eq!((total(&portal, "申请表第二版"), id("人才公寓申请")), (1, b.clone()));
    let item = portal.item(&a).unwrap().unwrap();
    assert_eq!(item.origins.len(), 2);
    assert_eq!((item.origins[0].url.clone(), item.url), (site.url("/new/a"), Some(site.url("/new/a"))));
    assert!(item.origins[0].gone.is_none() && item.origins[1].gone.is_some());
    // It is taken down: it is marked, and found all the same.
    set("/b", Answer::status(410));
    let report = run(&portal, &text).unwrap();
    // What was gone is still gone: that is no change.
    assert_eq!((report.counts.gone, report.counts.unchanged), (1, 2), "{report:?}");
    let item = portal.item(&b).unwrap().unwrap();
    assert!(item.origins[0].gone.is_some() && total(&portal, "人才公寓申请") == 1);
    // And back again.
    set("/b", Answer::page(article("关于人才公寓申请的公告", "人才公寓开始申请，名额增加为五十套。")));
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.changed, portal.item(&b).unwrap().unwrap().origins[0].gone), (1, None), "{report:?}");
    // Nothing has changed: nothing is put.
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.unchanged, report.items_put, report.run), (3, 0, 5), "{report:?}");
}
