//! Menu items that go: by themselves, with what is above them or with what they lead to; and come back.

use serde_json::json;

use super::{
    desk::in_both_eras,
    navigation::{add_articles, header, item},
};

#[test]
fn items_are_deleted_at_once_with_those_below_and_come_back() {
    in_both_eras(|desk| {
        let work = item(desk, "Work", json!({}));
        let below = item(desk, "Weddings", json!({ "parentId": "Work" }));
        let deepest = item(desk, "Paris", json!({ "parentId": below }));
        item(desk, "About", json!({}));
        let before = header(desk);
        let rehearsed = desk.ok("deleteNavItem", json!({ "ids": [work], "dryRun": true }));
        assert_eq!(rehearsed["changes"].as_array().unwrap().len(), 3, "{rehearsed}");
        // Named twice, and once by itself, it goes once.
        let done = desk.ok("deleteNavItem", json!({ "ids": ["Weddings", work, work] }));
        assert_eq!(
            done["deleted"],
            json!([
                { "entity": "navItem", "id": deepest, "label": "Paris" },
                { "entity": "navItem", "id": below, "label": "Weddings" },
                { "entity": "navItem", "id": work, "label": "Work" },
            ])
        );
        assert_eq!(header(desk), "About");
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        assert_eq!(header(desk), before);
    });
}

#[test]
fn what_is_deleted_takes_its_items_along_and_brings_them_back() {
    in_both_eras(|desk| {
        add_articles(desk);
        let (page, other) = (desk.page("Work"), desk.page("Other"));
        let image = desk.image("menu.jpg");
        let lead = |kind: &str, to: &str| json!({ "targetType": kind, "targetId": to });
        let work = item(desk, "Work", lead("page", &page));
        let mut nested = lead("page", &other);
        nested["parentId"] = json!(work);
        let child = item(desk, "Other", nested);
        item(desk, "Card", lead("media", &image));
        item(desk, "News", lead("post", "first-post"));
        item(desk, "Piece", lead("entry", "first-entry"));
        let before = header(desk);

        // The preview of a page shows its item and the one below that, and both come back.
        let shown = desk.ok("deletePage", json!({ "ids": [page] }));
        assert_eq!(
            shown["items"],
            json!([
                { "entity": "page", "id": page, "label": "Work" },
                { "entity": "navItem", "id": child, "label": "Other" },
                { "entity": "navItem", "id": work, "label": "Work" },
            ])
        );
        let done = desk.ok("deletePage", json!({ "ids": [page], "confirmed": true }));
        assert_eq!(header(desk), "Card News Piece");
        desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        assert_eq!(header(desk), before);

        // The same of an image, a post and an entry, and of both pages, in either order.
        for (tool, arguments, left) in [
            ("deleteImage", json!({ "ids": [image] }), "Work(Other) News Piece"),
            ("deletePost", json!({ "slugs": ["first-post"] }), "Work(Other) Card Piece"),
            ("deleteEntry", json!({ "ids": ["first-entry"] }), "Work(Other) Card News"),
        ] {
            let done = desk.delete(tool, arguments);
            assert_eq!(header(desk), left);
            desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
        }
        for ids in [json!([page, other]), json!([other, page])] {
            let done = desk.delete("deletePage", json!({ "ids": ids }));
            assert_eq!(header(desk), "Card News Piece");
            desk.ok("undoChange", json!({ "changeId": done["changeId"] }));
            assert_eq!(header(desk), before);
        }
    });
}

#[test]
fn a_whole_request_of_menu_work_is_undone_at_once() {
    in_both_eras(|desk| {
        let page = desk.page("Work");
        item(desk, "Old", json!({}));
        let before = header(desk);
        // A restart ends the request.
        desk.restart();
        let work = json!({ "targetType": "page", "targetId": page });
        let work = item(desk, "Work", work);
        item(desk, "Weddings", json!({ "parentId": work }));
        desk.ok("updateNavItem", json!({ "id": "Old", "parentId": work }));
        desk.ok("deleteNavItem", json!({ "ids": ["Weddings"] }));
        let gone = desk.delete("deletePage", json!({ "ids": [page] }));
        assert_eq!(header(desk), "");
        let history = desk.item("getHistory", json!({ "changeId": gone["changeId"] }));
        desk.ok("undoChange", json!({ "requestId": history["requestId"] }));
        assert_eq!(header(desk), before);
        assert_eq!(desk.items("getPage", json!({ "id": page })).len(), 1);
    });
}
