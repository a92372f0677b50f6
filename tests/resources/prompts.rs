//! `prompts/list` and `prompts/get`.

use deskhand::guidance::WORKFLOWS;
use serde_json::{Value, json};

use super::world::is_modern;
use crate::common::Server;
use crate::desk::in_both_eras;

fn names(listed: &Value) -> Vec<&str> {
    let prompts = listed["prompts"].as_array().unwrap();
    prompts.iter().map(|prompt| prompt["name"].as_str().unwrap()).collect()
}

#[track_caller]
fn refused(server: &mut Server, params: Value) -> String {
    let error = server.request("prompts/get", params).unwrap_err();
    assert_eq!(error["code"], -32602, "{error}");
    error["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_workflow_is_offered_to_whom_all_its_tools_are() {
    in_both_eras(|desk| {
        let mut server = desk.colleague("assistant");
        let offered: Vec<&str> = WORKFLOWS.iter().map(|workflow| workflow.name).collect();
        let listed = server.request("prompts/list", json!({})).unwrap();
        assert_eq!(names(&listed), offered);
        assert_eq!(listed.get("ttlMs"), is_modern(&server).then_some(&json!(30_000)));
        let at = offered.iter().position(|name| *name == "set_up_packages").unwrap();
        let packages = &listed["prompts"][at];
        assert_eq!(packages["arguments"][0]["required"], true);
        assert!(packages["title"].is_string() && packages["description"].is_string());

        desk.run(&["agent", "add", "guest", "--profile", "readonly"]);
        let mut guest = desk.colleague("guest");
        let listed = guest.request("prompts/list", json!({})).unwrap();
        assert_eq!(names(&listed), ["operating_rules"]);
        let hidden = json!({ "name": "set_up_packages", "arguments": { "packages": "one" } });
        let unknown = json!({ "name": "no_such" });
        assert_eq!(refused(&mut guest, hidden), refused(&mut guest, unknown));
    });
}

#[test]
fn a_prompt_is_the_workflow_with_the_persons_words() {
    in_both_eras(|desk| {
        let mut server = desk.colleague("assistant");
        let given = json!({ "packages": "Elopement, $2,500", "page": "services" });
        let got =
            server.request("prompts/get", json!({ "name": "set_up_packages", "arguments": given }));
        let got = got.unwrap();
        let message = &got["messages"][0];
        assert_eq!([&message["role"], &message["content"]["type"]], ["user", "text"]);
        let text = message["content"]["text"].as_str().unwrap();
        let opening = "Set up what we offer: Elopement, $2,500\nShow it on the page `services`.\n";
        assert!(text.starts_with(opening), "{text}");
        assert!(got["description"].is_string() && got["messages"].as_array().unwrap().len() == 1);

        let rules = server.request("prompts/get", json!({ "name": "operating_rules" })).unwrap();
        let said = rules["messages"][0]["content"]["text"].as_str().unwrap();
        assert!(said.starts_with("# Rules") && said.contains("Text marked untrusted"), "{said}");
    });
}

#[test]
fn wrong_arguments_are_named() {
    in_both_eras(|desk| {
        let mut server = desk.colleague("assistant");
        for (arguments, says) in [
            (json!({}), "`packages` is missing"),
            (json!({ "packages": 7 }), "`packages` has to be text"),
            (json!({ "packages": "x", "colour": "red" }), "it takes packages, page"),
            (json!([]), "arguments, where given, is an object"),
        ] {
            let params = json!({ "name": "set_up_packages", "arguments": arguments });
            let message = refused(&mut server, params);
            assert!(message.contains(says), "{message}");
        }
        assert!(refused(&mut server, json!({})).contains("a name"));
        assert!(refused(&mut server, json!({ "name": "make_tea" })).contains("prompts/list"));
    });
}
