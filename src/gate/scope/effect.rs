//! Whether a line that somebody has put on a list changes anything, and why not.
//!
//! Layers only take away, so a line can be right and still do nothing: another takes the same, or more. Whoever
//! wrote it is told, so that they do not rely on it.

use serde_json::Value;

use super::{
    exclusion::Exclusion,
    layers::Layers,
    pattern::{self, Candidate, Cut, Pattern},
};
use crate::{
    integration::NEEDS,
    principal::{Agent, Restrictions},
    store::effective_settings::{EffectiveSettings, ToolRules},
};

/// Whose lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// The agent's.
    Agent,
    /// The tenant's, which hold for all of its agents.
    Tenant,
}

/// A line that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleRule {
    /// The line.
    pub pattern: String,
    /// Why: the rule that holds in any case.
    pub because: String,
}

/// Says why `text`, which is on a list of `standing` now, changes nothing; `None` where it does.
pub fn idle(
    launch: &Restrictions,
    standing: &EffectiveSettings,
    of: Lists,
    text: &str,
    grants: bool,
) -> Option<IdleRule> {
    let mut with = standing.clone();
    if of == Lists::Tenant {
        // Agents differ: the tenant's list is for one that could have everything.
        with.agent = Some(Agent::autonomous("agent", "system", "admin"));
        with.of_agent = ToolRules::default();
    }
    let pattern = Pattern::parse(text).ok()?;
    let layers = Layers::of(launch, &with, NEEDS);
    let meant: Vec<Candidate> = pattern::candidates().filter(|it| pattern.means(it)).collect();
    let out = |layers: &Layers<'_>| meant.iter().find_map(|it| layers.exclusion(it));
    let because = if grants {
        let all_out = meant.iter().all(|it| layers.exclusion(it).is_some());
        if all_out { out(&layers) } else { None }
    } else {
        let mut without = with.clone();
        let lists =
            if of == Lists::Tenant { &mut without.of_tenant } else { &mut without.of_agent };
        lists.disabled.retain(|known| known != text);
        let before = Layers::of(launch, &without, NEEDS);
        if meant.iter().all(|it| state(&before, it) == state(&layers, it)) {
            let cut = || same_cut(&before, &pattern);
            out(&before).or_else(cut)
        } else {
            None
        }
    };
    because.map(|why| IdleRule { pattern: text.to_owned(), because: why.rule })
}

/// Why the same argument, or the same value, is gone in any case.
fn same_cut(layers: &Layers<'_>, pattern: &Pattern) -> Option<Exclusion> {
    let Pattern::Argument(wanted) = pattern else { return None };
    let mut cuts = layers.cuts(wanted.tool).into_iter();
    let takes = |cut: &Cut| {
        cut.argument == wanted.argument && (cut.value.is_none() || cut.value == wanted.value)
    };
    cuts.find(|(cut, _)| takes(cut)).map(|(_, why)| why)
}

/// What of an operation is in scope: nothing, or the rules of its arguments.
fn state(layers: &Layers<'_>, candidate: &Candidate) -> Option<Value> {
    let narrowed = layers.permitted(candidate).ok()?;
    Some(
        narrowed.map_or_else(
            || candidate.operation.arguments().rules().clone(),
            |it| it.rules().clone(),
        ),
    )
}
