//! Places: what is shown in an order stands where somebody put it, and the others close up.

use serde_json::{Value, json};

use super::desk::{Desk, in_both_eras, text};

/// A list of things that stand in an order: how one is made, moved, deleted and listed.
struct Shelf {
    make: fn(&mut Desk, &str, Option<i64>) -> Value,
    put: (&'static str, &'static str),
    delete: fn(&mut Desk, &Value) -> Value,
    list: fn(&mut Desk) -> Vec<Value>,
    label: &'static str,
}

const SHELVES: [Shelf; 4] = [
    Shelf {
        make: |desk, name, place| {
            let content = json!({ "heading": name, "body": "x" });
            let made = json!({ "pageId": "home", "templateKey": "text", "content": content, "sortOrder": place });
            desk.ok("createSection", made)
        },
        put: ("updateSection", "pageSectionId"),
        delete: |desk, id| desk.delete("deleteSection", json!({ "ids": [id] })),
        list: |desk| desk.items("getSection", json!({ "pageId": "home", "includeContent": true })),
        label: "/content/heading",
    },
    Shelf {
        make: |desk, name, place| {
            let made = json!({ "navigationId": "header", "label": name, "targetType": "placeholder", "sortOrder": place });
            desk.ok("createNavItem", made)
        },
        put: ("updateNavItem", "id"),
        delete: |desk, id| desk.ok("deleteNavItem", json!({ "ids": [id] })),
        list: |desk| desk.items("getNavItem", json!({ "navigationId": "header" })),
        label: "/label",
    },
    Shelf {
        make: |desk, name, place| {
            let made = json!({ "action": "create", "name": name, "price": 1, "description": "x", "sortOrder": place });
            desk.ok("manage_packages", made)
        },
        put: ("manage_packages", "packageId"),
        delete: |desk, id| {
            desk.delete("manage_packages", json!({ "action": "delete", "packageId": id }))
        },
        list: |desk| desk.items("manage_packages", json!({ "action": "list" })),
        label: "/name",
    },
    Shelf {
        make: |desk, name, place| {
            let made =
                desk.ok("createEntry", json!({ "collectionId": "portfolio", "title": name }));
            if let Some(place) = place {
                desk.ok("updateEntry", json!({ "id": made["data"]["id"], "sortOrder": place }));
            }
            made
        },
        put: ("updateEntry", "id"),
        delete: |desk, id| desk.delete("deleteEntry", json!({ "ids": [id] })),
        list: |desk| desk.items("getEntry", json!({ "collectionId": "portfolio" })),
        label: "/title",
    },
];

impl Shelf {
    /// The names in their order; their places are 1, 2, 3, ….
    #[track_caller]
    fn order(&self, desk: &mut Desk) -> String {
        let things = (self.list)(desk);
        let places: Vec<i64> =
            things.iter().map(|thing| thing["sortOrder"].as_i64().unwrap()).collect();
        assert_eq!(places, (1..=i64::try_from(things.len()).unwrap()).collect::<Vec<_>>());
        things.iter().map(|thing| text(thing.pointer(self.label).unwrap())).collect()
    }

    fn make(&self, desk: &mut Desk, name: &str, place: Option<i64>) -> (Value, Value) {
        let made = (self.make)(desk, name, place);
        let id = made["data"].get(self.put.1).unwrap_or(&made["data"]["id"]).clone();
        (id, made["changeId"].clone())
    }

    /// Puts a thing at a place; gives the change and the place that the answer says.
    fn put(&self, desk: &mut Desk, id: &Value, place: i64) -> (Value, Value) {
        let mut moved = json!({ self.put.1: id, "sortOrder": place });
        if self.put.0 == "manage_packages" {
            moved["action"] = "update".into();
        }
        let done = desk.ok(self.put.0, moved);
        (done["changeId"].clone(), done["data"]["sortOrder"].clone())
    }
}

#[test]
fn a_thing_stands_at_the_place_that_it_was_given_and_the_others_close_up() {
    in_both_eras(|desk| {
        let home = desk.items("getSection", json!({ "pageId": "home" }));
        desk.delete("deleteSection", json!({ "ids": [home[0]["pageSectionId"]] }));
        for shelf in &SHELVES {
            let [a, b, c, d] = ["A", "B", "C", "D"].map(|name| shelf.make(desk, name, None).0);
            assert_eq!(shelf.order(desk), "ABCD");
            // The third of four to 2, the first down, the last before the first, and beyond the end.
            assert_eq!(shelf.put(desk, &c, 2).1, 2);
            assert_eq!(shelf.order(desk), "ACBD");
            shelf.put(desk, &a, 3);
            assert_eq!(shelf.order(desk), "CBAD");
            assert_eq!(shelf.put(desk, &d, -9).1, 1);
            assert_eq!(shelf.order(desk), "DCBA");
            assert_eq!(shelf.put(desk, &c, 50).1, 4);
            assert_eq!(shelf.order(desk), "DBAC");
            // Made between others, and gone from between them.
            shelf.make(desk, "E", Some(2));
            assert_eq!(shelf.order(desk), "DEBAC");
            (shelf.delete)(desk, &b);
            assert_eq!(shelf.order(desk), "DEAC");
        }
    });
}

#[test]
fn an_undo_moves_one_thing_and_lets_the_others_follow() {
    in_both_eras(|desk| {
        let home = desk.items("getSection", json!({ "pageId": "home" }));
        desk.delete("deleteSection", json!({ "ids": [home[0]["pageSectionId"]] }));
        for shelf in &SHELVES {
            let [a, b, _, d] = ["A", "B", "C", "D"].map(|name| shelf.make(desk, name, None).0);
            let (moved, _) = shelf.put(desk, &d, 1);
            let gone = (shelf.delete)(desk, &b)["changeId"].clone();
            let (_, made) = shelf.make(desk, "E", Some(1));
            assert_eq!(shelf.order(desk), "EDAC");
            // The others have moved since, and are in nobody's way.
            desk.undo(&gone);
            assert_eq!(shelf.order(desk), "EDBAC");
            desk.undo(&moved);
            assert_eq!(shelf.order(desk), "EBADC");
            desk.undo(&made);
            assert_eq!(shelf.order(desk), "BADC");
            // Where somebody has put it elsewhere since, that is theirs.
            let (first, _) = shelf.put(desk, &a, 1);
            shelf.put(desk, &a, 3);
            desk.cannot_undo(&first, &["sortOrder"]);
        }
    });
}

#[test]
fn what_moved_along_has_not_changed() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        let [first, second] = ["First", "Second"].map(|body| desk.section(&page, body));
        // A preview of one deletion stays good when another one has closed up the places.
        let one = desk.ok("deleteSection", json!({ "ids": [first] }));
        let other = desk.ok("deleteSection", json!({ "ids": [second] }));
        assert_eq!(one.get("changes"), None, "{one}");
        desk.ok("deleteSection", json!({ "ids": [first], "confirmed": true }));
        let done = desk.ok("deleteSection", json!({ "ids": [second], "confirmed": true }));
        assert_eq!(done["deleted"], other["items"], "{done}");
        desk.undo(&done["changeId"]);
        // Nor is an old version of what only moved along refused.
        let before = desk.item("getSection", json!({ "pageSectionId": second }));
        let create = json!({ "pageId": page, "templateKey": "text", "content": { "body": "x" }, "sortOrder": 1 });
        let made = desk.ok("createSection", create);
        let history = desk.ok("getHistory", json!({ "changeId": made["changeId"] }));
        assert!(!history.to_string().contains(&second), "{history}");
        let hide = json!({ "pageSectionId": second, "hidden": true, "expectedVersion": before["version"] });
        assert_eq!(desk.data("updateSection", hide)["sortOrder"], 2);
    });
}
