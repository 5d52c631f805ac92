//! What is answered: three typed records.
//!
//! A record holds no number, name or plate in clear. What identifies a person is masked where the provider's answer is
//! read, and dropped there: the citizen knows the rest, and nobody else has to.

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::money::{Money, Ratio};
use super::month::Month;

/// A number or a name of which only so much is left as its owner needs to know it again: see [`menhu::ids`]. None is made
/// but by reading a record that was mapped, and what is mapped is masked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Masked(String);

impl Masked {
    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Social security (社会保险).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialSecurity {
    /// 姓名.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Masked>,
    /// 证件号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<Masked>,
    /// 个人编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_number: Option<Masked>,
    /// 单位编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_number: Option<Masked>,
    /// 单位名称.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// 参保状态.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// 首次参保年月.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_month: Option<Month>,
    /// 本次参保年月.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_month: Option<Month>,
    /// 险种, each with its own state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insurances: Vec<Insurance>,
    /// 缴费, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
}

/// One kind of insurance (险种, AAE140) of a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insurance {
    /// 险种.
    pub kind: String,
    /// 参保状态.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// 首次参保年月.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_month: Option<Month>,
    /// 本次参保年月.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_month: Option<Month>,
}

/// What was paid in for a month.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// 缴费年月.
    pub month: Month,
    /// 险种.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// 缴费基数.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Money>,
    /// 个人缴费.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<Money>,
    /// 单位缴费.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<Money>,
}

/// Housing fund (住房公积金).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HousingFund {
    /// 姓名.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Masked>,
    /// 证件号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<Masked>,
    /// 个人账号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Masked>,
    /// 单位账号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_account: Option<Masked>,
    /// 单位名称.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// 缴存基数.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Money>,
    /// 个人缴存比例.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal_ratio: Option<Ratio>,
    /// 单位缴存比例.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_ratio: Option<Ratio>,
    /// 月缴存额.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly: Option<Money>,
    /// 余额.
    pub balance: Money,
    /// 上年结转.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_over: Option<Money>,
    /// 账户状态.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// 开户日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Date>,
    /// 缴至年月.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_to: Option<Month>,
    /// 缴存与提取明细, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub movements: Vec<Movement>,
}

/// Something that was paid in or taken out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// 日期.
    pub date: Date,
    /// 摘要: 汇缴, 提取, 结息 and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// 发生额.
    pub amount: Money,
    /// 余额 after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
}

/// Traffic violations of a vehicle (机动车交通违法).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrafficViolations {
    /// 号牌号码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<Masked>,
    /// 号牌种类.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate_type: Option<String>,
    /// What was recorded, the latest first.
    pub violations: Vec<Violation>,
}

/// One violation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// 违法时间.
    pub time: DateTime,
    /// 违法地点.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 违法行为代码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// 违法行为.
    pub act: String,
    /// 记分.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u8>,
    /// 罚款金额.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fine: Option<Money>,
    /// Whether it has been dealt with (处理标记).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled: Option<bool>,
    /// 处理机关.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// 决定书编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_number: Option<String>,
}

impl TrafficViolations {
    /// Those that are not known to be dealt with: how many, their points, and their fines.
    #[must_use]
    pub fn open(&self) -> (usize, u32, Money) {
        let open = self.violations.iter().filter(|violation| violation.handled != Some(true));
        open.fold((0, 0, Money::default()), |(count, points, fines), violation| {
            let fine = violation.fine.unwrap_or_default();
            (count + 1, points + u32::from(violation.points.unwrap_or(0)), fines.plus(fine))
        })
    }
}

/// Types that say what they are, and nothing of what they hold: a record in a log is a leak.
macro_rules! say_nothing {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}
say_nothing!(Masked, SocialSecurity, Insurance, Payment, HousingFund, Movement, TrafficViolations, Violation);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_does_not_print_itself() {
        let violation = Violation {
            time: "2026-05-01T08:00:00".parse().unwrap(),
            place: Some("和平路".to_owned()),
            code: None,
            act: "闯红灯".to_owned(),
            points: Some(6),
            fine: Some(Money::from_fen(20_000)),
            handled: Some(false),
            authority: None,
            decision_number: None,
        };
        let done = Violation { handled: Some(true), ..violation.clone() };
        let record = TrafficViolations { plate: None, plate_type: None, violations: vec![violation, done] };
        assert_eq!(
            format!("{record:?} {:?}", record.violations),
            "TrafficViolations(..) [Violation(..), Violation(..)]"
        );
        assert_eq!(record.open(), (1, 6, Money::from_fen(20_000)));
        let written = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<TrafficViolations>(&written).unwrap(), record);
    }
}
