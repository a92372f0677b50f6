//! `deskhand tenant set`: whose site it is, changed by the operator as an assistant would: checked, on record, and
//! undone by `deskhand undo`.

use serde_json::{Map, Value, json};

use crate::{
    cli::{args::SiteArgs, failure::Failure, owner_calls, screen::Screen},
    config::Settings,
};

pub(super) fn run(settings: &Settings, args: &SiteArgs, screen: &Screen) -> Result<(), Failure> {
    let wanted = wanted(args)?;
    let (answer, site) = owner_calls::with_session(settings, async |session| {
        let answer = if wanted.is_empty() {
            Value::Null
        } else {
            owner_calls::call(session, "updateSite", wanted).await?
        };
        let found = owner_calls::call(session, "getSite", Map::new()).await?;
        Ok((answer, found.pointer("/items/0").cloned().unwrap_or_default()))
    })?;
    if screen.is_json() {
        let change = answer.get("changeId").cloned().unwrap_or_default();
        return Ok(screen.document(&json!({ "site": site, "changeId": change }))?);
    }
    let mut table = screen.table(&["field", "value"]);
    for (field, value) in site.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        table.add_row([field, &text]);
    }
    screen.print(&table, "")?;
    if let Some(note) = answer.get("note").and_then(Value::as_str) {
        screen.note(note);
    }
    if let Some(change) = answer.get("changeId").and_then(Value::as_str) {
        screen.note(format!("To take it back: deskhand undo {change}"));
    }
    Ok(())
}

/// The arguments of `updateSite` that the options stand for.
fn wanted(args: &SiteArgs) -> Result<Map<String, Value>, Failure> {
    let mut wanted = Map::new();
    let mut address = Map::new();
    let put = |into: &mut Map<String, Value>, name: &str, value: &Option<String>| {
        if let Some(value) = value {
            into.insert(name.to_owned(), value.as_str().into());
        }
    };
    for (name, value) in [
        ("name", &args.title),
        ("tagline", &args.tagline),
        ("legalName", &args.legal_name),
        ("businessType", &args.business_type),
        ("email", &args.email),
        ("phone", &args.phone),
        ("currency", &args.currency),
        ("country", &args.country),
        ("timezone", &args.timezone),
        ("locale", &args.locale),
    ] {
        put(&mut wanted, name, value);
    }
    for (name, value) in [
        ("street", &args.street),
        ("postalCode", &args.postal_code),
        ("city", &args.city),
        ("region", &args.region),
    ] {
        put(&mut address, name, value);
    }
    if !address.is_empty() {
        wanted.insert("address".to_owned(), address.into());
    }
    // One that is empty takes all away.
    let given = |all: &[String]| -> Vec<String> {
        all.iter().filter(|text| !text.trim().is_empty()).cloned().collect()
    };
    if !args.social.is_empty() {
        wanted.insert("social".to_owned(), given(&args.social).into());
    }
    if !args.open.is_empty() {
        let hours = given(&args.open).iter().map(|text| hours(text)).collect::<Result<_, _>>()?;
        wanted.insert("openingHours".to_owned(), Value::Array(hours));
    }
    Ok(wanted)
}

/// `monday,tuesday 09:00-17:00`, or `sunday closed`.
fn hours(text: &str) -> Result<Value, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "`{text}` are no hours; write days and from when to when, such as \"monday,tuesday 09:00-17:00\", or \
             \"sunday closed\""
        ))
    };
    let (days, times) = text.trim().split_once(' ').ok_or_else(wrong)?;
    let days: Vec<&str> = days.split(',').map(str::trim).collect();
    if times.trim() == "closed" {
        return Ok(json!({ "days": days, "closed": true }));
    }
    let (opens, closes) = times.split_once(['-', '–']).ok_or_else(wrong)?;
    Ok(json!({ "days": days, "opens": opens.trim(), "closes": closes.trim() }))
}
