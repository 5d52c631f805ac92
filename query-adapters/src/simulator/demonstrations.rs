//! The people for demonstrations: a handful who show what there is to see.

use serde::Serialize;

use super::numbers::with_check;
use super::people::{Holding, Person};

/// Somebody for demonstrations, and what to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Demonstration {
    /// The person, as the providers know them.
    pub person: Person,
    /// The name to enter; of another than the person's, nothing may come.
    pub enter_name: &'static str,
    /// What it shows, for citizens.
    pub shows: &'static str,
}

pub(super) type Fixed = (&'static str, &'static str, [Holding; 3], &'static str);

/// The first people: name known to the providers, name to enter, holdings (social, fund, violations), what it shows.
pub(super) const FIXED: [Fixed; 8] = {
    use Holding::{Current, Nothing, Stopped};
    [
        ("张演示", "张演示", [Current, Current, Current], "社保、公积金、交通违法都有记录"),
        ("李无记", "李无记", [Nothing, Nothing, Nothing], "身份核对一致，但各处都没有记录"),
        ("王相符", "王不符", [Current, Current, Current], "姓名与证件号码不一致，查询不到"),
        ("赵㐂示", "赵㐂示", [Current, Current, Nothing], "姓名中有生僻字"),
        ("钱封存", "钱封存", [Stopped, Stopped, Stopped], "社保暂停缴费，公积金账户封存，违法均已处理"),
        ("周仅社", "周仅社", [Current, Nothing, Nothing], "只有社保记录"),
        ("孙新能", "孙新能", [Current, Current, Current], "新能源汽车"),
        ("吴仅金", "吴仅金", [Nothing, Current, Stopped], "只有公积金记录，违法均已处理"),
    ]
};

/// A number that is well-formed and that no provider knows.
#[must_use]
pub fn unknown_id_number() -> String {
    with_check("11010519001231999")
}

/// The people for demonstrations, with what to enter.
#[must_use]
pub fn demonstrations() -> Vec<Demonstration> {
    (0..)
        .zip(FIXED)
        .map(|(number, (_, enter_name, _, shows))| Demonstration { person: Person::nth(number), enter_name, shows })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demonstrations_show_what_they_say() {
        let all = demonstrations();
        assert_eq!(all.len(), 8);
        assert_eq!(all.iter().filter(|one| one.person.name != one.enter_name).count(), 1);
        assert_eq!(all[6].person.vehicle.plate_type, "52");
    }
}
