//! One way to check and to mask what is typed, by the name of its kind: what a page calls while a form is filled in.
//!
//! Nothing of what is checked is kept, and of what points to a person nothing is in an error's text. The normal form is
//! given back to whoever typed it; it is shown by no `Debug`, and overwritten when it goes.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use zeroize::Zeroize;

use super::{
    DocNumber, DocNumberError, DocNumberForm, IndexNumber, IndexNumberError, Plate, ResidentId, Sex, Vin,
    check_credit_code, check_engine_number, check_mobile, check_organisation_code, check_person_name, mask_account,
    mask_engine_number, mask_id_number, mask_mobile, mask_name, mask_plate, mask_vin, normalise_code,
    normalise_person_name,
};

/// What [`check`] finds.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Checked {
    /// Whether it is what it should be.
    pub valid: bool,
    /// The form in which it is compared and sent on, where it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub normal: Option<String>,
    /// What is wrong, in Chinese, for whoever typed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub message: Option<String>,
    /// What it says, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<BTreeMap<String, Value>>"))]
    pub parts: BTreeMap<&'static str, Value>,
}

/// A part of what was checked.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Number(u32),
    /// Yes or no.
    Flag(bool),
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("valid", &self.valid).field("message", &self.message).finish_non_exhaustive()
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        self.normal.zeroize();
        for part in self.parts.values_mut() {
            if let Value::Text(text) = part {
                text.zeroize();
            }
        }
    }
}

impl Checked {
    fn wrong(message: String) -> Checked {
        Checked { valid: false, normal: None, message: Some(message), parts: BTreeMap::new() }
    }

    fn right<const N: usize>(normal: String, parts: [(&'static str, Value); N]) -> Checked {
        Checked { valid: true, normal: Some(normal), message: None, parts: BTreeMap::from(parts) }
    }

    fn of(found: Result<Checked, String>) -> Checked {
        found.unwrap_or_else(Checked::wrong)
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Checks a text as what `kind` names: `resident_id`, `vin`, `engine_number`, `plate`, `mobile`, `person_name`,
/// `credit_code`, `organisation_code`, `doc_number`, `index_number`. `None` where there is no such kind.
///
/// ```
/// use menhu::ids::check;
/// let found = check("plate", "浙ｊ·12345").expect("a kind");
/// assert_eq!((found.valid, found.normal.as_deref()), (true, Some("浙J12345")));
/// assert_eq!(check("mobile", "138001").expect("a kind").message.as_deref(), Some("手机号码应为11位，现为6位"));
/// assert!(check("shoe_size", "42").is_none());
/// ```
#[must_use]
pub fn check(kind: &str, typed: &str) -> Option<Checked> {
    Some(match kind {
        "resident_id" => Checked::of(ResidentId::parse(typed).map_err(|error| error.chinese()).map(|id| {
            let sex = if id.sex() == Sex::Male { "male" } else { "female" };
            Checked::right(
                id.expose().to_owned(),
                [
                    ("division", text(id.division())),
                    ("born", Value::Text(id.born().to_string())),
                    ("sex", text(sex)),
                    ("residence_permit", Value::Flag(id.is_residence_permit())),
                ],
            )
        })),
        "vin" => Checked::of(Vin::parse(typed).map_err(|error| error.chinese()).map(|vin| {
            Checked::right(vin.expose().to_owned(), [("check_digit_fits", Value::Flag(vin.check_digit_fits()))])
        })),
        "plate" => Checked::of(Plate::parse(typed).map_err(|error| error.chinese()).map(|plate| {
            let mut found = Checked::right(plate.expose().to_owned(), [("kind", text(plate.kind().name()))]);
            if let Some(prefix) = plate.prefix() {
                found.parts.insert("prefix", text(prefix));
            }
            found
        })),
        "engine_number" => plain(check_engine_number(typed).map_err(|error| error.chinese()), || normalise_code(typed)),
        "mobile" => plain(check_mobile(typed).map_err(|error| error.chinese()), || normalise_code(typed)),
        "person_name" => {
            plain(check_person_name(typed).map_err(|error| error.chinese()), || normalise_person_name(typed))
        }
        "credit_code" => plain(check_credit_code(typed).map_err(|error| error.chinese()), || normalise_code(typed)),
        "organisation_code" => {
            plain(check_organisation_code(typed).map_err(|error| error.chinese()), || normalise_code(typed))
        }
        "doc_number" => Checked::of(DocNumber::parse(typed).map_err(|error| of_doc_number(&error)).map(|number| {
            let form = match number.form() {
                DocNumberForm::Bracketed => "bracketed",
                DocNumberForm::Order => "order",
                DocNumberForm::Notice => "notice",
            };
            let parts =
                [("organ", text(number.organ())), ("number", Value::Number(number.number())), ("form", text(form))];
            let mut found = Checked::right(number.to_string(), parts);
            if let Some(year) = number.year() {
                found.parts.insert("year", Value::Number(u32::from(year)));
            }
            found
        })),
        "index_number" => {
            Checked::of(IndexNumber::parse(typed).map_err(|error| of_index_number(&error)).map(|number| {
                Checked::right(
                    number.to_string(),
                    [
                        ("front", text(number.front())),
                        ("front_kind", text(number.front_kind().name())),
                        ("year", Value::Number(u32::from(number.year()))),
                        ("serial", Value::Number(number.serial())),
                    ],
                )
            }))
        }
        _ => return None,
    })
}

/// Masks a text as what `kind` names: `resident_id`, `person_name`, `mobile`, `account`, `plate`, `vin`, `engine_number`.
/// `None` where there is no such kind.
///
/// ```
/// assert_eq!(menhu::ids::mask("person_name", "欧阳娜娜").as_deref(), Some("欧**"));
/// assert_eq!(menhu::ids::mask("doc_number", "国发〔2019〕5号"), None);
/// ```
#[must_use]
pub fn mask(kind: &str, typed: &str) -> Option<String> {
    Some(match kind {
        "resident_id" => mask_id_number(typed),
        "person_name" => mask_name(typed),
        "mobile" => mask_mobile(typed),
        "account" => mask_account(typed),
        "plate" => mask_plate(typed),
        "vin" => mask_vin(typed),
        "engine_number" => mask_engine_number(typed),
        _ => return None,
    })
}

fn plain(found: Result<(), String>, normal: impl FnOnce() -> String) -> Checked {
    Checked::of(found.map(|()| Checked::right(normal(), [])))
}

fn of_doc_number(error: &DocNumberError) -> String {
    match error {
        DocNumberError::Empty => "请填写文号，例如：国发〔2019〕5号".to_owned(),
        DocNumberError::MissingEnd => "文号应以“号”结尾，例如：国发〔2019〕5号".to_owned(),
        DocNumberError::MissingNumber => "“号”前应有序号，例如：国发〔2019〕5号".to_owned(),
        DocNumberError::NumberOutOfRange => "文号中的序号应为1至99999".to_owned(),
        DocNumberError::MissingForm => {
            "序号前应有年份，或者“令”“公告”“通告”，例如：国发〔2019〕5号、国务院令第718号".to_owned()
        }
        DocNumberError::Year => "文号中的年份应为1900至2099之间的四位数字".to_owned(),
        DocNumberError::MissingOrgan => "文号前面应有发文机关代字或名称，例如：国发〔2019〕5号".to_owned(),
        DocNumberError::OrganTooLong { found, limit } => {
            format!("发文机关代字或名称现为{found}个字，超过{limit}个字，请只填写代字或名称")
        }
        DocNumberError::OrganCharacter { found } => format!("发文机关代字或名称中的“{found}”不是汉字"),
    }
}

fn of_index_number(error: &IndexNumberError) -> String {
    match error {
        IndexNumberError::Shape => "索引号应形如：000014349/2017-00110".to_owned(),
        IndexNumberError::FrontLength { found } => {
            format!("索引号“/”前应为9位组织机构代码或18位统一社会信用代码，现为{found}位")
        }
        IndexNumberError::Front(error) => error.chinese(),
        IndexNumberError::Year { .. } => "索引号“/”后应为1900至2099之间的四位年份".to_owned(),
        IndexNumberError::Serial { .. } => "索引号“-”后应为5位数字，不足的前面补0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [&str; 10] = [
        "resident_id",
        "vin",
        "engine_number",
        "plate",
        "mobile",
        "person_name",
        "credit_code",
        "organisation_code",
        "doc_number",
        "index_number",
    ];

    #[test]
    fn what_is_right_says_what_it_holds() {
        for (kind, typed, normal) in [
            ("resident_id", "11010519491231002x", "11010519491231002X"),
            ("vin", "1m8gdm9axkp042788", "1M8GDM9AXKP042788"),
            ("engine_number", "g4ka-12345", "G4KA-12345"),
            ("plate", "京ad92035", "京AD92035"),
            ("mobile", "１３８００１３８０００", "13800138000"),
            ("person_name", " 买买提•阿卜杜拉", "买买提·阿卜杜拉"),
            ("doc_number", "国发[2019]5号", "国发〔2019〕5号"),
            ("index_number", "000014349/2017-00110", "000014349/2017-00110"),
        ] {
            let found = check(kind, typed).unwrap();
            assert_eq!((found.valid, found.normal.as_deref(), &found.message), (true, Some(normal), &None), "{kind}");
        }
        let json = serde_json::to_string(&check("resident_id", "11010519491231002X").unwrap()).unwrap();
        assert!(json.contains(r#""born":"1949-12-31","division":"110105","residence_permit":false,"sex":"female""#));
    }

    #[test]
    fn what_is_wrong_says_so_in_chinese() {
        for kind in KINDS {
            for typed in ["", "x1", "国发〔19〕5号", "12345678901234567890"] {
                let found = check(kind, typed).unwrap();
                assert!(found.valid || found.message.as_ref().is_some_and(|text| !text.is_ascii()), "{kind} {typed}");
                assert!(!(found.valid && found.message.is_some()));
            }
        }
    }

    proptest! {
        /// Eight digits of a number in a row tell much of it.
        #[test]
        fn nothing_of_a_person_is_in_a_message_or_in_debug(typed in "[0-9]{15,19}[0-9Xx]", at in 0usize..6) {
            let found = check(KINDS[at], &typed).unwrap();
            let message = found.message.clone().unwrap_or_default();
            let debug = format!("{found:?}");
            for piece in typed.as_bytes().windows(4).map(|piece| std::str::from_utf8(piece).unwrap()) {
                prop_assert!(!message.contains(piece) && !debug.contains(piece));
            }
        }
    }
}
