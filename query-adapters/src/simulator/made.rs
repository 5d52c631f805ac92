//! Records that are made up: the same for a seed and a day, and nowhere stored.

use jiff::civil::Date;

use super::people::{Holding, Person};
use super::records::{HousingFund, Month, Movement, Payment, SocialSecurity, Violation};
use crate::signing::sha256;

/// How many months of payments there are.
pub const MONTHS: i32 = 24;

/// Insurances by the codes of AAE140, with the percentages times ten that person and employer pay.
const INSURANCES: [(&str, i64, i64); 5] =
    [("110", 80, 160), ("310", 20, 90), ("210", 5, 5), ("410", 0, 4), ("510", 0, 8)];

/// Acts: code, what it is, points, fine in yuan. The codes look like those of the trade and need not be any.
const ACTS: [(&str, &str, i64, i64); 6] = [
    ("16250", "驾驶机动车违反道路交通信号灯通行的", 6, 200),
    ("13010", "机动车逆向行驶的", 3, 200),
    ("10395", "机动车违反规定停放、临时停车，妨碍其它车辆、行人通行的", 0, 100),
    ("13451", "机动车违反禁止标线指示的", 1, 200),
    ("16362", "驾驶机动车在高速公路以外的道路上行驶超过规定时速20%以上未达50%的", 6, 200),
    ("60110", "驾驶机动车未按规定使用安全带的", 1, 50),
];
const PLACES: [&str; 5] =
    ["演示大道与样例路交叉口", "示例东路12号门前路段", "虚拟高架由南向北3公里100米", "模拟广场西侧", "样例路小学门口"];

/// The records of everybody on one day.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    seed: u64,
    today: Date,
}

impl Records {
    /// The records of a seed, as they are on a day.
    #[must_use]
    pub fn new(seed: u64, today: Date) -> Records {
        Records { seed, today }
    }

    /// 数据截至: the day before.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.today.yesterday().unwrap_or(self.today)
    }

    /// The social security of somebody who has any.
    #[must_use]
    pub fn social(&self, person: &Person) -> Option<SocialSecurity> {
        let newest = self.newest(person.social)?;
        let base = self.base(person);
        let started = newest.back(MONTHS + i32::try_from(self.draw(person, "started") % 120).unwrap_or_default());
        let payments = (0..MONTHS).flat_map(|ago| {
            let month = newest.back(ago);
            // Bases are set anew every July.
            let base = if month < july_before(newest) { base * 95 / 100 } else { base };
            INSURANCES.map(|(kind, personal, employer)| Payment {
                month,
                kind,
                base,
                personal: base * personal / 1_000,
                employer: base * employer / 1_000,
            })
        });
        Some(SocialSecurity {
            status: if person.social == Holding::Stopped { "2" } else { "1" },
            first_month: started,
            current_month: newest.back(MONTHS - 1),
            insurances: INSURANCES.iter().map(|(kind, ..)| *kind).collect(),
            payments: payments.collect(),
        })
    }

    /// The housing fund of somebody who has an account.
    #[must_use]
    pub fn fund(&self, person: &Person) -> Option<HousingFund> {
        let newest = self.newest(person.fund)?;
        let base = self.base(person);
        let ratio = 5 + i64::try_from(self.draw(person, "ratio") % 8).unwrap_or_default();
        let monthly = base * ratio / 100 * 2;
        let mut balance = i64::try_from(self.draw(person, "balance") % 5_000_000).unwrap_or_default() + 1_000_000;
        let (mut carried_over, mut movements) = (balance, Vec::new());
        for month in (0..MONTHS).rev().map(|ago| newest.back(ago)) {
            if month.is(1) {
                carried_over = balance;
            }
            let mut moved = |day, kind, amount| {
                balance += amount;
                movements.push(Movement { date: month.day(day), kind, amount, balance });
                balance
            };
            let held = moved(15, "01", monthly);
            if month.is(6) {
                moved(30, "02", held * 15 / 1_000);
            }
            if month.is(9) {
                moved(20, "03", -600_000);
            }
        }
        movements.reverse();
        let opened = newest.back(MONTHS + i32::try_from(self.draw(person, "opened") % 120).unwrap_or_default());
        Some(HousingFund {
            status: if person.fund == Holding::Stopped { "02" } else { "01" },
            base,
            ratio,
            monthly,
            balance,
            carried_over,
            opened: opened.day(8),
            paid_to: newest,
            movements,
        })
    }

    /// The violations of somebody's car, the newest first.
    #[must_use]
    pub fn violations(&self, person: &Person) -> Vec<Violation> {
        let count = match person.violations {
            Holding::Nothing => 0,
            Holding::Current | Holding::Stopped => 2 + self.draw(person, "violations") % 4,
        };
        let mut month = Month::of(self.today);
        let one = |at: u64| {
            let draw = usize::try_from(self.draw(person, &format!("violation {at}")) % 1_000_000).unwrap_or_default();
            let (code, act, points, fine) = ACTS[draw % ACTS.len()];
            month = month.back(1 + i32::from(draw % 2 == 0));
            let date = month.day(i8::try_from(draw % 28).unwrap_or_default() + 1);
            let handled = person.violations == Holding::Stopped || at >= 2;
            Violation {
                time: format!("{date} {:02}:{:02}:00", 6 + draw % 16, draw % 60),
                place: PLACES[draw % PLACES.len()],
                code,
                act,
                points,
                fine,
                handled,
                decision: handled.then(|| format!("3299{:06}{at:05}", person.number)),
            }
        };
        (0..count).map(one).collect()
    }

    /// The last month that is paid: the one before this, or a year ago. None of who has nothing.
    fn newest(&self, holding: Holding) -> Option<Month> {
        match holding {
            Holding::Nothing => None,
            Holding::Current => Some(Month::of(self.today).back(1)),
            Holding::Stopped => Some(Month::of(self.today).back(12)),
        }
    }

    fn base(&self, person: &Person) -> i64 {
        500_000 + i64::try_from(self.draw(person, "base") % 20_000).unwrap_or_default() * 100
    }

    fn draw(&self, person: &Person, what: &str) -> u64 {
        let digest = sha256(format!("{}/{}/{what}", self.seed, person.number).as_bytes());
        digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }
}

fn july_before(month: Month) -> Month {
    (0..12).map(|ago| month.back(ago)).find(|month| month.is(7)).unwrap_or(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_the_same_for_a_seed_and_a_day_and_add_up() {
        let today = Date::constant(2026, 3, 1);
        let (records, other) = (Records::new(1, today), Records::new(2, today));
        let person = Person::nth(0);
        let fund = records.fund(&person).unwrap();
        assert_eq!(records.fund(&person), Some(fund.clone()));
        assert_ne!(other.fund(&person), Some(fund.clone()));
        assert_eq!(fund.movements[0].balance, fund.balance);
        for pair in fund.movements.windows(2) {
            assert_eq!(pair[0].balance, pair[1].balance + pair[0].amount);
            assert!(pair[0].date > pair[1].date && pair[0].date < today);
        }
        assert_eq!(fund.paid_to.compact(), "202602");
        let social = records.social(&person).unwrap();
        assert_eq!(social.payments.len(), 120);
        assert_eq!(social.payments[119].month.compact(), "202403");
        let violations = records.violations(&person);
        assert!(violations.len() >= 2 && violations.iter().all(|one| one.time.as_str() < "2026-03-01"));
        assert!(!violations[0].handled);
    }

    #[test]
    fn who_has_nothing_has_nothing() {
        let records = Records::new(1, Date::constant(2026, 3, 31));
        let nobody = Person::nth(1);
        assert!(records.social(&nobody).is_none() && records.fund(&nobody).is_none());
        assert!(records.violations(&nobody).is_empty());
        assert_eq!(records.as_of(), Date::constant(2026, 3, 30));
    }
}
