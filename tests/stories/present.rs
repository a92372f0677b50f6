//! What an assistant is told of the present: the day at the business, its zone, currency and language.

use serde_json::json;

use super::browser::soon;
use super::desk::{in_both_eras, text};
use crate::common::{BOTH_ERAS, Clock, Server};

/// The line of the instructions that says what holds now.
fn present(server: &Server) -> String {
    let instructions = text(&server.hello["instructions"]);
    let line = instructions.lines().find(|line| line.starts_with("- Today is "));
    line.unwrap_or_else(|| panic!("{instructions}")).to_owned()
}

/// What the next answer says of the present.
fn told(server: &mut Server) -> Option<String> {
    let answer = server.call("getPage", json!({ "id": "home" })).ok();
    let note = answer["note"].as_str().unwrap_or_default();
    note.find("It is now ").and_then(|at| note.get(at..)).map(str::to_owned)
}

#[test]
fn a_session_begins_with_the_day_the_zone_the_currency_and_the_language() {
    in_both_eras(|desk| {
        let new = present(&desk.colleague("assistant"));
        let weekdays =
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        assert!(weekdays.iter().any(|day| new.contains(day)), "{new}");
        assert!(new.contains("(UTC); currency USD, language en (English)."), "{new}");
        assert!(new.contains("no name yet: ask once") && new.contains("updateSite"), "{new}");
        assert!(!new.contains("waits for a person"), "{new}");

        let site = json!({ "name": "Wren", "currency": "EUR", "timezone": "Europe/Berlin", "locale": "de" });
        desk.ok("updateSite", site);
        let named = present(&desk.colleague("assistant"));
        assert!(named.ends_with("(Europe/Berlin); currency EUR, language de (German)."), "{named}");

        desk.run(&["agent", "add", "trainee", "--autonomy", "supervised"]);
        assert!(
            present(&desk.colleague("trainee")).contains(" Every write waits for a person's yes:")
        );
        // Who cannot name the site is not told to ask.
        desk.ok("updateSite", json!({ "name": "" }));
        desk.run(&["agent", "add", "reader", "--profile", "readonly"]);
        assert!(!present(&desk.colleague("reader")).contains("ask once"));
    });
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is told to nobody cannot be waited for")]
fn a_change_of_the_site_by_others_is_told_once_and_ones_own_is_known() {
    in_both_eras(|desk| {
        let mut other = desk.colleague("assistant");
        assert_eq!(told(&mut other), None);
        desk.ok("updateSite", json!({ "currency": "EUR", "timezone": "Asia/Tokyo" }));
        let note = soon("a note", || told(&mut other));
        assert!(note.contains("(Asia/Tokyo); currency EUR, language en (English)."), "{note}");
        assert_eq!(told(&mut other), None, "once is enough");

        let made = other.call("updateSite", json!({ "locale": "ja" })).ok();
        assert!(!made.to_string().contains("It is now"), "{made}");
        assert_eq!(told(&mut other), None, "it knows");
        // What is of no concern for the day is told to nobody.
        desk.ok("updateSite", json!({ "tagline": "Quiet" }));
        std::thread::sleep(std::time::Duration::from_millis(1_200));
        assert_eq!(told(&mut other), None);
        desk.ok("undoChange", json!({ "changeId": made["changeId"] }));
        let note = soon("a note", || told(&mut other));
        assert!(note.contains("language en"), "{note}");
    });
}

#[test]
fn a_session_that_lasts_over_midnight_is_told_the_new_day() {
    if !cfg!(debug_assertions) {
        return;
    }
    for era in BOTH_ERAS {
        let (clock, folder) = (Clock::start(), tempfile::tempdir().unwrap());
        let mut server = clock.server(era, folder.path(), &[]);
        let before = present(&server);
        clock.set(24 * 60);
        let note = told(&mut server).unwrap();
        let day =
            |line: &str| line.split(" (").next().unwrap().rsplit(" is ").next().unwrap().to_owned();
        let note_day =
            note.strip_prefix("It is now ").unwrap().split(" (").next().unwrap().to_owned();
        assert_ne!(day(&before), note_day);
        assert_eq!(told(&mut server), None);
        // A write says it as well.
        clock.set(2 * 24 * 60);
        let made = server.call("createPage", json!({ "name": "About" })).ok();
        assert!(text(&made["note"]).contains("It is now "), "{made}");
    }
}
