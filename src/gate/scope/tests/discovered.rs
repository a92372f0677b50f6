//! A short list: what is in scope stays so, and what is not listed can be found.

use proptest::prelude::*;
use serde_json::Map;

use super::{properties::any_case, *};
use crate::{catalogue::CORE, tool::call_tool};

fn short(case: &Case) -> Case {
    let mut case = case.clone();
    case.launch.discover = true;
    case
}

fn names(tools: &[ListedTool]) -> Vec<&'static str> {
    tools.iter().map(|tool| tool.name).collect()
}

#[test]
fn the_core_is_listed_in_the_order_of_the_catalogue_with_what_calls_the_rest() {
    let scope = short(&Case::default()).scope();
    let mut expected: Vec<&str> =
        catalogue::all().map(|(_, tool)| tool.spec().name).filter(|it| CORE.contains(it)).collect();
    assert_eq!(expected, CORE, "the core is in the order of the catalogue");
    expected.insert(1, "callTool");
    assert_eq!(names(&scope.listed()), expected);
    assert_eq!(expected.len(), 16);
}

#[test]
fn what_may_be_called_by_name_is_as_dangerous_as_the_most_dangerous_of_it() {
    let hints = |case: &Case| {
        let listed = short(case).scope().listed();
        listed.into_iter().find(|tool| tool.name == "callTool").map(|tool| tool.hints)
    };
    let of = |read_only, destructive, open_world| {
        Some(Hints { read_only, destructive, idempotent: false, open_world })
    };
    assert_eq!(hints(&Case::default()), of(false, true, true));
    assert_eq!(hints(&profiled("readonly")), of(true, false, true));
    assert_eq!(hints(&drafts_only()), of(true, false, true));
    assert_eq!(hints(&agent(&["getPage", "getImage"], &[])), of(true, false, false));
    assert_eq!(hints(&agent(&["getPage", "createPage"], &[])), of(false, false, false));
    assert_eq!(hints(&agent(&["getPage", "deletePage"], &[])), of(false, true, false));
    assert_eq!(hints(&agent(&["getPage", "createImage"], &[])), of(false, false, true));
}

#[test]
fn a_list_is_short_only_where_the_rest_can_be_found_and_there_is_some() {
    for (case, is_short) in [
        (Case::default(), true),
        (agent(&["getPage", "getImage"], &[]), true),
        // All of it is core, or nothing is there at all.
        (agent(&["getPage"], &[]), false),
        (blocked(&["*"]), false),
        (
            session(&[
                "cms:*",
                "business:*",
                "crm:*",
                "messaging:*",
                "outside:*",
                "replaceText",
                "getDigest",
            ]),
            false,
        ),
        // Nobody could find the rest.
        (session(&["searchTools"]), false),
        (tenant(&[], &["defaults:*"]), false),
    ] {
        let scope = short(&case).scope();
        let listed = names(&scope.listed());
        assert_eq!(listed.contains(&"callTool"), is_short, "{case:?}: {listed:?}");
        assert_eq!(scope.is_call_tool("callTool"), is_short);
        if !is_short {
            assert_eq!(listed, names(&case.scope().listed()));
        }
        // Whoever is listed everything has no such tool: its name is that of any that is not there.
        assert!(!case.scope().is_call_tool("callTool"));
        let refused = case.scope().find("callTool").err().unwrap().to_answer().to_string();
        let unknown = case.scope().find("getMoon").err().unwrap().to_answer().to_string();
        assert_eq!(refused.replace("callTool", "getMoon"), unknown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_short_list_takes_nothing_away_and_adds_nothing(case in any_case()) {
        let (whole, short) = (case.scope(), short(&case).scope());
        prop_assert_eq!(names(&short.all()), names(&whole.listed()));
        for candidate in pattern::candidates() {
            prop_assert_eq!(short.allows(candidate.pattern()), whole.allows(candidate.pattern()));
        }
        let listed = names(&short.listed());
        let found: Vec<&str> = short.findable().cards.iter().map(|card| card.name).collect();
        for name in names(&whole.listed()) {
            // It is listed, or found by one who is told how.
            let is_reached = found.contains(&name) && listed.contains(&"callTool");
            prop_assert!(listed.contains(&name) || is_reached, "{name}");
        }
        for name in &listed {
            prop_assert!(*name == "callTool" || whole.find(name).is_ok(), "{name}");
        }
        // What is found has the schema that a list would have.
        for (card, tool) in short.findable().cards.iter().zip(whole.listed()) {
            let (own, served) = (Map::clone(&card.input_schema), Map::clone(&tool.input_schema));
            prop_assert_eq!(own, served, "{}", tool.name);
        }
    }

    #[test]
    fn nobody_is_told_of_it_who_does_not_have_it(case in any_case()) {
        let speaks = |scope: &Scope| {
            let texts = scope.listed().into_iter().map(|tool| tool.description);
            texts.chain([scope.shown(crate::guidance::RULES)]).any(|it| it.contains("callTool"))
        };
        prop_assert!(!speaks(&case.scope()));
        let short = short(&case).scope();
        prop_assert_eq!(speaks(&short), short.is_call_tool(call_tool::SPEC.name));
    }

    #[test]
    fn a_hidden_tool_is_no_more_known_by_name_than_one_that_there_never_was(case in any_case()) {
        let scope = short(&case).scope();
        let listed = names(&scope.all());
        for candidate in pattern::candidates().filter(|it| !listed.contains(&it.tool)) {
            let said = scope.failure(&scope.unknown_by_name(candidate.tool)).to_string();
            // The name that was sent, and names that are in scope.
            let own = format!("`{}`", candidate.tool);
            for word in said.replacen(&own, "", 1).split('`') {
                let is_tool = catalogue::all().any(|(_, tool)| tool.spec().name == word);
                prop_assert!(!is_tool || listed.contains(&word), "{said}");
            }
        }
    }
}
