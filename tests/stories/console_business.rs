//! The console's calendar, customers and orders: what the person sees there, and what they decide.

use serde_json::{Value, json};

use super::console::{self, Browser, Came};
use super::desk::{Desk, id, text};
use super::shop_window::ShopWindow;
use crate::common::Era;

/// A form that the person sends from one of the pages.
fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Came {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("word", &browser.word).append_pair("tenant", "main");
    form.extend_pairs(fields);
    let headers = [
        ("cookie", browser.cookie.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
        ("origin", "null"),
    ];
    console::send(&browser.base, "POST", path, &headers, &form.finish())
}

fn open(browser: &Browser, path: &str) -> String {
    let came = console::send(&browser.base, "GET", path, &[("cookie", &browser.cookie)], "");
    assert_eq!(came.status, 200, "{path}: {}", came.body);
    assert!(came.head.contains("default-src 'none'") && !came.body.contains("<script"), "{path}");
    came.body
}

/// All of these are in the page, and no id or word of a call is.
fn shows(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let seen = page.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text);
    for text in seen {
        for secret in ["bkg_", "con_", "ord_", "status:", "undefined"] {
            assert!(!text.contains(secret), "{secret} is seen: {text}");
        }
    }
}

/// A desk with an order and a booking, a browser of the person, and what serves it its pages.
struct Furnished {
    desk: Desk,
    browser: Browser,
    order: Value,
    booking: Value,
    _window: ShopWindow,
}

fn with_a_portrait() -> Furnished {
    let mut desk = Desk::open(Era::Modern, &[]);
    desk.ok("updateSite", json!({ "currency": "EUR", "country": "DE" }));
    let portrait =
        json!({ "action": "create", "name": "Portrait", "price": 320, "description": "One hour." });
    desk.ok("manage_packages", portrait);
    let anna = json!({ "name": "Anna <i>Vale", "email": "anna@example.com", "notes": "Likes north light." });
    desk.ok("createContact", anna);
    let order = json!({ "contactId": "anna@example.com", "items": [{ "packageId": "Portrait" }], "status": "pending" });
    let order = desk.data("createOrder", order);
    let booking = json!({ "contactId": "anna@example.com", "packageId": "Portrait", "start": "2031-06-12 15:00",
        "minutes": 60, "status": "pending" });
    let booking = desk.data("createBooking", booking);
    let mut window = ShopWindow::open(desk.era(), desk.folder());
    let base = super::browser::base(&window.address("home")).to_owned();
    let browser = Browser::of(&desk, &base);
    Furnished { desk, browser, order, booking, _window: window }
}

#[test]
fn the_person_confirms_moves_and_cancels_in_the_calendar() {
    let Furnished { desk, browser, booking, .. } = &mut with_a_portrait();
    let week = "/console/calendar?tenant=main&day=2031-06-10";
    shows(
        &open(browser, week),
        &["9 – 15 June 2031", "15:00–16:00", "Anna &lt;i&gt;Vale", "To be confirmed"],
    );
    assert!(!open(browser, "/console/calendar?day=2031-06-20").contains("15:00–16:00"));
    shows(&open(browser, "/console/calendar?day=2031-06-12&show=day"), &["Thursday, 12 June 2031"]);
    open(browser, "/console/calendar?day=never");

    let decide = |version: &str, act: &str, at: &str| {
        let booking = text(&booking["id"]);
        let fields = [
            ("id", booking.as_str()),
            ("version", version),
            ("day", "2031-06-10"),
            ("show", "week"),
            ("act", act),
            ("at", at),
        ];
        send(browser, "/console/calendar", &fields).body
    };
    shows(&decide("1", "confirmed", ""), &["role=\"status\">Done."]);
    // Somebody else was there first.
    shows(&decide("1", "move", "2031-06-13T10:00"), &["role=\"alert\">Nothing was changed"]);
    let moved = decide("2", "move", "2031-06-13T10:00");
    shows(&moved, &["Now Friday 13 June 2031, 10:00–11:00.", "Nobody is told of it automatically"]);
    assert!(!decide("3", "lost", "").contains("role=\"status\""));
    let cancelled = decide("3", "cancelled", "");
    shows(&cancelled, &["role=\"status\">Done."]);
    assert!(!cancelled.contains("10:00–11:00"), "it is not in the calendar any more");
    let change = desk.ok("getHistory", json!({ "limit": 1 }))["items"][0].clone();
    assert_eq!([&change["agent"], &change["tool"]], ["owner", "updateBooking"]);
    desk.ok("undoChange", json!({ "changeId": id(&change) }));
    shows(&open(browser, week), &["10:00–11:00"]);
}

#[test]
fn the_person_notes_payments_and_confirms_orders() {
    let Furnished { desk, browser, order, .. } = &mut with_a_portrait();
    shows(&open(browser, "/console/orders"), &["Nobody owes anything."]);
    shows(
        &open(browser, "/console/orders?show=all"),
        &["Order 1", "not confirmed yet", "320,00\u{a0}€"],
    );
    let number = text(&order["id"]);
    let decide = |version: &str, act: &str, more: &[(&str, &str)]| {
        let fields = [
            &[("id", number.as_str()), ("version", version), ("show", "owed"), ("act", act)],
            more,
        ]
        .concat();
        send(browser, "/console/orders", &fields).body
    };
    shows(&decide("1", "confirmed", &[]), &["role=\"status\">Done.", "value=\"320\"", "Still due"]);
    let paid = |amount| [("amount", amount), ("method", "cash"), ("paidOn", "2026-01-05")];
    shows(&decide("2", "paid", &paid("1.900")), &["write the amount as a number"]);
    shows(&decide("2", "paid", &paid("5000")), &["Nothing was changed"]);
    shows(&decide("2", "paid", &paid("120,50")), &["The payment is noted.", "199,50\u{a0}€"]);
    shows(&decide("2", "paid", &paid("199.5")), &["Nobody owes anything."]);
    let row = desk.item("getOrder", json!({ "id": "1" }));
    assert_eq!([&row["status"], &row["balance"]], [&json!("confirmed"), &json!(0)]);
}

#[test]
fn a_customer_is_found_with_everything_that_is_known() {
    let Furnished { browser, booking, .. } = &with_a_portrait();
    let known = ["Anna &lt;i&gt;Vale", "mailto:anna@example.com"];
    shows(&open(browser, "/console/customers"), &known);
    shows(&open(browser, "/console/customers?query=anna"), &known);
    shows(&open(browser, "/console/customers?query=bob"), &["Nobody is found by that."]);
    let customer = text(&booking["contactId"]);
    let one = format!("/console/customers?id={customer}");
    let known = [&known[..], &["Likes north light.", "12 June 2031", "to be confirmed", "Order 1"]];
    shows(&open(browser, &one), &known.concat());
    shows(
        &open(browser, "/console/customers?id=con_01h455vb4pex5vsknk084sn02q"),
        &["no such customer"],
    );
    let said = send(browser, "/console/customers", &[("id", &customer), ("note", "Brings a dog.")]);
    shows(&said.body, &["It is written down.", "Brings a dog."]);
}

#[test]
fn nobody_else_sees_them_or_decides_there() {
    let Furnished { desk, browser, booking, .. } = &mut with_a_portrait();
    let base = browser.base.clone();
    for page in ["calendar", "customers", "orders"] {
        let path = format!("/console/{page}");
        assert_eq!(console::send(&base, "GET", &path, &[], "").status, 404);
        assert_eq!(
            console::send(
                &base,
                "GET",
                &format!("{path}?tenant=nobody"),
                &[("cookie", &browser.cookie)],
                ""
            )
            .status,
            404
        );
    }
    browser.word = "x".to_owned();
    let fields = [
        ("id", text(&booking["id"])),
        ("version", "1".to_owned()),
        ("day", String::new()),
        ("show", String::new()),
        ("act", "cancelled".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, it)| (*name, it.as_str())).collect();
    assert_eq!(send(browser, "/console/calendar", &fields).status, 404);
    let row = desk.item("getBooking", json!({ "id": booking["id"] }));
    assert_eq!(row["status"], "pending");
}
