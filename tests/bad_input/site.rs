//! The site: zones, languages, currencies, hours and addresses that are none.

use serde_json::{Value, json};

use super::table::{each_is_refused, is_refused, mistake};
use crate::desk::in_both_eras;

const INVALID: &str = "ARGUMENT_INVALID";

#[test]
fn a_setting_that_is_none_is_answered_with_the_one_that_was_meant() {
    each_is_refused(|_| {
        [
            (json!({ "timezone": "Berlyn" }), INVALID, "is no time zone", "Europe/Berlin"),
            (json!({ "timezone": "CEST" }), INVALID, "is no time zone", "nearest"),
            (json!({ "timezone": "UTC+2" }), INVALID, "is no time zone", "nearest"),
            (json!({ "timezone": "Mars/Base" }), INVALID, "is no time zone", "IANA"),
            (json!({ "locale": "German" }), INVALID, "is no language", "send de"),
            (json!({ "locale": "xx-YY" }), INVALID, "is no language", "such as en"),
            (json!({ "locale": "en-UK" }), INVALID, "is no language", "send en"),
            (json!({ "locale": "de-DE-1996" }), INVALID, "is no language", "send de"),
            (json!({ "currency": "XAU" }), "CURRENCY_UNKNOWN", "nobody pays in", "USD"),
            (json!({ "currency": "$" }), "CURRENCY_UNKNOWN", "", "USD"),
            (json!({ "currency": "XXX" }), "CURRENCY_UNKNOWN", "nobody pays in", "USD"),
            (json!({ "country": "Germny" }), INVALID, "is no country", "send DE"),
            (json!({ "address": { "country": "Austra" } }), INVALID, "is no country", "send A"),
            (json!({ "businessType": "Resturant" }), INVALID, "no kind of business", "Restaurant"),
            (
                json!({ "businessType": "wedding photographer" }),
                INVALID,
                "no kind of business",
                "ProfessionalService",
            ),
            (json!({ "theme": "bistrot" }), INVALID, "must be one of", "use `bistro`"),
            (json!({ "theme": "Photographer" }), INVALID, "portfolio", "use `portfolio`"),
            (json!({ "theme": "café" }), INVALID, "must be one of", "use `bistro`"),
            (json!({ "theme": "plumber" }), INVALID, "must be one of", "use `trades`"),
            (json!({ "theme": "brutalist" }), INVALID, "classic, portfolio", "one of these"),
            (json!({ "theme": 3 }), INVALID, "theme: must be text", ""),
            (
                json!({ "businessType": "Zeppelin" }),
                INVALID,
                "no kind of business",
                "LocalBusiness",
            ),
        ]
        .map(|(arguments, code, message, next)| {
            mistake("updateSite", arguments, code, message, next)
        })
        .into()
    });
}

#[test]
fn a_colour_and_a_font_that_are_none_are_answered_with_what_is_taken() {
    let brand = |parts: Value| json!({ "brand": parts });
    each_is_refused(|_| {
        [
            (brand(json!({ "color": "dunkelgrün" })), "brand.color | is no colour", "#0f3d2e"),
            (brand(json!({ "color": "drakgreen" })), "is no colour", "darkgreen"),
            (brand(json!({ "color": "#12" })), "is no colour", "#0f3d2e"),
            (brand(json!({ "color": "rgb(300 0 0)" })), "is no colour", "rgb("),
            (brand(json!({ "color": "#0f3d2e80" })), "is no colour", "opaque"),
            (brand(json!({ "accent": "url(x)" })), "brand.accent", "oklch("),
            (brand(json!({ "color": "red;}*{display:none" })), "is no colour", "#0f3d2e"),
            (brand(json!({ "headingFont": "Garamond" })), "is not there", "Cormorant"),
            (brand(json!({ "headingFont": "serif" })), "is not there", "Lora"),
            (brand(json!({ "textFont": "Helvetica" })), "brand.textFont", "Inter"),
            (brand(json!({ "corners": "pill" })), "brand.corners | soft, round", "use one"),
            (brand(json!({ "density": 3 })), "brand.density", ""),
            (brand(json!({ "imageTreatment": "sepia" })), "imageTreatment | monochrome", "use one"),
            (json!({ "brand": "green" }), "brand", "color, accent"),
        ]
        .map(|(arguments, message, next)| mistake("updateSite", arguments, INVALID, message, next))
        .into()
    });
    each_is_refused(|_| {
        vec![
            mistake(
                "updateSite",
                brand(json!({ "colour": "#0f3d2e" })),
                "ARGUMENT_UNKNOWN",
                "brand.colour",
                "color",
            ),
            mistake(
                "updateSite",
                json!({ "logo": "logo.svg" }),
                "IMAGE_NOT_FOUND",
                "logo",
                "createImage",
            ),
            mistake(
                "updateSite",
                json!({ "name": "A", "logoDark": { "imageId": "img_01h455vb4pex5vsknk084sn02q" } }),
                "IMAGE_NOT_FOUND",
                "logoDark",
                "createImage",
            ),
            mistake("updateSite", json!({ "icon": {} }), "CONTENT_INVALID", "icon", "id"),
        ]
    });
}

#[test]
fn a_phone_an_email_and_an_address_of_the_web_that_are_none_are_refused() {
    each_is_refused(|_| {
        [
            (json!({ "phone": "call me" }), "PHONE_INVALID", "is not a phone number in US", "+49"),
            (json!({ "phone": "030 901820" }), "PHONE_INVALID", "in US", "+"),
            (json!({ "phone": "030 901820", "country": "FR" }), "PHONE_INVALID", "in FR", "+"),
            (json!({ "email": "hello@wren" }), INVALID, "is not an e-mail address", "hello@"),
            (json!({ "email": "wren.example" }), INVALID, "is not an e-mail address", "hello@"),
            (
                json!({ "social": ["http://instagram.com/wren"] }),
                INVALID,
                "social[0]",
                "https://instagram.com/wren",
            ),
            (
                json!({ "social": ["https://x.com/a", "@wren"] }),
                INVALID,
                "social[1]",
                "send it whole",
            ),
            (
                json!({ "social": ["javascript:alert(1)"] }),
                INVALID,
                "is not an https address",
                "whole",
            ),
            (json!({ "social": "instagram.com/wren" }), INVALID, "social", ""),
        ]
        .map(|(arguments, code, message, next)| {
            mistake("updateSite", arguments, code, message, next)
        })
        .into()
    });
}

#[test]
fn hours_that_no_business_can_have_are_refused() {
    each_is_refused(|_| {
        let span = |opens: &str, closes: &str| json!({ "days": ["monday"], "opens": opens, "closes": closes });
        [
            (json!([span("17:00", "09:00")]), "before it opens", "swap them"),
            (json!([span("09:00", "09:00")]), "opens at 09:00 and closes at 09:00", "00:00"),
            (json!([span("09:00", "25:00")]), "is no time of day", "09:00"),
            (json!([span("nine", "17:00")]), "is no time of day", "09:00"),
            (json!([span("09:00", "12:00"), span("11:00", "14:00")]), "09:00–12:00 and 11:00–14:00 overlap", "one span"),
            (
                json!([{ "days": ["sunday"], "opens": "20:00", "closes": "03:00" }, span("02:00", "10:00")]),
                "on monday 00:00–03:00",
                "one span",
            ),
            (json!([span("09:00", "12:00"), { "days": ["mon"], "closed": true }]), "closed and open", "closed"),
            (json!([{ "days": ["monday"], "opens": "09:00" }]), "needs opens and closes", "send both"),
            (json!([{ "days": ["monday"], "opens": "09:00", "closes": "17:00", "closed": true }]), "closed and has", "leave out"),
            (json!([{ "days": ["mnday"], "closed": true }]), "no day of the week", "monday"),
            (json!([{ "days": [], "closed": true }]), "days", ""),
            (json!([{ "day": "monday", "closed": true }]), "days: is missing", ""),
            (json!("9 to 5"), "openingHours: must be a list", "days"),
        ]
        .map(|(hours, message, next)| {
            mistake("updateSite", json!({ "openingHours": hours }), INVALID, message, next)
        })
        .into()
    });
}

#[test]
fn everything_that_is_wrong_is_named_at_once_and_nothing_is_done_by_halves() {
    in_both_eras(|desk| {
        desk.ok("updateSite", json!({ "name": "Wren" }));
        let wrong = json!({ "name": "Vale", "timezone": "Berlyn", "locale": "German", "social": ["@wren"],
            "openingHours": [{ "days": ["someday"], "closed": true }] });
        let words = "timezone | locale | social[0] | openingHours[0].days[0]";
        is_refused(desk, &mistake("updateSite", wrong, INVALID, words, "Europe/Berlin"));
        // What only shows when it is tried as well.
        let late = json!({ "name": "Vale", "currency": "EUR", "phone": "call me" });
        is_refused(desk, &mistake("updateSite", late, "PHONE_INVALID", "call me", "+49"));
        assert_eq!(desk.item("getSite", json!({}))["name"], "Wren");
        let none: Value = json!({ "id": "site_01h455vb4pex5vsknk084sn02q" });
        is_refused(desk, &mistake("getSite", none, "ARGUMENT_UNKNOWN", "id", "known"));
    });
}
