//! Reads of services.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{Select, ServiceRow, select},
    },
};

pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ServiceRow>> {
    const AS_WRITTEN: Select<ServiceRow> = select!(ServiceRow, "name = :name ORDER BY id LIMIT 5");
    const AS_READ: Select<ServiceRow> =
        select!(ServiceRow, "text_fold(name) = text_fold(:name) ORDER BY id LIMIT 5");
    db.rows_named([&AS_WRITTEN, &AS_READ], name)
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
