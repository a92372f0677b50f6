//! Reads of services.

use crate::{
    error::Result,
    id::ServiceId,
    store::{
        TenantRead,
        entity::{Select, ServiceRow, select},
    },
};

const AS_WRITTEN: Select<ServiceRow> = select!(ServiceRow, "name = :name ORDER BY id LIMIT 5");

pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ServiceRow>> {
    const AS_READ: Select<ServiceRow> =
        select!(ServiceRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
}

/// The others of exactly that name; a few are enough to say that there are some.
pub(super) fn namesakes(db: &TenantRead<'_>, name: &str, own: ServiceId) -> Result<Vec<String>> {
    let rows = db.rows(&AS_WRITTEN, &[(":name", name.into())])?;
    let others = rows.iter().filter(|row| row.id != own);
    Ok(others.map(|row| row.id.to_string()).collect())
}

/// Services after a position, by name.
pub(super) fn listed(
    db: &TenantRead<'_>,
    active: Option<bool>,
    query: Option<&str>,
    after: (String, String),
    fetch: i64,
) -> Result<Vec<ServiceRow>> {
    const LISTED: Select<ServiceRow> = select!(
        ServiceRow,
        "(text_fold(name), id) > (text_fold(:name), :after)
         AND (CAST(:active AS bigint) IS NULL OR active = :active)
         AND (CAST(:query AS text) IS NULL OR text_has(name || ' ' || description, :query))
         ORDER BY text_fold(name), id LIMIT :fetch"
    );
    db.rows(
        &LISTED,
        &[
            (":name", after.0.into()),
            (":after", after.1.into()),
            (":active", active.into()),
            (":query", query.into()),
            (":fetch", fetch.into()),
        ],
    )
}
