//! Hints follow from the kinds of a tool, and a profile leaves only what it allows.

use std::collections::BTreeSet;

use deskhand::{
    catalogue,
    gate::{
        Hints,
        scope::{
            pattern::{Pattern, candidates},
            profile::{CHANNELS, PROFILES, SUBTYPES},
        },
    },
    integration::{INTEGRATIONS, NEEDS},
    tool::{Kind, Tool},
};

use super::world;

fn kinds_of(tool: &Tool) -> Vec<Kind> {
    match tool {
        Tool::One(operation) => vec![operation.kind()],
        Tool::Actions(set) => set.actions.iter().map(|(_, operation)| operation.kind()).collect(),
    }
}

#[test]
fn hints_follow_from_the_kind() {
    let listed = world::listed("admin");
    for ((_, tool), listed) in catalogue::all().zip(&listed) {
        let kinds = kinds_of(tool);
        let any = |some: &[Kind]| kinds.iter().any(|kind| some.contains(kind));
        let all = |some: &[Kind]| kinds.iter().all(|kind| some.contains(kind));
        let expected = Hints {
            read_only: all(&[Kind::Query, Kind::Fetch, Kind::Inquiry, Kind::RequestLifecycle]),
            destructive: any(&[Kind::Deletion, Kind::Publication, Kind::Sending]),
            idempotent: all(&[Kind::Query, Kind::Fetch, Kind::Inquiry]),
            open_world: any(&[
                Kind::Exchange,
                Kind::Retrieval,
                Kind::Sending,
                Kind::Fetch,
                Kind::Inquiry,
            ]),
        };
        assert_eq!(listed.hints, expected, "{}", listed.name);
    }
}

#[test]
fn a_name_promises_what_its_kind_does() {
    for (name, operation) in world::operations() {
        let full = operation.spec().name;
        let verb = full.split_once(':').map_or(name, |(_, action)| action);
        let is = |starts: &[&str]| starts.iter().any(|start| verb.starts_with(start));
        let expected =
            if is(&["get", "list", "search", "query", "browse", "find", "fetch", "httpGet"]) {
                vec![Kind::Query, Kind::Fetch, Kind::Inquiry]
            } else if is(&["delete"]) {
                // Nav items are small and undoable: their deletion does not ask.
                vec![if name == "deleteNavItem" { Kind::Command } else { Kind::Deletion }]
            } else if is(&["acknowledge", "withdraw", "final"]) {
                vec![Kind::RequestLifecycle]
            } else {
                vec![
                    Kind::Command,
                    Kind::Publication,
                    Kind::Bulk,
                    Kind::Exchange,
                    Kind::Retrieval,
                    Kind::Sending,
                    Kind::Deletion,
                ]
            };
        assert!(expected.contains(&operation.kind()), "{full} is a {:?}", operation.kind());
    }
}

#[test]
fn the_arguments_of_the_kind_are_there_and_no_others() {
    for (_, operation) in world::operations() {
        let rules = operation.arguments().rules();
        let has: BTreeSet<&str> =
            rules["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let listed = operation.arguments().schema();
        let kind = operation.kind();
        let writes =
            !matches!(kind, Kind::Query | Kind::Fetch | Kind::Inquiry | Kind::RequestLifecycle);
        let asks = [
            Kind::Deletion,
            Kind::Publication,
            Kind::Bulk,
            Kind::Retrieval,
            Kind::Sending,
            Kind::Inquiry,
        ];
        let guarded = asks.contains(&kind);
        let name = operation.spec().name;
        for (argument, due) in [
            ("cursor", kind == Kind::Query),
            ("dryRun", writes),
            ("idempotencyKey", writes),
            ("confirmed", guarded),
            ("confirmationToken", guarded),
        ] {
            assert_eq!(has.contains(argument), due, "{name}: {argument}");
        }
        // Taken, and known to programs from the documentation.
        for argument in
            ["dryRun", "idempotencyKey", "expectedVersion", "returning", "limit", "cursor"]
        {
            assert!(listed["properties"].get(argument).is_none(), "{name}: {argument}");
        }
        // A preview shows it, so it is one that can be sent.
        let token = listed["properties"].get("confirmationToken");
        assert_eq!(token.is_some(), guarded, "{name}");
        let updates = name.starts_with("update") || name.ends_with(":update");
        assert_eq!(has.contains("expectedVersion"), updates, "{name}: expectedVersion");
    }
}

#[test]
fn every_operation_is_in_a_profile_besides_admin() {
    let lists = PROFILES.iter().filter(|profile| !["admin", "readonly"].contains(&profile.name));
    let patterns: Vec<Pattern> =
        lists.flat_map(|list| list.tools).map(|text| Pattern::parse(text).unwrap()).collect();
    for operation in candidates() {
        let is_somewhere = patterns.iter().any(|pattern| pattern.matches(&operation));
        let name = operation.pattern();
        // These are in every scope without a line.
        let always = operation.toolset == "defaults";
        assert!(is_somewhere || always, "{name} is in no profile but admin: who gets it?");
    }
}

#[test]
fn profiles_subtypes_and_channels_speak_of_what_there_is() {
    for profile in PROFILES {
        for text in profile.tools {
            assert!(Pattern::granting(text).is_ok(), "{}: {text}", profile.name);
        }
    }
    for (subtype, name) in SUBTYPES {
        assert!(PROFILES.iter().any(|profile| profile.name == *name), "{subtype}: {name}");
    }
    for (channel, tools) in CHANNELS {
        for text in *tools {
            assert!(Pattern::parse(text).is_ok(), "{channel}: {text}");
        }
    }
    for (text, services) in NEEDS {
        assert!(Pattern::parse(text).is_ok(), "{text}");
        for service in *services {
            assert!(INTEGRATIONS.iter().any(|known| known.name == *service), "{text}: {service}");
        }
    }
}

#[test]
fn a_readonly_agent_sees_only_what_reads() {
    let listed = world::listed("readonly");
    for tool in &listed {
        let Hints { read_only, destructive, .. } = tool.hints;
        assert_eq!((read_only, destructive), (true, false), "{}", tool.name);
        let properties = tool.input_schema["properties"].as_object().unwrap();
        for argument in ["dryRun", "idempotencyKey", "price"] {
            assert!(!properties.contains_key(argument), "{} takes {argument}", tool.name);
        }
        if let Some(action) = properties.get("action") {
            assert_eq!(action["enum"], serde_json::json!(["list"]), "{}", tool.name);
        }
    }
    // Every tool that reads is there, and every set that has a reading action.
    let reading: Vec<&str> = catalogue::all()
        .filter(|(_, tool)| {
            let kinds = kinds_of(tool);
            kinds.iter().any(|kind| kind.reads())
        })
        .map(|(_, tool)| tool.spec().name)
        .collect();
    assert_eq!(listed.iter().map(|tool| tool.name).collect::<Vec<_>>(), reading);
}

#[test]
fn a_profile_that_nobody_knows_reads_only() {
    let names = |profile: &str| -> Vec<&str> {
        world::listed(profile).iter().map(|tool| tool.name).collect()
    };
    assert_eq!(names("a profile of a later version"), names("readonly"));
}
