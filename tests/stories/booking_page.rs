//! The booking page of a released site: visitors choose, book, move and cancel, over real HTTP; two of them want the
//! last time at once, and one has it.

use std::thread;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    desk::{Desk, text},
    host::{Came, Door, Public, public_desk},
    releases::release,
};

const SITE: &str = "wren.example";

/// A released site where a portrait takes an hour, daily from nine to twelve, and a wedding has no length.
fn studio(rules: Value) -> (Desk, Public) {
    let (mut desk, _) = public_desk();
    desk.ok(
        "updateSite",
        json!({ "name": "Wren & Vale", "timezone": "Europe/Berlin", "locales": ["de"],
        "email": "hello@wren.example" }),
    );
    for (name, minutes) in [("Portrait", json!(60)), ("Wedding", Value::Null)] {
        let mut package = json!({ "action": "create", "name": name, "price": 180 });
        package["durationMinutes"] = minutes;
        desk.ok("manage_packages", package);
    }
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut all = json!({ "hours": [{ "days": days, "opens": "09:00", "closes": "12:00" }], "stepMinutes": 60,
        "noticeMinutes": 120, "horizonDays": 60 });
    all.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let said = desk.ok("updateAvailability", all);
    assert!(text(&said["note"]).contains("Visitors can book it on the site"), "{said}");
    desk.ok("createPage", json!({ "name": "Offers" }));
    desk.ok(
        "createSection",
        json!({ "pageId": "offers", "templateKey": "services", "content": { "heading": "Offers" } }),
    );
    release(&mut desk, json!({}));
    let host = Public::open(&desk, &[]);
    (desk, host)
}

/// The addresses that a page links to and that contain this.
fn links(page: &str, with: &str) -> Vec<String> {
    let all = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let plain = all.map(|link| link.replace("&#x2f;", "/").replace("&amp;", "&"));
    plain.filter(|link| link.contains(with)).collect()
}

fn hidden(page: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().replace("&#x2f;", "/")
    };
    let tags = page.split("type=\"hidden\"").skip(1);
    let pairs = tags.map(|tag| (attribute(tag, "name"), attribute(tag, "value")));
    // A person takes longer than a test.
    pairs.filter(|(name, _)| name != "_time").collect()
}

fn post(door: &Door, path: &str, fields: &[(&str, &str)]) -> Came {
    let written = |(name, value): &(&str, &str)| {
        format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    };
    let body = fields.iter().map(written).collect::<Vec<_>>().join("&");
    door.send(&format!(
        "POST {path} HTTP/1.1\r\nhost: {SITE}\r\norigin: http://{SITE}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
}

/// Sends the form of a page, with these fields.
fn send(door: &Door, path: &str, page: &str, fields: &[(&str, &str)]) -> Came {
    let hidden = hidden(page);
    let own = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    post(door, path, &own.chain(fields.iter().copied()).collect::<Vec<_>>())
}

const ADA: [(&str, &str); 3] =
    [("name", "Ada Bell"), ("email", "ada@example.com"), ("longText", "With my dog")];

/// The day and the time that come first, as a visitor finds them, and the form for it.
fn first_time(door: &Door) -> (String, String) {
    let month = door.get(SITE, "/book/portrait").text();
    let day = links(&month, "day=").first().cloned().unwrap_or_else(|| panic!("{month}"));
    let times = door.get(SITE, day.split('#').next().unwrap()).text();
    let time = links(&times, "at=").first().cloned().unwrap_or_else(|| panic!("{times}"));
    let form = door.get(SITE, &time).text();
    (time.split("at=").nth(1).unwrap().to_owned(), form)
}

#[test]
fn a_visitor_books_moves_and_cancels_and_the_owner_reads_all_of_it() {
    let (mut desk, host) = studio(json!({ "online": "confirmed" }));
    let offers = host.get(SITE, "/offers/").text();
    assert_eq!(links(&offers, "/book/"), ["/book/portrait"], "{offers}");
    assert!(offers.contains("Ask for a date") && offers.contains("mailto:hello@wren.example"));
    let all = host.get(SITE, "/book/all").text();
    assert!(links(&all, "/book/portrait").len() == 1 && !all.contains("Wedding"), "{all}");

    let (at, form) = first_time(&host);
    assert!(form.contains("noindex") && form.contains("Wren &amp; Vale"), "{form}");
    let made = send(&host, "/book/portrait", &form, &ADA);
    assert_eq!(made.status, 303, "{}", made.text());
    let own = made.header("location").to_owned();
    let page = host.get(SITE, &own).text();
    assert!(page.contains("Your appointment is booked."), "{page}");

    let found = desk.ok("getBooking", json!({ "all": true }));
    let booking = &found["items"][0];
    assert_eq!([&booking["status"], &booking["source"]], ["confirmed", "site"], "{found}");
    assert_eq!(booking["notes"]["trust"], "untrusted", "{booking}");
    let talk = desk.ok("getConversation", json!({ "all": true, "includeMessages": true }));
    assert_eq!(talk["items"][0]["contactName"], "Ada Bell", "{talk}");
    assert!(talk.to_string().contains(&at.replace('T', " ")), "{at}: {talk}");

    let file = host.get(SITE, &links(&page, ".ics")[0]);
    assert!(file.header("content-type").starts_with("text/calendar"));
    let ics = file.text().replace("\r\n ", "");
    for part in ["SUMMARY:Portrait – Wren & Vale", "STATUS:CONFIRMED", "URL:https://wren.example"]
    {
        assert!(ics.contains(part), "{part}: {ics}");
    }
    assert!(!ics.contains("dog") && !ics.contains("Ada"), "{ics}");

    // Moved: the old time is free again, the owner hears of it.
    let choose = host.get(SITE, &links(&page, "do=move")[0]).text();
    let day = links(&choose, "day=").last().unwrap().clone();
    let times = host.get(SITE, day.split('#').next().unwrap()).text();
    let time = links(&times, "at=").last().unwrap().clone();
    let confirm = host.get(SITE, &time).text();
    let moved = send(&host, own.split('?').next().unwrap(), &confirm, &[]);
    assert_eq!(moved.status, 303, "{}", moved.text());
    let page = host.get(SITE, moved.header("location")).text();
    assert!(page.contains("The appointment has been moved."), "{page}");
    assert_eq!(first_time(&host).0, at, "its time is free again");

    let sure = host.get(SITE, &links(&page, "do=cancel")[0]).text();
    let gone = send(&host, own.split('?').next().unwrap(), &sure, &[]);
    assert_eq!(gone.status, 303, "{}", gone.text());
    let page = host.get(SITE, &own).text();
    assert!(page.contains("This appointment is cancelled.") && links(&page, "do=").is_empty());
    // Twice is once.
    assert_eq!(send(&host, own.split('?').next().unwrap(), &sure, &[]).status, 303);
    let talk = desk.ok("getConversation", json!({ "all": true, "includeMessages": true }));
    let said = talk["items"][0]["messages"].to_string();
    assert_eq!(talk["items"].as_array().unwrap().len(), 1, "{talk}");
    assert!(said.contains("moved: ") && said.matches("cancelled: ").count() >= 1, "{said}");
    let found = desk.ok("getBooking", json!({ "all": true, "status": "cancelled" }));
    assert_eq!(found["items"][0]["status"], "cancelled", "{found}");
    let log = host.end();
    assert!(log.contains("/book/my/…") && !log.contains("Ada"), "{log}");
}

#[test]
fn of_two_for_the_last_time_one_has_it_and_the_other_keeps_what_was_typed() {
    let (mut desk, host) = studio(json!({}));
    let (at, form) = first_time(&host);
    let door: &Door = &host;
    let ask = |name: &str| {
        let mail = format!("{name}@example.com");
        send(door, "/book/portrait", &form, &[("name", name), ("email", &mail)])
    };
    let came: Vec<Came> = thread::scope(|scope| {
        let ask = &ask;
        let all = ["ada", "bea"].map(|name| scope.spawn(move || ask(name)));
        all.map(|one| one.join().unwrap()).into()
    });
    let mut statuses: Vec<u16> = came.iter().map(|came| came.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{}", came.iter().map(Came::text).collect::<String>());
    let lost = came.iter().find(|came| came.status == 409).unwrap().text();
    assert!(lost.contains("Somebody has just booked this time."), "{lost}");
    let names = ["value=\"ada\"", "value=\"bea\""];
    assert_eq!(names.iter().filter(|name| lost.contains(**name)).count(), 1, "{lost}");
    let (_, options) = lost.split_once("<select").unwrap();
    assert!(options.contains("<option") && !options.contains(&format!("value=\"{at}\"")));
    // Nobody is told by name who has it, and the loser has left nothing behind.
    let contacts = desk.ok("getContact", json!({ "all": true }));
    assert_eq!(contacts["items"].as_array().unwrap().len(), 1, "{contacts}");

    // The loser takes another one of those.
    let other = options.split("<option value=\"").nth(2).unwrap().split('"').next().unwrap();
    let second = [("name", "Cy"), ("email", "cy@example.com"), ("at", other)];
    let made = send(&host, "/book/portrait", &lost, &second);
    assert_eq!(made.status, 303, "{}", made.text());
    let page = host.get(SITE, made.header("location")).text();
    assert!(page.contains("We have your request, and will confirm it."), "{page}");
    // A second copy of a post is the first.
    let again = send(&host, "/book/portrait", &lost, &second);
    assert_eq!((again.status, again.header("location")), (303, made.header("location")));
    let found = desk.ok("getBooking", json!({ "all": true }));
    assert_eq!(found["items"].as_array().unwrap().len(), 2, "{found}");
    assert!(found.to_string().contains("\"pending\""), "{found}");
}

#[test]
fn what_cannot_be_booked_is_said_in_the_visitors_language() {
    let (mut desk, host) = studio(json!({ "horizonDays": 30 }));
    let see = |path: &str| {
        let came = host.get(SITE, path);
        (came.status, came.text())
    };
    for (path, status, says) in [
        ("/book/portrait?at=2026-03-29T02:30", 422, "This time cannot be booked."),
        ("/book/portrait?at=2001-01-01T09:00", 422, "This time cannot be booked."),
        ("/book/portrait?at=2090-01-01T09:00", 422, "That is too far ahead to book."),
        ("/book/portrait?at=soon", 422, "This time cannot be booked."),
        ("/book/portrait?day=2026-02-30", 422, "This time cannot be booked."),
        ("/book/wedding", 404, "This cannot be booked here any more."),
        ("/book/%3Cscript%3E", 404, "This cannot be booked here any more."),
        ("/book/portrait?lang=de", 200, "Tag wählen"),
        ("/book/wedding?lang=de", 404, "Das kann hier nicht mehr gebucht werden."),
        (
            "/book/my/01h455vb4pex5vsknk084sn02q00112233445566778899aabbccddeeff",
            404,
            "This link is not valid.",
        ),
        ("/book/my/x?lang=de", 404, "Dieser Link ist nicht gültig."),
    ] {
        let (came, page) = see(path);
        assert_eq!(came, status, "{path}: {page}");
        assert!(page.contains(says) && !page.contains("<script>"), "{path}: {page}");
    }
    // A day that is closed, and one too many of a link.
    let (at, form) = first_time(&host);
    let closed = json!({ "exceptions": [{ "date": &at[..10], "note": "secret reasons" }] });
    desk.ok("updateAvailability", closed);
    let late = send(&host, "/book/portrait", &form, &ADA);
    assert_eq!(late.status, 422, "{}", late.text());
    assert!(
        late.text().contains("We are closed on this day.") && late.text().contains("With my dog")
    );
    assert!(!late.text().contains("secret reasons"));
    desk.ok("updateAvailability", json!({ "exceptions": [{ "date": &at[..10], "usual": true }] }));

    let wrong = send(&host, "/book/portrait", &form, &[("name", "Ada"), ("email", "ada")]);
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert!(
        wrong.text().contains("This is no e-mail address.")
            && wrong.text().contains("value=\"ada\"")
    );
    let spam = send(&host, "/book/portrait", &form, &[&ADA[..], &[("website", "x")]].concat());
    assert!(spam.text().contains("Nothing is booked yet."), "{}", spam.text());
    let foreign = host.send(&format!(
        "POST /book/portrait HTTP/1.1\r\nhost: {SITE}\r\norigin: https://evil.example\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    ));
    assert_eq!(foreign.status, 403);

    let made = send(&host, "/book/portrait", &form, &ADA);
    assert_eq!(made.status, 303, "{}", made.text());
    let own = made.header("location").to_owned();
    let mut tampered = own.clone();
    tampered.pop();
    assert_eq!(see(&tampered).0, 404);
    assert_eq!(see(&format!("{tampered}.ics")).0, 404);
    assert_eq!(see(&own).0, 200);
    // Links that were given are good no longer once the business says so.
    desk.run(&["calendar", "--renew-links"]);
    assert_eq!(see(&own).0, 404);
    // Nothing more can be booked, and no flood gets by.
    desk.ok("updateAvailability", json!({ "online": "off" }));
    assert_eq!(send(&host, "/book/portrait", &form, &ADA).status, 404);
}

#[test]
fn a_flood_of_bookings_is_told_so() {
    let (_desk, host) = studio(json!({}));
    let statuses: Vec<u16> = (0..8)
        .map(|at| {
            let (_, form) = first_time(&host);
            let name = format!("Bot {at}");
            send(&host, "/book/portrait", &form, &[("name", &name), ("email", "bot@example.com")])
                .status
        })
        .collect();
    assert_eq!(statuses, [303, 303, 303, 303, 303, 429, 429, 429]);
}

#[test]
fn the_time_to_change_a_booking_ends_with_the_notice() {
    let (mut desk, host) = studio(json!({ "online": "confirmed" }));
    let (_, form) = first_time(&host);
    let made = send(&host, "/book/portrait", &form, &ADA);
    let own = made.header("location").to_owned();
    let page = host.get(SITE, &own).text();
    let sure = host.get(SITE, &links(&page, "do=cancel")[0]).text();
    // From now on it takes 60 days of notice.
    desk.ok("updateAvailability", json!({ "noticeMinutes": 60 * 24 * 60 }));
    let late = send(&host, own.split('?').next().unwrap(), &sure, &[]);
    let page = host.get(SITE, late.header("location")).text();
    assert!(page.contains("It is too late to change this here.") && links(&page, "do=").is_empty());
    let found = desk.ok("getBooking", json!({ "all": true }));
    assert_eq!(found["items"][0]["status"], "confirmed", "{found}");
}
