//! The calendar that other programs subscribe to, as a library reads it that knows nothing of ours.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use calcard::{
    Entry, Parser,
    icalendar::{ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarValue},
};
use serde_json::{Value, json};

use super::{
    bookings::{Studio, at_the_studio},
    browser,
    desk::{confirmed, id, text},
    shop_window::ShopWindow,
};
use crate::common::PATIENCE;

/// A server that shows the calendar of a studio, and where.
struct Feed {
    _window: ShopWindow,
    host: String,
    path: String,
}

impl Feed {
    fn of(studio: &Studio) -> Feed {
        let folder = studio.folder.path();
        let mut window = ShopWindow::open_by(studio.era, folder, "main", &studio.clock);
        let home = window.address("home");
        let host = browser::base(&home).strip_prefix("http://").unwrap().to_owned();
        let path = path(studio, &[]);
        Feed { _window: window, host, path }
    }

    /// Asks as a calendar program does, through a tunnel: status, headers, body.
    fn ask(&self, method: &str, path: &str, more: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let name = "desk.example.com";
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {name}\r\nconnection: close\r\n{more}\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), body.to_owned())
    }

    fn text(&self) -> String {
        let (status, head, body) = self.ask("GET", &self.path, "");
        assert_eq!(status, 200, "{head}");
        assert!(head.contains("content-type: text/calendar; charset=utf-8"), "{head}");
        body
    }

    fn events(&self) -> Vec<Value> {
        events(&self.text())
    }
}

/// What `deskhand calendar` says.
fn calendar(studio: &Studio, more: &[&str]) -> Value {
    let args = [&["calendar", "--json", "--tenant", "main"], more].concat();
    let ran = studio.clock.run(studio.folder.path(), &args);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn path(studio: &Studio, more: &[&str]) -> String {
    text(&calendar(studio, more)["path"])
}

/// The events of a calendar, which has to be one by all rules of RFC 5545.
#[track_caller]
fn events(text: &str) -> Vec<Value> {
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    let lines = text.split("\r\n");
    assert!(lines.clone().all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])), "{text}");
    let whole = text.replace("\r\n ", "");
    let is_property = |line: &str| {
        let name = line.find([':', ';']).map(|end| &line[..end]);
        name.is_some_and(|name| name.bytes().all(|it| it.is_ascii_uppercase() || it == b'-'))
    };
    assert!(whole.split_terminator("\r\n").all(is_property), "{whole}");
    let mut parser = Parser::new(text);
    let Entry::ICalendar(calendar) = parser.entry() else { panic!("no calendar:\n{text}") };
    assert_eq!(parser.entry(), Entry::Eof);
    let events = calendar.components.iter();
    let events = events.filter(|it| it.component_type == ICalendarComponentType::VEvent);
    events.map(read).collect()
}

fn read(event: &ICalendarComponent) -> Value {
    use ICalendarProperty::{
        Description, Dtend, Dtstamp, Dtstart, Location, Sequence, Status, Summary, Transp,
    };
    assert!(event.has_property(&Dtstamp));
    let value = |name: &ICalendarProperty| -> Option<Value> {
        let entry = event.property(name)?;
        assert_eq!(entry.values.len(), 1, "{entry:?}");
        let found = &entry.values[0];
        if let ICalendarValue::PartialDateTime(at) = found {
            let day = format!("{}-{:02}-{:02}", at.year?, at.month?, at.day?);
            return Some(match (at.hour, at.tz_hour) {
                (None, None) => day.into(),
                (Some(hour), Some(0)) => format!("{day} {hour:02}:{:02}Z", at.minute?).into(),
                _ => panic!("neither a day nor UTC: {at:?}"),
            });
        }
        if let ICalendarValue::Integer(number) = found {
            return Some((*number).into());
        }
        Some(found.as_text().unwrap().into())
    };
    json!({
        "uid": event.uid(), "summary": value(&Summary), "status": value(&Status), "transp": value(&Transp),
        "start": value(&Dtstart), "end": value(&Dtend), "sequence": value(&Sequence),
        "location": value(&Location), "description": value(&Description),
    })
}

/// The event of a booking.
#[track_caller]
fn of<'e>(events: &'e [Value], booking: &str) -> &'e Value {
    let uid = format!("{booking}@deskhand");
    events.iter().find(|event| event["uid"] == uid.as_str()).expect("its event")
}

#[test]
fn other_programs_read_what_is_booked_moved_and_cancelled() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.furnish();
        studio.ok("updateSite", json!({ "name": "Wren, Lark; & Söhne \\ Co" }));
        let notes = "Bring: the ring; flowers, and\na \\ slash.\n\nBEGIN:VEVENT\nÄÖÜ ".to_owned()
            + &"日本語 🕊 ".repeat(40);
        let wanted = json!({ "packageId": "Portrait", "contactId": "Anna Vale", "start": "2026-06-11 15:00",
            "place": "Mill Lane 1, Bath", "notes": notes, "travelBeforeMinutes": 30 });
        let anna = id(&studio.ok("createBooking", wanted)["data"]);
        let fair = json!({ "service": "Fair", "start": "2026-10-24", "end": "2026-10-25" });
        let fair = id(&studio.ok("createBooking", fair)["data"]);
        let asked = json!({ "service": "Asked", "start": "2026-06-12 10:00", "minutes": 60, "status": "pending" });
        let asked = id(&studio.ok("createBooking", asked)["data"]);
        let held = json!({ "service": "Held", "start": "2026-06-13 10:00", "minutes": 60, "holdMinutes": 60 });
        studio.ok("createBooking", held);

        let feed = Feed::of(studio);
        let first = feed.text();
        let shown = events(&first);
        assert_eq!(shown.len(), 3, "a hold is in nobody's calendar");
        assert_eq!(
            *of(&shown, &anna),
            json!({ "uid": format!("{anna}@deskhand"), "summary": "Portrait – Anna Vale",
                "status": "CONFIRMED", "transp": "OPAQUE", "start": "2026-06-11 13:00Z",
                "end": "2026-06-11 14:30Z", "sequence": 0, "location": "Mill Lane 1, Bath",
                "description": format!("Travel: Thursday 11 June 2026, 14:30–15:00\n{}", notes.trim_end()) })
        );
        // Whole days are dates, the end is the day after, and the clocks that go back do not show.
        let days = of(&shown, &fair);
        assert_eq!([&days["start"], &days["end"]], ["2026-10-24", "2026-10-26"]);
        let asked = of(&shown, &asked);
        assert_eq!([&asked["status"], &asked["summary"]], ["TENTATIVE", "Asked (to be confirmed)"]);
        assert!(first.contains("NAME;VALUE=TEXT:Wren\\, Lark\\; & Söhne \\\\ Co\r\n"), "{first}");
        assert_eq!(feed.text(), first, "what has not changed is the same text");

        // Moved it is the same event, of a later edition.
        studio.ok("updateBooking", json!({ "id": anna, "start": "2026-06-12 15:00" }));
        let shown = feed.events();
        let moved = of(&shown, &anna);
        assert_eq!([&moved["start"], &moved["sequence"]], [&json!("2026-06-12 13:00Z"), &json!(1)]);

        // Cancelled it is there as such, for a month.
        let cancel = json!({ "id": anna, "status": "cancelled" });
        let asked = studio.ok("updateBooking", cancel.clone());
        studio.ok("updateBooking", confirmed(&cancel, &asked["confirmationToken"]));
        let shown = feed.events();
        let gone = of(&shown, &anna);
        assert_eq!(
            [&gone["status"], &gone["transp"], &gone["sequence"], &gone["summary"]],
            [
                &json!("CANCELLED"),
                &json!("TRANSPARENT"),
                &json!(2),
                &json!("Portrait – Anna Vale (cancelled)")
            ]
        );
        studio.set("2026-07-20T08:00:00Z");
        let shown = feed.events();
        assert_eq!(shown.len(), 2, "{shown:?}");
        assert!(shown.iter().all(|event| event["status"] != "CANCELLED"), "{shown:?}");
    });
}

#[test]
fn only_who_has_the_address_reads_it() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        studio.book("Portrait", "2026-06-11 15:00", 60);
        let added = studio.clock.run(studio.folder.path(), &["tenant", "add", "other"]);
        assert!(added.status.success());
        let feed = Feed::of(studio);
        assert_eq!(feed.events().len(), 1);
        let path = feed.path.as_str();
        let shorter = path.replace(".ics", "");
        let lower = path.to_lowercase();
        for wrong in ["/hooks/calendar/x.ics", "/hooks/calendar/.ics", &shorter, &lower] {
            assert_eq!(feed.ask("GET", wrong, "").0, 404, "{wrong}");
        }
        // Under a public name it is read, and there is nothing else.
        let (status, head, body) = feed.ask("HEAD", path, "");
        assert_eq!((status, body.as_str()), (200, ""), "{head}");
        for (method, path) in [("POST", path), ("PUT", path), ("DELETE", path), ("GET", "/main")] {
            assert_eq!(feed.ask(method, path, "").0, 403, "{method} {path}");
        }
        // Another tenant has another calendar, with nothing of this one.
        let args = ["calendar", "--json", "--tenant", "other"];
        let other = studio.clock.run(studio.folder.path(), &args);
        let other: Value = serde_json::from_slice(&other.stdout).unwrap();
        let (status, _, body) = feed.ask("GET", other["path"].as_str().unwrap(), "");
        assert_eq!((status, events(&body).len()), (200, 0));

        // A renewed address is the only one that is good; a mistake renews nothing.
        let args = ["calendar", "--tenant", "main", "--renew", "--at", "desk"];
        assert!(!studio.clock.run(studio.folder.path(), &args).status.success());
        assert_eq!(feed.ask("GET", path, "").0, 200);
        let public = calendar(studio, &["--renew", "--at", "https://desk.example.com/"]);
        let renewed = text(&public["path"]);
        assert_eq!(public["url"], format!("https://desk.example.com{renewed}"));
        assert_ne!(renewed, feed.path);
        assert_eq!(feed.ask("GET", path, "").0, 404);
        assert_eq!(feed.ask("GET", &renewed, "").0, 200);
        let (_, _, body) = feed.ask("GET", other["path"].as_str().unwrap(), "");
        assert_eq!(events(&body).len(), 0);
    });
}

#[test]
fn what_a_program_has_already_is_not_sent_again() {
    at_the_studio("2026-06-05T08:00:00Z", |studio| {
        let booked = studio.book("Portrait", "2026-06-11 15:00", 60);
        let feed = Feed::of(studio);
        let ask = |known: &str| {
            let (status, head, body) =
                feed.ask("GET", &feed.path, &format!("if-none-match: {known}\r\n"));
            let tag = head.lines().find_map(|line| line.strip_prefix("etag: "));
            (status, tag.expect("an ETag").to_owned(), body)
        };
        let (status, tag, body) = ask("\"another\"");
        assert_eq!((status, events(&body).len()), (200, 1));
        // A proxy that packs the text weakens its tag.
        for known in [&tag, &format!("W/{tag}"), &format!("\"another\", {tag}")] {
            let (status, same, body) = ask(known);
            assert_eq!((status, &same, body.as_str()), (304, &tag, ""), "{known}");
        }
        studio.ok("updateBooking", json!({ "id": booked, "start": "2026-06-11 16:00" }));
        let (status, other, _) = ask(&tag);
        assert_eq!(status, 200);
        assert_ne!(other, tag);
    });
}
