//! The pages of a site that search engines may list.

use crate::{
    error::Result,
    principal::HOME,
    site::{format::format_date, view::SitemapEntry},
    store::{Row, Sql, TenantRead},
    value::Zone,
};

/// The most addresses that a sitemap may have.
const ENTRIES_MAX: usize = 50_000;

/// Indexable pages, collections with published content, and that content.
pub(super) fn sitemap(db: &TenantRead<'_>) -> Result<Vec<SitemapEntry>> {
    const PAGES: Sql = Sql::scoped(
        "SELECT path, updated_at FROM page WHERE tenant_id = :tenant AND indexing = 1
         ORDER BY path LIMIT :most",
    );
    const COLLECTIONS: Sql = Sql::scoped(
        "SELECT c.slug AS path, c.updated_at FROM collection c
         WHERE c.tenant_id = :tenant
           AND NOT EXISTS (SELECT 1 FROM page p WHERE p.tenant_id = c.tenant_id AND p.path = c.slug)
           AND (EXISTS (SELECT 1 FROM post o WHERE o.tenant_id = c.tenant_id
                        AND o.collection_id = c.id AND o.status = 'published')
             OR EXISTS (SELECT 1 FROM entry e WHERE e.tenant_id = c.tenant_id
                        AND e.collection_id = c.id AND e.status = 'published'))
         ORDER BY c.slug LIMIT :most",
    );
    const POSTS: Sql = Sql::scoped(
        "SELECT c.slug || '/' || o.slug AS path, o.updated_at FROM post o
         JOIN collection c ON c.tenant_id = o.tenant_id AND c.id = o.collection_id
         WHERE o.tenant_id = :tenant AND o.status = 'published'
         ORDER BY o.published_at DESC NULLS LAST, o.id DESC LIMIT :most",
    );
    const ENTRIES: Sql = Sql::scoped(
        "SELECT c.slug || '/' || e.slug AS path, e.updated_at FROM collection c
         JOIN entry e ON e.tenant_id = c.tenant_id AND e.collection_id = c.id
         WHERE c.tenant_id = :tenant AND e.status = 'published'
         ORDER BY e.collection_id, e.sort_order, e.id LIMIT :most",
    );
    let zone = db.zone()?;
    let mut all = Vec::new();
    for statement in [&PAGES, &COLLECTIONS, &POSTS, &ENTRIES] {
        let most = i64::try_from(ENTRIES_MAX - all.len()).unwrap_or_default();
        all.extend(db.all(statement, &[(":most", most.into())], |row| entry(row, &zone))?);
    }
    Ok(all)
}

fn entry(row: &Row<'_>, zone: &Zone) -> Result<SitemapEntry> {
    let path = row.text("path")?;
    let changed = format_date(row.integer("updated_at")?, zone);
    Ok(SitemapEntry { path: if path == HOME { String::new() } else { path }, changed })
}
