//! Tests of tools with some actions, arguments or values out of scope.

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
        check
            .check(arguments, &crate::clock::today)
            .map(|_| ())
            .map_err(|error| error.to_answer().to_string())
    };
    let mut with = channel("web");
    with.connected = vec!["whatsapp", "pexels"];
    assert_eq!(checked(&with.scope(), "status"), Ok(()));
    // The same error as for an argument that never existed.
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
    let connected =
        |services: &[&'static str]| Case { connected: services.to_vec(), ..Case::default() };
    // Who reads no posts is not offered them, so what shows them is there in both.
    let (without, with) = (connected(&["whatsapp"]), connected(&["whatsapp", "pexels"]));
    assert!(!entities(&without).contains(&"post".into()));
    assert!(entities(&with).contains(&"post".into()));
    let check = |case: &Case, entity: &str| {
        let arguments = Map::from_iter([("entity".to_owned(), entity.into())]);
        let scope = case.scope();
        let (_, check, arguments) = scope.find("queryData").unwrap().operation(arguments).unwrap();
        check
            .check(arguments, &crate::clock::today)
            .map(|_| ())
            .map_err(|error| error.to_answer().to_string())
    };
    assert_eq!(check(&with, "post"), Ok(()));
    let hidden = check(&without, "post").unwrap_err();
    assert_eq!(hidden, check(&without, "poxt").unwrap_err().replace("poxt", "post"));
}

#[test]
fn an_entity_that_may_not_be_read_is_not_offered_and_says_so_when_it_is_sent() {
    let asked = |case: &Case, entity: &str| {
        let scope = case.scope();
        let listed = scope.listed();
        let tool = listed.iter().find(|tool| tool.name == "queryData").unwrap();
        let offered = tool.input_schema["properties"]["entity"]["enum"].as_array().unwrap();
        let arguments = Map::from_iter([("entity".to_owned(), entity.into())]);
        let (_, check, arguments) = scope.find("queryData").unwrap().operation(arguments).unwrap();
        (offered.contains(&entity.into()), check.check(arguments, &crate::clock::today).is_ok())
    };
    let all = Case { connected: vec!["whatsapp", "pexels"], ..Case::default() };
    for entity in ["messageTemplate", "post", "contact", "stage", "change"] {
        assert_eq!(asked(&all, entity), (true, true), "{entity}");
    }
    // getPost and getMessageTemplate need a connection; the operation itself says what may be read.
    let without = Scope::of(&Restrictions::default(), &Case::default().effective_settings());
    let listed = without.listed();
    let tool = listed.iter().find(|tool| tool.name == "queryData").unwrap();
    assert!(!tool.input_schema["properties"]["entity"].to_string().contains("messageTemplate"));
    let case = agent(&[], &["getContact", "getOrder"]);
    for (entity, is_offered) in [
        ("contact", false),
        ("tag", false),
        ("order", false),
        ("stage", false),
        ("page", true),
        // Of these each agent reads its own.
        ("change", true),
        ("proposal", true),
        ("call", true),
    ] {
        assert_eq!(asked(&case, entity), (is_offered, true), "{entity}");
    }
    assert_eq!(asked(&case, "moon"), (false, false));
}

/// What a tool does where an argument with a list of values is left out.
fn may_be_left_out(candidate: &pattern::Candidate, argument: &str, cut: &str) -> bool {
    let whole = candidate.operation.arguments();
    let property = &whole.rules()["properties"][argument];
    if let Some(default) = property.get("default").and_then(Value::as_str) {
        return default != cut;
    }
    let name = candidate.operation.spec().name;
    name.starts_with("update") || whole.leaves_out(argument)
}

#[test]
fn a_value_that_is_taken_away_is_not_had_by_leaving_the_argument_out() {
    let (mut required, mut optional) = (0, 0);
    for candidate in pattern::candidates() {
        let whole = candidate.operation.arguments();
        for argument in whole.names() {
            for value in whole.values_of(argument).into_iter().flatten().filter_map(Value::as_str) {
                let line = format!("{}.{argument}={value}", candidate.tool);
                let connected = crate::integration::INTEGRATIONS.iter().map(|it| it.name).collect();
                let scope = Case { connected, ..agent(&[], &[&line]) }.scope();
                let listed = scope.listed();
                let listed = listed.iter().find(|tool| tool.name == candidate.tool).unwrap();
                let is_listed = listed
                    .input_schema
                    .get("required")
                    .is_some_and(|all| all.as_array().unwrap().iter().any(|name| name == argument));
                let mut sent = Map::new();
                sent.extend(candidate.action.map(|name| ("action".to_owned(), name.into())));
                let (_, check, sent) = scope.find(candidate.tool).unwrap().operation(sent).unwrap();
                let said = check
                    .check(sent, &crate::clock::today)
                    .map_or_else(|it| it.to_answer().to_string(), |_| String::new());
                let hint = format!("send `{argument}`, one of ");
                let is_asked_for = said.contains(&hint);
                assert_eq!(is_listed, is_asked_for, "{line}: {said}");
                let was = whole.rules().get("required").and_then(Value::as_array);
                let was = was.is_some_and(|all| all.iter().any(|name| name == argument));
                let may = !was && may_be_left_out(&candidate, argument, value);
                assert_eq!(is_asked_for, !may, "{line}: {said}");
                if may {
                    optional += 1;
                } else {
                    required += 1;
                }
                let asks = scope.reach().permits(&format!("{}.{argument}", candidate.tool), value);
                assert_eq!(asks, !whole.leaves_out(argument), "{line}");
            }
        }
    }
    assert!(required > 20 && optional > 10, "{required}, {optional}");
    // Without its last value, the tool cannot do anything.
    for all in [
        &[
            "createSection.status=published",
            "createSection.status=draft",
            "createSection.status=unpublished",
        ][..],
        &["createEntry.status=published", "createEntry.status=draft"],
    ] {
        let tool = all[0].split('.').next().unwrap();
        assert!(!agent(&[], all).scope().allows(tool), "{tool}");
    }
}
