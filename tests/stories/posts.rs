//! Posts: drafted with a cover, edited, published after a preview, moved, archived and taken away.

use serde_json::{Value, json};

use super::desk::{Desk, confirmed, each, id, in_both_eras, text};

/// A post's text as tests send it.
fn post(title: &str) -> Value {
    json!({ "collectionSlug": "blog", "title": title, "content": { "body": format!("All about {title}.") } })
}

/// Makes a draft; gives it.
fn draft(desk: &mut Desk, title: &str) -> Value {
    desk.data("createPost", post(title))
}

/// Publishes or archives by preview and confirmation; gives the last answer.
#[track_caller]
fn set_status(desk: &mut Desk, slug: &str, status: &str) -> Value {
    let update = json!({ "slug": slug, "status": status });
    let shown = desk.ok("updatePost", update.clone());
    assert_eq!(shown["requiresConfirmation"], true, "{shown}");
    desk.ok("updatePost", confirmed(&update, &shown["confirmationToken"]))
}

#[test]
fn a_cover_and_a_featured_image_are_one_picture_seen_twice() {
    in_both_eras(|desk| {
        // Given two pictures,
        let dance = desk.picture("dance.jpg", 320, 200);
        let toast = desk.picture("toast.jpg", 321, 200);
        // when a post is drafted with the address of one,
        let mut create = post("Our first waltz");
        create["content"]["cover"] = json!({ "url": dance["url"], "alt": "A waltz" });
        create["featuredImage"] = dance["id"].clone();
        let made = desk.ok("createPost", create);
        let made = &made["data"];
        // then both views of it show the same picture.
        let cover = json!({
            "imageId": dance["id"], "url": dance["url"], "alt": "A waltz", "width": 320, "height": 200,
        });
        assert_eq!(
            made["content"],
            json!({ "body": "All about Our first waltz.", "cover": cover })
        );
        assert_eq!(made["featuredImage"], dance["url"]);
        assert_eq!((&made["status"], &made["slug"]), (&json!("draft"), &json!("our-first-waltz")));
        assert_eq!(made.get("publishedAt"), None);
        // Two different pictures are refused,
        let before = desk.contents();
        let two = json!({
            "slug": "our-first-waltz", "content": { "cover": { "url": dance["url"] } },
            "featuredImage": toast["url"],
        });
        desk.refused("updatePost", two, "ARGUMENT_INVALID");
        assert_eq!(desk.contents(), before);
        // the same one keeps its words here, another comes with its own, and null takes it away.
        let feature = |image: &Value| json!({ "slug": "our-first-waltz", "featuredImage": image });
        let same = desk.data("updatePost", feature(&dance["url"]));
        assert_eq!(same["content"]["cover"], cover);
        let other = desk.data("updatePost", feature(&toast["id"]));
        assert_eq!(other["content"]["cover"]["imageId"], toast["id"]);
        assert_eq!(other["content"]["cover"]["alt"], "Two people dancing");
        let none = desk.data("updatePost", feature(&Value::Null));
        assert_eq!(none["content"].get("cover"), None);
        assert_eq!(none.get("featuredImage"), None);
    });
}

#[test]
fn a_draft_is_edited_sentence_by_sentence_without_a_preview() {
    in_both_eras(|desk| {
        let made = draft(desk, "Autumn light");
        let edits = json!({ "slug": "autumn-light", "expectedVersion": 1, "edits": [
            { "field": "body", "find": "All about", "replace": "Everything on" },
            { "field": "title", "find": "Autumn", "replace": "Winter" },
        ] });
        let edited = desk.ok("updatePost", edits);
        assert_eq!(edited["data"]["content"]["body"], "Everything on Autumn light.");
        assert_eq!(edited["data"]["title"], "Winter light");
        // Its address stays: a title is no slug.
        assert_eq!(edited["data"]["slug"], "autumn-light");
        assert_eq!(edited["data"]["version"], 2);
        let more = json!({ "slug": "Winter light", "category": "Seasons", "author": "Ana", "excerpt": "Snow" });
        let told = desk.ok("updatePost", more);
        assert!(told["changeId"].is_string(), "a draft needs nobody's yes: {told}");
        for (field, value) in [("category", "Seasons"), ("author", "Ana"), ("excerpt", "Snow")] {
            assert_eq!(told["data"][field], value);
        }
        assert_eq!(told["data"]["id"], made["id"]);
    });
}

#[test]
fn a_post_goes_public_after_a_preview_and_its_first_day_stays() {
    in_both_eras(|desk| {
        let made = draft(desk, "Autumn light");
        let before = desk.contents();
        // Publishing is shown first, even where the call says at once that it is confirmed.
        let publish = json!({ "slug": "autumn-light", "status": "published" });
        let mut hasty = publish.clone();
        hasty["confirmed"] = true.into();
        let shown = desk.ok("updatePost", hasty);
        assert_eq!(shown["requiresConfirmation"], true);
        assert!(text(&shown["message"]).contains("“Autumn light”"), "{shown}");
        let change = &shown["changes"][0];
        assert_eq!((&change["entity"], &change["id"]), (&json!("post"), &made["id"]), "{shown}");
        assert_eq!(change["fields"]["status"], json!(["draft", "published"]));
        assert_eq!(desk.contents(), before);
        let shown_twice = desk.ok("updatePost", publish.clone());
        // After the yes it is public.
        let done = desk.ok("updatePost", confirmed(&publish, &shown["confirmationToken"]));
        assert_eq!(done["data"]["status"], "published");
        let day = done["data"]["publishedAt"].clone();
        assert!(day.is_string(), "{done}");
        // Once more there is nothing to agree to and nothing to do,
        let before = desk.contents();
        let again = desk.ok("updatePost", publish.clone());
        assert_eq!((&again["data"], &again["changeId"]), (&done["data"], &Value::Null));
        assert_eq!(desk.contents(), before);
        // also for whoever was asked before that.
        let again = desk.ok("updatePost", confirmed(&publish, &shown_twice["confirmationToken"]));
        assert_eq!((&again["data"], &again["changeId"]), (&done["data"], &Value::Null));
        // words of a public post change without a preview,
        let words = json!({ "slug": "autumn-light", "category": "Seasons" });
        assert_eq!(desk.data("updatePost", words)["status"], "published");
        // archiving asks again, and the first day is kept when it comes back.
        let archived = set_status(desk, "autumn-light", "archived");
        assert_eq!(
            (&archived["data"]["status"], &archived["data"]["publishedAt"]),
            (&json!("archived"), &day)
        );
        let back = set_status(desk, "autumn-light", "published");
        assert_eq!(back["data"]["publishedAt"], day);
        // So does taking it back to a draft.
        let withdraw = json!({ "slug": "autumn-light", "status": "draft" });
        let shown = desk.ok("updatePost", withdraw.clone());
        let question = text(&shown["message"]);
        assert!(question.contains("Take off the site post “Autumn light”"), "{shown}");
        assert_eq!(set_status(desk, "autumn-light", "draft")["data"]["status"], "draft");
        // Of a draft nothing is asked.
        assert_eq!(desk.data("updatePost", withdraw)["status"], "draft");
    });
}

/// The redirects of posts that are stored.
fn redirects(desk: &Desk) -> usize {
    desk.contents()["post_redirect"].len()
}

#[test]
fn a_renamed_post_leaves_a_redirect_until_the_slug_is_a_posts_again() {
    in_both_eras(|desk| {
        draft(desk, "Autumn light");
        let rename = |from: &str, to: &str| json!({ "slug": from, "newSlug": to });
        let renamed = desk.data("updatePost", rename("autumn-light", "october"));
        assert_eq!(renamed["slug"], "october");
        assert!(desk.contents()["post_redirect"][0].contains("autumn-light"));
        // To its own slug is no move.
        let same = desk.ok("updatePost", rename("october", "october"));
        assert_eq!((&same["changeId"], redirects(desk)), (&Value::Null, 1));
        // Back again, the other address leads to it.
        desk.ok("updatePost", rename("october", "autumn-light"));
        let left = &desk.contents()["post_redirect"];
        assert!(left.len() == 1 && left[0].contains("october"), "{left:?}");
        // A new post at an old address ends the redirect.
        draft(desk, "October");
        assert_eq!(redirects(desk), 0);
    });
}

#[test]
fn posts_are_found_by_collection_status_and_category_newest_first() {
    in_both_eras(|desk| {
        desk.run(&["collection", "add", "news", "--kind", "posts"]);
        let mut ids = Vec::new();
        for (title, collection, category) in [
            ("Harbour in May", "blog", "Travel"),
            ("Harbour in June", "blog", "Weddings"),
            ("Harbour in July", "news", "Travel"),
        ] {
            let mut create = post(title);
            create["collectionSlug"] = collection.into();
            create["category"] = category.into();
            ids.push(id(&desk.data("createPost", create)));
        }
        set_status(desk, "harbour-in-may", "published");
        let found = |desk: &mut Desk, arguments: Value| -> Vec<String> {
            let titles = each(&desk.items("getPost", arguments), "title");
            titles.iter().map(|title| text(title).replace("Harbour in ", "")).collect()
        };
        assert_eq!(found(desk, json!({ "all": true })), ["July", "June", "May"]);
        for (filter, wanted) in [
            (json!({ "collectionSlug": "blog" }), vec!["June", "May"]),
            (json!({ "collectionSlug": "news" }), vec!["July"]),
            (json!({ "status": "published" }), vec!["May"]),
            (json!({ "status": "archived" }), vec![]),
            (json!({ "category": "Travel" }), vec!["July", "May"]),
            (json!({ "category": "Travel", "status": "draft" }), vec!["July"]),
            (
                json!({ "category": "Travel", "collectionSlug": "blog", "status": "published" }),
                vec!["May"],
            ),
        ] {
            // They narrow a list and a search alike.
            for scope in [json!({ "all": true }), json!({ "query": "harbour" })] {
                let mut arguments = filter.clone();
                arguments.as_object_mut().unwrap().extend(scope.as_object().unwrap().clone());
                let mut titles = found(desk, arguments.clone());
                titles.sort();
                let mut wanted = wanted.clone();
                wanted.sort_unstable();
                assert_eq!(titles, wanted, "{arguments}");
            }
        }
        // One post is found by its id, its slug and its address.
        for one in [
            json!({ "id": ids[0] }),
            json!({ "slug": "harbour-in-may" }),
            json!({ "slug": "/blog/harbour-in-may" }),
        ] {
            let light = desk.item("getPost", one.clone());
            assert_eq!((&light["id"], light.get("content")), (&json!(ids[0]), None), "{one}");
        }
        let whole = desk.item("getPost", json!({ "id": ids[0], "includeContent": true }));
        assert_eq!(whole["content"], json!({ "body": "All about Harbour in May." }));
        assert_eq!(desk.items("getPost", json!({ "slug": "winter" })), [json!(null); 0]);
    });
}

#[test]
fn a_deleted_post_comes_back_whole() {
    in_both_eras(|desk| {
        let made = draft(desk, "Autumn light");
        desk.ok("updatePost", json!({ "slug": "autumn-light", "newSlug": "october" }));
        let item = json!({
            "navigationId": "header", "label": "October", "targetType": "post", "targetId": made["id"],
        });
        desk.ok("createNavItem", item);
        let before = desk.contents();
        let delete = json!({ "slugs": ["october", made["id"]] });
        let shown = desk.ok("deletePost", delete.clone());
        assert_eq!(desk.contents(), before);
        let mut gone = each(shown["items"].as_array().unwrap(), "entity");
        gone.sort_by_key(Value::to_string);
        assert_eq!(gone, ["navItem", "post", "postRedirect"], "{shown}");
        let done = desk.ok("deletePost", confirmed(&delete, &shown["confirmationToken"]));
        assert_eq!(done["deleted"], shown["items"]);
        assert_eq!(desk.items("getPost", json!({ "all": true })), [json!(null); 0]);
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        let back = desk.item("getPost", json!({ "slug": "october", "includeContent": true }));
        assert_eq!((&back["id"], &back["content"]), (&made["id"], &made["content"]));
        assert_eq!((redirects(desk), desk.contents()["nav_item"].len()), (1, 1));
    });
}
