//! People who do not exist.
//!
//! Nobody's data may ever be among these. Every number of a person is well-formed (GB 11643, with its check character),
//! and impossible as a living person's: all of them are born in January 1900. The administrative divisions are real, so
//! that whatever validates numbers accepts them. Every VIN begins with `0SM`, which no region of the world has; a plate
//! cannot be told from one that is in use, but nobody whose car it is knows the engine number that goes with it here.
//!
//! The n-th person is always the same, without any table: thousands of them cost nothing, and a load generator in
//! another process knows them too. The first few are for demonstrations, see [`demonstrations`].

use serde::Serialize;

use super::demonstrations::FIXED;
pub use super::demonstrations::{Demonstration, demonstrations, unknown_id_number};
use super::numbers::{vin_of, with_check};

/// How many people there are. [`Person::nth`] begins again after them.
pub const CAPACITY: u32 = SEQUENCES * DAYS * DIVISIONS.len() as u32;

/// Sequence numbers of one day and division: 001 to 999.
const SEQUENCES: u32 = 999;

/// The days of January 1900.
const DAYS: u32 = 31;

/// Divisions of GB/T 2260 that are assigned.
const DIVISIONS: [&str; 10] =
    ["110105", "310104", "320102", "330106", "370102", "420106", "440305", "500103", "510104", "610103"];

/// How plates begin; in the last two is the letter of small new-energy cars.
const PLATES: [&str; 7] = ["苏A", "京A", "沪A", "粤B", "浙A", "鲁B", "苏AD"];

const SURNAMES: [&str; 20] = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "许",
    "何",
];
const GIVEN: [&str; 20] = [
    "示一", "示二", "示三", "示四", "示五", "例甲", "例乙", "例丙", "例丁", "例戊", "样东", "样西", "样南", "样北",
    "样中", "拟春", "拟夏", "拟秋", "拟冬", "拟年",
];

/// What one provider has about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Holding {
    /// Nothing, though it knows the person.
    Nothing,
    /// Records that go on: insured, paying; violations of which some are open.
    Current,
    /// Records that have stopped: suspended, sealed; violations that are all handled.
    Stopped,
}

/// Somebody who does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Which one.
    pub number: u32,
    /// 公民身份号码.
    pub id_number: String,
    /// The name by which the providers know them.
    pub name: String,
    /// 个人编号 of social security.
    pub personal_number: String,
    /// 单位编号 of social security.
    pub unit_number: String,
    /// The employer.
    pub unit_name: String,
    /// 个人账号 of the housing fund.
    pub account: String,
    /// 单位账号 of the housing fund.
    pub unit_account: String,
    /// Their only car.
    pub vehicle: Vehicle,
    /// Social security.
    pub social: Holding,
    /// Housing fund.
    pub fund: Holding,
    /// Violations of the car.
    pub violations: Holding,
}

/// A car that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vehicle {
    /// 号牌号码.
    pub plate: String,
    /// 号牌种类: 02, or 52 for new energy.
    pub plate_type: &'static str,
    /// 发动机号.
    pub engine_number: String,
    /// 车辆识别代号, whose check character is right.
    pub vin: String,
}

impl Person {
    /// The n-th person.
    ///
    /// ```
    /// use menhu_lookups::simulator::people::Person;
    ///
    /// let person = Person::nth(0);
    /// assert_eq!(person.name, "张演示");
    /// assert_eq!(Person::by_id(&person.id_number), Some(person));
    /// ```
    #[must_use]
    pub fn nth(number: u32) -> Person {
        let number = number % CAPACITY;
        let (name, [social, fund, violations]) = match FIXED.get(number as usize) {
            Some((name, _, holdings, _)) => ((*name).to_owned(), *holdings),
            None => (name_of(number), holdings_of(number)),
        };
        let unit = number % 500;
        Person {
            number,
            id_number: id_of(number),
            name,
            personal_number: format!("{}", 3_200_000_000_u64 + u64::from(number)),
            unit_number: format!("{}", 80_000_000 + unit),
            unit_name: format!("示例第{}有限责任公司（虚构）", unit + 1),
            account: format!("{}", 101_000_000_000_u64 + u64::from(number)),
            unit_account: format!("{}", 201_000_000 + unit),
            vehicle: Vehicle::nth(number),
            social,
            fund,
            violations,
        }
    }

    /// Who has this number, if it is somebody's here.
    #[must_use]
    pub fn by_id(id_number: &str) -> Option<Person> {
        let (division, date) = (id_number.get(..6)?, id_number.get(6..14)?);
        let division = u32::try_from(DIVISIONS.iter().position(|known| *known == division)?).ok()?;
        let day: u32 = date.strip_prefix("190001")?.parse().ok()?;
        let sequence: u32 = id_number.get(14..17)?.parse().ok()?;
        let number = (division * DAYS + day.checked_sub(1)?) * SEQUENCES + sequence.checked_sub(1)?;
        let person = (day <= DAYS).then(|| Person::nth(number))?;
        person.id_number.eq_ignore_ascii_case(id_number).then_some(person)
    }

    /// Whose car has this plate.
    #[must_use]
    pub fn by_plate(plate: &str) -> Option<Person> {
        // The longer beginning first: of 苏AD00001, only the new-energy one leaves five digits.
        let parts = PLATES.iter().enumerate().rev().find_map(|(at, beginning)| {
            let digits = plate.strip_prefix(beginning).filter(|digits| digits.len() == 5)?;
            Some((u32::try_from(at).ok()?, digits.parse::<u32>().ok()?))
        });
        let (at, serial) = parts?;
        let number = serial * PLATES.len() as u32 + at;
        let person = (number < CAPACITY).then(|| Person::nth(number))?;
        (person.vehicle.plate == plate).then_some(person)
    }
}

impl Vehicle {
    fn nth(number: u32) -> Vehicle {
        let beginning = PLATES[number as usize % PLATES.len()];
        // Multipliers without a factor in common with a million: no two cars have the same number.
        let (engine, serial) = ((number * 31 + 271_828) % 1_000_000, (number * 79 + 104_729) % 1_000_000);
        Vehicle {
            plate: format!("{beginning}{:05}", number as usize / PLATES.len()),
            plate_type: if beginning == "苏AD" { "52" } else { "02" },
            engine_number: format!("SM{engine:06}"),
            vin: vin_of(serial),
        }
    }
}

fn id_of(number: u32) -> String {
    let (day, sequence) = (number / SEQUENCES % DAYS + 1, number % SEQUENCES + 1);
    let division = DIVISIONS[(number / SEQUENCES / DAYS) as usize % DIVISIONS.len()];
    with_check(&format!("{division}190001{day:02}{sequence:03}"))
}

fn name_of(number: u32) -> String {
    let number = number as usize;
    format!("{}{}", SURNAMES[number % SURNAMES.len()], GIVEN[number / SURNAMES.len() % GIVEN.len()])
}

/// Most people have everything.
fn holdings_of(number: u32) -> [Holding; 3] {
    let one = |every: u32| match number % every {
        0 => Holding::Nothing,
        1 => Holding::Stopped,
        _ => Holding::Current,
    };
    [one(17), one(13), one(5)]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nobody_is_twice_and_everybody_is_found() {
        let mut seen = HashSet::new();
        for number in (0..3_000).chain((3_000..CAPACITY).step_by(997)) {
            let person = Person::nth(number);
            for unique in [
                &person.id_number,
                &person.personal_number,
                &person.account,
                &person.vehicle.plate,
                &person.vehicle.vin,
                &person.vehicle.engine_number,
            ] {
                assert!(seen.insert(unique.clone()), "{unique}");
            }
            assert_eq!(person.id_number.len(), 18);
            assert_eq!(person.vehicle.vin.len(), 17);
            assert_eq!(Person::by_id(&person.id_number).as_ref(), Some(&person));
            assert_eq!(Person::by_plate(&person.vehicle.plate), Some(person));
        }
        assert_eq!(Person::nth(CAPACITY), Person::nth(0));
    }

    #[test]
    fn others_are_not_found() {
        let other = unknown_id_number();
        for id in [other.as_str(), "", "11010519000101", "110105190001010000", "11010519000132001X", "张"] {
            assert_eq!(Person::by_id(id), None, "{id}");
        }
        for plate in ["", "苏A", "苏A99999", "苏A0000", "苏AD0001", "苏A+0001", "辽A00001"] {
            assert_eq!(Person::by_plate(plate), None, "{plate}");
        }
    }
}
