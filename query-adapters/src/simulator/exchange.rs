//! Housing fund by the national exchange: signed headers, with a secret that is fetched and expires.
//!
//! `POST /exchange/account` with JSON `{zjhm, xingming}` and the headers `sid`, `rid`, `rtime` (milliseconds) and
//! `sign` = Base64(HMAC-SHA256(secret, sid+rid+rtime)). `POST /exchange/secret` gives the secret, signed alike with the
//! application's key. Amounts are in fen.

use encoding_rs::UTF_8;
use serde_json::{Value, json};

use super::credentials::random;
use super::outcome::{Answer, Asked, Outcome, hold, identify};
use super::people::Person;
use super::records::HousingFund;
use super::shared::{Secret, Shared};
use super::text;
use crate::signing::{Encoding, hmac_sha256, same};

/// How many secrets are remembered, those that have expired among them: of these it is known that they were right once.
const REMEMBERED: usize = 32;

/// Gives a secret.
pub(super) fn secret(shared: &Shared, asked: &Asked<'_>) -> Answer {
    let made = asked.unless_trouble(|| {
        let signed = check_sid(shared, asked)?;
        if !signed.with(shared.credentials.exchange_app_key.as_bytes()) {
            return Err(Outcome::Signature);
        }
        asked.check_time(signed.time)?;
        new_secret(shared, asked).ok_or(Outcome::Maintenance)
    });
    match made {
        Ok(secret) => answer(asked, Outcome::Found, &json!({ "secret": secret.value, "expires": secret.expires })),
        Err(outcome) => answer(asked, outcome, &Value::Null),
    }
}

/// Answers about an account.
pub(super) fn account(shared: &Shared, asked: &Asked<'_>) -> Answer {
    if asked.trouble == Some(Outcome::Expired) {
        shared.secrets().iter_mut().for_each(|secret| secret.expires = 0);
    }
    match asked.unless_trouble(|| look_up(shared, asked)) {
        Ok((person, fund)) => answer(asked, Outcome::Found, &data(shared, &person, &fund)),
        Err(outcome) => answer(asked, outcome, &Value::Null),
    }
}

/// What is signed, and with what signature.
struct Signed {
    text: String,
    sign: Vec<u8>,
    time: i64,
}

impl Signed {
    fn with(&self, key: &[u8]) -> bool {
        same(&hmac_sha256(key, self.text.as_bytes()), &self.sign)
    }
}

fn check_sid(shared: &Shared, asked: &Asked<'_>) -> Result<Signed, Outcome> {
    let (sid, rid, rtime) = (asked.header("sid"), asked.header("rid"), asked.header("rtime"));
    if !same(sid.as_bytes(), shared.credentials.exchange_sid.as_bytes()) {
        return Err(Outcome::Auth);
    }
    if rid.is_empty() {
        return Err(Outcome::Malformed);
    }
    let time = rtime.parse().map_err(|_| Outcome::Malformed)?;
    let sign = Encoding::Base64.decode(asked.header("sign")).ok_or(Outcome::Signature)?;
    Ok(Signed { text: format!("{sid}{rid}{rtime}"), sign, time })
}

fn new_secret(shared: &Shared, asked: &Asked<'_>) -> Option<Secret> {
    let life = i64::try_from(shared.secret_life.as_millis()).ok()?;
    let secret = Secret { value: random(32).ok()?, expires: asked.now.as_millisecond().saturating_add(life) };
    let mut secrets = shared.secrets();
    if secrets.len() == REMEMBERED {
        secrets.remove(0);
    }
    secrets.push(secret.clone());
    Some(secret)
}

fn look_up(shared: &Shared, asked: &Asked<'_>) -> Result<(Person, HousingFund), Outcome> {
    let signed = check_sid(shared, asked)?;
    let expires = {
        let secrets = shared.secrets();
        let secret = secrets.iter().find(|secret| signed.with(secret.value.as_bytes()));
        secret.map(|secret| secret.expires).ok_or(Outcome::Signature)?
    };
    asked.check_time(signed.time)?;
    if asked.now.as_millisecond() >= expires {
        return Err(Outcome::Expired);
    }
    let body: Value = serde_json::from_slice(asked.body).map_err(|_| Outcome::Malformed)?;
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let person = identify(field("zjhm"), field("xingming"))?;
    hold(person.fund)?;
    let fund = shared.records.fund(&person).ok_or(Outcome::NoRecords)?;
    Ok((person, fund))
}

fn data(shared: &Shared, person: &Person, fund: &HousingFund) -> Value {
    let date = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let movements: Vec<Value> = fund
        .movements
        .iter()
        .map(|one| json!({ "jyrq": date(one.date), "ywlx": one.kind, "fse": one.amount, "ye": one.balance }))
        .collect();
    json!({
        "xingming": person.name,
        "zjhm": person.id_number,
        "grzh": person.account,
        "dwzh": person.unit_account,
        "dwmc": person.unit_name,
        "grjcjs": fund.base,
        "grjcbl": fund.ratio.to_string(),
        "dwjcbl": fund.ratio.to_string(),
        "yjce": fund.monthly,
        "grzhye": fund.balance,
        "snjz": fund.carried_over,
        "grzhzt": fund.status,
        "khrq": date(fund.opened),
        "jzny": fund.paid_to.compact(),
        "sjrq": date(shared.records.as_of()),
        "mx": movements,
    })
}

fn answer(asked: &Asked<'_>, outcome: Outcome, data: &Value) -> Answer {
    let (code, message) = match outcome {
        Outcome::Found => ("0", "成功"),
        Outcome::NoRecords => ("204", "未查询到缴存账户"),
        Outcome::NotFound => ("1001", "查无此人"),
        Outcome::Mismatch => ("1002", "姓名与证件号码不一致"),
        Outcome::Auth => ("2001", "sid无效"),
        Outcome::Signature => ("2002", "签名错误"),
        Outcome::Time => ("2003", "请求时间超出允许范围"),
        Outcome::Expired => ("2004", "密钥已过期"),
        Outcome::Quota => ("3001", "调用次数超限"),
        Outcome::Captcha => ("3002", "需要人机验证"),
        Outcome::Malformed => ("4000", "请求格式错误"),
        Outcome::Maintenance => ("5003", "系统维护"),
    };
    let (said, written) = asked.lie.charsets(UTF_8);
    let body = json!({ "code": code, "msg": message, "data": data }).to_string();
    Answer {
        content_type: format!("application/json; charset={}", said.name().to_ascii_lowercase()),
        body: text::encode(&body, written),
    }
}
