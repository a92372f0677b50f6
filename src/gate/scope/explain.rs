//! Why each tool is in or out of scope, for the people who set it up.

use super::{exclusion::Exclusion, layers::Layers, pattern::operations};
use crate::{
    catalogue, integration::NEEDS, principal::Restrictions,
    store::effective_settings::EffectiveSettings,
};

/// A tool, and why it is in or out.
#[derive(Debug)]
pub struct ToolExplanation {
    /// Its name.
    pub tool: &'static str,
    /// Its toolset.
    pub toolset: &'static str,
    /// Each of its operations, by action where there are several, and why it is out.
    pub operations: Vec<(Option<&'static str>, Option<Exclusion>)>,
    /// Arguments and values that it has to do without, and why.
    pub cuts: Vec<(String, Exclusion)>,
}

impl ToolExplanation {
    /// Whether anything of it is in scope.
    pub fn is_in(&self) -> bool {
        self.operations.iter().any(|(_, exclusion)| exclusion.is_none())
    }

    /// The name of one of its operations, as lists of tools are written.
    pub fn name_of(&self, action: Option<&str>) -> String {
        action.map_or_else(|| self.tool.to_owned(), |action| format!("{}:{action}", self.tool))
    }
}

/// Every tool of the catalogue, explained.
pub fn explain(launch: &Restrictions, standing: &EffectiveSettings) -> Vec<ToolExplanation> {
    let layers = Layers::of(launch, standing, NEEDS);
    catalogue::all()
        .map(|(toolset, tool)| {
            let candidates = operations(toolset.name, tool);
            let cuts = layers.cuts(tool.spec().name);
            ToolExplanation {
                tool: tool.spec().name,
                toolset: toolset.name,
                operations: candidates.iter().map(|it| (it.action, layers.exclusion(it))).collect(),
                cuts: cuts.into_iter().map(|(cut, why)| (cut.to_string(), why)).collect(),
            }
        })
        .collect()
}
