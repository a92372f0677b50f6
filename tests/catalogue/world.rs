//! The catalogue as a principal of some profile sees it.

use std::{path::Path, sync::Arc};

use deskhand::{
    catalogue,
    gate::{Gate, Limits, ListedTool, RateLimits, Session},
    integration::INTEGRATIONS,
    principal::{Agent, Policy, Principal, Restrictions},
    starter,
    store::{
        Store, Synchronous,
        effective_settings::{IntegrationState, ToolRules},
        system::NewTenant,
    },
    tool::{Operation, Tool},
    value::Currency,
};

/// The names of all tools, in order.
pub fn names() -> Vec<&'static str> {
    catalogue::all().map(|(_, tool)| tool.spec().name).collect()
}

/// The tools that an agent of `profile` lists.
pub fn listed(profile: &str) -> Vec<ListedTool> {
    gate(profile).listed()
}

/// The tools that such an agent lists whose list is short.
pub fn short(profile: &str) -> Vec<ListedTool> {
    discovering(profile).listed()
}

/// A session of such an agent.
pub fn gate(profile: &str) -> Session {
    opened(profile, Policy::default())
}

/// The same, its list short.
pub fn discovering(profile: &str) -> Session {
    let restrictions = Arc::new(Restrictions { discover: true, ..Restrictions::default() });
    opened(profile, Policy { restrictions, ..Policy::default() })
}

fn opened(profile: &str, launch: Policy) -> Session {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh_store(folder.path());
    let tenant = store.tenants().unwrap().remove(0);
    for service in INTEGRATIONS {
        store.set_integration(&tenant, connected(service.name)).unwrap();
    }
    let agent = store
        .add_agent(&tenant, Agent::autonomous("tester", "general", profile), ToolRules::default())
        .unwrap();
    let limits = Limits { rates: RateLimits::NONE, ..Limits::default() };
    Gate::new(store, limits).open(Principal::new(tenant, agent), launch)
}

/// A service that works.
fn connected(name: &str) -> IntegrationState {
    let (name, status) = (name.to_owned(), "connected".to_owned());
    IntegrationState {
        name,
        status,
        detail: String::new(),
        checked_at: None,
        settings: "{}".to_owned(),
    }
}

/// A store with one tenant and its starter.
pub fn fresh_store(folder: &Path) -> Store {
    let store = Store::open(folder, Synchronous::Normal).unwrap();
    let new = NewTenant {
        name: "main".to_owned(),
        title: "Main".to_owned(),
        country: "US".to_owned(),
        currency: Currency::parse("USD").unwrap(),
        timezone: "UTC".to_owned(),
    };
    store.add_tenant(new, starter::add).unwrap();
    store
}

/// Every operation with the tool that it belongs to: the tool itself, or one of its actions.
pub fn operations() -> Vec<(&'static str, &'static dyn Operation)> {
    let of = |tool: &'static Tool| -> Vec<(&'static str, &'static dyn Operation)> {
        let name = tool.spec().name;
        match tool {
            Tool::One(operation) => vec![(name, *operation)],
            Tool::Actions(set) => {
                set.actions.iter().map(|(_, operation)| (name, *operation)).collect()
            }
        }
    };
    catalogue::all().flat_map(|(_, tool)| of(tool)).collect()
}
