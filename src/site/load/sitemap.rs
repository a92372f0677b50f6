//! The addresses of a site that search engines may list, and where moved ones lead.
//!
//! The day of an address is that of what it shows: its sections, its packages, what is in its collection. Nothing here
//! is made new by the day on which it is asked for.

use std::collections::HashMap;

use serde_json::Value;

use super::inspected::most;
use crate::{
    error::Result,
    principal::HOME,
    site::{format::format_date, view::SitemapEntry},
    store::{Row, Sql, TenantRead, portable},
    value::Zone,
};

/// The most addresses, and the most contents that are read for their pictures.
const ENTRIES_MAX: usize = 250_000;
const CONTENTS_MAX: usize = 20_000;

/// The most pictures that are told of an address.
const IMAGES_MAX: usize = 50;

/// An address, and what its pictures are found by: the id of its page, post or entry.
struct Listed {
    path: String,
    id: String,
    changed: i64,
}

const PAGES: Sql = Sql::scoped(
    "SELECT p.id, p.path, p.updated_at,
            (SELECT max(s.updated_at) FROM section s
             WHERE s.tenant_id = p.tenant_id AND s.page_id = p.id AND s.status = 'published' AND s.hidden = 0) AS inside,
            (SELECT max(k.updated_at) FROM package k
             WHERE k.tenant_id = p.tenant_id AND k.active = 1 AND EXISTS (
               SELECT 1 FROM section s
               JOIN section_template t ON t.tenant_id = s.tenant_id AND t.id = s.template_id
               WHERE s.tenant_id = p.tenant_id AND s.page_id = p.id AND t.key = 'services')) AS beside
     FROM page p WHERE p.tenant_id = :tenant AND p.indexing = 1 ORDER BY p.path LIMIT :most",
);
const COLLECTIONS: Sql = Sql::scoped(
    "SELECT c.id, c.slug AS path, c.updated_at,
            (SELECT max(o.updated_at) FROM post o
             WHERE o.tenant_id = c.tenant_id AND o.collection_id = c.id AND o.status = 'published') AS inside,
            (SELECT max(e.updated_at) FROM entry e
             WHERE e.tenant_id = c.tenant_id AND e.collection_id = c.id AND e.status = 'published') AS beside
     FROM collection c
     WHERE c.tenant_id = :tenant
       AND NOT EXISTS (SELECT 1 FROM page p
                       WHERE p.tenant_id = c.tenant_id AND p.path = c.slug AND p.indexing = 0)
     ORDER BY c.slug LIMIT :most",
);
const POSTS: Sql = Sql::scoped(
    "SELECT o.id, c.slug || '/' || o.slug AS path, o.updated_at, NULL AS inside, NULL AS beside FROM post o
     JOIN collection c ON c.tenant_id = o.tenant_id AND c.id = o.collection_id
     WHERE o.tenant_id = :tenant AND o.status = 'published'
     ORDER BY o.published_at DESC NULLS LAST, o.id DESC LIMIT :most",
);
const ENTRIES: Sql = Sql::scoped(
    "SELECT e.id, c.slug || '/' || e.slug AS path, e.updated_at, NULL AS inside, NULL AS beside FROM collection c
     JOIN entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
     WHERE c.tenant_id = :tenant AND e.status = 'published'
     ORDER BY e.collection_id, e.sort_order, e.id LIMIT :most",
);

/// Indexable pages, collections with published content, and that content.
pub(super) fn sitemap(db: &TenantRead<'_>) -> Result<Vec<SitemapEntry>> {
    let read = |statement: &Sql, most_of: usize| {
        db.all(statement, &[(":most", most(most_of))], |row| {
            let times = [row.integer_or_none("inside")?, row.integer_or_none("beside")?];
            let changed = times.into_iter().flatten().fold(row.integer("updated_at")?, i64::max);
            let has_content = times.iter().any(Option::is_some);
            Ok((Listed { path: row.text("path")?, id: row.text("id")?, changed }, has_content))
        })
    };
    let mut all: Vec<Listed> = read(&PAGES, ENTRIES_MAX)?.into_iter().map(|(it, _)| it).collect();
    for (collection, has_content) in read(&COLLECTIONS, ENTRIES_MAX)? {
        // A page at its address shows its list.
        match all.iter_mut().find(|page| page.path == collection.path) {
            Some(page) => page.changed = page.changed.max(collection.changed),
            None if has_content => all.push(collection),
            None => {}
        }
    }
    for statement in [&POSTS, &ENTRIES] {
        let left = ENTRIES_MAX.saturating_sub(all.len());
        all.extend(read(statement, left)?.into_iter().map(|(listed, _)| listed));
    }
    let images = images(db)?;
    let zone = db.zone()?;
    Ok(all.into_iter().map(|listed| entry(listed, &images, &zone)).collect())
}

fn entry(listed: Listed, images: &HashMap<String, Vec<String>>, zone: &Zone) -> SitemapEntry {
    SitemapEntry {
        path: if listed.path == HOME { String::new() } else { listed.path },
        changed: format_date(listed.changed, zone),
        images: images.get(&listed.id).cloned().unwrap_or_default(),
        alternates: Vec::new(),
    }
}

/// The addresses of the pictures that each page, post and entry shows, by its id.
fn images(db: &TenantRead<'_>) -> Result<HashMap<String, Vec<String>>> {
    const SHOWN: Sql = Sql::scoped(portable!(
        "SELECT s.page_id AS id, s.content AS content FROM section s
         JOIN page p ON p.tenant_id = s.tenant_id AND p.id = s.page_id
         WHERE s.tenant_id = :tenant AND s.status = 'published' AND s.hidden = 0 AND p.indexing = 1
           AND {position s.content, 'imageId'} > 0
         UNION ALL
         SELECT o.id, {member o.content, 'cover'} FROM post o
         WHERE o.tenant_id = :tenant AND o.status = 'published' AND {position o.content, 'imageId'} > 0
         UNION ALL
         SELECT e.id, e.content FROM entry e
         WHERE e.tenant_id = :tenant AND e.status = 'published' AND {position e.content, 'imageId'} > 0
         LIMIT :most"
    ));
    const FILES: Sql =
        Sql::scoped("SELECT id, url FROM image WHERE tenant_id = :tenant LIMIT :most");
    let contents = (":most", most(CONTENTS_MAX));
    let shown = db.all(&SHOWN, &[contents], |row| {
        let content = row.text_or_none("content")?.unwrap_or_default();
        Ok((row.text("id")?, serde_json::from_str::<Value>(&content).unwrap_or_default()))
    })?;
    if shown.is_empty() {
        return Ok(HashMap::new());
    }
    let file = |row: &Row<'_>| Ok((row.text("id")?, row.text("url")?));
    let files: HashMap<String, String> =
        db.all(&FILES, &[(":most", most(ENTRIES_MAX))], file)?.into_iter().collect();
    let mut images: HashMap<String, Vec<String>> = HashMap::new();
    for (id, content) in shown {
        let own = images.entry(id).or_default();
        collect(&content, &files, own);
    }
    Ok(images)
}

fn collect(content: &Value, files: &HashMap<String, String>, found: &mut Vec<String>) {
    match content {
        Value::Object(fields) => {
            let id = fields.get("imageId").and_then(Value::as_str);
            let file = id.and_then(|id| files.get(id)).filter(|file| !found.contains(file));
            if let Some(file) = file.filter(|_| found.len() < IMAGES_MAX) {
                found.push(file.clone());
            }
            fields.values().for_each(|field| collect(field, files, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, files, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The paths that have moved, and those that they lead to now, in order.
pub(super) fn redirects(db: &TenantRead<'_>) -> Result<Vec<(String, String)>> {
    const MOVED: Sql = Sql::scoped(
        "SELECT r.path AS was, p.path AS target FROM redirect r
         JOIN page p ON p.tenant_id = r.tenant_id AND p.id = r.page_id
         WHERE r.tenant_id = :tenant
         UNION ALL
         SELECT c.slug || '/' || r.slug, c.slug || '/' || o.slug FROM post_redirect r
         JOIN post o ON o.tenant_id = r.tenant_id AND o.id = r.post_id
         JOIN collection c ON c.tenant_id = o.tenant_id AND c.id = o.collection_id
         WHERE r.tenant_id = :tenant AND o.status = 'published'
         ORDER BY was LIMIT :most",
    );
    let target = |path: String| if path == HOME { String::new() } else { path };
    db.all(&MOVED, &[(":most", most(ENTRIES_MAX))], |row| {
        Ok((row.text("was")?, target(row.text("target")?)))
    })
}
