//! The row of a package, and the ways to look it up.

use crate::{
    clock::Time,
    error::Result,
    id::{ImageId, PackageId, ServiceId},
    store::{Params, Row, Sql, TenantRead},
    value::Currency,
};

/// A package as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct PackageRow {
    pub(crate) id: PackageId,
    pub(crate) name: String,
    pub(crate) price_minor: i64,
    pub(crate) currency: Currency,
    pub(crate) description: String,
    pub(crate) duration_minutes: Option<i64>,
    pub(crate) active: bool,
    pub(crate) sort_order: i64,
    pub(crate) image_id: Option<ImageId>,
    pub(crate) version: i64,
    pub(crate) updated_at: Time,
}

/// A read of whole packages; a constant cannot be joined with another at compile time.
macro_rules! packages {
    ($condition:literal) => {
        Sql::scoped(concat!(
            "SELECT id, name, price_minor, currency, description, duration_minutes, active, sort_order,
                    image_id, version, updated_at
             FROM package WHERE tenant_id = :tenant AND ",
            $condition
        ))
    };
}

pub(super) fn by_id(db: &TenantRead<'_>, id: PackageId) -> Result<Option<PackageRow>> {
    const BY_ID: Sql = packages!("id = :id");
    db.first(&BY_ID, &[(":id", id.into())], read)
}

/// The packages of exactly that name; a few are enough to say that there are several.
pub(super) fn by_name(db: &TenantRead<'_>, name: &str) -> Result<Vec<PackageRow>> {
    const BY_NAME: Sql = packages!("name = :name ORDER BY id LIMIT 5");
    all(db, &BY_NAME, &[(":name", name.into())])
}

/// Packages in the order in which people see them, after a position.
pub(super) fn listed(
    db: &TenantRead<'_>,
    active: Option<bool>,
    query: Option<&str>,
    after: (i64, String),
    fetch: i64,
) -> Result<Vec<PackageRow>> {
    const LISTED: Sql = packages!(
        "(sort_order, id) > (:order, :after)
         AND (:active IS NULL OR active = :active)
         AND (:query IS NULL OR instr(lower(name || ' ' || description), lower(:query)) > 0)
         ORDER BY sort_order, id LIMIT :fetch"
    );
    all(
        db,
        &LISTED,
        &[
            (":order", after.0.into()),
            (":after", after.1.into()),
            (":active", active.into()),
            (":query", query.into()),
            (":fetch", fetch.into()),
        ],
    )
}

/// The services that a package includes.
pub(super) fn services(db: &TenantRead<'_>, package: PackageId) -> Result<Vec<ServiceId>> {
    const SERVICES: Sql = Sql::scoped(
        "SELECT service_id FROM package_service
         WHERE tenant_id = :tenant AND package_id = :package ORDER BY service_id",
    );
    db.all(&SERVICES, &[(":package", package.into())], |row| row.id("service_id"))
}

/// The number that puts a new package after all others.
pub(super) fn next_order(db: &TenantRead<'_>) -> Result<i64> {
    const LAST: Sql =
        Sql::scoped("SELECT max(sort_order) AS n FROM package WHERE tenant_id = :tenant");
    Ok(db.count(&LAST, &[])?.saturating_add(1))
}

fn all(db: &TenantRead<'_>, sql: &Sql, params: Params<'_, '_>) -> Result<Vec<PackageRow>> {
    db.all(sql, params, read)
}

fn read(row: &Row<'_>) -> Result<PackageRow> {
    Ok(PackageRow {
        id: row.id("id")?,
        name: row.text("name")?,
        price_minor: row.integer("price_minor")?,
        currency: Currency::parse(&row.text("currency")?)?,
        description: row.text("description")?,
        duration_minutes: row.integer_or_none("duration_minutes")?,
        active: row.flag("active")?,
        sort_order: row.integer("sort_order")?,
        image_id: row.id_or_none("image_id")?,
        version: row.integer("version")?,
        updated_at: row.time("updated_at")?,
    })
}
