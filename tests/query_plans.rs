//! Query plans: whatever can be asked of queryData runs, by rows of the asking tenant alone.
//!
//! SQL is made at run time here and nowhere else. So every entity, field, operator and order is tried: debug
//! builds refuse a statement of which a step does not look for the tenant, and here no answer has a row of
//! the other tenant in it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "each test binary is a crate of its own")]
#![allow(clippy::disallowed_types, reason = "looks at the rows from outside")]
#![allow(dead_code, reason = "the world can do more than is wanted here")]

#[path = "isolation/customers.rs"]
mod customers;
#[path = "query_plans/lists.rs"]
mod lists;
#[path = "isolation/made.rs"]
mod made;
#[path = "common/picture.rs"]
mod picture;
#[path = "isolation/world.rs"]
mod world;

use deskhand::{
    store::entity::{Entity, Field, Kind},
    tools::across::data::{
        entities,
        filter::{OPERATORS, takes},
    },
};
use rusqlite::Connection;
use serde_json::{Value, json};
use world::{Actor, World};

/// A field's value as a filter takes it.
fn plain<'v>(thing: &'v Value, field: &Field) -> &'v Value {
    let value = &thing[field.name];
    if matches!(field.kind, Kind::Outside(_)) && value.is_object() { &value["text"] } else { value }
}

/// Two tenants, and what there is besides the tools to look at their rows.
struct Asked {
    world: World,
    raw: Connection,
}

impl Asked {
    /// Asks as this tenant; every row of the answer must be its own.
    #[track_caller]
    fn ask(&self, who: &Actor, entity: &Entity, arguments: &Value) -> Value {
        let answer = self.world.ok(who, "queryData", arguments);
        let sql = format!("SELECT tenant_id FROM {} WHERE id = ?1", entity.table);
        let mut owner = self.raw.prepare_cached(&sql).unwrap();
        for item in answer["items"].as_array().into_iter().flatten() {
            let Some(id) = item["id"].as_str() else { continue };
            let owner: String = owner.query_row([id], |row| row.get(0)).unwrap();
            assert_eq!(owner, who.tenant.id.to_string(), "{arguments}: {item}");
        }
        answer
    }

    /// How many rows of all tenants a table has, and how many of one.
    fn rows(&self, entity: &Entity, who: &Actor) -> (i64, i64) {
        let sql = format!(
            "SELECT count(*), count(*) FILTER (WHERE tenant_id = ?1) FROM {}",
            entity.table
        );
        let tenant = who.tenant.id.to_string();
        self.raw.query_row(&sql, [tenant], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }

    /// A value of a field as the tenant's rows have it, or one that fits.
    fn value(&self, who: &Actor, entity: &Entity, field: &Field) -> Value {
        let ask = json!({ "entity": entity.name, "fields": [field.name], "limit": 100 });
        let answer = self.ask(who, entity, &ask);
        let mut values = answer["items"].as_array().unwrap().iter().map(|item| plain(item, field));
        values.find(|value| !value.is_null() && **value != "").cloned().unwrap_or_else(|| {
            match field.kind {
                Kind::Id(prefix) => format!("{prefix}_01h455vb4pex5vsknk084sn02q").into(),
                Kind::Text | Kind::Phone | Kind::Email | Kind::Outside(_) | Kind::Json => {
                    "x".into()
                }
                Kind::Choice(choices) => choices[0].into(),
                Kind::Currency => "USD".into(),
                Kind::Integer | Kind::Money => 1.into(),
                Kind::Flag => true.into(),
                Kind::Time => "2026-11-21T00:00:00Z".into(),
            }
        })
    }

    /// Reads by a filter in both orders, the first rows and those after them, and counts.
    fn try_all(&self, who: &Actor, entity: &Entity, filter: &Value, sort: &Field) -> i64 {
        let count = json!({ "entity": entity.name, "filter": filter, "count": true });
        let count = self.ask(who, entity, &count)["total"].as_i64().unwrap();
        assert!(count <= self.rows(entity, who).1, "{filter} of {}", entity.name);
        if sort.kind == Kind::Json {
            return count;
        }
        for sort in [sort.name.to_owned(), format!("-{}", sort.name)] {
            let mut ask =
                json!({ "entity": entity.name, "filter": filter, "sort": sort, "limit": 1 });
            let first = self.ask(who, entity, &ask);
            let seen = usize::from(count > 0);
            assert_eq!(first["items"].as_array().unwrap().len(), seen, "{ask}");
            if first["nextCursor"].is_string() {
                ask["cursor"] = first["nextCursor"].clone();
                let second = self.ask(who, entity, &ask);
                assert_ne!(second["items"][0]["id"], first["items"][0]["id"], "{ask}");
            }
        }
        count
    }
}

fn asked() -> Asked {
    let world = World::new();
    // What has been called so far is in the log when its gates are closed.
    world.rows(&world.a);
    world.rows(&world.b);
    let raw = world.raw();
    // What a supervised agent has proposed, and a person has decided.
    raw.execute(
        "INSERT INTO proposal
           SELECT a.tenant_id, 'prop_01h455vb4pex5vsknk084sn' || substr(a.id, -3), 7, a.id,
                  'req_01h455vb4pex5vsknk084sn02q', 'createPage', '{}', 'x', '[]', 'I prepared it.',
                  'rejected', 'because', 'the owner', 8, 'chg_01h455vb4pex5vsknk084sn02q', NULL, 9, 10, NULL
           FROM agent a WHERE a.name = 'assistant'",
        [],
    )
    .unwrap();
    Asked { world, raw }
}

#[test]
fn every_operator_on_every_field_runs_and_shows_rows_of_its_tenant_only() {
    let asked = asked();
    let (a, b) = (&asked.world.a, &asked.world.b);
    let mut tried = 0;
    for entity in entities::all() {
        let (all, own) = asked.rows(entity, b);
        assert!(own > 0 && all > own, "both tenants need a {}", entity.name);
        for field in entity.fields {
            // What the other one has is asked for, so that it would be found if it could be.
            let value = asked.value(a, entity, field);
            for (operator, comparison) in OPERATORS {
                if !takes(field.kind, comparison) {
                    continue;
                }
                let mut values =
                    vec![if operator == "in" { json!([value, value]) } else { value.clone() }];
                if field.nullable && matches!(operator, "eq" | "ne") {
                    values.push(Value::Null);
                }
                for value in values {
                    let filter = json!({ field.name: { operator: value } });
                    let found = asked.try_all(b, entity, &filter, field);
                    let id = field.name == "id" && matches!(operator, "eq" | "in");
                    assert!(!id || found == 0, "{filter} is another tenant's {}", entity.name);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 500, "{tried} conditions are too few to be all");
}

#[test]
fn every_condition_goes_with_every_order() {
    let asked = asked();
    let b = &asked.world.b;
    for entity in entities::all() {
        for field in entity.fields.iter().filter(|field| field.kind != Kind::Json) {
            let value = asked.value(b, entity, field);
            let filter = json!({ field.name: value });
            for sort in entity.fields {
                asked.try_all(b, entity, &filter, sort);
            }
        }
        for sort in entity.fields {
            asked.try_all(b, entity, &json!({}), sort);
        }
    }
}

#[test]
fn what_a_tenant_has_it_finds_by_each_of_its_values() {
    let asked = asked();
    let a = &asked.world.a;
    for entity in entities::all() {
        // A call that sends something has two rows: that it began, and how it ended.
        let of = if entity.name == "call" { json!({ "tool": "createPage" }) } else { json!({}) };
        let ask = json!({ "entity": entity.name, "filter": of, "fields": ["id"], "limit": 1 });
        let id = asked.ask(a, entity, &ask)["items"][0]["id"].clone();
        let names: Vec<&str> = entity.fields.iter().map(|field| field.name).collect();
        let ask = json!({ "entity": entity.name, "filter": { "id": id }, "fields": names });
        let thing = asked.ask(a, entity, &ask)["items"][0].clone();
        for field in entity.fields.iter().filter(|field| field.kind != Kind::Json) {
            // A text without anything in it is left out.
            let value = plain(&thing, field);
            let is_empty = value.is_null() && !field.nullable;
            let value = if is_empty { json!("") } else { value.clone() };
            let filter = json!({ "id": id, field.name: value });
            let ask = json!({ "entity": entity.name, "filter": filter, "count": true });
            assert_eq!(asked.ask(a, entity, &ask)["total"], 1, "{ask}");
        }
    }
}
