//! `deskhand digest`: what is new, what waits, and who changed what, in a few lines.

use serde_json::{Map, Value};

use super::{
    args::DigestArgs,
    failure::Failure,
    owner_calls,
    screen::{Screen, spoken_time},
};
use crate::config::Settings;

/// Calls `getDigest` as the owner.
pub(super) fn run(settings: &Settings, args: &DigestArgs, screen: &Screen) -> Result<(), Failure> {
    let mut scope = Map::new();
    scope.extend(args.since.as_ref().map(|since| ("since".to_owned(), since.as_str().into())));
    let answer = owner_calls::with_session(settings, async |session| {
        owner_calls::call(session, "getDigest", scope).await
    })?;
    let digest = answer.pointer("/items/0").cloned().unwrap_or_default();
    if screen.is_json() {
        return Ok(screen.document(&digest)?);
    }
    let text =
        |of: &Value, key: &str| of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut table = screen.table(&["what", "since yesterday"]);
    if args.since.is_some() {
        let since = format!("since {}", spoken_time(&text(&digest, "since")));
        table = screen.table(&["what", &since]);
    }
    for part in digest.get("parts").and_then(Value::as_array).into_iter().flatten() {
        table.add_row([text(part, "about"), text(part, "says")]);
    }
    Ok(screen.print(&table, "Nothing is new, and nothing waits.")?)
}
