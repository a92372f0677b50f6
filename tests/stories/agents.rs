//! Agents and tenants: each sees and does what is its own.

use deskhand::{catalogue, integration::NEEDS, tool::Tool};
use serde_json::{Value, json};

use super::desk::{each, id, in_both_eras};

#[test]
fn an_agent_that_only_reads_has_no_tool_that_writes() {
    in_both_eras(|desk| {
        desk.run(&["agent", "add", "reader", "--profile", "readonly"]);
        let mut reader = desk.colleague("reader");
        let names: Vec<Value> = each(&reader.list(), "name");
        // Everything that reads, but for what needs a service that is not connected.
        let reads = |tool: &Tool| match tool {
            Tool::One(operation) => operation.kind().reads(),
            Tool::Actions(set) => set.actions.iter().any(|(_, operation)| operation.kind().reads()),
        };
        let reading = catalogue::all().filter(|(_, tool)| reads(tool));
        let reading = reading.map(|(_, tool)| tool.spec().name);
        let expected: Vec<&str> =
            reading.filter(|name| NEEDS.iter().all(|(needs, _)| needs != name)).collect();
        assert_eq!(names, expected);
        assert!(expected.contains(&"getPage") && expected.contains(&"manage_packages"));
        assert!(!expected.contains(&"createPage") && !expected.contains(&"searchWeb"));
        reader.call("getPage", json!({ "all": true })).ok();
        reader.call("manage_packages", json!({ "action": "list" })).ok();
        // What is out of scope is not there at all: the answer is that to a name that nobody knows.
        let before = desk.contents();
        let hidden = reader.call("createPage", json!({ "name": "About" }));
        assert_eq!(hidden.protocol_error(), -32602);
        let unknown = reader.call("nothingOfTheKind", json!({ "name": "About" }));
        let said = |answer: &Value| {
            answer["error"]["message"].as_str().unwrap().replace("nothingOfTheKind", "createPage")
        };
        assert_eq!(said(hidden.reply()), said(unknown.reply()));
        let create = json!({ "action": "create", "name": "P", "price": 1, "description": "x" });
        reader.call("manage_packages", create).refused("ACTION_INVALID");
        assert_eq!(desk.contents(), before);
    });
}

#[test]
fn a_tenant_sees_nothing_of_another() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        desk.run(&["tenant", "add", "studio", "--currency", "EUR"]);
        let mut studio = desk.neighbour("studio");
        let found = studio.call("getPage", json!({ "all": true })).ok();
        assert_eq!(each(found["items"].as_array().unwrap(), "name"), ["Home"]);
        assert_eq!(studio.call("getPage", json!({ "id": page })).ok()["count"], 0);
        // Its own page may have the same name and address, its prices are in its own currency.
        let own = studio.call("createPage", json!({ "name": "About" })).ok();
        assert_ne!(id(&own["data"]), page);
        let create = json!({ "action": "create", "name": "P", "price": 1.5, "description": "x" });
        let package = studio.call("manage_packages", create).ok();
        assert_eq!(package["data"]["currency"], "EUR");
        assert_eq!(desk.items("manage_packages", json!({ "action": "list" })), [json!(null); 0]);
        let history = desk.items("getHistory", json!({ "changeId": own["changeId"] }));
        assert_eq!(history, [json!(null); 0]);
    });
}
