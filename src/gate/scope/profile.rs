//! Profiles: the default tools of an agent, by its purpose. Channels: tools left out because of how people reach the
//! agent.
//!
//! The configuration can add and replace profiles, and leave out more on a channel.

/// A named list of rules.
#[derive(Debug)]
pub struct Profile {
    pub name: &'static str,
    /// Who it is for.
    pub about: &'static str,
    /// Rules as in `pattern.rs`. Default tools need not be listed.
    pub tools: &'static [&'static str],
}

/// The built-in profiles.
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
            "getAvailability",
            "getBooking",
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
            "getAvailability",
            "getBooking",
            "createBooking",
            "updateBooking",
            "messaging:*",
            "getHistory",
        ],
    },
    Profile {
        name: "booking",
        about: "what people book, and when",
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
            "getAvailability",
            "updateAvailability",
            "getBooking",
            "createBooking",
            "updateBooking",
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

/// The built-in purposes (subtypes) of agents, and the profile of each.
pub const SUBTYPES: &[(&str, &str)] = &[
    ("general", "general"),
    ("system", "admin"),
    ("customer_support", "support"),
    ("sales_assistant", "sales"),
    ("booking_agent", "booking"),
    ("website_editor", "website"),
];

/// The built-in channels, and the rules for what is left out.
pub const CHANNELS: &[(&str, &[&str])] = &[
    (
        "sms",
        // A text message shows neither images nor pages, so nothing can be made or published from it.
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

/// The profile with this name.
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}

/// The profile for a purpose.
pub fn of_subtype(subtype: &str) -> Option<&'static str> {
    SUBTYPES.iter().find(|(name, _)| *name == subtype).map(|(_, profile)| *profile)
}
