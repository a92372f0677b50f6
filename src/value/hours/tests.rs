//! Hours as they are said, kept and shown, and those that no business can have.

use serde_json::{Value, json};

use super::{Hours, Span, WallTime, Weekday};
use crate::error::{Code, Error};

fn hours(said: &Value) -> Result<Hours, Error> {
    Hours::of(&serde_json::from_value::<Vec<Span>>(said.clone()).unwrap())
}

fn shown(hours: &Hours) -> String {
    let rows = hours.rows().into_iter().map(|row| {
        let spans: Vec<String> = row.spans.iter().map(|(a, b)| format!("{a}–{b}")).collect();
        format!("{}–{} {}", row.first.as_str(), row.last.as_str(), spans.join(" "))
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[test]
fn days_and_times_are_read_as_people_write_them() {
    for (text, day) in
        [("Monday", "monday"), ("mon", "monday"), ("Th", "thursday"), ("SUN.", "sunday")]
    {
        assert_eq!(Weekday::parse(text).unwrap().as_str(), day);
    }
    assert_eq!(Weekday::parse("https://schema.org/Friday").unwrap().as_str(), "friday");
    for (wrong, near) in
        [("Mnday", "monday"), ("Montag", "monday"), ("m", "…"), ("", "…"), ("8", "…")]
    {
        let error = Weekday::parse(wrong).unwrap_err();
        assert!(error.suggestion().unwrap_or_default().contains(near), "{wrong}: {error:?}");
    }
    for (text, time) in [
        ("09:00", "09:00"),
        ("9", "09:00"),
        ("9.30", "09:30"),
        ("9am", "09:00"),
        ("12 am", "00:00"),
        ("12pm", "12:00"),
        ("5:30 PM", "17:30"),
        ("24:00", "24:00"),
        ("00:00", "00:00"),
    ] {
        assert_eq!(WallTime::parse(text).unwrap().to_string(), time, "{text}");
    }
    for wrong in ["", "25:00", "24:01", "9:5", "9:60", "noon", "13pm", "0pm", "-1:00", "9:00:00"] {
        assert!(WallTime::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_week_is_kept_in_order_with_days_of_the_same_hours_together() {
    let said = json!([
        { "days": ["sat"], "opens": "14:00", "closes": "18:00" },
        { "days": ["tue", "mon"], "opens": "9", "closes": "17" },
        { "days": ["Sat"], "opens": "10:00", "closes": "13:00" },
        { "days": ["sun"], "closed": true },
    ]);
    let kept = hours(&said).unwrap();
    assert_eq!(
        serde_json::to_value(&kept).unwrap(),
        json!([
            { "days": ["monday", "tuesday"], "opens": "09:00", "closes": "17:00" },
            { "days": ["saturday"], "opens": "10:00", "closes": "13:00" },
            { "days": ["saturday"], "opens": "14:00", "closes": "18:00" },
            { "days": ["sunday"], "closed": true },
        ])
    );
    let lines = "monday–tuesday 09:00–17:00, wednesday–friday , saturday–saturday 10:00–13:00 14:00–18:00, \
                 sunday–sunday ";
    assert_eq!(shown(&kept), lines);
    // What was kept is read as it was.
    assert_eq!(hours(&serde_json::to_value(&kept).unwrap()).unwrap(), kept);
    assert_eq!(shown(&hours(&json!([])).unwrap()), "");
}

#[test]
fn a_span_may_go_over_midnight_and_neighbours_may_touch() {
    let bar = json!([
        { "days": ["fri", "sat"], "opens": "18:00", "closes": "02:00" },
        { "days": ["sun"], "opens": "02:00", "closes": "0:00" },
        { "days": ["mon"], "opens": "00:00", "closes": "24:00" },
    ]);
    let kept = hours(&bar).unwrap();
    let late: Vec<String> =
        kept.over_midnight().map(|(day, at)| format!("{} {at}", day.as_str())).collect();
    assert_eq!(late, ["saturday 02:00", "sunday 02:00"]);
}

#[test]
fn what_no_business_can_have_is_refused() {
    for (said, says) in [
        (json!([{ "days": ["mon"], "opens": "17:00", "closes": "09:00" }]), "before it opens"),
        (json!([{ "days": ["mon"], "opens": "09:00", "closes": "09:00" }]), "opens at 09:00"),
        (json!([{ "days": ["mon"], "opens": "24:00", "closes": "02:00" }]), "opens at 24:00"),
        (json!([{ "days": ["mon"], "opens": "09:00" }]), "needs opens and closes"),
        (json!([{ "days": ["mon"] }]), "needs opens and closes"),
        (
            json!([{ "days": ["mon"], "opens": "09:00", "closes": "12:00", "closed": true }]),
            "closed and has",
        ),
        (
            json!([{ "days": ["mon"], "closed": true },
                   { "days": ["mon"], "opens": "09:00", "closes": "12:00" }]),
            "closed and open",
        ),
        (
            json!([{ "days": ["mon"], "opens": "09:00", "closes": "12:00" },
                   { "days": ["mon"], "opens": "11:59", "closes": "14:00" }]),
            "overlap",
        ),
        (
            json!([{ "days": ["sun"], "opens": "20:00", "closes": "03:00" },
                   { "days": ["mon"], "opens": "02:00", "closes": "14:00" }]),
            "on monday 00:00–03:00 and 02:00–14:00 overlap",
        ),
    ] {
        let error = hours(&said).unwrap_err();
        assert_eq!(error.code(), Code::ArgumentInvalid, "{said}");
        assert!(error.message().contains(says), "{said}: {}", error.message());
        assert!(error.suggestion().is_some(), "{said}");
    }
}
