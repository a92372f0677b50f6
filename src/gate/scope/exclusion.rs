//! Why something is out of scope, in words for the people who can change that.

/// The layer that takes something away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The configuration of this installation.
    Platform,
    /// The tenant's settings.
    Organisation,
    /// A missing connection of the tenant.
    Integration,
    /// The agent's profile or its own lists.
    Agent,
    /// The agent's autonomy.
    Autonomy,
    /// The lists of this session.
    Session,
    /// The channel through which people talk to the agent.
    Channel,
}

impl Layer {
    /// The name of the layer, as shown to people.
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

/// The reason why something is out of scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The first layer that takes it away.
    pub layer: Layer,
    /// The rule in that layer.
    pub rule: String,
    /// What would bring it into scope, as far as this layer is concerned.
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
