//! Profiles: what an agent gets by what it is for. Channels: what is left out by how people reach it.
//!
//! The configuration can add profiles, put its own in place of these, and leave more out on a channel.

/// A named list of tools.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub name: &'static str,
    /// Whom it is for.
    pub about: &'static str,
    /// Its tools, as `pattern.rs` reads them. The tools that are always there need no line.
    pub tools: &'static [&'static str],
}

/// Every profile that needs no configuration.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "general",
        about: "what an owner's assistant needs every day",
        tools: &[
            "cms:*",
            "business:*",
            "crm:*",
            "messaging:*",
            "browseImages",
            "importImage",
            "searchWeb",
            "fetchContent",
            "across:*",
        ],
    },
    Profile {
        name: "website",
        about: "pages, posts, pictures and navigation",
        tools: &["cms:*", "browseImages", "importImage", "searchWeb", "fetchContent", "across:*"],
    },
    Profile {
        name: "support",
        about: "answers customers; changes nothing of the business",
        tools: &[
            "getSite",
            "getPage",
            "getPost",
            "getEntry",
            "manage_packages:list",
            "manage_services:list",
            "getContact",
            "getOrder",
            "messaging:*",
        ],
    },
    Profile {
        name: "sales",
        about: "offers and prices",
        tools: &[
            "getSite",
            "getPage",
            "getPost",
            "getEntry",
            "getImage",
            "manage_packages:list,create,update",
            "manage_services:list",
            "getContact",
            "createContact",
            "updateContact",
            "getOrder",
            "createOrder",
            "updateOrder",
            "messaging:*",
            "getHistory",
        ],
    },
    Profile {
        name: "booking",
        about: "packages and services that people book",
        tools: &[
            "getSite",
            "getPage",
            "manage_packages:list,update",
            "manage_services:list,update",
            "getContact",
            "createContact",
            "updateContact",
            "getOrder",
            "createOrder",
            "updateOrder",
            "messaging:*",
            "getHistory",
        ],
    },
    Profile {
        name: "automation",
        about: "other services on the web, asked and told",
        tools: &["*:read", "outside:*"],
    },
    Profile { name: "readonly", about: "everything that only reads", tools: &["*:read"] },
    Profile { name: "admin", about: "every tool", tools: &["*"] },
];

/// What an agent can be for, and the profile that it gets then.
pub const SUBTYPES: &[(&str, &str)] = &[
    ("general", "general"),
    ("system", "admin"),
    ("customer_support", "support"),
    ("sales_assistant", "sales"),
    ("booking_agent", "booking"),
    ("website_editor", "website"),
];

/// How people can reach an agent, and what is left out then.
pub const CHANNELS: &[(&str, &[&str])] = &[
    (
        "sms",
        // A text message shows no picture and no page: nothing is made or published from there.
        &[
            "createImage",
            "browseImages",
            "importImage",
            "createPage",
            "updatePage.indexing",
            "updatePage.isProtected",
            "updateSection.status",
            "updatePost.status",
            "updateEntry.status",
        ],
    ),
    ("whatsapp", &[]),
    ("web", &[]),
    ("email", &[]),
];

/// The profile of that name.
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}

/// The profile for what an agent is for.
pub fn of_subtype(subtype: &str) -> Option<&'static str> {
    SUBTYPES.iter().find(|(name, _)| *name == subtype).map(|(_, profile)| *profile)
}
