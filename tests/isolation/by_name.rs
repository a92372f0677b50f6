//! A call by `callTool` is the call that it means: of two equal desks one is called directly, the other by name, and
//! neither an answer nor a row tells which.

use std::{collections::HashMap, path::Path};

use deskhand::{
    principal::{Agent, Autonomy},
    store::effective_settings::ToolRules,
};
use rusqlite::{Connection, types::Value as Cell};
use serde_json::{Map, Value, json};

use super::{
    calls::calls,
    company, operations,
    world::{Actor, World},
};
use crate::common::{BOTH_ERAS, Server};

/// One of the desks, and what its ids are called here.
struct Side {
    folder: tempfile::TempDir,
    server: Server,
    by_name: bool,
    ids: HashMap<String, String>,
}

/// Columns that no two runs have alike: moments, the chain of hashes, and digests of rows with ids of their own.
const VARYING: [&str; 10] = [
    "duration_us",
    "hash",
    "salt",
    "newest",
    "run",
    "boot",
    "was_ahead",
    "rows_digest",
    "second",
    "document",
];

impl Side {
    /// A desk with everything that the world has.
    fn of(world: &World, agent: &str, by_name: bool) -> Side {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("deskhand.db");
        world.raw().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        let args = ["--discover", "--tenant", "alpha", "--agent", agent];
        let server = Server::start_on(BOTH_ERAS[0], folder.path(), &args);
        Side { folder, server, by_name, ids: HashMap::new() }
    }

    /// What a call answers, whether it is a success or not.
    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let answer = if self.by_name {
            let call = json!({ "name": tool, "arguments": arguments });
            self.server.call("callTool", call)
        } else {
            self.server.call(tool, arguments.clone())
        };
        answer.whole()
    }

    /// The same, with ids and times as both desks have them.
    fn plain(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => plain_text(text, &mut self.ids, true).into(),
            Value::Array(items) => items.iter().map(|item| self.plain(item)).collect(),
            Value::Object(object) => {
                let entry = |(name, value): (&String, &Value)| {
                    let varies = name.contains("duration") || name == "nextCursor";
                    let value = if varies { "varies".into() } else { self.plain(value) };
                    (name.clone(), value)
                };
                Value::Object(object.iter().map(entry).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// Every row of every table, sorted, once the server has ended.
    fn rows(self) -> Vec<String> {
        let Side { folder, server, mut ids, .. } = self;
        assert!(server.close().status.success());
        let mut rows = rows_of(folder.path(), &mut ids);
        rows.sort();
        rows
    }
}

/// A text in which ids and times are those of both desks. A new id gets the number of its place in the answers; one
/// that was in none is only an id.
fn plain_text(text: &str, ids: &mut HashMap<String, String>, is_answer: bool) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut plain = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if is_moment(rest) {
            plain.push_str("moment");
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "-:.TZ".contains(c));
            continue;
        }
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let next = after.chars().next().map_or(0, char::len_utf8);
        let is_id = word.rsplit_once('_').is_some_and(|(_, end)| {
            end.len() == 26 && end.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        let is_time = word.len() == 13 && word.chars().all(|c| c.is_ascii_digit());
        match (is_id, is_time) {
            (true, _) => {
                let (prefix, count) = (word.rsplit_once('_').unwrap().0, ids.len());
                let number = match ids.get(word) {
                    Some(known) => known.clone(),
                    None if is_answer => format!("{prefix}_{count}"),
                    None => format!("{prefix}_new"),
                };
                if is_answer {
                    ids.insert(word.to_owned(), number.clone());
                }
                plain.push_str(&number);
            }
            (false, true) => plain.push_str("time"),
            (false, false) => plain.push_str(word),
        }
        plain.push_str(&after[..next]);
        rest = &after[next..];
    }
    plain
}

/// Whether a text begins with a moment as answers have it.
fn is_moment(text: &str) -> bool {
    let form = "0000-00-00T00:00:00";
    let fits = |(c, form): (char, char)| if form == '0' { c.is_ascii_digit() } else { c == form };
    text.len() >= form.len() && text.chars().zip(form.chars()).all(fits)
}

/// Holds two texts to be the same, and shows where they are not.
#[track_caller]
fn same(one: &str, other: &str, of: &str) {
    let differs = one.bytes().zip(other.bytes()).position(|(one, other)| one != other);
    let at = differs.unwrap_or(one.len().min(other.len())).saturating_sub(200);
    let part = |text: &str| -> String {
        String::from_utf8_lossy(text.as_bytes()).chars().skip(at).take(500).collect()
    };
    assert!(one == other, "{of}:\n{}\n{}", part(one), part(other));
}

fn rows_of(folder: &Path, ids: &mut HashMap<String, String>) -> Vec<String> {
    let db = Connection::open(folder.join("deskhand.db")).unwrap();
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                    AND name NOT LIKE 'sqlite_%' AND name NOT IN ('call_rate') AND name NOT LIKE 'search%'
                  ORDER BY name";
    let mut tables = db.prepare(tables).unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = Vec::new();
    for table in tables {
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let cells = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Vec<Cell>> {
            (0..names.len()).map(|at| row.get(at)).collect()
        };
        for row in rows.query_map([], cells).unwrap() {
            let mut line = table.clone();
            for (name, cell) in names.iter().zip(row.unwrap()) {
                // What does not write is written into the log later.
                let varies = VARYING.contains(&name.as_str()) || (table == "call" && name == "seq");
                if !varies {
                    let cell = plain_text(&format!("{cell:?}"), ids, false);
                    line.extend([" ", name, "=", &cell]);
                }
            }
            all.push(line);
        }
    }
    all
}

/// Calls that are wrong in each argument, with nothing, with what is unknown, and with what makes a thing twice.
fn more(world: &World) -> Vec<(&'static str, Value)> {
    let own = |kind: &str| world.a.things.ids[kind].clone();
    let mut all = Vec::new();
    for (tool, operation) in operations() {
        let action = operation.spec().name.split_once(':').map(|(_, action)| action);
        let with = |more: Map<String, Value>| {
            let mut arguments = more;
            arguments.extend(action.map(|action| ("action".to_owned(), json!(action))));
            (tool, Value::Object(arguments))
        };
        all.push(with(Map::new()));
        let mut unknown = company(operation, "", &own);
        unknown.insert("colour".into(), "red".into());
        all.push(with(unknown));
        let names = operation.arguments().rules()["properties"].as_object().unwrap().keys();
        for name in names.filter(|name| *name != "action") {
            for wrong in [json!([[7]]), json!({ "wrong": {} }), json!("\u{7} no"), Value::Null] {
                let mut arguments = company(operation, "", &own);
                arguments.insert(name.clone(), wrong);
                all.push(with(arguments));
            }
        }
        if tool.starts_with("create") {
            let mut new = company(operation, "", &own);
            new.insert("idempotencyKey".into(), "twice".into());
            all.extend([with(new.clone()), with(new.clone())]);
            new.insert("returning".into(), "full".into());
            all.push(with(new));
        }
    }
    all
}

/// Makes every call on both desks; gives how many there were, and how many were confirmed.
fn compare(direct: &mut Side, by_name: &mut Side, calls: &[(&str, Value)]) -> (usize, usize) {
    let mut confirmed = 0;
    for (tool, arguments) in calls {
        let answers = [direct.call(tool, arguments), by_name.call(tool, arguments)];
        let [one, other] = [direct.plain(&answers[0]), by_name.plain(&answers[1])];
        same(&one.to_string(), &other.to_string(), &format!("{tool} {arguments}"));
        let token = |answer: &Value| answer["confirmationToken"].clone();
        if tool.starts_with("delete") && token(&answers[0]).is_string() {
            let yes = |answer: &Value| {
                let mut yes = arguments.clone();
                yes["confirmed"] = true.into();
                yes["confirmationToken"] = token(answer);
                yes
            };
            let one = direct.call(tool, &yes(&answers[0]));
            let other = by_name.call(tool, &yes(&answers[1]));
            let [one, other] = [direct.plain(&one), by_name.plain(&other)];
            same(&one.to_string(), &other.to_string(), &format!("{tool} {arguments}, confirmed"));
            confirmed += 1;
        }
    }
    (calls.len(), confirmed)
}

fn every_call(world: &World, who: &Actor) -> Vec<(&'static str, Value)> {
    let told = world.tell();
    let history = world.ok(who, "getHistory", &json!({}));
    let request = &history["items"][0]["requestId"];
    let listed: Vec<&str> = operations().into_iter().map(|(tool, _)| tool).collect();
    let mut all = more(world);
    all.extend(calls(world, &told, request, &listed));
    // How much of the log is written by now, a clock says. It is compared when it is whole.
    all.retain(|(_, arguments)| arguments["entity"] != "call");
    // What is deleted is not there for what comes after.
    all.sort_by_key(|(tool, _)| tool.starts_with("delete"));
    all
}

#[test]
fn a_call_by_name_answers_and_records_as_the_call_that_it_means() {
    let world = World::new();
    let all = every_call(&world, &world.a);
    let (mut direct, mut by_name) =
        (Side::of(&world, "owner", false), Side::of(&world, "owner", true));
    let (made, confirmed) = compare(&mut direct, &mut by_name, &all);
    assert!(made > 1_000 && confirmed > 3, "only {made} calls, {confirmed} confirmed");
    let (direct, by_name) = (direct.rows(), by_name.rows());
    assert!(direct.len() > made, "the log is whole");
    assert!(direct.iter().all(|row| !row.contains("callTool")));
    for (one, other) in direct.iter().zip(&by_name) {
        same(one, other, "a row");
    }
    assert_eq!(direct.len(), by_name.len());
}

#[test]
fn what_waits_for_a_person_is_proposed_alike() {
    let world = World::new();
    let all: Vec<_> = every_call(&world, &world.a).into_iter().step_by(3).collect();
    let tenant = world.a.tenant.clone();
    let trainee =
        Agent { autonomy: Autonomy::Supervised, ..Agent::autonomous("trainee", "system", "admin") };
    world.store.add_agent(&tenant, trainee, ToolRules::default()).unwrap();
    let (mut direct, mut by_name) =
        (Side::of(&world, "trainee", false), Side::of(&world, "trainee", true));
    compare(&mut direct, &mut by_name, &all);
    let (direct, by_name) = (direct.rows(), by_name.rows());
    let proposals = direct.iter().filter(|row| row.starts_with("proposal ")).count();
    assert!(proposals > 20, "only {proposals} proposals");
    for (one, other) in direct.iter().zip(&by_name) {
        same(one, other, "a row");
    }
}
