//! Isolation: whatever one tenant names, another tenant's things are not there.
//!
//! The cases are made from the catalogue. With each argument that can name a thing, a tenant asks for what
//! is another's, and for what nobody has: the answers are the same to the byte, and not one row moves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(clippy::disallowed_types, reason = "looks at the rows from outside")]

#[path = "isolation/alike.rs"]
mod alike;
#[path = "isolation/arguments.rs"]
mod arguments;
#[path = "isolation/by_hand.rs"]
mod by_hand;
#[path = "isolation/by_name.rs"]
mod by_name;
#[path = "isolation/calls.rs"]
mod calls;
mod common;
#[path = "isolation/customers.rs"]
mod customers;
#[path = "isolation/kinds.rs"]
mod kinds;
#[path = "isolation/made.rs"]
mod made;
#[path = "isolation/reach.rs"]
mod reach;
#[path = "isolation/restricted.rs"]
mod restricted;
#[path = "isolation/world.rs"]
mod world;

use common::picture;

use arguments::{Class, class, company, manners, paths, put, put_beside};
use deskhand::{
    catalogue, id,
    tool::{Kind, Operation, Tool},
};
use serde_json::{Map, Value, json};
use world::{Actor, World};

/// Every operation with the name of its tool.
fn operations() -> Vec<(&'static str, &'static dyn Operation)> {
    let mut all: Vec<(&str, &dyn Operation)> = Vec::new();
    for (_, tool) in catalogue::all() {
        match tool {
            Tool::One(operation) => all.push((tool.spec().name, *operation)),
            Tool::Actions(set) => {
                all.extend(set.actions.iter().map(|(_, operation)| (tool.spec().name, *operation)));
            }
        }
    }
    all
}

/// A well-formed id of that kind that nobody has.
fn nobodys(kind: &str) -> String {
    let noun = if ["posts", "entries"].contains(&kind) { "collection" } else { kind };
    let prefix = id::prefix_of(noun).unwrap_or_else(|| panic!("which id has a {kind}?"));
    id::PageId::new().to_string().replace("page", prefix)
}

/// What another tenant has, and what nobody has: to be used in the same place.
struct Pair {
    theirs: String,
    nobodys: String,
    /// Arguments that only make sense along with it.
    along: Map<String, Value>,
}

/// Everything by which an argument of that class can name a thing of `other`.
fn pairs(kind: &str, names: &[&str], other: &Actor) -> Vec<Pair> {
    let things = &other.things;
    let by_id = |kind: &str, along: Map<String, Value>| Pair {
        theirs: things.ids[kind].clone(),
        nobodys: nobodys(kind),
        along,
    };
    if kind == "anything" {
        // getHistory: a kind of thing, and the id of one.
        let kinds = [
            ("page", "page"),
            ("section", "section"),
            ("image", "image"),
            ("service", "service"),
            ("package", "package"),
            ("sectionTemplate", "section template"),
        ];
        let along = |entity: &str| json!({ "entity": entity }).as_object().unwrap().clone();
        return kinds.into_iter().map(|(entity, kind)| by_id(kind, along(entity))).collect();
    }
    let mut pairs = vec![by_id(kind, Map::new())];
    for name in names {
        let theirs = things.names[name].clone();
        let nobodys = ["Alpha", "Beta"].iter().fold(theirs.clone(), |text, name| {
            text.replace(name, "Omega").replace(&name.to_lowercase(), "omega")
        });
        // The address of a picture is a hash.
        let nobodys =
            nobodys.replace("uploads/", "uploads/0").replace("+1415555267", "+1415555268");
        assert_ne!(theirs, nobodys);
        pairs.push(Pair { theirs, nobodys, along: Map::new() });
    }
    pairs
}

/// The ways to put a name into an argument: as it is, alone in a list, or after one of the caller's own.
fn forms(property: &Value, name: &str, own: &str) -> Vec<Value> {
    if property["type"].to_string().contains("array") {
        return vec![json!([name]), json!([own, name])];
    }
    vec![json!(name)]
}

#[test]
fn every_argument_is_classified() {
    let mut unknown = Vec::new();
    for (_, operation) in operations() {
        let name = operation.spec().name;
        for (path, _) in paths(operation) {
            if class(operation, &path).is_none() {
                unknown.push(format!("{name}: {path}"));
            }
        }
    }
    assert!(unknown.is_empty(), "can these name a thing? Say it in tests/isolation: {unknown:?}");
}

#[test]
fn what_another_tenant_has_is_not_there() {
    let world = World::new();
    let before = world.rows(&world.a);
    let own = |kind: &str| world.b.things.ids[kind].clone();
    let mut cases = 0;
    for (tool, operation) in operations() {
        for (path, property) in paths(operation) {
            let Some(Class::Names(kind, names)) = class(operation, &path) else {
                continue;
            };
            for pair in pairs(kind, names, &world.a) {
                let own_id = if kind == "anything" { String::new() } else { own(kind) };
                for (form, missing) in forms(&property, &pair.theirs, &own_id).iter().zip(&forms(
                    &property,
                    &pair.nobodys,
                    &own_id,
                )) {
                    for manner in manners(operation.kind()) {
                        let known = operation.arguments().schema();
                        let ask = |value: &Value| {
                            let mut all = company(operation, &path, &own);
                            put_beside(&mut all, operation, &path, &pair.along);
                            put(&mut all, operation, &path, value.clone());
                            let manner = manner.as_object().unwrap().clone();
                            let fits = |name: &str| known["properties"].get(name).is_some();
                            all.extend(manner.into_iter().filter(|(name, _)| fits(name)));
                            (world.call(&world.b, tool, &Value::Object(all.clone())), all)
                        };
                        same(&pair, ask(form), ask(missing), operation.spec().name);
                        cases += 1;
                    }
                }
            }
        }
    }
    assert!(cases > 100, "only {cases} cases were made");
    assert!(world.rows(&world.a) == before, "something of the other tenant has changed");
}

/// Holds two answers to be the same but for the name that was asked for.
fn same(
    pair: &Pair,
    theirs: (Value, Map<String, Value>),
    nobodys: (Value, Map<String, Value>),
    tool: &str,
) {
    let plain = |answer: &Value, name: &str| answer.to_string().replace(name, "<name>");
    let (found, missing) = (plain(&theirs.0, &pair.theirs), plain(&nobodys.0, &pair.nobodys));
    let asked = Value::Object(theirs.1);
    assert_eq!(found, missing, "{tool} {asked}");
    // An answer that is the same because the call was wrong in another way shows nothing.
    let refused = theirs.0["error"]["type"].as_str();
    let nowhere = theirs.0["error"]["code"] == "EDIT_NOT_FOUND";
    let absent = theirs.0["count"] == 0 || refused == Some("not_found") || nowhere;
    assert!(absent, "{tool} {asked} does not get as far as the name: {}", theirs.0);
    let next = theirs.0["error"]["suggestion"].as_str().unwrap_or_default();
    assert!(
        refused.is_none() || !next.is_empty(),
        "{tool} {asked} says no next step: {}",
        theirs.0
    );
}

#[test]
fn what_the_caller_has_itself_is_found_by_the_same_calls() {
    // The control of the test above: asked for its own things, no call says that they are not there.
    let world = World::new();
    let own = |kind: &str| world.b.things.ids[kind].clone();
    let mut found = 0;
    for (tool, operation) in operations() {
        for (path, property) in paths(operation) {
            let Some(Class::Names(kind, names)) = class(operation, &path) else {
                continue;
            };
            for pair in pairs(kind, names, &world.b) {
                let mut all = company(operation, &path, &own);
                put_beside(&mut all, operation, &path, &pair.along);
                let form = forms(&property, &pair.theirs, "").swap_remove(0);
                put(&mut all, operation, &path, form);
                if !matches!(operation.kind(), Kind::Query | Kind::RequestLifecycle) {
                    all.insert("dryRun".into(), true.into());
                }
                let all = Value::Object(all);
                let answer = world.call(&world.b, tool, &all);
                let is_old = pair.theirs == world.b.things.names["old path"]
                    // An address of the past leads on.
                    && (tool, &*path) != ("getPage", "slug");
                // Two arguments want a name where others take an id as well.
                let wants_name = operation.kind() == Kind::Query
                    && ["slug", "key"].contains(&path.as_str())
                    && world.b.things.ids.values().any(|id| *id == pair.theirs);
                let code = answer["error"]["code"].as_str().unwrap_or_default();
                let absent = answer["count"] == 0 || code.ends_with("_NOT_FOUND");
                // A template put in by hand has no history; an old path is no page; the contact has no orders.
                let is_template = all["entity"] == "sectionTemplate";
                let nothing = is_template
                    || ["getOrder", "getInvoice"].contains(&tool) && path == "contactId";
                assert!(absent == (is_old || nothing || wants_name), "{tool} {all}: {answer}");
                found += 1;
            }
        }
    }
    assert!(found > 40, "only {found} calls");
}

#[test]
fn an_id_of_another_kind_is_refused_with_both_kinds_named() {
    let world = World::new();
    let own = |kind: &str| world.b.things.ids[kind].clone();
    let mut tried = 0;
    for (tool, operation) in operations() {
        for (path, property) in paths(operation) {
            let wanted = property.get("x-id").or_else(|| property["items"].get("x-id"));
            let Some(wanted) = wanted.and_then(Value::as_str) else { continue };
            let other = if wanted == "page" { "image" } else { "page" };
            let mut all = company(operation, &path, &own);
            put(&mut all, operation, &path, forms(&property, &nobodys(other), "").swap_remove(0));
            let all = Value::Object(all);
            let refused = world.call(&world.b, tool, &all)["error"].clone();
            assert_eq!(refused["code"], "ID_WRONG_KIND", "{tool} {all}: {refused}");
            let said = refused["message"].as_str().unwrap();
            assert!(said.contains(other) && said.contains(&format!("`{wanted}_…`")), "{said}");
            tried += 1;
        }
    }
    assert!(tried > 50, "only {tried} arguments");
}
