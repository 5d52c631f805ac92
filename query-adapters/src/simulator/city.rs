//! Housing fund by a city: a form in GB18030, an answer of XML in GB18030, amounts in yuan, and three ways to sign that
//! cities have.
//!
//! All take `xm` (name) and `zjh` (number).
//! `POST /city/query`: `appid`, `ts` (seconds), `nonce` and `sign` = SHA-256(ts+token+nonce+ts), in hexadecimal.
//! `POST /city/md5`: `key`, `time` (20261126065053) and `sign` = MD5(key+secret+time), in capital hexadecimal.
//! `POST /city/hmac-sm3`: `appid`, `ts` (seconds), and the header `x-sign` = HMAC-SM3 of the body, in hexadecimal.

use encoding_rs::{Encoding as Charset, GB18030};

use super::outcome::{Answer, Asked, Outcome, hold, identify, read_time};
use super::people::Person;
use super::records::{HousingFund, yuan};
use super::shared::Shared;
use super::text::{self, Fields, element, group};
use crate::signing::{Encoding, hmac_sm3, md5, same, sha256};

/// Answers what is signed with SHA-256.
pub(super) fn query(shared: &Shared, asked: &Asked<'_>) -> Answer {
    answer(shared, asked, |fields| {
        let keys = &shared.credentials;
        check_known(field(fields, "appid"), &keys.city_appid)?;
        let (ts, nonce) = (field(fields, "ts"), field(fields, "nonce"));
        if nonce.is_empty() {
            return Err(Outcome::Malformed);
        }
        let expected = sha256(format!("{ts}{}{nonce}{ts}", keys.city_token).as_bytes());
        check_sign(field(fields, "sign"), &expected)?;
        seconds(ts)
    })
}

/// Answers what is signed with MD5.
pub(super) fn query_md5(shared: &Shared, asked: &Asked<'_>) -> Answer {
    answer(shared, asked, |fields| {
        let keys = &shared.credentials;
        let (key, time) = (field(fields, "key"), field(fields, "time"));
        check_known(key, &keys.city_key)?;
        check_sign(field(fields, "sign"), &md5(format!("{key}{}{time}", keys.city_secret).as_bytes()))?;
        read_time("%Y%m%d%H%M%S", time).ok_or(Outcome::Malformed)
    })
}

/// Answers what is signed with HMAC-SM3.
pub(super) fn query_hmac(shared: &Shared, asked: &Asked<'_>) -> Answer {
    answer(shared, asked, |fields| {
        let keys = &shared.credentials;
        check_known(field(fields, "appid"), &keys.city_appid)?;
        check_sign(asked.header("x-sign"), &hmac_sm3(keys.city_hmac_key.as_bytes(), asked.body))?;
        seconds(field(fields, "ts"))
    })
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

fn check_known(given: &str, known: &str) -> Result<(), Outcome> {
    if same(given.as_bytes(), known.as_bytes()) { Ok(()) } else { Err(Outcome::Auth) }
}

fn check_sign(given: &str, expected: &[u8]) -> Result<(), Outcome> {
    let given = Encoding::Hex.decode(given).ok_or(Outcome::Signature)?;
    if same(&given, expected) { Ok(()) } else { Err(Outcome::Signature) }
}

/// Seconds as milliseconds.
fn seconds(ts: &str) -> Result<i64, Outcome> {
    ts.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000)).ok_or(Outcome::Malformed)
}

/// Answers, when `check` finds the request signed and says of when it is.
fn answer(shared: &Shared, asked: &Asked<'_>, check: impl Fn(&Fields) -> Result<i64, Outcome>) -> Answer {
    let result = asked.unless_trouble(|| {
        let fields = text::form(asked.body, GB18030).ok_or(Outcome::Malformed)?;
        asked.check_time(check(&fields)?)?;
        let person = identify(field(&fields, "zjh"), field(&fields, "xm"))?;
        hold(person.fund)?;
        let fund = shared.records.fund(&person).ok_or(Outcome::NoRecords)?;
        Ok((person, fund))
    });
    let (said, written) = asked.lie.charsets(GB18030);
    let document = if asked.bomb { text::bomb("response") } else { document(shared, said, result) };
    Answer { content_type: format!("application/xml; charset={}", said.name()), body: text::encode(&document, written) }
}

fn document(shared: &Shared, said: &'static Charset, result: Result<(Person, HousingFund), Outcome>) -> String {
    let (code, message) = code(result.as_ref().err().copied().unwrap_or(Outcome::Found));
    let mut document = format!("<?xml version=\"1.0\" encoding=\"{}\"?>", said.name());
    group(&mut document, "response", |to| {
        group(to, "head", |to| {
            element(to, "code", code);
            element(to, "msg", message);
        });
        if let Ok((person, fund)) = result {
            group(to, "data", |to| data(to, shared, &person, &fund));
        }
    });
    document
}

fn data(to: &mut String, shared: &Shared, person: &Person, fund: &HousingFund) {
    element(to, "xm", &person.name);
    element(to, "zjh", &person.id_number);
    element(to, "zh", &person.account);
    element(to, "dwzh", &person.unit_account);
    element(to, "dwmc", &person.unit_name);
    element(to, "jcjs", &yuan(fund.base));
    element(to, "grbl", &fund.ratio.to_string());
    element(to, "dwbl", &fund.ratio.to_string());
    element(to, "yje", &yuan(fund.monthly));
    element(to, "ye", &yuan(fund.balance));
    element(to, "snjz", &yuan(fund.carried_over));
    element(to, "zt", if fund.status == "01" { "正常" } else { "封存" });
    element(to, "khrq", &fund.opened.to_string());
    element(to, "jzny", &fund.paid_to.compact());
    element(to, "jzsj", &shared.records.as_of().to_string());
    group(to, "mx", |to| {
        for one in &fund.movements {
            group(to, "row", |to| {
                element(to, "rq", &one.date.to_string());
                element(to, "lx", one.kind);
                element(to, "je", &yuan(one.amount));
                element(to, "ye", &yuan(one.balance));
            });
        }
    });
}

fn code(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Found => ("0000", "查询成功"),
        Outcome::NoRecords => ("0100", "没有缴存账户"),
        Outcome::NotFound => ("E001", "未找到该职工"),
        Outcome::Mismatch => ("E002", "姓名与证件号不一致"),
        Outcome::Auth => ("E101", "应用标识错误"),
        Outcome::Signature => ("E102", "签名错误"),
        Outcome::Time | Outcome::Expired => ("E103", "请求超时效"),
        Outcome::Quota => ("E201", "超出每日查询次数"),
        Outcome::Captcha => ("E202", "请输入图形验证码"),
        Outcome::Maintenance => ("E301", "系统升级维护"),
        Outcome::Malformed => ("E400", "参数错误"),
    }
}
