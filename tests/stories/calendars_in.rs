//! Calendars of others: connected by their secret address, read on a schedule, and nobody is offered a time at which
//! they are busy.

use std::{
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use jiff::{Span, Zoned, civil::Date};
use serde_json::{Value, json};

use super::desk::text;
use crate::common::{BOTH_ERAS, Clock, Provider, Says, Server};

/// A day on which nothing is in the way.
fn day() -> Date {
    Zoned::now().date().checked_add(Span::new().days(20)).unwrap()
}

/// A calendar with an hour of a doctor's, from then on each week.
fn calendar(from: &str) -> String {
    let day = day().strftime("%Y%m%d");
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Doctor Oates\r\n\
         DTSTART;TZID=Europe/Berlin:{day}T{from}\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// What the server answers, which the test changes.
type Shown = Arc<Mutex<(&'static str, String)>>;

fn service(shown: &Shown) -> Provider {
    let shown = Arc::clone(shown);
    Provider::answering(move |_| {
        let (kind, body) = shown.lock().unwrap().clone();
        Says::body(kind, body)
    })
}

fn free(server: &mut Server) -> (Vec<String>, String) {
    let ask = json!({ "from": day().to_string(), "minutes": 60 });
    let answer = server.call("getAvailability", ask).ok();
    let free = answer["items"][0]["free"].as_array().unwrap().iter().map(text).collect();
    (free, text(&answer["note"]))
}

fn becomes(
    server: &mut Server,
    is: impl Fn(&(Vec<String>, String)) -> bool,
) -> (Vec<String>, String) {
    let begun = Instant::now();
    loop {
        let found = free(server);
        if is(&found) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{found:?}");
        thread::park_timeout(Duration::from_millis(100));
    }
}

#[test]
fn nobody_is_offered_a_time_at_which_a_connected_calendar_is_busy() {
    let shown: Shown = Arc::new(Mutex::new(("text/calendar", calendar("100000"))));
    let provider = service(&shown);
    let folder = tempfile::tempdir().unwrap();
    let allow = format!("[outbound]\nallow = [{:?}]\n", provider.place());
    std::fs::write(folder.path().join("deskhand.toml"), allow).unwrap();
    let clock = Clock::start();
    let mut server = clock.server(BOTH_ERAS[1], folder.path(), &[]);
    server.call("updateSite", json!({ "timezone": "Europe/Berlin" })).ok();
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let hours = json!([{ "days": days, "opens": "09:00", "closes": "13:00" }]);
    server.call("updateAvailability", json!({ "hours": hours, "stepMinutes": 60 })).ok();
    assert_eq!(free(&mut server).0, ["09:00", "10:00", "11:00", "12:00"]);

    let url = format!("http://{}/private-0123456789/basic.ics", provider.place());
    let run = |args: &[&str]| {
        let ran = clock.run(folder.path(), args);
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr)
        );
        assert!(!said.contains("0123456789"), "the address is a secret: {said}");
        (ran.status.success(), said)
    };
    let (is_good, said) = run(&["calendar", "connect", &url, "--name", "family"]);
    assert!(is_good && said.contains("family"), "{said}");
    assert_eq!(free(&mut server).0, ["09:00", "11:00", "12:00"]);
    let start = format!("{} 10:30", day());
    let ask = json!({ "service": "Portrait", "start": start, "minutes": 60 });
    let refused = server.call("createBooking", ask).refused("BOOKING_CONFLICT");
    assert!(text(&refused["message"]).contains("the calendar “family” is busy then"), "{refused}");
    let ask = json!({ "service": "Portrait", "start": format!("{} 09:00", day()), "minutes": 60 });
    let made = server.call("createBooking", ask).ok();
    let id = text(&made["data"]["id"]);
    let onto = json!({ "id": id, "start": start });
    server.call("updateBooking", onto).refused("BOOKING_CONFLICT");
    // Nothing of what stands in it is kept.
    let bytes: Vec<u8> = std::fs::read(folder.path().join("deskhand.db")).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("Oates"));

    // Another address is refused with why, and the calendar stays as it was.
    *shown.lock().unwrap() = ("text/html", "<!doctype html><title>Sign in</title>".to_owned());
    let (is_good, said) = run(&["calendar", "connect", &url, "--name", "work"]);
    assert!(!is_good && said.contains("a web page, not a calendar"), "{said}");
    // By itself it is read again, and what was read before stays, with its age.
    clock.set(31);
    let (times, _) = becomes(&mut server, |(_, note)| note.contains("a web page"));
    assert_eq!(times, ["11:00", "12:00"]);
    let (_, said) = run(&["calendar", "list", "--json"]);
    let listed: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(listed["items"][0]["name"], "family", "{listed}");
    assert!(text(&listed["items"][0]["error"]).contains("a web page"), "{listed}");
    *shown.lock().unwrap() = ("text/calendar", calendar("110000"));
    clock.set(62);
    becomes(&mut server, |(times, note)| {
        *times == ["10:00", "12:00"] && !note.contains("web page")
    });

    let (is_good, said) = run(&["calendar", "disconnect", "family"]);
    assert!(is_good, "{said}");
    assert_eq!(free(&mut server).0, ["10:00", "11:00", "12:00"]);
    let (is_good, said) = run(&["calendar", "disconnect", "family"]);
    assert!(!is_good && said.contains("there is no calendar `family`"), "{said}");
}
