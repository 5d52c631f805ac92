//! The description of the interface is that of the program.

use std::path::Path;

use serde_json::Value;

use crate::support::{Server, get, get_json};

#[test]
fn the_description_that_is_checked_in_is_the_one_that_is_served() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let (status, document) = get_json(&server.address, "/api/v1/openapi.json");
    assert_eq!((status, document["openapi"].as_str()), (200, Some("3.1.0")));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas/openapi.json");
    let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os("MENHU_WRITE_SCHEMAS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "docs/schemas/openapi.json is not what is served; run the test with MENHU_WRITE_SCHEMAS=1");

    // Every reference leads somewhere.
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
    // Every address that is described is there.
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|method| *method == "get") {
            let (status, text) = get(
                &server.address,
                &path.replace("{id}", "doc-2024-001").replace("{list}", "units").replace("{name}", "hunyin"),
            );
            assert_eq!(status, 200, "{method} {path}: {text:.200}");
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            references.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| collect(value, references));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
