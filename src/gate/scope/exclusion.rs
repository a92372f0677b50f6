//! Why something is out of scope, in words for the people who can bring it in.

/// Who takes something away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The configuration of this installation.
    Platform,
    /// The tenant's settings.
    Organisation,
    /// A connection that the tenant does not have.
    Integration,
    /// The agent's profile or its own lists.
    Agent,
    /// How far the agent may act alone.
    Autonomy,
    /// This session.
    Session,
    /// How people reach the agent.
    Channel,
}

impl Layer {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Layer::Platform => "platform",
            Layer::Organisation => "organisation",
            Layer::Integration => "integration",
            Layer::Agent => "agent",
            Layer::Autonomy => "autonomy",
            Layer::Session => "session",
            Layer::Channel => "channel",
        }
    }
}

/// Why something is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Who takes it away: the first of the layers that do.
    pub layer: Layer,
    /// By which rule.
    pub rule: String,
    /// What would bring it in, as far as this layer goes.
    pub remedy: String,
}

pub(super) fn blocked(text: &str) -> Exclusion {
    Exclusion {
        layer: Layer::Platform,
        rule: format!("blocked_tools has `{text}`"),
        remedy: "take it from blocked_tools (DESKHAND_BLOCKED_TOOLS, --block-tool)".to_owned(),
    }
}

pub(super) fn tenant_disabled(text: &str) -> Exclusion {
    Exclusion {
        layer: Layer::Organisation,
        rule: format!("the tenant disables `{text}`"),
        remedy: format!("deskhand tenant tools --forget {text}"),
    }
}

pub(super) fn agent_disabled(text: &str) -> Exclusion {
    Exclusion {
        layer: Layer::Agent,
        rule: format!("the agent is without `{text}`"),
        remedy: format!("deskhand agent set AGENT --forget {text}"),
    }
}

pub(super) fn session_disabled(text: &str) -> Exclusion {
    Exclusion {
        layer: Layer::Session,
        rule: format!("this session disables `{text}`"),
        remedy: "serve without that --disable-tool (DESKHAND_DISABLED_TOOLS, disabled_tools)"
            .to_owned(),
    }
}

pub(super) fn needs(services: &[&str]) -> Exclusion {
    let either = services.join(" or ");
    Exclusion {
        layer: Layer::Integration,
        rule: format!("{either} is not connected"),
        remedy: format!(
            "deskhand integration connect {}",
            services.first().copied().unwrap_or_default()
        ),
    }
}

pub(super) fn by_channel(channel: &str, text: &str) -> Exclusion {
    Exclusion {
        layer: Layer::Channel,
        rule: format!("the channel `{channel}` is without `{text}`"),
        remedy: "serve without that --channel".to_owned(),
    }
}
