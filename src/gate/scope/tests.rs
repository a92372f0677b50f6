//! Tests of the layers as tables, and rules for every principal.

mod discovered;
mod effects;
mod narrowed;
mod properties;
mod reached;
mod table;

use super::*;
use crate::{
    principal::{Agent, Autonomy, Confirm},
    store::effective_settings::{IntegrationState, ToolRules},
};

/// In the tests, getPost needs a connection, and so does a value of queryData.
const NEEDED: &[Need] = &[
    ("getPost", &["whatsapp"]),
    ("manage_packages:create", &["whatsapp", "pexels"]),
    ("queryData.entity=post", &["pexels"]),
];

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// The settings of one case; everything else is unrestricted.
#[derive(Clone, Debug, Default)]
struct Case {
    launch: Restrictions,
    of_tenant: ToolRules,
    of_agent: ToolRules,
    connected: Vec<&'static str>,
    profile: Option<&'static str>,
    autonomy: Option<Autonomy>,
}

impl Case {
    fn effective_settings(&self) -> EffectiveSettings {
        let profile = self.profile.unwrap_or("admin");
        let autonomy = self.autonomy.unwrap_or(Autonomy::Autonomous);
        let connected = |name: &&str| IntegrationState {
            name: (*name).to_owned(),
            status: "connected".to_owned(),
            detail: String::new(),
            checked_at: None,
            settings: "{}".to_owned(),
        };
        EffectiveSettings {
            agent: Some(Agent { autonomy, ..Agent::autonomous("bot", "general", profile) }),
            of_agent: self.of_agent.clone(),
            of_tenant: self.of_tenant.clone(),
            integrations: self.connected.iter().map(connected).collect(),
            rates: String::new(),
            confirm: Confirm::Client,
            guidance: Vec::new(),
            site: None,
            enquiries: 0,
            is_suspended: false,
            tenant: "main".to_owned(),
        }
    }

    fn scope(&self) -> Scope {
        Scope::with_needs(&self.launch, &self.effective_settings(), NEEDED)
    }

    /// The layer that keeps the operation out; `None` if it is in scope.
    fn keeps_out(&self, operation: &str) -> Option<Layer> {
        let settings = self.effective_settings();
        let layers = Layers::of(&self.launch, &settings, NEEDED);
        let candidate = pattern::candidates().find(|it| it.pattern() == operation).unwrap();
        let exclusion = layers.exclusion(&candidate);
        // The explanation and the scope must agree.
        assert_eq!(self.scope().allows(operation), exclusion.is_none(), "{operation}");
        exclusion.map(|exclusion| {
            assert!(!exclusion.rule.is_empty() && !exclusion.remedy.is_empty());
            exclusion.layer
        })
    }
}

fn blocked(list: &[&str]) -> Case {
    Case {
        launch: Restrictions { blocked: texts(list), ..Restrictions::default() },
        ..Case::default()
    }
}

fn session(list: &[&str]) -> Case {
    Case {
        launch: Restrictions { disabled: texts(list), ..Restrictions::default() },
        ..Case::default()
    }
}

fn channel(name: &str) -> Case {
    let channel = Some(name.to_owned());
    Case { launch: Restrictions { channel, ..Restrictions::default() }, ..Case::default() }
}

fn tenant(enabled: &[&str], disabled: &[&str]) -> Case {
    let of_tenant = ToolRules { enabled: texts(enabled), disabled: texts(disabled) };
    Case { of_tenant, ..Case::default() }
}

fn agent(enabled: &[&str], disabled: &[&str]) -> Case {
    let of_agent = ToolRules { enabled: texts(enabled), disabled: texts(disabled) };
    Case { of_agent, ..Case::default() }
}

fn profiled(profile: &'static str) -> Case {
    Case { profile: Some(profile), ..Case::default() }
}

fn drafts_only() -> Case {
    Case { autonomy: Some(Autonomy::DraftOnly), ..Case::default() }
}

fn supervised() -> Case {
    Case { autonomy: Some(Autonomy::Supervised), ..Case::default() }
}

#[test]
fn the_first_layer_that_takes_away_is_named_and_none_gives_back() {
    let every = Case {
        launch: Restrictions {
            blocked: texts(&["getPost"]),
            disabled: texts(&["getPost"]),
            channel: Some("sms".to_owned()),
            channels: [("sms".to_owned(), texts(&["getPost"]))].into(),
            ..Restrictions::default()
        },
        of_tenant: ToolRules { enabled: texts(&["getPage"]), disabled: texts(&["getPost"]) },
        of_agent: ToolRules { enabled: texts(&["getPage"]), disabled: texts(&["getPost"]) },
        profile: Some("readonly"),
        autonomy: Some(Autonomy::DraftOnly),
        connected: Vec::new(),
    };
    // Removing the layers one by one shows the next reason.
    let mut case = every;
    let mut seen = vec![case.keeps_out("getPost")];
    case.launch.blocked.clear();
    seen.push(case.keeps_out("getPost"));
    case.of_tenant = ToolRules::default();
    seen.push(case.keeps_out("getPost"));
    case.connected = vec!["whatsapp"];
    seen.push(case.keeps_out("getPost"));
    case.of_agent = ToolRules::default();
    seen.push(case.keeps_out("getPost"));
    case.launch.disabled.clear();
    seen.push(case.keeps_out("getPost"));
    case.launch.channels.clear();
    seen.push(case.keeps_out("getPost"));
    let expected = [
        Layer::Platform,
        Layer::Organisation,
        Layer::Integration,
        Layer::Agent,
        Layer::Session,
        Layer::Channel,
    ];
    let expected = expected.map(Some).to_vec();
    assert_eq!(seen, [expected, vec![None]].concat());
}

#[test]
fn contradictions_end_with_less() {
    // A tool in both lists of one level is out of scope.
    assert_eq!(tenant(&["getPage"], &["getPage"]).keeps_out("getPage"), Some(Layer::Organisation));
    assert_eq!(agent(&["getPage"], &["getPage"]).keeps_out("getPage"), Some(Layer::Agent));
    // An agent's list cannot bring back what the tenant takes away.
    let mut case = tenant(&[], &["getPage"]);
    case.of_agent.enabled = texts(&["getPage"]);
    assert_eq!(case.keeps_out("getPage"), Some(Layer::Organisation));
    // Nor can it make a draft_only agent write.
    let mut case = drafts_only();
    case.of_agent.enabled = texts(&["createPage"]);
    assert_eq!(case.keeps_out("createPage"), Some(Layer::Autonomy));
    // An agent's own list replaces its profile, whichever is longer.
    let mut case = profiled("support");
    case.of_agent.enabled = texts(&["createPage"]);
    assert_eq!(case.keeps_out("createPage"), None);
    assert_eq!(case.keeps_out("getPage"), Some(Layer::Agent));
}

#[test]
fn a_connection_counts_only_while_it_works() {
    let mut case = Case { connected: vec!["whatsapp"], ..Case::default() };
    assert_eq!(case.keeps_out("getPost"), None);
    // Any one of the services is enough.
    assert_eq!(case.keeps_out("manage_packages:create"), None);
    case.connected = vec!["pexels"];
    assert_eq!(case.keeps_out("getPost"), Some(Layer::Integration));
    let mut settings = case.effective_settings();
    settings.integrations[0].status = "expired".to_owned();
    let scope = Scope::with_needs(&case.launch, &settings, NEEDED);
    assert!(!scope.allows("manage_packages:create"));
}

#[test]
fn the_configuration_adds_profiles_and_channels_leave_out_more() {
    let mut case = profiled("night");
    case.launch.profiles.insert("night".to_owned(), texts(&["getPage", "cms:read"]));
    assert_eq!(case.keeps_out("getImage"), None);
    assert_eq!(case.keeps_out("createPage"), Some(Layer::Agent));
    // A configured profile replaces the built-in one of that name.
    let mut case = profiled("support");
    case.launch.profiles.insert("support".to_owned(), texts(&["createPage"]));
    assert_eq!(case.keeps_out("createPage"), None);
    let mut case = channel("whatsapp");
    case.launch.channels.insert("whatsapp".to_owned(), texts(&["manage_packages"]));
    assert_eq!(case.keeps_out("manage_packages:list"), Some(Layer::Channel));
}

#[test]
fn an_agent_that_has_been_removed_has_nothing_but_what_is_always_there() {
    let settings = EffectiveSettings { agent: None, ..Case::default().effective_settings() };
    let scope = Scope::of(&Restrictions::default(), &settings);
    assert!(!scope.allows("getPage") && scope.allows("searchTools"));
}
