//! A cache of search results, kept for a day: some services require it, and their rate limits are low.

use crate::{
    error::{Error, Result},
    outbound::pictures::{Library, Photo, Search},
    store::{Dml, Sql, TenantRead, TenantWrite, portable},
};

/// 24 hours, in milliseconds.
const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// The most results cached for a tenant.
const ROWS_MAX: i64 = 200;

/// Longer results are not cached; a usual one has some 40,000 characters.
const CHARS_MAX: usize = 200_000;

/// The normalised query, the same for equivalent searches.
fn key(search: &Search, page: u32) -> String {
    let Search { query, orientation, color } = search;
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    format!("{orientation:?} {color:?} {page} {}", words.join(" "))
}

/// A cached page of results.
pub(in crate::tools::outside) fn page(
    db: &TenantRead<'_>,
    library: &Library,
    search: &Search,
    page: u32,
) -> Result<Option<Vec<Photo>>> {
    const KEPT: Sql = Sql::scoped(
        "SELECT photos FROM photo_search
         WHERE tenant_id = :tenant AND provider = :provider AND query = :query AND found_at > :since",
    );
    let (query, since) = (key(search, page), db.since(KEPT_MS)?);
    let params =
        [(":provider", library.name.into()), (":query", query.into()), (":since", since.into())];
    db.first(&KEPT, &params, |row| row.json("photos"))
}

/// A photo from a cached result.
pub(in crate::tools::outside) fn photo(
    db: &TenantRead<'_>,
    library: &Library,
    id: &str,
) -> Result<Option<Photo>> {
    const AMONG: Sql = Sql::scoped(portable!(
        "SELECT photos FROM photo_search
         WHERE tenant_id = :tenant AND provider = :provider AND {position photos, :mark} > 0
           AND found_at > :since
         LIMIT 1"
    ));
    let mark = format!("\"photoId\":{}", serde_json::json!(id));
    let since = db.since(KEPT_MS)?;
    let params =
        [(":provider", library.name.into()), (":mark", mark.into()), (":since", since.into())];
    let found: Option<Vec<Photo>> = db.first(&AMONG, &params, |row| row.json("photos"))?;
    Ok(found.into_iter().flatten().find(|photo| photo.photo_id == id))
}

/// Caches a page of results, and deletes expired ones.
pub(in crate::tools::outside) fn keep(
    db: &mut TenantWrite<'_>,
    library: &Library,
    (search, page): (&Search, u32),
    photos: &[Photo],
) -> Result<()> {
    const KEEP: Dml = Dml::scoped(
        "INSERT INTO photo_search (tenant_id, provider, query, photos, found_at)
         VALUES (:tenant, :provider, :query, :photos, :now)
         ON CONFLICT (tenant_id, provider, query)
         DO UPDATE SET photos = excluded.photos, found_at = excluded.found_at",
    );
    const LET_GO: Dml = Dml::scoped(portable!(
        "DELETE FROM photo_search
         WHERE tenant_id = :tenant AND found_at <= {greater :since, coalesce(
           (SELECT found_at FROM photo_search WHERE tenant_id = :tenant
            ORDER BY found_at DESC LIMIT 1 OFFSET :rows), :since)}"
    ));
    let text = serde_json::to_string(photos).map_err(Error::internal)?;
    if text.len() > CHARS_MAX {
        return Ok(());
    }
    let (now, since) = (db.now()?, db.since(KEPT_MS)?);
    db.execute(
        &KEEP,
        &[
            (":provider", library.name.into()),
            (":query", key(search, page).into()),
            (":photos", text.into()),
            (":now", now.into()),
        ],
    )?;
    db.execute(&LET_GO, &[(":since", since.into()), (":rows", ROWS_MAX.into())])?;
    Ok(())
}
