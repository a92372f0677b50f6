//! Outside services that a tenant can connect: their addresses, how a key is sent, and which tools need one.

mod index_now;
mod keys;
mod mail;
mod meaning;
mod recent;
mod services;

pub use self::{
    mail::{MailAccount, known_server},
    services::{CheckResult, Services},
};

/// An outside service.
#[derive(Debug)]
pub struct Integration {
    /// The name on the command line and in `[providers]`.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The default base address; `None` if only the operator knows it.
    pub base: Option<&'static str>,
    /// How its key is sent; `None` if it needs none.
    pub key: Option<KeyForm>,
    /// Whether its terms require the operator's contact in the User-Agent.
    pub wants_contact: bool,
    /// Whether it is used only where the operator has connected it, also if it needs no key.
    pub is_opt_in: bool,
    /// The request that checks a connection.
    pub probe: Probe,
}

/// How a key is sent and configured.
#[derive(Debug)]
pub struct KeyForm {
    pub header: &'static str,
    /// The prefix of the header's value, such as `Bearer `.
    pub word: &'static str,
    /// Whether the service may do without one, as on this computer.
    pub is_optional: bool,
    /// The environment variable with the key.
    pub variable: &'static str,
}

/// A small request that shows whether the address and the key work.
#[derive(Debug)]
pub enum Probe {
    /// GET with this path and query.
    Get(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// POST of this JSON to this path, for services without a suitable GET.
    Post(&'static [&'static str], &'static str),
    /// A text is put into numbers.
    Meaning,
    /// A mail server is greeted, and takes the login.
    Mail,
    /// Nothing: it has to be told something for that.
    Nothing,
}

const fn key(header: &'static str, word: &'static str, variable: &'static str) -> KeyForm {
    KeyForm { header, word, is_optional: false, variable }
}

/// <https://api.openverse.org/v1/>: photos under open licences, without a key.
pub static OPENVERSE: Integration = Integration {
    name: "openverse",
    title: "Openverse",
    base: Some("https://api.openverse.org"),
    key: None,
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["v1", "images", ""], &[("q", "flower"), ("page_size", "1")]),
};

/// <https://commons.wikimedia.org/w/api.php>: photos under open licences, without a key. Frequent users must identify
/// themselves: <https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy>.
pub static WIKIMEDIA: Integration = Integration {
    name: "wikimedia",
    title: "Wikimedia Commons",
    base: Some("https://commons.wikimedia.org"),
    key: None,
    wants_contact: true,
    is_opt_in: false,
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
    is_opt_in: false,
    probe: Probe::Get(&["v1", "search"], &[("query", "flower"), ("per_page", "1")]),
};

/// <https://unsplash.com/documentation>
pub static UNSPLASH: Integration = Integration {
    name: "unsplash",
    title: "Unsplash",
    base: Some("https://api.unsplash.com"),
    key: Some(key("authorization", "Client-ID ", "DESKHAND_UNSPLASH_KEY")),
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["search", "photos"], &[("query", "flower"), ("per_page", "1")]),
};

/// <https://docs.tavily.com/>
pub static TAVILY: Integration = Integration {
    name: "tavily",
    title: "Tavily",
    base: Some("https://api.tavily.com"),
    key: Some(key("authorization", "Bearer ", "DESKHAND_TAVILY_KEY")),
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["usage"], &[]),
};

/// <https://docs.exa.ai/>
pub static EXA: Integration = Integration {
    name: "exa",
    title: "Exa",
    base: Some("https://api.exa.ai"),
    key: Some(key("x-api-key", "", "DESKHAND_EXA_KEY")),
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Post(&["search"], r#"{"query":"weather","numResults":1}"#),
};

/// <https://api-dashboard.search.brave.com/app/documentation>
pub static BRAVE: Integration = Integration {
    name: "brave",
    title: "Brave Search",
    base: Some("https://api.search.brave.com"),
    key: Some(key("x-subscription-token", "", "DESKHAND_BRAVE_KEY")),
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["res", "v1", "web", "search"], &[("q", "weather"), ("count", "1")]),
};

/// <https://docs.searxng.org/dev/search_api.html>: self-hosted by the operator.
pub static SEARXNG: Integration = Integration {
    name: "searxng",
    title: "SearXNG",
    base: None,
    key: None,
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["search"], &[("q", "weather"), ("format", "json")]),
};

/// <https://docs.360dialog.com/>: WhatsApp. A key belongs to one phone number.
pub static WHATSAPP: Integration = Integration {
    name: "whatsapp",
    title: "WhatsApp (360dialog)",
    base: Some("https://waba-v2.360dialog.io"),
    key: Some(key("d360-api-key", "", "DESKHAND_WHATSAPP_KEY")),
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["v1", "configs", "templates"], &[("limit", "1")]),
};

/// <https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/>: a target of releases.
pub static NETLIFY: Integration = Integration {
    name: "netlify",
    title: "Netlify",
    base: Some("https://api.netlify.com"),
    key: Some(key("authorization", "Bearer ", "DESKHAND_NETLIFY_KEY")),
    wants_contact: false,
    is_opt_in: false,
    probe: Probe::Get(&["api", "v1", "user"], &[]),
};

/// Search by meaning: any service with `/embeddings` as `OpenAI` has it, such as Ollama or LM Studio on this computer:
/// <https://platform.openai.com/docs/api-reference/embeddings>.
pub static MEANING: Integration = Integration {
    name: "meaning",
    title: "the embedding service",
    base: None,
    key: Some(KeyForm {
        is_optional: true,
        ..key("authorization", "Bearer ", "DESKHAND_MEANING_KEY")
    }),
    wants_contact: false,
    is_opt_in: true,
    probe: Probe::Meaning,
};

/// <https://www.indexnow.org/documentation>: search engines are told what a release has changed.
pub static INDEX_NOW: Integration = Integration {
    name: "indexnow",
    title: "IndexNow",
    base: Some("https://api.indexnow.org"),
    key: None,
    wants_contact: false,
    is_opt_in: true,
    probe: Probe::Nothing,
};

/// The mailbox of the business, at any provider, by its mail server (RFC 5321, RFC 6409). Where it is and who logs in
/// stands with the connection, see [`MailAccount`]; the key is the password.
pub static SMTP: Integration = Integration {
    name: "smtp",
    title: "the mailbox (SMTP)",
    base: None,
    key: Some(KeyForm { is_optional: true, ..key("", "", "DESKHAND_SMTP_PASSWORD") }),
    wants_contact: false,
    is_opt_in: true,
    probe: Probe::Mail,
};

/// Every service that can be connected.
pub static INTEGRATIONS: [&Integration; 13] = [
    &OPENVERSE, &WIKIMEDIA, &PEXELS, &UNSPLASH, &TAVILY, &EXA, &BRAVE, &SEARXNG, &WHATSAPP, &SMTP,
    &NETLIFY, &MEANING, &INDEX_NOW,
];

impl Integration {
    /// Whether it can be used without being connected.
    pub fn is_open(&self) -> bool {
        self.key.is_none() && self.base.is_some() && !self.is_opt_in
    }
}

/// The service with this name.
pub fn of_name(name: &str) -> Option<&'static Integration> {
    INTEGRATIONS.into_iter().find(|service| service.name == name)
}

/// The tools that need a connection, as rules of `gate/scope/pattern.rs`, and the services; any one of them is enough.
pub const NEEDS: &[Need] = &[
    ("sendMessage", &["whatsapp", "smtp"]),
    ("getMessageTemplate", &["whatsapp"]),
    ("searchWeb", &["tavily", "exa", "brave", "searxng"]),
    ("browseImages.provider=pexels", &["pexels"]),
    ("browseImages.provider=unsplash", &["unsplash"]),
    ("importImage.provider=pexels", &["pexels"]),
    ("importImage.provider=unsplash", &["unsplash"]),
];

/// A rule for tools, and the services; any one of them is enough.
pub type Need = (&'static str, &'static [&'static str]);
