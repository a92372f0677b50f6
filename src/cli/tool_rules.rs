//! Lists of tools as a person changes them: what there is, what there is not.

use super::{args::ToolRuleArgs, failure::Failure};
use crate::{gate::scope::pattern::Pattern, store::standing::ToolRules};

impl ToolRuleArgs {
    /// Whether nothing is to be changed.
    pub(super) fn is_empty(&self) -> bool {
        self.enable.is_empty() && self.disable.is_empty() && self.forget.is_empty()
    }

    /// The lists after the change.
    ///
    /// # Errors
    /// When a pattern means nothing, or is to be forgotten and stands nowhere.
    pub(super) fn applied(&self, before: &ToolRules) -> Result<ToolRules, Failure> {
        let mut after = before.clone();
        for text in &self.forget {
            if text == "all" {
                after = ToolRules::default();
            } else if !take(&mut after, text) {
                return Err(Failure::Usage(format!("`{text}` is on no list here")));
            }
        }
        for text in &self.enable {
            Pattern::granting(text).map_err(Failure::Usage)?;
            take(&mut after, text);
            after.enabled.push(text.clone());
        }
        for text in &self.disable {
            Pattern::parse(text).map_err(Failure::Usage)?;
            take(&mut after, text);
            after.disabled.push(text.clone());
        }
        Ok(after)
    }
}

/// Takes a pattern off both lists; whether it was there.
fn take(rules: &mut ToolRules, text: &str) -> bool {
    let before = rules.enabled.len() + rules.disabled.len();
    rules.enabled.retain(|known| known != text);
    rules.disabled.retain(|known| known != text);
    rules.enabled.len() + rules.disabled.len() < before
}

/// The lists in a sentence.
pub(super) fn sentence(rules: &ToolRules) -> String {
    match (rules.enabled.join(", "), rules.disabled.join(", ")) {
        (only, less) if only.is_empty() && less.is_empty() => "no lists of its own".to_owned(),
        (only, less) if less.is_empty() => format!("only {only}"),
        (only, less) if only.is_empty() => format!("without {less}"),
        (only, less) => format!("only {only}, without {less}"),
    }
}
