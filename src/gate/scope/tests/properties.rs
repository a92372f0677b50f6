//! Property tests: what must hold for every principal.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::Map;

use super::*;
use crate::{gate::scope::layers::is_always_there, guidance, integration, principal::Keyword};

/// Any rule: tools, actions, toolsets, arguments, and names that do not exist.
fn any_pattern() -> impl Strategy<Value = String> {
    let mut all: Vec<String> = pattern::candidates()
        .flat_map(|it| [it.tool.to_owned(), it.pattern().to_owned(), format!("{}:*", it.toolset)])
        .collect();
    all.extend(texts(&["*", "*:read", "cms:read", "getMoon", "updatePost.status", "getPage.slug"]));
    all.extend(texts(&["queryData.entity=page", "createPage.name"]));
    proptest::sample::select(all)
}

fn any_list() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(any_pattern(), 0..4)
}

fn any_rules() -> impl Strategy<Value = ToolRules> {
    (any_list(), any_list()).prop_map(|(enabled, disabled)| ToolRules { enabled, disabled })
}

pub(super) fn any_case() -> impl Strategy<Value = Case> {
    let names: Vec<&'static str> = profile::PROFILES.iter().map(|profile| profile.name).collect();
    let profiles = proptest::sample::select(names);
    let autonomies = proptest::sample::select(Autonomy::ALL);
    let channels = proptest::sample::select(vec![None, Some("sms"), Some("whatsapp"), Some("web")]);
    let connected = proptest::sample::subsequence(vec!["whatsapp", "pexels"], 0..=2);
    let lists = (any_list(), any_list(), any_rules(), any_rules());
    (lists, profiles, autonomies, channels, connected).prop_map(
        |((blocked, disabled, of_tenant, of_agent), profile, autonomy, channel, connected)| Case {
            launch: Restrictions {
                blocked,
                disabled,
                channel: channel.map(str::to_owned),
                ..Restrictions::default()
            },
            of_tenant,
            of_agent,
            connected,
            profile: Some(profile),
            autonomy: Some(autonomy),
        },
    )
}

fn operations_in(case: &Case) -> HashSet<&'static str> {
    let scope = case.scope();
    let all = pattern::candidates().map(|it| it.pattern());
    all.filter(|name| scope.allows(name)).collect()
}

/// One more restriction in any layer. An empty `enabled` list gets one rule; another loses its first rule, unless it
/// is the last one.
fn restricted(case: &Case, how: usize, pattern: String) -> Case {
    let mut less = case.clone();
    let shorter = |list: &mut Vec<String>| match list.len() {
        0 => list.push(pattern.clone()),
        1 => {}
        _ => drop(list.remove(0)),
    };
    match how {
        0 => less.launch.blocked.push(pattern),
        1 => less.of_tenant.disabled.push(pattern),
        2 => less.of_agent.disabled.push(pattern),
        3 => less.launch.disabled.push(pattern),
        4 => shorter(&mut less.of_tenant.enabled),
        5 => less.connected.clear(),
        6 => less.autonomy = Some(Autonomy::DraftOnly),
        _ => {
            // An agent's own list replaces its profile, so only an existing list gets shorter.
            if !less.of_agent.enabled.is_empty() {
                shorter(&mut less.of_agent.enabled);
            }
        }
    }
    less
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_restriction_never_adds_a_tool(case in any_case(), how in 0..8_usize, pattern in any_pattern()) {
        let before = operations_in(&case);
        let after = operations_in(&restricted(&case, how, pattern));
        prop_assert!(after.is_subset(&before), "{:?} came in", after.difference(&before));
    }

    #[test]
    fn list_and_call_agree(case in any_case()) {
        let scope = case.scope();
        let listed = scope.listed();
        let names: HashSet<&str> = listed.iter().map(|tool| tool.name).collect();
        for candidate in pattern::candidates() {
            let found = scope.find(candidate.tool);
            prop_assert_eq!(found.is_ok(), names.contains(candidate.tool));
            let mut arguments = Map::new();
            arguments.extend(candidate.action.map(|name| ("action".to_owned(), name.into())));
            let runs = found.is_ok_and(|tool| tool.operation(arguments).is_ok());
            prop_assert_eq!(runs, scope.allows(candidate.pattern()), "{}", candidate.pattern());
        }
        for tool in &listed {
            let writes = pattern::candidates()
                .any(|it| it.tool == tool.name && scope.allows(it.pattern()) && !it.operation.kind().reads());
            prop_assert_eq!(tool.hints.read_only, !writes);
            // The listed arguments are exactly those that the check takes, except those for programs.
            let properties = tool.input_schema["properties"].as_object().unwrap();
            let mut taken: HashSet<String> = HashSet::new();
            let found = scope.find(tool.name).unwrap();
            for permitted in &found.permitted {
                let rules = &permitted.arguments().rules()["properties"];
                let is_listed = |name: &&str| rules[*name].get("x-unlisted").is_none();
                taken.extend(permitted.arguments().names().filter(is_listed).map(str::to_owned));
                taken.extend(permitted.action.map(|_| "action".to_owned()));
            }
            let unlisted = ["cursor", "limit", "idempotencyKey", "expectedVersion", "dryRun", "returning"];
            let known = |name: &String| !unlisted.contains(&name.as_str());
            taken.retain(known);
            let listed = properties.keys().filter(|name| known(name)).cloned();
            prop_assert_eq!(listed.collect::<HashSet<_>>(), taken);
        }
    }

    #[test]
    fn whatever_is_disabled_is_gone_wherever_it_is_said(case in any_case(), pattern in any_pattern(), how in 0..4_usize) {
        let Ok(read) = pattern::Pattern::taking(&pattern) else { return Ok(()) };
        let scope = restricted(&case, how, pattern.clone()).scope();
        for candidate in pattern::candidates().filter(|it| read.means(it)) {
            let Ok(tool) = scope.find(candidate.tool) else { continue };
            match &read {
                pattern::Pattern::Operations { .. } => prop_assert!(!scope.allows(candidate.pattern())),
                pattern::Pattern::Argument(cut) => for permitted in &tool.permitted {
                    let listed = permitted.arguments().names().any(|name| name == cut.argument);
                    let values = permitted.arguments().values_of(&cut.argument);
                    let has = |value: &String| values.is_some_and(|all| all.contains(&Value::from(value.as_str())));
                    prop_assert!(!cut.value.as_ref().map_or(listed, has), "{pattern} is still there");
                },
            }
        }
    }

    #[test]
    fn a_restriction_never_opens_anything_to_be_read(case in any_case(), how in 0..8_usize, pattern in any_pattern()) {
        let read = |case: &Case| match case.scope().reach() {
            Reach::All => panic!("a scope has tools"),
            Reach::Tools(reached) => reached.read.clone(),
        };
        let (before, after) = (read(&case), read(&restricted(&case, how, pattern)));
        prop_assert!(after.is_subset(&before), "{:?} came in", after.difference(&before));
    }

    #[test]
    fn a_hidden_tool_and_one_that_there_never_was_fail_alike(case in any_case()) {
        let scope = case.scope();
        let refusal = |name: &str| scope.find(name).err().map(|error| error.to_answer().to_string());
        let unknown = refusal("getMoon").unwrap();
        let connected = integration::INTEGRATIONS.iter().map(|service| service.name).collect();
        let with_all = Case { connected, ..case.clone() }.scope();
        for candidate in pattern::candidates() {
            if let Some(refused) = refusal(candidate.tool) {
                // A tool that only a connection keeps out says so.
                if with_all.find(candidate.tool).is_ok() {
                    prop_assert!(refused.contains("TOOL_NOT_CONNECTED"), "{refused}");
                    continue;
                }
                prop_assert_eq!(refused.replace(candidate.tool, "getMoon"), unknown.as_str());
            }
        }
    }

    #[test]
    fn no_text_speaks_of_a_hidden_tool(case in any_case()) {
        let scope = case.scope();
        let listed = scope.listed();
        let names: HashSet<&str> = listed.iter().map(|tool| tool.name).collect();
        let hidden: Vec<&str> = catalogue::all()
            .map(|(_, tool)| tool.spec().name)
            .filter(|name| !names.contains(name))
            .collect();
        let word = |text: &str, name: &str| {
            text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
        };
        for tool in &listed {
            let schema = Value::Object(Map::clone(&tool.input_schema)).to_string();
            for name in &hidden {
                prop_assert!(!word(&tool.description, name), "{} names {name}", tool.name);
                prop_assert!(!word(&schema, name), "{}'s arguments name {name}", tool.name);
            }
        }
        let rules = scope.shown(guidance::RULES);
        prop_assert!(!hidden.iter().any(|name| word(&rules, name)));
    }

    #[test]
    fn what_needs_no_line_goes_only_by_name(case in any_case()) {
        let scope = case.scope();
        let lists = [
            &case.launch.blocked, &case.of_tenant.disabled, &case.of_agent.disabled, &case.launch.disabled,
        ];
        for candidate in pattern::candidates().filter(is_always_there) {
            let named = lists.iter().any(|list| {
                list.iter().filter_map(|text| pattern::Pattern::parse(text).ok()).any(|it| it.matches(&candidate))
            });
            prop_assert_eq!(scope.allows(candidate.pattern()), !named);
        }
    }
}
