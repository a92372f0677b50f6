//! How services are looked up.

use crate::{
    error::Result,
    store::{
        TenantRead,
        entity::{Select, ServiceRow, select},
    },
};

pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ServiceRow>> {
    const BY_NAME: Select<ServiceRow> = select!(ServiceRow, "name = :name ORDER BY id LIMIT 5");
    db.rows(&BY_NAME, &[(":name", name.into())])
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
        "(name, id) > (:name, :after)
         AND (CAST(:active AS bigint) IS NULL OR active = :active)
         AND (CAST(:query AS text) IS NULL OR {position lower(name || ' ' || description), lower(:query)} > 0)
         ORDER BY name, id LIMIT :fetch"
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
