//! One name for what every tool asks: `id`, and `ids` to delete. The names that tools had for it before are taken as
//! well.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras, text};

/// Things of every noun that can be read, written and deleted by id, with the older name of it.
fn things(desk: &mut Desk) -> Vec<(&'static str, Value, Option<&'static str>)> {
    let page = desk.page("About");
    let section = desk.section(&page, "Words");
    let post =
        json!({ "collectionSlug": "blog", "title": "News", "content": { "body": "Words." } });
    let post = id(&desk.data("createPost", post));
    let entry = json!({ "collectionId": "portfolio", "title": "Ferry" });
    let entry = id(&desk.data("createEntry", entry));
    let image = desk.image("ferry.jpg");
    let item =
        json!({ "navigationId": "header", "label": "Us", "targetType": "page", "targetId": page });
    let item = id(&desk.data("createNavItem", item));
    let contact =
        id(&desk.data("createContact", json!({ "name": "Ada", "email": "ada@example.com" })));
    vec![
        ("NavItem", item.into(), None),
        ("Section", section.into(), Some("pageSectionId")),
        ("Page", page.into(), None),
        ("Post", post.into(), Some("slug")),
        ("Entry", entry.into(), None),
        ("Image", image.into(), None),
        ("Contact", contact.into(), None),
    ]
}

#[test]
fn everything_is_read_written_and_deleted_by_id() {
    in_both_eras(|desk| {
        for (noun, thing, older) in things(desk) {
            println!("{noun}");
            let get = format!("get{noun}");
            assert_eq!(desk.item(&get, json!({ "id": thing }))["id"], thing);
            let update = format!("update{noun}");
            for name in ["id"].into_iter().chain(older) {
                desk.ok(&update, json!({ name: thing, "dryRun": true }));
            }
            // One is a list of one, and the preview is of the same call.
            let delete = format!("delete{noun}");
            if noun == "NavItem" {
                desk.ok(&delete, json!({ "id": thing }));
                continue;
            }
            assert_eq!(desk.ok(&delete, json!({ "id": thing }))["requiresConfirmation"], true);
            let done = desk.ok(&delete, json!({ "ids": [thing], "confirmed": true }));
            assert_eq!(done["deleted"][0]["id"], thing);
        }
    });
}

#[test]
fn packages_and_services_too() {
    in_both_eras(|desk| {
        for (tool, older) in [("manage_packages", "packageId"), ("manage_services", "serviceId")] {
            let new = json!({ "action": "create", "name": "Portrait", "price": 90, "description": "An hour." });
            let made = desk.data(tool, new)["id"].clone();
            for name in ["id", older] {
                let price = if name == "id" { 95 } else { 99 };
                let update = json!({ "action": "update", name: made, "price": price });
                assert_eq!(desk.data(tool, update)["price"], price);
            }
            let delete = |name: &str| json!({ "action": "delete", name: made });
            assert_eq!(desk.ok(tool, delete("id"))["requiresConfirmation"], true);
            let mut yes = delete(older);
            yes["confirmed"] = true.into();
            assert_eq!(desk.ok(tool, yes)["deleted"][0]["id"], made);
        }
    });
}

#[test]
fn older_names_go_on_and_two_names_at_once_do_not() {
    in_both_eras(|desk| {
        let post =
            json!({ "collectionSlug": "blog", "title": "News", "content": { "body": "Words." } });
        let post = desk.data("createPost", post);
        let slug = text(&post["slug"]);
        desk.ok("updatePost", json!({ "slug": slug, "title": "Old name" }));
        desk.ok("updatePost", json!({ "id": slug, "title": "By its slug" }));
        let both = json!({ "id": post["id"], "slug": slug, "title": "Both" });
        desk.refused("updatePost", both, "ARGUMENT_UNKNOWN");
        // A null is an argument left out.
        desk.ok("updatePost", json!({ "id": post["id"], "slug": null, "title": "One" }));
        assert_eq!(desk.ok("deletePost", json!({ "slugs": [slug] }))["requiresConfirmation"], true);
    });
}

#[test]
fn a_text_is_the_body_of_a_post_and_elsewhere_the_shape_is_told() {
    in_both_eras(|desk| {
        let new = |content: Value| json!({ "collectionSlug": "blog", "title": "News", "content": content });
        let post = desk.data("createPost", new(json!("Just *words*.")));
        let read = json!({ "id": post["id"], "includeContent": true });
        assert_eq!(desk.item("getPost", read.clone())["content"]["body"], "Just *words*.");
        desk.ok("updatePost", json!({ "id": post["id"], "content": "Other words." }));
        assert_eq!(desk.item("getPost", read)["content"]["body"], "Other words.");
        // JSON text is still the object that it says.
        let mut other = new(json!("{\"body\":\"From JSON.\"}"));
        other["title"] = "Other".into();
        let other = desk.data("createPost", other);
        let read = json!({ "id": other["id"], "includeContent": true });
        assert_eq!(desk.item("getPost", read)["content"]["body"], "From JSON.");

        let page = desk.page("About");
        let contact =
            id(&desk.data("createContact", json!({ "name": "Ada", "email": "ada@example.com" })));
        for (tool, arguments, shape) in [
            (
                "createSection",
                json!({ "pageId": page, "templateKey": "text", "content": "Words" }),
                "{ heading",
            ),
            (
                "createEntry",
                json!({ "collectionId": "portfolio", "title": "A", "content": "Words" }),
                "{ field: value }",
            ),
            ("createOrder", json!({ "contactId": contact, "items": "Portrait" }), "[{ packageId"),
            ("createPage", json!({ "name": "A", "meta": "Words" }), "{ title?"),
            ("queryData", json!({ "entity": "page", "filter": "About" }), "{ field: value }"),
        ] {
            let failure = desk.refused(tool, arguments, "ARGUMENT_INVALID");
            assert!(text(&failure["suggestion"]).contains(shape), "{failure}");
        }
    });
}

#[test]
fn a_heading_that_is_nearly_always_the_same_has_a_default() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let new = |key: &str, content: Value| json!({ "pageId": page, "templateKey": key, "content": content });
        for (key, content, heading) in [
            ("services", json!({}), "Packages"),
            ("contact", json!({}), "Contact"),
            ("services", json!({ "heading": "Offers" }), "Offers"),
        ] {
            let made = desk.data("createSection", new(key, content));
            let read = json!({ "id": made["id"], "includeContent": true });
            assert_eq!(desk.item("getSection", read)["content"]["heading"], heading);
        }
        let made = desk.data("createSection", json!({ "pageId": page, "templateKey": "services" }));
        // An update takes nothing away that is needed, and no default comes instead.
        let update = json!({ "id": made["id"], "content": { "heading": null } });
        desk.refused("updateSection", update, "CONTENT_INVALID");
        desk.refused("createSection", new("cta", json!({})), "CONTENT_INVALID");
    });
}

#[test]
fn empty_text_takes_away_what_null_takes_away() {
    in_both_eras(|desk| {
        let contact =
            json!({ "name": "Ada", "email": "ada@example.com", "phone": "+1 415 555 2671" });
        let contact = desk.data("createContact", contact)["id"].clone();
        for empty in [json!(""), json!("  "), json!(null)] {
            let before = json!({ "id": contact, "email": "ada@example.com" });
            desk.ok("updateContact", before);
            desk.ok("updateContact", json!({ "id": contact, "email": empty }));
            let after = desk.item("getContact", json!({ "id": contact }));
            assert!(after["email"].is_null(), "{empty}: {after}");
        }
        let below = desk.page("Below");
        let above = desk.page("Above");
        desk.ok("updatePage", json!({ "id": below, "parentId": above }));
        desk.ok("updatePage", json!({ "id": below, "parentId": "" }));
        assert!(desk.item("getPage", json!({ "id": below }))["parentId"].is_null());
        // Where nothing can be taken away, empty is empty.
        desk.refused("updatePage", json!({ "id": below, "name": "" }), "ARGUMENT_INVALID");
    });
}
