//! `deskhand history`: who changed what, with values before and after.

use serde_json::{Map, Value, json};

use super::{
    args::{HistoryArgs, HistoryCommand},
    failure::Failure,
    owner_calls,
    screen::{Look, Screen, spoken_time},
};
use crate::{config::Settings, gate::Session};

/// The most changes that one call of `getHistory` returns.
const PAGE: u32 = 100;

/// Calls `getHistory` as the owner.
pub(super) fn run(settings: &Settings, args: &HistoryArgs, screen: &Screen) -> Result<(), Failure> {
    let items = owner_calls::with_session(settings, async |session| match &args.what {
        None => newest(session, args.limit).await,
        Some(HistoryCommand::Show { change }) => one(session, change).await,
    })?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "count": items.len(), "items": items }))?);
    }
    match &args.what {
        None => table(&items, screen),
        Some(_) => items.iter().try_for_each(|change| show(change, screen)),
    }
}

async fn newest(session: &Session, limit: u32) -> Result<Vec<Value>, Failure> {
    let mut items: Vec<Value> = Vec::new();
    let mut cursor = None;
    loop {
        let missing = limit.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
        let mut scope = Map::from_iter([("limit".to_owned(), missing.min(PAGE).into())]);
        scope.insert("includeFields".to_owned(), true.into());
        scope.extend(cursor.take().map(|cursor| ("cursor".to_owned(), cursor)));
        let mut answer = owner_calls::call(session, "getHistory", scope).await?;
        let page = answer.get_mut("items").and_then(Value::as_array_mut).map(std::mem::take);
        items.extend(page.unwrap_or_default());
        cursor = answer.get_mut("nextCursor").map(Value::take);
        if cursor.is_none() || items.len() >= limit as usize {
            return Ok(items);
        }
    }
}

async fn one(session: &Session, change: &str) -> Result<Vec<Value>, Failure> {
    let scope = Map::from_iter([("changeId".to_owned(), change.into())]);
    let mut answer = owner_calls::call(session, "getHistory", scope).await?;
    let items = answer.get_mut("items").and_then(Value::as_array_mut).map(std::mem::take);
    match items {
        Some(items) if !items.is_empty() => Ok(items),
        _ => Err(Failure::Failed(format!(
            "there is no change `{change}`; `deskhand history` lists what there is"
        ))),
    }
}

/// Prints changes as a table.
pub(super) fn table(changes: &[Value], screen: &Screen) -> Result<(), Failure> {
    let narrow = screen.is_narrow();
    let headings: &[&str] = if narrow {
        &["when (UTC)", "agent", "what", "change"]
    } else {
        &["when (UTC)", "agent", "tool", "what", "change"]
    };
    let mut table = screen.table(headings);
    for change in changes {
        let when = spoken_time(text(change, "at"));
        // On a narrow screen, the year and the seconds are left out.
        let when = if narrow { when.get(5..16).unwrap_or(&when) } else { &when };
        let mut cells = vec![when, text(change, "agent")];
        cells.extend((!narrow).then(|| text(change, "tool")));
        cells.extend([text(change, "summary"), text(change, "id")]);
        table.add_row(cells);
    }
    table.keep_whole(0);
    table.keep_whole(headings.len() - 1);
    Ok(screen.print(&table, "Nothing has been changed yet.")?)
}

fn show(change: &Value, screen: &Screen) -> Result<(), Failure> {
    screen.line(screen.look(Look::Bold, text(change, "summary")))?;
    let (when, agent) = (spoken_time(text(change, "at")), text(change, "agent"));
    let approved = change.get("approvedBy").and_then(Value::as_str);
    let approved = approved.map_or_else(String::new, |by| format!(", approved by {by}"));
    let tool = text(change, "tool");
    screen.line(format!("{when} UTC by {agent} through {tool}{approved}"))?;
    screen.line(format!("change   {}", text(change, "id")))?;
    screen.line(format!("request  {}", text(change, "requestId")))?;
    if let Some(undoes) = change.get("undoes").and_then(Value::as_str) {
        screen.line(format!("undoes   {undoes}"))?;
    }
    diffs(change, screen)
}

/// Prints the fields of each changed thing, the old value in red and the new one in green.
pub(super) fn diffs(of: &Value, screen: &Screen) -> Result<(), Failure> {
    for diff in of.get("changes").and_then(Value::as_array).into_iter().flatten() {
        let label = diff.get("label").and_then(Value::as_str).unwrap_or_default();
        let title = format!("{} {} {label}", text(diff, "op"), text(diff, "entity"));
        let title = screen.look(Look::Cyan, title.trim_end());
        screen.line("")?;
        screen.line(title.then(format!("  {}", text(diff, "id"))))?;
        for (field, pair) in diff.get("fields").and_then(Value::as_object).into_iter().flatten() {
            screen.line(format!("  {field}"))?;
            side(pair.get(0), "-", Look::Red, screen)?;
            side(pair.get(1), "+", Look::Green, screen)?;
        }
    }
    Ok(())
}

/// Prints one side of a field's change, line by line; nothing if it is empty.
fn side(value: Option<&Value>, sign: &str, look: Look, screen: &Screen) -> Result<(), Failure> {
    let shown = match value {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::String(text)) => text.clone(),
        // Text from outside is wrapped in a mark.
        Some(other) => match (other.get("trust"), other.get("text")) {
            (Some(_), Some(Value::String(text))) => text.clone(),
            _ => format!("{other:#}"),
        },
    };
    for line in shown.lines() {
        screen.line(screen.look(look, format!("    {sign} {line}")))?;
    }
    Ok(())
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
