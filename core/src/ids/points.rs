//! Points for a traffic violation (记分): which numbers the rules of the day know.

use jiff::civil::{Date, date};

/// The first day of 道路交通安全违法行为记分管理办法 (公安部令第163号), which made 9 of some and did away with 2.
const REFORM: Date = date(2022, 4, 1);
const BEFORE: [u8; 6] = [0, 12, 6, 3, 2, 1];
const SINCE: [u8; 6] = [0, 12, 9, 6, 3, 1];

/// Why a number of points cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PointsError {
    /// No violation of that time gives so many.
    #[error(
        "{found} points for one violation are not known to the rules of that day; allowed are {}",
        if *reformed { "0, 1, 3, 6, 9 and 12" } else { "0, 1, 2, 3, 6 and 12" }
    )]
    Unknown {
        /// The number found.
        found: u8,
        /// Whether the rules since 2022-04-01 were asked.
        reformed: bool,
    },
}

impl PointsError {
    /// What is wrong, for a citizen.
    #[must_use]
    pub fn chinese(&self) -> String {
        let PointsError::Unknown { found, reformed } = self;
        let allowed = if *reformed { "0、1、3、6、9、12" } else { "0、1、2、3、6、12" };
        format!("一次违法记{found}分与当时的记分规定不符，只能是{allowed}分")
    }
}

/// Checks the points for one violation on the day it happened. 0 is possible on any day.
///
/// # Errors
///
/// [`PointsError`] for a number that the rules of that day do not have: whoever sends it counts something else.
///
/// ```
/// use jiff::civil::date;
/// use menhu::ids::check_points;
///
/// assert!(check_points(2, date(2022, 3, 31)).is_ok());
/// assert!(check_points(2, date(2022, 4, 1)).is_err());
/// assert!(check_points(9, date(2022, 4, 1)).is_ok());
/// ```
pub fn check_points(points: u8, date: Date) -> Result<(), PointsError> {
    let reformed = date >= REFORM;
    let allowed = if reformed { SINCE } else { BEFORE };
    if allowed.contains(&points) { Ok(()) } else { Err(PointsError::Unknown { found: points, reformed }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_decides() {
        let allowed = |day| (0..=u8::MAX).filter(|points| check_points(*points, day).is_ok()).collect::<Vec<_>>();
        for day in [date(2013, 1, 1), date(2022, 3, 31)] {
            assert_eq!(allowed(day), [0, 1, 2, 3, 6, 12]);
        }
        for day in [date(2022, 4, 1), date(2030, 1, 1)] {
            assert_eq!(allowed(day), [0, 1, 3, 6, 9, 12]);
        }
    }

    #[test]
    fn says_what_is_allowed() {
        let error = check_points(9, date(2022, 3, 31)).map_err(|error| (error.to_string(), error.chinese()));
        assert_eq!(
            error,
            Err((
                "9 points for one violation are not known to the rules of that day; allowed are 0, 1, 2, 3, 6 and 12"
                    .to_owned(),
                "一次违法记9分与当时的记分规定不符，只能是0、1、2、3、6、12分".to_owned()
            ))
        );
    }
}
