//! Front matter as a JSON Schema, draft 07, for editors and other programs.

use serde_json::{Map, Value as Json, json};

use super::value::SLUG;
use super::{Field, Value};
use crate::kinds::PageKind;

/// The schema of front matter with these keys; `closed` if it has no others.
pub fn schema<'a>(title: &str, about: &str, fields: impl Iterator<Item = &'a Field> + Clone, closed: bool) -> Json {
    let properties: Map<String, Json> = fields.clone().map(|field| (field.name.to_owned(), of(field))).collect();
    let required: Vec<&str> = fields.filter(|field| field.required).map(|field| field.name).collect();
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "description": about,
        "type": "object",
        "properties": properties,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if closed {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

fn of(field: &Field) -> Json {
    let mut schema = match field.value {
        Value::Words => json!({ "type": ["string", "number", "boolean"] }),
        Value::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Value::Slug(most) => json!({ "type": "string", "pattern": SLUG, "minLength": 1, "maxLength": most }),
        Value::Day => json!({ "type": "string", "format": "date", "examples": ["2024-03-09"] }),
        Value::Moment => json!({
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}|^TODO\(",
            "examples": ["2024-03-09", "2024-03-09 14:05"],
        }),
        Value::Period => json!({ "type": "string", "examples": ["90d", "6 months", "quarterly"] }),
        Value::OneOf(words) => json!({ "enum": words }),
        // Words that say so are read too.
        Value::Flag => json!({ "enum": [true, false, "true", "false"] }),
        Value::Kind => json!({ "enum": PageKind::ALL.map(PageKind::word) }),
        Value::List => json!({
            "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        }),
        Value::Map => json!({ "type": "object" }),
    };
    if !field.required {
        allow_null(&mut schema);
    }
    schema["description"] = json!(field.about);
    schema
}

/// A key that is there and empty is as good as none.
fn allow_null(schema: &mut Json) {
    if let Some(Json::String(one)) = schema.get("type").cloned() {
        schema["type"] = json!([one]);
    }
    let null = [("type", json!("null")), ("enum", Json::Null), ("oneOf", json!({ "type": "null" }))];
    for (key, null) in null {
        if let Some(Json::Array(ways)) = schema.get_mut(key) {
            ways.push(null);
        }
    }
}
