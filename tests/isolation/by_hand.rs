//! What no argument names: cursors, keys, confirmations, content, and names that both tenants use.

use serde_json::{Value, json};

use super::{nobodys, world::World};

#[test]
fn the_check_of_rows_notices_one_changed_column() {
    let world = World::new();
    let before = world.rows(&world.a);
    assert!(before == world.rows(&world.a), "looking changes nothing");
    assert!(before.lines().count() > 40, "{before}");
    let sql = "UPDATE page SET indexing = 0 WHERE tenant_id = ?1 AND path = 'home'";
    assert_eq!(world.raw().execute(sql, [world.a.tenant.id.to_string()]).unwrap(), 1);
    assert!(before != world.rows(&world.a), "a changed row was not noticed");
    assert!(!before.contains("Beta"), "rows of the other tenant are among them");
}

#[test]
fn a_confirmation_of_another_tenant_confirms_nothing() {
    let world = World::new();
    let page = world.a.things.ids["page"].clone();
    let section = world.a.things.ids["section"].clone();
    for (tool, arguments) in [
        ("deleteSection", json!({ "ids": [section] })),
        ("manage_packages", json!({ "action": "delete", "packageId": "Alpha Package" })),
        ("deletePage", json!({ "ids": [page, "alpha-moved/alpha-below"] })),
    ] {
        let preview = world.ok(&world.a, tool, &arguments);
        let token = preview["confirmationToken"].as_str().unwrap();
        let before = world.rows(&world.a);
        let with = |token: &str| {
            let mut all = arguments.clone();
            all["confirmed"] = json!(true);
            all["confirmationToken"] = json!(token);
            all
        };
        let unknown = deskhand::id::ConfirmationId::new().to_string();
        let stolen = world.call(&world.b, tool, &with(token));
        let invented = world.call(&world.b, tool, &with(&unknown));
        assert_eq!(stolen, invented, "{tool}");
        assert_eq!(stolen["error"]["code"], "CONFIRMATION_INVALID", "{stolen}");
        assert!(world.rows(&world.a) == before, "{tool}");
        // It has not been used up either.
        let done = world.ok(&world.a, tool, &with(token));
        assert!(done["deleted"].is_array(), "{done}");
    }
}

#[test]
fn the_same_deletion_by_name_is_confirmed_by_each_for_itself() {
    let world = World::new();
    let arguments = json!({ "action": "delete", "serviceId": "Spare" });
    for who in [&world.a, &world.b] {
        world.ok(who, "manage_services", &json!({ "action": "create", "name": "Spare" }));
    }
    world.ok(&world.a, "manage_services", &arguments);
    let before = world.rows(&world.a);
    let mut confirmed = arguments.clone();
    confirmed["confirmed"] = json!(true);
    // The other tenant has previewed it, this one has not.
    let answer = world.ok(&world.b, "manage_services", &confirmed);
    assert_eq!(answer["requiresConfirmation"], true, "{answer}");
    assert!(world.rows(&world.a) == before);
}

#[test]
fn a_cursor_of_another_tenant_is_refused() {
    let world = World::new();
    for (tool, arguments) in [
        ("getPage", json!({ "all": true, "limit": 1 })),
        ("getSectionTemplate", json!({ "all": true, "limit": 1 })),
        ("getHistory", json!({ "limit": 1 })),
        ("manage_services", json!({ "action": "list", "limit": 1 })),
    ] {
        let cursor = world.ok(&world.a, tool, &arguments)["nextCursor"].clone();
        assert!(cursor.is_string(), "{tool}");
        let mut next = arguments.clone();
        next["cursor"] = cursor;
        assert_eq!(world.ok(&world.a, tool, &next)["count"], 1);
        let stolen = world.call(&world.b, tool, &next);
        assert_eq!(stolen["error"]["code"], "CURSOR_INVALID", "{tool}: {stolen}");
        next["cursor"] = json!("bm90IGEgY3Vyc29y");
        assert_eq!(stolen, world.call(&world.b, tool, &next), "{tool}");
    }
}

#[test]
fn an_idempotency_key_of_another_tenant_is_a_new_one() {
    let world = World::new();
    let arguments = json!({ "name": "Contact", "idempotencyKey": "key-1" });
    let first = world.ok(&world.a, "createPage", &arguments);
    let before = world.rows(&world.a);
    let second = world.ok(&world.b, "createPage", &arguments);
    assert_eq!(second.get("repeated"), None, "{second}");
    assert_ne!(first["data"]["id"], second["data"]["id"]);
    assert_ne!(first["changeId"], second["changeId"]);
    // Other arguments under the same key are no conflict with a stranger's either.
    let other = json!({ "name": "Prices", "idempotencyKey": "key-2" });
    world.ok(&world.b, "createPage", &other);
    let mine = json!({ "name": "Journal", "idempotencyKey": "key-2" });
    assert!(world.rows(&world.a) == before);
    let answer = world.ok(&world.a, "createPage", &mine);
    assert_eq!(answer.get("repeated"), None, "{answer}");
}

#[test]
fn content_cannot_show_another_tenants_image() {
    let world = World::new();
    let before = world.rows(&world.a);
    let (theirs, nobodys) = (world.a.things.ids["image"].clone(), nobodys("image"));
    let section = &world.b.things.ids["section"];
    let page = &world.b.things.ids["page"];
    let calls = |image: Value| {
        let heading = |image: &Value| json!({ "heading": "Hello", "image": image });
        let picture = json!({ "items": [{ "image": image, "caption": "Mine" }] });
        [
            (
                "createSection",
                json!({ "pageId": page, "templateKey": "hero", "content": heading(&image) }),
            ),
            (
                "createSection",
                json!({ "pageId": page, "templateKey": "gallery", "content": picture }),
            ),
            ("updateSection", json!({ "pageSectionId": section, "content": { "image": image } })),
            ("updatePage", json!({ "id": page, "meta": { "image": image } })),
        ]
    };
    let forms =
        |id: &str| [json!(id), json!({ "imageId": id }), json!({ "imageId": id, "alt": "x" })];
    for (their_form, missing_form) in forms(&theirs).into_iter().zip(forms(&nobodys)) {
        let pairs = calls(their_form).into_iter().zip(calls(missing_form));
        for ((tool, stolen), (_, invented)) in pairs {
            let plain = |answer: Value, id: &str| answer.to_string().replace(id, "<id>");
            let found = plain(world.call(&world.b, tool, &stolen), &theirs);
            assert_eq!(found, plain(world.call(&world.b, tool, &invented), &nobodys), "{tool}");
            assert!(found.contains("\"success\":false"), "{tool} {stolen}: {found}");
        }
    }
    assert!(world.rows(&world.a) == before);
}

#[test]
fn names_and_addresses_are_free_for_each() {
    let world = World::new();
    let before = world.rows(&world.a);
    for (tool, arguments) in [
        ("createPage", json!({ "name": "Alpha Weddings", "slug": "alpha-moved" })),
        ("createPage", json!({ "name": "Alpha Weddings" })),
        ("manage_services", json!({ "action": "create", "name": "Alpha Service" })),
        (
            "manage_packages",
            json!({ "action": "create", "name": "Alpha Package", "price": 1, "description": "x" }),
        ),
    ] {
        let answer = world.ok(&world.b, tool, &arguments);
        assert!(!answer.to_string().contains(&world.a.tenant.id.to_string()), "{answer}");
    }
    assert!(world.rows(&world.a) == before);
    // Each finds its own by the name that both use.
    let page =
        |who| world.ok(who, "getPage", &json!({ "slug": "alpha-moved" }))["items"][0]["id"].clone();
    assert_ne!(page(&world.a), page(&world.b));
}

#[test]
fn lists_and_searches_end_at_the_tenant() {
    let world = World::new();
    for (tool, arguments) in [
        (
            "getPage",
            json!({ "all": true, "includeContent": true, "includeChildren": true, "limit": 100 }),
        ),
        ("getPage", json!({ "query": "weddings", "limit": 100 })),
        ("getImage", json!({ "query": "beta", "limit": 100 })),
        ("getImage", json!({ "all": true, "limit": 100 })),
        ("getPost", json!({ "query": "words", "includeContent": true })),
        ("getPost", json!({ "all": true, "limit": 100 })),
        ("getEntry", json!({ "query": "entry" })),
        ("getEntry", json!({ "all": true, "limit": 100 })),
        ("getNavItem", json!({ "all": true, "limit": 100 })),
        ("queryData", json!({ "entity": "post", "filter": { "title": { "contains": "post" } } })),
        ("queryData", json!({ "entity": "call", "limit": 100 })),
        ("getSection", json!({ "query": "heading", "includeContent": true, "limit": 100 })),
        ("getSectionTemplate", json!({ "all": true, "limit": 100 })),
        ("manage_packages", json!({ "action": "list", "limit": 100 })),
        ("manage_services", json!({ "action": "list", "query": "a", "limit": 100 })),
        ("getSite", json!({})),
        ("getHistory", json!({ "limit": 100 })),
        ("getHistory", json!({ "since": "2020-01-01T00:00:00Z", "limit": 100 })),
    ] {
        let own = world.ok(&world.b, tool, &arguments);
        assert!(own["count"].as_i64().unwrap() > 0, "{tool} {arguments}");
        let text = own.to_string().to_lowercase();
        assert!(!text.contains("alpha"), "{tool} {arguments} shows the other tenant: {own}");
        for (kind, id) in &world.a.things.ids {
            assert!(!text.contains(id.as_str()), "{tool} {arguments} shows the other's {kind}");
        }
    }
}

#[test]
fn an_undo_of_another_tenants_request_undoes_nothing_even_with_the_same_rows() {
    let world = World::new();
    let before = world.rows(&world.a);
    // An undo may not reach a row by its key alone either: the same key in the other tenant is another row.
    let (a, b) = (world.a.tenant.id.to_string(), world.b.tenant.id.to_string());
    let copy =
        "INSERT INTO image (tenant_id, id, file_name, url, description, width, height, version, created_at,
                            updated_at)
         SELECT ?2, id, file_name, url, 'copied', width, height, version, created_at, updated_at
         FROM image WHERE tenant_id = ?1";
    world.raw().execute(copy, [&a, &b]).unwrap();
    for field in ["changeId", "requestId"] {
        let kind = field.trim_end_matches("Id");
        let stolen =
            world.call(&world.b, "undoChange", &json!({ field: world.a.things.ids[kind] }));
        assert_eq!(stolen["error"]["type"], "not_found", "{stolen}");
    }
    // A conversation would stand in the way: what was written stays.
    world.raw().execute("DELETE FROM conversation WHERE tenant_id = ?1", [&b]).unwrap();
    let undone = json!({ "requestId": world.b.things.ids["request"] });
    world.ok(&world.b, "undoChange", &undone);
    assert!(world.rows(&world.a) == before);
}
