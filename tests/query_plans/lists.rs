//! A list runs as many statements for twenty things as for two.

use serde_json::{Value, json};

use super::world::World;

/// So many there are of everything that is listed.
const MANY: usize = 21;

/// A world whose first tenant has many of everything.
fn furnished() -> World {
    let world = World::new();
    let make = |tool: &str, arguments: Value| world.ok(&world.a, tool, &arguments)["data"].clone();
    let image = world.a.things.ids["image"].clone();
    let page = make("createPage", json!({ "name": "Many sections" }))["id"].clone();
    for n in 0..MANY {
        let name = format!("Zebra {n}");
        let zebra = make("createPage", json!({ "name": name }))["id"].clone();
        make("createPage", json!({ "name": format!("Foal {n}"), "parentId": zebra }));
        let content = json!({ "heading": name, "image": image });
        make(
            "createSection",
            json!({ "pageId": zebra, "templateKey": "hero", "content": content }),
        );
        make("createSection", json!({ "pageId": page, "templateKey": "hero", "content": content }));
        let body = json!({ "body": "Words of a zebra." });
        let post = json!({ "collectionSlug": "blog", "title": name, "content": body, "featuredImage": image });
        make("createPost", post);
        let entry =
            json!({ "collectionId": "portfolio", "title": name, "content": { "image": image } });
        make("createEntry", entry);
        let item = json!({ "navigationId": "footer", "label": name, "targetType": "placeholder" });
        // A menu holds a handful.
        world.call(&world.a, "createNavItem", &item);
        let service =
            make("manage_services", json!({ "action": "create", "name": name }))["id"].clone();
        let package = json!({ "action": "create", "name": name, "price": 10, "description": "All.",
            "serviceIds": [service], "imageId": image });
        make("manage_packages", package);
        let contact =
            json!({ "name": name, "email": format!("zebra{n}@example.com"), "tags": ["Zebras"] });
        let contact = make("createContact", contact)["id"].clone();
        let items = json!([{ "title": "Stripes", "unitPrice": 3 }]);
        make("createOrder", json!({ "contactId": contact, "items": items }));
        // One each day of four weeks.
        let start = format!("2027-02-{:02} 14:00", n + 1);
        make(
            "createBooking",
            json!({ "service": name, "contactId": contact, "start": start, "minutes": 60 }),
        );
    }
    world
}

/// How many reads a list of so many runs, and how many things are in it.
fn reads(world: &World, tool: &str, arguments: &Value, limit: usize) -> (u64, usize) {
    let mut arguments = arguments.clone();
    arguments["limit"] = json!(limit);
    // What only a first call reads is not the list's.
    world.ok(&world.a, tool, &arguments);
    let before = deskhand::store::reads();
    let answer = world.ok(&world.a, tool, &arguments);
    (deskhand::store::reads() - before, answer["items"].as_array().unwrap().len())
}

#[test]
fn a_list_costs_a_fixed_number_of_statements() {
    let world = furnished();
    let page = json!("many-sections");
    let mut lists = vec![
        ("getPage", json!({ "all": true })),
        ("getPage", json!({ "query": "zebra" })),
        ("getPage", json!({ "query": "zebra", "includeChildren": true })),
        ("getPage", json!({ "query": "zebra", "includeContent": true })),
        ("getSection", json!({ "pageId": page })),
        ("getSection", json!({ "pageId": page, "includeContent": true })),
        ("getSection", json!({ "query": "zebra", "includeContent": true })),
        ("getSectionTemplate", json!({ "all": true })),
        ("getImage", json!({ "all": true })),
        ("getPost", json!({ "all": true })),
        ("getPost", json!({ "all": true, "includeContent": true })),
        ("getPost", json!({ "query": "zebra" })),
        ("getEntry", json!({ "all": true })),
        ("getEntry", json!({ "collectionId": "portfolio", "includeContent": true })),
        ("getEntry", json!({ "query": "zebra" })),
        ("getNavItem", json!({ "all": true })),
        ("manage_packages", json!({ "action": "list" })),
        ("manage_services", json!({ "action": "list" })),
        ("getContact", json!({ "all": true })),
        ("getContact", json!({ "query": "zebra" })),
        ("getContact", json!({ "duplicates": true })),
        ("getContact", json!({ "tag": "Zebras" })),
        ("getContact", json!({ "query": "zebra", "includeOrders": true })),
        ("getOrder", json!({ "all": true })),
        ("getBooking", json!({ "all": true })),
        ("getBooking", json!({ "from": "2027-02" })),
        ("getBooking", json!({ "from": "2027-02", "to": "2027-03" })),
        ("getAvailability", json!({ "from": "2027-02" })),
        ("getAvailability", json!({ "from": "2027-02", "packageId": "Zebra 1" })),
        ("getConversation", json!({ "all": true })),
        ("getConversation", json!({ "all": true, "includeMessages": true })),
        ("getHistory", json!({})),
    ];
    for entity in deskhand::tools::across::data::entities::all() {
        lists.push(("queryData", json!({ "entity": entity.name })));
    }
    // In another language as well: a statement more for each kind of row.
    world.ok(&world.a, "updateSite", &json!({ "locales": ["pt"] }));
    let others = [
        "Contact",
        "Order",
        "Booking",
        "Availability",
        "Conversation",
        "History",
        "SectionTemplate",
    ];
    let translated = lists.clone().into_iter().filter(|(tool, _)| {
        *tool != "queryData" && others.iter().all(|other| !tool.ends_with(other))
    });
    lists.extend(translated.map(|(tool, mut arguments)| {
        arguments["locale"] = json!("pt");
        (tool, arguments)
    }));
    let mut many = 0;
    for (tool, arguments) in lists {
        let (few, _) = reads(&world, tool, &arguments, 2);
        let (more, items) = reads(&world, tool, &arguments, 20);
        many += usize::from(items == 20);
        assert!(more <= few, "{tool} {arguments}: {few} reads for two, {more} for {items}");
        assert!(few > 0, "{tool} {arguments}: nothing was counted");
    }
    assert!(many > 20, "only {many} lists had twenty things in them");
}
