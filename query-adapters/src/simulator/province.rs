//! Social security by a province: sealed with SM4 and signed with SM2, both ways.
//!
//! `POST /province/query` with JSON `{encData, signData, appid, time}`: `encData` is the JSON `{idCard, name}` in SM4-CBC,
//! in hexadecimal; `time` is in milliseconds; `signData` is the SM2 signature, in hexadecimal, of appid+time+encData, so
//! that neither can be sent again at another time. The answer has the same four, and signs its `encData` alone.
//!
//! Where the caller is not known, or does not sign as it should, the answer is JSON with `code` and `msg` that is neither
//! sealed nor signed: there is nobody to seal it for. Never believe data in such an answer.

use encoding_rs::UTF_8;
use serde_json::{Value, json};

use super::outcome::{Answer, Asked, Outcome, hold, identify};
use super::people::Person;
use super::records::{SocialSecurity, yuan};
use super::shared::Shared;
use super::text;
use crate::signing::{Encoding, same};

/// Answers.
pub(super) fn answer(shared: &Shared, asked: &Asked<'_>) -> Answer {
    let result = asked.unless_trouble(|| look_up(shared, asked));
    let (outcome, data) = match result {
        Ok((person, social)) => (Outcome::Found, data(shared, &person, &social)),
        Err(outcome) => (outcome, Value::Null),
    };
    let (code, message) = code(outcome);
    let body = json!({ "code": code, "msg": message, "data": data });
    let body = match outcome {
        Outcome::Auth | Outcome::Signature | Outcome::Malformed => body.to_string(),
        _ => seal(shared, asked, &body),
    };
    Answer { content_type: "application/json; charset=utf-8".to_owned(), body: body.into_bytes() }
}

fn look_up(shared: &Shared, asked: &Asked<'_>) -> Result<(Person, SocialSecurity), Outcome> {
    let body: Value = serde_json::from_slice(asked.body).map_err(|_| Outcome::Malformed)?;
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let appid = field("appid");
    if !same(appid.as_bytes(), shared.credentials.province_appid.as_bytes()) {
        return Err(Outcome::Auth);
    }
    // A number or a text of digits.
    let time = match body.get("time") {
        Some(Value::Number(time)) => time.to_string(),
        Some(Value::String(time)) => time.clone(),
        _ => return Err(Outcome::Malformed),
    };
    let sealed = field("encData");
    let signature = Encoding::Hex.decode(field("signData")).ok_or(Outcome::Signature)?;
    if !shared.province.client.verify(format!("{appid}{time}{sealed}").as_bytes(), &signature) {
        return Err(Outcome::Signature);
    }
    asked.check_time(time.parse().map_err(|_| Outcome::Malformed)?)?;
    let opened = Encoding::Hex.decode(sealed).and_then(|sealed| shared.province.key.decrypt(&sealed).ok());
    let opened: Value = opened.and_then(|text| serde_json::from_slice(&text).ok()).ok_or(Outcome::Malformed)?;
    let field = |name: &str| opened.get(name).and_then(Value::as_str).unwrap_or_default();
    let person = identify(field("idCard"), field("name"))?;
    hold(person.social)?;
    let social = shared.records.social(&person).ok_or(Outcome::NoRecords)?;
    Ok((person, social))
}

fn seal(shared: &Shared, asked: &Asked<'_>, body: &Value) -> String {
    let (_, written) = asked.lie.charsets(UTF_8);
    let sealed = Encoding::Hex.encode(&shared.province.key.encrypt(&text::encode(&body.to_string(), written)));
    let sign = shared.province.own.sign(sealed.as_bytes()).map(|sign| Encoding::Hex.encode(&sign));
    json!({
        "encData": sealed,
        // What cannot be signed is refused by whoever verifies it.
        "signData": sign.unwrap_or_default(),
        "appid": shared.credentials.province_appid,
        "time": asked.now.as_millisecond(),
    })
    .to_string()
}

fn data(shared: &Shared, person: &Person, social: &SocialSecurity) -> Value {
    let dashed = |month: String| format!("{}-{}", &month[..4], &month[4..]);
    let (first, current) = (dashed(social.first_month.compact()), dashed(social.current_month.compact()));
    let insurances: Vec<Value> = social
        .insurances
        .iter()
        .map(|kind| json!({ "type": kind, "status": social.status, "firstMonth": first, "currentMonth": current }))
        .collect();
    let payments: Vec<Value> = social
        .payments
        .iter()
        .map(|one| {
            json!({
                "month": dashed(one.month.compact()),
                "type": one.kind,
                "base": yuan(one.base),
                "personal": yuan(one.personal),
                "employer": yuan(one.employer),
            })
        })
        .collect();
    json!({
        "personNo": person.personal_number,
        "idCard": person.id_number,
        "name": person.name,
        "unitNo": person.unit_number,
        "unitName": person.unit_name,
        "status": social.status,
        "firstMonth": first,
        "currentMonth": current,
        "insurances": insurances,
        "payments": payments,
        "asOf": shared.records.as_of().to_string(),
    })
}

fn code(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Found => ("0", "成功"),
        Outcome::NoRecords => ("100", "无参保记录"),
        Outcome::NotFound => ("404", "人员不存在"),
        Outcome::Mismatch => ("409", "姓名与证件号码不匹配"),
        Outcome::Auth => ("401", "应用未授权"),
        Outcome::Signature => ("403", "验签失败"),
        Outcome::Time | Outcome::Expired => ("408", "请求已过期"),
        Outcome::Quota => ("429", "调用额度已用完"),
        Outcome::Captcha => ("428", "需要验证码"),
        Outcome::Maintenance => ("503", "系统维护中"),
        Outcome::Malformed => ("400", "请求格式错误"),
    }
}
