//! The description of the JSON interface, OpenAPI 3.1: its schemas and parameters are made from the types that are read
//! and written.

use menhu::catalog::{Item, Listed, Listing};
use menhu::query::{SearchAnswer, SearchRequest};
use menhu::related::Related;
use menhu::scene::Walk;
use menhu::schema::{generator, without_links};
use menhu::suggest::{SuggestAnswer, SuggestRequest};
use menhu_lookups::lookup::Operation;
use schemars::JsonSchema;
use schemars::generate::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::lookup::describe;
use super::problem::Problem;

/// Where definitions stand in the document.
pub(super) const DEFINITIONS: &str = "/components/schemas";

/// The whole document.
pub(crate) fn document() -> Value {
    let mut asked = generator(DEFINITIONS, false);
    let mut answered = generator(DEFINITIONS, true);
    let search = inline::<SearchRequest>(&mut asked);
    let suggest = inline::<SuggestRequest>(&mut asked);
    let (of_search, of_suggest, none) = (parameters(&search), parameters(&suggest), json!([]));
    let search_body = json!({
        "required": true,
        "content": {
            "application/json": {"schema": search},
            "application/x-www-form-urlencoded": {"schema": form(search.clone())},
        },
    });
    let id = json!([{
        "name": "id", "in": "path", "required": true, "description": "Id of the item.",
        "schema": {"type": "string", "minLength": 1},
    }]);
    let lists: Vec<&str> = Listing::ALL.iter().map(|list| list.name()).collect();
    let list = json!([{
        "name": "list", "in": "path", "required": true, "description": "Name of the list.",
        "schema": {"type": "string", "enum": lists},
    }]);
    let walk = json!([
        {
            "name": "name", "in": "path", "required": true, "description": "Name of the scene.",
            "schema": {"type": "string", "minLength": 1},
        },
        {
            "name": "answers", "in": "query", "required": false, "style": "form", "explode": true,
            "description": "The answers given so far: each parameter is the id of a question, with the id of its answer.",
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    ]);
    let answers = &mut answered;
    let found = response::<SearchAnswer>(answers, "The hits, with facets and cards");
    let paths = json!({
        "/api/v1/search": {
            "get": operation("search", "Search", &of_search, &found, &[400, 409, 414, 503, 504]),
            "post": with_body(
                operation("searchByBody", "Search, for long queries", &none, &found, &[400, 409, 413, 415, 503, 504]),
                search_body,
            ),
        },
        "/api/v1/suggest": {
            "get": operation(
                "suggest", "What may be meant by what is typed so far", &of_suggest,
                &response::<SuggestAnswer>(answers, "Suggestions, grouped by kind"), &[400, 414, 503, 504],
            ),
        },
        "/api/v1/items/{id}": {
            "get": operation(
                "item", "An item that is open to the public", &id,
                &response::<Item>(answers, "The item, with fields that Menhu does not know"), &[400, 404, 503, 504],
            ),
        },
        "/api/v1/items/{id}/related": {
            "get": operation(
                "related",
                "What is related to an item, in groups by type, each with its reason",
                &id,
                &response::<Related>(answers, "The groups that have an item"),
                &[400, 404, 503, 504],
            ),
        },
        "/api/v1/catalog/{list}": {
            "get": operation(
                "browse",
                "A list by which the portal is entered without a query",
                &list,
                &response::<Listed>(answers, "Its entries, each with the number of its items"),
                &[400, 404, 503, 504],
            ),
        },
        "/api/v1/scenes/{name}": {
            "get": operation(
                "walk",
                "A scene, walked: what is asked next, what is to be done and what to bring, for the answers given",
                &walk,
                &response::<Walk>(answers, "The way, as far as the answers lead"),
                &[400, 404, 503, 504],
            ),
        },
        "/api/v1/lookups": {
            "get": operation("lookups", "What can be looked up here, and who answers", &none, &describe::list(), &[400]),
        },
        "/api/v1/lookups/social-security": {"post": describe::look_up(Operation::SocialSecurity)},
        "/api/v1/lookups/housing-fund": {"post": describe::look_up(Operation::HousingFund)},
        "/api/v1/lookups/traffic-violations": {"post": describe::look_up(Operation::TrafficViolations)},
        "/api/v1/lookups/traffic-violations/rule": {"post": describe::rule()},
        "/api/v1/openapi.json": {
            "get": operation("openapi", "This document", &none, &plain("OpenAPI 3.1"), &[400]),
        },
        "/healthz": {"get": operation("healthy", "Whether the process lives", &none, &plain("It does"), &[400])},
        "/readyz": {
            "get": operation("ready", "Whether searches are answered", &none, &plain("They are"), &[400, 503]),
        },
    });
    answered.subschema_for::<Problem>();
    let mut schemas = asked.take_definitions(true);
    schemas.extend(answered.take_definitions(true));
    schemas.extend(describe::schemas());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Menhu",
            "description": "Search and query of a government portal. Unknown parameters and fields are errors that name \
                themselves. Problems are RFC 9457.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

/// A request as the fields of a form.
fn form(mut request: Value) -> Value {
    if let Some(properties) = request.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(without_null);
    }
    request
}

/// In addresses and forms there is no null: what is not given is left out.
fn without_null(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}

/// The fields of a request as parameters of an address.
fn parameters(request: &Value) -> Value {
    let properties = request["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, mut schema): (String, Value)| {
        let description = schema.as_object_mut().and_then(|schema| schema.remove("description")).unwrap_or_default();
        // A list of facets is one text with commas; filters are repeated.
        let explode = name != "facets";
        without_null(&mut schema);
        json!({
            "name": name, "in": "query", "required": false, "description": description,
            "style": "form", "explode": explode, "schema": schema,
        })
    };
    properties.into_iter().map(parameter).collect()
}

/// The schema of a type in full, where it stands.
fn inline<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    let mut schema = T::json_schema(schemas);
    without_links(&mut schema);
    schema.to_value()
}

fn response<T: JsonSchema>(schemas: &mut SchemaGenerator, description: &str) -> Value {
    let schema = schemas.subschema_for::<T>();
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

fn plain(description: &str) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": {"type": "object"}}}})
}

pub(super) fn operation(id: &str, summary: &str, parameters: &Value, answer: &Value, problems: &[u16]) -> Value {
    let mut responses = Map::from_iter([("200".to_owned(), answer.clone())]);
    let schema = json!({"$ref": format!("#{DEFINITIONS}/Problem")});
    for status in problems {
        let description = match status {
            400 => "A parameter or field is unknown or malformed; the problem names it",
            404 => "There is no such item, or it is not open to the public",
            409 => "The cursor has expired, or belongs to another search",
            413 | 414 => "The request is too long",
            415 => "The body is neither JSON nor a form",
            503 => "Too many requests; try again after the seconds in Retry-After",
            _ => "The answer was not ready in time",
        };
        let content = json!({"application/problem+json": {"schema": schema}});
        responses.insert(status.to_string(), json!({"description": description, "content": content}));
    }
    json!({"operationId": id, "summary": summary, "parameters": parameters, "responses": responses})
}

pub(super) fn with_body(mut operation: Value, body: Value) -> Value {
    operation["requestBody"] = body;
    operation
}
