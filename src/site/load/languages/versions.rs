//! In which languages a page is, and where it is in each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{localized, place};
use crate::{
    error::Result,
    principal::HOME,
    store::{Sql, TenantRead, portable},
};

/// The other languages of the site in which what is at a path of its own is translated, each with the path there.
///
/// `own` is the path in the site's own language, empty for the home page. Two statements, and none where the site has
/// one language.
///
/// # Errors
/// When the store cannot be read.
pub fn versions(db: &TenantRead<'_>, own: &str) -> Result<BTreeMap<String, String>> {
    const IN: Sql = Sql::scoped(
        "SELECT t.locale AS locale FROM page p
         JOIN translation t ON t.tenant_id = p.tenant_id AND t.thing = p.id
         WHERE p.tenant_id = :tenant AND p.path = :path
         UNION
         SELECT t.locale FROM page p
         JOIN section s ON s.tenant_id = p.tenant_id AND s.page_id = p.id
         JOIN translation t ON t.tenant_id = s.tenant_id AND t.thing = s.id
         WHERE p.tenant_id = :tenant AND p.path = :path
         UNION
         SELECT t.locale FROM collection c
         JOIN post o ON o.tenant_id = c.tenant_id AND o.collection_id = c.id
         JOIN translation t ON t.tenant_id = o.tenant_id AND t.thing = o.id
         WHERE c.tenant_id = :tenant AND c.slug = :collection
           AND (o.slug = :slug OR (:slug = '' AND o.status = 'published'))
         UNION
         SELECT t.locale FROM collection c
         JOIN entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
         JOIN translation t ON t.tenant_id = e.tenant_id AND t.thing = e.id
         WHERE c.tenant_id = :tenant AND c.slug = :collection
           AND (e.slug = :slug OR (:slug = '' AND e.status = 'published'))",
    );
    const SLUGS: Sql = Sql::scoped(portable!(
        "SELECT t.locale AS locale, p.path AS path, t.slug AS slug FROM page p
         JOIN translation t ON t.tenant_id = p.tenant_id AND t.thing = p.id AND t.slug IS NOT NULL
         WHERE p.tenant_id = :tenant AND p.path IN {list :above}
         UNION ALL
         SELECT t.locale, :path, t.slug FROM collection c
         JOIN post o ON o.tenant_id = c.tenant_id AND o.collection_id = c.id
         JOIN translation t ON t.tenant_id = o.tenant_id AND t.thing = o.id AND t.slug IS NOT NULL
         WHERE c.tenant_id = :tenant AND c.slug = :collection AND o.slug = :slug
         UNION ALL
         SELECT t.locale, :path, t.slug FROM collection c
         JOIN entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
         JOIN translation t ON t.tenant_id = e.tenant_id AND t.thing = e.id AND t.slug IS NOT NULL
         WHERE c.tenant_id = :tenant AND c.slug = :collection AND e.slug = :slug"
    ));
    let site = db.site()?;
    if site.locales.is_empty() {
        return Ok(BTreeMap::new());
    }
    let path = if own.is_empty() { HOME } else { own };
    let (collection, slug) = path.split_once('/').unwrap_or((path, ""));
    let named =
        [(":path", path.into()), (":collection", collection.into()), (":slug", slug.into())];
    let found: BTreeSet<String> =
        db.all(&IN, &named, |row| row.text("locale"))?.into_iter().collect();
    let found: Vec<&String> =
        site.locales.iter().filter(|locale| found.contains(*locale)).collect();
    if found.is_empty() {
        return Ok(BTreeMap::new());
    }
    let above = above(path);
    let [path_param, collection, slug] = named;
    let params = [path_param, collection, slug, (":above", json!(above).to_string().into())];
    let slugs = db.all(&SLUGS, &params, |row| {
        Ok((row.text("locale")?, row.text("path")?, row.text("slug")?))
    })?;
    let versions = found.into_iter().map(|locale| {
        let own_slugs = slugs.iter().filter(|(of, ..)| of == locale);
        let own_slugs = own_slugs.map(|(_, path, slug)| (path.as_str(), slug.as_str())).collect();
        let here = if path == HOME { String::new() } else { localized(path, &own_slugs) };
        let between = if here.is_empty() { "" } else { "/" };
        (locale.clone(), format!("{}{between}{here}", place(locale)))
    });
    Ok(versions.collect())
}

/// A path and all above it, but for the home page, whose slug is in no address.
fn above(path: &str) -> Vec<&str> {
    path.char_indices()
        .filter(|(_, letter)| *letter == '/')
        .filter_map(|(at, _)| path.get(..at))
        .chain(std::iter::once(path))
        .filter(|path| *path != HOME)
        .collect()
}
