//! Steps that need no portal: texts cut, judged and masked.

use menhu::ids::{self, DocNumber, PersonalKind, Plate, ResidentId, Vin, looks_personal};
use menhu::text::{Dictionary, SegmentKind, segment};
use serde::Serialize;

use crate::said::Said;

pub(crate) fn dictionary(words: &str) -> Result<Dictionary, Said> {
    let with_words = Dictionary::builtin().with_words(words);
    with_words.map_err(|error| Said::new(25, "MENHU_DICTIONARY", format!("`words`: {error}")))
}

pub(crate) fn cut(words: &str, text: &str) -> Result<String, Said> {
    let mut start = 0;
    let pieces = segment(&dictionary(words)?, text).into_iter().map(|piece| {
        let end = start + piece.text.len();
        let kind = match piece.kind {
            SegmentKind::Word => 0,
            SegmentKind::Alphanumeric => 1,
            SegmentKind::Blank => 2,
            _ => 3,
        };
        let shown = format!("{start}-{end}:{kind}");
        start = end;
        shown
    });
    Ok(pieces.collect::<Vec<String>>().join(" "))
}

pub(crate) fn personal(text: &str) -> Result<String, Said> {
    let kind = match looks_personal(text, &dictionary("")?) {
        None => 0,
        Some(PersonalKind::IdNumber) => 1,
        Some(PersonalKind::Phone) => 2,
        Some(PersonalKind::BankCard) => 3,
        Some(PersonalKind::Plate) => 4,
        Some(PersonalKind::Vin) => 5,
        Some(PersonalKind::Email) => 6,
        Some(PersonalKind::Permit) => 7,
        Some(PersonalKind::Name) => 9,
        Some(_) => 8,
    };
    Ok(format!("kind {kind}"))
}

/// What is found of a text, as `menhu_validate` gives it.
#[derive(Default, Serialize)]
struct Verdict<'a> {
    kind: &'a str,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chinese: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check_digit_fits: Option<bool>,
}

/// The kinds that the scenario asks about.
pub(crate) fn validate(kind: &str, text: &str) -> Result<String, Said> {
    let valid = Verdict { kind, valid: true, ..Verdict::default() };
    let invalid =
        |reason: String, chinese: Option<String>| Verdict { kind, reason: Some(reason), chinese, ..Verdict::default() };
    let verdict = match kind {
        "resident_id" => match ResidentId::parse(text) {
            Ok(_) => valid,
            Err(error) => invalid(error.to_string(), Some(error.chinese())),
        },
        "credit_code" => match ids::check_credit_code(text) {
            Ok(()) => Verdict { canonical: Some(ids::normalise_code(text)), ..valid },
            Err(error) => invalid(error.to_string(), Some(error.chinese())),
        },
        "plate" => match Plate::parse(text) {
            Ok(plate) => Verdict { class: Some(plate.kind().name()), ..valid },
            Err(error) => invalid(error.to_string(), Some(error.chinese())),
        },
        "vin" => match Vin::parse(text) {
            Ok(vin) => Verdict { check_digit_fits: Some(vin.check_digit_fits()), ..valid },
            Err(error) => invalid(error.to_string(), Some(error.chinese())),
        },
        "doc_number" => match DocNumber::parse(text) {
            Ok(number) => Verdict { canonical: Some(number.to_string()), ..valid },
            Err(error) => invalid(error.to_string(), None),
        },
        _ => {
            let known = "resident_id, mobile, name, plate, vin, engine_number, credit_code, organisation_code, doc_number, index_number";
            return Err(Said::not_found(format!("there is no such `kind`; expected one of {known}")));
        }
    };
    serde_json::to_string(&verdict).map_err(|error| Said::new(30, "MENHU_ENGINE", error.to_string()))
}

pub(crate) fn mask(kind: &str, text: &str) -> Result<String, Said> {
    match kind {
        "resident_id" => Ok(ids::mask_id_number(text)),
        "name" => Ok(ids::mask_name(text)),
        "plate" => Ok(ids::mask_plate(text)),
        _ => Err(Said::not_found("this program masks resident_id, name and plate, as the scenario asks it to")),
    }
}
