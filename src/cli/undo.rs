//! `deskhand undo`: undoes a change, or everything that a request did.

use serde_json::{Map, Value};

use super::{
    args::UndoArgs,
    failure::Failure,
    owner_calls,
    screen::{Look, Screen},
};
use crate::config::Settings;

/// Calls `undoChange` as the owner.
pub(super) fn run(settings: &Settings, args: &UndoArgs, screen: &Screen) -> Result<(), Failure> {
    let (key, id) = match (&args.change, &args.request) {
        (_, Some(request)) => ("requestId", request.as_str()),
        (change, None) => ("changeId", change.as_deref().unwrap_or_default()),
    };
    let scope = Map::from_iter([(key.to_owned(), id.into())]);
    let answer = owner_calls::with_session(settings, async |session| {
        owner_calls::call(session, "undoChange", scope).await
    })?;
    if screen.is_json() {
        return Ok(screen.document(&answer)?);
    }
    let text = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    screen.line(screen.look(Look::Green, format!("Took back {id}.")))?;
    let lists = ["/data/restored", "/data/removed"];
    let things = lists.iter().filter_map(|list| answer.pointer(list)?.as_array());
    for thing in things.flatten() {
        let (op, entity, id) = (text(thing, "op"), text(thing, "entity"), text(thing, "id"));
        screen.line(format!("  {op:<6}  {entity}  {id}"))?;
    }
    let own = text(&answer, "changeId");
    if !own.is_empty() {
        screen.note(format!("To bring it back: deskhand undo {own}"));
    }
    Ok(())
}
