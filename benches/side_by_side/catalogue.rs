//! The walk over the catalogue: each get, list, query, creation and change against a floor that answers the same.
//!
//! The floor (`minimal_server --documents`) keeps the very answers that deskhand gave, one row each, and gives them
//! back: as many bytes, read by one prepared statement, parsed and written. It checks nothing and makes nothing.

#[path = "catalogue/nouns.rs"]
mod nouns;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use self::nouns::{Call, NOT_WALKED, NOUNS, Noun};
use crate::measure::{self, Plan};
use crate::rows::{Row, Target};
use crate::server::Server;

/// How many of each noun there are before anything is measured.
const SEEDED: u64 = 100;

/// Both servers, each on data of its own.
pub(crate) struct Walk {
    deskhand: Server,
    floor: Server,
    /// What the arguments of every call may name: a placeholder and what stands for it.
    made: Vec<(&'static str, String)>,
}

/// One thing that was made, by what it can be asked for.
struct Thing {
    id: String,
    slug: String,
    key: String,
}

/// One measured row: what each side is asked for with the number of a call.
struct Probe<'a> {
    name: String,
    target: f64,
    plan: Plan,
    left: &'a dyn Fn(u64) -> String,
    right: &'a dyn Fn(u64) -> String,
}

impl Walk {
    pub(crate) fn begin(mut deskhand: Server, floor: Server) -> Result<Self> {
        every_tool_is_known(&mut deskhand)?;
        let mut walk = Self { deskhand, floor, made: Vec::new() };
        for (name, call) in nouns::BEFORE {
            let (answer, _) = walk.deskhand.call(&fill(call, &walk.made))?;
            let id = answer.pointer("/data/id").or_else(|| answer.pointer("/items/0/id"));
            let id = id.and_then(Value::as_str).with_context(|| format!("no id: {answer}"))?;
            walk.made.push((name, id.to_owned()));
        }
        Ok(walk)
    }

    /// The rows of every noun, in the table's order.
    pub(crate) fn run(
        mut self,
        plan: impl Fn(u64, u64) -> Plan,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for noun in NOUNS.iter().filter(|noun| wanted(noun.entity)) {
            eprintln!("side by side: {}", noun.entity);
            let things: Vec<Thing> =
                (0..SEEDED).map(|number| self.make(noun, number)).collect::<Result<_>>()?;
            self.gets(noun, &things, plan(30, 100), &mut rows)?;
            self.lists(noun, plan(30, 40), &mut rows)?;
            self.writes(noun, &things, plan(30, 40), &mut rows)?;
        }
        Ok(rows)
    }

    fn make(&mut self, noun: &Noun, number: u64) -> Result<Thing> {
        let key = format!("seed{number}");
        let places = with(&self.made, [("{key}", key.clone())]);
        let (answer, _) = self.deskhand.call(&fill(noun.create, &places))?;
        let word = |name| answer.pointer(name).and_then(Value::as_str).map(str::to_owned);
        let own = format!("/data/{}Id", noun.entity);
        let id = ["/data/id", "/data/pageSectionId", &own].into_iter().find_map(word);
        let id = id.with_context(|| format!("no id: {answer}"))?;
        let slug = word("/data/slug").unwrap_or_default();
        self.keep(&id, "written", &answer)?;
        Ok(Thing { id, slug, key })
    }

    fn gets(
        &mut self,
        noun: &Noun,
        things: &[Thing],
        plan: Plan,
        rows: &mut Vec<Row>,
    ) -> Result<()> {
        for (way, get) in noun.gets {
            let asks: Vec<String> =
                things.iter().map(|thing| fill(*get, &thing.places(&self.made))).collect();
            for (ask, thing) in asks.iter().zip(things) {
                let (answer, _) = self.deskhand.call(ask)?;
                self.keep(&format!("{way} {}", thing.id), "read", &answer)?;
            }
            let documents: Vec<String> =
                things.iter().map(|thing| document(&format!("{way} {}", thing.id))).collect();
            rows.push(self.row(&Probe {
                name: format!("{} by {way}", get.tool),
                target: 1.4,
                plan,
                left: &|call| turn(&asks, call),
                right: &|call| turn(&documents, call),
            })?);
        }
        Ok(())
    }

    fn lists(&mut self, noun: &Noun, plan: Plan, rows: &mut Vec<Row>) -> Result<()> {
        let query = format!(
            r#"{{"name":"queryData","arguments":{{"entity":"{}","limit":50}}}}"#,
            noun.entity
        );
        let list = fill(noun.list, &self.made);
        let ways = [
            (format!("{}: 50 {}s", noun.list.tool, noun.entity), list),
            (format!("queryData: 50 {}s", noun.entity), query),
        ];
        for (name, ask) in ways {
            let (answer, _) = self.deskhand.call(&ask)?;
            let items = answer.get("items").and_then(Value::as_array).context("no items")?;
            ensure!(items.len() == 50, "{name} answers {} things", items.len());
            for (place, item) in items.iter().enumerate() {
                self.keep(&format!("{name} {place:02}"), &name, item)?;
            }
            let documents = params("list_documents", &json!({ "kind": name, "limit": 50 }));
            rows.push(self.row(&Probe {
                name,
                target: 1.3,
                plan,
                left: &|_| ask.clone(),
                right: &|_| documents.clone(),
            })?);
        }
        Ok(())
    }

    fn writes(
        &mut self,
        noun: &Noun,
        things: &[Thing],
        plan: Plan,
        rows: &mut Vec<Row>,
    ) -> Result<()> {
        let made = self.made.clone();
        let create = noun.create_elsewhere.unwrap_or(noun.create);
        let first = things.first().context("nothing was made")?;
        let like = params("copy_document", &json!({ "key": first.id }));
        rows.push(self.row(&Probe {
            name: named(noun.create, "create", noun.entity),
            target: 3.0,
            plan,
            left: &|call| fill(create, &with(&made, [("{key}", format!("n{call}"))])),
            right: &|_| like.clone(),
        })?);
        let documents: Vec<String> = things
            .iter()
            .map(|thing| params("touch_document", &json!({ "key": thing.id })))
            .collect();
        let change = |call: u64| {
            let places = things.get(index(call, things.len())).map(|thing| thing.places(&made));
            fill(
                noun.update,
                &with(&places.unwrap_or_default(), [("{n}", (call % 1_000_000 + 1).to_string())]),
            )
        };
        rows.push(self.row(&Probe {
            name: named(noun.update, "update", noun.entity),
            target: 3.0,
            plan,
            left: &change,
            right: &|call| turn(&documents, call),
        })?);
        Ok(())
    }

    fn row(&mut self, probe: &Probe<'_>) -> Result<Row> {
        let found = measure::between(
            (&mut self.deskhand, probe.left),
            (&mut self.floor, probe.right),
            probe.plan,
        );
        let found = found.with_context(|| probe.name.clone())?;
        Ok(Row::ratio(probe.name.clone(), Target::AtMost(probe.target), found))
    }

    /// Has the floor know an answer of deskhand's, or one thing of it.
    fn keep(&mut self, key: &str, kind: &str, body: &Value) -> Result<()> {
        let arguments = json!({ "key": key, "kind": kind, "body": body.to_string() });
        self.floor.call(&params("keep_document", &arguments))?;
        Ok(())
    }
}

impl Thing {
    fn places(&self, made: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
        let own =
            [("{id}", self.id.clone()), ("{slug}", self.slug.clone()), ("{key}", self.key.clone())];
        with(made, own)
    }
}

/// A tool that gets, creates or updates and is neither walked nor excused ends the run: none is forgotten.
fn every_tool_is_known(deskhand: &mut Server) -> Result<()> {
    let reply: Value = serde_json::from_str(deskhand.request("tools/list", "{}")?)?;
    let tools = reply.pointer("/result/tools").and_then(Value::as_array).context("no tools")?;
    let calls = NOUNS.iter().flat_map(|noun| {
        let gets = noun.gets.iter().map(|(_, get)| get.tool);
        gets.chain([noun.create.tool, noun.list.tool, noun.update.tool])
    });
    let known: Vec<&str> = calls.chain(NOT_WALKED.iter().map(|(tool, _)| *tool)).collect();
    for tool in tools.iter().filter_map(|tool| tool.get("name")?.as_str()) {
        let walked =
            ["get", "create", "update", "manage_"].iter().any(|verb| tool.starts_with(verb));
        ensure!(!walked || known.contains(&tool), "{tool} is not walked: add it to nouns.rs");
    }
    Ok(())
}

fn named(call: Call, verb: &str, entity: &str) -> String {
    if call.tool.starts_with(verb) {
        call.tool.to_owned()
    } else {
        format!("{}: {verb} a {entity}", call.tool)
    }
}

/// The params of a tools/call whose arguments name what the placeholders stand for.
fn fill(call: Call, places: &[(&'static str, String)]) -> String {
    let mut arguments = call.arguments.to_owned();
    for (place, stands) in places {
        arguments = arguments.replace(place, stands);
    }
    format!(r#"{{"name":"{}","arguments":{arguments}}}"#, call.tool)
}

fn params(tool: &str, arguments: &Value) -> String {
    format!(r#"{{"name":"{tool}","arguments":{arguments}}}"#)
}

fn document(key: &str) -> String {
    params("get_document", &json!({ "key": key }))
}

fn with<const N: usize>(
    made: &[(&'static str, String)],
    own: [(&'static str, String); N],
) -> Vec<(&'static str, String)> {
    made.iter().cloned().chain(own).collect()
}

fn turn(asks: &[String], call: u64) -> String {
    asks.get(index(call, asks.len())).cloned().unwrap_or_default()
}

fn index(call: u64, length: usize) -> usize {
    usize::try_from(call).unwrap_or_default() % length.max(1)
}
