//! `deskhand schedule`: what happens by itself at a time, and what of it failed.

use serde_json::{Value, json};

use super::{
    args::{ScheduleArgs, ScheduleCommand},
    failure::{Failure, Refusal},
    launch,
    screen::Screen,
    set_up::OperatorStore,
};
use crate::{config::Settings, due, store::due::DueItem, value::Zone};

pub(super) fn run(settings: &Settings, args: ScheduleArgs, screen: &Screen) -> Result<(), Failure> {
    let operator = OperatorStore::open(settings)?;
    match args.what {
        None | Some(ScheduleCommand::List) => list(settings, &operator, screen),
        Some(ScheduleCommand::Retry { id }) => retry(&operator, &id, screen),
    }
}

fn list(settings: &Settings, operator: &OperatorStore, screen: &Screen) -> Result<(), Failure> {
    let (items, zone) = operator.read(|db| Ok((db.due_items()?, db.zone()?)))?;
    if screen.is_json() {
        let items: Vec<Value> = items.iter().map(described).collect();
        return Ok(screen.document(&json!({ "count": items.len(), "items": items }))?);
    }
    let when = format!("when ({})", zone.name());
    let mut table = screen.table(&[&when, "what", "state", "asked for by", "why"]);
    for item in &items {
        let DueItem { subject, state, asked_by, error, .. } = item;
        let what = format!("{subject} {}", due::about(item));
        table.add_row([local(&zone, item), what, state.clone(), asked_by.clone(), error.clone()]);
    }
    screen.print(&table, "Nothing waits for its time.")?;
    if items.iter().any(|item| item.state != "waiting") {
        let retry = launch::command(settings, "schedule retry ID");
        screen.note(format!("What failed or is held is done at once by `{retry}`."));
    } else if !items.is_empty() {
        screen.note(
            "It happens while `deskhand serve` or `deskhand host` runs, or as soon as one does.",
        );
    }
    Ok(())
}

fn retry(operator: &OperatorStore, id: &str, screen: &Screen) -> Result<(), Failure> {
    let id = id.trim().to_owned();
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one lifetime, and what is read has any"
    )]
    let there = operator.read(|db| db.due_items())?;
    if there.iter().all(|item| item.subject != id) {
        return Err(Failure::Refused(Box::new(Refusal {
            code: "ARGUMENT_INVALID".to_owned(),
            message: format!("nothing waits of `{id}`"),
            next: "`deskhand schedule` lists what there is".to_owned(),
            is_usage: false,
        })));
    }
    let subject = id.clone();
    operator.change("schedule retry", move |db| db.retry_due(&subject).map(|_| ()))?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "subject": id, "state": "waiting" }))?);
    }
    Ok(screen.line(format!("`{id}` waits again; it is done when its time has come."))?)
}

fn local(zone: &Zone, item: &DueItem) -> String {
    zone.at(item.due_at.0).strftime("%Y-%m-%d %H:%M").to_string()
}

fn described(item: &DueItem) -> Value {
    json!({
        "kind": item.kind,
        "subject": item.subject,
        "dueAt": item.due_at,
        "state": item.state,
        "askedBy": item.asked_by,
        "attempts": item.attempts,
        "error": item.error,
    })
}
