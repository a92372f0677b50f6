//! Questions about entities, fields and operators that there are none of.

use serde_json::{Value, json};

use super::table::{Mistake, each_is_refused, mistake};

/// The mistake of a filter of packages.
fn filter(filter: Value, message: &str, next: &'static str) -> Mistake {
    let ask = json!({ "entity": "package", "filter": filter });
    mistake("queryData", ask, "FILTER_INVALID", message, next)
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    each_is_refused(|_| {
        let ask = |more: Value| {
            let mut ask = json!({ "entity": "package" });
            ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            ask
        };
        let code = "FILTER_INVALID";
        let entity = |name: &str| json!({ "entity": name });
        vec![
            mistake("queryData", entity("pakage"), "ARGUMENT_INVALID", "entity", "package"),
            mistake(
                "queryData",
                entity("tenant"),
                "ARGUMENT_INVALID",
                "entity",
                "use one of these",
            ),
            mistake("queryData", json!({}), "ARGUMENT_INVALID", "entity: is missing", ""),
            filter(json!({ "prise": 1 }), "package has no field `prise`", "`price`"),
            filter(json!({ "tenant_id": "x" }), "no field `tenant_id`", "its fields are"),
            filter(json!({ "price_minor": 1 }), "no field `price_minor`", ""),
            filter(json!({ "name": { "equals": "x" } }), "no operator `equals`", "use `eq`"),
            filter(
                json!({ "name": { "between": "x" } }),
                "no operator `between`",
                "operators are eq",
            ),
            filter(json!({ "name": { "contain": "x" } }), "no operator `contain`", "`contains`"),
            filter(json!({ "name": {} }), "filter.name: says nothing", "contains"),
            mistake("queryData", ask(json!({ "fields": ["nmae"] })), code, "`nmae`", "`name`"),
            mistake("queryData", ask(json!({ "sort": "-prise" })), code, "`prise`", "`price`"),
            mistake(
                "queryData",
                json!({ "entity": "collection", "sort": "fields" }),
                code,
                "`fields` has no order",
                "another field",
            ),
            mistake(
                "queryData",
                ask(json!({ "sort": "name; DROP TABLE page" })),
                code,
                "no field",
                "",
            ),
            mistake(
                "queryData",
                ask(json!({ "filter": "name" })),
                "ARGUMENT_INVALID",
                "filter",
                "",
            ),
        ]
    });
}

#[test]
fn a_value_has_the_type_of_its_field() {
    each_is_refused(|desk| {
        let page = desk.page("About");
        let many: Vec<u32> = (0..101).collect();
        let long = "x".repeat(1_001);
        vec![
            filter(json!({ "price": "cheap" }), "filter.price: | not a number", "without quotes"),
            filter(json!({ "active": "yes" }), "filter.active: | true or false", "true or false"),
            filter(
                json!({ "durationMinutes": 1.5 }),
                "filter.durationMinutes: 1.5",
                "whole number",
            ),
            filter(json!({ "createdAt": "soon" }), "filter.createdAt: | not a time", "2026-"),
            filter(json!({ "createdAt": "2026-13-01T00:00:00Z" }), "not a time", "2026-"),
            filter(json!({ "createdAt": { "in": ["2026-11-21"] } }), "not a moment", "T00:00"),
            filter(json!({ "createdAt": { "ne": "today" } }), "not a whole day", "lt"),
            filter(json!({ "createdAt": { "gt": "P99999Y" } }), "not a time", "yesterday"),
            filter(json!({ "createdAt": 7 }), "not a moment", "2026-"),
            filter(json!({ "name": 3 }), "filter.name: 3 is not text", "1,000"),
            filter(json!({ "name": long }), "filter.name: ", "1,000"),
            filter(json!({ "name": null }), "filter.name: null is not text", ""),
            filter(json!({ "durationMinutes": { "lt": null } }), "null is not a number", ""),
            filter(json!({ "id": 3 }), "filter.id: 3 is not an id", "pkg_"),
            filter(json!({ "durationMinutes": { "in": 3 } }), "`in` takes a list", "eq"),
            filter(json!({ "durationMinutes": { "in": [] } }), "`in` takes a list", "eq"),
            filter(json!({ "durationMinutes": { "in": many } }), "list of 1 to 100", ""),
            filter(json!({ "active": { "gt": true } }), "cannot be compared by `gt`", "eq, ne"),
            filter(json!({ "id": { "contains": "a" } }), "cannot be compared by `contains`", "in"),
            mistake(
                "queryData",
                json!({ "entity": "page", "filter": { "meta": { "contains": "x" } } }),
                "FILTER_INVALID",
                "filter.meta: cannot be compared",
                "another field",
            ),
            mistake(
                "queryData",
                json!({ "entity": "post", "filter": { "status": "public" } }),
                "FILTER_INVALID",
                "filter.status: ",
                "draft, published, archived",
            ),
            mistake(
                "queryData",
                json!({ "entity": "package", "filter": { "id": page } }),
                "ID_WRONG_KIND",
                "page",
                "",
            ),
            mistake(
                "queryData",
                json!({ "entity": "package", "cursor": "made-up" }),
                "CURSOR_INVALID",
                "cursor",
                "",
            ),
        ]
    });
}

#[test]
fn another_word_for_a_thing_is_answered_with_its_own() {
    each_is_refused(|_| {
        let said = [
            ("Appointments", "use `booking`"),
            ("reservation", "use `booking`"),
            ("quotes", "use `invoice`"),
            ("refund", "use `payment`"),
            ("orders", "use `order`"),
            ("customers", "use `contact`"),
            ("product", "use `package`"),
            ("settings", "use `site`"),
            ("moon", "use one of these"),
        ];
        let refused = |(entity, next)| {
            let asked = json!({ "entity": entity });
            mistake("queryData", asked, "ARGUMENT_INVALID", "entity: must be one of site", next)
        };
        said.into_iter().map(refused).collect()
    });
}
