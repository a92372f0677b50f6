//! A call by `callTool` is the call that it means: of two equal desks one is called directly, the other by name, and
//! neither an answer nor a row tells which.

use std::collections::HashMap;

use deskhand::{
    principal::{Agent, Autonomy},
    store::effective_settings::ToolRules,
};
use serde_json::{Map, Value, json};

use super::{
    alike::{plain_text, rows_of, same},
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

/// Calls that are wrong in each argument, with null, with nothing, with what is unknown, and with what makes a thing
/// twice.
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
            let mut values = vec![json!([[7]]), json!({ "wrong": {} }), json!("\u{7} no")];
            // Where that is right, it is done: nothing leaves from here.
            values.extend((!operation.kind().is_outside()).then_some(Value::Null));
            for wrong in values {
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
    let all: Vec<_> = every_call(&world, &world.a).into_iter().step_by(2).collect();
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
