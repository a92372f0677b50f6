//! What each agent may use, and why not the rest: like `deskhand tools --explain`.

use serde_json::{Value, json};

use super::Console;
use crate::{
    error::Result,
    gate::scope::{Exclusion, ToolExplanation, explain},
    principal::Tenant,
};

/// Every agent of a tenant with its explained tools. Restrictions of single sessions are not shown.
pub(super) fn explained(console: &Console, tenant: &Tenant) -> Result<Vec<Value>> {
    let agents = console.store.agents(tenant)?.into_iter();
    agents
        .map(|agent| {
            let effective = console.store.effective_settings(tenant, &agent)?;
            let (name, profile) = (agent.name.clone(), agent.profile.clone());
            let autonomy = agent.autonomy;
            let tools = explain(&console.restrictions, &effective);
            Ok(json!({
                "name": name,
                "profile": profile,
                "autonomy": autonomy,
                "within": tools.iter().filter(|tool| tool.is_in()).count(),
                "all": tools.len(),
                "out": tools.iter().flat_map(out).collect::<Vec<_>>(),
            }))
        })
        .collect()
}

/// The parts of a tool that are out of scope: its actions, or the whole tool, and arguments.
fn out(tool: &ToolExplanation) -> Vec<Value> {
    let said = |name: String, why: &Exclusion| json!({ "name": name, "layer": why.layer.as_str(), "rule": why.rule, "remedy": why.remedy });
    let operations = tool.operations.iter();
    let operations =
        operations.filter_map(|(action, why)| Some(said(tool.name_of(*action), why.as_ref()?)));
    operations.chain(tool.cuts.iter().map(|(cut, why)| said(cut.clone(), why))).collect()
}
