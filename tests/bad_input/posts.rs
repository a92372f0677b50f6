//! Posts that cannot be, and edits of text that is not there.

use serde_json::{Value, json};

use super::table::{each_is_refused, mistake};
use crate::desk::text;

/// A post with more said of it.
fn post(more: Value) -> Value {
    let mut post = json!({ "collectionSlug": "blog", "title": "Autumn light", "content": { "body": "Words." } });
    post.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    post
}

#[test]
fn a_post_needs_a_collection_of_posts_and_a_body() {
    each_is_refused(|_| {
        let invalid = "ARGUMENT_INVALID";
        let refused = |more: Value, code: &'static str, message: &str, next: &'static str| {
            mistake("createPost", post(more), code, message, next)
        };
        vec![
            refused(json!({ "collectionSlug": "news" }), "COLLECTION_NOT_FOUND", "`news`", "blog"),
            refused(
                json!({ "collectionSlug": "portfolio" }),
                "COLLECTION_WRONG_KIND",
                "`portfolio` holds entries",
                "blog",
            ),
            refused(json!({ "content": {} }), invalid, "content.body: is missing", ""),
            refused(json!({ "content": { "body": " " } }), invalid, "content.body", ""),
            refused(json!({ "content": "" }), invalid, "content.body", ""),
            refused(json!({ "content": 7 }), invalid, "content", "{ body: Markdown"),
            refused(json!({ "content": ["Words."] }), invalid, "content", "{ body: Markdown"),
            refused(
                json!({ "content": { "body": "x", "image": "y" } }),
                "ARGUMENT_UNKNOWN",
                "content.image",
                "",
            ),
            refused(json!({ "title": "" }), invalid, "title", ""),
            refused(json!({ "slug": "Autumn Light" }), "SLUG_INVALID", "slug", "`autumn-light`"),
            refused(json!({ "status": "published" }), "ARGUMENT_UNKNOWN", "status", ""),
            mistake(
                "getPost",
                json!({ "all": true, "collectionSlug": "news" }),
                "COLLECTION_NOT_FOUND",
                "`news`",
                "blog",
            ),
            mistake("getPost", json!({ "all": true, "status": "gone" }), invalid, "status", ""),
            mistake(
                "getPost",
                json!({ "category": "x" }),
                "SCOPE_INVALID",
                "id, slug, query, all",
                "",
            ),
        ]
    });
}

#[test]
fn a_cover_is_an_image_of_the_site() {
    each_is_refused(|desk| {
        let image = desk.picture("dance.jpg", 320, 200);
        let url = text(&image["url"]);
        let abroad = format!("https://example.com{url}");
        let missing = "IMAGE_NOT_FOUND";
        let cover = |cover: Value| post(json!({ "content": { "body": "Words.", "cover": cover } }));
        vec![
            mistake("createPost", cover(json!({ "url": abroad })), missing, &abroad, "relative"),
            mistake(
                "createPost",
                cover(json!({ "url": "/uploads/none.webp" })),
                missing,
                "content.cover: | /uploads/none.webp",
                "getImage",
            ),
            mistake(
                "createPost",
                cover(json!({ "alt": "x" })),
                "CONTENT_INVALID",
                "content.cover",
                "",
            ),
            mistake("createPost", cover(json!(url)), "ARGUMENT_INVALID", "content.cover", ""),
            mistake(
                "createPost",
                post(json!({ "featuredImage": abroad })),
                missing,
                "featuredImage: ",
                "relative",
            ),
        ]
    });
}

#[test]
fn a_slug_is_one_posts_and_an_edit_finds_its_text_once() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        let body = json!({ "content": { "body": "One fine day, one fine night." } });
        let made = desk.data("createPost", post(body));
        desk.ok("createPost", post(json!({ "title": "October" })));
        desk.ok("createPost", post(json!({ "title": "October", "slug": "october-again" })));
        desk.ok("createPost", post(json!({ "title": "October", "slug": "october-more" })));
        let nobody = deskhand::id::PostId::new().to_string();
        let (none, taken) = ("POST_NOT_FOUND", "SLUG_TAKEN");
        let update = |more: Value| {
            let mut update = json!({ "slug": "autumn-light" });
            update.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            update
        };
        let edit = |field: &str, find: &str, replace: &str| {
            update(json!({ "edits": [{ "field": field, "find": find, "replace": replace }] }))
        };
        let invalid = "ARGUMENT_INVALID";
        vec![
            mistake("createPost", post(json!({})), taken, "“Autumn light”", "autumn-light-2"),
            mistake("updatePost", update(json!({ "newSlug": "october" })), taken, "October", "-2"),
            mistake("updatePost", edit("body", "fine", "x"), "EDIT_AMBIGUOUS", "2 times", "longer"),
            mistake("updatePost", edit("body", "bad", "x"), "EDIT_NOT_FOUND", "`body`", "exactly"),
            mistake(
                "updatePost",
                edit("text", "a", "b"),
                invalid,
                "`text` is not a text",
                "`body`",
            ),
            mistake("updatePost", edit("title", "Autumn light", " "), invalid, "title", "less"),
            mistake("updatePost", update(json!({ "status": "gone" })), invalid, "status", ""),
            mistake(
                "updatePost",
                json!({ "slug": nobody, "title": "x" }),
                none,
                &nobody,
                "getPost",
            ),
            mistake(
                "updatePost",
                json!({ "slug": "winter", "title": "x" }),
                none,
                "`winter`",
                "getPost",
            ),
            mistake(
                "deletePost",
                json!({ "slugs": [made["id"], "winter"] }),
                none,
                "`winter`",
                "getPost",
            ),
            mistake("deletePost", json!({ "slugs": [] }), invalid, "at least 1", ""),
            mistake("deletePost", json!({ "slugs": [page] }), "ID_WRONG_KIND", "page", ""),
            // The slug of one of them is exact; the title is that of three.
            mistake(
                "updatePost",
                json!({ "slug": "October", "title": "x" }),
                "NAME_AMBIGUOUS",
                "3 things",
                "id",
            ),
        ]
    });
}

#[test]
fn a_post_does_not_go_where_a_page_lies() {
    each_is_refused(|desk| {
        let blog = desk.page("Blog");
        desk.ok("createPage", json!({ "name": "Autumn light", "parentId": blog }));
        desk.ok("createPost", post(json!({ "title": "October" })));
        let rename = json!({ "slug": "october", "newSlug": "autumn-light" });
        vec![
            mistake("createPost", post(json!({})), "SLUG_TAKEN", "page", ""),
            mistake("updatePost", rename, "SLUG_TAKEN", "page", ""),
        ]
    });
}

#[test]
fn a_write_on_an_old_version_of_a_post_names_what_changed_and_who_did_it() {
    each_is_refused(|desk| {
        desk.data("createPost", post(json!({})));
        let mut owner = desk.colleague("owner");
        owner.call("updatePost", json!({ "slug": "autumn-light", "category": "Seasons" })).ok();
        let late = json!({ "slug": "autumn-light", "title": "Winter", "expectedVersion": 1 });
        let words = "post | category | at version 2, not 1 | (by owner)";
        vec![mistake("updatePost", late, "VERSION_CONFLICT", words, "get it again")]
    });
}
