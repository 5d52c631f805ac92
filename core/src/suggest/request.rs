//! What can be asked while typing.

use serde::{Deserialize, Serialize};

use crate::query::{MAX_LIMIT, MAX_QUERY_BYTES, RequestError};

/// A request for suggestions.
///
/// ```
/// use menhu::suggest::SuggestRequest;
/// let request: SuggestRequest = serde_json::from_str(r#"{"q":"gjj"}"#).unwrap();
/// assert_eq!(request, SuggestRequest::new("gjj"));
/// assert!(serde_json::from_str::<SuggestRequest>(r#"{"q":"gjj","size":3}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SuggestRequest {
    /// What has been typed so far: characters, pinyin, initials, or a mixture. Empty: no suggestions.
    pub q: String,
    /// How many suggestions, 0 to [`MAX_LIMIT`].
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 100)))]
    pub limit: usize,
}

impl Default for SuggestRequest {
    fn default() -> SuggestRequest {
        SuggestRequest { q: String::new(), limit: 10 }
    }
}

impl SuggestRequest {
    /// Names of all parameters.
    const PARAMETERS: [&str; 2] = ["q", "limit"];

    /// A request for what `q` may become, with default settings.
    #[must_use]
    pub fn new(q: impl Into<String>) -> SuggestRequest {
        SuggestRequest { q: q.into(), ..SuggestRequest::default() }
    }

    /// Reads a request from named texts, as a URL carries them.
    ///
    /// # Errors
    /// [`RequestError`] names the parameter that is unknown, repeated or malformed.
    pub fn from_pairs<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<SuggestRequest, RequestError> {
        let mut request = SuggestRequest::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in pairs {
            let (name, value) = (name.as_ref(), value.as_ref());
            let bad = |reason: String| RequestError::Parameter { name: name.to_owned(), reason };
            let Some(known) = SuggestRequest::PARAMETERS.into_iter().find(|known| *known == name) else {
                let expected = SuggestRequest::PARAMETERS.join(", ");
                return Err(RequestError::UnknownParameter { name: name.to_owned(), expected });
            };
            if seen.contains(&known) {
                return Err(bad("is given twice; give it once".to_owned()));
            }
            seen.push(known);
            if known == "q" {
                value.clone_into(&mut request.q);
            } else {
                request.limit = value.trim().parse().map_err(|_| bad(format!("`{value}` is no whole number")))?;
            }
        }
        Ok(request)
    }

    /// Checks limits.
    ///
    /// # Errors
    /// [`RequestError`] says which parameter is beyond its limits.
    pub fn check(&self) -> Result<(), RequestError> {
        if self.q.len() > MAX_QUERY_BYTES {
            return Err(RequestError::LongQuery(self.q.len()));
        }
        if self.limit > MAX_LIMIT {
            return Err(RequestError::Limit(self.limit));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_pairs_say_the_same() {
        let from_json: SuggestRequest = serde_json::from_str(r#"{"q":"公积","limit":5}"#).unwrap();
        assert_eq!(SuggestRequest::from_pairs([("q", "公积"), ("limit", "5")]).unwrap(), from_json);
        let again: SuggestRequest = serde_json::from_str(&serde_json::to_string(&from_json).unwrap()).unwrap();
        assert_eq!(again, from_json);
    }

    #[test]
    fn errors_name_the_parameter() {
        for (pair, expected) in [
            (("page", "1"), "`page` is no parameter"),
            (("limit", "many"), "`limit`: `many`"),
            (("limit", "-1"), "`limit`: `-1`"),
        ] {
            let error = SuggestRequest::from_pairs([pair]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        assert!(SuggestRequest::from_pairs([("q", "a"), ("q", "b")]).is_err());
    }

    #[test]
    fn limits_hold() {
        let request = |q: &str, limit: usize| SuggestRequest { q: q.to_owned(), limit }.check();
        assert!(request("x", MAX_LIMIT).is_ok());
        assert_eq!(request("x", MAX_LIMIT + 1), Err(RequestError::Limit(MAX_LIMIT + 1)));
        assert!(matches!(request(&"x".repeat(1 << 20), 1), Err(RequestError::LongQuery(_))));
    }
}
