//! What the providers have about the people.
//!
//! Amounts are in fen; each provider writes them as it does.

use jiff::civil::Date;

pub use super::made::{MONTHS, Records};

/// A year and a month, as months since year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

/// Social security of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialSecurity {
    /// 参保状态: 1 参保缴费, 2 暂停缴费.
    pub status: &'static str,
    /// 首次参保年月.
    pub first_month: Month,
    /// 本次参保年月.
    pub current_month: Month,
    /// The kinds of insurance, by AAE140.
    pub insurances: Vec<&'static str>,
    /// Month by month, the newest first.
    pub payments: Vec<Payment>,
}

/// One month of one insurance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// 缴费年月.
    pub month: Month,
    /// 险种 (AAE140).
    pub kind: &'static str,
    /// 缴费基数.
    pub base: i64,
    /// 个人缴费.
    pub personal: i64,
    /// 单位缴费.
    pub employer: i64,
}

/// An account of the housing fund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HousingFund {
    /// 账户状态: 01 正常, 02 封存.
    pub status: &'static str,
    /// 缴存基数.
    pub base: i64,
    /// What each of person and employer pays, in percent.
    pub ratio: i64,
    /// 月缴额, of both together.
    pub monthly: i64,
    /// 余额.
    pub balance: i64,
    /// 上年结转.
    pub carried_over: i64,
    /// 开户日期.
    pub opened: Date,
    /// 缴至年月.
    pub paid_to: Month,
    /// The newest first.
    pub movements: Vec<Movement>,
}

/// A movement of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// When.
    pub date: Date,
    /// 01 汇缴, 02 结息, 03 提取.
    pub kind: &'static str,
    /// Out of the account when negative.
    pub amount: i64,
    /// 余额 after it.
    pub balance: i64,
}

/// A traffic violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// `2026-03-01 08:15:00`.
    pub time: String,
    /// Where.
    pub place: &'static str,
    /// 行为代码.
    pub code: &'static str,
    /// What was done.
    pub act: &'static str,
    /// 记分.
    pub points: i64,
    /// In yuan, as the law has it.
    pub fine: i64,
    /// Whether it is handled.
    pub handled: bool,
    /// 决定书号, of what is handled.
    pub decision: Option<String>,
}

impl Month {
    pub(super) fn of(date: Date) -> Month {
        Month(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    pub(super) fn back(self, months: i32) -> Month {
        Month(self.0 - months)
    }

    /// `202603`.
    #[must_use]
    pub fn compact(self) -> String {
        format!("{:04}{:02}", self.0 / 12, self.0 % 12 + 1)
    }

    pub(super) fn is(self, month: i32) -> bool {
        self.0 % 12 + 1 == month
    }

    pub(super) fn day(self, day: i8) -> Date {
        let (year, month) = (i16::try_from(self.0 / 12).unwrap_or(2000), i8::try_from(self.0 % 12 + 1).unwrap_or(1));
        Date::new(year, month, day).unwrap_or_default()
    }
}

/// Fen as yuan: `1234.05`.
#[must_use]
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_amounts_are_written_as_they_are() {
        let january = Month::of(Date::constant(2026, 1, 31));
        assert_eq!((january.compact(), january.back(1).compact()), ("202601".to_owned(), "202512".to_owned()));
        assert_eq!(january.back(1).day(15), Date::constant(2025, 12, 15));
        assert!(january.is(1) && january.back(7).is(6));
        assert_eq!((yuan(-5), yuan(123_405)), ("-0.05".to_owned(), "1234.05".to_owned()));
    }
}
