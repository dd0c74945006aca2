use serde_json::{Map, Value, json};

use super::{Form, Section, VERBS, Word, sections};

/// The JSON Schema (2020-12) of a problem file, for editors.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    for section in sections() {
        definitions.insert(section.id.to_owned(), definition(section));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "napkin problem file",
        "$ref": "#/$defs/file",
        "$defs": definitions,
    })
}

fn definition(section: &Section) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for word in section.words {
        let described = shape(word);
        match properties.get_mut(word.name) {
            // The same word of another kind: either form.
            Some(known) => either(known, &described),
            None => {
                properties.insert(word.name.to_owned(), described);
            }
        }
        if word.default == super::Default::Required && word.kinds.is_empty() {
            required.push(word.name);
        }
    }
    let mut schema = json!({
        "type": "object",
        "description": section.doc,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if section.id == "step" {
        schema["anyOf"] = VERBS.iter().map(|verb| json!({ "required": [verb] })).collect();
    }
    if section.id == "objective" {
        return json!({ "anyOf": [{ "type": "string" }, schema] });
    }
    schema
}

fn either(known: &mut Value, other: &Value) {
    let same = |value: &Value| {
        let mut value = value.clone();
        if let Some(map) = value.as_object_mut() {
            map.remove("description");
            map.remove("default");
        }
        value
    };
    if same(known) == same(other) {
        return;
    }
    *known = json!({ "anyOf": [known.clone(), other] });
}

fn shape(word: &Word) -> Value {
    let reference = |id: &str| json!({ "$ref": format!("#/$defs/{id}") });
    let expression = json!({ "type": ["string", "number", "boolean"] });
    let quantity = json!({ "type": ["string", "number"] });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let mut shape = match word.form {
        Form::Text | Form::Name(_) | Form::Rule => json!({ "type": "string" }),
        Form::Texts => texts,
        Form::Names(_) => json!({ "anyOf": [{ "type": "string" }, texts] }),
        Form::Whole => json!({ "type": "integer" }),
        Form::Wholes => json!({ "type": "array", "items": { "type": "integer" } }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Choice(words) => json!({ "enum": words }),
        Form::Count
        | Form::Factor
        | Form::Share
        | Form::Time
        | Form::Rate
        | Form::Data
        | Form::Quantity
        | Form::Duration => quantity,
        Form::Expression | Form::Condition => expression,
        Form::Expressions => {
            json!({ "anyOf": [expression.clone(), { "type": "array", "items": expression }] })
        }
        Form::Assignments => json!({ "type": "object", "additionalProperties": expression }),
        Form::Steps => json!({ "type": "array", "items": { "$ref": "#/$defs/step" } }),
        Form::Section(id) => reference(id),
        Form::Named(id) => json!({ "type": "object", "additionalProperties": reference(id) }),
        Form::List(id) => json!({ "type": "array", "items": reference(id) }),
        Form::Patch | Form::Map => json!({ "type": "object" }),
        Form::Other => json!({}),
    };
    if let Some(map) = shape.as_object_mut() {
        map.insert("description".into(), Value::String(word.doc.to_owned()));
        if let super::Default::Value(default) = word.default {
            map.insert("default".into(), Value::String(default.to_owned()));
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let schema = schema();
        let text = schema.to_string();
        for part in text.split("#/$defs/").skip(1) {
            let id = part.split('"').next().unwrap();
            assert!(schema["$defs"][id].is_object(), "{id}");
        }
        assert_eq!(schema["$defs"]["component"]["properties"]["lag"]["default"], "10ms p99 200ms");
        assert_eq!(schema["$defs"]["file"]["required"][0], "schema");
    }
}
