//! `deskhand tools --explain`: why each tool is in or out of scope, by which layer, and what would change that.

use serde_json::{Value, json};

use crate::{
    cli::{
        failure::Failure,
        screen::{Look, Screen, Shown},
    },
    gate::scope::{Exclusion, ToolExplanation, explain},
    principal::{Principal, Restrictions},
    store::Store,
};

/// Explains every tool of the catalogue.
pub(in crate::cli) fn run(
    store: &Store,
    principal: &Principal,
    restrictions: &Restrictions,
    screen: &Screen,
) -> Result<(), Failure> {
    let effective = store.effective_settings(&principal.tenant, &principal.agent)?;
    let tools = explain(restrictions, &effective);
    if screen.is_json() {
        let tools: Value = tools.iter().map(described).collect();
        return Ok(screen.document(&json!({ "tools": tools }))?);
    }
    let mut table = screen.table(&["tool", "", "layer", "why", "what would bring it in"]);
    for tool in &tools {
        for [name, state, layer, why, remedy] in rows(tool) {
            let look = if state == "in" { Look::Green } else { Look::Dim };
            let [name, layer, why, remedy] = [name, layer, why, remedy].map(Shown::from);
            table.add_row([name, screen.look(look, state), layer, why, remedy]);
        }
    }
    table.keep_whole(0);
    table.keep_whole(1);
    screen.print(&table, "There are no tools.")?;
    let within = tools.iter().filter(|tool| tool.is_in()).count();
    let (agent, all) = (&principal.agent.name, tools.len());
    screen.note(format!("{within} of {all} tools are in scope for `{agent}`."));
    Ok(())
}

/// One row for a tool that is in or out as a whole, otherwise one for each action.
fn rows(tool: &ToolExplanation) -> Vec<[String; 5]> {
    let row = |name: String, why: Option<&Exclusion>| match why {
        None => [name, "in".to_owned(), String::new(), String::new(), String::new()],
        Some(why) => {
            let layer = why.layer.as_str().to_owned();
            [name, "out".to_owned(), layer, why.rule.clone(), why.remedy.clone()]
        }
    };
    let first = tool.operations.first().and_then(|(_, why)| why.as_ref());
    let mut rows = if tool.operations.iter().all(|(_, why)| why.as_ref() == first) {
        vec![row(tool.tool.to_owned(), first)]
    } else {
        tool.operations
            .iter()
            .map(|(action, why)| row(tool.name_of(*action), why.as_ref()))
            .collect()
    };
    rows.extend(tool.cuts.iter().map(|(cut, why)| row(cut.clone(), Some(why))));
    rows
}

fn described(tool: &ToolExplanation) -> Value {
    let why = |exclusion: &Exclusion| {
        json!({
            "layer": exclusion.layer.as_str(),
            "rule": exclusion.rule,
            "remedy": exclusion.remedy,
        })
    };
    let operations: Vec<Value> = tool
        .operations
        .iter()
        .map(|(action, exclusion)| {
            let mut said = json!({ "inScope": exclusion.is_none() });
            if let Some(object) = said.as_object_mut() {
                object.extend(action.map(|action| ("action".to_owned(), json!(action))));
                object.extend(exclusion.as_ref().map(|it| ("excludedBy".to_owned(), why(it))));
            }
            said
        })
        .collect();
    let cuts: Vec<Value> = tool
        .cuts
        .iter()
        .map(|(cut, exclusion)| json!({ "argument": cut, "excludedBy": why(exclusion) }))
        .collect();
    json!({
        "name": tool.tool,
        "toolset": tool.toolset,
        "inScope": tool.is_in(),
        "operations": operations,
        "without": cuts,
    })
}
