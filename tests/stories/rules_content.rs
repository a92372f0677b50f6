//! What is shown is there, what is published says since when, and what keeps a thing from coming back is named.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras};

fn change(answer: &Value) -> Value {
    answer["changeId"].clone()
}

#[test]
fn an_undo_does_not_show_an_image_that_is_gone() {
    in_both_eras(|desk| {
        let (page, image) = (desk.page("About"), desk.image("a.jpg"));
        let picture = json!({ "imageId": image });
        let made = json!({ "pageId": page, "templateKey": "hero", "content": { "heading": "Hello", "image": picture } });
        let section = desk.data("createSection", made)["pageSectionId"].clone();
        let post = json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "x", "cover": picture } });
        desk.ok("createPost", post);
        let entry = json!({ "collectionId": "portfolio", "title": "Work", "content": { "image": picture } });
        desk.ok("createEntry", entry);
        desk.ok("updatePage", json!({ "id": page, "meta": { "image": image } }));
        // Taken out everywhere, and then deleted.
        let outs = [
            ("updateSection", json!({ "pageSectionId": section, "content": { "image": null } })),
            ("updatePost", json!({ "slug": "rain", "content": { "cover": null } })),
            ("updateEntry", json!({ "id": "work", "content": { "image": null } })),
            ("updatePage", json!({ "id": page, "meta": { "image": null } })),
        ];
        let outs = outs.map(|(tool, out)| change(&desk.ok(tool, out)));
        let gone = change(&desk.delete("deleteImage", json!({ "ids": [image] })));
        for out in &outs {
            desk.cannot_undo(out, &[&image, "not there any more"]);
        }
        desk.undo(&gone);
        for out in &outs {
            desk.undo(out);
        }
        let post = desk.item("getPost", json!({ "slug": "rain", "includeContent": true }));
        assert_eq!(post["content"]["cover"]["imageId"], image.as_str());
    });
}

#[test]
fn an_undo_does_not_take_an_image_from_what_shows_it() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let shown = |desk: &mut Desk, at: usize| {
            let made = desk.ok("createImage", json!({ "base64": desk_picture(at), "filename": format!("{at}.jpg"), "description": "x" }));
            (id(&made["data"]), change(&made))
        };
        let images = [0, 1, 2, 3].map(|at| shown(desk, at));
        let of = |at: usize| json!({ "imageId": images[at].0 });
        let made = json!({ "pageId": page, "templateKey": "hero", "content": { "heading": "Hello", "image": of(0) } });
        let section = desk.data("createSection", made)["pageSectionId"].clone();
        let post = json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "x", "cover": of(1) } });
        desk.ok("createPost", post);
        let entry =
            json!({ "collectionId": "portfolio", "title": "Work", "content": { "image": of(2) } });
        desk.ok("createEntry", entry);
        desk.ok("updatePage", json!({ "id": page, "meta": { "image": images[3].0 } }));
        for (at, words) in [
            (0, "a section of page “About”"),
            (1, "post “Rain”"),
            (2, "entry “Work”"),
            (3, "page “About”"),
        ] {
            desk.cannot_undo(&images[at].1, &[words, "shows the image"]);
        }
        desk.ok("updateSection", json!({ "pageSectionId": section, "content": { "image": null } }));
        desk.undo(&images[0].1);
        // A package holds its image by a column.
        let package = json!({ "action": "create", "name": "Elopement", "price": 1, "description": "x", "imageId": images[1].0 });
        desk.ok("manage_packages", package);
        desk.cannot_undo(&images[1].1, &["still needed by package “Elopement”"]);
    });
}

/// A picture that is another one for each number.
fn desk_picture(at: usize) -> String {
    use crate::common::picture;
    picture::base64(&picture::jpeg(100 + u32::try_from(at).unwrap(), 80))
}

#[test]
fn a_post_that_an_undo_publishes_says_since_when() {
    in_both_eras(|desk| {
        let post = json!({ "collectionSlug": "blog", "title": "Rain", "content": { "body": "x" } });
        desk.ok("createPost", post);
        let to = |desk: &mut Desk, status: &str| {
            let change = json!({ "slug": "rain", "status": status });
            desk.delete("updatePost", change)["changeId"].clone()
        };
        let published = to(desk, "published");
        let hidden = to(desk, "draft");
        to(desk, "published");
        desk.undo(&published);
        let draft = desk.item("getPost", json!({ "slug": "rain" }));
        assert_eq!((&draft["status"], &draft["publishedAt"]), (&json!("draft"), &json!(null)));
        // What is undone last is not what was done last.
        desk.undo(&hidden);
        let post = desk.item("getPost", json!({ "slug": "rain" }));
        assert_eq!(post["status"], "published");
        assert!(post["publishedAt"].is_string(), "{post}");
    });
}

#[test]
fn what_keeps_a_thing_from_coming_back_is_named() {
    in_both_eras(|desk| {
        // Who has what it was known by,
        let anna =
            id(&desk.data("createContact", json!({ "name": "Anna", "phone": "+1 415 555 0100" })));
        let gone = change(&desk.delete("deleteContact", json!({ "ids": [anna] })));
        desk.ok(
            "createContact",
            json!({ "name": "Ann", "phone": "+1 415 555 0100", "email": "a@wren.example" }),
        );
        desk.cannot_undo(&gone, &["contact “Anna”", "contact “Ann” has its phone now"]);
        // what it belonged to,
        let page = desk.page("About");
        let section = desk.section(&page, "Words");
        let gone = change(&desk.delete("deleteSection", json!({ "ids": [section] })));
        desk.delete("deletePage", json!({ "ids": [page] }));
        desk.cannot_undo(&gone, &["section", "the page that it refers to has been deleted"]);
        // and what needs it.
        let made = desk.ok("manage_services", json!({ "action": "create", "name": "Album" }));
        let package = json!({ "action": "create", "name": "Elopement", "price": 1, "description": "x", "serviceIds": ["Album"] });
        desk.ok("manage_packages", package);
        desk.cannot_undo(&change(&made), &["service “Album”", "still needed by"]);
        let made = desk.ok("createContact", json!({ "name": "Ben", "email": "b@wren.example" }));
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        desk.ok(
            "createOrder",
            json!({ "contactId": "b@wren.example", "items": items, "description": "For May" }),
        );
        desk.cannot_undo(&change(&made), &["contact “Ben”", "still needed by order “1: Album”"]);
        // Many are counted.
        let made = desk.ok("createPage", json!({ "name": "Services" }));
        for name in ["A", "B", "C", "D", "E"] {
            desk.below("services", name);
        }
        desk.cannot_undo(&change(&made), &["page “A”, page “B”, page “C”, 2 more"]);
    });
}

#[test]
fn a_contact_that_an_undo_would_leave_without_an_address_keeps_one() {
    in_both_eras(|desk| {
        let made = json!({ "name": "Anna", "phone": "+1 415 555 0100", "email": "a@wren.example" });
        let anna = id(&desk.data("createContact", made));
        let contact = |more: Value| {
            let mut all = json!({ "id": anna });
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        desk.ok("updateContact", contact(json!({ "phone": null })));
        let given =
            change(&desk.ok("updateContact", contact(json!({ "phone": "+1 415 555 0111" }))));
        let taken = change(&desk.ok("updateContact", contact(json!({ "email": null }))));
        desk.cannot_undo(
            &given,
            &["a contact needs a phone number, an e-mail address or a WhatsApp user id"],
        );
        desk.undo(&taken);
        desk.undo(&given);
    });
}

#[test]
fn a_price_and_its_currency_come_back_together_or_not_at_all() {
    in_both_eras(|desk| {
        let made =
            json!({ "action": "create", "name": "Album", "price": 2500, "description": "x" });
        desk.ok("manage_packages", made);
        let mut update = |price: i64, currency: &str| {
            let update = json!({ "action": "update", "packageId": "Album", "price": price, "currency": currency });
            change(&desk.ok("manage_packages", update))
        };
        let (in_euros, dearer) = (update(2500, "EUR"), update(3000, "EUR"));
        desk.cannot_undo(&in_euros, &["“Album”", "price"]);
        desk.undo(&dearer);
        desk.undo(&in_euros);
        let album = desk.item("manage_packages", json!({ "action": "list" }));
        assert_eq!((&album["price"], &album["currency"]), (&json!(2500), &json!("USD")));
    });
}

#[test]
fn what_people_set_up_is_not_taken_back_under_what_is_in_it() {
    in_both_eras(|desk| {
        let setting_up = |desk: &mut Desk, args: &[&str]| {
            desk.run(args);
            id(&desk.items("getHistory", json!({ "limit": 1 })).remove(0))
        };
        let collection = setting_up(desk, &["collection", "add", "talks", "--kind", "posts"]);
        let post =
            json!({ "collectionSlug": "talks", "title": "Rain", "content": { "body": "x" } });
        desk.ok("createPost", post);
        let pipeline = setting_up(desk, &["pipeline", "add", "work", "--stage", "open"]);
        desk.ok("createContact", json!({ "name": "Ben", "email": "b@wren.example" }));
        let items = json!([{ "title": "Album", "unitPrice": 100 }]);
        let order = json!({ "contactId": "b@wren.example", "pipeline": "work", "items": items, "description": "May" });
        desk.ok("createOrder", order);
        let menu = setting_up(desk, &["navigation", "add", "side"]);
        let item = json!({ "navigationId": "side", "label": "A", "targetType": "placeholder" });
        desk.ok("createNavItem", item);
        // Only the operator may, and the rules hold for them as well.
        for (change, words) in [
            (&collection, "collection “Talks”"),
            (&collection, "still needed by post “Rain”"),
            (&pipeline, "still needed by order “1: Album”"),
            (&menu, "navigation item A"),
        ] {
            desk.fails(&["undo", change], words);
        }
        desk.delete("deletePost", json!({ "slugs": ["rain"] }));
        desk.run(&["undo", &collection]);
    });
}
