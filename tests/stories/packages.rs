//! The main job: an offer is made, and a person sees it on the site.

use serde_json::json;

use super::browser;
use super::desk::{id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

#[test]
fn create_elopement_package_at_2500_dollars_appears_in_the_services_section() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        // Given a page with a Services section, made from what the template says.
        let template = window.ok("getSectionTemplate", json!({ "key": "services" }));
        let template = &template["items"][0];
        let page = window.ok("createPage", json!({ "name": "Services" }));
        let made = window.ok(
            "createSection",
            json!({
                "pageId": page["data"]["id"], "templateKey": template["key"],
                "content": template["example"],
            }),
        );
        // When an agent makes the package,
        let album = window.ok(
            "manage_services",
            json!({ "action": "create", "name": "Linen album", "durationMinutes": 60 }),
        );
        window.ok(
            "manage_packages",
            json!({
                "action": "create", "name": "Elopement Package", "price": 2500, "durationMinutes": 240,
                "description": "Four hours, two people, one **mountain** & no fuss.",
                "serviceIds": [album["data"]["id"]],
            }),
        );
        // then the section at its address shows it: name, price, duration, description, services.
        let section = text(&made["data"]["pageSectionId"]);
        let address = text(&made["resourceUrl"]);
        assert!(address.ends_with(&format!("/main/services#{section}")), "{address}");
        let document = browser::open(&address);
        let shown = browser::section(&document, &section);
        for word in [
            ">Elopement Package<",
            ">$2,500<",
            ">4 hr<",
            "Four hours, two people, one <strong>mountain</strong> &amp; no fuss.",
            ">Linen album<",
        ] {
            assert!(shown.contains(word), "{word} is not in {shown}");
        }
    }
}

#[test]
fn a_package_that_nobody_can_book_is_not_shown_and_prices_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = ShopWindow::open(BOTH_ERAS[1], folder.path());
    let content = json!({ "heading": "Packages" });
    let services = json!({ "pageId": "home", "templateKey": "services", "content": content });
    let made = window.ok("createSection", services);
    let (section, address) = (text(&made["data"]["pageSectionId"]), text(&made["resourceUrl"]));
    let create = |name: &str, price: f64, active: bool| json!({ "action": "create", "name": name, "price": price, "description": "x", "active": active });
    window.ok("manage_packages", create("Portrait", 99.5, true));
    window.ok("manage_packages", create("Retired", 1.0, false));

    let document = browser::open(&address);
    let shown = browser::section(&document, &section);
    assert!(shown.contains(">Portrait<") && shown.contains(">$99.50<"), "{shown}");
    assert!(!shown.contains("Retired"), "{shown}");

    let silent = json!({ "pageSectionId": section, "content": { "showPrices": false } });
    window.ok("updateSection", silent);
    let document = browser::open(&address);
    let shown = browser::section(&document, &section);
    assert!(shown.contains(">Portrait<") && !shown.contains("99.50"), "{shown}");
}

#[test]
fn a_package_is_returned_whole_and_an_update_changes_only_what_is_sent() {
    in_both_eras(|desk| {
        let create = json!({
            "action": "create", "name": "Elopement Package", "price": 2500, "description": "One mountain",
            "durationMinutes": 240,
        });
        let made = desk.data("manage_packages", create);
        assert_eq!(
            made,
            json!({
                "id": made["id"], "name": "Elopement Package", "price": 2500, "currency": "USD",
                "description": "One mountain", "durationMinutes": 240, "active": true, "sortOrder": 1,
                "version": 1, "updatedAt": made["updatedAt"],
            })
        );
        let dearer = json!({ "action": "update", "packageId": made["id"], "price": 2750.5 });
        let mut expected = made.clone();
        let updated = desk.data("manage_packages", dearer);
        expected["price"] = json!(2750.5);
        expected["version"] = json!(2);
        expected["updatedAt"] = updated["updatedAt"].clone();
        assert_eq!(updated, expected);
        assert_eq!(desk.items("manage_packages", json!({ "action": "list" })), [updated]);
    });
}

#[test]
fn null_takes_the_duration_off_a_package_and_a_list_replaces_its_services() {
    in_both_eras(|desk| {
        let service = |name: &str| json!({ "action": "create", "name": name });
        let album = id(&desk.data("manage_services", service("Album")));
        let drone = id(&desk.data("manage_services", service("Drone")));
        let create = json!({
            "action": "create", "name": "Big day", "price": 0, "description": "All of it",
            "durationMinutes": 480, "serviceIds": [album, "Drone"],
        });
        let made = desk.data("manage_packages", create);
        assert_eq!(made["serviceIds"], json!([album, drone]));

        let less = json!({
            "action": "update", "packageId": "Big day", "durationMinutes": null, "serviceIds": ["Drone"],
        });
        let updated = desk.data("manage_packages", less);
        assert_eq!(updated.get("durationMinutes"), None, "{updated}");
        assert_eq!(updated["serviceIds"], json!([drone]));
    });
}

#[test]
fn other_services_are_another_version_of_the_package() {
    in_both_eras(|desk| {
        desk.ok("manage_services", json!({ "action": "create", "name": "Album" }));
        let create =
            json!({ "action": "create", "name": "Big day", "price": 0, "description": "x" });
        desk.ok("manage_packages", create);
        let update = json!({ "action": "update", "packageId": "Big day", "serviceIds": ["Album"] });
        let updated = desk.ok("manage_packages", update);
        assert_eq!(updated["data"]["version"], 2);
        // Who read it before cannot overwrite what they have not seen.
        let late = json!({
            "action": "update", "packageId": "Big day", "serviceIds": [], "expectedVersion": 1,
        });
        desk.refused("manage_packages", late, "VERSION_CONFLICT");
        // Taking them back is the next version.
        desk.ok("undoChange", json!({ "changeId": updated["changeId"] }));
        let after = desk.item("manage_packages", json!({ "action": "list" }));
        assert_eq!((after.get("serviceIds"), &after["version"]), (None, &json!(3)));
    });
}

#[test]
fn packages_are_listed_by_what_can_be_booked_and_by_words() {
    in_both_eras(|desk| {
        for (name, active) in [("Elopement", true), ("Portrait", false), ("Elopement, long", true)]
        {
            let create = json!({
                "action": "create", "name": name, "price": 1, "description": "x", "active": active,
            });
            desk.ok("manage_packages", create);
        }
        let mut names = |arguments| {
            let found = desk.items("manage_packages", arguments);
            found.iter().map(|package| text(&package["name"])).collect::<Vec<_>>()
        };
        assert_eq!(
            names(json!({ "action": "list" })),
            ["Elopement", "Portrait", "Elopement, long"]
        );
        assert_eq!(names(json!({ "action": "list", "active": false })), ["Portrait"]);
        assert_eq!(
            names(json!({ "action": "list", "query": "ELOPE" })),
            ["Elopement", "Elopement, long"]
        );
    });
}

#[test]
fn a_package_needs_no_description_and_tells_its_currency() {
    for era in BOTH_ERAS {
        let folder = tempfile::tempdir().unwrap();
        let mut window = ShopWindow::open(era, folder.path());
        let template = window.ok("getSectionTemplate", json!({ "key": "services" }));
        let template = &template["items"][0];
        let page = window.ok("createPage", json!({ "name": "Services" }));
        let section = json!({
            "pageId": page["data"]["id"], "templateKey": "services", "content": template["example"],
        });
        let section = window.ok("createSection", section);
        let create = json!({ "action": "create", "name": "Mini", "price": 150 });
        let made = window.ok("manage_packages", create.clone());
        assert_eq!(made["data"]["currency"], "USD", "{made}");
        let mut in_euros = create;
        in_euros["name"] = json!("Midi");
        in_euros["currency"] = json!("€");
        assert_eq!(window.ok("manage_packages", in_euros)["data"]["currency"], "EUR");
        let shown = browser::open(&text(&section["resourceUrl"]));
        let shown = browser::section(&shown, &text(&section["data"]["pageSectionId"]));
        assert!(shown.contains(">Mini<") && shown.contains(">$150<"), "{shown}");
        assert!(!shown.contains("prose"), "no empty paragraph: {shown}");
        // One that is there can be emptied.
        let id = &made["data"]["id"];
        let with = json!({ "action": "update", "id": id, "description": "Half an hour." });
        assert_eq!(window.ok("manage_packages", with)["data"]["description"], "Half an hour.");
        let without = json!({ "action": "update", "id": id, "description": "" });
        let without = window.ok("manage_packages", without);
        assert_eq!(without["data"].get("description"), None, "{without}");
    }
}

#[test]
fn what_is_called_like_another_is_made_and_said() {
    in_both_eras(|desk| {
        for (tool, kind) in [("manage_packages", "package"), ("manage_services", "service")] {
            let named = |name: &str| json!({ "action": "create", "name": name, "price": 1 });
            let first = desk.ok(tool, named("Wedding"));
            assert_eq!(first.get("note"), None, "{first}");
            let first = id(&first["data"]);
            let second = desk.ok(tool, named("Wedding"));
            let note = text(&second["note"]);
            assert!(note.starts_with(&format!("Another {kind} is called “Wedding”")), "{note}");
            assert!(note.contains(&first), "{note}");
            let third = desk.ok(tool, named("Portrait"));
            assert_eq!(third.get("note"), None, "{third}");
            let rename =
                json!({ "action": "update", "id": third["data"]["id"], "name": "Wedding" });
            assert!(text(&desk.ok(tool, rename)["note"]).contains(&first));
            // Said once: what is called so already is not told again.
            let price = json!({ "action": "update", "id": third["data"]["id"], "name": "Wedding", "price": 2 });
            assert_eq!(desk.ok(tool, price).get("note"), None);
        }
    });
}
