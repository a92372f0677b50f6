//! What is at the addresses that the site links to.

use serde_json::json;

use crate::{
    error::Result,
    principal::HOME,
    site::warnings::{
        rows::{Found, SiteRows},
        targets,
    },
    store::{Row, Sql, TenantRead, portable},
};

/// The most addresses that are looked up.
const LOOKED_UP_MAX: usize = 2_000;

/// The most images whose files are read.
const IMAGES_MAX: usize = 5_000;

/// Looks up every address of the site that something links to.
pub(super) fn look_up(db: &TenantRead<'_>, site: &mut SiteRows) -> Result<()> {
    let mut linked: Vec<String> = targets(site).into_iter().collect();
    linked.sort_unstable();
    if linked.iter().any(|path| path.starts_with("uploads/")) {
        site.files = files(db)?;
    }
    linked.retain(|path| !path.starts_with("uploads/"));
    if linked.len() > LOOKED_UP_MAX {
        site.is_whole = false;
    }
    let parts = linked.iter().take(LOOKED_UP_MAX).map(|path| match path.split_once('/') {
        Some((collection, slug)) => json!({ "at": path, "collection": collection, "slug": slug }),
        None if path.is_empty() => json!({ "at": HOME, "home": path }),
        None => json!({ "at": path }),
    });
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        return Ok(());
    }
    let addresses = json!(parts).to_string();
    let found = db.all(&FOUND, &[(":addresses", addresses.into())], found)?;
    for (path, found) in found {
        let path = if path == HOME { String::new() } else { path };
        // Where something is, it stands in for a redirect.
        if found.leads_on.is_none() || !site.found.contains_key(&path) {
            site.found.insert(path, found);
        }
    }
    // A list that was cut knows nothing of the rest.
    for path in linked.into_iter().skip(LOOKED_UP_MAX) {
        let found = Found { is_public: true, name: String::new(), leads_on: None };
        site.found.insert(path, found);
    }
    // Both are the home page.
    let home = site.found.get("").cloned();
    site.found.extend(home.map(|home| (HOME.to_owned(), home)));
    Ok(())
}

const FOUND: Sql = Sql::scoped(portable!(
    "SELECT {member cte_at.value, 'at'} AS address, p.name AS name, p.path AS leads_on, 'published' AS status
     FROM {objects :addresses, cte_at}
     {ordered_join} redirect r ON r.tenant_id = :tenant AND r.path = {member cte_at.value, 'at'}
     {ordered_join} page p ON p.tenant_id = r.tenant_id AND p.id = r.page_id
     UNION ALL
     SELECT {member cte_at.value, 'at'}, o.title, c.slug || '/' || o.slug, o.status
     FROM {objects :addresses, cte_at}
     {ordered_join} post_redirect r ON r.tenant_id = :tenant AND r.slug = {member cte_at.value, 'slug'}
     {ordered_join} post o ON o.tenant_id = r.tenant_id AND o.id = r.post_id
     {ordered_join} collection c ON c.tenant_id = o.tenant_id AND c.id = o.collection_id
     WHERE c.slug = {member cte_at.value, 'collection'}
     UNION ALL
     SELECT {member cte_at.value, 'at'}, c.name, '', 'published' FROM {objects :addresses, cte_at}
     {ordered_join} collection c ON c.tenant_id = :tenant AND c.slug = {member cte_at.value, 'at'}
     UNION ALL
     SELECT {member cte_at.value, 'at'}, o.title, '', o.status FROM {objects :addresses, cte_at}
     {ordered_join} post o ON o.tenant_id = :tenant AND o.slug = {member cte_at.value, 'slug'}
     {ordered_join} collection c ON c.tenant_id = o.tenant_id AND c.id = o.collection_id
     WHERE c.slug = {member cte_at.value, 'collection'}
     UNION ALL
     SELECT {member cte_at.value, 'at'}, e.title, '', e.status FROM {objects :addresses, cte_at}
     {ordered_join} collection c ON c.tenant_id = :tenant AND c.slug = {member cte_at.value, 'collection'}
     {ordered_join} entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
       AND e.slug = {member cte_at.value, 'slug'}
     UNION ALL
     SELECT {member cte_at.value, 'at'}, p.name, '', 'published' FROM {objects :addresses, cte_at}
     {ordered_join} page p ON p.tenant_id = :tenant AND p.path = {member cte_at.value, 'at'}"
));

fn found(row: &Row<'_>) -> Result<(String, Found)> {
    let leads_on = row.text("leads_on")?;
    let leads_on = if leads_on == HOME { String::new() } else { leads_on };
    let is_redirect = !row.text("leads_on")?.is_empty();
    Ok((
        row.text("address")?,
        Found {
            is_public: row.text("status")? == "published",
            name: row.text("name")?,
            leads_on: is_redirect.then_some(leads_on),
        },
    ))
}

/// The names of all picture files; `None` if there are more than are read.
fn files(db: &TenantRead<'_>) -> Result<Option<Vec<String>>> {
    const FILES: Sql =
        Sql::scoped("SELECT url, sizes FROM image WHERE tenant_id = :tenant LIMIT :most");
    let most = i64::try_from(IMAGES_MAX).unwrap_or(i64::MAX);
    let images = db.all(&FILES, &[(":most", most.into())], |row| {
        let sizes: serde_json::Value = row.json("sizes")?;
        let sizes = sizes.as_array().into_iter().flatten();
        let urls = sizes.filter_map(|size| size.get("url")?.as_str().map(str::to_owned));
        let all: Vec<String> = urls.chain([row.text("url")?]).collect();
        Ok(all)
    })?;
    let is_whole = images.len() < IMAGES_MAX;
    let names = images.into_iter().flatten();
    let names = names.filter_map(|url| url.strip_prefix("/uploads/").map(str::to_owned));
    Ok(is_whole.then(|| names.collect()))
}
