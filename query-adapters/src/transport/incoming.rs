//! An answer: its charset, its tree, and whether it says that something was found.

use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::http::Reply;
use crate::lookup::{ErrorClass, LookupError};
use crate::mapping::tree;
use crate::provider::{Format, Provider, Signing, Status};

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Found,
    NoRecords,
}

/// Reads an answer.
///
/// # Errors
/// The class that the provider's file gives to its status or code; [`ErrorClass::Malformed`] where it cannot be read.
pub(crate) fn incoming(provider: &Provider, reply: &Reply) -> Result<(Said, Value), LookupError> {
    let status = &provider.status;
    if let Some((_, class)) = status.http.iter().find(|(code, _)| *code == reply.status) {
        return Err(LookupError::new(*class, format!("the provider answers with status {}", reply.status)));
    }
    let read = read(provider, reply);
    if !(200..300).contains(&reply.status) {
        // Some say what is wrong in the body of a failure.
        let said = read.ok().and_then(|(tree, _)| said(status, &tree).err());
        return Err(said.unwrap_or_else(|| {
            LookupError::new(of_status(reply.status), format!("the provider answers with status {}", reply.status))
        }));
    }
    let malformed = |reason: String| LookupError::new(ErrorClass::Malformed, reason);
    let (tree, is_open) = read.map_err(malformed)?;
    let said = said(status, &tree)?;
    if is_open {
        return Err(malformed("the answer is not sealed".to_owned()));
    }
    Ok((said, tree))
}

fn of_status(status: u16) -> ErrorClass {
    match status {
        401 | 403 => ErrorClass::AuthFailed,
        408 | 504 => ErrorClass::UpstreamTimeout,
        429 => ErrorClass::QuotaExceeded,
        503 => ErrorClass::UpstreamMaintenance,
        _ => ErrorClass::UpstreamUnavailable,
    }
}

/// What an answer without a record says by its code: one that gives a key.
///
/// # Errors
/// The class that the provider's file gives to its code.
pub(crate) fn said_by(status: &Status, tree: &Value) -> Result<(), LookupError> {
    // Where such answers have no code, what they give tells.
    let has_code = status.path.as_ref().is_some_and(|path| path.text(tree).is_some());
    if has_code { said(status, tree).map(|_| ()) } else { Ok(()) }
}

/// What the code of an answer says. Codes are the provider's, and no secret; an unknown one is named.
fn said(status: &Status, tree: &Value) -> Result<Said, LookupError> {
    let Some(path) = &status.path else { return Ok(Said::Found) };
    let Some(code) = path.text(tree) else {
        return Err(LookupError::new(ErrorClass::Malformed, format!("the answer has no code at {path:?}")));
    };
    if status.found.contains(&code) {
        return Ok(Said::Found);
    }
    if status.no_records.contains(&code) {
        return Ok(Said::NoRecords);
    }
    match status.errors.iter().find(|(known, _)| *known == code) {
        Some((_, class)) => Err(LookupError::new(*class, format!("the provider answers with code {code}"))),
        None => {
            // A code is short and plain; what is not may be a value.
            let is_plain = code.len() <= 6 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
            let code = if is_plain { code } else { format!("of {} characters", code.chars().count()) };
            Err(LookupError::new(status.other, format!("the provider answers with the unknown code {code}")))
        }
    }
}

/// The tree of an answer, and whether it is open where it should be sealed: a failure may be told so, and nothing else.
fn read(provider: &Provider, reply: &Reply) -> Result<(Value, bool), String> {
    let response = &provider.response;
    let text = decode(&reply.bytes, reply.charset.as_deref(), response.charset)?;
    let mut tree = parse(&text, response.format)?;
    let mut is_open = false;
    if let (Some((path, sign)), Signing::Sm { key, verifier, encoding, .. }) = (&response.sealed, &provider.signing) {
        is_open = path.text(&tree).is_none();
        if let Some(sealed) = path.text(&tree) {
            if let Some(verifier) = verifier {
                let signature = sign.as_ref().and_then(|path| path.text(&tree)).and_then(|text| encoding.decode(&text));
                let is_genuine = signature.is_some_and(|signature| verifier.verify(sealed.as_bytes(), &signature));
                if !is_genuine {
                    return Err("the answer is not signed by the provider".to_owned());
                }
            }
            let sealed = encoding.decode(&sealed).ok_or("the sealed answer is not in the encoding of the file")?;
            let opened = Zeroizing::new(key.decrypt(&sealed).map_err(|error| error.to_string())?);
            tree = parse(&decode(&opened, None, provider.request.charset)?, Format::Json)?;
        }
    }
    if let Some(inner) = &response.inner {
        // Where it is missing the answer may be a failure, told by the document around it.
        if let Some(text) = inner.path.text(&tree).map(Zeroizing::new) {
            let text = if inner.is_percent { unpercent(&text, response.charset)? } else { text };
            tree = parse(&text, inner.format)?;
        }
    }
    Ok((tree, is_open))
}

fn parse(text: &str, format: Format) -> Result<Value, String> {
    match format {
        // What the parser says may quote the answer: the place is enough.
        Format::Json => serde_json::from_str(text)
            .map_err(|error| format!("the answer is no JSON, at line {}, column {}", error.line(), error.column())),
        Format::Xml => tree::read(text.trim_start_matches('\u{FEFF}').trim_start()),
    }
}

/// Percent-encoded text of a charset.
fn unpercent(text: &str, charset: &'static Encoding) -> Result<Zeroizing<String>, String> {
    // Some encode what XML has to, and leave the rest: a plus is a blank only where everything is encoded.
    let is_raw = text.trim_start().starts_with('<');
    let bytes: Vec<u8> = if is_raw {
        text.as_bytes().to_vec()
    } else {
        let plus = text.replace('+', " ");
        percent_encoding::percent_decode_str(&plus).collect()
    };
    if is_raw { Ok(Zeroizing::new(text.to_owned())) } else { decode(&Zeroizing::new(bytes), None, charset) }
}

/// Text of bytes that may say what they are written in, and may be wrong about it. Of what they say only UTF-8 and the
/// Chinese charsets are believed: others are what a server says that was never told.
fn decode(
    bytes: &Zeroizing<Vec<u8>>,
    label: Option<&str>,
    expected: &'static Encoding,
) -> Result<Zeroizing<String>, String> {
    let labelled = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let labelled = labelled.filter(|charset| [UTF_8, GBK, GB18030].contains(charset));
    let is_chinese = [labelled, Some(expected)].into_iter().flatten().any(|charset| charset != UTF_8);
    let mut is_late = false;
    match std::str::from_utf8(bytes) {
        // Text of two-byte characters only may be a word of GBK that happens to be valid: Chinese in UTF-8 has three.
        Ok(text) if !(is_chinese && looks_chinese_in_gbk(text)) => {
            return Ok(Zeroizing::new(text.trim_start_matches('\u{FEFF}').to_owned()));
        }
        Ok(_) => {}
        // UTF-8 that breaks after it was UTF-8 for a while is broken, and not another charset.
        Err(error) => is_late = bytes[..error.valid_up_to()].iter().any(|byte| !byte.is_ascii()),
    }
    let last = (is_chinese || !is_late).then_some(GB18030);
    let candidates = [labelled, Some(expected), last].into_iter().flatten();
    for charset in candidates.filter(|charset| *charset != UTF_8) {
        let (text, _, is_broken) = charset.decode(bytes);
        if !is_broken {
            return Ok(Zeroizing::new(text.into_owned()));
        }
    }
    Err("the answer is in no charset that is known here: neither UTF-8 nor GB 18030".to_owned())
}

/// Whether all that is not ASCII has two bytes, as Chinese has in GBK and has not in UTF-8.
fn looks_chinese_in_gbk(text: &str) -> bool {
    !text.is_ascii() && text.chars().all(|c| c.len_utf8() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_is_believed_as_far_as_it_is_true() {
        let text = |bytes: &[u8], label, expected| {
            decode(&Zeroizing::new(bytes.to_vec()), label, expected).map(|t| t.to_string())
        };
        let gbk = encoding_rs::GBK.encode("参保缴费").0.into_owned();
        let utf8 = "参保缴费".as_bytes();
        for (bytes, label) in
            [(&gbk[..], Some("utf-8")), (&gbk, None), (&gbk, Some("gbk")), (utf8, Some("gbk")), (utf8, None)]
        {
            assert_eq!(text(bytes, label, encoding_rs::GBK).unwrap(), "参保缴费");
        }
        assert_eq!(text(&gbk, Some("utf-8"), UTF_8).unwrap(), "参保缴费");
        assert!(text(&[0xff, 0xff, 0x80], None, UTF_8).is_err());
        // What a server says that was never told is not believed.
        for label in ["iso-8859-1", "big5", "euc-kr"] {
            assert_eq!(text(&gbk, Some(label), encoding_rs::GBK).unwrap(), "参保缴费");
        }
        // Words of GBK that are valid UTF-8 by accident.
        for word in ["状态", "停", "路"] {
            let bytes = encoding_rs::GBK.encode(word).0.into_owned();
            assert!(std::str::from_utf8(&bytes).is_ok());
            assert_eq!(text(&bytes, None, encoding_rs::GBK).unwrap(), word);
        }
        // Broken UTF-8 is broken.
        let broken = [utf8, &[0xff]].concat();
        assert!(text(&broken, Some("utf-8"), UTF_8).is_err());
    }

    #[test]
    fn documents_in_documents_are_opened() {
        let charset = encoding_rs::GBK;
        let written: String = url::form_urlencoded::byte_serialize(&charset.encode("<a>参保 1+1</a>").0).collect();
        assert_eq!(unpercent(&written, charset).unwrap().as_str(), "<a>参保 1+1</a>");
        assert_eq!(unpercent("<a>1+1</a>", charset).unwrap().as_str(), "<a>1+1</a>");
    }

    #[test]
    fn what_cannot_be_parsed_is_not_quoted() {
        for format in [Format::Json, Format::Xml] {
            let error = parse("{\"name\": 张三", format).unwrap_err();
            assert!(!error.contains("张三"), "{error}");
        }
    }
}
