//! Tests of reach: what may be read and changed follows from the tools.

use super::*;
use crate::{
    principal::ToolReach,
    store::entity::{ENTITIES, noun},
};

fn reached(case: &Case) -> ToolReach {
    match case.scope().reach() {
        Reach::All => panic!("a scope has tools"),
        Reach::Tools(reached) => ToolReach::clone(reached),
    }
}

fn read(case: &Case) -> Vec<&'static str> {
    reached(case).read.into_iter().collect()
}

#[test]
fn a_tool_works_with_what_its_name_says() {
    let own = [
        "searchTools",
        "acknowledgeRequest",
        "withdrawProposal",
        "finalAnswer",
        "queryData",
        "findText",
        "replaceText",
        "getHistory",
        "getDigest",
        "undoChange",
    ];
    let outside = ["searchWeb", "fetchContent", "httpGet", "browseImages"];
    for (_, tool) in catalogue::all() {
        let name = tool.spec().name;
        let noun = noun(name);
        let works = ENTITIES.iter().any(|entity| entity.nouns().any(|(known, _)| known == noun));
        // Every other noun is an entity of the ledger, or a copy of outside data.
        let none = own.contains(&name) || outside.contains(&name) || noun == "messageTemplate";
        assert_eq!(works, !none, "{name} works with {noun}");
    }
    // Every entity of the ledger can be read and changed by some principal.
    let all = reached(&Case { connected: vec!["whatsapp", "pexels"], ..Case::default() });
    for entity in ENTITIES {
        assert!(all.read.contains(entity.thing()), "{}", entity.table);
        assert_ne!(all.write.contains(entity.thing()), entity.by_operator, "{}", entity.table);
    }
    let set_up = ["sectionTemplate", "collection", "navigation", "pipeline", "stage"];
    let by_operator = ENTITIES.iter().filter(|entity| entity.by_operator).map(|it| it.name);
    assert_eq!(by_operator.collect::<Vec<_>>(), set_up);
    assert!(all.everything);
}

#[test]
fn one_tool_opens_what_it_shows_and_nothing_beside() {
    let order = ["order", "orderItem", "payment", "pipeline", "stage"];
    let connected = vec!["whatsapp", "pexels"];
    let only = |tool: &str| read(&Case { connected: connected.clone(), ..agent(&[tool], &[]) });
    assert_eq!(only("getOrder"), order);
    assert_eq!(only("getContact"), ["contact", "tag"]);
    assert_eq!(only("getConversation"), ["conversation", "message"]);
    assert_eq!(only("getPage"), ["page", "redirect", "translation"]);
    assert_eq!(only("manage_packages:list"), ["package", "translation"]);
    assert_eq!(only("getNavItem"), ["navItem", "navigation", "translation"]);
    // Writing gives no right to read, nor do tools across entities or outside.
    for tool in [
        "updateContact",
        "createOrder",
        "sendMessage",
        "manage_packages:update",
        "deletePage",
        "importImage",
        "queryData",
        "getHistory",
        "undoChange",
        "httpGet",
        "fetchContent",
        "searchWeb",
        "browseImages",
    ] {
        assert_eq!(only(tool), [""; 0], "{tool}");
    }
    // An entity that no tool shows is read by the tool that makes it.
    assert_eq!(only("httpPost"), ["httpRequest"]);
}

#[test]
fn what_is_taken_away_is_not_read_across_either() {
    let without = |pattern: &str| read(&agent(&[], &[pattern]));
    assert!(!without("getContact").contains(&"contact"));
    assert!(without("updateContact").contains(&"contact"));
    assert!(!without("crm:*").contains(&"order"));
    assert!(!without("getConversation.includeMessages").contains(&"message"));
    assert!(without("getConversation.includeMessages").contains(&"conversation"));
    assert!(!without("crm:read").contains(&"stage"));
    assert!(!reached(&agent(&[], &["getContact"])).everything);
    // A value that one tool lacks does not hide what another tool shows.
    assert!(without("queryData.entity=contact").contains(&"contact"));
    // Listing packages gives no right to change them.
    let case = agent(&["manage_packages:list", "manage_services"], &[]);
    assert_eq!(reached(&case).write.into_iter().collect::<Vec<_>>(), ["service", "translation"]);
}
