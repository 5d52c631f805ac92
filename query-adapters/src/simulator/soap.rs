//! Social security by SOAP 1.1, as offices have offered it for twenty years: everything is GBK, and the document proper
//! is percent-encoded text in an element of the other, both ways.
//!
//! `POST /soap`, operation `queryObjectOut(jybh, xmldoc)`. Within `xmldoc`: `usr`, `pwd`, `time` (2026-11-26 06:50:53),
//! `aac002` (number) and `aac003` (name). The answer's `head/code` is 1 when all is well.

use encoding_rs::{Encoding, GBK};

use super::outcome::{Answer, Asked, Outcome, hold, identify, read_time};
use super::people::Person;
use super::records::{SocialSecurity, yuan};
use super::shared::Shared;
use super::text::{self, element, group};
use crate::signing::same;

/// Answers.
pub(super) fn answer(shared: &Shared, asked: &Asked<'_>) -> Answer {
    let (outcome, found) = match asked.unless_trouble(|| look_up(shared, asked)) {
        Ok(found) => (Outcome::Found, Some(found)),
        Err(outcome) => (outcome, None),
    };
    let (said, written) = asked.lie.charsets(GBK);
    let inner = if asked.bomb { text::bomb("result") } else { document(shared, said, outcome, found.as_ref()) };
    let mut envelope = declaration(said);
    envelope.push_str(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>\
         <ns1:queryObjectOutResponse xmlns:ns1=\"urn:example:siis\">",
    );
    element(&mut envelope, "queryObjectOutReturn", &text::percent(&inner, written));
    envelope.push_str("</ns1:queryObjectOutResponse></soapenv:Body></soapenv:Envelope>");
    Answer { content_type: format!("text/xml; charset={}", said.name()), body: text::encode(&envelope, written) }
}

fn look_up(shared: &Shared, asked: &Asked<'_>) -> Result<(Person, SocialSecurity), Outcome> {
    let charset = asked.header("content-type").rsplit_once("charset=").map(|(_, name)| name.trim_matches(['"', ' ']));
    let charset = charset.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(GBK);
    let envelope = text::decode(asked.body, charset).and_then(|xml| text::leaves(&xml)).ok_or(Outcome::Malformed)?;
    let inner = envelope.get("xmldoc").ok_or(Outcome::Malformed)?;
    // Some callers escape the document instead; the offices take both.
    let inner = if inner.starts_with('<') { Some(inner.clone()) } else { text::unpercent(inner, GBK) };
    let fields = inner.and_then(|xml| text::leaves(&xml)).ok_or(Outcome::Malformed)?;
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();

    let known = same(field("usr").as_bytes(), shared.credentials.soap_user.as_bytes())
        & same(field("pwd").as_bytes(), shared.credentials.soap_password.as_bytes());
    if !known {
        return Err(Outcome::Auth);
    }
    asked.check_time(read_time("%Y-%m-%d %H:%M:%S", field("time")).ok_or(Outcome::Malformed)?)?;
    let person = identify(field("aac002"), field("aac003"))?;
    hold(person.social)?;
    let social = shared.records.social(&person).ok_or(Outcome::NoRecords)?;
    Ok((person, social))
}

/// The document within.
fn document(
    shared: &Shared,
    said: &'static Encoding,
    outcome: Outcome,
    found: Option<&(Person, SocialSecurity)>,
) -> String {
    let (code, message) = code(outcome);
    let mut document = declaration(said);
    group(&mut document, "result", |to| {
        group(to, "head", |to| {
            element(to, "code", code);
            element(to, "message", message);
            element(to, "sjrq", &shared.records.as_of().strftime("%Y%m%d").to_string());
        });
        if let Some((person, social)) = found {
            group(to, "body", |to| body(to, person, social));
        }
    });
    document
}

/// Names of the trade's standard (LD/T 92).
fn body(to: &mut String, person: &Person, social: &SocialSecurity) {
    let (first, current) = (social.first_month.compact(), social.current_month.compact());
    element(to, "aac001", &person.personal_number);
    element(to, "aac002", &person.id_number);
    element(to, "aac003", &person.name);
    element(to, "aab001", &person.unit_number);
    element(to, "aab004", &person.unit_name);
    element(to, "aac008", social.status);
    element(to, "aac049", &first);
    element(to, "aac030", &current);
    group(to, "cbxx", |to| {
        for kind in &social.insurances {
            group(to, "row", |to| {
                element(to, "aae140", kind);
                element(to, "aac031", social.status);
                element(to, "aac049", &first);
                element(to, "aac030", &current);
            });
        }
    });
    group(to, "jfxx", |to| {
        for payment in &social.payments {
            group(to, "row", |to| {
                element(to, "aae002", &payment.month.compact());
                element(to, "aae140", payment.kind);
                element(to, "aae180", &yuan(payment.base));
                element(to, "aae022", &yuan(payment.personal));
                element(to, "aae020", &yuan(payment.employer));
            });
        }
    });
}

fn declaration(said: &'static Encoding) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{}\"?>", said.name())
}

fn code(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Found => ("1", "成功"),
        Outcome::NoRecords => ("2", "没有参保缴费记录"),
        Outcome::NotFound => ("-3", "查无此人"),
        Outcome::Mismatch => ("-4", "姓名与证件号码不符"),
        Outcome::Auth | Outcome::Signature => ("-1", "用户名或密码错误"),
        Outcome::Time | Outcome::Expired => ("-8", "请求已过期"),
        Outcome::Quota => ("-5", "今日查询次数已用完"),
        Outcome::Captcha => ("-7", "请输入验证码"),
        Outcome::Maintenance => ("-6", "系统维护中"),
        Outcome::Malformed => ("-9", "报文格式错误"),
    }
}
