//! Everything that an agent can ask: made from the catalogue, and what is worth asking besides.

use deskhand::tool::Kind;
use serde_json::{Map, Value, json};

use super::{
    Class, class, company, operations, paths, put, reach::cases, restricted::Told, world::World,
};

/// Everything that such an agent can ask.
pub fn calls(
    world: &World,
    told: &Told,
    request: &Value,
    listed: &[&str],
) -> Vec<(&'static str, Value)> {
    let mut all = generated(world);
    all.extend(across(told));
    all.extend(provoking(world, told));
    all.push(("finalAnswer", json!({ "answer": "Done.", "requestId": request })));
    all.retain(|(tool, _)| listed.contains(tool));
    all
}

/// Every operation with each of its arguments naming what there is, as it is and rehearsed.
fn generated(world: &World) -> Vec<(&'static str, Value)> {
    let own = |kind: &str| world.a.things.ids[kind].clone();
    let mut all = Vec::new();
    for (tool, operation) in operations() {
        // What there is is looked at by hand; nothing leaves from here.
        if ["undoChange", "finalAnswer", "acknowledgeRequest"].contains(&tool) {
            continue;
        }
        for (path, property) in paths(operation) {
            let Some(Class::Names(kind, names)) = class(operation, &path) else { continue };
            if kind == "anything" {
                continue;
            }
            let by_name = names.iter().map(|name| world.a.things.names[name].clone());
            for name in std::iter::once(own(kind)).chain(by_name) {
                for manner in manners(operation.kind()) {
                    let mut arguments = company(operation, &path, &own);
                    let list = property["type"].to_string().contains("array");
                    let value = if list { json!([name]) } else { json!(name) };
                    put(&mut arguments, operation, &path, value);
                    let takes = |name: &str| paths_of(operation, name);
                    arguments.extend(manner.into_iter().filter(|(name, _)| takes(name)));
                    all.push((tool, Value::Object(arguments)));
                }
            }
        }
    }
    all
}

fn paths_of(operation: &dyn deskhand::tool::Operation, name: &str) -> bool {
    operation.arguments().rules()["properties"].get(name).is_some()
}

/// Nothing is confirmed, so that everything stays, and nothing leaves.
fn manners(kind: Kind) -> Vec<Map<String, Value>> {
    let manner = |value: Value| value.as_object().unwrap().clone();
    let dry = manner(json!({ "dryRun": true }));
    let stale = manner(json!({ "expectedVersion": 0, "dryRun": true }));
    match kind {
        Kind::Query => vec![
            Map::new(),
            manner(
                json!({ "includeOrders": true, "includeMessages": true, "includeContent": true }),
            ),
        ],
        Kind::Fetch | Kind::Inquiry | Kind::RequestLifecycle => Vec::new(),
        Kind::Exchange | Kind::Retrieval | Kind::Sending => vec![dry],
        Kind::Command | Kind::Publication | Kind::Bulk | Kind::Deletion => {
            vec![Map::new(), dry, stale]
        }
    }
}

/// What goes across all kinds of things.
fn across(told: &Told) -> Vec<(&'static str, Value)> {
    let mut all = vec![("getHistory", json!({ "limit": 100 }))];
    for entity in deskhand::tools::across::data::entities::all() {
        let fields: Vec<&str> = entity.fields.iter().map(|field| field.name).collect();
        let ask = |more: Value| {
            let mut ask = json!({ "entity": entity.name });
            ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            ("queryData", ask)
        };
        all.extend([
            ask(json!({})),
            ask(json!({ "fields": fields, "limit": 100 })),
            ask(json!({ "count": true })),
            ask(json!({ "fields": ["moon"], "sort": "moon", "filter": { "moon": 1 } })),
        ]);
    }
    for entity in deskhand::store::entity::ENTITIES.iter().filter(|entity| !entity.name.is_empty())
    {
        for id in [&told.contact, &told.customer, &told.order, &told.conversation] {
            all.push(("getHistory", json!({ "entity": entity.name, "id": id })));
        }
        all.push(("getHistory", json!({ "entity": entity.name, "id": "Person" })));
        all.push(("getHistory", json!({ "entity": entity.name })));
    }
    for change in &told.changes {
        all.push(("getHistory", json!({ "changeId": change })));
        all.push(("undoChange", json!({ "changeId": change, "dryRun": true })));
    }
    for request in &told.requests {
        for entity in ["contact", "order", "page", "message"] {
            let part = json!({ "requestId": request, "entity": entity, "dryRun": true });
            all.push(("undoChange", part));
        }
        all.push(("getHistory", json!({ "requestId": request })));
        all.push(("undoChange", json!({ "requestId": request, "dryRun": true })));
        all.push(("finalAnswer", json!({ "answer": "Done.", "requestId": request })));
    }
    // After its own calls were looked at, among which this one would stand as it was sent.
    all.push(("searchTools", json!({ "query": "contact zqname" })));
    all
}

/// What provokes a refusal, a preview, or a repeated answer about people.
fn provoking(world: &World, told: &Told) -> Vec<(&'static str, Value)> {
    let Told { contact, customer, order, conversation, .. } = told;
    let page = &world.a.things.ids["page"];
    let keyed = |name: &str| json!({ "id": contact, "city": format!("Zqcity {name}"), "idempotencyKey": "k" });
    let mut all = vec![
        ("createContact", json!({ "name": "New", "phone": "+14155559911" })),
        ("createContact", json!({ "name": "New", "email": "zqmail@example.com" })),
        ("updateContact", json!({ "id": customer, "phone": "+1 415 555 9911", "dryRun": true })),
        ("updateContact", json!({ "id": customer, "email": "ZQMAIL@example.com", "dryRun": true })),
        ("updateContact", json!({ "id": contact, "archived": false })),
        (
            "updateContact",
            json!({ "id": contact, "notes": "Words", "phone": null, "dryRun": true }),
        ),
        ("deleteContact", json!({ "ids": [customer] })),
        ("deleteContact", json!({ "ids": [contact, customer] })),
        ("getContact", json!({ "id": contact, "includeOrders": true })),
        ("getContact", json!({ "query": "person" })),
        ("updateOrder", json!({ "id": order })),
        ("updateOrder", json!({ "id": order, "description": "Words", "dryRun": true })),
        (
            "createOrder",
            json!({ "contactId": customer, "items": [{ "title": "A", "unitPrice": 1 }] }),
        ),
        ("getOrder", json!({ "contactId": "+14155559911" })),
        ("getOrder", json!({ "all": true })),
        ("getConversation", json!({ "all": true, "includeMessages": true })),
        ("getConversation", json!({ "id": "zqmail@example.com" })),
        ("updateConversation", json!({ "id": conversation })),
        (
            "updateConversation",
            json!({ "id": conversation, "resolution": "Words", "dryRun": true }),
        ),
        ("sendMessage", json!({ "contactId": contact, "message": "Words", "dryRun": true })),
        ("sendMessage", json!({ "contactId": customer, "message": "Words" })),
        ("sendMessage", json!({ "contactId": contact, "template": { "name": "none" } })),
        ("deletePage", json!({ "ids": [page] })),
    ];
    all.extend(cases().into_iter().map(|(name, _)| ("updateContact", keyed(name))));
    all
}
