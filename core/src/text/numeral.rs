//! Numbers as Chinese official texts write them: 三十三, 一百零五, 二〇一九, 33.

/// Value of a whole Chinese or Arabic numeral of folded characters; `None` when it is no such number or beyond
/// 99,999,999.
///
/// Read as digits when it has no unit (二〇一九 is 2019), else by units (一百零五 is 105, 十二 is 12, 两千 is 2000).
pub(crate) fn value(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 12 {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text
            .chars()
            .try_fold(0u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))
            .filter(|value| *value < 100_000_000);
    }
    let (mut total, mut section, mut pending) = (0u32, 0u32, None);
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            pending = Some(digit);
            continue;
        }
        let unit = unit(c)?;
        if unit == 10_000 {
            total = total.checked_add(section.checked_add(pending.unwrap_or(0))?.max(1).checked_mul(unit)?)?;
            section = 0;
        } else {
            section = section.checked_add(pending.unwrap_or(1).checked_mul(unit)?)?;
        }
        pending = None;
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0)).filter(|value| *value < 100_000_000)
}

/// Whether `c` may stand in such a number.
pub(crate) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => c as u32 - '0' as u32,
        '〇' | '零' | '○' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn unit(c: char) -> Option<u32> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        '万' => 10_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn reads_units_and_digits() {
        let cases = [
            ("三十三", 33),
            ("十", 10),
            ("十二", 12),
            ("一百零五", 105),
            ("一千二百六十", 1260),
            ("两千", 2000),
            ("二〇一九", 2019),
            ("33", 33),
            ("1万", 10_000),
            ("三万五千", 35_000),
            ("二十", 20),
            ("零", 0),
        ];
        for (text, number) in cases {
            assert_eq!(value(text), Some(number), "{text}");
        }
        for text in ["", "第三", "一百年", "9999999999999", "九九九九九九九九九九"] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
