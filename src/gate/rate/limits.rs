//! The limits of calls per minute as an operator writes them: `crm=120 messaging=30 rest=240`.

/// The limits of calls per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Calls of the toolset `crm`.
    pub crm: u32,
    /// Messages sent, by any tool.
    pub messaging: u32,
    /// Calls of each other toolset.
    pub rest: u32,
}

impl RateLimits {
    /// No limits: for the person at the command line or the console.
    pub const NONE: RateLimits = RateLimits { crm: u32::MAX, messaging: u32::MAX, rest: u32::MAX };

    /// These limits, changed by `text`; `None` if the text is not valid.
    pub fn with(mut self, text: &str) -> Option<RateLimits> {
        for part in text.split_whitespace() {
            let (name, number) = part.split_once('=')?;
            let number = number.parse().ok().filter(|number| *number > 0)?;
            match name {
                "crm" => self.crm = number,
                "messaging" => self.messaging = number,
                "rest" => self.rest = number,
                _ => return None,
            }
        }
        Some(self)
    }

    pub(super) fn of(&self, toolset: &str) -> u32 {
        if toolset == "crm" { self.crm } else { self.rest }
    }
}

impl Default for RateLimits {
    fn default() -> Self {
        RateLimits { crm: 120, messaging: 30, rest: 240 }
    }
}
