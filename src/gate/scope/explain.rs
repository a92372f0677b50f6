//! Explains for each tool why it is in or out of scope, for the operator.

use super::{exclusion::Exclusion, layers::Layers, pattern::operations};
use crate::{
    catalogue, integration::NEEDS, principal::Restrictions,
    store::effective_settings::EffectiveSettings,
};

/// A tool, with the reasons.
#[derive(Debug)]
pub struct ToolExplanation {
    pub tool: &'static str,
    pub toolset: &'static str,
    /// Each operation, by action if the tool has several, with the reason if it is out of scope.
    pub operations: Vec<(Option<&'static str>, Option<Exclusion>)>,
    /// The arguments and values that are out of scope, with the reasons.
    pub cuts: Vec<(String, Exclusion)>,
}

impl ToolExplanation {
    /// Whether any of its operations is in scope.
    pub fn is_in(&self) -> bool {
        self.operations.iter().any(|(_, exclusion)| exclusion.is_none())
    }

    /// The name of an operation, as rules write it.
    pub fn name_of(&self, action: Option<&str>) -> String {
        action.map_or_else(|| self.tool.to_owned(), |action| format!("{}:{action}", self.tool))
    }
}

/// Explains every tool of the catalogue.
pub fn explain(launch: &Restrictions, settings: &EffectiveSettings) -> Vec<ToolExplanation> {
    let layers = Layers::of(launch, settings, NEEDS);
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
