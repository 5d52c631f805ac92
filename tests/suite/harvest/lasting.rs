//! What is known stays what it is: through edits of the source file, kills, pages that fail, and lists that change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use menhu::Portal;
use menhu::catalog::Item;
use menhu_lookups::harvest::{Outcome, Report, Source, harvest};

use super::broken::{Pages, article, list, pages, portal, total};
use super::site::{Answer, Site};
use super::{Keeper, run, source};

const BODY: &str =
    "因东街供水管道检修，定于三月五日零时至六时停水，影响范围为东街一号至八十八号，请有关居民提前储水，敬请谅解。";

fn set(pages: &Pages, path: &str, answer: Answer) {
    pages.write().unwrap().insert(path.to_owned(), answer);
}

fn counts(report: &Report) -> (u64, u64, u64, u64, u64) {
    let counts = report.counts;
    (counts.new, counts.changed, counts.unchanged, counts.gone, counts.failed)
}

/// The item that shows a page.
fn item(portal: &Portal, url: &str) -> Item {
    let mut found = None;
    portal
        .each_item(|item| {
            if item.origins.iter().any(|origin| origin.url == url) {
                found = Some(item);
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    found.unwrap_or_else(|| panic!("no item shows {url}"))
}

/// A page of a site that gives its pages no day.
fn undated(title: &str) -> String {
    format!("<html><head><title>{title}</title></head><body><div id=zoom><p>{BODY}</p></div></body></html>")
}

/// A page with an ETag: asked whether it has changed, it has not.
fn tagged(body: String) -> impl Fn(&super::site::Asked) -> Answer {
    move |asked| {
        if asked.headers.contains_key("if-none-match") {
            return Answer::Whole(304, Vec::new(), Vec::new());
        }
        let headers = vec![("Content-Type", "text/html; charset=utf-8".into()), ("ETag", "\"1\"".into())];
        Answer::Whole(200, headers, body.clone().into_bytes())
    }
}

#[test]
fn copies_that_change_or_go_together_stay_one_item() {
    let notice = || Answer::page(article("关于东街停水的通知", BODY));
    let sites: Vec<(Pages, Site)> = (0..2)
        .map(|_| {
            let pages = pages([("/", list(&["/1"])), ("/1", notice())]);
            let site = Site::of(&pages);
            (pages, site)
        })
        .collect();
    let second = source(&sites[1].1.url("/"), "");
    let second = second.split_once("[[site]]").unwrap().1.replace("甲", "乙");
    let text = format!("{}[[site]]{second}", source(&sites[0].1.url("/"), ""));
    let (_folder, portal) = portal();
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.new, report.items_put, report.shared_items), (2, 1, 1), "{report:?}");
    let id = item(&portal, &sites[0].1.url("/1")).id;
    let steps: [(Answer, (u64, u64)); 3] = [
        (Answer::page(article("关于东街停水的通知", &BODY.replace("六时", "八时"))), (2, 0)),
        (Answer::status(404), (0, 2)),
        (notice(), (2, 0)),
    ];
    for (answer, expected) in steps {
        for (pages, _) in &sites {
            set(pages, "/1", answer.clone());
        }
        let report = run(&portal, &text).unwrap();
        assert_eq!((report.counts.changed, report.counts.gone), expected, "{report:?}");
        assert_eq!((report.items_put, report.items_removed, report.shared_items), (1, 0, 1), "{report:?}");
        let item = item(&portal, &sites[1].1.url("/1"));
        assert_eq!((item.id.as_str(), item.origins.len()), (id.as_str(), 2));
    }
}

#[test]
fn a_day_that_only_the_list_knows_is_kept() {
    let dated = "<ul><li><a href=/1>关于东街停水的通知</a><span>2026-03-02</span></li></ul>";
    let pages = pages([("/", Answer::page(dated)), ("/1", Answer::page(undated("关于东街停水的通知")))]);
    let site = Site::of(&pages);
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(counts(&run(&portal, &text).unwrap()), (1, 0, 0, 0, 0));
    // It is on no list any more, and then on one without days.
    for answer in [Answer::page("<ul></ul>"), list(&["/1"])] {
        set(&pages, "/", answer);
        let report = run(&portal, &text).unwrap();
        assert_eq!((counts(&report), report.items_put), ((0, 0, 1, 0, 0), 0), "{report:?}");
    }
    // It moves.
    set(&pages, "/new", Answer::page(undated("关于东街停水的通知")));
    set(&pages, "/1", Answer::moved("/new"));
    assert_eq!(counts(&run(&portal, &text).unwrap()), (1, 0, 0, 1, 0));
    let moved = item(&portal, &site.url("/new"));
    assert_eq!((moved.origins.len(), moved.date.unwrap().to_string()), (2, "2026-03-02".to_owned()));
}

#[test]
fn a_page_of_two_columns_stays_in_one() {
    // The first list of the file is the last to answer, the first time.
    let (is_first, page) = (AtomicBool::new(true), article("关于东街停水的通知", BODY));
    let is_down = Arc::new(AtomicBool::new(false));
    let down = Arc::clone(&is_down);
    let site = Site::start(move |asked| match asked.path.as_str() {
        "/a" if down.load(Ordering::SeqCst) => Answer::status(403),
        "/a" if is_first.swap(false, Ordering::SeqCst) => {
            std::thread::sleep(std::time::Duration::from_millis(400));
            list(&["/1"])
        }
        "/b" => {
            if !is_first.load(Ordering::SeqCst) {
                std::thread::sleep(std::time::Duration::from_millis(200));
            }
            list(&["/1"])
        }
        "/a" => list(&["/1"]),
        "/1" => Answer::page(page.clone()),
        _ => Answer::status(404),
    });
    let of = |first: &str, second: &str| {
        let first = source(&site.url(first), "");
        format!("{first}[[site.column]]\ncolumn = \"要闻\"\nlists = [\"{}\"]\n", site.url(second))
    };
    let (_folder, portal) = portal();
    for expected in [(1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 1, 0, 0)] {
        assert_eq!(counts(&run(&portal, &of("/a", "/b")).unwrap()), expected);
        assert_eq!(item(&portal, &site.url("/1")).column.as_deref(), Some("公告"));
    }
    // Nor does it change between sites that have the same host.
    let (first, second) = (of("/a", "/b"), source(&site.url("/b"), ""));
    let second = second.split_once("[[site]]").unwrap().1.replace("甲", "乙");
    for _ in 0..2 {
        assert_eq!(counts(&run(&portal, &format!("{first}[[site]]{second}")).unwrap()), (0, 0, 1, 0, 0));
        assert_eq!(item(&portal, &site.url("/1")).unit.as_deref(), Some("区甲局"));
    }
    // Its list cannot be read for once.
    is_down.store(true, Ordering::SeqCst);
    let report = run(&portal, &of("/a", "/b")).unwrap();
    assert_eq!((counts(&report), report.unread.len()), ((0, 0, 1, 0, 0), 1));
    is_down.store(false, Ordering::SeqCst);
    // The source file says otherwise: that list is of the other column.
    assert_eq!(counts(&run(&portal, &of("/none", "/a")).unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(item(&portal, &site.url("/1")).column.as_deref(), Some("要闻"));
}

#[test]
fn edits_of_the_source_file_reach_pages_that_have_not_changed() {
    let page = article("关于东街停水的通知", BODY)
        .replace("<script>", "<div class=more><p>另一处的正文，也有话说。</p></div><script>");
    let tagged = tagged(page);
    let site = Site::start(move |asked| match asked.path.as_str() {
        "/" => list(&["/1"]),
        "/1" => tagged(asked),
        _ => Answer::status(404),
    });
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(counts(&run(&portal, &text).unwrap()), (1, 0, 0, 0, 0));
    assert_eq!(counts(&run(&portal, &text).unwrap()), (0, 0, 1, 0, 0));
    let shown = || item(&portal, &site.url("/1"));
    // Each of these is a change of every page, once.
    type Check = fn(&Item) -> bool;
    let edits: [(&str, &str, Check); 4] = [
        ("区甲局", "区乙局", |item| item.unit.as_deref() == Some("区乙局")),
        ("\"甲\"", "\"丙\"", |item| item.origins[0].site.as_deref() == Some("丙")),
        ("公告", "要闻", |item| item.column.as_deref() == Some("要闻")),
        ("per_second", "body = \".more\"\nper_second", |item| item.body == "另一处的正文，也有话说。"),
    ];
    let mut text = text;
    for (from, to, is_so) in edits {
        text = text.replace(from, to);
        assert_eq!(counts(&run(&portal, &text).unwrap()), (0, 1, 0, 0, 0), "{to}");
        assert!(is_so(&shown()), "{to}: {:?}", shown());
        assert_eq!(counts(&run(&portal, &text).unwrap()), (0, 0, 1, 0, 0), "{to}");
    }
}

#[test]
fn a_column_that_is_called_otherwise_takes_its_old_pages_along() {
    let pages = pages([("/", list(&["/1"])), ("/1", Answer::page(article("关于东街停水的通知", BODY)))]);
    let site = Site::of(&pages);
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(counts(&run(&portal, &text).unwrap()), (1, 0, 0, 0, 0));
    set(&pages, "/", Answer::page("<ul></ul>"));
    assert_eq!(counts(&run(&portal, &text.replace("公告", "要闻")).unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(item(&portal, &site.url("/1")).column.as_deref(), Some("要闻"));
}

#[test]
fn lists_are_read_to_their_last_page_however_it_is_called() {
    let paged = |paths: &[&str], more: &str| {
        let Answer::Whole(_, _, body) = list(paths) else { unreachable!() };
        Answer::page(format!("{}{more}", String::from_utf8(body).unwrap()))
    };
    let page = |number: u32| Answer::page(article(&format!("第{number}号停水通知"), &format!("第{number}号：{BODY}")));
    let script = "<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) {}\n\
                  createPageHTML(2, 0, 'index', 'html');</script>";
    let site = Site::of(&pages([
        ("/", paged(&["/1"], "<a href=/p2>最后一页</a><a href=/p2>第10页</a><a href=/p2>下一页</a>")),
        ("/p2", paged(&["/2"], "<a href=/>返回首页</a>")),
        ("/1", page(1)),
        ("/2", page(2)),
        ("/s/", paged(&["/3"], script)),
        ("/s/index_1.html", paged(&["/4"], "")),
        ("/3", page(3)),
        ("/4", page(4)),
        ("/r/", Answer::page("<meta http-equiv=refresh content='0; url=/r/list'>")),
        ("/r/list", paged(&["/5"], "")),
        ("/5", page(5)),
    ]));
    let (_folder, portal) = portal();
    let more = format!("\", \"{}\", \"{}\"]", site.url("/s/"), site.url("/r/"));
    let text = source(&site.url("/"), "").replace("\"]\n", &format!("{more}\n"));
    let text = text.replace(&format!("allow = [\"127.0.0.1{more}"), "allow = [\"127.0.0.1\"]");
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.new, report.unread.len()), (5, 0), "{report:?}");
    // Where it ends earlier, it says so.
    let report = run(&portal, &format!("list_pages = 1\n{text}")).unwrap();
    assert!(report.unread.iter().any(|note| note.contains("`list_pages`")), "{report:?}");
}

#[test]
fn attachments_are_asked_for_until_they_come_and_kept_when_they_go() {
    let file: Arc<std::sync::RwLock<Answer>> = Arc::new(std::sync::RwLock::new(Answer::status(500)));
    let page = tagged(article("关于东街停水的通知", BODY).replace("</div>", "<a href=/f.txt>附件</a></div>"));
    let answer = Arc::clone(&file);
    let site = Site::start(move |asked| match asked.path.as_str() {
        "/" => list(&["/1"]),
        "/1" => page(asked),
        "/f.txt" => answer.read().unwrap().clone(),
        _ => Answer::status(404),
    });
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    let report = run(&portal, &text).unwrap();
    assert!((report.counts.new, report.attachments_failed) == (1, 1) && !report.is_whole(), "{report:?}");
    // It still does not come, and then it does.
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.unchanged, report.attachments_failed), (1, 1), "{report:?}");
    *file.write().unwrap() = Answer::Whole(200, vec![("ETag", "\"f\"".into())], "申请表第一版".into());
    let report = run(&portal, &text).unwrap();
    assert!((report.counts.changed, report.attachments_failed) == (1, 0) && report.is_whole(), "{report:?}");
    assert_eq!(total(&portal, "申请表第一版"), 1);
    // It is taken down: what was kept stays, and says so, once.
    *file.write().unwrap() = Answer::status(404);
    for changed in [1, 0] {
        let report = run(&portal, &text).unwrap();
        assert_eq!((report.counts.changed, report.attachments_gone), (changed, 1), "{report:?}");
        let attachment = item(&portal, &site.url("/1")).attachments.remove(0);
        assert!(attachment.file.is_some() && attachment.fault.unwrap().contains("status 404"));
        assert_eq!(total(&portal, "申请表第一版"), 1);
    }
    // And comes back.
    *file.write().unwrap() = Answer::Whole(200, Vec::new(), "申请表第一版".into());
    assert_eq!(counts(&run(&portal, &text).unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(item(&portal, &site.url("/1")).attachments[0].fault, None);
}

#[test]
fn only_what_has_moved_or_is_gone_is_marked_so() {
    let page = || Answer::page(article("关于东街停水的通知", BODY));
    let pages = pages([
        ("/", list(&["/1"])),
        ("/1", page()),
        ("/home", Answer::page("<title>示范区政府</title><p>首页。</p>")),
    ]);
    let site = Site::of(&pages);
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(counts(&run(&portal, &text).unwrap()), (1, 0, 0, 0, 0));
    let other = || Answer::page("<title>提示</title><p>您访问的页面已被删除，请返回首页。</p>");
    set(&pages, "/elsewhere", page());
    let steps = [
        // Led round, or to what is no article: nobody knows.
        (Answer::redirect("/1"), (0, 0, 0, 0, 1), false),
        (Answer::redirect("/home"), (0, 0, 0, 0, 1), false),
        (Answer::moved("/home"), (0, 0, 0, 0, 1), false),
        // For the moment it is read elsewhere.
        (Answer::redirect("/elsewhere"), (0, 0, 1, 0, 0), false),
        // In its place stands a page that is no article: once, then it itself again, then for good.
        (other(), (0, 0, 0, 0, 1), false),
        (page(), (0, 0, 1, 0, 0), false),
        (other(), (0, 0, 0, 0, 1), false),
        (other(), (0, 0, 0, 1, 0), true),
        (other(), (0, 0, 1, 0, 0), true),
        (page(), (0, 1, 0, 0, 0), false),
        (Answer::page("<meta name=robots content=noindex>"), (0, 0, 0, 0, 0), true),
        (page(), (0, 1, 0, 0, 0), false),
        (Answer::moved("/elsewhere"), (1, 0, 0, 1, 0), true),
    ];
    for (answer, expected, is_gone) in steps {
        set(&pages, "/1", answer.clone());
        let report = run(&portal, &text).unwrap();
        assert_eq!(counts(&report), expected, "{answer:?} {report:?}");
        let item = item(&portal, &site.url("/1"));
        let origin = item.origins.iter().find(|origin| origin.url == site.url("/1")).unwrap();
        assert_eq!(origin.gone.is_some(), is_gone, "{answer:?}");
    }
}

#[test]
fn without_the_file_of_what_is_known_items_keep_their_names() {
    let pages = pages([("/", list(&["/1", "/2"])), ("/1", Answer::page(article("关于东街停水的通知", BODY)))]);
    set(&pages, "/2", Answer::page(article("关于东街停水的通知", BODY)));
    let site = Site::of(&pages);
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "");
    assert_eq!(run(&portal, &text).unwrap().items_put, 1);
    // The first becomes another notice: its item is called by a name that its address alone does not tell.
    set(&pages, "/1", Answer::page(article("关于招聘教师的公告", "招聘小学教师三十名，请于月底前报名。")));
    run(&portal, &text).unwrap();
    let names = || (item(&portal, &site.url("/1")).id, item(&portal, &site.url("/2")).id);
    let before = names();
    assert!(before.0.ends_with("-2"), "{before:?}");
    std::fs::remove_file(portal.path().join("harvest/test.redb")).unwrap();
    let report = run(&portal, &text).unwrap();
    assert_eq!((report.counts.new, report.items_removed), (2, 0));
    assert_eq!(names(), before);
}

/// Runs, and is killed when so many addresses are done.
fn kill_after(portal: &Portal, text: &str, most: u64) {
    let source = Source::parse(text).unwrap();
    let keep = Arc::new(Keeper(portal.files()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    let watch = move |progress: menhu_lookups::harvest::Progress| {
        if progress.done >= most {
            let _ = sender.send(());
        }
    };
    let other = portal.clone();
    let task = runtime.spawn(async move { harvest(source, "test", &other, keep, Arc::new(watch)).await.map(|_| ()) });
    receiver.recv().unwrap();
    // The last step is still being written down.
    std::thread::sleep(std::time::Duration::from_millis(300));
    task.abort();
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
}

#[test]
fn what_is_interrupted_goes_on_with_what_was_added_and_lost_in_between() {
    let with_file = article("关于东街停水的通知", BODY).replace("</div>", "<a href=/f.txt>附件</a></div>");
    let is_let = Arc::new(AtomicBool::new(false));
    let (gate, with_file) = (Arc::clone(&is_let), with_file);
    let tagged = tagged(with_file);
    let site = Site::start(move |asked| match asked.path.as_str() {
        "/" => list(&["/1", "/2"]),
        "/more" => list(&["/3"]),
        "/1" => tagged(asked),
        "/2" if !gate.load(Ordering::SeqCst) => Answer::Silent,
        "/2" | "/3" => Answer::page(article(&format!("通知{}号文件", asked.path), &format!("{}：{BODY}", asked.path))),
        "/f.txt" => Answer::Whole(200, vec![("ETag", "\"f\"".into())], "申请表第一版".into()),
        _ => Answer::status(404),
    });
    let (_folder, portal) = portal();
    let text = source(&site.url("/"), "").replace("seconds = 2", "seconds = 20");
    // Done are the list and the first page; the second waits.
    kill_after(&portal, &text, 2);
    // A reindex of a day later sweeps up what no item attaches.
    let files = portal.path().join("files");
    std::fs::remove_dir_all(&files).unwrap();
    is_let.store(true, Ordering::SeqCst);
    let more = format!(
        "{text}[[site]]\nname = \"乙\"\nunit = \"区乙局\"\nper_second = 1000\n[[site.column]]\ncolumn = \"公告\"\nlists = [\"{}\"]\n",
        site.url("/more")
    );
    let report = run(&portal, &more).unwrap();
    assert!(report.resumed && report.notes.iter().any(|note| note.contains("has changed since")), "{report:?}");
    assert_eq!(counts(&report), (3, 0, 0, 0, 0), "{report:?}");
    assert_eq!(total(&portal, "申请表第一版"), 1);
    let attachment = item(&portal, &site.url("/1")).attachments.remove(0);
    assert!(portal.files().path(&attachment.file.unwrap()).is_some());
    assert!(report.changes.iter().all(|change| change.outcome == Outcome::New));
}

#[test]
fn one_page_that_fails_is_not_the_site() {
    let paths: Vec<String> = (0..40).map(|at| format!("/a/{at}")).collect();
    let table = pages([("/", list(&paths.iter().map(String::as_str).collect::<Vec<_>>()))]);
    for (at, path) in paths.iter().enumerate() {
        let page = Answer::page(article(&format!("通知{path}"), &format!("编号为{path}的通知，内容如此。")));
        set(&table, path, if at < 20 { Answer::status(500) } else { page });
    }
    let site = Site::of(&table);
    let (_folder, portal) = portal();
    assert_eq!(counts(&run(&portal, &source(&site.url("/"), "")).unwrap()), (20, 0, 0, 0, 20));
}

#[test]
fn hosts_that_redirects_lead_to_are_asked_what_they_allow() {
    let closed = Site::of(&pages([
        ("/robots.txt", Answer::Whole(200, Vec::new(), b"User-agent: *\nDisallow: /\n".to_vec())),
        ("/f.txt", Answer::Whole(200, Vec::new(), "不让抓取的附件".into())),
    ]));
    let site = Site::of(&pages([
        ("/", list(&["/1"])),
        ("/1", Answer::page(article("关于东街停水的通知", BODY).replace("</div>", "<a href=/f.txt>附件</a></div>"))),
        ("/f.txt", Answer::redirect(closed.url("/f.txt"))),
    ]));
    let (_folder, portal) = portal();
    let report = run(&portal, &source(&site.url("/"), "")).unwrap();
    assert_eq!((report.counts.new, report.attachments_gone), (1, 1), "{report:?}");
    assert_eq!((closed.count("/robots.txt"), closed.count("/f.txt")), (1, 0));
    // A robots.txt that is too large counts as far as it is read; one that is busy is asked again.
    let (large, asked) = (format!("User-agent: *\nDisallow: /1\n{}", "# \n".repeat(300_000)), AtomicBool::new(false));
    let site = Site::start(move |request| match request.path.as_str() {
        "/robots.txt" if !asked.swap(true, Ordering::SeqCst) => Answer::status(503),
        "/robots.txt" => Answer::Whole(200, Vec::new(), large.clone().into_bytes()),
        "/" => list(&["/1"]),
        _ => Answer::status(404),
    });
    let report = run(&portal, &source(&site.url("/"), "").replace("甲", "乙")).unwrap();
    assert_eq!((report.counts.unwanted, site.count("/1"), site.count("/robots.txt")), (1, 0, 2), "{report:?}");
}
