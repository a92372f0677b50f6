//! `getImage { show }`: the assistant sees the pictures that it places.

use serde_json::{Value, json};

use super::desk::{Desk, each, id, in_both_eras, text};
use super::photos::desk_with;
use crate::common::{Era, Server, library::Library, picture};

#[test]
fn a_picture_is_seen_beside_what_is_known_of_it() {
    in_both_eras(|desk| {
        let made = desk.picture("dance.jpg", 1_000, 500);
        let seen = desk.call("getImage", json!({ "id": "dance.jpg", "show": true }));
        let pictures = seen.pictures();
        assert_eq!(pictures.iter().map(|it| picture::size(it)).collect::<Vec<_>>(), [(800, 400)]);
        // It is the picture, and the rest of the answer is as without it.
        let [left, right] = [0.05, 0.95].map(|across| picture::color(&pictures[0], (across, 0.5)));
        assert!(left[0] < 60 && right[0] > 190, "{left:?} {right:?}");
        assert_eq!(seen.ok()["items"][0], made);
        assert!(desk.call("getImage", json!({ "id": "dance.jpg" })).pictures().is_empty());
        // By its name too, and for what is not there there is nothing to see.
        let mut short = Server::start_on(desk.era(), desk.folder(), &["--discover"]);
        let meant = json!({ "name": "getImage", "arguments": { "id": id(&made), "show": true } });
        let by_name = short.call("callTool", meant);
        assert!(by_name.pictures() == pictures, "{:?}", by_name.ok());
        let nothing = desk.call("getImage", json!({ "id": "else.png", "show": true }));
        assert_eq!((nothing.pictures().len(), &nothing.ok()["count"]), (0, &json!(0)));
        desk.refused("getImage", json!({ "id": "dance.jpg", "show": "yes" }), "ARGUMENT_INVALID");
    });
}

#[test]
fn a_list_is_seen_on_one_sheet_by_the_numbers_of_its_items() {
    in_both_eras(|desk| {
        for number in 1..=7 {
            desk.picture(&format!("{number}.jpg"), 200 + number, 150);
        }
        let seen = desk.call("getImage", json!({ "all": true, "show": true, "limit": 5 }));
        let (answer, pictures) = (seen.ok(), seen.pictures());
        let items = answer["items"].as_array().unwrap();
        assert_eq!(each(items, "number"), [1, 2, 3, 4, 5].map(Value::from));
        assert_eq!(each(items, "fileName"), ["7.jpg", "6.jpg", "5.jpg", "4.jpg", "3.jpg"]);
        assert_eq!((pictures.len(), picture::size(&pictures[0]).0), (1, 1_000));
        // The next page has a sheet of its own, and a search as well.
        let next = json!({ "all": true, "show": true, "limit": 5, "cursor": answer["nextCursor"] });
        let next = desk.call("getImage", next);
        assert_eq!(each(next.ok()["items"].as_array().unwrap(), "number"), [1, 2].map(Value::from));
        assert_eq!(next.pictures().len(), 1);
        let found = desk.call("getImage", json!({ "query": "dancing", "show": true, "limit": 3 }));
        assert_eq!((found.pictures().len(), &found.ok()["count"]), (1, &json!(3)));
        let none = desk.call("getImage", json!({ "query": "zebra", "show": true }));
        assert_eq!((none.pictures().len(), &none.ok()["count"]), (0, &json!(0)));
        // A list that is not shown has no numbers.
        assert_eq!(desk.items("getImage", json!({ "all": true }))[0].get("number"), None);
    });
}

#[test]
fn a_sheet_has_the_pictures_that_are_in_the_answer_and_thirty_at_most() {
    let mut desk = Desk::open(Era::Modern, &["--answer-chars-max", "2000"]);
    for number in 1..=31 {
        desk.picture(&format!("{number}.jpg"), 20 + number, 15);
    }
    let seen = desk.call("getImage", json!({ "all": true, "show": true, "limit": 100 }));
    let count = usize::try_from(seen.ok()["count"].as_u64().unwrap()).unwrap();
    assert!((2..9).contains(&count), "{count}");
    // Three rows at most, where thirty would have five.
    let (width, height) = picture::size(&seen.pictures()[0]);
    assert!(height <= width, "{width} × {height} for {count}");

    let mut colleague = Server::start_on(Era::Modern, desk.folder(), &[]);
    let all = colleague.call("getImage", json!({ "all": true, "show": true, "limit": 100 }));
    let answer = all.ok();
    let items = answer["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[29]["number"]), (31, &json!(30)));
    assert_eq!(items[30].get("number"), None);
    assert!(text(&answer["note"]).contains("first 30"), "{}", answer["note"]);
    assert_eq!(all.pictures().len(), 1);
}

#[test]
fn what_is_linked_or_lost_is_not_seen_and_said() {
    for era in crate::common::BOTH_ERAS {
        let library = Library::open();
        let mut server = desk_with(&library, era, &["unsplash"]);
        server.ok("browseImages", json!({ "query": "pier", "provider": "unsplash" }));
        let linked = server.ok("importImage", json!({ "provider": "unsplash", "photoId": "u-1" }));
        let linked = id(&linked["data"]);
        let one = server.call("getImage", json!({ "id": linked, "show": true }));
        assert!(one.pictures().is_empty());
        assert!(text(&one.ok()["note"]).contains("linked, not copied"), "{}", one.ok());

        let bytes = picture::base64(&picture::jpeg(300, 200));
        let lost = server.call("createImage", json!({ "base64": bytes })).ok()["data"].clone();
        let both = server.call("getImage", json!({ "all": true, "show": true }));
        assert!(text(&both.ok()["note"]).contains("cannot be shown: 2."), "{}", both.ok());
        assert_eq!(both.pictures().len(), 1);
        // A file that is gone leaves its place empty; alone there is nothing to show.
        for tenant in std::fs::read_dir(server.folder().join("uploads")).unwrap().flatten() {
            std::fs::remove_dir_all(tenant.path()).unwrap();
        }
        let both = server.call("getImage", json!({ "all": true, "show": true }));
        assert_eq!((both.pictures().len(), &both.ok()["count"]), (1, &json!(2)));
        let alone = server.call("getImage", json!({ "id": id(&lost), "show": true }));
        alone.refused("INTERNAL");
    }
}

#[test]
fn nobody_sees_a_neighbours_picture_and_nothing_keeps_what_was_seen() {
    in_both_eras(|desk| {
        let made = desk.picture("dance.jpg", 300, 200);
        // The log has the call, and none of the bytes.
        let seen = desk.call("getImage", json!({ "id": "dance.jpg", "show": true }));
        let data = seen.reply()["result"]["content"][1]["data"].as_str().unwrap().to_owned();
        desk.restart();
        let log = desk.json(&["log"]).to_string();
        assert!(log.contains("getImage") && !log.contains(&data[..60]), "{log}");

        desk.run(&["tenant", "add", "next", "--title", "Next"]);
        let mut neighbour = desk.neighbour("next");
        for named in [id(&made), text(&made["url"]), "dance.jpg".to_owned()] {
            let seen = neighbour.call("getImage", json!({ "id": named, "show": true }));
            assert_eq!((seen.pictures().len(), &seen.ok()["count"]), (0, &json!(0)));
        }
        let all = neighbour.call("getImage", json!({ "all": true, "show": true }));
        assert_eq!((all.pictures().len(), &all.ok()["count"]), (0, &json!(0)));
    });
}
