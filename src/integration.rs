//! Services outside that a tenant can have an account with: where they are, how a key is sent, which tools
//! need one.

mod keys;
mod services;

pub use self::services::{EffectiveSettings, Services};

/// A service outside.
#[derive(Debug)]
pub struct Integration {
    /// Its name on the command line and in `[providers]`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Where it is, unless the operator says otherwise; `None` where only the operator knows.
    pub base: Option<&'static str>,
    /// How its key is sent, where it wants one.
    pub key: Option<KeyForm>,
    /// Whether its terms ask programs to say how whoever runs them can be reached.
    pub wants_contact: bool,
    /// What is asked to see whether it works.
    pub probe: Probe,
}

/// How a key is sent and given.
#[derive(Debug)]
pub struct KeyForm {
    /// The header.
    pub header: &'static str,
    /// What goes before the key in it.
    pub word: &'static str,
    /// The environment variable that holds it.
    pub variable: &'static str,
}

/// A small request whose answer tells whether address and key are good.
#[derive(Debug)]
pub enum Probe {
    /// Asks for this path, with this query.
    Get(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// Sends this JSON to this path: some services have nothing that is only asked for.
    Post(&'static [&'static str], &'static str),
}

const fn key(header: &'static str, word: &'static str, variable: &'static str) -> KeyForm {
    KeyForm { header, word, variable }
}

/// <https://api.openverse.org/v1/>: pictures under open licences, without a key.
pub static OPENVERSE: Integration = Integration {
    name: "openverse",
    title: "Openverse",
    base: Some("https://api.openverse.org"),
    key: None,
    wants_contact: false,
    probe: Probe::Get(&["v1", "images", ""], &[("q", "flower"), ("page_size", "1")]),
};

/// <https://commons.wikimedia.org/w/api.php>: pictures under open licences, without a key. Who asks much says who they
/// are: <https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy>.
pub static WIKIMEDIA: Integration = Integration {
    name: "wikimedia",
    title: "Wikimedia Commons",
    base: Some("https://commons.wikimedia.org"),
    key: None,
    wants_contact: true,
    probe: Probe::Get(
        &["w", "api.php"],
        &[("action", "query"), ("meta", "siteinfo"), ("format", "json")],
    ),
};

/// <https://www.pexels.com/api/documentation/>
pub static PEXELS: Integration = Integration {
    name: "pexels",
    title: "Pexels",
    base: Some("https://api.pexels.com"),
    key: Some(key("authorization", "", "DESKHAND_PEXELS_KEY")),
    wants_contact: false,
    probe: Probe::Get(&["v1", "search"], &[("query", "flower"), ("per_page", "1")]),
};

/// <https://unsplash.com/documentation>
pub static UNSPLASH: Integration = Integration {
    name: "unsplash",
    title: "Unsplash",
    base: Some("https://api.unsplash.com"),
    key: Some(key("authorization", "Client-ID ", "DESKHAND_UNSPLASH_KEY")),
    wants_contact: false,
    probe: Probe::Get(&["search", "photos"], &[("query", "flower"), ("per_page", "1")]),
};

/// <https://docs.tavily.com/>
pub static TAVILY: Integration = Integration {
    name: "tavily",
    title: "Tavily",
    base: Some("https://api.tavily.com"),
    key: Some(key("authorization", "Bearer ", "DESKHAND_TAVILY_KEY")),
    wants_contact: false,
    probe: Probe::Get(&["usage"], &[]),
};

/// <https://docs.exa.ai/>
pub static EXA: Integration = Integration {
    name: "exa",
    title: "Exa",
    base: Some("https://api.exa.ai"),
    key: Some(key("x-api-key", "", "DESKHAND_EXA_KEY")),
    wants_contact: false,
    probe: Probe::Post(&["search"], r#"{"query":"weather","numResults":1}"#),
};

/// <https://api-dashboard.search.brave.com/app/documentation>
pub static BRAVE: Integration = Integration {
    name: "brave",
    title: "Brave Search",
    base: Some("https://api.search.brave.com"),
    key: Some(key("x-subscription-token", "", "DESKHAND_BRAVE_KEY")),
    wants_contact: false,
    probe: Probe::Get(&["res", "v1", "web", "search"], &[("q", "weather"), ("count", "1")]),
};

/// <https://docs.searxng.org/dev/search_api.html>: on a machine of the operator's own.
pub static SEARXNG: Integration = Integration {
    name: "searxng",
    title: "SearXNG",
    base: None,
    key: None,
    wants_contact: false,
    probe: Probe::Get(&["search"], &[("q", "weather"), ("format", "json")]),
};

/// <https://docs.360dialog.com/>: `WhatsApp`. A key is one phone number.
pub static WHATSAPP: Integration = Integration {
    name: "whatsapp",
    title: "WhatsApp (360dialog)",
    base: Some("https://waba-v2.360dialog.io"),
    key: Some(key("d360-api-key", "", "DESKHAND_WHATSAPP_KEY")),
    wants_contact: false,
    probe: Probe::Get(&["v1", "configs", "templates"], &[("limit", "1")]),
};

/// Every service that can be connected.
pub static INTEGRATIONS: [&Integration; 9] =
    [&OPENVERSE, &WIKIMEDIA, &PEXELS, &UNSPLASH, &TAVILY, &EXA, &BRAVE, &SEARXNG, &WHATSAPP];

/// The service of that name.
pub fn of_name(name: &str) -> Option<&'static Integration> {
    INTEGRATIONS.into_iter().find(|service| service.name == name)
}

/// What needs a connection, as `gate/scope/pattern.rs` reads it, and the services any of which will do.
pub const NEEDS: &[Need] = &[
    ("sendMessage", &["whatsapp"]),
    ("getMessageTemplate", &["whatsapp"]),
    ("searchWeb", &["tavily", "exa", "brave", "searxng"]),
    ("browseImages.provider=pexels", &["pexels"]),
    ("browseImages.provider=unsplash", &["unsplash"]),
    ("importImage.provider=pexels", &["pexels"]),
    ("importImage.provider=unsplash", &["unsplash"]),
];

/// Something of a tool, and the services any of which it needs.
pub type Need = (&'static str, &'static [&'static str]);
