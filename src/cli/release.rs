//! `deskhand publish` and `deskhand release list|show|rollback`: what the public sees, for people.

use serde_json::{Map, Value, json};

use super::{
    args::{PublishArgs, ReleaseArgs, ReleaseCommand},
    ask::Asker,
    failure::Failure,
    owner_calls,
    screen::{Look, Screen, spoken_time},
};
use crate::config::Settings;

/// Makes what is published public.
pub(super) fn publish(
    settings: &Settings,
    args: PublishArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    let PublishArgs { target, at, note, yes } = args;
    let given = [("target", target), ("note", note), ("publishAt", at)];
    release(settings, given, yes, screen)
}

pub(super) fn run(settings: &Settings, args: ReleaseArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        ReleaseCommand::List => list(settings, screen),
        ReleaseCommand::Show { release } => show(settings, &release, screen),
        ReleaseCommand::Cancel { target } => cancel(settings, target, screen),
        ReleaseCommand::Rollback { release: from, target, yes } => {
            release(settings, [("target", target), ("from", Some(from))], yes, screen)
        }
    }
}

/// Cancels the release that is planned.
fn cancel(settings: &Settings, target: Option<String>, screen: &Screen) -> Result<(), Failure> {
    let mut arguments = Map::from_iter([("publishAt".to_owned(), Value::Null)]);
    arguments.extend(target.map(|target| ("target".to_owned(), target.into())));
    let done = owner_calls::with_session(settings, async |session| {
        owner_calls::call(session, "createRelease", arguments).await
    })?;
    if screen.is_json() {
        return Ok(screen.document(&done)?);
    }
    Ok(screen.line(text(&done, "/note"))?)
}

/// Shows what would change, asks, and does it.
fn release<const N: usize>(
    settings: &Settings,
    given: [(&str, Option<String>); N],
    yes: bool,
    screen: &Screen,
) -> Result<(), Failure> {
    let given = given.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?.into())));
    let mut arguments: Map<String, Value> = given.collect();
    let done = owner_calls::with_session(settings, async |session| {
        let preview = owner_calls::call(session, "createRelease", arguments.clone()).await?;
        if preview.get("requiresConfirmation") != Some(&Value::Bool(true)) {
            return Ok(Some(preview));
        }
        if !screen.is_json() {
            for line in previewed(&preview) {
                screen.note(line);
            }
        }
        if !Asker::new(yes, screen)?.agrees("Make it public?")? {
            return Ok(None);
        }
        arguments.insert("confirmed".to_owned(), true.into());
        owner_calls::call(session, "createRelease", arguments).await.map(Some)
    })?;
    let Some(done) = done else {
        screen.note("Nothing was made public.");
        return Ok(());
    };
    if screen.is_json() {
        return Ok(screen.document(&done)?);
    }
    let place = text(&done, "/data/place");
    let sentence = match done.pointer("/data/number").and_then(Value::as_i64) {
        Some(number) => format!("Release {number} is public: {place}"),
        None => format!("A release is planned for {place}."),
    };
    screen.line(screen.look(Look::Green, sentence))?;
    let note = text(&done, "/note");
    if !note.is_empty() {
        screen.note(note);
    }
    Ok(())
}

/// What a preview says, line by line.
fn previewed(preview: &Value) -> Vec<String> {
    // What follows the question is for models.
    let what = text(preview, "/message");
    let mut lines = vec![what.split('?').next().unwrap_or_default().to_owned()];
    let parts = preview.get("leaves").and_then(Value::as_array);
    for part in parts.into_iter().flatten() {
        for line in text(part, "/text").lines() {
            lines.push(format!("  {}: {line}", text(part, "/name")));
        }
    }
    lines
}

fn list(settings: &Settings, screen: &Screen) -> Result<(), Failure> {
    let arguments =
        Map::from_iter([("all".to_owned(), true.into()), ("limit".to_owned(), 100.into())]);
    let releases = owner_calls::with_session(settings, async |session| {
        owner_calls::call(session, "getRelease", arguments).await
    })?;
    let items = releases.get("items").and_then(Value::as_array);
    let items = items.cloned().unwrap_or_default();
    if screen.is_json() {
        return Ok(screen.document(&json!(items))?);
    }
    let mut table = screen.table(&["release", "made", "by", "files", "public at", "note"]);
    for item in &items {
        let number = item.get("number").map(Value::to_string).unwrap_or_default();
        let made = match text(item, "/madeAt") {
            made if made.is_empty() => "not finished".to_owned(),
            made => spoken_time(&made),
        };
        let files = item.get("files").map(Value::to_string).unwrap_or_default();
        let at = item.get("publicAt").and_then(Value::as_array).into_iter().flatten();
        let at: Vec<&str> = at.filter_map(Value::as_str).collect();
        table.add_row([
            number,
            made,
            text(item, "/madeBy"),
            files,
            at.join(", "),
            text(item, "/note"),
        ]);
    }
    Ok(screen
        .print(&table, "Nothing is public yet; `deskhand publish` makes the first release.")?)
}

fn show(settings: &Settings, release: &str, screen: &Screen) -> Result<(), Failure> {
    let arguments = Map::from_iter([("id".to_owned(), release.into())]);
    let found = owner_calls::with_session(settings, async |session| {
        owner_calls::call(session, "getRelease", arguments).await
    })?;
    let Some(item) = found.pointer("/items/0") else {
        return Err(Failure::Usage(format!(
            "there is no release `{release}`; `deskhand release list` shows those that there are"
        )));
    };
    if screen.is_json() {
        return Ok(screen.document(item)?);
    }
    for (name, value) in item.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        screen.line(format!("{name:<10}  {value}"))?;
    }
    Ok(())
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
