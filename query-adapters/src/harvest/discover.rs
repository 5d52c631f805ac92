//! What site maps, feeds and lists name.

use std::io::Read;

use menhu::html::Published;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

/// How many addresses of a site map, or entries of a feed, are read: as many as one may have (sitemaps.org).
const MOST: usize = 50_000;

/// What a site map names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    pub(super) pages: Vec<String>,
    pub(super) sitemaps: Vec<String>,
    /// Why it is not read to its end, if it is not.
    pub(super) cut: Option<String>,
}

/// Reads a site map or an index of them, packed or not, up to so many bytes. One that breaks off names what it has named
/// until then.
pub(super) fn sitemap(bytes: &[u8], most: usize) -> Result<Sitemap, String> {
    let unpacked;
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut buffer = Vec::new();
        let read = flate2::read::MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut buffer);
        read.map_err(|error| format!("it cannot be unpacked: {error}"))?;
        if buffer.len() > most {
            return Err(format!("unpacked it is larger than {most} bytes"));
        }
        unpacked = buffer;
        &unpacked
    } else {
        bytes
    };
    let text = menhu::extract::decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let (mut map, mut is_index, mut is_loc, mut loc) = (Sitemap::default(), false, false, String::new());
    let (mut is_map, mut is_open) = (false, false);
    loop {
        match reader.read_event() {
            // Pictures and films of a page have addresses too, under names of their own (image:loc).
            Ok(Event::Start(tag)) if is_of_other(&tag) => {}
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "sitemapindex" => (is_index, is_map, is_open) = (true, true, true),
                "urlset" => (is_map, is_open) = (true, true),
                "loc" => is_loc = true,
                _ => {}
            },
            Ok(Event::End(tag)) if matches!(tag.local_name().as_ref(), "urlset" | "sitemapindex") => is_open = false,
            Ok(Event::Text(part)) if is_loc => loc.push_str(&part),
            Ok(Event::CData(part)) if is_loc => loc.push_str(&part),
            Ok(Event::GeneralRef(name)) if is_loc => match name.as_ref() {
                "amp" => loc.push('&'),
                "apos" => loc.push('\''),
                "quot" => loc.push('"'),
                _ => {}
            },
            Ok(Event::End(tag)) if is_loc && tag.local_name().as_ref() == "loc" => {
                let found = if is_index { &mut map.sitemaps } else { &mut map.pages };
                if found.len() == MOST {
                    map.cut = Some(format!("it names more than {MOST} addresses; the others are left out"));
                    break;
                }
                if !loc.trim().is_empty() {
                    found.push(loc.trim().to_owned());
                }
                (is_loc, loc) = (false, String::new());
            }
            Ok(Event::Eof) => {
                if is_open {
                    map.cut = Some("it breaks off; what it names until there is read".to_owned());
                }
                break;
            }
            Err(error) if map == Sitemap::default() => return Err(format!("it is no site map: {error}")),
            Err(error) => {
                map.cut = Some(format!("it is malformed from byte {} on: {error}", reader.error_position()));
                break;
            }
            Ok(_) => {}
        }
    }
    if is_map { Ok(map) } else { Err("it is no site map: it has neither <urlset> nor <sitemapindex>".to_owned()) }
}

/// Whether an element is of another vocabulary than that of site maps, by the prefix that those have.
fn is_of_other(tag: &BytesStart<'_>) -> bool {
    tag.name().prefix().is_some_and(|prefix| matches!(prefix.as_ref(), "image" | "video" | "news" | "xhtml"))
}

/// Reads a feed: RSS, Atom or JSON Feed.
pub(super) fn feed(bytes: &[u8], base: &Url) -> Result<Vec<(String, Option<Published>)>, String> {
    let feed = feed_rs::parser::Builder::new()
        .base_uri(Some(base))
        .build()
        .parse(bytes)
        .map_err(|error| format!("it is no feed: {error}"))?;
    let entries = feed.entries.into_iter().filter_map(|entry| {
        let link = entry.links.into_iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))?;
        // As the site writes it: local time.
        let published = entry.published.or(entry.updated).map(|time| (time.timestamp() + 8 * 3600, ()));
        let published = published.and_then(|(seconds, ())| jiff::Timestamp::from_second(seconds).ok());
        let published = published.map(|time| jiff::tz::Offset::UTC.to_datetime(time));
        Some((link.href, published.map(|time| Published { date: time.date(), time: Some(time.time()) })))
    });
    Ok(entries.collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn site_maps_name_pages_or_others() {
        let map = "<?xml version='1.0'?><urlset xmlns='http://x'><url><loc> http://a.example/1?a=1&amp;b=2 </loc><lastmod>2026</lastmod></url>\
                   <url><loc><![CDATA[http://a.example/2]]></loc></url></urlset>";
        let read = sitemap(map.as_bytes(), 1 << 20).unwrap();
        assert_eq!(read.pages, ["http://a.example/1?a=1&b=2", "http://a.example/2"]);
        let index =
            sitemap(b"<sitemapindex><sitemap><loc>http://a.example/s.xml</loc></sitemap></sitemapindex>", 1 << 20)
                .unwrap();
        assert_eq!((index.sitemaps, index.pages), (vec!["http://a.example/s.xml".to_owned()], Vec::new()));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(map.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(sitemap(&packed, 1 << 20).unwrap(), read);
        assert!(sitemap(&packed, 100).unwrap_err().contains("larger than 100"));
        let cut = sitemap(&map.as_bytes()[..130], 1 << 20).unwrap();
        assert!(cut.pages.len() == 1 && cut.cut.is_some() && read.cut.is_none());
        let open = sitemap(b"<urlset><url><loc>http://a.example/1</loc></url>", 1 << 20).unwrap();
        assert!(open.pages.len() == 1 && open.cut.unwrap().contains("breaks off"));
        let broken = sitemap(b"<urlset><url><loc>http://a.example/1</loc></url><!x <url>", 1 << 20).unwrap();
        assert!(broken.pages.len() == 1 && broken.cut.is_some());
        let pictures = "<urlset><url><loc>http://a.example/1</loc><image:image><image:loc>http://a.example/1.png</image:loc></image:image></url></urlset>";
        assert_eq!(sitemap(pictures.as_bytes(), 1 << 20).unwrap().pages, ["http://a.example/1"]);
        let many = format!("<urlset>{}</urlset>", "<url><loc>http://a.example/1</loc></url>".repeat(MOST + 1));
        let many = sitemap(many.as_bytes(), 8 << 20).unwrap();
        assert!(many.pages.len() == MOST && many.cut.unwrap().contains("more than 50000"));
        assert!(sitemap(b"<html><body>404</body></html>", 100).unwrap_err().contains("no site map"));
    }

    #[test]
    fn feeds_name_articles_and_their_days() {
        let rss = "<rss version='2.0'><channel><title>t</title><item><title>甲</title><link>/1.html</link>\
                   <pubDate>Thu, 01 Jan 2026 23:30:00 GMT</pubDate></item></channel></rss>";
        let found = feed(rss.as_bytes(), &Url::parse("http://a.example/feed.xml").unwrap()).unwrap();
        assert_eq!(found[0].0, "http://a.example/1.html");
        assert_eq!(found[0].1.unwrap().date.to_string(), "2026-01-02");
        assert!(feed(b"<html>", &Url::parse("http://a.example/").unwrap()).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in "(<(/)?(urlset|sitemapindex|loc|url|rss|item|link|feed)>|&amp;|x|<!\\[CDATA\\[){0,30}") {
            let _ = sitemap(text.as_bytes(), 1000);
            let _ = feed(text.as_bytes(), &Url::parse("http://a.example/").unwrap());
        }
    }
}
