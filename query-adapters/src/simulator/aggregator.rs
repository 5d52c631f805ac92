//! Traffic violations as an aggregator sells them: a form with a key, and JSON in which every value is a string.
//!
//! `POST /aggregator/query` with `key`, `hphm`, `hpzl`, `engineno`, `classno`; `POST /aggregator/rules` says for every
//! beginning of a plate how many of the last characters of engine number and VIN it takes. As at the sellers, the code
//! of an act is sometimes missing and stands before the act: `16362 : …`.

use encoding_rs::UTF_8;
use serde_json::{Value, json};

use super::outcome::{Answer, Asked, Outcome, hold};
use super::people::Person;
use super::records::Violation;
use super::shared::Shared;
use super::text::{self, Fields};
use crate::signing::same;

/// What a plate that begins so takes.
struct Rule {
    plate: &'static str,
    province: &'static str,
    city: &'static str,
    engine: usize,
    vin: usize,
}

const RULES: [Rule; 6] = [
    Rule { plate: "苏A", province: "JS", city: "南京", engine: 6, vin: 0 },
    Rule { plate: "京A", province: "BJ", city: "北京", engine: 6, vin: 6 },
    Rule { plate: "沪A", province: "SH", city: "上海", engine: 0, vin: 17 },
    Rule { plate: "粤B", province: "GD", city: "深圳", engine: 0, vin: 6 },
    Rule { plate: "浙A", province: "ZJ", city: "杭州", engine: 0, vin: 0 },
    Rule { plate: "鲁B", province: "SD", city: "青岛", engine: 6, vin: 4 },
];

/// Answers a query.
pub(super) fn query(shared: &Shared, asked: &Asked<'_>) -> Answer {
    let (outcome, result) = match asked.unless_trouble(|| look_up(shared, asked)) {
        Ok(result) => (Outcome::Found, result),
        Err(outcome) => (outcome, Value::Null),
    };
    answer(asked, outcome, &result)
}

/// Answers with the rules of all cities.
pub(super) fn rules(shared: &Shared, asked: &Asked<'_>) -> Answer {
    let checked = asked.unless_trouble(|| check_key(shared, asked).map(drop));
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "province": rule.province,
                "city": rule.city,
                "abbr": rule.plate,
                "engineno": rule.engine.to_string(),
                "classno": rule.vin.to_string(),
            })
        })
        .collect();
    match checked {
        Ok(()) => answer(asked, Outcome::Found, &json!({ "lists": rules })),
        Err(outcome) => answer(asked, outcome, &Value::Null),
    }
}

fn check_key(shared: &Shared, asked: &Asked<'_>) -> Result<Fields, Outcome> {
    let fields = text::form(asked.body, UTF_8).ok_or(Outcome::Malformed)?;
    let key = fields.get("key").map(String::as_str).unwrap_or_default();
    if same(key.as_bytes(), shared.credentials.aggregator_key.as_bytes()) { Ok(fields) } else { Err(Outcome::Auth) }
}

fn look_up(shared: &Shared, asked: &Asked<'_>) -> Result<Value, Outcome> {
    let fields = check_key(shared, asked)?;
    let field = |name: &str| fields.get(name).map(|value| value.trim()).unwrap_or_default();
    let plate = field("hphm");
    let rule = RULES.iter().find(|rule| plate.starts_with(rule.plate)).ok_or(Outcome::NotFound)?;
    let person = Person::by_plate(plate).ok_or(Outcome::NotFound)?;
    let vehicle = &person.vehicle;
    let matches = field("hpzl") == vehicle.plate_type
        && ends_alike(field("engineno"), &vehicle.engine_number, rule.engine)
        && ends_alike(field("classno"), &vehicle.vin, rule.vin);
    if !matches {
        return Err(Outcome::Mismatch);
    }
    hold(person.violations)?;
    let lists: Vec<Value> =
        shared.records.violations(&person).iter().enumerate().map(|(at, one)| violation(at, one, rule)).collect();
    Ok(json!({
        "province": rule.province,
        "city": rule.city,
        "hphm": vehicle.plate,
        "hpzl": vehicle.plate_type,
        "lists": lists,
    }))
}

/// Whether both end in the same so many characters.
fn ends_alike(given: &str, whole: &str, count: usize) -> bool {
    let end = |text: &str| text.len().checked_sub(count).and_then(|at| text.get(at..).map(str::to_ascii_uppercase));
    let (given, whole) = (end(given), end(whole));
    count == 0 || (given.is_some() && given == whole)
}

fn violation(at: usize, one: &Violation, rule: &Rule) -> Value {
    let (code, act) = match at % 2 {
        0 => (one.code, one.act.to_owned()),
        _ => ("", format!("{} : {}", one.code, one.act)),
    };
    json!({
        "date": one.time,
        "area": format!("{}{}", rule.city, one.place),
        "act": act,
        "code": code,
        "fen": one.points.to_string(),
        "money": one.fine.to_string(),
        "handled": if one.handled { "1" } else { "0" },
        "organ": format!("{}市公安局交通管理局演示大队（虚构）", rule.city),
        "archiveno": one.decision.as_deref().unwrap_or_default(),
    })
}

fn answer(asked: &Asked<'_>, outcome: Outcome, result: &Value) -> Answer {
    let (resultcode, error_code, reason) = match outcome {
        Outcome::Found => ("200", "0", "查询成功"),
        Outcome::NoRecords => ("200", "203605", "暂无违章记录"),
        Outcome::NotFound => ("203", "203603", "车辆不存在"),
        Outcome::Mismatch => ("203", "203602", "发动机号或车架号错误"),
        Outcome::Auth => ("101", "10001", "错误的请求KEY"),
        Outcome::Quota => ("112", "10012", "请求超过次数限制"),
        Outcome::Captcha => ("203", "203620", "需要验证码"),
        Outcome::Maintenance => ("120", "10020", "接口维护"),
        Outcome::Expired | Outcome::Time | Outcome::Signature => ("102", "10002", "该KEY已过期"),
        Outcome::Malformed => ("203", "203610", "参数错误"),
    };
    let body = json!({ "resultcode": resultcode, "reason": reason, "error_code": error_code, "result": result });
    let (said, written) = asked.lie.charsets(UTF_8);
    Answer {
        content_type: format!("application/json; charset={}", said.name().to_ascii_lowercase()),
        body: text::encode(&body.to_string(), written),
    }
}
