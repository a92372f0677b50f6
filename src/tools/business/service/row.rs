//! The row of a service, and the ways to look it up.

use crate::{
    clock::Time,
    error::Result,
    id::ServiceId,
    store::{Params, Row, Sql, TenantRead},
    value::Currency,
};

/// A service as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct ServiceRow {
    pub(crate) id: ServiceId,
    pub(crate) name: String,
    pub(crate) price_minor: Option<i64>,
    pub(crate) currency: Currency,
    pub(crate) description: String,
    pub(crate) duration_minutes: Option<i64>,
    pub(crate) active: bool,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

/// A read of whole services; a constant cannot be joined with another at compile time.
macro_rules! services {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, name, price_minor, currency, description, duration_minutes, active, version,
                    updated_at
             FROM service WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}

pub(super) fn by_id(db: &TenantRead<'_>, id: ServiceId) -> Result<Option<ServiceRow>> {
    const BY_ID: Sql = services!("id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

/// The services of exactly that name; a few are enough to say that there are several.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<ServiceRow>> {
    const BY_NAME: Sql = services!("name = :name ORDER BY id LIMIT 5");
    all(db, &BY_NAME, &[(":name", name.into())])
}

/// Services by name, after a position.
pub(super) fn listed(
    db: &TenantRead<'_>,
    active: Option<bool>,
    query: Option<&str>,
    after: (String, String),
    fetch: i64,
) -> Result<Vec<ServiceRow>> {
    const LISTED: Sql = services!(
        "(name, id) > (:name, :after)
         AND (:active IS NULL OR active = :active)
         AND (:query IS NULL OR instr(lower(name || ' ' || description), lower(:query)) > 0)
         ORDER BY name, id LIMIT :fetch"
    );
    all(
        db,
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

fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<ServiceRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<ServiceRow> {
    Ok(ServiceRow {
        id: row.id("id")?,
        name: row.text("name")?,
        price_minor: row.integer_or_none("price_minor")?,
        currency: Currency::parse(&row.text("currency")?)?,
        description: row.text("description")?,
        duration_minutes: row.integer_or_none("duration_minutes")?,
        active: row.flag("active")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
