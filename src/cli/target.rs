//! `deskhand target add|list|remove|token`: where releases go. People set them up; tools only use them.

use serde_json::{Value, json};

use super::{
    args::{NewTargetArgs, TargetArgs, TargetCommand},
    failure::Failure,
    integration::read_key,
    launch,
    screen::Screen,
    set_up::OperatorStore,
    tenant::short_name,
};
use crate::{
    config::Settings,
    tools::cms::release::targets::{self, Shown, Wanted},
};

pub(super) fn run(settings: &Settings, args: TargetArgs, screen: &Screen) -> Result<(), Failure> {
    match args.what {
        TargetCommand::Add(args) => add(settings, args, screen),
        TargetCommand::List => list(&OperatorStore::open(settings)?, screen),
        TargetCommand::Remove { name } => remove(settings, name, screen),
        TargetCommand::Token { name } => token(settings, &name, screen),
    }
}

fn add(settings: &Settings, args: NewTargetArgs, screen: &Screen) -> Result<(), Failure> {
    let NewTargetArgs { name, kind, place, branch, region, endpoint, address, domain } = args;
    let name = short_name("target", &name)?;
    let wanted = Wanted { name, kind, place, branch, region, endpoint, address, domain };
    wanted.check().map_err(Failure::usage)?;
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    targets::refuse_taken(&store, &tenant.name, &wanted).map_err(Failure::usage)?;
    let operator = OperatorStore::open(settings)?;
    let name = wanted.name.clone();
    operator.change("target add", move |db| targets::add(db, &wanted))?;
    let made = operator.read(targets::all)?.into_iter().find(|known| known.name == name);
    let made = made.ok_or_else(|| Failure::Failed(format!("`{name}` is gone again")))?;
    if screen.is_json() {
        return Ok(screen.document(&described(&made))?);
    }
    let sentence = format!("Added the target `{name}` to `{}`: {}", operator.tenant(), made.place);
    screen.line(sentence)?;
    let key = match made.kind.as_str() {
        "git" => format!("If it needs a key: deskhand target token {name}"),
        "s3" => format!("Give it an access key, as ID:SECRET: deskhand target token {name}"),
        "netlify" => {
            "Connect Netlify, if it is not yet: deskhand integration connect netlify".to_owned()
        }
        _ => String::new(),
    };
    if !key.is_empty() {
        screen.note(key);
    }
    screen.note(format!("To release the site there: deskhand publish --target {name}"));
    Ok(())
}

fn list(operator: &OperatorStore, screen: &Screen) -> Result<(), Failure> {
    let all = operator.read(targets::all)?;
    if screen.is_json() {
        return Ok(screen.document(&all.iter().map(described).collect())?);
    }
    let mut table = screen.table(&["target", "kind", "where", "public"]);
    for Shown { name, kind, place, release, .. } in &all {
        let public = release.map_or_else(|| "nothing yet".to_owned(), |it| format!("release {it}"));
        table.add_row([name, kind, place, &public]);
    }
    let none = "There is no target yet: releases go into a folder beside the data. Add one with `deskhand target add`.";
    Ok(screen.print(&table, none)?)
}

fn remove(settings: &Settings, name: String, screen: &Screen) -> Result<(), Failure> {
    let operator = OperatorStore::open(settings)?;
    let gone = name.clone();
    operator.change("target remove", move |db| targets::remove(db, &gone))?;
    settings.allowance.services.forget_target_token(operator.tenant(), &name)?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "name": name, "removed": true }))?);
    }
    Ok(screen.line(format!("Removed the target `{name}`. What is public there stays."))?)
}

fn token(settings: &Settings, name: &str, screen: &Screen) -> Result<(), Failure> {
    let operator = OperatorStore::open(settings)?;
    operator.read(|db| targets::takes_key(db, name))?;
    let key = read_key(&format!("the target {name}"))?;
    let kept = settings.allowance.services.keep_target_token(operator.tenant(), name, &key);
    kept.map_err(|error| Failure::Failed(format!("the key could not be kept: {error}")))?;
    if screen.is_json() {
        return Ok(screen.document(&json!({ "name": name, "hasKey": true }))?);
    }
    Ok(screen.line(format!("The key of the target `{name}` is kept, for you alone to read."))?)
}

fn described(target: &Shown) -> Value {
    let Shown { id, name, kind, place, release } = target;
    json!({ "id": id, "name": name, "kind": kind, "place": place, "release": release })
}
