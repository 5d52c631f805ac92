//! The description of the interface of lookups: what is asked, what is answered, what goes wrong.

use menhu_lookups::lookup::{
    ErrorClass, HousingFundQuestion, Operation, Purpose, Question, SocialSecurityQuestion, TrafficViolationsQuestion,
};
use serde_json::{Map, Value, json};

use crate::web::openapi::{DEFINITIONS, operation, with_body};

/// What a lookup may be refused with.
const PROBLEMS: [u16; 10] = [400, 401, 403, 404, 413, 415, 429, 502, 503, 504];

/// What can be looked up.
pub(in crate::web) fn list() -> Value {
    let provider = object(&[("id", text()), ("name", text()), ("official", json!({"type": ["string", "null"]}))]);
    let one = object(&[("operation", text()), ("title", text()), ("providers", array(&provider))]);
    answer(
        "The three lookups, each with its providers; without any, it is not offered here",
        &object(&[("operations", array(&one))]),
    )
}

/// A lookup.
pub(in crate::web) fn look_up(which: Operation) -> Value {
    let (id, summary, record) = match which {
        Operation::SocialSecurity => ("lookUpSocialSecurity", "Look up social security (社会保险)", "SocialSecurity"),
        Operation::HousingFund => ("lookUpHousingFund", "Look up the housing fund (住房公积金)", "HousingFund"),
        Operation::TrafficViolations => {
            ("lookUpTrafficViolations", "Look up traffic violations (机动车交通违法)", "TrafficViolations")
        }
    };
    let answered = json!({
        "type": "object",
        "properties": {
            "provider": {"type": "string", "description": "Who answered, in Chinese"},
            "outcome": {"type": "string", "enum": ["found", "no_records"]},
            "record": reference(record),
            "as_of": {"type": "string", "description": "数据截至: up to when the provider's data reach"},
            "source": {
                "type": "string", "enum": ["fresh", "cached", "stale"],
                "description": "From the provider just now; kept and fresh; older than it should be, while the provider is \
                    asked or fails",
            },
            "age_s": {"type": "integer", "minimum": 0, "description": "Seconds since the provider was asked"},
        },
        "required": ["provider", "outcome", "as_of", "source", "age_s"],
    });
    let found = answer(
        "The record, masked; or that there is none. Nobody may keep it: Cache-Control: no-store, private",
        &answered,
    );
    let body = json!({"required": true, "content": {"application/json": {"schema": question(which)}}});
    let mut described = with_body(operation(id, summary, &json!([]), &found, &PROBLEMS), body);
    described["description"] =
        "Personal data comes in the body only. Requests from pages of other sites are refused. Every lookup \
        is in the audit, without its values. What is not found and what does not match look alike."
            .into();
    described_problems(described)
}

/// Says of each refusal what it means.
fn described_problems(mut described: Value) -> Value {
    for (status, text) in [
        (400, "Fields are wrong; `faults` names each, in Chinese, and quotes nothing (InvalidInput)"),
        (401, "It is not known who asks; `detail` says what to configure"),
        (403, "The request comes from the page of another site"),
        (
            404,
            "Nothing on record fits what was given, whatever does not fit (NotFound); or nobody answers such a question here (Unsupported)",
        ),
        (413, "The body is too long"),
        (415, "The body is not application/json"),
        (
            429,
            "Too many questions of this requester, from this address or about this person; see Retry-After (RateLimited)",
        ),
        (
            502,
            "The provider fails, or does not take our credentials (UpstreamUnavailable, Malformed, AuthFailed, SignatureExpired)",
        ),
        (
            503,
            "The provider cannot be asked now (UpstreamMaintenance, QuotaExceeded, CaptchaRequired); `official` is where to go",
        ),
        (504, "The provider did not answer in time (UpstreamTimeout)"),
    ] {
        described["responses"][status.to_string()]["description"] = text.into();
    }
    described
}

/// What a place of registration wants to know.
pub(in crate::web) fn rule() -> Value {
    let wanted = object(&[
        ("wanted", json!({"type": "boolean"})),
        (
            "last",
            json!({"type": ["integer", "null"], "description": "So many last characters; null: all, where wanted"}),
        ),
    ]);
    let found =
        answer("Which numbers of a vehicle are wanted", &object(&[("engine_number", wanted.clone()), ("vin", wanted)]));
    let body = json!({"required": true, "content": {"application/json": {"schema": {
        "type": "object", "additionalProperties": false,
        "properties": {
            "plate_prefix": {"type": "string", "maxLength": 2, "description": "Beginning of the plate, such as 苏A; never a whole plate"},
            "provider": {"type": ["string", "null"], "description": "Name of the provider's file; without it, the first"},
        },
    }}}});
    let summary = "What is wanted besides the plate, by the place of registration";
    described_problems(with_body(operation("plateRule", summary, &json!([]), &found, &PROBLEMS), body))
}

fn question(which: Operation) -> Value {
    let described = |name: &str| match name {
        "name" => "姓名, as on the identity card",
        "id_number" => "居民身份证号码, GB 11643",
        "from" => "First month, 2026-01; without it: two years back",
        "to" => "Last month; without it: this one",
        "account" => "公积金账号, where the provider wants it",
        "plate" => "号牌号码",
        "plate_type" => "号牌种类, two digits: 02 小型汽车, 52 小型新能源汽车 …",
        "engine_number" => "发动机号, or its last characters, where the place of registration wants it",
        "vin" => "车辆识别代号, or its last characters, where the place of registration wants it",
        _ => "",
    };
    let (fields, mut required) = match which {
        Operation::SocialSecurity => (SocialSecurityQuestion::FIELDS, vec!["name", "id_number"]),
        Operation::HousingFund => (HousingFundQuestion::FIELDS, vec!["name", "id_number"]),
        Operation::TrafficViolations => (TrafficViolationsQuestion::FIELDS, vec!["plate", "plate_type"]),
    };
    let field = |name: &&'static str| {
        let kind = if required.contains(name) { json!("string") } else { json!(["string", "null"]) };
        let least = usize::from(required.contains(name));
        (
            (*name).to_owned(),
            json!({"type": kind, "minLength": least, "maxLength": 256, "description": described(name)}),
        )
    };
    let mut properties: Map<String, Value> = fields.iter().map(field).collect();
    let purposes = Purpose::ALL.map(Purpose::name);
    properties.extend([
        ("purpose".to_owned(), json!({"type": "string", "enum": purposes, "description": "Why it is asked"})),
        (
            "consent_id".to_owned(),
            json!({
                "type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$",
                "description": "Id of the consent, kept in the audit; no number of a person",
            }),
        ),
        (
            "provider".to_owned(),
            json!({"type": ["string", "null"], "description": "Name of the provider's file; without it, the first"}),
        ),
    ]);
    required.extend(["purpose", "consent_id"]);
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The records, and the classes of failure.
pub(in crate::web) fn schemas() -> Map<String, Value> {
    let money = || reference("Money");
    let month = || json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"});
    let optional = |fields: &[(&str, Value)], required: &[&str]| {
        let properties: Map<String, Value> = fields.iter().map(|(name, of)| ((*name).to_owned(), of.clone())).collect();
        json!({"type": "object", "properties": properties, "required": required})
    };
    let insurance = optional(
        &[("kind", text()), ("status", text()), ("first_month", month()), ("current_month", month())],
        &["kind"],
    );
    let payment = optional(
        &[("month", month()), ("kind", text()), ("base", money()), ("personal", money()), ("employer", money())],
        &["month"],
    );
    let date = || json!({"type": "string", "format": "date"});
    let movement =
        optional(&[("date", date()), ("kind", text()), ("amount", money()), ("balance", money())], &["date", "amount"]);
    let ratio = || object(&[("basis_points", json!({"type": "integer", "minimum": 0})), ("percent", text())]);
    let violation = optional(
        &[
            ("time", text()),
            ("place", text()),
            ("code", text()),
            ("act", text()),
            ("points", json!({"type": "integer", "minimum": 0})),
            ("fine", money()),
            ("handled", json!({"type": "boolean"})),
            ("authority", text()),
            ("decision_number", text()),
        ],
        &["time", "act"],
    );
    let person = [("name", text()), ("id_number", text()), ("unit_name", text()), ("status", text())];
    let social = [
        ("personal_number", text()),
        ("unit_number", text()),
        ("first_month", month()),
        ("current_month", month()),
        ("insurances", array(&insurance)),
        ("payments", array(&payment)),
    ];
    let fund = [
        ("account", text()),
        ("unit_account", text()),
        ("base", money()),
        ("personal_ratio", ratio()),
        ("employer_ratio", ratio()),
        ("monthly", money()),
        ("balance", money()),
        ("carried_over", money()),
        ("opened", date()),
        ("paid_to", month()),
        ("movements", array(&movement)),
    ];
    let cars = [("plate", text()), ("plate_type", text()), ("violations", array(&violation))];
    let mut schemas = Map::new();
    let mut add = |name: &str, description: &str, mut schema: Value| {
        schema["description"] = description.into();
        schemas.insert(name.to_owned(), schema);
    };
    add(
        "Money",
        "An amount: fen to reckon with, yuan to show",
        object(&[("fen", json!({"type": "integer"})), ("yuan", text())]),
    );
    // Those that an asker sees.
    let shown = ErrorClass::ALL.into_iter().filter(|class| class.shown() == *class && *class != ErrorClass::NoRecords);
    let classes: Vec<&str> = shown.map(ErrorClass::name).collect();
    add("LookupErrorClass", "Why a lookup has no answer", json!({"type": "string", "enum": classes}));
    let with_person = |own: &[(&'static str, Value)]| [&person[..], own].concat();
    add("SocialSecurity", "社会保险. Names and numbers are masked", optional(&with_person(&social), &[]));
    add("HousingFund", "住房公积金. Names and numbers are masked", optional(&with_person(&fund), &["balance"]));
    add("TrafficViolations", "机动车交通违法. Plate and numbers are masked", optional(&cars, &["violations"]));
    schemas
}

fn text() -> Value {
    json!({"type": "string"})
}

fn array(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

/// An object all of whose fields are there.
fn object(fields: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> = fields.iter().map(|(name, of)| ((*name).to_owned(), of.clone())).collect();
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#{DEFINITIONS}/{name}")})
}

fn answer(description: &str, schema: &Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}
