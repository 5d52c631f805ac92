//! Codes of letters and digits: addresses of e-mail, plates, vehicle identification numbers, permits.

use super::PersonalKind;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// Behind four characters instead of the fifth one.
const LAST: &str = "学警挂港澳领试超";

/// No plate has more letters and digits in a row.
const LONGEST: usize = 8;

/// An e-mail address or a plate, in a folded text.
pub(super) fn find(chars: &[char]) -> Option<PersonalKind> {
    if has_email(chars) {
        return Some(PersonalKind::Email);
    }
    has_plate(chars).then_some(PersonalKind::Plate)
}

/// A run of letters and digits that is long, or looks like the number of a permit.
pub(super) fn find_mixed(chars: &[char]) -> Option<PersonalKind> {
    chars.split(|c| !c.is_ascii_alphanumeric()).find_map(|run| {
        let digits = digits(run);
        let letters = run.len() - digits;
        let leading = run.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        // Letters that are mistaken for digits: with them an ID number is no run of digits any more.
        let mistaken = run.iter().filter(|c| matches!(c, 'o' | 'i' | 'l' | 'x')).count();
        match run.len() {
            _ if letters == 0 => None,
            15..=19 if mistaken == letters && digits >= 12 => Some(PersonalKind::IdNumber),
            16..=18 if digits >= 3 && letters >= 1 => Some(PersonalKind::Vin),
            _ if (1..=3).contains(&leading) && digits >= 6 => Some(PersonalKind::Permit),
            _ if digits >= 7 => Some(PersonalKind::LongNumber),
            _ => None,
        }
    })
}

fn digits(run: &[char]) -> usize {
    run.iter().filter(|c| c.is_ascii_digit()).count()
}

fn has_email(chars: &[char]) -> bool {
    chars.windows(3).any(|window| window[1] == '@' && window[0].is_alphanumeric() && window[2].is_alphanumeric())
}

fn has_plate(chars: &[char]) -> bool {
    // Blanks, dots and hyphens inside a plate mean nothing.
    let chars: Vec<char> =
        chars.iter().copied().filter(|c| !c.is_whitespace() && !matches!(c, '·' | '•' | '.' | '-' | '_')).collect();
    let run = |at: usize| {
        let rest = chars.get(at..).unwrap_or_default();
        &rest[..rest.iter().take(LONGEST).take_while(|c| c.is_ascii_alphanumeric()).count()]
    };
    let text: String = chars.iter().collect();
    let is_named = ["车牌", "号牌", "车号"].iter().any(|name| text.contains(name));
    (0..chars.len()).any(|at| {
        let run = run(at + 1);
        match chars[at] {
            c if PROVINCES.contains(c) && run.first().is_some_and(char::is_ascii_alphabetic) => {
                let serial = &run[1..];
                (serial.len() >= 5 && digits(&serial[..5]) >= 3)
                    || (serial.len() == 4
                        && digits(serial) >= 2
                        && chars.get(at + 1 + run.len()).is_some_and(|c| LAST.contains(*c)))
            }
            // 使 before six digits, or behind them.
            '使' => {
                run.len() == 6 && digits(run) == 6
                    || at >= 6
                        && chars[at - 6..at].iter().all(char::is_ascii_digit)
                        && (at == 6 || !chars[at - 7].is_ascii_digit())
            }
            'w' if chars.get(at + 1) == Some(&'j') && (at == 0 || !chars[at - 1].is_ascii_alphanumeric()) => {
                // WJ京12345, WJ12345
                let skipped = at + 2 + usize::from(chars.get(at + 2).is_some_and(|c| PROVINCES.contains(*c)));
                let serial = &chars[skipped.min(chars.len())..];
                let serial = serial.iter().take(LONGEST).take_while(|c| c.is_ascii_alphanumeric());
                serial.filter(|c| c.is_ascii_digit()).count() >= 4
            }
            c if is_named && c.is_ascii_alphabetic() => digits(run) >= 4,
            _ => false,
        }
    })
}
