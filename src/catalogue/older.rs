//! Tool names of other products that models know, and the tools to use instead.
//!
//! `docs/migration.md` lists the same with examples; a test compares the two.

/// What to use instead of a name of another product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One tool does the same.
    Call(&'static str),
    /// One tool does the same, which few agents have; who else, where it is not there.
    CallOr(&'static str, &'static str),
    /// Several do it together. Each sentence can be followed by itself.
    Calls(&'static str),
    /// No tool does it; the text says who can.
    Nowhere(&'static str),
}

use Way::{Call, CallOr, Calls, Nowhere};

/// The names of other products with the replacements.
pub const OLDER_NAMES: &[(&str, Way)] = &[
    ("cms_listPages", Call("getPage")),
    ("cms_getPage", Call("getPage")),
    ("cms_createPage", Call("createPage")),
    ("create_page", Call("createPage")),
    ("cms_updatePage", Call("updatePage")),
    ("cms_deletePage", Call("deletePage")),
    ("cms_listSectionTemplates", Call("getSectionTemplate")),
    ("cms_getSectionFields", Call("getSectionTemplate")),
    ("cms_getPageSections", Call("getSection")),
    ("cms_getSectionContent", Call("getSection")),
    ("cms_addSectionToPage", Call("createSection")),
    ("cms_updateSectionContent", Call("updateSection")),
    ("cms_updateSectionImage", Call("updateSection")),
    ("cms_addImageToSection", Call("updateSection")),
    ("cms_deletePageSection", Call("deleteSection")),
    ("cms_deletePageSections", Call("deleteSection")),
    ("cms_getNavigation", Call("getNavItem")),
    ("cms_addNavigationItem", Call("createNavItem")),
    ("cms_updateNavigationItem", Call("updateNavItem")),
    ("cms_toggleNavigationItem", Call("updateNavItem")),
    ("cms_removeNavigationItem", Call("deleteNavItem")),
    ("cms_listPosts", Call("getPost")),
    ("cms_getPost", Call("getPost")),
    ("cms_createPost", Call("createPost")),
    ("cms_updatePost", Call("updatePost")),
    ("cms_publishPost", Call("updatePost")),
    ("cms_archivePost", Call("updatePost")),
    ("cms_deletePost", Call("deletePost")),
    ("cms_getCollectionEntries", Call("getEntry")),
    ("cms_getEntryContent", Call("getEntry")),
    ("cms_findImage", Call("getImage")),
    ("cms_searchImages", Call("getImage")),
    ("search_media", Call("getImage")),
    ("cms_listAllImages", Call("getImage")),
    ("upload_media", Call("createImage")),
    ("cms_deleteImage", Call("deleteImage")),
    ("pexels_searchPhotos", Call("browseImages")),
    ("pexels_downloadPhoto", Call("importImage")),
    ("unsplash_searchPhotos", Call("browseImages")),
    ("search_unsplash_images", Call("browseImages")),
    ("unsplash_downloadPhoto", Call("importImage")),
    ("web_quickSearch", Call("searchWeb")),
    ("web_deepResearch", Call("searchWeb")),
    ("web_fetchContent", Call("fetchContent")),
    (
        "http_get",
        CallOr(
            "httpGet",
            "fetchContent reads the text of a public page. What another program knows, the person asks there.",
        ),
    ),
    (
        "http_post",
        CallOr("httpPost", "What another program is to be told, the person tells it there."),
    ),
    ("services_list", Call("manage_services")),
    ("services_create", Call("manage_services")),
    ("services_update", Call("manage_services")),
    ("services_delete", Call("manage_services")),
    ("list_products", Call("manage_packages")),
    ("search_contacts", Call("getContact")),
    ("create_invoice", Call("createInvoice")),
    ("query_org_data", Call("queryData")),
    ("tool_search", Call("searchTools")),
    ("acknowledge", Call("acknowledgeRequest")),
    ("final_answer", Call("finalAnswer")),
    (
        "cms_createPageWithContent",
        Calls(
            "createPage makes it, then createSection adds each part with its content; getSectionTemplate tells the fields of a part.",
        ),
    ),
    (
        "cms_replaceImage",
        Calls(
            "createImage brings the new picture, getImage finds the old one and updateSection puts the new one's id in its place. deleteImage takes the old one out and its preview names every use.",
        ),
    ),
    (
        "search_vector",
        Calls(
            "getPage finds pages by their words with `query`. getPost does so for posts. getSection finds the place on a page. getImage finds pictures.",
        ),
    ),
    (
        "cms_findResource",
        Calls(
            "getPage finds pages by their words with `query`. getPost does so for posts, getImage for pictures. queryData finds anything by its fields.",
        ),
    ),
    (
        "plan_analyzeTask",
        Calls(
            "acknowledgeRequest takes what is wanted and your plan, searchTools finds the tool for each step and finalAnswer says what came of it.",
        ),
    ),
    (
        "publish_page",
        Calls(
            "A page is public as soon as it is there: createPage, then createSection for each part.",
        ),
    ),
    (
        "send_invoice",
        Calls(
            "sendMessage with the invoice among `attachments`, once a mailbox is connected; else getInvoice makes the file with `pdf`.",
        ),
    ),
    (
        "send_email_from_template",
        Calls(
            "sendMessage sends an e-mail in words of its own, or a WhatsApp message from a template.",
        ),
    ),
    (
        "check_oauth_connection",
        Calls("searchTools says of a tool that needs a connection whether it has one."),
    ),
    (
        "process_payment",
        Nowhere(
            "Payments are taken with a service of the person's own. createPayment notes what is paid.",
        ),
    ),
    (
        "send_bulk_crm_email",
        Nowhere(
            "E-mail to many is sent from a program of the person's own. getContact lists the addresses.",
        ),
    ),
];

/// The way here for what `name` is elsewhere, or for one of our own names that is written otherwise; also where a host
/// has put the name of the server before it: `mcp__deskhand__getPage`, `deskhand.getPage`.
pub fn older(name: &str) -> Option<Way> {
    std::iter::once(name).chain(without_prefix(name)).find_map(way)
}

fn way(name: &str) -> Option<Way> {
    let wanted = letters(name);
    let found = OLDER_NAMES.iter().find(|(older, _)| letters(older) == wanted);
    let own = || super::all().map(|(_, tool)| tool.spec().name).find(|own| letters(own) == wanted);
    found.map(|(_, way)| *way).or_else(|| own().map(Call))
}

/// What is left of a name without what hosts put before it, the longest first.
fn without_prefix(name: &str) -> impl Iterator<Item = &str> {
    // Hosts know servers by names that people give them, so any may stand before what separates nothing else.
    const SEPARATORS: [&str; 5] = ["__", ".", "/", ":", "--"];
    // A dash or a line may stand inside a name, so only what is surely a prefix goes before one.
    const PREFIXES: [&str; 5] = ["mcp", "deskhand", "functions", "tools", "default_api"];
    let starts = name.char_indices().filter(|(_, c)| !c.is_alphanumeric());
    starts.filter_map(|(at, separator)| {
        let (before, rest) = (name.get(..at)?, name.get(at + separator.len_utf8()..)?);
        let is_split = SEPARATORS
            .iter()
            .any(|it| name.get(..at + separator.len_utf8()).is_some_and(|all| all.ends_with(it)));
        let lower = before.to_ascii_lowercase();
        let is_known = PREFIXES.iter().any(|prefix| {
            lower
                .strip_prefix(prefix)
                .is_some_and(|more| more.is_empty() || !more.starts_with(char::is_alphanumeric))
        });
        (is_split || is_known).then_some(rest)
    })
}

/// The letters that make the name, whatever stands between them.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
