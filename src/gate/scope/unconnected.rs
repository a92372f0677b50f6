//! Tools that would be in scope if a service were connected. The principal is told which one, and who can connect it.
//!
//! A tool that is also out of scope for another reason stays unknown.

use std::collections::HashMap;

use super::{
    layers::Layers,
    pattern::{Pattern, operations},
    scoped::{ScopedTool, scoped},
};
use crate::{
    catalogue,
    error::{Code, Error},
    integration::{self, Need},
    principal::Restrictions,
    store::effective_settings::EffectiveSettings,
};

/// A tool, and the services; any one of them is enough.
pub(super) struct UnconnectedTool {
    pub(super) tool: ScopedTool,
    services: &'static [&'static str],
}

/// The tools that are missing in `there` only because of a connection.
pub(super) fn of(
    launch: &Restrictions,
    settings: &EffectiveSettings,
    needs: &[Need],
    there: &HashMap<&'static str, usize>,
) -> Vec<UnconnectedTool> {
    let connected = Layers::of(launch, settings, &[]);
    let missing = catalogue::all().filter(|(_, tool)| !there.contains_key(tool.spec().name));
    let unconnected = missing.filter_map(|(toolset, tool)| {
        let candidates = operations(toolset.name, tool);
        let needed = needs.iter().find(|(text, _)| {
            let pattern = Pattern::parse(text);
            pattern.is_ok_and(|pattern| candidates.iter().any(|it| pattern.matches(it)))
        });
        let (_, services) = needed?;
        Some(UnconnectedTool { tool: scoped(toolset.name, tool, &connected, settings)?, services })
    });
    unconnected.collect()
}

impl UnconnectedTool {
    pub(super) fn name(&self) -> &'static str {
        self.tool.spec.name
    }

    /// A sentence: what it needs, and what to do.
    pub(super) fn needs(&self) -> String {
        format!("{} needs {}; {}.", self.name(), self.titles(), self.remedy())
    }

    /// The error for a call of it.
    pub(super) fn refusal(&self) -> Error {
        let needs = format!("{} needs {}, which is not connected", self.name(), self.titles());
        Error::new(Code::ToolNotConnected, format!("{needs}; nothing was done"))
            .suggest(format!("tell the person: {}", self.remedy()))
    }

    /// The titles of the services: `Pexels, Unsplash or Openverse`.
    fn titles(&self) -> String {
        let titles = self.services.iter().filter_map(|name| integration::of_name(name));
        let titles: Vec<&str> = titles.map(|service| service.title).collect();
        match titles.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => titles.concat(),
        }
    }

    fn remedy(&self) -> String {
        let first = self.services.first().copied().unwrap_or_default();
        let it = if self.services.len() > 1 { "one" } else { "it" };
        format!("the person connects {it} with `deskhand integration connect {first}`")
    }
}
