//! Search: things are found by their words, in every hand that has changed them, and by their tenant only.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};
use crate::common::rewind::rewind;

/// The `field` of what a search finds, best first.
#[track_caller]
fn finds(desk: &mut Desk, tool: &str, query: &str, field: &str) -> Vec<Value> {
    each(&desk.items(tool, json!({ "query": query })), field)
}

/// Makes a page, a section on it, a post, an entry and an image with words of their own.
fn furnish(desk: &mut Desk) {
    let page = desk.page("Café Ñandú");
    desk.section(&page, "We roast our coffee ourselves");
    let body = json!({ "body": "The light over the fjords." });
    desk.ok(
        "createPost",
        json!({ "collectionSlug": "blog", "title": "A winter in Tromsø", "content": body,
                "author": "Inês", "category": "Travel" }),
    );
    let content = json!({ "summary": "Two days in a lighthouse" });
    desk.ok(
        "createEntry",
        json!({ "collectionId": "portfolio", "title": "Ada and Grace", "content": content }),
    );
    desk.picture("dance-floor.jpg", 300, 200);
}

/// What [`furnish`] has made is found.
#[track_caller]
fn is_found(desk: &mut Desk) {
    for query in ["cafe", "CAFÉ nandu", "nand", "nnadu"] {
        assert_eq!(finds(desk, "getPage", query, "name"), ["Café Ñandú"], "{query}");
    }
    for query in ["roast coffee", "cofee"] {
        assert_eq!(finds(desk, "getSection", query, "templateKey"), ["text"], "{query}");
    }
    for query in ["tromso", "fjord", "ines travel", "wintre"] {
        assert_eq!(finds(desk, "getPost", query, "title"), ["A winter in Tromsø"], "{query}");
    }
    for query in ["grace ada", "lighthuose"] {
        assert_eq!(finds(desk, "getEntry", query, "title"), ["Ada and Grace"], "{query}");
    }
    for query in ["dancing", "dance-floor.jpg", "people floor"] {
        assert_eq!(finds(desk, "getImage", query, "fileName").len(), 1, "{query}");
    }
}

#[test]
fn everything_with_words_is_found_by_them() {
    in_both_eras(|desk| {
        furnish(desk);
        is_found(desk);
        assert_eq!(finds(desk, "getSection", "hero", "templateKey"), ["hero"], "its template");
        for query in ["zeppelin", "?!", "\" OR *", "img", "北京"] {
            for tool in ["getPage", "getSection", "getPost", "getEntry"] {
                assert_eq!(
                    desk.items(tool, json!({ "query": query })),
                    [json!(null); 0],
                    "{query}"
                );
            }
        }
        for query in ["", "  ", &"x".repeat(201)] {
            desk.refused("getPage", json!({ "query": query }), "ARGUMENT_INVALID");
        }
    });
}

#[test]
fn a_search_follows_changes_deletions_and_what_is_taken_back() {
    in_both_eras(|desk| {
        let page = desk.page("Bridge");
        desk.section(&page, "Over troubled water");
        let renamed = desk.ok("updatePage", json!({ "id": page, "name": "Harbour" }));
        assert_eq!(finds(desk, "getPage", "harbour", "name"), ["Harbour"]);
        // A dry run and a preview change nothing that can be found.
        desk.ok("updatePage", json!({ "id": page, "name": "Tunnel", "dryRun": true }));
        desk.ok("deletePage", json!({ "ids": [page] }));
        assert_eq!(finds(desk, "getPage", "tunnel", "name"), [""; 0]);
        assert_eq!(finds(desk, "getPage", "harbour", "name"), ["Harbour"]);
        desk.ok("undoChange", json!({ "changeId": renamed["changeId"] }));
        assert_eq!(finds(desk, "getPage", "bridge", "name"), ["Bridge"]);
        // A page takes its sections along, and brings them back.
        let deleted = desk.delete("deletePage", json!({ "ids": [page] }));
        assert_eq!(finds(desk, "getPage", "bridge", "name"), [""; 0]);
        assert_eq!(finds(desk, "getSection", "troubled", "templateKey"), [""; 0]);
        desk.ok("undoChange", json!({ "changeId": deleted["changeId"] }));
        assert_eq!(finds(desk, "getPage", "bridge", "name"), ["Bridge"]);
        assert_eq!(finds(desk, "getSection", "troubled", "templateKey"), ["text"]);
    });
}

#[test]
fn the_best_come_first_and_the_cursor_goes_on() {
    in_both_eras(|desk| {
        for name in ["About our weddings", "Weddings by the sea", "Wedding", "Wedding prices"] {
            desk.page(name);
        }
        let best = ["Wedding", "Wedding prices", "Weddings by the sea", "About our weddings"];
        assert_eq!(finds(desk, "getPage", "wedding", "name"), best);
        let mut next = json!({ "query": "wedding", "limit": 1 });
        for name in best {
            let found = desk.ok("getPage", next.clone());
            assert_eq!(each(found["items"].as_array().unwrap(), "name"), [name]);
            next["cursor"] = found.get("nextCursor").cloned().unwrap_or_default();
        }
        assert_eq!(next["cursor"], json!(null), "no more after the last");
    });
}

#[test]
fn filters_go_with_a_search() {
    in_both_eras(|desk| {
        for (title, category) in [("Fjord one", "Travel"), ("Fjord two", "News")] {
            let content = json!({ "body": "Words" });
            let made = json!({ "collectionSlug": "blog", "title": title, "category": category, "content": content });
            desk.ok("createPost", made);
        }
        let news = desk.item("getPost", json!({ "query": "fjord", "category": "News" }));
        assert_eq!(news["title"], "Fjord two");
        let public = json!({ "query": "fjord", "status": "published" });
        assert_eq!(desk.items("getPost", public), [json!(null); 0]);
    });
}

#[test]
fn words_of_another_tenant_are_neither_found_nor_guessed() {
    in_both_eras(|desk| {
        desk.run(&["tenant", "add", "studio"]);
        let mut studio = desk.neighbour("studio");
        let made = studio.call("createPage", json!({ "name": "Zeppelin rides" })).ok();
        for query in ["zeppelin", "zepp", "zepelin", &id(&made["data"])] {
            assert_eq!(finds(desk, "getPage", query, "name"), [""; 0], "{query}");
        }
        let theirs = studio.call("getPage", json!({ "query": "zepelin" })).ok();
        assert_eq!(each(theirs["items"].as_array().unwrap(), "name"), ["Zeppelin rides"]);
    });
}

#[test]
fn a_file_from_before_there_was_a_search_is_indexed_once() {
    in_both_eras(|desk| {
        // Given a file as the second version left it, with two tenants,
        furnish(desk);
        desk.run(&["tenant", "add", "studio"]);
        let made = json!({ "name": "Zeppelin rides" });
        desk.neighbour("studio").call("createPage", made).ok();
        let mut before = desk.contents();
        rewind(desk.folder(), 2);
        // when a process of this version comes to it,
        let mut studio = desk.neighbour("studio");
        // then all is found as if it had always been there, and nothing else has changed.
        is_found(desk);
        let theirs = studio.call("getPage", json!({ "query": "zepelin" })).ok();
        assert_eq!(text(&theirs["items"][0]["name"]), "Zeppelin rides");
        let mut after = desk.contents();
        // The pipeline that tenants begin with now came along, as a change.
        // Whose site it is, an earlier version had elsewhere.
        for table in ["pipeline", "stage", "change", "change_row", "site"] {
            before.remove(table);
            after.remove(table);
        }
        after.retain(|table, rows| before.contains_key(table) || !rows.is_empty());
        assert_eq!(after, before);
        assert!(desk.folder().join("deskhand.v2.backup").is_file(), "and there is a copy");
    });
}
