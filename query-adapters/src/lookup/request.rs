//! What is asked: three typed questions, and why they are asked.
//!
//! Fields come as texts, from JSON and from a form alike. What is wrong is said by field, in Chinese, and never quoted.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use menhu::ids;
use menhu::ids::{Plate, PlateType, ResidentId, Vin};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use zeroize::Zeroizing;

use super::error::{FieldFault, LookupError};
use super::month::Month;
use super::operation::Operation;
use super::record::{HousingFund, SocialSecurity, TrafficViolations};
use crate::transport::Values;

/// Bytes of one field.
const LONGEST: usize = 256;
/// Months that are asked for where the question does not say.
const MONTHS: i32 = 24;

/// What an id of a consent has to be.
pub(crate) const CONSENT: &str = "应为8至64位字母、数字、“-”或“_”组成的授权编号，且不含个人号码";

/// Why something is looked up (PIPL, article 6: a definite purpose).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A citizen looks up their own.
    SelfService,
    /// An agent looks up for a citizen who has authorised them.
    Agent,
    /// An office checks what a service needs.
    ServiceHandling,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Purpose; 3] = [Purpose::SelfService, Purpose::Agent, Purpose::ServiceHandling];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::SelfService => "self_service",
            Purpose::Agent => "agent",
            Purpose::ServiceHandling => "service_handling",
        }
    }

    /// As citizens read it.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Purpose::SelfService => "本人查询",
            Purpose::Agent => "受托代查",
            Purpose::ServiceHandling => "办事核验",
        }
    }
}

/// What stands around a question: why it is asked, by which consent, and whom it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// Why it is asked.
    pub purpose: Purpose,
    /// Id of the consent (PIPL, articles 13 and 29): 8 to 64 letters, digits, `-` and `_`, and no number of a person.
    pub consent_id: String,
    /// Name of the provider's file; without it, the first that answers such questions.
    pub provider: Option<String>,
}

/// A question that has been checked.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) values: Values,
    /// Whom or what it is about.
    pub(crate) subject: Zeroizing<String>,
}

/// A question of one of the three kinds.
pub trait Question: fmt::Debug + Sized + Send + Sync {
    /// What answers it.
    type Record: Serialize + DeserializeOwned + fmt::Debug + Send + 'static;
    /// Which lookup it is.
    const OPERATION: Operation;
    /// Its fields.
    const FIELDS: &'static [&'static str];

    /// Takes its fields.
    fn from_fields(fields: &mut Fields) -> Self;

    /// Checks them, on a day.
    #[doc(hidden)]
    fn check(&self, today: Date) -> CheckedQuestion;
}

/// Fields of a request by their names. They are never printed.
#[derive(Default)]
pub struct Fields(BTreeMap<String, SecretString>);

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fields({})", self.0.len())
    }
}

impl Fields {
    /// Adds one; a field that is given twice is an error.
    ///
    /// # Errors
    /// The fault.
    pub fn insert(&mut self, name: &str, value: &str) -> Result<(), FieldFault> {
        if value.len() > LONGEST {
            return Err(fault(name, "内容过长"));
        }
        match self.0.insert(name.to_owned(), value.trim().to_owned().into()) {
            None => Ok(()),
            Some(_) => Err(fault(name, "重复填写")),
        }
    }

    /// Reads the members of a JSON object, all of which are texts.
    ///
    /// # Errors
    /// [`ErrorClass::InvalidInput`](super::ErrorClass::InvalidInput) with every fault.
    pub fn from_json(body: &[u8]) -> Result<Fields, LookupError> {
        let Members(object) = serde_json::from_slice(body).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            let reason = format!("expected a JSON object whose members are texts; it is none at {place}");
            LookupError::faulty(vec![fault("body", &reason)])
        })?;
        let (mut fields, mut faults) = (Fields::default(), Vec::new());
        for (name, value) in object {
            match value {
                serde_json::Value::String(text) => faults.extend(fields.insert(&name, &text).err()),
                serde_json::Value::Null => {}
                _ => faults.push(fault(&name, "应为文本")),
            }
        }
        if faults.is_empty() { Ok(fields) } else { Err(LookupError::faulty(faults)) }
    }

    fn take(&mut self, name: &str) -> SecretString {
        self.0.remove(name).unwrap_or_default()
    }
}

/// The members of a JSON object, those that are given twice among them.
struct Members(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = object.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Read)
    }
}

/// Reads a request: its question and what stands around it. Unknown fields are errors.
///
/// # Errors
/// [`ErrorClass::InvalidInput`](super::ErrorClass::InvalidInput) with every fault of purpose, consent and names of fields.
pub fn read_request<Q: Question>(mut fields: Fields) -> Result<(Q, Inquiry), LookupError> {
    let mut faults = Vec::new();
    let purpose = fields.take("purpose");
    let purpose = Purpose::ALL.into_iter().find(|known| known.name() == purpose.expose_secret());
    if purpose.is_none() {
        let known: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.name()).collect();
        faults.push(fault("purpose", &format!("请选择查询目的（{}）", known.join("、"))));
    }
    let consent = fields.take("consent_id");
    let consent_id = consent.expose_secret().to_owned();
    if !is_consent(&consent_id) {
        faults.push(fault("consent_id", CONSENT));
    }
    let provider = Some(fields.take("provider").expose_secret().to_owned()).filter(|provider| !provider.is_empty());
    let question = Q::from_fields(&mut fields);
    for name in fields.0.keys() {
        let known = [Q::FIELDS, &["purpose", "consent_id", "provider"]].concat().join(", ");
        faults.push(fault(name, &format!("没有这一项；可填的有：{known}")));
    }
    match purpose {
        Some(purpose) if faults.is_empty() => Ok((question, Inquiry { purpose, consent_id, provider })),
        _ => Err(LookupError::faulty(faults)),
    }
}

/// Whether a text may be an id of a consent: an audit keeps it, so no number of a person may stand there.
pub(crate) fn is_consent(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !(8..=64).contains(&text.len()) || !text.chars().all(is_plain) {
        return false;
    }
    // A UUID may have any digits.
    let is_uuid = text.len() == 36
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    // Hyphens hide nothing: 138-0013-8000 is a telephone.
    let joined: String = text.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    let holds_mobile =
        |run: &str| (0..run.len().saturating_sub(10)).any(|at| menhu::ids::check_mobile(&run[at..at + 11]).is_ok());
    let is_number = |run: &str| run.len() >= 15 || holds_mobile(run);
    is_uuid || !joined.split(|c: char| !c.is_ascii_digit()).any(is_number)
}

/// A fault of a field. A name that nobody expects may be a value in the wrong place: it is not repeated.
fn fault(field: &str, reason: &str) -> FieldFault {
    let is_name = field.len() <= 32 && field.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let field = if is_name { field } else { "(unknown)" };
    FieldFault { field: field.to_owned(), reason: reason.to_owned() }
}

/// A checked question, or what is wrong with it. Opaque: only this crate looks into it.
pub struct CheckedQuestion(pub(crate) Result<Checked, Vec<FieldFault>>);

/// About whom: name and number of the identity card, as two of the questions want them.
fn person(name: &SecretString, id_number: &SecretString, today: Date, faults: &mut Vec<FieldFault>) -> Checked {
    let mut values = Values::default();
    let name = Zeroizing::new(ids::normalise_person_name(name.expose_secret()));
    if let Err(error) = ids::check_person_name(&name) {
        faults.push(fault("name", &error.chinese()));
    }
    values.insert("name", name.as_str());
    let mut subject = Zeroizing::new(String::new());
    let id = ResidentId::parse(id_number.expose_secret());
    match id.and_then(|id| id.check_born_by(today).map(|()| id)) {
        Ok(id) => {
            values.insert("id_number", id.expose());
            subject.push_str("person:");
            subject.push_str(id.expose());
        }
        Err(error) => faults.push(fault("id_number", &error.chinese())),
    }
    Checked { values, subject }
}

fn done(checked: Checked, faults: Vec<FieldFault>) -> CheckedQuestion {
    CheckedQuestion(if faults.is_empty() { Ok(checked) } else { Err(faults) })
}

/// 社会保险查询.
#[derive(Debug, Clone)]
pub struct SocialSecurityQuestion {
    /// 姓名.
    pub name: SecretString,
    /// 居民身份证号码.
    pub id_number: SecretString,
    /// First month of payments, `2026-01`; empty: two years back.
    pub from: SecretString,
    /// Last month; empty: this one.
    pub to: SecretString,
}

impl Question for SocialSecurityQuestion {
    type Record = SocialSecurity;
    const OPERATION: Operation = Operation::SocialSecurity;
    const FIELDS: &'static [&'static str] = &["name", "id_number", "from", "to"];

    fn from_fields(fields: &mut Fields) -> SocialSecurityQuestion {
        SocialSecurityQuestion {
            name: fields.take("name"),
            id_number: fields.take("id_number"),
            from: fields.take("from"),
            to: fields.take("to"),
        }
    }

    fn check(&self, today: Date) -> CheckedQuestion {
        let mut faults = Vec::new();
        let mut checked = person(&self.name, &self.id_number, today, &mut faults);
        let this = Month::new(today.year(), today.month());
        let mut month = |field: &'static str, text: &SecretString, default: Option<Month>| match text.expose_secret() {
            "" => default,
            text => text.parse().map_err(|_| faults.push(fault(field, "月份应写作2026-05的样子"))).ok(),
        };
        let to = month("to", &self.to, this);
        let from = month("from", &self.from, to.and_then(|to| to.before(MONTHS - 1)));
        if let (Some(from), Some(to)) = (from, to) {
            if from > to {
                faults.push(fault("from", "起始月份晚于截止月份"));
            }
            checked.values.insert("from", from.to_string());
            checked.values.insert("to", to.to_string());
        }
        done(checked, faults)
    }
}

/// 住房公积金查询.
#[derive(Debug, Clone)]
pub struct HousingFundQuestion {
    /// 姓名.
    pub name: SecretString,
    /// 居民身份证号码.
    pub id_number: SecretString,
    /// 公积金账号, where the provider wants it.
    pub account: SecretString,
}

impl Question for HousingFundQuestion {
    type Record = HousingFund;
    const OPERATION: Operation = Operation::HousingFund;
    const FIELDS: &'static [&'static str] = &["name", "id_number", "account"];

    fn from_fields(fields: &mut Fields) -> HousingFundQuestion {
        HousingFundQuestion {
            name: fields.take("name"),
            id_number: fields.take("id_number"),
            account: fields.take("account"),
        }
    }

    fn check(&self, today: Date) -> CheckedQuestion {
        let mut faults = Vec::new();
        let mut checked = person(&self.name, &self.id_number, today, &mut faults);
        let account = self.account.expose_secret();
        if !account.is_empty() {
            let is_number = account.len() <= 32 && account.chars().all(|c| c.is_ascii_alphanumeric());
            if !is_number {
                faults.push(fault("account", "公积金账号只含数字和字母，最多32位"));
            }
            checked.values.insert("account", account);
        }
        done(checked, faults)
    }
}

/// 机动车交通违法查询.
#[derive(Debug, Clone)]
pub struct TrafficViolationsQuestion {
    /// 号牌号码.
    pub plate: SecretString,
    /// 号牌种类, two digits.
    pub plate_type: SecretString,
    /// 发动机号, or its last characters: see [`Rule`](crate::provider::Rule).
    pub engine_number: SecretString,
    /// 车辆识别代号, or its last characters.
    pub vin: SecretString,
}

impl Question for TrafficViolationsQuestion {
    type Record = TrafficViolations;
    const OPERATION: Operation = Operation::TrafficViolations;
    const FIELDS: &'static [&'static str] = &["plate", "plate_type", "engine_number", "vin"];

    fn from_fields(fields: &mut Fields) -> TrafficViolationsQuestion {
        TrafficViolationsQuestion {
            plate: fields.take("plate"),
            plate_type: fields.take("plate_type"),
            engine_number: fields.take("engine_number"),
            vin: fields.take("vin"),
        }
    }

    fn check(&self, _: Date) -> CheckedQuestion {
        let (mut faults, mut values) = (Vec::new(), Values::default());
        let mut subject = Zeroizing::new(String::new());
        let plate_type = PlateType::from_code(self.plate_type.expose_secret());
        match plate_type {
            Some(plate_type) => values.insert("plate_type", plate_type.code()),
            None => faults.push(fault("plate_type", "请选择号牌种类")),
        }
        match Plate::parse(self.plate.expose_secret()) {
            Ok(plate) => {
                let fits = plate_type.map_or(Ok(()), |given| ids::check_type(&plate, given));
                faults.extend(fits.err().map(|error| fault("plate_type", &error.chinese())));
                values.insert("plate", plate.expose());
                values.insert("plate_prefix", plate.prefix().unwrap_or_default());
                subject.push_str("vehicle:");
                subject.push_str(plate.expose());
            }
            Err(error) => faults.push(fault("plate", &error.chinese())),
        }
        let engine = Zeroizing::new(ids::normalise_code(self.engine_number.expose_secret()));
        if !engine.is_empty() {
            let is_engine = engine.len() <= 32 && engine.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !is_engine {
                faults.push(fault("engine_number", "发动机号只含字母、数字和“-”，最多32位"));
            }
            values.insert("engine_number", engine.as_str());
        }
        let vin = Zeroizing::new(ids::normalise_code(self.vin.expose_secret()));
        if !vin.is_empty() {
            // Whole ones are checked as such; of the last characters only the alphabet can be.
            let is_part =
                vin.len() < 17 && vin.chars().all(|c| c.is_ascii_alphanumeric() && !matches!(c, 'I' | 'O' | 'Q'));
            if !is_part && let Err(error) = Vin::parse(&vin) {
                faults.push(fault("vin", &error.chinese()));
            }
            values.insert("vin", vin.as_str());
        }
        done(Checked { values, subject }, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lookup::ErrorClass;

    const TODAY: Date = jiff::civil::date(2026, 11, 26);

    fn read<Q: Question>(json: &str) -> Result<(Q, Inquiry), LookupError> {
        read_request(Fields::from_json(json.as_bytes())?)
    }

    fn faults(error: &LookupError) -> Vec<&str> {
        error.faults.iter().map(|fault| fault.field.as_str()).collect()
    }

    #[test]
    fn a_question_is_read_and_brought_into_one_form() {
        let json = r#"{"name":" \u200b买买提•阿卜杜拉\u3000","id_number":" １１０１０５19491231002x ","purpose":"self_service","consent_id":"c-20261126-001"}"#;
        let (question, inquiry) = read::<SocialSecurityQuestion>(json).unwrap();
        assert_eq!((inquiry.purpose, inquiry.consent_id.as_str()), (Purpose::SelfService, "c-20261126-001"));
        let checked = question.check(TODAY).0.unwrap();
        assert_eq!(checked.values.get("name"), Some("买买提·阿卜杜拉"));
        assert_eq!(checked.values.get("id_number"), Some("11010519491231002X"));
        assert_eq!((checked.values.get("from"), checked.values.get("to")), (Some("2024-12"), Some("2026-11")));
        assert_eq!(checked.subject.as_str(), "person:11010519491231002X");
    }

    #[test]
    fn every_fault_is_named_and_nothing_is_quoted() {
        let json = r#"{"name":"张三","id_number":"110105194912310021","purpos":"x","11010519491231002X":"1"}"#;
        let error = read::<HousingFundQuestion>(json).unwrap_err();
        assert_eq!(error.class, ErrorClass::InvalidInput);
        assert_eq!(faults(&error), ["purpose", "consent_id", "(unknown)", "purpos"]);
        assert!(!format!("{error:?}").contains("110105"));
        let json = r#"{"name":"","id_number":"110105194912310021","account":"张三","purpose":"agent","consent_id":"consent_1"}"#;
        let (question, _) = read::<HousingFundQuestion>(json).unwrap();
        let found = question.check(TODAY).0.unwrap_err();
        assert_eq!(
            found.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(),
            ["name", "id_number", "account"]
        );
        assert!(!format!("{question:?} {found:?}").contains("110105"));
        assert_eq!(faults(&read::<HousingFundQuestion>("[1]").unwrap_err()), ["body"]);
        assert_eq!(faults(&read::<HousingFundQuestion>(r#"{"name": 1}"#).unwrap_err()), ["name"]);
        assert_eq!(faults(&read::<HousingFundQuestion>(r#"{"name": "x", "name": "y"}"#).unwrap_err()), ["name"]);
        let key = r#"{"11010519491231002X": 1}"#;
        assert!(!format!("{:?}", read::<HousingFundQuestion>(key).unwrap_err()).contains("110105"));
    }

    #[test]
    fn a_consent_is_no_number_of_a_person() {
        assert!(is_consent("20261015153000") && is_consent("c-20261126-0001") && is_consent("9f8e7d6c5b4a"));
        assert!(is_consent("550e8400-e29b-41d4-a716-446655440000"));
        for wrong in ["", "short", "11010519491231002X", "138-0013-8000-1", "a b c d e f", "授权编号授权编号"] {
            assert!(!is_consent(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_vehicle_is_checked_by_its_plate_and_type() {
        let vehicle = |plate: &str, plate_type: &str, vin: &str| {
            let mut fields = Fields::default();
            for (name, value) in [("plate", plate), ("plate_type", plate_type), ("vin", vin)] {
                fields.insert(name, value).unwrap();
            }
            let checked = TrafficViolationsQuestion::from_fields(&mut fields).check(TODAY).0;
            checked.map_err(|faults| faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>())
        };
        let checked = vehicle("浙j·12345", "02", "a00123").unwrap();
        assert_eq!((checked.values.get("plate"), checked.values.get("plate_prefix")), (Some("浙J12345"), Some("浙J")));
        assert_eq!(checked.values.get("vin"), Some("A00123"));
        assert_eq!(vehicle("浙J1234", "77", "OOO").unwrap_err(), ["plate_type", "plate", "vin"]);
        assert_eq!(vehicle("京A1234警", "02", "").unwrap_err(), ["plate_type"]);
    }
}
