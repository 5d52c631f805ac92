//! Reads a provider file, and finds everything that is wrong with it at once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use encoding_rs::Encoding as Charset;
use ipnet::IpNet;
use menhu::config::ConfigError;
use secrecy::ExposeSecret;
use sha2::{Digest as _, Sha256};
use toml::Spanned;
use url::Url;

use super::credentials::resolve;
use super::file::{self, File, Text};
use super::record::{Entry, Faults, as_of, plan};
use super::{
    Ages, Body, CallLimits, Credentials, Digest, Format, Inner, JsonTemplate, MacScheme, Provider, Refresh,
    RemoteRules, Request, Response, Rule, Signing, Status, Template, Variables,
};
use crate::http::Reach;
use crate::lookup::{ErrorClass, Operation};
use crate::mapping::{Path, shape};
use crate::resilience::BreakerSettings;
use crate::signing::{Encoding, Sm2Signer, Sm2Verifier, Sm4Key};

/// What to do where a value has the wrong type.
const FORM: &str = "see docs/lookups.md for the form of a provider file";

/// Seconds of a try, and of all of them; the most that may be asked for.
const TIMEOUT: f64 = 3.0;
const DEADLINE: f64 = 8.0;
const LONGEST: f64 = 60.0;
/// Bytes of an answer, and the most that may be asked for.
const BYTES: usize = 1 << 20;
const MOST_BYTES: usize = 16 << 20;

/// Places that are filled from the question.
const QUESTION: [&str; 10] =
    ["id_number", "name", "account", "plate", "plate_prefix", "plate_type", "engine_number", "vin", "from", "to"];
/// Places that every request has.
const OF_CALL: [&str; 6] = ["time.ms", "time.s", "time.compact", "time.iso", "nonce", "rid"];

struct Found<'t> {
    text: &'t str,
    faults: Vec<ConfigError>,
}

impl Faults for Found<'_> {
    fn fault(&mut self, place: &Range<usize>, reason: String) {
        self.faults.push(ConfigError::at(self.text, place.start, reason));
    }
}

pub(super) fn read(id: &str, text: &str, variables: &Variables) -> Result<Provider, Vec<ConfigError>> {
    let file: File = toml::from_str(text).map_err(|error| vec![ConfigError::toml(text, &error, FORM)])?;
    let mut found = Found { text, faults: Vec::new() };
    let provider = compile(id, file, variables, &mut found);
    match (provider, found.faults) {
        (Some(provider), faults) if faults.is_empty() => Ok(provider),
        (_, mut faults) => {
            faults.sort_by_key(|fault| (fault.line, fault.column));
            Err(faults)
        }
    }
}

fn compile(id: &str, file: File, variables: &Variables, found: &mut Found<'_>) -> Option<Provider> {
    let found_text = found.text;
    let operation = Operation::parse(file.operation.get_ref());
    if operation.is_none() {
        let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        found.fault(&file.operation.span(), format!("there is no such lookup; write {}", known.join(", ")));
    }
    if file.name.get_ref().trim().is_empty() {
        found.fault(&file.name.span(), "the provider has no name for citizens to read".to_owned());
    }
    let mut credentials = Credentials::default();
    for (name, reference) in &file.credentials {
        if QUESTION.contains(&name.as_str()) || OF_CALL.contains(&name.as_str()) {
            found.fault(
                &reference.span(),
                format!("`{name}` is what a question or a call is filled with; choose another name"),
            );
        }
        if let Some(value) = found.take(&reference.span(), resolve(reference.get_ref(), variables)) {
            credentials.insert(name, value);
        }
    }
    // Named ones count, whether they were found or not: one fault is enough.
    let named: Vec<&str> = file.credentials.keys().map(String::as_str).collect();
    let mut reader = Reader { found, named, variables, insecure: file.insecure };
    let url = reader.url(&file.url);
    let mut allowed = Vec::new();
    for network in &file.allow {
        let read = network.get_ref().parse::<IpNet>();
        let read = read.map_err(|_| "not a network; write it as 10.0.0.0/8 or fd00::/8".to_owned());
        allowed.extend(reader.found.take(&network.span(), read));
    }
    let seconds = |value: &Option<Spanned<f64>>, default: f64, reader: &mut Reader<'_, '_>| match value {
        Some(value) if !(0.05..=LONGEST).contains(value.get_ref()) => {
            reader.found.fault(&value.span(), format!("seconds from 0.05 to {LONGEST}"));
            default
        }
        Some(value) => *value.get_ref(),
        None => default,
    };
    let timeout = seconds(&file.timeout, TIMEOUT, &mut reader);
    let deadline = seconds(&file.deadline, DEADLINE, &mut reader);

    let is_sealed = file.signing.as_ref().is_some_and(|signing| signing.get_ref().scheme.get_ref() == "sm2-sm4");
    let signed = file.signing.as_ref().is_some_and(|signing| signing.get_ref().scheme.get_ref() != "none");
    let mut places = Vec::new();
    if signed {
        places.push("sign");
    }
    if file.signing.as_ref().is_some_and(|signing| signing.get_ref().refresh.is_some()) {
        places.push("refreshed");
    }
    let request = reader.request(&file.request, &places, is_sealed);
    let signing = match &file.signing {
        Some(signing) => reader.signing(signing, &credentials),
        None => Some(Signing::None),
    };
    let response = reader.response(&file.response, is_sealed);
    let status = reader.status(&file.status);
    let record = operation.map(|operation| plan(shape(operation), &file.record, reader.found));
    let ages = operation.map(|operation| reader.ages(&file.ages, Ages::of(operation)));
    let limits = reader.limits(&file.limits);
    let (rules, remote_rules) = reader.rules(operation, &file);
    let breaker = reader.breaker(file.breaker.as_ref());
    reader.together(&file, request.as_ref(), is_sealed);
    let fingerprint = fingerprint(found_text, url.as_ref(), &credentials);

    Some(Provider {
        id: id.to_owned(),
        name: file.name.into_inner(),
        operation: operation?,
        order: file.order,
        official: match file.official {
            Some(official) => match Url::parse(official.get_ref()) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url.to_string()),
                _ => {
                    let reason = "not an address that a citizen could open; write https://…".to_owned();
                    reader.found.fault(&official.span(), reason);
                    None
                }
            },
            None => None,
        },
        url: url?,
        reach: Reach::new(allowed),
        timeout: Duration::from_secs_f64(timeout.min(deadline)),
        deadline: Duration::from_secs_f64(deadline),
        credentials,
        request: request?,
        signing: signing?,
        response: response?,
        status: status?,
        record: record?,
        ages: ages?,
        limits,
        breaker,
        rules,
        remote_rules,
        fingerprint,
    })
}

/// Reads the parts of a file.
struct Reader<'f, 't> {
    found: &'f mut Found<'t>,
    /// Names of credentials.
    named: Vec<&'f str>,
    variables: &'f Variables,
    insecure: bool,
}

impl Reader<'_, '_> {
    /// An address; `host:NAME/path` and `env:NAME` begin with what the program or its environment gives.
    fn url(&mut self, text: &Text) -> Option<Url> {
        let place = text.span();
        let address = match text.get_ref().split_once(':') {
            Some(("host" | "env", _)) => {
                let (base, path) = text.get_ref().split_once('/').unwrap_or((text.get_ref(), ""));
                let base = self.found.take(&place, resolve(base, self.variables))?;
                let base = base.expose_secret();
                if path.is_empty() { base.to_owned() } else { format!("{}/{path}", base.trim_end_matches('/')) }
            }
            _ => text.get_ref().clone(),
        };
        let url = Url::parse(&address).ok().filter(|url| url.has_host());
        let checked = match url {
            Some(url) if !url.username().is_empty() || url.password().is_some() => {
                Err("a user or a password does not stand in an address; name a header under [request.headers]"
                    .to_owned())
            }
            Some(url) if url.scheme() == "https" => Ok(url),
            Some(url) if url.scheme() == "http" && self.insecure => Ok(url),
            Some(url) if url.scheme() == "http" => {
                Err("this would send personal data over http; write https, or `insecure = true` where that is meant"
                    .to_owned())
            }
            _ => Err("not an address; write https://host/path".to_owned()),
        };
        self.found.take(&place, checked)
    }

    fn template(&mut self, text: &Text, places: &[&str]) -> Option<Template> {
        let template = self.found.take(&text.span(), Template::parse(text.get_ref()))?;
        self.check(&template, &text.span(), places);
        Some(template)
    }

    fn check(&mut self, template: &Template, place: &Range<usize>, places: &[&str]) {
        let known = |name: &str| {
            QUESTION.contains(&name) || OF_CALL.contains(&name) || places.contains(&name) || self.named.contains(&name)
        };
        let unknown: Vec<String> = template.places().filter(|name| !known(name)).map(str::to_owned).collect();
        for name in unknown {
            let all: Vec<&str> = QUESTION.iter().chain(&OF_CALL).chain(places).chain(&self.named).copied().collect();
            let reason = format!("there is nothing to fill {{{name}}} with here; there is {}", all.join(", "));
            self.found.fault(place, reason);
        }
    }

    fn object(&mut self, table: &BTreeMap<String, Spanned<toml::Value>>, places: &[&str]) -> JsonTemplate {
        let member = |(name, value): (&String, &Spanned<toml::Value>)| {
            Some((name.clone(), self.json(value.get_ref(), &value.span(), places)?))
        };
        JsonTemplate::Object(table.iter().filter_map(member).collect())
    }

    fn json(&mut self, value: &toml::Value, place: &Range<usize>, places: &[&str]) -> Option<JsonTemplate> {
        Some(match value {
            toml::Value::String(text) => {
                let template = self.found.take(place, Template::parse(text))?;
                self.check(&template, place, places);
                JsonTemplate::Text(template)
            }
            toml::Value::Table(table) => JsonTemplate::Object(
                table
                    .iter()
                    .filter_map(|(name, value)| Some((name.clone(), self.json(value, place, places)?)))
                    .collect(),
            ),
            toml::Value::Array(list) => {
                JsonTemplate::List(list.iter().filter_map(|value| self.json(value, place, places)).collect())
            }
            other => JsonTemplate::Fixed(serde_json::to_value(other).ok()?),
        })
    }

    fn charset(&mut self, text: Option<&Text>) -> &'static Charset {
        let Some(text) = text else { return encoding_rs::UTF_8 };
        let charset = match text.get_ref().to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(encoding_rs::UTF_8),
            "gbk" | "gb2312" => Ok(encoding_rs::GBK),
            "gb18030" => Ok(encoding_rs::GB18030),
            _ => Err("no such charset; write utf-8, gbk or gb18030".to_owned()),
        };
        self.found.take(&text.span(), charset).unwrap_or(encoding_rs::UTF_8)
    }

    fn format(&mut self, text: &Text) -> Option<Format> {
        let format = match text.get_ref().as_str() {
            "json" => Ok(Format::Json),
            "xml" => Ok(Format::Xml),
            _ => Err("no such format of answers; write json or xml".to_owned()),
        };
        self.found.take(&text.span(), format)
    }

    fn request(&mut self, request: &Spanned<file::Request>, places: &[&str], is_sealed: bool) -> Option<Request> {
        let (place, request) = (request.span(), request.get_ref());
        let charset = self.charset(request.charset.as_ref());
        let headers = self
            .headers(&request.headers, &[places, if is_sealed { &["encrypted", "body"] } else { &["body"] }].concat());
        let body = match request.format.get_ref().as_str() {
            "xml" => {
                let Some(body) = &request.body else {
                    self.found.fault(&place, "a request in XML has a `body`: the document".to_owned());
                    return None;
                };
                let inner = request.inner.as_ref().and_then(|inner| self.template(inner, places));
                let place = body.span();
                let body = self.template(body, &[places, &["inner"]].concat())?;
                if body.places().any(|name| name == "inner") != request.inner.is_some() {
                    let reason = "{inner} in `body` and the document `inner` come together".to_owned();
                    self.found.fault(&place, reason);
                }
                Body::Xml { body, inner, is_percent: request.inner_percent }
            }
            _ => self.fields(Some(&request.format), request.fields.as_ref(), &place, places)?,
        };
        let is_xml = matches!(body, Body::Xml { .. });
        if !is_xml && (request.body.is_some() || request.inner.is_some()) || is_xml && request.fields.is_some() {
            let reason = "`body` and `inner` are for xml, [request.fields] is for json and form".to_owned();
            self.found.fault(&request.format.span(), reason);
        }
        let sealed = match (&request.sealed, is_sealed) {
            (Some(table), true) => Some(self.object(table.get_ref(), &["sign", "encrypted"])),
            (Some(table), false) => {
                let reason =
                    "[request.sealed] is for the scheme sm2-sm4, which this file does not sign with".to_owned();
                self.found.fault(&table.span(), reason);
                None
            }
            (None, true) => {
                let reason = "sm2-sm4 seals the body: write [request.sealed] with {encrypted} and {sign}".to_owned();
                self.found.fault(&place, reason);
                None
            }
            (None, false) => None,
        };
        Some(Request { body, sealed, charset, headers })
    }

    fn fields(
        &mut self,
        format: Option<&Text>,
        fields: Option<&file::Table>,
        place: &Range<usize>,
        places: &[&str],
    ) -> Option<Body> {
        let empty = BTreeMap::new();
        let table = fields.map_or(&empty, |fields| fields.get_ref());
        match format.map_or("json", |format| format.get_ref()) {
            "json" => Some(Body::Json(self.object(table, places))),
            "form" => {
                let mut form = Vec::new();
                for (name, value) in table {
                    let place = value.span();
                    let text = match value.get_ref() {
                        toml::Value::String(text) => text.clone(),
                        toml::Value::Integer(number) => number.to_string(),
                        toml::Value::Float(number) => number.to_string(),
                        toml::Value::Boolean(flag) => flag.to_string(),
                        _ => {
                            self.found
                                .fault(&place, format!("`{name}`: a form has texts only, no tables and no lists"));
                            continue;
                        }
                    };
                    if let Some(template) = self.found.take(&place, Template::parse(&text)) {
                        self.check(&template, &place, places);
                        form.push((name.clone(), template));
                    }
                }
                Some(Body::Form(form))
            }
            _ => {
                let place = format.map_or(place.clone(), Spanned::span);
                self.found.fault(&place, "no such format of requests; write json, form or xml".to_owned());
                None
            }
        }
    }

    fn headers(&mut self, headers: &BTreeMap<String, Text>, places: &[&str]) -> Vec<(String, Template)> {
        let mut read = Vec::new();
        for (name, text) in headers {
            if reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_err() {
                self.found.fault(&text.span(), format!("`{name}` is no name of a header"));
            }
            read.extend(self.template(text, places).map(|template| (name.clone(), template)));
        }
        read
    }

    fn signing(&mut self, signing: &Spanned<file::Signing>, credentials: &Credentials) -> Option<Signing> {
        let (place, signing) = (signing.span(), signing.get_ref());
        let scheme = signing.scheme.get_ref().as_str();
        let encoding = match signing.encoding.as_ref().map(|encoding| (encoding.get_ref().as_str(), encoding.span())) {
            None if scheme == "sm2-sm4" => Encoding::Base64,
            None | Some(("hex", _)) => Encoding::Hex,
            Some(("HEX", _)) => Encoding::HexUpper,
            Some(("base64", _)) => Encoding::Base64,
            Some((_, place)) => {
                self.found.fault(&place, "no such encoding; write hex, HEX or base64".to_owned());
                Encoding::Hex
            }
        };
        let is_mac = matches!(scheme, "hmac-sha256" | "hmac-sm3");
        for (key, name, wanted) in [
            (&signing.key, "key", is_mac),
            (&signing.sm4_key, "sm4_key", scheme == "sm2-sm4"),
            (&signing.sm4_iv, "sm4_iv", scheme == "sm2-sm4"),
            (&signing.sm2_private, "sm2_private", scheme == "sm2-sm4"),
        ] {
            match key {
                None if wanted => self.found.fault(&place, format!("{scheme} needs `{name}`")),
                Some(key) if !wanted => self.found.fault(&key.span(), format!("{scheme} has no use for `{name}`")),
                _ => {}
            }
        }
        if let Some(refresh) = signing.refresh.as_ref().filter(|_| !is_mac) {
            self.found.fault(&refresh.span(), format!("{scheme} has no use for [signing.refresh]"));
        }
        let text = signing.text.as_ref();
        let wanted = |reader: &mut Self| match text {
            Some(text) if signing.refresh.is_some() => reader.template(text, &["body", "refreshed"]),
            Some(text) => reader.template(text, &["body"]),
            None => {
                reader.found.fault(&place, format!("{scheme} needs `text`: what is signed"));
                None
            }
        };
        match scheme {
            "none" => Some(Signing::None),
            "md5" | "sha256" | "sm3" => {
                let scheme = match scheme {
                    "md5" => Digest::Md5,
                    "sm3" => Digest::Sm3,
                    _ => Digest::Sha256,
                };
                Some(Signing::Digest { scheme, text: wanted(self)?, encoding })
            }
            "hmac-sha256" | "hmac-sm3" => {
                let text = wanted(self)?;
                let scheme = if scheme == "hmac-sm3" { MacScheme::HmacSm3 } else { MacScheme::HmacSha256 };
                let key = self.template(signing.key.as_ref()?, &["refreshed"])?;
                let is_fetched = key.places().any(|name| name == "refreshed");
                let refresh = match &signing.refresh {
                    Some(refresh) => Some(Box::new(self.refresh(refresh)?)),
                    None if is_fetched => {
                        let reason =
                            "{refreshed} is a key that [signing.refresh] fetches; the file has none".to_owned();
                        self.found.fault(&place, reason);
                        None
                    }
                    None => None,
                };
                Some(Signing::Mac { scheme, text, key, encoding, refresh })
            }
            "sm2-sm4" => {
                let text = match text {
                    Some(text) => self.template(text, &["encrypted", "body"]),
                    None => Template::parse("{encrypted}").ok(),
                };
                let secret = |reader: &mut Self, text: &Option<Text>| {
                    let text = text.as_ref()?;
                    let template = reader.template(text, &[])?;
                    // One that was not found has its fault already.
                    if template.places().any(|name| credentials.get(name).is_none()) {
                        return None;
                    }
                    Some((template.fill(|name| credentials.get(name), super::plain), text.span()))
                };
                let (key, key_place) = secret(self, &signing.sm4_key)?;
                let (iv, iv_place) = secret(self, &signing.sm4_iv)?;
                let is_iv = Sm4Key::parse(&"0".repeat(32), &iv).is_err();
                let key = self.found.take(
                    if is_iv { &iv_place } else { &key_place },
                    Sm4Key::parse(&key, &iv).map_err(|error| error.to_string()),
                );
                let (private, place) = secret(self, &signing.sm2_private)?;
                let signer = self.found.take(&place, Sm2Signer::parse(&private).map_err(|error| error.to_string()));
                let verifier = match secret(self, &signing.sm2_public) {
                    Some((public, place)) => {
                        let read = Sm2Verifier::parse(&public).map_err(|error| error.to_string());
                        Some(Box::new(self.found.take(&place, read)?))
                    }
                    None => None,
                };
                Some(Signing::Sm { key: Box::new(key?), signer: Box::new(signer?), verifier, text: text?, encoding })
            }
            _ => {
                let reason =
                    "no such scheme; write none, md5, sha256, sm3, hmac-sha256, hmac-sm3 or sm2-sm4".to_owned();
                self.found.fault(&signing.scheme.span(), reason);
                None
            }
        }
    }

    fn refresh(&mut self, refresh: &Spanned<file::Refresh>) -> Option<Refresh> {
        let (place, refresh) = (refresh.span(), refresh.get_ref());
        let url = self.url(&refresh.url);
        let body = self.fields(refresh.format.as_ref(), refresh.fields.as_ref(), &place, &["sign"]);
        let headers = self.headers(&refresh.headers, &["sign"]);
        let text = self.template(&refresh.text, &[]);
        let key = self.template(&refresh.key, &[]);
        let secret = self.path(&refresh.secret);
        let expires = refresh.expires.as_ref().and_then(|path| self.path(path));
        let request = Request { body: body?, sealed: None, charset: encoding_rs::UTF_8, headers };
        let seconds = refresh.seconds.unwrap_or(600).max(1);
        Some(Refresh { url: url?, request, text: text?, key: key?, secret: secret?, expires, seconds })
    }

    fn path(&mut self, text: &Text) -> Option<Path> {
        self.found.take(&text.span(), Path::parse(text.get_ref()))
    }

    fn response(&mut self, response: &file::Response, is_sealed: bool) -> Option<Response> {
        let format = self.format(&response.format);
        let charset = self.charset(response.charset.as_ref());
        let inner = match &response.inner {
            Some(inner) => {
                let (path, format) = (self.path(&inner.path), self.format(&inner.format));
                Some(Inner { path: path?, is_percent: inner.percent, format: format? })
            }
            None => None,
        };
        let sealed = match (&response.sealed, is_sealed) {
            (Some(path), true) => {
                let sign = response.sign.as_ref().and_then(|path| self.path(path));
                Some((self.path(path)?, sign))
            }
            (Some(path), false) => {
                self.found.fault(&path.span(), "`sealed` is for the scheme sm2-sm4".to_owned());
                None
            }
            (None, _) => None,
        };
        let as_of = match &response.as_of {
            Some(entry) => {
                let read = as_of(entry.get_ref()).map_err(|e| format!("`as_of`: {e}"));
                self.found.take(&entry.span(), read).unwrap_or_default()
            }
            None => Vec::new(),
        };
        Some(Response { format: format?, charset, inner, sealed, as_of })
    }

    fn status(&mut self, status: &Spanned<file::Status>) -> Option<Status> {
        let (place, status) = (status.span(), status.get_ref());
        let path = status.path.as_ref().and_then(|path| self.path(path));
        if status.path.is_some() && status.found.is_empty() {
            self.found.fault(&place, "`found` has no code: nothing would ever be found".to_owned());
        }
        if status.path.is_none()
            && !(status.found.is_empty() && status.no_records.is_empty() && status.errors.is_empty())
        {
            self.found.fault(&place, "codes are named, and no `path` says where they stand".to_owned());
        }
        let class = |reader: &mut Self, name: &str, place: &Range<usize>| {
            let class = ErrorClass::parse(name).ok_or_else(|| {
                let known: Vec<&str> = ErrorClass::ALL.iter().map(|class| class.name()).collect();
                format!("`{name}` is no class of errors; write one of {}", known.join(", "))
            });
            reader.found.take(place, class)
        };
        let mut errors = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for code in status.found.iter().chain(&status.no_records) {
            if seen.contains(&code.as_str()) {
                self.found.fault(&place, format!("the code `{code}` is named twice"));
            }
            seen.push(code);
        }
        for (name, codes) in &status.errors {
            let Some(class) = class(self, name, &codes.span()) else { continue };
            if class == ErrorClass::NoRecords {
                self.found.fault(&codes.span(), "no records are an answer: name the codes in `no_records`".to_owned());
            }
            for code in codes.get_ref() {
                if seen.contains(&code.as_str()) {
                    self.found.fault(&codes.span(), format!("the code `{code}` is named twice"));
                }
                seen.push(code);
                errors.push((code.clone(), class));
            }
        }
        let other = match &status.other {
            Some(other) => class(self, other.get_ref(), &other.span())?,
            None => ErrorClass::UpstreamUnavailable,
        };
        let mut http = Vec::new();
        for (code, name) in &status.http {
            match code.parse::<u16>().ok().filter(|code| (100..600).contains(code)) {
                Some(code) => http.extend(class(self, name.get_ref(), &name.span()).map(|class| (code, class))),
                None => self.found.fault(&name.span(), format!("`{code}` is no status of HTTP")),
            }
        }
        let (found, no_records) = (status.found.clone(), status.no_records.clone());
        Some(Status { path, found, no_records, errors, other, http })
    }

    fn ages(&mut self, ages: &file::Ages, default: Ages) -> Ages {
        const DAY: u64 = 24 * 3600;
        for age in [&ages.fresh, &ages.stale].into_iter().flatten() {
            if *age.get_ref() > 7 * DAY {
                self.found.fault(&age.span(), "an answer is kept for a week at most: 604800 seconds".to_owned());
            }
        }
        let seconds = |value: Option<u64>, default| value.map_or(default, |n: u64| Duration::from_secs(n.min(7 * DAY)));
        let inner = |value: &Option<Spanned<u64>>| value.as_ref().map(|value| *value.get_ref());
        let stale = seconds(inner(&ages.stale), default.stale);
        Ages {
            fresh: seconds(inner(&ages.fresh), default.fresh),
            // What may not be given when the provider fails may not be given before it is asked.
            revalidate: seconds(ages.revalidate, default.revalidate).min(stale),
            stale,
            no_records: seconds(ages.no_records, default.no_records),
        }
    }

    fn limits(&mut self, limits: &file::Limits) -> CallLimits {
        let mut checked = |value: &Option<Spanned<usize>>, default: usize, most: usize| match value {
            Some(value) if !(1..=most).contains(value.get_ref()) => {
                self.found.fault(&value.span(), format!("a number from 1 to {most}"));
                default
            }
            Some(value) => *value.get_ref(),
            None => default,
        };
        let concurrent = checked(&limits.concurrent, 8, 1024);
        let bytes = checked(&limits.bytes, BYTES, MOST_BYTES);
        let waiting = checked(&limits.waiting, 256, 100_000);
        let retries = match &limits.retries {
            Some(retries) if *retries.get_ref() > 5 => {
                self.found
                    .fault(&retries.span(), "more than 5 retries are a burden for whoever is in trouble".to_owned());
                2
            }
            Some(retries) => *retries.get_ref(),
            None => 2,
        };
        let retry_budget = match &limits.retry_budget {
            Some(share) if !(0.0..=1.0).contains(share.get_ref()) => {
                self.found.fault(&share.span(), "a share from 0 to 1".to_owned());
                0.2
            }
            Some(share) => *share.get_ref(),
            None => 0.2,
        };
        CallLimits { concurrent, waiting, bytes, retries, retry_budget }
    }

    fn breaker(&mut self, breaker: Option<&Spanned<BreakerSettings>>) -> BreakerSettings {
        let Some(breaker) = breaker else { return BreakerSettings::default() };
        let BreakerSettings { calls, failures, open, probes } = *breaker.get_ref();
        let ranges = [("calls", calls, 1000), ("failures", failures, 101), ("probes", probes, 100)];
        let open = ("open", usize::try_from(open).unwrap_or(usize::MAX), 86_400);
        for (name, value, most) in ranges.into_iter().chain([open]) {
            if !(1..=most).contains(&value) {
                self.found.fault(&breaker.span(), format!("[breaker] `{name}` is a number from 1 to {most}"));
            }
        }
        *breaker.get_ref()
    }

    /// What has to stand together, and what would be sent empty.
    fn together(&mut self, file: &File, request: Option<&Request>, is_sealed: bool) {
        if let (Some(timeout), Some(deadline)) = (&file.timeout, &file.deadline)
            && timeout.get_ref() > deadline.get_ref()
            && *timeout.get_ref() <= LONGEST
        {
            self.found.fault(&timeout.span(), "a try may not take longer than all of them: `deadline`".to_owned());
        }
        if let (Some(signing), Some(request)) = (&file.signing, request) {
            let place = signing.span();
            let signing = signing.get_ref();
            let places = request.places();
            let is_signed = signing.scheme.get_ref() != "none";
            if is_signed && !places.contains(&"sign") {
                self.found
                    .fault(&place, "what is signed is never sent: {sign} stands nowhere in the request".to_owned());
            }
            if is_sealed && !places.contains(&"encrypted") {
                self.found
                    .fault(&place, "what is encrypted is never sent: write {encrypted} in [request.sealed]".to_owned());
            }
            let secrets = [&signing.key, &signing.sm4_key, &signing.sm4_iv, &signing.sm2_private];
            for secret in secrets.into_iter().flatten() {
                if Template::parse(secret.get_ref()).is_ok_and(|template| template.places().next().is_none()) {
                    let reason =
                        "a secret does not stand in the file: name it under [credentials], and write {its_name}";
                    self.found.fault(&secret.span(), reason.to_owned());
                }
            }
            if is_sealed {
                let response = &file.response;
                for (name, is_there) in [
                    ("`sealed` under [response]", response.sealed.is_some()),
                    ("`sign` under [response]", response.sign.is_some()),
                    ("`sm2_public`", signing.sm2_public.is_some()),
                ] {
                    if !is_there {
                        let reason = format!("sm2-sm4 needs {name}: an answer that is not verified may be anybody's");
                        self.found.fault(&place, reason);
                    }
                }
            }
        }
        let response = &file.response;
        let format = response.inner.as_ref().map_or(&response.format, |inner| &inner.format);
        if format.get_ref() == "xml" {
            for entry in file.record.get_ref().values() {
                let Entry::Table(table) = entry.get_ref() else { continue };
                let Some(each) = table.get("each") else { continue };
                let path = each.get_ref().as_str().and_then(|path| Path::parse(path).ok());
                if path.is_some_and(|path| path.is_of_elements()) {
                    let reason =
                        "in XML one element is no list: leave [*] out, one and several are read alike".to_owned();
                    self.found.fault(&each.span(), reason);
                }
            }
        }
    }

    fn rules(&mut self, operation: Option<Operation>, file: &File) -> (Vec<Rule>, Option<RemoteRules>) {
        let mut rules = Vec::new();
        let is_other = operation.is_some_and(|operation| operation != Operation::TrafficViolations);
        for place in
            file.rule.iter().map(Spanned::span).chain(file.rules.iter().map(Spanned::span)).filter(|_| is_other)
        {
            self.found.fault(&place, "rules of plates are for traffic violations".to_owned());
        }
        for rule in &file.rule {
            let place = rule.span();
            let file::Rule { plates, engine, vin } = rule.get_ref();
            if plates.is_empty() {
                self.found.fault(
                    &place,
                    "the rule names no plates: plates = [\"苏A\"], or [\"*\"] for all others".to_owned(),
                );
            }
            let known = rules.iter().flat_map(|rule: &Rule| &rule.plates).any(|plate| plates.contains(plate));
            if known {
                self.found.fault(&place, "another rule is for the same plates".to_owned());
            }
            rules.push(Rule { plates: plates.clone(), engine: *engine, vin: *vin });
        }
        let remote = file.rules.as_ref().and_then(|rules| {
            let (place, rules) = (rules.span(), rules.get_ref());
            let url = self.url(&rules.url);
            let body = self.fields(rules.format.as_ref(), rules.fields.as_ref(), &place, &[]);
            let headers = self.headers(&rules.headers, &[]);
            let (each, plate) = (self.path(&rules.each), self.path(&rules.plate));
            let (engine, vin) = (self.path(&rules.engine), self.path(&rules.vin));
            let request = Request { body: body?, sealed: None, charset: encoding_rs::UTF_8, headers };
            Some(RemoteRules { url: url?, request, each: each?, plate: plate?, engine: engine?, vin: vin? })
        });
        (rules, remote)
    }
}

fn fingerprint(text: &str, url: Option<&Url>, credentials: &Credentials) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(text);
    digest.update(url.map_or("", Url::as_str));
    for name in credentials.names() {
        digest.update(credentials.get(name).unwrap_or_default());
    }
    digest.finalize().into()
}
