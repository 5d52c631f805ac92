//! Files to download, feeds, the site map, and what machines read in the head of a page.

use serde_json::Value;

use crate::support::{Server, agent, encoded, get, get_json};

struct Answer {
    status: u16,
    body: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

fn fetch(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent().get(format!("{}{path}", server.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request.call().unwrap();
    Answer {
        status: response.status().as_u16(),
        body: response.body_mut().read_to_vec().unwrap(),
        headers: response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
    }
}

fn found(server: &Server, query: &str) -> Vec<String> {
    let (_, answer) = get_json(&server.address, &format!("/api/v1/search?correct=false&q={}", encoded(query)));
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn attached_files_are_found_by_what_only_they_say_and_served_safely() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for (word, id, kind, how) in [
        ("松鹤堂助餐点", "doc-2026-106", "application/pdf", "inline"),
        ("云岫巡诊包", "doc-2026-142", "application/ofd", "attachment"),
        (
            "栖霞里幼儿园",
            "doc-2026-126",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
        ),
        (
            "望潮巷片区",
            "doc-2026-123",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "attachment",
        ),
    ] {
        assert_eq!(found(&server, &format!("\"{word}\"")), [id], "{word}");
        // It stands nowhere but in the file.
        let (_, item) = get_json(&server.address, &format!("/api/v1/items/{id}"));
        assert!(!item.to_string().contains(word) && item["attachments"][0].get("text").is_none(), "{item}");
        let page = get(&server.address, &format!("/items/{id}")).1;
        let href = format!("/items/{id}/files/0");
        assert!(page.contains(&format!("href=\"{href}\"")) && page.contains("附件"), "{page}");
        let file = fetch(&server, &href, &[]);
        assert_eq!((file.status, file.header("content-type")), (200, kind));
        let disposition = file.header("content-disposition");
        assert!(
            disposition.starts_with(how) && disposition.contains("filename*=UTF-8''%E9%99%84%E4%BB%B6"),
            "{disposition}"
        );
        assert!(file.header("content-security-policy").contains("sandbox"), "{:?}", file.headers);
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(Some(file.body.len() as u64), item["attachments"][0]["bytes"].as_u64());
        // A part of it, as readers of large files ask for.
        let part = fetch(&server, &href, &[("range", "bytes=0-3")]);
        assert_eq!((part.status, part.body.as_slice()), (206, &file.body[..4]));
        assert_eq!(part.header("content-range"), format!("bytes 0-3/{}", file.body.len()));
        // Of another version a part is of no use, and of the same one the whole is not sent again.
        let tag = file.header("etag").to_owned();
        assert_eq!(fetch(&server, &href, &[("range", "bytes=0-3"), ("if-range", "\"other\"")]).body, file.body);
        assert_eq!(fetch(&server, &href, &[("range", "bytes=0-3"), ("if-range", &tag)]).status, 206);
        assert_eq!(fetch(&server, &href, &[("range", "bytes=0-1,5-6")]).body, file.body);
        assert_eq!(fetch(&server, &href, &[("if-none-match", &tag)]).status, 304);
        assert_eq!(fetch(&server, &href, &[("range", "bytes=99999999-")]).status, 416);
    }
    for path in [
        "/items/doc-2026-106/files/1",
        "/items/doc-2026-106/files/x",
        "/items/nobody/files/0",
        "/items/doc-2026-106/files/..%2F..%2Fx",
    ] {
        assert_eq!(fetch(&server, path, &[]).status, 404, "{path}");
    }
}

#[test]
fn every_form_is_a_file_to_download() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let forms = include_str!("../../demo/forms.jsonl").lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut count = 0;
    for form in forms {
        let id = form["id"].as_str().unwrap();
        let file = fetch(&server, &format!("/items/{id}/form.docx"), &[]);
        assert_eq!(file.status, 200, "{id}");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"file.docx\""));
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.body)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut text).unwrap();
        for field in form["fields"].as_array().unwrap() {
            let label = field["label"].as_str().unwrap();
            assert!(text.contains(label), "{id}: {label}");
        }
        count += 1;
    }
    assert!(count >= 60, "{count}");
    assert!(get(&server.address, "/items/form-bdc-dengji").1.contains("/items/form-bdc-dengji/form.docx"));
    assert_eq!(fetch(&server, "/items/doc-2026-106/form.docx", &[]).status, 404);
}

#[test]
fn other_programs_follow_what_is_published() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let column = encoded("示范区民政局/法规文件");
    let feed = fetch(&server, &format!("/feed.atom?column={column}"), &[]);
    assert_eq!((feed.status, feed.header("content-type")), (200, "application/atom+xml; charset=utf-8"));
    let text = String::from_utf8(feed.body).unwrap();
    let read: atom_syndication::Feed = text.parse().unwrap();
    let (_, listed) = get_json(&server.address, &format!("/api/v1/search?limit=30&sort=date&column={column}"));
    let titles: Vec<&str> =
        listed["hits"].as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap()).collect();
    assert_eq!(read.entries().iter().map(|entry| entry.title().as_str()).collect::<Vec<_>>(), titles);
    assert!(read.entries()[0].id().starts_with("https://www.shifan.example/items/") && titles.len() > 3, "{text}");
    assert_eq!(fetch(&server, "/feed.atom?limit=3", &[]).status, 400);
    assert_eq!(fetch(&server, "/feed.atom?colour=red", &[]).status, 400);

    let map = String::from_utf8(fetch(&server, "/sitemap.xml", &[]).body).unwrap();
    let open = get_json(&server.address, "/api/v1/search?limit=0").1["total"].as_u64().unwrap();
    assert_eq!(map.matches("<url>").count() as u64, open);
    assert!(
        map.contains("<loc>https://www.shifan.example/items/doc-2026-106</loc><lastmod>2026-07-20</lastmod>"),
        "{map:.600}"
    );
    assert_eq!(fetch(&server, "/sitemap/2", &[]).status, 404);
    let robots = String::from_utf8(fetch(&server, "/robots.txt", &[]).body).unwrap();
    assert!(robots.contains("Sitemap: https://www.shifan.example/sitemap.xml"), "{robots}");
}

#[test]
fn pages_say_what_the_guide_for_government_sites_asks() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let says = |path: &str, names: &[(&str, &str)]| {
        let page = get(&server.address, path).1;
        for (name, content) in names {
            let tag = format!("<meta name=\"{name}\" content=\"{content}");
            assert!(page.contains(&tag), "{path}: {tag}\n{page:.1500}");
        }
        page
    };
    let site =
        [("SiteName", "示范区人民政府\""), ("SiteDomain", "www.shifan.example\""), ("SiteIDCode", "9901010001\"")];
    let home_page = says("/", &site);
    assert!(!home_page.contains("ColumnName"));
    let column = format!("/catalog/columns/{}", encoded("示范区民政局/法规文件"));
    let list = says(
        &column,
        &[
            site[0],
            ("ColumnName", "法规文件\""),
            ("ColumnDescription", ""),
            ("ColumnKeywords", ""),
            ("ColumnType", "栏目\""),
        ],
    );
    assert!(list.contains("type=\"application/atom+xml\"") && list.contains("aria-current=\"page\">法规文件"));
    says(
        "/items/doc-2026-106",
        &[
            site[1],
            ("ColumnName", "法规文件\""),
            ("ArticleTitle", "示范区民政局关于印发《示范区老年助餐服务管理办法》的通知\""),
            ("PubDate", "2026-07-20 00:00\""),
            ("ContentSource", "示范区民政局\""),
            ("Keywords", ""),
            ("Url", "https://www.shifan.example/items/doc-2026-106\""),
        ],
    );
}

#[test]
fn what_stands_under_an_entry_is_listed_page_by_page() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for list in ["units", "columns", "subjects", "genres", "years", "themes", "groups", "topics"] {
        let (_, listed) = get_json(&server.address, &format!("/api/v1/catalog/{list}"));
        let entries = listed["entries"].as_array().unwrap();
        let most = entries.iter().max_by_key(|entry| entry["count"].as_u64()).unwrap();
        let (value, count) = (most["value"].as_str().unwrap(), most["count"].as_u64().unwrap());
        let path = format!("/catalog/{list}/{}", encoded(value));
        let (status, page) = get(&server.address, &path);
        assert!(status == 200 && page.contains(&format!("共 {count} 条")), "{path}: {status}");
        let last = count.div_ceil(20);
        let (status, page) = get(&server.address, &format!("{path}?page={last}"));
        let kind = if list == "groups" { "services" } else { "brief" };
        assert!(status == 200 && page.contains(&format!("<ul class=\"{kind}\">")), "{path}");
    }
    // A column's own address leads there; a unit's shows its columns and what it has published.
    let page = get(&server.address, "/items/col-mzj-fgwj").1;
    assert!(page.contains("法规文件") && page.contains("共 "), "{page:.800}");
    let unit = get(&server.address, "/items/unit-mzj").1;
    for said in ["公开栏目", "公开文件", "工作动态", "办事服务", "示范区老年助餐服务管理办法"]
    {
        assert!(unit.contains(said), "{said}");
    }
    // A channel has its services by theme, in the order of a life.
    let channel = get(&server.address, &format!("/catalog/groups/{}", encoded("老人"))).1;
    assert!(channel.contains("<ul class=\"services\">") && channel.contains("高龄津贴"), "{channel:.900}");
    let topic = get(&server.address, "/items/topic-laonian").1;
    assert!(topic.contains("重点推荐") && topic.contains("相关内容"), "{topic:.900}");
    for path in ["/catalog/columns/nowhere", "/catalog/scenes/x", "/catalog/cats/x"] {
        assert_eq!(get(&server.address, path).0, 404, "{path}");
    }
    let column = format!("/catalog/columns/{}", encoded("新闻"));
    assert_eq!(get(&server.address, &format!("{column}?page=0")).0, 400);
    assert_eq!(get(&server.address, &format!("{column}?colour=red")).0, 400);
}
