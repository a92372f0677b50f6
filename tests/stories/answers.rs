//! Answers: a write says what is new, a list how many there are, and nobody reads twice what they have said.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};

/// A long text.
fn prose() -> String {
    (0..400).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
}

/// How many bytes an answer has.
fn bytes(answer: &Value) -> usize {
    answer.to_string().len()
}

#[test]
fn a_write_says_which_thing_it_is_and_what_is_new_of_it() {
    in_both_eras(|desk| {
        let body = prose();
        let create =
            json!({ "collectionSlug": "blog", "title": "Autumn", "content": { "body": body } });
        let made = desk.brief("createPost", create);
        let data = &made["data"];
        assert_eq!((&data["label"], &data["version"]), (&json!("Autumn"), &json!(1)));
        assert_eq!((&data["slug"], &data["status"]), (&json!("autumn"), &json!("draft")));
        for echo in
            ["content", "title", "updatedAt", "author", "category", "resourceUrl", "changed"]
        {
            assert_eq!(data.get(echo), None, "{made}");
        }
        assert!(text(&made["changeId"]).starts_with("chg_") && bytes(&made) < 400, "{made}");

        let edited = body.replace("word7 ", "Lisbon ");
        let update = json!({ "slug": "autumn", "title": "Autumn again", "category": "seasons",
            "content": { "body": edited } });
        let updated = desk.brief("updatePost", update);
        let expected = json!({ "id": data["id"], "label": "Autumn again", "version": 2,
            "category": "seasons", "changed": ["category", "content.body", "title"] });
        assert_eq!(updated["data"], expected);

        // What changes nothing says that, and which thing it is all the same.
        let same = desk.brief("updatePost", json!({ "slug": "autumn", "category": "seasons" }));
        let expected =
            json!({ "id": data["id"], "label": "Autumn again", "version": 2, "changed": [] });
        assert_eq!((&same["data"], same.get("changeId")), (&expected, None));
    });
}

#[test]
fn things_of_every_kind_answer_alike_and_whole_where_that_is_asked_for() {
    in_both_eras(|desk| {
        let page = desk.brief("createPage", json!({ "name": "About", "meta": { "title": "Us" } }));
        let page = page["data"]["id"].clone();
        let content = json!({ "heading": "Who", "body": prose() });
        let image = desk.image("team.png");
        let contact = json!({ "name": "Anna", "email": "anna@example.com", "tags": ["VIP"] });
        let item =
            json!({ "navigationId": "footer", "label": "Map", "targetType": "url", "url": "/map" });
        let package =
            json!({ "action": "create", "name": "Day", "price": 900, "description": prose() });
        let creations = [
            (
                "createSection",
                json!({ "pageId": page, "templateKey": "text", "content": content }),
                "Who",
            ),
            ("createContact", contact, "Anna"),
            ("createNavItem", item, "Map"),
            ("manage_packages", package, "Day"),
            ("manage_services", json!({ "action": "create", "name": "Album" }), "Album"),
        ];
        for (tool, arguments, label) in creations {
            let made = desk.brief(tool, arguments);
            let data = &made["data"];
            assert_eq!((&data["label"], &data["version"]), (&json!(label), &json!(1)), "{made}");
            assert!(bytes(&made) < 400 && made["changeId"].is_string(), "{tool}: {made}");
            let long =
                data.as_object().unwrap().values().filter(|value| bytes(value) > 150).count();
            assert_eq!(long, 0, "{tool}: {made}");
        }
        let renamed = json!({ "id": image, "description": "The team in the garden" });
        let updated = desk.brief("updateImage", renamed);
        assert_eq!(updated["data"]["label"], "team.png", "{updated}");

        let update = json!({ "id": page, "name": "Team", "returning": "full" });
        let whole = desk.brief("updatePage", update)["data"].clone();
        assert_eq!((&whole["name"], &whole["meta"]["title"]), (&json!("Team"), &json!("Us")));
        assert_eq!(whole["path"], "about", "{whole}");
        desk.refused("updatePage", json!({ "id": page, "returning": "some" }), "ARGUMENT_INVALID");
    });
}

#[test]
fn a_repetition_gets_the_first_answer_however_much_it_asks_for() {
    in_both_eras(|desk| {
        let create = json!({ "name": "About", "idempotencyKey": "k" });
        let first = desk.brief("createPage", create.clone());
        let mut again = create;
        again["returning"] = json!("full");
        let again = desk.brief("createPage", again);
        assert_eq!((&again["data"], &again["repeated"]), (&first["data"], &json!(true)));
    });
}

#[test]
fn what_is_empty_is_left_out_and_what_is_no_is_not() {
    in_both_eras(|desk| {
        desk.ok("createContact", json!({ "name": "Anna", "email": "anna@example.com" }));
        let contact = desk.item("getContact", json!({ "id": "Anna" }));
        for empty in ["address", "city", "phone", "tags", "notes"] {
            assert_eq!(contact.get(empty), None, "{contact}");
        }
        assert_eq!(contact["archived"], false);
        // In rows, in a dry run and in the history as well; what a person wrote stays as it is.
        let row = desk
            .item("queryData", json!({ "entity": "contact", "fields": ["name", "city", "phone"] }));
        assert_eq!(row, json!({ "id": contact["id"], "name": "Anna" }));
        let dry = desk.ok(
            "createContact",
            json!({ "name": "Bo", "email": "bo@example.com", "dryRun": true }),
        );
        let fields = dry["changes"][0]["fields"].as_object().unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["archived", "email", "name"], "{dry}");
        let history = desk.items("getHistory", json!({ "entity": "contact", "id": "Anna" }));
        assert_eq!(history[0]["changes"][0]["fields"].get("address"), None, "{history:?}");
    });
}

#[test]
fn of_long_texts_a_history_shows_where_they_differ() {
    in_both_eras(|desk| {
        let body = prose();
        let create =
            json!({ "collectionSlug": "blog", "title": "Autumn", "content": { "body": body } });
        desk.ok("createPost", create);
        for (old, new) in [("word7 ", "Lisbon "), ("word390 ", "€350 ")] {
            let body = body.replace(old, new);
            desk.ok("updatePost", json!({ "slug": "autumn", "content": { "body": body } }));
            let change =
                desk.items("getHistory", json!({ "entity": "post", "id": "Autumn" })).remove(0);
            let pair = &change["changes"][0]["fields"]["content.body"];
            assert!(text(&pair[0]).contains(old) && text(&pair[1]).contains(new), "{change}");
            assert!(bytes(pair) < 500, "{pair}");
        }
        // A preview and a dry run show the same; whoever decides reads all of it.
        let dry = desk.ok(
            "updatePost",
            json!({ "slug": "autumn", "dryRun": true, "content": { "body": body } }),
        );
        let pair = &dry["changes"][0]["fields"]["content.body"];
        assert!(text(&pair[0]).contains("€350 ") && bytes(pair) < 500, "{dry}");
    });
}

#[test]
fn a_diff_names_what_it_refers_to() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let change =
            desk.items("getHistory", json!({ "entity": "section", "id": section })).remove(0);
        let fields = &change["changes"][0]["fields"];
        assert_eq!(
            (&fields["pageId"][1], &fields["templateId"][1]),
            (&json!("About"), &json!("Text"))
        );
        let album =
            id(&desk.data("manage_services", json!({ "action": "create", "name": "Album" })));
        let package = json!({ "action": "create", "name": "Day", "price": 9, "description": "All.",
            "serviceIds": [album], "dryRun": true });
        let dry = desk.ok("manage_packages", package);
        assert_eq!(dry["changes"][0]["fields"]["serviceIds"], json!([[], ["Album"]]), "{dry}");
        // Two of one name are told apart.
        let (one, two) = (
            desk.page("Twin"),
            id(&desk.data("createPage", json!({ "name": "Twin", "slug": "twin-2" }))),
        );
        let below = json!({ "name": "Below", "parentId": one });
        let below = id(&desk.data("createPage", below));
        let moved = desk.ok("updatePage", json!({ "id": below, "parentId": two, "dryRun": true }));
        let pairs = moved["changes"].as_array().unwrap();
        let pair = pairs.iter().find_map(|change| change["fields"].get("parentId")).unwrap();
        assert_eq!(*pair, json!([one, two]), "{moved}");
    });
}

/// A list, how many of it are on its first page, and how many there are.
fn first_page(desk: &mut Desk, tool: &str, mut arguments: Value) -> (Value, Value) {
    arguments["limit"] = json!(2);
    let first = desk.ok(tool, arguments.clone());
    if let Some(cursor) = first.get("nextCursor") {
        arguments["cursor"] = cursor.clone();
        desk.ok(tool, arguments);
    }
    (first["count"].clone(), first["total"].clone())
}

#[test]
fn a_list_says_how_many_there_are_on_all_pages() {
    in_both_eras(|desk| {
        for n in 0..5 {
            desk.page(&format!("Page {n}"));
            desk.ok("createContact", json!({ "name": format!("Anna {n}"), "email": format!("anna{n}@example.com"), "tags": ["VIP"] }));
            let package = json!({ "action": "create", "name": format!("Day {n}"), "price": 9, "description": "x" });
            desk.ok("manage_packages", package);
            let post = json!({ "collectionSlug": "blog", "title": format!("Post {n}"), "content": { "body": "x" } });
            desk.ok("createPost", post);
        }
        for n in 0..3 {
            let publish = "UPDATE post SET status = 'published', published_at = 1 WHERE slug = ?1";
            desk.meddle(publish, [format!("post-{n}")]);
            let reached =
                json!({ "id": format!("Anna {n}"), "phone": format!("+1 415 555 267{n}") });
            desk.ok("updateContact", reached);
        }
        desk.ok("createContact", json!({ "name": "Bo", "email": "bo@example.com" }));
        for (tool, arguments, total) in [
            ("getPage", json!({ "all": true }), 6),
            ("getContact", json!({ "all": true }), 6),
            ("getContact", json!({ "tag": "VIP" }), 5),
            ("manage_packages", json!({ "action": "list" }), 5),
            ("getPost", json!({ "all": true }), 5),
            ("queryData", json!({ "entity": "contact" }), 6),
            (
                "queryData",
                json!({ "entity": "contact", "filter": { "name": { "contains": "anna" } } }),
                5,
            ),
            ("getHistory", json!({ "entity": "contact" }), 9),
            // A search knows how many it has found, also where not all of them fit.
            ("getContact", json!({ "query": "anna" }), 5),
            ("getContact", json!({ "phone": "415555" }), 3),
            ("getPage", json!({ "query": "page" }), 5),
            ("getPost", json!({ "query": "post" }), 5),
            ("getPost", json!({ "query": "post", "status": "published" }), 3),
        ] {
            assert_eq!(
                first_page(desk, tool, arguments.clone()),
                (json!(2), json!(total)),
                "{tool} {arguments}"
            );
        }
        // What a thing holds in itself is not counted for it.
        let prints = json!([{ "title": "Prints", "unitPrice": 1 }]);
        for _ in 0..21 {
            desk.ok("createOrder", json!({ "contactId": "Bo", "items": prints }));
        }
        let bo = json!({ "id": "Bo", "includeOrders": true });
        assert_eq!(desk.ok("getContact", bo)["total"], 1);
        let found = json!({ "query": "anna", "limit": 2, "includeOrders": true });
        assert_eq!(desk.ok("getContact", found)["total"], 5);
        // A page that has all of them says so, and one without any.
        assert_eq!(desk.ok("getPage", json!({ "all": true }))["total"], 6);
        assert_eq!(desk.ok("getImage", json!({ "all": true }))["total"], 0);
        let counted = desk.ok("queryData", json!({ "entity": "contact", "count": true }));
        assert_eq!(counted, json!({ "success": true, "total": 6 }));
        let none = json!({ "entity": "contact", "count": true, "filter": { "name": "Nobody" } });
        assert_eq!(desk.ok("queryData", none), json!({ "success": true, "total": 0 }));
    });
}

#[test]
fn lists_of_kinds_come_first_and_one_comes_whole() {
    in_both_eras(|desk| {
        let keys = desk.ok("getSectionTemplate", json!({}));
        assert!(bytes(&keys) < 300 * keys["items"].as_array().unwrap().len(), "{keys}");
        for template in keys["items"].as_array().unwrap() {
            assert_eq!((template.get("fields"), template.get("example")), (None, None));
            let whole = desk.item("getSectionTemplate", json!({ "key": template["key"] }));
            assert!(whole["fields"].is_array() && whole["example"].is_object(), "{whole}");
        }
        // The menu comes whole: all menus as trees, in one call.
        let top = json!({ "navigationId": "header", "label": "Work", "targetType": "placeholder" });
        let top = id(&desk.data("createNavItem", top));
        let mut parent = top;
        for label in ["Weddings", "Elopements"] {
            let item = json!({ "navigationId": "header", "label": label, "targetType": "placeholder", "parentId": parent });
            parent = id(&desk.data("createNavItem", item));
        }
        let menus = desk.items("getNavItem", json!({}));
        assert_eq!(each(&menus, "label"), ["Work"]);
        assert_eq!(menus[0]["children"][0]["children"][0]["label"], "Elopements");
        assert_eq!(menus, desk.items("getNavItem", json!({ "all": true })));
    });
}

#[test]
fn more_than_a_thousand_are_not_counted_beside_a_page() {
    in_both_eras(|desk| {
        let of_service = |desk: &mut Desk| {
            let list = first_page(desk, "manage_services", json!({ "action": "list" })).1;
            (list, first_page(desk, "queryData", json!({ "entity": "service" })).1)
        };
        let add = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
            INSERT INTO service (tenant_id, id, name, currency, version, created_at, updated_at)
            SELECT t.id, printf('svc_01h455vb4pex5vsknk%08d', i + ?2), 'Service ' || i, 'USD', 1, 0, 0
            FROM n, tenant t";
        desk.meddle(add, [1_000, 0]);
        assert_eq!(of_service(desk), (json!(1_000), json!(1_000)));
        desk.meddle(add, [1, 5_000]);
        assert_eq!(of_service(desk), (Value::Null, Value::Null));
        // Who asks for the number alone gets it.
        let all = desk.ok("queryData", json!({ "entity": "service", "count": true }));
        assert_eq!(all["total"], 1_001);
    });
}
