//! What came from outside says so: there is one type that marks it, and its mark is in the schema.

use deskhand::catalogue;
use serde_json::Value;

use super::world;

/// The objects of a schema that are marked as what came from outside.
fn marked<'s>(schema: &'s Value, found: &mut Vec<&'s Value>) {
    match schema {
        Value::Object(object) => {
            if schema.pointer("/properties/trust/const").is_some_and(|mark| mark == "untrusted") {
                found.push(schema);
            }
            object.values().for_each(|inner| marked(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| marked(inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_tool_that_reads_outside_marks_what_it_brings() {
    let mut seen = 0;
    let outside = catalogue::all().filter(|(toolset, _)| toolset.name == "outside");
    let outside: Vec<&str> = outside.map(|(_, tool)| tool.spec().name).collect();
    for (name, operation) in world::operations() {
        if !outside.contains(&name) && name != "getConversation" {
            continue;
        }
        let schema = Value::Object((*operation.output_schema()).clone());
        let mut found = Vec::new();
        marked(&schema, &mut found);
        assert!(!found.is_empty(), "{name} brings text from outside that says nothing of it");
        for object in found {
            assert_eq!(object["properties"]["source"]["type"], "string", "{name}");
            assert!(
                object["properties"].as_object().unwrap().len() > 2,
                "{name}: nothing is marked"
            );
        }
        seen += 1;
    }
    assert!(seen >= 5, "{seen} tools");
}

#[test]
fn an_answer_from_outside_is_marked_as_a_whole() {
    // Of these, everything in an item came from there.
    for name in ["searchWeb", "fetchContent", "httpGet"] {
        let (_, operation) = world::operations().into_iter().find(|it| it.0 == name).unwrap();
        let schema = Value::Object((*operation.output_schema()).clone());
        let item = &schema["properties"]["items"]["items"];
        assert_eq!(item["properties"]["trust"]["const"], "untrusted", "{name}");
    }
}
