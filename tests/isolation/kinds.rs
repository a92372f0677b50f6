//! Reach, kind by kind: without the tools of a kind of thing, nothing that goes across shows it.

use serde_json::{Value, json};

use super::{reach::ALL, restricted::Left, world::World};

#[test]
fn each_kind_of_thing_goes_with_its_tools() {
    let world = World::new();
    let mut told = world.tell();
    let things = &world.a.things.ids;
    for (entity, thing, tools) in [
        ("page", "page", &["getPage"][..]),
        ("section", "section", &["getSection"]),
        ("sectionTemplate", "template", &["getSectionTemplate"]),
        ("image", "image", &["getImage"]),
        ("post", "post", &["getPost"]),
        ("entry", "entry", &["getEntry"]),
        ("collection", "posts", &["getPost", "getEntry"]),
        ("navItem", "nav item", &["getNavItem"]),
        ("navigation", "navigation", &["getNavItem"]),
        ("package", "package", &["manage_packages:list"]),
        ("service", "service", &["manage_services:list"]),
        ("contact", "contact", &["getContact"]),
        ("tag", "tag", &["getContact"]),
        ("order", "order", &["getOrder"]),
        ("stage", "stage", &["getOrder"]),
        ("conversation", "conversation", &["getConversation"]),
        ("message", "message", &["getConversation"]),
        ("messageTemplate", "message template", &["getMessageTemplate"]),
    ] {
        let left = Left { disabled: tools.to_vec().leak(), ..ALL };
        let name = format!("without-{}", entity.to_lowercase());
        let (who, _) = world.restricted(&mut told, &name, &left);
        let ask = |tool: &str, arguments| world.call(&who, tool, &arguments);
        let code = |answer: &Value| answer["error"]["code"].clone();
        let query = ask("queryData", json!({ "entity": entity, "count": true }));
        assert_eq!(code(&query), "PERMISSION_DENIED", "{entity}: {query}");
        let within = query["error"]["suggestion"].as_str().unwrap();
        assert!(!within.split([' ', ',']).any(|word| word == entity), "{entity}: {within}");
        if entity != "messageTemplate" {
            let of = ask("getHistory", json!({ "entity": entity, "id": things[thing] }));
            assert_eq!(code(&of), "PERMISSION_DENIED", "{entity}: {of}");
        }
        let all = ask("getHistory", json!({ "limit": 100 })).to_string();
        assert!(!all.contains(&format!("\"entity\":\"{entity}\"")), "{entity}: {all}");
        // The rest is there as it was.
        let rest = ["page", "order"].into_iter().find(|rest| *rest != entity).unwrap();
        if entity != "page" && entity != "stage" {
            assert_eq!(ask("queryData", json!({ "entity": rest }))["success"], true, "{entity}");
        }
        let (kinds, kind) = (who.gate.resource_kinds(), format!("{entity:?}").to_lowercase());
        let is_there = kinds.iter().any(|known| format!("\"{known:?}\"").to_lowercase() == kind);
        assert!(!is_there, "{entity} is still read by address");
    }
}
