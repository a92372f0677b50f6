//! Reach, kind by kind: without the tools of a kind of thing, nothing that goes across shows it.

use deskhand::{
    catalogue,
    store::entity::{self, Entity},
    tool::{Kind, Operation, Tool},
    tools::across::data::entities,
};
use serde_json::{Value, json};

use super::{reach::ALL, restricted::Left, world::World};

/// The tools that show such things, as the lists that take away name them.
fn shown_by(entity: &Entity) -> Vec<&'static str> {
    let shows = |operation: &dyn Operation| {
        matches!(operation.kind(), Kind::Query | Kind::Fetch | Kind::Inquiry)
    };
    let mut tools = Vec::new();
    for (noun, argument) in entity.nouns() {
        for (_, tool) in catalogue::all().filter(|(_, tool)| entity::noun(tool.spec().name) == noun)
        {
            let operations: Vec<&dyn Operation> = match tool {
                Tool::One(operation) => vec![*operation],
                Tool::Actions(set) => set.actions.iter().map(|(_, operation)| *operation).collect(),
            };
            for name in operations.into_iter().filter(|it| shows(*it)).map(|it| it.spec().name) {
                let cut = argument.map(|argument| format!("{name}.{argument}"));
                tools.push(cut.map_or(name, |cut| &*cut.leak()));
            }
        }
    }
    tools
}

#[test]
fn each_kind_of_thing_goes_with_its_tools() {
    let world = World::new();
    let mut told = world.tell();
    let things = &world.a.things.ids;
    let mut tried = 0;
    for known in entities::all() {
        let (entity, tools) = (known.name, shown_by(known));
        if tools.is_empty() {
            continue;
        }
        tried += 1;
        let left = Left { disabled: tools.leak(), ..ALL };
        let name = format!("without-{}", entity.to_lowercase());
        let (who, _) = world.restricted(&mut told, &name, &left);
        let ask = |tool: &str, arguments| world.call(&who, tool, &arguments);
        let code = |answer: &Value| answer["error"]["code"].clone();
        let query = ask("queryData", json!({ "entity": entity, "count": true }));
        assert_eq!(code(&query), "PERMISSION_DENIED", "{entity}: {query}");
        let within = query["error"]["suggestion"].as_str().unwrap();
        assert!(!within.split([' ', ',']).any(|word| word == entity), "{entity}: {within}");
        // A copy that nobody changes has no history.
        if entity::of_name(entity).is_some() {
            let thing = if entity == "collection" { "posts" } else { known.singular };
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
    assert!(tried >= 18, "{tried} kinds of things are too few to be all");
}
