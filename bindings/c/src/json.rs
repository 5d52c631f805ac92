//! JSON that configures something: it may hold secrets, and what is said about it quotes none.

use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Reads JSON.
///
/// # Errors
/// [`MENHU_CONFIG`](crate::status::MENHU_CONFIG) with the member or the place, and what is expected there.
pub(crate) fn read_json<T: DeserializeOwned>(json: &str, argument: &str) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let read =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| (error.path().to_string(), error.into_inner()));
    let (path, error) = match read {
        Ok(value) => match reader.end() {
            Ok(()) => return Ok(value),
            Err(error) => (".".to_owned(), error),
        },
        Err(error) => error,
    };
    let place = format!("line {}, column {}", error.line(), error.column());
    if !error.is_data() {
        return Err(Failure::config(format!("`{argument}` is no JSON at {place}")));
    }
    // The parser quotes what it found: only what it expected is passed on, and names that are names.
    let said = error.to_string();
    let expected = said.split_once(", expected ").map(|(_, expected)| expected);
    let expected = expected.map(|expected| expected.split(" at line ").next().unwrap_or(expected));
    let what = match (said.starts_with("missing field"), said.starts_with("unknown field"), expected) {
        (true, ..) => said.split(" at line ").next().unwrap_or_default().to_owned(),
        (_, true, Some(expected)) => format!("there is no such member; expected {expected}"),
        (_, _, Some(expected)) => format!("expected {expected}"),
        _ => "its value is none that can be used".to_owned(),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '?');
    let path = if path.len() <= 48 && path.chars().all(is_plain) { path.as_str() } else { "…" };
    Err(Failure::config(format!("`{argument}`: `{path}` ({place}): {what}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secrecy::SecretString;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        count: u8,
        #[allow(dead_code)] // read to be refused
        variables: BTreeMap<String, SecretString>,
    }

    #[test]
    fn faults_name_the_member_and_quote_no_value() {
        for (json, expected) in [
            (r#"{"count":"s3cret","variables":{}}"#, "`count` (line 1, column 17): expected u8"),
            (r#"{"count":1,"variables":"s3cret"}"#, "`variables` (line 1, column 31): expected a map"),
            (r#"{"count":1,"s3cret":1}"#, "there is no such member; expected `count` or `variables`"),
            (r#"{"count":1}"#, "missing field `variables`"),
            (r#"{"count":1,"#, "`config` is no JSON at line 1"),
            (r#"{"count":1,"variables":{}} s3cret"#, "`config` is no JSON at line 1"),
            (r#"{"count":1,"variables":{"s3cret-key!":7}}"#, "`…`"),
        ] {
            let failure = read_json::<Settings>(json, "config").unwrap_err();
            let message = failure.message.replace("`s3cret`", "");
            assert!(message.contains(expected) && !message.contains("s3cret-"), "{json}: {message}");
        }
        assert_eq!(read_json::<Settings>(r#"{"count":1,"variables":{}}"#, "config").unwrap().count, 1);
    }
}
