//! Whether a rule that the operator adds has any effect, and if not, why.
//!
//! Layers only take tools away, so a valid rule can have no effect because another rule takes away the same or more.
//! The operator is told, so that nobody relies on it.

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

/// Whose lists a rule belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    Agent,
    /// The tenant's lists, which apply to all of its agents.
    Tenant,
}

/// A rule without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleRule {
    pub pattern: String,
    /// The rule that applies in any case.
    pub because: String,
}

/// Why `text`, a rule in the lists of `settings`, has no effect; `None` if it has one.
pub fn idle(
    launch: &Restrictions,
    settings: &EffectiveSettings,
    of: Lists,
    text: &str,
    grants: bool,
) -> Option<IdleRule> {
    let mut with = settings.clone();
    if of == Lists::Tenant {
        // Agents differ, so the tenant's lists are checked for an agent without restrictions of its own.
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

/// The reason why the same argument or value is out of scope in any case.
fn same_cut(layers: &Layers<'_>, pattern: &Pattern) -> Option<Exclusion> {
    let Pattern::Argument(wanted) = pattern else { return None };
    let mut cuts = layers.cuts(wanted.tool).into_iter();
    let takes = |cut: &Cut| {
        cut.argument == wanted.argument && (cut.value.is_none() || cut.value == wanted.value)
    };
    cuts.find(|(cut, _)| takes(cut)).map(|(_, why)| why)
}

/// What of an operation is in scope: `None`, or the rules of its arguments.
fn state(layers: &Layers<'_>, candidate: &Candidate) -> Option<Value> {
    let narrowed = layers.permitted(candidate).ok()?;
    Some(
        narrowed.map_or_else(
            || candidate.operation.arguments().rules().clone(),
            |it| it.rules().clone(),
        ),
    )
}
