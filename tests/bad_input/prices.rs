//! Prices that are no prices, currencies that are none, services that are in use.

use serde_json::{Value, json};

use super::table::{Mistake, each_is_refused, mistake};

/// The mistake in all three actions that take a price of a package or a service of the tenant's currency.
fn everywhere(price: &Value, code: &'static str, words: &str, next: &'static str) -> Vec<Mistake> {
    let add = json!({ "action": "create", "name": "P", "description": "x", "price": price });
    let update = json!({ "action": "update", "packageId": "Elopement", "price": price });
    vec![
        mistake("manage_packages", add.clone(), code, words, next),
        mistake("manage_packages", update, code, words, next),
        mistake("manage_services", add, code, words, next),
    ]
}

#[test]
fn a_price_is_a_number_of_its_currency() {
    each_is_refused(|desk| {
        let create =
            json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "x" });
        desk.ok("manage_packages", create);
        let mut table = Vec::new();
        for (price, code, words, next) in [
            (json!(1999.999), "PRICE_INVALID", "1999.999 has 3 decimals; USD has 2", "at most 2"),
            (json!(0.001), "PRICE_INVALID", "3 decimals", "at most 2"),
            (json!(-1), "PRICE_INVALID", "negative", "0 or more"),
            (json!(-0.01), "PRICE_INVALID", "negative", "0 or more"),
            (json!(1e30), "PRICE_INVALID", "too large", ""),
            (json!(1_000_000_000_000_i64), "PRICE_INVALID", "too large", ""),
            (json!(12.345), "PRICE_INVALID", "12.345 has 3 decimals", "send 12345 if thousands"),
            (json!("on request"), "ARGUMENT_INVALID", "price: must be a number", "send a number"),
            (json!([2500]), "ARGUMENT_INVALID", "price: must be a number", ""),
            (json!(true), "ARGUMENT_INVALID", "price: must be a number", ""),
        ] {
            table.extend(everywhere(&price, code, words, next));
        }
        table
    });
}

/// What is proposed instead of a text is what whoever wrote it meant, or all that it can mean.
#[test]
fn the_number_that_is_proposed_for_a_text_is_the_one_that_was_meant() {
    each_is_refused(|desk| {
        desk.ok("createContact", json!({ "name": "Anna", "email": "anna@wren.example" }));
        let mut table = Vec::new();
        for (text, next) in [
            ("2500", "send the number 2500 without quotes"),
            ("$2,500.50", "send the number 2500.5 without quotes"),
            ("12,50", "send the number 12.5 without quotes"),
            ("99,9", "send the number 99.9 without quotes"),
            ("1.900,00", "send the number 1900 without quotes"),
            ("1 900 €", "send the number 1900 without quotes"),
            ("1'900.-", "send the number 1900 without quotes"),
            ("₹1,00,000", "send the number 100000 without quotes"),
            ("١٬٩٠٠", "send the number 1900 without quotes"),
            ("2,500", "send 2500 without quotes if the `,` in it groups thousands, 2.5 if it"),
            ("1.900", "send 1900 without quotes if the `.` in it groups thousands, 1.9 if it"),
            ("1.9k", "send a number without quotes"),
            ("50-60", "send a number without quotes"),
        ] {
            table.extend(everywhere(&json!(text), "ARGUMENT_INVALID", "must be a number", next));
            let line =
                json!({ "contactId": "Anna", "items": [{ "title": "A", "unitPrice": text }] });
            let words = "items[0].unitPrice: must be a number";
            table.push(mistake("createOrder", line, "ARGUMENT_INVALID", words, next));
            let filter = json!({ "entity": "package", "filter": { "price": text } });
            table.push(mistake("queryData", filter, "FILTER_INVALID", "filter.price", next));
        }
        // Of what is counted only whole ones are proposed.
        for (quantity, next) in [("1.900", "number 1900 without"), ("12,5", "send a whole number")]
        {
            let line = json!({ "title": "A", "unitPrice": 1, "quantity": quantity });
            let order = json!({ "contactId": "Anna", "items": [line] });
            table.push(mistake("createOrder", order, "ARGUMENT_INVALID", "quantity", next));
        }
        table
    });
}

#[test]
fn a_price_fits_the_currency_that_is_sent_with_it() {
    each_is_refused(|desk| {
        let create =
            json!({ "action": "create", "name": "Elopement", "price": 2500, "description": "x" });
        desk.ok("manage_packages", create.clone());
        let with = |currency: Value, price: Value| {
            let mut call = create.clone();
            call["currency"] = currency;
            call["price"] = price;
            call
        };
        let update = json!({ "action": "update", "packageId": "Elopement", "currency": "EUR" });
        vec![
            mistake(
                "manage_packages",
                with(json!("JPY"), json!(1.5)),
                "PRICE_INVALID",
                "JPY has 0",
                "at most 0",
            ),
            mistake(
                "manage_packages",
                update,
                "PRICE_INVALID",
                "USD; in EUR",
                "`price` together with",
            ),
            mistake(
                "manage_packages",
                with(json!("dollars"), json!(1)),
                "CURRENCY_UNKNOWN",
                "`dollars`",
                "USD",
            ),
            mistake(
                "manage_packages",
                with(json!("$"), json!(1)),
                "CURRENCY_UNKNOWN",
                "`$` can be several currencies",
                "USD, CAD, AUD",
            ),
            mistake(
                "manage_packages",
                with(json!("kr"), json!(1)),
                "CURRENCY_UNKNOWN",
                "`kr` can be several currencies",
                "SEK, NOK, DKK, ISK",
            ),
            mistake(
                "manage_packages",
                with(json!("XYZ"), json!(1)),
                "CURRENCY_UNKNOWN",
                "`XYZ`",
                "ISO 4217",
            ),
        ]
    });
}

#[test]
fn a_duration_is_between_a_minute_and_a_year() {
    each_is_refused(|_| {
        let with = |minutes: Value| {
            json!({
                "action": "create", "name": "P", "price": 1, "description": "x", "durationMinutes": minutes,
            })
        };
        let mut table = Vec::new();
        for (minutes, words) in [
            (json!(0), "durationMinutes: is 0; it must be 1 or more"),
            (json!(-60), "durationMinutes: is -60"),
            (json!(525_601), "it must be 525600 or less"),
            (json!(1.5), "durationMinutes: must be a whole number"),
            (json!("60"), "durationMinutes: must be a whole number"),
        ] {
            table.push(mistake(
                "manage_packages",
                with(minutes.clone()),
                "ARGUMENT_INVALID",
                words,
                "",
            ));
            table.push(mistake("manage_services", with(minutes), "ARGUMENT_INVALID", words, ""));
        }
        table
    });
}

#[test]
fn a_service_that_packages_include_stays_and_the_packages_are_named() {
    each_is_refused(|desk| {
        desk.ok("manage_services", json!({ "action": "create", "name": "Album" }));
        for name in ["Elopement", "Big day"] {
            let create = json!({
                "action": "create", "name": name, "price": 1, "description": "x", "serviceIds": ["Album"],
            });
            desk.ok("manage_packages", create);
        }
        let mut table = Vec::new();
        for more in [json!({}), json!({ "confirmed": true }), json!({ "dryRun": true })] {
            let mut call = json!({ "action": "delete", "serviceId": "Album" });
            call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let words = "“Album” | Big day, Elopement";
            table.push(mistake("manage_services", call, "SERVICE_IN_USE", words, "serviceIds"));
        }
        table
    });
}
