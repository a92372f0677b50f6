//! The layers that decide what is in scope. Each can only take away.
//!
//! In order: platform, organisation with its connections, agent with its autonomy, session with its channel. The
//! default tools (searching tools, requests) and queryData need not be listed in an `enabled` list. In a `disabled`
//! list they are ordinary tools.

use super::{
    exclusion::{
        Exclusion, Layer, agent_disabled, blocked, by_channel, needs, session_disabled,
        tenant_disabled,
    },
    pattern::{Candidate, Cut, Pattern},
    profile,
    visibility::updates,
};
use crate::{
    integration::Need,
    principal::{Autonomy, Restrictions},
    store::effective_settings::{EffectiveSettings, ToolRules},
    tool::arguments::Arguments,
};

/// One list of rules.
struct Rules {
    patterns: Vec<(String, Pattern)>,
    /// Whether the list is not empty, even if its rules are for another version.
    given: bool,
}

impl Rules {
    fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Rules {
        let texts: Vec<T> = texts.into_iter().collect();
        let read = |text: &T| Some((text.as_ref().to_owned(), Pattern::parse(text.as_ref()).ok()?));
        Rules { given: !texts.is_empty(), patterns: texts.iter().filter_map(read).collect() }
    }

    /// The first rule that matches the operation.
    fn naming(&self, candidate: &Candidate) -> Option<&str> {
        let found = self.patterns.iter().find(|(_, pattern)| pattern.matches(candidate));
        found.map(|(text, _)| text.as_str())
    }

    fn cuts(&self) -> impl Iterator<Item = (&str, &Cut)> {
        self.patterns.iter().filter_map(|(text, pattern)| match pattern {
            Pattern::Argument(cut) => Some((text.as_str(), cut)),
            Pattern::Operations { .. } => None,
        })
    }
}

/// All layers of one principal.
pub(super) struct Layers<'p> {
    settings: &'p EffectiveSettings,
    blocked: Rules,
    tenant_enabled: Rules,
    tenant_disabled: Rules,
    needs: Vec<(Pattern, &'static [&'static str])>,
    agent_enabled: Rules,
    agent_disabled: Rules,
    profile_name: &'p str,
    profile: Rules,
    session_disabled: Rules,
    channel_name: &'p str,
    channel: Rules,
}

impl<'p> Layers<'p> {
    /// The layers that follow from the launch's restrictions and the operator's settings.
    pub(super) fn of(
        launch: &'p Restrictions,
        settings: &'p EffectiveSettings,
        needs: &[Need],
    ) -> Layers<'p> {
        let ToolRules { enabled: tenant_enabled, disabled: tenant_disabled } = &settings.of_tenant;
        let profile_name = settings.agent.as_ref().map_or("", |agent| agent.profile.as_str());
        let profile = match (launch.profiles.get(profile_name), profile::profile(profile_name)) {
            (Some(own), _) => Rules::of(own),
            (None, Some(known)) => Rules::of(known.tools),
            // An unknown profile of another version: the safe reading is read-only.
            (None, None) => Rules::of(["*:read"]),
        };
        let channel_name = launch.channel.as_deref().unwrap_or_default();
        let always = profile::CHANNELS.iter().find(|(name, _)| *name == channel_name);
        let always = always.into_iter().flat_map(|(_, tools)| tools.iter().copied());
        let more = launch.channels.get(channel_name).into_iter().flatten().map(String::as_str);
        let need = |(text, services): &Need| Some((Pattern::parse(text).ok()?, *services));
        Layers {
            settings,
            blocked: Rules::of(&launch.blocked),
            tenant_enabled: Rules::of(tenant_enabled),
            tenant_disabled: Rules::of(tenant_disabled),
            needs: needs.iter().filter_map(need).collect(),
            agent_enabled: Rules::of(&settings.of_agent.enabled),
            agent_disabled: Rules::of(&settings.of_agent.disabled),
            profile_name,
            profile,
            session_disabled: Rules::of(&launch.disabled),
            channel_name,
            channel: Rules::of(always.chain(more)),
        }
    }

    /// Why the operation is out of scope; `None` if it is in scope.
    pub(super) fn exclusion(&self, candidate: &Candidate) -> Option<Exclusion> {
        self.permitted(candidate).err()
    }

    /// The reduced argument check if some arguments are out of scope; or why the operation itself is.
    pub(super) fn permitted(&self, candidate: &Candidate) -> Result<Option<Arguments>, Exclusion> {
        let out = self.platform(candidate).or_else(|| self.organisation(candidate));
        let out = out.or_else(|| self.integration(candidate)).or_else(|| self.agent(candidate));
        match out.or_else(|| self.session(candidate)) {
            Some(out) => Err(out),
            None => self.narrowed(candidate),
        }
    }

    /// An operation is out of scope if a required argument is.
    fn narrowed(&self, candidate: &Candidate) -> Result<Option<Arguments>, Exclusion> {
        let mut narrowed: Option<Arguments> = None;
        let updates = updates(candidate.operation.spec().name);
        for (cut, why) in self.cuts(candidate.tool) {
            let so_far = narrowed.as_ref().unwrap_or_else(|| candidate.operation.arguments());
            let cut = (cut.argument.as_str(), cut.value.as_deref());
            narrowed = Some(so_far.without(std::iter::once(cut), updates).ok_or(why)?);
        }
        Ok(narrowed)
    }

    /// The arguments and values of a tool that are out of scope, each with the reason.
    pub(super) fn cuts(&self, tool: &str) -> Vec<(Cut, Exclusion)> {
        let mut cuts = Vec::new();
        let mut add = |rules: &Rules, why: &dyn Fn(&str) -> Exclusion| {
            let of_tool = rules.cuts().filter(|(_, cut)| cut.tool == tool);
            cuts.extend(of_tool.map(|(text, cut)| (cut.clone(), why(text))));
        };
        add(&self.blocked, &blocked);
        add(&self.tenant_disabled, &tenant_disabled);
        add(&self.agent_disabled, &agent_disabled);
        add(&self.session_disabled, &session_disabled);
        add(&self.channel, &|text| by_channel(self.channel_name, text));
        for (pattern, services) in &self.needs {
            if let Pattern::Argument(cut) = pattern
                && cut.tool == tool
                && !self.has_any(services)
            {
                cuts.push((cut.clone(), needs(services)));
            }
        }
        cuts
    }

    fn platform(&self, candidate: &Candidate) -> Option<Exclusion> {
        self.blocked.naming(candidate).map(blocked)
    }

    fn organisation(&self, candidate: &Candidate) -> Option<Exclusion> {
        if let Some(text) = self.tenant_disabled.naming(candidate) {
            return Some(tenant_disabled(text));
        }
        let left_out = self.tenant_enabled.given && self.tenant_enabled.naming(candidate).is_none();
        (left_out && !is_always_there(candidate)).then(|| Exclusion {
            layer: Layer::Organisation,
            rule: "the tenant enables other tools only".to_owned(),
            remedy: format!("deskhand tenant tools --enable {}", candidate.pattern()),
        })
    }

    fn integration(&self, candidate: &Candidate) -> Option<Exclusion> {
        let mut unmet = self
            .needs
            .iter()
            .filter(|(pattern, services)| pattern.matches(candidate) && !self.has_any(services));
        unmet.next().map(|(_, services)| needs(services))
    }

    fn has_any(&self, services: &[&str]) -> bool {
        self.settings
            .integrations
            .iter()
            .any(|known| known.status == "connected" && services.contains(&known.name.as_str()))
    }

    fn agent(&self, candidate: &Candidate) -> Option<Exclusion> {
        let needs_line = !is_always_there(candidate);
        let Some(agent) = &self.settings.agent else {
            if !needs_line {
                return None;
            }
            let (rule, remedy) = ("the agent has been removed", "deskhand agent add");
            return Some(Exclusion {
                layer: Layer::Agent,
                rule: rule.to_owned(),
                remedy: remedy.to_owned(),
            });
        };
        let (name, pattern) = (&agent.name, candidate.pattern());
        let remedy = format!("deskhand agent set {name} --enable {pattern}");
        let out = |rule: String, remedy| Some(Exclusion { layer: Layer::Agent, rule, remedy });
        if self.agent_enabled.given {
            if needs_line && self.agent_enabled.naming(candidate).is_none() {
                return out("the agent has a list of its own, without it".to_owned(), remedy);
            }
        } else if needs_line && self.profile.naming(candidate).is_none() {
            let profile = self.profile_name;
            let remedy =
                format!("deskhand agent set {name} --profile PROFILE (admin has every tool)");
            return out(format!("the profile `{profile}` is without it"), remedy);
        }
        if let Some(text) = self.agent_disabled.naming(candidate) {
            return Some(agent_disabled(text));
        }
        let drafts_only =
            agent.autonomy == Autonomy::DraftOnly && !candidate.operation.kind().reads();
        drafts_only.then(|| Exclusion {
            layer: Layer::Autonomy,
            rule: "the agent is `draft_only`, and this writes".to_owned(),
            remedy: format!("deskhand agent set {name} --autonomy supervised"),
        })
    }

    fn session(&self, candidate: &Candidate) -> Option<Exclusion> {
        let disabled = self.session_disabled.naming(candidate).map(session_disabled);
        disabled.or_else(|| {
            self.channel.naming(candidate).map(|text| by_channel(self.channel_name, text))
        })
    }
}

/// Whether the tool is in scope without being in any `enabled` list.
pub(super) fn is_always_there(candidate: &Candidate) -> bool {
    candidate.toolset == "defaults" || candidate.tool == "queryData"
}
