//! `deskhand guidance set|remove|list`: the tenant's own guidance for tools.

use serde_json::{Value, json};

use super::{
    args::{GuidanceArgs, GuidanceCommand},
    failure::Failure,
    launch,
    screen::Screen,
};
use crate::{
    catalogue,
    config::Settings,
    guidance::{LENGTH_MAX, plain},
    tool::arguments::nearest,
};

pub(super) fn run(settings: &Settings, args: GuidanceArgs, screen: &Screen) -> Result<(), Failure> {
    let store = launch::open(settings)?;
    let tenant = launch::tenant(&store, settings)?;
    match args.what {
        GuidanceCommand::Set { tool, text } => {
            let (tool, text) = (known(&tool)?, checked(&text)?);
            store.set_guidance(&tenant, tool, Some(&text))?;
            if screen.is_json() {
                return Ok(screen.document(&json!({ "tool": tool, "text": text }))?);
            }
            Ok(screen.line(format!("Agents of `{}` are told of {tool}: {text}", tenant.name))?)
        }
        GuidanceCommand::Remove { tool } => {
            // Guidance for a tool of another version can still be removed.
            if !store.set_guidance(&tenant, &tool, None)? {
                return Err(Failure::Usage(format!("nothing is said about `{tool}`")));
            }
            if screen.is_json() {
                return Ok(screen.document(&json!({ "tool": tool, "text": null }))?);
            }
            Ok(screen.line(format!("Nothing more is said about {tool}."))?)
        }
        GuidanceCommand::List => {
            let said = store.guidance(&tenant)?;
            if screen.is_json() {
                let said: Value =
                    said.iter().map(|(tool, text)| json!({ "tool": tool, "text": text })).collect();
                return Ok(screen.document(&said)?);
            }
            let mut table = screen.table(&["tool", "what its agents are told"]);
            for (tool, text) in &said {
                table.add_row([tool, text]);
            }
            Ok(screen.print(&table, "The tenant says nothing of its own about tools.")?)
        }
    }
}

fn known(name: &str) -> Result<&'static str, Failure> {
    let names = || catalogue::all().map(|(_, tool)| tool.spec().name);
    names().find(|known| *known == name).ok_or_else(|| {
        let near = nearest(name, names());
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        Failure::Usage(format!("there is no tool `{name}`{near}"))
    })
}

fn checked(text: &str) -> Result<String, Failure> {
    let text = plain(text);
    match text.chars().count() {
        0 => Err(Failure::Usage("the text says nothing; to take it away, use remove".to_owned())),
        chars if chars > LENGTH_MAX => Err(Failure::Usage(format!(
            "the text has {chars} characters; every conversation pays for them, so {LENGTH_MAX} is the most"
        ))),
        _ => Ok(text),
    }
}
