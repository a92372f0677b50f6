//! Changes of tool rules on the command line.

use super::{args::ToolRuleArgs, failure::Failure, screen::Screen};
use crate::{
    gate::scope::{IdleRule, Lists, idle, pattern::Pattern},
    principal::Restrictions,
    store::effective_settings::{EffectiveSettings, ToolRules},
};

impl ToolRuleArgs {
    pub(super) fn is_empty(&self) -> bool {
        self.enable.is_empty() && self.disable.is_empty() && self.forget.is_empty()
    }

    /// The rules after the change.
    ///
    /// # Errors
    /// If a rule is invalid, or one to be forgotten is in neither list.
    pub(super) fn applied(&self, before: &ToolRules) -> Result<ToolRules, Failure> {
        let mut after = before.clone();
        for text in &self.forget {
            if text == "all" {
                after = ToolRules::default();
            } else if !take(&mut after, text) {
                return Err(Failure::Usage(format!("`{text}` is on no list here")));
            }
        }
        if let Some(both) = self.enable.iter().find(|text| self.disable.contains(text)) {
            return Err(Failure::Usage(format!("`{both}` cannot be both: --enable or --disable?")));
        }
        let was_list = !after.enabled.is_empty();
        for text in &self.enable {
            Pattern::granting(text).map_err(Failure::Usage)?;
            take(&mut after, text);
            after.enabled.push(text.clone());
        }
        for text in &self.disable {
            Pattern::taking(text).map_err(Failure::Usage)?;
            take(&mut after, text);
            after.disabled.push(text.clone());
            if was_list && after.enabled.is_empty() {
                return Err(Failure::Usage(format!(
                    "`{text}` is all that is left on the list of what there is, and without that list there would \
                     be more; use --disable \"*\" for nothing at all, or --forget {text} to give up the list"
                )));
            }
        }
        Ok(after)
    }

    /// Sentences about the changed rules that have no effect. `effective` holds the settings after the change.
    pub(super) fn idle(
        &self,
        launch: &Restrictions,
        effective: &EffectiveSettings,
        of: Lists,
    ) -> Vec<IdleRule> {
        let enabled = self.enable.iter().map(|text| (text, true));
        let all = enabled.chain(self.disable.iter().map(|text| (text, false)));
        all.filter_map(|(text, grants)| idle(launch, effective, of, text, grants)).collect()
    }
}

/// Tells the person which rules have no effect.
pub(super) fn tell_idle(idle: &[IdleRule], screen: &Screen) {
    for IdleRule { pattern, because } in idle {
        screen.note(format!("`{pattern}` has no effect now: {because}."));
    }
}

/// Removes a rule from both lists; returns whether it was there.
fn take(rules: &mut ToolRules, text: &str) -> bool {
    let before = rules.enabled.len() + rules.disabled.len();
    rules.enabled.retain(|known| known != text);
    rules.disabled.retain(|known| known != text);
    rules.enabled.len() + rules.disabled.len() < before
}

pub(super) fn sentence(rules: &ToolRules) -> String {
    match (rules.enabled.join(", "), rules.disabled.join(", ")) {
        (only, less) if only.is_empty() && less.is_empty() => "no lists of its own".to_owned(),
        (only, less) if less.is_empty() => format!("only {only}"),
        (only, less) if only.is_empty() => format!("without {less}"),
        (only, less) => format!("only {only}, without {less}"),
    }
}
