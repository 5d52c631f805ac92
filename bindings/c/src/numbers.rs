//! Numbers, codes and names: are they valid, and what of them may a page show.

use std::ffi::c_char;

use kernel::ids::{self, DocNumber, IndexNumber, Plate, ResidentId, Vin};
use serde::Serialize;

use crate::boundary::{call, out};
use crate::error::menhu_error;
use crate::failure::Failure;
use crate::status::MENHU_NOT_VALID;
use crate::string::{Text, menhu_string};
use crate::text::{given, text};

/// What is said of a text. Nothing of a person, not even of one that is valid.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Verdict {
    kind: &'static str,
    valid: bool,
    /// Why not, in English …
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// … and in Chinese, for the citizen who typed it, where citizens type such things.
    #[serde(skip_serializing_if = "Option::is_none")]
    chinese: Option<String>,
    /// The form in which it is written, of what points to nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<String>,
    /// Of a plate: its class. Of an index number: what it begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// Of a vehicle identification number: whether its check digit fits. Those of imported cars need not.
    #[serde(skip_serializing_if = "Option::is_none")]
    check_digit_fits: Option<bool>,
}

/// A kind of number, code or name.
struct Kind {
    name: &'static str,
    judge: fn(&str) -> Verdict,
}

const KINDS: [Kind; 10] = [
    Kind { name: "resident_id", judge: |text| of(ResidentId::parse(text), |e| e.chinese(), |_, _| {}) },
    Kind { name: "mobile", judge: |text| of(ids::check_mobile(text), |e| e.chinese(), |(), _| {}) },
    Kind { name: "name", judge: |text| of(ids::check_person_name(text), |e| e.chinese(), |(), _| {}) },
    Kind { name: "plate", judge: plate },
    Kind { name: "vin", judge: vin },
    Kind { name: "engine_number", judge: |text| of(ids::check_engine_number(text), |e| e.chinese(), |(), _| {}) },
    Kind { name: "credit_code", judge: |text| of(ids::check_credit_code(text), |e| e.chinese(), coded(text)) },
    Kind {
        name: "organisation_code",
        judge: |text| of(ids::check_organisation_code(text), |e| e.chinese(), coded(text)),
    },
    Kind { name: "doc_number", judge: doc_number },
    Kind { name: "index_number", judge: index_number },
];

/// A verdict of a result.
fn of<T, E: std::fmt::Display>(
    result: Result<T, E>,
    chinese: impl FnOnce(&E) -> String,
    describe: impl FnOnce(T, &mut Verdict),
) -> Verdict {
    let mut verdict = Verdict::default();
    match result {
        Ok(value) => {
            verdict.valid = true;
            describe(value, &mut verdict);
        }
        Err(error) => {
            verdict.chinese = Some(chinese(&error)).filter(|text| !text.is_empty());
            verdict.reason = Some(error.to_string());
        }
    }
    verdict
}

/// A code of an organisation, in the form in which codes are compared.
fn coded(text: &str) -> impl FnOnce((), &mut Verdict) {
    let canonical = ids::normalise_code(text);
    move |(), verdict| verdict.canonical = Some(canonical)
}

fn plate(text: &str) -> Verdict {
    let describe = |plate: Plate, verdict: &mut Verdict| verdict.class = Some(plate.kind().name());
    of(Plate::parse(text), |error| error.chinese(), describe)
}

fn vin(text: &str) -> Verdict {
    let describe = |vin: Vin, verdict: &mut Verdict| verdict.check_digit_fits = Some(vin.check_digit_fits());
    of(Vin::parse(text), |error| error.chinese(), describe)
}

fn doc_number(text: &str) -> Verdict {
    let describe = |number: DocNumber, verdict: &mut Verdict| verdict.canonical = Some(number.to_string());
    of(DocNumber::parse(text), |_| String::new(), describe)
}

fn index_number(text: &str) -> Verdict {
    let describe = |number: IndexNumber, verdict: &mut Verdict| {
        verdict.class = Some(number.front_kind().name());
        verdict.canonical = Some(number.to_string());
    };
    of(IndexNumber::parse(text), |_| String::new(), describe)
}

fn judge(kind: &str, text: &str) -> Result<Verdict, Failure> {
    let known = KINDS.iter().find(|known| known.name == kind);
    let Some(Kind { name, judge }) = known else {
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        return Err(Failure::not_found(format!("there is no such `kind`; expected one of {}", known.join(", "))));
    };
    Ok(Verdict { kind: name, ..judge(text) })
}

/// Judges a text by the name of a kind: resident_id, mobile, name, plate, vin, engine_number, credit_code,
/// organisation_code, doc_number or index_number. The verdict is JSON: `kind`, `valid`; of what is not, `reason` in English and
/// `chinese` for citizens; of plates and index numbers their `class`, of vehicle numbers `check_digit_fits`, of codes, document and index
/// numbers the `canonical` form. Not valid is an answer here, no failure.
///
/// MENHU_NOT_FOUND when there is no such kind.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_validate(
    kind: *const c_char,
    kind_len: usize,
    text: *const c_char,
    text_len: usize,
    verdict: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `verdict`.
        let verdict = unsafe { out(verdict, "verdict") }?;
        // SAFETY: the caller's promise about `kind`.
        let kind = unsafe { given(kind, kind_len, "kind") }?;
        // SAFETY: the caller's promise about `text`.
        let text = unsafe { crate::text::text(text, text_len, "text") }?;
        verdict.open(Text::json(&judge(kind, text)?)?)
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// What a page may show of a text of a kind: resident_id, name, mobile, account, plate, vin or engine_number. Its width is that
/// of the kind, and what is none of the kind is hidden whole.
///
/// MENHU_NOT_FOUND when there is no such kind.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_mask(
    kind: *const c_char,
    kind_len: usize,
    text: *const c_char,
    text_len: usize,
    masked: *mut *mut menhu_string,
    error: *mut *mut menhu_error,
) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about `masked`.
        let masked = unsafe { out(masked, "masked") }?;
        // SAFETY: the caller's promise about `kind`.
        let kind = unsafe { given(kind, kind_len, "kind") }?;
        // SAFETY: the caller's promise about `text`.
        let text = unsafe { crate::text::text(text, text_len, "text") }?;
        let mask: fn(&str) -> String = match kind {
            "resident_id" => ids::mask_id_number,
            "name" => ids::mask_name,
            "mobile" => ids::mask_mobile,
            "account" => ids::mask_account,
            "plate" => ids::mask_plate,
            "vin" => ids::mask_vin,
            "engine_number" => ids::mask_engine_number,
            _ => {
                let known = "resident_id, name, mobile, account, plate, vin, engine_number";
                return Err(Failure::not_found(format!("there is no such `kind`; expected one of {known}")));
            }
        };
        masked.open(Text::new(mask(text).into_bytes()))
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// # Safety
/// As the head of the header says.
unsafe fn check(kind: &str, data: *const c_char, len: usize, error: *mut *mut menhu_error) -> i32 {
    let run = || {
        // SAFETY: the caller's promise about the text.
        let verdict = judge(kind, unsafe { text(data, len, "text") }?)?;
        match verdict.reason {
            None => Ok(()),
            Some(reason) => Err(Failure::new(MENHU_NOT_VALID, reason)),
        }
    };
    // SAFETY: the caller's promise about `error`.
    unsafe { call(error, run) }
}

/// Checks a resident identity number (公民身份号码, GB 11643). MENHU_NOT_VALID says why.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check_resident_id(
    text: *const c_char,
    text_len: usize,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { check("resident_id", text, text_len, error) }
}

/// Checks a unified social credit code (统一社会信用代码, GB 32100). MENHU_NOT_VALID says why.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check_credit_code(
    text: *const c_char,
    text_len: usize,
    error: *mut *mut menhu_error,
) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { check("credit_code", text, text_len, error) }
}

/// Checks a number plate (号牌号码). MENHU_NOT_VALID says why.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check_plate(text: *const c_char, text_len: usize, error: *mut *mut menhu_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { check("plate", text, text_len, error) }
}

/// Checks a vehicle identification number (车辆识别代号), but for its check digit, which imported cars need not keep.
/// MENHU_NOT_VALID says why.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check_vin(text: *const c_char, text_len: usize, error: *mut *mut menhu_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { check("vin", text, text_len, error) }
}

/// Checks a mobile number (手机号码). MENHU_NOT_VALID says why.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check_mobile(text: *const c_char, text_len: usize, error: *mut *mut menhu_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { check("mobile", text, text_len, error) }
}

/// Checks the shape of a person's name (姓名). MENHU_NOT_VALID says why.
///
/// # Safety
/// The pointers are as the head of the header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn menhu_check_name(text: *const c_char, text_len: usize, error: *mut *mut menhu_error) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { check("name", text, text_len, error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_those_of_the_kernel_and_hold_nothing_of_a_person() {
        let json = |kind, text| serde_json::to_string(&judge(kind, text).unwrap()).unwrap();
        assert_eq!(json("resident_id", "11010519491231002x"), r#"{"kind":"resident_id","valid":true}"#);
        let wrong = json("resident_id", "110105194912310021");
        assert!(wrong.contains("校验码") && wrong.contains(r#""valid":false"#) && !wrong.contains("1101"), "{wrong}");
        assert_eq!(json("plate", "京AD92035"), r#"{"kind":"plate","valid":true,"class":"small_new_energy"}"#);
        assert_eq!(json("vin", "1M8GDM9AXKP042788"), r#"{"kind":"vin","valid":true,"check_digit_fits":true}"#);
        let number = r#"{"kind":"doc_number","valid":true,"canonical":"国发〔2019〕5号"}"#;
        assert_eq!(json("doc_number", "国发[2019] 第05號"), number);
        let index = json("index_number", "11441700007280420y／2021-00050");
        assert!(index.contains(r#""canonical":"11441700007280420Y/2021-00050","class":"credit_code""#), "{index}");
        assert!(json("mobile", "138").contains("手机号码应为11位"));
        assert!(json("engine_number", "G4KA-12345").contains("true") && json("name", "张3").contains("false"));
        assert!(json("credit_code", "11441700007280420Y").contains(r#""canonical":"11441700007280420Y""#));
        assert!(json("organisation_code", "00001434-9").contains("true"));
        assert!(judge("poem", "x").unwrap_err().message.contains("expected one of resident_id, mobile"));
    }
}
