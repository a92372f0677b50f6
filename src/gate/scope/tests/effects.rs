//! Tests that invalid rules are refused, and rules without effect are reported.

use super::{pattern::Pattern, *};

#[test]
fn what_takes_nothing_away_is_refused_with_what_there_is() {
    for (text, needs) in [
        ("queryData.entity=contacts", "did you mean `contact`"),
        ("queryData.entity=moon", "it is one of site, page"),
        ("getPage.slug=home", "write `getPage.slug` to take it away as a whole"),
        ("getContact.includeOrders=true", "has no list of values"),
        ("manage_packages.action=delete", "`manage_packages:delete`"),
        ("getPage.slugs", "did you mean `slug`"),
        ("getPages", "did you mean `getPage`"),
        ("manage_packages:burn", "list, create"),
        ("getPage:list", "has no actions"),
        ("cms:write", "cms:read"),
        ("cms", "`cms:*`"),
        ("", "there is no tool"),
    ] {
        let refused = Pattern::taking(text).unwrap_err();
        assert!(refused.contains(needs), "{text}: {refused}");
    }
    for text in [
        "queryData.entity=contact",
        "getPage.slug",
        "browseImages.provider=pexels",
        "*",
        "across:*",
    ] {
        assert!(Pattern::taking(text).is_ok(), "{text}");
        assert_eq!(Pattern::granting(text).is_ok(), !text.contains('.'), "{text}");
    }
    // An older rule in the list still takes away, even if written differently.
    let case = agent(&[], &["getPage.slug=home"]);
    let scope = case.scope();
    let slugs =
        scope.find("getPage").unwrap().permitted[0].arguments().names().any(|it| it == "slug");
    assert!(!slugs);
}

#[test]
fn a_line_that_changes_nothing_is_told_with_the_rule_that_holds_in_any_case() {
    let said = |case: &Case, of: Lists, text: &str, grants: bool| {
        let settings = case.effective_settings();
        idle(&case.launch, &settings, of, text, grants).map(|idle| idle.because)
    };
    let support = |disabled: &str| Case { profile: Some("support"), ..agent(&[], &[disabled]) };
    let table: Vec<(Case, Lists, &str, bool, Option<&str>)> = vec![
        (support("createPage"), Lists::Agent, "createPage", false, Some("profile `support`")),
        (support("getPage"), Lists::Agent, "getPage", false, None),
        (support("queryData"), Lists::Agent, "queryData", false, None),
        (
            support("queryData.entity=contact"),
            Lists::Agent,
            "queryData.entity=contact",
            false,
            None,
        ),
        (support("cms:*"), Lists::Agent, "cms:*", false, None),
        (support("updatePost.status"), Lists::Agent, "updatePost.status", false, Some("support")),
        (
            agent(&[], &["getPage", "cms:*"]),
            Lists::Agent,
            "getPage",
            false,
            Some("without `cms:*`"),
        ),
        (
            agent(&[], &["getPage.slug", "getPage"]),
            Lists::Agent,
            "getPage.slug",
            false,
            Some("without `getPage`"),
        ),
        (tenant(&[], &["getPage"]), Lists::Tenant, "getPage", false, None),
        (
            tenant(&["getPost"], &["getPage"]),
            Lists::Tenant,
            "getPage",
            false,
            Some("other tools only"),
        ),
        (agent(&["getPage"], &[]), Lists::Agent, "getPage", true, None),
        (agent(&["getPage"], &["cms:*"]), Lists::Agent, "getPage", true, Some("without `cms:*`")),
        (agent(&["sendMessage"], &[]), Lists::Agent, "sendMessage", true, Some("not connected")),
        (
            Case { autonomy: Some(Autonomy::DraftOnly), ..agent(&["createPage"], &[]) },
            Lists::Agent,
            "createPage",
            true,
            Some("draft_only"),
        ),
        (agent(&["cms:*"], &["getPage"]), Lists::Agent, "cms:*", true, None),
    ];
    for (case, of, text, grants, expected) in table {
        let because = said(&case, of, text, grants);
        match expected {
            None => assert_eq!(because, None, "{text}"),
            Some(words) => {
                assert!(because.as_ref().unwrap().contains(words), "{text}: {because:?}");
            }
        }
    }
}

/// Every possible rule: tools, actions, toolsets, arguments and their values.
fn every_line() -> Vec<String> {
    let mut all: Vec<String> = texts(&["*", "*:read"]);
    for toolset in catalogue::TOOLSETS {
        all.extend([format!("{}:*", toolset.name), format!("{}:read", toolset.name)]);
    }
    for candidate in pattern::candidates() {
        all.extend([candidate.tool.to_owned(), candidate.pattern().to_owned()]);
        for name in candidate.operation.arguments().names() {
            let argument = format!("{}.{name}", candidate.tool);
            let values = candidate.operation.arguments().values_of(name).into_iter().flatten();
            all.extend(values.filter_map(Value::as_str).map(|value| format!("{argument}={value}")));
            all.push(argument);
        }
    }
    all.sort();
    all.dedup();
    all
}

/// An agent with every tool.
fn whole() -> Case {
    Case {
        connected: crate::integration::INTEGRATIONS.iter().map(|it| it.name).collect(),
        ..Case::default()
    }
}

#[test]
fn whatever_can_be_said_takes_something_away_from_who_has_it() {
    let mut said = 0;
    for line in every_line() {
        let case = Case { of_agent: agent(&[], &[&line]).of_agent, ..whole() };
        let parsed = Pattern::taking(&line).unwrap();
        let idle = idle(&case.launch, &case.effective_settings(), Lists::Agent, &line, false);
        assert_eq!(idle, None, "{line}");
        let scope = case.scope();
        let listed = scope.listed();
        if let Pattern::Argument(cut) = &parsed {
            let tool = listed.iter().find(|tool| tool.name == cut.tool);
            let argument = tool.and_then(|tool| tool.input_schema["properties"].get(&cut.argument));
            let shown = argument.map(Value::to_string).unwrap_or_default();
            let is_there = match &cut.value {
                None => argument.is_some(),
                Some(value) => shown.contains(&format!("\"{value}\"")),
            };
            assert!(!is_there, "{line}: {shown}");
        } else {
            let gone = pattern::candidates().filter(|it| parsed.matches(it));
            assert!(gone.into_iter().all(|it| !scope.allows(it.pattern())), "{line}");
        }
        said += 1;
    }
    assert!(said > 300, "{said} lines are too few to be all");
}

#[test]
fn whatever_can_be_granted_is_there_and_nothing_else() {
    for line in every_line().iter().filter(|line| !line.contains('.')) {
        let case = Case { of_agent: agent(&[line], &[]).of_agent, ..whole() };
        assert_eq!(
            idle(&case.launch, &case.effective_settings(), Lists::Agent, line, true),
            None,
            "{line}"
        );
        let (scope, parsed) = (case.scope(), Pattern::granting(line).unwrap());
        for candidate in pattern::candidates() {
            let expected = parsed.matches(&candidate) || layers::is_always_there(&candidate);
            assert_eq!(
                scope.allows(candidate.pattern()),
                expected,
                "{line}: {}",
                candidate.pattern()
            );
        }
    }
}
