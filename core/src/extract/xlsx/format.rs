//! How numbers in cells are shown: dates and times as such, other numbers as they are.

use super::super::xml::{self, Node};
use super::super::{ExtractError, Limits};

/// What a number in a cell stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// Itself.
    #[default]
    Number,
    /// Days since the end of 1899, or the beginning of 1904.
    Date,
}

/// The formats of the styles that cells name by number.
pub(super) fn read(name: &str, part: &[u8], limits: &Limits) -> Result<Vec<Format>, ExtractError> {
    let (mut custom, mut formats, mut is_cells) = (std::collections::HashMap::new(), Vec::new(), false);
    xml::read(name, part, limits.depth, |node| {
        match node {
            Node::Begin(element) => match element.name() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (element.attribute("numFmtId"), element.attribute("formatCode")) {
                        custom.insert(id, Format::of_code(&code));
                    }
                }
                // `cellStyleXfs` has some, too, which cells do not count.
                "cellXfs" => is_cells = true,
                "xf" if is_cells => {
                    let id = element.attribute("numFmtId").unwrap_or_default();
                    let format = custom.get(&id).copied();
                    formats.push(format.unwrap_or_else(|| Format::of_id(id.parse().unwrap_or(0))));
                }
                _ => {}
            },
            Node::End(name) if name == "cellXfs" => is_cells = false,
            _ => {}
        }
        Ok(())
    })?;
    Ok(formats)
}

impl Format {
    /// The formats that every program knows; those from 27 on are dates in Chinese.
    fn of_id(id: u32) -> Format {
        match id {
            14..=22 | 27..=36 | 45..=47 | 50..=58 => Format::Date,
            _ => Format::Number,
        }
    }

    /// A format is of dates where a letter for one stands outside of quotes and brackets.
    fn of_code(code: &str) -> Format {
        let mut chars = code.split(';').next().unwrap_or_default().chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => while chars.next().is_some_and(|c| c != '"') {},
                '\\' | '_' | '*' => drop(chars.next()),
                '[' => {
                    // `[h]` counts hours; others are colours, conditions and languages.
                    let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    if !inner.is_empty() && inner.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                        return Format::Date;
                    }
                }
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return Format::Date,
                // `General`, which has none of the letters before its `G`.
                'G' | 'g' | 'E' | '0' | '#' | '?' | '@' => return Format::Number,
                _ => {}
            }
        }
        Format::Number
    }

    /// The number as text. A date is written `2026-03-15`, with ` 09:00` where it has a time.
    pub(super) fn show(self, number: f64, is_1904: bool) -> String {
        // The last day that a cell can show is the last of the year 9999.
        if self == Format::Number || !(0.0..2_958_466.0).contains(&number) {
            return plain(number);
        }
        let seconds = (number * 86_400.0).round() as i64;
        let (day, second) = (seconds / 86_400, seconds % 86_400);
        let mut time = format!("{:02}:{:02}", second / 3600, second / 60 % 60);
        if second % 60 != 0 {
            time.push_str(&format!(":{:02}", second % 60));
        }
        if day == 0 && !is_1904 {
            return time;
        }
        let (year, month, day) = match is_1904 {
            true => civil(day - EPOCH_1904),
            // Excel has a 29 February 1900, so days before it count from a day later.
            false => civil(day - EPOCH_1900 + i64::from(day < 60)),
        };
        let date = format!("{year:04}-{month:02}-{day:02}");
        if second == 0 { date } else { format!("{date} {time}") }
    }
}

/// Days from 30 December 1899, and from 1 January 1904, to 1 January 1970.
const EPOCH_1900: i64 = 25_569;
const EPOCH_1904: i64 = 24_107;

/// A number as people write it: what binary fractions add at its end is left out.
fn plain(number: f64) -> String {
    if !number.is_finite() || number.abs() >= 1e15 || (number != 0.0 && number.abs() < 1e-9) {
        return number.to_string();
    }
    let digits = 14usize.saturating_sub(number.abs().max(1.0).log10() as usize);
    let text = format!("{number:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The civil date that is so many days after 1 January 1970. Years are counted from March, and in spans of 400 years,
/// which all have as many days: so leap days come last, and divisions do the rest.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (span, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (span * 400 + year + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_shown_as_dates() {
        for (number, expected) in [
            (46096.0, "2026-03-15"),
            (46054.375, "2026-02-01 09:00"),
            (46_054.000_011_574, "2026-02-01 00:00:01"),
            (0.5, "12:00"),
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (36585.0, "2000-02-29"),
            (2_958_465.0, "9999-12-31"),
            (-1.0, "-1"),
        ] {
            assert_eq!(Format::Date.show(number, false), expected);
        }
        assert_eq!(Format::Date.show(44634.0, true), "2026-03-15");
    }

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        for (number, expected) in [
            (0.1 + 0.2, "0.3"),
            (1280.5, "1280.5"),
            (-3.0, "-3"),
            (0.0, "0"),
            (913_701_234_567_890.0, "913701234567890"),
            (1_234_567.891, "1234567.891"),
        ] {
            assert_eq!(Format::Number.show(number, false), expected);
        }
    }

    #[test]
    fn formats_of_dates_are_told() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"", "[$-804]yyyy", "[h]:mm", "[Red]d", "_ d"] {
            assert_eq!(Format::of_code(code), Format::Date, "{code}");
        }
        for code in ["General", "0.00", "#,##0\"days\"", "[Red]0.0", "\\d0", "@", "0.00E+00", "\"open", "[h"] {
            assert_eq!(Format::of_code(code), if code == "[h" { Format::Date } else { Format::Number }, "{code}");
        }
        let styles = "<styleSheet><numFmts><numFmt numFmtId='14' formatCode='0'/></numFmts><cellStyleXfs><xf numFmtId='15'/>\
                      </cellStyleXfs><cellXfs><xf numFmtId='14'/><xf numFmtId='15'/><xf/></cellXfs></styleSheet>";
        let formats = read("styles.xml", styles.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(formats, [Format::Number, Format::Date, Format::Number]);
    }

    proptest! {
        #[test]
        fn never_panics(number: f64, is_1904: bool, code in ".{0,20}") {
            Format::of_code(&code).show(number, is_1904);
            Format::Date.show(number, is_1904);
        }

        #[test]
        fn every_day_follows_the_one_before(day in 1i64..2_958_465) {
            let (before, after) = (civil(day - EPOCH_1900), civil(day + 1 - EPOCH_1900));
            prop_assert!(before < after && (after.2 == before.2 + 1 || after.2 == 1 && before.2 >= 28));
        }
    }
}
