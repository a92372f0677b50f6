//! Menus: the items of a navigation with the addresses of their targets.

use crate::{
    error::Result,
    principal::HOME,
    site::view::{Current, NavItemView},
    store::{
        Row, Sql, TenantRead,
        entity::{NavItemRow, PageRow, Table as _},
    },
};

/// The most pages in an automatic header, which has one line.
const ROOT_PAGES_MAX: i64 = 7;

/// The most items that are read.
const ITEMS_MAX: i64 = 500;

/// The most levels of a menu.
const LEVELS_MAX: usize = 3;

struct Item {
    id: String,
    parent: Option<String>,
    visible: bool,
    /// Whether the target is archived, so that nobody may see it.
    archived: bool,
    /// The page that it leads to, and what that is called.
    page: Option<(String, String)>,
    view: NavItemView,
}

/// The items of the navigation with this key; `None` if it has no items at all.
pub(super) fn menu(db: &TenantRead<'_>, key: &str, path: &str) -> Result<Option<Vec<NavItemView>>> {
    const ITEMS: Sql = Sql::scoped(
        "SELECT i.id, i.parent_id, i.label, i.target_type, i.url, i.visible, i.button, p.path AS page_path,
                p.id AS page_id, p.name AS page_name,
                m.url AS image_url, coalesce(e.status, o.status) AS status,
                coalesce(ec.slug, oc.slug) AS collection, coalesce(e.slug, o.slug) AS slug
         FROM navigation n
         JOIN nav_item i ON i.tenant_id = n.tenant_id AND i.navigation_id = n.id
         LEFT JOIN page p ON p.tenant_id = i.tenant_id AND p.id = i.target_page_id
         LEFT JOIN image m ON m.tenant_id = i.tenant_id AND m.id = i.target_image_id
         LEFT JOIN entry e ON e.tenant_id = i.tenant_id AND e.id = i.target_entry_id
         LEFT JOIN collection ec ON ec.tenant_id = e.tenant_id AND ec.id = e.collection_id
         LEFT JOIN post o ON o.tenant_id = i.tenant_id AND o.id = i.target_post_id
         LEFT JOIN collection oc ON oc.tenant_id = o.tenant_id AND oc.id = o.collection_id
         WHERE n.tenant_id = :tenant AND n.key = :key
         ORDER BY i.sort_order, i.id LIMIT :most",
    );
    let params = [(":key", key.into()), (":most", ITEMS_MAX.into())];
    let mut items = db.all(&ITEMS, &params, |row| item(row, path))?;
    let pages = items.iter().filter_map(|item| Some(&item.page.as_ref()?.0));
    let layers = db.layers(items.iter().map(|item| &item.id).chain(pages))?;
    for item in &mut items {
        let label = &mut item.view.label;
        let is_own = layers.put((&NavItemRow::ENTITY, &item.id), [("label", label)])?;
        // An item that is called as its page is called so in every language.
        if let Some((page, name)) = item.page.as_mut().filter(|(_, name)| is_own && name == label) {
            layers.put((&PageRow::ENTITY, page), [("name", &mut *name)])?;
            label.clone_from(name);
        }
    }
    Ok((!items.is_empty()).then(|| below(&items, None, LEVELS_MAX)))
}

/// The pages at the root of the site, for a header without items.
pub(super) fn root_pages(db: &TenantRead<'_>, path: &str) -> Result<Vec<NavItemView>> {
    const ROOTS: Sql = Sql::scoped(
        "SELECT id, name, path FROM page
         WHERE tenant_id = :tenant AND parent_id IS NULL AND path <> :home ORDER BY id LIMIT :most",
    );
    let most = (":most", ROOT_PAGES_MAX.into());
    let pages = db.all(&ROOTS, &[(":home", HOME.into()), most], |row| {
        let (label, target) = (row.text("name")?, row.text("path")?);
        Ok((row.text("id")?, leading_to(label, Some(format!("/{target}")), path)))
    })?;
    let layers = db.layers(pages.iter().map(|(id, _)| id))?;
    let called = |(id, mut view): (String, NavItemView)| {
        layers.put((&PageRow::ENTITY, &id), [("name", &mut view.label)])?;
        Ok(view)
    };
    pages.into_iter().map(called).collect()
}

fn item(row: &Row<'_>, path: &str) -> Result<Item> {
    let (collection, slug) = (row.text_or_none("collection")?, row.text_or_none("slug")?);
    let href = match row.text("target_type")?.as_str() {
        "page" => row
            .text_or_none("page_path")?
            .map(|path| if path == HOME { "/".to_owned() } else { format!("/{path}") }),
        "entry" | "post" => {
            collection.zip(slug).map(|(collection, slug)| format!("/{collection}/{slug}"))
        }
        "media" => row.text_or_none("image_url")?,
        "url" => row.text_or_none("url")?,
        _ => None,
    };
    let status = row.text_or_none("status")?;
    let mut view = leading_to(row.text("label")?, href, path);
    view.public = status.as_deref().is_none_or(|status| status == "published");
    view.button = row.flag("button")?;
    Ok(Item {
        id: row.text("id")?,
        parent: row.text_or_none("parent_id")?,
        visible: row.flag("visible")?,
        archived: status.as_deref() == Some("archived"),
        page: row.text_or_none("page_id")?.zip(row.text_or_none("page_name")?),
        view,
    })
}

fn leading_to(label: String, href: Option<String>, path: &str) -> NavItemView {
    let target = href.as_deref().and_then(|href| href.strip_prefix('/'));
    let target = target.and_then(|target| target.split(['?', '#']).next());
    let current =
        target.map_or(Current::No, |target| Current::of(target.trim_end_matches('/'), path));
    NavItemView { label, href, current, public: true, button: false, children: Vec::new() }
}

/// The visible children of an item, or the top-level items, with everything below them.
fn below(items: &[Item], parent: Option<&str>, levels: usize) -> Vec<NavItemView> {
    let Some(levels) = levels.checked_sub(1) else { return Vec::new() };
    let here = items.iter().filter(|item| item.visible && item.parent.as_deref() == parent);
    here.filter_map(|item| {
        let mut view = item.view.clone();
        view.children = below(items, Some(&item.id), levels);
        if item.archived {
            // The item stays as a heading, so that its children can be reached.
            (view.href, view.public) = (None, true);
        }
        (!item.archived || !view.children.is_empty()).then_some(view)
    })
    .collect()
}
