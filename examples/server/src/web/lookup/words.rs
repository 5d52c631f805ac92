//! Amounts, ages and the like, in words for citizens.

use menhu_lookups::lookup::{Money, Origin};

/// Yuan with two decimals, in groups of three digits.
pub(super) fn yuan(money: Money) -> String {
    let text = money.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fen) = text.split_once('.').unwrap_or((text, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{fen}")
}

/// How long ago something was.
pub(super) fn ago(seconds: u64) -> String {
    match seconds {
        0..60 => "不到1分钟前".to_owned(),
        60..3600 => format!("{}分钟前", seconds / 60),
        3600..86_400 => format!("{}小时前", seconds / 3600),
        _ => format!("{}天前", seconds / 86_400),
    }
}

/// How long something takes, rounded up.
pub(super) fn within(seconds: u32) -> String {
    match seconds {
        0..60 => format!("{seconds}秒"),
        60..3600 => format!("{}分钟", seconds.div_ceil(60)),
        _ => format!("{}小时", seconds.div_ceil(3600)),
    }
}

/// Where an answer comes from, and how old it is.
pub(super) fn source(origin: Origin, age: u64) -> String {
    match origin {
        Origin::Fresh => "最新结果，刚刚从业务系统查得".to_owned(),
        Origin::Cached => format!("缓存结果，{}从业务系统查得", ago(age)),
        Origin::Stale => format!("较早的结果，{}从业务系统查得", ago(age)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_ages_read_well() {
        for (fen, text) in [(0, "0.00"), (-123_456_789, "-1,234,567.89"), (99_900, "999.00"), (100_000, "1,000.00")] {
            assert_eq!(yuan(Money::from_fen(fen)), text);
        }
        assert_eq!([ago(3), ago(61), ago(7300), ago(90_000)], ["不到1分钟前", "1分钟前", "2小时前", "1天前"]);
        assert_eq!([within(5), within(61), within(3601)], ["5秒", "2分钟", "2小时"]);
    }
}
