//! `completion/complete`.

use serde_json::{Value, json};

use super::world::{package, pages, post};
use crate::common::Server;
use crate::desk::in_both_eras;

const PAGES: &str = "site://pages/{path}";

fn template(uri: &str, argument: &str, typed: &str) -> Value {
    let kind = json!({ "type": "ref/resource", "uri": uri });
    json!({ "ref": kind, "argument": { "name": argument, "value": typed } })
}

fn prompt(name: &str, argument: &str, typed: &str) -> Value {
    let kind = json!({ "type": "ref/prompt", "name": name });
    json!({ "ref": kind, "argument": { "name": argument, "value": typed } })
}

#[track_caller]
fn values(server: &mut Server, params: Value) -> Vec<String> {
    let completed = server.request("completion/complete", params).unwrap();
    assert!(completed["completion"]["hasMore"].is_boolean());
    serde_json::from_value(completed["completion"]["values"].clone()).unwrap()
}

#[test]
fn names_that_begin_so_come_before_those_that_have_it_in_them() {
    in_both_eras(|desk| {
        pages(desk);
        desk.page("Our wedding story");
        desk.ok("createPage", json!({ "name": "Wedding fairs", "slug": "fairs" }));
        post(desk, "soon", "draft");
        let package = package(desk);
        let mut server = desk.colleague("assistant");
        let found = values(&mut server, template(PAGES, "path", "WEDDING"));
        assert_eq!(found, ["our-wedding-story", "services/weddings", "fairs"]);
        let found = values(&mut server, template(PAGES, "path", "serv"));
        assert_eq!(found, ["services", "services/weddings"]);
        assert_eq!(values(&mut server, template(PAGES, "path", "")).len(), 5);
        assert_eq!(values(&mut server, template("site://posts/{slug}", "slug", "so")), ["soon"]);
        let packages = "site://packages/{id}";
        assert_eq!(values(&mut server, template(packages, "id", "elo")), ["Elopement Day"]);
        assert_eq!(values(&mut server, template(packages, "id", &package[..12])), [package]);
        for nothing in ["%", "_", "' OR 1", &"x".repeat(100_000)] {
            assert!(values(&mut server, template(PAGES, "path", nothing)).is_empty());
        }
        desk.run(&["tenant", "add", "other"]);
        let found = values(&mut desk.neighbour("other"), template(PAGES, "path", ""));
        assert_eq!(found, ["home"]);
    });
}

#[test]
fn at_most_a_hundred_are_given() {
    in_both_eras(|desk| {
        for number in 0..105 {
            desk.ok("createPage", json!({ "name": format!("Page {number}") }));
        }
        let mut server = desk.colleague("assistant");
        let completed = server.request("completion/complete", template(PAGES, "path", "page"));
        let completion = completed.unwrap()["completion"].clone();
        assert_eq!(completion["values"].as_array().unwrap().len(), 100);
        assert_eq!(completion["hasMore"], true);
    });
}

#[test]
fn arguments_of_prompts_are_completed_where_they_name_something() {
    in_both_eras(|desk| {
        let mut server = desk.colleague("assistant");
        let packages = |argument, typed| prompt("set_up_packages", argument, typed);
        assert_eq!(values(&mut server, packages("page", "ho")), ["home"]);
        assert!(values(&mut server, packages("packages", "ho")).is_empty(), "free text");
        for (wrong, says) in [
            (packages("colour", ""), "packages, page"),
            (prompt("make_tea", "x", ""), "prompts/list"),
            (template("site://pages/{slug}", "slug", ""), "resources/templates/list"),
            (template(PAGES, "slug", ""), "path"),
            (json!({ "ref": { "type": "ref/tool" } }), "ref/prompt"),
        ] {
            let error = server.request("completion/complete", wrong).unwrap_err();
            assert_eq!(error["code"], -32602, "{error}");
            assert!(error["message"].as_str().unwrap().contains(says), "{error}");
        }
    });
}
