//! Tools of which some actions, arguments or values are out of scope.

use serde_json::Map;

use super::*;

#[test]
fn an_action_or_an_argument_that_is_out_is_gone_from_list_and_check() {
    let scope = profiled("support").scope();
    let listed = scope.listed();
    let packages = listed.iter().find(|tool| tool.name == "manage_packages").unwrap();
    let actions = &packages.input_schema["properties"]["action"]["enum"];
    assert_eq!(actions, &serde_json::json!(["list"]));
    assert!(packages.hints.read_only && !packages.hints.destructive);
    assert!(!packages.input_schema["properties"].as_object().unwrap().contains_key("price"));

    let sms = channel("sms").scope();
    let listed = sms.listed();
    let update = listed.iter().find(|tool| tool.name == "updatePost").unwrap();
    assert!(!update.input_schema["properties"].as_object().unwrap().contains_key("status"));
    let checked = |scope: &Scope, argument: &str| {
        let arguments = Map::from_iter([
            ("slug".to_owned(), "x".into()),
            (argument.to_owned(), "published".into()),
        ]);
        let (_, check, arguments) = scope.find("updatePost").unwrap().operation(arguments).unwrap();
        check.check(arguments).map(|_| ()).map_err(|error| error.to_answer().to_string())
    };
    let mut with = channel("web");
    with.connected = vec!["whatsapp", "pexels"];
    assert_eq!(checked(&with.scope(), "status"), Ok(()));
    // Exactly the answer to an argument that there never was.
    let hidden = checked(&sms, "status").unwrap_err();
    assert_eq!(hidden, checked(&sms, "statuz").unwrap_err().replace("statuz", "status"));
}

#[test]
fn a_value_that_needs_a_connection_is_gone_from_list_and_check() {
    let entities = |case: &Case| {
        let listed = case.scope().listed();
        let tool = listed.into_iter().find(|tool| tool.name == "queryData").unwrap();
        tool.input_schema["properties"]["entity"]["enum"].as_array().unwrap().clone()
    };
    let (without, with) = (Case::default(), Case { connected: vec!["pexels"], ..Case::default() });
    assert!(!entities(&without).contains(&"post".into()));
    assert!(entities(&with).contains(&"post".into()));
    let check = |case: &Case, entity: &str| {
        let arguments = Map::from_iter([("entity".to_owned(), entity.into())]);
        let scope = case.scope();
        let (_, check, arguments) = scope.find("queryData").unwrap().operation(arguments).unwrap();
        check.check(arguments).map(|_| ()).map_err(|error| error.to_answer().to_string())
    };
    assert_eq!(check(&with, "post"), Ok(()));
    let hidden = check(&without, "post").unwrap_err();
    assert_eq!(hidden, check(&without, "poxt").unwrap_err().replace("poxt", "post"));
}
