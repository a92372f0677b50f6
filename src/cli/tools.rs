//! `deskhand tools`: the tools of an agent, as a client sees them.

mod explain;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    args::ToolsArgs,
    failure::Failure,
    launch,
    screen::{Look, Screen, Shown},
};
use crate::{
    config::Settings,
    gate::{Hints, ListedTool},
    store::Store,
    tool::arguments::nearest,
};

/// Lists the tools in scope, or shows one.
pub(super) fn run(settings: &Settings, args: &ToolsArgs, screen: &Screen) -> Result<(), Failure> {
    let Some(store) = launch::open_to_look(settings)? else {
        screen.note(format!(
            "{} has no desk of this version yet. This is what a new one has.",
            settings.folder.display()
        ));
        return launch::with_new_desk(settings, |settings, store| {
            look(settings, store, args, screen)
        });
    };
    look(settings, store, args, screen)
}

fn look(
    settings: &Settings,
    store: Store,
    args: &ToolsArgs,
    screen: &Screen,
) -> Result<(), Failure> {
    if args.explain {
        let principal = launch::principal(&store, settings)?;
        return explain::run(&store, &principal, &settings.restrictions, screen);
    }
    let session = launch::session(store, settings, launch::policy(settings))?;
    let (listed, tools) = (session.listed(), session.in_scope());
    let Some(name) = &args.name else { return list(&listed, &tools, screen) };
    let tools: Vec<ListedTool> = listed.into_iter().chain(tools).collect();
    if let Some(tool) = tools.iter().find(|tool| tool.name == name) {
        return show(tool, screen);
    }
    let agent = &settings.agent;
    Err(Failure::Usage(match nearest(name, tools.iter().map(|tool| tool.name)) {
        Some(near) => format!("the agent `{agent}` has no tool `{name}`; did you mean `{near}`?"),
        None => format!("the agent `{agent}` has no tool `{name}`; `deskhand tools` lists them"),
    }))
}

fn list(tools: &[ListedTool], all: &[ListedTool], screen: &Screen) -> Result<(), Failure> {
    if screen.is_json() {
        let listed = |tool: &ListedTool| described(tool, tool.served_output_schema());
        let tools: Value = tools.iter().map(listed).collect();
        return Ok(screen.document(&json!({ "tools": tools }))?);
    }
    let mut table = screen.table(&["tool", "title", "kind", "what it does"]);
    for tool in tools {
        let sentence = tool.description.split_inclusive(". ").next().unwrap_or_default();
        table.add_row([tool.name, tool.title, kind(tool), sentence.trim_end()]);
    }
    table.keep_whole(0);
    table.keep_whole(2);
    screen.print(&table, "This agent has no tools.")?;
    screen.note("");
    let legend = "read: changes nothing · write: undoable · confirm: previews, then asks";
    screen.note(screen.look(Look::Dim, legend));
    let is_listed = |tool: &&ListedTool| tools.iter().any(|listed| listed.name == tool.name);
    let more = all.iter().filter(|tool| !is_listed(tool)).count();
    if more > 0 {
        let sentence = format!("{more} more are found with searchTools and called with callTool.");
        screen.note(screen.look(Look::Dim, &sentence));
    }
    Ok(())
}

fn show(tool: &ListedTool, screen: &Screen) -> Result<(), Failure> {
    if screen.is_json() {
        return Ok(screen.document(&described(tool, Some(tool.output_schema())))?);
    }
    let heading = |text: &str| {
        screen.line("")?;
        screen.line(screen.look(Look::Bold, text))
    };
    let title = format!("{} · {} · {}", tool.name, tool.title, kind(tool));
    screen.line(screen.look(Look::Bold, &title))?;
    screen.line(Shown::lines(&tool.description))?;
    heading("Arguments")?;
    let mut table = screen.table(&["argument", "type", "required", "what it is"]);
    let required = tool.input_schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
    let properties = tool.input_schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let about = property.get("description").and_then(Value::as_str).unwrap_or_default();
        let required = if is_required(name) { "yes" } else { "" };
        table.add_row([name, &*type_of(property), required, about]);
    }
    table.keep_whole(0);
    screen.print(&table, "none")?;
    heading("Input schema")?;
    screen.document(&Value::Object(Map::clone(&tool.input_schema)))?;
    heading("Output schema")?;
    Ok(screen.document(&Value::Object(Map::clone(&tool.output_schema())))?)
}

/// `read`, `write` or `confirm`; for a tool with several actions, all that apply.
fn kind(tool: &ListedTool) -> &'static str {
    let has_actions =
        tool.input_schema.get("properties").is_some_and(|p| p.get("action").is_some());
    match tool.hints {
        Hints { read_only: true, .. } => "read",
        Hints { destructive: true, .. } if has_actions => "write, confirm",
        Hints { destructive: true, .. } => "confirm",
        Hints { .. } => "write",
    }
}

fn type_of(property: &Value) -> String {
    let spoken = |name: &Value| name.as_str().unwrap_or("any").to_owned();
    match property.get("type") {
        Some(Value::Array(types)) => types.iter().map(spoken).collect::<Vec<_>>().join(" or "),
        Some(one) => spoken(one),
        None if property.get("enum").is_some() => "one of a list".to_owned(),
        None => "any".to_owned(),
    }
}

/// The tool as in `tools/list`, with the output schema.
fn described(tool: &ListedTool, output: Option<Arc<Map<String, Value>>>) -> Value {
    let mut described = json!({
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": Map::clone(&tool.input_schema),
        "annotations": {
            "title": tool.title,
            "readOnlyHint": tool.hints.read_only,
            "destructiveHint": tool.hints.destructive,
            "idempotentHint": tool.hints.idempotent,
            "openWorldHint": tool.hints.open_world,
        },
    });
    if let (Some(output), Some(fields)) = (output, described.as_object_mut()) {
        fields.insert("outputSchema".to_owned(), Value::Object(Map::clone(&output)));
    }
    described
}
