//! The rows of a site that warnings are made of: everything that the public sees, by a fixed number of statements,
//! each with a bound.

mod addresses;
mod parts;

use std::collections::HashMap;

use serde_json::{Value, json};

use super::text::word;
use crate::{
    error::Result,
    principal::HOME,
    site::warnings::{
        self, Warning,
        rows::{CollectionRow, MenuRow, PageRow, PartKind, SiteRows},
    },
    store::{Param, Row, Sql, TenantRead, portable},
};

/// The most rows that are read of each kind. A site with more is read in part, the newest first.
const PAGES_MAX: usize = 1_000;
const SECTIONS_MAX: usize = 4_000;
const ARTICLES_MAX: usize = 1_000;
const PACKAGES_MAX: usize = 500;
const ITEMS_MAX: usize = 500;

/// What is wrong with the site, as far as the agent may read it, the most important first.
pub fn warnings(db: &TenantRead<'_>) -> Result<Vec<Warning>> {
    Ok(warnings::of(&inspected(db)?))
}

/// The rows of the site that the agent may read.
fn inspected(db: &TenantRead<'_>) -> Result<SiteRows> {
    let mut site = SiteRows { is_whole: true, ..SiteRows::default() };
    let own = db.site()?;
    site.country.clone_from(&own.country);
    site.pages = pages(db)?;
    parts::read(db, &mut site)?;
    menu(db, &mut site)?;
    site.parts.push(parts::of_site(&own));
    // What an agent may not read is not there for it, and so nothing can be said of what leads to it.
    let may = |kind| db.may_read(kind);
    let reads_all = ["page", "post", "entry", "package", "navItem"].into_iter().all(may);
    site.is_whole &= reads_all && site.pages.len() < PAGES_MAX;
    images(db, &mut site)?;
    addresses::look_up(db, &mut site)?;
    if !reads_all {
        hide(db, &mut site);
    }
    Ok(site)
}

/// Takes out what the agent may not read.
fn hide(db: &TenantRead<'_>, site: &mut SiteRows) {
    site.parts.retain(|part| {
        db.may_read(match part.kind {
            PartKind::Section => "page",
            PartKind::Post => "post",
            PartKind::Entry => "entry",
            PartKind::Package => "package",
            PartKind::Site => "site",
        })
    });
    if !db.may_read("page") {
        site.pages.clear();
    }
    if !db.may_read("navItem") {
        site.menu.clear();
    }
    // Whatever it is, its name is not theirs to hear.
    for found in site.found.values_mut().filter(|found| !found.is_public) {
        found.name.clear();
    }
}

fn pages(db: &TenantRead<'_>) -> Result<Vec<PageRow>> {
    const PAGES: Sql = Sql::scoped(
        "SELECT id, name, path, parent_id, indexing, meta FROM page
         WHERE tenant_id = :tenant ORDER BY id DESC LIMIT :most",
    );
    db.all(&PAGES, &[(":most", most(PAGES_MAX))], |row| {
        let (path, meta) = (row.text("path")?, row.json::<Value>("meta")?);
        Ok(PageRow {
            id: row.text("id")?,
            name: row.text("name")?,
            path: if path == HOME { String::new() } else { path },
            has_parent: row.text_or_none("parent_id")?.is_some(),
            indexing: row.flag("indexing")?,
            title: word(&meta, "title"),
            description: word(&meta, "description"),
        })
    })
}

/// A bound on the rows of a statement.
pub(super) fn most(count: usize) -> Param<'static> {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

struct Item {
    row: MenuRow,
    parent: Option<String>,
    is_visible: bool,
    is_header: bool,
}

/// The items of header and footer that are shown.
fn menu(db: &TenantRead<'_>, site: &mut SiteRows) -> Result<()> {
    const ITEMS: Sql = Sql::scoped(
        "SELECT i.id, i.parent_id, i.label, i.target_type, i.url, i.visible,
                coalesce(i.target_page_id, i.target_entry_id, i.target_post_id) AS target, n.key
         FROM navigation n
         JOIN nav_item i ON i.tenant_id = n.tenant_id AND i.navigation_id = n.id
         WHERE n.tenant_id = :tenant AND n.key IN ('header', 'footer') LIMIT :most",
    );
    let read = |row: &Row<'_>| {
        let url = row.text_or_none("url")?;
        let is_url = row.text("target_type")? == "url";
        Ok(Item {
            parent: row.text_or_none("parent_id")?,
            is_visible: row.flag("visible")?,
            is_header: row.text("key")? == "header",
            row: MenuRow {
                id: row.text("id")?,
                label: row.text("label")?,
                target: row.text_or_none("target")?,
                url: url.filter(|_| is_url),
            },
        })
    };
    let items = db.all(&ITEMS, &[(":most", most(ITEMS_MAX))], read)?;
    site.is_whole &= items.len() < ITEMS_MAX;
    site.has_own_header = items.iter().any(|item| item.is_header);
    let by_id: HashMap<&str, &Item> = items.iter().map(|item| (&*item.row.id, item)).collect();
    let is_shown = |item: &Item| {
        let mut at = Some(item);
        // A menu has three levels; one that goes round in a circle has more.
        for _ in 0..8 {
            let Some(item) = at else { return true };
            if !item.is_visible {
                return false;
            }
            at = item.parent.as_deref().and_then(|parent| by_id.get(parent).copied());
        }
        false
    };
    let shown: Vec<bool> = items.iter().map(is_shown).collect();
    let shown = items.into_iter().zip(shown).filter(|(_, is_shown)| *is_shown);
    site.menu = shown.map(|(item, _)| item.row).collect();
    Ok(())
}

/// The names of the pictures that have no description where they are placed, and whether they have one of their own.
fn images(db: &TenantRead<'_>, site: &mut SiteRows) -> Result<()> {
    const IMAGES: Sql = Sql::scoped(portable!(
        "SELECT id, file_name, description, credit FROM image
         WHERE tenant_id = :tenant AND id IN {list :ids}"
    ));
    let placed = site.parts.iter().flat_map(|part| &part.pictures);
    let mut ids: Vec<&str> =
        placed.filter(|it| it.alt.is_none()).map(|it| it.image.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let ids = json!(ids).to_string();
    let read = |row: &Row<'_>| {
        let credit = row.text_or_none("credit")?;
        let credit: Value =
            credit.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default();
        let has_words =
            !row.text("description")?.trim().is_empty() || word(&credit, "caption").is_some();
        Ok((row.text("id")?, (row.text("file_name")?, has_words)))
    };
    site.images = db.all(&IMAGES, &[(":ids", ids.into())], read)?.into_iter().collect();
    Ok(())
}

/// The collections, with the fields of their entries.
fn collections(db: &TenantRead<'_>) -> Result<Vec<(CollectionRow, Value)>> {
    const COLLECTIONS: Sql = Sql::scoped(
        "SELECT id, slug, name, fields FROM collection WHERE tenant_id = :tenant LIMIT :most",
    );
    db.all(&COLLECTIONS, &[(":most", most(PAGES_MAX))], |row| {
        let (id, slug, name) = (row.text("id")?, row.text("slug")?, row.text("name")?);
        Ok((CollectionRow { id, slug, name }, row.json("fields")?))
    })
}
