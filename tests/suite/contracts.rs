//! The JSON Schemas in `docs/schemas` are those of the types.

use std::collections::BTreeSet;

use menhu_tests::workspace;

/// Set to write the files instead of comparing them: `MENHU_WRITE_SCHEMAS=1 cargo test --workspace contracts`.
const WRITE: &str = "MENHU_WRITE_SCHEMAS";

#[test]
fn the_schemas_that_are_checked_in_are_those_of_the_types() {
    let folder = workspace().join("docs/schemas");
    let mut names = BTreeSet::from(["openapi.json".to_owned()]);
    for (name, schema) in menhu::schema::schemas() {
        let file = format!("{name}.json");
        let mut text = serde_json::to_string_pretty(&schema).unwrap();
        text.push('\n');
        if std::env::var_os(WRITE).is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(&file), &text).unwrap();
        }
        let found = std::fs::read_to_string(folder.join(&file)).unwrap_or_default();
        assert!(
            found == text,
            "docs/schemas/{file} is not the schema of the type; run the test with {WRITE}=1 and review"
        );
        names.insert(file);
    }
    let found = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<_>>(), names);
}

#[test]
fn requests_and_answers_are_read_as_the_schemas_say() {
    let schemas: std::collections::BTreeMap<_, _> = menhu::schema::schemas().into_iter().collect();
    let request = schemas["search-request"].as_value();
    // Nothing that is not there may be asked for, and everything that is there is.
    assert_eq!(request["additionalProperties"], false, "{request}");
    let properties: BTreeSet<&str> = request["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut known: BTreeSet<&str> = menhu::query::Filters::FIELDS.into_iter().collect();
    let own = menhu::query::SearchRequest::default();
    let own = serde_json::to_value(&own).unwrap();
    known.extend(own.as_object().unwrap().keys().map(String::as_str).chain(["cursor"]));
    assert_eq!(properties, known);
    assert_eq!(schemas["suggest-request"].as_value()["additionalProperties"], false);
    let answer = schemas["search-answer"].as_value()["required"].as_array().unwrap();
    for name in ["total", "hits", "facets", "cards", "did_you_mean", "relaxed", "took_us", "next_cursor"] {
        assert!(answer.contains(&name.into()), "{name}");
    }
}

#[test]
fn the_typescript_that_is_checked_in_is_that_of_the_types() {
    let file = workspace().join("bindings/wasm/js/types.d.ts");
    let text = menhu::typescript::declarations();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let found = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        found == text,
        "bindings/wasm/js/types.d.ts is not what the types say; run the test with {WRITE}=1 and review"
    );
    // What the page's own writer of JSON writes is what its type says.
    let answer = menhu::page::PageAnswer::default();
    let json: serde_json::Value = serde_json::from_str(&answer.to_json()).unwrap();
    let body = text.split("export type PageAnswer").nth(1).unwrap().split("export type").next().unwrap();
    for name in json.as_object().unwrap().keys() {
        assert!(body.contains(&format!("{name}:")), "{name}");
    }
}
