//! What services and units must say.

use super::Of;
use crate::catalog::{Item, Service, UnitProfile, enterprise_themes, groups, person_themes};
use crate::ids::check_credit_code;

/// Longest implementation code, in characters.
const LONGEST_CODE: usize = 36;

pub(super) fn service(of: &mut Of<'_>, service: &Service) {
    let missing = [
        ("basis", service.basis.is_empty(), "办理依据"),
        ("conditions", service.conditions.is_empty(), "受理条件"),
        ("flow", service.flow.is_empty(), "办理流程"),
        ("materials", service.materials.is_empty(), "申请材料"),
        ("promised_days", service.promised_days.is_none(), "承诺时限"),
        ("fee", service.fee.is_none(), "收费情况"),
        ("consult_phone", service.consult_phone.is_none() && service.places.is_empty(), "咨询方式"),
    ];
    for (field, _, name) in missing.into_iter().filter(|(_, is_missing, _)| *is_missing) {
        of.found("missing-field", field, format!("it does not say its {field} ({name})"), "every service must say it");
    }
    if let Some(fee) = service.fee.as_ref().filter(|fee| fee.charged && fee.basis.is_none()) {
        let message = format!("it charges {} without a basis (收费依据)", fee.amount.as_deref().unwrap_or("a fee"));
        of.found("missing-field", "fee.basis", message, "name the document by which it is charged");
    }
    if let (Some(promised), Some(statutory)) = (service.promised_days, service.statutory_days)
        && promised > statutory
    {
        let message = format!("{promised} working days are promised, where the law allows {statutory}");
        let advice = "promise no more than the law allows, or correct it";
        of.found("limits-out-of-order", "promised_days", message, advice);
    }
    if let Some(code) = &service.base_code
        && !(code.len() == 12 && code.bytes().all(|byte| byte.is_ascii_digit()))
    {
        let message = format!("`{code}` is no basic code (基本编码)");
        of.found("malformed-service-code", "base_code", message, "copy its twelve digits from the national list");
    }
    if let Some(code) = service.implementation_code.as_ref().filter(|code| code.chars().count() > LONGEST_CODE) {
        let message = format!("the implementation code (实施编码) `{code}` has more than {LONGEST_CODE} characters");
        of.found("malformed-service-code", "implementation_code", message, "copy it from the list of services");
    }
    let themes = [
        ("themes.person", &service.themes.person, person_themes().collect::<Vec<_>>()),
        ("themes.enterprise", &service.themes.enterprise, enterprise_themes().collect()),
    ];
    for (field, own, known) in themes {
        for theme in own.iter().filter(|theme| !known.contains(&theme.as_str())) {
            of.found("unknown-theme", field, format!("`{theme}` is no theme"), "use a theme of the national list");
        }
    }
    for group in service.groups.iter().filter(|group| !groups().any(|known| known == group.as_str())) {
        let known: Vec<&str> = groups().collect();
        let advice = format!("choose one of {}", known.join("、"));
        of.found("unknown-group", "groups", format!("`{group}` is no group"), &advice);
    }
}

pub(super) fn unit(of: &mut Of<'_>, item: &Item, unit: &UnitProfile) {
    if let Some(code) = &unit.credit_code
        && let Err(error) = check_credit_code(code)
    {
        let message = format!("`{code}` is no 统一社会信用代码: {error}");
        of.found("malformed-credit-code", "credit_code", message, "copy it from the unit's certificate");
    }
    let says = |field: &str| {
        item.extra.get(field).and_then(|value| value.as_str()).is_some_and(|value| !value.trim().is_empty())
    };
    let missing = [
        ("duties", unit.duties.is_empty(), "单位职能"),
        ("leaders", unit.leaders.is_empty(), "负责人"),
        ("address", !says("address"), "办公地址"),
        ("hours", !says("hours"), "办公时间"),
        ("phone", !says("phone"), "联系方式"),
    ];
    for (field, _, name) in missing.into_iter().filter(|(_, is_missing, _)| *is_missing) {
        let advice = "every unit must say it (条例 art. 20)";
        of.found("missing-field", field, format!("it does not say its {field} ({name})"), advice);
    }
}
