//! An address is of one page, post or entry, whoever would change that: a tool, an undo, a parent that moves.

use serde_json::{Value, json};

use super::desk::{Desk, id, in_both_eras, text};

fn post(desk: &mut Desk, title: &str) -> Value {
    let post = json!({ "collectionSlug": "blog", "title": title, "content": { "body": "Wet." } });
    desk.ok("createPost", post)
}

fn entry(desk: &mut Desk, title: &str) -> Value {
    desk.ok("createEntry", json!({ "collectionId": "portfolio", "title": title }))
}

/// A call that is refused with this code and these words, also as a dry run, and changes nothing.
#[track_caller]
fn refused(desk: &mut Desk, tool: &str, arguments: &Value, code: &str, words: &[&str]) {
    let before = desk.contents();
    for dry_run in [true, false] {
        let mut arguments = arguments.clone();
        arguments["dryRun"] = dry_run.into();
        let message = text(&desk.refused(tool, arguments, code)["message"]);
        for word in words {
            assert!(message.contains(word), "{word} is not in: {message}");
        }
    }
    assert_eq!(desk.contents(), before);
}

#[test]
fn a_parent_does_not_move_the_pages_below_it_onto_articles() {
    in_both_eras(|desk| {
        post(desk, "Rain");
        entry(desk, "Sun");
        let offers = desk.page("Offers");
        let rain = desk.below(&offers, "Rain");
        desk.below(&rain, "Deep");
        let work = desk.page("Work");
        let sun = desk.below(&work, "Sun");
        let taken = "SLUG_TAKEN";
        for (page, slug, words) in [
            (&offers, "blog", ["post “Rain”", "/blog/rain", "page “Rain”"]),
            (&work, "portfolio", ["entry “Sun”", "/portfolio/sun", "page “Sun”"]),
        ] {
            let renamed = json!({ "id": page, "slug": slug });
            refused(desk, "updatePage", &renamed, taken, &words);
        }
        // A page by itself cannot move there either, nor be named so where it is.
        let blog = desk.page("Blog");
        refused(
            desk,
            "updatePage",
            &json!({ "id": sun, "slug": "rain", "parentId": blog }),
            taken,
            &["post “Rain”"],
        );
        let hail = desk.below(&blog, "Hail");
        refused(
            desk,
            "updatePage",
            &json!({ "id": hail, "slug": "rain" }),
            taken,
            &["post “Rain”"],
        );
        refused(
            desk,
            "createPage",
            &json!({ "name": "Rain", "parentId": blog }),
            taken,
            &["post “Rain”"],
        );
        // Where the article has another address, the page may have it.
        desk.ok("updatePost", json!({ "slug": "rain", "newSlug": "drizzle" }));
        desk.moves(&rain, &json!(blog));
        assert_eq!(desk.path(&rain), "blog/rain");
        // And then the article does not get it back,
        refused(
            desk,
            "updatePost",
            &json!({ "slug": "drizzle", "newSlug": "rain" }),
            taken,
            &["page “Rain”"],
        );
        refused(
            desk,
            "updatePost",
            &json!({ "slug": "drizzle", "newSlug": "hail" }),
            taken,
            &["page “Hail”"],
        );
        // nor a new one.
        let new = json!({ "collectionSlug": "blog", "title": "Hail", "content": { "body": "x" } });
        refused(desk, "createPost", &new, taken, &["page “Hail”"]);
        desk.slug(&work, "works");
    });
}

#[test]
fn an_undo_does_not_give_a_page_the_address_of_an_article() {
    in_both_eras(|desk| {
        let blog = desk.page("Blog");
        let rain = desk.below(&blog, "Rain");
        let words = ["post “Rain”", "/blog/rain", "page “Rain”"];
        // Moved along with what is above it,
        let moved = desk.slug(&blog, "news");
        post(desk, "Rain");
        desk.cannot_undo(&moved, &words);
        desk.delete("deletePost", json!({ "slugs": ["rain"] }));
        desk.undo(&moved);
        // renamed,
        let renamed = desk.slug(&rain, "old-rain");
        post(desk, "Rain");
        desk.cannot_undo(&renamed, &words);
        // or deleted.
        let gone = desk.delete("deletePage", json!({ "ids": [rain] }))["changeId"].clone();
        desk.ok("updatePost", json!({ "slug": "rain", "newSlug": "old-rain" }));
        desk.cannot_undo(&gone, &["post “Rain”", "/blog/old-rain"]);
        desk.delete("deletePost", json!({ "slugs": ["old-rain"] }));
        desk.undo(&gone);
        desk.undo(&renamed);
        assert_eq!(desk.path(&rain), "blog/rain");
    });
}

#[test]
fn an_undo_does_not_give_an_article_the_address_of_a_page() {
    in_both_eras(|desk| {
        let (blog, portfolio) = (desk.page("Blog"), desk.page("Portfolio"));
        post(desk, "Rain");
        entry(desk, "Rain");
        let moved_post =
            desk.ok("updatePost", json!({ "slug": "rain", "newSlug": "sun" }))["changeId"].clone();
        let moved_entry = desk.ok("updateEntry", json!({ "id": "portfolio/rain", "slug": "sun" }))
            ["changeId"]
            .clone();
        let (a, b) = (desk.below(&blog, "Rain"), desk.below(&portfolio, "Rain"));
        desk.cannot_undo(&moved_post, &["page “Rain”", "/blog/rain", "post “Rain”"]);
        desk.cannot_undo(&moved_entry, &["page “Rain”", "/portfolio/rain", "entry “Rain”"]);
        for page in [&a, &b] {
            desk.slug(page, "hail");
        }
        desk.undo(&moved_post);
        desk.undo(&moved_entry);

        // Deleted, they come back where no page is.
        let gone_post = desk.delete("deletePost", json!({ "slugs": ["rain"] }))["changeId"].clone();
        let gone_entry =
            desk.delete("deleteEntry", json!({ "ids": ["portfolio/rain"] }))["changeId"].clone();
        for page in [&a, &b] {
            desk.slug(page, "rain");
        }
        desk.cannot_undo(&gone_post, &["page “Rain”", "/blog/rain"]);
        desk.cannot_undo(&gone_entry, &["page “Rain”", "/portfolio/rain"]);
        desk.moves(&b, &json!(null));
        desk.undo(&gone_entry);
        assert_eq!(desk.item("getEntry", json!({ "slug": "rain" }))["title"], "Rain");
    });
}

#[test]
fn another_of_the_same_kind_in_its_place_is_named() {
    in_both_eras(|desk| {
        let about = desk.page("About");
        let gone = desk.delete("deletePage", json!({ "ids": [about] }))["changeId"].clone();
        desk.data("createPage", json!({ "name": "About us", "slug": "about" }));
        desk.cannot_undo(&gone, &["page “About us”", "/about"]);
        let rain = id(&post(desk, "Rain")["data"]);
        let gone = desk.delete("deletePost", json!({ "slugs": [rain] }))["changeId"].clone();
        let more = json!({ "collectionSlug": "blog", "title": "More rain", "slug": "rain", "content": { "body": "x" } });
        desk.ok("createPost", more);
        desk.cannot_undo(&gone, &["post “Rain”", "post “More rain” has its address now"]);
        entry(desk, "Sun");
        let moved =
            desk.ok("updateEntry", json!({ "id": "sun", "slug": "old-sun" }))["changeId"].clone();
        desk.ok(
            "createEntry",
            json!({ "collectionId": "portfolio", "title": "New sun", "slug": "sun" }),
        );
        desk.cannot_undo(&moved, &["entry “Sun”", "entry “New sun” has its address now"]);
        // Pages that changed places do so again.
        let (a, b) = (desk.page("A"), desk.page("B"));
        desk.restart();
        desk.slug(&a, "c");
        desk.slug(&b, "a");
        desk.slug(&a, "b");
        let request = desk.items("getHistory", json!({ "limit": 1 }))[0]["requestId"].clone();
        desk.restart();
        let undone = desk.ok("undoChange", json!({ "requestId": request }))["changeId"].clone();
        assert_eq!((desk.path(&a), desk.path(&b)), ("a".to_owned(), "b".to_owned()));
        desk.undo(&undone);
        assert_eq!((desk.path(&a), desk.path(&b)), ("b".to_owned(), "a".to_owned()));
    });
}

#[test]
fn a_redirect_stands_in_nobody_s_way() {
    in_both_eras(|desk| {
        // Deleted with a redirect from an address that another page has by now.
        let x = desk.page("X");
        desk.slug(&x, "y");
        let gone = desk.delete("deletePage", json!({ "ids": [x] }))["changeId"].clone();
        let z = desk.page("X");
        desk.undo(&gone);
        assert_eq!((desk.path(&x), desk.path(&z)), ("y".to_owned(), "x".to_owned()));
        assert_eq!(desk.redirects(), []);
        // One that a later page left at the same address stays its own.
        let w = desk.page("W");
        desk.slug(&w, "v");
        let gone = desk.delete("deletePage", json!({ "ids": [w] }))["changeId"].clone();
        let later = desk.page("W");
        desk.slug(&later, "u");
        desk.undo(&gone);
        let leads = vec![("w".to_owned(), "u".to_owned())];
        assert_eq!(desk.redirects(), leads);
        // A page that was there for a while took the redirect with it.
        let a = desk.page("A");
        let renamed = desk.slug(&a, "b");
        let other = desk.page("A");
        desk.delete("deletePage", json!({ "ids": [other] }));
        desk.undo(&renamed);
        assert_eq!(desk.path(&a), "a");
        assert_eq!(desk.redirects(), leads);
        // An address that a post has leads to the post.
        let blog = desk.page("Blog");
        let rain = desk.below(&blog, "Rain");
        desk.moves(&rain, &json!(null));
        post(desk, "Rain");
        assert_eq!(desk.redirects(), leads);
    });
}
