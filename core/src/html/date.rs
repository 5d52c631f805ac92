//! When a page was published: `yyyy-MM-dd HH:mm`, and what is written in its place.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
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
    /// `2026年1月2日`, `2026/1/2`, `2026.01.02`, `20260102`, `20260102102030`, `2026-01-02T10:20:30+08:00`,
    /// `Fri Jan 02 10:20:30 CST 2026`; a text that is nothing but 13 digits is milliseconds since 1970. Where a text says
    /// how far its time is from Greenwich, it is 北京时间 here.
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
        if let Some(published) = milliseconds(text.trim()) {
            return Some(published);
        }
        let starts = text
            .char_indices()
            .filter(|(at, c)| c.is_ascii_digit() && !text[..*at].ends_with(|before: char| before.is_ascii_digit()));
        starts.map(|(at, _)| &text[at..]).find_map(read).or_else(|| java(&text))
    }

    /// As it is in Beijing, eight hours from Greenwich, what is so many seconds from Greenwich.
    fn in_beijing(self, offset: i32) -> Published {
        let shifted = self.time.and_then(|time| {
            self.date.to_datetime(time).checked_add(SignedDuration::from_secs(i64::from(BEIJING - offset))).ok()
        });
        shifted.map_or(self, |there| Published { date: there.date(), time: Some(there.time()) })
    }
}

/// Seconds that Beijing is from Greenwich.
const BEIJING: i32 = 8 * 3600;

/// Milliseconds since 1970, of this century.
fn milliseconds(text: &str) -> Option<Published> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text).filter(|text| text.len() == 13)?;
    let time = Timestamp::from_millisecond(digits.parse().ok()?).ok()?;
    let there = Offset::UTC.to_datetime(time);
    let published = Published { date: there.date(), time: there.time().with().subsec_nanosecond(0).build().ok() };
    (2000..2100).contains(&there.year()).then(|| published.in_beijing(0))
}

/// A day as Java writes it where nobody tells it how: `Thu Mar 05 09:30:00 CST 2026`, in the site's own time.
fn java(text: &str) -> Option<Published> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(5).find_map(|words| {
        let [month, of_month, clock, _, year] = words else { return None };
        let month = MONTHS.iter().position(|name| name == month)? + 1;
        Some(Published { date: day(year, &month.to_string(), of_month)?, time: Some(time(clock)?.0) })
    })
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
    let (year, rest) = digits(text, 14)?;
    if year.len() == 14 {
        let time = Time::new(year[8..10].parse().ok()?, year[10..12].parse().ok()?, year[12..].parse().ok()?, 0).ok();
        return Some(Published { date: day(&year[..4], &year[4..6], &year[6..8])?, time: Some(time?) });
    }
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
    let Some((time, rest)) = time(rest) else { return Some(Published { date, time: None }) };
    Some(Published { date, time: Some(time) }.in_beijing(offset(rest).unwrap_or(BEIJING)))
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A time behind a day: after a blank, `T`, or the `-` of firstpublishedtime; and what comes after it.
fn time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = digits(text.trim_start_matches([' ', 'T', '-']), 2)?;
    let (minute, rest) = digits(rest.strip_prefix([':', '时'])?, 2)?;
    let (second, rest) = rest.strip_prefix([':', '分']).and_then(|rest| digits(rest, 2)).unwrap_or(("0", rest));
    Some((Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, 0).ok()?, rest))
}

/// How far a time is from Greenwich, in seconds, where it says so behind itself: `Z`, `+08:00`, `.000+0800`.
fn offset(text: &str) -> Option<i32> {
    let text = text.strip_prefix('.').map_or(text, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    if text.starts_with('Z') {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let (hours, rest) = rest.split_at_checked(2)?;
    let minutes = rest.strip_prefix(':').unwrap_or(rest).get(..2)?;
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i32>().ok()).flatten();
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 15 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60)
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
            ("20260305093000", "2026-03-05 09:30:00"),
            ("20260305250000", ""),
            ("Thu Mar 05 09:30:00 CST 2026", "2026-03-05 09:30:00"),
            ("1772674200000", "2026-03-05 09:30:00"),
            ("电话 1772674200000", ""),
            ("2026-03-04T17:30:00Z", "2026-03-05 01:30:00"),
            ("2026-03-04T17:30:00.000+0000", "2026-03-05 01:30:00"),
            ("2026-03-05 01:30:00-作者", "2026-03-05 01:30:00"),
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
        fn never_panics(text in "[0-9年月日:：/.TZ+ \u{3000}x-]{0,30}") {
            let _ = Published::find(&text);
        }
    }
}
