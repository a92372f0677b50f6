//! What each agent may use, and why not the rest: the page's view of `deskhand tools --explain`.

use serde_json::{Value, json};

use super::Console;
use crate::{
    error::Result,
    gate::scope::{Exclusion, ToolExplanation, explain},
    principal::Tenant,
};

/// Every agent of a tenant, explained. What one session leaves out is that session's.
pub(super) fn explained(console: &Console, tenant: &Tenant) -> Result<Vec<Value>> {
    let agents = console.store.agents(tenant)?.into_iter();
    agents
        .map(|agent| {
            let standing = console.store.effective_settings(tenant, &agent)?;
            let (name, profile) = (agent.name.clone(), agent.profile.clone());
            let autonomy = agent.autonomy;
            let tools = explain(&console.restrictions, &standing);
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

/// What of a tool is out: its actions, or it as a whole, and arguments that it has to do without.
fn out(tool: &ToolExplanation) -> Vec<Value> {
    let said = |name: String, why: &Exclusion| json!({ "name": name, "layer": why.layer.as_str(), "rule": why.rule, "remedy": why.remedy });
    let operations = tool.operations.iter();
    let operations =
        operations.filter_map(|(action, why)| Some(said(tool.name_of(*action), why.as_ref()?)));
    operations.chain(tool.cuts.iter().map(|(cut, why)| said(cut.clone(), why))).collect()
}
