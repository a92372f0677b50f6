//! Whose site it is: said once, shown everywhere, seen by every process at once, and taken back everywhere.

use serde_json::{Value, json};

use super::browser;
use super::console::Browser;
use super::desk::{Desk, id, in_both_eras, text};
use super::shop_window::ShopWindow;
use crate::common::BOTH_ERAS;

fn wren() -> Value {
    json!({
        "name": "Wren & Vale", "tagline": "Quiet pictures", "legalName": "Wren and Vale LLC",
        "businessType": "professional service", "email": "Hello <hello@wren.example>", "phone": "030 901820",
        "address": { "street": "Oak Street 12", "postalCode": "10117", "city": "Berlin" },
        "openingHours": [
            { "days": ["mon", "tue"], "opens": "9:00", "closes": "17:00" },
            { "days": ["Friday"], "opens": "18:00", "closes": "02:00" },
        ],
        "social": ["https://www.instagram.com/wren"],
        "currency": "EUR", "country": "DE", "timezone": "Europe/Berlin", "locale": "de-DE",
    })
}

/// A document with what it escapes as it was.
fn read(address: &str) -> String {
    browser::open(address).replace("&#x2f;", "/").replace("&amp;", "&").replace("\u{a0}", " ")
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story")]
fn an_empty_desk_gets_its_name_in_one_call_and_shows_it_everywhere_until_that_is_undone() {
    for era in BOTH_ERAS {
        let desk = Desk::open(era, &[]);
        let mut window = ShopWindow::open(era, desk.folder());
        let home = window.address("home");
        let empty = read(&home);
        for word in ["This is where your business will be", "Your business</a>"] {
            assert!(empty.contains(word), "{word}: {empty}");
        }
        assert!(!empty.contains("og:site_name") && !empty.contains("<h1></h1>"), "{empty}");
        window.ok("createPage", json!({ "name": "Prices" }));
        let post = window.ok(
            "createPost",
            json!({ "collectionSlug": "blog", "title": "News", "content": { "body": "Words" } }),
        );
        let published = json!({ "id": post["data"]["id"], "status": "published" });
        let token = window.ok("updatePost", published.clone())["confirmationToken"].clone();
        let mut yes = published;
        yes["confirmed"] = json!(true);
        yes["confirmationToken"] = token;
        window.ok("updatePost", yes);
        let console = Browser::of(&desk, browser::base(&home));
        let title = || console.state()["tenants"][0]["title"].clone();
        let feed = || browser::open(&format!("{home}/blog/feed.xml"));
        assert_eq!(title(), "main");
        assert!(feed().contains("<title>Blog</title>"), "{}", feed());

        let made = window.ok("updateSite", wren());
        let note = text(&made["note"]);
        for word in ["EUR", "Europe/Berlin", "read as in DE", "saturday 02:00"] {
            assert!(note.contains(word), "{word}: {note}");
        }
        for path in ["", "/prices", "/blog", "/blog/news", "/lost"] {
            let page = match path {
                "/lost" => {
                    browser::try_open(&format!("{home}/lost")).unwrap().body.replace("&amp;", "&")
                }
                path => read(&format!("{home}{path}")),
            };
            for word in [
                "<html lang=\"de-DE\">",
                "content=\"de_DE\"",
                "og:site_name\" content=\"Wren & Vale\"",
                "Wren & Vale</a>",
                "Wren and Vale LLC",
                "Quiet pictures",
                "Oak Street 12",
                "10117 Berlin",
                "Mo–Di",
                "18:00–02:00",
                "Geschlossen",
                "hello@wren.example",
                "Instagram",
            ] {
                let page = page.replace("&#x2f;", "/");
                assert!(page.contains(word), "{path}: {word}: {page}");
            }
            assert!(page.contains("tel:+49-30-901820"), "{path}: {page}");
        }
        assert!(
            read(&home).contains("<h1>Wren & Vale</h1>"),
            "the hero of the starter says the name"
        );
        assert!(
            feed().contains("Blog · Wren &amp; Vale") && feed().contains("+0100"),
            "{}",
            feed()
        );
        assert_eq!(title(), "Wren & Vale");
        assert_eq!(console.state()["timezone"], "Europe/Berlin");
        let listed = desk.json(&["tenant", "list"]);
        assert_eq!(
            [
                &listed[0]["title"],
                &listed[0]["currency"],
                &listed[0]["timezone"],
                &listed[0]["locale"]
            ],
            ["Wren & Vale", "EUR", "Europe/Berlin", "de-DE"]
        );

        window.ok("undoChange", json!({ "changeId": made["changeId"] }));
        assert_eq!(title(), "main");
        assert!(read(&home).contains("This is where your business will be"));
        assert!(!read(&format!("{home}/prices")).contains("Oak Street"));
        assert!(feed().contains("<title>Blog</title>"), "{}", feed());
        assert_eq!(desk.json(&["tenant", "list"])[0]["timezone"], "UTC");
    }
}

#[test]
fn the_site_is_one_thing_that_is_read_updated_in_parts_previewed_and_undone() {
    in_both_eras(|desk| {
        let site = desk.item("getSite", json!({}));
        assert_eq!(
            [&site["currency"], &site["country"], &site["timezone"], &site["locale"]],
            ["USD", "US", "UTC", "en"]
        );
        assert_eq!(site.get("name"), None, "nobody has said");
        desk.ok("updateSite", wren());
        let whole = desk.item("getSite", json!({}));
        assert_eq!(whole["phone"], "+4930901820");
        assert_eq!(whole["businessType"], "ProfessionalService");

        // Only what is given changes, also of the address; empty text takes away.
        desk.ok(
            "updateSite",
            json!({ "address": { "city": "Potsdam", "street": "" }, "tagline": "", "email": "" }),
        );
        let now = desk.item("getSite", json!({}));
        assert_eq!(now["address"], json!({ "postalCode": "10117", "city": "Potsdam" }));
        assert_eq!([now.get("tagline"), now.get("email")], [None, None]);
        for same in ["name", "legalName", "phone", "openingHours", "social", "currency", "locale"] {
            assert_eq!(now[same], whole[same], "{same}");
        }
        let emptied = json!({ "openingHours": [], "social": [], "address": null, "businessType": null, "phone": null });
        let changed = desk.ok("updateSite", emptied);
        let now = desk.item("getSite", json!({}));
        for gone in ["openingHours", "social", "address", "businessType", "phone"] {
            assert!(now.get(gone).is_none_or(|value| *value == json!({})), "{gone}: {now}");
        }
        desk.ok("undoChange", json!({ "changeId": changed["changeId"] }));
        assert_eq!(desk.item("getSite", json!({}))["openingHours"], whole["openingHours"]);

        // A dry run shows each field and changes nothing; what has changed since is refused.
        let before = desk.contents();
        let shown = desk.ok("updateSite", json!({ "name": "Vale", "dryRun": true }));
        assert_eq!(
            shown["changes"][0]["fields"]["name"],
            json!(["Wren & Vale", "Vale"]),
            "{shown}"
        );
        let stale = json!({ "name": "Vale", "expectedVersion": 1 });
        desk.refused("updateSite", stale, "VERSION_CONFLICT");
        assert_eq!(desk.contents(), before);

        // Found and replaced like every text, asked for by its fields, told of by its name.
        let found = desk.item("findText", json!({ "text": "Vale LLC" }));
        assert_eq!([&found["entity"], &found["field"]], ["site", "legalName"]);
        desk.ok("replaceText", json!({ "find": "Wren", "replace": "Robin", "where": { "entity": "site", "field": "name" } }));
        let query = json!({ "entity": "site", "filter": { "phone": "030 901820" }, "fields": ["name", "timezone"] });
        assert_eq!(desk.item("queryData", query)["name"], "Robin & Vale");
        let history = desk.items("getHistory", json!({ "entity": "site" }));
        assert!(text(&history[0]["summary"]).contains("Robin & Vale"), "{history:?}");
    });
}

#[test]
fn what_the_site_begins_with_cannot_be_undone_away() {
    in_both_eras(|desk| {
        let history = desk.items("getHistory", json!({ "entity": "site" }));
        let first = history.last().unwrap();
        let mut owner = desk.colleague("owner");
        desk.fails(&["undo", &text(&first["id"])], "nothing was undone");
        let request = json!({ "requestId": first["requestId"], "entity": "site" });
        owner.call("undoChange", request).refused("UNDO_CONFLICT");
        assert_eq!(desk.items("getSite", json!({})).len(), 1);
    });
}

#[test]
fn another_process_sees_the_change_with_its_next_call() {
    in_both_eras(|desk| {
        let mut other = desk.colleague("assistant");
        let price = |name: &str| json!({ "action": "create", "name": name, "price": 100, "description": "D" });
        assert_eq!(other.call("manage_packages", price("One")).ok()["data"]["currency"], "USD");
        let ada = json!({ "name": "Ada", "phone": "030 901820" });
        other.call("createContact", ada.clone()).refused("PHONE_INVALID");

        let note =
            text(&desk.ok("updateSite", json!({ "currency": "JPY", "country": "DE" }))["note"]);
        assert!(note.contains("JPY") && note.contains("(1 package)"), "{note}");
        let made = other.call("manage_packages", price("Two")).ok();
        assert_eq!(made["data"]["currency"], "JPY");
        let packages = other.call("manage_packages", json!({ "action": "list" })).ok();
        let currencies: Vec<&Value> = packages["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|package| &package["currency"])
            .collect();
        assert_eq!(currencies, ["USD", "JPY"], "a price keeps its currency");
        let service = json!({ "action": "create", "name": "Hours", "price": 1.5 });
        other.call("manage_services", service).refused("PRICE_INVALID");
        let made = other.call("createContact", ada).ok();
        assert_eq!(made["data"]["phone"], "+4930901820");
        let order = json!({ "contactId": id(&made["data"]), "items": [{ "title": "Day", "unitPrice": 5 }] });
        assert_eq!(other.call("createOrder", order).ok()["data"]["currency"], "JPY");
        let found = other.call("getContact", json!({ "phone": "030901820" })).ok();
        assert_eq!(found["count"], 1);
    });
}

#[test]
fn a_new_zone_moves_friday_nine_o_clock_and_the_days_of_what_was_there() {
    in_both_eras(|desk| {
        let page = desk.page("About");
        // Friday 27 November 2026, 8:30 in UTC: half past nine in Berlin, half past midnight in Los Angeles.
        assert_eq!(
            desk.meddle("UPDATE page SET created_at = 1795768200000 WHERE id = ?1", [&page]),
            1
        );
        let found = |desk: &mut Desk, said: Value| {
            let query = json!({ "entity": "page", "filter": { "id": page, "createdAt": said }, "count": true });
            desk.ok("queryData", query)["total"].as_i64().unwrap()
        };
        let nine = json!({ "gte": "2026-11-27T09:00" });
        let day = json!("2026-11-27");
        for (zone, [after_nine, on_friday]) in [
            ("UTC", [0, 1]),
            ("Europe/Berlin", [1, 1]),
            ("america/los_angeles", [0, 1]),
            ("Pacific/Pago_Pago", [0, 0]),
        ] {
            desk.ok("updateSite", json!({ "timezone": zone }));
            assert_eq!(found(desk, nine.clone()), after_nine, "{zone}");
            assert_eq!(found(desk, day.clone()), on_friday, "{zone}");
            let history = desk.ok("getHistory", json!({ "since": "2026-11-27 09:00" }));
            let offset = match zone {
                "Europe/Berlin" => "2026-11-27T08:00",
                "america/los_angeles" => "2026-11-27T17:00",
                "Pacific/Pago_Pago" => "2026-11-27T20:00",
                _ => "2026-11-27T09:00",
            };
            assert!(text(&history["note"]).contains(offset), "{zone}: {}", history["note"]);
        }
    });
}
