//! Rules about arguments and their values.

use serde_json::Value;

use super::{Cut, candidates, tool};
use crate::tool::arguments::nearest;

/// A value can only be taken away if the schema lists the values.
pub(super) fn refuse_value(cut: &Cut) -> Result<(), String> {
    let Cut { tool, argument, value: Some(value) } = cut else { return Ok(()) };
    let of_tool = candidates().filter(|candidate| candidate.tool == *tool);
    let listed: Vec<&str> = of_tool
        .filter_map(|it| it.operation.arguments().values_of(argument))
        .flat_map(|values| values.iter().filter_map(Value::as_str))
        .collect();
    if listed.is_empty() {
        return Err(format!(
            "`{tool}.{argument}` has no list of values; write `{tool}.{argument}` to take it away as a whole"
        ));
    }
    if listed.contains(&value.as_str()) {
        return Ok(());
    }
    let near = nearest(value, listed.iter().copied());
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let all = listed.join(", ");
    Err(format!("`{tool}.{argument}` is never `{value}`{near} (it is one of {all})"))
}

/// The argument must exist in the schema of the tool.
pub(super) fn argument_of(name: &str, argument: &str) -> Result<Cut, String> {
    let tool_name = tool(name)?.spec().name;
    let (argument, value) =
        argument.split_once('=').map_or((argument, None), |(name, value)| (name, Some(value)));
    let takes = candidates().filter(|candidate| candidate.tool == tool_name);
    let has_actions = candidates().any(|it| it.tool == tool_name && it.action.is_some());
    if argument == "action" && has_actions {
        let action = value.unwrap_or("delete");
        return Err(format!("actions are written after a colon: `{tool_name}:{action}`"));
    }
    let known: Vec<&str> = takes.flat_map(|it| it.operation.arguments().names()).collect();
    if !known.contains(&argument) {
        let near = nearest(argument, known.iter().copied());
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(format!("{tool_name} has no argument `{argument}`{near}"));
    }
    Ok(Cut { tool: tool_name, argument: argument.to_owned(), value: value.map(str::to_owned) })
}
