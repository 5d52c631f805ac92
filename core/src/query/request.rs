//! What can be asked.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{FacetField, FacetScope, FilterError, Filters};

/// Most hits in one answer.
pub const MAX_LIMIT: usize = 100;
/// Deepest hit that `offset` reaches. A cursor reaches any.
pub const MAX_OFFSET: usize = 10_000;
/// Most values of one facet in an answer.
pub const MAX_FACET_LIMIT: usize = 10_000;
/// Longest query, in bytes of UTF-8.
pub const MAX_QUERY_BYTES: usize = 256 * 1024;

/// A search. Its JSON form is flat: `{"q":"公积金","kind":["service"],"limit":10}`; a filter takes one value or a list.
///
/// ```
/// use menhu::query::SearchRequest;
/// let request: SearchRequest = serde_json::from_str(r#"{"q":"公积金","kind":"service"}"#).unwrap();
/// assert_eq!(request.limit, 10);
/// assert!(serde_json::from_str::<SearchRequest>(r#"{"q":"公积金","knid":"service"}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(default, deny_unknown_fields, transform = crate::schema::one_or_many))]
pub struct SearchRequest {
    /// The query, in the query language: words, `"phrases"`, `-exclusions`, `field:value`. Empty: all items.
    pub q: String,
    /// How many hits, 0 to [`MAX_LIMIT`].
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 100)))]
    pub limit: usize,
    /// How many hits to skip, up to [`MAX_OFFSET`].
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 10_000)))]
    pub offset: usize,
    /// Where to go on: the `next_cursor` of an answer to the same search, instead of `offset`. It reaches any depth, and
    /// holds for the version of the portal that gave it: hits are neither repeated nor left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::CURSOR)))]
    pub cursor: Option<String>,
    /// The order of hits.
    pub sort: Sort,
    /// Which facets to count; none costs nothing.
    pub facets: Vec<FacetField>,
    /// Which items a facet counts.
    pub facet_scope: FacetScope,
    /// How many values of each facet, 1 to [`MAX_FACET_LIMIT`].
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub facet_limit: usize,
    /// Whether a query that finds next to nothing may be searched as corrected; the answer then says so.
    pub correct: bool,
    /// Whether hits say why they stand where they do.
    pub explain: bool,
    /// Which items may answer.
    #[serde(flatten)]
    pub filters: Filters,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first; without words, latest first.
    #[default]
    Relevance,
    /// Latest first; items without a date last.
    Date,
}

/// Why a request cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The query is longer than [`MAX_QUERY_BYTES`].
    #[error("`q` has {0} bytes; at most {MAX_QUERY_BYTES} are possible")]
    LongQuery(usize),
    /// More hits than [`MAX_LIMIT`] are asked for.
    #[error("`limit` is {0}; at most {MAX_LIMIT} hits come in one answer")]
    Limit(usize),
    /// The offset is beyond [`MAX_OFFSET`].
    #[error(
        "`offset` is {0}; hits are reached up to {MAX_OFFSET}; go further with `cursor`, the last answer's `next_cursor`"
    )]
    Offset(usize),
    /// More values of a facet than [`MAX_FACET_LIMIT`] are asked for, or none.
    #[error("`facet_limit` is {0}; 1 to {MAX_FACET_LIMIT} values of a facet are possible")]
    FacetLimit(usize),
    /// The cursor does not go together with the rest of the request.
    #[error("`cursor` {0}")]
    CursorConflict(&'static str),
    /// The version of the portal that gave the cursor is no longer there.
    #[error("`cursor` has expired: the portal has changed since it was given; search again from the beginning")]
    ExpiredCursor,
    /// A parameter that does not exist.
    #[error("`{name}` is no parameter of a search; expected one of {expected}")]
    UnknownParameter {
        /// The name given.
        name: String,
        /// The names that exist.
        expected: String,
    },
    /// A parameter with a value of another form.
    #[error("`{name}`: {reason}")]
    Parameter {
        /// The parameter.
        name: String,
        /// What is wrong and what is expected.
        reason: String,
    },
    /// A filter that cannot be used.
    #[error(transparent)]
    Filter(#[from] FilterError),
}

impl Default for SearchRequest {
    fn default() -> SearchRequest {
        SearchRequest {
            q: String::new(),
            limit: 10,
            offset: 0,
            cursor: None,
            sort: Sort::default(),
            facets: Vec::new(),
            facet_scope: FacetScope::default(),
            facet_limit: 100,
            correct: true,
            explain: false,
            filters: Filters::default(),
        }
    }
}

impl SearchRequest {
    /// Names of all parameters besides the filters.
    const PARAMETERS: [&str; 10] =
        ["q", "limit", "offset", "cursor", "sort", "facets", "facet_scope", "facet_limit", "correct", "explain"];

    /// A search for `q` with default settings.
    #[must_use]
    pub fn new(q: impl Into<String>) -> SearchRequest {
        SearchRequest { q: q.into(), ..SearchRequest::default() }
    }

    /// Reads a request from named texts, as a URL carries them. Filters and `facets` may be repeated.
    ///
    /// # Errors
    /// [`RequestError`] names the parameter that is unknown, repeated or malformed.
    pub fn from_pairs<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<SearchRequest, RequestError> {
        let mut request = SearchRequest::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            let (name, value) = (name.as_ref(), value.as_ref());
            let bad = |reason: String| RequestError::Parameter { name: name.to_owned(), reason };
            let switch = || match value {
                "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(bad(format!("`{value}` is no switch; expected true or false"))),
            };
            let number = || value.trim().parse().map_err(|_| bad(format!("`{value}` is no whole number")));
            if let Some(single) =
                SearchRequest::PARAMETERS.into_iter().filter(|known| *known != "facets").find(|known| *known == name)
            {
                if seen.contains(&single) {
                    return Err(bad("is given twice; give it once".to_owned()));
                }
                seen.push(single);
            }
            match name {
                "q" => value.clone_into(&mut request.q),
                "limit" => request.limit = number()?,
                "offset" => request.offset = number()?,
                "cursor" => request.cursor = Some(value.to_owned()),
                "facet_limit" => request.facet_limit = number()?,
                "facet_scope" => {
                    request.facet_scope = match value {
                        "exclude_field_filter" => FacetScope::ExcludeFieldFilter,
                        "all_filters" => FacetScope::AllFilters,
                        _ => {
                            let expected = "expected exclude_field_filter or all_filters";
                            return Err(bad(format!("`{value}` is no scope; {expected}")));
                        }
                    }
                }
                "sort" => {
                    request.sort = match value {
                        "relevance" => Sort::Relevance,
                        "date" => Sort::Date,
                        _ => return Err(bad(format!("`{value}` is no order; expected relevance or date"))),
                    }
                }
                "correct" => request.correct = switch()?,
                "explain" => request.explain = switch()?,
                "facets" => {
                    for name in value.split(',') {
                        let field = FacetField::ALL.into_iter().find(|field| field.name() == name);
                        let field = field.ok_or_else(|| {
                            let known: Vec<&str> = FacetField::ALL.iter().map(|field| field.name()).collect();
                            bad(format!("`{name}` is no facet; expected some of {}", known.join(",")))
                        })?;
                        request.facets.push(field);
                    }
                }
                _ if Filters::FIELDS.contains(&name) => request.filters.add(name, value)?,
                _ => return Err(unknown(name)),
            }
        }
        Ok(request)
    }

    /// Checks limits, and brings filters to the form in which they are compared.
    ///
    /// # Errors
    /// [`RequestError`] says which parameter is beyond its limits.
    pub(crate) fn checked(&self) -> Result<Filters, RequestError> {
        if self.q.len() > MAX_QUERY_BYTES {
            return Err(RequestError::LongQuery(self.q.len()));
        }
        if self.limit > MAX_LIMIT {
            return Err(RequestError::Limit(self.limit));
        }
        if !(1..=MAX_FACET_LIMIT).contains(&self.facet_limit) {
            return Err(RequestError::FacetLimit(self.facet_limit));
        }
        if self.offset > MAX_OFFSET && self.cursor.is_none() {
            return Err(RequestError::Offset(self.offset));
        }
        Ok(self.filters.clone().normalise()?)
    }
}

/// In JSON 195.0 is the whole number 195.
fn make_whole(value: &mut Value) {
    /// Up to here every whole number is told from its neighbours.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)
                && number.is_f64()
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_whole),
        _ => {}
    }
}

fn unknown(name: &str) -> RequestError {
    let expected: Vec<&str> = SearchRequest::PARAMETERS.into_iter().chain(Filters::FIELDS).collect();
    RequestError::UnknownParameter { name: name.to_owned(), expected: expected.join(", ") }
}

impl<'de> Deserialize<'de> for SearchRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SearchRequest, D::Error> {
        /// The same fields; serde cannot refuse unknown ones beside a flattened part, so they are checked first.
        #[derive(Deserialize)]
        #[serde(remote = "SearchRequest", default = "SearchRequest::default")]
        struct Fields {
            q: String,
            limit: usize,
            offset: usize,
            cursor: Option<String>,
            sort: Sort,
            facets: Vec<FacetField>,
            facet_scope: FacetScope,
            facet_limit: usize,
            correct: bool,
            explain: bool,
            #[serde(flatten)]
            filters: Filters,
        }

        let mut map = Map::<String, Value>::deserialize(deserializer)?;
        for (name, value) in &mut map {
            let is_filter = Filters::FIELDS.contains(&name.as_str());
            if !is_filter && !SearchRequest::PARAMETERS.contains(&name.as_str()) {
                return Err(serde::de::Error::custom(unknown(name)));
            }
            make_whole(value);
            let takes_list = name == "facets" || (is_filter && !name.starts_with("date_"));
            if takes_list && !value.is_array() {
                *value = Value::Array(vec![value.take()]);
            }
        }
        let names: Vec<String> = map.keys().cloned().collect();
        match Fields::deserialize(Value::Object(map.clone())) {
            Ok(request) => Ok(request),
            // serde does not say in which field the error is: it is the first that cannot be read alone.
            Err(error) => {
                let alone = |name: &&String| {
                    let one = Map::from_iter([((*name).clone(), map.get(*name).cloned().unwrap_or_default())]);
                    Fields::deserialize(Value::Object(one)).is_err()
                };
                let name = names.iter().find(alone).cloned().unwrap_or_default();
                Err(serde::de::Error::custom(RequestError::Parameter { name, reason: error.to_string() }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;

    #[test]
    fn json_and_pairs_say_the_same() {
        let json = r#"{"q":"公积金","kind":["service","news"],"year":2019,"limit":5,"sort":"date","facets":["kind"],
            "date_from":"2019-01-01"}"#;
        let from_json: SearchRequest = serde_json::from_str(json).unwrap();
        let pairs = [
            ("q", "公积金"),
            ("kind", "service"),
            ("kind", "news"),
            ("year", "2019"),
            ("limit", "5"),
            ("sort", "date"),
            ("facets", "kind"),
            ("date_from", "2019-01-01"),
        ];
        assert_eq!(SearchRequest::from_pairs(pairs).unwrap(), from_json);
        assert_eq!(from_json.filters.kind, [Kind::Service, Kind::News]);
        let again: SearchRequest = serde_json::from_str(&serde_json::to_string(&from_json).unwrap()).unwrap();
        assert_eq!(again, from_json);
    }

    #[test]
    fn whole_numbers_may_be_written_as_json_writes_them() {
        let request: SearchRequest = serde_json::from_str(r#"{"limit":5.0,"year":[2e3],"doc_serial":195.0}"#).unwrap();
        assert_eq!((request.limit, request.filters.year, request.filters.doc_serial), (5, vec![2000], vec![195]));
        assert!(serde_json::from_str::<SearchRequest>(r#"{"limit":5.5}"#).is_err());
    }

    #[test]
    fn errors_name_the_parameter() {
        for (json, expected) in [
            (r#"{"knid":"news"}"#, "`knid` is no parameter"),
            (r#"{"q":"x","kind":"poem"}"#, "`kind`: unknown variant `poem`"),
            (r#"{"limit":-1}"#, "`limit`: "),
            (r#"{"q":["x"]}"#, "`q`: "),
        ] {
            let error = serde_json::from_str::<SearchRequest>(json).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{json}: {error}");
        }
        for (pair, expected) in [
            (("page", "1"), "`page` is no parameter"),
            (("limit", "many"), "`limit`: `many`"),
            (("sort", "size"), "`sort`: `size`"),
            (("facets", "kind,size"), "`facets`: `size`"),
            (("year", "x"), "`year`: `x` is no year"),
            (("explain", "1"), "`explain`: `1` is no switch"),
            (("facet_scope", "own"), "`facet_scope`: `own` is no scope"),
            (("facet_limit", "all"), "`facet_limit`: `all`"),
        ] {
            let error = SearchRequest::from_pairs([pair]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        assert!(SearchRequest::from_pairs([("q", "a"), ("q", "b")]).is_err());
    }

    #[test]
    fn limits_hold() {
        let request = |change: fn(&mut SearchRequest)| {
            let mut request = SearchRequest::new("x");
            change(&mut request);
            request.checked().map(|_| ())
        };
        assert!(request(|r| r.limit = MAX_LIMIT).is_ok());
        assert_eq!(request(|r| r.limit = MAX_LIMIT + 1), Err(RequestError::Limit(MAX_LIMIT + 1)));
        assert_eq!(request(|r| r.offset = MAX_OFFSET + 1), Err(RequestError::Offset(MAX_OFFSET + 1)));
        assert_eq!(request(|r| r.facet_limit = 0), Err(RequestError::FacetLimit(0)));
        assert!(request(|r| r.facet_limit = MAX_FACET_LIMIT).is_ok());
        assert!(request(|r| r.q = "税".repeat(64 * 1024 / 3)).is_ok());
        assert!(matches!(request(|r| r.q = "x".repeat(1 << 20)), Err(RequestError::LongQuery(_))));
    }
}
