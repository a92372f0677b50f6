//! Tests of forms: their fields, what is filled in right and wrong, and what makes none.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

fn keys(form: &Form) -> Vec<&str> {
    form.fields.iter().map(|field| field.key.as_str()).collect()
}

const HOME: Home<'_> = Home { country: "DE", packages: &[] };

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_preset_has_its_fields_and_own_fields_come_instead() {
    let of = |preset: &str| Form::of(&json!({ "preset": preset }));
    assert_eq!(keys(&of("enquiry")), ["name", "email", "phone", "longText"]);
    assert_eq!(keys(&of("booking")), ["name", "email", "phone", "package", "date", "longText"]);
    assert_eq!(keys(&of("callback")), ["name", "phone", "text"]);
    assert_eq!(keys(&of("nobody knows")), keys(&of("enquiry")));
    assert!(of("booking").opens_order && !of("enquiry").opens_order);
    let own = json!({ "preset": "booking", "openOrder": false, "fields": [
        { "type": "email", "required": true }, { "type": "text", "label": "Place" },
        { "type": "text", "label": "Guests" }, { "type": "email" },
        { "type": "choice", "options": "Wedding\n\n Portrait " }, { "type": "choice" },
        { "type": "consent" }, { "type": "retina scan" },
    ] });
    let own = Form::of(&own);
    assert_eq!(keys(&own), ["email", "text", "text-2", "choice", "consent"]);
    assert_eq!(own.field(FieldKind::Choice).unwrap().options, ["Wedding", "Portrait"]);
    assert!(own.field(FieldKind::Consent).unwrap().required && !own.opens_order);
}

#[test]
fn another_form_has_another_version_and_another_label_has_not() {
    let version = |fields: Value| Form::of(&json!({ "fields": fields })).version();
    let one = version(json!([{ "type": "email" }, { "type": "text", "label": "Place" }]));
    assert_eq!(one, version(json!([{ "type": "email" }, { "type": "text", "label": "Ort" }])));
    for other in [
        json!([{ "type": "email" }]),
        json!([{ "type": "text" }, { "type": "email" }]),
        json!([{ "type": "email", "required": true }, { "type": "text" }]),
    ] {
        assert_ne!(one, version(other));
    }
}

#[test]
fn every_fault_is_told_at_once_and_what_was_typed_stays() {
    let form = Form::of(&json!({ "fields": [
        { "type": "name", "required": true }, { "type": "email" }, { "type": "phone" },
        { "type": "date" }, { "type": "number" }, { "type": "choice", "options": "A\nB" },
        { "type": "consent" },
    ] }));
    let wrong = typed(&[
        ("email", "ada"),
        ("phone", "12"),
        ("date", "next June"),
        ("number", "many"),
        ("choice", "3"),
    ]);
    let filled = fill(&form, HOME, &wrong).unwrap_err();
    let errors: Vec<_> = filled.errors.iter().map(|(key, word)| (key.as_str(), *word)).collect();
    assert_eq!(
        errors,
        [
            ("choice", Word::NoChoice),
            ("consent", Word::Unticked),
            ("date", Word::NoDate),
            ("email", Word::NoEmail),
            ("name", Word::Missing),
            ("number", Word::NoNumber),
            ("phone", Word::NoPhone),
        ]
    );
    assert_eq!(filled.values["date"], "next June");

    let right = typed(&[
        ("name", "  Ada\u{200b} \r\n Lovelace "),
        ("email", "Ada@Example.COM"),
        ("date", "2027-06-14"),
        ("number", "12,5"),
        ("choice", "2"),
        ("consent", "on"),
    ]);
    let answers = fill(&form, HOME, &right).unwrap();
    let values: Vec<&str> = answers.iter().map(|answer| answer.value.as_str()).collect();
    assert_eq!(values, ["Ada Lovelace", "ada@example.com", "2027-06-14", "12,5", "B", "✓"]);
}

#[test]
fn whoever_cannot_be_answered_is_asked_how() {
    let form = Form::of(
        &json!({ "fields": [{ "type": "name" }, { "type": "email" }, { "type": "phone" }] }),
    );
    let nobody = fill(&form, HOME, &typed(&[("name", "Ada")])).unwrap_err();
    assert_eq!(nobody.errors.get("email"), Some(&Word::NoWay));
    assert!(fill(&form, HOME, &typed(&[("phone", "030 1234567")])).is_ok());
}

#[test]
fn fields_that_make_no_form_are_refused() {
    for (fields, part) in [
        (json!([{ "type": "name" }]), "answered"),
        (json!([{ "type": "email" }, { "type": "email" }]), "already"),
        (json!([{ "type": "email" }, { "type": "choice", "options": "One" }]), "options"),
        (json!([{ "type": "email" }, { "type": "choice" }]), "options"),
    ] {
        let (fault, _) = fault(&json!({ "fields": fields })).unwrap();
        assert!(fault.contains(part), "{fault}");
    }
    for fields in [
        json!([]),
        json!([{ "type": "phone" }]),
        json!([{ "type": "email" }, { "type": "text" }, { "type": "text" }]),
    ] {
        assert_eq!(fault(&json!({ "fields": fields })), None);
    }
    assert_eq!(fault(&json!({ "preset": "enquiry" })), None);
}
