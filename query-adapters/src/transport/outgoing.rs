//! A request, made of templates: filled, signed, and written in the provider's charset.

use std::borrow::Cow;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::places::Places;
use crate::lookup::{ErrorClass, LookupError};
use crate::provider::{Body, Digest, JsonTemplate, MacScheme, Request, Signing, Template, for_xml, plain};
use crate::signing::{hmac_sha256, hmac_sm3, md5, sha256, sm3};

/// What is sent.
pub(crate) struct Outgoing {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

/// Makes a request.
///
/// # Errors
/// [`ErrorClass::Unsupported`] when the provider's charset lacks a character of a name, [`ErrorClass::AuthFailed`] when it
/// cannot be signed.
pub(crate) fn outgoing(request: &Request, signing: &Signing, places: &mut Places<'_>) -> Result<Outgoing, LookupError> {
    if wants_body(signing) {
        let text = text_of(&request.body, request, places)?;
        places.put("body", text.as_str());
    }
    sign(request, signing, places)?;
    let text = match &request.sealed {
        Some(sealed) => Zeroizing::new(json(sealed, places).to_string()),
        None => text_of(&request.body, request, places)?,
    };
    let (body, charset) = match &request.body {
        // A form is written in its charset already.
        Body::Form(_) if request.sealed.is_none() => (Zeroizing::new(text.as_bytes().to_vec()), request.charset),
        Body::Xml { .. } => (encoded_xml(&text, request.charset), request.charset),
        _ => (encoded(&text, request.charset)?, request.charset),
    };
    let mut headers = HeaderMap::new();
    let media = match &request.body {
        Body::Json(_) => "application/json",
        Body::Form(_) => "application/x-www-form-urlencoded",
        Body::Xml { .. } => "text/xml",
    };
    let media = HeaderValue::from_str(&format!("{media}; charset={}", charset.name().to_ascii_lowercase()));
    headers.extend(media.ok().map(|media| (CONTENT_TYPE, media)));
    for (name, template) in &request.headers {
        let value = filled(template, places);
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| header_fault(name))?;
        let mut value = HeaderValue::from_str(&value).map_err(|_| header_fault(name.as_str()))?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(Outgoing { headers, body })
}

fn header_fault(name: &str) -> LookupError {
    LookupError::new(ErrorClass::Unsupported, format!("the header `{name}` cannot hold what it is filled with"))
}

pub(crate) fn filled(template: &Template, places: &Places<'_>) -> Zeroizing<String> {
    template.fill(|name| places.get(name), plain)
}

fn wants_body(signing: &Signing) -> bool {
    let text = match signing {
        Signing::None => return false,
        Signing::Digest { text, .. } | Signing::Mac { text, .. } | Signing::Sm { text, .. } => text,
    };
    text.places().any(|name| name == "body")
}

/// Makes `{sign}`, and with SM4 `{encrypted}`.
fn sign(request: &Request, signing: &Signing, places: &mut Places<'_>) -> Result<(), LookupError> {
    let (bytes, encoding) = match signing {
        Signing::None => return Ok(()),
        Signing::Digest { scheme, text, encoding } => {
            let text = filled(text, places);
            let digest = match scheme {
                Digest::Md5 => md5,
                Digest::Sha256 => sha256,
                Digest::Sm3 => sm3,
            };
            (digest(text.as_bytes()), encoding)
        }
        Signing::Mac { scheme, text, key, encoding, .. } => (mac(*scheme, key, text, places), encoding),
        Signing::Sm { key, signer, text, encoding, .. } => {
            let body = encoded(&text_of(&request.body, request, places)?, request.charset)?;
            places.put("encrypted", encoding.encode(&key.encrypt(&body)));
            let signed = signer.sign(filled(text, places).as_bytes());
            (signed.map_err(|error| LookupError::new(ErrorClass::AuthFailed, error.to_string()))?, encoding)
        }
    };
    places.put("sign", encoding.encode(&bytes));
    Ok(())
}

/// The message authentication code of a text.
pub(crate) fn mac(scheme: MacScheme, key: &Template, text: &Template, places: &Places<'_>) -> Vec<u8> {
    let (key, text) = (filled(key, places), filled(text, places));
    match scheme {
        MacScheme::HmacSha256 => hmac_sha256(key.as_bytes(), text.as_bytes()),
        MacScheme::HmacSm3 => hmac_sm3(key.as_bytes(), text.as_bytes()),
    }
}

fn text_of(body: &Body, request: &Request, places: &mut Places<'_>) -> Result<Zeroizing<String>, LookupError> {
    match body {
        Body::Json(template) => Ok(Zeroizing::new(json(template, places).to_string())),
        Body::Form(fields) => form(fields, request, places),
        Body::Xml { body, inner, is_percent } => {
            if let Some(inner) = inner {
                let inner = inner.fill(|name| places.get(name), for_xml);
                let inner = if *is_percent { percent(&encoded_xml(&inner, request.charset)) } else { inner };
                places.put("inner", inner.as_str());
            }
            Ok(body.fill(|name| places.get(name), for_xml))
        }
    }
}

fn json(template: &JsonTemplate, places: &Places<'_>) -> serde_json::Value {
    match template {
        JsonTemplate::Text(text) => serde_json::Value::String(filled(text, places).to_string()),
        JsonTemplate::Fixed(value) => value.clone(),
        JsonTemplate::List(list) => list.iter().map(|entry| json(entry, places)).collect(),
        JsonTemplate::Object(fields) => {
            serde_json::Value::Object(fields.iter().map(|(name, value)| (name.clone(), json(value, places))).collect())
        }
    }
}

fn form(
    fields: &[(String, Template)],
    request: &Request,
    places: &Places<'_>,
) -> Result<Zeroizing<String>, LookupError> {
    let mut written = Zeroizing::new(String::new());
    for (name, template) in fields {
        if !written.is_empty() {
            written.push('&');
        }
        let value = filled(template, places);
        written.push_str(&percent(&encoded(name, request.charset)?));
        written.push('=');
        written.push_str(&percent(&encoded(&value, request.charset)?));
    }
    Ok(written)
}

/// Percent-encoded, for forms and for documents in documents.
fn percent(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(url::form_urlencoded::byte_serialize(bytes).collect())
}

/// Text of an XML document: what the charset lacks is written as a reference to the character.
fn encoded_xml(text: &str, charset: &'static encoding_rs::Encoding) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(charset.encode(text).0.into_owned())
}

fn encoded(text: &str, charset: &'static encoding_rs::Encoding) -> Result<Zeroizing<Vec<u8>>, LookupError> {
    let (bytes, _, is_lossy) = charset.encode(text);
    if is_lossy {
        let detail = format!("the provider's charset {} lacks a character of what was given", charset.name());
        return Err(LookupError::new(ErrorClass::Unsupported, detail));
    }
    Ok(Zeroizing::new(match bytes {
        Cow::Owned(bytes) => bytes,
        Cow::Borrowed(bytes) => bytes.to_vec(),
    }))
}
