//! Files to download: what items attach, and forms to fill in.
//!
//! A file is reached through the item that attaches it, and only as long as that is open to the public. Whatever it
//! holds, a browser takes it for nothing of the site's own.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::catalog::{Attachment, FormSheet};
use menhu::extract::{FileType, charset_of};

use super::problem::{NoParameters, Problem};
use super::work::Work;
use super::{page, scene, view};
use crate::form_sheet;

/// What a file may do in a browser: nothing.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
/// Media type of forms.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Endings of names that people know as types.
const ENDINGS: [&str; 24] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "ofd", "wps", "et", "txt", "htm", "html", "csv", "rtf", "png",
    "jpg", "jpeg", "gif", "webp", "zip", "rar", "7z", "xml",
];

/// The ending of a name, where it is one that people know.
fn ending(name: &str) -> Option<String> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str()).then_some(ending)
}

/// How a file's name ends: as its name says, or where it came from, or what it is.
fn ending_of(attached: &Attachment) -> Option<String> {
    let told = || attached.media_type.as_deref().and_then(FileType::of_media_type).and_then(FileType::ending);
    ending(&attached.name).or_else(|| ending(&attached.url)).or_else(|| told().map(str::to_owned))
}

/// Type and size of a file, for citizens.
pub(crate) fn about(attached: &Attachment) -> String {
    let size = attached.bytes.map(|bytes| match bytes {
        0..=1023 => format!("{bytes}字节"),
        1024..=1_048_575 => format!("{:.0} KB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    });
    let kind = ending_of(attached).map(|ending| ending.to_ascii_uppercase());
    [kind, size].into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// A file that an item attaches.
pub(crate) async fn attached(
    work: Work,
    _: NoParameters,
    place: Result<Path<(String, usize)>, PathRejection>,
    mut request: Request,
) -> Response {
    let Ok(Path((id, at))) = place else { return page::not_found().await };
    let found = work.run(move |portal, _| {
        let Some(item) = portal.item(&id)? else { return Ok(None) };
        let Some(attached) = item.attachments.into_iter().nth(at) else { return Ok(None) };
        let path = attached.file.as_deref().and_then(|file| portal.files().path(file));
        if path.is_none() && attached.file.is_some() {
            tracing::error!(item = id, attachment = at, "a file that is attached is not there");
        }
        Ok(path.map(|path| {
            let (kind, charset) = kind_of(&path, &attached);
            (path, kind, charset, attached)
        }))
    });
    let (path, kind, charset, attached) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return page::not_found().await,
        Err(problem) => return view::problem(&problem),
    };
    // What a file holds is its name: whatever else stands at this address later has another.
    let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", attached.file.unwrap_or_default())) else {
        return view::problem(&Problem::internal());
    };
    let asked = request.headers_mut();
    let has = |asked: &HeaderMap, name| {
        let values = asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
        values.split(',').any(|value| value.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes())
    };
    if has(asked, header::IF_NONE_MATCH) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let is_other = asked.contains_key(header::IF_RANGE) && !has(asked, header::IF_RANGE);
    let is_several = asked.get(header::RANGE).is_some_and(|range| range.as_bytes().contains(&b','));
    if is_other || is_several {
        // The whole of it is always an answer.
        asked.remove(header::RANGE);
    }
    for name in [header::IF_RANGE, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE, header::IF_NONE_MATCH] {
        asked.remove(name);
    }
    // Pages and drawings may hold scripts: they are saved, not shown.
    let is_shown = matches!(
        kind,
        FileType::Pdf | FileType::Text | FileType::Png | FileType::Jpeg | FileType::Gif | FileType::Webp
    );
    let media_type = match charset {
        Some(charset) => format!("{}; charset={charset}", kind.media_type()),
        None => kind.media_type().to_owned(),
    };
    let mut answer = scene::serve(path, &media_type, "no-cache", request).await;
    let headers = answer.headers_mut();
    headers.remove(header::LAST_MODIFIED);
    headers.insert(header::ETAG, tag);
    if answer.status().is_success() {
        let known = ending(&attached.name).is_some();
        let more = ending(&attached.url).or(kind.ending().map(str::to_owned)).filter(|_| !known);
        let name = more.map_or(attached.name.clone(), |more| format!("{}.{more}", attached.name));
        let disposition = disposition(if is_shown { "inline" } else { "attachment" }, &name);
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

/// What a file is: as it was told when it was kept, or else by how it begins. Of text with its charset.
fn kind_of(path: &std::path::Path, attached: &Attachment) -> (FileType, Option<&'static str>) {
    use std::io::Read;
    const BEGINNING: u64 = 64 * 1024;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    let told = attached.media_type.as_deref().and_then(FileType::of_media_type);
    let kind = told.unwrap_or_else(|| read.map_or(FileType::Other, |_| FileType::of(&attached.name, &bytes)));
    (kind, (kind == FileType::Text).then(|| charset_of(&bytes)))
}

/// A form to fill in, as a document.
pub(crate) async fn form(work: Work, _: NoParameters, id: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return page::not_found().await };
    let made = work.run(move |portal, _| {
        let Some(item) = portal.item(&id)? else { return Ok(None) };
        let sheet = item.payload::<FormSheet>().filter(|sheet| !sheet.fields.is_empty());
        Ok(sheet.map(|sheet| (form_sheet::docx(&item, &sheet), item.display_title())))
    });
    match made.await {
        Ok(Some((Ok(document), title))) => {
            let mut answer = (StatusCode::OK, document).into_response();
            let headers = answer.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(DOCX));
            headers.insert(header::CONTENT_DISPOSITION, disposition("attachment", &format!("{title}.docx")));
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            answer
        }
        Ok(Some((Err(error), _))) => {
            tracing::error!(error, "a form cannot be made");
            view::problem(&Problem::internal())
        }
        Ok(None) => page::not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// What is related to an item, as a drawing.
pub(crate) async fn drawing(work: Work, _: NoParameters, id: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return page::not_found().await };
    match work.run(move |portal, deadline| portal.neighbourhood(&id, deadline)).await {
        Ok(Some(graph)) => {
            let mut answer = (StatusCode::OK, graph.to_svg()).into_response();
            let headers = answer.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            answer
        }
        Ok(None) => page::not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// How a browser is to take a file, and under which name it saves it (RFC 6266, RFC 8187).
fn disposition(how: &str, name: &str) -> HeaderValue {
    let encoded: String = name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '/' | '\\'))
        .map(|c| match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~' => c.to_string(),
            _ => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        })
        .collect();
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending)
        .filter(|ending| ending.chars().all(|c| c.is_ascii_alphanumeric()));
    let plain = ending.map_or_else(|| "file".to_owned(), |ending| format!("file.{ending}"));
    HeaderValue::from_str(&format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_and_cannot_break_out_of_the_header() {
        assert_eq!(
            disposition("inline", "通知.pdf"),
            "inline; filename=\"file.pdf\"; filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf"
        );
        let hostile = disposition("attachment", "../a\"\r\nSet-Cookie: x=1.html");
        let hostile = hostile.to_str().unwrap();
        assert!(
            !hostile.contains(['\r', '\n', '/']) && hostile.ends_with("..a%22Set-Cookie%3A%20x%3D1.html"),
            "{hostile}"
        );
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let about = |name: &str, url: &str, bytes| {
            about(&Attachment { name: name.to_owned(), url: url.to_owned(), bytes, ..Attachment::default() })
        };
        assert_eq!(about("a.pdf", "", Some(2048)), "PDF，2 KB");
        assert_eq!((about("名单", "", None).as_str(), about("b.OFD", "", Some(5 << 20)).as_str()), ("", "OFD，5.0 MB"));
        assert_eq!(about("附件1.申请表", "forms/1.docx", Some(275)), "DOCX，275字节");
    }
}
