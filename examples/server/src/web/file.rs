//! Files to download: what items attach, and forms to fill in.
//!
//! A file is reached through the item that attaches it, and only as long as that is open to the public. Whatever it
//! holds, a browser takes it for nothing of the site's own.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use menhu::catalog::FormSheet;
use menhu::extract::FileType;

use super::problem::{NoParameters, Problem};
use super::work::Work;
use super::{page, scene, view};
use crate::form_sheet;

/// What a file may do in a browser: nothing.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
/// Media type of forms.
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Type and size of a file, for citizens.
pub(crate) fn about(name: &str, bytes: Option<u64>) -> String {
    let kind = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_uppercase()).unwrap_or_default();
    let size = bytes.map(|bytes| match bytes {
        0..=1023 => format!("{bytes}字节"),
        1024..=1_048_575 => format!("{:.0} KB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    });
    [Some(kind), size].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
}

/// A file that an item attaches.
pub(crate) async fn attached(
    work: Work,
    _: NoParameters,
    place: Result<Path<(String, usize)>, PathRejection>,
    request: Request,
) -> Response {
    let Ok(Path((id, at))) = place else { return page::not_found().await };
    let found = work.run(move |portal, _| {
        let Some(item) = portal.item(&id)? else { return Ok(None) };
        let Some(attached) = item.attachments.into_iter().nth(at) else { return Ok(None) };
        let path = attached.file.as_deref().and_then(|file| portal.files().path(file));
        if path.is_none() && attached.file.is_some() {
            tracing::error!(item = id, attachment = at, "a file that is attached is not there");
        }
        Ok(path.map(|path| (path, attached.name)))
    });
    match found.await {
        Ok(Some((path, name))) => {
            let kind = kind_of(&path, &name);
            // Pages and drawings may hold scripts: they are saved, not shown.
            let is_shown = matches!(
                kind,
                FileType::Pdf | FileType::Text | FileType::Png | FileType::Jpeg | FileType::Gif | FileType::Webp
            );
            let mut answer = scene::serve(path, kind.media_type(), "no-cache", request).await;
            if answer.status().is_success() {
                let disposition = disposition(if is_shown { "inline" } else { "attachment" }, &name);
                answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
            }
            answer
        }
        Ok(None) => page::not_found().await,
        Err(problem) => view::problem(&problem),
    }
}

/// What a file is, by how it begins.
fn kind_of(path: &std::path::Path, name: &str) -> FileType {
    use std::io::Read;
    const BEGINNING: u64 = 64 * 1024;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    match read {
        Ok(_) => FileType::of(name, &bytes),
        Err(_) => FileType::Other,
    }
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
        assert_eq!(about("a.pdf", Some(2048)), "PDF，2 KB");
        assert_eq!((about("名单", None).as_str(), about("b.OFD", Some(5 << 20)).as_str()), ("", "OFD，5.0 MB"));
    }
}
