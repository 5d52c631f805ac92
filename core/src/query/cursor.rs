//! Cursors: where to go on in the hits of a search, however deep.
//!
//! A cursor names the version of the portal that its search was answered from. There the order of hits never changes,
//! so that going on neither repeats a hit nor leaves one out.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{RequestError, SearchRequest};
use crate::text::fingerprint_of;

/// Days are counted from here.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A place in the hits of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The version of the portal.
    pub(crate) version: u64,
    /// The search it belongs to; see [`search_id`].
    pub(crate) search: u64,
    /// The day on which the search was made: what is new then stays new on the next page.
    pub(crate) day: Date,
    /// How many hits come before it.
    pub(crate) offset: usize,
}

/// A number of what decides hits and their order in a request.
pub(crate) fn search_id(request: &SearchRequest) -> u64 {
    let SearchRequest { q, sort, correct, filters, .. } = request;
    let same = SearchRequest {
        q: q.clone(),
        sort: *sort,
        correct: *correct,
        filters: filters.clone(),
        ..SearchRequest::default()
    };
    // A request is made of strings, numbers and dates: writing it cannot fail.
    fingerprint_of(&serde_json::to_vec(&same).unwrap_or_default())
}

impl Cursor {
    /// Reads the cursor of a request, if it has one.
    ///
    /// # Errors
    /// [`RequestError::Parameter`] when it is none; [`RequestError::CursorConflict`] when it is one of another search.
    pub(crate) fn of(request: &SearchRequest) -> Result<Option<Cursor>, RequestError> {
        let Some(text) = &request.cursor else { return Ok(None) };
        let cursor: Cursor = text.parse().map_err(|()| RequestError::Parameter {
            name: "cursor".to_owned(),
            reason: "is no cursor; give the `next_cursor` of an answer back as it is".to_owned(),
        })?;
        if request.offset != 0 {
            return Err(RequestError::CursorConflict("cannot be given beside `offset`; it says itself where to go on"));
        }
        if cursor.search != search_id(request) {
            let reason = "belongs to another search; keep q, sort, correct and all filters as they were";
            return Err(RequestError::CursorConflict(reason));
        }
        Ok(Some(cursor))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cursor { version, search, day, offset } = self;
        let days = day.since(EPOCH).map_or(0, |since| since.get_days());
        write!(f, "{version:016x}.{search:016x}.{days}.{offset}")
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Cursor, ()> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let number = |part: &str| u64::from_str_radix(part, 16).map_err(|_| ());
        let cursor = Cursor {
            version: number(next()?)?,
            search: number(next()?)?,
            day: EPOCH.checked_add(next()?.parse::<i32>().map_err(|_| ())?.days()).map_err(|_| ())?,
            offset: next()?.parse().map_err(|_| ())?,
        };
        // Nothing else may be read as the same place.
        if cursor.to_string() == text { Ok(cursor) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is_read() {
        let cursor = Cursor { version: 1, search: u64::MAX, day: jiff::civil::date(2026, 11, 25), offset: 12_000 };
        let text = cursor.to_string();
        assert_eq!(text.parse(), Ok(cursor));
        for other in ["", "1", "x.y.z.1", &text[1..], &format!("{text}."), &format!("{text}.1"), &format!("+{text}")] {
            assert_eq!(other.parse::<Cursor>(), Err(()), "{other}");
        }
    }

    #[test]
    fn it_belongs_to_one_search() {
        let request = SearchRequest::new("公积金");
        let cursor = Cursor { version: 1, search: search_id(&request), day: jiff::civil::date(2026, 1, 1), offset: 10 };
        let with = |change: fn(&mut SearchRequest)| {
            let mut request = SearchRequest { cursor: Some(cursor.to_string()), ..request.clone() };
            change(&mut request);
            Cursor::of(&request).map_err(|error| error.to_string())
        };
        assert_eq!(with(|_| ()), Ok(Some(cursor)));
        assert_eq!(with(|r| r.limit = 50), Ok(Some(cursor)));
        assert_eq!(with(|r| r.cursor = None), Ok(None));
        assert!(with(|r| r.q.push('x')).unwrap_err().contains("belongs to another search"));
        assert!(with(|r| r.filters.year = vec![2024]).unwrap_err().contains("belongs to another search"));
        assert!(with(|r| r.offset = 10).unwrap_err().contains("beside `offset`"));
        assert!(with(|r| r.cursor = Some("next".into())).unwrap_err().contains("is no cursor"));
    }
}
