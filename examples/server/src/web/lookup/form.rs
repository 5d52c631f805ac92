//! The form of a lookup: its fields, what is wrong with them, and what else stands on its page.

use std::collections::BTreeMap;

use askama::Template;
use menhu::ids::PlateType;
use menhu_lookups::lookup::{FieldFault, Operation, Purpose};
use menhu_lookups::service::ProviderState;
use menhu_lookups::simulator::people::{Holding, Person, demonstrations, unknown_id_number};

use super::office::Office;
use crate::web::frame::Frame;

/// Purposes of a citizen; offices ask by the interface.
const PURPOSES: [Purpose; 2] = [Purpose::SelfService, Purpose::Agent];
/// The kind of plate that most cars have.
const USUAL_PLATE: &str = "02";

#[derive(Template)]
#[template(path = "lookup_form.html")]
pub(super) struct FormPage {
    pub(super) frame: Frame,
    pub(super) form: Form,
    /// Why there is no answer, where the form comes again.
    pub(super) failure: Option<Failure>,
    pub(super) people: Vec<PersonView>,
    pub(super) office: Office,
    pub(super) is_demonstration: bool,
}

/// Why there is no answer, and what to do.
pub(super) struct Failure {
    pub(super) title: String,
    pub(super) advice: String,
    /// When it makes sense to try again.
    pub(super) wait: Option<String>,
    /// Where to go instead.
    pub(super) official: Option<String>,
    /// The fields that are wrong, for the form, and as a list above it.
    pub(super) faults: Vec<FieldFault>,
    pub(super) lines: Vec<Line>,
    /// Whether the office can help: not with what was typed wrongly.
    pub(super) is_for_office: bool,
}

/// A fault in the list above a form.
pub(super) struct Line {
    /// Where the field is.
    pub(super) href: Option<String>,
    pub(super) label: &'static str,
    pub(super) reason: String,
}

/// A form, with what was typed.
pub(super) struct Form {
    pub(super) operation: Operation,
    pub(super) token: String,
    pub(super) fields: Vec<Field>,
    pub(super) purposes: Vec<Choice>,
    pub(super) purpose_fault: Option<String>,
    /// Who answers, where there are several.
    pub(super) providers: Vec<Choice>,
    pub(super) is_agreed: bool,
    pub(super) consent_fault: Option<String>,
}

/// Something to choose.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// A field to fill in.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: &'static str,
    pub(super) is_required: bool,
    /// Longest text, with signs that are taken out.
    pub(super) longest: u16,
    pub(super) autocomplete: &'static str,
    pub(super) value: String,
    pub(super) fault: Option<String>,
    pub(super) choices: Vec<Choice>,
}

/// Somebody who does not exist, and what to enter.
pub(super) struct PersonView {
    pub(super) shows: String,
    pub(super) entries: Vec<Entry>,
}

/// What to enter in a field.
pub(super) struct Entry {
    pub(super) field: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
}

impl FormPage {
    /// Headings of the people's table.
    fn headings(&self) -> impl Iterator<Item = &'static str> {
        self.people.first().into_iter().flat_map(|person| &person.entries).map(|entry| entry.label)
    }
}

/// What was typed, by field.
pub(super) type Typed = BTreeMap<String, String>;

impl Form {
    pub(super) fn new(
        operation: Operation,
        token: String,
        providers: &[ProviderState],
        typed: &Typed,
        faults: &[FieldFault],
    ) -> Form {
        let fault = |name: &str| {
            let own: Vec<&str> =
                faults.iter().filter(|fault| fault.field == name).map(|fault| fault.reason.as_str()).collect();
            (!own.is_empty()).then(|| own.join("；"))
        };
        let given = |name: &str| typed.get(name).cloned().unwrap_or_default();
        let mut fields = fields_of(operation);
        for field in &mut fields {
            (field.value, field.fault) = (given(field.name), fault(field.name));
        }
        if let Some(field) = fields.iter_mut().find(|field| field.name == "plate_type") {
            let chosen = if field.value.is_empty() { USUAL_PLATE } else { &field.value };
            let choice = |plate: &PlateType| Choice {
                value: plate.code().to_owned(),
                label: plate.name().to_owned(),
                is_chosen: plate.code() == chosen,
            };
            field.choices = PlateType::all().iter().map(choice).collect();
        }
        let purpose = given("purpose");
        let chosen = PURPOSES.iter().find(|known| known.name() == purpose).copied().unwrap_or(Purpose::SelfService);
        let purposes = PURPOSES.map(|known| Choice {
            value: known.name().to_owned(),
            label: known.chinese().to_owned(),
            is_chosen: known == chosen,
        });
        let own: Vec<&ProviderState> = providers.iter().filter(|state| state.operation == operation).collect();
        let wanted = given("provider");
        let first = own.first().map_or("", |state| state.id.as_str());
        let wanted = if own.iter().any(|state| state.id == wanted) { wanted.as_str() } else { first };
        let several = own.iter().filter(|_| own.len() > 1).map(|state| Choice {
            value: state.id.clone(),
            label: state.name.clone(),
            is_chosen: state.id == wanted,
        });
        Form {
            operation,
            token,
            fields,
            purposes: purposes.into(),
            purpose_fault: fault("purpose"),
            providers: several.collect(),
            is_agreed: given("consent") == "yes",
            consent_fault: fault("consent").or_else(|| fault("consent_id")),
        }
    }
}

/// The label of a field, for a list of faults.
pub(super) fn label(operation: Operation, name: &str) -> &'static str {
    match name {
        "purpose" => "查询目的",
        "consent" | "consent_id" => "授权",
        "provider" => "数据来源",
        _ => fields_of(operation).iter().find(|field| field.name == name).map_or("填写内容", |field| field.label),
    }
}

/// Whether the form has such a field.
pub(super) fn has(operation: Operation, name: &str) -> bool {
    name == "consent" || fields_of(operation).iter().any(|field| field.name == name)
}

fn fields_of(operation: Operation) -> Vec<Field> {
    let text = |name, label, hint, longest| Field {
        name,
        label,
        hint,
        kind: "text",
        is_required: true,
        longest,
        autocomplete: "off",
        value: String::new(),
        fault: None,
        choices: Vec::new(),
    };
    let optional = |field: Field| Field { is_required: false, ..field };
    let name = || Field { autocomplete: "name", ..text("name", "姓名", "与身份证一致，生僻字照写", 60) };
    let id_number = || text("id_number", "居民身份证号码", "18位，最后一位可能是X；15位的旧号码也可以", 24);
    let month = |name, label, hint| Field { kind: "month", ..optional(text(name, label, hint, 10)) };
    match operation {
        Operation::SocialSecurity => vec![
            name(),
            id_number(),
            month("from", "起始月份", "写作2026-01；不填则查最近两年"),
            month("to", "截止月份", "写作2026-11；不填则到本月"),
        ],
        Operation::HousingFund => {
            vec![name(), id_number(), optional(text("account", "公积金账号", "不记得可以不填", 40))]
        }
        Operation::TrafficViolations => vec![
            text("plate", "号牌号码", "省份简称、字母和号码，如苏A12345", 16),
            Field {
                kind: "select", ..text("plate_type", "号牌种类", "小型汽车为蓝色号牌，新能源汽车为绿色号牌", 2)
            },
            optional(text("engine_number", "发动机号", "见行驶证。登记地要求填写的才需要，可以填全部或者后几位", 40)),
            optional(text("vin", "车辆识别代号", "见行驶证，共17位。登记地要求填写的才需要，可以填全部或者后几位", 24)),
        ],
    }
}

/// What a person's car shows.
fn of_car(person: &Person) -> &'static str {
    match person.violations {
        Holding::Current => "有未处理的违法记录",
        Holding::Stopped => "违法均已处理",
        Holding::Nothing => "没有违法记录",
    }
}

/// The people of the demonstration, with what to enter for a lookup.
pub(super) fn people(operation: Operation) -> Vec<PersonView> {
    let entry = |field, label, value: &str| Entry { field, label, value: value.to_owned() };
    let person = |name: &str, id: &str| vec![entry("name", "姓名", name), entry("id_number", "身份证号码", id)];
    let mut people: Vec<PersonView> = demonstrations()
        .into_iter()
        .map(|one| {
            let car = &one.person.vehicle;
            let entries = match operation {
                Operation::TrafficViolations => vec![
                    entry("plate", "号牌号码", &car.plate),
                    entry("plate_type", "号牌种类", car.plate_type),
                    entry("engine_number", "发动机号", &car.engine_number),
                    entry("vin", "车辆识别代号", &car.vin),
                ],
                _ => person(one.enter_name, &one.person.id_number),
            };
            let shows = match operation {
                Operation::TrafficViolations => of_car(&one.person),
                _ => one.shows,
            };
            PersonView { shows: shows.to_owned(), entries }
        })
        .collect();
    if operation != Operation::TrafficViolations {
        let shows = "没有登记的号码，查询不到".to_owned();
        people.push(PersonView { shows, entries: person("郑无人", &unknown_id_number()) });
    }
    people
}
