//! Names that agents know from elsewhere, and the tools that do the same here.
//!
//! `docs/migration.md` says the same with examples; a test holds the two together.

/// Each older name with the tool of ours.
pub const OLDER_NAMES: &[(&str, &str)] = &[
    ("crm.contact.create", "createContact"),
    ("crm.contact.update", "updateContact"),
    ("crm.contact.read", "getContact"),
    ("crm.contact.list", "getContact"),
    ("crm.contact.delete", "deleteContact"),
    ("crm.tag.add", "updateContact"),
    ("crm.tag.remove", "updateContact"),
    ("crm.order.create", "createOrder"),
    ("crm.order.updateStatus", "updateOrder"),
    ("whatsapp.message.send", "sendMessage"),
    ("whatsapp.message.list", "getConversation"),
    ("whatsapp.template.send", "sendMessage"),
    ("whatsapp.template.list", "getMessageTemplate"),
    ("whatsapp.conversation.list", "getConversation"),
    ("whatsapp.conversation.assign", "updateConversation"),
    ("whatsapp.conversation.close", "updateConversation"),
    ("cms_list_pages", "getPage"),
    ("cms_get_page", "getPage"),
    ("cms_create_page", "createPage"),
    ("cms_update_page", "updatePage"),
    ("cms_delete_page", "deletePage"),
    ("cms_list_section_templates", "getSectionTemplate"),
    ("cms_get_section_template", "getSectionTemplate"),
    ("cms_list_sections", "getSection"),
    ("cms_get_section", "getSection"),
    ("cms_create_section", "createSection"),
    ("cms_update_section", "updateSection"),
    ("cms_update_section_image", "updateSection"),
    ("cms_move_section", "updateSection"),
    ("cms_delete_section", "deleteSection"),
    ("cms_list_images", "getImage"),
    ("cms_get_image", "getImage"),
    ("cms_search_images", "getImage"),
    ("cms_upload_image", "createImage"),
    ("cms_update_image", "updateImage"),
    ("cms_delete_image", "deleteImage"),
    ("cms_list_posts", "getPost"),
    ("cms_get_post", "getPost"),
    ("cms_create_post", "createPost"),
    ("cms_update_post", "updatePost"),
    ("cms_publish_post", "updatePost"),
    ("cms_archive_post", "updatePost"),
    ("cms_delete_post", "deletePost"),
    ("cms_list_nav_items", "getNavItem"),
    ("cms_create_nav_item", "createNavItem"),
    ("cms_update_nav_item", "updateNavItem"),
    ("cms_delete_nav_item", "deleteNavItem"),
    ("cms_list_entries", "getEntry"),
    ("cms_get_entry", "getEntry"),
    ("cms_create_entry", "createEntry"),
    ("cms_update_entry", "updateEntry"),
    ("cms_delete_entry", "deleteEntry"),
    ("cms_list_collections", "queryData"),
    ("pexels_search_photos", "browseImages"),
    ("pexels_import_photo", "importImage"),
    ("unsplash_search_photos", "browseImages"),
    ("unsplash_import_photo", "importImage"),
    ("web_search", "searchWeb"),
    ("web_research", "searchWeb"),
    ("web_fetch", "fetchContent"),
    ("web_request", "httpGet"),
];

/// The tool that does here what `name` does elsewhere. Dots, dashes, underscores and capitals make no difference.
pub fn today(name: &str) -> Option<&'static str> {
    let wanted = letters(name);
    let found = OLDER_NAMES.iter().find(|(older, _)| letters(older) == wanted);
    found.map(|(_, tool)| *tool)
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '.' | '-' | '_' | '/'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}
