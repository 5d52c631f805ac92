//! When a page was published: `yyyy-MM-dd HH:mm`, and what is written in its place.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// A day, and the time of day where it is known. Local to the site: 北京时间.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Published {
    /// The day.
    pub date: Date,
    /// The time of the day.
    pub time: Option<Time>,
}

impl Published {
    /// Reads the first day in a text, with the time behind it: `2026-01-02 10:20`, `2026-01-02-10:20:30`,
    /// `2026年1月2日`, `2026/1/2`, `2026.01.02`, `20260102`, `2026-01-02T10:20:30+08:00`.
    ///
    /// ```
    /// use menhu::html::Published;
    ///
    /// let published = Published::find("发布时间：2026年3月5日 09:30").unwrap();
    /// assert_eq!(published.date.to_string(), "2026-03-05");
    /// assert_eq!(published.time.unwrap().to_string(), "09:30:00");
    /// assert_eq!(Published::find("null"), None);
    /// ```
    #[must_use]
    pub fn find(text: &str) -> Option<Published> {
        let text: String = text.chars().take(200).map(half_width).collect();
        let starts = text
            .char_indices()
            .filter(|(at, c)| c.is_ascii_digit() && !text[..*at].ends_with(|before: char| before.is_ascii_digit()));
        starts.map(|(at, _)| &text[at..]).find_map(read)
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '：' | '－' | '／' | '．' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{a0}' | '\u{3000}' => ' ',
        c => c,
    }
}

/// A day at the beginning of a text.
fn read(text: &str) -> Option<Published> {
    let (year, rest) = digits(text, 8)?;
    let (date, rest) = if year.len() == 8 {
        (day(&year[..4], &year[4..6], &year[6..])?, rest)
    } else {
        let mut marks = rest.chars();
        let mark = marks.next().filter(|_| year.len() == 4)?;
        let next = match mark {
            '-' | '/' | '.' => mark,
            '年' => '月',
            _ => return None,
        };
        let (month, rest) = digits(marks.as_str().trim_start(), 2)?;
        let (of_month, rest) = digits(rest.trim_start().strip_prefix(next)?.trim_start(), 2)?;
        (day(year, month, of_month)?, rest.trim_start().strip_prefix('日').unwrap_or(rest))
    };
    Some(Published { date, time: time(rest) })
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A time behind a day: after a blank, `T`, or the `-` of firstpublishedtime.
fn time(text: &str) -> Option<Time> {
    let (hour, rest) = digits(text.trim_start_matches([' ', 'T', '-']), 2)?;
    let (minute, rest) = digits(rest.strip_prefix([':', '时'])?, 2)?;
    let second = rest.strip_prefix([':', '分']).and_then(|rest| digits(rest, 2)).map_or("0", |(second, _)| second);
    Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, 0).ok()
}

/// The digits at the beginning, and what comes after; `None` where there are none, or more than `most`.
fn digits(text: &str, most: usize) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (1..=most).contains(&end).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_of_real_pages_are_read() {
        for (text, expected) in [
            ("2026-01-02 10:20", "2026-01-02 10:20:00"),
            ("2026-01-02-10:20:30", "2026-01-02 10:20:30"),
            ("2026-01-02T10:20:30+08:00", "2026-01-02 10:20:30"),
            ("发布日期： ２０２６年１月２日", "2026-01-02 "),
            ("2026 年 1 月 2 日", ""),
            ("2026年 1月 2日 8时5分", "2026-01-02 08:05:00"),
            ("20260102", "2026-01-02 "),
            ("第12号 2026/1/2　9:05", "2026-01-02 09:05:00"),
            ("2026.1.2 25:00", "2026-01-02 "),
            ("2026-02-30", ""),
            ("123456789012", ""),
            ("null", ""),
        ] {
            let found = Published::find(text).map_or_else(String::new, |found| {
                format!("{} {}", found.date, found.time.map_or_else(String::new, |time| time.to_string()))
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9年月日:：/.T \u{3000}x-]{0,30}") {
            let _ = Published::find(&text);
        }
    }
}
